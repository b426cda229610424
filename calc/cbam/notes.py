"""The note of a row: a set of flags while computing, words only when somebody reads them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from calc.cbam.resolve import Meanings
from calc.engine.model import Coded, IntArray

FLAGS: dict[str, str] = {
    "fallback": "no value printed for this country: 'Other countries and territories' applies",
    "routes_highest": "several routes printed: the highest benchmark applies",
    "price_assumed": (
        "certificate price not published for this period: last published price carried forward (assumed)"
    ),
    "benchmark_assumed": "benchmark of 2028-2030 carried forward (assumed)",
    "cscf_assumed": "CSCF of 2026-2030 carried forward (assumed)",
    "price_given": "certificate price given by the user",
    "floor": "free allocation exceeds embedded emissions: certificates set to zero",
    "route_unused": "route given but not used: with default values the printed route decides",
    "own_unused": "sefa given but not used: it needs see_direct",
    "indirect_unused": "indirect emissions not counted (Annex II)",
    "deduction_refused": (
        "carbon price paid not deducted: with default values only by yearly default carbon "
        "prices, not yet published (Art. 9)"
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
    "below_threshold": "importer's CBAM goods of the year do not exceed the threshold",
    "threshold_uncertain": (
        "threshold uncertain: goods of this importer without usable mass, date or code could exceed it"
    ),
    "code_assumed": "goods code of 2026 used for a later year (assumed)",
    "date_outside": "import date outside 2026-2034",
    "mass_unit": "quantity: MWh for electricity, mass for all other goods",
    "no_grid_factor": (
        "electricity: give see_direct [tCO2e/MWh] or --grid-factors FILE (the default factors "
        "are not shipped)"
    ),
    "no_indirect": "see_indirect is needed for this good (write 0 if there is none)",
    "no_direct": "see_indirect given without see_direct",
    "no_share": "own figure per kg N or t clinker: nitrogen_share or clinker_share is needed",
    "see_unit": "unit of the own figure does not suit this good",
    "no_benchmark": "no benchmark in the law for this year",
    "route_missing_a": "the route used is needed; benchmarks of column A: ",
    "route_missing_b": "no route printed for this country but several benchmarks of column B: ",
    "year_wrong": "production_year or sefa_year after the import year or before 2026",
}
BIT = {name: np.uint64(1 << n) for n, name in enumerate(FLAGS)}
CHUNK = 32_768
DENSE_BITS = 14  # sets of so many flags are numbered through a table
ASSUMED = ("price_assumed", "benchmark_assumed", "cscf_assumed", "rate_assumed", "code_assumed")


def texts(
    flags: NDArray[np.uint64],
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
    flags : array of uint64
        Bits of `FLAGS`, then one bit for each column of `refusable`, per row.
    origin, code : array of int32
        Index of each row's spelling (-1 empty).
    candidates : function
        (index of the code's spelling, column) -> the benchmarks to choose from, in words.
    """
    number, values = _by_flags(flags, refusable)
    spoken_origin = np.array([m.status != 0 for m in origins.items])
    spoken_code = np.array([bool(m.text) for m in codes.items])
    special = np.zeros(len(flags), dtype=bool)
    if spoken_origin[:-1].any() or origin.min(initial=0) < 0:
        special |= spoken_origin.take(origin, mode="wrap")
    if spoken_code[:-1].any() or code.min(initial=0) < 0:
        special |= spoken_code.take(code, mode="wrap")
    by_code = BIT["route_missing_a"] | BIT["route_missing_b"]
    if _all_bits(flags) & int(by_code):
        special |= (flags & by_code) != 0
    rows = np.flatnonzero(special)
    if not rows.size:
        return Coded(number, tuple(values))
    # only what a note says may tell rows apart, so that few distinct notes remain
    at_origin, at_code = origin[rows] % len(origins.items), code[rows] % len(codes.items)
    said_origin = np.where(spoken_origin[at_origin], at_origin, -1)
    about_code = spoken_code[at_code] | ((flags[rows] & by_code) != 0)
    said_code = np.where(about_code, at_code, -1)
    key = (number[rows].astype(np.int64) * (len(origins.items) + 1) + said_origin + 1) * (
        len(codes.items) + 1
    )
    _, first, which = np.unique(key + said_code + 1, return_index=True, return_inverse=True)
    for n in first:
        parts = []
        if said_origin[n] >= 0:
            item = origins.items[said_origin[n]]
            parts.append(_said("origin", item.text, item.remedy))
        if said_code[n] >= 0 and spoken_code[said_code[n]]:
            item = codes.items[said_code[n]]
            parts.append(_said("code", item.text, item.remedy))
        words = values[number[rows[n]]] if number[rows[n]] >= 0 else ""
        for column in ("A", "B"):
            if int(flags[rows[n]]) & int(BIT[f"route_missing_{column.lower()}"]):
                text = FLAGS[f"route_missing_{column.lower()}"]
                words = words.replace(text, text + candidates(int(said_code[n]), column))
        values.append("; ".join(p for p in (*parts, words) if p))
    number[rows] = (len(values) - len(first) + which).astype(np.int32)
    return Coded(number, tuple(values))


def _all_bits(flags: NDArray[np.uint64]) -> int:
    return int(np.bitwise_or.reduce(flags)) if len(flags) else 0


def _by_flags(flags: NDArray[np.uint64], refusable: tuple[str, ...]) -> tuple[IntArray, list[str]]:
    """Return a number for each distinct set of flags, and its words; the empty set is -1."""
    bits = [n for n in range(64) if _all_bits(flags) >> n & 1]
    number = np.full(len(flags), -1, dtype=np.int32)
    if not bits:
        return number, []
    if len(bits) > DENSE_BITS:
        distinct, inverse = np.unique(flags, return_inverse=True)
        values = [_words(int(f), refusable) for f in distinct]
        return np.where(flags == 0, -1, inverse).astype(np.int32), values
    # the few bits in use are packed into a small integer, chunk by chunk; its table gives the number
    table = np.full(1 << len(bits), -1, dtype=np.int32)
    values = []
    for start in range(0, len(flags), CHUNK):
        part = flags[start : start + CHUNK]
        packed = np.zeros(len(part), dtype=np.uint32)
        for place, bit in enumerate(bits):
            packed |= ((part >> np.uint64(bit)) & np.uint64(1)).astype(np.uint32) << np.uint32(place)
        for new in np.flatnonzero((np.bincount(packed, minlength=len(table)) > 0) & (table < 0)):
            if new:
                table[new] = len(values)
                values.append(_words(sum(1 << b for k, b in enumerate(bits) if new >> k & 1), refusable))
        table.take(packed, out=number[start : start + CHUNK], mode="clip")
    return number, values


def _words(bits: int, refusable: tuple[str, ...]) -> str:
    parts = [text for n, text in enumerate(FLAGS.values()) if bits >> n & 1]
    refused = [c for n, c in enumerate(refusable, len(FLAGS)) if bits >> n & 1]
    if refused:
        parts.append(f"refused cell: {', '.join(refused)} (see the problems)")
    return "; ".join(parts)


def _said(what: str, text: str, remedy: str) -> str:
    return f"{what}: {text}" + (f" ({remedy})" if remedy else "")
