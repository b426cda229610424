"""Every row ends in exactly one status; refused rows are empty, exempt rows 0."""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import pytest

from calc.cbam.pricing import NUMBERS
from calc.cbam.status import COMPUTED, MEANING, STATUSES

QUANTITY = "quantity_t_or_mwh"  # what the user gave, shown for every row
RESULTS = [name for name in NUMBERS if name != QUANTITY]
RARE = (
    "cost_eur_if_column_b",
    "certificates_if_column_b",
    "benchmark_column_b_tco2e_per_t",
    "see_tco2e_per_t",
    "sefa_tco2e_per_t",
    "carbon_price_paid_eur",
    "carbon_price_share",
)  # empty wherever no own figures are

CASES: dict[str, dict[str, Any]] = {
    "priced": {},
    "exempt": {"net_mass": 50.0},
    "exempt_origin": {"origin": "Norway"},
    "eu_origin": {"origin": "Germany"},
    "out_of_scope": {"cn_code": "85011010"},
    "unknown_code": {"cn_code": "76012010"},
    "ambiguous_code": {"cn_code": "25231000"},
    "ambiguous_benchmark": {"cn_code": "76011010", "origin": "Kuwait"},
    "unknown_origin": {"origin": "Chyna"},
    "invalid": {"net_mass": None, "refused": ("net_mass",)},
    "price_missing": {"import_date": "2026-11-15"},
    "sefa_missing": {"see_direct": 2.0, "route": "C"},
}


def options(status: str) -> dict[str, Any]:
    return {"assume": {"price_not_published": "refuse"}} if status == "price_missing" else {}


def test_there_is_a_case_and_a_meaning_for_every_status() -> None:
    assert set(CASES) == set(STATUSES) == set(MEANING)


@pytest.mark.parametrize("status", STATUSES)
def test_a_row_of_each_status(build: ModuleType, status: str) -> None:
    found = build.result(build.line(**CASES[status]), **options(status))
    assert found["status"] == status
    numbers = {name: found[name] for name in RESULTS}
    if status == "exempt":
        assert {value for name, value in numbers.items() if name not in RARE} == {0.0}
        assert found["note"]
    elif status not in ("priced", "sefa_missing"):
        assert all(map(math.isnan, numbers.values())), {k: v for k, v in numbers.items() if v == v}
        assert found["match"] == ""
        references = [name for name in found if name.endswith("_reference")]
        assert [found[name] for name in references] == [""] * len(references)
        assert found["note"], "a refused row says why"
    else:
        assert found["cost_eur"] > 0
        assert math.isnan(found["cost_eur_if_column_b"]) == (status == "priced")


def test_refused_rows_stand_among_priced_ones_in_order(build: ModuleType) -> None:
    order = [*CASES, *reversed(CASES)]
    rows = [build.line(**{"importer": f"{name} {n}", **CASES[name]}) for n, name in enumerate(order)]
    ledger = build.priced(rows, assume={"price_not_published": "refuse"})
    assert list(ledger.coded("status").texts()) == order
    refused = [STATUSES.index(name) not in COMPUTED for name in order]
    assert ledger.refused_rows is not None
    assert list(ledger.refused_rows) == refused


@pytest.mark.parametrize(
    "cells",
    [
        {"cn_code": None},
        {"import_date": "2025-12-31"},
        {"import_date": "2035-01-01"},
        {"refused": ("net_mass",), "net_mass": None},
        {"refused": ("see_direct",), "see_direct": None},
        {"unit": "MWh"},
        {"cn_code": "27160000"},
        {"cn_code": "27160000", "unit": "MWh"},
        {"cn_code": "7.2E+07"},
        {"cn_code": "HRC"},
        {"cn_code": "123456789012"},
    ],
)
def test_what_makes_a_row_invalid(build: ModuleType, cells: dict[str, Any]) -> None:
    found = build.result(build.line(**cells))
    assert found["status"] == "invalid"
    assert math.isnan(found["cost_eur"])
    assert found["note"]


def test_an_empty_origin_is_refused(build: ModuleType) -> None:
    found = build.result(build.line(origin=None))
    assert found["status"] in ("invalid", "unknown_origin")
    assert "origin" in found["note"]


@pytest.mark.parametrize("column", ["importer", "shipment", "supplier", "installation"])
def test_a_refused_name_refuses_no_row(build: ModuleType, column: str) -> None:
    assert build.result(build.line(refused=(column,)))["status"] == "priced"


@pytest.mark.parametrize(
    "cells",
    [
        {"origin": "Germany"},
        {"origin": "Norway"},
        {"cn_code": "85011010"},
        {"cn_code": "85011010", "origin": "Chyna"},
    ],
)
def test_nothing_is_due_whatever_else_the_row_holds(build: ModuleType, cells: dict[str, Any]) -> None:
    usual = build.result(build.line(**cells))["status"]
    assert usual in ("eu_origin", "exempt_origin", "out_of_scope")
    broken = build.result(build.line(net_mass=None, see_indirect=1.0, **cells))
    assert broken["status"] == usual


def test_every_refusal_is_a_problem_with_its_cell(build: ModuleType) -> None:
    rows = [
        build.line(origin="Chyna"),
        build.line(cn_code="76012010"),
        build.line(cn_code="25231000"),
        build.line(),
    ]
    problems = list(build.priced(rows).problems)
    assert [(p.kind, p.cell) for p in problems] == [
        ("unknown_code", "A3"),
        ("ambiguous_code", "A4"),
        ("unknown_origin", "B2"),
    ]
    assert "China" in problems[2].remedy
    assert "7601 20" in problems[0].remedy
    assert "2523 10 00 90" in problems[1].found


def test_a_settled_row_raises_no_problem(build: ModuleType) -> None:
    assert list(build.priced([build.line(origin="Germany", cn_code="76012010")]).problems) == []


def test_an_empty_table_has_an_empty_ledger(build: ModuleType) -> None:
    ledger = build.priced(build.table_data([build.line()]).take([]))
    assert len(ledger) == 0
    assert ledger.totals()["cost_eur"] == 0.0
    assert list(ledger.problems) == []
