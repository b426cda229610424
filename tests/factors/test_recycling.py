"""Names of recycling: unambiguous, complete for the rules, suggested and never taken where they are only near."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from factors import load
from factors.law import LawError
from factors.names import normalised
from factors.recycling import KINDS, STEPS, name_of, nearest_of, recycling_key, step_days

with (load().names / "recycling.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def test_a_spelling_names_one_thing() -> None:
    met = Counter((row["kind"], normalised(row["spelling"])) for row in ROWS)
    assert [key for key, count in met.items() if count > 1] == []
    assert {row["kind"] for row in ROWS} == set(KINDS)
    assert all(row["key"] and row["language"] for row in ROWS)


def test_every_fraction_part_and_use_of_the_rules_has_a_name_in_both_languages() -> None:
    table = load().table("batteries.recycling_rules")
    for kind, key in zip(table.columns["kind"], table.columns["key"], strict=True):
        assert recycling_key(key, kind) == key
        assert name_of(key, kind)
        assert any(r["kind"] == kind and r["key"] == key and r["language"] == "zh" for r in ROWS), key


def test_every_key_of_the_law_has_a_name() -> None:
    series = load().law("eu.batteries_recycling").series
    kinds = {
        "recycled_content_minimum": "metal",
        "recycled_content_scope": "category",
        "recycling_efficiency": "group",
        "material_recovery": "fraction",
        "counted_element": "fraction",
    }
    for name, kind in kinds.items():
        for key in {key for item in series[name].values for key in item.keys}:
            assert recycling_key(key, kind) == key


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Ni", "fraction", "nickel"),
        ("镍", "metal", "nickel"),
        ("Li-ion", "group", "lithium-based"),
        ("Pb", "fraction", "lead"),
        ("passed on", "flow", "passed-on"),
        ("Nickle", "fraction", None),
        ("", "fraction", None),
    ],
)
def test_keys(text: str, kind: str, key: str | None) -> None:
    assert recycling_key(text, kind) == key


def test_near_names_are_suggested() -> None:
    assert nearest_of("nickle", "fraction")[0] == "nickel"
    assert nearest_of("blak mass", "fraction")[0] == "black mass"
    assert nearest_of("", "fraction") == ()


@pytest.mark.parametrize("name", STEPS)
def test_the_steps_of_the_law_are_those_that_columns_are_named_after(name: str) -> None:
    series = load().law("eu.batteries_recycling").series[name]
    assert tuple(day.year for day in step_days(name, series)) == STEPS[name]
    assert len({item.start for item in series.values}) == 2
    for start in (
        date(2033, 1, 1),
        series.values[0].start.replace(day=1),
    ):  # a third step; two days in one year
        later = replace(series.values[-1], start=start, end=None)
        with pytest.raises(LawError, match=r"expected one day in 20\d\d and one in 20\d\d.*STEPS"):
            step_days(name, replace(series, values=(*series.values, later)))
    only = tuple(item for item in series.values if item.start == series.values[0].start)
    with pytest.raises(LawError, match=name):
        step_days(name, replace(series, values=only))
