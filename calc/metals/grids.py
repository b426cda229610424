"""The grids of each lot: the figure given, that of the grid named, that of the origin, or that of the world."""

from __future__ import annotations

import numpy as np

from calc.engine.cells import numbers
from calc.engine.model import BoolArray, FloatArray, IndexArray, IntArray, TableData
from calc.engine.states import States
from calc.metals import status as st
from calc.metals.meanings import Meanings

Found = tuple[FloatArray, IntArray, BoolArray]  # gCO2e/kWh, row of energy.grid or -1, has its own cell


def grids(
    data: TableData,
    known: Meanings,
    origin: IndexArray,
    needed: BoolArray,
    electrolytic: BoolArray,
    given: BoolArray,
    states: States,
) -> tuple[FloatArray, IntArray, FloatArray, IntArray]:
    """Return the grid and the smelter's grid of each lot, each with its row in `energy.grid`.

    Parameters
    ----------
    origin : array of int
        Spelling of the country, -1 where the cell is empty.
    needed, electrolytic : array of bool
        Whether a figure of the lot rests on electricity, on electrolysis; elsewhere a fault is only a note.
    given : array of bool
        Lots with the supplier's figure: without a grid they only lack the comparison.
    """
    value, row, own = _found(data, known, "grid", needed, given, states)
    open_ = ~own
    if open_.any():
        code = known.origin_grid.take(origin[open_], mode="wrap")
        years = numbers(data, "year")[open_]
        value[open_], row[open_], exact = known.grids.by_key_year(code, years)
        late = np.zeros(data.size, dtype=bool)
        late[open_] = ~exact & (code >= 0)
        states.note(late & needed, "grid_year")
        without = open_ & np.isnan(value) & needed
        states.end(without, st.GRID_MISSING)
        states.note(without & given, "no_comparison")
        states.note(open_ & needed & ~without & (origin >= 0), "grid_of_origin")
        states.note(open_ & needed & (origin < 0), "grid_of_world")
    if data.numbers("grid_smelter") is None:
        smelter, smelter_row = value, row
    else:
        smelter, smelter_row, own = _found(data, known, "grid_smelter", electrolytic, given, states)
        smelter, smelter_row = np.where(own, smelter, value), np.where(own, smelter_row, row).astype(np.int32)
    return value, row, smelter, smelter_row


def _found(
    data: TableData, known: Meanings, column: str, needed: BoolArray, given: BoolArray, states: States
) -> Found:
    figure, named = data.numbers(column), data.coded(f"{column}.name")
    row = np.full(data.size, -1, dtype=np.int32)
    if figure is None:
        return np.full(data.size, np.nan), row, np.zeros(data.size, dtype=bool)
    value, own = figure.copy(), ~np.isnan(figure)
    by_name = np.zeros(0, dtype=bool) if named is None else named.codes >= 0
    if named is not None and by_name.any():
        code = np.maximum(known.grid_named[column].take(named.codes[by_name]), -1)
        years = numbers(data, "year")[by_name]
        value[by_name], row[by_name], exact = known.grids.by_key_year(code, years)
        late = np.zeros(data.size, dtype=bool)
        late[by_name] = ~exact & (code >= 0)
        states.note(late & needed, "grid_year")
        bad = by_name & np.isnan(value)
        states.end(bad & needed, st.GRID_MISSING)
        states.note(bad & needed & given, "no_comparison")
        states.note(bad & ~needed, "grid_unknown")
        own |= by_name
    states.note(own & ~needed, "grid_unused" if column == "grid" else "smelter_unused")
    return value, row, own
