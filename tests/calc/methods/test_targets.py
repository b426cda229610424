"""A share at the limit is met; what is missing is counted in whole small units."""

from __future__ import annotations

import numpy as np

from calc.methods.targets import ANSWERS, answers, at_steps, missing_mass, share_percent
from factors import load
from factors.recycling import step_days

PART, OF, TARGET = np.array([0.24, 0.239999, 0.3, 0.0]), np.array([1.5, 1.5, 1.5, 0.0]), np.full(4, 0.16)


def test_at_the_limit_a_target_is_met() -> None:
    assert [ANSWERS[n] for n in answers(PART, OF, TARGET)] == ["met", "missed", "met", "no target"]
    assert missing_mass(PART, OF, TARGET)[:3].tolist() == [0, 1e-6, 0]
    assert ANSWERS[answers(PART[:1], OF[:1], np.array([np.nan]))[0]] == "no target"


def test_every_limit_that_a_decimal_number_may_hide() -> None:
    whole = np.arange(1, 5000) / 100
    for target in (0.06, 0.12, 0.15, 0.16, 0.26, 0.65, 0.85, 0.9, 0.95):
        part = np.round(whole * target, 6)
        assert (answers(part, whole, np.full_like(whole, target)) == 0).all()
        assert (answers(part - 2e-6, whole, np.full_like(whole, target)) == 1).all()


def test_a_share_of_nothing_is_no_zero() -> None:
    assert np.isnan(share_percent(np.zeros(1), np.zeros(1))[0])


def test_values_at_the_steps_of_a_series() -> None:
    series = load().law("eu.batteries_recycling").series["recycling_efficiency"]
    days = step_days("recycling_efficiency", series)
    assert at_steps(series, "lithium-based", days, None).tolist() == [0.65, 0.7]
    assert at_steps(series, "nickel-cadmium", days, None).tolist() == [0.8, 0.8]
    assert np.isnan(at_steps(series, "none of them", days, None)).all()
