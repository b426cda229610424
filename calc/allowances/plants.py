"""Allowances of plants: what the sheet may hold, what the ledger gives."""

from __future__ import annotations

from calc.allowances.explain import explain
from calc.allowances.result import ledger as calculate
from calc.allowances.status import MEANING
from calc.engine.model import Column, Line, Subject, Table
from calc.engine.view import Grouping, GroupTable, Shown, View
from calc.methods.exchanged import money_units

COLUMNS = (
    Column(
        "site",
        "text",
        "Plant",
        needed=True,
        private=True,
        meaning_zh="工厂",
        example="Mill A",
        second="Mill B",
    ),
    Column(
        "year",
        "year",
        "Year of the emissions; its last day chooses the price where no date is given",
        needed=True,
        meaning_zh="年份",
        example="2025",
        second="2025",
    ),
    Column("product", "text", "Product, for your reference", meaning_zh="产品", example="billet"),
    Column(
        "verified",
        "number",
        "Verified emissions",
        units=("tCO2e", "tCO2"),
        unit_needed=True,
        needed=True,
        least=0,
        most=10**12,
        meaning_zh="经核查的排放量",
        example="1000000 tCO2e",
        second="400000 tCO2e",
    ),
    Column(
        "allocated",
        "number",
        "Allowances allocated for nothing",
        units=("tCO2e", "tCO2"),
        unit_needed=True,
        needed=True,
        least=0,
        most=10**12,
        meaning_zh="免费配额",
        example="970000 tCO2e",
        second="400000 tCO2e",
    ),
    Column(
        "price",
        "number",
        "Price paid for a tonne; the last one known if empty",
        units=money_units("tCO2e", "tCO2"),
        unit_needed=True,
        least=0,
        meaning_zh="碳价（空则取最近已知价格）",
        second="70 CNY/tCO2e",
    ),
    Column(
        "jurisdiction",
        "text",
        "Whose system: CN, CN-GD, EU ...",
        meaning_zh="辖区",
        example="CN",
        second="CN",
        countries=True,
    ),
    Column(
        "instrument",
        "text",
        "Instrument, where the jurisdiction has several, such as national ETS",
        meaning_zh="碳定价工具",
        example="national ETS",
    ),
    Column("date", "date", "Day of price and exchange rate", meaning_zh="价格日期"),
    Column(
        "output",
        "number",
        "Output of the plant in the year",
        units=("t",),
        unit_needed=True,
        above=0,
        meaning_zh="产量",
        example="500000 t",
        second="300000 t",
    ),
    Column("reference", "text", "Your reference", meaning_zh="编号", example="P-01", second="P-02"),
)

LINES = (
    Line("net_allowances_tco2e", "number", "Net allowances (to buy above 0)", "tCO2e", sum=True),
    Line("net_carbon_cost_cny", "number", "Net carbon cost in yuan", "CNY", sum=True, digits=2),
    Line("net_carbon_cost_eur", "number", "Net carbon cost in euro", "EUR", sum=True, digits=2),
    Line("net_carbon_cost_cny_per_t", "number", "Net carbon cost per tonne of output", "CNY/t", digits=2),
    Line("net_carbon_cost_eur_per_t", "number", "Net carbon cost per tonne in euro", "EUR/t", digits=2),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("net_carbon_cost", "number", "Net carbon cost in the currency of the price", digits=2),
    Line("price_used_per_tco2e", "number", "Price of a tonne, in its currency", digits=2),
    Line("currency_used", "code", "Currency of the price"),
    Line("paid_share", "number", "Share of the emissions on which the price is paid", "1", digits=4),
    Line(
        "carbon_price_paid_per_t",
        "number",
        "Paid per tonne of output, in the currency of the price",
        digits=2,
    ),
    Line("verified_tco2e", "number", "Verified emissions", "tCO2e"),
    Line("allocated_tco2e", "number", "Allocated", "tCO2e"),
    Line("output_used_t", "number", "Output", "t"),
    Line("jurisdiction_used", "code", "Jurisdiction"),
    Line("price_period", "code", "Days of the price"),
    Line("cny_per_unit", "number", "Yuan for a unit of the currency", "CNY", digits=6),
    Line("eur_per_unit", "number", "Euro for a unit of the currency", "EUR", digits=6),
    Line("price_reference", "reference", "Source of the price"),
    Line("rate_reference", "reference", "Source of the rate of the currency"),
    Line("yuan_rate_reference", "reference", "Source of the rate of the yuan"),
)

VIEW = View(
    amount="net_carbon_cost_cny",
    groupings=(
        Grouping("jurisdiction_used", "Jurisdiction", "No jurisdiction", short="Jurisdiction", chart=False),
    ),
    sums=(Shown("net_allowances_tco2e", "tCO2e", 0), Shown("net_carbon_cost_cny", "CNY", 0, bar=True)),
    top=(
        Shown("net_allowances_tco2e", "net tCO2e", 0),
        Shown("price_used_per_tco2e", "price", 2),
        Shown("currency_used", "in"),
        Shown("paid_share", "paid share", 4),
        Shown("net_carbon_cost_cny_per_t", "CNY/t", 2),
        Shown("net_carbon_cost_cny", "CNY", 0),
    ),
    top_title="The {count} plants with the largest cost",
    groups=(
        GroupTable(
            "rates",
            "Exchange rates used",
            (
                Shown("currency", "Currency"),
                Shown("wanted_for", "For"),
                Shown("eur_per_unit", "EUR for one", 6),
                Shown("observed", "Observed"),
                Shown("source", "Source"),
                Shown("basis", "Basis", marked=("assumed", "no rate")),
            ),
            most=60,
            short="Exchange rates",
        ),
    ),
    digits={"CNY": 0, "EUR": 0, "tCO2e": 0},
    causes={"status": "status", "net_allowances_tco2e": "allowances", "price_used_per_tco2e": "price"},
)

SUBJECT = Subject(
    name="allowances",
    title="Net carbon cost of plants",
    table=Table(
        "allowances",
        COLUMNS,
        results=tuple(line.name for line in LINES),
        unless=("material", "cn_code", "scrap_share"),
    ),
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="allowances-2026",
    view=VIEW,
)
