"""Small tables for the terminal: numbers for people, bars, columns that fit their figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from rich.text import Text

from calc.engine.ledger import Ledger
from calc.engine.view import Shown
from calc.report.terms import digits_of, is_figure, is_whole, line_of

BAR = 18
SHORT = 10  # characters of a date: texts up to here are never folded


def number(value: float, digits: int = 0) -> str:
    """Return a number for people: thousands by spaces, '' for no value."""
    return "" if not np.isfinite(value) else f"{value:,.{digits}f}".replace(",", " ")


def bar(value: float, largest: float, width: int = BAR) -> str:
    """Return a bar of `width` eighths-precise characters."""
    if not largest or value <= 0:
        return ""
    eighths = round(8 * width * value / largest)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def plain_table(*columns: str, right: tuple[int, ...] = (), whole: tuple[int, ...] = ()) -> Table:
    """Return an empty table without lines; columns `right` hold figures, columns `whole` are never folded."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for n, name in enumerate(columns):
        justify: Literal["left", "right"] = "right" if n in right else "left"
        made.add_column(name, justify=justify, no_wrap=n in (*right, *whole), overflow="fold")
    return made


def cells(ledger: Ledger, column: Shown, rows: NDArray[np.intp]) -> list[Any]:
    """Return what some rows have in a line."""
    line = line_of(ledger, column.name)
    if line is not None and line.kind != "number":
        coded = ledger.coded(column.name)
        return [coded.values[code] if code >= 0 else "" for code in coded.codes[rows].tolist()]
    values = ledger.numbers(column.name)[rows]
    if column.per:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = values / ledger.numbers(column.per)[rows]
    found: list[Any] = values.tolist()
    return found


def columns_table(title: str, labels: Sequence[Any], columns: Sequence[tuple[Shown, Sequence[Any]]]) -> Table:
    """Return a table of columns, with a bar where one says so; labels stand first, under a title."""
    parts: list[tuple[str, str, Sequence[str | Text]]] = []  # heading, 'figures', 'texts' or 'bars', cells
    if title:
        parts.append((title, "figures" if any(map(is_figure, labels)) else "texts", list(map(str, labels))))
    for column, values in columns:
        figures = [value for value in values if is_figure(value)]
        digits = digits_of(column, figures)
        texts = [_written(value, column, digits) for value in values]
        if not column.zero and not any(texts):  # nothing to say in any line
            continue
        parts.append((column.title, "figures" if figures else "texts", texts))
        if column.bar:
            largest = max((abs(value) for value in figures if np.isfinite(value)), default=0.0)
            parts.append(("", "bars", [_bar(value, largest) for value in values]))
    right = tuple(n for n, (_, kind, _) in enumerate(parts) if kind == "figures")
    whole = tuple(n for n, (_, kind, written) in enumerate(parts) if kind == "bars" or _short(kind, written))
    made = plain_table(*(heading for heading, _, _ in parts), right=right, whole=whole)
    for row in zip(*(part for _, _, part in parts), strict=True):
        made.add_row(*row)
    return made


def _short(kind: str, written: Sequence[str | Text]) -> bool:
    """Return whether all texts are short enough to stand in one piece: dates, codes."""
    return kind == "texts" and max(map(len, written), default=0) <= SHORT


def _written(value: Any, column: Shown, digits: int) -> str:
    """Return a cell: texts and whole numbers as they are, figures with their decimals."""
    if value is None or (not value and not column.zero):
        return ""
    text = number(value, digits) if is_figure(value) and not is_whole(value) else str(value)
    if column.letters and len(text) > column.letters:
        text = f"{text[: column.letters - 1].rstrip()}…"
    return f"{text} {column.suffix}" if text and column.suffix else text


def _bar(value: Any, largest: float) -> Text:
    """Return a bar; what is below zero in another colour."""
    if not is_figure(value) or not np.isfinite(value):
        return Text("")
    return Text(bar(abs(value), largest), style="cyan" if value >= 0 else "green")
