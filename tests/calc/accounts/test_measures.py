"""Every state of an abatement measure, its savings, the curve and the rate needed for a target share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import calc
from calc.accounts.measure_status import NOTES, STATUSES

ROW = {"measure": "filter", "pollutant": "SO2", "abated": "10 t", "year": 2025, "operating cost": "500 CNY"}
CASES = [
    ({}, "computed", ""),
    ({"pollutant": "sulfur dioxid"}, "unknown_pollutant", "did you mean"),
    ({"pollutant": "lead"}, "unknown_pollutant", "medium"),
    ({"pollutant": "lead", "medium": "air"}, "computed", ""),
    ({"pollutant": "SO2", "medium": "water"}, "unknown_pollutant", ""),
    ({"country": "Chinia"}, "unknown_country", "China"),
    ({"operating cost": None}, "incomplete", "0 where there is none"),
    ({"capital": "9 CNY", "life": 3}, "incomplete", "interest"),
    ({"abated": "10 tCO2e"}, "contradiction", "no greenhouse gas"),
    ({"savings": "10 EUR"}, "contradiction", "two currencies"),
    ({"operating cost": "10 VND"}, "no_rate", "--rates"),
    ({"abated": "0 t"}, "invalid", ""),
    ({"year": None}, "invalid", ""),
]


def run(*rows: dict[str, object], **options: object) -> calc.Ledger:
    return calc.run(pd.DataFrame(list(rows)), subject="measures", **options)


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, object], status: str, said: str) -> None:
    ledger = run({**ROW, **cells}, ROW)
    assert ledger.result_frame()["status"].tolist() == [status, "computed"]
    told = " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert said in told
    assert np.isnan(ledger.numbers("cost_cny")[0]) == (status != "computed")
    assert "Status:" in ledger.explain(0)


def test_every_state_is_met() -> None:
    assert {case[1] for case in CASES} == set(STATUSES)


def test_china_has_no_damage_cost_and_a_european_country_has_one() -> None:
    ledger = run({**ROW, "country": "China"}, {**ROW, "country": "Germany"})
    damage = ledger.numbers("damage_saved_cny")
    assert np.isnan(damage[0])
    assert damage[1] > 0
    notes = ledger.frame()["note"]
    assert NOTES["damage_missing"] in notes[0]
    assert NOTES["no_tax"] in notes[1]  # nobody's tax stands in for another's
    assert ledger.numbers("net_cost_cny")[1] == 500
    dearer = run({**ROW, "country": "Germany"}, assume={"valuation": "vsl"})
    assert dearer.numbers("damage_saved_cny")[0] > damage[1]


def test_the_statutory_minimum_is_an_assumption_that_can_be_left_out() -> None:
    ledger = run({**ROW, "country": "China"})
    assert ledger.assumed_rows.all()
    assert run({**ROW, "country": "China"}, assume={"tax_rate": "given"}).totals()["tax_saved_cny"] == 0
    own = run({**ROW, "country": "China", "tax rate": "12.63 CNY/kg"})
    assert own.numbers("tax_saved_cny")[0] == pytest.approx(126300)
    assert "given" in own.frame()["tax_rate_reference"][0]


def test_certificates_are_saved_at_the_last_price_and_only_on_the_share() -> None:
    gas = {**ROW, "pollutant": "CO2e", "abated": "10 tCO2e", "year": 2026}
    ledger = run({**gas, "cbam share": "50 %"}, gas, {**gas, "year": 2025, "cbam share": 0.5})
    saved = ledger.numbers("cbam_saved_cny")
    euro = next(
        line for line in ledger.groups["rates"] if line.currency == "CNY" and line.wanted_for == "2026-12-31"
    )
    assert saved[0] == pytest.approx(5 * 82.32 / euro.eur_per_unit)
    assert np.isnan(saved[1:]).all()
    notes = ledger.frame()["note"]
    assert NOTES["no_cbam_share"] in notes[1]
    assert NOTES["no_cbam_price"] in notes[2]


def test_ranked_curve_and_coverage() -> None:
    ledger = run(
        {**ROW, "measure": "dear", "operating cost": "20000 CNY", "country": "China"},
        {**ROW, "measure": "cheap", "operating cost": "-0 CNY", "savings": "100 CNY", "country": "China"},
    )
    assert [line.measure for line in ledger.groups["curve"]] == ["cheap", "dear"]
    assert [line.cumulative_t for line in ledger.groups["curve"]] == [10, 20]
    assert [(line.place, line.measure, line.pays) for line in ledger.groups["ranked"]] == [
        (1, "cheap", "yes"),
        (2, "dear", "no"),
    ]
    dear, published = ledger.groups["coverage"]
    assert dear.marginal_cost_cny_per_kg == 2
    assert dear.needed_cny_per_kg == 1.6
    assert dear.needed_cny_per_equivalent == pytest.approx(1.6 * 0.95)
    assert published.marginal_cost_cny_per_kg == pytest.approx(0.6623)
    assert published.coverage == pytest.approx(1.2 / 0.95 / 0.6623)
    half = run({**ROW, "operating cost": "20000 CNY"}, assume={"target_share": "0.5"}).groups["coverage"]
    assert half[0].needed_cny_per_kg == 1
    assert np.isnan(half[0].coverage)  # no charge is known: not 0


def test_the_workbook_draws_the_curve(tmp_path: Path) -> None:
    import zipfile

    ledger = run({**ROW, "measure": "a"}, {**ROW, "measure": "b", "operating cost": "900 CNY"})
    ledger.write(tmp_path / "m.xlsx")
    with zipfile.ZipFile(tmp_path / "m.xlsx") as book:
        charts = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/charts/chart")]
    assert any("Marginal abatement cost" in chart for chart in charts)


@pytest.mark.parametrize("column", ["capital", "operating cost", "savings"])
def test_money_of_a_measure_below_0_is_refused(column: str) -> None:
    ledger = run({**ROW, "life": 3, "interest": 0, column: "-5 CNY"})
    assert ledger.count("status") == {"invalid": 1}
    assert any(p.kind == "out_of_range" for p in ledger.problems)


def test_no_national_tax_stands_in_for_the_allowances_of_a_plant_in_the_union() -> None:
    ledger = run({**ROW, "pollutant": "CO2e", "medium": None, "country": "Poland"})
    assert np.isnan(ledger.numbers("allowances_saved_cny")[0])
    assert NOTES["no_price"] in ledger.frame()["note"][0]
