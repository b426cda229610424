"""Routes and sources of hydrogen by the spellings that people use; near ones are suggested, never taken.

The spellings are data: `factors/names/steel.csv`.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from functools import cache

from factors.names import DATA

ROUTES = ("BF-BOF", "scrap-EAF", "NG-DRI-EAF", "H2-DRI-EAF", "Corex", "HIsarna", "HIsarna+CCS", "BF-BOF+CCS")
HYDROGEN = ("electrolysis", "SMR", "given")
ELECTROLYSIS, REFORMING, GIVEN = range(len(HYDROGEN))
NAMED, TAKEN, SOURCE = "route", "route without reductant", "hydrogen"  # kinds of spellings
_JOINT = re.compile(r"[\s_/\-‐‑–—→>]+")
_SUGGESTED_FROM = 0.5  # similarity (0 to 1) below which nothing is suggested


def plain(text: str) -> str:
    """Return a spelling without case and joints: ``BF / BOF`` and ``bf-bof`` are one."""
    return _JOINT.sub("", text.casefold().replace("&", "+").replace("with ccs", "+ccs"))


@cache
def _spellings() -> Mapping[str, Mapping[str, str]]:
    """Kind -> plain spelling -> what it stands for."""
    found: dict[str, dict[str, str]] = {NAMED: {}, TAKEN: {}, SOURCE: {}}
    with (DATA / "steel.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            found[row["kind"]][plain(row["spelling"])] = row["key"]
    return found


def route_name(text: str) -> tuple[str, bool]:
    """Return the route that a text names, '' where none, and whether its reductant had to be taken."""
    known, key = _spellings(), plain(text)
    return (known[TAKEN][key], True) if key in known[TAKEN] else (known[NAMED].get(key, ""), False)


def hydrogen_source(text: str) -> int:
    """Return the source of hydrogen that a text names, -1 where none."""
    name = _spellings()[SOURCE].get(plain(text), "")
    return HYDROGEN.index(name) if name else -1


def nearest_routes(text: str, count: int = 3) -> tuple[str, ...]:
    """Return the routes whose spellings come nearest to a text."""
    words = {**_spellings()[NAMED], **_spellings()[TAKEN]}
    near = difflib.get_close_matches(plain(text), words, n=10, cutoff=_SUGGESTED_FROM)
    return tuple(dict.fromkeys(words[word] for word in near))[:count]
