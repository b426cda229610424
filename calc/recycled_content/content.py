"""Recycled content: what the sheet may hold, what the ledger gives."""

from __future__ import annotations

from calc.engine.model import Column, Line, Subject, Table
from calc.engine.view import GroupTable, Shown, View
from calc.recycled_content.explain import explain
from calc.recycled_content.result import ledger as calculate
from calc.recycled_content.status import MEANING


def _mass(
    name: str, meaning: str, chinese: str, example: str, second: str, *, needed: bool = False
) -> Column:
    return Column(
        name,
        "number",
        meaning,
        units=("kg",),
        needed=needed,
        least=0,
        most=10**9,
        meaning_zh=chinese,
        example=example,
        second=second,
    )


COLUMNS = (
    Column(
        "model",
        "text",
        "Battery model",
        needed=True,
        meaning_zh="电池型号",
        example="LFP-60",
        second="NMC-75",
    ),
    Column(
        "plant",
        "text",
        "Manufacturing plant of the battery",
        needed=True,
        private=True,
        meaning_zh="电池制造工厂",
        example="Plant A",
        second="Plant B",
    ),
    Column(
        "year",
        "year",
        "Year of production",
        needed=True,
        meaning_zh="生产年份",
        example="2031",
        second="2036",
    ),
    Column(
        "category",
        "text",
        "EV, LMT, industrial, industrial with external storage, SLI or portable",
        needed=True,
        meaning_zh="电池类别",
        example="EV",
        second="LMT",
        choices=("EV", "LMT", "industrial", "industrial with external storage", "SLI", "portable"),
    ),
    Column(
        "capacity",
        "number",
        "Capacity of the battery, of industrial batteries: those above 2 kWh are in scope",
        units=("kWh",),
        above=0,
        meaning_zh="电池容量（工业电池）",
    ),
    Column(
        "placed_on_market",
        "date",
        "Day of placing on the market: decides which minimum applies",
        meaning_zh="投放市场日期",
        example="2031-09-01",
        second="2036-09-01",
    ),
    Column(
        "metal",
        "text",
        "Cobalt, lead, lithium or nickel",
        needed=True,
        meaning_zh="金属（钴、铅、锂、镍）",
        example="Li",
        second="Ni",
        choices=("Co", "Pb", "Li", "Ni"),
    ),
    _mass(
        "mass",
        "Mass of the metal in active materials; of lead, in the battery",
        "活性材料中该金属的质量（铅：整个电池中）",
        "0.9",
        "10",
        needed=True,
    ),
    _mass(
        "recovered_pre",
        "Of it recovered from battery manufacturing waste; rejects that go back into the same process are none",
        "其中回收自电池制造废料的质量（同一工序回用的不算）",
        "0.02",
        "0.4",
    ),
    _mass(
        "recovered_post",
        "Of it recovered from post-consumer waste",
        "其中回收自消费后废料的质量",
        "0.05",
        "1.2",
    ),
    Column("reference", "text", "Your reference", meaning_zh="编号", example="R-01", second="R-02"),
)

LINES = (
    Line("share_percent", "number", "Recycled content", "%", digits=4),
    Line("article_8", "code", "Art. 8 on the day of placing on the market"),
    Line("minimum_percent", "number", "Minimum on that day", "%", digits=2),
    Line("margin_points", "number", "Above the minimum (below 0: missed by)", "percentage points", digits=4),
    Line("missing_kg", "number", "Missing to the minimum", "kg", digits=6),
    Line("minimum_2031_percent", "number", "Minimum from 2031", "%", digits=2),
    Line("meets_2031", "code", "Against the minimum from 2031"),
    Line("margin_2031_points", "number", "Above the minimum from 2031", "percentage points", digits=4),
    Line("missing_2031_kg", "number", "Missing to the minimum from 2031", "kg", digits=6),
    Line("minimum_2036_percent", "number", "Minimum from 2036", "%", digits=2),
    Line("meets_2036", "code", "Against the minimum from 2036"),
    Line("margin_2036_points", "number", "Above the minimum from 2036", "percentage points", digits=4),
    Line("missing_2036_kg", "number", "Missing to the minimum from 2036", "kg", digits=6),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("share_pre_percent", "number", "From battery manufacturing waste", "%", digits=4),
    Line("share_post_percent", "number", "From post-consumer waste", "%", digits=4),
    Line("metal_kg", "number", "Metal of the model, plant and year", "kg", digits=6),
    Line("recovered_kg", "number", "Of it recovered from waste", "kg", digits=6),
    Line("metal_used", "code", "Metal"),
    Line("category_used", "code", "Category"),
    Line("applies_from", "code", "Minima apply from"),
    Line("documented_from", "code", "Documentation from"),
    Line("minimum_reference", "reference", "Source of the minimum on that day"),
    Line("minimum_2031_reference", "reference", "Source of the minimum from 2031"),
    Line("minimum_2036_reference", "reference", "Source of the minimum from 2036"),
    Line("scope_reference", "reference", "Source of the scope"),
)

VIEW = View(
    reconciled=False,  # the masses are of several metals
    groups=(
        GroupTable(
            "shares",
            "Recycled content by model, plant, year and metal",
            (
                Shown("model", "Model"),
                Shown("plant", "Plant"),
                Shown("year", "Year"),
                Shown("category", "Category"),
                Shown("metal", "Metal"),
                Shown("share_percent", "Share [%]", 2),
                Shown("minimum_2031_percent", "From 2031 [%]", 0),
                Shown("meets_2031", "Answer 2031", marked=("missed",)),
                Shown("missing_2031_kg", "Missing 2031 [kg]", 4),
                Shown("minimum_2036_percent", "From 2036 [%]", 0),
                Shown("meets_2036", "Answer 2036", marked=("missed",)),
                Shown("missing_2036_kg", "Missing 2036 [kg]", 4),
                Shown("article_8", "When placed on the market", marked=("missed", "not dated")),
            ),
            most=200,
            short="Recycled content (Art. 8; method not adopted), and points above each minimum",
            short_columns=(
                Shown("model", "model", letters=18),
                Shown("year", "year"),
                Shown("metal", "metal"),
                Shown("share_percent", "share %", 2),
                Shown("article_8", "on its day"),
                Shown("margin_2031_points", "of 2031", 2),
                Shown("margin_2036_points", "of 2036", 2),
            ),
            short_most=30,
        ),
        GroupTable(
            "dates",
            "From when Art. 8 applies",
            (
                Shown("category", "Category"),
                Shown("applies_from", "Minima"),
                Shown("article", "Article"),
                Shown("documented_from", "Documentation"),
            ),
            short="",
        ),
    ),
    causes={"status": "status", "share_percent": "share", "minimum_percent": "minimum"},
)

SUBJECT = Subject(
    name="recycled-content",
    title="Recycled content of batteries (EU, Art. 8)",
    table=Table(
        "recycled-content",
        COLUMNS,
        results=tuple(line.name for line in LINES),
        unless=("cn_code", "pollutant"),
    ),
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="recycled-content-2026",
    view=VIEW,
)
