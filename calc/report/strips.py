"""Columns of cells ready to be written: the user's own, each value by its type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calc.report.book import Book, is_unfit, safe_text, serial
from calc.report.plain import flat

EXACT = 10**15  # whole numbers beyond lose digits in a spreadsheet
Get = Callable[[Any, int], Sequence[Any]]  # (which rows, sheet row of the first) -> cells


@dataclass(frozen=True)
class Strip:
    """One column, ready to be written."""

    title: str
    name: str
    get: Get
    write: str  # 'number', 'string' or 'any'
    style: str
    heading: str = "heading"
    level: int = 0


def own_strips(own: pd.DataFrame, book: Book) -> list[Strip]:
    """Return the user's columns as they will stand on the sheet."""
    return [_own_strip(str(own.columns[n]), own.iloc[:, n], book) for n in range(own.shape[1])]


def _own_strip(name: str, column: pd.Series[Any], book: Book) -> Strip:
    values = column.to_numpy()
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu" and not (np.abs(values) >= EXACT).any():
        finite = np.isfinite(values)
        if values.dtype.kind != "f" or (finite | np.isnan(values)).all():
            return Strip("", name, lambda part, _: numbers(values[part]), "number", "text")
    if values.dtype.kind == "M":
        values = column.astype(object).to_numpy()
    elif values.dtype != object:
        values = column.to_numpy(dtype=object)
    day, time = book.format("date"), book.format("time")

    def get(part: Any, _: int) -> list[Any]:
        return _mixed(values[part].tolist(), day, time)

    return Strip("", name, get, "any", "text")


def numbers(values: NDArray[Any]) -> list[Any]:
    """Return numbers as a list, None where there is none."""
    return [None if v != v else v for v in values.tolist()]


def _mixed(cells: list[Any], day: Any, time: Any) -> list[Any]:
    """Return cells as the sheet takes them; each distinct value is looked at once."""
    if set(map(type, cells)) <= {str}:
        changed = {c: safe_text(c) for c in set(cells) if is_unfit(c)}
        return [changed.get(c, c) for c in cells] if changed else cells
    return [c if type(c) is str and not is_unfit(c) else _cell(c, day, time) for c in cells]


def _cell(value: Any, day: Any, time: Any) -> Any:
    value = flat(value)
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < EXACT else str(value)
    if isinstance(value, date) and getattr(value, "tzinfo", None) is None:
        number = serial(value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value)
        if number == number:
            return number, day if number == int(number) else time
    return str(value.isoformat() if isinstance(value, date | datetime) else value)
