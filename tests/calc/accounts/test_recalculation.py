"""The formulas of the workbooks, recalculated by LibreOffice without cached values, give the ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import calc

pytestmark = pytest.mark.libreoffice

EXACT = {"rel": 1e-9, "abs": 1e-9}
ITEM = {"site": "M", "period": "2025", "group": "carbon", "item": "x"}
SHEETS = {
    "account": [
        {**ITEM, "amount": "3 EUR", "capital": "9 EUR", "life": 3, "interest": 0.1, "output": "7 t"},
        {**ITEM, "group": "by-products", "quantity": "3 t", "price": "5 CNY/t", "product share": 0.4},
        {**ITEM, "emissions": "3 tCO2e", "shadow price": "9 EUR/tCO2e", "product": "coil"},
        {**ITEM, "amount": "3 UAH"},
        {**ITEM, "period": "1990", "amount": "3 CNY"},
    ],
    "measures": [
        {
            "measure": "a",
            "pollutant": "SO2",
            "abated": "3 t",
            "year": 2025,
            "operating cost": "900 CNY",
            "country": "CN",
        },
        {
            "measure": "b",
            "pollutant": "CO2",
            "abated": "3 t",
            "year": 2025,
            "savings": "900 EUR",
            "operating cost": "1 EUR",
        },
        {"measure": "c", "pollutant": "CO2", "abated": "3 t", "year": 2025, "country": "CN"},
    ],
    "allowances": [
        {
            "site": "A",
            "year": 2025,
            "verified": "10 tCO2e",
            "allocated": "9 tCO2e",
            "jurisdiction": "CN",
            "output": "3 t",
        },
        {"site": "B", "year": 2025, "verified": "9 tCO2e", "allocated": "10 tCO2e", "price": "4 EUR/tCO2e"},
        {"site": "C", "year": 2025, "verified": "9 tCO2e", "allocated": "10 tCO2e", "jurisdiction": "BR"},
    ],
    "charges": [
        {"jurisdiction": "UA", "pollutant": "NH3-N", "medium": "water", "amount": "3 kg", "period": "2023"},
        {"jurisdiction": "VN", "pollutant": "CO", "amount": "3 kg", "period": "2026"},
    ],
}


@pytest.mark.parametrize("subject", SHEETS)
def test_every_number_is_recalculated(
    subject: str, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    ledger = calc.run(pd.DataFrame(SHEETS[subject]), subject=subject)
    assert ledger.refused_rows.any()
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    cells = [cell for row in load_workbook(path)["Rows"].iter_rows() for cell in row]
    assert any(cell.data_type == "f" for cell in cells)
    rows = list(load_workbook(recalculated(path), data_only=True)["Rows"].iter_rows(values_only=True))
    headings = list(rows[1])
    for line in ledger.lines:
        if line.kind != "number":
            continue
        for n, value in enumerate(ledger.numbers(line.name)):
            cell = rows[2 + n][headings.index(line.name)]
            assert (cell is None) if np.isnan(value) else cell == pytest.approx(value, **EXACT), (
                line.name,
                n,
            )
