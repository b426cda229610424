"""How the reports show batteries."""

from __future__ import annotations

from calc.engine.ledger import MICRO
from calc.engine.view import GroupTable, LinesSheet, Shown, View


def _contributions(group: str, title: str, what: str, most: int = 60) -> GroupTable:
    return GroupTable(
        group,
        title,
        (
            Shown("model", "Of the model"),
            Shown("name", what),
            Shown("lines", "Lines"),
            Shown("kgco2e", "Footprint [kgCO2e]", 2),
            Shown("share", "Share of the total", 4),
            Shown("cumulated", "Cumulated", 4),
        ),
        most=most,
        chart="kgco2e" if group == "components" else "",
        labels=2,
        short=title if group in ("components", "materials") else "",
        short_columns=(
            Shown("model", "model", letters=20),
            Shown("name", what.lower(), letters=22),
            Shown("kgco2e", "kgCO2e", 1),
            Shown("share", "share", 3),
        ),
        short_most=12,
    )


STAGES = GroupTable(
    "stages",
    "Stages of Annex II, point 4, per battery [kgCO2e]; the use phase is not among them",
    (
        Shown("model", "Of the model"),
        Shown("raw_materials", "Raw materials", 2),
        Shown("production", "Production", 2),
        Shown("distribution", "Distribution", 2),
        Shown("end_of_life", "End of life", 2),
        Shown("total", "Total", 2),
        Shown("per_kwh_capacity", "Total per kWh of capacity", 3),
        Shown("per_kwh_delivered", "Total per kWh delivered", 6),
        Shown("per_kg", "Total per kg", 3),
        Shown("status", "Settled"),
    ),
    most=100,
    chart="total",
    short="By stage, per battery [kgCO2e]",
    short_columns=(
        Shown("model", "model", letters=20),
        Shown("raw_materials", "raw mat.", 1),
        Shown("production", "product.", 1),
        Shown("distribution", "distrib.", 1),
        Shown("end_of_life", "end", 1),
        Shown("total", "total", 1),
        Shown("per_kwh_capacity", "/kWh cap.", 2),
        Shown("per_kwh_delivered", "/kWh del.", 5),
    ),
    short_most=20,
)
QUALITY = GroupTable(
    "data_quality",
    "On which data the footprint rests, shares of the absolute lines",
    (
        Shown("model", "Of the model"),
        Shown("company", "Company", 4),
        Shown("supplier", "Suppliers", 4),
        Shown("archetype", "Archetypes", 4),
        Shown("literature", "Literature", 4),
    ),
    most=100,
    short="Data quality, shares",
)
SENSITIVITY = GroupTable(
    "sensitivity",
    "The allocation factor A of the circular footprint formula: 0 avoided burden, 1 cut-off",
    (
        Shown("model", "Of the model"),
        Shown("a", "A of all materials", 1),
        Shown("kgco2e", "Total [kgCO2e]", 2),
        Shown("per_kwh_capacity", "Per kWh of capacity", 3),
        Shown("change", "Change against the total computed", 4),
    ),
    most=120,
)
BLOCKING = GroupTable(
    "blocking",
    "What blocks a declaration",
    (
        Shown("model", "Of the model"),
        Shown("what", "What"),
        Shown("remedy", "What to do"),
        Shown("where", "Row of the model"),
    ),
    most=200,
    short="What blocks a declaration",
    short_columns=(Shown("model", "model", letters=20), Shown("what", "what", letters=80)),
    short_most=12,
)
SHEETS = GroupTable(
    "sheets",
    "Reconciliation of the sheets: every row is used, refused, or of a refused model",
    (
        Shown("sheet", "Of the sheet"),
        Shown("rows", "Rows"),
        Shown("used", "Used"),
        Shown("refused", "Refused"),
        Shown("of_refused_models", "Of refused models"),
        Shown("reasons", "Reasons"),
    ),
    short="Rows of the sheets",
)
READ = GroupTable(
    "read_lines",
    "Models with a refused row: what the lines that could be read come to, no figure of the model",
    (
        Shown("model", "Of the model"),
        Shown("stage", "Of the stage"),
        Shown("kgco2e_of_read_lines", "Lines that could be read [kgCO2e]", 2),
        Shown("refused_rows", "Refused rows of the model"),
    ),
    most=100,
)
RULES = GroupTable(
    "rule_sets",
    "Where the rule sets differ; none is an adopted method",
    (
        Shown("topic", "Topic"),
        Shown("rule_set", "Rule set"),
        Shown("choice", "Choice"),
        Shown("text", "What it says"),
        Shown("state", "State"),
        Shown("citation", "Source"),
    ),
    most=200,
)

LINES = LinesSheet(
    "lines",
    "Lines",
    "Every line of every model: amount x factor; the rows of the stages add them up",
    (
        Shown("model", "Of the model"),
        Shown("stage", "Of the stage"),
        Shown("component", "Of the component"),
        Shown("item", "What"),
        Shown("amount", "Times", 6),
        Shown("unit", "In"),
        Shown("factor", "kgCO2e per unit", 6),
        Shown("kgco2e", "Footprint [kgCO2e]", 4),
        Shown("quality", "Data"),
        Shown("source", "Reference"),
        Shown("where", "From"),
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
        _contributions("components", "Contributions by component", "Component"),
        _contributions("materials", "Contributions of materials, raw materials stage", "What goes in"),
        _contributions("processes", "Contributions of processes, production stage", "Of the process"),
        _contributions("suppliers", "Contributions of materials by supplier", "Supplied by"),
        QUALITY,
        SENSITIVITY,
        BLOCKING,
        READ,
        SHEETS,
        RULES,
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
