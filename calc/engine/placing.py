"""From a row of a table back to the user's cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from calc.engine.errors import KEPT_PER_KIND, Problem
from calc.engine.model import TableData


def cell(data: TableData, row: int, column: str) -> str:
    """Return the address of a row's cell, such as ``C7``; '' where the source has no addresses."""
    letter = data.places[data.place[row]].letters.get(column, "")
    return f"{letter}{data.row_number[row]}" if letter else ""


def written(data: TableData, row: int, column: str) -> str:
    """Return what the user wrote in a row's cell."""
    heading = data.places[data.place[row]].own_columns.get(column)
    if data.own is None or heading is None or heading not in data.own.columns:
        return ""
    value = data.own[heading].iloc[row]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or value != value else str(value)


def problems_at(
    data: TableData,
    rows: NDArray[Any],
    *,
    severity: str,
    kind: str,
    column: str,
    found: str | Callable[[int], str],
    expected: str = "",
    remedy: str = "",
) -> list[Problem]:
    """Return one problem for each row, the rows beyond the listed ones as one entry with their count."""
    items = []
    for row in rows[:KEPT_PER_KIND]:
        place = data.places[data.place[row]]
        items.append(
            Problem(
                severity,
                kind,
                place.file,
                place.sheet,
                cell(data, int(row), column),
                int(data.row_number[row]),
                column,
                found if isinstance(found, str) else found(int(row)),
                expected,
                remedy,
            )
        )
    if len(rows) > len(items):
        place = data.places[data.place[rows[0]]]
        items.append(
            Problem(
                severity,
                kind,
                place.file,
                place.sheet,
                "",
                0,
                column,
                "more rows of this kind",
                expected,
                remedy,
                len(rows) - len(items),
            )
        )
    return items
