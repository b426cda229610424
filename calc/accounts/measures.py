"""Abatement measures: what the sheet may hold, what the ledger gives."""

from __future__ import annotations

from calc.accounts.account import money_column
from calc.accounts.measure_explain import explain
from calc.accounts.measure_resolve import PRICES
from calc.accounts.measure_result import ledger as calculate
from calc.accounts.measure_status import MEANING
from calc.accounts.measure_view import VIEW
from calc.engine.model import Column, Line, Subject, Table
from calc.methods.exchanged import CURRENCIES, money_units
from factors.pollutants import MEDIA


def _price(name: str, meaning: str, meaning_zh: str, *per: str) -> Column:
    return Column(
        name, "number", meaning, units=money_units(*per), unit_needed=True, least=0, meaning_zh=meaning_zh
    )


COLUMNS = (
    Column("site", "text", "Plant", private=True, meaning_zh="工厂", example="Mill A", second="Mill A"),
    Column(
        "measure",
        "text",
        "The measure",
        needed=True,
        meaning_zh="减排措施",
        example="Flue gas desulphurisation",
        second="Scrap preheating",
    ),
    Column(
        "pollutant",
        "text",
        "Pollutant abated, such as SO2, NOx, COD or CO2e",
        needed=True,
        meaning_zh="污染物（如二氧化硫、CO2e）",
        example="SO2",
        second="CO2e",
    ),
    Column(
        "medium",
        "text",
        "air, water or waste, where the pollutant is known in several",
        meaning_zh="介质",
        example="air",
        choices=MEDIA,
    ),
    Column(
        "abated",
        "number",
        "Amount abated a year",
        units=("t", "tCO2e"),
        unit_needed=True,
        needed=True,
        above=0,
        meaning_zh="年减排量",
        example="400 t",
        second="30000 tCO2e",
    ),
    Column(
        "year",
        "year",
        "Year: its last day chooses prices and exchange rates",
        needed=True,
        meaning_zh="年份",
        example="2025",
        second="2025",
    ),
    money_column(
        "capital", "Investment: counted as an annuity over its life", "投资额", "12000000", "20000000", 0
    ),
    Column(
        "life",
        "number",
        "Life of the investment",
        units=("year",),
        above=0,
        meaning_zh="使用年限（年）",
        example="15",
        second="12",
    ),
    Column(
        "interest",
        "number",
        "Interest a year",
        share=True,
        least=0,
        most=1,
        meaning_zh="年利率",
        example="5 %",
        second="5 %",
    ),
    money_column("operating_cost", "Operating cost a year", "年运行费用", "900000", "500000", 0),
    money_column(
        "savings",
        "What the measure saves a year beside charges: energy, materials",
        "年节约",
        "",
        "2500000",
        0,
    ),
    Column(
        "currency",
        "text",
        "Currency of the costs, where heading and cell do not say it",
        meaning_zh="货币",
        example="CNY",
        second="CNY",
        choices=CURRENCIES,
    ),
    Column(
        "country",
        "text",
        "Country of the plant: looks up tax, carbon price and damage",
        meaning_zh="国家",
        example="China",
        second="China",
        countries=True,
    ),
    _price("tax_rate", "Tax saved on a tonne; wins over the look-up", "税率（每吨）", "t", "tCO2e"),
    _price("allowance_price", "Price of allowances; wins over the look-up", "配额价格", "tCO2e", "tCO2"),
    _price(
        "cbam_price", "Price of CBAM certificates; wins over the look-up", "CBAM证书价格", "tCO2e", "tCO2"
    ),
    Column(
        "cbam_share",
        "number",
        "Share of the output that goes under CBAM: on it certificates are saved",
        share=True,
        least=0,
        most=1,
        meaning_zh="受CBAM约束的产量比例",
        second="10 %",
    ),
    _price("damage_cost", "Damage of a tonne; wins over the look-up", "损害成本", "t", "tCO2e"),
    Column("reference", "text", "Your reference", meaning_zh="编号", example="M-01", second="M-02"),
)

LINES = (
    Line("cost_cny", "number", "Cost a year", "CNY", sum=True, digits=2),
    Line("cost_cny_per_t", "number", "Cost of a tonne abated", "CNY/t", digits=2),
    Line("rank", "number", "Rank by cost of a tonne, in its pollutant", digits=0),
    Line("cumulative_abated_t", "number", "Abated up to this measure", "t"),
    Line("tax_saved_cny", "number", "Tax saved", "CNY", sum=True, digits=2),
    Line("allowances_saved_cny", "number", "Allowances saved", "CNY", sum=True, digits=2),
    Line("cbam_saved_cny", "number", "CBAM saved", "CNY", sum=True, digits=2),
    Line("damage_saved_cny", "number", "Damage saved", "CNY", sum=True, digits=2),
    Line("charges_saved_cny", "number", "Charges saved", "CNY", sum=True, digits=2),
    Line("net_cost_cny", "number", "Left after charges saved", "CNY", sum=True, digits=2),
    Line("net_with_damage_cny", "number", "Left after charges and damage saved", "CNY", digits=2),
    Line("pays", "code", "Pays"),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("annuity_cny", "number", "Annuity", "CNY", digits=2),
    Line("operating_cny", "number", "Operation", "CNY", digits=2),
    Line("savings_cny", "number", "Savings", "CNY", digits=2),
    Line("charge_cny_per_t", "number", "Charge on a tonne", "CNY/t", digits=2),
    Line("coverage", "number", "Charge over cost of abatement", "1"),
    Line("rate_needed_cny_per_kg", "number", "Rate needed for the target share", "CNY/kg", digits=4),
    Line(
        "rate_needed_cny_per_equivalent",
        "number",
        "Rate needed per equivalent",
        "CNY/pollutant_equivalent",
        digits=4,
    ),
    Line("internalised_share", "number", "Charge over damage", "1"),
    Line("abated_t", "number", "Abated", "t"),
    Line("pollutant_used", "code", "Pollutant"),
    Line("measure_of", "code", "Measure"),
    Line("equivalent_kg", "number", "Pollutant equivalent", "kg", digits=4),
    *(Line(f"{name}_used_cny_per_t", "number", f"{name.replace('_', ' ')} used".capitalize(), "CNY/t", digits=2)
      for name in PRICES),
    *(Line(f"{name}_reference", "reference", f"Source of the {name.replace('_', ' ')}") for name in PRICES),
    Line("rate_reference", "reference", "Source of the exchange rate"),
)  # fmt: skip

SUBJECT = Subject(
    name="measures",
    title="Abatement measures",
    table=Table("measures", COLUMNS, results=tuple(line.name for line in LINES)),
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="measures-2026",
    view=VIEW,
)
