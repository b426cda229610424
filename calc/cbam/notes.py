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
    "price_assumed": "certificate price not published for this period: last published price carried forward (assumed)",
    "benchmark_assumed": "benchmark of 2028-2030 carried forward (assumed)",
    "cscf_assumed": "CSCF of 2026-2030 carried forward (assumed)",
    "price_given": "certificate price given by the user",
    "floor": "free allocation exceeds embedded emissions: certificates set to zero",
    "route_unused": "route given but not used: with default values the printed route decides",
    "own_unused": "sefa given but not used: it needs see_direct",
    "indirect_unused": "indirect emissions not counted (Annex II)",
    "deduction_refused": "carbon price paid not deducted: with default values only by yearly default carbon prices, not yet published (Art. 9)",
    "deduction_incomplete": "carbon price paid not deducted: currency with a known rate and carbon_price_coverage are needed",
    "deduction_capped": "carbon price deduction limited to embedded emissions minus free allocation",
    "deduction_provisional": "carbon price deduction provisional: the implementing act is not adopted",
    "rate_assumed": "exchange rate: last known rate carried forward (assumed)",
    "sefa_missing": "free allocation of precursors (sefa) missing: cost by column A alone is the upper reading",
    "column_b_route": "column B by the route printed for the country",
    "sefa_other_year": "sefa of another year than the import year: the production time must be proven",
    "production_year": "production year taken as proven",
    "below_threshold": "importer's CBAM goods of the year do not exceed the threshold",
    "threshold_uncertain": "threshold uncertain: goods of this importer without usable mass, date or code could exceed it",
    "code_assumed": "goods code of 2026 used for a later year (assumed)",
    "date_outside": "import date outside 2026-2034",
    "mass_unit": "quantity: MWh for electricity, mass for all other goods",
    "no_grid_factor": "electricity: give see_direct [tCO2e/MWh] or --grid-factors FILE (the default factors are not shipped)",
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
    spoken_origin = np.array([m.status != 0 for m in origins.items])
    spoken_code = np.array([bool(m.text) for m in codes.items])
    by_code = np.uint64(BIT["route_missing_a"] | BIT["route_missing_b"])
    # only what a note says may tell rows apart, so that few distinct notes remain
    said_origin = np.where(spoken_origin[origin], origin % len(origins.items), -1).astype(np.int64)
    about_code = spoken_code[code] | ((flags & by_code) != 0)
    said_code = np.where(about_code, code % len(codes.items), -1).astype(np.int64)
    distinct_flags, flag_number = np.unique(flags, return_inverse=True)
    key = (flag_number * (len(origins.items) + 1) + said_origin + 1) * (len(codes.items) + 1) + said_code + 1
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    values = []
    for row in first:
        parts = []
        if said_origin[row] >= 0:
            item = origins.items[said_origin[row]]
            parts.append(_said("origin", item.text, item.remedy))
        if said_code[row] >= 0 and spoken_code[code[row]]:
            item = codes.items[said_code[row]]
            parts.append(_said("code", item.text, item.remedy))
        bits = int(flags[row])
        for n, (name, text) in enumerate(FLAGS.items()):
            if bits >> n & 1:
                choice = candidates(int(said_code[row]), name[-1].upper()) if "route_missing" in name else ""
                parts.append(text + choice)
        refused = [c for n, c in enumerate(refusable, len(FLAGS)) if bits >> n & 1]
        if refused:
            parts.append(f"refused cell: {', '.join(refused)} (see the problems)")
        values.append("; ".join(parts))
    return Coded(number.astype(np.int32), tuple(values))


def _said(what: str, text: str, remedy: str) -> str:
    return f"{what}: {text}" + (f" ({remedy})" if remedy else "")
