"""What must hold for every sheet of a recycler and of recycled content, whatever is in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import calc
from calc.engine.ledger import Ledger

QUICK = settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FRACTIONS = (
    "Co",
    "Cu",
    "Li",
    "Ni",
    "C",
    "O",
    "steel",
    "plastics",
    "slag",
    "black mass",
    "Cd",
    "H2SO4",
    "nikel",
)
RATES = ("recycling_efficiency_percent", "recovery_percent", "efficiency_missing_t", "recovery_missing_t")


@st.composite
def masses(draw: st.DrawFn) -> dict[str, Any]:
    """A row of a recycler, most of them sound."""
    pick = lambda *texts: draw(st.sampled_from(texts))  # noqa: E731
    flow = pick("input", "input", "output", "passed on", "waste")
    most = 1000.0 if flow == "input" else 100.0
    return {
        "process": pick("P", "P", "Q"),
        "facility": pick("", "A", "B"),
        "year": pick(2026, 2026, 2029, 2031),
        "group": pick("lithium-based", "lithium-based", "NiCd", "lead-acid"),
        "fraction": pick(*FRACTIONS),
        "flow": flow,
        "mass": repr(draw(st.floats(0, most))),
        "basis": pick("", "dry", "wet"),
        "water_share": pick("", "0.1", "25 %"),
        "part": pick("", "current collectors", "busbars", "slag"),
        "use": pick("", "product", "backfilling"),
        "from_batteries": pick("", "0.5"),
        "efficiency": pick("", "0.6"),
    }


@st.composite
def metals(draw: st.DrawFn) -> dict[str, Any]:
    """A row of recycled content."""
    pick = lambda *texts: draw(st.sampled_from(texts))  # noqa: E731
    mass = draw(st.floats(0, 100))
    return {
        "model": pick("A", "B"),
        "plant": pick("P", "p ", "Q"),
        "year": pick(2031, 2036),
        "category": pick("EV", "LMT", "portable", "EW"),
        "placed_on_market": pick("", "2030-01-01", "2032-01-01", "2036-12-31"),
        "metal": pick("Co", "Ni", "Cu", "xx"),
        "mass": repr(mass),
        "recovered_pre": repr(mass * pick(0.0, 0.06, 0.5, 0.7)),
        "recovered_post": pick("", repr(mass * pick(0.0, 0.1, 0.5))),
    }


def run(rows: list[dict[str, Any]], subject: str) -> Ledger:
    return calc.run(pd.DataFrame(rows), subject=subject)


def same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    for name in first.columns:
        a, b = first[name].tolist(), second[name].tolist()
        assert all(x == y or (x != x and y != y) for x, y in zip(a, b, strict=True)), name


@QUICK
@given(rows=st.lists(masses(), min_size=1, max_size=25), seed=st.integers(0, 2**16))
def test_order_and_partition_change_nothing_of_recycling(rows: list[dict[str, Any]], seed: int) -> None:
    whole = run(rows, "battery-recycling").result_frame()
    assert len(whole) == len(rows)
    order = np.random.default_rng(seed).permutation(len(rows))
    mixed = run([rows[n] for n in order], "battery-recycling").result_frame()
    same(whole.iloc[order].reset_index(drop=True), mixed)
    for process in ("P", "Q"):
        part = [n for n, row in enumerate(rows) if row["process"] == process]
        if part:
            alone = run([rows[n] for n in part], "battery-recycling").result_frame()
            same(whole.iloc[part].reset_index(drop=True), alone)


@QUICK
@given(rows=st.lists(masses(), min_size=1, max_size=20))
def test_refused_rows_have_no_rate_and_rates_are_shares(rows: list[dict[str, Any]]) -> None:
    ledger = run(rows, "battery-recycling")
    for name in RATES:
        assert np.isnan(ledger.numbers(name)[ledger.refused_rows]).all()
    for name in RATES[:2]:
        known = ledger.numbers(name)[~np.isnan(ledger.numbers(name))]
        assert ((known >= 0) & (known <= 100 + 1e-9)).all()
    assert all(ledger.explain(row) for row in range(len(ledger)))


@QUICK
@given(
    amounts=st.lists(st.floats(0, 100), min_size=3, max_size=3),
    more=st.floats(0, 50),
    which=st.integers(0, 2),
)
def test_more_output_never_lowers_a_rate(amounts: list[float], more: float, which: int) -> None:
    row = {"process": "P", "year": 2027, "group": "Li-ion", "part": "active materials", "use": "product"}
    names = ("Ni", "Co", "steel")
    inputs = [{**row, "fraction": name, "flow": "input", "mass": "200"} for name in names]

    def rates(values: list[float]) -> tuple[float, float, float]:
        rows = [
            {**row, "fraction": n, "flow": "output", "mass": repr(v)}
            for n, v in zip(names, values, strict=True)
        ]
        found = run([*inputs, *rows], "battery-recycling")
        recovery = found.numbers("recovery_percent")
        return float(found.numbers("recycling_efficiency_percent")[0]), float(recovery[0]), float(recovery[1])

    larger = [value + (more if n == which else 0) for n, value in enumerate(amounts)]
    assert all(b >= a for a, b in zip(rates(amounts), rates(larger), strict=True))


@QUICK
@given(rows=st.lists(metals(), min_size=1, max_size=20), seed=st.integers(0, 2**16))
def test_order_and_partition_change_nothing_of_recycled_content(
    rows: list[dict[str, Any]], seed: int
) -> None:
    ledger = run(rows, "recycled-content")
    whole = ledger.result_frame()
    order = np.random.default_rng(seed).permutation(len(rows))
    mixed = run([rows[n] for n in order], "recycled-content").result_frame()
    same(whole.iloc[order].reset_index(drop=True), mixed)
    for model in ("A", "B"):
        part = [n for n, row in enumerate(rows) if row["model"] == model]
        if part:
            same(
                whole.iloc[part].reset_index(drop=True),
                run([rows[n] for n in part], "recycled-content").result_frame(),
            )
    assert np.isnan(ledger.numbers("share_percent")[ledger.refused_rows]).all()
    met = whole["meets_2031"] == "met"
    assert (whole["missing_2031_kg"][met] == 0).all()
    assert (whole["margin_2031_points"][met] > -1e-4).all()
