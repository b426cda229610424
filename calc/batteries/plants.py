"""The electricity of the plants: the grid that is given, else that of the country, of the world where neither is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from calc.batteries import status as st
from calc.batteries.known import everything
from calc.engine import units
from calc.engine.cells import texts
from calc.engine.model import NAME, NO_DATE, BoolArray, FloatArray, IntArray, TableData
from calc.engine.states import States
from calc.methods.grids import UNKNOWN, WITHOUT, WORLD, named_grids
from factors import Library
from factors.grids import TABLE, Grids, grid_key
from factors.law import EPOCH
from factors.names import territory_key


class GridCells(NamedTuple):
    """The grid that each row of a sheet gives."""

    value: FloatArray  # gCO2e/kWh
    row: IntArray  # of energy.grid, -1 for a figure given
    own: BoolArray  # the cell is filled
    figure: BoolArray  # with a figure
    bad: BoolArray  # and cannot be read, or has no figure
    late: BoolArray  # its figure was not known on the day of the library


def data_years(data: TableData) -> FloatArray:
    """Return the year in which the data of each model were measured, NaN where no period is given."""
    days = data.days("period_end")
    if days is None:
        return np.full(data.size, np.nan)
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + EPOCH.year
    return np.where(days == NO_DATE, np.nan, years.astype(np.float64))


def plant_grids(data: TableData, library: Library, states: States) -> tuple[FloatArray, IntArray]:
    """Return the electricity of each plant [kgCO2e/kWh] and its row in energy.grid."""
    grids = Grids.of(library)
    years = data_years(data)
    given = grid_cells(data, grids, library, years)
    states.end(given.late, st.GRID_NOT_KNOWN)
    states.end(given.bad, st.GRID_UNKNOWN)
    country = texts(data, "plant_country")
    keys = [territory_key(text, library.names) or "" for text in country.values]
    code = np.array([*(grids.code_by_key.get(key, WITHOUT) for key in keys), WITHOUT])[country.codes]
    named = ~given.own & (country.codes >= 0)
    late = np.array([*(key in _later(grids, library) for key in keys), False])[country.codes]
    states.end(named & late, st.GRID_NOT_KNOWN)
    states.end(named & (code < 0), st.GRID_UNKNOWN)
    world = np.full(data.size, grids.code_by_key.get(WORLD, WITHOUT))
    value, row = given.value, given.row
    for where, codes, note in (
        (named & (code >= 0), code, "grid_of_country"),
        (~given.own & ~named, world, "grid_of_world"),
    ):
        found, found_row, _ = grids.by_key_year(codes, years)
        value, row = np.where(where, found, value), np.where(where, found_row, row).astype(np.int32)
        states.note(where, note)
    states.end(np.isnan(value), st.GRID_NOT_KNOWN)
    states.note(given.figure, "own_grid_figure")
    held = np.append(np.array(library.table(TABLE).columns["year"], dtype=np.int64), -1)[row]
    states.note((row >= 0) & ~np.isnan(years) & (held != years), "grid_year")
    return value * units.factor("gCO2e/kWh", "kgCO2e/kWh"), row


def grid_cells(data: TableData, grids: Grids, library: Library, years: FloatArray) -> GridCells:
    """Return what the column `grid` of a sheet gives, for the years of the data."""
    figure, named = data.numbers("grid"), data.coded(f"grid{NAME}")
    row = np.full(data.size, -1, dtype=np.int32)
    none = np.zeros(data.size, dtype=bool)
    bad = data.refused.get("grid", none)
    if figure is None:
        return GridCells(np.full(data.size, np.nan), row, none, none, bad, none)
    value, own = figure.copy(), ~np.isnan(figure)
    figures, late = own, none
    if named is not None:
        codes = named_grids(named.values, grids, library)[named.codes]
        by_name = named.codes >= 0
        found, rows, _ = grids.by_key_year(np.where(by_name & (codes > UNKNOWN), codes, WITHOUT), years)
        value, row = np.where(by_name, found, value), np.where(by_name, rows, row).astype(np.int32)
        later = _later(grids, library)
        late = np.array([*(grid_key(t, library.names) in later for t in named.values), False])[named.codes]
        bad = bad | (by_name & np.isnan(value) & ~late)
        own, figures = own | by_name, own & ~by_name
    return GridCells(value, row, own, figures, bad, late)


def _later(grids: Grids, library: Library) -> frozenset[str]:
    """Return the grids of which a figure is held that was not known on the day of the library."""
    if library.known_on is None:
        return frozenset()
    return frozenset(Grids.of(everything(library)).keys) - frozenset(grids.keys)
