"""The arithmetic of the account: what each formula gives, in any unit of money and mass."""

from __future__ import annotations

import numpy as np
import pytest

from calc.accounts import kernel

ONE = np.ones(1)


def test_a_loss_of_nothing_costs_only_its_waste() -> None:
    cost = kernel.material_loss_cost(100 * ONE, ONE, ONE, 7 * ONE, 50 * ONE, 0 * ONE)
    assert cost.tolist() == [7]
    everything = kernel.material_loss_cost(100 * ONE, ONE, ONE, 7 * ONE, 0 * ONE, 5 * ONE)
    assert everything.tolist() == [109]
    assert np.isnan(kernel.material_loss_cost(ONE, ONE, ONE, ONE, 0 * ONE, 0 * ONE)).all()


@pytest.mark.parametrize(("money", "mass"), [(1e3, 1e-6), (0.121563, 907.18474)])
def test_units_of_money_and_mass_scale_through(money: float, mass: float) -> None:
    costs = [np.array([v]) for v in (800.0, 100.0, 90.0, 20.0)]
    plain = kernel.material_loss_cost(*costs, 95 * ONE, 5 * ONE)
    scaled = kernel.material_loss_cost(*(c * money for c in costs), 95 * mass * ONE, 5 * mass * ONE)
    assert scaled == pytest.approx(plain * money)


def test_the_internal_price_is_the_higher_of_those_given() -> None:
    low, high, none = np.array([10.0]), np.array([20.0]), np.array([np.nan])
    assert kernel.internal_price(low, high).tolist() == [20]
    assert kernel.internal_price(low, none).tolist() == [10]
    assert kernel.internal_price(none, low).tolist() == [10]
    assert np.isnan(kernel.internal_price(none, none)).all()
