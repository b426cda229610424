"""States of solid waste and noise, recognised by their headings."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import calc
from calc.taxes import noise_states, solid_waste

WASTE: dict[str, Any] = {"site": "Mine", "province": "Hebei", "month": "2024-02", "category": "tailings"}
AMOUNTS = {"produced [t]": 100, "stored [t]": 10, "disposed [t]": 5, "used [t]": 35}
NOISE: dict[str, Any] = {
    "site": "Mill",
    "boundary": "north",
    "month": "2024-02",
    "day_level": 60,
    "day_limit": 55,
    "days": 20,
}
WASTE_CASES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "computed", ""),
    ({"category": "其他固体废物"}, "assumed", ""),
    ({"category": "other solid waste", "in_scope": "no"}, "out_of_scope", ""),
    ({"category": "tailngs"}, "unknown_category", "did you mean tailings?"),
    ({"month": "2024-13"}, "month_invalid", "month 13"),
    ({"month": "2017-01"}, "before_law", "2018-01"),
    ({"used [t]": 90}, "negative_balance", "produced 100"),
    ({"produced [t]": None}, "invalid", ""),
    ({"province": "Hebai"}, "unknown_province", "did you mean Hebei"),
    ({"punitive": "perhaps"}, "computed", "yes or no"),
]
NOISE_CASES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "computed", ""),
    ({"month": "2024-00"}, "month_invalid", "month 0"),
    ({"month": "2017-01"}, "before_law", "2018-01"),
    ({"day_limit": None}, "limit_missing", "a limit for each level"),
    ({"day_level": None, "day_limit": None}, "level_missing", "night_level"),
    ({"long_boundary": "perhaps"}, "boundary_unclear", "a length in m"),
    ({"days": 32}, "invalid", "at most 31"),
    ({"days": 30}, "days_unclear", "no more than the month has"),
    ({"days": 14.5}, "days_unclear", "whole days"),
    ({"points": 1.5}, "points_unclear", "a whole number"),
    ({"points": 0}, "points_unclear", "at least 1"),
    ({"day_level": -60}, "invalid", "more than 0"),
    ({"night_level": 60}, "limit_missing", "night_level 60"),
    ({"province": "Hebai"}, "unknown_province", "did you mean Hebei"),
]


def told(ledger: Any) -> str:
    return " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)


@pytest.mark.parametrize(("cells", "status", "said"), WASTE_CASES)
def test_solid_waste(cells: dict[str, Any], status: str, said: str) -> None:
    ledger = calc.run(pd.DataFrame([{**WASTE, **AMOUNTS, **cells}, {**WASTE, **AMOUNTS, "site": "Other"}]))
    assert ledger.subject.name == "solid-waste"
    found = ledger.result_frame()
    assert found["status"].tolist() == [status, "computed"]
    assert found["tax_cny"][1] == 750
    assert said in told(ledger)
    assert "Status:" in ledger.explain(0)
    assert solid_waste.STATUSES[0] == "computed"


def test_scope_has_to_be_said_where_chosen() -> None:
    rows = [{**WASTE, **AMOUNTS, "category": "other solid waste"}]
    found = calc.run(pd.DataFrame(rows), assume={"other_solid_waste": "refused"})
    assert found.result_frame()["status"].tolist() == ["scope_open"]


def test_one_site_in_two_provinces() -> None:
    rows = [{**WASTE, **AMOUNTS}, {**WASTE, **AMOUNTS, "province": "Shanxi"}]
    assert calc.run(pd.DataFrame(rows)).result_frame()["status"].tolist() == ["province_conflict"] * 2


@pytest.mark.parametrize(("cells", "status", "said"), NOISE_CASES)
def test_noise(cells: dict[str, Any], status: str, said: str) -> None:
    ledger = calc.run(pd.DataFrame([{**NOISE, **cells}, {**NOISE, "boundary": "south"}]))
    assert ledger.subject.name == "noise"
    found = ledger.result_frame()
    assert found["status"].tolist() == [status, "computed"]
    assert found["tax_cny"][1] == 700
    assert said in told(ledger)
    assert "Status:" in ledger.explain(0)
    assert noise_states.STATUSES[0] == "computed"


def test_noise_of_one_site_in_two_provinces() -> None:
    rows = [{**NOISE, "province": "Hebei"}, {**NOISE, "boundary": "south", "province": "Shanxi"}]
    assert calc.run(pd.DataFrame(rows)).result_frame()["status"].tolist() == ["province_conflict"] * 2


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"days": 0}, "no days of it"),
        ({"day_level": 50}, "no excess"),
        ({"night_limit": 45}, "a limit without a level"),
    ],
)
def test_what_is_not_counted_is_said(cells: dict[str, Any], note: str) -> None:
    assert note in calc.run(pd.DataFrame([{**NOISE, **cells}])).result_frame()["note"][0]


def test_a_boundary_stands_once_in_a_month() -> None:
    found = calc.run(pd.DataFrame([NOISE, {**NOISE, "day_level": 70}])).result_frame()
    assert found["status"].tolist() == ["duplicate"] * 2


def test_days_and_nights_count_apart() -> None:
    row = {**NOISE, "night_level": 50, "night_limit": 45, "nights": 3}
    found = calc.run(pd.DataFrame([row])).result_frame()
    assert (found["day_amount_cny"][0], found["night_amount_cny"][0]) == (700, 350)


def test_reports(tmp_path: Any) -> None:
    for n, rows in enumerate(([{**WASTE, **AMOUNTS}], [NOISE])):
        ledger = calc.run(pd.DataFrame(rows))
        for ending in ("xlsx", "csv", "json"):
            ledger.write(tmp_path / f"{n}.{ending}")
        assert ledger.groups["returns"][0].due == "2024-04-15"
