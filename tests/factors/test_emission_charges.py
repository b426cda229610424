"""Taxes of the shape amount x rate (+ fixed fee): Ukraine's environmental tax and Vietnam's emission fee."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from factors import check_tax as rules
from factors import load
from factors.law import ASSUMED, IN_FORCE, OUTSIDE, Law, day

LIBRARY = load()
UKRAINE, VIETNAM = LIBRARY.law("ua.environmental_tax"), LIBRARY.law("vn.emission_fee")


def at(law: Law, series: str, on: str, key: str = "") -> tuple[float, int]:
    value, _, status = law.series[series].at(np.array([day(date.fromisoformat(on))]), key)
    return float(value[0]), int(status[0])


def test_ukraine() -> None:
    law = UKRAINE
    assert at(law, "rate_air", "2022-06-30", "sulphur-dioxide") == (2574.43, IN_FORCE)
    assert at(law, "rate_air", "2026-06-30", "sulphur-dioxide") == (2574.43, ASSUMED)
    assert at(law, "rate_air", "2026-06-30", "carbon-dioxide")[0] == 30
    assert at(law, "rate_air", "2021-12-31", "carbon-dioxide")[1] == OUTSIDE
    assert [at(law, "due_share_water", f"{y}-03-31")[0] for y in (2022, 2023, 2024, 2025)] == [
        0.3,
        0.6,
        0.9,
        1,
    ]
    assert at(law, "rate_water", "2025-03-31", "ammonia-nitrogen") == (12883.84, IN_FORCE)
    waste, factor = (
        at(law, "rate_waste", "2022-03-31", "hazard-class-1")[0],
        at(law, "coefficient_waste", "2022-03-31", "settlement-within-3-km")[0],
    )
    assert waste * factor == pytest.approx(4638.66)


def test_vietnam() -> None:
    law = VIETNAM
    assert [
        at(law, "rate_air", "2026-03-31", k)[0]
        for k in ("particulate-matter", "nitrogen-oxides", "sulphur-dioxide")
    ] == [800, 800, 700]
    assert at(law, "fixed_fee", "2026-03-31")[0] == 3_000_000
    assert at(law, "fixed_fee", "2025-01-04")[1] == OUTSIDE
    assert math.isnan(at(law, "rate_air", "2026-03-31", "carbon-monoxide")[0])


def test_charges_are_told_from_other_laws() -> None:
    assert {path for path in LIBRARY.law_paths() if set(rules.CHARGES) & set(LIBRARY.law(path).series)} == {
        "ua.environmental_tax",
        "vn.emission_fee",
    }
