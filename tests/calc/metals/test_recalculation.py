"""The formulas of a workbook of lots, recalculated by LibreOffice without cached values, give the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import calc
from calc.engine.ledger import Ledger

pytestmark = pytest.mark.libreoffice

EXACT = {"rel": 1e-9, "abs": 1e-9}
AL = {"material": "aluminium", "mass": "25 t", "grid": "450 g/kWh"}
CFF = {"allocation": "CFF", "r2": "0.9", "quality_ratio": "0.8"}
LOTS = [
    {**AL, "route": "primary"},
    {**AL, "route": "secondary", "yield": "95 %"},
    {**AL, "recycled_share": "70 %", "origin": "China", "grid": "Yunnan", "year": "2025"},
    {**AL, "recycled_share": "0.3", "origin": "Germany", "grid_smelter": "28.33 g/kWh", "year": "2030"},
    {**AL, "recycled_share": "0.3", **CFF, "cff_a": "0.2"},
    {**AL, "recycled_share": "0.3", **CFF, "allocation": "avoided burden", "year": "2020"},
    {
        "material": "copper",
        "mass": "1500 kg",
        "recycled_share": "0.4",
        "scrap_grade": "No. 2",
        "year": "2019",
    },
    {"material": "copper", "mass": "2 t", "recycled_share": "1", "scrap_grade": "low grade"},
    {
        "material": "lead",
        "mass": "7 t",
        "route": "secondary",
        "freight_mode": "truck",
        "freight_distance": "300 km",
    },
    {"material": "lead", "mass": "7 t", "route": "secondary", "supplier_factor": "0.55 t/t"},
    {"material": "tin", "mass": "1 t", "route": "primary"},
    {"material": "tin", "mass": "1 t", "route": "secondary", "supplier_factor": "2 t/t"},
    {"material": "non-ferrous metals", "mass": "1 t", "supplier_factor": "2 t/t"},
    {"material": "stainless steel", "mass": "3 t", "recycled_share": "60 %"},
    {"material": "steel", "mass": "3 t", "route": "secondary"},
    {"material": "lead", "mass": "7 t"},
    {"material": "coper", "mass": "7 t", "route": "primary"},
    {"material": "lead", "mass": "7", "route": "primary"},
    {"material": "tin", "mass": "1 t", "route": "secondary"},
]
VALUES = {  # price -> what rests on it
    "carbon_price_eur": "saving_at_carbon_price_eur",
    "social_cost_usd": "saving_at_social_cost_usd",
    "uba_cost_eur": "saving_at_uba_cost_eur",
}


@pytest.fixture
def ledger() -> Ledger:
    ledger = calc.run(pd.DataFrame(LOTS).fillna(""))
    assert {"computed", "given", "share_missing", "unknown_material", "invalid", "no_figure"} == set(
        ledger.count("status")
    )
    return ledger


def numbers(ledger: Ledger) -> dict[str, np.ndarray]:
    return {line.name: ledger.numbers(line.name).copy() for line in ledger.lines if line.kind == "number"}


def agrees(path: Path, known: dict[str, np.ndarray], ledger: Ledger) -> int:
    """Compare every number of the rows and every total; return how many."""
    book = load_workbook(path, data_only=True)
    rows = list(book["Rows"].iter_rows(values_only=True))
    headings = list(rows[1])
    compared = 0
    for name, values in known.items():
        column = headings.index(name)
        for n, value in enumerate(values):
            cell = rows[2 + n][column]
            if np.isnan(value):
                assert cell is None, (name, n, cell)
            else:
                assert cell == pytest.approx(value, **EXACT), (name, n)
                compared += 1
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True, max_row=20)}
    for line in ledger.lines:
        if line.sum and np.isnan(known[line.name]).all():
            assert line.title not in summary, line.name
        elif line.sum:
            assert summary[line.title] == pytest.approx(np.nansum(known[line.name]), **EXACT), line.name
            compared += 1
    return compared


def edit(path: Path, changes: dict[str, float]) -> Callable[[str, str], str]:
    """Return what puts other figures into the sheet Assumptions, by the label of the parameter."""
    book = load_workbook(path)
    part = f"xl/worksheets/sheet{book.sheetnames.index('Assumptions') + 1}.xml"
    cells = {
        row[2].coordinate: changes[row[0].value]
        for row in book["Assumptions"].iter_rows()
        if row[0].value in changes
    }
    assert len(cells) >= len(changes)

    def put(name: str, text: str) -> str:
        for cell, value in cells.items() if name == part else ():
            text, count = re.subn(rf'(<c r="{cell}"[^>]*><v>)[^<]*(</v>)', rf"\g<1>{value!r}\g<2>", text)
            assert count == 1
        return text

    return put


def test_every_number_is_recalculated(
    ledger: Ledger, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    formulas = [
        cell.value for row in load_workbook(path)["Rows"].iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert len(formulas) > 80
    assert agrees(recalculated(path), numbers(ledger), ledger) > 280


def test_a_changed_price_flows_through(
    ledger: Ledger, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    """Another price on the sheet: what rests on it follows, everything else stays."""
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    known = numbers(ledger)
    labels = {line.name: f"{line.title} [{line.unit}]" for line in ledger.lines}
    for price, value in VALUES.items():
        changed = dict(known)
        changed[price] = np.where(np.isnan(known[price]), np.nan, 91.5)
        changed[value] = known["net_saving_tco2e"] * changed[price]
        assert agrees(recalculated(path, edit(path, {labels[price]: 91.5})), changed, ledger) > 280
    other = calc.run(pd.DataFrame(LOTS).fillna(""), price="91.5")
    found = recalculated(path, edit(path, {labels["carbon_price_eur"]: 91.5}))
    assert agrees(found, numbers(other), other) > 280


def test_prices_that_are_not_known_leave_empty_cells(
    tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    """Before the first price of certificates was published, and before the first year of EPA's table."""
    ledger = calc.run(pd.DataFrame(LOTS).fillna(""), law_known_on="2025-01-01")
    assert np.isnan(ledger.numbers("saving_at_carbon_price_eur")).all()
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    assert agrees(recalculated(path), numbers(ledger), ledger) > 200
