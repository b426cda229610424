"""Dated values: in force, assumed, outside; editions of tables; what the loader refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from factors import load
from factors.law import ASSUMED, IN_FORCE, OUTSIDE, Law, LawError, day, load_law

BLOCK = """
[[rate.values]]
from = {start}
{end}
value = {value}
source = "somewhere"
place = "Art. 1"
published = {published}
checked = 2026-11-21
{known}
reading = "official text"
"""


def block(
    start: str, value: float = 1.0, end: str = "", published: str = "2025-12-31", known: str = ""
) -> str:
    return BLOCK.format(
        start=start,
        value=value,
        published=published,
        end=f"to = {end}" if end else "",
        known=f"known_to = {known}" if known else "",
    )


@pytest.fixture
def law(tmp_path: Path) -> object:
    def read(text: str, head: str = "") -> Law:
        file = tmp_path / "law.toml"
        title = 'title = "A law"\njurisdiction = "EU"\nsubject = "imports"\n[rate]\ntitle = "Rate"\n'
        file.write_text(f"{title}{head}{text}", encoding="utf-8")
        return load_law(file, "eu.law")

    return read


def days(*dates: str) -> np.ndarray:
    return np.array([day(date.fromisoformat(d)) for d in dates])


def test_a_value_holds_from_its_first_to_its_last_day(law) -> None:
    series = law(block("2026-01-01", 1, "2026-12-31") + block("2027-01-01", 2, "2027-12-31")).series["rate"]
    value, index, status = series.at(
        days("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01", "2028-01-01")
    )
    assert np.array_equal(value, [np.nan, 1, 1, 2, np.nan], equal_nan=True)
    assert index.tolist() == [-1, 0, 0, 1, -1]
    assert status.tolist() == [OUTSIDE, IN_FORCE, IN_FORCE, IN_FORCE, OUTSIDE]


def test_a_carried_series_is_assumed_past_what_is_known(law) -> None:
    text = block("2026-01-01", 1, "2026-03-31") + block("2026-04-01", 2, "2026-06-30", known="2026-06-30")
    value, _, status = (
        law(text, "carry = true\n").series["rate"].at(days("2025-12-31", "2026-06-30", "2026-07-01"))
    )
    assert np.array_equal(value, [np.nan, 2, 2], equal_nan=True)
    assert status.tolist() == [OUTSIDE, IN_FORCE, ASSUMED]


def test_only_what_was_published_is_known(law) -> None:
    text = block("2026-01-01", 1, published="2025-12-01") + block("2026-01-01", 2, published="2026-07-31")
    series = law(text).series["rate"]
    at = days("2026-02-01")
    assert series.at(at)[0][0] == 2
    assert series.at(at, "", date(2026, 7, 30))[0][0] == 1
    assert series.at(at, "", date(2025, 11, 30))[2][0] == OUTSIDE
    assert [v.value for v in series.known(date(2026, 1, 1))] == [1]


def test_keys_choose_among_values(law) -> None:
    text = block("2026-01-01", 1).replace("value =", 'key = ["a", "b"]\nvalue =')
    text += block("2026-01-01", 2).replace("value =", 'key = "c"\nvalue =')
    series = law(text).series["rate"]
    assert [series.at(days("2026-06-01"), key)[0][0] for key in "abc"] == [1, 1, 2]
    assert np.isnan(series.at(days("2026-06-01"), "d")[0][0])
    assert series.reference(1) == "eu.law.rate@c@2026-01-01"


@pytest.mark.parametrize(
    ("text", "head", "said"),
    [
        (block("2026-01-01") + block("2026-06-01"), "", "overlap"),
        (block("2026-01-01", end="2025-01-01"), "", "ends before it starts"),
        (block("2026-01-01", 2.0), "most = 1\n", "2.0"),
        (block("2026-01-01", -1.0), "least = 0\n", "-1.0"),
        (block("2026-01-01", 0.0), "above = 0\n", "0.0"),
        (block("2026-01-01") + "colour = 1\n", "", "unknown key colour"),
        (block("2026-01-01"), "colour = 1\n", "unknown key colour"),
        (block("2026-01-01").replace('place = "Art. 1"', ""), "", "'place' is missing"),
        (block("2026-01-01").replace('source = "somewhere"', ""), "", "'source' is missing"),
        (block("2026-01-01") + "[colour]\nred = 1\n", "", "unknown table colour"),
    ],
)
def test_the_loader_refuses(law, text: str, head: str, said: str) -> None:
    with pytest.raises(LawError, match=said):
        law(text, head)


def test_of_two_editions_the_later_published_wins() -> None:
    law = load().law("eu.cbam")
    edition = law.edition("default_values", date(2026, 2, 15))
    assert edition is not None
    assert edition.table == "default_values.csv"
    assert edition.published == date(2026, 7, 31)
    assert law.edition("default_values", date(2025, 12, 31)) is None
    known_before = law.edition("benchmarks", date(2026, 2, 15), date(2025, 12, 30))
    assert known_before is None


def test_the_cbam_factor_of_every_year() -> None:
    series = load().law("eu.cbam").series["cbam_factor"]
    years = range(2026, 2036)
    value, _, status = series.at(days(*(f"{y}-07-01" for y in years)))
    assert value[:9].tolist() == [0.975, 0.95, 0.9, 0.775, 0.515, 0.39, 0.265, 0.14, 0.0]
    assert status[-1] == OUTSIDE


def test_mark_ups_by_sector_and_year() -> None:
    series = load().law("eu.cbam").series["mark_up"]
    at = days("2026-07-01", "2027-07-01", "2028-07-01", "2034-07-01")
    for sector in ("cement", "iron_steel", "aluminium", "hydrogen"):
        assert series.at(at, sector)[0].tolist() == [0.1, 0.2, 0.3, 0.3]
    assert series.at(at, "fertilisers")[0].tolist() == [0.01] * 4
    assert series.at(at, "electricity")[0].tolist() == [0.0] * 4


def test_certificate_prices_by_quarter_then_carried() -> None:
    series = load().law("eu.cbam").series["certificate_price"]
    value, index, status = series.at(
        days("2026-03-31", "2026-04-01", "2026-09-30", "2026-10-01", "2029-05-05")
    )
    assert value.tolist() == [75.36, 75.28, 82.32, 82.32, 82.32]
    assert status.tolist() == [IN_FORCE, IN_FORCE, IN_FORCE, ASSUMED, ASSUMED]
    assert series.reference(int(index[0])) == "eu.cbam.certificate_price@2026Q1"
