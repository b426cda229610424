"""The price of certificates: published by quarter, carried forward, or given."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest

from calc.cbam.prices import given_prices
from calc.engine.errors import UsageError

DATES = ("2026-03-31", "2026-04-01", "2026-07-01", "2026-10-01", "2027-06-01", "2034-12-31")


def prices(build: ModuleType, price: str, **options: object) -> list[float]:
    ledger = build.priced([build.line(import_date=d) for d in DATES], price=price, **options)
    return list(ledger.numbers("certificate_price_eur"))


def test_published_prices_then_the_last_one(build: ModuleType) -> None:
    assert prices(build, "") == [75.36, 75.28, 82.32, 82.32, 82.32, 82.32]


def test_one_price_for_every_line_and_year(build: ModuleType) -> None:
    assert prices(build, "75.36") == [75.36] * 6
    found = build.result(build.line(import_date="2030-01-01"), price="75.36")
    assert found["certificate_price_reference"] == "given:--price"
    assert "price given by the user" in found["note"]
    assert "not published" not in found["note"]


def test_prices_for_periods_only(build: ModuleType) -> None:
    assert prices(build, "2026Q4=80,2027=85") == [75.36, 75.28, 82.32, 80.0, 85.0, 82.32]
    assert prices(build, "2026=90") == [90.0] * 4 + [82.32] * 2
    assert prices(build, " 2026q1 = 1 , 2034 = 2 ") == [1.0, 75.28, 82.32, 82.32, 82.32, 2.0]


def test_given_prices_name_their_days() -> None:
    assert given_prices("2026Q4=80") == [
        (date(2026, 10, 1), date(2026, 12, 31), 80.0, "given:--price 2026Q4")
    ]
    assert given_prices("") == []
    assert [p[:2] for p in given_prices("2028Q1=1")] == [(date(2028, 1, 1), date(2028, 3, 31))]


@pytest.mark.parametrize(
    "text",
    [
        "cheap",
        "-1",
        "nan",
        "inf",
        "75,36",
        "2026Q5=80",
        "2025=80",
        "2035=80",
        "2026Q4=",
        "2026Q4=x",
        "=80",
        "80,90",
    ],
)
def test_nonsense_is_refused(build: ModuleType, text: str) -> None:
    with pytest.raises(UsageError, match="--price"):
        build.priced([build.line()], price=text)


def test_a_price_given_for_a_period_lifts_the_refusal_there(build: ModuleType) -> None:
    refuse = {"price_not_published": "refuse"}
    rows = [build.line(import_date=d) for d in DATES]
    assert build.priced(rows, assume=refuse).count("status") == {"priced": 3, "price_missing": 3}
    assert build.priced(rows, assume=refuse, price="2026Q4=80").count("status") == {
        "priced": 4,
        "price_missing": 2,
    }
    assert build.priced(rows, assume=refuse, price="80").count("status") == {"priced": 6}
