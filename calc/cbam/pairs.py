"""The tables of `calc.cbam.tables` flattened: one index, country x good, takes everything about a row.

Spellings that name no country or good have their own places in it, so that a row with an unknown origin takes
its status and its empty cells the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.cbam import status as st
from calc.cbam.defaults import FALLBACK, Defaults
from calc.cbam.notes import BIT
from calc.cbam.tables import tables
from calc.engine.model import BoolArray, FloatArray, IntArray, SmallIntArray
from factors import Library

# the statuses of `resolve` (their order is their precedence) as row statuses
OF_MEANING = np.array(
    [
        st.PRICED,
        st.EU_ORIGIN,
        st.EXEMPT_ORIGIN,
        st.OUT_OF_SCOPE,
        st.INVALID,
        st.UNKNOWN_ORIGIN,
        st.UNKNOWN_CODE,
        st.AMBIGUOUS_CODE,
    ],
    dtype=np.int8,
)


@dataclass(frozen=True)
class PairTables:
    """Values by pair; those of the law have one block per edition (and benchmark period)."""

    width: int  # places for goods, unknown ones included
    goods: int
    status: SmallIntArray
    sector: SmallIntArray  # -1 where no good is known
    total: FloatArray  # [edition x pair]
    match: SmallIntArray
    row: IntArray
    flags: NDArray[np.uint16]  # [edition x pair] bits of the note
    benchmark: FloatArray  # [edition x period x pair], the last period empty
    benchmark_row: IntArray
    electric: BoolArray  # by good place
    inside_threshold: BoolArray  # by good place


def _flags(defaults: Defaults, routes: tuple[str, ...]) -> NDArray[np.uint16]:
    several = np.array(["/" in r for r in routes])[defaults.route]
    found = np.where(defaults.match == FALLBACK, BIT["fallback"], 0)
    found |= np.where(several, BIT["routes_highest"], 0)
    return found.astype(np.uint16)


@cache
def pair_tables(library: Library) -> PairTables:
    """Return the flattened tables of a library, built on first use."""
    t = tables(library)
    countries, goods, extra = len(t.countries), len(t.goods.codes), len(OF_MEANING)
    shape = (countries + extra, goods + extra)

    def flat(known: NDArray[Any], empty: float) -> NDArray[Any]:
        full = np.full(shape, empty, dtype=known.dtype)
        full[:countries, :goods] = known
        return full.ravel()

    def joined(parts: list[NDArray[Any]], empty: Any, kind: type) -> NDArray[Any]:
        return np.concatenate(parts) if parts else np.full(shape[0] * shape[1], empty, dtype=kind)

    origin = np.concatenate([np.zeros(countries, int), np.arange(extra)])[:, None]
    code = np.concatenate([np.zeros(goods, int), np.arange(extra)])[None, :]
    first = np.where(origin == 0, code, np.where(code == 0, origin, np.minimum(origin, code)))
    every = np.arange(goods)
    unknown = np.zeros(extra, dtype=bool)
    no_value, no_row = np.full(first.size, np.nan), np.full(first.size, -1, dtype=np.int32)
    return PairTables(
        width=shape[1],
        goods=goods,
        status=OF_MEANING[first].ravel(),
        sector=np.tile(np.concatenate([t.goods.sector, np.full(extra, -1, np.int8)]), shape[0]),
        total=joined([flat(d.total, np.nan) for d in t.defaults], np.nan, float),
        match=joined([flat(d.match, -1) for d in t.defaults], -1, np.int8),
        row=joined([flat(d.row, -1) for d in t.defaults], -1, np.int32),
        flags=joined([flat(_flags(d, t.routes), 0) for d in t.defaults], 0, np.uint16),
        benchmark=joined(
            [
                block
                for d in t.defaults
                for block in (
                    *(flat(b.default_value[d.route, every], np.nan) for b in t.benchmarks),
                    no_value,
                )
            ],
            np.nan,
            float,
        ),
        benchmark_row=joined(
            [
                block
                for d in t.defaults
                for block in (*(flat(b.default_row[d.route, every], -1) for b in t.benchmarks), no_row)
            ],
            -1,
            np.int32,
        ),
        electric=np.concatenate([np.array([u == "MWh" for u in t.goods.functional_unit]), unknown]),
        inside_threshold=np.concatenate([~t.goods.outside_threshold, ~unknown]),
    )
