"""Bad input: each row is refused in words the user can act on, the others are computed, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import calc
from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger
from factors import load
from factors.treatments import FITS, _figures
from factors.wastes import good_key, treatment_key

USUAL = {
    "good": "copper scrap",
    "mass": "1 t",
    "treatment": "recycling",
    "origin": "Japan",
    "destination": "Thailand",
    "date": "2026-03-02",
}
BAD: list[tuple[dict[str, str], str, str, str, str, str]] = [
    # cells, status, kind, column, found, what is expected or to do
    ({"good": "coper scrap"}, "unknown_good", "unknown_good", "good", "copper scrap", "a good or waste"),
    ({"good": "kryptonite"}, "unknown_good", "unknown_good", "good", "'kryptonite'", "correct the name"),
    ({"good": ""}, "invalid", "empty_cell", "good", "", "fill in the cell"),
    (
        {"treatment": "recyling"},
        "unknown_treatment",
        "unknown_treatment",
        "treatment",
        "recycling",
        "correct",
    ),
    ({"treatment": ""}, "invalid", "empty_cell", "treatment", "", "fill in the cell"),
    ({"mass": "-1 t"}, "invalid", "out_of_range", "mass", "-1 t", "more than 0"),
    ({"mass": "5 ton"}, "invalid", "ambiguous_unit", "mass", "ton", "short ton"),
    ({"origin": "Japon Land"}, "unknown_origin", "unknown_origin", "origin", "Japon Land", "a country"),
    (
        {"destination": "Chyna"},
        "unknown_destination",
        "unknown_destination",
        "destination",
        "China",
        "correct",
    ),
    ({"date": ""}, "day_missing", "day_missing", "date", "destination Thailand", "such as 2026-03-02"),
    ({"date": "2026-13-02"}, "invalid", "", "date", "2026-13-02", ""),
    (
        {"treatment_cost": "300", "currency": ""},
        "currency_unclear",
        "currency_unclear",
        "currency",
        "300",
        "one",
    ),
    ({"treatment_cost": "300", "currency": "XYZ"}, "no_rate", "no_rate", "currency", "XYZ", "--rates"),
    ({"surcharge": "300", "currency": "UAH"}, "no_rate", "no_rate", "currency", "UAH", "eur_per_unit"),
    ({"surcharge": "-300", "currency": "EUR"}, "invalid", "out_of_range", "surcharge", "-300", "at least 0"),
    ({"yield": "98"}, "invalid", "share_above_one", "yield", "98", "0.98 or 98 %?"),
    ({"to_standard": "140 %"}, "invalid", "out_of_range", "to_standard", "140 %", "at most 1"),
    ({"treatment_factor": "0.5"}, "invalid", "no_unit", "treatment_factor", "0.5", "tCO2e/t"),
    (
        {"freight_mode": "truck", "freight_distance": "300"},
        *("freight_unclear", "not_a_distance", "freight_distance", "no unit", "such as 300 km"),
    ),
    (
        {"good": "smelting slag", "treatment": "landfill"},
        *("no_figure", "no_figure", "treatment", "smelting slag", "treatment_factor"),
    ),
    (
        {"good": "black mass", "treatment_factor": "0.4 t/t"},
        *("no_credit", "no_credit", "good", "black mass", "credit_factor"),
    ),
    (
        {"treatment": "hazardous incineration"},
        *("no_figure", "no_figure", "treatment", "held for it: recycling", "incineration"),
    ),
    (
        {"treatment": "composting"},
        *("unfit_treatment", "unfit_treatment", "treatment", "composting of copper scrap", "food waste"),
    ),
    (
        {"treatment": "salt slag treatment", "treatment_factor": "0.1 t/t"},
        *("unfit_treatment", "unfit_treatment", "treatment", "of copper scrap", "aluminium dross"),
    ),
    (
        {"hs_code": "8549.11"},
        *(
            "code_contradicts",
            "code_contradicts",
            "hs_code",
            "spent lead-acid accumulators",
            "correct hs_code",
        ),
    ),
    (
        {"good": "steel scrap", "hs_code": "7404000030"},
        *("code_contradicts", "code_contradicts", "hs_code", "7404000030 of steel scrap", "clear hs_code"),
    ),
    ({"good": "brass scrap"}, "no_credit", "no_credit", "good", "brass scrap", "credit_factor"),
    ({"good": "waste cables"}, "no_credit", "yield_missing", "yield", "waste cables", "60 %"),
    (
        {"treatment": "open-loop recycling"},
        *("no_credit", "no_credit", "good", "open-loop recycling", "credit_factor"),
    ),
]
SUMS = ("treatment_tco2e", "freight_tco2e", "recycling_credit_tco2e", "net_tco2e", "tax_cny", "cost_eur")
COLUMNS = sorted({name for cells, *_ in BAD for name in cells} | set(USUAL))
SHOWN = ("computed", "given", "no_figure", "no_credit")


def sheet(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{**dict.fromkeys(COLUMNS, ""), **USUAL, **row} for row in rows])


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Every bad row between good ones, in one file."""
    file = tmp_path_factory.mktemp("bad") / "waste.csv"
    sheet({}, *(cells for cells, *_ in BAD), {"treatment_factor": "0.19842 t/t"}).to_csv(file, index=False)
    return calc.run(file)


@pytest.mark.parametrize("number", range(len(BAD)), ids=[" ".join(cells.values()) for cells, *_ in BAD])
def test_refused_with_its_reason_in_its_cell(ledger: Ledger, number: int) -> None:
    _, status, kind, column, found, said = BAD[number]
    frame = ledger.result_frame()
    assert frame["status"][number + 1] == status
    assert np.isnan(frame["net_tco2e"][number + 1])
    if status not in SHOWN:
        for name in SUMS:
            assert np.isnan(frame[name][number + 1]), name
    here = [p for p in ledger.problems if p.row == number + 3 and p.column == column]
    assert len(here) == 1, list(ledger.problems)
    assert not kind or here[0].kind == kind
    letter = chr(ord("A") + list(ledger.data.own.columns).index(column))
    assert here[0].cell == f"{letter}{number + 3}"
    assert found in here[0].found
    assert said in f"{here[0].found}; expected {here[0].expected}. {here[0].remedy}"


def test_good_rows_are_computed_and_nothing_is_lost(ledger: Ledger) -> None:
    frame = ledger.result_frame()
    assert len(frame) == len(BAD) + 2
    for row in (0, len(BAD) + 1):
        assert frame["net_tco2e"][row] == pytest.approx(0.19842 - 2.66)
    assert ledger.totals()["net_tco2e"] == pytest.approx(2 * (0.19842 - 2.66))
    assert sum(ledger.count("status").values()) == len(ledger)
    for row in range(len(ledger)):
        assert ledger.explain(row)


def test_two_faults_of_a_row_are_said_at_once() -> None:
    ledger = calc.run(sheet({"good": "smelting slag", "treatment": "landfill", "surcharge": "5"}))
    assert ledger.count("status") == {"currency_unclear": 1}
    assert {p.kind for p in ledger.problems} == {"currency_unclear", "no_figure"}


def test_two_currencies_contradict() -> None:
    rows = sheet({"currency": "CNY"}).drop(columns="treatment_cost")
    rows["treatment_cost [EUR/t]"] = 300
    assert calc.run(rows).count("status") == {"currency_unclear": 1}
    rows["currency"] = "€"
    assert calc.run(rows).numbers("treatment_cost_eur").tolist() == [300.0]


def test_a_day_is_needed_only_where_something_is_dated() -> None:
    bare = {"origin": "", "destination": "", "date": ""}
    ledger = calc.run(
        sheet(
            bare,
            {**bare, "treatment_cost": "10", "currency": "EUR"},
            {**bare, "treatment_cost": "10", "currency": "CNY"},
        )
    )
    assert list(ledger.coded("status").texts()) == ["computed", "computed", "day_missing"]
    assert ledger.numbers("treatment_cost_eur")[1] == 10


@pytest.mark.parametrize(
    ("code", "read"),
    [
        *((text, True) for text in ("7404", "740400", "7404 00", "7404.00.10", "74040000", "7404.0000.30")),
        *((text, True) for text in ("HS 7404", "ex 7404 00", "7404000030.0", "7404000030101")),
        *((text, False) for text in ("74", "74040", "740400003", "7.40400003E+09", "7404/7602", "copper")),
    ],
)
def test_codes_of_customs_as_they_are_written(code: str, read: bool) -> None:
    ledger = calc.run(sheet({"hs_code": code, "destination": "China"}))
    assert ledger.count("status") == {"computed": 1}
    said = [p for p in ledger.problems if p.column == "hs_code"]
    assert [p.kind for p in said] == ([] if read else ["hs_unread"])
    assert read or (code in said[0].found and "such as 7404000030" in said[0].expected)
    assert ("cannot be read" in ledger.coded("note").texts()[0]) is not read
    assert ledger.coded("china_import").texts()[0] == "free if recycled raw material, else prohibited"


def test_a_number_cell_is_a_code() -> None:
    rows = sheet({"destination": "China"}, {"destination": "China"}).drop(columns="hs_code", errors="ignore")
    rows["hs_code"] = [7404000030.0, 7404000010.0]
    found = calc.run(rows).coded("china_import").texts()
    assert list(found) == ["free if recycled raw material, else prohibited", "prohibited"]


def test_a_code_that_is_not_held_is_said_and_the_row_computed() -> None:
    ledger = calc.run(
        sheet({"hs_code": "2620"}, {"hs_code": "99999999"}, {"good": "black mass", "hs_code": "8549"})
    )
    said = [(p.severity, p.kind, p.row) for p in ledger.problems if p.column == "hs_code"]
    assert said[-2:] == [("note", "hs_differs", 2), ("note", "hs_differs", 3)]
    assert said[0] == ("question", "code_contradicts", 1)  # residues are of another chapter
    assert ledger.coded("status").texts()[1] == "computed"


def test_without_the_way_over_a_border_a_saving_is_not_said() -> None:
    way = {"freight_mode": "truck", "freight_distance": "300 km"}
    ledger = calc.run(sheet({}, way, {"destination": ""}, {"credit_factor": "0.1 t/t"}))
    assert list(ledger.coded("still_saves").texts()) == ["", "yes", "yes", "no"]
    said = [(p.severity, p.row, p.found) for p in ledger.problems if p.kind == "no_freight"]
    assert said == [
        ("note", 1, "Japan to Thailand without a way"),
        ("note", 4, "Japan to Thailand without a way"),
    ]
    assert np.isfinite(ledger.numbers("net_tco2e")).all()


def test_one_country_is_said_and_computed() -> None:
    ledger = calc.run(
        sheet({"destination": "Japan"}, {"destination": ""}, {"origin": "日本", "destination": "JP"})
    )
    said = [(p.severity, p.row, p.column) for p in ledger.problems if p.kind == "same_country"]
    assert said == [("note", 1, "destination"), ("note", 3, "destination")]
    assert list(ledger.coded("pic").texts()) == ["no border"] * 3
    assert ledger.count("status") == {"computed": 3}


def test_treatments_and_goods_that_go_together_are_names_we_know() -> None:
    columns = load().table(FITS).columns
    assert all(good_key(name) == name for name in columns["good"])
    assert all(treatment_key(name) == name for name in columns["treatment"])
    held = {
        (material, treatment)
        for (material, treatment, indicator), found in _figures(load()).items()
        if indicator == "ghg" and any(f.use == "default" for f in found)
    }
    fits = set(zip(columns["good"], columns["treatment"], strict=True))
    limited = set(columns["treatment"])
    assert {pair for pair in held if pair[1] in limited} <= fits  # no figure is locked out


def test_own_rates_win(tmp_path: Path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,date,eur_per_unit\nUAH,2026-01-01,0.02\n", encoding="utf-8")
    rows = sheet({"treatment_cost": "300", "surcharge": "50", "currency": "UAH"})
    ledger = calc.run(rows, rates=str(rates))
    assert ledger.numbers("treatment_cost_eur")[0] == 6
    assert ledger.numbers("surcharge_eur")[0] == 1
    assert ledger.coded("cost_rate_reference").texts()[0] == "given:UAH@2026-01-01=0.02 EUR"
    with pytest.raises(UsageError, match="--rates"):
        calc.run(rows, rates=str(tmp_path / "none.csv"))


def test_money_is_rounded_half_up_to_cents() -> None:
    rows = sheet({"mass": "0.5 t", "treatment_cost": "0.01", "surcharge": "0.004", "currency": "EUR"})
    ledger = calc.run(rows)
    assert ledger.numbers("treatment_cost_eur")[0] == 0.01
    assert ledger.numbers("surcharge_eur")[0] == 0
    assert ledger.totals()["cost_eur"] == 0.01


def test_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no carbon price"):
        calc.run(sheet({}), price="80")
    with pytest.raises(UsageError, match="did you mean credit_yield"):
        calc.run(sheet({}), assume={"credit_yeld": "one"})
