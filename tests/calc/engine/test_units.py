"""Units: spellings, questions, factors."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.engine import units
from calc.engine.units import UnitQuestion


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("tonnes", "t"),
        ("TNE", "t"),
        ("吨", "t"),
        ("公吨", "t"),
        ("T", "t"),
        ("metric tons", "t"),
        ("KGM", "kg"),
        ("kgs", "kg"),
        ("千克", "kg"),
        ("公斤", "kg"),
        ("KG", "kg"),
        ("㎏", "kg"),
        ("Kgs.", "kg"),
        ("kg CO2e/kg", "kgCO2e/kg"),
        ("t CO2-eq per tonne", "tCO2e/t"),
        ("tCO2/t", "tCO2e/t"),
        ("kg CO₂e / t", "kgCO2e/t"),
        ("tCO2e/kg N", "tCO2e/kgN"),
        ("tCO2e/t clinker", "tCO2e/tclinker"),
        ("kgCO2e/MWh", "kgCO2e/MWh"),
        ("吨CO2/吨", "tCO2e/t"),
        ("EUR/tCO2", "EUR/tCO2e"),
        ("Nm³", "Nm3"),
        ("兆瓦时", "MWh"),
        ("tonne-km", "tkm"),
        ("tCO2e / t of product", "tCO2e/t"),
        ("kWh", "kWh"),
    ],
)
def test_spelling(spelling: str, unit: str) -> None:
    assert units.unit(spelling) == unit


@pytest.mark.parametrize(
    "spelling", ["ton", "Tons", "mt", "MT", "Mt", "kt", "lb", "LBS", "Mg", "oz", "斤", "$", "tce"]
)
def test_ambiguous_spelling_asks(spelling: str) -> None:
    with pytest.raises(UnitQuestion) as caught:
        units.unit(spelling)
    assert caught.value.question
    assert not caught.value.question.startswith("unknown unit")


def test_a_question_inside_a_ratio_is_asked() -> None:
    with pytest.raises(UnitQuestion, match="short ton"):
        units.unit("t CO2e/ton")


def test_unknown_spelling_suggests_the_nearest() -> None:
    with pytest.raises(UnitQuestion, match=r"did you mean t\?"):
        units.unit("tonnnes")
    with pytest.raises(UnitQuestion, match="unknown unit"):
        units.unit("bushel of x")


def test_every_accepted_spelling_is_in_the_registry() -> None:
    with (units.FACTORS / "names" / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    spellings = [row["spelling"] for row in rows]
    assert len(spellings) == len(set(spellings))
    for row in rows:
        assert row["status"] in ("accepted", "ambiguous")
        assert bool(row["unit"]) == (row["status"] == "accepted")
        assert bool(row["question"]) == (row["status"] == "ambiguous")
    for unit in {row["unit"] for row in rows if row["unit"]}:
        assert units.registry().Unit(unit)


@pytest.mark.parametrize("name", ["ton", "mt", "MT", "lb", "pound", "kwh"])
def test_registry_has_no_other_units(name: str) -> None:
    import pint

    with pytest.raises(pint.UndefinedUnitError):
        units.registry().Unit(name)


def test_factors() -> None:
    assert units.factor("kg", "t") == 0.001
    assert units.factor("kgCO2e/kg", "tCO2e/t") == 1.0
    assert units.factor("tCO2e/kgN", "tCO2e/tN") == 1000.0
    assert units.factor("GJ", "MWh") == pytest.approx(1 / 3.6, rel=1e-15)
    with pytest.raises(ValueError, match="cannot be converted"):
        units.factor("kg", "MWh")


def test_dimensions_that_never_add_up() -> None:
    for a, b in [
        ("t", "tCO2e"),
        ("t", "tN"),
        ("tN", "tclinker"),
        ("EUR", "CNY"),
        ("m3", "Nm3"),
        ("tkm", "t"),
    ]:
        assert not units.same_dimension(a, b)
    assert units.same_dimension("kWh", "GJ")


def test_the_same_unit_needs_no_pint() -> None:
    code = (
        "import sys; from calc.engine import units; units.factor('t', 't');"
        "units.quantity('5 t', ('t', 'MWh'));"
        "sys.exit('pint' in sys.modules or 'pandas' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=units.FACTORS.parent, check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "value", "index"),
    [("1000 t", 1000, 0), ("1,5 t", 1.5, 0), ("1500kg", 1.5, 0), ("2 MWh", 2, 1), ("1 500,5 kg", 1.5005, 0)],
)
def test_quantity(text: str, value: float, index: int) -> None:
    assert units.quantity(text, ("t", "MWh")) == (pytest.approx(value), index)


@pytest.mark.parametrize("text", ["12", "3 ton", "5 m3", "1,234 t", "abc", "", "t", "12 34 t"])
def test_quantity_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        units.quantity(text, ("t", "MWh"))


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_there_and_back(value: float) -> None:
    for a, b in [("kg", "t"), ("GJ", "MWh"), ("kgCO2e/kg", "kgCO2e/t"), ("gCO2e", "tCO2e")]:
        assert value * units.factor(a, b) * units.factor(b, a) == pytest.approx(value, rel=1e-14)
