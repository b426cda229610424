"""How the reports show steel."""

from __future__ import annotations

from calc.engine.view import Grouping, GroupTable, Shown, View

STAGES = GroupTable(
    "stages",
    "Where the emissions come from",
    (
        Shown("route", "Route"),
        Shown("stage", "Stage"),
        Shown("tco2e", "Emissions [tCO2e]", 3, bar=True),
        Shown("tco2e_per_t", "Per tonne [tCO2e/t]", 3),
        Shown("share", "Share of the route", 3),
    ),
    most=40,
    short="By stage",
    short_columns=(
        Shown("route", "route"),
        Shown("stage", "stage"),
        Shown("tco2e_per_t", "tCO2e/t", 3),
        Shown("tco2e", "tCO2e", 1, bar=True),
    ),
    short_most=20,
)

EXPOSURE = GroupTable(
    "exposure",
    "CBAM on all rows by year: direct emissions only",
    (
        Shown("year", "Year"),
        Shown("price_eur", "Certificate price [EUR/tCO2e]", 2),
        Shown("cost_eur", "Cost [EUR]", 0),
        Shown("cost_eur_per_t", "Cost [EUR/t]", 2),
    ),
    short="CBAM by year",
    short_columns=(
        Shown("year", "year"),
        Shown("price_eur", "EUR/tCO2e", 2),
        Shown("cost_eur_per_t", "EUR/t", 2),
        Shown("cost_eur", "EUR", 0, bar=True),
    ),
)

PUBLISHED = GroupTable(
    "published",
    "Published figures beside ours [tCO2/t]: boundary, year and source differ, never averaged",
    (
        Shown("route", "Route"),
        Shown("variant", "What it is"),
        Shown("low", "From", 3),
        Shown("high", "To", 3),
        Shown("boundary", "Boundary"),
        Shown("region", "Region"),
        Shown("year", "Year"),
        Shown("source", "Source"),
    ),
    most=40,
    short="Published figures [tCO2/t]",
    short_columns=(
        Shown("route", "route"),
        Shown("variant", "what it is"),
        Shown("low", "from", 2),
        Shown("high", "to", 2),
        Shown("boundary", "boundary"),
    ),
    short_most=16,
)

VIEW = View(
    amount="footprint_tco2e",
    quantity="quantity_t",
    groupings=(
        Grouping("route_used", "Route", "Routes not known", 20, short="Route"),
        Grouping("made_in", "Origin", "Origin not given", short="Origin", chart=False),
    ),
    sums=(Shown("direct_tco2e", "direct", 1), Shown("footprint_tco2e", "tCO2e", 1, bar=True)),
    top=(
        Shown("route_used", "route"),
        Shown("scrap_share_used", "scrap", 2),
        Shown("quantity_t", "t", 1),
        Shown("direct_tco2e_per_t", "direct/t", 3),
        Shown("footprint_tco2e_per_t", "tCO2e/t", 3),
        Shown("footprint_tco2e", "tCO2e", 1),
    ),
    top_title="The {count} rows with the largest footprints",
    groups=(STAGES, EXPOSURE, PUBLISHED),
    digits={"tCO2e": 1},
    causes={
        "status": "status",
        "route_used": "route",
        "scrap_share_used": "scrap share",
        "quantity_t": "mass",
        "grid_used_gco2e_per_kwh": "grid",
        "hydrogen_grid_used_gco2e_per_kwh": "grid of electrolysis",
        "direct_tco2e_per_t": "direct emissions",
        "upstream_tco2e_per_t": "upstream",
        "certificate_price_eur": "certificate price",
    },
)
