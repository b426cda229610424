"""Grids: what names one, what is refused, what is only suggested, and which year's figure answers."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors import load
from factors.grids import Grids, grid_key, nearest_grids
from factors.names import DATA, territories

SPOTS = {
    "CN-YN": "Yunnan|YUNNAN|Yunnan Province|云南|云南省|雲南|中国云南|云南电网|CN-YN|cn-yn"
    "|Yunnan, China|China (Yunnan)|云南 Yunnan",
    "CN-GX": "Guangxi|广西|广西自治区|广西壮族自治区|Guangxi Zhuang Autonomous Region",
    "CN-NM": "Inner Mongolia|Nei Mongol|neimenggu|内蒙古自治区",
    "CN-SX": "Shanxi|山西|Shānxī",
    "CN-SN": "Shaanxi|陕西|陝西省|Shǎnxī",
    "CN-BJ": "Beijing|北京市",
    "CN-XZ": "Tibet|Xizang|西藏",
    "CN-EAST": "East China|East China Grid|华东|华东电网|华东区域电网",
    "CN-NORTHWEST": "Northwest China|North-West China|西北",
    "CN-SOUTH": "南方电网|China Southern Power Grid|华南",
    "WORLD": "World|world|Global|GLO|世界|全球",
    "EU": "EU|EU-27|EU27|European Union|欧盟",
    "IS": "Iceland|IS|ISL|冰岛",
    "HK": "Hong Kong|CN-HK",
    "GE": "Georgia|格鲁吉亚",
    "US-GA": "US-GA|Georgia, USA|Georgia (US)|佐治亚州",
    "US-TX": "US-TX|Texas|texas|Texas, USA|得克萨斯州",
    "US-NM": "New Mexico",
    "MX": "Mexico",
    "IN": "IN|India",
    "US-IN": "Indiana|US-IN",
    "US-DC": "Washington, D.C.|华盛顿特区",
}
REFUSED = (
    *("", "-", "n/a", "unknown", "other", "rest of world", "EU-28", "TX", "East", "Washington"),
    *("Yunan", "Yunnan Guizhou", "Germany, Yunnan", "US Yunnan", "28.33 g/kWh", "0.5"),
)


@pytest.fixture(scope="module")
def grids() -> Grids:
    return Grids.of(load())


@pytest.mark.parametrize(("key", "text"), [(key, text) for key in SPOTS for text in SPOTS[key].split("|")])
def test_a_known_spelling_names_its_grid(key: str, text: str) -> None:
    assert grid_key(text) == key


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_known_names_nothing(text: str) -> None:
    assert grid_key(text) is None


def test_near_names_are_suggested_and_resolve() -> None:
    assert nearest_grids("Yunan")[0] == "Yunnan"
    assert nearest_grids("Islandd")[0] == "Iceland"
    assert set(nearest_grids("Washington")) == {"Washington State", "District of Columbia"}
    assert nearest_grids("n/a") == ()
    assert len(nearest_grids("Guandong", 2)) == 2
    assert all(grid_key(name) for text in ("Yunan", "Goergia", "Chin") for name in nearest_grids(text))


def test_every_spelling_resolves_to_its_own_key() -> None:
    with (DATA / "grids.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["spelling"]: grid_key(row["spelling"]) for row in rows} == {
        row["spelling"]: row["key"] for row in rows
    }


@given(st.text(max_size=20))
def test_any_text_is_a_grid_or_none(text: str) -> None:
    key = grid_key(text)
    assert key is None or grid_key(key) == key or key in territories()


def test_the_figure_of_the_year_else_the_latest_before_else_the_first_after(grids: Grids) -> None:
    table = load().table("energy.grid")
    for year, expected, exact in ((2022, 107.3, True), (2021, 123.5, True), (2026, 133.3, False)):
        value, row, is_exact = grids.figure("CN-YN", year)
        assert (value, is_exact) == (expected, exact)
        assert table.columns["grid"][row] == "CN-YN"
        assert float(table.columns["value_gco2e_per_kwh"][row]) == value
    assert grids.figure("CN-YN", 1990)[::2] == (123.5, False)
    assert grids.figure("CN-YN")[::2] == (133.3, True)
    assert grids.figure("IS", 2023)[::2] == (28.33, True)
    assert grids.figure("WORLD")[0] == 472.94


@pytest.mark.parametrize("key", ["CN-XZ", "LI", "X-LIVIGNO", "", "no grid"])
def test_a_grid_without_figure_has_none(grids: Grids, key: str) -> None:
    value, row, exact = grids.figure(key, 2023)
    assert np.isnan(value)
    assert (row, exact) == (-1, False)


def test_a_column_at_once_is_the_same_as_one_by_one(grids: Grids) -> None:
    codes, years = np.meshgrid(np.arange(-1, len(grids.keys)), [np.nan, 1900, 2021, 2022, 2023, 2024, 9e9])
    values, rows, exact = grids.by_key_year(codes.ravel(), years.ravel())
    for n, (code, year) in enumerate(zip(codes.ravel(), years.ravel(), strict=True)):
        key = grids.keys[code] if code >= 0 else ""
        one = grids.figure(key, None if np.isnan(year) else int(year))
        assert np.array_equal([values[n], rows[n], exact[n]], one, equal_nan=True)


def test_whole_years_come_as_integers_too(grids: Grids) -> None:
    code = grids.code_by_key["IS"]
    values, _, exact = grids.by_key_year(np.array([code, -1]), np.array([2023, 2023]))
    assert values[0] == 28.33
    assert np.isnan(values[1])
    assert exact.tolist() == [True, False]
