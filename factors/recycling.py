"""Recycling of batteries: the names of fractions, groups, flows, parts, uses, metals and categories.

A spelling is taken when it is known; a near one is only ever suggested.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from factors.law import LawError, Series
from factors.names import DATA, NOT_GIVEN, normalised

NAMES = "recycling.csv"  # under names
KINDS = ("fraction", "group", "flow", "part", "use", "basis", "export", "metal", "category")
CODE = "code"  # the language of a spelling that is a symbol and no word

# series of eu.batteries_recycling -> the years of its two steps, which columns of the results are named after
STEPS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "recycled_content_minimum": (2031, 2036),
        "recycling_efficiency": (2025, 2030),
        "material_recovery": (2027, 2031),
    }
)

_SUGGESTED_FROM = 0.6  # similarity (0 to 1) below which nothing is suggested


def recycling_key(text: str, kind: str, root: Path | None = None) -> str | None:
    """Return what a text names, or None if no known spelling says so.

    Parameters
    ----------
    text : str
        A cell as the user wrote it.
    kind : str
        One of `KINDS`.
    root : Path, optional
        The folder of ``recycling.csv``; by default the one that is shipped.

    Returns
    -------
    str or None
        A key such as ``cobalt``, ``lithium-based`` or ``passed-on``.
    """
    return _spellings(kind, root or DATA).get(normalised(text), (None, ""))[0]


def nearest_of(text: str, kind: str, count: int = 3, root: Path | None = None) -> tuple[str, ...]:
    """Return the spellings that come nearest to a text, one for each meaning: to suggest, never to take."""
    if normalised(text) in {normalised(words) for words in NOT_GIVEN}:
        return ()
    named = _spellings(kind, root or DATA)
    words = {word: key for word, (key, language) in named.items() if language != CODE}
    near = difflib.get_close_matches(normalised(text), words, n=40, cutoff=_SUGGESTED_FROM)
    keys = tuple(dict.fromkeys(words[word] for word in near))
    return tuple(key.replace("-", " ") for key in keys[: max(count, 0)])


def name_of(key: str, kind: str, language: str = "en", root: Path | None = None) -> str:
    """Return how a key is written in a language: its first spelling there, '' where it has none."""
    return _written(kind, language, root or DATA).get(key, "")


def step_days(name: str, series: Series) -> tuple[date, date]:
    """Return the two days from which the values of a series apply.

    Parameters
    ----------
    name : str
        A name of `STEPS`.
    series : Series
        The series of that name.

    Returns
    -------
    tuple of date
        The earlier day and the later.

    Raises
    ------
    LawError
        The values begin on other than two days, or in other years than the columns of the results are named after.
    """
    days = sorted({item.start for item in series.values})
    if tuple(day.year for day in days) != STEPS[name]:
        first, last = STEPS[name]
        raise LawError(
            f"{series.path}: values from {', '.join(day.isoformat() for day in days)}; expected one day in {first} "
            f"and one in {last}, as the columns of the results are named; put the values on those days, or change "
            "STEPS in factors/recycling.py and the columns with it"
        )
    return days[0], days[1]


@cache
def _rows(folder: Path) -> tuple[Mapping[str, str], ...]:
    with (folder / NAMES).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


@cache
def _spellings(kind: str, folder: Path) -> Mapping[str, tuple[str, str]]:
    """Normalised spelling -> key and language of the spelling."""
    found = {r["key"]: (r["key"], "en") for r in _rows(folder) if r["kind"] == kind}
    keys = {normalised(key): value for key, value in found.items()}
    named = {normalised(r["spelling"]): (r["key"], r["language"]) for r in _rows(folder) if r["kind"] == kind}
    return MappingProxyType(keys | named)


@cache
def _written(kind: str, language: str, folder: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for wanted in (language, CODE):
        for row in _rows(folder):
            if row["kind"] == kind and row["language"] == wanted:
                found.setdefault(row["key"], row["spelling"])
    return MappingProxyType(found)
