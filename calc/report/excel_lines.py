"""The sheet of the lines that rows add up, each with a live formula."""

from __future__ import annotations

import re

from xlsxwriter.utility import xl_col_to_name

from calc.engine.ledger import Ledger
from calc.engine.view import LinesSheet
from calc.report.book import LINE, Book, write_cell
from calc.report.terms import columns_of, fields_of, is_figure

MOST_ROWS = 1_048_576  # of a sheet
FIRST = 1  # row of the first line; the headings stand above
MOST_LINES = MOST_ROWS - FIRST - 1  # the last row says how many more there are
LEFT_OUT = "and {more} more lines, for which the sheet has no room; the totals count them"
WIDTHS = (14, 44)  # of a column of figures, and the widest of texts
_NAME = re.compile(r"\{([^{}]+)\}")


def more_lines(ledger: Ledger) -> int:
    """Return how many lines the sheet has no room for: where there are any, no formula may add the others up."""
    about = ledger.subject.view.lines
    held = len(ledger.groups.get(about.group, ())) if about else 0
    return max(held - MOST_LINES, 0)


def write_lines(book: Book, ledger: Ledger) -> None:
    """Write the sheet that the view of the subject declares, where the ledger has its lines."""
    about = ledger.subject.view.lines
    if about is None or about.group not in ledger.groups:
        return
    lines = ledger.groups[about.group][:MOST_LINES]
    columns = columns_of([fields_of(line) for line in lines[:1]], about.columns)
    if not columns:
        return
    sheet = book.sheet(about.sheet, repeat=(0, 0), large=True)
    texts = {c.name: not any(is_figure(getattr(line, c.name)) for line in lines[:200]) for c in columns}
    styles = {
        c.name: "text+indent" if texts[c.name] else f"number:{c.digits if c.digits is not None else 3}"
        for c in columns
    }
    for n, column in enumerate(columns):
        longest = max((len(str(getattr(line, column.name))) for line in lines[:200]), default=0)
        width = min(WIDTHS[1], max(longest, len(column.title)) + 2) if texts[column.name] else WIDTHS[0]
        sheet.set_column(n, n, max(width, WIDTHS[0]))
    for n, column in enumerate(columns):
        style = "heading+indent" if texts[column.name] else "heading+right"
        write_cell(sheet, 0, n, column.title, book.format(style))
    sheet.set_row(0, 2 * LINE + 4)
    pattern = _pattern(about, [c.name for c in columns])
    forms = {name: book.format(style) for name, style in styles.items()}
    for row, line in enumerate(lines, FIRST):
        for n, column in enumerate(columns):
            live = pattern.replace("\0", str(row + 1)) if column.name == about.field else ""
            write_cell(sheet, row, n, getattr(line, column.name), forms[column.name], live)
    if more := more_lines(ledger):
        write_cell(sheet, FIRST + len(lines), 0, LEFT_OUT.format(more=more), book.format("text"))
    sheet.freeze_panes(FIRST, 1)
    sheet.autofilter(0, 0, len(lines), len(columns) - 1)


def _pattern(about: LinesSheet, names: list[str]) -> str:
    """Return the formula with NUL for the row number; '' where a field is not on the sheet."""
    if not about.formula or any(name not in names for name in _NAME.findall(about.formula)):
        return ""
    return "=" + _NAME.sub(lambda m: f"{xl_col_to_name(names.index(m[1]))}\0", about.formula)
