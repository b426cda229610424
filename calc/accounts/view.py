"""How the reports show an account."""

from __future__ import annotations

from calc.engine.view import Grouping, GroupTable, Ratio, Shown, View

PRODUCTS = GroupTable(
    "products",
    "The account of each product",
    (
        Shown("site", "Site"),
        Shown("product", "Product"),
        Shown("period", "Period"),
        Shown("output_t", "Output [t]", 0),
        Shown("cost_cny", "Costs [CNY]", 0),
        Shown("credits_cny", "Credits [CNY]", 0),
        Shown("net_cny", "Net [CNY]", 0),
        Shown("net_cny_per_t", "Net [CNY/t]", 2),
        Shown("net_eur_per_t", "Net [EUR/t]", 2),
        Shown("refused", "Rows refused", 0),
    ),
    most=40,
    short="By product",
    short_columns=(
        Shown("site", "site", letters=14),
        Shown("product", "product", letters=14),
        Shown("period", "period"),
        Shown("net_cny_per_t", "CNY/t", 2),
        Shown("pass_through", "passed on", 3),
        Shown("buyer_cny_per_t", "buyer", 2),
        Shown("seller_cny_per_t", "seller", 2),
        Shown("price_effect_share", "of price", 4),
    ),
)
BEARERS = GroupTable(
    "products",
    "Who bears it: pass-through, price and margin",
    (
        Shown("site", "Site"),
        Shown("product", "Product"),
        Shown("period", "Period"),
        Shown("pass_through", "Pass-through", 3),
        Shown("buyer_cny_per_t", "Buyer bears [CNY/t]", 2),
        Shown("seller_cny_per_t", "Seller bears [CNY/t]", 2),
        Shown("export_price_cny_per_t", "Export price [CNY/t]", 2),
        Shown("price_effect_share", "Effect on price", 4),
        Shown("margin_cny_per_t", "Margin before [CNY/t]", 2),
        Shown("margin_left_cny_per_t", "Margin left [CNY/t]", 2),
    ),
    most=40,
)
GROUPS = GroupTable(
    "groups",
    "The account by group",
    (
        Shown("site", "Site"),
        Shown("product", "Product"),
        Shown("period", "Period"),
        Shown("group", "Group"),
        Shown("cny", "Cost [CNY]", 0),
        Shown("cny_per_t", "Cost [CNY/t]", 2),
        Shown("share", "Share of costs", 3),
    ),
    most=60,
    short="By group",
    short_columns=(
        Shown("product", "product", letters=14),
        Shown("group", "group"),
        Shown("cny_per_t", "CNY/t", 2),
        Shown("share", "share", 3),
        Shown("cny", "CNY", 0, bar=True),
    ),
    short_most=30,
)
INTERNAL = GroupTable(
    "internal",
    "Internal carbon price: the higher of regulatory and shadow price",
    (
        Shown("site", "Site"),
        Shown("item", "Item"),
        Shown("period", "Period"),
        Shown("emissions_tco2e", "Emissions [tCO2e]", 0),
        Shown("regulatory_cny", "Regulatory [CNY/tCO2e]", 2),
        Shown("shadow_cny", "Shadow [CNY/tCO2e]", 2),
        Shown("internal_cny", "Internal [CNY/tCO2e]", 2),
        Shown("regulatory_cost_cny", "At the regulatory price [CNY]", 0),
        Shown("internal_cost_cny", "At the internal price [CNY]", 0),
    ),
    short="Internal carbon price",
    short_columns=(
        Shown("item", "item", letters=24),
        Shown("emissions_tco2e", "tCO2e", 0),
        Shown("regulatory_cny", "regulatory", 2),
        Shown("shadow_cny", "shadow", 2),
        Shown("internal_cny", "internal CNY/tCO2e", 2),
    ),
)
RATES = GroupTable(
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
)

VIEW = View(
    amount="cost_cny",
    groupings=(
        Grouping("group_used", "Group", "Groups not known", 12),
        Grouping("site_of", "Site", "Other sites", chart=False),
        Grouping("product_of", "Product", "Other products", chart=False),
    ),
    top=(
        Shown("site_of", "site", letters=14),
        Shown("group_used", "group"),
        Shown("cost_cny_per_t", "CNY/t", 2),
        Shown("cost_cny", "CNY", 0),
    ),
    top_title="The {count} largest items",
    groups=(PRODUCTS, BEARERS, GROUPS, INTERNAL, RATES),
    ratios=(Ratio("Euro for a yuan, over all rows", "cost_eur", "cost_cny", 5),),
    digits={"CNY": 0, "EUR": 0},
    causes={
        "status": "status",
        "group_used": "group",
        "operation_cny": "amount",
        "annuity_cny": "capital",
        "material_loss_cny": "material loss",
        "cny_per_unit": "exchange rate",
        "output_used_t": "output",
    },
)
