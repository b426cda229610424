"""A workbook being written: its styles, its texts made safe, pages whose cells are put in any order."""

from __future__ import annotations

import io
import math
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

import numpy as np
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

LINE = 13.5  # height of a line of text, points
LONGEST = 32_767  # UTF-16 units that a cell holds
NAVY, BLUE, GREY, PALE = "#1F3B54", "#3E6E8E", "#6B7680", "#E9EFF4"
AMBER, RED, INPUT = "#FBE5C0", "#F6D5D0", "#FFF8D6"
_UNFIT = re.compile("[\ud800-\udfff￾￿]|\\A<r>")  # not allowed in a file; or taken for rich text
_BASE: dict[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "wrap": {"text_wrap": True},
    "small": {"font_color": GREY, "font_size": 9},
    "unit": {"font_color": GREY, "font_size": 9, "indent": 1, "align": "left"},
    "smallwrap": {"font_color": GREY, "font_size": 9, "text_wrap": True},
    "title": {"bold": True, "font_size": 16, "font_color": NAVY},
    "section": {"bold": True, "font_size": 12, "font_color": NAVY, "bottom": 1, "bottom_color": BLUE},
    "heading": {
        "bold": True,
        "font_color": NAVY,
        "bg_color": PALE,
        "text_wrap": True,
        "valign": "vcenter",
        "bottom": 1,
        "bottom_color": BLUE,
    },
    "right": {"align": "right"},
    "left": {"align": "left"},
    "indent": {"indent": 1, "align": "left"},
    "need": {"bg_color": "#D5E3EE"},
    "name": {
        "font_size": 8,
        "font_color": GREY,
        "bg_color": PALE,
        "text_wrap": True,
        "bottom": 1,
        "bottom_color": BLUE,
    },
    "number": {"align": "right"},
    "bold": {"bold": True},
    "big": {"bold": True, "font_size": 11, "font_color": NAVY},
    "total": {"bold": True, "top": 1, "top_color": BLUE},
    "input": {"bg_color": INPUT, "font_color": "#1A3F8B", "border": 1, "border_color": "#D8C97A"},
    "assumed": {"bg_color": AMBER},
    "refused": {"bg_color": RED},
    "code": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}


def number_format(digits: int) -> str:
    """Return Excel's format with thousands and `digits` decimals."""
    return "#,##0" + ("." + "0" * digits if digits else "")


def safe_text(text: str) -> str:
    """Return the text as a cell can hold it; what is cut off is said."""
    if _UNFIT.search(text):
        text = _UNFIT.sub(lambda m: " <r>" if m[0] == "<r>" else "\ufffd", text)
    if len(text) > LONGEST // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST:
        said = f" … [{len(text)} characters, cut to fit a cell]"
        kept = text.encode("utf-16-le")[: 2 * (LONGEST - len(said))].decode("utf-16-le", "ignore")
        return kept + said
    return text


def is_unfit(text: str) -> bool:
    """Return whether `safe_text` would change the text."""
    return len(text) > LONGEST // 2 or _UNFIT.search(text) is not None


def serial(value: date | datetime) -> float:
    """Return Excel's number of a day, NaN before it counts right (1 March 1900)."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    days = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400
    return days if days >= 61 else float("nan")


class Book:
    """The workbook and its formats, one for each style."""

    def __init__(self, file: IO[bytes] | io.FileIO, folder: str, *, large: bool = False) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
            "tmpdir": folder,
        }
        self.book = xlsxwriter.Workbook(file, options)
        if large:
            self.book.use_zip64()
        self._formats: dict[str, Any] = {}

    def format(self, style: str) -> Any:
        """Return the format of a style such as ``text``, ``number:2``, ``number+assumed:2``."""
        if style not in self._formats:
            names, _, digits = style.partition(":")
            properties = dict(_BASE)
            for name in names.split("+"):
                properties.update(_STYLES[name])
            if digits:
                properties["num_format"] = number_format(int(digits))
            self._formats[style] = self.book.add_format(properties)
        return self._formats[style]

    def sheet(self, name: str, *, repeat: tuple[int, int] | None = None, large: bool = False) -> Any:
        """Add a sheet set up for print: landscape, one page wide, page numbers, headings on each page."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(8 if large else 9)  # A3, A4
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8&F&C&8&A&R&8&P / &N")
        if repeat:
            sheet.repeat_rows(*repeat)
        return sheet

    def close(self) -> None:
        """Finish the file.

        Raises
        ------
        OSError
            It cannot be written.
        """
        try:
            self.book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error

    def release(self) -> None:
        """Close the temporary files of a workbook that will not be finished."""
        for sheet in self.book.worksheets():
            if sheet.row_data_fh is not None:
                with suppress(OSError):  # the disk is full, which was said
                    sheet.row_data_fh.close()


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of `width` characters; a Chinese one counts twice."""
    length = (sum(2 if ord(c) > 0x2E7F else 1 for c in part) for part in text.split("\n"))
    return sum(max(1, math.ceil(n / max(width - 1, 1))) for n in length)


@dataclass
class Page:
    """Cells of one sheet, collected in any order and written from top to bottom."""

    book: Book
    sheet: Any
    cells: dict[tuple[int, int], tuple[Any, str, str]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    widths: list[float] = field(default_factory=list)

    def columns(self, *widths: float) -> None:
        """Set the widths of the first columns, in characters."""
        self.widths = list(widths)
        for n, width in enumerate(widths):
            self.sheet.set_column(n, n, width)

    def put(self, row: int, column: int, value: Any, style: str = "text", formula: str = "") -> None:
        """Place a value, or a formula with the value it gives."""
        self.cells[row, column] = (value, style, formula)

    def line(self, row: int, values: list[Any], style: str = "text", first: int = 0) -> None:
        """Place values side by side."""
        for offset, value in enumerate(values):
            self.put(row, first + offset, value, style)

    def flush(self) -> None:
        """Write the cells; rows with wrapped texts are made high enough for them."""
        for (row, column), (value, style, _) in self.cells.items():
            if (
                isinstance(value, str)
                and style.split("+")[0] in ("wrap", "smallwrap")
                and column < len(self.widths)
            ):
                room = self.widths[column] * (1.2 if style.startswith("small") else 1.05)
                high = LINE * lines_of(value, room)
                if high > self.heights.get(row, LINE):
                    self.heights[row] = min(high, 400)
        for row in sorted(self.heights):
            self.sheet.set_row(row, self.heights[row])
        for (row, column), (value, style, formula) in sorted(self.cells.items()):
            write_cell(self.sheet, row, column, value, self.book.format(style), formula)


def write_cell(sheet: Any, row: int, column: int, value: Any, form: Any = None, formula: str = "") -> None:
    """Write one value by its type: texts as texts, no number as an empty cell."""
    if isinstance(value, np.generic):
        value = value.item()
    if formula and isinstance(value, int | float) and value == value:
        sheet.write_formula(row, column, formula, form, value)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, safe_text(value), form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, int | float) and value == value and abs(value) != float("inf"):
        sheet.write_number(row, column, value, form)
    elif form is not None:
        sheet.write_blank(row, column, None, form)
