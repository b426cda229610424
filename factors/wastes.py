"""Goods and wastes: their names, the entries they may fall under, and the figures of their treatment.

Four tables: ``waste.treatment`` (emissions, parameters, fees and taxes), ``waste.codes`` (harmonized system,
Basel lists, import into China, with dates), ``waste.dangerous_goods`` (UN numbers) and ``waste.goods``, which
leads from a good to the rows of the others. Screening is information: every entry that may apply is named, with
its source and day, and none is chosen.

A spelling is taken when it is known; a near one is only ever suggested. What was not found is None or the mark
``not held``, never zero.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from factors.library import Library
from factors.names import DATA, NOT_GIVEN, normalised, spelled_key

TREATMENT, CODES = "waste.treatment", "waste.codes"
GOODS, DANGEROUS = "waste.goods", "waste.dangerous_goods"
NAMES = "waste.csv"  # under names
GOOD, WAY = "good", "treatment"  # the kinds of spellings
CODE = "code"  # the language of a spelling that is a symbol and no word
SEEN = "seen"  # of an entry whose first day is not held
FEES = ("gate fee", "landfill tax")  # the indicators in money
STATES = ("in force", "not yet", "ended", "not held")
HS_LENGTHS = (6, 4)  # a longer code of customs is looked up by its subheading, then its heading

_SUGGESTED_FROM = 0.66  # similarity (0 to 1) below which nothing is suggested


# ---- names


def good_key(text: str, root: Path | None = None) -> str | None:
    """Return the good or waste that a text names, or None if no known spelling says so.

    A text of two parts, such as ``废铜 copper scrap``, is taken only if both name the same.

    Parameters
    ----------
    text : str
        A cell as the user wrote it.
    root : Path, optional
        The folder of ``waste.csv``; by default the one that is shipped.

    Returns
    -------
    str or None
        A good of the table, such as ``copper scrap`` or ``lithium-ion batteries``.
    """
    return _key(GOOD, text, root or DATA)


def treatment_key(text: str, root: Path | None = None) -> str | None:
    """Return the treatment that a text names (``recycling``, ``landfill``...), as `good_key` does."""
    return _key(WAY, text, root or DATA)


def nearest_goods(text: str, count: int = 3, root: Path | None = None) -> tuple[str, ...]:
    """Return the goods whose spellings come nearest to a text, each once: to suggest, never to take."""
    return _nearest(GOOD, text, root or DATA)[: max(count, 0)]


def nearest_treatments(text: str, count: int = 3, root: Path | None = None) -> tuple[str, ...]:
    """Return the treatments whose spellings come nearest to a text: to suggest, never to take."""
    return _nearest(WAY, text, root or DATA)[: max(count, 0)]


@cache
def _spellings(kind: str, folder: Path) -> Mapping[str, tuple[str, str]]:
    """Normalised spelling -> key and language of the spelling."""
    with (folder / NAMES).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, strict=True) if row["kind"] == kind]
    return MappingProxyType({normalised(row["spelling"]): (row["key"], row["language"]) for row in rows})


def _whole(kind: str, text: str, folder: Path) -> str | None:
    return _spellings(kind, folder).get(normalised(text), (None, ""))[0]


@lru_cache(maxsize=4096)
def _key(kind: str, text: str, folder: Path) -> str | None:
    return spelled_key(text, lambda part: _whole(kind, part, folder))


@lru_cache(maxsize=1024)
def _nearest(kind: str, text: str, folder: Path) -> tuple[str, ...]:
    plain = normalised(text)
    if plain in {normalised(words) for words in NOT_GIVEN}:
        return ()
    spellings = _spellings(kind, folder)
    words = {word: key for word, (key, language) in spellings.items() if language != CODE}
    near = difflib.get_close_matches(plain, words, n=40, cutoff=_SUGGESTED_FROM)
    return tuple(dict.fromkeys(words[word] for word in near))


# ---- entries


@dataclass(frozen=True)
class Link:
    """What a good may be classified, treated or charged as, and when; `condition` is empty for always."""

    good: str
    relation: str  # hs, basel, china, un, treated as, charged as, taxed as, recycled into
    code: str
    condition: str


@dataclass(frozen=True)
class Entry:
    """One entry of a list over one period. `end` is its last day, None while none is known."""

    reference: str
    scheme: str  # hs, basel or china
    code: str
    title: str
    listed_in: str
    control: str  # PIC, no PIC, prohibited, free import, classification
    condition: str
    start: date
    start_is: str  # date, or seen: in force since before that day
    end: date | None
    announced: date | None
    decision: str
    replaced_by: str
    source: str
    place: str
    reading: str
    note: str


@dataclass(frozen=True)
class Status:
    """Whether an entry is in force on a day; `assumed` past the day on which the table was checked."""

    state: str  # one of `STATES`
    entry: Entry
    day: date
    assumed: bool


@dataclass(frozen=True)
class DangerousGood:
    """A UN number with its class; ``not held`` marks a gap. Surcharges are the user's."""

    un: str
    name: str
    class_: str
    packed: str
    air: str
    source: str
    place: str
    reading: str
    note: str


def links(library: Library, good: str, *relations: str) -> tuple[Link, ...]:
    """Return what a good may be, in the order of the table; of some relations only, where they are given."""
    return tuple(
        link for link in _links(library).get(good, ()) if not relations or link.relation in relations
    )


def codes_for(library: Library, good: str) -> tuple[Link, ...]:
    """Return every code that may apply to a good: hs, basel, china and un, each with its condition."""
    return links(library, good, "hs", "basel", "china", "un")


def entries(library: Library, code: str) -> tuple[Entry, ...]:
    """Return the periods of a code, the earliest first.

    Parameters
    ----------
    library : Library
        The data.
    code : str
        Such as ``A1181``, ``7404000030`` or ``74 04 00 10``: a code of customs that has no entry of its own is
        looked up by its first six digits, then four.

    Returns
    -------
    tuple of Entry
        Empty where nothing is held.
    """
    bare = code.strip()
    digits = re.sub(r"[\s.]", "", bare)
    keys = [bare, bare.upper()]
    if digits.isascii() and digits.isdigit():
        keys += [digits, *(digits[:length] for length in HS_LENGTHS if len(digits) > length)]
    held = _entries(library)
    return next((held[key] for key in keys if key in held), ())


def status_on(library: Library, code: str, day: date) -> Status | None:
    """Return whether a code is in force on a day, with the entry that says so.

    Parameters
    ----------
    library : Library
        The data.
    code : str
        As `entries` takes it.
    day : date
        The day of the movement.

    Returns
    -------
    Status or None
        Of the period that holds the day; else ``not yet`` with the first period, or ``ended`` with the last
        before the day. ``not held`` is a day before an entry was seen. None for a code that is not held at all.
    """
    periods = entries(library, code)
    if not periods:
        return None
    begun = [entry for entry in periods if entry.start <= day]
    entry = begun[-1] if begun else periods[0]
    if not begun:
        state = "not held" if entry.start_is == SEEN else "not yet"
    else:
        state = "in force" if entry.end is None or day <= entry.end else "ended"
    return Status(state, entry, day, day > library.table(CODES).about["checked"])


def screened(library: Library, good: str, day: date) -> tuple[tuple[Link, Status], ...]:
    """Return every Basel entry and Chinese import rule that may apply to a good, with its status on a day."""
    found = ((link, status_on(library, link.code, day)) for link in links(library, good, "basel", "china"))
    return tuple((link, status) for link, status in found if status is not None)


def dangerous_goods(library: Library, good: str) -> tuple[tuple[Link, DangerousGood], ...]:
    """Return the UN numbers that may apply to a good, each with when; empty where none is known."""
    table = library.table(DANGEROUS)
    rows = {row["un"]: row for row in map(table.row, range(len(table)))}
    found = []
    for link in links(library, good, "un"):
        cells = dict(rows[link.code])
        found.append((link, DangerousGood(class_=cells.pop("class"), **cells)))
    return tuple(found)


@cache
def _links(library: Library) -> Mapping[str, tuple[Link, ...]]:
    table = library.table(GOODS)
    found: dict[str, list[Link]] = {}
    for row in map(table.row, range(len(table))):
        found.setdefault(row["good"], []).append(Link(**row))
    return MappingProxyType({good: tuple(rows) for good, rows in found.items()})


@cache
def _entries(library: Library) -> Mapping[str, tuple[Entry, ...]]:
    table = library.table(CODES)
    found: dict[str, list[Entry]] = {}
    for number in range(len(table)):
        row = table.row(number)
        start, end, announced = (row.pop(name) for name in ("start", "end", "announced"))
        entry = Entry(
            reference=table.reference(number),
            start=date.fromisoformat(start),
            end=_day(end),
            announced=_day(announced),
            **row,
        )
        found.setdefault(entry.code, []).append(entry)
    return MappingProxyType({c: tuple(sorted(p, key=lambda e: e.start)) for c, p in found.items()})


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
