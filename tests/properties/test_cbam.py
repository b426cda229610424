"""What must hold for every list of imports, whatever is in it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calc.cbam.rows import masses, resolve
from calc.cbam.status import STATUSES
from calc.engine.groups import GroupSums
from calc.engine.ledger import exact_sum
from calc.engine.model import Options
from factors import load

UNIT = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CODES = (
    "72083900",
    "76011010",
    "72210010",
    "2523100090",
    "28080000",
    "28041000",
    "31021012",
    "72031000",
    "26011200",
)
ORIGINS = ("China", "Türkiye", "Taiwan", "India", "Albania", "Qatar", "Kuwait", "Fiji", "Thailand")
WRONG_CODES = (None, "25231000", "76012010", "85011010", "7208", "HRC")
WRONG_ORIGINS = (None, "Chyna", "Germany", "Norway")
WITH_NUMBERS = ("priced", "sefa_missing")
NUMBERS = (
    "embedded_emissions_tco2e", "free_allocation_tco2e", "carbon_price_deduction_tco2e", "certificates",
    "certificate_price_eur", "cost_eur", "benchmark_tco2e_per_t", "cbam_factor", "mark_up",
)  # fmt: skip

mass = st.one_of(st.floats(0.001, 1e6), st.sampled_from([0.1, 1.0, 25.0, 50.0, 1000.0]))
dates = st.dates(min_value=date(2026, 1, 1), max_value=date(2034, 12, 31))


@st.composite
def row(draw: st.DrawFn, *, sound: bool = False) -> dict[str, Any]:
    """A row, most of them sound; with own figures, carbon price, importer and production year at times."""
    found: dict[str, Any] = {
        "cn_code": draw(st.sampled_from(CODES if sound else CODES * 3 + WRONG_CODES)),
        "origin": draw(st.sampled_from(ORIGINS if sound else ORIGINS * 3 + WRONG_ORIGINS)),
        "net_mass": draw(mass),
        "import_date": draw(dates),
        "importer": draw(st.sampled_from([None, "Adler", "ADLER ", "Bussard", "Condor"])),
    }
    if not sound and draw(st.integers(0, 9)) == 0:
        found.update(net_mass=None, refused=("net_mass",))
    if draw(st.integers(0, 2)) == 0:
        found["see_direct"] = draw(st.floats(0, 20))
        found["see_indirect"] = draw(st.one_of(st.none(), st.floats(0, 2)))
        found["route"] = draw(st.sampled_from([None, "C", "K", "A", "E", "Z"]))
        found["sefa"] = draw(st.one_of(st.none(), st.floats(0, 3)))
    if draw(st.integers(0, 2)) == 0:
        found["carbon_price_paid"] = draw(st.floats(0, 200))
        found["currency"] = draw(st.sampled_from(["EUR", "CNY", None, "XXX"]))
        found["carbon_price_coverage"] = draw(st.one_of(st.none(), st.floats(0, 1)))
    if draw(st.integers(0, 5)) == 0:
        found["production_year"] = draw(st.integers(2024, 2034))
    return found


tables = st.lists(row(), min_size=1, max_size=12)
UNTHRESHOLD = {"threshold": "not_applied"}


def whole(build: ModuleType, rows: list[dict[str, Any]]) -> Any:
    """A table whose columns do not depend on which rows are in it."""
    every = {name: None for one in rows for name in one if name != "refused"}
    return build.table_data([{**every, **one} for one in rows])


def columns(ledger: Any) -> dict[str, Any]:
    found: dict[str, Any] = {name: ledger.numbers(name) for name in NUMBERS}
    for name in ("status", "match", "note", "sector", "default_value_reference", "benchmark_reference"):
        found[name] = ledger.coded(name).texts()
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    for name, values in one.items():
        if values.dtype == object:
            assert list(values) == list(other[name]), name
        else:
            assert np.array_equal(values, other[name], equal_nan=True), name  # bit for bit


@UNIT
@given(rows=tables)
def test_every_row_comes_back_in_order_with_a_status(build: ModuleType, rows: list[dict[str, Any]]) -> None:
    ledger = build.priced(rows)
    assert len(ledger) == len(rows) == len(ledger.frame())
    status = ledger.coded("status").texts()
    assert set(status) <= set(STATUSES)
    assert sum(ledger.count("status").values()) == len(rows)
    assert list(ledger.frame()["my cn_code"]) == [r["cn_code"] for r in rows]


@UNIT
@given(rows=tables)
def test_refused_rows_are_empty_exempt_rows_zero_priced_rows_full(
    build: ModuleType, rows: list[dict[str, Any]]
) -> None:
    ledger = build.priced(rows)
    status = ledger.coded("status").texts()
    for name in NUMBERS:
        values = ledger.numbers(name)
        for n, value in enumerate(values):
            if status[n] == "exempt":
                assert value == 0.0, name
            elif status[n] not in WITH_NUMBERS:
                assert np.isnan(value), (name, status[n])
            elif name != "benchmark_tco2e_per_t":
                assert np.isfinite(value), (name, status[n])


@UNIT
@given(rows=tables)
def test_signs_and_bounds(build: ModuleType, rows: list[dict[str, Any]]) -> None:
    ledger = build.priced(rows)
    known = np.isin(ledger.coded("status").texts(), WITH_NUMBERS)
    value = {name: ledger.numbers(name)[known] for name in NUMBERS}
    room = np.maximum(value["embedded_emissions_tco2e"] - value["free_allocation_tco2e"], 0.0)
    assert (value["certificates"] >= 0).all()
    assert (value["cost_eur"] >= 0).all()
    assert (value["carbon_price_deduction_tco2e"] >= 0).all()
    assert (value["carbon_price_deduction_tco2e"] <= room).all()
    assert (value["certificates"] <= value["embedded_emissions_tco2e"]).all()
    expected = (
        value["embedded_emissions_tco2e"]
        - value["free_allocation_tco2e"]
        - value["carbon_price_deduction_tco2e"]
    )
    assert np.allclose(value["certificates"], np.maximum(expected, 0.0), rtol=1e-12, atol=1e-9)


@UNIT
@given(one=row(sound=True), factor=st.floats(1.0, 1000.0))
def test_more_mass_never_costs_less_and_cost_is_linear_in_mass(
    build: ModuleType, one: dict[str, Any], factor: float
) -> None:
    more = {**one, "net_mass": one["net_mass"] * factor}
    alone = build.result(one)
    small, large = (build.result(r, assume=UNTHRESHOLD) for r in (one, more))
    assert small["status"] == large["status"]
    if small["status"] in WITH_NUMBERS:
        assert large["cost_eur"] >= small["cost_eur"]
        assert large["cost_eur"] == pytest.approx(small["cost_eur"] * factor, rel=1e-9, abs=1e-6)
    below, above = alone, build.result(more)
    if above["status"] in WITH_NUMBERS:  # what is exempt costs nothing
        assert above["cost_eur"] >= below["cost_eur"]


@UNIT
@given(one=row(sound=True), low=st.floats(1, 100), more=st.floats(0, 100))
def test_a_higher_certificate_price_never_lowers_the_cost(
    build: ModuleType, one: dict[str, Any], low: float, more: float
) -> None:
    cheap, dear = (build.result(one, price=repr(price)) for price in (low, low + more))
    assert cheap["status"] == dear["status"]
    if cheap["status"] in WITH_NUMBERS:
        # a deduction shrinks while the price grows: what remains to be paid may only grow
        assert dear["cost_eur"] >= cheap["cost_eur"] * (1 - 1e-12)
        assert dear["certificates"] >= cheap["certificates"] * (1 - 1e-12)


@UNIT
@given(rows=tables, data=st.data())
def test_the_order_of_rows_changes_nothing(
    build: ModuleType, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    table = whole(build, rows)
    straight, shuffled = build.priced(table), build.priced(table.take(np.array(order)))
    same({name: values[list(order)] for name, values in columns(straight).items()}, columns(shuffled))
    assert straight.totals() == shuffled.totals()


@UNIT
@given(rows=tables, cuts=st.lists(st.integers(0, 12), max_size=3))
def test_partitions_with_the_merged_masses_equal_the_whole(
    build: ModuleType, rows: list[dict[str, Any]], cuts: list[int]
) -> None:
    library, table = load(), whole(build, rows)
    bounds = [0, *sorted(min(c, len(rows)) for c in cuts), len(rows)]
    parts = [table.take(np.arange(a, b)) for a, b in pairwise(bounds) if b > a]
    sums = GroupSums()
    for part in parts:
        sums = sums + masses(resolve(part, library, Options()), part)
    ledgers = [build.priced(part, sums=sums) for part in parts]
    every = [columns(ledger) for ledger in ledgers]
    joined = {name: np.concatenate([found[name] for found in every]) for name in every[0]}
    straight = build.priced(table)
    same(columns(straight), joined)
    for name, total in straight.totals().items():
        assert exact_sum(np.concatenate([ledger.numbers(name) for ledger in ledgers])) == total, name
    if all(r.get("importer") for r in rows):
        shown = {(g.importer.casefold(), g.year): (g.mass, g.state) for g in straight.groups["threshold"]}
        again = {(g.importer.casefold(), g.year): (g.mass, g.state) for g in ledgers[0].groups["threshold"]}
        assert shown == again


@UNIT
@given(tenths=st.lists(st.integers(1, 60), min_size=1, max_size=60), grams=st.integers(0, 2))
def test_the_threshold_is_exact_in_grams(build: ModuleType, tenths: list[int], grams: int) -> None:
    """Masses such as 0.1 t, of which 500 are 50.00000000000044 as floats."""
    rows = [build.line(net_mass=t / 10, importer="Adler") for t in tenths]
    rest = 500 - sum(tenths)
    if rest > 0:
        rows += [build.line(net_mass=0.1, importer="Adler")] * rest
    if grams:
        rows.append(build.line(net_mass=grams / 1e6, importer="Adler"))
    total = max(500, sum(tenths)) * 100_000 + grams  # in grams
    exempt = total <= 50_000_000
    assert build.priced(rows).count("status") == {"exempt" if exempt else "priced": len(rows)}


@UNIT
@given(rows=tables)
def test_no_row_knows_of_another_but_for_the_threshold(build: ModuleType, rows: list[dict[str, Any]]) -> None:
    table = whole(build, rows)
    together = columns(build.priced(table, assume=UNTHRESHOLD))
    for n in range(len(rows)):
        alone = columns(build.priced(table.take(np.array([n])), assume=UNTHRESHOLD))
        same({name: values[n : n + 1] for name, values in together.items()}, alone)
