"""Prices of carbon: the last one known, never of another instrument, never a bound; the rules of the tables."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors import Library, load
from factors.carbon_prices import BOUNDS, PRICES, CarbonPrices, Known
from factors.check_names import known_units
from factors.check_prices import price_faults
from factors.library import ROOT

TODAY = date(2026, 11, 21)
TABLES = ("prices.carbon", "damage.air_pollutants", "damage.abatement")
PAIRS = sorted({(o.jurisdiction, o.instrument) for o in CarbonPrices.of(load()).observations})


def known(jurisdiction: str, instrument: str, on: date = TODAY) -> Known:
    found = CarbonPrices.of(load()).last_known(jurisdiction, instrument, on)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("jurisdiction", "instrument", "on", "value", "currency", "carried"),
    [
        ("CN", "national ETS", date(2021, 12, 31), 54.22, "CNY", False),
        ("CN", "national ETS", date(2025, 12, 31), 74.63, "CNY", False),  # the close, not the mean of the day
        ("CN", "national ETS", date(2026, 1, 20), 74.63, "CNY", True),
        ("CN", "national ETS", TODAY, 73.92, "CNY", True),
        ("EU", "EU ETS", date(2024, 6, 1), 83.66, "EUR", True),
        ("EU", "EU ETS", TODAY, 84.60, "EUR", True),
        ("EU", "CBAM certificate", date(2026, 4, 6), math.nan, "", False),
        ("EU", "CBAM certificate", date(2026, 4, 7), 75.36, "EUR", True),
        ("EU", "CBAM certificate", TODAY, 82.32, "EUR", True),
        ("UA", "carbon tax", TODAY, 30.0, "UAH", False),  # the law, not its value in euro
        ("TW", "carbon fee", date(2024, 12, 31), math.nan, "", False),  # known, not yet in force
        ("TW", "carbon fee", date(2025, 1, 1), 300.0, "TWD", False),
        ("CA", "fuel charge", date(2025, 3, 31), 80.0, "CAD", False),
        ("CA", "fuel charge", date(2025, 4, 1), 0.0, "CAD", False),  # a rate of zero is a rate
        ("SG", "carbon tax", TODAY, 45.0, "SGD", False),
        ("KR", "K-ETS", TODAY, 10400.0, "KRW", True),
        ("GB", "UK ETS", TODAY, 55.11, "GBP", True),  # not the futures, which are younger
        ("JP", "carbon tax", TODAY, 289.0, "JPY", False),
        ("JP", "GX-ETS", TODAY, math.nan, "", False),  # a band is no price
    ],
)
def test_the_last_price_known(
    jurisdiction: str, instrument: str, on: date, value: float, currency: str, carried: bool
) -> None:
    found = CarbonPrices.of(load()).last_known(jurisdiction, instrument, on)
    if math.isnan(value):
        assert found is None
        return
    assert found is not None
    one = found.observation
    assert (one.value, one.currency, found.carried) == (value, currency, carried)


def test_a_short_ton_is_not_a_tonne() -> None:
    one = known("US-RGGI", "RGGI").observation
    assert (one.value, one.unit) == (26.39, "USD/short_ton_CO2")
    assert one.per_tonne == pytest.approx(26.39 * 1.10231131, rel=1e-8)


def test_a_bound_answers_only_when_asked_for() -> None:
    prices = CarbonPrices.of(load())
    floor = prices.last_known("JP", "GX-ETS", TODAY, ("floor",))
    assert floor is not None
    assert (floor.observation.value, floor.carried) == (1700.0, False)
    assert not set(PRICES) & set(BOUNDS)


def test_forty_jurisdictions_have_a_price_and_gaps_are_visible() -> None:
    prices = CarbonPrices.of(load())
    with_price = {o.jurisdiction for o in prices.observations if o.value >= 0}
    assert len(with_price) >= 40
    for place in ("BR", "ID", "IN", "KZ", "TR", "VN", "AR", "MX"):
        (instrument,) = prices.instruments(place)
        assert prices.last_known(place, instrument, TODAY) is None
        assert prices.gaps(place, instrument)
    assert {g.start.year for g in prices.gaps("CN", "national ETS")} == {2024, 2026}
    assert prices.last_known("CN", "EU ETS", TODAY) is None


def test_what_was_not_known_then_does_not_answer() -> None:
    then = CarbonPrices.of(replace(load(), known_on=date(2026, 6, 30)))
    found = then.last_known("EU", "CBAM certificate", TODAY)
    assert found is not None
    assert (found.observation.value, found.carried) == (75.36, True)


@given(st.sampled_from(PAIRS), st.dates(date(2019, 1, 1), date(2030, 1, 1)))
def test_the_answer_is_of_the_instrument_and_was_known(pair: tuple[str, str], on: date) -> None:
    prices = CarbonPrices.of(load())
    found = prices.last_known(*pair, on)
    if found is None:
        assert not [
            o
            for o in prices.observations
            if (o.jurisdiction, o.instrument) == pair and o.price_type in PRICES
            if o.value >= 0 and o.answers_from <= on
        ]
        return
    one = found.observation
    assert (one.jurisdiction, one.instrument) == pair
    assert one.answers_from <= on
    assert one.price_type in PRICES
    assert one.value >= 0
    assert found.carried == (not one.holds(on))


@given(st.sampled_from(PAIRS), st.lists(st.integers(0, 4000), min_size=1, max_size=20))
def test_a_column_of_days_answers_like_each_day(pair: tuple[str, str], offsets: list[int]) -> None:
    prices = CarbonPrices.of(load())
    days = [date(2019, 1, 1) + timedelta(days=offset) for offset in offsets]
    series = prices.series(*pair)
    at = series.at(np.array(days, dtype="datetime64[D]").astype(np.int64))
    values = series.per_tonne[at]
    for day, place, value in zip(days, at, values, strict=True):
        found = prices.last_known(*pair, day)
        assert (found is None) == (place < 0) == np.isnan(value)
        if found is not None:
            assert found.observation is series.observations[place]
            assert found.observation.per_tonne == value


# ---- the rules

CARBON, AIR, ABATEMENT = "prices/carbon.csv", "damage/air_pollutants.csv", "damage/abatement.csv"
DAMAGES = {
    "a jurisdiction unknown": (CARBON, "KR,Republic of Korea", "QQ,Republic of Korea", "unknown jurisdiction"),
    "a price type unknown": (CARBON, "K-ETS,trade", "K-ETS,guess", "unknown price type"),
    "a period turned round": (CARBON, "trade,2025-12-30,2025-12-30", "trade,2025-12-30,2025-12-29", "before it starts"),
    "a mean known too early": (CARBON, "2026-01-11,62.36", "2025-06-30,62.36", "before the period"),
    "a day of the month 32": (CARBON, "trade,2025-12-30", "trade,2025-12-32", "day"),
    "a currency in words": (CARBON, "10400,KRW,", "10400,won,", "no currency"),
    "a unit of another currency": (CARBON, "KRW/tCO2e", "USD/tCO2e", "is not in KRW"),
    "a unit unknown": (CARBON, "USD/short_ton_CO2", "USD/tonCO2", "units.txt"),
    "a price in words": (CARBON, ",10400,KRW", ",ten thousand,KRW", "neither a price"),
    "a price below zero": (CARBON, ",10400,KRW", ",-10400,KRW", "neither a price"),
    "no tonnes in a unit": (CARBON, "short_ton_CO2,0.90718474", "short_ton_CO2,0", "tonnes in a unit"),
    "a gap without a reason": (CARBON, "law of 2024; no trade yet", "", "without a reason"),
    "tonnes taken for kilograms": (AIR, "SOx,health-1,voly,33.985", "SOx,health-1,voly,33985", "not the printed"),
    "a sign lost": (AIR, "forests,central,,0.005", "forests,central,0.005,", "not the printed"),
    "a country unknown": (AIR, "DE,Germany,SOx", "QQ,Germany,SOx", "unknown country"),
    "a valuation of no effect": (AIR, "SOx,health-1,voly,33.985", "SOx,health-1,central,33.985", "no valuation"),
    "a printed unit unknown": (AIR, "33985,EUR/t", "33985,EUR/g", "unknown printed unit"),
    "a gap and a figure": (AIR, "not held,,,EUR/t", "not held,1,,EUR/t", "and yet a figure"),
    "a cost in another unit": (ABATEMENT, "662.30,CNY,CNY/t", "662.30,CNY,USD/t", "is not in CNY"),
    "a cost of no country": (ABATEMENT, "SO2,coal power,CN", "SO2,coal power,QQ", "unknown country"),
    "a column renamed": (ABATEMENT, "pollutant,sector", "substance,sector", "column pollutant is missing"),
}  # fmt: skip


def faults(root: Path) -> list[str]:
    library, units = Library(root), known_units(root / "units.txt")
    return [fault for path in TABLES for fault in price_faults(library.table(path), units)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data that a test may damage."""
    left_out = shutil.ignore_patterns("*.py", "__pycache__", "law")
    return Path(shutil.copytree(ROOT, tmp_path / "factors", ignore=left_out))


def test_our_tables_keep_the_rules() -> None:
    assert faults(ROOT) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_kind_of_damage_is_found(copy: Path, damage: str) -> None:
    name, old, new, expected = DAMAGES[damage]
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(expected in fault for fault in faults(copy))


def test_a_missing_row_is_a_gap_that_nobody_sees(copy: Path) -> None:
    text = (copy / AIR).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in text if not line.startswith("DE,Germany,NOx,crops")]
    (copy / AIR).write_text("".join(kept), encoding="utf-8")
    sidecar = copy / AIR.replace(".csv", ".toml")
    counted = sidecar.read_text(encoding="utf-8").replace("rows = 961", "rows = 960")
    sidecar.write_text(counted, encoding="utf-8")
    assert any("DE: no row for NOx, crops" in fault for fault in faults(copy))


def test_nothing_whose_terms_forbid_it_is_shipped() -> None:
    table = load().table("prices.carbon")
    values = zip(table.columns["source"], table.columns["value"], strict=True)
    assert {value for source, value in values if source == "investing_eua"} == {"not held"}
