"""Notes, marks and references of steel: columns that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from calc.engine.model import Coded, IntArray, TableData
from calc.steel import status as st
from calc.steel.cells import numbers
from calc.steel.resolve import Rows
from calc.steel.spellings import ELECTROLYSIS
from factors import Library
from factors.grids import TABLE as GRIDS


def noted(rows: Rows, names: tuple[str, ...]) -> Any:
    """Return which computed rows bear one of these notes."""
    bits = np.uint32(sum(int(st.BIT[name]) for name in names))
    return ((rows.notes & bits) > 0) & (rows.status == st.COMPUTED)


def notes(rows: Rows) -> Coded:
    """Return the notes of each row; rows that are not computed begin with what their state means."""
    key = rows.notes.astype(np.int64) * len(st.STATUSES) + rows.status
    distinct, codes = np.unique(key, return_inverse=True)
    said = []
    for one in distinct.tolist():
        bits, status = divmod(one, len(st.STATUSES))
        parts = [] if status == st.COMPUTED else [st.MEANING[st.STATUSES[status]]]
        if status not in st.UNREAD:
            parts += [text for n, text in enumerate(st.NOTES.values()) if bits & (1 << n)]
        said.append("; ".join(parts))
    values = tuple(dict.fromkeys(t for t in said if t))
    lookup = np.array([values.index(t) if t else -1 for t in said], dtype=np.int32)
    return Coded(lookup[codes], values)


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
