"""The last steps of every row: certificates and cost, the one status in which it ends, what its note says."""

from __future__ import annotations

from typing import Any

import numpy as np

from calc.cbam import notes, threshold
from calc.cbam import status as st
from calc.cbam.rows import Rows
from calc.engine.model import BoolArray, SmallIntArray
from calc.methods.liability import certificates, cost
from calc.methods.rounding import up
from factors.law import ASSUMED

NUMBERS = (
    "default_value_tco2e_per_t",
    "mark_up",
    "embedded_emissions_tco2e",
    "benchmark_tco2e_per_t",
    "cbam_factor",
    "free_allocation_tco2e",
    "carbon_price_deduction_tco2e",
    "certificates",
    "certificate_price_eur",
    "cost_eur",
    "cost_eur_if_column_b",
    "benchmark_column_b_tco2e_per_t",
    "certificates_if_column_b",
    "quantity_t_or_mwh",
    "cscf",
    "see_tco2e_per_t",
    "sefa_tco2e_per_t",
    "carbon_price_paid_eur",
    "carbon_price_share",
)
RARE = (  # filled for rows with own figures only
    "cost_eur_if_column_b",
    "benchmark_column_b_tco2e_per_t",
    "certificates_if_column_b",
    "see_tco2e_per_t",
    "sefa_tco2e_per_t",
    "carbon_price_paid_eur",
    "carbon_price_share",
)
REFERENCES = ("default_row", "benchmark_row", "price_row")
_FILL = np.where(np.arange(len(st.STATUSES)) == st.EXEMPT, 0.0, np.nan)


def finish(rows: Rows, o: dict[str, Any]) -> None:
    """From embedded emissions, free allocation and deduction to certificates and cost, in place."""
    o["certificates"][:] = certificates(
        o["embedded_emissions_tco2e"], o["free_allocation_tco2e"], o["carbon_price_deduction_tco2e"]
    )
    if rows.chosen["certificate_rounding"] == "up_per_line":
        o["certificates"][:] = up(o["certificates"])
    o["cost_eur"][:] = cost(o["certificates"], o["certificate_price_eur"])


def liability(rows: Rows, states: SmallIntArray | None, part: Any) -> SmallIntArray | None:
    """Return each row's state under the threshold; None where every row is liable."""
    if states is None:
        return None
    at = rows.group[part] * np.int32(states.shape[1]) + rows.tables.day_year.take(rows.day[part])
    found: SmallIntArray = states.ravel().take(at)
    return found


def settle(rows: Rows, o: dict[str, Any], liable: SmallIntArray | None, part: Any) -> None:
    """Give each row its status: what is in its cells, then the threshold, then what the law does not hold."""
    status, bad = o["status"], rows.bad[part]
    if bad.any():
        status[bad & ~st.IS_SETTLED.take(status)] = st.INVALID
    if liable is not None:
        exempt = liable == threshold.EXEMPT
        if exempt.any():
            exempt &= (status == st.PRICED) & rows.pairs.inside_threshold.take(rows.good[part])
            status[exempt] = st.EXEMPT
    if np.isnan(o["cost_eur"]).any():
        for column, refused_as in (
            ("embedded_emissions_tco2e", st.INVALID),
            ("free_allocation_tco2e", st.AMBIGUOUS_BENCHMARK),
            ("certificate_price_eur", st.PRICE_MISSING),
        ):
            unknown = (status == st.PRICED) & np.isnan(o[column])
            status[unknown] = refused_as
            if refused_as == st.AMBIGUOUS_BENCHMARK and unknown.any():
                at = np.flatnonzero(unknown)
                period = rows.tables.period[rows.day[part][at], o["production"][at]]
                not_in_law = (period == len(rows.tables.benchmarks)) | np.isnan(o["cscf"][at])
                status[at[not_in_law]] = st.INVALID
    for name, carried in (
        ("benchmarks_after_2030", rows.tables.period_status),
        ("cscf_after_2030", rows.tables.cscf_status),
    ):
        if rows.chosen[name] == "refuse":
            # a factor of zero needs no benchmark, a sefa holds them already
            rests = st.HAS_NUMBERS.take(status) & (o["cbam_factor"] > 0) & np.isnan(o["sefa_tco2e_per_t"])
            status[rests & (carried.take(o["production"]) == ASSUMED)] = st.INVALID


def mark(rows: Rows, o: dict[str, Any], liable: SmallIntArray | None, part: Any, *, own: bool) -> None:
    """Set the bits of the note that follow from the result."""
    status = o["status"]
    numbers = st.HAS_NUMBERS.take(status)
    good = rows.good[part]
    flags = rows.day_flags.take(rows.day[part])
    by_year = rows.year_flags.take(o["production"])
    if own:
        by_year *= np.isnan(o["sefa_tco2e_per_t"]) & ~rows.pairs.electric.take(good)
    flags |= by_year
    if not own:
        flags |= rows.pairs.flags.take(rows.pair[part] + rows.edition(part) * len(rows.pairs.status))
    flags *= numbers

    def flag(name: str, mask: BoolArray) -> None:
        if mask.any():
            np.bitwise_or(flags, mask * np.uint16(notes.BIT[name]), out=flags)

    flag("floor", numbers & (o["free_allocation_tco2e"] > o["embedded_emissions_tco2e"]))
    if liable is not None:
        uncertain = liable == threshold.UNCERTAIN
        if uncertain.any():
            flag("threshold_uncertain", numbers & uncertain & rows.pairs.inside_threshold.take(good))
    if not numbers.all():
        flag("below_threshold", status == st.EXEMPT)
        flag("price_missing", status == st.PRICE_MISSING)
        known = rows.pairs.status.take(rows.pair[part]) == st.PRICED
        unmet = (status == st.INVALID) & ~rows.bad[part] & known
        electric = rows.pairs.electric.take(good)
        flag("no_benchmark", unmet & ~electric)
        if not own:
            flag("route_missing_b", status == st.AMBIGUOUS_BENCHMARK)
            flag("no_grid_factor", unmet & electric)
    rows.result_flags[part] = flags


def empty(o: dict[str, Any]) -> None:
    """Leave the number cells of refused rows empty and set those of exempt rows to 0."""
    status = o["status"]
    without = ~st.HAS_NUMBERS.take(status)
    if not without.any():
        return
    fill = _FILL.take(status)
    for name in NUMBERS:
        if name != "quantity_t_or_mwh" and o[name].flags.writeable:
            np.copyto(o[name], np.nan if name in RARE else fill, where=without)
    for name in (*REFERENCES, "match", "rate_row"):
        if o[name].flags.writeable:
            np.copyto(o[name], -1, where=without, casting="unsafe")
