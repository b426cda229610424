"""Codes of customs as users write them, and the goods whose entries share a heading with one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from factors.library import Library
from factors.wastes import GOODS

LENGTHS = (4, 6, 8, 10, 12, 13)  # digits: heading, subheading, then those that countries add
CHAPTER, HEADING, SUBHEADING, NATIONAL = 2, 4, 6, 10  # digits of the parts of a code

_WRITTEN = re.compile(r"(?:(?:ex|hs|cn)\b)?[\s.:]*(\d[\d\s.]*)", re.IGNORECASE)


def customs_digits(text: str) -> str | None:
    """Return the digits of a code of customs, such as ``7404.00.10`` or ``HS 7404``; None where it is none.

    An odd number of digits has lost one, most often a leading zero in a cell that became a number.
    """
    found = _WRITTEN.fullmatch(text.strip())
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return digits if len(digits) in LENGTHS else None


def headings(library: Library, good: str) -> tuple[str, ...]:
    """Return the headings of the harmonized system under which a good is held, in the order of the table."""
    return _headings(library).get(good, ())


@cache
def _headings(library: Library) -> Mapping[str, tuple[str, ...]]:
    columns = library.table(GOODS).columns
    found: dict[str, dict[str, None]] = {}
    for good, relation, code in zip(columns["good"], columns["relation"], columns["code"], strict=True):
        if relation == "hs":
            found.setdefault(good, {})[code[:HEADING]] = None
    return MappingProxyType({good: tuple(codes) for good, codes in found.items()})
