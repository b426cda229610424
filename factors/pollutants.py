"""Pollutants by any known spelling and medium, and why one is not taxed in China.

``names/pollutants.csv`` has one row for each spelling of a pollutant in one medium: ammonia in air is not the
ammonia nitrogen of wastewater, and lead has an item of its own in each. The keys are those of all taxes on
emissions; the items of the Chinese tax are the table ``cn.pollutants``, and what a reader may take for an item
stands in ``cn.unlisted`` with the reason. A spelling is taken when it is known; a near one is only ever suggested.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from factors.library import Library
from factors.names import DATA, NOT_GIVEN, normalised, spelled_key

TABLE = "cn.pollutants"
UNLISTED = "cn.unlisted"
BANDS = "cn.ph_bands"
NAMES = "pollutants.csv"  # under names
MEDIA = ("air", "water", "waste")
PH = "ph"  # the name of a measurement; the items are its bands
CODE = "code"  # the language of a spelling that is a symbol and no word

_SUGGESTED_FROM = 0.66  # similarity (0 to 1) below which nothing is suggested


@dataclass(frozen=True)
class _Spellings:
    keys: Mapping[str, str]  # normalised -> key
    words: Mapping[str, str]  # normalised spelling of words, to compare with -> key
    names: Mapping[str, str]  # key -> its first spelling, which is the English name


def pollutant_key(text: str, medium: str, root: Path | None = None) -> str | None:
    """Return the pollutant that a text names in a medium, or None if no known spelling says so.

    A text of two parts, such as ``二氧化硫 SO2`` or ``chemical oxygen demand (COD)``, is taken only if both
    name the same.

    Parameters
    ----------
    text : str
        A cell as the user wrote it.
    medium : str
        ``air``, ``water`` or ``waste``.
    root : Path, optional
        The folder of ``pollutants.csv``; by default the one that is shipped.

    Returns
    -------
    str or None
        A key such as ``sulphur-dioxide`` or ``bod5``; ``ph`` for a pH whose band the measurement tells.
        Whether it is taxed is said by `why_not_taxed`.
    """
    return _pollutant_key(text, medium, root or DATA)


def media_of(text: str, root: Path | None = None) -> tuple[str, ...]:
    """Return the media in which a text names a pollutant: where not its own, the row has the wrong medium."""
    return tuple(medium for medium in MEDIA if pollutant_key(text, medium, root))


def pollutant_name(key: str, medium: str, root: Path | None = None) -> str:
    """Return the English name of a pollutant; the key itself where it has none."""
    return _spellings(root or DATA, medium).names.get(key, key)


def nearest_pollutants(text: str, medium: str, count: int = 3, root: Path | None = None) -> tuple[str, ...]:
    """Return the names of the pollutants whose spellings come nearest to a text: to suggest, never to take.

    Parameters
    ----------
    text : str
        A cell that `pollutant_key` does not know.
    medium : str
        ``air``, ``water`` or ``waste``.
    count : int
        How many names at most.
    root : Path, optional
        The folder of ``pollutants.csv``; by default the one that is shipped.

    Returns
    -------
    tuple of str
        English names, the nearest first, each once; empty where nothing is near.
    """
    plain = normalised(text)
    if plain in {normalised(words) for words in NOT_GIVEN}:
        return ()
    spellings = _spellings(root or DATA, medium)
    near = difflib.get_close_matches(plain, spellings.words, n=40, cutoff=_SUGGESTED_FROM)
    found = dict.fromkeys(spellings.words[word] for word in near)
    return tuple(spellings.names[key] for key in found)[: max(count, 0)]


def why_not_taxed(library: Library, key: str, medium: str) -> str:
    """Return why a pollutant is no item of the Chinese tax, in a sentence without its end; empty where it is one.

    Parameters
    ----------
    library : Library
        The data.
    key, medium : str
        As `pollutant_key` gives them.

    Returns
    -------
    str
        The reason, or the question that has to be answered, of ``cn.unlisted``; for any other pollutant that
        Annex 2 does not name, that it does not.

    Notes
    -----
    Source: Environmental Protection Tax Law, Art. 3 and Annex 2.
    """
    if (medium, key) in _items(library):
        return ""
    reason = _reasons(library).get((medium, key))
    name = pollutant_name(key, medium, library.root / "names")
    return reason or f"{name} is no item of Annex 2 for {medium}"


@cache
def _items(library: Library) -> frozenset[tuple[str, str]]:
    columns = library.table(TABLE).columns
    return frozenset(zip(columns["medium"], columns["key"], strict=True)) | {("water", PH)}


@cache
def _reasons(library: Library) -> Mapping[tuple[str, str], str]:
    columns = library.table(UNLISTED).columns
    keys = zip(columns["medium"], columns["key"], strict=True)
    return MappingProxyType(dict(zip(keys, columns["reason"], strict=True)))


@cache
def _rows(folder: Path) -> tuple[Mapping[str, str], ...]:
    with (folder / NAMES).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


@cache
def _spellings(folder: Path, medium: str) -> _Spellings:
    keys: dict[str, str] = {}
    words: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in _rows(folder):
        if row["medium"] != medium:
            continue
        text = normalised(row["spelling"])
        keys[text] = row["key"]
        if row["language"] != CODE:
            words[text] = row["key"]
            names.setdefault(row["key"], row["spelling"])
    return _Spellings(*map(MappingProxyType, (keys, words, names)))


@lru_cache(maxsize=4096)
def _pollutant_key(text: str, medium: str, folder: Path) -> str | None:
    keys = _spellings(folder, medium).keys
    return spelled_key(text, lambda part: keys.get(normalised(part)))
