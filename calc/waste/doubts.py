"""Cells of a row that do not go together, and what the user should know of rows that are computed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from calc.engine.errors import NOTE, QUESTION, REFUSED, Problems
from calc.engine.model import BoolArray, TableData
from calc.engine.placing import problems_at, written
from calc.waste import status as st
from calc.waste.resolve import Rows
from calc.waste.screening import CONTRADICTS, DIFFERS, UNREAD
from calc.waste.settle import of_code, unfit, without_way
from factors import Library
from factors.customs import LENGTHS, customs_digits
from factors.treatments import taken_by
from factors.wastes import codes_for, entries


def doubts(
    rows: Rows, status: NDArray[np.int8], data: TableData, library: Library, problems: Problems
) -> None:
    """Add a problem for treatments that do not take the good, for codes of customs and for ways."""

    def add(
        mask: BoolArray,
        severity: str,
        kind: str,
        column: str,
        found: Callable[[int], str],
        expected: str,
        remedy: str,
    ) -> None:
        problems.extend(
            problems_at(
                data,
                np.flatnonzero(mask),
                severity=severity,
                kind=kind,
                column=column,
                found=found,
                expected=expected,
                remedy=remedy,
            )
        )

    cells = partial(_cells, data)
    for code, name in enumerate(rows.treatment.names):
        taken = taken_by(library, name)
        if taken is not None:
            add(
                unfit(rows) & (rows.treatment.codes == code),
                REFUSED,
                "unfit_treatment",
                "treatment",
                cells("{treatment} of {good}", "treatment", "good"),
                f"a good that can take it: {', '.join(taken)}",
                "correct treatment or good",
            )
    shown = st.is_shown(status)
    add(
        of_code(rows, CONTRADICTS),
        QUESTION,
        "code_contradicts",
        "hs_code",
        partial(_of_others, data, library),
        "a code of the good in the same row",
        "correct hs_code or good; clear hs_code where your customs classify otherwise",
    )
    add(
        of_code(rows, UNREAD),
        QUESTION,
        "hs_unread",
        "hs_code",
        cells("{hs_code}", "hs_code"),
        f"digits: {', '.join(map(str, LENGTHS[:-1]))} or {LENGTHS[-1]} of them, such as 7404000030",
        "write one whole code as a text: a cell that became a number loses a leading zero",
    )
    add(
        of_code(rows, DIFFERS) & shown,
        NOTE,
        "hs_differs",
        "hs_code",
        partial(_not_held, data, rows, library),
        "a code that we hold for the good",
        "check it: flags are those of the good",
    )
    add(
        without_way(rows) & shown,
        NOTE,
        "no_freight",
        "freight_distance",
        cells("{origin} to {destination} without a way", "origin", "destination"),
        "the legs of the journey",
        "fill in freight_mode and freight_distance: freight is not counted, still_saves stays empty",
    )
    add(
        rows.given_destination & (rows.place == rows.origin) & (rows.place >= 0) & shown,
        NOTE,
        "same_country",
        "destination",
        cells("{origin} to {destination}", "origin", "destination"),
        "two countries where a border is crossed",
        "correct it; for treatment at home destination may stay empty",
    )


def _cells(data: TableData, template: str, *names: str) -> Callable[[int], str]:
    """Return what says the cells of a row in a template of their column names."""
    return lambda row: template.format_map({name: written(data, row, name) for name in names})


def _of_others(data: TableData, library: Library, row: int) -> str:
    code, good = (written(data, row, name) for name in ("hs_code", "good"))
    entry = entries(library, customs_digits(code) or "")[0]
    return f"{code} of {good}: {entry.code} is {entry.title}"


def _not_held(data: TableData, rows: Rows, library: Library, row: int) -> str:
    good = rows.good.names[rows.good.codes[row]]
    held = dict.fromkeys(link.code for link in codes_for(library, good) if link.code.isdigit())
    return f"{written(data, row, 'hs_code')} of {good}; held for it: {', '.join(held)}"
