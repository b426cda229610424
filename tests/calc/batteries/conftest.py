"""A complete model by hand, workbooks and folders of csv from rows, and LibreOffice as an independent calculator."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import calc
from calc.engine.ledger import Ledger

Sheets = dict[str, list[dict[str, Any]]]

_spec = importlib.util.spec_from_file_location(
    "report_conftest", Path(__file__).parents[1] / "report" / "conftest.py"
)
assert _spec is not None
assert _spec.loader is not None
_report = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_report)

recalculated = _report.recalculated


def complete(model: str = "A") -> Sheets:
    """Return the five sheets of a model without a gap."""
    material = ("model", "component", "material", "mass [kg]")
    rows = [
        ("cathode", "LFP", 100),
        ("anode", "graphite", 50),
        ("casing", "aluminium", 20),
        ("electrolyte", "LiPF6", 20),
        ("separator", "PE", 10),
    ]
    return {
        "Product": [
            {
                "model": model,
                "manufacturer": "Cells Ltd",
                "category": "EV",
                "vehicle_class": "M1",
                "chemistry": "LFP",
                "nominal_capacity [kWh]": 60,
                "usable_capacity [kWh]": 57,
                "mass [kg]": 200,
                "warranty_years": 8,
                "plant_country": "China",
            }
        ],
        "Materials": [dict(zip(material, (model, *row), strict=True)) for row in rows],
        "Energy": [
            {"model": model, "process": "cells", "carrier": "electricity", "amount [kWh]": 2000},
            {"model": model, "process": "cells", "carrier": "natural gas", "amount [kWh]": 1000},
        ],
        "Transport": [
            {
                "model": model,
                "stage": "distribution",
                "goods": "battery",
                "freight_mode": "container ship; truck",
                "freight_distance": "20000 km; 300 km",
            }
        ],
        "End of life": [
            {
                "model": model,
                "material": "aluminium",
                "collected": 0.95,
                "r2": 0.9,
                "recycling_factor [kgCO2e/kg]": 0.7,
                "disposal_factor [kgCO2e/kg]": 0.05,
            }
        ],
    }


def write(sheets: Mapping[str, list[dict[str, Any]]], path: Path) -> Path:
    """Write a workbook, a sheet for each list of rows."""
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, rows in sheets.items():
            pd.DataFrame(rows).to_excel(book, sheet_name=name, index=False)
    return path


@pytest.fixture
def sheets() -> Sheets:
    """Return the five sheets of a model without a gap."""
    return complete()


@pytest.fixture
def computed(tmp_path: Path) -> Callable[..., Ledger]:
    """Return a function that computes sheets of rows as a workbook."""

    def run(given: Sheets, **options: Any) -> Ledger:
        path = write({name: rows for name, rows in given.items() if rows}, tmp_path / "models.xlsx")
        return calc.run(path, subject="battery", **options)

    return run


@pytest.fixture
def written() -> Callable[..., Path]:
    """Return the function that writes a workbook."""
    return write
