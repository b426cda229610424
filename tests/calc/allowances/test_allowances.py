"""States of a plant's year, and the chain to the import sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import calc
from calc.allowances.status import NOTES, STATUSES
from calc.chains import (
    CARBON_PRICE,
    NO_PRICE,
    NOTHING_PAID,
    PROVISIONAL,
    carbon_prices_paid,
    imports_with_carbon_price,
)
from calc.engine.errors import UsageError

ROW = {
    "site": "Mill A",
    "year": 2025,
    "verified": "1000 tCO2e",
    "allocated": "970 tCO2e",
    "jurisdiction": "CN",
}
CASES = [
    ({}, "computed", ""),
    ({"jurisdiction": "Chinia"}, "unknown_jurisdiction", "did you mean China"),
    ({"jurisdiction": None}, "unknown_jurisdiction", "neither jurisdiction nor price"),
    ({"jurisdiction": "Brazil"}, "no_price", "no price of BR"),
    ({"jurisdiction": "France", "instrument": "moon tax"}, "no_price", "carbon tax"),
    ({"year": 2019}, "no_price", "known on 2019-12-31"),
    ({"price": "9 UAH/tCO2e"}, "no_rate", "--rates"),
    ({"verified": None}, "invalid", ""),
    ({"verified": "1000"}, "invalid", ""),
    ({"allocated": "-1 tCO2e"}, "invalid", ""),
]
IMPORTS = pd.DataFrame(
    {
        "CN code": ["72071111"] * 3,
        "Origin": ["China"] * 3,
        "Net mass [t]": [100.0] * 3,
        "Import date": ["2026-05-02"] * 3,
        "Importer": ["Muster GmbH"] * 3,
        "Supplier": ["mill a", "Mill B", "Mill C"],
        "see_direct [tCO2e/t]": [2.0] * 3,
        "Route": ["C"] * 3,
    }
)


def run(*rows: dict[str, object], **options: object) -> calc.Ledger:
    return calc.run(pd.DataFrame(list(rows)), subject="allowances", **options)


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, object], status: str, said: str) -> None:
    ledger = run({**ROW, **cells}, ROW)
    assert ledger.result_frame()["status"].tolist() == [status, "computed"]
    assert said in " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert np.isnan(ledger.numbers("net_carbon_cost")[0]) == (status != "computed")
    assert "Status:" in ledger.explain(0)


def test_every_state_is_met() -> None:
    assert {case[1] for case in CASES} == set(STATUSES)


def test_a_price_before_the_day_is_carried_and_says_so() -> None:
    ledger = run({**ROW, "year": 2026})
    assert NOTES["price_carried"] in ledger.frame()["note"][0]
    assert ledger.assumed_rows.all()


def test_what_was_not_known_on_a_day_does_not_answer() -> None:
    known, later = run(ROW, law_known_on="2025-06-30"), run(ROW)
    assert known.numbers("price_used_per_tco2e")[0] != later.numbers("price_used_per_tco2e")[0]


def test_a_plant_that_pays_in_hryvnia(tmp_path: Path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,date,eur_per_unit\nUAH,2025-06-30,0.02\n")
    ledger = run({**ROW, "price": "30 UAH/tCO2e"}, rates=str(rates))
    assert ledger.totals()["net_carbon_cost_eur"] == pytest.approx(30 * 30 * 0.02)


def test_the_chain_to_imports_is_marked_provisional() -> None:
    plants = run(
        ROW,
        {**ROW, "site": "Mill B", "allocated": "1000 tCO2e"},
        {**ROW, "year": 2024, "allocated": "990 tCO2e"},
    )
    paid = carbon_prices_paid(plants)
    assert paid[CARBON_PRICE].tolist() == [PROVISIONAL, NOTHING_PAID, PROVISIONAL]
    assert paid["carbon_price_coverage"].tolist() == pytest.approx([0.03, 0, 0.01])
    sheet = imports_with_carbon_price(IMPORTS, plants, 2025)
    assert sheet[CARBON_PRICE].tolist() == [PROVISIONAL, NOTHING_PAID, NO_PRICE]
    priced = calc.run(sheet)
    assert priced.subject.name == "imports"
    found = priced.result_frame()
    without = calc.run(IMPORTS).result_frame()
    deducted = 200 * 0.03 * found["carbon_price_paid_eur"][0] / found["certificate_price_eur"][0]
    assert found["carbon_price_deduction_tco2e"].tolist() == pytest.approx([deducted, 0, 0])
    assert found["certificates"][0] == pytest.approx(without["certificates"][0] - deducted)
    assert "provisional" in found["note"][0]
    assert found["certificates"].tolist()[1:] == without["certificates"].tolist()[1:]


def test_the_chain_refuses_what_it_cannot_join() -> None:
    plants = run(ROW, ROW)
    with pytest.raises(UsageError, match="several rows"):
        imports_with_carbon_price(IMPORTS, plants, 2025)
    with pytest.raises(UsageError, match="no column 'Maker'"):
        imports_with_carbon_price(IMPORTS, run(ROW), 2025, supplier="Maker")
    with pytest.raises(UsageError, match="already"):
        imports_with_carbon_price(IMPORTS.assign(currency="CNY"), run(ROW), 2025)
    with pytest.raises(UsageError, match="allowances"):
        carbon_prices_paid(calc.quote("72083900", "China", "1 t", "2026-02-15"))


@pytest.mark.parametrize("country", ["Germany", "Poland", "Norway"])
def test_a_plant_in_a_member_state_names_its_instrument(country: str) -> None:
    ledger = run({**ROW, "jurisdiction": country}, {**ROW, "jurisdiction": country, "instrument": "EU ETS"})
    assert ledger.result_frame()["status"].tolist() == ["no_price", "computed"]
    (problem,) = ledger.problems
    assert problem.expected.endswith(" or EU ETS")
    assert ledger.coded("currency_used").texts()[1] == "EUR"
