"""What the calculation found wrong with discharges, said with cell, found, expected and remedy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from calc.engine.cells import texts
from calc.engine.errors import NOTE, QUESTION, REFUSED, Problems
from calc.engine.model import BoolArray, TableData
from calc.engine.placing import problems_at, written
from calc.taxes import status as st
from calc.taxes.law import MEDIA, ZONES, Law
from calc.taxes.meanings import ANY, Meanings
from calc.taxes.resolve import Rows
from calc.taxes.words import METHODS, answer
from calc.taxes.words import UNKNOWN as NO_ANSWER
from factors.grids import grid_key, nearest_grids
from factors.pollutants import nearest_pollutants

MANY = 40

# state -> column, what is expected, what to do
_STATES = {
    st.BEFORE_LAW: ("month", "a month from 2018-01 on", "before that, sewage charges were levied"),
    st.FLOW_MISSING: (
        "flow",
        "a flow with its unit: m3 or Nm3, for wastewater t, of the whole month",
        "a concentration alone is no amount: add flow, or give the amount in kg",
    ),
    st.AMOUNT_MISSING: (
        "amount",
        "amount [kg], or concentration and flow; for pH, colour and the like wastewater [t]; for livestock the stock; "
        "where the base is what was produced, produced [kg]",
        "fill in the cell",
    ),
    st.AMOUNT_CONTRADICTION: (
        "amount",
        "an amount that is concentration times flow",
        "check the units, and leave one of the two out",
    ),
    st.WASTEWATER_UNCLEAR: (
        "amount",
        "the wastewater with its unit: its equivalents are counted from that, not from a mass of the pollutant",
        "give flow with its unit, or write the unit of the wastewater in the cell or the heading, such as 24000 t",
    ),
    st.MEASURED_MISSING: (
        "measured",
        "a plain figure: for pH 0 to 14, for colour measured and limit, for coliform also exceeded",
        "fill in measured and limit in columns without unit, or on a sheet of its own",
    ),
    st.EQUIVALENT_MISSING: (
        "pollutant",
        "an item whose equivalent value is held",
        "give it as equivalent_value, from Annex 2, table 4",
    ),
    st.DUPLICATE: (
        "pollutant",
        "one row for a pollutant at an outlet in a month",
        "add the amounts up in one row, or name the outlets apart",
    ),
    st.PROVINCE_CONFLICT: ("province", "one province for a site", "correct it, or name the sites apart"),
}


def add(
    data: TableData,
    problems: Problems,
    rows: BoolArray,
    kind: str,
    column: str,
    found: str | Callable[[int], str],
    expected: str,
    remedy: str,
    severity: str = REFUSED,
) -> None:
    """Add a problem for each of the rows."""
    if rows.any():
        problems.extend(
            problems_at(
                data,
                np.flatnonzero(rows),
                severity=severity,
                kind=kind,
                column=column,
                found=found,
                expected=expected,
                remedy=remedy,
            )
        )


def report(rows: Rows, data: TableData, known: Meanings, problems: Problems) -> None:
    """Add a problem for every row that is refused, and a note for what is not taxable."""
    law = known.law
    met = np.bincount(rows.status, minlength=len(st.STATUSES))
    say = partial(add, data, problems)

    def at(state: int) -> BoolArray:
        return rows.status == state if met[state] else np.zeros(0, dtype=np.bool_)

    pollutants = _reasons(data, known)
    say(
        at(st.NOT_TAXABLE),
        "not_taxable",
        "pollutant",
        pollutants,
        "an item of Annex 2",
        "nothing: it is not taxed",
        NOTE,
    )
    say(
        at(st.UNCLEAR_POLLUTANT),
        "unclear_pollutant",
        "pollutant",
        pollutants,
        "one item of Annex 2",
        "write which one",
    )
    say(
        at(st.UNKNOWN_POLLUTANT), "unknown_pollutant", "pollutant", _near_pollutants(data, known),
        "a pollutant of Annex 2", "correct the name",
    )  # fmt: skip
    say(
        at(st.MEDIUM_MISMATCH), "medium_mismatch", "pollutant",
        lambda row: f"{written(data, row, 'pollutant')}, a {pollutants(row)}, in {written(data, row, 'medium')}",
        "pollutants of the medium of the outlet", "correct the medium or the pollutant",
    )  # fmt: skip
    say(
        at(st.UNKNOWN_MEDIUM), "unknown_medium", "medium", partial(cell_or_none, data, "medium"),
        f"one of {', '.join(MEDIA)}", "fill in the medium: the pollutant stands in more than one",
    )  # fmt: skip
    faults = dict(zip(texts(data, "month").values, known.place.faults, strict=True))
    say(
        at(st.MONTH_INVALID), "no_month", "month",
        lambda row: _fault(faults, data, row, "month"), "a month from 01 to 12 such as 2024-03", "write it as YYYY-MM",
    )  # fmt: skip
    say(
        at(st.UNKNOWN_EXEMPTION), "unknown_exemption", "exemption", partial(cell_or_none, data, "exemption"),
        "a case of Arts 4 and 12", "write sewage works, agriculture, mobile source, municipal works or state council",
    )  # fmt: skip
    say(
        at(st.UNKNOWN_PROVINCE), "unknown_province", "province", partial(near_province, law, data),
        "a province of China", "correct the name, or give rate_cny",
    )  # fmt: skip
    say(
        at(st.ZONE_MISSING), "zone_missing", "zone", partial(cell_or_none, data, "zone"),
        _zones(law, rows, data, known, at(st.ZONE_MISSING)), "fill in city or zone, or give rate_cny",
    )  # fmt: skip
    for state, kind in ((st.RATE_MISSING, "rate_missing"), (st.RATE_OUTSIDE_BAND, "rate_outside_band")):
        for number, medium in enumerate(MEDIA):
            which = at(state)
            which = which & (rows.medium == number) if which.size else which
            column = "province" if state == st.RATE_MISSING else "rate_cny"
            if which.any():
                say(
                    which, kind, column, partial(_of_month, data, column), _band(law, known, rows, which, medium),
                    "give the rate of the decision as rate_cny",
                )  # fmt: skip
    for state, (column, expected, remedy) in _STATES.items():
        say(at(state), st.STATUSES[state], column, partial(cell_or_none, data, column), expected, remedy)
    _limits(data, known, problems)
    _notes(rows, data, problems)
    for column in ("exceeded", "punitive"):
        unclear_answers(data, problems, column)


def unclear_answers(data: TableData, problems: Problems, column: str) -> None:
    """Ask about answers that are neither yes nor no."""
    coded = texts(data, column)
    unclear = np.array([*(answer(text) == NO_ANSWER for text in coded.values), False])[coded.codes]
    add(
        data, problems, unclear, "unclear_answer", column, partial(cell_or_none, data, column),
        "yes or no", "correct the cell: until then it counts as not answered", QUESTION,
    )  # fmt: skip


def cell_or_none(data: TableData, column: str, row: int) -> str:
    """Return what a cell holds, or that it is empty."""
    return written(data, row, column) or f"no {column}"


def _of_month(data: TableData, column: str, row: int) -> str:
    return f"{cell_or_none(data, column, row)}, {written(data, row, 'month')}"


def _fault(faults: dict[str, str], data: TableData, row: int, column: str) -> str:
    coded = texts(data, column)
    code = int(coded.codes[row])
    return f"{coded.values[code]}: {faults[coded.values[code]]}" if code >= 0 else "empty"


def _medium(data: TableData, known: Meanings, row: int) -> int:
    return int(known.medium[texts(data, "medium").codes[row]])


def _reasons(data: TableData, known: Meanings) -> Callable[[int], str]:
    coded = texts(data, "pollutant")

    def reason(row: int) -> str:
        medium = _medium(data, known, row)
        code = int(coded.codes[row])
        return known.reasons.get((code, medium if medium >= 0 else ANY), coded.values[code])

    return reason


def _near_pollutants(data: TableData, known: Meanings) -> Callable[[int], str]:
    coded = texts(data, "pollutant")
    kept: dict[tuple[int, int], str] = {}

    def near(row: int) -> str:
        code, medium = int(coded.codes[row]), _medium(data, known, row)
        if (code, medium) not in kept:
            text = coded.values[code]
            where = (MEDIA[medium],) if 0 <= medium < ANY else MEDIA
            names = [n for m in where for n in nearest_pollutants(text, m, root=known.law.library.names)]
            hint = f"; did you mean {', '.join(dict.fromkeys(names))}?" if names else ""
            kept[code, medium] = f"'{text}'{hint}"
        return kept[code, medium]

    return near


def near_province(law: Law, data: TableData, row: int) -> str:
    """Return the province of a row as it is written, with the names that come near."""
    text = written(data, row, "province")
    names = [
        n
        for n in nearest_grids(text, MANY, law.library.names)
        if grid_key(n, law.library.names) in law.provinces
    ]
    return f"'{text}'" + (f"; did you mean {', '.join(names[:3])}?" if names else "")


def _zones(law: Law, rows: Rows, data: TableData, known: Meanings, which: BoolArray) -> str:
    if not which.any():
        return ""
    province = known.place.province[texts(data, "province").codes[which]]
    named = {law.provinces[p] for p in np.unique(province[province >= 0]).tolist()}
    parts = []
    for key in sorted(named):
        cells = law.library.table(ZONES).columns
        places = [
            t for p, t in zip(cells["province"], cells["spelling"], strict=True) if p == key and t.isascii()
        ]
        parts.append(f"{key}: {', '.join(places)}")
    return f"a place whose zone is known; {'; '.join(parts)}"


def _band(law: Law, known: Meanings, rows: Rows, which: BoolArray, medium: str) -> str:
    month = known.place.months[rows.month[which][:1]]
    (least,), (most,) = law.band(medium, month)
    return f"a rate within the statutory band, {least:g} to {most:g} CNY per equivalent ({medium})"


def _limits(data: TableData, known: Meanings, problems: Problems) -> None:
    """Ask about limits that are no figures; without them nothing is reduced."""
    bad = [bool(fault) for fault in known.limit_faults]
    if any(bad):
        coded = texts(data, "limit")
        add(
            data, problems, np.array(bad)[coded.codes], "limit_unclear", "limit",
            lambda row: f"'{coded.values[coded.codes[row]]}'", known.limit_faults[bad.index(True)],
            "correct the limit: without it nothing is reduced", QUESTION,
        )  # fmt: skip


def _notes(rows: Rows, data: TableData, problems: Problems) -> None:
    """Ask about what was left unused."""
    used = np.bitwise_or.reduce(rows.notes) if rows.size else np.uint32(0)
    for note, kind, column, expected, remedy in (
        (
            "unit_differs", "unit_differs", "limit", "measured figure and limit in the same unit",
            "write the unit in both headings, such as limit [mg/m3]",
        ),
        ("method_unknown", "unknown_method", "method", f"one of {', '.join(METHODS)}", "correct the name"),
        (
            "exceeded_contradiction", "exceeded_contradiction", "exceeded", "an answer that fits measured and limit",
            "correct one of them",
        ),
    ):  # fmt: skip
        if not used & st.WORDS.bit(note):
            continue
        add(
            data, problems, st.WORDS.noted(rows.notes, (note,)), kind, column, partial(cell_or_none, data, column),
            expected, remedy, QUESTION,
        )  # fmt: skip
