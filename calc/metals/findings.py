"""What the calculation found wrong with lots, said with cell, found, expected and remedy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from calc.engine.errors import NOTE, QUESTION, REFUSED, Problems
from calc.engine.model import BoolArray, TableData
from calc.engine.placing import problems_at, written
from calc.metals import status as st
from calc.metals.resolve import Lots
from calc.methods.grids import UNKNOWN
from factors.grids import nearest_grids
from factors.materials import nearest_materials
from factors.names import nearest_territories

Near = Callable[[str], tuple[str, ...]]

# state -> severity, column, what is expected, what to do
_STATES = {
    st.SHARE_MISSING: (
        QUESTION,
        "recycled_share",
        "a recycled share or a route",
        "write 0 for primary metal, 1 for recycled metal, or a share between",
    ),
    st.SHARE_CONTRADICTION: (
        REFUSED,
        "recycled_share",
        "a recycled share that fits the route (primary 0, secondary 1)",
        "keep one of the two",
    ),
    st.UNKNOWN_ROUTE: (
        REFUSED,
        "route",
        "primary or secondary",
        "write one of the two, or a recycled share; steel by furnace route is a sheet without material",
    ),
    st.UNKNOWN_ALLOCATION: (
        REFUSED,
        "allocation",
        "cut-off, avoided burden or CFF",
        "write one of them, or leave the cell empty for cut-off",
    ),
    st.NO_FIGURE: (
        REFUSED,
        "material",
        "a material and route for which a figure is held",
        "give supplier_factor; `pigou factors show emissions.materials` lists what is held",
    ),
    st.BOUNDARY_MISMATCH: (
        REFUSED,
        "boundary",
        "figures of the same boundary",
        "give a cradle-to-gate figure, or allow it with --assume boundaries=mixed",
    ),
    st.ALLOCATION_INCOMPLETE: (
        REFUSED,
        "allocation",
        "cut-off, or avoided burden and CFF with r2 and quality_ratio",
        "add the parameters or leave allocation empty",
    ),
}


def report(lots: Lots, data: TableData, problems: Problems) -> None:
    """Add a problem for every lot that is not computed and for every spelling that is not known."""
    for column, state, kind, near, what in (
        ("material", st.UNKNOWN_MATERIAL, "unknown_material", nearest_materials, "a material we know"),
        ("origin", st.UNKNOWN_ORIGIN, "unknown_origin", nearest_territories, "a country we know"),
    ):
        rows = lots.status == state
        _unknown(data, problems, rows, REFUSED, kind, column, near, what)
    grade = data.coded("scrap_grade")
    if grade is not None:
        graded = np.max(lots.known.graded[:, :-1], axis=1) >= 0  # materials with figures by grade
        unknown = (grade.codes >= 0) & (lots.known.grade[grade.codes] < 0) & graded[lots.material]
        problems.extend(
            problems_at(
                data,
                np.flatnonzero(unknown & st.is_computed(lots.status)),
                severity=QUESTION,
                kind="unknown_grade",
                column="scrap_grade",
                found=partial(_found, data, "scrap_grade"),
                expected="No. 1, No. 2, low grade, brass and bronze, or electronic",
                remedy="the figure of several qualities is used; name the grade to have its own",
            )
        )
    missing, named = lots.status == st.GRID_MISSING, np.zeros(lots.size, dtype=bool)
    for column, meaning in lots.known.grid_named.items():
        spelled = data.coded(f"{column}.name")
        if spelled is None:
            continue
        rows = np.append(meaning[:-1] == UNKNOWN, False)[spelled.codes]
        named |= rows
        for which, severity in ((rows & missing, REFUSED), (rows & ~missing, NOTE)):
            _unknown(data, problems, which, severity, "unknown_grid", column, nearest_grids, "a grid we know")
    problems.extend(
        problems_at(
            data,
            np.flatnonzero(missing & ~named),
            severity=REFUSED,
            kind="grid_missing",
            column="grid",
            found=lambda row: (
                f"no grid figure for {written(data, row, 'grid') or written(data, row, 'origin')}"
            ),
            expected="a grid with a figure",
            remedy="write the figure itself, such as 450 g/kWh",
        )
    )
    for state, (severity, column, expected, remedy) in _STATES.items():
        problems.extend(
            problems_at(
                data,
                np.flatnonzero(lots.status == state),
                severity=severity,
                kind=st.STATUSES[state],
                column=column,
                found=partial(_missing, lots, data)
                if state == st.NO_FIGURE
                else partial(_found, data, column),
                expected=expected,
                remedy=remedy,
            )
        )
    legs = lots.known.legs
    for entry, fault in () if legs is None else legs.faults.items():
        problems.extend(
            problems_at(
                data,
                np.flatnonzero((lots.legs == entry) & (lots.status == st.FREIGHT_UNCLEAR)),
                severity=REFUSED,
                kind=fault.kind,
                column=fault.column,
                found=fault.text,
                remedy=fault.remedy,
            )
        )


def _missing(lots: Lots, data: TableData, row: int) -> str:
    """Return which figure of a lot is not held."""
    name, share = lots.known.known[lots.material[row]], lots.share[row]
    printed = lots.known.printed.get(int(lots.material[row]))
    if printed is not None:
        ends = f"{printed.shares[0]:.0%} to {printed.shares[-1]:.0%}"
        return f"{name} with {share:.0%} scrap; figures are printed for {ends}"
    return f"no figure of {'recycled' if lots.secondary[row] < 0 and share > 0 else 'primary'} {name}"


def _found(data: TableData, column: str, row: int) -> str:
    cells = {name: written(data, row, name) for name in dict.fromkeys((column, "route", "material"))}
    return ", ".join(f"{name} {text}" for name, text in cells.items() if text) or "empty"


def _unknown(
    data: TableData,
    problems: Problems,
    rows: BoolArray,
    severity: str,
    kind: str,
    column: str,
    near: Near,
    what: str,
) -> None:
    def found(row: int) -> str:
        text = written(data, row, column)
        close = near(text)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        return f"'{text}'{hint}"

    problems.extend(
        problems_at(
            data,
            np.flatnonzero(rows),
            severity=severity,
            kind=kind,
            column=column,
            found=found,
            expected=what,
            remedy="correct the name",
        )
    )
