"""Workbook and template of batteries: live formulas give the ledger, the sheets of the template are read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

import calc
from calc.catalogue import subject
from calc.engine.ledger import Ledger
from calc.report.template import heading, write_template

Run = Callable[..., Ledger]


def two(sheets: Any) -> Any:
    """Return the sheets with a second model, an archetype, and a third that is refused."""
    first = sheets["Product"][0]
    more = [first | {"model": "B", "chemistry": "NMC622"}, first | {"model": "C", "chemistry": "?"}]
    return {**sheets, "Product": [first, *more]}


@pytest.mark.libreoffice
def test_every_number_is_recalculated(
    computed: Run, sheets: Any, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    ledger = computed(two(sheets))
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    book = load_workbook(path)
    formulas = [c.value for row in book["Rows"].iter_rows() for c in row if c.data_type == "f"]
    assert sum("SUMIFS(Lines!" in f for f in formulas) == 6  # four stages of A, two of B
    assert sum("SUM(OFFSET(" in f for f in formulas) == 2
    assert any(c.data_type == "f" for row in book["Lines"].iter_rows() for c in row)
    rows = list(load_workbook(recalculated(path), data_only=True)["Rows"].iter_rows(values_only=True))
    compared = 0
    for line in ledger.lines:
        if line.kind != "number":
            continue
        column = list(rows[1]).index(line.name)
        for n, value in enumerate(ledger.numbers(line.name)):
            cell = rows[2 + n][column]
            if np.isnan(value):
                assert cell in (None, ""), (line.name, n, cell)
            else:
                assert cell == pytest.approx(value, rel=1e-9, abs=1e-9), (line.name, n)
                compared += 1
    assert compared > 100


def test_a_workbook_names_problems_references_and_what_is_provisional(
    computed: Run, sheets: Any, tmp_path: Path
) -> None:
    computed(two(sheets)).write(tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert {"Summary", "Rows", "Lines", "References", "Assumptions", "Problems", "Manifest"} <= set(
        book.sheetnames
    )
    shown = {
        name: " ".join(str(c.value) for row in book[name].iter_rows() for c in row if c.value is not None)
        for name in book.sheetnames
    }
    assert "Provisional" in shown["Summary"]
    assert "batteries.materials:lfp/greet-2022" in shown["References"]
    assert "unknown_chemistry" in shown["Problems"]
    assert "Contributions by component" in shown["Summary"]


def test_more_lines_than_formulas_are_left_out_of_the_workbook(
    tmp_path: Path, sheets: Any, written: Any
) -> None:
    from calc.engine import pipeline
    from calc.engine.model import Options

    path = written(sheets, tmp_path / "models.xlsx")
    ledger = pipeline.run(path, (subject("battery"),), Options(formulas=5))
    assert "lines" not in ledger.groups
    ledger.write(tmp_path / "out.xlsx")
    assert "Lines" not in load_workbook(tmp_path / "out.xlsx").sheetnames


def test_the_template_is_read_again(tmp_path: Path) -> None:
    battery = subject("battery")
    path = tmp_path / "model.xlsx"
    write_template(battery, path)
    book = load_workbook(path)
    titles = [table.title for table in battery.tables]
    assert titles == ["Product", "Materials", "Energy", "Transport", "End of life"]
    for table in battery.tables:
        sheet = book[table.title]
        assert [c.value for c in sheet[1]] == [heading(column) for column in table.columns]
        for n, column in enumerate(table.columns, 1):
            assert column.meaning_zh, column.name
            value = column.example if column.needed or column.second is not None else None
            if value:
                sheet.cell(2, n, value)
    book.save(path)
    ledger = calc.run(path)
    assert ledger.subject.name == "battery"
    assert len(ledger) == 5
    assert [
        p.kind for p in ledger.problems if p.kind in ("no_table", "missing_heading", "unknown_unit")
    ] == []


def test_every_column_of_the_sheets_has_a_spelling_in_chinese() -> None:
    from calc.engine import headings

    rows = headings._rows()
    for table in subject("battery").tables:
        known = {row["column"] for row in rows if row["table"] == table.name and row["language"] == "zh"}
        assert {column.name for column in table.columns} <= known, table.name
