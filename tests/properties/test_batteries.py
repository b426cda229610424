"""Properties of batteries: order and files change nothing, models stand alone, more mass never costs less."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import calc
from calc.engine.ledger import Ledger

Rows = list[dict[str, Any]]
Sheets = dict[str, Rows]
FIGURES = ("kgco2e", "kgco2e_per_kwh_capacity", "kgco2e_per_kwh_delivered", "kgco2e_per_kg")


def _build() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "battery_build", Path(__file__).parents[1] / "calc" / "batteries" / "conftest.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = _build()
factors = some.floats(0.01, 30)


@some.composite
def several(draw: some.DrawFn) -> Sheets:
    """Return two to four models with suppliers' figures; some lack materials, energy or an end."""
    found: Sheets = {}
    for n in range(draw(some.integers(2, 4))):
        one = BUILD.complete(f"M{n}")
        for row in one["Materials"]:
            if draw(some.booleans()):
                row |= {"supplier_factor [kgCO2e/kg]": draw(factors), "boundary": "cradle-to-gate"}
        for name in ("Materials", "Energy", "Transport", "End of life"):
            if draw(some.integers(0, 4)) == 0 and name != "Materials":
                one[name] = []
        for name, rows in one.items():
            found.setdefault(name, []).extend(rows)
    return found


def computed(sheets: Sheets, folder: Path, parts: int = 1) -> Ledger:
    """Return the ledger of sheets as csv files in a folder, each sheet in some parts."""
    for name, rows in sheets.items():
        for part in range(parts):
            chosen = rows[part::parts]
            if chosen:
                pd.DataFrame(chosen).to_csv(folder / f"{name} {part}.csv", index=False)
    return calc.run(folder, subject="battery")


def figures(ledger: Ledger) -> dict[tuple[str, str], tuple[Any, ...]]:
    frame = ledger.result_frame()
    columns = [frame[name].to_numpy() for name in FIGURES]
    keys = zip(frame["model"], frame["stage"], strict=True)
    return {
        key: tuple(None if v != v else v for v in cells) for key, *cells in zip(keys, *columns, strict=True)
    }


@given(several(), some.randoms(use_true_random=False), some.integers(1, 3))
@settings(max_examples=15, deadline=None)
def test_order_of_rows_and_files_change_nothing(sheets: Sheets, random: Any, parts: int) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        shuffled = {name: random.sample(rows, len(rows)) for name, rows in sheets.items()}
        assert figures(computed(sheets, Path(one))) == figures(computed(shuffled, Path(other), parts))


@given(several())
@settings(max_examples=15, deadline=None)
def test_models_do_not_influence_one_another(sheets: Sheets) -> None:
    with TemporaryDirectory() as folder:
        whole = figures(computed(sheets, Path(folder)))
    for model in {row["model"] for row in sheets["Product"]}:
        alone = {name: [row for row in rows if row["model"] == model] for name, rows in sheets.items()}
        with TemporaryDirectory() as folder:
            for key, found in figures(computed(alone, Path(folder))).items():
                assert whole[key] == found


@given(some.integers(0, 4), some.floats(0.001, 1.9), factors)
@settings(max_examples=20, deadline=None)
def test_more_mass_never_costs_less(place: int, more: float, factor: float) -> None:
    sheets = BUILD.complete()
    sheets["End of life"] = []
    sheets["Product"][0]["mass [kg]"] = 200 + more
    rows = sheets["Materials"]
    rows[place] |= {"supplier_factor [kgCO2e/kg]": factor, "boundary": "cradle-to-gate"}
    with TemporaryDirectory() as folder:
        before = computed(sheets, Path(folder)).numbers("kgco2e")
    rows[place]["mass [kg]"] += more
    with TemporaryDirectory() as folder:
        after = computed(sheets, Path(folder)).numbers("kgco2e")
    assert after[0] >= before[0]
    assert after[-1] >= before[-1]


@pytest.mark.parametrize(("unit", "scale"), [("g", 1e3), ("t", 1e-3)])
def test_units_of_mass_commute(unit: str, scale: float, tmp_path: Path) -> None:
    sheets = BUILD.complete()
    ledger = computed(sheets, _folder(tmp_path, "kg"))
    other = {
        name: [
            {k.replace("[kg]", f"[{unit}]"): v * scale if k.endswith("[kg]") else v for k, v in row.items()}
            for row in rows
        ]
        for name, rows in sheets.items()
    }
    again = computed(other, _folder(tmp_path, unit))
    assert again.numbers("kgco2e") == pytest.approx(ledger.numbers("kgco2e"), rel=1e-9)
    assert again.numbers("battery_mass_kg") == pytest.approx(ledger.numbers("battery_mass_kg"))


@pytest.mark.parametrize(("unit", "scale"), [("MWh", 1e-3), ("MJ", 3.6), ("GJ", 3.6e-3)])
def test_units_of_energy_commute(unit: str, scale: float, tmp_path: Path) -> None:
    sheets = BUILD.complete()
    ledger = computed(sheets, _folder(tmp_path, "kWh"))
    sheets["Energy"] = [
        {k.replace("[kWh]", f"[{unit}]"): v * scale if k.endswith("[kWh]") else v for k, v in row.items()}
        for row in sheets["Energy"]
    ]
    again = computed(sheets, _folder(tmp_path, unit))
    assert again.numbers("kgco2e") == pytest.approx(ledger.numbers("kgco2e"), rel=1e-9)


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


@given(some.floats(0.6, 2900))
@settings(max_examples=15, deadline=None)
def test_an_archetype_grows_with_its_capacity_alone(capacity: float) -> None:
    row = {"category": "EV", "chemistry": "NMC811", "grid [g/kWh]": 500}
    frame = pd.DataFrame(
        [
            {"model": "A", "nominal_capacity [kWh]": 1, **row},
            {"model": "B", "nominal_capacity [kWh]": capacity, **row},
        ]
    )
    per_kwh = calc.run(frame, subject="battery").numbers("kgco2e_per_kwh_capacity").reshape(2, -1)
    assert np.allclose(per_kwh[0], per_kwh[1], rtol=1e-4, equal_nan=True)
