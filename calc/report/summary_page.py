"""The summary while it is laid out: sections, headings, figures and charts, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from calc.engine.ledger import Ledger
from calc.engine.model import Coded, FloatArray, Line
from calc.report.book import LINE, Book, Page, lines_of
from calc.report.charts import column_chart
from calc.report.excel_rows import Layout
from calc.report.terms import columns_of, digits_for, plain_sum, summed

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LABEL_WIDTH, WIDTH, LAST_WIDTH = 34, 16, 12  # of the columns, characters
NARROW, TEXT_WIDTH = 13, 44  # of figures and of long texts, where there are many columns or long texts
LONG_TEXT = 40  # characters from which a text of a group table is given a wide column
LEAST_COLUMNS = 8  # of the tables
WIDEST_BESIDE = 145  # characters of tables that leave room for charts beside them on a printed page
MOST_DRAWN = 8  # lines of a group in its chart, the largest
CHART_ROWS, LABELLED_ROWS = 16, 24  # rows of the sheet that a chart takes, with one label and with several


def _widths(ledger: Ledger, figures: int) -> list[float]:
    """Return the widths of the columns: wide where group tables hold long texts beyond the `figures` columns."""
    tables: list[list[list[Any]]] = []  # the cells of each column
    for table in ledger.subject.view.groups:
        lines = [asdict(line) for line in ledger.groups.get(table.group, [])[: table.most]]
        tables.append([[line[c.name] for line in lines] for c in columns_of(lines, table.columns)])
    count = max(LEAST_COLUMNS, figures, *map(len, tables))
    long = {
        n
        for n in range(figures, count)
        for columns in tables
        if n < len(columns) and max((len(v) for v in columns[n] if isinstance(v, str)), default=0) > LONG_TEXT
    }
    if count == LEAST_COLUMNS and not long:
        return [LABEL_WIDTH, *[WIDTH] * (count - 2), LAST_WIDTH]
    return [LABEL_WIDTH, *(TEXT_WIDTH if n in long else NARROW for n in range(1, count))]


class Summary:
    """The sheet while it is laid out."""

    def __init__(self, book: Book, ledger: Ledger, layout: Layout | None) -> None:
        self.book, self.ledger, self.layout = book, ledger, layout
        self.page = Page(book, book.sheet("Summary"))
        self.row = 0
        self.charts: list[tuple[int, int, Any]] = []  # row, column, chart
        self.sums = summed(ledger)
        widths = _widths(ledger, 2 + len(self.sums))
        self.page.columns(*widths)
        room = sum(widths) <= WIDEST_BESIDE
        self.beside = len(widths) if room else 0  # the column of the charts; 0: each below its table
        self.beside_row = 3  # of the next chart there
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
    drawn: Sequence[bool] = (),
) -> None:
    """Place a chart of rows `first` to `last` beside the tables, or below its table where they are wide.

    `labels` are those of column A, or a list for each of the first columns. `drawn` tells which rows are in the
    chart; all of them where it is empty.
    """
    kept = [n for n in range(last - first) if not drawn or drawn[n]]
    if not kept:
        return
    several = bool(labels) and isinstance(labels[0], list)
    letter, end = LETTERS[column], LETTERS[len(labels) - 1 if several else 0]
    rows = LABELLED_ROWS if several else CHART_ROWS
    shown = [[text[n] for n in kept] for text in labels] if several else [labels[n] for n in kept]
    made = column_chart(
        s.book,
        title,
        (_cells_of("A", end, first, kept), shown),
        (_cells_of(letter, letter, first, kept), [values[n] for n in kept]),
        [pale[n] for n in kept] if pale else (),
        rows / CHART_ROWS,
    )
    if s.beside:
        s.charts.append((s.beside_row, s.beside, made))
        s.beside_row += rows
    else:
        s.charts.append((s.row + 1, 0, made))
        s.row += rows


def _cells_of(left: str, right: str, first: int, kept: Sequence[int]) -> str:
    """Return the ranges of some rows of a table, those that follow one another as one."""
    runs: list[list[int]] = []
    for n in kept:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    ranges = [f"Summary!${left}${first + a + 1}:${right}${first + b + 1}" for a, b in runs]
    return f"={ranges[0]}" if len(ranges) == 1 else f"=({','.join(ranges)})"


def largest_of(values: Sequence[float], possible: Sequence[bool] = ()) -> list[bool]:
    """Return which values are drawn: the largest few, among those possible."""
    allowed = [n for n, value in enumerate(values) if value and (not possible or possible[n])]
    chosen = set(sorted(allowed, key=lambda n: -abs(values[n]))[:MOST_DRAWN])
    return [n in chosen for n in range(len(values))]
