"""The ledger of recycled content: shares of recovered metal against the minima of Art. 8."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine.assumptions import assumed_in_words
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger, Made, SheetModel
from calc.engine.model import NO_DATE, BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.methods.targets import NOT_YET, PERCENT, answers, missing_mass, share_percent
from calc.recycled_content import status as st
from calc.recycled_content.findings import report
from calc.recycled_content.listings import DateLine, share_lines
from calc.recycled_content.resolve import PROFILE, Rows, resolve
from factors import Library
from factors.recycling import name_of

if TYPE_CHECKING:
    from calc.engine.model import Subject

HEADLINE = (
    "The act on the method of Art. 8 is not adopted as far as was found (due 18 August 2026): not yet fixed. "
    "The shares are our reading.",
    "A minimum is met at the limit. Each metal stands for itself, per model, plant and year.",
)


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of metals in batteries."""
    rows = resolve(data, library, options)
    report(rows, data, problems)
    law = rows.law
    computed = rows.status == st.COMPUTED
    days = np.where(rows.day == NO_DATE, 0, rows.day).astype(np.int64)
    first, last = law.days()
    share = np.where(computed, share_percent(rows.recovered, rows.metal_mass), np.nan)
    held = {
        "": against(rows, days, rows.day != NO_DATE),
        "_2031": against(rows, np.full(rows.size, first)),
        "_2036": against(rows, np.full(rows.size, last)),
    }
    has_minimum = np.array([*(law.has_minimum(key) for key in rows.metals), False])
    named = rows.in_scope & has_minimum[rows.metal]
    out: dict[str, Any] = {
        "share_percent": share,
        "share_pre_percent": np.where(computed, share_percent(rows.pre, rows.metal_mass), np.nan),
        "share_post_percent": np.where(computed, share_percent(rows.post, rows.metal_mass), np.nan),
        "metal_kg": np.where(computed, rows.metal_mass, np.nan),
        "recovered_kg": np.where(computed, rows.recovered, np.nan),
        "status": Coded(rows.status, st.STATUSES),
        "note": lambda: st.WORDS.said(rows.notes, rows.status),
        "metal_used": _names(rows.metal, rows.metals, "metal"),
        "category_used": _names(rows.category, rows.categories, "category"),
        "applies_from": _said(rows, law.applies_from, named),
        "documented_from": _said(rows, law.documented_from, named),
        "scope_reference": _scopes(rows, named),
    }
    for ending, found in held.items():
        out |= _columns(ending, rows, share, found)
    return Ledger(
        subject=subject,
        data=data,
        columns=out,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, rows.chosen, _counts(rows)),
        groups=Made(
            {
                "shares": lambda: share_lines(rows, out),
                "dates": lambda: list(date_lines(rows)),
            }
        ),
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~computed,
            "assumed": lambda: computed & st.WORDS.noted(rows.notes, st.ASSUMED_NOTES),
        },
        sheet=partial(_sheet, out, computed),
        headline=HEADLINE,
    )


class Held(NamedTuple):
    """The rows against the minima of a day: minimum [1], what Art. 8 says, place in the series."""

    minimum: FloatArray
    answer: NDArray[np.int8]
    place: IntArray


def against(rows: Rows, days: NDArray[np.int64], dated: BoolArray | None = None) -> Held:
    """Return what Art. 8 says of each row on its day; -1 for rows that are not computed."""
    law = rows.law
    minimum, place = law.minima(rows.metals, rows.metal, days)
    metal_out = np.array([*(not law.has_minimum(key) for key in rows.metals), True])
    applies = law.scopes(rows.categories, rows.category, days) & rows.in_scope & (place >= 0)
    if dated is not None:
        applies &= dated
    computed = rows.status == st.COMPUTED
    counts = computed & applies
    minimum = np.where(counts, minimum, np.nan)
    answer = np.where(counts, answers(rows.recovered, rows.metal_mass, minimum), NOT_YET)
    if dated is not None:
        answer = np.where(dated, answer, st.NOT_DATED)
    answer = np.where(rows.in_scope, answer, st.OUT_OF_SCOPE)
    answer = np.where(metal_out[rows.metal], st.METAL_OUT, answer)
    return Held(
        minimum,
        np.where(computed, answer, -1).astype(np.int8),
        np.where(counts, place, -1).astype(np.int32),
    )


def _columns(ending: str, rows: Rows, share: FloatArray, found: Held) -> dict[str, Any]:
    """Return the columns of one minimum; `ending` tells them apart."""
    percent = found.minimum * PERCENT
    references = tuple(rows.law.minimum.reference(n) for n in range(len(rows.law.minimum.values)))
    return {
        f"minimum{ending}_percent": percent,
        f"meets{ending}" if ending else "article_8": Coded(found.answer, st.ARTICLE_8),
        f"margin{ending}_points": share - percent,
        f"missing{ending}_kg": missing_mass(rows.recovered, rows.metal_mass, found.minimum),
        f"minimum{ending}_reference": Coded(found.place, references),
    }


def _names(codes: IntArray, keys: tuple[str, ...], kind: str) -> Coded:
    return Coded(codes, tuple(name_of(key, kind) for key in keys))


def _said(rows: Rows, say: Callable[[str], str], named: BoolArray) -> Coded:
    """Return what is said of each row's category; nothing where category or metal is out of scope."""
    of = [say(key) for key in rows.categories]
    values = tuple(dict.fromkeys(text for text in of if text))
    lookup = np.array([*(values.index(text) if text else -1 for text in of), -1], dtype=np.int32)
    return Coded(np.where(named, lookup[rows.category], -1).astype(np.int32), values)


def _scopes(rows: Rows, named: BoolArray) -> Coded:
    law = rows.law
    lookup = np.array([*(law.scope_place(key) for key in rows.categories), -1], dtype=np.int32)
    references = tuple(law.scope.reference(n) for n in range(len(law.scope.values)))
    return Coded(np.where(named, lookup[rows.category], -1).astype(np.int32), references)


def date_lines(rows: Rows) -> list[DateLine]:
    """Return from when Art. 8 applies to each category met."""
    law = rows.law
    places = [law.scope_place(key) for key in rows.categories]
    return [
        DateLine(
            name_of(key, "category"),
            law.applies_from(key) or "out of scope",
            law.scope.values[place].place if place >= 0 else "not named in Art. 8",
            law.documented_from(key),
        )
        for key, place in zip(rows.categories, places, strict=True)
    ]


def _counts(rows: Rows) -> dict[str, int]:
    computed = rows.status == st.COMPUTED
    return {
        "method": int(computed.sum()),
        "phase": int((computed & (rows.day == NO_DATE)).sum()),
        "capacity_unknown": int((computed & st.WORDS.noted(rows.notes, ("capacity",))).sum()),
    }


def _sheet(out: Mapping[str, Any], computed: BoolArray) -> SheetModel:
    """Return the formulas of the computed rows."""

    def rows(mask: BoolArray, template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    formulas = {"share_percent": rows(computed, f"{{recovered_kg}}*{PERCENT}/{{metal_kg}}")}
    for ending in ("", "_2031", "_2036"):
        with_minimum = ~np.isnan(out[f"minimum{ending}_percent"])
        formulas[f"margin{ending}_points"] = rows(
            with_minimum, f"{{share_percent}}-{{minimum{ending}_percent}}"
        )
        formulas[f"missing{ending}_kg"] = rows(
            with_minimum,
            f"MAX(ROUND({{minimum{ending}_percent}}/{PERCENT}*{{metal_kg}}-{{recovered_kg}},6),0)",
        )
    return SheetModel((), {}, formulas)
