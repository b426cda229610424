"""From when the duties of Article 7 apply: the later of a fixed date and months after the last act is in force.

An act that is not adopted leaves the start open; it is never filled by a guess.

References
----------
Regulation (EU) 2023/1542, Art. 7(1) to (3).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from factors import Library

LAW, DATES, ACTS = "eu.batteries", "eu.batteries_dates", "eu.batteries_acts"
ARTICLE, INDUSTRIAL = "Article 7", "industrial"
REGULATION = "Regulation (EU) 2023/1542"
METHOD, FORMAT = (
    "method of the carbon footprint",
    "format of the declaration",
)  # the acts that a figure rests on


class Start(NamedTuple):
    """One duty of one category: its start, None where it is not yet fixed."""

    duty: str
    start: date | None
    fixed: date
    months: int
    acts: tuple[str, ...]
    missing: tuple[str, ...]  # acts that are not in force
    place: str
    reference: str
    text: str


def starts(category: str, library: Library) -> tuple[Start, ...]:
    """Return when each duty of Article 7 starts for a category of battery; nothing for one that is not in it.

    Parameters
    ----------
    category : str
        ``EV``, ``LMT``, ``industrial`` or ``industrial with external storage``.
    library : Library
        Holds the dates and the acts; an act published after its day of knowledge is not known.
    """
    table = library.table(DATES)
    in_force = _in_force(library)
    found = []
    for row, one in enumerate(table.columns["category"]):
        if one == category:
            cells = table.row(row)
            acts = tuple(cells["acts"].split())
            missing = tuple(act for act in acts if act not in in_force)
            fixed, months = date.fromisoformat(cells["fixed_date"]), int(cells["months"])
            start = None
            if not missing:
                start = max(fixed, months_after(max(in_force[act] for act in acts), months))
            found.append(
                Start(
                    cells["duty"],
                    start,
                    fixed,
                    months,
                    acts,
                    missing,
                    cells["place"],
                    table.reference(row),
                    _text(library, start, fixed, months, missing),
                )
            )
    return tuple(found)


def start_dates(category: str, library: Library, capacity_kwh: float = np.nan) -> tuple[tuple[str, str], ...]:
    """Return each duty of Article 7 with its start in words: `category` and `library` as in `starts`.

    A battery outside Article 7, by its category or by its capacity [kWh] where it is given, gets one line that says so.
    """
    found = starts(category, library)
    if not found:
        covered = ", ".join(dict.fromkeys(library.table(DATES).columns["category"]))
        return ((ARTICLE, f"does not name the category {category or '(none given)'}: it covers {covered}"),)
    least = library.law(LAW).series["capacity_threshold"].values[-1]
    if category.startswith(INDUSTRIAL) and capacity_kwh <= least.value:
        said = f"covers industrial batteries above {least.value:g} kWh, not one of {capacity_kwh:g} kWh"
        return ((ARTICLE, said),)
    return tuple((one.duty, one.text) for one in found)


def acts_said(library: Library) -> str:
    """Return in words whether methods and formats under Article 7 are adopted, as known on the library's day."""
    c = library.table(ACTS).columns
    in_force = _in_force(library)
    rows = [
        row for row, what in enumerate(c["what"]) if what in (METHOD, FORMAT) and c["act"][row] in in_force
    ]
    if not rows:
        return f"no act on method or format under Art. 7 of {REGULATION} is adopted as far as sources reach"
    said = "; ".join(
        f"{c['what'][row]}, {c['category'][row]}, in force since {in_force[c['act'][row]].isoformat()}"
        for row in rows
    )
    return f"acts under Art. 7 of {REGULATION} are adopted ({said}), but not followed here"


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, the last of the month where it has no such day."""
    one = np.timedelta64(1, "D")
    start = np.datetime64(day, "D")
    month = start.astype("datetime64[M]")
    later = month + np.timedelta64(months, "M")
    last = (later + np.timedelta64(1, "M")).astype("datetime64[D]") - one
    moved = later.astype("datetime64[D]") + (start - month.astype("datetime64[D]"))
    found: date = min(moved, last).astype(object)
    return found


def _in_force(library: Library) -> dict[str, date]:
    """Return the day on which each adopted act entered into force, as known on the library's day."""
    c = library.table(ACTS).columns
    return {
        act: date.fromisoformat(in_force)
        for act, in_force, published in zip(c["act"], c["in_force"], c["published"], strict=True)
        if in_force
        and (library.known_on is None or (published and date.fromisoformat(published) <= library.known_on))
    }


def _text(library: Library, start: date | None, fixed: date, months: int, missing: tuple[str, ...]) -> str:
    if start is not None:
        return f"from {start.isoformat()}"
    c = library.table(ACTS).columns
    what = dict(zip(c["act"], zip(c["kind"], c["what"], strict=True), strict=True))
    acts = " and ".join(f"{what[act][0]} act on {_article(what[act][1])}" for act in missing)
    verb = "is" if len(missing) == 1 else "are"
    return (
        f"not yet fixed: the later of {fixed.isoformat()} and {months} months after the last act is in force; "
        f"{acts} {verb} not adopted as far as sources reach"
    )


def _article(what: str) -> str:
    return what if what.startswith("performance") else f"the {what}"
