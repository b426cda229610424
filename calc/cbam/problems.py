"""What the calculation found wrong, said with cell, found, expected and remedy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from calc.cbam import notes
from calc.cbam import resolve as meaning
from calc.cbam import status as st
from calc.cbam.rows import Rows
from calc.engine.errors import NOTE, REFUSED, Problems
from calc.engine.model import SmallIntArray, TableData
from calc.engine.placing import problems_at, written

_EXPECTED = {
    meaning.UNKNOWN_ORIGIN: "a country",
    meaning.UNKNOWN_CODE: "a goods code of the tables",
    meaning.AMBIGUOUS_CODE: "a code with all its digits",
    meaning.INVALID: "a goods code of 8 or 10 digits",
}
_KIND = {
    meaning.UNKNOWN_ORIGIN: "unknown_origin",
    meaning.UNKNOWN_CODE: "unknown_code",
    meaning.AMBIGUOUS_CODE: "ambiguous_code",
    meaning.INVALID: "not_a_code",
}
# note -> severity, column, what is expected, what to do
_ROWS = {
    "date_outside": (
        REFUSED,
        "import_date",
        "a date from 2026-01-01 to 2034-12-31",
        "certificates are due for imports from 2026 on; check the year",
    ),
    "mass_unit": (
        REFUSED,
        "net_mass",
        "MWh for 2716 00 00, t or kg for every other good",
        "correct the unit or the code",
    ),
    "production_wrong": (
        REFUSED,
        "production_year",
        "a year not after the import year",
        "correct production_year or import_date",
    ),
    "sefa_year_wrong": (REFUSED, "sefa_year", "a year from 2026 to the import year", "correct sefa_year"),
    "route_unknown": (NOTE, "route", "a route of this good", "write one of the letters of its benchmarks"),
    "no_direct": (
        REFUSED,
        "see_direct",
        "see_direct beside see_indirect",
        "add the direct figure or leave both empty",
    ),
    "no_indirect": (
        REFUSED,
        "see_indirect",
        "indirect emissions, which count for this good",
        "write 0 if there are none",
    ),
    "no_share": (
        REFUSED,
        "see_direct",
        "nitrogen_share or clinker_share for a figure per kg N or t clinker",
        "add the share or give the figure per tonne of good",
    ),
    "see_unit": (
        REFUSED,
        "see_direct",
        "a unit that suits the good: tCO2e/t; per kg N for fertilisers, per t clinker "
        "for cement, tCO2e/MWh for electricity",
        "correct see_unit or the heading",
    ),
    "no_grid_factor": (
        REFUSED,
        "see_direct",
        "an emission factor for electricity",
        "give see_direct [tCO2e/MWh] or --grid-factors FILE",
    ),
    "no_benchmark": (
        REFUSED,
        "import_date",
        "a date for which the law, as known, holds default value, benchmark and CSCF",
        "allow the carried values (--assume) or a later --law-known-on",
    ),
    "route_missing_a": (REFUSED, "route", "the route actually used", "write one of the letters of the note"),
    "route_missing_b": (
        REFUSED,
        "origin",
        "a printed route, or own figures with their route",
        "no route is printed for this country and good",
    ),
    "deduction_refused": (
        NOTE,
        "carbon_price_paid",
        "own verified figures",
        "with default values it is not deducted",
    ),
    "deduction_incomplete": (
        NOTE,
        "carbon_price_paid",
        "currency with a known rate and carbon_price_coverage",
        "complete the row or give --rates FILE",
    ),
    "sefa_missing": (
        NOTE,
        "sefa",
        "the good's total specific embedded free allocation",
        "ask the supplier for it; until then the cost is the upper reading",
    ),
    "route_unused": (NOTE, "route", "own figures", "with default values the printed route decides"),
    "own_unused": (NOTE, "sefa", "see_direct beside sefa", "add the own figures"),
}


def report(
    rows: Rows, flags: notes.FlagSets, data: TableData, status: SmallIntArray, problems: Problems
) -> None:
    """Add every problem of the calculation to `problems`; rows for which nothing is due have none."""
    is_open = ~st.IS_SETTLED
    for column, coded, meanings in (
        ("cn_code", rows.code, rows.codes),
        ("origin", rows.origin, rows.origins),
    ):
        wrong = np.isin(meanings.status[:-1], list(_KIND))
        if not wrong.any():
            continue
        bad = np.append(wrong, False).take(coded.codes, mode="wrap") & is_open.take(status)
        at = np.flatnonzero(bad)
        order = at[np.argsort(coded.codes[at], kind="stable")]
        for group in np.split(order, np.flatnonzero(np.diff(coded.codes[order])) + 1):
            if group.size:
                item = meanings.items[coded.codes[group[0]]]
                problems.extend(
                    problems_at(
                        data,
                        group,
                        severity=REFUSED,
                        kind=_KIND[item.status],
                        column=column,
                        found=item.text,
                        expected=_EXPECTED[item.status],
                        remedy=item.remedy,
                    )
                )
    for name, (severity, column, expected, remedy) in _ROWS.items():
        if not flags.count(name):
            continue
        mask = flags.rows(name) & is_open.take(status)
        if mask.any():
            problems.extend(
                problems_at(
                    data,
                    np.flatnonzero(mask),
                    severity=severity,
                    kind=name,
                    column=column,
                    found=_found(data, column, name),
                    expected=expected,
                    remedy=remedy,
                )
            )


def _found(data: TableData, column: str, name: str) -> Callable[[int], str]:
    return lambda row: written(data, row, column) or notes.FLAGS[name].rstrip(": ")
