"""The summary while it is laid out: sections, headings, figures and charts, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from calc.engine.ledger import Ledger
from calc.engine.model import Coded, FloatArray, Line
from calc.report.book import LINE, Book, Page, lines_of
from calc.report.charts import column_chart
from calc.report.excel_rows import Layout
from calc.report.terms import digits_for, plain_sum

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LABEL_WIDTH, WIDTH, LAST_WIDTH = 34, 16, 12  # of the columns, characters
LEAST_COLUMNS = 8  # to the left of the charts
CHART_ROWS, LABELLED_ROWS = 16, 24  # rows of the sheet that a chart takes, with one label and with several


class Summary:
    """The sheet while it is laid out."""

    def __init__(self, book: Book, ledger: Ledger, layout: Layout | None) -> None:
        self.book, self.ledger, self.layout = book, ledger, layout
        self.page = Page(book, book.sheet("Summary"))
        self.row = 0
        self.charts: list[tuple[Any, int]] = []  # with the rows that each takes
        self.sums = [line for line in ledger.lines if line.sum]
        tables = [len(table.columns) for table in ledger.subject.view.groups]
        self.columns = max(LEAST_COLUMNS, 2 + len(self.sums), *tables)  # left of the charts
        narrow = self.columns == LEAST_COLUMNS
        self.page.columns(LABEL_WIDTH, *[WIDTH] * (self.columns - 2), LAST_WIDTH if narrow else WIDTH)
        self.totals = {line.name: plain_sum(ledger.numbers(line.name)) for line in self.sums}
        self.where: dict[str, str] = {}  # line -> cell of its total
        self.digits: dict[str, int] = {}  # line -> decimals, the same for all lines of a unit
        for line in self.sums:
            largest = max(abs(self.totals[other.name]) for other in self.sums if other.unit == line.unit)
            self.digits[line.name] = digits_for(largest, line.digits)

    def section(self, title: str, remark: str = "", columns: int = LEAST_COLUMNS - 1) -> None:
        """Begin a section."""
        self.row += 1
        for column in range(columns):
            self.page.put(self.row, column, title if column == 0 else "", "section")
        self.row += 1
        if remark:
            self.page.put(self.row, 0, remark, "small")
            self.row += 1

    def headings(self, texts: Sequence[str], left: int = 1) -> None:
        """Place a heading row; those after the first `left` stand to the right."""
        for n, text in enumerate(texts):
            self.page.put(self.row, n, text, "heading" if n < left else "heading+right")
        self.heading_row(texts)

    def heading_row(self, texts: Sequence[str]) -> None:
        """End a row of headings, high enough for them."""
        lines = max((lines_of(text, self.page.widths[n]) for n, text in enumerate(texts)), default=1)
        self.page.heights[self.row] = max(30, LINE * lines + 3)
        self.row += 1


def plain_sums(coded: Coded, values: FloatArray) -> FloatArray:
    """Return what SUMIFS gives for each text of a coded line."""
    keep = (coded.codes >= 0) & ~np.isnan(values)
    sums = np.bincount(coded.codes[keep], values[keep], minlength=len(coded.values))
    return sums.astype(np.float64, copy=False)


def figure(
    s: Summary,
    label: str,
    value: float,
    unit: str,
    remark: str,
    digits: int,
    formula: str = "",
    style: str = "number",
) -> None:
    """Place one figure with its label, unit and a remark."""
    s.page.put(s.row, 0, label, {"big": "bold", "part": "text+indent"}.get(style, "text"))
    s.page.put(s.row, 1, value, f"{'number' if style == 'part' else style}:{digits}", formula)
    s.page.put(s.row, 2, unit, "unit")
    s.page.put(s.row, 3, remark, "small")
    s.row += 1


def titled(line: Line) -> str:
    """Return a line's title with its unit."""
    return f"{line.title} [{line.unit}]" if line.unit else line.title


def chart(
    s: Summary,
    title: str,
    first: int,
    last: int,
    column: int,
    labels: list[Any],
    values: list[float],
    pale: Sequence[bool] = (),
) -> None:
    """Keep a chart of rows `first` to `last` for the side of the tables.

    `labels` are those of column A, or a list for each of the first columns.
    """
    several = bool(labels) and isinstance(labels[0], list)
    letter, end = LETTERS[column], LETTERS[len(labels) - 1 if several else 0]
    rows = LABELLED_ROWS if several else CHART_ROWS
    made = column_chart(
        s.book,
        title,
        (f"=Summary!$A${first + 1}:${end}${last}", labels),
        (f"=Summary!${letter}${first + 1}:${letter}${last}", values),
        pale,
        rows / CHART_ROWS,
    )
    s.charts.append((made, rows))
