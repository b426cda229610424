"""How the reports show lots of metal."""

from __future__ import annotations

from calc.engine.view import Grouping, GroupTable, Shown, View

STAGES = GroupTable(
    "stages",
    "Where the emissions of the lots come from",
    (
        Shown("label", "Stage"),
        Shown("route", "Route"),
        Shown("tco2e", "Emissions [tCO2e]", 3, bar=True),
        Shown("share", "Share of the material", 3),
        Shown("remark", "Remark"),
    ),
    chart="tco2e",
    short="By stage",
    short_columns=(
        Shown("material", "material"),
        Shown("route", "route"),
        Shown("stage", "stage"),
        Shown("tco2e", "tCO2e", 1, bar=True),
        Shown("remark", ""),
    ),
    short_most=14,
)

PUBLISHED = GroupTable(
    "published",
    "Published figures beside ours: boundary, year and source differ, never averaged",
    (
        Shown("material", "Material"),
        Shown("route", "Route"),
        Shown("variant", "What it is"),
        Shown("low", "From", 3),
        Shown("high", "To", 3),
        Shown("unit", "Unit"),
        Shown("boundary", "Boundary"),
        Shown("region", "Region"),
        Shown("year", "Year"),
        Shown("source", "Source"),
    ),
    most=80,
    short="Published figures",
    short_columns=(
        Shown("material", "material"),
        Shown("route", "route"),
        Shown("low", "from", 2),
        Shown("high", "to", 2),
        Shown("unit", "unit"),
        Shown("year", "year"),
        Shown("publisher", "publisher"),
    ),
    short_most=12,
)

GASES = GroupTable(
    "gases",
    "Greenhouse gases of one tonne, without electricity [tCO2e/t]",
    (
        Shown("material", "Material"),
        Shown("route", "Route"),
        Shown("variant", "Inventory"),
        Shown("gas", "Gas"),
        Shown("tco2e_per_t", "tCO2e/t", 4),
    ),
    most=40,
)

VIEW = View(
    amount="footprint_tco2e",
    quantity="quantity_t",
    groupings=(
        Grouping("material_name", "Material", "Materials not known", 20, short="Material"),
        Grouping("made_in", "Origin", "Origin not given", short="Origin", chart=False),
    ),
    sums=(Shown("saving_tco2e", "saving", 1), Shown("footprint_tco2e", "footprint tCO2e", 1, bar=True)),
    top=(
        Shown("material_name", "material"),
        Shown("recycled_share_used", "recycled", 2),
        Shown("quantity_t", "t", 1),
        Shown("footprint_tco2e_per_t", "tCO2e/t", 2),
        Shown("footprint_tco2e", "tCO2e", 1),
        Shown("saving_tco2e", "saving", 1),
        Shown("basis", "basis"),
    ),
    top_title="The {count} lots with the largest footprints",
    groups=(STAGES, PUBLISHED, GASES),
    digits={"tCO2e": 1, "EUR": 0, "USD": 0},
    causes={
        "status": "status",
        "basis": "basis",
        "recycled_share_used": "recycled share",
        "quantity_t": "mass",
        "grid_used_gco2e_per_kwh": "grid",
        "grid_smelter_used_gco2e_per_kwh": "grid of electrolysis",
        "primary_tco2e_per_t": "primary figure",
        "secondary_tco2e_per_t": "secondary figure",
        "carbon_price_eur": "carbon price",
    },
)
