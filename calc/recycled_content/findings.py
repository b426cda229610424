"""What was found wrong with rows of recycled content, said with cell, found, expected and remedy."""

from __future__ import annotations

import numpy as np

from calc.engine.cells import numbers
from calc.engine.errors import QUESTION, REFUSED, Problems
from calc.engine.model import TableData
from calc.engine.placing import problems_at, written
from calc.recycled_content import status as st
from calc.recycled_content.resolve import Rows
from factors.recycling import nearest_of

_SAID = {
    st.UNKNOWN_METAL: (
        "metal",
        "Co, Pb, Li or Ni, as symbol or name",
        "correct the name; other metals have no minimum in Art. 8",
    ),
    st.UNKNOWN_CATEGORY: (
        "category",
        "EV, LMT, industrial, industrial with external storage, SLI or portable",
        "correct the name: the category decides whether and when Art. 8 applies",
    ),
    st.NO_MASS: ("mass", "a mass of the metal above 0", "fill in the mass, or leave the row out"),
    st.NOT_GIVEN: (
        "recovered_post",
        "the mass recovered from waste, 0 where there is none",
        "fill in recovered_pre or recovered_post",
    ),
    st.ABOVE_MASS: (
        "recovered_post",
        "no more recovered than there is of the metal",
        "correct the masses; rejects that go back into the same process are not recovered from waste",
    ),
    st.INCOMPLETE: (
        "metal",
        "all rows of a model, plant, year and metal",
        "correct the refused row: the share is that of all of them together",
    ),
}

_SOURCES = ("recovered_pre", "recovered_post")


def report(rows: Rows, data: TableData, problems: Problems) -> None:
    """Add a problem for every row that has no share, and a question for one of whose recovered masses one is empty."""

    def met(state: int, row: int) -> str:
        column = _SAID[state][0]
        if state == st.ABOVE_MASS:
            pre, post = (written(data, row, name) or "0" for name in _SOURCES)
            return f"{pre} + {post} kg recovered of {written(data, row, 'mass')} kg"
        if state == st.NOT_GIVEN:
            return "neither recovered_pre nor recovered_post"
        if state == st.INCOMPLETE:
            return "another row of this model, plant, year and metal is refused"
        said = written(data, row, column)
        near = nearest_of(said, column) if state in (st.UNKNOWN_METAL, st.UNKNOWN_CATEGORY) else ()
        return f"'{said}'" + (f"; did you mean {', '.join(near)}?" if near else "")

    one_source = (rows.status == st.COMPUTED) & st.WORDS.noted(rows.notes, ("one_source",))
    for column, other in (_SOURCES, _SOURCES[::-1]):
        given = ~np.isnan(numbers(data, column))
        asked = np.flatnonzero(one_source & ~given)
        found = f"empty, while {other} is given: it counts as nothing"
        if not given.any():  # one question for all of the rows
            asked, found = asked[:1], f"no row has {column}: it counts as nothing in all of them"
        problems.extend(
            problems_at(
                data,
                asked,
                severity=QUESTION,
                kind="one_source",
                column=column,
                found=found,
                expected="the mass recovered from each kind of waste, 0 where there is none",
                remedy=f"fill in {column}, 0 if there is none: till then the share may be too low",
            )
        )
    for state, (column, expected, remedy) in _SAID.items():
        refused = np.flatnonzero(rows.status == state)
        if refused.size:
            problems.extend(
                problems_at(
                    data,
                    refused,
                    severity=REFUSED,
                    kind=st.STATUSES[state],
                    column=column,
                    found=lambda row, state=state: met(state, row),  # type: ignore[misc]
                    expected=expected,
                    remedy=remedy,
                )
            )
