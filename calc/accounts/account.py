"""The environmental account of a product: what the sheet may hold, what the ledger gives."""

from __future__ import annotations

from calc.accounts.explain import explain
from calc.accounts.names import GROUPS
from calc.accounts.result import ledger as calculate
from calc.accounts.status import MEANING
from calc.accounts.view import VIEW
from calc.engine.model import Column, Line, Subject, Table
from calc.methods.exchanged import CURRENCIES, money_units

QUANTITIES = ("t", "MWh", "m3", "Nm3", "tCO2e", "pcs", "h")


def money_column(
    name: str,
    meaning: str,
    meaning_zh: str,
    example: str = "",
    second: str | None = None,
    least: float | None = None,
) -> Column:
    """Return a column of money; its currency stands in the heading, the cell or the column `currency`."""
    return Column(
        name,
        "number",
        meaning,
        units=CURRENCIES,
        unit_needed=True,
        unit_column="currency",
        least=least,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


def _cost(name: str, meaning: str, meaning_zh: str) -> Column:
    return Column(
        name,
        "number",
        meaning,
        units=CURRENCIES,
        unit_needed=True,
        unit_column="currency",
        least=0,
        meaning_zh=meaning_zh,
    )


def _carbon_price(name: str, meaning: str, meaning_zh: str) -> Column:
    return Column(
        name,
        "number",
        meaning,
        units=money_units("tCO2e", "tCO2"),
        unit_needed=True,
        least=0,
        meaning_zh=meaning_zh,
    )


COLUMNS = (
    Column(
        "site",
        "text",
        "Plant",
        needed=True,
        private=True,
        meaning_zh="工厂",
        example="Mill A",
        second="Mill A",
    ),
    Column("product", "text", "Product; the whole site if empty", meaning_zh="产品", example="billet"),
    Column(
        "period",
        "text",
        "Year, quarter or month: its last day chooses the exchange rate",
        needed=True,
        meaning_zh="期间（年、季度或月）",
        example="2025",
        second="2025",
    ),
    Column(
        "group",
        "text",
        "Group of the account; credits are taken off",
        needed=True,
        meaning_zh="核算类别（污染治理、资源能源、税费罚款、碳、监测与认证、研发；副产品、绿色溢价、出口退税加成）",
        example="pollution control",
        second="by-products",
        choices=GROUPS,
    ),
    Column(
        "item", "text", "What it is", needed=True, meaning_zh="项目", example="Bag filter", second="Slag sold"
    ),
    money_column(
        "amount",
        "Amount of the period, of credits without sign; operation where capital is given",
        "金额（本期）",
        "3500000",
        "1200000",
    ),
    Column(
        "currency",
        "text",
        "Currency of the amounts, where heading and cell do not say it",
        meaning_zh="货币",
        example="CNY",
        second="CNY",
        choices=CURRENCIES,
    ),
    _cost("capital", "Investment: counted as an annuity over its life", "投资额"),
    Column("life", "number", "Life of the investment", units=("year",), above=0, meaning_zh="使用年限（年）"),
    Column("interest", "number", "Interest a year", share=True, least=0, most=1, meaning_zh="年利率"),
    Column(
        "quantity",
        "number",
        "Quantity, with price",
        units=QUANTITIES,
        unit_needed=True,
        least=0,
        meaning_zh="数量",
    ),
    Column(
        "price",
        "number",
        "Price of a unit of the quantity, such as CNY/MWh",
        units=money_units(*QUANTITIES),
        unit_needed=True,
        least=0,
        meaning_zh="单价",
    ),
    Column(
        "rate",
        "number",
        "Rate on amount or quantity x price, such as that of an export-rebate addition",
        share=True,
        least=0,
        most=1,
        meaning_zh="比率（如退税加成率）",
    ),
    Column(
        "product_mass",
        "number",
        "Material loss (ISO 14051): mass that leaves as product",
        units=("t",),
        unit_needed=True,
        least=0,
        meaning_zh="产品质量",
    ),
    Column(
        "loss_mass",
        "number",
        "Material loss: mass that is lost",
        units=("t",),
        unit_needed=True,
        least=0,
        meaning_zh="损失质量",
    ),
    _cost("material_cost", "Material loss: material cost of the quantity centre", "材料成本"),
    _cost("energy_cost", "Material loss: energy cost of the quantity centre", "能源成本"),
    _cost("system_cost", "Material loss: system cost of the quantity centre", "系统成本"),
    _cost("waste_cost", "Material loss: cost of waste management, all of it the loss's", "废物处理成本"),
    Column(
        "product_share",
        "number",
        "Share of the item that this product bears; all of it if empty",
        share=True,
        least=0,
        most=1,
        meaning_zh="产品分摊比例",
    ),
    Column(
        "output",
        "number",
        "Output of the product in the period; on one row is enough",
        units=("t",),
        unit_needed=True,
        above=0,
        meaning_zh="产量",
        example="500000 t",
    ),
    Column(
        "emissions",
        "number",
        "Emissions that an internal carbon price is put on",
        units=("tCO2e", "tCO2"),
        unit_needed=True,
        least=0,
        meaning_zh="排放量",
    ),
    _carbon_price("regulatory_price", "Price of carbon that the law makes the site pay", "法定碳价"),
    _carbon_price("shadow_price", "Price of carbon that the firm reckons with", "影子碳价"),
    Column(
        "pass_through",
        "number",
        "Share of the cost that reaches the price, where you know it",
        share=True,
        least=0,
        most=1,
        meaning_zh="成本传导比例",
    ),
    Column(
        "supply_elasticity",
        "number",
        "Price elasticity of supply, 0 or more",
        least=0,
        meaning_zh="供给价格弹性",
        example="2",
    ),
    Column(
        "demand_elasticity",
        "number",
        "Price elasticity of demand, 0 or less",
        most=0,
        meaning_zh="需求价格弹性",
        example="-1",
    ),
    Column(
        "export_price",
        "number",
        "Export price of the product",
        units=money_units("t"),
        unit_needed=True,
        above=0,
        meaning_zh="出口价格",
        example="3800 CNY/t",
    ),
    Column(
        "margin",
        "number",
        "Margin of the product before these costs",
        units=money_units("t"),
        unit_needed=True,
        meaning_zh="利润",
        example="250 CNY/t",
    ),
    Column("reference", "text", "Your reference", meaning_zh="编号", example="A-01", second="A-02"),
)

LINES = (
    Line("cost_cny", "number", "Cost (credits below 0)", "CNY", sum=True, digits=2),
    Line("cost_eur", "number", "Cost in euro", "EUR", sum=True, digits=2),
    Line("cost_cny_per_t", "number", "Cost per tonne of product", "CNY/t", digits=2),
    Line("pass_through_share", "number", "Share of it that reaches the price", "1", digits=4),
    Line("buyer_cny_per_t", "number", "Of it the buyer bears", "CNY/t", digits=2),
    Line("seller_cny_per_t", "number", "Of it the seller bears", "CNY/t", digits=2),
    Line("price_effect_share", "number", "What the buyer bears over the export price", "1", digits=4),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("group_used", "code", "Group"),
    Line("operation_cny", "number", "Amount", "CNY", digits=2),
    Line("annuity_cny", "number", "Annuity of the capital", "CNY", digits=2),
    Line("material_loss_cny", "number", "Material loss", "CNY", digits=2),
    Line("internal_excess_cny", "number", "Internal price above the regulatory one", "CNY", digits=2),
    Line("sign", "number", "Share of the product, below 0 for credits", "1"),
    Line("site_of", "code", "Site"),
    Line("product_of", "code", "Product"),
    Line("period_used", "code", "Period"),
    Line("output_used_t", "number", "Output", "t"),
    Line("regulatory_price_cny", "number", "Regulatory carbon price", "CNY/tCO2e", digits=2),
    Line("shadow_price_cny", "number", "Shadow carbon price", "CNY/tCO2e", digits=2),
    Line("internal_price_cny", "number", "Internal carbon price", "CNY/tCO2e", digits=2),
    Line("internal_cost_cny", "number", "Emissions at the internal price", "CNY", digits=2),
    Line("cny_per_unit", "number", "Yuan for a unit of the currency", "CNY", digits=6),
    Line("eur_per_cny", "number", "Euro for a yuan", "EUR/CNY", digits=6),
    Line("rate_reference", "reference", "Source of the rate"),
    Line("yuan_rate_reference", "reference", "Source of the rate of the yuan"),
)

SUBJECT = Subject(
    name="account",
    title="Environmental account of a product",
    table=Table("account", COLUMNS, results=tuple(line.name for line in LINES)),
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="accounts-2026",
    view=VIEW,
)
