"""The blank sheet can be filled and read."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

import calc
from calc.catalogue import subject
from calc.engine.errors import UsageError
from calc.report.template import heading, write_template

IMPORTS = subject("imports")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_template(IMPORTS, tmp_path / "new.xlsx")
    return tmp_path / "new.xlsx"


def test_sheets(path: Path) -> None:
    book = load_workbook(path)
    assert book.sheetnames == ["Imports", "Example", "Notes", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    sheet = book["Imports"]
    assert [cell.value for cell in sheet[1]] == [heading(column) for column in IMPORTS.table.columns]
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 1
    for cell, column in zip(sheet[1], IMPORTS.table.columns, strict=True):
        assert column.meaning in cell.comment.text
        assert column.meaning_zh in cell.comment.text
        letter = cell.column_letter
        formats = {"code": "@", "date": "yyyy-mm-dd"}
        if column.kind in formats:
            style = sheet.column_dimensions[letter]
            assert style.number_format == formats[column.kind]


def test_lists(path: Path) -> None:
    book = load_workbook(path)
    found = {str(v.sqref): v for v in book["Imports"].data_validations.dataValidation if v.type == "list"}
    names = [c.name for c in IMPORTS.table.columns]
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[names.index("origin")]
    reference = found[f"{letter}2:{letter}501"].formula1.removeprefix("=")
    cells = book["Lists"][reference.split("!")[1].replace("$", "")]
    countries = [row[0].value for row in cells]
    assert "China" in countries
    assert None not in countries
    assert len(found) == 1 + sum(bool(c.choices) for c in IMPORTS.table.columns)


def test_filled_template_is_read(path: Path) -> None:
    book = load_workbook(path)
    filled = {
        "cn_code": "72083900",
        "origin": "China",
        "net_mass": 1000,
        "unit": "t",
        "import_date": "2026-02-15",
    }
    sheet = book["Imports"]
    for n, column in enumerate(IMPORTS.table.columns, start=1):
        if column.name in filled:
            sheet.cell(2, n, filled[column.name])
    book.save(path)
    ledger = calc.run(path)
    assert len(ledger) == 1  # nothing of Example and Notes
    assert ledger.count("status") == {"priced": 1}
    assert ledger.problems.total() == 0


def test_examples_are_right(path: Path) -> None:
    """Both examples, set upright, are priced."""
    rows = list(load_workbook(path)["Example"].iter_rows(min_row=5, values_only=True))
    import pandas as pd

    for n in (1, 2):
        frame = pd.DataFrame([{row[0]: row[n] for row in rows if row[n]}])
        ledger = calc.run(frame)
        assert ledger.count("status") == {"priced": 1}
        assert ledger.problems.total() == 0


def test_notes_explain_every_column(path: Path) -> None:
    rows = {row[0]: row for row in load_workbook(path)["Notes"].iter_rows(min_row=5, values_only=True)}
    for column in IMPORTS.table.columns:
        assert rows[heading(column)][3] == column.meaning
        assert ("needed" in rows[heading(column)][1]) == column.needed


def test_only_xlsx(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_template(IMPORTS, tmp_path / "new.csv")
