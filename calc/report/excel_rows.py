"""The sheet of all rows: the user's columns, then the ledger's, with live formulas where they are few enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from calc.engine.ledger import Ledger, SheetModel
from calc.engine.model import Line
from calc.report.book import RED, Book, safe_text
from calc.report.strips import Get, Strip, numbers, own_strips
from calc.report.terms import STATUS

TITLES, HEADINGS, FIRST = 0, 1, 2  # rows of the sheet: titles with units, names, first data
CHUNK = 5_000
WIDEST = 44
_NAME = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Layout:
    """Where the columns stand."""

    sheet: str
    count: int
    positions: Mapping[str, int]

    def cells(self, name: str) -> str:
        """Return the range of a column, for formulas on other sheets."""
        letter = xl_col_to_name(self.positions[name])
        return f"{self.sheet}!${letter}${FIRST + 1}:${letter}${FIRST + max(self.count, 1)}"


def layout_of(ledger: Ledger, own: pd.DataFrame) -> Layout:
    """Return where user's columns and lines stand on the sheet *Rows*."""
    names = [str(name) for name in own.columns] + [line.name for line in ledger.lines]
    return Layout("Rows", len(ledger), {name: n for n, name in enumerate(names)})


def write_rows(
    book: Book,
    ledger: Ledger,
    own: pd.DataFrame,
    layout: Layout,
    model: SheetModel | None,
    parameters: Sequence[str],
) -> None:
    """Write the sheet *Rows*.

    Parameters
    ----------
    own : DataFrame
        The user's columns under the headings of the report.
    model : SheetModel or None
        Formulas and parameters; None writes values.
    parameters : sequence of str
        The cell of each of the model's parameters.
    """
    strips = [*own_strips(own, book), *_line_strips(ledger, layout, model, parameters, book)]
    sheet = book.sheet(layout.sheet, repeat=(TITLES, HEADINGS), large=True)
    _head(book, sheet, strips, own.shape[1], len(ledger))
    printed = next((n for n, strip in enumerate(strips) if strip.level), len(strips)) - 1
    sheet.print_area(0, 0, FIRST + max(len(ledger), 1) - 1, printed)
    _fill(sheet, strips, [slice(a, min(a + CHUNK, len(ledger))) for a in range(0, len(ledger), CHUNK)])
    sheet.freeze_panes(FIRST, 1)
    last = FIRST + max(len(ledger), 1) - 1
    sheet.autofilter(HEADINGS, 0, last, len(strips) - 1)
    whole = f"A{FIRST + 1}:{xl_col_to_name(len(strips) - 1)}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": whole, "formula_differs": whole})
    if STATUS in layout.positions:
        _colour(book, sheet, ledger, layout.positions[STATUS], last)


def write_sample(
    book: Book, ledger: Ledger, model: SheetModel, parameters: Sequence[str], most: int = 200
) -> None:
    """Write the sheet *Sample*: the first computed rows with their formulas."""
    live = np.zeros(len(ledger), dtype=np.bool_)
    for index, _ in model.formulas.values():
        live |= index >= 0
    rows = np.flatnonzero(live)[:most]
    lines = [line for line in ledger.lines if line.kind != "reference"]
    layout = Layout("Sample", len(rows), {line.name: n + 1 for n, line in enumerate(lines)})
    shown = (rows + FIRST + 1).tolist()
    strips = [
        Strip(
            "Row of sheet Rows",
            "row",
            lambda part, first: [shown[first - FIRST + i] for i in range(len(part))],
            "number",
            "text",
        ),
        *[s for s in _line_strips(ledger, layout, model, parameters, book) if s.name in layout.positions],
    ]
    sheet = book.sheet("Sample", repeat=(TITLES, HEADINGS), large=True)
    _head(book, sheet, strips, 0, len(rows), rows)
    _fill(sheet, strips, [rows])
    sheet.freeze_panes(FIRST, 1)


def _head(book: Book, sheet: Any, strips: Sequence[Strip], own: int, count: int, rows: Any = None) -> None:
    seen = slice(0, min(count, 200)) if rows is None else rows
    for n, strip in enumerate(strips):
        sheet.set_column(
            n, n, _width(strip, strip.get(seen, FIRST)), book.format(strip.style), {"level": strip.level}
        )
    sheet.set_row(TITLES, 42)
    sheet.set_row(HEADINGS, 24)
    for n, strip in enumerate(strips):
        title = ("Your columns" if n == 0 else "") if n < own else strip.title
        sheet.write_string(TITLES, n, title, book.format(strip.heading))
    for n, strip in enumerate(strips):
        sheet.write_string(
            HEADINGS, n, safe_text(strip.name), book.format(strip.heading.replace("heading", "name"))
        )


def _fill(sheet: Any, strips: Sequence[Strip], parts: Sequence[Any]) -> None:
    """Write the cells, row after row."""
    any_cell = _any_writer(sheet)
    writers = [
        {"number": sheet.write_number, "string": sheet.write_string}.get(s.write, any_cell) for s in strips
    ]
    columns = range(len(strips))
    row = FIRST
    for part in parts:
        cells = [strip.get(part, row) for strip in strips]
        for line in zip(*cells, strict=True):
            for write, column, value in zip(writers, columns, line, strict=True):
                if value is not None and value != "":
                    write(row, column, value)
            row += 1


def _any_writer(sheet: Any) -> Callable[[int, int, Any], None]:
    def write(row: int, column: int, value: Any) -> None:
        if isinstance(value, str):
            sheet.write_string(row, column, value)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif not isinstance(value, tuple):
            sheet.write_number(row, column, value)
        elif len(value) == 3:  # formula, format, value
            sheet.write_formula(row, column, *value)
        elif isinstance(value[0], str):  # text, format
            sheet.write_string(row, column, *value)
        else:  # day, format
            sheet.write_number(row, column, *value)

    return write


def _width(strip: Strip, cells: Sequence[Any]) -> float:
    shown = [c[0] if isinstance(c, tuple) and len(c) == 2 else c for c in cells]
    longest = max((len(c) for c in shown if isinstance(c, str)), default=0)
    if strip.style.startswith("number"):
        longest = 12
    heading = max(len(strip.name) * 0.62, max((len(w) for w in strip.title.split()), default=0) + 1)
    return float(min(WIDEST, max(8, longest + 2, heading + 2)))


def _colour(book: Book, sheet: Any, ledger: Ledger, column: int, last: int) -> None:
    """Colour the states of refused rows reddish; assumed rows carry their own amber."""
    refused = ledger.refused_rows
    codes, values = ledger.coded(STATUS).codes, ledger.coded(STATUS).values
    for code in np.unique(codes[codes >= 0]).tolist():
        if refused[codes == code].any():
            rule = {"type": "cell", "criteria": "==", "value": f'"{values[code]}"'}
            sheet.conditional_format(
                FIRST, column, last, column, {**rule, "format": book.book.add_format({"bg_color": RED})}
            )


def _line_strips(
    ledger: Ledger, layout: Layout, model: SheetModel | None, parameters: Sequence[str], book: Book
) -> list[Strip]:
    strips = []
    level = 0
    for line in ledger.lines:
        title = f"{line.title} [{line.unit}]" if line.unit not in ("", "1") else line.title
        if line.kind == "number":
            get, write = _number_get(ledger, line, layout, model, parameters)
            strips.append(
                Strip(title, line.name, get, write, f"number:{line.digits}", "heading+right", level)
            )
        else:
            get, write = _text_get(ledger, line, book)
            strips.append(Strip(title, line.name, get, write, "text+indent", "heading+indent", level))
        level = 1 if line.kind == "text" else level
    return strips


def _number_get(
    ledger: Ledger, line: Line, layout: Layout, model: SheetModel | None, parameters: Sequence[str]
) -> tuple[Get, str]:
    values = ledger.numbers(line.name)
    index = model.parameter_rows.get(line.name) if model else None
    formulas, templates = model.formulas.get(line.name, (None, ())) if model else (None, ())
    patterns = [_pattern(template, layout) for template in templates]
    if index is None and not any(patterns):
        return (lambda part, _: numbers(values[part])), "number"
    form = None

    def get(part: Any, first: int) -> list[Any]:
        cells = numbers(values[part])
        by_parameter = [-1] * len(cells) if index is None else index[part].tolist()
        by_formula = [-1] * len(cells) if formulas is None else formulas[part].tolist()
        for n, (p, f) in enumerate(zip(by_parameter, by_formula, strict=True)):
            if cells[n] is None:
                continue
            if p >= 0:
                cells[n] = (f"={parameters[p]}", form, cells[n])
            elif f >= 0 and patterns[f]:
                cells[n] = (patterns[f].replace("\0", str(first + n + 1)), form, cells[n])
        return cells

    return get, "any"


def _pattern(template: str, layout: Layout) -> str:
    """Return the formula with NUL for the row number; '' where a column is not on the sheet."""
    if any(name not in layout.positions for name in _NAME.findall(template)):
        return ""
    return "=" + _NAME.sub(lambda m: f"{xl_col_to_name(layout.positions[m[1]])}\0", template)


def _text_get(ledger: Ledger, line: Line, book: Book) -> tuple[Get, str]:
    coded = ledger.coded(line.name)
    if line.name in ledger.subject.view.as_numbers and all(v.isdigit() for v in coded.values):
        years = np.array([*map(float, coded.values), np.nan])
        return (lambda part, _: numbers(years[coded.codes[part]])), "number"
    texts = np.array([*map(safe_text, coded.values), ""], dtype=object)
    assumed = ledger.assumed_rows
    if line.name != STATUS or not assumed.any():
        return (lambda part, _: texts[coded.codes[part]].tolist()), "string"
    amber = book.format("text+indent+assumed")

    def get(part: Any, _: int) -> list[Any]:
        cells = texts[coded.codes[part]].tolist()
        marks = assumed[part].tolist()
        return [(c, amber) if m and c else c for c, m in zip(cells, marks, strict=True)]

    return get, "any"


__all__ = ["FIRST", "HEADINGS", "Layout", "layout_of", "write_rows", "write_sample"]
