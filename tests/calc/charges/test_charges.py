"""Any law of the shape: states, fixed fees, and a third tax that is one TOML file and no Python."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import calc
from calc.charges.emissions import SUBJECT
from calc.charges.laws import charges, plain
from calc.charges.status import NOTES, STATUSES
from calc.engine.ledger import Ledger
from calc.engine.model import Options
from calc.engine.pipeline import calculate
from calc.engine.read import read
from factors import Library
from factors.library import ROOT

ROW = {"jurisdiction": "Ukraine", "site": "A", "pollutant": "SO2", "amount": "2 t", "period": "2022-06"}
CASES = [
    ({}, "computed", ""),
    ({"jurisdiction": "Ukrane"}, "unknown_jurisdiction", "Ukraine"),
    ({"jurisdiction": "France"}, "no_law", "emission charge"),
    ({"pollutant": "SO2x"}, "unknown_pollutant", "medium"),
    ({"pollutant": "hazard class 1"}, "unknown_pollutant", "medium"),
    ({"pollutant": "xylene"}, "no_rate", "hazard-class-1"),
    ({"medium": "noise"}, "no_rate", "one of air, water, waste"),
    (
        {"jurisdiction": "Vietnam", "pollutant": "CO", "period": "2026"},
        "rate_not_held",
        "not charged with nothing",
    ),
    ({"period": "2021"}, "outside_validity", "2022-01-01"),
    ({"circumstance": "on an island"}, "unknown_circumstance", "no coefficient"),
    ({"period": "June"}, "unknown_period", "2025-03"),
    ({"amount": "2"}, "invalid", ""),
    ({"amount": "-2 t"}, "invalid", ""),
]
KAZAKHSTAN = """
title = "A charge made up for a test"
jurisdiction = "KZ"
subject = "emission charge"

[rate_air]
title = "Rate for emissions into air"
unit = "EUR/t"
boundary = "emissions of the quarter"
carry = true
values = [
  { key = "sulphur-dioxide", from = 2024-01-01, value = 12.5, known_to = 2025-12-31, ABOUT },
  { key = "nitrogen-oxides", from = 2024-01-01, value = nan, ABOUT },
]

[coefficient_air]
title = "Coefficients"
unit = ""
boundary = "factor on rate_air"
values = [
  { key = "in-a-city", from = 2024-01-01, value = 2, ABOUT },
]

[fixed_fee]
title = "Fee of a site"
unit = "EUR/year"
boundary = "one site"
values = [
  { from = 2024-01-01, value = 120, ABOUT },
]
"""
ABOUT = (
    'source = "ua_code_tables", place = "a test", published = 2023-12-01, checked = 2026-11-21, '
    'reading = "secondary"'
)


def run(*rows: dict[str, object], **options: object) -> Ledger:
    return calc.run(pd.DataFrame(list(rows)), subject="charges", **options)


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, object], status: str, said: str) -> None:
    ledger = run({**ROW, **cells}, ROW)
    assert ledger.result_frame()["status"].tolist() == [status, "computed"]
    assert said in " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert np.isnan(ledger.numbers("charge")[0]) == (status != "computed")
    assert "Status:" in ledger.explain(0)


def test_every_state_is_met() -> None:
    assert {case[1] for case in CASES} == set(STATUSES)


def test_past_its_validity_a_rate_is_assumed_or_refused() -> None:
    late = {**ROW, "period": "2026-03"}
    ledger = run(ROW, late)
    assert ledger.assumed_rows.tolist() == [False, True]
    assert NOTES["rate_assumed"] in ledger.frame()["note"][1]
    refused = run(ROW, late, assume={"past_validity": "refuse"})
    assert refused.frame()["status"].tolist() == ["computed", "outside_validity"]
    assert any("2022-12-31" in p.found for p in refused.problems)


def test_a_third_tax_is_one_file_and_no_python(tmp_path: Path) -> None:
    folder = tmp_path / "factors"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "law" / "kz").mkdir()
    (folder / "law" / "kz" / "emission_charge.toml").write_text(
        KAZAKHSTAN.replace("ABOUT", ABOUT), encoding="utf-8"
    )
    rows = [
        {**ROW, "jurisdiction": "Kazakhstan", "period": "2025-06"},
        {**ROW, "jurisdiction": "KZ", "period": "2025-07", "circumstance": "in a city"},
        {**ROW, "jurisdiction": "KZ", "period": "2026-06"},
        {**ROW, "jurisdiction": "KZ", "period": "2025-06", "pollutant": "NOx"},
        ROW,
    ]
    ledger = calculate(read(pd.DataFrame(rows), [SUBJECT.table]), Library(folder), SUBJECT, Options())
    found = ledger.result_frame()
    assert found["charge"].tolist()[:3] == [25, 50, 25]
    assert found["status"].tolist() == ["computed", "computed", "computed", "rate_not_held", "computed"]
    assert ledger.assumed_rows.tolist() == [False, False, True, False, False]
    assert found["charge_eur"][0] == 25
    assert "kz.emission_charge.rate_air@sulphur-dioxide@2024-01-01" in ledger.explain(0)
    fees = {(line.jurisdiction, line.year): line for line in ledger.groups["sites"]}
    assert (fees["KZ", 2025].fixed_fee, fees["KZ", 2025].months) == (20, 2)
    assert fees["KZ", 2025].total == 95
    assert fees["UA", 2022].fixed_fee == 0
    assert calc.run(pd.DataFrame(rows), subject="charges").frame()["status"].tolist()[0] == "no_law"


def test_a_fixed_fee_is_counted_by_site_and_month_also_where_rows_are_refused() -> None:
    row = {**ROW, "jurisdiction": "Vietnam", "period": "2026-01"}
    ledger = run(
        row,
        {**row, "pollutant": "NOx"},
        {**row, "site": " a", "period": "2026Q2"},
        {**row, "site": "B", "pollutant": "CO", "period": "2026"},
        {**row, "site": None},
    )
    fees = {line.site: (line.fixed_fee, line.months, line.charges) for line in ledger.groups["sites"]}
    assert fees == {"A": (1_000_000, 4, 2 * 700 + 2 * 800 + 2 * 700), "B": (3_000_000, 12, 0)}
    assert NOTES["no_site"] in ledger.frame()["note"][4]
    assert any("Fixed fees" in line for line in ledger.headline)


def test_sums_by_law_stay_in_their_currency() -> None:
    ledger = run(ROW, {**ROW, "amount": "0.1 t"}, {**ROW, "jurisdiction": "Vietnam", "period": "2026"})
    lines = [(line.jurisdiction, line.currency, line.charges, line.rows) for line in ledger.groups["laws"]]
    assert lines == [("UA", "UAH", pytest.approx(2.1 * 2574.43, abs=1e-6), 2), ("VN", "VND", 1400, 1)]
    assert ledger.totals() == {"charge_eur": 0, "charge_cny": 0}  # no rate: nothing is added up in silence
    assert NOTES["no_euro"] in ledger.frame()["note"][0]


def test_hryvnia_and_dong_by_a_table_of_rates(tmp_path: Path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,date,eur_per_unit\nUAH,2022-01-01,0.03\nVND,2025-01-01,0.00004\n")
    ledger = run(ROW, {**ROW, "jurisdiction": "Vietnam", "period": "2026"}, rates=str(rates))
    assert ledger.totals()["charge_eur"] == pytest.approx(2 * 2574.43 * 0.03 + 1400 * 0.00004, abs=1e-6)


@pytest.mark.parametrize(
    ("spelling", "medium", "key"),
    [
        ("hazard class V", "waste", "mining-waste"),
        ("V клас небезпеки", "waste", "mining-waste"),
        ("waste class 5", "", "mining-waste"),
        ("відходи IV класу небезпеки", "", "hazard-class-4"),
        ("ІІ клас небезпеки", "waste", "hazard-class-2"),  # Cyrillic letters
        ("class III", "air", "hazard-class-3"),
        ("2级危险", "waste", "hazard-class-2"),
        ("вуглецю двоокис", "", "carbon-dioxide"),
    ],
)
def test_classes_are_known_in_several_languages(spelling: str, medium: str, key: str) -> None:
    ledger = run({**ROW, "pollutant": spelling, "medium": medium or None})
    assert ledger.frame()["pollutant_used"].tolist() == [key]
    assert ledger.count("status") == {"computed": 1}


def test_a_class_of_two_media_asks_for_its_medium() -> None:
    assert run({**ROW, "pollutant": "class 1"}).count("status") == {"unknown_pollutant": 1}


def test_a_rate_that_begins_within_the_period_is_marked() -> None:
    row = {**ROW, "jurisdiction": "Vietnam"}
    ledger = run({**row, "period": "2025-01"}, {**row, "period": "2025-02"}, {**row, "period": "2025"})
    assert ledger.assumed_rows.tolist() == [True, False, True]
    assert NOTES["begins"] in ledger.frame()["note"][0]


def test_spellings_are_one_key_each_that_a_law_names() -> None:
    with (ROOT / "names" / "charges.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = [(row["medium"], plain(row["spelling"])) for row in rows]
    assert len(set(places)) == len(places)
    (law,) = (one for one in charges(Library()).values() if one.jurisdiction == "UA")
    assert {row["key"] for row in rows} <= {key for m in law.media() for key in law.keys(f"rate_{m}")}
