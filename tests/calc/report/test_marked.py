"""The marked copy of a user's sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

import calc
from calc.engine.errors import NOTE, REFUSED, Problem, UsageError
from calc.report.marked import SHEET, write_marked

from .conftest import EVIL


def workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in (
        ["CN code", "Origin", "Net mass [t]", "Import date"],
        ["72083900", "Chyna", "abc", "2026-02-15"],
    ):
        sheet.append(row)
    sheet["B2"].comment = Comment("ours", "client")
    sheet["D2"].number_format = "@"
    sheet.column_dimensions["A"].width = 33
    book.save(path)
    return path


def test_bad_cells_are_marked(tmp_path: Path) -> None:
    source, target = workbook(tmp_path / "a.xlsx"), tmp_path / "marked.xlsx"
    before = source.read_bytes()
    ledger = calc.run(source)
    write_marked(source, ledger.problems, target)
    book = load_workbook(target)
    sheet = book["Data"]
    origin, mass = sheet["B2"], sheet["C2"]
    assert origin.comment.text.startswith("ours\n\n")
    assert "Chyna" in origin.comment.text
    assert "What to do" in mass.comment.text
    assert origin.fill.fill_type == mass.fill.fill_type == "solid"
    assert sheet["A2"].comment is None
    assert (origin.value, mass.value) == ("Chyna", "abc")
    assert sheet.column_dimensions["A"].width == 33
    assert book[SHEET].max_row == 1 + len(ledger.problems)
    assert source.read_bytes() == before


def test_problems_without_a_cell(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx")
    book = load_workbook(source)
    book.create_sheet(SHEET)
    book.save(source)
    problems = [
        Problem(NOTE, "hidden_rows", "a.xlsx", "Data", found="=1+1"),
        Problem(REFUSED, "x", "a.xlsx", "No such sheet", "A1"),
        Problem(REFUSED, "y", "other.xlsx", "Data", "A1"),
        Problem(REFUSED, "z", "a.xlsx", "Data", "not a cell"),
    ]
    write_marked(source, problems, tmp_path / "m.xlsx")
    marked = load_workbook(tmp_path / "m.xlsx")
    assert marked["Data"]["A1"].comment is None
    sheet = marked[f"{SHEET} 2"]
    assert sheet.max_row == 5
    assert sheet["G2"].data_type == "s"


def test_csv_becomes_a_workbook_of_texts(source: Path, tmp_path: Path) -> None:
    ledger = calc.run(source)
    write_marked(source, ledger.problems, tmp_path / "m.xlsx")
    sheet = load_workbook(tmp_path / "m.xlsx").worksheets[0]
    assert sheet["F2"].value == EVIL[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    marked = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert marked
    assert set(marked) == {p.cell for p in ledger.problems if p.cell}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not a workbook"])
def test_what_cannot_be_opened(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(content)
    with pytest.raises(UsageError, match="cannot be opened"):
        write_marked(source, [], tmp_path / "m.xlsx")
    assert not (tmp_path / "m.xlsx").exists()


def test_never_over_the_input(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx")
    with pytest.raises(UsageError, match="overwrite"):
        write_marked(source, [], source)
    with pytest.raises(UsageError):
        write_marked(source, [], tmp_path / "m.csv")
