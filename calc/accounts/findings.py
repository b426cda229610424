"""What the calculation found wrong with an account, said with cell, found, expected and remedy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from calc.accounts import status as st
from calc.accounts.names import GROUPS, nearest_groups
from calc.accounts.products import Products
from calc.accounts.resolve import Items
from calc.engine.cells import numbers
from calc.engine.errors import REFUSED, Problems
from calc.engine.model import BoolArray, TableData
from calc.engine.placing import problems_at, written

_TERMS = ("pass_through", "supply_elasticity", "demand_elasticity", "export_price", "margin")


def report(items: Items, made: Products, data: TableData, problems: Problems) -> None:
    """Add a problem for every row that is not computed, and for products of which two things are said."""
    _unknown(
        items, data, problems, "group", st.UNKNOWN_GROUP, nearest_groups, f"one of {'; '.join(GROUPS)}",
        "correct the name",
    )  # fmt: skip
    _unknown(
        items, data, problems, "period", st.UNKNOWN_PERIOD, _none, "a year, quarter or month",
        "write 2025, 2025Q1 or 2025-03",
    )  # fmt: skip
    for fault in items.faults:
        _add(
            data, problems, fault.rows, st.STATUSES[int(items.status[fault.rows][0])], fault.column,
            _with_cell(data, fault.column, fault.found), fault.expected, fault.remedy,
        )  # fmt: skip
    for columns, clash, what in (
        (("output",), made.two_outputs, "output"),
        (_TERMS, made.two_terms, "figure"),
    ):
        of_row = np.append(clash, False)[made.key]
        for column in columns:
            given = ~np.isnan(numbers(data, column)) & of_row
            _add(
                data,
                problems,
                given,
                f"two_{what}s",
                column,
                _with_cell(data, column, f"two {what}s for one product and period"),
                f"one {what}, on one row or the same on all",
                "correct the cell; until then nothing is computed from it",
            )


def _none(_: str) -> tuple[str, ...]:
    return ()


def _with_cell(data: TableData, column: str, found: str) -> Callable[[int], str]:
    def said(row: int) -> str:
        cell = written(data, row, column)
        return f"{found}: {cell}" if cell else found

    return said


def _unknown(
    items: Items,
    data: TableData,
    problems: Problems,
    column: str,
    state: int,
    near: Callable[[str], tuple[str, ...]],
    expected: str,
    remedy: str,
) -> None:
    spelled = items.unknown[column]

    def found(row: int) -> str:
        code = int(spelled.codes[row])
        if code < 0:
            return "empty"
        close = near(spelled.values[code])
        return f"'{spelled.values[code]}'" + (f"; did you mean {', '.join(close)}?" if close else "")

    _add(data, problems, items.status == state, f"unknown_{column}", column, found, expected, remedy)


def _add(
    data: TableData,
    problems: Problems,
    rows: BoolArray,
    kind: str,
    column: str,
    found: Callable[[int], str],
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
