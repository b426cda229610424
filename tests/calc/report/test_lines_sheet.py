"""The sheet of lines: as many as a sheet holds, and how many more there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

import calc
from calc.report import excel_lines

MODELS = Path(__file__).parents[3] / "examples" / "batteries" / "models.xlsx"


def test_lines_beyond_the_sheet_are_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(excel_lines, "MOST_LINES", 3)
    ledger = calc.run(MODELS)
    more = len(ledger.groups["lines"]) - 3
    assert more > 0
    ledger.write(tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    sheet = book["Lines"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 5
    assert rows[4][0] == f"and {more} more lines, for which the sheet has no room; the totals count them"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(4, sheet.max_column).coordinate}"
    cells = [str(cell) for row in book["Rows"].iter_rows(values_only=True) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=") and "Lines" in cell]


def test_the_last_row_of_a_sheet_is_kept_for_what_is_left_out() -> None:
    assert excel_lines.FIRST + excel_lines.MOST_LINES + 1 == excel_lines.MOST_ROWS
