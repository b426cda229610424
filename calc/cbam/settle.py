"""The last steps of every row: certificates and cost, then the one status in which it ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from calc.cbam import status as st
from calc.cbam import threshold
from calc.cbam.rows import Rows
from calc.engine.model import SmallIntArray
from calc.methods.liability import certificates, cost
from calc.methods.rounding import up


def finish(rows: Rows, o: dict[str, Any]) -> None:
    """From embedded emissions, free allocation and deduction to certificates and cost, in place."""
    o["certificates"][:] = certificates(
        o["embedded_emissions_tco2e"], o["free_allocation_tco2e"], o["carbon_price_deduction_tco2e"]
    )
    if rows.chosen["certificate_rounding"] == "up_per_line":
        o["certificates"][:] = up(o["certificates"])
    o["cost_eur"][:] = cost(o["certificates"], o["certificate_price_eur"])


def settle(rows: Rows, o: dict[str, Any], liable: SmallIntArray | None, part: Any) -> None:
    """Give each row its status: what is in its cells, then the threshold, then what the law does not hold."""
    status, bad = o["status"], rows.bad[part]
    if bad.any():
        status[bad & ~np.isin(status, st.SETTLED)] = st.INVALID
    if liable is not None:
        counts = (status == st.PRICED) & rows.pairs.inside_threshold.take(rows.good[part])
        status[counts & (liable[part] == threshold.EXEMPT)] = st.EXEMPT
    if not np.isnan(o["cost_eur"]).any():
        return
    for column, refused_as in (
        ("embedded_emissions_tco2e", st.INVALID),
        ("cscf", st.INVALID),
        ("benchmark_tco2e_per_t", st.AMBIGUOUS_BENCHMARK),
        ("certificate_price_eur", st.PRICE_MISSING),
    ):
        unknown = np.isnan(o[column])
        if column == "benchmark_tco2e_per_t":
            unknown &= np.isnan(o["free_allocation_tco2e"])
        status[(status == st.PRICED) & unknown] = refused_as
