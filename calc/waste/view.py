"""How the reports show scrap, waste and hazardous goods."""

from __future__ import annotations

from calc.engine.view import Grouping, GroupTable, Shown, View

ALTERNATIVES = GroupTable(
    "alternatives",
    "Alternatives side by side, per tonne",
    (
        Shown("case", "Case"),
        Shown("row", "Row"),
        Shown("good", "Good"),
        Shown("treatment", "Way of treatment"),  # a heading of our sheets here would make the table one
        Shown("way", "From and to"),
        Shown("treatment_tco2e_per_t", "Treatment emissions [tCO2e/t]", 4),
        Shown("freight_tco2e_per_t", "Freight [tCO2e/t]", 4),
        Shown("credit_tco2e_per_t", "Credit [tCO2e/t]", 3),
        Shown("net_tco2e_per_t", "Net [tCO2e/t]", 3),
        Shown("tax_eur_per_t", "Tax [EUR/t]", 2),
        Shown("cost_eur_per_t", "Cost [EUR/t]", 2),
        Shown("damage_epa_usd_per_t", "Damage, EPA [USD/t]", 0),
        Shown("damage_uba_eur_per_t", "Damage, UBA [EUR/t]", 0),
        Shown("remark", "Remark"),
    ),
    most=100,
    chart="net_tco2e_per_t",
    labels=2,
    short="Alternatives, per tonne",
    short_columns=(
        Shown("case", "case", letters=10),
        Shown("row", "row", letters=6),
        Shown("treatment", "treatment", letters=12),
        Shown("net_tco2e_per_t", "tCO2e", 2),
        Shown("tax_eur_per_t", "tax EUR", 0),
        Shown("cost_eur_per_t", "cost EUR", 0),
        Shown("damage_uba_eur_per_t", "UBA EUR", 0),
        Shown("pic", "PIC", letters=13),
    ),
    short_most=20,
)

FLAGGED = GroupTable(  # apart, for a page is not wide enough for both
    "alternatives",
    "Flags of the alternatives",
    (
        Shown("case", "Case"),
        Shown("row", "Row"),
        Shown("good", "Good"),
        Shown("way", "From and to"),
        Shown("basel", "Basel"),
        Shown("pic", "PIC"),
        Shown("china_import", "Import into China"),
        Shown("numbers", "UN"),
    ),
    most=100,
)

FLAGS = GroupTable(
    "flags",
    "Screening with source: information, never legal advice; none held is no clearance",
    (
        Shown("good", "Good"),
        Shown("list", "List"),
        Shown("code", "Entry"),
        Shown("control", "Control"),
        Shown("when", "Of these goods"),
        Shown("start", "In force"),
        Shown("end", "Until"),
        Shown("decision", "Decision"),
        Shown("key", "Source"),
        Shown("place", "Place"),
        Shown("checked", "Checked"),
    ),
    most=200,
    short="Screening: information, never legal advice",
    short_columns=(
        Shown("good", "good", letters=22),
        Shown("list", "list"),
        Shown("code", "entry", letters=20),
        Shown("control", "control", letters=12),
        Shown("since", "in force", letters=21),
    ),
    short_most=24,
)

SOURCES = GroupTable(
    "flag_sources",
    "Sources of the screening",
    (Shown("said", "Source: title, publisher, date"),),
    most=50,
)

VIEW = View(
    amount="net_tco2e",
    quantity="quantity_t",
    groupings=(
        Grouping("good_name", "Good", "Goods not known", 20, short="Good"),
        Grouping("treatment_name", "Treatment", "Treatments not known", 20, short="Treatment", chart=False),
        Grouping("treated_in", "Treated in", "Place not given", chart=False),
    ),
    sums=(Shown("recycling_credit_tco2e", "credit", 1), Shown("net_tco2e", "net tCO2e", 1)),
    top=(
        Shown("good_name", "good", letters=16),
        Shown("treatment_name", "treatment", letters=10),
        Shown("treated_in", "in", letters=8),
        Shown("quantity_t", "t", 1),
        Shown("net_tco2e", "net tCO2e", 2),
        Shown("still_saves", "saves"),
        Shown("cost_eur", "EUR", 0),
    ),
    top_title="The {count} rows with the largest net",
    groups=(ALTERNATIVES, FLAGGED, FLAGS, SOURCES),
    digits={"tCO2e": 2, "EUR": 2, "USD": 0, "CNY": 2},
    causes={
        "status": "status",
        "quantity_t": "mass",
        "treatment_tco2e_per_t": "figure of the treatment",
        "credit_tco2e_per_t": "recycling credit",
        "freight_km": "way",
        "tax_rate_cny_per_t": "tax rate",
        "day_used": "day",
    },
)
