"""The rules that every law file keeps, and those that tie the tables of CBAM to its law.

`law_faults` and `cbam_faults` are steps of `factors.check.check`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from factors import names
from factors.check_names import unit_fault
from factors.check_tables import CODE_LENGTHS, MARKS, READINGS, date_faults
from factors.law import OUTSIDE, Law, Series, day
from factors.library import Library
from factors.table import FactorTable, TableError

FIRST, LAST = date(2026, 1, 1), date(2034, 12, 31)  # the years for which the law must answer
OTHER, SEE_BELOW, NO_VALUE = "OTHER", "see below", "-"
CN, TARIC = 8, 10
COLUMNS = ("A", "B")
ROUNDING = (
    0.0101  # direct, indirect and total are each rounded: their sum may be off by one in the second decimal
)


def law_faults(library: Library, law: Law, units: set[str]) -> Iterator[str]:
    """Yield every broken rule of one law file that its loader lets pass.

    Parameters
    ----------
    library : Library
        Knows the sources and tables that a law may name.
    law : Law
        The law as loaded.
    units : set of str
        The units that the registry knows.

    Yields
    ------
    str
        A fault of a value, an edition or an assumption, without the path of the law.
    """
    raw = tomllib.loads(library.file(law.path, ".toml").read_text(encoding="utf-8"))
    for series_name, series in law.series.items():
        fault = unit_fault(series.unit, units)
        if fault:
            yield f"[{series_name}] {fault}"
        for block in raw[series_name]["values"]:
            where = f"[{series_name}] value from {block['from']}"
            yield from date_faults(where, block)
            if block["source"] not in library.sources:
                yield f"{where}: unknown source {block['source']!r}"
            if not block["place"]:
                yield f"{where}: no place in the source"
            if block["reading"] not in READINGS:
                yield f"{where}: unknown reading {block['reading']!r}"
    for table, blocks in raw.get("tables", {}).items():
        for block in blocks:
            yield from _edition(
                library, law.path.split(".")[0], f"[[tables.{table}]] {block['table']}", block
            )
    for name, assumption in law.assumptions.items():
        if assumption.source not in library.sources:
            yield f"[assumptions.{name}]: unknown source {assumption.source!r}"
        if not all(assumption.texts.values()):
            yield f"[assumptions.{name}]: a choice without text"


def _edition(library: Library, place: str, where: str, block: Mapping[str, Any]) -> Iterator[str]:
    yield from date_faults(where, block)
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


def cbam_faults(library: Library, law: Law, tables: Mapping[str, FactorTable]) -> Iterator[str]:
    """Yield where CBAM has no answer: gaps between dates, and goods or countries that a table lacks.

    Parameters
    ----------
    library : Library
        Knows where the names of territories lie.
    law : Law
        The law ``eu.cbam``.
    tables : Mapping[str, FactorTable]
        Every table that could be loaded, by its path; ``eu.codes`` and ``eu.goods`` among them.

    Yields
    ------
    str
        A fault with the path of its series or table.
    """
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
