"""The formulas of the workbooks, recalculated by LibreOffice without cached values, give the ledgers."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import calc

pytestmark = pytest.mark.libreoffice

GOLDEN = Path(__file__).parents[2] / "golden"
FILES = {"battery-recycling": "rates.toml", "recycled-content": "article_8.toml"}
REFUSED = {"battery-recycling": {"process": "Z", "fraction": "nikel"}, "recycled-content": {"metal": "nikel"}}


def rows_of(subject: str) -> list[dict[str, Any]]:
    """Return the rows of all worked examples, each example a process or model of its own, and a refused row."""
    file = GOLDEN / subject / FILES[subject]
    name = "process" if subject == "battery-recycling" else "model"
    found = [
        {**row, name: f"{row[name]} {n}"}
        for n, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"])
        for row in case["rows"]
    ]
    return [*found, {**found[0], **REFUSED[subject]}]


@pytest.mark.parametrize("subject", FILES)
def test_every_number_is_recalculated(
    subject: str, tmp_path: Path, recalculated: Callable[..., Path]
) -> None:
    ledger = calc.run(pd.DataFrame(rows_of(subject)), subject=subject)
    assert ledger.refused_rows.any()
    path = tmp_path / "out.xlsx"
    ledger.write(path)
    rows = list(load_workbook(recalculated(path), data_only=True)["Rows"].iter_rows(values_only=True))
    headings = list(rows[1])
    formulas = [
        cell for row in load_workbook(path)["Rows"].iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas
    for line in ledger.lines:
        if line.kind != "number":
            continue
        for n, value in enumerate(ledger.numbers(line.name)):
            cell = rows[2 + n][headings.index(line.name)]
            assert (cell is None) if np.isnan(value) else cell == pytest.approx(value, rel=1e-9, abs=1e-9), (
                line.name,
                n,
            )
