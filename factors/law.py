"""Dated legal values: date -> (value, reference, status).

A law file is TOML. Each table with ``values`` is a series; each block of it holds value, source, place in the
source, `published`, `checked` and, where the law is known only so far, `known_to`. Asked for a day a series
answers *in force*, *assumed* (carried past what is known) or *outside*. The loader refuses what it does not
understand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

IN_FORCE, ASSUMED, OUTSIDE = 0, 1, 2
EPOCH = date(1970, 1, 1)

_SERIES_KEYS = {"title", "unit", "boundary", "carry", "key", "least", "most", "above", "values"}
_VALUE_KEYS = {
    "key",
    "name",
    "from",
    "to",
    "value",
    "source",
    "place",
    "published",
    "checked",
    "known_to",
    "reading",
    "note",
}
_EDITION_KEYS = {
    "table",
    "from",
    "published",
    "checked",
    "source",
    "place",
    "known_to",
    "note",
    "changes",
    "reading",
}
_ASSUMPTION_KEYS = {"choices", "text", "source", "place"}


class LawError(ValueError):
    """A law file breaks a rule; the message names file and block."""


def day(value: date) -> int:
    """Return days since 1970-01-01."""
    return (value - EPOCH).days


@dataclass(frozen=True)
class DatedValue:
    """One legal value with its citation."""

    value: float
    start: date
    end: date | None
    source: str
    place: str
    published: date
    checked: date
    known_to: date | None
    reading: str
    keys: tuple[str, ...] = ()
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Series:
    """All values of one legal quantity, in order of their start."""

    path: str  # 'eu.cbam.cbam_factor'
    title: str
    unit: str
    boundary: str
    carry: bool
    values: tuple[DatedValue, ...]

    def known(self, known_on: date | None = None) -> tuple[DatedValue, ...]:
        """Return the values that were published by `known_on` (None: all)."""
        return tuple(v for v in self.values if known_on is None or v.published <= known_on)

    def at(
        self, days: NDArray[np.int64], key: str = "", known_on: date | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int8]]:
        """Return value, index into `values` and status for each day (days since 1970-01-01).

        Where nothing applies and the series is carried, the last value before the day is used as *assumed*;
        otherwise the value is NaN, the index -1 and the status *outside*.
        """
        value = np.full(days.shape, np.nan)
        index = np.full(days.shape, -1, dtype=np.int32)
        status = np.full(days.shape, OUTSIDE, dtype=np.int8)
        for number, item in enumerate(self.values):
            if (key and item.keys and key not in item.keys) or (known_on and item.published > known_on):
                continue
            started = days >= day(item.start)
            within = started if item.end is None else started & (days <= day(item.end))
            sure = within if item.known_to is None else within & (days <= day(item.known_to))
            chosen = started if self.carry else within
            value[chosen] = item.value
            index[chosen] = number
            status[chosen] = ASSUMED
            status[sure] = IN_FORCE
        return value, index, status

    def reference(self, index: int) -> str:
        """Return the reference key of value `index`, for instance ``eu.cbam.cbam_factor@2026-01-01``."""
        item = self.values[index]
        which = f"{item.keys[0]}@" if len(item.keys) == 1 else ""
        return f"{self.path}@{which}{item.name or item.start.isoformat()}"


@dataclass(frozen=True)
class Edition:
    """One publication of a big table: from which imports it applies, since when it is known."""

    table: str
    start: date
    published: date
    source: str
    place: str
    known_to: date | None = None
    note: str = ""
    changes: str = ""  # the table of which this one holds only the differing rows
    reading: str = ""


@dataclass(frozen=True)
class Assumption:
    """A point that the law leaves open: its choices (the first is the default) and what each means."""

    name: str
    choices: tuple[str, ...]
    texts: Mapping[str, str]
    source: str
    place: str


@dataclass(frozen=True)
class Law:
    """One law file."""

    path: str  # 'eu.cbam'
    title: str
    series: Mapping[str, Series]
    editions: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)

    def edition(self, table: str, on: date, known_on: date | None = None) -> Edition | None:
        """Return the edition of `table` for an import on day `on`: of those that fit the last published."""
        fitting = [
            e for e in self.editions[table] if e.start <= on and (known_on is None or e.published <= known_on)
        ]
        return max(fitting, key=lambda e: (e.start, e.published), default=None)


def _refuse_unknown(keys: set[str], allowed: set[str], where: str) -> None:
    unknown = sorted(keys - allowed)
    if unknown:
        raise LawError(f"{where}: unknown key {', '.join(unknown)}; known are {', '.join(sorted(allowed))}")


def _dated_value(block: Mapping[str, Any], where: str) -> DatedValue:
    _refuse_unknown(set(block), _VALUE_KEYS, where)
    for needed in ("from", "value", "source", "place", "published", "checked", "reading"):
        if needed not in block:
            raise LawError(f"{where}: '{needed}' is missing")
    keys = block.get("key", [])
    return DatedValue(
        value=float(block["value"]),
        start=block["from"],
        end=block.get("to"),
        source=block["source"],
        place=block["place"],
        published=block["published"],
        checked=block["checked"],
        known_to=block.get("known_to"),
        reading=block["reading"],
        keys=(keys,) if isinstance(keys, str) else tuple(keys),
        name=block.get("name", ""),
        note=block.get("note", ""),
    )


def _series(path: str, block: Mapping[str, Any], where: str) -> Series:
    _refuse_unknown(set(block), _SERIES_KEYS, where)
    values = sorted(
        (_dated_value(v, f"{where}, value {n}") for n, v in enumerate(block["values"], 1)),
        key=lambda v: (v.start, v.published),
    )
    for item in values:
        if item.end is not None and item.end < item.start:
            raise LawError(f"{where}: value from {item.start} ends before it starts")
        if (
            item.value < block.get("least", item.value)
            or item.value > block.get("most", item.value)
            or ("above" in block and item.value <= block["above"])
        ):
            raise LawError(f"{where}: value {item.value} is out of its range")
    for first, second in ((a, b) for a in values for b in values if a is not b):
        if not set(first.keys or ("",)) & set(second.keys or ("",)):
            continue
        # a later publication may replace an earlier one; two of the same day may not overlap
        starts_within = first.start <= second.start and (first.end is None or second.start <= first.end)
        if starts_within and first.published == second.published:
            raise LawError(f"{where}: values from {first.start} and {second.start} overlap")
    return Series(
        path=path,
        title=block["title"],
        unit=block.get("unit", ""),
        boundary=block.get("boundary", ""),
        carry=block.get("carry", False),
        values=tuple(values),
    )


def _edition(block: Mapping[str, Any], where: str) -> Edition:
    _refuse_unknown(set(block), _EDITION_KEYS, where)
    return Edition(
        table=block["table"],
        start=block["from"],
        published=block["published"],
        source=block["source"],
        place=block["place"],
        known_to=block.get("known_to"),
        note=block.get("note", ""),
        changes=block.get("changes", ""),
        reading=block.get("reading", ""),
    )


def _assumption(name: str, block: Mapping[str, Any], where: str) -> Assumption:
    choices = tuple(block["choices"])
    _refuse_unknown(set(block), _ASSUMPTION_KEYS | {f"text_{c}" for c in choices[1:]}, where)
    texts = {c: block[f"text_{c}"] if n else block["text"] for n, c in enumerate(choices)}
    return Assumption(name, choices, texts, block["source"], block["place"])


def load_law(file: Path, path: str) -> Law:
    """Read one law file; `path` is its dotted name, such as ``eu.cbam``.

    Raises
    ------
    LawError
        For an unknown or missing key, an overlap, or a value out of its range.
    """
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    series = {
        name: _series(f"{path}.{name}", block, f"{file.name} [{name}]")
        for name, block in raw.items()
        if isinstance(block, dict) and "values" in block
    }
    editions = {
        name: tuple(_edition(b, f"{file.name} [[tables.{name}]]") for b in blocks)
        for name, blocks in raw.get("tables", {}).items()
    }
    assumptions = {
        name: _assumption(name, block, f"{file.name} [assumptions.{name}]")
        for name, block in raw.get("assumptions", {}).items()
    }
    unknown = set(raw) - set(series) - {"title", "jurisdiction", "subject", "tables", "assumptions", "terms"}
    if unknown:
        raise LawError(f"{file.name}: unknown table {', '.join(sorted(unknown))}")
    return Law(path, raw["title"], series, editions, assumptions)
