"""A copy of the user's workbook with a comment on each bad cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calc.engine.errors import NOTE, QUESTION, REFUSED, Problem, UsageError
from calc.report.atomic import atomic, zip_file
from calc.report.write import check_output

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEET = "Pigou problems"
FILLS = {REFUSED: "F6B8AE", QUESTION: "FBDFA6", NOTE: "D6E6F2"}
HEADINGS = ("Severity", "Kind", "Sheet", "Cell", "Row", "Column", "Found", "Expected", "What to do", "Count")
WIDTHS = (10, 20, 16, 8, 8, 18, 44, 40, 50, 8)
LONGEST = 32_000


def write_marked(source: Path, problems: Iterable[Problem], path: Path) -> None:
    """Write a copy of a workbook whose bad cells carry a colour and a comment.

    Parameters
    ----------
    source : Path
        The user's ``.xlsx``, ``.xlsm`` or ``.csv``; it is only read.
    problems : iterable of Problem
        What was found in it. All of it is listed on a sheet of its own too.
    path : Path
        The copy to make, ``.xlsx`` (``.xlsm`` for a source with macros).

    Raises
    ------
    UsageError
        The source cannot be opened, or the copy cannot be written or would overwrite the source.
    """
    macros = source.suffix.lower() == ".xlsm"
    check_output(path, [source], (".xlsm",) if macros else (".xlsx",))
    found = list(problems)
    book = _from_csv(source) if source.suffix.lower() in (".csv", ".txt") else _opened(source, macros)
    for problem in found:
        if problem.cell and _is_of(problem, source):
            _mark(book, problem)
    _list(book, found)
    with atomic(path) as part, zip_file(part) as file:
        book.save(file)


def _opened(source: Path, macros: bool) -> Workbook:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if source.suffix.lower() not in (".xlsx", ".xlsm"):
        raise UsageError(f"{source}: only .xlsx, .xlsm and .csv can be marked")
    try:
        return load_workbook(source, keep_vba=macros, rich_text=True)
    except (
        OSError,
        BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        raise UsageError(
            f"{source} cannot be opened to be marked ({error or type(error).__name__}); save it again with Excel or "
            "LibreOffice, or use the list of problems"
        ) from error


def _from_csv(source: Path) -> Workbook:
    """Return a workbook of the texts of a csv file."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book, widths = Workbook(), dict[int, int]()
    sheet = book.active
    sheet.title = "".join(c for c in source.stem if c not in "[]:*?/\\'")[:31] or "csv"
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror or error}") from error
    text = _decoded(raw)
    for n, cells in enumerate(
        csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)), start=1
    ):
        for m, cell in enumerate(cells, start=1):
            if cell:
                _put(sheet, n, m, cell)
                if n <= 200:
                    widths[m] = min(40, max(widths.get(m, 8), len(cell) + 2))
    for m, width in widths.items():
        sheet.column_dimensions[get_column_letter(m)].width = width
        sheet.cell(1, m).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    return book


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    head = text[:65_536].split("\n", 20)[:20]
    return max(",;\t|", key=lambda d: min((line.count(d) for line in head if line.strip()), default=0))


def _put(sheet: Any, row: int, column: int, text: str) -> None:
    """Write a text that is never run as a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("�", text)[:LONGEST]
    cell.data_type = "s"


def _is_of(problem: Problem, source: Path) -> bool:
    return Path(problem.file).name == source.name


def _mark(book: Workbook, problem: Problem) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if not problem.sheet:
        sheet = book.worksheets[0]
    elif problem.sheet in book.sheetnames:
        sheet = book[problem.sheet]
    else:
        return
    try:
        cell = sheet[problem.cell]
    except ValueError:
        return
    said = _said(problem)
    if getattr(cell, "comment", None) is not None:
        said = f"{cell.comment.text}\n\n{said}"
    if not hasattr(cell, "fill") or type(cell).__name__ == "MergedCell":
        return
    cell.fill = PatternFill("solid", fgColor=FILLS.get(problem.severity, FILLS[NOTE]))
    note = Comment(said[:LONGEST], "Pigou")
    note.width, note.height = 340, min(40 + 18 * (said.count("\n") + len(said) // 48 + 1), 400)
    cell.comment = note


def _said(problem: Problem) -> str:
    parts = (("Found", problem.found), ("Expected", problem.expected), ("What to do", problem.remedy))
    return "\n".join([f"Pigou: {problem.kind}", *[f"{name}: {text}" for name, text in parts if text]])


def _list(book: Workbook, problems: list[Problem]) -> None:
    """Add the sheet of all problems, those without a cell among them."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    name, number = SHEET, 2
    while name in book.sheetnames:
        name, number = f"{SHEET} {number}", number + 1
    sheet = book.create_sheet(name)
    for n, (text, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, n, text)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E9EFF4")
        sheet.column_dimensions[get_column_letter(n)].width = width
    for row, p in enumerate(problems, start=2):
        cells = (
            p.severity,
            p.kind,
            p.sheet,
            p.cell,
            p.row or "",
            p.column,
            p.found,
            p.expected,
            p.remedy,
            p.count,
        )
        for n, value in enumerate(cells, start=1):
            if isinstance(value, str) and value:
                _put(sheet, row, n, value)
                sheet.cell(row, n).alignment = Alignment(wrap_text=n > 6, vertical="top")
            elif value != "":
                sheet.cell(row, n, value).alignment = Alignment(vertical="top")
    if not problems:
        sheet.cell(2, 1, "none")
    sheet.freeze_panes = "A2"
