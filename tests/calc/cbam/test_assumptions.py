"""The points that the law leaves open: each switch changes what it says, and nothing else."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from calc.cbam.pricing import NUMBERS
from calc.engine.errors import UsageError
from factors import load

OWN = {"see_direct": 2.0, "sefa": 1.0}
ROWS: list[dict[str, Any]] = [
    {"importer": "A"},
    {"importer": "A", "import_date": "2026-11-15"},
    {"importer": "A", "import_date": "2032-11-15"},
    {"importer": "A", "import_date": "2034-11-15"},
    {"importer": "A", "cn_code": "72031000", "origin": "Australia"},
    {"importer": "A", "cn_code": "28041000", "see_direct": 1.0},
    {"importer": "B", "net_mass": 10.0},
    {"importer": "A", "import_date": "2028-03-01", "production_year": 2026},
    {"importer": "A", **OWN, "carbon_price_paid": 10.0, "currency": "EUR", "carbon_price_coverage": 0.5},
]
CHANGED = {  # switch -> the rows of ROWS that change
    ("certificate_rounding", "up_per_line"): {0, 1, 2, 3, 4, 7, 8},
    ("marked_up_value_rounding", "half_up_3"): {0, 1, 2, 3, 4, 7},
    ("price_not_published", "refuse"): {1, 2, 3, 7},
    ("benchmarks_after_2030", "refuse"): {2},
    ("cscf_after_2030", "refuse"): {2},
    ("production_year", "ignored"): {7},
    ("threshold", "not_applied"): {6},
    ("carbon_price_deduction", "off"): {8},
}


def ledger(build: ModuleType, **assume: str) -> Any:
    return build.priced([build.line(**cells) for cells in ROWS], assume=assume)


def test_every_switch_is_tried() -> None:
    assumptions = load().law("eu.cbam").assumptions
    choices = {(name, choice) for name, item in assumptions.items() for choice in item.choices[1:]}
    assert choices == set(CHANGED)


@pytest.mark.parametrize(("name", "choice"), CHANGED)
def test_a_switch_changes_what_it_says(build: ModuleType, name: str, choice: str) -> None:
    usual, other = ledger(build), ledger(build, **{name: choice})
    changed = {
        row
        for line in NUMBERS
        for row in np.flatnonzero(
            ~np.isclose(usual.numbers(line), other.numbers(line), rtol=1e-15, equal_nan=True)
        )
    }
    changed |= set(np.flatnonzero(usual.coded("status").texts() != other.coded("status").texts()))
    assert changed == CHANGED[name, choice]
    said = {item.name: item for item in other.assumptions}
    assert said[name].choice == choice
    assert said[name].text == load().law("eu.cbam").assumptions[name].texts[choice]
    assert said[name].source


def test_what_the_switches_do(build: ModuleType) -> None:
    up = ledger(build, certificate_rounding="up_per_line").numbers("certificates")
    assert up[0] == 2170.0
    assert all(value == round(value) for value in up if value == value)
    assert (
        ledger(build, marked_up_value_rounding="half_up_3").numbers("embedded_emissions_tco2e")[4] == 1458.0
    )
    refused = ledger(build, benchmarks_after_2030="refuse")
    assert build.cell(refused, "status", 2) == "invalid"
    assert build.cell(refused, "note", 2)
    assert build.cell(refused, "status", 3) == "priced"  # a factor of 0 needs no benchmark
    assert build.cell(ledger(build, threshold="not_applied"), "status", 6) == "priced"


def test_a_sefa_needs_neither_benchmark_nor_cscf(build: ModuleType) -> None:
    row = build.line(import_date="2031-02-15", **OWN)
    for name in ("benchmarks_after_2030", "cscf_after_2030"):
        found = build.result(row, assume={name: "refuse"})
        assert (found["status"], found["certificates"]) == ("priced", 1000.0)


def test_rounding_up_is_free_of_binary_noise(build: ModuleType) -> None:
    found = build.result(
        build.line(see_direct=0.3, sefa=0.1, net_mass=1000.0), assume={"certificate_rounding": "up_per_line"}
    )
    assert found["certificates"] == 200.0  # 0.3 x 1000 - 0.1 x 1000 may be 200.00000000000003


def test_the_production_year(build: ModuleType) -> None:
    later = build.result(build.line(import_date="2028-03-01"))
    proven = build.result(build.line(import_date="2028-03-01", production_year=2026))
    assert (later["cbam_factor"], proven["cbam_factor"]) == (0.9, 0.975)
    assert later["mark_up"] == proven["mark_up"] == 0.3  # the mark-up is that of the import
    assert "production year taken as proven" in proven["note"]
    before = build.result(build.line(import_date="2028-03-01", production_year=2024))
    assert before["cbam_factor"] == 0.975  # never before 2026
    same = build.result(build.line(import_date="2028-03-01", production_year=2028))
    assert same["certificates"] == later["certificates"]
    wrong = build.result(build.line(import_date="2028-03-01", production_year=2029))
    assert wrong["status"] == "invalid"
    assert "production_year" in wrong["note"]
    wire = {"cn_code": "72210010", "origin": "India", "import_date": "2028-03-01"}
    assert build.result(build.line(**wire, production_year=2027))["benchmark_tco2e_per_t"] == 1.225
    assert build.result(build.line(**wire))["benchmark_tco2e_per_t"] == 1.187


def test_a_switch_that_does_not_exist_is_refused_with_the_nearest(build: ModuleType) -> None:
    with pytest.raises(UsageError, match="did you mean threshold"):
        ledger(build, treshold="not_applied")
    with pytest.raises(UsageError, match="applied, not_applied"):
        ledger(build, threshold="maybe")


def test_every_assumption_is_listed_with_its_rows(build: ModuleType) -> None:
    said = {item.name: item.rows for item in ledger(build).assumptions}
    assert set(said) == set(load().law("eu.cbam").assumptions)
    assert said["price_not_published"] == 4
    assert said["benchmarks_after_2030"] == 1
    assert said["cscf_after_2030"] == 1
    assert said["production_year"] == 1
    assert said["carbon_price_deduction"] == 1
    assert said["nothing_below_zero"] == 1
    assert said["code_after_validity"] == 3
    assert said["threshold"] == 1
