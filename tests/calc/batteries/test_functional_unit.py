"""Functional units: the worked examples, what is not known, and what holds for every input."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.batteries import functional_unit as fu
from factors import load

SHEET = Path(__file__).parents[2] / "golden" / "methods" / "functional_unit.toml"
GOLDEN = tomllib.loads(SHEET.read_text(encoding="utf-8"))
LAW = load().law("eu.batteries")
NAN = np.nan
figures = st.floats(1e-3, 1e6)


def one(value: float) -> Any:
    return np.array([value], dtype=float)


def named(block: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in GOLDEN[block]]


@pytest.mark.parametrize("case", named("delivered"))
def test_energy_delivered_of_a_vehicle(case: dict[str, Any]) -> None:
    assert case["source"]
    g, expected = case["given"], case["expected"]
    cycles = fu.cycles_per_year([g["vehicle_class"]], LAW)
    limits = (
        one(g["warranty_years"]),
        one(g.get("warranty_km", NAN)),
        one(g.get("km_per_year", NAN)),
    )
    years = fu.years_of_service(*limits)
    kwh = fu.energy_delivered(one(g["usable_kwh"]), cycles, years)
    stated = fu.per_unit(one(g["kgco2e"]), kwh, one(g["usable_kwh"]), one(NAN))
    assert cycles[0] == expected["cycles"]
    assert years[0] == expected["years"]
    assert kwh[0] == pytest.approx(expected["kwh"])
    assert stated.per_kwh_delivered[0] == pytest.approx(expected["per_kwh_delivered"], abs=5.1e-7)
    assert stated.per_kwh_capacity[0] == pytest.approx(stated.per_kwh_delivered[0] * cycles[0] * years[0])
    assert fu.service_basis(*limits)[0] == (fu.WARRANTY_KM if "warranty_km" in g else fu.WARRANTY_YEARS)


@pytest.mark.parametrize("case", named("by_cycles"))
def test_energy_delivered_by_cycles(case: dict[str, Any]) -> None:
    assert case["source"]
    g, expected = case["given"], case["expected"]
    kwh = fu.by_cycles(one(g["cycles"]), one(g["energy_per_cycle"]))
    stated = fu.per_unit(one(g["kgco2e"]), kwh, one(NAN), one(g["mass_kg"]))
    assert kwh[0] == expected["kwh"]
    assert stated.per_kwh_delivered[0] == pytest.approx(expected["per_kwh_delivered"], abs=5.1e-7)
    assert fu.reference_flow(one(g["mass_kg"]), kwh)[0] == pytest.approx(expected["reference_flow"])


@pytest.mark.parametrize("case", named("backup"))
def test_backup(case: dict[str, Any]) -> None:
    assert case["source"]
    g, expected = case["given"], case["expected"]
    found = fu.backup_flow(*(one(g[name]) for name in ("mass_kg", "power_kw", "minutes", "years")))
    assert found.capability[0] == expected["capability"]
    assert found.reference_flow[0] == pytest.approx(expected["reference_flow"])
    assert fu.per_kwmin(one(g["kgco2e"]), found)[0] == pytest.approx(expected["per_kwmin"])


def test_every_class_of_the_sheet_has_its_cycles_and_others_have_none() -> None:
    classes = ["m1", " N1 ", "L", "L3e", "M2", "M3", "N2", "N3", "O", "", "T1"]
    found = fu.cycles_per_year(classes, LAW)
    assert found[:8].tolist() == [60, 60, 20, 20, 250, 250, 250, 250]
    assert np.isnan(found[8:]).all()
    assert all(item.reading == "secondary" for item in LAW.series[fu.CYCLES].values)


def test_years_of_service_are_the_shorter_or_not_known() -> None:
    years = np.array([8, 8, 8, NAN, NAN, 8, 8])
    km = np.array([NAN, 160_000, 100_000, 160_000, NAN, 160_000, 160_000])
    per_year = np.array([NAN, 20_000, 20_000, 20_000, 20_000, NAN, 0])
    found = fu.years_of_service(years, km, per_year)
    assert found[:4].tolist() == [8, 8, 5, 8]
    assert np.isnan(found[4:]).all()  # no warranty; a warranty in km that nothing turns into years
    assert fu.service_basis(years, km, per_year).tolist() == [
        fu.WARRANTY_YEARS,
        fu.WARRANTY_YEARS,
        fu.WARRANTY_KM,
        fu.WARRANTY_KM,
        fu.NOT_KNOWN,
        fu.NO_KM_PER_YEAR,
        fu.NO_KM_PER_YEAR,
    ]


def test_nothing_is_divided_by_zero() -> None:
    stated = fu.per_unit(
        np.array([5.0, 5.0]), np.array([0.0, NAN]), np.array([-1.0, 1.0]), np.array([0, 2.0])
    )
    assert np.isnan(stated.per_kwh_delivered).all()
    assert np.isnan(stated.per_kwh_capacity[0])
    assert stated.per_kg[1] == 2.5


@given(kgco2e=figures, usable=figures, cycles=figures, years=figures, mass=figures)
def test_units_follow_from_one_another(
    kgco2e: float, usable: float, cycles: float, years: float, mass: float
) -> None:
    kwh = fu.energy_delivered(one(usable), one(cycles), one(years))
    stated = fu.per_unit(one(kgco2e), kwh, one(usable), one(mass))
    flow = fu.reference_flow(one(mass), kwh)
    assert stated.per_kwh_delivered == pytest.approx(stated.per_kg * flow)
    assert stated.per_kwh_delivered == pytest.approx(stated.per_kwh_capacity / (cycles * years))
    assert fu.energy_delivered(one(usable), one(2 * cycles), one(years)) == pytest.approx(2 * kwh)
    assert fu.by_cycles(one(cycles * years), one(usable)) == pytest.approx(kwh)
