"""How the reports show a list of imports."""

from __future__ import annotations

from calc.cbam.threshold import STATES, UNCERTAIN, ImporterYear
from calc.engine.view import Grouping, GroupTable, Ratio, Shown, View, YearsTable


def _notable(line: ImporterYear) -> bool:
    """Return whether an importer's year owes nothing or might, or counts rows refused for another reason."""
    return bool(line.state != "liable" or line.refused_mass or line.possible_mass or line.unusable_rows)


THRESHOLD = GroupTable(
    "threshold",
    "Threshold by importer and year",
    (
        Shown("importer", "Importer"),
        Shown("year", "Year"),
        Shown("mass", "Mass [t]", 3),
        Shown("refused_mass", "Of it in refused rows [t]", 3),
        Shown("possible_mass", "Possibly more [t]", 3),
        Shown("unusable_rows", "Rows without usable mass"),
        Shown("limit", "Threshold [t]", 3),
        Shown("state", "State", right=True, marked=(STATES[UNCERTAIN],)),
    ),
    largest="mass",
    short="Importers below the threshold, or with refused rows",
    short_columns=(
        Shown("importer", "importer"),
        Shown("year", "year"),
        Shown("mass", "mass t", 3),
        Shown("refused_mass", "refused t", 3, zero=False),
        Shown("unusable_rows", "no mass", zero=False, suffix="rows"),
        Shown("limit", "limit t", 0),
        Shown("state", "state"),
    ),
    notable=_notable,
)

VIEW = View(
    amount="cost_eur",
    quantity="quantity_t_or_mwh",
    other_quantity=("sector", "electricity"),
    groupings=(
        Grouping("origin_country", "Country of origin", "Other or unknown countries", short="Origin"),
        Grouping("sector", "Sector", "No sector", 20, chart=False),
        Grouping("good", "Goods code", "Other or unknown goods", short="Good"),
        Grouping(
            "import_year",
            "Import year",
            "Other or unknown years",
            20,
            by_label=True,
            chart=False,
            short="Import year",
        ),
    ),
    sums=(Shown("certificates", "certificates", 1), Shown("cost_eur", "EUR", 0, bar=True)),
    top=(
        Shown("good", "good"),
        Shown("origin_country", "origin"),
        Shown("quantity_t_or_mwh", "t", 1),
        Shown("cost_eur", "EUR", 0),
        Shown("cost_eur", "EUR/t", 2, per="quantity_t_or_mwh"),
        Shown("match", "basis"),
    ),
    top_title="The {count} dearest lines",
    groups=(THRESHOLD,),
    years=YearsTable(
        "Every computed row taken as imported in each year and as liable. Coloured prices may be changed; "
        "the others follow Assumptions.",
        "Same goods by import year [EUR], pale: assumed",
        "certificate_price_eur",
    ),
    ratios=(Ratio("Mean price", "cost_eur", "certificates"),),
    whole="certificates",
    as_numbers=("import_year",),
    digits={"tCO2e": 1, "EUR": 2},
    causes={
        "status": "status",
        "match": "match",
        "default_value_tco2e_per_t": "default value",
        "mark_up": "mark-up",
        "see_tco2e_per_t": "own figure",
        "benchmark_tco2e_per_t": "benchmark",
        "sefa_tco2e_per_t": "own free allocation",
        "cbam_factor": "CBAM factor",
        "cscf": "CSCF",
        "quantity_t_or_mwh": "quantity",
        "carbon_price_deduction_tco2e": "carbon price deduction",
        "certificate_price_eur": "certificate price",
    },
    single="The mass threshold per importer and year is not applied to a single line.",
)
