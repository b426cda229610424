"""The grids of each lot: the figure given, that of the grid named, that of the origin, or that of the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.cells import looked_up, numbers, texts, unknown_spellings
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, TableData
from calc.metals import status as st
from calc.metals.footprints import Footprint
from calc.metals.states import States
from factors import Library
from factors.grids import Grids, grid_key

WORLD_GRID = "WORLD"


def grids(
    data: TableData,
    library: Library,
    country: Coded,
    keys: Sequence[str | None],
    figures: tuple[Footprint, ...],
    primary: IntArray,
    secondary: IntArray,
    share: FloatArray,
    states: States,
) -> tuple[FloatArray, IntArray, FloatArray, IntArray, dict[str, Coded]]:
    """Return the grid and the smelter's grid of each lot, with their rows in `energy.grid`."""
    table = Grids.of(library)
    years = numbers(data, "year")
    default = np.array([table.code_by_key.get(k or "", -1) for k in keys] + [table.code_by_key[WORLD_GRID]])
    electric = np.array([any(s.power or s.electrolysis for s in f.stages) for f in figures] + [False])
    needed = electric[primary] | electric[secondary]
    unknown: dict[str, Coded] = {}

    def one(column: str, codes: NDArray[Any], *, fallback: bool) -> tuple[FloatArray, IntArray, BoolArray]:
        """Return value, row and whether the row has its own."""
        given = numbers(data, column)
        named = texts(data, f"{column}.name")
        spelled = [grid_key(text) for text in named.values]
        own = looked_up(named, [table.code_by_key.get(k or "", -1) for k in spelled])
        unknown[column] = unknown_spellings(named, [k is not None for k in spelled])
        code = np.where(named.codes >= 0, own, codes if fallback else -1)
        value, row, exact = table.by_key_year(code, years)
        value = np.where(np.isnan(given), value, given)
        row = np.where(np.isnan(given), row, -1).astype(np.int32)
        has = (named.codes >= 0) | ~np.isnan(given)
        states.note((row >= 0) & ~exact & (has | fallback) & needed, "grid_year")
        bad = (named.codes >= 0) & np.isnan(value)
        states.end(bad & needed, st.GRID_MISSING)
        states.note(bad & ~needed, "grid_unknown")
        states.note(has & ~needed, "grid_unused")
        return value, row, has

    value, row, has = one("grid", default[country.codes], fallback=True)
    states.end(np.isnan(value) & needed, st.GRID_MISSING)
    states.note(~has & needed & (country.codes >= 0), "grid_of_origin")
    states.note(~has & needed & (country.codes < 0), "grid_of_world")
    smelter, smelter_row, own = one("grid_smelter", np.empty(0), fallback=False)
    smelter = np.where(own, smelter, value)
    smelter_row = np.where(own, smelter_row, row).astype(np.int32)
    for rows in (row, smelter_row):
        rows[~needed] = -1
    return np.where(needed, value, 0.0), row, np.where(needed, smelter, 0.0), smelter_row, unknown
