"""A blank sheet for a subject: headings with units, drop-down lists, notes in English and Chinese."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from calc.engine.model import Column, Subject, Table
from calc.report.atomic import atomic, zip_file
from calc.report.book import Book, Page
from calc.report.write import check_output

LISTS = "Lists"
_KINDS = {
    "code": ("digits, kept as text", "数字（按文本保存）"),
    "text": ("text", "文本"),
    "number": ("number", "数字"),
    "name": ("number with its unit, or a name", "带单位的数字，或名称"),
    "date": ("date, such as 2026-02-15", "日期，如 2026-02-15"),
    "year": ("year, such as 2026", "年份，如 2026"),
}


def write_template(subject: Subject, path: Path, rows: int = 500) -> None:
    """Write a blank workbook to be filled in and read again.

    Parameters
    ----------
    subject : Subject
        The subject whose table is to be filled.
    path : Path
        The ``.xlsx`` to make.
    rows : int
        Rows with drop-down lists and formats.

    Raises
    ------
    UsageError
        The file cannot be written.
    """
    check_output(path, endings=(".xlsx",))
    with (
        atomic(path) as part,
        TemporaryDirectory(prefix="pigou-", ignore_cleanup_errors=True) as folder,
        zip_file(part) as file,
    ):
        book = Book(file, folder)
        try:
            lists = _lists(subject.tables)
            for table in subject.tables:
                _input(book, subject, table, lists, rows)
            _example(book, subject)
            _notes(book, subject)
            _list_sheet(book, lists)
            book.book.set_properties({"title": subject.title})
            book.close()
        finally:
            book.release()


def heading(column: Column) -> str:
    """Return a column's heading, with its unit where no cell of the row gives one."""
    by_row = bool(column.unit_column) or column.unit_free
    return f"{column.name} [{column.units[0]}]" if column.units and not by_row else column.name


def _lists(tables: tuple[Table, ...]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what the drop-down lists offer, by table and column."""
    from factors.names import territories

    columns = [(table.name, column) for table in tables for column in table.columns]
    lists = {(table, column.name): column.choices for table, column in columns if column.choices}
    countries = tuple(sorted(t.name_en for t in territories().values()))
    return lists | {(table, column.name): countries for table, column in columns if column.countries}


def _input(
    book: Book, subject: Subject, table: Table, lists: dict[tuple[str, str], tuple[str, ...]], rows: int
) -> None:
    """Write a sheet to be filled: nothing on it but the headings."""
    sheet = book.sheet(table.title, repeat=(0, 0), large=True)
    sheet.hide_gridlines(1)
    styles = {"code": "code", "date": "date"}
    for n, column in enumerate(table.columns):
        width = max(12, 1.1 * len(heading(column)) + 2)
        sheet.set_column(n, n, width, book.format(styles.get(column.kind, "text")))
    sheet.set_row(0, 32)
    for n, column in enumerate(table.columns):
        sheet.write_string(0, n, heading(column), book.format("heading+need" if column.needed else "heading"))
        sheet.write_comment(
            0, n, _note(column), {"x_scale": 2.3, "y_scale": 1.7, "font_size": 9, "author": "Pigou"}
        )
        _validate(sheet, table, column, n, rows, lists)
    sheet.freeze_panes(1, 0)
    letter = xl_col_to_name(len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A2:{letter}{rows + 1}"})
    if table is subject.table:
        sheet.activate()


def _note(column: Column) -> str:
    """Return the comment on a heading, in both languages."""
    units = _units(column)
    parts = [
        "needed 必填" if column.needed else "optional 可选",
        column.meaning,
        column.meaning_zh,
        f"Unit 单位: {units}" if units else "",
        f"Example 示例: {column.example}" if column.example else "",
    ]
    return "\n".join(part for part in parts if part)


def _validate(
    sheet: Any,
    table: Table,
    column: Column,
    position: int,
    rows: int,
    lists: dict[tuple[str, str], tuple[str, ...]],
) -> None:
    where, key = (1, position, rows, position), (table.name, column.name)
    if key in lists:
        letter = xl_col_to_name(list(lists).index(key))
        source = f"={LISTS}!${letter}$2:${letter}${len(lists[key]) + 1}"
        sheet.data_validation(
            *where,
            {
                "validate": "list",
                "source": source,
                "error_type": "information",
                "error_title": column.name,
                "error_message": "This is not in the list; other spellings are read too.",
            },
        )
    elif (
        column.kind == "number"
        and not column.names
        and (column.above is not None or column.least is not None)
    ):
        least = column.above if column.above is not None else column.least
        word = "above" if column.above is not None else "of at least"
        sheet.data_validation(
            *where,
            {
                "validate": "decimal",
                "criteria": ">" if column.above is not None else ">=",
                "value": least,
                "error_type": "warning",
                "error_title": column.name,
                "error_message": f"A number {word} {least:g} is expected.",
            },
        )


def _example(book: Book, subject: Subject) -> None:
    """Write two examples, one below the other, so that they are never read as data."""
    page = Page(book, book.sheet("Example"))
    page.columns(30, 26, 26)
    page.put(0, 0, "Example", "title")
    page.put(
        1, 0, "Two lines as they may be filled in, turned on their side. 两个填写示例（纵向显示）。", "small"
    )
    page.line(3, ["Heading 表头", "First line 第一行", "Second line 第二行"], "heading")
    row = 3
    for table in subject.tables:
        if subject.companions:
            row += 1
            page.put(row, 0, table.title, "bold")
        for column in table.columns:
            row += 1
            shown = column.needed or column.second is not None
            second = column.example if column.second is None else column.second
            page.put(row, 0, heading(column))
            page.put(row, 1, column.example if shown else "")
            page.put(row, 2, second if shown else "")
    page.flush()


def _notes(book: Book, subject: Subject) -> None:
    """Explain each column in both languages."""
    page = Page(book, book.sheet("Notes", repeat=(3, 3)))
    page.columns(26, 12, 22, 56, 48, 30, 18)
    page.put(0, 0, subject.title, "title")
    page.put(1, 0, "What each column holds. 各列说明。", "small")
    page.line(
        3,
        [
            "Heading 表头",
            "Needed 必填",
            "Kind 类型",
            "Meaning",
            "含义",
            "Units read 可用单位",
            "Example 示例",
        ],
        "heading",
    )
    row = 3
    for table in subject.tables:
        if subject.companions:
            row += 1
            page.put(row, 0, table.title, "bold")
        for column in table.columns:
            row += 1
            kind, kind_zh = _KINDS["name" if column.names else column.kind]
            page.put(row, 0, heading(column), "bold" if column.needed else "text")
            page.put(row, 1, "needed 必填" if column.needed else "optional 可选", "wrap")
            page.line(
                row,
                [f"{kind}\n{kind_zh}", column.meaning, column.meaning_zh, _units(column), column.example],
                "wrap",
                first=2,
            )
    page.flush()
    page.sheet.freeze_panes(4, 1)


def _units(column: Column) -> str:
    units = ", ".join(column.units)
    if column.unit_column:
        heading_with = f"{column.name} [{column.units[0]}]"
        units += f"; row by row in {column.unit_column}, or for all rows in the heading, as {heading_with}"
    return "share of 1, or with %" if column.share else units


def _list_sheet(book: Book, lists: dict[tuple[str, str], tuple[str, ...]]) -> None:
    page = Page(book, book.sheet(LISTS))
    for n, ((_, name), choices) in enumerate(lists.items()):
        page.put(0, n, f"list: {name}", "small")
        for row, choice in enumerate(choices, start=1):
            page.put(row, n, choice)
    page.flush()
    page.sheet.hide()
