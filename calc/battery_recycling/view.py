"""How the ledger of recycling is shown."""

from __future__ import annotations

from calc.engine.view import GroupTable, Shown, View

_MARKED = ("missed", "part not said")
_LETTERS = 9  # 'not yet applicable' is cut behind 'not yet': the tables of the terminal fit 80 columns

VIEW = View(
    amount="counted_output_t",
    reconciled=False,  # the masses of the sheet are inputs and outputs
    groups=(
        GroupTable(
            "processes",
            "Recycling efficiency by process, year and group (Annex XII, Part B)",
            (
                Shown("process", "Process"),
                Shown("year", "Year"),
                Shown("group", "Group"),
                Shown("input_t", "Input [t]", 3),
                Shown("output_t", "Output [t]", 3),
                Shown("recycling_efficiency_percent", "Efficiency [%]", 4),
                Shown("target_percent", "Target of the year [%]", 1),
                Shown("answer", "Answer", marked=_MARKED),
                Shown("margin_points", "Points above", 4),
                Shown("missing_t", "Missing [t]", 3),
                Shown("target_2025_percent", "By 31.12.2025 [%]", 1),
                Shown("answer_2025", "Answer 2025", marked=_MARKED),
                Shown("target_2030_percent", "By 31.12.2030 [%]", 1),
                Shown("answer_2030", "Answer 2030", marked=_MARKED),
                Shown("state", "State"),
            ),
            most=200,
            short="Recycling efficiency (Annex XII, Part B), and points above each target",
            short_columns=(
                Shown("process", "process", letters=12),
                Shown("year", "year"),
                Shown("group", "group"),
                Shown("recycling_efficiency_percent", "r_RE %", 2),
                Shown("target_percent", "target", 1),
                Shown("answer", "answer", letters=_LETTERS),
                Shown("margin_2025_points", "by 2025", 2),
                Shown("margin_2030_points", "by 2030", 2),
            ),
            short_most=30,
        ),
        GroupTable(
            "recoveries",
            "Recovery of materials by process, year and group (Annex XII, Part C)",
            (
                Shown("process", "Process"),
                Shown("year", "Year"),
                Shown("group", "Group"),
                Shown("metal", "Metal"),
                Shown("input_t", "Input [t]", 3),
                Shown("output_t", "Recovered [t]", 3),
                Shown("recovery_percent", "Recovery [%]", 4),
                Shown("target_percent", "Target of the year [%]", 1),
                Shown("answer", "Answer", marked=_MARKED),
                Shown("margin_points", "Points above", 4),
                Shown("missing_t", "Missing [t]", 3),
                Shown("target_2027_percent", "By 31.12.2027 [%]", 1),
                Shown("answer_2027", "Answer 2027", marked=_MARKED),
                Shown("target_2031_percent", "By 31.12.2031 [%]", 1),
                Shown("answer_2031", "Answer 2031", marked=_MARKED),
            ),
            most=400,
            short="Recovery of materials (Annex XII, Part C), and points above each target",
            short_columns=(
                Shown("process", "process", letters=12),
                Shown("year", "year"),
                Shown("metal", "metal"),
                Shown("recovery_percent", "r_RM %", 2),
                Shown("target_percent", "target", 1),
                Shown("answer", "answer", letters=_LETTERS),
                Shown("margin_2027_points", "by 2027", 2),
                Shown("margin_2031_points", "by 2031", 2),
            ),
            short_most=40,
        ),
        GroupTable(
            "means",
            "All processes of a year and group, weighted by input",
            (
                Shown("group", "Group"),
                Shown("year", "Year"),
                Shown("processes", "Processes"),
                Shown("input_t", "Input [t]", 3),
                Shown("output_t", "Output [t]", 3),
                Shown("recycling_efficiency_percent", "Efficiency [%]", 4),
                Shown("target_percent", "Target of the year [%]", 1),
                Shown("answer", "Answer", marked=_MARKED),
            ),
            most=60,
        ),
        GroupTable(
            "facilities",
            "Step check: what each facility adds to its process",
            (
                Shown("process", "Process"),
                Shown("year", "Year"),
                Shown("group", "Group"),
                Shown("facility", "Facility"),
                Shown("input_t", "Input [t]", 3),
                Shown("output_t", "Output [t]", 3),
                Shown("passed_on_t", "Passed on [t]", 3),
                Shown("received_t", "Received [t]", 3),
            ),
            most=200,
        ),
    ),
    causes={
        "status": "status",
        "dry_t": "mass",
        "recycling_efficiency_percent": "efficiency",
        "recovery_percent": "recovery",
    },
)
