"""Tables of imports by hand, as the reader gives them, and their ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from calc.cbam.imports import SUBJECT, TABLE
from calc.cbam.result import ledger
from calc.engine.errors import Problems
from calc.engine.groups import GroupSums
from calc.engine.ledger import Ledger
from calc.engine.model import NO_DATE, Coded, Column, Options, Place, TableData
from factors import Library, load
from factors.law import day

Row = Mapping[str, Any]

USUAL = {"cn_code": "72083900", "origin": "China", "net_mass": 1000.0, "import_date": "2026-02-15"}


def line(**cells: Any) -> dict[str, Any]:
    """Return a row: hot-rolled coil from China of February 2026, but for what is given (None: empty)."""
    return {**USUAL, **cells}


def _coded(texts: list[str | None]) -> Coded:
    values = {text: n for n, text in enumerate(dict.fromkeys(t for t in texts if t is not None))}
    codes = [-1 if t is None else values[t] for t in texts]
    return Coded(np.array(codes, dtype=np.int32), tuple(values))


def _days(cells: list[Any]) -> np.ndarray:
    dates = [date.fromisoformat(c) if isinstance(c, str) else c for c in cells]
    return np.array([NO_DATE if d is None else day(d) for d in dates], dtype=np.int32)


def _unit(column: Column, row: Row) -> int:
    """Return the unit of a cell: that of its unit column, else the first (-1 where none need be said)."""
    said = row.get(column.unit_column or f"{column.name}_unit")
    if said is None:
        return -1 if column.unit_free else 0
    return column.units.index(said)


def table_data(rows: Sequence[Row]) -> TableData:
    """Return rows as the reader gives them.

    Keys are names of columns. ``unit``, ``see_unit`` and ``carbon_price_paid_unit`` choose among the units that
    the columns admit; ``refused`` names the columns whose cell the reader refused.
    """
    columns: dict[str, Any] = {}
    given = [c for c in TABLE.columns if any(c.name in row for row in rows)]
    for column in given:
        cells = [row.get(column.name) for row in rows]
        if column.kind in ("text", "code"):
            columns[column.name] = _coded(cells)
        elif column.kind == "date":
            columns[column.name] = _days(cells)
        else:
            columns[column.name] = np.array([np.nan if c is None else c for c in cells], dtype=float)
    unit_index = {}
    for column in given:
        if len(column.units) > 1:
            unit_index[column.name] = np.array([_unit(column, row) for row in rows], dtype=np.int8)
    refused = {
        c.name: np.array([c.name in row.get("refused", ()) for row in rows])
        for c in TABLE.columns
        if any(c.name in row.get("refused", ()) for row in rows)
    }
    names = [c.name for c in given]
    letters = {name: chr(ord("A") + n) for n, name in enumerate(names)}
    own = pd.DataFrame({f"my {n}": pd.Series([row.get(n) for row in rows], dtype=object) for n in names})
    place = Place("imports.xlsx", "Sheet1", 1, letters, {n: f"my {n}" for n in names})
    numbers = np.arange(2, len(rows) + 2, dtype=np.int32)
    zero = np.zeros(len(rows), dtype=np.int32)
    return TableData(TABLE, len(rows), columns, unit_index, refused, own, zero, (place,), numbers)


def priced(
    rows: Sequence[Row] | TableData,
    *,
    library: Library | None = None,
    sums: GroupSums | None = None,
    **options: Any,
) -> Ledger:
    """Return the ledger of rows."""
    data = rows if isinstance(rows, TableData) else table_data(rows)
    return ledger(
        SUBJECT,
        data,
        library or load(known_on=options.get("law_known_on")),
        Options(**options),
        Problems(),
        sums,
    )


def cell(ledger: Ledger, name: str, row: int = 0) -> Any:
    """Return one cell of a ledger: a float, or the text of a coded column ('' where empty)."""
    found = ledger.columns[name]
    if isinstance(found, np.ndarray):
        return float(found[row])
    return ledger.coded(name).texts()[row]


def result(row: Row, **options: Any) -> dict[str, Any]:
    """Return every line of a ledger of one row."""
    made = priced([row], **options)
    return {name: cell(made, name) for name in made.columns}
