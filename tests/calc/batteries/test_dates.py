"""Article 7: the later of a fixed date and months after acts that are not adopted."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.batteries.dates import ACTS, DATES, months_after, start_dates, starts
from factors import load
from factors.library import ROOT, Library

CATEGORIES = ("EV", "industrial", "LMT", "industrial with external storage")
FIXED = {  # declaration, class and label, threshold, with months; Art. 7(1) to (3)
    "EV": (("2025-02-18", 12), ("2026-08-18", 18), ("2028-02-18", 18)),
    "industrial": (("2026-02-18", 18), ("2027-08-18", 18), ("2029-02-18", 18)),
    "LMT": (("2028-08-18", 18), ("2030-02-18", 18), ("2031-08-18", 18)),
    "industrial with external storage": (("2030-08-18", 18), ("2032-02-18", 18), ("2033-08-18", 18)),
}
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def adopted(folder: Path, acts: dict[str, date]) -> Library:
    """Return a library in which these acts are in force, published a month before."""
    shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "law" / "eu" / "batteries_acts.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for n, line in enumerate(lines):
        act = line.split(",")[0]
        if act in acts:
            published = acts[act] - timedelta(days=30)
            lines[n] = line.replace(",,,not adopted,", f",{acts[act]},{published},adopted,")
    file.write_text("".join(lines), encoding="utf-8")
    return Library(folder)


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_start_is_fixed(category: str) -> None:
    found = starts(category, load())
    assert [one.duty for one in found] == ["declaration", "class and label", "threshold"]
    assert [(one.fixed.isoformat(), one.months) for one in found] == list(FIXED[category])
    assert [len(one.acts) for one in found] == [2, 2, 1]
    for one in found:
        assert one.start is None
        assert one.missing == one.acts
        assert one.text.startswith(f"not yet fixed: the later of {one.fixed} and {one.months} months")
        assert one.place.startswith("Art. 7")


def test_the_text_names_what_is_missing() -> None:
    duty, text = start_dates("EV", load())[0]
    assert duty == "declaration"
    assert text == (
        "not yet fixed: the later of 2025-02-18 and 12 months after the last act is in force; delegated act on the "
        "method of the carbon footprint and implementing act on the format of the declaration are not adopted as "
        "far as sources reach"
    )


@pytest.mark.parametrize("category", ["SLI", "portable", ""])
def test_a_category_outside_says_so(category: str) -> None:
    ((duty, text),) = start_dates(category, load())
    assert duty == "Article 7"
    assert "covers EV, industrial, LMT" in text


def test_a_small_industrial_battery_is_outside() -> None:
    ((duty, text),) = start_dates("industrial", load(), 2.0)
    assert (duty, text) == ("Article 7", "covers industrial batteries above 2 kWh, not one of 2 kWh")
    assert len(start_dates("industrial", load(), 2.01)) == len(start_dates("industrial", load())) == 3
    assert len(start_dates("EV", load(), 1.0)) == 3


def test_tables_fit_together() -> None:
    library = load()
    acts = library.table(ACTS).columns
    named = {act for cell in library.table(DATES).columns["acts"] for act in cell.split()}
    assert named == set(acts["act"])
    assert set(acts["state_source"]) <= set(library.sources)
    assert set(acts["state"]) == {"not adopted"}
    assert not any(acts["in_force"])
    assert all(date.fromisoformat(due) < date(2033, 1, 1) for due in acts["due"])


def test_with_acts_in_force_the_date_is_computed(tmp_path: Path) -> None:
    acts = {"ev-method": date(2027, 3, 31), "ev-format": date(2027, 1, 15), "ev-threshold": date(2026, 1, 1)}
    library = adopted(tmp_path / "factors", acts)
    declaration, classes, threshold = starts("EV", library)
    assert declaration.start == date(2028, 3, 31)  # 12 months after the later act
    assert declaration.text == "from 2028-03-31"
    assert classes.start is None
    assert threshold.start == date(2028, 2, 18)  # the fixed date is the later
    # one act of two leaves it open, and an act not yet published is not known
    assert starts("LMT", library)[0].start is None
    before = Library(tmp_path / "factors", known_on=date(2027, 2, 1))
    assert starts("EV", before)[0].missing == ("ev-method",)


@given(fixed=days, first=days, second=days, months=st.integers(0, 40))
def test_the_later_counts(fixed: date, first: date, second: date, months: int) -> None:
    start = max(fixed, months_after(max(first, second), months))
    assert start >= fixed
    assert start >= months_after(first, months)
    assert start in (fixed, months_after(first, months), months_after(second, months))


@given(day=days, months=st.integers(0, 60))
def test_months_after_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
    assert months_after(date(2027, 8, 31), 18) == date(2029, 2, 28)
    assert months_after(date(2026, 8, 31), 18) == date(2028, 2, 29)
