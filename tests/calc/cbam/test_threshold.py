"""The 50 t threshold: per importer and year, in grams, over everything that counts."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from calc.cbam.rows import masses, resolve
from calc.engine.model import Options
from factors import load


def states(build: ModuleType, rows: list[dict[str, Any]], **options: Any) -> dict[tuple[str, int], str]:
    ledger = build.priced(rows, **options)
    return {(line.importer, line.year): line.state for line in ledger.groups["threshold"]}


def steel(
    build: ModuleType, mass: float | None, importer: str | None = "Adler", **cells: Any
) -> dict[str, Any]:
    return build.line(net_mass=mass, importer=importer, **cells)


@pytest.mark.parametrize(
    ("masses", "state"),
    [
        ([50.0], "exempt"),
        ([50.000001], "liable"),
        ([30.0, 20.0], "exempt"),
        ([0.1] * 500, "exempt"),
        ([0.1] * 500 + [0.000001], "liable"),
    ],
)
def test_masses_are_added_in_grams(build: ModuleType, masses: list[float], state: str) -> None:
    rows = [steel(build, mass) for mass in masses]
    assert states(build, rows) == {("Adler", 2026): state}
    status = build.priced(rows).count("status")
    assert status == {"exempt" if state == "exempt" else "priced": len(masses)}


def test_importers_are_told_apart_by_letters_not_by_case_or_spaces(build: ModuleType) -> None:
    rows = [steel(build, 30.0, name) for name in ("Adler GmbH", "ADLER gmbh", " Adler  GmbH ", "Bussard")]
    assert states(build, rows) == {("Adler GmbH", 2026): "liable", ("Bussard", 2026): "exempt"}


def test_partitions_may_spell_an_importer_differently(build: ModuleType) -> None:
    rows = [steel(build, 30.0, "Adler GmbH"), steel(build, 30.0, "ADLER gmbh ")]
    parts = [build.table_data([row]) for row in rows]
    first, second = (masses(resolve(part, load(), Options()), part) for part in parts)
    for part in parts:
        assert build.priced(part, sums=first + second).count("status") == {"priced": 1}


def test_without_importer_column_all_rows_are_one_and_it_is_said(build: ModuleType) -> None:
    rows = [build.line(net_mass=30.0), build.line(net_mass=30.0)]
    (line,) = build.priced(rows).groups["threshold"]
    assert "no importer column" in line.importer
    assert (line.mass, line.state, line.limit) == (60.0, "liable", 50.0)


def test_rows_without_importer_stand_together(build: ModuleType) -> None:
    rows = [steel(build, 30.0, None), steel(build, 30.0, None), steel(build, 30.0)]
    found = states(build, rows)
    assert found["Adler", 2026] == "exempt"
    assert found["(importer not given)", 2026] == "liable"


@pytest.mark.parametrize(
    "cells",
    [
        {"origin": "Norway"},
        {"origin": "Germany"},
        {"cn_code": "85011010"},
        {"cn_code": "28041000", "origin": "Qatar"},
    ],
)
def test_what_does_not_count(build: ModuleType, cells: dict[str, Any]) -> None:
    rows = [steel(build, 40.0), steel(build, 100.0, **cells)]
    ledger = build.priced(rows)
    assert build.cell(ledger, "status", 0) == "exempt"


def test_electricity_does_not_count_and_is_never_exempt(build: ModuleType) -> None:
    rows = [
        steel(build, 40.0),
        steel(build, 100.0, cn_code="27160000", unit="MWh", see_direct=0.5, see_unit="tCO2e/MWh"),
    ]
    ledger = build.priced(rows)
    assert list(ledger.coded("status").texts()) == ["exempt", "priced"]


@pytest.mark.parametrize(
    "cells",
    [
        {"origin": "Chyna"},
        {"cn_code": "76012010"},
        {"cn_code": "25231000"},
        {"cn_code": "76011010", "origin": "Kuwait"},
        {"see_indirect": 1.0},
    ],
)
def test_a_row_refused_for_another_reason_counts_by_its_mass(
    build: ModuleType, cells: dict[str, Any]
) -> None:
    ledger = build.priced([steel(build, 30.0), steel(build, 30.0, **cells)])
    assert build.cell(ledger, "status", 0) == "priced"
    (line,) = ledger.groups["threshold"]
    assert (line.mass, line.state) == (60.0, "liable")


def test_the_mass_refused_is_reported(build: ModuleType) -> None:
    (line,) = build.priced([steel(build, 30.0), steel(build, 30.0, origin="Chyna")]).groups["threshold"]
    assert line.refused_mass == 30.0


def test_a_row_without_usable_mass_makes_the_importer_uncertain(build: ModuleType) -> None:
    rows = [steel(build, 30.0), steel(build, None, refused=("net_mass",)), steel(build, 30.0, "Bussard")]
    ledger = build.priced(rows)
    assert list(ledger.coded("status").texts()) == ["priced", "invalid", "exempt"]
    assert "threshold uncertain" in build.cell(ledger, "note", 0)
    assert states(build, rows) == {("Adler", 2026): "uncertain", ("Bussard", 2026): "exempt"}
    sure = build.priced([steel(build, 60.0), steel(build, None, refused=("net_mass",))])
    assert "uncertain" not in build.cell(sure, "note", 0)


@pytest.mark.parametrize("cells", [{"cn_code": None}, {"cn_code": "HRC"}, {"import_date": None}])
def test_a_row_whose_code_or_date_is_unknown_could_exceed_it(
    build: ModuleType, cells: dict[str, Any]
) -> None:
    column = next(iter(cells))
    small = [steel(build, 30.0), steel(build, 10.0, refused=(column,), **cells)]
    assert states(build, small)["Adler", 2026] == "exempt"
    large = [steel(build, 30.0), steel(build, 30.0, refused=(column,), **cells)]
    assert states(build, large)["Adler", 2026] == "uncertain"
    assert "threshold uncertain" in build.cell(build.priced(large), "note", 0)


def test_a_date_outside_the_law_belongs_to_no_year(build: ModuleType) -> None:
    rows = [steel(build, 30.0), steel(build, 100.0, import_date="2025-06-01")]
    assert states(build, rows) == {("Adler", 2026): "exempt"}


def test_years_stand_alone(build: ModuleType) -> None:
    rows = [steel(build, 40.0, import_date=f"{year}-12-31") for year in (2026, 2027)]
    rows.append(steel(build, 20.0, import_date="2027-01-01"))
    assert states(build, rows) == {("Adler", 2026): "exempt", ("Adler", 2027): "liable"}


def test_exempt_goods_with_own_figures_are_exempt_too(build: ModuleType) -> None:
    found = build.result(build.line(net_mass=10.0, see_direct=2.0, route="C"))
    assert (found["status"], found["cost_eur"]) == ("exempt", 0.0)
