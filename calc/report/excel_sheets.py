"""The sheets behind the rows: references, assumptions, problems and the manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from calc.engine.errors import NOTE, QUESTION, REFUSED, Problem
from calc.engine.ledger import Ledger, Parameter, SheetModel
from calc.report.book import Book, Page
from calc.report.plain import bare, cited
from calc.report.terms import unused_columns

FIRST_PARAMETER = 4  # row of the first parameter on the sheet Assumptions
SEVERITIES = (REFUSED, QUESTION, NOTE)


def _titled(
    page: Page, title: str, remark: str, headings: Sequence[str], widths: Sequence[float], row: int = 3
) -> None:
    page.columns(*widths)
    page.put(0, 0, title, "title")
    page.heights[0] = 26
    page.put(1, 0, remark, "small")
    page.line(row, list(headings), "heading")


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def write_references(book: Book, ledger: Ledger) -> None:
    """Write the sources that rows use, and how many rows use each."""
    page = Page(book, book.sheet("References", repeat=(3, 3)))
    used = ledger.used_references()
    headings = ["Key", "What", "Value", "Unit", "Rows", "Source", "Address", "Read from", "Note"]
    _titled(
        page,
        "References",
        f"{len(used)} values of law and factors are used; each row names the keys it uses.",
        headings,
        [34, 46, 10, 10, 8, 52, 40, 13, 40],
    )
    page.put(3, 2, "Value", "heading+right")
    page.put(3, 4, "Rows", "heading+right")
    for row, key in enumerate(sorted(used), start=4):
        c = cited(ledger, key)
        number = _number(c.value)
        page.line(row, [c.key, c.what], "wrap")
        page.put(row, 2, number, "number" if isinstance(number, float) else "text")
        page.put(row, 3, c.unit, "unit")
        page.put(row, 4, used[key], "number:0")
        page.line(row, [c.citation, c.address, c.reading, c.note], "wrap+indent", first=5)
    page.flush()
    page.sheet.freeze_panes(4, 1)
    page.sheet.autofilter(3, 0, 3 + max(len(used), 1), len(headings) - 1)


def parameter_cells(model: SheetModel | None) -> list[str]:
    """Return the cell of each parameter."""
    return (
        [f"Assumptions!$C${FIRST_PARAMETER + n + 1}" for n in range(len(model.parameters))] if model else []
    )


def write_assumptions(book: Book, ledger: Ledger, model: SheetModel | None, live: str) -> None:
    """Write the parameters, which may be changed, and what was assumed, in words.

    Parameters
    ----------
    live : str
        What a change of a parameter does in this workbook.
    """
    page = Page(book, book.sheet("Assumptions"))
    parameters = model.parameters if model else ()
    _titled(
        page,
        "Parameters and assumptions",
        live,
        ["Parameter", "For", "Value", "Source", "Status", "Reference"],
        [36, 28, 13, 74, 12, 40],
    )
    page.put(FIRST_PARAMETER - 1, 2, "Value", "heading+right")
    page.put(FIRST_PARAMETER - 1, 3, "Source", "heading+indent")
    titles = {line.name: line.title for line in ledger.lines}
    digits = {line.name: max(line.digits, 2) for line in ledger.lines}
    row = FIRST_PARAMETER
    for p in parameters:
        _parameter(
            page,
            row,
            p,
            f"{titles.get(p.line, p.line)}{_unit(p.unit)}",
            digits.get(p.line, 3),
            _source(ledger, p),
        )
        row += 1
    if not parameters:
        page.put(row, 0, "No parameter is used.", "text")
        row += 1
    row += 2
    for column in range(6):
        page.put(
            row, column, "Assumptions where law or data leave a point open" if column == 0 else "", "section"
        )
    page.put(row + 1, 0, "Another choice: pigou run … --assume name=choice", "small")
    page.line(row + 2, ["Assumption", "Choice", "Rows", "What it means", "", "Source"], "heading")
    page.put(row + 2, 2, "Rows", "heading+right")
    page.put(row + 2, 3, "What it means", "heading+indent")
    row += 3
    for a in ledger.assumptions:
        page.line(row, [a.name, a.choice], "wrap")
        page.put(row, 2, a.rows if a.rows > 0 else "", "number:0")
        page.put(row, 3, a.text, "wrap+indent")
        page.put(row, 5, a.source, "smallwrap")
        row += 1
    page.flush()
    page.sheet.freeze_panes(FIRST_PARAMETER, 0)


def _unit(unit: str) -> str:
    return f" [{unit}]" if unit not in ("", "1") else ""


def _source(ledger: Ledger, parameter: Parameter) -> str:
    known = cited(ledger, parameter.reference)
    return known.citation or known.what


def _parameter(page: Page, row: int, p: Parameter, title: str, digits: int, source: str) -> None:
    page.put(row, 0, title)
    page.put(row, 1, p.label)
    page.put(row, 2, p.value, f"number+input:{digits}")
    page.put(row, 3, source, "smallwrap+indent")
    page.put(row, 4, p.status, "text+assumed" if p.status == "assumed" else "text")
    page.put(row, 5, p.reference, "small")


def write_problems(book: Book, ledger: Ledger) -> None:
    """Write what was found in the user's data, the refused first."""
    page = Page(book, book.sheet("Problems", repeat=(3, 3)))
    problems = ledger.problems
    items = sorted(
        problems, key=lambda p: SEVERITIES.index(p.severity) if p.severity in SEVERITIES else len(SEVERITIES)
    )
    counts = [
        f"{n} {s if s == REFUSED or n == 1 else s + 's'}" for s in SEVERITIES if (n := problems.total(s))
    ]
    said = f"{problems.total()} found: {', '.join(counts)}." if problems.total() else "No problem was found."
    if problems.unlisted():
        said += f" {problems.unlisted()} of them are only counted, not listed one by one."
    headings = [
        "Severity",
        "Kind",
        "File",
        "Sheet",
        "Cell",
        "Row",
        "Column",
        "Found",
        "Expected",
        "What to do",
        "Count",
    ]
    _titled(page, "Problems", said, headings, [10, 20, 24, 14, 8, 8, 16, 40, 40, 46, 8])
    page.put(2, 0, unused_columns(ledger), "small")
    page.put(3, 5, "Row", "heading+right")
    page.put(3, 6, "Column", "heading+indent")
    page.put(3, 10, "Count", "heading+right")
    for row, p in enumerate(items, start=4):
        page.line(row, _problem_cells(p), "wrap")
        page.put(row, 6, p.column, "text+indent")
        if p.severity in (REFUSED, QUESTION):
            page.put(row, 0, p.severity, "text+refused" if p.severity == REFUSED else "text+assumed")
    if not items:
        page.put(4, 0, "none")
    page.flush()
    page.sheet.freeze_panes(4, 0)
    page.sheet.autofilter(3, 0, 3 + max(len(items), 1), len(headings) - 1)


def _problem_cells(p: Problem) -> list[Any]:
    return [
        p.severity,
        p.kind,
        p.file,
        p.sheet,
        p.cell,
        p.row or "",
        p.column,
        p.found,
        p.expected,
        p.remedy,
        p.count,
    ]


def write_manifest(book: Book, ledger: Ledger) -> None:
    """Write what is needed to make the report again; `options_json` holds the options for programs."""
    page = Page(book, book.sheet("Manifest"))
    page.columns(52, 100)
    manifest = bare(ledger.manifest)
    page.line(0, ["Manifest", "what this report was made from"], "heading")
    options = json.dumps(manifest.get("options", {}), ensure_ascii=False, sort_keys=True)
    for row, (key, value) in enumerate([*_flat(manifest), ("options_json", options)], start=1):
        page.put(row, 0, key)
        page.put(row, 1, value, "wrap")
    page.flush()
    page.sheet.freeze_panes(1, 0)


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every leaf of a manifest with its dotted name."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _flat(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and value:
        for n, item in enumerate(value, start=1):
            yield from _flat(item, f"{name}[{n}]")
    else:
        yield name, "" if value in (None, {}, []) else str(value)
