"""The law of CBAM as dense tables, ready to be taken from by index.

Built once per library from its CSV and TOML: for every country and good the default value that applies, its
match, its benchmark by edition and production period, and for every day the year, the price and the factors.
A look-up is then one `take`, and its index is the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import FloatArray, IntArray, SmallIntArray
from factors import Library
from factors.law import ASSUMED, IN_FORCE, OUTSIDE, Edition, day
from factors.table import FactorTable

LAW = "eu.cbam"
OTHER = "OTHER"  # the row 'Other countries and territories'
NO_VALUE, SEE_BELOW = "-", "see below"
EXACT, HEADING, FALLBACK, GIVEN = range(4)
MATCHES = ("exact", "heading", "fallback", "given")
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2034, 12, 31)  # the span of the factors of Art. 10a(1a)
YEARS = tuple(range(FIRST_DAY.year, LAST_DAY.year + 1))
CODE_LENGTHS = (4, 6, 8, 10)


@dataclass(frozen=True)
class Goods:
    """The goods of Annex I that have a row in the code table."""

    codes: tuple[str, ...]
    index: Mapping[str, int]
    sectors: tuple[str, ...]  # distinct
    sector: SmallIntArray  # per good, index into `sectors`
    descriptions: tuple[str, ...]
    functional_unit: tuple[str, ...]  # tonne, nitrogen, clinker or MWh
    direct_only: NDArray[np.bool_]  # Annex II: indirect emissions do not count
    outside_threshold: NDArray[np.bool_]  # hydrogen, electricity
    taric: Mapping[str, tuple[str, ...]]  # 8-digit code -> its 10-digit codes, where these decide
    valid_to: date  # codes are assumed past this day


@dataclass(frozen=True)
class Defaults:
    """Default value per country (rows, last: no row of its own) and good (columns), one edition."""

    edition: Edition
    total: FloatArray  # tCO2e/t, NaN for electricity
    row: IntArray  # reference into `CbamTables.default_references`
    match: SmallIntArray
    route: SmallIntArray  # index into `CbamTables.routes`


@dataclass(frozen=True)
class Benchmarks:
    """Benchmarks of one edition and production period."""

    default_value: FloatArray  # column B by printed route (rows) and good (columns); NaN where ambiguous
    default_row: IntArray
    own: Mapping[str, tuple[FloatArray, IntArray]]  # column -> by route letter (rows; last none) and good


@dataclass(frozen=True)
class CbamTables:
    """Everything that the calculation takes from, as known on one day."""

    goods: Goods
    countries: tuple[str, ...]  # with OTHER last
    country_index: Mapping[str, int]
    routes: tuple[str, ...]  # route indicators as printed: '', 'C', 'C/F', ...
    letters: tuple[str, ...]  # single routes: 'A'..'L'
    defaults: tuple[Defaults, ...]
    benchmarks: tuple[Benchmarks, ...]
    benchmark_references: tuple[str, ...]
    benchmark_routes: tuple[str, ...]  # the route letter of each benchmark row
    benchmark_words: Mapping[tuple[str, str], str]  # (8-digit code, column) -> its benchmarks in words
    default_references: tuple[str, ...]
    day_year: SmallIntArray  # per day from FIRST_DAY; with one sentinel at each end
    day_default: SmallIntArray  # edition of default values per day, -1 none known
    period: SmallIntArray  # [day, production year] -> index into `benchmarks`; one beyond: none
    period_status: SmallIntArray  # [production year] -> IN_FORCE or ASSUMED
    price: FloatArray  # per day
    price_row: IntArray
    price_status: SmallIntArray
    factor: FloatArray  # per year
    factor_row: IntArray
    cscf: FloatArray
    cscf_row: IntArray
    cscf_status: SmallIntArray
    mark_up: FloatArray  # [sector, year]
    mark_up_row: IntArray
    threshold: FloatArray  # t, per year
    complex_good: NDArray[np.bool_]  # [benchmark, good]: highest column B differs from highest column A


def days() -> NDArray[np.int64]:
    """Return the days that the tables cover (days since 1970-01-01)."""
    return np.arange(day(FIRST_DAY), day(LAST_DAY) + 1)


def _goods(library: Library) -> Goods:
    table, lines = library.table("eu.codes"), library.table("eu.goods")
    codes = table.columns["code"]
    sectors = tuple(dict.fromkeys(table.columns["sector"]))
    line_rows = {lines.columns["line"][n]: lines.row(n) for n in range(len(lines))}
    direct, outside = np.zeros(len(codes), bool), np.zeros(len(codes), bool)
    taric: dict[str, tuple[str, ...]] = {}
    for number, code in enumerate(codes):
        line = next(line_rows[code[:n]] for n in range(len(code), 0, -1) if code[:n] in line_rows)
        direct[number] = line["scope"] == "direct"
        outside[number] = line["outside_threshold"] == "yes"
        if len(code) == CODE_LENGTHS[-1]:
            taric[code[:8]] = (*taric.get(code[:8], ()), code)
    return Goods(
        codes=codes,
        index={code: n for n, code in enumerate(codes)},
        sectors=sectors,
        sector=np.array([sectors.index(s) for s in table.columns["sector"]], dtype=np.int8),
        descriptions=table.columns["description"],
        functional_unit=table.columns["functional_unit"],
        direct_only=direct,
        outside_threshold=outside,
        taric=taric,
        valid_to=date.fromisoformat(max(table.columns["known_to"])),
    )


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


def _defaults(
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
    no_value = (NO_VALUE, SEE_BELOW)
    values = np.array([np.nan if t in no_value else float(t) for t in rows.total] + [np.nan])
    references_of = np.array([*rows.reference, -1], dtype=np.int32)
    route_of = np.array([*map(route_number.__getitem__, rows.route), 0], dtype=np.int8)
    match_of = np.array([EXACT if len(c) >= 8 else HEADING for c in rows.code] + [0], dtype=np.int8)
    chosen = np.full((len(countries), len(goods.codes)), len(rows.code), dtype=np.int32)
    for code in sorted(at_code, key=len):  # shorter codes first, so that the longest printed code wins
        numbers = np.array(at_code[code])
        chosen[np.ix_(country[numbers], under[code])] = numbers[:, None]
    total, row, match, route = values[chosen], references_of[chosen], match_of[chosen], route_of[chosen]
    missing = np.isnan(total)
    other = np.broadcast_to(np.arange(total.shape[1]), total.shape)[missing]
    for array in (total, row, route):
        array[missing] = array[-1, other]
    match[missing] = FALLBACK
    match[-1] = FALLBACK  # a country without a row of its own
    return Defaults(edition, total, row, match, route)


def _benchmarks(
    table: FactorTable,
    year: int,
    goods: Goods,
    routes: tuple[str, ...],
    letters: tuple[str, ...],
) -> Benchmarks:
    """Arrange the benchmarks of one production year by route and good."""
    c = table.columns
    value = table.numbers("benchmark_tco2e_per_t")
    shape = (len(letters) + 1, len(goods.codes))
    own = {column: (np.full(shape, np.nan), np.full(shape, -1, dtype=np.int32)) for column in ("A", "B")}
    goods_of: dict[str, list[int]] = {}
    for number, code in enumerate(goods.codes):
        goods_of.setdefault(code[:8], []).append(number)
    cells = zip(c["code"], c["column"], c["route"], c["production_from"], c["production_to"], strict=True)
    for n, (code, column, letter, start, end) in enumerate(cells):
        if int(start) <= year <= int(end):
            at = (letters.index(letter) if letter else -1, goods_of[code])
            own[column][0][at], own[column][1][at] = value[n], n
    default_value = np.full((len(routes), shape[1]), np.nan)
    default_row = np.full(default_value.shape, -1, dtype=np.int32)
    by_route, rows = own["B"]
    several = (~np.isnan(by_route[:-1])).any(axis=0)
    for number, printed in enumerate(routes):
        wanted = [letters.index(letter) for letter in printed.split("/")] if printed else []
        candidates = np.vstack([by_route[wanted], by_route[-1:]])
        found = np.vstack([rows[wanted], rows[-1:]])
        best = np.nanargmax(np.where(np.isnan(candidates), -np.inf, candidates), axis=0)
        take = np.arange(shape[1])
        # without a printed route several routes are ambiguous, not a choice
        ok = ~np.isnan(candidates[best, take]) & (~several if not printed else True)
        default_value[number, ok] = candidates[best, take][ok]
        default_row[number, ok] = found[best, take][ok]
    return Benchmarks(default_value, default_row, own)


def _words(table: FactorTable) -> dict[tuple[str, str], str]:
    """Return the benchmarks of each code and column in words, for a row that must choose."""
    c = table.columns
    found: dict[tuple[str, str], list[str]] = {}
    for n in range(len(table)):
        years = f"{c['production_from'][n]}-{c['production_to'][n]}"
        text = f"{c['route'][n] or 'all routes'} {c['benchmark_tco2e_per_t'][n]} ({years})"
        found.setdefault((c["code"][n], c["column"][n]), []).append(text)
    return {key: ", ".join(texts) for key, texts in found.items()}


@cache
def tables(library: Library) -> CbamTables:
    """Return the tables of a library, built on first use.

    Sources: Regulation (EU) 2025/2621 Annex I (default values), 2025/2620 Annex (benchmarks), Directive
    2003/87 Art. 10a(1a) (CBAM factor), 2025/2548 (prices).
    """
    law = library.law(LAW)
    goods = _goods(library)
    listed = library.table("eu.default_values").columns["country"]
    countries = (*(c for c in dict.fromkeys(listed) if c != OTHER), OTHER)
    span = days()
    year = (span.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970 - YEARS[0]).astype(
        np.int8
    )

    def editions(table: str) -> tuple[list[Edition], SmallIntArray]:
        found: list[Edition] = []
        index = np.full(len(span), -1, dtype=np.int8)
        for start in sorted({max(e.start, FIRST_DAY) for e in law.editions[table] if e.start <= LAST_DAY}):
            edition = law.edition(table, start, library.known_on)
            if edition is not None:
                if edition not in found:
                    found.append(edition)
                index[(start - FIRST_DAY).days :] = found.index(edition)
        return found, index

    routes: list[str] = [""]
    references: list[str] = []
    dv_editions, day_default = editions("default_values")
    defaults = tuple(_defaults(library, e, goods, countries, routes, references) for e in dv_editions)

    bm_editions, day_benchmark = editions("benchmarks")
    benchmarks: list[Benchmarks] = []
    bm_references: list[str] = []
    bm_routes: list[str] = []
    words: dict[tuple[str, str], str] = {}
    complex_good: list[NDArray[np.bool_]] = []
    period = np.full((len(span), len(YEARS)), -1, dtype=np.int8)
    period_status = np.full(len(YEARS), IN_FORCE, dtype=np.int8)
    table = library.table("eu.benchmarks")
    letters = tuple(sorted({letter for letter in table.columns["route"] if letter}))
    for number, edition in enumerate(bm_editions):
        table = library.table(f"eu.{edition.table.removesuffix('.csv')}")
        offset = len(bm_references)
        bm_references.extend(table.references)
        bm_routes.extend(table.columns["route"])
        words.update(_words(table))
        starts = sorted({int(y) for y in table.columns["production_from"]})
        last = max(int(y) for y in table.columns["production_to"])
        made: dict[int, int] = {}
        for y, production in enumerate(YEARS):
            start = max((s for s in starts if s <= min(production, last)), default=None)
            if start is None:
                continue  # produced before the first year of this edition
            if start not in made:
                made[start] = len(benchmarks)
                one = _benchmarks(table, start, goods, tuple(routes), letters)
                for rows in (one.default_row, *(r for _, r in one.own.values())):
                    rows[rows >= 0] += offset
                benchmarks.append(one)
                highest = [np.nanmax(np.where(np.isnan(v), -1.0, v), axis=0) for v, _ in one.own.values()]
                complex_good.append(highest[0] != highest[1])
            period[day_benchmark == number, y] = made[start]
            if production > last:
                period_status[y] = ASSUMED

    period[period < 0] = len(benchmarks)

    middle = np.array([day(date(y, 7, 1)) for y in YEARS])
    factor, factor_row, _ = law.series["cbam_factor"].at(middle, "", library.known_on)
    cscf, cscf_row, cscf_status = law.series["cscf"].at(middle, "", library.known_on)
    threshold, _, _ = law.series["threshold"].at(middle, "", library.known_on)
    price, price_row, price_status = law.series["certificate_price"].at(span, "", library.known_on)
    marks = [law.series["mark_up"].at(middle, sector, library.known_on) for sector in goods.sectors]
    return CbamTables(
        goods=goods,
        countries=countries,
        country_index={c: n for n, c in enumerate(countries)},
        routes=tuple(routes),
        letters=letters,
        defaults=defaults,
        benchmarks=tuple(benchmarks),
        benchmark_references=tuple(bm_references),
        benchmark_routes=tuple(bm_routes),
        benchmark_words=words,
        default_references=tuple(references),
        day_year=year,
        day_default=day_default,
        period=period,
        period_status=period_status,
        price=price,
        price_row=price_row,
        price_status=price_status,
        factor=factor,
        factor_row=factor_row,
        cscf=cscf,
        cscf_row=cscf_row,
        cscf_status=cscf_status,
        mark_up=np.vstack([m[0] for m in marks]),
        mark_up_row=np.vstack([m[1] for m in marks]),
        threshold=threshold,
        complex_good=np.array(complex_good, dtype=bool).reshape(len(benchmarks), len(goods.codes)),
    )


__all__ = ["OUTSIDE", "CbamTables", "tables"]
