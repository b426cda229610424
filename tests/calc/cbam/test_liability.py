"""The arithmetic of certificates, alone."""

from __future__ import annotations

import numpy as np
import pytest

from calc.methods.liability import (
    carbon_price_deduction,
    certificates,
    cost,
    embedded_emissions,
    free_allocation,
)
from calc.methods.rounding import half_up, up

NAN = np.nan


def arrays(*values: float) -> list[np.ndarray]:
    return [np.array([value]) for value in values]


def test_hot_rolled_coil_step_by_step() -> None:
    embedded = embedded_emissions(*arrays(3.187, 0.1, 1000))
    free = free_allocation(*arrays(0.975, 1, 1.370, 1000))
    deducted = carbon_price_deduction(embedded, free, *arrays(0, 0, 75.36))
    due = certificates(embedded, free, deducted)
    assert embedded[0] == pytest.approx(3505.7, rel=1e-12)
    assert free[0] == pytest.approx(1335.75, rel=1e-12)
    assert deducted[0] == 0
    assert due[0] == pytest.approx(2169.95, rel=1e-12)
    assert cost(due, np.array([75.36]))[0] == pytest.approx(163527.432, rel=1e-12)


@pytest.mark.parametrize(
    ("embedded", "free", "deduction", "due"),
    [(10, 4, 1, 5), (10, 10, 0, 0), (10, 12, 0, 0), (10, 4, 6, 0), (0, 0, 0, 0)],
)
def test_certificates_are_not_below_zero(embedded: float, free: float, deduction: float, due: float) -> None:
    assert certificates(*arrays(embedded, free, deduction))[0] == due


@pytest.mark.parametrize(
    ("paid", "deducted"), [(0, 0), (10, 10 * 0.5 * 10 / 80), (80, 5), (100, 6), (1e9, 6)]
)
def test_the_deduction_is_within_what_is_due(paid: float, deducted: float) -> None:
    assert carbon_price_deduction(*arrays(10, 4, 0.5, paid, 80))[0] == pytest.approx(deducted)
    assert carbon_price_deduction(*arrays(4, 10, 0.5, paid, 80))[0] == 0


def test_an_unknown_input_gives_an_unknown_result() -> None:
    assert np.isnan(embedded_emissions(*arrays(NAN, 0.1, 1))[0])
    assert np.isnan(embedded_emissions(*arrays(1, NAN, 1))[0])
    assert np.isnan(embedded_emissions(*arrays(1, 0.1, NAN))[0])
    for unknown in range(4):
        values = [1.0, 1.0, 1.0, 1.0]
        values[unknown] = NAN
        assert np.isnan(free_allocation(*arrays(*values))[0])
    for unknown in range(5):
        values = [10.0, 4.0, 0.5, 10.0, 80.0]
        values[unknown] = NAN
        assert np.isnan(carbon_price_deduction(*arrays(*values))[0])
    for unknown in range(3):
        values = [10.0, 4.0, 1.0]
        values[unknown] = NAN
        assert np.isnan(certificates(*arrays(*values))[0]), "NaN must not become zero"
    assert np.isnan(cost(*arrays(NAN, 80))[0])
    assert np.isnan(cost(*arrays(1, NAN))[0])


def test_shapes_are_broadcast() -> None:
    mass = np.array([1.0, 2.0, 3.0])
    found = embedded_emissions(np.array([2.0]), np.array([0.1]), mass)
    assert found == pytest.approx([2.2, 4.4, 6.6])


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (3.5055, 3, 3.506),
        (1.4575, 3, 1.458),
        (1.7225, 3, 1.723),
        (2.5, 0, 3.0),
        (0.0005, 3, 0.001),
        (3.50549, 3, 3.505),
    ],
)
def test_half_up(value: float, decimals: int, rounded: float) -> None:
    assert half_up(np.array([value]), decimals)[0] == pytest.approx(rounded, abs=1e-12)
    assert np.isnan(half_up(np.array([NAN]), decimals)[0])


@pytest.mark.parametrize(
    ("value", "rounded"), [(3.0, 3.0), (3.0000000001, 3.0), (3.00001, 4.0), (0.0, 0.0), (0.2, 1.0)]
)
def test_up(value: float, rounded: float) -> None:
    assert up(np.array([value]))[0] == rounded
    assert np.isnan(up(np.array([NAN]))[0])
