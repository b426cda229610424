"""Every state of an item, what the user is told, and the account of a product."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import calc
from calc.accounts.names import COSTS, CREDITS, GROUPS
from calc.accounts.status import MEANING, NOTES, STATUSES
from calc.engine.errors import UsageError

ROW = {"site": "M", "product": "steel", "period": "2025", "group": "carbon", "item": "x", "amount": "7 CNY"}
CASES = [
    ({}, "computed", ""),
    ({"group": "carban"}, "unknown_group", "did you mean carbon"),
    ({"group": None}, "invalid", ""),
    ({"period": "2025-13"}, "unknown_period", "2025-13"),
    ({"period": "soon"}, "unknown_period", "write 2025"),
    ({"amount": None}, "nothing_given", "an amount, or what it is made of"),
    ({"capital": "10 CNY"}, "incomplete", "capital without life or interest"),
    ({"amount": None, "quantity": "3 MWh"}, "incomplete", "quantity without price"),
    ({"amount": None, "loss mass": "3 t"}, "incomplete", "material loss"),
    ({"shadow price": "80 CNY/tCO2e"}, "incomplete", "emissions"),
    ({"group": "export rebate"}, "incomplete", "rate of the addition"),
    ({"amount": "7 CNY", "quantity": "2 t", "price": "4 CNY/t"}, "contradiction", "not quantity x price"),
    ({"amount": None, "quantity": "2 t", "price": "4 CNY/MWh"}, "contradiction", "another unit"),
    ({"capital": "3 EUR", "life": 3, "interest": 0}, "contradiction", "two currencies"),
    ({"group": "by-products", "amount": "-7 CNY"}, "contradiction", "without sign"),
    (
        {"product mass": "9 t", "loss mass": "1 t", "waste cost": "5 CNY"},
        "contradiction",
        "row of its own",
    ),
    ({"amount": "7 UAH"}, "no_rate", "--rates"),
    ({"amount": "7 XYZ"}, "invalid", ""),
    ({"site": None}, "invalid", ""),
]


def run(*rows: dict[str, object], **options: object) -> calc.Ledger:
    return calc.run(pd.DataFrame(list(rows)), subject="account", **options)


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, object], status: str, said: str) -> None:
    ledger = run({**ROW, **cells}, {**ROW, "amount": "1 CNY"})
    assert ledger.result_frame()["status"].tolist() == [status, "computed"]
    told = " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert said in told
    assert np.isnan(ledger.numbers("cost_cny")[0]) == (status != "computed")
    assert ledger.explain(0).count("Status:") == 1
    assert ledger.totals()["cost_cny"] == (8 if status == "computed" else 1)


def test_every_state_is_met() -> None:
    assert {case[1] for case in CASES} == set(STATUSES)


def test_an_amount_without_currency_is_a_question() -> None:
    ledger = run({**ROW, "amount": 7})
    assert ledger.count("status") == {"invalid": 1}
    assert any(p.kind == "no_unit" and "currency" in p.remedy for p in ledger.problems)
    assert run({**ROW, "amount": 7, "currency": "人民币"}).totals()["cost_cny"] == 7


def test_all_groups_in_the_order_of_the_account() -> None:
    rows = [{**ROW, "group": name, "rate": 1 if name.startswith("export") else None} for name in GROUPS]
    ledger = run(*rows, {**ROW, "output": "2 t"})
    lines = ledger.groups["groups"]
    assert [line.group for line in lines] == [*COSTS, *CREDITS]
    assert (
        sum(line.cny for line in lines) == ledger.totals()["cost_cny"] == 7 * (len(COSTS) - len(CREDITS) + 1)
    )
    assert sum(line.share for line in lines if line.share == line.share) == pytest.approx(1)


def test_elasticities_of_2_and_minus_1_pass_two_thirds_through() -> None:
    terms = {"supply elasticity": 2, "demand elasticity": -1, "output": "10 t", "export price": "70 CNY/t"}
    (line,) = run({**ROW, **terms, "margin": "1 CNY/t", "amount": "21 CNY"}).groups["products"]
    assert line.pass_through == pytest.approx(2 / 3, rel=1e-15)
    assert (line.buyer_cny_per_t, line.seller_cny_per_t) == pytest.approx((1.4, 0.7))
    assert line.price_effect_share == pytest.approx(0.02)
    assert line.margin_left_cny_per_t == pytest.approx(0.3)
    (line,) = run({**ROW, **terms, "pass-through": "25 %"}).groups["products"]
    assert line.pass_through == 0.25  # a given share wins


def test_a_statement_on_one_row_holds_for_the_product_and_two_are_a_problem() -> None:
    ledger = run({**ROW, "output": "2 t"}, ROW, {**ROW, "product": "STEEL "}, {**ROW, "period": "2024"})
    assert ledger.numbers("cost_cny_per_t")[:3].tolist() == [3.5, 3.5, 3.5]
    assert np.isnan(ledger.numbers("cost_cny_per_t")[3])
    assert NOTES["no_output"] in ledger.frame()["note"][3]
    ledger = run({**ROW, "output": "2 t"}, {**ROW, "output": "3 t"})
    assert np.isnan(ledger.numbers("cost_cny_per_t")).all()
    assert ledger.totals()["cost_cny"] == 14
    assert sum(p.kind == "two_outputs" for p in ledger.problems) == 2
    ledger = run({**ROW, "pass-through": 0.5}, {**ROW, "pass-through": 0.6})
    assert [p.column for p in ledger.problems] == ["pass_through"] * 2


def test_currencies_add_up_only_at_a_dated_rate_of_the_user(tmp_path: Path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text(
        "currency,date,eur_per_unit\nUAH,2025-06-30,0.02\nTWD,2025-06-30,0.03\nVND,2025-06-30,0.00003\n"
    )
    rows = [{**ROW, "amount": amount} for amount in ("100 UAH", "100 TWD", "1000000 VND", "3 EUR")]
    ledger = run(*rows, rates=str(rates))
    assert ledger.totals()["cost_eur"] == pytest.approx(2 + 3 + 30 + 3)
    assert "given:--rates UAH@2025-06-30=0.02 EUR" in ledger.frame()["rate_reference"][0]
    assert [line.basis for line in ledger.groups["rates"] if line.currency == "UAH"] == ["given"]
    early = run({**ROW, "period": "2025-03", "amount": "100 UAH"}, rates=str(rates))
    assert early.count("status") == {"no_rate": 1}


def test_a_rate_carried_past_its_last_observation_is_assumed() -> None:
    ledger = run({**ROW, "period": "2031", "amount": "3 EUR"})
    assert NOTES["rate_assumed"] in ledger.frame()["note"][0]
    assert ledger.assumed_rows.all()


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(UsageError, match="internal_price"):
        run(ROW, assume={"internal_price": "twice"})


def test_the_workbook_has_the_tables(tmp_path: Path) -> None:
    ledger = run({**ROW, "output": "2 t"}, {**ROW, "emissions": "3 tCO2e", "shadow price": "9 EUR/tCO2e"})
    ledger.write(tmp_path / "a.xlsx")
    cells = pd.read_excel(tmp_path / "a.xlsx", sheet_name="Summary", header=None)
    text = " ".join(map(str, cells.to_numpy().ravel()))
    assert "Who bears it" in text
    assert "Internal carbon price" in text
    assert "Exchange rates used" in text


def test_rows_show_who_bears_them_and_add_up_to_the_product(tmp_path: Path) -> None:
    terms = {"supply elasticity": 2, "demand elasticity": -1, "output": "10 t", "export price": "70 CNY/t"}
    ledger = run({**ROW, **terms, "amount": "21 CNY"}, {**ROW, "group": "by-products", "amount": "6 CNY"})
    ledger.write(tmp_path / "account.csv")
    shown = pd.read_csv(tmp_path / "account.csv")
    assert shown["pass_through_share"].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert shown["buyer_cny_per_t"].tolist() == pytest.approx([1.4, -0.4])
    assert shown["seller_cny_per_t"].tolist() == pytest.approx([0.7, -0.2])
    assert shown["price_effect_share"].tolist() == pytest.approx([0.02, -0.4 / 70])
    (line,) = ledger.groups["products"]
    assert shown["buyer_cny_per_t"].sum() == pytest.approx(line.buyer_cny_per_t)
    assert any("2 / (2 - -1)" in said for said in ledger.headline)
    assert "Pass-through: 0.66" in ledger.explain(0)


@pytest.mark.parametrize(
    ("terms", "note"),
    [
        ({"supply elasticity": 2}, "half_market"),
        ({"demand elasticity": -1}, "half_market"),
        ({"supply elasticity": 0, "demand elasticity": 0}, "no_market"),
        ({"supply elasticity": 2, "pass-through": 0.5}, ""),
        ({"supply elasticity": 2, "demand elasticity": -1}, ""),
    ],
)
def test_a_market_that_says_nothing_is_said_to(terms: dict[str, object], note: str) -> None:
    ledger = run({**ROW, **terms, "output": "1 t"})
    said = ledger.coded("note").texts()[0]
    assert [name for name in ("half_market", "no_market") if NOTES[name] in said] == ([note] if note else [])
    assert np.isnan(ledger.numbers("buyer_cny_per_t")[0]) == bool(note)


def test_a_product_without_a_computed_row_is_not_known_and_not_0() -> None:
    ledger = run(
        {**ROW, "amount": "7 XYZ", "output": "1 t"},
        {**ROW, "product": "coil"},
        {**ROW, "product": "coil", "group": "?"},
    )
    coil, steel = ledger.groups["products"]
    assert (coil.net_cny, coil.refused) == (7, 1)
    assert np.isnan([steel.cost_cny, steel.net_cny, steel.net_cny_per_t, steel.net_eur_per_t]).all()
    assert steel.refused == 1


def test_a_refused_row_says_only_why() -> None:
    assert (
        run({**ROW, "group": "by-products", "amount": "-7 CNY"}).frame()["note"][0]
        == MEANING["contradiction"]
    )
