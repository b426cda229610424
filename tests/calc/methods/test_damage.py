"""Damage costs: published figures, gaps that stay gaps, and what holds for every amount."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.metals.money import social_cost
from calc.methods.damage import (
    AIR,
    damage_costs,
    external_cost,
    external_costs,
    gas_cost,
    internalised_share,
)
from factors import load

VOLY, VSL = damage_costs(load(), "voly"), damage_costs(load(), "vsl")
masses = st.floats(0, 1e9, allow_subnormal=False)


@pytest.mark.parametrize(
    ("pollutant", "effect", "voly", "vsl"),
    [
        ("SOx", "health-1", 33.985, 115.821),
        ("SOx", "buildings", 0.636, 0.636),
        ("NOx", "health-1", 13.211, 44.736),
        ("NOx", "health-2", 6.886, 29.526),
        ("PM2.5", "health-1", 75.797, 266.647),
        ("Pb", "health-metals", 32531, 32531),
        ("Hg", "health-metals", 16903, 16903),
        ("Cd", "health-metals", 185175, 185175),
        ("As", "health-metals", 11044, 11044),
        ("CO2e", "climate", 0.105, 0.105),
        ("SOx", "crops", 0, 0),  # no country has the effect: it is none, not a gap
    ],
)
def test_a_kilogram_emitted_in_germany(pollutant: str, effect: str, voly: float, vsl: float) -> None:
    for costs, expected in ((VOLY, voly), (VSL, vsl)):
        place = costs.country_codes["DE"], costs.pollutant_codes[pollutant], costs.effects.index(effect)
        assert costs.values[place] == pytest.approx(expected, rel=1e-12)


def test_totals_of_germany() -> None:
    germany = VOLY.total[VOLY.country_codes["DE"]]
    assert germany[VOLY.pollutant_codes["SOx"]] == pytest.approx(33.985 + 0.636)
    nitrogen = 13.211 + 6.886 + 0.162 + 0.049 + 0.138 + 0.077
    assert germany[VOLY.pollutant_codes["NOx"]] == pytest.approx(nitrogen)


def test_thirty_one_countries_and_every_row_is_used_once_by_a_valuation() -> None:
    assert len(VOLY.countries) == 31
    table = load().table(AIR)
    for costs in (VOLY, VSL):
        rows = costs.rows[costs.rows >= 0]
        assert len(rows) == len(set(rows.tolist()))
    every = {row for costs in (VOLY, VSL) for row in costs.rows[costs.rows >= 0].tolist()}
    left = {table.columns["valuation"][row] for row in set(range(len(table))) - every}
    assert left == {"low", "high"}


def test_nitrogen_may_feed_a_forest() -> None:
    belgium = VOLY.values[VOLY.country_codes["BE"], VOLY.pollutant_codes["NOx"]]
    assert belgium[VOLY.effects.index("forests")] == -0.005


def test_climate_has_valuations_of_its_own() -> None:
    for climate, expected in (("low", 0.063), ("central", 0.105), ("high", 0.524)):
        costs = damage_costs(load(), "voly", climate)
        assert costs.total[costs.country_codes["FR"], costs.pollutant_codes["CO2e"]] == pytest.approx(
            expected
        )


def test_what_is_not_held_is_no_zero() -> None:
    countries = np.array([VOLY.country_codes.get(c, -1) for c in ("DE", "CN", "TR", "DE")], dtype=np.int32)
    names = ("NOx", "NOx", "NOx", "dioxins")
    pollutants = np.array([VOLY.pollutant_codes.get(p, -1) for p in names], dtype=np.int32)
    found = external_costs(np.ones(4), countries, pollutants, VOLY)
    assert found.missing.tolist() == [0, 8, 3, 8]
    assert np.isnan(found.total).tolist() == [False, True, True, True]
    assert np.isnan(found.by_effect).sum(axis=1).tolist() == [0, 8, 3, 8]


def test_effects_may_be_chosen() -> None:
    health = damage_costs(load(), "voly", effects=("health-1", "health-2"))
    turkey = health.total[health.country_codes["TR"], health.pollutant_codes["NOx"]]
    assert turkey > 0  # its gaps are of other effects
    with pytest.raises(ValueError, match="no effect noise"):
        damage_costs(load(), "voly", effects=("noise",))
    with pytest.raises(ValueError, match="no valuation 'both'"):
        damage_costs(load(), "both")


PAIRS = [
    (country, pollutant)
    for country in range(len(VOLY.countries))
    for pollutant in range(len(VOLY.pollutants))
    if not np.isnan(VOLY.total[country, pollutant])
]


@given(st.sampled_from(PAIRS), masses, masses)
def test_more_mass_never_does_less_damage(pair: tuple[int, int], one: float, more: float) -> None:
    countries, pollutants = (np.full(2, code, dtype=np.int32) for code in pair)
    for costs in (VOLY, VSL):
        found = external_costs(np.array([one, one + more]), countries, pollutants, costs)
        assert found.total[1] >= found.total[0] >= 0
        parts = found.by_effect.sum(axis=1)
        assert parts == pytest.approx(found.total, rel=1e-9)


@given(masses)
def test_a_statistical_life_is_dearer_than_its_years(mass: float) -> None:
    held = ~np.isnan(VOLY.total)
    low, high = (external_cost(np.asarray(mass), costs.total[held]) for costs in (VOLY, VSL))
    assert np.all(high >= low)


@given(st.floats(0, 1e6), st.floats(1e-6, 1e6))
def test_the_internalised_share_times_the_damage_is_the_charge(charge: float, damage: float) -> None:
    share = internalised_share(np.array(charge), np.array(damage))
    assert share * damage == pytest.approx(charge, rel=1e-12)


def test_no_share_of_a_damage_that_is_not_held() -> None:
    shares = internalised_share(np.array([1.0, 1.0, 1.0]), np.array([np.nan, 0.0, -1.0]))
    assert np.isnan(shares).all()
    # what the statutory minimum of China would internalise of the damage of SO2 in Germany, at 8 CNY/EUR
    damage = VOLY.total[VOLY.country_codes["DE"], VOLY.pollutant_codes["SOx"]]
    assert internalised_share(np.array(1.2 / 0.95), np.array(8 * damage)) == pytest.approx(0.00456, abs=1e-5)


def test_social_costs_by_year() -> None:
    carbon = gas_cost(load(), "epa-2023", "CO2", "ramsey-2.0")
    assert (carbon.currency, carbon.price_base) == ("USD", "2020")
    years = np.array([2019, 2020, 2024, 2025, 2030, np.nan])
    assert carbon.at(years)[1:5].tolist() == [190, 190, 210, 230]
    assert np.isnan(carbon.at(years)[[0, 5]]).all()
    assert carbon.references[0] == "damage.social_cost:epa-2023/CO2/ramsey-2.0/2020"
    assert gas_cost(load(), "epa-2023", "CH4", "ramsey-2.0").at(np.array([2020.0]))[0] == 1600
    assert gas_cost(load(), "uba-3.1", "CO2", "time-preference-1").at(np.array([2026.0]))[0] == 195
    with pytest.raises(ValueError, match="no N2O of epa-2023"):
        gas_cost(load(), "epa-2023", "N2O", "ramsey-2.0")


def test_the_worth_of_lots_is_the_same_figure() -> None:
    worth = social_cost(load(), {"social_discount": "2.0", "emission_year": "2025"})
    ours = gas_cost(load(), "epa-2023", "CO2", "ramsey-2.0")
    assert ours.values.tolist() == worth.values.tolist()
    assert ours.references == worth.references
    assert math.isclose(ours.at(np.array([2027.0]))[0], float(np.atleast_1d(worth.at(np.array([2027.0])))[0]))
