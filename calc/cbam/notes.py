"""The note of a row: a set of flags while computing, words only when somebody reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calc.cbam.resolve import Meanings
from calc.engine.chunks import CHUNK, over_chunks
from calc.engine.model import Coded, IntArray

# what follows from the result: set for every row, in 16 bits
RESULT: dict[str, str] = {
    "fallback": "no value printed for this country: 'Other countries and territories' applies",
    "routes_highest": "several routes printed: the highest benchmark applies",
    "price_assumed": (
        "certificate price not published for this period: last published price carried forward (assumed)"
    ),
    "price_given": "certificate price given by the user",
    "benchmark_assumed": "benchmark of 2028-2030 carried forward (assumed)",
    "cscf_assumed": "last known CSCF carried forward (assumed)",
    "code_assumed": "goods code of 2026 used for a later year (assumed)",
    "floor": "free allocation exceeds embedded emissions: certificates set to zero",
    "below_threshold": "importer's CBAM goods of the year do not exceed the threshold",
    "threshold_uncertain": (
        "threshold uncertain: goods of this importer without usable mass, date or code could exceed it"
    ),
    "route_missing_b": "no route printed for this country but several benchmarks of column B: ",
    "no_grid_factor": (
        "electricity: give see_direct [tCO2e/MWh] or --grid-factors FILE (the default "
        "factors are not shipped)"
    ),
    "price_missing": "no certificate price is published for this period",
    "no_benchmark": "the law, as known on the day asked, holds no default value, benchmark or factor for this date",
}
# what follows from the cells: few rows have any
CELLS: dict[str, str] = {
    "route_unused": "route given but not used: with default values the printed route decides",
    "own_unused": "sefa given but not used: it needs see_direct",
    "indirect_unused": "indirect emissions not counted (Annex II)",
    "deduction_refused": (
        "carbon price paid not deducted: with default values only by yearly default "
        "carbon prices, not yet published (Art. 9)"
    ),
    "deduction_incomplete": (
        "carbon price paid not deducted: currency with a known rate and carbon_price_coverage are needed"
    ),
    "deduction_capped": "carbon price deduction limited to embedded emissions minus free allocation",
    "deduction_provisional": "carbon price deduction provisional: the implementing act is not adopted",
    "rate_assumed": "exchange rate: last known rate carried forward (assumed)",
    "sefa_missing": (
        "free allocation of precursors (sefa) missing: cost by column A alone is the upper reading"
    ),
    "column_b_route": "column B by the route printed for the country",
    "sefa_other_year": "sefa of another year than the import year: the production time must be proven",
    "production_year": "production year taken as proven",
    "production_early": "produced before 2026: the year 2026 applies",
    "date_outside": "import date outside 2026-2034",
    "mass_unit": "quantity: MWh for electricity, mass for all other goods",
    "no_indirect": "see_indirect is needed for this good (write 0 if there is none)",
    "no_direct": "see_indirect given without see_direct",
    "no_share": "own figure per kg N or t clinker: nitrogen_share or clinker_share is needed",
    "see_unit": "unit of the own figure does not suit this good",
    "route_missing_a": "the route used is needed; benchmarks of column A: ",
    "production_wrong": "production_year after the import year",
    "sefa_year_wrong": "sefa_year after the import year or before 2026",
    "route_unknown": "the route given is not among the benchmarks of this good",
}
FLAGS = {**RESULT, **CELLS}
FIRST_CELL_BIT = 16
FIRST_COLUMN_BIT = FIRST_CELL_BIT + len(CELLS)
BIT = {
    **{name: 1 << n for n, name in enumerate(RESULT)},
    **{name: 1 << n for n, name in enumerate(CELLS, FIRST_CELL_BIT)},
}
HASH_SLOTS = 1 << 16
HASH_SHIFT = np.uint64(48)
HASH_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: 2**64 / golden ratio
ASSUMED = ("price_assumed", "benchmark_assumed", "cscf_assumed", "rate_assumed")


def texts(
    flags: FlagSets,
    origin: IntArray,
    origins: Meanings,
    code: IntArray,
    codes: Meanings,
    refusable: tuple[str, ...],
    candidates: Callable[[int, str], str],
) -> Coded:
    """Return the notes of all rows.

    Parameters
    ----------
    flags : FlagSets
        Bits of `FLAGS`, then one bit for each column of `refusable`, per row.
    origin, code : array of int32
        Index of each row's spelling (-1 empty).
    candidates : function
        (index of the code's spelling, column) -> the benchmarks to choose from, in words.
    """
    words = [_words(int(bits), refusable) for bits in flags.sets]
    values = {text: n for n, text in enumerate(dict.fromkeys(text for text in words if text))}
    to_value = np.array([values.get(text, -1) for text in words], dtype=np.int32)
    number = to_value.take(flags.number) if len(words) else flags.number.copy()
    spoken_origin = np.array([m.status != 0 for m in origins.items])
    spoken_code = np.array([bool(m.text) for m in codes.items])
    special = np.zeros(len(number), dtype=bool)
    if spoken_origin[:-1].any() or origin.min(initial=0) < 0:
        special |= spoken_origin.take(origin, mode="wrap")
    if spoken_code[:-1].any() or code.min(initial=0) < 0:
        special |= spoken_code.take(code, mode="wrap")
    if flags.count("route_missing_a") or flags.count("route_missing_b"):
        special |= flags.rows("route_missing_a", "route_missing_b")
    rows = np.flatnonzero(special)
    if not rows.size:
        return Coded(number, tuple(values))
    # only what a note says may tell rows apart, so that few distinct notes remain
    at_origin, at_code = origin[rows] % len(origins.items), code[rows] % len(codes.items)
    said_origin = np.where(spoken_origin[at_origin], at_origin, -1)
    bits = flags.sets[flags.number[rows]]
    by_code = np.uint64(BIT["route_missing_a"] | BIT["route_missing_b"])
    about_code = spoken_code[at_code] | ((bits & by_code) != 0)
    said_code = np.where(about_code, at_code, -1)
    key = (number[rows].astype(np.int64) * (len(origins.items) + 1) + said_origin + 1) * (
        len(codes.items) + 1
    )
    _, first, which = np.unique(key + said_code + 1, return_index=True, return_inverse=True)
    of_key = []
    for n in first:
        parts = []
        if said_origin[n] >= 0:
            item = origins.items[said_origin[n]]
            parts.append(_said("origin", item.text, item.remedy))
        if said_code[n] >= 0 and spoken_code[said_code[n]]:
            item = codes.items[said_code[n]]
            parts.append(_said("code", item.text, item.remedy))
        said = words[flags.number[rows[n]]]
        for column in ("A", "B"):
            if int(bits[n]) & BIT[f"route_missing_{column.lower()}"]:
                text = FLAGS[f"route_missing_{column.lower()}"]
                said = said.replace(text, text + candidates(int(said_code[n]), column))
        text = "; ".join(p for p in (*parts, said) if p)
        of_key.append(values.setdefault(text, len(values)))
    number[rows] = np.array(of_key, dtype=np.int32)[which]
    return Coded(number, tuple(values))


@dataclass(frozen=True)
class FlagSets:
    """The sets of flags that occur: `number[row]` is the row's set, `sets[number]` its bits."""

    number: IntArray
    sets: NDArray[np.uint64]

    def count(self, name: str) -> int:
        """Return how many rows carry a flag."""
        return int(self.counts[(self.sets & np.uint64(BIT[name])) != 0].sum())

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        """How many rows have each set."""
        found: NDArray[np.intp] = np.bincount(self.number, minlength=len(self.sets))
        return found

    def rows(self, *names: str) -> NDArray[np.bool_]:
        """Return which rows carry one of the flags."""
        bits = np.uint64(sum(BIT[name] for name in names))
        has = (self.sets & bits) != 0
        if not has.any():
            return np.zeros(len(self.number), dtype=bool)
        found: NDArray[np.bool_] = has.take(self.number)
        return found


def flag_sets(result: NDArray[np.uint16], cells: NDArray[np.uint64] | None) -> FlagSets:
    """Number the few distinct sets of flags.

    Parameters
    ----------
    result : array of uint16
        The bits of `RESULT`, per row.
    cells : array of uint64 or None
        The bits of `CELLS` and of refused columns; None where no row has any.
    """
    number = np.empty(len(result), dtype=np.int32)
    table = np.zeros(HASH_SLOTS, dtype=np.uint64)
    used = np.zeros(HASH_SLOTS, dtype=bool)

    def slots(part: slice) -> NDArray[np.intp]:
        if cells is None:
            return result[part].astype(np.intp)
        return (((cells[part] | result[part]) * HASH_MULTIPLIER) >> HASH_SHIFT).astype(np.intp)

    def fill(part: slice) -> bool:
        """Enter the sets of a piece; True where two sets fall into one slot."""
        slot = slots(part)
        used[slot] = True
        number[part] = slot
        if cells is None:
            return False
        both = cells[part] | result[part]
        table[slot] = both
        return bool((table.take(slot) != both).any())

    parts = [slice(n, n + CHUNK) for n in range(0, len(result), CHUNK)]
    if cells is None:
        table[:] = np.arange(HASH_SLOTS)
        over_chunks(len(result), fill)
    elif any([fill(part) for part in parts]) or any(
        (table.take(number[part]) != (cells[part] | result[part])).any() for part in parts
    ):
        sets, inverse = np.unique(cells | result, return_inverse=True)
        return FlagSets(inverse.astype(np.int32), sets)
    position = (np.cumsum(used) - 1).astype(np.int32)

    def renumber(part: slice) -> None:
        number[part] = position.take(number[part])

    over_chunks(len(result), renumber)
    return FlagSets(number, table[used])


def _words(bits: int, refusable: tuple[str, ...]) -> str:
    parts = [text for name, text in FLAGS.items() if bits & BIT[name]]
    refused = [c for n, c in enumerate(refusable, FIRST_COLUMN_BIT) if bits >> n & 1]
    if refused:
        parts.append(f"refused cell: {', '.join(refused)} (see the problems)")
    return "; ".join(parts)


def _said(what: str, text: str, remedy: str) -> str:
    return f"{what}: {text}" + (f" ({remedy})" if remedy else "")
