"""What was found wrong with a recycling process, said with cell, found, expected and remedy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from calc.battery_recycling import status as st
from calc.battery_recycling.rates import Rates, table
from calc.battery_recycling.resolve import INPUT, OUTPUT, PASSED_ON, RECEIVED, Rows
from calc.engine.errors import NOTE, REFUSED, Problems
from calc.engine.model import TableData
from calc.engine.placing import problems_at, written
from calc.methods.tally import exact_sums
from calc.methods.targets import PERCENT
from factors.recycling import nearest_of

# state -> column, what is expected, what to do
_ROWS = {
    st.UNKNOWN_GROUP: ("group", "lead-acid, lithium-based, nickel-cadmium or other", "correct the name"),
    st.UNKNOWN_FRACTION: (
        "fraction",
        "an element or material of the list on the sheet Notes of the template",
        "correct the name; what has no name of its own is 'other'",
    ),
    st.UNKNOWN_FLOW: ("flow", "input, output, passed on, received or waste", "correct the word"),
    st.UNKNOWN_PART: (
        "part",
        "active materials, current collectors, electrolyte salts, busbars, cables, casing, external parts, "
        "equipment cables or slag",
        "correct the name, or leave the cell empty",
    ),
    st.UNKNOWN_USE: (
        "use",
        "product, intermediate, backfilling, landfill, energy or fuel",
        "correct the word: it decides whether the output counts",
    ),
    st.UNKNOWN_BASIS: ("basis", "dry or wet", "correct the word"),
    st.UNKNOWN_EXPORT: ("export", "no, approved or not approved", "correct the word"),
    st.BLACK_MASS: (
        "flow",
        "black mass as passed on or received: it is an intermediate (Delegated Regulation (EU) 2025/606, Annex, "
        "section 1, point 5)",
        "write passed on, and give what is won from it as output, or its known efficiency",
    ),
    st.SHARE_NEEDED: (
        "water_share",
        "water_share or solute_share, or dry as basis: input and output are free of water",
        "fill in the share of water, of acids and lyes that of the solute",
    ),
    st.SHARE_CONTRADICTION: (
        "water_share",
        "shares of water and solute that make 1, and no water in a dry mass",
        "correct the shares or the basis",
    ),
    st.SLAG_SHARE: (
        "from_batteries",
        "the share of the slag that stems from waste batteries; fluxes are none",
        "fill in from_batteries",
    ),
    st.LATE_TREATMENT: (
        "treated_in",
        "the year of the input or one of the following years that the act names",
        "correct the year; later outputs do not count for this input",
    ),
    st.BEFORE_LAW: (
        "year",
        "a calendar year in which Delegated Regulation (EU) 2025/606 is in force",
        "correct the year; the rules before it are not held",
    ),
}


def report(rows: Rows, found: Rates, data: TableData, problems: Problems) -> None:
    """Add a problem for every row that is refused, and one for every process without rates."""
    for state, (column, expected, remedy) in _ROWS.items():
        met = np.flatnonzero(rows.status == state)
        if met.size:
            _add(
                data,
                problems,
                met,
                REFUSED,
                st.STATUSES[state],
                column,
                _cell(data, column),
                expected,
                remedy,
            )
    _processes(rows, found, data, problems)
    _notes(rows, found, data, problems)


def _cell(data: TableData, column: str) -> Callable[[int], str]:
    def found(row: int) -> str:
        said = written(data, row, column)
        if column not in ("group", "fraction", "flow", "part", "use"):
            return f"'{said}'" if said else "empty"
        near = nearest_of(said, column)
        hint = f"; did you mean {', '.join(near)}?" if near and said.casefold() not in near else ""
        return f"'{said}'{hint}"

    return found


def _add(
    data: TableData,
    problems: Problems,
    rows: NDArray[np.intp],
    severity: str,
    kind: str,
    column: str,
    found: str | Callable[[int], str],
    expected: str,
    remedy: str,
) -> None:
    problems.extend(
        problems_at(
            data,
            rows,
            severity=severity,
            kind=kind,
            column=column,
            found=found,
            expected=expected,
            remedy=remedy,
        )
    )


def named(rows: Rows, key: int) -> str:
    """Return process, year and group of a key in words."""
    process, year, group = rows.keys[:, key].tolist()
    return f"{rows.processes[process]}, {rows.annex.years[year]}, {rows.annex.groups[group]}"


def _row_of(rows: Rows, key: int, fraction: int, flow: int) -> NDArray[np.intp]:
    """Return the row to show for a fault of a key: of the fraction and flow, else its first."""
    of_key = rows.key == key
    met = np.flatnonzero(of_key & (rows.fraction == fraction) & (rows.flow == flow))
    return (met if met.size else np.flatnonzero(of_key))[:1]


def _processes(rows: Rows, found: Rates, data: TableData, problems: Problems) -> None:
    good = rows.status == st.COMPUTED
    enters = table(rows, rows.dry, good & (rows.flow == INPUT))
    leaves = table(rows, rows.dry, good & (rows.flow == OUTPUT))
    titles = rows.annex.fractions.titles
    for key in np.flatnonzero(found.state != st.COMPUTED).tolist():
        state, fraction = int(found.state[key]), int(found.fault[key])
        name = named(rows, key)
        if state == st.INCOMPLETE:
            said = (
                "process",
                f"{name}: a row is refused",
                "all rows of a process, year and group",
                "correct the refused row: without it the rates would be wrong, so none is given",
            )
        elif state == st.NO_INPUT:
            said = ("flow", f"{name}: no input", "waste batteries as input", "add the rows of input")
        elif state == st.LEFT_OUT:
            said = (
                "fraction",
                f"{name}: {titles[fraction]} is left out",
                f"{titles[fraction]} in input and output: it must count in this year (Annex, section 2, point 6)",
                "add its rows, 0 where the batteries hold none, and do not assume it left out",
            )
        elif fraction >= 0:
            said = (
                "mass",
                f"{name}: {titles[fraction]} {leaves[key, fraction]:.12g} t out of {enters[key, fraction]:.12g} t",
                "no more output than input of a fraction",
                "correct the masses; what stems from reagents is no output of the batteries",
            )
        else:
            said = (
                "mass",
                f"{name}: {found.output[key]:.12g} t out of {found.input[key]:.12g} t",
                "no more output than input",
                "correct the masses; what stems from reagents or fluxes is no output of the batteries",
            )
        column, text, expected, remedy = said
        at = _row_of(rows, key, fraction, OUTPUT)
        _add(data, problems, at, REFUSED, st.STATUSES[state], column, text, expected, remedy)


def _notes(rows: Rows, found: Rates, data: TableData, problems: Problems) -> None:
    """Add what the user should know: balances that do not close, chains that do not meet."""
    titles, balances = rows.annex.fractions.titles, rows.annex.fractions.balance
    enters = table(rows, rows.dry, (rows.status == st.COMPUTED) & (rows.flow == INPUT))
    for key, fraction in zip(*np.nonzero(np.nan_to_num(found.gap)), strict=True):
        gap, amount = float(found.gap[key, fraction]), float(enters[key, fraction])
        share = f" ({gap / amount * PERCENT:.4g} %)" if amount > 0 else ""
        _add(
            data,
            problems,
            _row_of(rows, int(key), int(fraction), INPUT),
            NOTE,
            "balance_gap",
            "mass",
            f"{named(rows, int(key))}: {titles[fraction]} input less {balances[fraction]}"
            f" leaves {gap:.6g} t{share}",
            f"{balances[fraction]} that make up the input (Annex, section 3)",
            "check what became of it; the rates stand as they are",
        )
    for key in np.flatnonzero(found.elements_missing).tolist():
        _add(
            data,
            problems,
            _row_of(rows, key, -1, INPUT),
            NOTE,
            "element_without_row",
            "fraction",
            f"{named(rows, key)}: no input of iron or phosphorus",
            "iron and phosphorus at cell level: they must count in this year where the batteries hold them",
            "add rows for them, 0 where there is none",
        )
    _chains(rows, data, problems)


def _chains(rows: Rows, data: TableData, problems: Problems) -> None:
    good = (rows.status == st.COMPUTED) & (rows.key >= 0)
    count = rows.keys.shape[1]
    open_ = good & (rows.flow == PASSED_ON) & np.isnan(rows.efficiency)
    passed = exact_sums(rows.key[open_], rows.dry[open_], count)
    taken = good & (rows.flow == RECEIVED)
    received = exact_sums(rows.key[taken], rows.dry[taken], count)
    for key in np.flatnonzero(passed != received).tolist():
        which = open_ if passed[key] > 0 else taken
        _add(
            data,
            problems,
            np.flatnonzero(which & (rows.key == key))[:1],
            NOTE,
            "chain_gap",
            "flow",
            f"{named(rows, key)}: passed on {passed[key]:.12g} t, received {received[key]:.12g} t",
            "as much received as passed on, or the known efficiency of the treatment",
            "add the rows of the facility that treats it, else it counts for nothing",
        )
