"""What must hold for every account, list of measures, plants or charges, whatever is in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import calc
from calc.accounts.names import GROUPS
from calc.accounts.status import STATUSES
from calc.engine.ledger import MICRO

QUICK = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
COLUMNS = (
    "site",
    "product",
    "period",
    "group",
    "item",
    "amount",
    "capital",
    "life",
    "interest",
    "rate",
    "output",
)
money = st.floats(0.01, 1e9, allow_subnormal=False).map(lambda v: round(v, 2))
# a float holds every millionth up to 2^53 of them: twelve rows of 1e7, at eight yuan for one, stay far below
EXACT, HUGE = 1e7, 1e15


@st.composite
def items(draw: st.DrawFn, most: float = EXACT) -> dict[str, Any]:
    money = st.floats(0.01, most, allow_subnormal=False).map(lambda v: round(v, 2))
    return {
        "site": draw(st.sampled_from(("A", "B", "b "))),
        "product": draw(st.sampled_from(("coil", "billet", ""))),
        "period": draw(st.sampled_from(("2025", "2025Q1", "2024-07", "soon"))),
        "group": draw(st.sampled_from((*GROUPS, "税费", "nothing"))),
        "item": "x",
        "amount": f"{draw(money)!r} {draw(st.sampled_from(('CNY', 'CNY', 'EUR', 'USD', 'UAH')))}",
        "rate": draw(st.sampled_from((None, 0.02))),
        "output": draw(st.sampled_from((None, "100 t"))),
    }


def run(rows: list[dict[str, Any]], subject: str = "account") -> calc.Ledger:
    return calc.run(pd.DataFrame(rows), subject=subject)


@QUICK
@given(st.lists(items(), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_rows_add_up_and_order_changes_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    ledger = run(rows)
    assert sum(ledger.count("status").values()) == len(rows)
    assert set(ledger.count("status")) <= set(STATUSES)
    cost = ledger.numbers("cost_cny")
    products, groups = ledger.groups["products"], ledger.groups["groups"]
    known = [line for line in products if not np.isnan(line.net_cny)]
    assert sum(line.net_cny for line in known) == pytest.approx(ledger.totals()["cost_cny"], abs=1e-2)
    assert sum(round(line.cny * MICRO) for line in groups) == sum(
        round(line.net_cny * MICRO) for line in known
    )
    whole = ledger.refused_rows  # a product without a computed row is not known, and not 0
    dated = [row["period"] != "soon" for row in rows]
    assert sum(line.refused for line in products) == (whole & dated).sum()
    assert (np.isnan(cost) == ledger.refused_rows).all()
    shuffled = list(rows)
    random.shuffle(shuffled)
    other = run(shuffled)
    assert other.totals() == ledger.totals()
    places = [(p.period, p.output_t, p.net_cny) for p in products]
    assert np.array_equal(
        sorted(map(str, places)),
        sorted(str((p.period, p.output_t, p.net_cny)) for p in other.groups["products"]),
    )


@QUICK
@given(st.lists(items(), min_size=2, max_size=12), st.integers(1, 11))
def test_a_partition_adds_up_to_the_whole(rows: list[dict[str, Any]], cut: int) -> None:
    parts = [run(part).totals() for part in (rows[:cut], rows[cut:]) if part]
    for name, value in run(rows).totals().items():
        assert sum(round(part[name] * MICRO) for part in parts) == round(value * MICRO)


@QUICK
@given(st.lists(items(HUGE), min_size=2, max_size=12), st.integers(1, 11))
def test_a_partition_of_sums_beyond_a_millionth_agrees_to_the_last_digits(
    rows: list[dict[str, Any]], cut: int
) -> None:
    parts = [run(part) for part in (rows[:cut], rows[cut:]) if part]
    whole = run(rows)
    for name, value in whole.totals().items():
        size = float(np.nansum(np.abs(whole.numbers(name))))  # credits may cancel almost all of it
        assert sum(part.totals()[name] for part in parts) == pytest.approx(
            value, rel=0, abs=1e-15 * size + 1e-6
        )


@QUICK
@given(supply=st.floats(0, 50), demand=st.floats(-50, 0), amount=money)
def test_buyer_and_seller_bear_all_of_it(supply: float, demand: float, amount: float) -> None:
    row = {"site": "A", "period": "2025", "group": "carbon", "item": "x", "amount": f"{amount!r} CNY"}
    terms = {"output": "10 t", "supply elasticity": supply, "demand elasticity": demand}
    (line,) = run([{**row, **terms}]).groups["products"]
    if supply == demand == 0:
        assert np.isnan(line.pass_through)
    else:
        assert 0 <= line.pass_through <= 1
        assert line.buyer_cny_per_t + line.seller_cny_per_t == pytest.approx(
            line.net_cny_per_t, rel=1e-9, abs=1e-9
        )


@QUICK
@given(
    st.lists(st.tuples(money, st.floats(0.1, 1e6)), min_size=1, max_size=10),
    st.randoms(use_true_random=False),
)
def test_the_curve_rises_and_holds_every_measure(measures: list[tuple[float, float]], random: Any) -> None:
    rows = [
        {
            "measure": f"m{n}",
            "pollutant": "SO2",
            "abated": f"{t!r} t",
            "year": 2025,
            "operating cost": f"{c!r} CNY",
        }
        for n, (c, t) in enumerate(measures)
    ]
    ledger = run(rows, "measures")
    curve = ledger.groups["curve"]
    assert [line.cost_cny_per_t for line in curve] == sorted(line.cost_cny_per_t for line in curve)
    assert curve[-1].cumulative_t == pytest.approx(sum(t for _, t in measures))
    random.shuffle(rows)
    ranks = dict(zip([r["measure"] for r in rows], run(rows, "measures").numbers("rank"), strict=True))
    assert ranks == {f"m{n}": rank for n, rank in enumerate(ledger.numbers("rank"))}


@QUICK
@given(verified=st.floats(0, 1e7), allocated=st.floats(0, 1e7), price=st.floats(0, 500))
def test_the_price_paid_never_exceeds_what_the_plant_pays(
    verified: float, allocated: float, price: float
) -> None:
    row = {"site": "A", "year": 2025, "verified": f"{verified!r} tCO2e", "allocated": f"{allocated!r} tCO2e"}
    ledger = run([{**row, "price": f"{price!r} CNY/tCO2e"}], "allowances")
    cost, share = ledger.numbers("net_carbon_cost")[0], ledger.numbers("paid_share")[0]
    assert 0 <= share <= 1
    assert share * verified * price == pytest.approx(max(cost, 0), rel=1e-9, abs=1e-6)
