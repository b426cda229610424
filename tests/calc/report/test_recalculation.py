"""The formulas of a workbook, recalculated by LibreOffice without any cached value, give the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

import calc
from calc.engine.ledger import Ledger

pytestmark = pytest.mark.libreoffice

EXACT = {"rel": 1e-9, "abs": 1e-9}


def agrees(path: Path, ledger: Ledger, sheet: str = "Rows") -> int:
    """Compare every number of the rows; return how many were compared."""
    rows = list(load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    names = list(rows[1])
    positions = range(len(ledger)) if sheet == "Rows" else [row[0] - 3 for row in rows[2:]]
    compared = 0
    for line in ledger.lines:
        if line.kind != "number":
            continue
        column = names.index(line.name)
        for n, position in enumerate(positions):
            value, known = rows[2 + n][column], ledger.numbers(line.name)[position]
            if np.isnan(known):
                assert value is None, (line.name, position)
            else:
                assert value == pytest.approx(known, **EXACT), (line.name, position)
                compared += 1
    return compared


def cell_of(path: Path, sheet: str, label: str, column: int = 2) -> float:
    """Return the first value beside a label."""
    for row in load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True):
        if row[0] == label:
            return float(row[column - 1])
    raise AssertionError(label)


def totals_agree(path: Path, ledger: Ledger) -> None:
    for line in ledger.lines:
        if line.sum:
            plain = float(np.nansum(ledger.numbers(line.name)))
            shown = cell_of(path, "Summary", line.title)
            assert shown == pytest.approx(plain, rel=1e-9, abs=1e-9)


def errors(path: Path) -> list[str]:
    book = load_workbook(path, data_only=True)
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and re.match(r"#[A-Z/0!?]+[!?]?$", cell.value)
    ]


def test_every_number_is_recalculated(
    ledger: Ledger, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    assert {"priced", "sefa_missing", "exempt", "eu_origin", "invalid"} <= set(ledger.count("status"))
    assert {"fallback", "given"} <= set(ledger.count("match"))
    assert np.nanmax(ledger.numbers("carbon_price_deduction_tco2e")) > 0
    ledger.write(tmp_path / "out.xlsx")
    found = recalculated(tmp_path / "out.xlsx")
    assert errors(found) == []
    assert agrees(found, ledger) > 100
    totals_agree(found, ledger)


def test_summary_tables_are_recalculated(
    ledger: Ledger, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    """Every cell of the summary, by country, sector, good, year: formula and cached value agree."""
    ledger.write(tmp_path / "out.xlsx")
    cached = load_workbook(tmp_path / "out.xlsx", data_only=True)["Summary"]
    found = load_workbook(recalculated(tmp_path / "out.xlsx"), data_only=True)["Summary"]
    formulas = load_workbook(tmp_path / "out.xlsx")["Summary"]
    compared = 0
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                assert found[cell.coordinate].value == pytest.approx(
                    cached[cell.coordinate].value, rel=1e-9, abs=1e-9
                ), (cell.coordinate, cell.value)
                compared += 1
    assert compared > 100


def test_open_rows_are_recalculated(
    ledger: Ledger, source: Path, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    """What open rows add to the cost is a formula too, and follows a changed price."""
    path, label = tmp_path / "out.xlsx", "of it in open rows"
    ledger.write(path)
    inside = float(np.nansum(ledger.numbers("cost_eur")[ledger.refused_rows]))
    assert inside > 0
    assert cell_of(path, "Summary", label) == pytest.approx(inside, **EXACT)
    formula = next(r[1].value for r in load_workbook(path)["Summary"].iter_rows() if r[0].value == label)
    assert formula.startswith("=SUMIFS(Rows!")
    assert "sefa_missing" in formula
    assert cell_of(recalculated(path), "Summary", label) == pytest.approx(inside, **EXACT)
    found = recalculated(path, price_edit(path, "2026 Q2", "91.5"))
    other = calc.run(source, price="2026Q2=91.5")
    changed = float(np.nansum(other.numbers("cost_eur")[other.refused_rows]))
    assert changed > inside
    assert cell_of(found, "Summary", label) == pytest.approx(changed, **EXACT)


def parameter(path: Path, label: str) -> str:
    """Return the cell of a certificate price on the sheet Assumptions."""
    for row in load_workbook(path)["Assumptions"].iter_rows():
        if str(row[0].value).startswith("Certificate price") and row[1].value == label:
            return str(row[2].coordinate)
    raise AssertionError(label)


def price_edit(path: Path, label: str, price: str) -> Callable[[str, str], str]:
    """Return what puts another price into the sheet Assumptions."""
    cell = parameter(path, label)
    part = f"xl/worksheets/sheet{load_workbook(path).sheetnames.index('Assumptions') + 1}.xml"

    def edit(name: str, text: str) -> str:
        if name != part:
            return text
        changed, count = re.subn(rf'(<c r="{cell}"[^>]*><v>)[^<]*(</v>)', rf"\g<1>{price}\g<2>", text)
        assert count == 1
        return changed

    return edit


def test_a_changed_price_flows_through(
    ledger: Ledger, source: Path, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    found = recalculated(path, price_edit(path, "2026 Q2", "91.5"))
    other = calc.run(source, price="2026Q2=91.5")
    assert other.total("cost_eur") > ledger.total("cost_eur")
    assert agrees(found, other) > 100
    totals_agree(found, other)


def test_the_sample_is_recalculated(
    ledger: Ledger, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    ledger.options = replace(ledger.options, formulas=3)
    ledger.write(tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert not any(cell.data_type == "f" for row in book["Rows"].iter_rows() for cell in row)
    assert any(cell.data_type == "f" for row in book["Sample"].iter_rows() for cell in row)
    assert "Sample follows" in str(book["Assumptions"]["A2"].value)
    found = recalculated(tmp_path / "out.xlsx")
    assert errors(found) == []
    assert agrees(found, ledger, "Sample") > 50
    totals_agree(found, ledger)
