"""What the calculation found wrong with steel, said with cell, found, expected and remedy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from calc.engine.errors import NOTE, REFUSED, Problems
from calc.engine.model import BoolArray, TableData
from calc.engine.placing import problems_at, written
from calc.steel import status as st
from calc.steel.resolve import Rows
from calc.steel.spellings import GIVEN, HYDROGEN, nearest_routes
from factors.grids import nearest_grids
from factors.names import nearest_territories

Near = Callable[[str], tuple[str, ...]]

# state -> column, what is expected, what to do
_STATES = {
    st.ROUTE_CONTRADICTION: (
        "scrap_share",
        "a scrap share that fits the route",
        "name the route of the iron that is no scrap, such as NG-DRI-EAF or H2-DRI-EAF, with its scrap share",
    ),
    st.CAPTURE_MISSING: (
        "capture_rate",
        "capture_rate and capture_energy [kWh/tCO2]; for HIsarna+CCS the rate is enough",
        "add the figures of the plant: none are held, and none are guessed",
    ),
}


def report(rows: Rows, data: TableData, problems: Problems) -> None:
    """Add a problem for every row that is not computed and for every spelling that is not known."""
    routes = ", ".join(r.name for r in rows.inventory.routes)
    sources = ", ".join(HYDROGEN)
    for column, state, near, what in (
        ("route", st.UNKNOWN_ROUTE, nearest_routes, f"one of {routes}"),
        ("origin", st.UNKNOWN_ORIGIN, nearest_territories, "a country we know"),
        ("hydrogen_route", st.HYDROGEN_MISSING, _none, f"one of {sources}"),
        ("grid", st.GRID_MISSING, nearest_grids, "a grid we know"),
        ("hydrogen_grid", st.GRID_MISSING, nearest_grids, "a grid we know"),
    ):
        met = rows.unknown[column].codes >= 0
        stops = rows.status == state
        _unknown(rows, data, problems, met & stops, REFUSED, column, near, what)
        _unknown(rows, data, problems, met & (rows.status == st.COMPUTED), NOTE, column, near, what)
    named = (rows.unknown["grid"].codes >= 0) | (rows.unknown["hydrogen_grid"].codes >= 0)
    _refused(
        data,
        problems,
        (rows.status == st.GRID_MISSING) & ~named,
        "grid_missing",
        "grid",
        lambda row: f"no grid figure for {written(data, row, 'grid') or written(data, row, 'origin')}",
        "a grid with a figure",
        "write the figure itself, such as 450 g/kWh",
    )
    _refused(
        data,
        problems,
        (rows.status == st.HYDROGEN_MISSING) & (rows.hydrogen == GIVEN),
        "hydrogen_missing",
        "hydrogen_footprint",
        "hydrogen given, its footprint not",
        "hydrogen_footprint [kgCO2e/kg]",
        "add the figure, or choose electrolysis or SMR",
    )
    _refused(
        data,
        problems,
        rows.status == st.ALLOY_UNKNOWN,
        "alloy_unknown",
        "alloying",
        lambda row: rows.alloys[rows.alloy_code[row]].fault,
        "elements with a share, such as Mn 0.6 %; Cr 18 %",
        "correct the cell, or leave the element out",
    )
    for state, (column, expected, remedy) in _STATES.items():
        met = rows.status == state
        _refused(
            data,
            problems,
            met,
            st.STATUSES[state],
            column,
            partial(_found, data, column),
            expected,
            remedy,
        )


def _none(_: str) -> tuple[str, ...]:
    return ()


def _found(data: TableData, column: str, row: int) -> str:
    cells = {name: written(data, row, name) for name in dict.fromkeys((column, "route"))}
    return ", ".join(f"{name} {text}" for name, text in cells.items() if text) or "empty"


def _refused(
    data: TableData,
    problems: Problems,
    rows: BoolArray,
    kind: str,
    column: str,
    found: str | Callable[[int], str],
    expected: str,
    remedy: str,
) -> None:
    problems.extend(
        problems_at(
            data,
            np.flatnonzero(rows),
            severity=REFUSED,
            kind=kind,
            column=column,
            found=found,
            expected=expected,
            remedy=remedy,
        )
    )


def _unknown(
    rows: Rows,
    data: TableData,
    problems: Problems,
    met: BoolArray,
    severity: str,
    column: str,
    near: Near,
    what: str,
) -> None:
    spelled = rows.unknown[column]

    def found(row: int) -> str:
        text = spelled.values[spelled.codes[row]]
        close = near(text)
        return f"'{text}'" + (f"; did you mean {', '.join(close)}?" if close else "")

    problems.extend(
        problems_at(
            data,
            np.flatnonzero(met),
            severity=severity,
            kind=f"unknown_{column}",
            column=column,
            found=found,
            expected=what,
            remedy="correct the name",
        )
    )
