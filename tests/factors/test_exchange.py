"""Dated exchange rates: the last one known, never a later one; the user's table wins."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from factors.prices.exchange import RateFileError, currency_code, euro_rate, user_rates


def test_a_weekend_takes_the_rate_of_friday() -> None:
    friday, sunday = euro_rate("CNY", date(2026, 2, 13), {}), euro_rate("cny ", date(2026, 2, 15), {})
    assert friday is not None
    assert sunday is not None
    assert (sunday.euro, sunday.day, sunday.assumed) == (friday.euro, date(2026, 2, 13), False)


def test_spellings_of_currencies() -> None:
    found = [currency_code(text) for text in ("rmb", " 元", "€", "TL", "cny", "XYZ")]
    assert found == ["CNY", "CNY", "EUR", "TRY", "CNY", "XYZ"]


def test_past_the_last_observation_the_rate_is_assumed() -> None:
    late = euro_rate("TRY", date(2034, 1, 1), {})
    assert late is not None
    assert late.assumed
    at_last = euro_rate("TRY", late.day + timedelta(days=2), {})
    assert at_last is not None
    assert (at_last.euro, at_last.assumed) == (late.euro, False)


def test_euro_is_one_and_unknown_currencies_have_no_rate() -> None:
    euro = euro_rate("EUR", date(2026, 2, 15), {})
    assert euro is not None
    assert euro.euro == 1.0
    assert euro_rate("TWD", date(2026, 2, 15), {}) is None
    assert euro_rate("CNY", date(1990, 1, 1), {}) is None


def test_the_users_rate_wins_from_its_day_on(tmp_path: Path) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(
        "currency,date,eur_per_unit\nTWD,2026-01-01,0.027\nTWD,2026-06-01,0.028\nCNY,2026-01-01,0.5\n"
    )
    rates = user_rates(file)
    found = [euro_rate("TWD", date(2026, m, 15), rates) for m in (2, 7)]
    assert [r.euro for r in found if r] == [0.027, 0.028]
    assert euro_rate("TWD", date(2025, 12, 31), rates) is None
    own = euro_rate("CNY", date(2026, 2, 15), rates)
    assert own is not None
    assert (own.euro, own.source) == (0.5, "user")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("currency,date\nTWD,2026-01-01\n", "eur_per_unit"),
        ("currency,date,eur_per_unit\nTWD,1.1.2026,0.027\n", "line 2"),
        ("currency,date,eur_per_unit\nTWD,2026-01-01,-1\n", "above 0"),
        ("currency,date,eur_per_unit\nTWD,2026-01-01,abc\n", "line 2"),
    ],
)
def test_a_table_that_cannot_be_used_says_where(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(text)
    with pytest.raises(RateFileError, match=word):
        user_rates(file)
