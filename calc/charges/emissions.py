"""Charges on emissions: what the sheet may hold, what the ledger gives."""

from __future__ import annotations

from calc.charges.explain import explain
from calc.charges.result import ledger as calculate
from calc.charges.status import MEANING
from calc.engine.model import Column, Line, Subject, Table
from calc.engine.view import Grouping, GroupTable, Shown, View
from factors.pollutants import MEDIA

COLUMNS = (
    Column(
        "jurisdiction",
        "text",
        "Country whose charge it is",
        needed=True,
        meaning_zh="国家（收费辖区）",
        example="Ukraine",
        second="Vietnam",
        countries=True,
    ),
    Column(
        "site",
        "text",
        "Plant; a fixed fee is counted by site and year",
        private=True,
        meaning_zh="工厂",
        example="Mill A",
        second="Mill B",
    ),
    Column(
        "medium",
        "text",
        "air, water or waste, where the name alone does not tell",
        meaning_zh="介质",
        example="waste",
        second="air",
        choices=MEDIA,
    ),
    Column(
        "pollutant",
        "text",
        "Pollutant, or class of waste or hazard such as hazard class 1",
        needed=True,
        meaning_zh="污染物或危险类别",
        example="hazard class 1",
        second="SO2",
    ),
    Column(
        "amount",
        "number",
        "Amount emitted, discharged or disposed of",
        units=("t",),
        unit_needed=True,
        needed=True,
        least=0,
        meaning_zh="排放量",
        example="2 t",
        second="1500 kg",
    ),
    Column(
        "period",
        "text",
        "Year, quarter or month: its last day chooses rates",
        needed=True,
        meaning_zh="期间（年、季度或月）",
        example="2022",
        second="2026-03",
    ),
    Column(
        "circumstance",
        "text",
        "Circumstance with a coefficient, as the law file names it; several with ;",
        meaning_zh="适用系数的情形",
        example="settlement-within-3-km",
    ),
    Column("reference", "text", "Your reference", meaning_zh="编号", example="C-01", second="C-02"),
)

LINES = (
    Line("charge", "number", "Charge in local currency", digits=2),
    Line("currency_used", "code", "Currency"),
    Line("charge_eur", "number", "Charge in euro", "EUR", sum=True, digits=2),
    Line("charge_cny", "number", "Charge in yuan", "CNY", sum=True, digits=2),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("rate_per_t", "number", "Rate of a tonne, in local currency", digits=2),
    Line("due_share", "number", "Share of the rate that is due", "1"),
    Line("coefficient", "number", "Coefficient", "1"),
    Line("amount_t", "number", "Amount", "t"),
    Line("law_used", "code", "Law"),
    Line("medium_used", "code", "Medium"),
    Line("pollutant_used", "code", "Pollutant or class"),
    Line("jurisdiction_used", "code", "Jurisdiction"),
    Line("eur_per_unit", "number", "Euro for a unit of the currency", "EUR", digits=8),
    Line("cny_per_unit", "number", "Yuan for a unit of the currency", "CNY", digits=8),
    Line("rate_reference", "reference", "Source of the rate"),
    Line("share_reference", "reference", "Source of the share due"),
    Line("coefficient_reference", "reference", "Source of the coefficient"),
    Line("exchange_reference", "reference", "Source of the exchange rate"),
)

VIEW = View(
    amount="charge_eur",
    groupings=(Grouping("jurisdiction_used", "Jurisdiction", "Jurisdictions not known", chart=False),),
    top=(
        Shown("jurisdiction_used", "where"),
        Shown("pollutant_used", "pollutant"),
        Shown("amount_t", "t", 3),
        Shown("rate_per_t", "rate", 2),
        Shown("charge", "charge", 2),
        Shown("currency_used", "in"),
    ),
    top_title="The {count} largest charges",
    groups=(
        GroupTable(
            "laws",
            "Charges by law, each in its currency",
            (
                Shown("jurisdiction", "Jurisdiction"),
                Shown("law", "Law"),
                Shown("medium", "Medium"),
                Shown("rows", "Rows"),
                Shown("amount_t", "Amount [t]", 3),
                Shown("charges", "Charges", 2),
                Shown("currency", "Currency"),
            ),
            short="By law",
            short_columns=(
                Shown("jurisdiction", "where"),
                Shown("medium", "medium"),
                Shown("rows", "rows"),
                Shown("amount_t", "t", 3),
                Shown("charges", "charges", 2),
                Shown("currency", "in"),
            ),
        ),
        GroupTable(
            "sites",
            "Charges and fixed fees by site and year",
            (
                Shown("jurisdiction", "Jurisdiction"),
                Shown("site", "Site"),
                Shown("year", "Year"),
                Shown("charges", "Charges", 2),
                Shown("fixed_fee", "Fixed fee", 2),
                Shown("total", "Together", 2),
                Shown("currency", "Currency"),
                Shown("months", "Months"),
                Shown("source", "Source of the fee"),
            ),
            most=60,
            short="By site and year",
            short_columns=(
                Shown("site", "site", letters=20),
                Shown("year", "year"),
                Shown("charges", "charges", 2),
                Shown("fixed_fee", "fixed fee", 2),
                Shown("total", "together", 2),
                Shown("currency", "in"),
            ),
        ),
        GroupTable(
            "rates",
            "Exchange rates used",
            (
                Shown("currency", "Currency"),
                Shown("wanted_for", "For"),
                Shown("eur_per_unit", "EUR for one", 8),
                Shown("observed", "Observed"),
                Shown("source", "Source"),
                Shown("basis", "Basis", marked=("assumed", "no rate")),
            ),
            most=60,
            short="Exchange rates",
        ),
    ),
    causes={"status": "status", "amount_t": "amount", "rate_per_t": "rate", "coefficient": "coefficient"},
)

SUBJECT = Subject(
    name="charges",
    title="Charges on emissions",
    table=Table(
        "charges",
        COLUMNS,
        results=tuple(line.name for line in LINES),
        unless=("province", "outlet", "verified", "measure"),
    ),
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="charges-2026",
    view=VIEW,
)
