"""What must hold for every list of goods and wastes, whatever is in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import calc
from calc.engine.ledger import Ledger
from calc.waste.status import STATUSES

QUICK = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
GOODS = (
    *("copper scrap", "aluminium scrap", "steel scrap", "lead-acid batteries", "lithium-ion batteries"),
    *("smelting slag", "hazardous waste", "paper", "fossil liquid waste", "black mass", "废铜", "coper", ""),
)
WAYS = (
    *("recycling", "landfill", "incineration", "open-loop recycling", "secure landfill"),
    *("unlawful disposal", "填埋", "recyling", ""),
)
PLACES = ("", "China", "Japan", "Ukraine", "Thailand", "UK", "Chyna")
SETTLED, SHOWN = ("computed", "given"), ("computed", "given", "no_figure", "no_credit")
AMOUNTS = (
    *("treatment_tco2e", "freight_tco2e", "recycling_credit_tco2e", "net_tco2e", "tax_cny"),
    *("treatment_cost_eur", "cost_eur", "damage_epa_usd", "damage_uba_eur"),
)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row, most of them sound."""
    pick = lambda *texts: draw(st.sampled_from(texts))  # noqa: E731
    return {
        "good": pick(*GOODS),
        "mass": f"{draw(st.floats(1e-3, 1e5))!r} t",
        "treatment": pick(*WAYS),
        "origin": pick(*PLACES),
        "destination": pick(*PLACES),
        "hs_code": pick("", "", "", "7404000030", "7602", "8548", "74"),
        "date": pick("", "2020-05-01", "2025-03-31", "2025-04-01", "2026-03-02", "2027-06-30"),
        "year": pick("", "2024", "2026"),
        "freight_mode": pick("", "truck", "truck; container ship"),
        "freight_distance": pick("300 km", "300 km; 15400 km"),
        "yield": pick("", "0.6", "98 %"),
        "treatment_factor": pick("", "", "0.2 t/t"),
        "credit_factor": pick("", "", "1.5 t/t"),
        "treatment_cost": pick("", "", "120", "-300.5"),
        "surcharge": pick("", "", "80"),
        "currency": pick("EUR", "CNY", "UAH", ""),
        "to_standard": pick("", "0.25", "1"),
        "case": pick("", "A", "B"),
    }


tables = st.lists(rows(), min_size=1, max_size=8)


def run(table: list[dict[str, Any]], **options: Any) -> Ledger:
    return calc.run(pd.DataFrame(table), subject="waste", **options)


def columns(ledger: Ledger) -> dict[str, Any]:
    return {
        line.name: ledger.numbers(line.name) if line.kind == "number" else ledger.coded(line.name).texts()
        for line in ledger.lines
    }


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    for name, values in one.items():
        if values.dtype == object:
            assert list(values) == list(other[name]), name
        else:
            assert np.array_equal(values, other[name], equal_nan=True), name  # bit for bit


@QUICK
@given(table=tables)
def test_every_row_ends_in_one_state_and_none_becomes_zero(table: list[dict[str, Any]]) -> None:
    ledger = run(table)
    status = ledger.coded("status").texts()
    assert len(ledger) == len(table)
    assert set(status) <= set(STATUSES)
    hidden, settled = ~np.isin(status, SHOWN), np.isin(status, SETTLED)
    for name in AMOUNTS:
        assert np.isnan(ledger.numbers(name)[hidden]).all(), name
    assert (np.isfinite(ledger.numbers("net_tco2e")) == settled).all()
    said = {p.row for p in ledger.problems if p.severity != "note"}
    assert said == {int(n) + 1 for n in np.flatnonzero(~settled)}
    for row in range(len(ledger)):
        assert ledger.explain(row)


@QUICK
@given(table=tables)
def test_net_is_treatment_and_freight_less_credit(table: list[dict[str, Any]]) -> None:
    ledger = run(table)
    of = ledger.numbers
    net = of("treatment_tco2e") + np.nan_to_num(of("freight_tco2e")) - of("recycling_credit_tco2e")
    known = ~np.isnan(of("net_tco2e"))
    assert np.allclose(net[known], of("net_tco2e")[known], rtol=1e-9, atol=1e-9)
    assert np.allclose(of("damage_uba_eur")[known], net[known] * 195, rtol=1e-9, atol=1e-6)
    saves = ledger.coded("still_saves").texts()
    assert all((of("net_tco2e")[n] < 0) == (saves[n] == "yes") for n in range(len(ledger)) if saves[n])


@QUICK
@given(table=tables)
def test_money_is_whole_cents_and_parts_make_the_whole(table: list[dict[str, Any]]) -> None:
    ledger = run(table)
    for name in ("tax_cny", "treatment_cost_eur", "surcharge_eur", "tax_eur", "cost_eur"):
        values = ledger.numbers(name)
        values = values[~np.isnan(values)]
        assert np.allclose(values * 100, np.rint(values * 100), rtol=1e-12, atol=1e-4), name
    parts = sum(ledger.numbers(name) for name in ("treatment_cost_eur", "surcharge_eur", "tax_eur"))
    whole = ledger.numbers("cost_eur")
    assert np.allclose(parts, whole, atol=0.001, equal_nan=True)
    in_china = ledger.coded("treated_in").texts() == "China"
    assert (np.nan_to_num(ledger.numbers("tax_cny")[~in_china]) == 0).all()


@QUICK
@given(table=tables, cut=st.integers(0, 8))
def test_partition_and_order_change_nothing(table: list[dict[str, Any]], cut: int) -> None:
    whole = columns(run(table))
    same({n: v[::-1] for n, v in columns(run(table[::-1])).items()}, whole)
    parts = [columns(run(part)) for part in (table[:cut], table[cut:]) if part]
    same({n: np.concatenate([p[n] for p in parts]) for n in whole}, whole)


@QUICK
@given(table=tables)
def test_a_saving_ends_at_its_break_even(table: list[dict[str, Any]]) -> None:
    """With the main leg as long as the break-even, nothing is saved."""
    ledger = run(table)
    even = ledger.numbers("break_even_km")
    for n in np.flatnonzero((even > 400) & (even < 1e5)).tolist():
        if not table[n]["freight_mode"]:
            continue
        way = f"300 km; {even[n]!r} km" if ";" in table[n]["freight_mode"] else f"{even[n]!r} km"
        again = run([{**table[n], "freight_distance": way}])
        assert abs(again.numbers("net_tco2e_per_t")[0]) < 1e-6


@QUICK
@given(table=tables)
def test_kilograms_are_tonnes(table: list[dict[str, Any]]) -> None:
    tonnes = columns(run(table))
    kilograms = columns(
        run([{**row, "mass": f"{float(row['mass'].split()[0]) * 1000!r} kg"} for row in table])
    )
    for name, values in tonnes.items():
        if values.dtype == object:
            assert list(values) == list(kilograms[name]), name
        else:
            near = 0.011 if name.endswith(("_eur", "_cny")) else 1e-9
            assert np.allclose(values, kilograms[name], rtol=1e-9, atol=near, equal_nan=True), name
