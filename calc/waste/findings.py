"""What the calculation found wrong with rows of waste, said with cell, found, expected and remedy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from calc.engine.errors import QUESTION, REFUSED, Problems
from calc.engine.model import TableData
from calc.engine.placing import problems_at, written
from calc.waste import status as st
from calc.waste.cases import treatment
from calc.waste.doubts import doubts
from calc.waste.resolve import Rows
from calc.waste.settle import credits_of, treatments_of
from calc.waste.words import TREATMENTS
from factors import Library
from factors.names import nearest_territories
from factors.wastes import nearest_goods, nearest_treatments

_NAMES: tuple[tuple[int, str, Callable[[str], tuple[str, ...]], str], ...] = (
    (
        st.UNKNOWN_GOOD,
        "good",
        nearest_goods,
        "a good or waste we know, such as copper scrap or smelting slag",
    ),
    (st.UNKNOWN_TREATMENT, "treatment", nearest_treatments, f"one of {', '.join(TREATMENTS)}"),
    (st.UNKNOWN_ORIGIN, "origin", nearest_territories, "a country we know"),
    (st.UNKNOWN_DESTINATION, "destination", nearest_territories, "a country we know"),
)

# state -> severity, column, further columns to name, what is expected, what to do
_STATES = {
    st.NO_FIGURE: (
        REFUSED,
        "treatment",
        ("good",),
        "a good and treatment for which emissions are held",
        "give treatment_factor; cost, tax and flags are shown without it",
    ),
    st.NO_CREDIT: (
        REFUSED,
        "good",
        ("treatment",),
        "a good for which primary and secondary figures are held",
        "give credit_factor; treatment, cost, tax and flags are shown without it",
    ),
    st.CURRENCY_UNCLEAR: (
        QUESTION,
        "currency",
        ("treatment_cost", "surcharge"),
        "one currency for the money of the row",
        "write it in the column currency or in the heading, such as treatment_cost [CNY/t]",
    ),
    st.NO_RATE: (
        REFUSED,
        "currency",
        ("date", "year"),
        "a currency with a rate on the day",
        "give your own with --rates RATES.csv (currency, date, eur_per_unit)",
    ),
    st.DAY_MISSING: (
        QUESTION,
        "date",
        ("good", "destination"),
        "the day of the movement, or its year: lists, taxes and rates are dated",
        "fill in date, such as 2026-03-02",
    ),
}


def report(
    rows: Rows, status: NDArray[np.int8], data: TableData, library: Library, problems: Problems
) -> None:
    """Add a problem for every row that is not settled, and what the user should know of the others."""
    doubts(rows, status, data, library, problems)
    if st.is_settled(status).all():
        return
    for state, column, near, what in _NAMES:
        problems.extend(
            problems_at(
                data,
                np.flatnonzero(status == state),
                severity=REFUSED,
                kind=st.STATUSES[state],
                column=column,
                found=partial(_near, data, column, near),
                expected=what,
                remedy="correct the name",
            )
        )
    in_part = np.array([c.in_part for c in rows.credits])[rows.good.codes]
    read, credit = st.is_read(status), credits_of(rows)
    unyielding = read & rows.recovered & in_part & np.isnan(rows.yields) & np.isnan(credit)
    missing = {  # beside another state, too
        st.NO_FIGURE: read & np.isnan(treatments_of(rows)),
        st.NO_CREDIT: read & np.isnan(credit) & ~unyielding,
    }
    problems.extend(
        problems_at(
            data,
            np.flatnonzero(unyielding),
            severity=QUESTION,
            kind="yield_missing",
            column="yield",
            found=partial(_found, data, ("good",)),
            expected="the material in a tonne of the good: it is not all of it",
            remedy="fill in yield, such as 60 %, or credit_factor",
        )
    )
    for state, (severity, column, more, expected, remedy) in _STATES.items():
        problems.extend(
            problems_at(
                data,
                np.flatnonzero(missing.get(state, status == state)),
                severity=severity,
                kind=st.STATUSES[state],
                column=column,
                found=partial(_without_figure, data, rows, library)
                if state == st.NO_FIGURE
                else partial(_found, data, (column, *more)),
                expected=expected,
                remedy=remedy,
            )
        )
    legs = rows.legs
    for entry, fault in () if legs is None else legs.faults.items():
        assert legs is not None
        problems.extend(
            problems_at(
                data,
                np.flatnonzero((legs.codes == entry) & (status == st.FREIGHT_UNCLEAR)),
                severity=REFUSED,
                kind=fault.kind,
                column=fault.column,
                found=fault.text,
                remedy=fault.remedy,
            )
        )


def _found(data: TableData, columns: tuple[str, ...], row: int) -> str:
    cells = {name: written(data, row, name) for name in columns}
    return ", ".join(f"{name} {text}" for name, text in cells.items() if text) or "empty"


def _without_figure(data: TableData, rows: Rows, library: Library, row: int) -> str:
    """Return what was found, and the treatments of the good of which figures are held."""
    good = rows.good.names[rows.good.codes[row]]
    held = [way for way in TREATMENTS if not np.isnan(treatment(library, good, way).ghg)]
    return f"{_found(data, ('treatment', 'good'), row)}; held for it: {', '.join(held) or 'none'}"


def _near(data: TableData, column: str, near: Callable[[str], tuple[str, ...]], row: int) -> str:
    text = written(data, row, column)
    close = near(text)
    hint = f"; did you mean {', '.join(close)}?" if close else ""
    return f"'{text}'{hint}"
