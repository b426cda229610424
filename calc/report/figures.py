"""Small tables for the terminal: numbers for people, bars, columns that fit their figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from rich.text import Text

from calc.engine.ledger import Ledger
from calc.engine.view import Shown
from calc.report.columns import BARS, FIGURES, TEXTS, Part, fitted, laid_out, plain_table
from calc.report.terms import digits_of, is_figure, is_whole, line_of

__all__ = ["bar", "cells", "columns_table", "number", "plain_table"]

BAR = 18


def number(value: float, digits: int = 0) -> str:
    """Return a number for people: thousands by spaces, '' for no value."""
    return "" if not np.isfinite(value) else f"{value:,.{digits}f}".replace(",", " ")


def bar(value: float, largest: float, width: int = BAR) -> str:
    """Return a bar of `width` eighths-precise characters."""
    if not largest or value <= 0:
        return ""
    eighths = round(8 * width * value / largest)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


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


def columns_table(
    title: str, labels: Sequence[Any], columns: Sequence[tuple[Shown, Sequence[Any]]], width: int = 0
) -> Table:
    """Return a table of columns, with a bar where one says so; labels stand first, under a title.

    Where it is wider than `width`, headings fold first, then texts between words, then gaps and bars go.
    """
    parts: list[Part] = []
    if title:
        parts.append(Part(title, FIGURES if any(map(is_figure, labels)) else TEXTS, list(map(str, labels))))
    for column, values in columns:
        figures = [value for value in values if is_figure(value)]
        digits = digits_of(column, figures)
        texts = [_written(value, column, digits) for value in values]
        if not column.zero and not any(texts):  # nothing to say in any line
            continue
        parts.append(Part(column.title, FIGURES if figures else TEXTS, texts))
        if column.bar:
            largest = max((abs(value) for value in figures if np.isfinite(value)), default=0.0)
            parts.append(Part("", BARS, [_bar(value, largest) for value in values]))
    return fitted(parts, width) if width else laid_out(parts)


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
