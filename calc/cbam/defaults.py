"""Default values: for every country and good the row that applies, and how it was found.

Regulation (EU) 2025/2621 Annex I: the longest code printed for the country; where it has no value, or no row
at all, the row of 'Other countries and territories'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.cbam.goods import CODE_LENGTHS, Goods
from calc.engine.model import FloatArray, IntArray, SmallIntArray
from factors import Library
from factors.law import Edition

OTHER = "OTHER"  # the row 'Other countries and territories'
NO_VALUE, SEE_BELOW, NOT_HELD = "-", "see below", "not held"
EXACT, HEADING, FALLBACK, GIVEN = range(4)
MATCHES = ("exact", "heading", "fallback", "given")


@dataclass(frozen=True)
class Defaults:
    """Default value per country (rows, last: no row of its own) and good (columns), one edition."""

    total: FloatArray  # tCO2e/t, NaN for electricity
    row: IntArray  # reference into `CbamTables.default_references`
    match: SmallIntArray
    route: SmallIntArray  # index into `CbamTables.routes`


@dataclass(frozen=True)
class _Printed:
    """The rows of one edition as printed: changes laid over their base."""

    country: list[str]
    code: list[str]
    total: list[str]
    route: list[str]
    reference: list[int]


def _printed(library: Library, edition: Edition, references: list[str]) -> _Printed:
    names = [name for name in (edition.changes, edition.table) if name]
    found = _Printed([], [], [], [], [])
    for name in names:
        table = library.table(f"eu.{name.removesuffix('.csv')}")
        start = len(references)
        references.extend(table.references)
        columns = [table.columns[c] for c in ("country", "code", "total_tco2e_per_t", "route")]
        kept = (found.country, found.code, found.total, found.route)
        if not found.code:
            for cells, column in zip(kept, columns, strict=True):
                cells.extend(column)
            found.reference.extend(range(start, start + len(table)))
            continue
        at = {key: n for n, key in enumerate(zip(found.country, found.code, strict=True))}
        for n, row in enumerate(zip(*columns, strict=True)):
            position = at.get(row[:2])
            if position is None:
                for cells, cell in zip(kept, row, strict=True):
                    cells.append(cell)
                found.reference.append(start + n)
            else:
                found.total[position], found.route[position] = row[2], row[3]
                found.reference[position] = start + n
    return found


def default_values(
    library: Library,
    edition: Edition,
    goods: Goods,
    countries: tuple[str, ...],
    routes: list[str],
    references: list[str],
) -> Defaults:
    """Resolve the longest code printed for each country; '-' or nothing takes 'Other countries'."""
    rows = _printed(library, edition, references)
    under: dict[str, list[int]] = {}
    for number, code in enumerate(goods.codes):
        for length in CODE_LENGTHS:
            if length <= len(code):
                under.setdefault(code[:length], []).append(number)
    index = {country: n for n, country in enumerate(countries)}
    at_code: dict[str, list[int]] = {}
    for number, code in enumerate(rows.code):
        if rows.total[number] != SEE_BELOW and code in under:
            at_code.setdefault(code, []).append(number)
    routes.extend(r for r in dict.fromkeys(rows.route) if r not in routes)
    route_number = {r: n for n, r in enumerate(routes)}
    country = np.array([index[c] for c in rows.country], dtype=np.int32)
    # one more place at the end: nothing printed
    no_value = (NO_VALUE, SEE_BELOW, NOT_HELD)
    values = np.array([np.nan if t in no_value else float(t) for t in rows.total] + [np.nan])
    references_of = np.array([*rows.reference, -1], dtype=np.int32)
    route_of = np.array([*map(route_number.__getitem__, rows.route), 0], dtype=np.int8)
    match_of = np.array([EXACT if len(c) >= 8 else HEADING for c in rows.code] + [0], dtype=np.int8)
    chosen = np.full((len(countries), len(goods.codes)), len(rows.code), dtype=np.int32)
    for code in sorted(at_code, key=len):  # shorter codes first, so that the longest printed code wins
        numbers = np.array(at_code[code])
        chosen[np.ix_(country[numbers], under[code])] = numbers[:, None]
    total, row, match, route = values[chosen], references_of[chosen], match_of[chosen], route_of[chosen]
    # a value that existed but was not found is no '-': it leaves the row without a number
    held = np.array([t != NOT_HELD for t in rows.total] + [True])[chosen]
    missing = np.isnan(total) & held
    other = np.broadcast_to(np.arange(total.shape[1]), total.shape)[missing]
    for array in (total, row, route):
        array[missing] = array[-1, other]
    match[missing] = FALLBACK
    match[-1] = FALLBACK  # a country without a row of its own
    return Defaults(total, row, match, route)


def no_defaults(countries: int, goods: int) -> Defaults:
    """Return the empty table, for days on which no edition is known."""
    shape = (countries, goods)
    none = np.zeros(shape, dtype=np.int8)
    return Defaults(np.full(shape, np.nan), np.full(shape, -1, dtype=np.int32), none, none)
