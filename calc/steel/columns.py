"""Notes, marks and references of steel: columns that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calc.engine.cells import numbers
from calc.engine.model import Coded, IntArray, TableData
from calc.steel import status as st
from calc.steel.resolve import Rows
from calc.steel.spellings import ELECTROLYSIS
from factors import Library
from factors.grids import TABLE as GRIDS


def named(codes: IntArray, names: Sequence[str]) -> Coded:
    """Return a column of names, each once; '' is none."""
    values = tuple(dict.fromkeys(name for name in names if name))
    lookup = np.array([*(values.index(name) if name else -1 for name in names), -1], dtype=np.int32)
    return Coded(lookup[codes], values)


def _given(data: TableData, column: str) -> str:
    """Return the reference key of a user's column."""
    heading = next((p.own_columns[column] for p in data.places if column in p.own_columns), column)
    return f"given:column '{heading}'"


def hydrogen_references(rows: Rows, data: TableData) -> Coded:
    """Return where the efficiency of electrolysis or the footprint of the hydrogen comes from."""
    inventory = rows.inventory
    values = (
        inventory.electrolysis_reference,
        inventory.reformed_reference,
        _given(data, "hydrogen_footprint"),
    )
    own = ~np.isnan(numbers(data, "electrolyser_efficiency")) & (rows.hydrogen == ELECTROLYSIS)
    found = np.where(own, len(values), rows.hydrogen)
    return Coded(
        np.where(rows.status == st.COMPUTED, found, -1).astype(np.int8),
        (*values, _given(data, "electrolyser_efficiency")),
    )


def grid_references(rows: Rows, at: IntArray, column: str, data: TableData, library: Library) -> Coded:
    """Return the row of `energy.grid`, or the user's column."""
    table = library.table(GRIDS)
    given = ~np.isnan(numbers(data, column)) & (rows.status == st.COMPUTED)
    if column == "hydrogen_grid":
        given &= rows.hydrogen == ELECTROLYSIS
    used, codes = np.unique(at, return_inverse=True)
    keep = [n for n in used.tolist() if n >= 0]
    lookup = np.array([keep.index(n) if n >= 0 else -1 for n in used.tolist()], dtype=np.int32)
    found = np.where(rows.status == st.COMPUTED, lookup[codes], -1)
    found = np.where(given, len(keep), found)
    return Coded(found.astype(np.int32), (*(table.reference(n) for n in keep), _given(data, column)))
