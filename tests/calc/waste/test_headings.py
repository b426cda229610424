"""A sheet of waste is known by its good and its treatment; look-alikes of other subjects are not taken for it."""

from __future__ import annotations

import pytest

from calc.catalogue import subjects
from calc.engine.headings import best, recognised
from calc.waste.goods import TABLE

TABLES = tuple(subject.table for subject in subjects())


def named(*headings: str) -> str:
    for tables in (TABLES, TABLES[::-1]):
        known = best(tables, headings, {})
        assert known is not None, headings
        assert not known.rivals, (headings, [known.table.name, *(t.name for t in known.rivals)])
    return known.table.name


@pytest.mark.parametrize(
    "headings",
    [
        ("good", "mass [t]", "treatment"),
        ("Waste", "Mass (t)", "Treatment", "Origin", "Destination"),
        ("Waste", "HS code", "Quantity [t]", "Treatment", "Origin", "Destination", "Date"),
        ("Goods", "Mass [t]", "Treatment", "Origin", "Destination", "Freight mode", "Freight distance"),
        ("Scrap", "Mass [t]", "Disposal method", "Country of origin", "HS code", "Import date", "Supplier"),
        ("Material", "Mass [t]", "Treatment", "Origin", "Destination"),
        ("废物名称", "重量（吨）", "处理方式", "来源国", "目的国"),
        ("货物名称", "净重（吨）", "处置方式", "海关编码", "原产国", "日期"),
        ("Abfallart", "Masse [t]", "Entsorgungsweg"),
        ("Вид відходів", "Маса, т", "Спосіб поводження"),
    ],
)
def test_waste_by_its_headings(headings: tuple[str, ...]) -> None:
    assert named(*headings) == "waste"


@pytest.mark.parametrize(
    ("headings", "subject"),
    [
        (("Material", "Mass [t]"), "metals"),
        (("Material", "Mass [t]", "Recycled share", "Origin", "Destination"), "metals"),
        (("Material", "Mass [t]", "Recycled share", "Waste [t]"), "metals"),
        (("Material", "Mass [t]", "Recycled share", "Route", "Grid", "Treatment"), "metals"),
        (("Metal", "Mass [t]", "Scrap type", "Recycled share", "Freight mode", "Freight distance"), "metals"),
        (("材料", "重量（吨）", "再生比例", "产地", "目的地", "运输方式"), "metals"),
        (("货物名称", "重量（吨）", "再生比例", "产地"), "metals"),
        (("CN code", "Country of origin", "Net mass [t]", "Import date"), "imports"),
        (("CN code", "Country of origin", "Net mass [t]", "Import date", "Goods", "Currency"), "imports"),
        (("海关编码", "原产国", "净重（吨）", "货物名称"), "imports"),
        (("route", "scrap_share", "mass [t]", "product", "origin", "destination"), "steel"),
    ],
)
def test_look_alikes_are_not_waste(headings: tuple[str, ...], subject: str) -> None:
    assert named(*headings) == subject


@pytest.mark.parametrize(
    ("heading", "column", "unit"),
    [
        ("treatment_cost [CNY/t]", "treatment_cost", "CNY/t"),
        ("处理费用（元/吨）", "treatment_cost", "元/吨"),
        ("DG surcharge (USD)", "surcharge", "USD"),
        ("危险品附加费", "surcharge", ""),
        ("HS编码", "hs_code", ""),
        ("Gate fee", "treatment_cost", ""),
        ("treatment_factor [tCO2e/t]", "treatment_factor", "tCO2e/t"),
        ("转移日期", "date", ""),
        ("达标比例", "to_standard", ""),
        ("方案组", "case", ""),
    ],
)
def test_headings_of_waste(heading: str, column: str, unit: str) -> None:
    found = recognised(TABLE, heading)
    assert found is not None
    assert (found.column, found.unit) == (column, unit)
