"""A carbon price paid abroad: with own figures only, in dated euro, within what is due."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from calc.engine.errors import UsageError
from factors.prices.exchange import euro_rate

OWN = {"see_direct": 2.0, "sefa": 1.0}
PAID = {"carbon_price_paid": 10.0, "currency": "EUR", "carbon_price_coverage": 0.5}


def test_deduction_is_emissions_times_coverage_times_price_over_certificate_price(build: ModuleType) -> None:
    found = build.result(build.line(**OWN, **PAID))
    assert found["carbon_price_deduction_tco2e"] == pytest.approx(2000 * 0.5 * 10 / 75.36)
    assert found["certificates"] == pytest.approx(1000 - 2000 * 0.5 * 10 / 75.36)
    assert found["carbon_price_paid_eur"] == 10.0
    assert found["carbon_price_share"] == 0.5
    assert "provisional" in found["note"]


def test_on_default_values_it_is_refused_with_a_note(build: ModuleType) -> None:
    found = build.result(build.line(**PAID))
    assert found["certificates"] == 2169.95
    assert found["carbon_price_deduction_tco2e"] == 0.0
    assert "default carbon prices" in found["note"]
    problems = list(build.priced([build.line(**PAID)]).problems)
    assert [(p.severity, p.kind) for p in problems] == [("note", "deduction_refused")]


def test_it_never_exceeds_what_is_due(build: ModuleType) -> None:
    found = build.result(
        build.line(**OWN, **{**PAID, "carbon_price_paid": 500.0, "carbon_price_coverage": 1.0})
    )
    assert found["carbon_price_deduction_tco2e"] == 1000.0
    assert found["certificates"] == 0.0
    assert "limited" in found["note"]
    below = build.result(build.line(see_direct=0.5, sefa=1.0, **PAID))
    assert below["carbon_price_deduction_tco2e"] == 0.0
    assert below["certificates"] == 0.0


def test_the_rate_is_that_of_the_import_day(build: ModuleType) -> None:
    rows = [
        build.line(**OWN, **{**PAID, "currency": "CNY", "carbon_price_paid": 80.0}, import_date=day)
        for day in ("2026-02-16", "2026-05-18")
    ]
    ledger = build.priced(rows)
    for row, on in enumerate((date(2026, 2, 16), date(2026, 5, 18))):
        rate = euro_rate("CNY", on, {})
        assert rate is not None
        assert build.cell(ledger, "carbon_price_paid_eur", row) == pytest.approx(80 * rate.euro)
        assert ("exchange rate" in build.cell(ledger, "note", row)) == rate.assumed


def test_days_that_share_a_rate_share_its_reference(build: ModuleType) -> None:
    """On Saturday and Sunday Friday's rate holds; two currencies without rate have no reference at all."""
    rows = [
        build.line(**OWN, **{**PAID, "currency": currency}, import_date=day)
        for currency in ("CNY", "XXX", "EUR")
        for day in ("2026-02-13", "2026-02-14", "2026-02-15")
    ]
    ledger = build.priced(rows)
    references = list(ledger.frame()["exchange_rate_reference"].astype(object).where(lambda c: c.notna(), ""))
    assert len(set(references[:3])) == 1
    assert references[0]
    assert references[3:6] == [""] * 3


@pytest.mark.parametrize("missing", ["currency", "carbon_price_coverage"])
def test_an_incomplete_deduction_is_not_taken(build: ModuleType, missing: str) -> None:
    found = build.result(build.line(**OWN, **{**PAID, missing: None}))
    assert found["status"] == "priced"
    assert found["certificates"] == 1000.0
    assert "not deducted" in found["note"]
    assert math.isnan(found["carbon_price_paid_eur"])


def test_the_currency_may_stand_in_the_heading(build: ModuleType) -> None:
    cells = {**OWN, "carbon_price_paid": 80.0, "carbon_price_coverage": 0.5}
    by_column = build.result(build.line(**cells, currency="cny"))
    by_heading = build.result(build.line(**cells, carbon_price_paid_unit="CNY/tCO2e"))
    both = build.result(build.line(**cells, carbon_price_paid_unit="CNY/tCO2e", currency="CNY"))
    assert by_heading["certificates"] == by_column["certificates"] == both["certificates"] < 1000.0
    clash = build.result(build.line(**cells, carbon_price_paid_unit="CNY/tCO2e", currency="EUR"))
    assert clash["certificates"] == 1000.0
    assert "not deducted" in clash["note"]


def test_a_currency_without_rate_is_not_taken_unless_the_user_gives_one(
    build: ModuleType, tmp_path: Path
) -> None:
    row = build.line(**OWN, **{**PAID, "currency": "KZT", "carbon_price_paid": 500.0})
    assert "not deducted" in build.result(row)["note"]
    rates = tmp_path / "rates.csv"
    rates.write_text(
        "currency,date,eur_per_unit\nKZT,2026-01-01,0.0018\nKZT,2026-03-01,0.0020\n", encoding="utf-8"
    )
    found = build.result(row, rates=str(rates))
    assert found["carbon_price_paid_eur"] == pytest.approx(0.9)
    assert found["carbon_price_deduction_tco2e"] == pytest.approx(2000 * 0.5 * 0.9 / 75.36)
    later = build.result({**row, "import_date": "2026-04-01"}, rates=str(rates))
    assert later["carbon_price_paid_eur"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "text", ["currency,day\nCNY,2026-01-01\n", "currency,date,eur_per_unit\nCNY,2026-01-01,-1\n"]
)
def test_rates_that_cannot_be_used(build: ModuleType, tmp_path: Path, text: str) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="--rates"):
        build.result(build.line(**OWN, **PAID), rates=str(file))


def test_the_deduction_can_be_switched_off(build: ModuleType) -> None:
    found = build.result(build.line(**OWN, **PAID), assume={"carbon_price_deduction": "off"})
    assert found["certificates"] == 1000.0
    assert "provisional" not in found["note"]


def test_column_b_keeps_its_own_limit(build: ModuleType) -> None:
    cells: dict[str, Any] = {**PAID, "carbon_price_paid": 70.0, "carbon_price_coverage": 1.0}
    found = build.result(build.line(see_direct=2.0, route="C", **cells))
    assert found["status"] == "sefa_missing"
    assert found["certificates_if_column_b"] == 0.0
    assert found["certificates"] == pytest.approx(2000 - 42.9 - 2000 * 70 / 75.36)


def test_a_certificate_price_of_zero_divides_nothing(build: ModuleType) -> None:
    found = build.result(build.line(**OWN, **PAID), price="0")
    assert found["cost_eur"] == 0.0
    unpaid = build.result(build.line(**OWN, **{**PAID, "carbon_price_paid": 0.0}), price="0")
    assert unpaid["certificates"] == 1000.0
