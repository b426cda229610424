"""How the reports show batteries.

Headings here must not be those of our sheets side by side: *Model* with *Component* would make the report's own
tables a bill of materials when it is read.
"""

from __future__ import annotations

from calc.batteries.listings import Contribution
from calc.engine.ledger import MICRO
from calc.engine.view import GroupTable, LinesSheet, Shown, View

SHORT, LONG = 6, 15  # contributions of each model in the terminal and in the workbook


def _largest(line: Contribution) -> bool:
    return line.rank <= SHORT


def _contributions(group: str, title: str, what: str, short: str = "") -> GroupTable:
    return GroupTable(
        group,
        title,
        (
            Shown("model", "Model"),
            Shown("name", what),
            Shown("lines", "Lines"),
            Shown("kgco2e", "Footprint [kgCO2e]", 2),
            Shown("share", "Share of the total", 4),
            Shown("cumulated", "Cumulated", 4),
        ),
        most=LONG,
        chart="kgco2e" if group == "components" else "",
        labels=2,
        short=short,
        short_columns=(
            Shown("model", "model", letters=24),
            Shown("name", what.lower(), letters=30),
            Shown("kgco2e", "kgCO2e"),
            Shown("share", "of total", 3),
        ),
        short_most=10 * SHORT,
        notable=_largest,
    )


STAGES = GroupTable(
    "stages",
    "Stages of Annex II, point 4, per battery [kgCO2e]; the use phase is not among them",
    (
        Shown("model", "Model"),
        Shown("raw_materials", "Raw materials", 2),
        Shown("production", "Production", 2),
        Shown("distribution", "Distribution", 2),
        Shown("end_of_life", "End of life", 2),
        Shown("total", "Total", 2),
        Shown("per_kwh_capacity", "Total per kWh of capacity", 3),
        Shown("per_kwh_delivered", "Total per kWh delivered", 6),
        Shown("per_kg", "Total per kg of battery", 3),
        Shown("energy_delivered_kwh", "Energy delivered over service life [kWh]", 0),
        Shown("functional_unit", "Functional unit"),
        Shown("status", "Status"),
    ),
    most=100,
    chart="total",
    short="By stage of life, per battery [kgCO2e]",
    short_columns=(
        Shown("model", "model", letters=16),
        Shown("raw_materials", "raw\nmat.", 1),
        Shown("production", "pro-\nduction", 1),
        Shown("distribution", "distri-\nbution", 1),
        Shown("end_of_life", "end of\nlife", 1),
        Shown("total", "total\n", 1),
        Shown("per_kwh_capacity", "per kWh\ncapacity", 2),
        Shown("per_kwh_delivered", "per kWh\ndeliv.", 5),
    ),
    short_most=20,
)
QUALITY = GroupTable(
    "data_quality",
    "On which data the footprint rests: activity data by origin, shares of the absolute lines; primary data are the"
    " lines whose factor, too, is the company's or a supplier's own",
    (
        Shown("model", "Model"),
        Shown("company", "The company's own", 4),
        Shown("supplier", "Suppliers'", 4),
        Shown("archetype", "Archetypes (cell designs)", 4),
        Shown("literature", "Literature", 4),
        Shown("primary", "Primary data: factor and amount", 4),
    ),
    most=100,
    short="Activity data by origin, and primary data (factor, too), shares of the absolute lines",
    short_columns=(
        Shown("model", "model", letters=24),
        Shown("company", "company", 3),
        Shown("supplier", "suppliers", 3),
        Shown("archetype", "archetypes", 3),
        Shown("literature", "literature", 3),
        Shown("primary", "primary", 3),
    ),
)
SENSITIVITY = GroupTable(
    "sensitivity",
    "The allocation factor A of the circular footprint formula: 0 avoided burden, 1 cut-off",
    (
        Shown("model", "Model"),
        Shown("a", "A of all materials", 1),
        Shown("as_computed", "Total as computed [kgCO2e]", 2),
        Shown("kgco2e", "Total [kgCO2e]", 2),
        Shown("per_kwh_capacity", "Per kWh of capacity", 3),
        Shown("change", "Change, as a share of the total", 4),
    ),
    most=120,
)
BLOCKING = GroupTable(
    "blocking",
    "What blocks a declaration",
    (
        Shown("model", "Model"),
        Shown("what", "What is missing; what to do stands on the page of the model"),
    ),
    most=200,
    short="What blocks a declaration",
    short_columns=(Shown("model", "model", letters=20), Shown("what", "what is missing", letters=120)),
    short_most=12,
)
SHEETS = GroupTable(
    "sheets",
    "Reconciliation of the sheets: every row is used, refused, or of a refused model",
    (
        Shown("sheet", "Sheet"),
        Shown("rows", "Rows"),
        Shown("used", "Used"),
        Shown("refused", "Refused"),
        Shown("of_refused_models", "Of refused models"),
        Shown("reasons", "Reasons"),
    ),
    short="Rows of the sheets",
    short_columns=(
        Shown("sheet", "sheet"),
        Shown("rows", "rows"),
        Shown("used", "used"),
        Shown("refused", "refused"),
        Shown("of_refused_models", "of refused models"),
        Shown("reasons", "reasons", zero=False),
    ),
)
READ = GroupTable(
    "read_lines",
    "Models with a refused row: what the lines that could be read come to, no figure of the model",
    (
        Shown("model", "Model"),
        Shown("stage", "Life stage"),
        Shown("kgco2e_of_read_lines", "Lines that could be read [kgCO2e]", 2),
        Shown("refused_rows", "Refused rows of the model"),
    ),
    most=100,
)

LINES = LinesSheet(
    "lines",
    "Lines",
    "Every line of every model: amount x factor; the rows of the stages add them up",
    (
        Shown("model", "Model"),
        Shown("stage", "Life stage"),
        Shown("component", "Contributor"),
        Shown("item", "Input"),
        Shown("amount", "Amount per battery", 6),
        Shown("unit", "Unit"),
        Shown("factor", "kgCO2e per unit", 6),
        Shown("kgco2e", "Footprint [kgCO2e]", 4),
        Shown("quality", "Kind of data"),
        Shown("source", "Source of the factor"),
        Shown("where", "Row read"),
        Shown("dataset", "Dataset, as the row names it"),
    ),
    "kgco2e",
    f"ROUND({{amount}}*{{factor}},{len(str(MICRO)) - 1})",
)

VIEW = View(
    amount="kgco2e",
    reconciled=False,
    lines=LINES,
    groups=(
        STAGES,
        _contributions(
            "components",
            "Contributions by component; energy and transport stand beside them",
            "Contributor",
            "Contributions by component, the largest of each model",
        ),
        _contributions(
            "materials",
            "Contributions of materials, stage of raw materials",
            "Input",
            "Contributions of materials, the largest of each model",
        ),
        _contributions("processes", "Contributions of processes, stage of production", "Step"),
        _contributions("suppliers", "Contributions of materials by supplier", "Supplied by"),
        QUALITY,
        SENSITIVITY,
        BLOCKING,
        READ,
        SHEETS,
    ),
    causes={
        "status": "status",
        "nominal_capacity_kwh": "capacity",
        "battery_mass_kg": "mass",
        "chemistry_used": "chemistry",
        "rules": "rule set",
        "grid_used_kgco2e_per_kwh": "electricity",
        "lines": "number of lines",
    },
)
