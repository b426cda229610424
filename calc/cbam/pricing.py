"""The calculation of a list of imports: look-ups by index, arithmetic on arrays, one status per row.

All rows are priced by default values, in chunks that stay in the processor's cache; rows with own figures are
then computed apart and put in their places.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from calc.cbam import status as st
from calc.cbam import threshold
from calc.cbam.lookups import look_up
from calc.cbam.own_figures import has_own_figures, price_own
from calc.cbam.rows import Rows, masses
from calc.cbam.settle import NUMBERS, RARE, REFERENCES, empty, finish, liability, mark, settle
from calc.engine.chunks import over_chunks
from calc.engine.groups import GroupSums
from calc.engine.model import Options, SmallIntArray, TableData
from calc.methods.liability import embedded_emissions, free_allocation
from calc.methods.rounding import half_up
from factors import Library

DEDUCTION = "carbon_price_deduction_tco2e"
SMALL = ("sector", "status", "match", "year", "production")


def columns(rows: Rows, own: bool) -> dict[str, Any]:
    """Return the arrays that the calculation fills, by name; without own figures the rare ones share one NaN."""
    size = rows.size
    found: dict[str, Any] = {name: np.empty(size) for name in NUMBERS if own or name not in RARE}
    for name in RARE:
        if own:
            found[name].fill(np.nan)
        else:
            found[name] = np.broadcast_to(np.nan, size)
    found.update({name: np.empty(size, dtype=np.int8) for name in SMALL})
    found.update({name: np.empty(size, dtype=np.int32) for name in REFERENCES})
    found["quantity_t_or_mwh"] = rows.quantity  # the input itself
    if rows.production is None:
        found["production"] = found["year"]
    found["rate_row"] = np.full(size if own else 1, -1, dtype=np.int32)
    if not own:
        found["rate_row"] = np.broadcast_to(found["rate_row"], size)
    return found


def price_defaults(rows: Rows, states: SmallIntArray | None, out: dict[str, Any], part: slice) -> None:
    """Price the rows of `part` by default values into `out`.

    References
    ----------
    Embedded emissions: Regulation (EU) 2025/2621 Annex I. Free allocation: Regulation (EU) 2025/2620 Annex,
    Eq. 1 and 6. Certificates and cost: Regulation (EU) 2023/956 Art. 21 and 22.
    """
    o = {name: column[part] for name, column in out.items()}
    look_up(rows, o, part)
    o[DEDUCTION][:] = 0.0
    rounding = rows.chosen["marked_up_value_rounding"]
    if rounding == "none":
        o["embedded_emissions_tco2e"][:] = embedded_emissions(
            o["default_value_tco2e_per_t"], o["mark_up"], o["quantity_t_or_mwh"]
        )
    else:
        marked_up = embedded_emissions(o["default_value_tco2e_per_t"], o["mark_up"], np.ones(1))
        o["embedded_emissions_tco2e"][:] = (
            half_up(marked_up, int(rounding.rpartition("_")[2])) * o["quantity_t_or_mwh"]
        )
    o["free_allocation_tco2e"][:] = free_allocation(
        o["cbam_factor"], o["cscf"], o["benchmark_tco2e_per_t"], o["quantity_t_or_mwh"]
    )
    without = o["cbam_factor"] == 0
    if without.any():  # no free allocation is kept: no benchmark is needed
        np.copyto(o["free_allocation_tco2e"], 0.0, where=without)
    finish(rows, o)
    liable = liability(rows, states, part)
    settle(rows, o, liable, part)
    mark(rows, o, liable, part, own=False)
    empty(o)


def price(
    rows: Rows, data: TableData, library: Library, options: Options, sums: GroupSums | None
) -> tuple[dict[str, Any], GroupSums]:
    """Price all rows; `sums` are the importers' masses over all partitions (None: this one is all)."""
    alone = sums is None
    if sums is None:
        sums = masses(rows, data)
    states: SmallIntArray | None = None
    if rows.chosen["threshold"] == "applied":
        states = threshold.states(sums, rows.tables.threshold, rows.importers)
        if (states == threshold.LIABLE).all():
            states = None
    own = has_own_figures(data, options)
    out = columns(rows, own)
    over_chunks(rows.size, partial(price_defaults, rows, states, out))
    if own:
        price_own(rows, data, library, options, states, out)
    if alone and np.isin(out["status"], (st.AMBIGUOUS_BENCHMARK, st.PRICE_MISSING, st.INVALID)).any():
        sums = masses(rows, data, out["status"])  # now with the masses of rows that the law refused
    return out, sums
