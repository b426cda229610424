"""The rules that the data of environmental taxes keep: items, names, provincial rates, emission charges.

`pollutant_name_faults`, `tax_table_faults` and `charge_faults` are steps of `factors.check.check`.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from factors.law import Law, day
from factors.names import normalised
from factors.pollutants import BANDS, MEDIA, NAMES, PH, TABLE, UNLISTED
from factors.table import FactorTable

LAW = "cn.environmental_tax"
RATES, ZONES, EXEMPTIONS = "cn.provincial_rates", "cn.zones", "cn.exemptions"
NOT_HELD = "not held"
CLASSES = {"air": ("air",), "water": ("I", "II", "ph", "other", "small")}
UNITS = {
    "air": ("kg",),
    "I": ("kg",),
    "II": ("kg",),
    "ph": ("t",),
    "other": ("t",),
    "small": ("t", "head", "bed"),
}
ANNEX = {
    "air": 44,
    "I": 10,
    "II": 51,
    "ph": 6,
    "other": 3,
    "small": 7,
}  # rows of a class, as the law counts them
PROVINCES = 31
STATUSES = ("decided", "draft", NOT_HELD)
UNLISTED_STATUSES = ("not taxable", "unclear")
SPELLING = ("spelling", "medium", "key", "language")

CHARGES = tuple(f"rate_{medium}" for medium in MEDIA)  # a law with one of these is an emission charge
PARTS = (*CHARGES, *(f"{part}_{m}" for part in ("due_share", "coefficient") for m in MEDIA), "fixed_fee")
A_TONNE, A_YEAR = "/t", "/year"

Row = Mapping[str, str]


# ---- names


def pollutant_name_faults(names: Path, known: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield every broken rule of the spellings of pollutants.

    Parameters
    ----------
    names : Path
        The folder of ``pollutants.csv``.
    known : mapping
        Medium -> the keys that a tax knows, as `known_pollutants` gives them.

    Yields
    ------
    str
        Columns other than `SPELLING`, unknown media or keys, spellings of two pollutants of one medium, and
        pollutants that no spelling names.
    """
    with (names / NAMES).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(enumerate(reader, 2))
    if tuple(reader.fieldnames or ()) != SPELLING:
        yield f"{NAMES}: the columns are not {','.join(SPELLING)}"
        return
    owners: dict[tuple[str, str], str] = {}
    for line, row in rows:
        where, medium, key = f"{NAMES} line {line} ({row['spelling']})", row["medium"], row["key"]
        text = normalised(row["spelling"])
        if not text or not row["language"]:
            yield f"{where}: no spelling or no language"
        if key not in known.get(medium, ()):
            yield f"{where}: no tax knows {key!r} in {medium!r}"
        if owners.setdefault((medium, text), key) != key:
            yield f"{where}: {text!r} is {owners[medium, text]} already in {medium}"
    named = {(row["medium"], row["key"]) for _, row in rows}
    for medium, keys in known.items():
        yield from (
            f"{NAMES}: no spelling of {key} in {medium}" for key in sorted(keys) if (medium, key) not in named
        )


def known_pollutants(tables: Mapping[str, FactorTable], laws: Mapping[str, Law]) -> dict[str, set[str]]:
    """Return the keys of every medium that a tax knows: items, what is unlisted, and keys of charges."""
    known: dict[str, set[str]] = {medium: set() for medium in MEDIA}
    known["water"].add(PH)
    for path in (TABLE, UNLISTED):
        if path in tables:
            columns = tables[path].columns
            for medium, key in zip(columns["medium"], columns["key"], strict=True):
                known.setdefault(medium, set()).add(key)
    for law in laws.values():
        for medium, name in zip(MEDIA, CHARGES, strict=True):
            if name in law.series:
                known[medium].update(key for value in law.series[name].values for key in value.keys)
    if LAW in laws:
        known["waste"].update(k for v in laws[LAW].series["solid_waste_rate"].values for k in v.keys)
    return known


# ---- tables of the Chinese tax


def tax_table_faults(tables: Mapping[str, FactorTable], laws: Mapping[str, Law]) -> Iterator[str]:
    """Yield every broken rule of the tables of the Chinese tax, with the path of its table.

    Parameters
    ----------
    tables : mapping
        Every table that could be loaded, by its path.
    laws : mapping
        Every law that could be loaded, by its path.

    Yields
    ------
    str
        Items of a wrong class, unit, count or value; what is listed and unlisted at once; bands without an item;
        provinces without a row; rates outside the band of the law, overlaps and gaps between rates.
    """
    if not {TABLE, UNLISTED, BANDS, RATES, ZONES, EXEMPTIONS} <= set(tables) or LAW not in laws:
        return
    yield from (f"{TABLE}: {fault}" for fault in _items(tables[TABLE]))
    items = {(row["medium"], row["key"]): row for row in _rows(tables[TABLE])}
    for row in _rows(tables[UNLISTED]):
        where = f"{UNLISTED}: {row['medium']} {row['key']}"
        if (row["medium"], row["key"]) in items:
            yield f"{where}: is an item of {TABLE}"
        if row["status"] not in UNLISTED_STATUSES or not row["reason"]:
            yield f"{where}: unknown status {row['status']!r} or no reason"
    bands = {key for (_, key), row in items.items() if row["class"] == PH}
    yield from (
        f"{BANDS}: differs from {TABLE} in {key}" for key in bands ^ set(tables[BANDS].columns["key"])
    )
    for row in _rows(tables[EXEMPTIONS]):
        if not row["article"] or not set(row["media"].split()) <= {*MEDIA, "noise"}:
            yield f"{EXEMPTIONS}: {row['key']}: no article or an unknown medium"
    zones = {(row["province"], row["zone"]) for row in _rows(tables[ZONES])}
    yield from (f"{RATES}: {fault}" for fault in _rates(_rows(tables[RATES]), items, zones, laws[LAW]))


def _rows(table: FactorTable) -> list[Row]:
    return [table.row(number) for number in range(len(table))]


def _items(table: FactorTable) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for row in _rows(table):
        where, kind = f"{row['medium']} {row['key']}", row["class"]
        counts[kind] += 1
        if kind not in CLASSES.get(row["medium"], ()):
            yield f"{where}: unknown class {kind!r}"
            continue
        if row["unit"] not in UNITS[kind]:
            yield f"{where}: unit {row['unit']!r} is not of class {kind}"
        if row["equivalent_value"] != NOT_HELD and not _number(row["equivalent_value"]) > 0:
            yield f"{where}: equivalent_value {row['equivalent_value']!r} is not above zero"
    for kind, count in ANNEX.items():
        if counts[kind] != count:
            yield f"class {kind}: {counts[kind]} items, the annex has {count}"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _rates(
    rows: list[Row], items: Mapping[tuple[str, str], Row], zones: set[tuple[str, str]], law: Law
) -> Iterator[str]:
    spans: dict[tuple[str, str, str, str], list[tuple[date, date]]] = {}
    for line, row in enumerate(rows, 2):
        where = f"line {line} ({row['province']} {row['medium']})"
        start, end, known = (_day(row[name]) for name in ("from", "to", "known_to"))
        dated = all(bool(row[n]) == (d is not None) for n, d in (("to", end), ("known_to", known)))
        if start is None or not dated or (end and end < start):
            yield f"{where}: from, to and known_to are no span of days"
            continue
        if known and (end or not row["note"]):
            yield f"{where}: known_to is for a rate without end, and its note says why"
        if row["status"] not in STATUSES or (row["status"] == NOT_HELD) != (
            row["rate_cny_per_equivalent"] == NOT_HELD
        ):
            yield f"{where}: status {row['status']!r} does not fit {row['rate_cny_per_equivalent']!r}"
        yield from (f"{where}: {fault}" for fault in _band(row, start, law))
        if row["zone"] and (row["province"], row["zone"]) not in zones:
            yield f"{where}: no place of {ZONES} lies in the zone {row['zone']!r}"
        named = row["pollutants"].split()
        for key in named:
            if (row["medium"], key) not in items:
                yield f"{where}: {key!r} is no item"
        for key in named or [""]:
            span = (row["province"], row["medium"], row["zone"], key)
            spans.setdefault(span, []).append((start, end or date.max))
    yield from _spans(spans)


def _band(row: Row, start: date, law: Law) -> Iterator[str]:
    if row["medium"] not in CLASSES:
        yield f"unknown medium {row['medium']!r}"
        return
    if row["rate_cny_per_equivalent"] == NOT_HELD:
        return
    days = np.array([day(start)])
    least, most = (
        float(law.series[name].at(days, row["medium"])[0][0]) for name in ("rate_least", "rate_most")
    )
    if not least <= _number(row["rate_cny_per_equivalent"]) <= most:
        yield f"{row['rate_cny_per_equivalent']} is outside the band of the law, {least:g} to {most:g}"


def _spans(spans: Mapping[tuple[str, str, str, str], list[tuple[date, date]]]) -> Iterator[str]:
    """Yield overlaps and gaps in time, and what has named pollutants but no rate for all others."""
    for (province, medium, zone, key), found in spans.items():
        where = " ".join(filter(None, (province, medium, zone, key)))
        for (_, end), (start, _) in pairwise(sorted(found)):
            if start <= end:
                yield f"{where}: two rates hold on {start}"
            elif start - end > timedelta(days=1):
                yield f"{where}: no row between {end} and {start}"
        if (province, medium, zone, "") not in spans:
            yield f"{where}: no row for all other pollutants"
        if zone and (province, medium, "", key) in spans:
            yield f"{where}: a row with and one without zone"
    provinces = {province for province, *_ in spans}
    if len(provinces) != PROVINCES:
        yield f"{len(provinces)} provinces, there are {PROVINCES}"
    for province in sorted(provinces):
        missing = set(CLASSES) - {medium for p, medium, *_ in spans if p == province}
        yield from (f"{province}: no row for {medium}" for medium in sorted(missing))


# ---- emission charges


def charge_faults(law: Law) -> Iterator[str]:
    """Yield every broken rule of an emission charge, a law of the shape amount x rate (+ fixed fee).

    Parameters
    ----------
    law : Law
        Any law; one without a series of `CHARGES` is no emission charge and yields nothing.

    Yields
    ------
    str
        Series that the shape does not know, rates without key, in another currency or not for a tonne, a fixed
        fee that is not for a year, and a value that is no number and does not say that it is not held.
    """
    if not set(CHARGES) & set(law.series):
        return
    currencies = set()
    for name, series in law.series.items():
        if name not in PARTS:
            yield f"[{name}] is no part of an emission charge; known are {', '.join(PARTS)}"
            continue
        per = A_TONNE if name in CHARGES else A_YEAR if name == "fixed_fee" else ""
        if per:
            currencies.add(series.unit.removesuffix(per))
        if not series.unit.endswith(per) or (not per and series.unit):
            yield f"[{name}] unit {series.unit!r} is not of the form {'currency' + per if per else 'share'}"
        for value in series.values:
            if name in CHARGES and len(value.keys) != 1:
                yield f"[{name}] value from {value.start}: one pollutant or class as key"
            if math.isnan(value.value) and not value.note.startswith(NOT_HELD):
                yield f"[{name}] {' '.join(value.keys)}: no number, and the note does not say that it is not held"
            if value.value < 0:
                yield f"[{name}] {' '.join(value.keys)}: {value.value:g} is below zero"
    if len(currencies) > 1:
        yield f"rates in more than one currency: {', '.join(sorted(currencies))}"
