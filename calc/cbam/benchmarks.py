"""Benchmarks by good and route, columns A and B: Regulation (EU) 2025/2620, Annex, point 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calc.cbam.goods import Goods
from calc.engine.model import BoolArray, FloatArray, IntArray, SmallIntArray
from factors.law import ASSUMED, IN_FORCE
from factors.table import FactorTable


@dataclass(frozen=True)
class Benchmarks:
    """Benchmarks of one edition and production period."""

    default_value: FloatArray  # column B by printed route (rows) and good (columns); NaN where ambiguous
    default_row: IntArray
    own: Mapping[str, tuple[FloatArray, IntArray]]  # column -> by route letter (rows; last none) and good


def benchmarks_of(
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


def in_words(table: FactorTable) -> dict[tuple[str, str], str]:
    """Return the benchmarks of each code and column in words, for a row that must choose."""
    c = table.columns
    found: dict[tuple[str, str], list[str]] = {}
    for n in range(len(table)):
        years = f"{c['production_from'][n]}-{c['production_to'][n]}"
        text = f"{c['route'][n] or 'all routes'} {c['benchmark_tco2e_per_t'][n]} ({years})"
        found.setdefault((c["code"][n], c["column"][n]), []).append(text)
    return {key: ", ".join(texts) for key, texts in found.items()}


@dataclass(frozen=True)
class AllBenchmarks:
    """The benchmarks of all editions, and which of them applies when."""

    tables: tuple[Benchmarks, ...]
    letters: tuple[str, ...]  # single routes: 'A'..'L'
    references: tuple[str, ...]
    routes: tuple[str, ...]  # the route letter of each referenced row
    words: Mapping[tuple[str, str], str]  # (8-digit code, column) -> its benchmarks in words
    complex_good: BoolArray  # [table, good]: highest column B differs from highest column A
    period: SmallIntArray  # [edition, production year] -> index into `tables`; one beyond: none
    status: SmallIntArray  # [production year] -> IN_FORCE, or ASSUMED past the last year of the tables


def all_benchmarks(
    found: Sequence[FactorTable], goods: Goods, printed: tuple[str, ...], years: Sequence[int]
) -> AllBenchmarks:
    """Arrange the benchmarks of all editions by production period; the last period is carried forward."""
    tables: list[Benchmarks] = []
    references: list[str] = []
    routes: list[str] = []
    words: dict[tuple[str, str], str] = {}
    letters = tuple(sorted({route for table in found for route in table.columns["route"] if route}))
    period = np.full((len(found), len(years)), -1, dtype=np.int8)
    status = np.full(len(years), IN_FORCE, dtype=np.int8)
    for edition, table in enumerate(found):
        offset = len(references)
        references.extend(table.references)
        routes.extend(table.columns["route"])
        words.update(in_words(table))
        starts = sorted({int(y) for y in table.columns["production_from"]})
        last = max(int(y) for y in table.columns["production_to"])
        made: dict[int, int] = {}
        for y, production in enumerate(years):
            start = max((s for s in starts if s <= min(production, last)), default=None)
            if start is None:
                continue  # produced before the first year of this edition
            if start not in made:
                made[start] = len(tables)
                one = benchmarks_of(table, start, goods, printed, letters)
                for rows in (one.default_row, *(r for _, r in one.own.values())):
                    rows[rows >= 0] += offset
                tables.append(one)
            period[edition, y] = made[start]
            if production > last:
                status[y] = ASSUMED
    period[period < 0] = len(tables)
    complex_good = np.array([_is_complex(t) for t in tables], dtype=bool).reshape(-1, len(goods.codes))
    return AllBenchmarks(
        tuple(tables), letters, tuple(references), tuple(routes), words, complex_good, period, status
    )


def _is_complex(found: Benchmarks) -> BoolArray:
    highest = [np.nanmax(np.where(np.isnan(v), -1.0, v), axis=0) for v, _ in found.own.values()]
    different: BoolArray = highest[0] != highest[1]
    return different
