"""The circular footprint formula: worked examples, its two ends, and what holds for every input."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from calc.methods.allocation import (
    avoided_burden,
    circular_footprint,
    cut_off,
    defaults,
    disposal,
    energy_recovery,
    material_part,
    outside,
)
from factors import load

SHEET = Path(__file__).parents[2] / "golden" / "methods" / "allocation.toml"
GOLDEN = tomllib.loads(SHEET.read_text(encoding="utf-8"))
shares = st.floats(0, 1, allow_subnormal=False)
figures = st.floats(0, 1e3, allow_subnormal=False)


def arrays(**values: float) -> dict[str, Any]:
    return {name: np.asarray(value, dtype=float) for name, value in values.items()}


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in GOLDEN["formula"]])
def test_worked_example(case: dict[str, Any]) -> None:
    assert case["source"]
    found = circular_footprint(**arrays(**case["given"]))
    for name, value in case["expected"].items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-9, abs=1e-12), name


def test_energy_recovery_by_hand() -> None:
    # (1 - 0.1) x 0.3 x (2.5 - 20 MJ x (0.4 x 0.07 + 0.2 x 0.12)) = 0.27 x (2.5 - 1.04)
    args = arrays(b=0.1, r3=0.3, process=2.5, heating_value=20, heat_efficiency=0.4, heat_replaced=0.07)
    more = arrays(electricity_efficiency=0.2, electricity_replaced=0.12)
    assert energy_recovery(**args, **more) == pytest.approx(0.3942)


def test_energy_and_disposal_stand_beside_the_material() -> None:
    found = circular_footprint(
        **arrays(a=0.5, r1=0, r2=0.2, virgin=3, recycled=1, quality_in=1, quality_out=1, disposed=0.1),
        **arrays(b=0, r3=0.3, recovery=2.5, heating_value=20, heat_efficiency=0.4, heat_replaced=0.07),
        **arrays(electricity_efficiency=0.2, electricity_replaced=0.12),
    )
    assert found.energy == pytest.approx(0.3 * (2.5 - 1.04))
    assert found.disposal == pytest.approx(0.5 * 0.1)
    assert found.total == pytest.approx(3 - 0.2 + 0.438 + 0.05)


def test_half_of_energy_recovery_is_refused() -> None:
    with pytest.raises(ValueError, match="energy recovery needs"):
        circular_footprint(
            **arrays(a=1, r1=0, r2=0, virgin=1, recycled=1, quality_in=1, quality_out=1), **arrays(r3=0.3)
        )


@given(
    r1=shares,
    r2=shares,
    virgin=figures,
    recycled=figures,
    at_end=figures,
    replaced=figures,
    q=shares,
    p=shares,
)
def test_cut_off_and_avoided_burden_are_the_ends(
    r1: float,
    r2: float,
    virgin: float,
    recycled: float,
    at_end: float,
    replaced: float,
    q: float,
    p: float,
) -> None:
    common = arrays(
        r1=r1,
        r2=r2,
        virgin=virgin,
        recycled=recycled,
        recycled_end_of_life=at_end,
        avoided_virgin=replaced,
        quality_in=q,
        quality_out=p,
    )
    one = circular_footprint(a=np.asarray(1.0), **common).material
    assert material_part(a=np.asarray(1.0), **common) == one
    assert one == pytest.approx(
        cut_off(common["r1"], common["virgin"], common["recycled"]), rel=1e-9, abs=1e-9
    )
    zero = circular_footprint(a=np.asarray(0.0), **common).material
    del common["recycled"]
    assert zero == pytest.approx(avoided_burden(**common), rel=1e-9, abs=1e-9)


@given(a=shares, r1=shares, r2=shares, virgin=figures, recycled=figures, q=shares, p=shares)
def test_linear_in_a_between_the_ends(
    a: float, r1: float, r2: float, virgin: float, recycled: float, q: float, p: float
) -> None:
    common = arrays(r1=r1, r2=r2, virgin=virgin, recycled=recycled, quality_in=q, quality_out=p)
    ends = circular_footprint(a=np.array([0.0, 1.0]), **common).total
    between = circular_footprint(a=np.asarray(a), **common).total
    assert between == pytest.approx(ends[0] + a * (ends[1] - ends[0]), rel=1e-9, abs=1e-9)


@given(a=shares, r=shares, virgin=figures, recycled=figures)
def test_a_closed_loop_is_the_same_for_every_a(a: float, r: float, virgin: float, recycled: float) -> None:
    found = circular_footprint(
        **arrays(a=a, r1=r, r2=r, virgin=virgin, recycled=recycled, quality_in=1, quality_out=1)
    )
    assert found.total == pytest.approx(virgin * (1 - r) + r * recycled, rel=1e-9, abs=1e-9)


@given(a=shares, r1=st.lists(shares, min_size=2, max_size=2), virgin=figures, factor=shares, q=shares)
def test_more_recycled_content_never_adds_where_it_is_cleaner(
    a: float, r1: list[float], virgin: float, factor: float, q: float
) -> None:
    common = arrays(a=a, r2=0.5, virgin=virgin, recycled=factor * virgin, quality_in=q, quality_out=1)
    less, more = circular_footprint(r1=np.sort(r1), **common).total
    assert more <= less + 1e-9


@given(
    values=hnp.arrays(float, (8, 5), elements=shares),
    emissions=hnp.arrays(float, (6, 1, 5), elements=figures),
)
def test_no_nan_from_valid_input_and_shapes_broadcast(values: Any, emissions: Any) -> None:
    a, b, r1, r2, r3, q, p, x = values
    r3 = r3 * (1 - r2)
    found = circular_footprint(
        a=a,
        b=b,
        r1=r1,
        r2=r2,
        r3=r3,
        quality_in=q,
        quality_out=p,
        virgin=np.repeat(emissions[0], 3, axis=0),
        recycled=emissions[1],
        recovery=emissions[2],
        heating_value=emissions[3],
        heat_efficiency=x,
        heat_replaced=emissions[4],
        electricity_efficiency=x,
        electricity_replaced=emissions[4],
        disposed=emissions[5],
    )
    assert found.total.shape == (3, 5)
    assert np.isfinite(found.total).all()
    assert not outside(a, b, r1, r2, r3, q, p, np.minimum(r2 + r3, 1)).any()
    assert (disposal(r2, r3, emissions[5]) >= -1e-9).all()


def test_what_is_outside_its_range_is_marked() -> None:
    assert outside(np.array([0.5, 1.2, -0.1, np.nan]), np.asarray(1.0)).tolist() == [False, True, True, False]


def test_defaults_are_of_the_material_or_marked_generic() -> None:
    found = defaults(["copper", "nickel", "aluminium"], load())
    assert found.a.tolist() == [0.2, 0.5, 0.2]
    assert found.r2.tolist() == [0.95, 0.0, 0.9]
    assert found.generic.tolist() == [False, True, False]
    assert np.isnan(found.r1[2])  # not found, and not zero
    assert np.isnan(found.quality_in[1])
    assert found.references == ("emissions.cff:copper", "emissions.cff:generic", "emissions.cff:aluminium")
