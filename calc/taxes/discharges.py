"""Pollutants discharged into air and water: what the sheet may hold, what the ledger gives.

The computation is in `calc.taxes.resolve`, `calc.taxes.ranking`, `calc.taxes.charge` and `calc.taxes.result`; here
stands only the declaration from which reader, template, ledger, workbook and explanation follow.
"""

from __future__ import annotations

from calc.engine.model import Column, Line, Subject, Table
from calc.taxes.columns import FILED_ON, MONTH, PAID_ON, PROVINCE, PUNITIVE, SITE
from calc.taxes.explain import explain
from calc.taxes.law import MEDIA
from calc.taxes.result import ledger as calculate
from calc.taxes.status import MEANING
from calc.taxes.view import DISCHARGES
from calc.taxes.words import METHODS

CONCENTRATIONS = ("mg/m3", "mg/Nm3")

COLUMNS = (
    SITE,
    PROVINCE,
    Column(
        "zone",
        "text",
        "City or zone, where the rate of the province depends on it (Hebei, Jiangsu)",
        meaning_zh="城市/地区（河北、江苏按地区定税额）",
        example="Tangshan",
        second="Tangshan",
    ),
    Column("outlet", "text", "Outlet", meaning_zh="排放口", example="DA001", second="DW001"),
    MONTH,
    Column(
        "medium",
        "text",
        "air or water; taken from the pollutant where only one of the two has it",
        meaning_zh="大气或水",
        example="air",
        second="water",
        choices=MEDIA,
    ),
    Column(
        "pollutant",
        "text",
        "Pollutant as Annex 2 names it, or pH, colour, coliform, a kind of livestock, small enterprise",
        needed=True,
        meaning_zh="污染物名称",
        example="SO2",
        second="COD",
    ),
    Column(
        "amount",
        "number",
        "Mass discharged in the month; for pH, colour, coliform, chlorine, small dischargers: wastewater in t or m3",
        units=("kg", "mg/m3", "m3"),
        least=0,
        most=10**12,
        meaning_zh="当月排放量",
        example="1200",
        second="300",
    ),
    Column(
        "concentration",
        "number",
        "Mean concentration of the month, with its unit: the amount is concentration times flow",
        units=CONCENTRATIONS,
        unit_needed=True,
        least=0,
        meaning_zh="月均浓度",
    ),
    Column(
        "flow",
        "number",
        "Gas or wastewater of the month, with its unit",
        units=("m3", "Nm3", "t"),
        unit_needed=True,
        least=0,
        meaning_zh="当月废气/废水量",
    ),
    Column(
        "limit",
        "text",
        "Limit of the standard, in the unit of measured; a range for pH, such as 6-9",
        units=("mg/m3",),
        meaning_zh="排放标准限值",
        example="35",
        second="50",
    ),
    Column(
        "measured",
        "number",
        "Concentration measured, mean of the month; the pH; the multiple of colour",
        units=CONCENTRATIONS,
        unit_free=True,
        least=0,
        meaning_zh="实测浓度（月均）；pH值；色度",
        example="20",
        second="32",
    ),
    Column(
        "exceeded",
        "text",
        "yes: an hourly mean, a daily mean or a single measurement was above the limit",
        meaning_zh="是否超标",
        example="no",
        second="no",
        choices=("yes", "no"),
    ),
    Column(
        "method",
        "text",
        "How the amount was found (Art. 10)",
        meaning_zh="计算方法（自动监测、监测机构监测、系数、抽样测算）",
        example=METHODS[0],
        second=METHODS[1],
        choices=METHODS,
    ),
    Column(
        "rate_cny",
        "number",
        "Your rate, CNY for one pollutant equivalent: wins over that of the province",
        above=0,
        meaning_zh="适用税额（元/污染当量）",
    ),
    Column(
        "produced", "number", "Amount produced, before treatment", units=("kg",), least=0, meaning_zh="产生量"
    ),
    PUNITIVE,
    Column(
        "exemption",
        "text",
        "Why it is not taxed (Arts 4 and 12): sewage works, agriculture, mobile source, municipal works",
        meaning_zh="免税/不征税情形",
        choices=("sewage works", "agriculture", "mobile source", "municipal works", "state council"),
    ),
    Column(
        "equivalent_value",
        "number",
        "Your equivalent value, in the unit of the item, where none is held",
        above=0,
        meaning_zh="污染当量值（自有）",
    ),
    Column(
        "stock_open",
        "number",
        "Livestock or beds at the beginning of the month",
        least=0,
        meaning_zh="月初存栏量/床位",
    ),
    Column(
        "stock_close",
        "number",
        "Livestock or beds at the end of the month",
        least=0,
        meaning_zh="月末存栏量/床位",
    ),
    PAID_ON,
    FILED_ON,
)

LINES = (
    Line("pollutant_equivalents", "number", "Pollutant equivalents", "1", digits=2),
    Line("rank", "number", "Rank at the outlet", "1", digits=0),
    Line("taxed", "code", "Taxed"),
    Line("rate_cny", "number", "Rate", "CNY/equivalent", digits=2),
    Line("reduction", "number", "Share of the tax due (Art. 13)", "1", digits=2),
    Line("tax_cny", "number", "Tax", "CNY", sum=True, digits=2),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("tax_before_reduction_cny", "number", "Tax before reduction", "CNY", sum=True, digits=2),
    Line("pollutant_used", "code", "Pollutant"),
    Line("medium_used", "code", "Medium"),
    Line("ranked_among", "code", "Ranked among"),
    Line("quantity", "number", "Counted amount", "", digits=3),
    Line("quantity_unit", "code", "Unit of the counted amount"),
    Line("equivalent_value", "number", "Amount of one equivalent", "", digits=4),
    Line("quarter", "code", "Quarter"),
    Line("method_used", "code", "Way of measuring (Art. 10)"),
    Line("equivalent_reference", "reference", "Source of the equivalent value"),
    Line("rate_reference", "reference", "Source of the rate"),
    Line("reduction_reference", "reference", "Source of the reduction"),
)

TABLE = Table(
    "discharges", COLUMNS, results=tuple(line.name for line in LINES), unless=("cn_code", "import_date")
)

SUBJECT = Subject(
    name="discharges",
    title="Environmental protection tax on discharges (China)",
    table=TABLE,
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="taxes-cn",
    view=DISCHARGES,
)
