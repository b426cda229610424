"""A page of a declaration while it is laid out, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from calc.report.book import LINE, Page, lines_of, safe_text, write_cell

LONGEST_SHEET = 31  # UTF-16 units of a sheet name
WIDTHS = (42.0, 19.0, 19.0, 19.0, 19.0, 12.0)  # of the columns, characters
LAST = len(WIDTHS) - 1
_UNFIT_SHEET = re.compile(r"[\[\]:*?/\\'\x00-\x1f\x7f]+")  # not allowed in the name of a sheet, or awkward


@dataclass
class Sheet:
    """A page while it is laid out from top to bottom; some texts run over several columns."""

    page: Page
    name: str
    row: int = 0
    spans: dict[tuple[int, int], int] = field(default_factory=dict)  # cell -> last column of its text
    charts: list[tuple[int, Any]] = field(default_factory=list)

    def text(self, text: str, style: str = "wrap", column: int = 0, *, next_row: bool = True) -> None:
        """Place a text over the columns from `column` to the last."""
        self.page.put(self.row, column, text, style)
        self.spans[self.row, column] = LAST
        room = sum(WIDTHS[column:]) * 1.15
        high = LINE * lines_of(safe_text(text), room) + 1
        self.page.heights[self.row] = min(max(high, self.page.heights.get(self.row, LINE)), 400)
        self.row += next_row

    def section(self, title: str) -> None:
        """Begin a section."""
        self.row += 1
        for column in range(LAST + 1):
            self.page.put(self.row, column, "" if column else title, "section")
        self.row += 1

    def pair(self, label: str, value: Any, style: str = "wrap") -> None:
        """Place a label and what belongs to it: a text over the other columns, or a figure."""
        self.page.put(self.row, 0, label, "wrap")
        if isinstance(value, str):
            self.page.heights[self.row] = LINE * lines_of(label, WIDTHS[0] * 1.15) + 1
            self.text(value, style, 1)
        else:
            self.page.put(self.row, 1, value, style)
            self.row += 1

    def flush(self) -> None:
        """Write the page, its rows in order."""
        sheet, form = self.page.sheet, self.page.book.format
        for row in sorted(self.page.heights):
            sheet.set_row(row, self.page.heights[row])
        for (row, column), (value, style, formula) in sorted(self.page.cells.items()):
            last = self.spans.get((row, column), column)
            if last > column:
                sheet.merge_range(row, column, row, last, "", form(style))
            write_cell(sheet, row, column, value, form(style), formula)
        for row, chart in self.charts:
            sheet.insert_chart(row, 0, chart, {"object_position": 3})


def sheet_names(models: Sequence[str]) -> list[str]:
    """Return the name of each model's page: 31 characters at most, none twice, none that Excel refuses."""
    taken: set[str] = set()
    found = []
    for model in models:
        base = f"Declaration {_UNFIT_SHEET.sub('_', safe_text(model)).strip(' _') or 'model'}"
        name, number = _cut(base, LONGEST_SHEET), 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(base, LONGEST_SHEET - len(f' {number}'))} {number}"
        taken.add(name.casefold())
        found.append(name)
    return found


def _cut(text: str, longest: int) -> str:
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore").rstrip()
