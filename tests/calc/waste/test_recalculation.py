"""The formulas of a workbook of waste, recalculated by LibreOffice without cached values, give the ledger."""

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
WAY = {"freight_mode": "truck; container ship", "freight_distance": "300 km; 15400 km"}
IN_CHINA = {"origin": "China", "date": "2026-03-02"}
ROWS = [
    {
        "good": "copper scrap",
        "mass": "25 t",
        "treatment": "recycling",
        "yield": "0.98",
        **WAY,
        "year": "2031",
    },
    {"good": "aluminium scrap", "mass": "1500 kg", "treatment": "landfill", "year": "2024"},
    {"good": "paper", "mass": "3 t", "treatment": "landfill", "treatment_cost": "-12.345", "currency": "EUR"},
    {"good": "smelting slag", "mass": "2.5 t", "treatment": "landfill", "to_standard": "0.3", **IN_CHINA},
    {
        "good": "hazardous waste",
        "mass": "1.5 t",
        "treatment": "secure landfill",
        **IN_CHINA,
        "treatment_cost": "800",
        "surcharge": "90",
        "currency": "CNY",
    },
    {"good": "fossil liquid waste", "mass": "7 t", "treatment": "incineration", "year": "2019"},
    {"good": "coper scrap", "mass": "7 t", "treatment": "recycling"},
]


def test_every_number_is_recalculated(tmp_path: Path, recalculated: Callable[..., Path]) -> None:
    ledger = calc.run(pd.DataFrame(ROWS).fillna(""))
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    book = load_workbook(path)
    formulas = [c.value for row in book["Rows"].iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 30
    rows = list(load_workbook(recalculated(path), data_only=True)["Rows"].iter_rows(values_only=True))
    compared = 0
    for line in ledger.lines:
        if line.kind != "number":
            continue
        column = list(rows[1]).index(line.name)
        for n, value in enumerate(ledger.numbers(line.name)):
            cell = rows[2 + n][column]
            if np.isnan(value):
                assert cell is None, (line.name, n, cell)
            else:
                assert cell == pytest.approx(value, **EXACT), (line.name, n)
                compared += 1
    assert compared > 80
