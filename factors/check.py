"""Every rule about the data, checked at once, and what the data cover.

`load_law` and `load_table` refuse what they cannot understand, one fault at a time; `check` goes on, so that
all faults of a new table are seen together. It is run by the tests and by ``pigou factors check``.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from factors import names
from factors.law import OUTSIDE, Law, LawError, Series, day
from factors.library import Library
from factors.table import FactorTable, TableError

READINGS = ("official text", "official workbook", "secondary")
MARKS = ("-", "see below", "")  # what a cell of numbers may hold besides a number
SIDECAR = (
    "rows",
    "title",
    "source",
    "place",
    "published",
    "checked",
    "boundary",
    "gwp",
    "year",
    "conversion",
    "units",
    "keys",
)
SOURCE = ("title", "publisher", "date", "address", "licence")
MOST = {"tCO2e/t": 50.0}  # a figure above is a slip of the decimal point, not a good

CBAM = "eu.cbam"
FIRST, LAST = date(2026, 1, 1), date(2034, 12, 31)  # the years for which the law must answer
OTHER, SEE_BELOW, NO_VALUE = "OTHER", "see below", "-"
CODE_LENGTHS = (4, 6, 8, 10)
CN, TARIC = 8, 10
COLUMNS = ("A", "B")
ROUNDING = (
    0.0101  # direct, indirect and total are each rounded: their sum may be off by one in the second decimal
)

_ROUTE = re.compile(r"(?:[A-L](?:/[A-L])*)?\Z")
_UNIT_PARTS = re.compile(r"[*/ ]+")


@dataclass(frozen=True)
class Report:
    """What `check` found: broken rules as sentences, and the coverage in lines."""

    errors: list[str] = field(default_factory=list)
    coverage: list[str] = field(default_factory=list)


def check(library: Library) -> Report:
    """Return every broken rule of a library and what its tables cover.

    Parameters
    ----------
    library : Library
        The data as they lie under `library.root`.

    Returns
    -------
    Report
        `errors` is empty where every rule holds. `coverage` has a line for each table and law with its rows and
        the share read in the official text, then a line for everything that is assumed past its date.
    """
    report = Report()
    report.errors.extend(_sources(library))
    report.errors.extend(names.check(library.root / "names"))
    tables = dict(_loaded(library.table_paths(), library.table, report.errors))
    laws = dict(_loaded(library.law_paths(), library.law, report.errors))
    units = _known_units(library.root / "units.txt")
    for path, table in tables.items():
        report.errors.extend(f"{path}: {fault}" for fault in _table(library, table, units))
    for path, law in laws.items():
        report.errors.extend(f"{path}: {fault}" for fault in _law(library, law, units))
    cbam = laws.get(CBAM)
    if cbam is not None and {"eu.codes", "eu.goods"} <= set(tables):
        report.errors.extend(_cbam(library, cbam, tables))
    for table in tables.values():
        report.coverage.append(_read_table(table))
    for law in laws.values():
        report.coverage.extend(_read_law(law))
    report.coverage.extend(line for law in laws.values() for line in _assumed(library, law))
    return report


def _loaded(
    paths: tuple[str, ...], load: Callable[[str], Any], errors: list[str]
) -> Iterator[tuple[str, Any]]:
    for path in paths:
        try:
            yield path, load(path)
        except (LawError, TableError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            errors.append(f"{path} cannot be loaded: {reason}")


# ---- sources and units


def _sources(library: Library) -> Iterator[str]:
    for key, source in library.sources.items():
        for needed in SOURCE:
            if not source.get(needed):
                yield f"sources.toml [{key}]: no {needed}"
        if not isinstance(source.get("date"), date):
            yield f"sources.toml [{key}]: date is not a date"


def _known_units(file: Path) -> set[str]:
    """Return every name that the registry's text defines, with its prefixes."""
    prefixes, found = [""], set()
    for text in file.read_text(encoding="utf-8").splitlines():
        parts = [p.strip() for p in text.partition("#")[0].split("=")]
        if len(parts) < 2 or parts[0].startswith("["):
            continue
        spelled = [parts[0], *parts[2:]]
        prefixes += [p.removesuffix("-") for p in spelled if p.endswith("-")]
        found |= {p for p in spelled if p and not p.endswith("-")}
    return {prefix + name for prefix in prefixes for name in found}


def _unit_fault(unit: str, known: set[str]) -> str:
    unknown = [p for p in _UNIT_PARTS.split(unit) if p and p != "1" and p not in known]
    return f"unit {unit!r}: {', '.join(unknown)} is not in units.txt" if unknown else ""


def _dates(where: str, block: Mapping[str, Any]) -> Iterator[str]:
    published, checked = block.get("published"), block.get("checked")
    if not isinstance(published, date) or not isinstance(checked, date):
        yield f"{where}: published and checked must be dates"
    elif published > checked:
        yield f"{where}: published on {published}, after it was checked on {checked}"


# ---- tables


def _table(library: Library, table: FactorTable, units: set[str]) -> Iterator[str]:
    about = table.about
    missing = [key for key in SIDECAR if key not in about]
    if missing:
        yield f"the sidecar lacks {', '.join(missing)}"
        return
    if about["source"] not in library.sources:
        yield f"unknown source {about['source']!r}"
    yield from _dates("the sidecar", about)
    readings = set(table.columns.get("reading", (about.get("reading", ""),)))
    yield from (f"unknown reading {reading!r}" for reading in sorted(readings - set(READINGS)))
    for column in table.key_columns:
        if column not in table.columns:
            yield f"key column {column} does not exist"
            return
    keys = Counter(table.reference(row) for row in range(len(table)))
    yield from (f"{key} is there {count} times" for key, count in keys.items() if count > 1)
    for column, unit in about["units"].items():
        if column not in table.columns:
            yield f"column {column} does not exist"
        else:
            yield from _numbers(table, column, unit)
        fault = _unit_fault(unit, units)
        if fault:
            yield fault
    for row, code in enumerate(table.columns.get("code", ())):
        if not code.isdigit() or len(code) not in CODE_LENGTHS:
            yield f"line {row + 2}: {code!r} is not a code of 4, 6, 8 or 10 digits"
    for row, route in enumerate(table.columns.get("route", ())):
        if not _ROUTE.match(route):
            yield f"line {row + 2}: {route!r} is not a route"


def _numbers(table: FactorTable, column: str, unit: str) -> Iterator[str]:
    most = MOST.get(unit, math.inf)
    for row, text in enumerate(table.columns[column]):
        if text in MARKS:
            continue
        try:
            value = float(text)
        except ValueError:
            yield f"line {row + 2}: {column} {text!r} is neither a number nor a known mark"
            continue
        if not 0 <= value <= most:
            yield f"line {row + 2}: {column} {text} is outside 0 to {most:g} {unit}"


# ---- laws


def _law(library: Library, law: Law, units: set[str]) -> Iterator[str]:
    place, name = law.path.split(".")
    raw = tomllib.loads((library.root / "law" / place / f"{name}.toml").read_text(encoding="utf-8"))
    for series_name, series in law.series.items():
        fault = _unit_fault(series.unit, units)
        if fault:
            yield f"[{series_name}] {fault}"
        for block in raw[series_name]["values"]:
            where = f"[{series_name}] value from {block['from']}"
            yield from _dates(where, block)
            if block["source"] not in library.sources:
                yield f"{where}: unknown source {block['source']!r}"
            if not block["place"]:
                yield f"{where}: no place in the source"
            if block["reading"] not in READINGS:
                yield f"{where}: unknown reading {block['reading']!r}"
    for table, blocks in raw.get("tables", {}).items():
        for block in blocks:
            yield from _edition(library, place, f"[[tables.{table}]] {block['table']}", block)
    for name, assumption in law.assumptions.items():
        if assumption.source not in library.sources:
            yield f"[assumptions.{name}]: unknown source {assumption.source!r}"
        if not all(assumption.texts.values()):
            yield f"[assumptions.{name}]: a choice without text"


def _edition(library: Library, place: str, where: str, block: Mapping[str, Any]) -> Iterator[str]:
    yield from _dates(where, block)
    if block["source"] not in library.sources:
        yield f"{where}: unknown source {block['source']!r}"
    for key in ("table", "changes"):
        named = block.get(key)
        if named is None:
            continue
        path = f"{place}.{named.removesuffix('.csv')}"
        if path not in library.table_paths():
            yield f"{where}: the table {named} does not exist"
        elif key == "table":
            try:
                table = library.table(path)
            except TableError:
                return  # said already
            if (
                table.about.get("published") != block["published"]
                or table.about.get("source") != block["source"]
            ):
                yield f"{where}: source and date differ from those of the table's sidecar"


def _gaps(series: Series, keys: tuple[str, ...]) -> Iterator[str]:
    days = np.arange(day(FIRST), day(LAST) + 1)
    for key in keys:
        _, _, status = series.at(days, key)
        outside = np.flatnonzero(status == OUTSIDE)
        if outside.size:
            first = date.fromordinal(FIRST.toordinal() + int(outside[0]))
            of = f" for {key}" if key else ""
            yield f"{series.path}: no value{of} on {first}"


# ---- rules of CBAM


def _cbam(library: Library, law: Law, tables: Mapping[str, FactorTable]) -> Iterator[str]:
    codes, goods = tables["eu.codes"], tables["eu.goods"]
    lines = [goods.row(row) for row in range(len(goods))]
    sectors = tuple(dict.fromkeys(codes.columns["sector"]))
    for name in ("cbam_factor", "cscf", "certificate_price", "threshold"):
        yield from _gaps(law.series[name], ("",))
    yield from _gaps(law.series["mark_up"], sectors)
    yield from (f"eu.goods: no code of the sector {s}" for s in set(goods.columns["sector"]) - set(sectors))
    for row, code in enumerate(codes.columns["code"]):
        line = _line(code, lines)
        if line is not None and line["sector"] != codes.columns["sector"][row]:
            yield f"eu.codes: {code} is {codes.columns['sector'][row]}, its line of Annex I {line['sector']}"
    for path, table in tables.items():
        for code in dict.fromkeys(table.columns.get("code", ())):
            if _line(code, lines) is None:
                yield f"{path}: {code} is under no line of Annex I"
    goods_codes = _priceable(codes)
    for edition in law.editions["default_values"]:
        table_path = f"eu.{edition.table.removesuffix('.csv')}"
        if table_path in tables:
            yield from _default_values(library, tables[table_path], goods_codes, whole=not edition.changes)
    listed = set(codes.columns["code"])
    eight = sorted({code[:CN] for code in goods_codes})
    for edition in law.editions["benchmarks"]:
        table_path = f"eu.{edition.table.removesuffix('.csv')}"
        if table_path in tables:
            table = tables[table_path]
            years = range(edition.start.year, (edition.known_to or LAST).year + 1)
            yield from _benchmarks(table_path, table, eight, years)
            yield from (f"{table_path}: {c} is not in eu.codes" for c in set(table.columns["code"]) - listed)


def _line(code: str, lines: list[dict[str, str]]) -> dict[str, str] | None:
    """Return the line of Annex I over a code, or one that lies under it."""
    for line in lines:
        excepted = any(code.startswith(e) for e in line["except"].split(";") if e)
        if not excepted and (code.startswith(line["line"]) or line["line"].startswith(code)):
            return line
    return None


def _priceable(codes: FactorTable) -> list[str]:
    """Return the codes that take default values: those of 10 digits, and of 8 digits the others."""
    every = codes.columns["code"]
    parents = {code[:CN] for code in every if len(code) == TARIC}
    units = codes.columns["functional_unit"]
    return [c for c, unit in zip(every, units, strict=True) if unit != "MWh" and c not in parents]


def _default_values(library: Library, table: FactorTable, goods: list[str], *, whole: bool) -> Iterator[str]:
    places = names.territories(library.root / "names")
    countries = set(table.columns["country"])
    for country in sorted(countries - {OTHER}):
        if country not in places:
            yield f"{table.path}: {country} is no territory"
        elif not places[country].printed_name:
            yield f"{table.path}: {country} has no printed name in territories.csv"
    if whole:
        absent = [p.key for p in places.values() if p.printed_name and p.key not in countries]
        yield from (f"{table.path}: {key} has a printed name but no row" for key in absent)
        yield from _other_covers(table, goods)
    c = table.columns
    cells = zip(c["total_tco2e_per_t"], c["direct_tco2e_per_t"], c["indirect_tco2e_per_t"], strict=True)
    for row, (total, direct, indirect) in enumerate(cells):
        if total in MARKS:
            if direct not in MARKS or indirect not in MARKS:
                yield f"{table.path}, line {row + 2}: no total, but direct or indirect"
            continue
        try:
            known, of_it, electric = float(total), float(direct), float(indirect or 0)
        except ValueError:
            yield f"{table.path}, line {row + 2}: a total, but direct {direct!r}, indirect {indirect!r}"
            continue
        if known < of_it or abs(of_it + electric - known) > ROUNDING:
            parts = f"direct {direct} and indirect {indirect or 0}"
            yield f"{table.path}, line {row + 2}: total {total} does not fit {parts}"


def _other_covers(table: FactorTable, goods: list[str]) -> Iterator[str]:
    cells = zip(
        table.columns["country"], table.columns["code"], table.columns["total_tco2e_per_t"], strict=True
    )
    other = {code: total for country, code, total in cells if country == OTHER and total != SEE_BELOW}
    for code in goods:
        found = next(
            (other[code[:n]] for n in reversed(CODE_LENGTHS) if code[:n] in other and n <= len(code)),
            NO_VALUE,
        )
        if found == NO_VALUE:
            yield f"{table.path}: 'Other countries and territories' has no value for {code}"


def _benchmarks(path: str, table: FactorTable, codes: list[str], years: range) -> Iterator[str]:
    c = table.columns
    spans: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    cells = zip(c["code"], c["column"], c["route"], c["production_from"], c["production_to"], strict=True)
    for code, column, route, start, end in cells:
        if column not in COLUMNS or int(start) > int(end):
            yield f"{path}: {code}: column {column!r}, production years {start} to {end}"
            continue
        spans.setdefault((code, column, route), []).append((int(start), int(end)))
    covered: dict[tuple[str, str], set[int]] = {}
    for (code, column, route), periods in spans.items():
        covered.setdefault((code, column), set()).update(y for s, e in periods for y in range(s, e + 1))
        if any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(periods))):
            yield f"{path}: {code} {column} {route or 'without route'}: production years overlap"
    for code in codes:
        for column in COLUMNS:
            missing = sorted(set(years) - covered.get((code, column), set()))
            if missing:
                yield f"{path}: {code} has no benchmark in column {column} for {', '.join(map(str, missing))}"


# ---- coverage


def _share(readings: Counter[str]) -> str:
    total = sum(readings.values())
    words = [f"{readings[r] / total:.1%} {r}" for r in READINGS if readings[r]]
    return ", ".join(words) if words else "nothing"


def _read_table(table: FactorTable) -> str:
    own = table.columns.get("reading")
    readings = Counter(own) if own else Counter({str(table.about.get("reading", "")): len(table)})
    return f"{table.path}: {len(table)} rows, read in: {_share(readings)}"


def _read_law(law: Law) -> Iterator[str]:
    for series in law.series.values():
        readings = Counter(item.reading for item in series.values)
        yield f"{series.path}: {len(series.values)} values, read in: {_share(readings)}"


def _assumed(library: Library, law: Law) -> Iterator[str]:
    """What answers past the day to which it is known."""
    for series in law.series.values():
        last = max(series.values, key=lambda v: (v.start, v.published), default=None)
        if series.carry and last is not None and last.known_to is not None and last.known_to < LAST:
            yield f"assumed past {last.known_to}: {series.path} ({series.title}) stays {last.value:g}"
    for table, editions in law.editions.items():
        known = max(editions, key=lambda e: (e.start, e.published)).known_to
        if known is not None and known < LAST:
            yield f"assumed past {known}: {law.path} tables.{table} are carried forward"
    if law.path == CBAM and "eu.codes" in library.table_paths():
        try:
            codes = library.table("eu.codes")
        except TableError:
            return
        yield f"assumed past {max(codes.columns['known_to'])}: goods codes of eu.codes"
