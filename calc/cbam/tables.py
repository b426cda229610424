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

from calc.cbam.benchmarks import Benchmarks, all_benchmarks
from calc.cbam.defaults import OTHER, Defaults, default_values, no_defaults
from calc.cbam.goods import Goods, goods_of
from calc.engine.model import FloatArray, IntArray, SmallIntArray
from factors import Library
from factors.law import Edition, day

LAW = "eu.cbam"
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2034, 12, 31)  # the span of the factors of Art. 10a(1a)
YEARS = tuple(range(FIRST_DAY.year, LAST_DAY.year + 1))


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
    day_year: SmallIntArray  # per day from FIRST_DAY
    day_default: SmallIntArray  # edition of default values per day; an empty one where none is known
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


@cache
def tables(library: Library) -> CbamTables:
    """Return the tables of a library, built on first use.

    Sources: Regulation (EU) 2025/2621 Annex I (default values), 2025/2620 Annex (benchmarks), Directive
    2003/87 Art. 10a(1a) (CBAM factor), 2025/2548 (prices).
    """
    law = library.law(LAW)
    goods = goods_of(library)
    listed = library.table("eu.default_values").columns["country"]
    countries = (*(c for c in dict.fromkeys(listed) if c != OTHER), OTHER)
    span = days()
    years = span.astype("datetime64[D]").astype("datetime64[Y]")

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
    defaults = [default_values(library, e, goods, countries, routes, references) for e in dv_editions]
    if (day_default < 0).any():
        day_default[day_default < 0] = len(defaults)
        defaults.append(no_defaults(len(countries), len(goods.codes)))
    bm_editions, day_benchmark = editions("benchmarks")
    found = [library.table(f"eu.{e.table.removesuffix('.csv')}") for e in bm_editions]
    benchmarks = all_benchmarks(found, goods, tuple(routes), YEARS)
    none = np.full((1, len(YEARS)), len(benchmarks.tables), dtype=np.int8)
    period = np.concatenate([benchmarks.period, none])[day_benchmark]

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
        letters=benchmarks.letters,
        defaults=tuple(defaults),
        benchmarks=benchmarks.tables,
        benchmark_references=benchmarks.references,
        benchmark_routes=benchmarks.routes,
        benchmark_words=benchmarks.words,
        default_references=tuple(references),
        day_year=(years - years[0]).astype(np.int8),
        day_default=day_default,
        period=period,
        period_status=benchmarks.status,
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
        complex_good=benchmarks.complex_good,
    )
