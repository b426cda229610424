"""Money: annuities, pass-through, coverage of the cost of abatement, dated currencies."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.methods.money import (
    annuity,
    burden,
    charge_per_mass,
    converted,
    coverage,
    cross_rate,
    marginal_costs,
    pass_through,
    present_value_factor,
    rate_needed,
)
from factors import load

rates = st.one_of(st.just(0.0), st.floats(-0.5, 1.0, allow_subnormal=False))
lives = st.floats(0.5, 60)
supplies, demands = st.floats(0, 50, allow_subnormal=False), st.floats(-50, 0, allow_subnormal=False)
SO2_EQUIVALENT = 0.95  # kg, Environmental Protection Tax Law of China, Annex 2


def test_annuity_of_the_ultra_low_emission_investment() -> None:
    assert annuity(np.array(450.0), np.array(0.05), np.array(15.0)) == pytest.approx(43.35, abs=0.005)


def test_without_interest_an_investment_is_spread_evenly() -> None:
    assert annuity(np.array(450.0), np.array([0.0, 1e-12]), np.array(15.0)) == pytest.approx(30.0)
    assert np.isnan(annuity(np.array(450.0), np.array([0.05, -1.0]), np.array([0.0, 15.0]))).all()


@given(st.floats(0, 1e9), rates, lives)
def test_annuities_pay_the_investment_back(investment: float, rate: float, years: float) -> None:
    yearly = annuity(np.array(investment), np.array(rate), np.array(years))
    back = yearly * present_value_factor(np.array(rate), np.array(years))
    assert back == pytest.approx(investment, rel=1e-12)


@given(rates, st.integers(1, 40))
def test_the_factor_is_the_sum_of_discounted_years(rate: float, years: int) -> None:
    summed = sum((1 + rate) ** -year for year in range(1, years + 1))
    assert present_value_factor(np.array(rate), np.array(years)) == pytest.approx(summed, rel=1e-6)


def test_pass_through_of_two_elasticities() -> None:
    assert pass_through(np.array(2.0), np.array(-1.0)) == pytest.approx(2 / 3, rel=1e-15)
    supply = np.array([0.0, 2.0, np.inf, 2.0, 0.0, -1.0, 1.0, np.inf])
    demand = np.array([-1.0, 0.0, -1.0, -np.inf, 0.0, -1.0, 1.0, -np.inf])
    expected = np.array([0, 1, 1, 0, np.nan, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(pass_through(supply, demand), expected)


@given(st.floats(-1e9, 1e9), supplies, demands)
def test_what_both_sides_bear_is_the_cost(cost: float, supply: float, demand: float) -> None:
    share = pass_through(np.array(supply), np.array(demand))
    if supply == 0 and demand == 0:
        assert np.isnan(share)
        return
    assert 0 <= share <= 1
    found = burden(np.array(cost), share)
    assert found.buyer + found.seller == pytest.approx(cost, rel=1e-12, abs=1e-300)
    unit = burden(np.array(1.0), share)
    assert unit.buyer + unit.seller == pytest.approx(1.0, rel=1e-15)


def test_the_charge_on_sulphur_dioxide_against_the_cost_of_abatement() -> None:
    costs = marginal_costs(("SO2", "CO2", "NOx", "COD"), load(), "CN", ("coal power", "any"))
    assert costs.per_kg[:2] == pytest.approx([0.66230, 0.36756], rel=1e-12)
    assert np.isnan(costs.per_kg[2:]).all()
    assert costs.currencies == ("CNY",) * 4
    assert costs.references[0] == "damage.abatement:SO2/coal power/CN"
    charge = charge_per_mass(np.array([1.2, 12.0]), np.array(SO2_EQUIVALENT))
    assert charge == pytest.approx([1.26, 12.63], abs=0.005)
    assert coverage(charge, costs.per_kg[0]) == pytest.approx([1.91, 19.07], abs=0.005)
    needed = rate_needed(np.array(0.8), costs.per_kg[0], np.array(SO2_EQUIVALENT))
    assert needed == pytest.approx(0.8 * 0.66230 * 0.95)
    assert needed < 1.2  # the statutory minimum is above it already


def test_a_cost_of_another_sector_never_stands_in() -> None:
    found = marginal_costs(("SO2", "dust"), load(), "CN", ("steel",))
    assert np.isnan(found.per_kg).all()
    assert found.references == ("", "")
    assert np.isnan(coverage(np.array(1.0), np.array([np.nan, 0.0]))).all()


@given(st.floats(0, 3), st.floats(1e-3, 1e4), st.floats(1e-4, 1e2))
def test_the_rate_needed_reaches_its_target(target: float, cost: float, equivalent: float) -> None:
    rate = rate_needed(np.array(target), np.array(cost), np.array(equivalent))
    reached = coverage(charge_per_mass(rate, np.array(equivalent)), np.array(cost))
    assert reached == pytest.approx(target, rel=1e-12)


def test_a_dated_cross_rate_names_its_two_days() -> None:
    found = cross_rate("rmb", "USD", date(2025, 12, 14), {})
    assert found is not None
    assert (found.source, found.target, found.day, found.assumed) == ("CNY", "USD", date(2025, 12, 12), False)
    assert found.value == pytest.approx(0.1417, abs=0.0005)
    back = cross_rate("USD", "CNY", date(2025, 12, 14), {})
    assert back is not None
    assert found.value * back.value == pytest.approx(1.0, rel=1e-15)


def test_the_claimed_cost_of_218_is_in_yuan() -> None:
    """RMB 218.43 a tonne are about 31 USD, at the rate of December 2025."""
    rate = cross_rate("CNY", "USD", date(2025, 12, 15), {})
    assert rate is not None
    assert 218.43 * rate.value == pytest.approx(31.0, abs=0.1)


def test_a_column_of_money_takes_the_rate_of_each_day() -> None:
    days = [date(2025, 12, 12), date(2025, 12, 12), date(2020, 1, 2), date(2025, 12, 12), date(2025, 12, 12)]
    found = converted(np.full(5, 100.0), ["EUR", "CNY", "CNY", "TWD", "CNY"], days, "EUR", {})
    assert found.amounts[0] == 100.0
    assert found.amounts[1] == found.amounts[4] != found.amounts[2]
    assert np.isnan(found.amounts[3])  # no source has the rate
    assert found.codes.tolist() == [0, 1, 2, 3, 1]
    assert [rate is None for rate in found.rates] == [False, False, False, True]
    own = converted(np.array([100.0]), ["TWD"], days[:1], "EUR", {"TWD": [(date(2025, 1, 1), 0.027)]})
    assert own.amounts.tolist() == pytest.approx([2.7])
    nothing = converted(np.zeros(0), [], [], "EUR", {})
    assert nothing.amounts.shape == (0,)
