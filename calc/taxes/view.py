"""How the reports show the tax."""

from __future__ import annotations

from calc.engine.view import Grouping, GroupTable, Shown, View

RETURNS = GroupTable(
    "returns",
    "Returns by site and quarter: due dates, surcharge for late payment, bands of fines",
    (
        Shown("site", "Site"),
        Shown("quarter", "Quarter"),
        Shown("due", "Due"),
        Shown("tax_cny", "Tax [CNY]", 2, bar=True),
        Shown("rows", "Rows"),
        Shown("refused", "Of them refused"),
        Shown("paid", "Paid"),
        Shown("days_late", "Days late"),
        Shown("surcharge_cny", "Surcharge [CNY]", 2),
        Shown("fine_least_cny", "Fine from [CNY]", 2),
        Shown("fine_most_cny", "Fine to [CNY]", 2),
    ),
    most=400,
    short="Returns",
    short_columns=(
        Shown("site", "site"),
        Shown("quarter", "quarter"),
        Shown("due", "due"),
        Shown("refused", "refused", zero=False),
        Shown("surcharge_cny", "surcharge", 2, zero=False),
        Shown("tax_cny", "CNY", 2, bar=True),
    ),
    short_most=12,
)

OUTLETS = GroupTable(
    "outlets",
    "Outlets by month",
    (
        Shown("site", "Site"),
        Shown("outlet", "Outlet"),
        Shown("month", "Month"),
        Shown("medium", "Medium"),
        Shown("charged", "Pollutants charged"),
        Shown("equivalents", "Equivalents charged", 2),
        Shown("tax_cny", "Tax [CNY]", 2, bar=True),
        Shown("rows", "Rows"),
        Shown("refused", "Of them refused"),
    ),
    largest="tax_cny",
    most=200,
    short="Outlets",
    short_columns=(
        Shown("site", "site"),
        Shown("outlet", "outlet"),
        Shown("month", "month"),
        Shown("equivalents", "equivalents", 2),
        Shown("tax_cny", "CNY", 2, bar=True),
    ),
)

DISCHARGES = View(
    amount="tax_cny",
    groupings=(
        Grouping("pollutant_used", "Pollutant", "Pollutants not known", 15, short="Pollutant"),
        Grouping("quarter", "Quarter", "Months not known", 40, by_label=True, short="Quarter"),
    ),
    sums=(Shown("tax_cny", "CNY", 2, bar=True),),
    top=(
        Shown("pollutant_used", "pollutant"),
        Shown("pollutant_equivalents", "equivalents", 2),
        Shown("rank", "rank", 0),
        Shown("rate_cny", "CNY/eq", 2),
        Shown("reduction", "due", 2),
        Shown("tax_cny", "CNY", 2),
    ),
    top_title="The {count} rows with the largest tax",
    groups=(RETURNS, OUTLETS),
    digits={"CNY": 2},
    causes={
        "status": "status",
        "taxed": "taxed or not",
        "rank": "rank",
        "pollutant_equivalents": "equivalents",
        "rate_cny": "rate",
        "reduction": "reduction",
    },
)

WASTE = View(
    amount="tax_cny",
    groupings=(Grouping("category_used", "Category", "Categories not known", short="Category"),),
    sums=(Shown("taxable_t", "t", 1), Shown("tax_cny", "CNY", 2, bar=True)),
    top=(
        Shown("category_used", "category"),
        Shown("taxable_t", "t", 2),
        Shown("rate_cny_per_t", "CNY/t", 2),
        Shown("tax_cny", "CNY", 2),
    ),
    top_title="The {count} rows with the largest tax",
    groups=(RETURNS,),
    digits={"CNY": 2},
    causes={"status": "status", "taxable_t": "taxable amount", "rate_cny_per_t": "rate"},
)

NOISE = View(
    amount="tax_cny",
    top=(
        Shown("day_excess_db", "day dB", 0),
        Shown("night_excess_db", "night dB", 0),
        Shown("sites_counted", "sites", 0),
        Shown("tax_cny", "CNY", 2),
    ),
    top_title="The {count} rows with the largest tax",
    groups=(RETURNS,),
    digits={"CNY": 2},
    causes={
        "status": "status",
        "day_excess_db": "excess by day",
        "night_excess_db": "excess by night",
        "sites_counted": "sites counted",
    },
)
