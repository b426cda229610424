"""Headings of the five battery sheets: each column in English and Chinese, and no sheet taken for another."""

from __future__ import annotations

import csv

import pytest

from calc.catalogue import subject, subjects
from calc.engine.headings import best, matched
from calc.engine.model import Table
from factors.library import ROOT

TABLE, *_ = BATTERY = subject("battery").tables
ALL = tuple(table for one in subjects() for table in one.tables)


def spellings() -> list[dict[str, str]]:
    with (ROOT / "names" / "headings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", BATTERY, ids=lambda table: table.name)
def test_each_column_is_spelled_in_english_and_chinese(table: Table) -> None:
    rows = [row for row in spellings() if row["table"] == table.name]
    assert {row["column"] for row in rows} - set(table.asked) == {column.name for column in table.columns}
    for column in table.columns:
        for language in ("en", "zh"):
            sure = [
                r for r in rows if (r["column"], r["language"], r["strength"]) == (column.name, language, "")
            ]
            assert len(sure) >= 2, (column.name, language)


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (("Model", "Category", "Chemistry", "Capacity [kWh]"), "battery product"),
        (
            ("型号", "电池类别", "正极体系", "额定容量（kWh）", "可用容量（kWh）", "质保年限"),
            "battery product",
        ),
        (("Battery model", "Component", "Material", "Weight [kg]", "Yield"), "battery materials"),
        (("型号", "部件", "材料", "重量（kg）", "成品率", "供应商因子（kgCO2e/kg）"), "battery materials"),
        (("Model", "Process", "Energy carrier", "Consumption [kWh]"), "battery energy"),
        (("型号", "工序", "能源载体", "用量（kWh）"), "battery energy"),
        (("Model", "Stage", "Goods", "Mass [kg]", "Transport mode", "Distance"), "battery transport"),
        (("型号", "运输阶段", "货物", "重量（kg）", "运输方式", "运输距离"), "battery transport"),
        (("Model", "Material", "Collection rate", "Recycling route"), "battery end of life"),
        (("型号", "材料", "收集率", "回收路线"), "battery end of life"),
        (("Material", "Mass [t]", "Recycled share", "Origin", "Supplier"), "metals"),
        (("good", "mass [t]", "treatment"), "waste"),
    ],
)
def test_a_sheet_is_known_by_its_headings(headings: tuple[str, ...], name: str) -> None:
    for tables in (ALL, ALL[::-1]):
        known = best(tables, headings, {})
        assert known is not None
        assert (known.table.name, [rival.name for rival in known.rivals]) == (name, [])
        assert len(known.found) == len(headings)


@pytest.mark.parametrize(
    ("heading", "column", "unit"),
    [
        ("Warranty [years]", "warranty_years", ""),
        ("Warranty [km]", "warranty_km", ""),
        ("质保（年）", "warranty_years", ""),
        ("质保里程（km）", "warranty_km", "km"),
        ("Rated capacity (Ah)", "nominal_capacity", "Ah"),
        ("Usable energy, kWh", "usable_capacity", "kWh"),
        ("FEqC per year", "cycles_per_year", ""),
        ("循环寿命", "cycles", ""),
    ],
)
def test_headings_of_a_product(heading: str, column: str, unit: str) -> None:
    (found,) = matched(TABLE, [heading], {}).values()
    assert (found.column, found.unit) == (column, unit)


def test_a_bare_warranty_is_neither_years_nor_kilometres() -> None:
    assert matched(TABLE, ["Warranty", "质保"], {}) == {}
