"""Faults once found by trying: each stays mended."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import calc
from calc.cbam.prices import given_prices
from calc.engine.errors import UsageError

HEAD = "cn_code,origin,net_mass [t],import_date"
COIL = "72083900,China,100,2026-02-15"


def run(tmp_path: Path, head: str, *rows: str, **options: object) -> calc.Ledger:
    file = tmp_path / "in.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return calc.run(file, **options)  # type: ignore[arg-type]


def test_an_indirect_figure_alone_prices_nothing(tmp_path: Path) -> None:
    ledger = run(tmp_path, f"{HEAD},see_indirect [tCO2e/t]", f"{COIL},0.1")
    assert ledger.count("status") == {"invalid": 1}
    assert ledger.totals()["cost_eur"] == 0
    assert math.isnan(ledger.numbers("certificates")[0])
    assert "do not exceed" not in ledger.coded("note").texts()[0]


def test_direct_and_indirect_may_be_per_different_units(tmp_path: Path) -> None:
    head = f"{HEAD},see_direct [tCO2e/t],see_indirect [kgCO2e/kg N],nitrogen_share,sefa"
    ledger = run(tmp_path, head, "31021019,Egypt,100,2026-02-15,1.5,0.5,0.46,0.2")
    assert ledger.numbers("see_tco2e_per_t")[0] == pytest.approx(1.5 + 0.5 * 0.46)


@pytest.mark.parametrize("text", ["2026Q4=80,2026Q4=81", "2027=80,2027=80"])
def test_a_price_given_twice_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="given twice"):
        given_prices(text)


@pytest.mark.parametrize("text", ["2026Q4=80,2026=70", "2026=70,2026Q4=80"])
def test_a_quarter_wins_over_its_year_in_any_order(tmp_path: Path, text: str) -> None:
    ledger = run(tmp_path, HEAD, "72083900,China,100,2026-11-15", COIL, price=text)
    assert ledger.numbers("certificate_price_eur").tolist() == [80.0, 70.0]


@pytest.mark.parametrize(
    ("option", "head", "body"),
    [
        ("grid_factors", "country,tco2e_per_mwh", "Ukraine"),
        ("grid_factors", "country,tco2e_per_mwh", "Ukraine,-1"),
        ("grid_factors", "country,tco2e_per_mwh", "Ukraine,nan"),
        ("rates", "currency,date,eur_per_unit", "CNY,2026-02-01"),
        ("rates", "currency,date,eur_per_unit", "CNY,2026-02-01,nan"),
    ],
)
def test_a_users_table_that_cannot_be_read_is_wrong_usage(
    tmp_path: Path, option: str, head: str, body: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(f"{head}\n{body}\n")
    rows = ["27160000,Ukraine,100,2026-02-15,,,,", "76011010,China,100,2026-02-15,1.6,K,60,CNY,0.8"]
    wide = "cn_code,origin,net_mass,import_date,see_direct [tCO2e/t],route,carbon_price_paid,currency,"
    with pytest.raises(UsageError, match="line 2"):
        run(
            tmp_path,
            f"{wide}carbon_price_coverage,unit",
            *(f"{row},{unit}" for row, unit in zip(rows, ("MWh", "t"), strict=True)),
            **{option: file},
        )


def test_a_law_not_yet_known_exempts_nobody(tmp_path: Path) -> None:
    ledger = run(tmp_path, HEAD, COIL, law_known_on="2025-01-01")
    assert ledger.count("status") == {"invalid": 1}
    assert ledger.refused_rows.all()


def test_a_code_that_is_none_has_one_problem(tmp_path: Path) -> None:
    ledger = run(tmp_path, HEAD, "abc,China,100,2026-02-15")
    assert [p.kind for p in ledger.problems] == ["not_a_code"]
    assert "holds no default value" not in ledger.coded("note").texts()[0]


def test_masses_refused_by_the_law_are_said(tmp_path: Path) -> None:
    ledger = run(tmp_path, HEAD, "72083900,China,40,2026-02-15", "76011010,Kuwait,20,2026-02-15")
    line = ledger.groups["threshold"][0]
    assert (line.mass, line.refused_mass, line.state) == (60.0, 20.0, "liable")


def test_a_route_of_another_good_is_said_and_column_b_is_the_printed_one(tmp_path: Path) -> None:
    ledger = run(
        tmp_path, f"{HEAD},see_direct [tCO2e/t],route", f"{COIL},1.9,K", f"{COIL},1.9,X", f"{COIL},1.9,C"
    )
    assert ledger.count("status") == {"sefa_missing": 3}
    cost = ledger.numbers("cost_eur_if_column_b")
    assert cost[0] == cost[1] == cost[2] > 0
    notes = ledger.coded("note").texts()
    assert "not among the benchmarks" in notes[0]
    assert "not among the benchmarks" in notes[1]
    assert "not among the benchmarks" not in notes[2]


def test_a_price_for_a_later_year_leaves_nothing_assumed(tmp_path: Path) -> None:
    ledger = run(tmp_path, HEAD, "72083900,China,1000,2027-02-15", price="75.36")
    assert not ledger.assumed_rows.any()
    assert ledger.numbers("cost_eur")[0] == pytest.approx(190125.744)


def test_a_quote_in_python_is_a_whole_ledger(tmp_path: Path, build: ModuleType) -> None:
    ledger = calc.quote("72083900", "CN", "1000 t", date(2026, 2, 15), see_direct=1.9, sefa=1.2)
    assert ledger.frame()["cost_eur"][0] == pytest.approx(700 * 75.36)
    for ending in ("csv", "json", "xlsx"):
        ledger.write(tmp_path / f"quote.{ending}")
