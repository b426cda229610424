"""The rules that the tables of waste keep: figures of treatment, dated entries, links of goods, their names.

`waste_faults` is a step of `factors.check.check`.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

from factors.check_materials import MATERIAL_NAMES, named_materials
from factors.check_names import unit_fault
from factors.law import Law
from factors.names import NOT_GIVEN, normalised
from factors.table import FactorTable
from factors.treatments import NOT_HELD
from factors.wastes import CODES, DANGEROUS, FEES, GOOD, GOODS, NAMES, SEEN, TREATMENT, WAY

SPELLING = ("kind", "spelling", "key", "language")
NEEDED = {
    TREATMENT: "material treatment variant indicator boundary value low high unit region year start end use note",
    CODES: "scheme code title listed_in control condition start start_is end announced decision replaced_by note",
    GOODS: "good relation code condition",
    DANGEROUS: "un name class packed air note",
}
USES = ("default", "range", "shown")
SHARES = (
    *("dry matter", "water", "carbon", "fossil carbon", "fossil share of carbon", "oxidation"),
    *("degradable organic carbon", "degradable share decomposed"),
)
GHG = "tCO2e/t"
MOST_GHG = 5.0  # tCO2e/t: carbon alone, burnt, gives 3.7
BOUNDARIES = (
    "collection",  # and transport; nothing of the treatment
    "collection and landfill",
    "collection and treatment",
    "transport and treatment",
    "landfill gas",
    "excluding tax",
    "tax",
    *("share of wet mass", "share of dry mass", "share of the mass given"),
    *("share of the carbon", "share of the degradable carbon"),
    NOT_HELD,
)
CONTROLS = {  # scheme -> what an entry of it may say
    "hs": ("classification",),
    "basel": ("PIC", "no PIC"),
    "china": ("free import", "prohibited"),
}
ANNEXES = {"A": "Annex VIII", "B": "Annex IX", "Y": "Annex II"}  # first letter of a Basel entry -> its list
RELATIONS = (*CONTROLS, "un", "treated as", "charged as", "taxed as", "recycled into")
CLASSES = ("8", "9", NOT_HELD)
TAX, RATE = "cn.environmental_tax", "solid_waste_rate"  # the law and series that taxed as leads to
LAST = date.max

_CURRENCY = re.compile(r"[A-Z]{3}/t\Z")
_UN = re.compile(r"UN\d{4}\Z")


def waste_faults(
    names: Path, tables: Mapping[str, FactorTable], laws: Mapping[str, Law], units: set[str]
) -> Iterator[str]:
    """Yield every broken rule of the four tables of waste and of the spellings.

    Parameters
    ----------
    names : Path
        The folder of the spellings.
    tables : mapping of str to FactorTable
        Every table that could be loaded, by its dotted name; without those of waste nothing is looked at.
    laws : mapping of str to Law
        Every law that could be loaded; of the Chinese tax, the kinds of solid waste.
    units : set of str
        The units that the registry knows.

    Yields
    ------
    str
        A fault, with the table or file and the line.
    """
    if not set(NEEDED) <= set(tables):
        return
    yield from name_faults(names / NAMES)
    lacking = [
        f"{path}: column {column} is missing"
        for path, columns in NEEDED.items()
        for column in columns.split()
        if column not in tables[path].columns
    ]
    if lacking:
        yield from lacking
        return
    goods, ways = (_named(names / NAMES, kind) for kind in (GOOD, WAY))
    yield from (f"{TREATMENT} {fault}" for fault in _treatment(tables[TREATMENT], goods, ways, units))
    yield from (f"{CODES} {fault}" for fault in _codes(tables[CODES]))
    yield from (f"{DANGEROUS} {fault}" for fault in _dangerous(tables[DANGEROUS]))
    elsewhere = {"recycled into": named_materials(names / MATERIAL_NAMES)}
    if TAX in laws and RATE in laws[TAX].series:
        elsewhere["taxed as"] = {key for value in laws[TAX].series[RATE].values for key in value.keys}
    yield from (f"{GOODS} {fault}" for fault in _goods(tables, goods, elsewhere))


def name_faults(file: Path) -> Iterator[str]:
    """Yield every broken rule of the spellings: empty cells, two meanings, keys that do not spell themselves."""
    owners: dict[tuple[str, str], str] = {}
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if tuple(reader.fieldnames or ()) != SPELLING:
            yield f"{file.name}: the columns are not {','.join(SPELLING)}"
            return
        for row in reader:
            where = f"{file.name} line {reader.line_num} ({row['spelling']})"
            yield from (f"{where}: no {column}" for column in SPELLING if not row[column])
            if row["kind"] not in (GOOD, WAY):
                yield f"{where}: unknown kind {row['kind']!r}"
            text = row["kind"], normalised(row["spelling"])
            if not text[1]:
                yield f"{where}: nothing is left of it when normalised"
            elif text in owners:
                yield f"{where}: {text[1]!r} is {owners[text]} already"
            else:
                owners[text] = row["key"]
    for kind in (GOOD, WAY):
        for key in sorted(_named(file, kind)):
            if owners.get((kind, normalised(key))) != key:
                yield f"{file.name}: {key!r} is no spelling of itself"
        taken = [text for text in NOT_GIVEN if (kind, normalised(text)) in owners]
        yield from (f"{file.name}: {text!r} must not name a {kind}" for text in taken)


def _named(file: Path, kind: str) -> set[str]:
    with file.open(encoding="utf-8", newline="") as handle:
        return {row["key"] for row in csv.DictReader(handle) if row.get("kind") == kind}


# ---- figures


def _treatment(table: FactorTable, goods: set[str], ways: set[str], units: set[str]) -> Iterator[str]:
    defaults: dict[tuple[str, ...], list[tuple[date, date]]] = defaultdict(list)
    for number in range(len(table)):
        row = table.row(number)
        where = f"line {number + 2} ({row['material']}, {row['treatment']}, {row['indicator']})"
        for column, allowed in (("material", goods), ("treatment", ways)):
            if row[column] not in allowed:
                yield f"{where}: names/{NAMES} has no spelling of {row[column]!r}"
        if row["use"] not in USES:
            yield f"{where}: unknown use {row['use']!r}"
        if row["boundary"] not in BOUNDARIES:
            yield f"{where}: unknown boundary {row['boundary']!r}"
        yield from (f"{where}: {fault}" for fault in _unit_faults(row, units))
        yield from (f"{where}: {fault}" for fault in _number_faults(row))
        period, broken = _period(row)
        yield from (f"{where}: {fault}" for fault in broken)
        if row["use"] == "default":
            of = (row["material"], row["treatment"], row["indicator"])
            defaults[(*of, row["region"]) if row["indicator"] in FEES else of].append(period)
    for key, periods in defaults.items():
        if _overlapping(periods):
            yield f"{', '.join(key)}: two defaults for one day"


def _unit_faults(row: dict[str, str], units: set[str]) -> Iterator[str]:
    unit, indicator = row["unit"], row["indicator"]
    if indicator in FEES:
        right = _CURRENCY.match(unit) is not None
    elif indicator == "ghg" or indicator in SHARES:
        right = unit == (GHG if indicator == "ghg" else "1")
    else:
        yield f"unknown indicator {indicator!r}"
        return
    if not right:
        yield f"unit {unit} does not fit {indicator}"
    if fault := unit_fault(unit, units):
        yield fault


def _number_faults(row: dict[str, str]) -> Iterator[str]:
    if row["value"] == NOT_HELD:
        if row["use"] != "shown" or row["low"] or row["high"]:
            yield "a gap with a figure or a use"
        return
    try:
        value = float(row["value"])
        low, high = (float(row[name]) if row[name] else value for name in ("low", "high"))
    except ValueError:
        yield "value, low or high is not a number"
        return
    if not all(math.isfinite(number) for number in (low, value, high)):
        yield "not finite"
    elif not low <= value <= high:
        yield "low, value and high do not rise"
    elif low < 0 and row["indicator"] != "gate fee":  # a plant may pay for what it takes
        yield "below zero"
    elif (row["unit"] == "1" and high > 1) or (row["unit"] == GHG and high > MOST_GHG):
        yield f"{high:g} {row['unit']} is not plausible"


# ---- entries


def _codes(table: FactorTable) -> Iterator[str]:
    periods: dict[str, list[tuple[date, date]]] = defaultdict(list)
    schemes: dict[str, str] = {}
    known = {*table.columns["code"], *table.columns["decision"]}
    for number in range(len(table)):
        row = table.row(number)
        where = f"line {number + 2} ({row['code']})"
        scheme, code = row["scheme"], row["code"]
        if row["control"] not in CONTROLS.get(scheme, ()):
            yield f"{where}: {row['control']!r} is no control of {scheme!r}"
        if schemes.setdefault(code, scheme) != scheme:
            yield f"{where}: {schemes[code]} has the code too"
        if scheme == "basel" and ANNEXES.get(code[:1]) != row["listed_in"]:
            yield f"{where}: not of {row['listed_in']}"
        if scheme == "hs" and not (code.isdigit() and len(code) in (4, 6)):
            yield f"{where}: not 4 or 6 digits"
        if row["start_is"] not in ("date", SEEN):
            yield f"{where}: start_is {row['start_is']!r}"
        if row["replaced_by"] and (row["replaced_by"] not in known or not row["end"]):
            yield f"{where}: replaced by {row['replaced_by']}, which is not there, or without an end"
        period, broken = _period(row)
        yield from (f"{where}: {fault}" for fault in broken)
        if not row["start"]:
            yield f"{where}: no start"
        announced = _parsed(row["announced"])
        if row["announced"] and (announced is None or announced > period[0]):
            yield f"{where}: announced {row['announced']}, after its start or no day"
        periods[code].append(period)
    yield from (f"({code}): two periods overlap" for code, held in periods.items() if _overlapping(held))


def _dangerous(table: FactorTable) -> Iterator[str]:
    for number, (un, class_) in enumerate(zip(table.columns["un"], table.columns["class"], strict=True), 2):
        if not _UN.match(un):
            yield f"line {number}: {un!r} is no UN number"
        if class_ not in CLASSES:
            yield f"line {number} ({un}): unknown class {class_!r}"


def _goods(
    tables: Mapping[str, FactorTable], goods: set[str], elsewhere: dict[str, set[str]]
) -> Iterator[str]:
    table, codes, figures = tables[GOODS], tables[CODES], tables[TREATMENT]
    held: dict[str, set[str]] = {scheme: set() for scheme in CONTROLS} | elsewhere
    for scheme, code in zip(codes.columns["scheme"], codes.columns["code"], strict=True):
        held.setdefault(scheme, set()).add(code)
    held["un"] = set(tables[DANGEROUS].columns["un"])
    held["treated as"] = held["charged as"] = set(figures.columns["material"])
    screened = set()
    for number in range(len(table)):
        row = table.row(number)
        where = f"line {number + 2} ({row['good']}, {row['relation']})"
        if row["good"] not in goods:
            yield f"{where}: names/{NAMES} has no spelling of it"
        if row["relation"] not in RELATIONS:
            yield f"{where}: unknown relation"
        elif row["relation"] in held and row["code"] not in held[row["relation"]]:
            yield f"{where}: {row['code']!r} is not held"
        if row["relation"] == "china":
            screened.add(row["good"])
    yield from (f"({good}): nothing about import into China" for good in sorted(goods - screened))


# ---- periods


def _period(row: dict[str, str]) -> tuple[tuple[date, date], list[str]]:
    """Return the first and last day of a row, and what is wrong with them."""
    days = {name: _parsed(row[name]) for name in ("start", "end")}
    broken = [f"{name} {row[name]!r} is no day" for name in days if row[name] and days[name] is None]
    start, end = days["start"] or date.min, days["end"] or LAST
    return (start, end), broken + (["ends before it starts"] if end < start else [])


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _overlapping(periods: list[tuple[date, date]]) -> bool:
    return any(one[0] <= other[1] and other[0] <= one[1] for one, other in combinations(periods, 2))
