"""The calculation of a list of imports: look-ups by index, arithmetic on arrays, one status per row.

All rows are priced by default values, in chunks that stay in the processor's cache; rows with own figures are
then computed apart and put in their places.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from calc.cbam import notes, threshold
from calc.cbam import status as st
from calc.cbam.own_figures import price_own
from calc.cbam.rows import Rows, masses
from calc.cbam.tables import FALLBACK, FIRST_DAY, YEARS
from calc.cbam.prices import GIVEN_PRICE
from calc.engine.groups import GroupSums
from calc.engine.model import Options, SmallIntArray, TableData
from calc.cbam.settle import finish, settle
from calc.methods.liability import embedded_emissions, free_allocation
from calc.methods.rounding import half_up
from factors import Library
from factors.law import ASSUMED

CHUNK = 32_768
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
    "certificates_if_column_b",
    "quantity_t_or_mwh",
    "cscf",
    "see_tco2e_per_t",
    "sefa_tco2e_per_t",
    "carbon_price_paid_eur",
    "carbon_price_share",
)
RARE = (
    "cost_eur_if_column_b",
    "certificates_if_column_b",
    "see_tco2e_per_t",
    "sefa_tco2e_per_t",
    "carbon_price_paid_eur",
    "carbon_price_share",
)
SMALL = ("sector", "status", "match", "year", "production")
REFERENCES = ("default_row", "benchmark_row", "price_row")


def columns(size: int) -> dict[str, Any]:
    """Return the arrays that the calculation fills, by name."""
    found: dict[str, Any] = {name: np.empty(size) for name in NUMBERS}
    for name in RARE:
        found[name].fill(np.nan)
    found["carbon_price_deduction_tco2e"].fill(0.0)
    found.update({name: np.empty(size, dtype=np.int8) for name in SMALL})
    found.update({name: np.empty(size, dtype=np.int32) for name in REFERENCES})
    return found


def price_defaults(rows: Rows, liable: SmallIntArray | None, out: dict[str, Any], start: int, stop: int) -> None:
    """Price rows start..stop by default values into `out`.

    References
    ----------
    Embedded emissions: Regulation (EU) 2025/2621 Annex I. Free allocation: Regulation (EU) 2025/2620 Annex,
    Eq. 1 and 6. Certificates and cost: Regulation (EU) 2023/956 Art. 21 and 22.
    """
    t, pairs = rows.tables, rows.pairs
    part = slice(start, stop)
    o = {name: column[part] for name, column in out.items()}
    days, pair = rows.day[part].astype(np.intp), rows.pair[part].astype(np.intp)
    t.day_year.take(days, out=o["year"], mode="clip")
    o["production"][:] = o["year"] if rows.production is None else rows.production[part]
    block = len(pairs.status)
    edition = t.day_default.take(days).astype(np.intp) if len(t.defaults) > 1 else 0
    in_edition = pair + edition * block
    period = t.period.ravel().take(days * len(YEARS) + o["production"]).astype(np.intp)
    in_period = pair + (edition * len(t.benchmarks) + period) * block
    pairs.status.take(pair, out=o["status"], mode="clip")
    pairs.sector.take(pair, out=o["sector"], mode="clip")
    pairs.match.take(in_edition, out=o["match"], mode="clip")
    pairs.row.take(in_edition, out=o["default_row"], mode="clip")
    pairs.total.take(in_edition, out=o["default_value_tco2e_per_t"], mode="clip")
    pairs.benchmark.take(in_period, out=o["benchmark_tco2e_per_t"], mode="clip")
    pairs.benchmark_row.take(in_period, out=o["benchmark_row"], mode="clip")
    t.mark_up.ravel().take(o["sector"].astype(np.intp) * len(YEARS) + o["year"], out=o["mark_up"], mode="clip")
    t.factor.take(o["production"], out=o["cbam_factor"], mode="clip")
    t.cscf.take(o["production"], out=o["cscf"], mode="clip")
    rows.prices.price.take(days, out=o["certificate_price_eur"], mode="clip")
    rows.prices.reference.take(days, out=o["price_row"], mode="clip")
    o["quantity_t_or_mwh"][:] = rows.quantity[part]
    rounding = rows.chosen["marked_up_value_rounding"]
    if rounding == "none":
        o["embedded_emissions_tco2e"][:] = embedded_emissions(
            o["default_value_tco2e_per_t"], o["mark_up"], o["quantity_t_or_mwh"]
        )
    else:
        marked_up = embedded_emissions(o["default_value_tco2e_per_t"], o["mark_up"], np.float64(1))
        o["embedded_emissions_tco2e"][:] = half_up(marked_up, int(rounding.rpartition("_")[2])) * o["quantity_t_or_mwh"]
    o["free_allocation_tco2e"][:] = free_allocation(
        o["cbam_factor"], o["cscf"], o["benchmark_tco2e_per_t"], o["quantity_t_or_mwh"]
    )
    finish(rows, o)
    settle(rows, o, liable, part)


def price(
    rows: Rows, data: TableData, library: Library, options: Options, sums: GroupSums | None
) -> tuple[dict[str, Any], GroupSums]:
    """Price all rows; `sums` are the importers' masses over all partitions (None: this one is all)."""
    own_sums, group, labels = masses(rows, data)
    sums = own_sums if sums is None else sums
    liable: SmallIntArray | None = None
    if rows.chosen["threshold"] == "applied":
        states = threshold.states(sums, rows.tables.threshold)
        unknown = np.full(len(YEARS), threshold.EXEMPT, dtype=np.int8)
        by_importer = np.array([states.get(label, unknown) for label in labels], dtype=np.int8)
        liable = by_importer[group, rows.import_year()]
    out = columns(rows.size)
    for start in range(0, rows.size, CHUNK):
        price_defaults(rows, liable, out, start, min(start + CHUNK, rows.size))
    price_own(rows, data, library, options, liable, out)
    _refuse_carried(rows, out)
    _flags(rows, out, liable)
    _empty(out)
    return out, sums


def _refuse_carried(rows: Rows, out: dict[str, Any]) -> None:
    """Refuse the rows that rest on a carried value which the user does not want."""
    t = rows.tables
    for name, status in (("benchmarks_after_2030", t.period_status), ("cscf_after_2030", t.cscf_status)):
        if rows.chosen[name] == "refuse":
            carried = np.isin(out["status"], st.WITH_NUMBERS) & (status.take(out["production"]) == ASSUMED)
            # a factor of zero needs no benchmark
            carried &= out["cbam_factor"] > 0
            rows.flag("no_benchmark", carried)
            out["status"][carried] = st.INVALID


def _flags(rows: Rows, out: dict[str, Any], liable: SmallIntArray | None) -> None:
    """Set the notes that follow from the result."""
    t, status = rows.tables, out["status"]
    numbers = (status == st.PRICED) | (status == st.SEFA_MISSING)
    by_default = numbers & np.isnan(out["see_tco2e_per_t"])
    allocated = numbers & (out["cbam_factor"] > 0) & ~np.isnan(out["benchmark_tco2e_per_t"])
    price_status = rows.prices.status
    for name, present, mask in (
        ("fallback", True, lambda: by_default & (out["match"] == FALLBACK)),
        ("price_assumed", (price_status == ASSUMED).any(), lambda: numbers & (price_status.take(rows.day) == ASSUMED)),
        ("price_given", (price_status == GIVEN_PRICE).any(), lambda: numbers & (price_status.take(rows.day) == GIVEN_PRICE)),
        ("benchmark_assumed", True, lambda: allocated & (t.period_status.take(out["production"]) == ASSUMED)),
        ("cscf_assumed", True, lambda: allocated & (t.cscf_status.take(out["production"]) == ASSUMED)),
        ("code_assumed", True, lambda: numbers & (rows.day > (t.goods.valid_to - FIRST_DAY).days)),
        ("floor", True, lambda: numbers & (out["free_allocation_tco2e"] > out["embedded_emissions_tco2e"])),
        ("below_threshold", liable is not None, lambda: status == st.EXEMPT),
        ("route_missing_b", True, lambda: (status == st.AMBIGUOUS_BENCHMARK) & np.isnan(out["see_tco2e_per_t"])),
        ("no_grid_factor", True, lambda: (status == st.INVALID) & ~rows.bad & rows.pairs.electric.take(rows.good)),
    ):
        if present:
            rows.flag(name, mask())
    if liable is not None:
        inside = rows.pairs.inside_threshold.take(rows.good)
        rows.flag("threshold_uncertain", numbers & inside & (liable == threshold.UNCERTAIN))
    routes = np.array(["/" in r for r in t.routes])
    if len(t.defaults) == 1:
        rows.flag("routes_highest", by_default & routes.take(rows.pairs.route.take(rows.pair)))


def _empty(out: dict[str, Any]) -> None:
    """Leave the number cells of refused rows empty and set those of exempt rows to 0."""
    status = out["status"]
    without = ~np.isin(status, st.WITH_NUMBERS)
    if not without.any():
        return
    for name in NUMBERS:
        if name != "quantity_t_or_mwh":
            out[name][without] = np.where(status[without] == st.EXEMPT, 0.0, np.nan)
    for name in REFERENCES:
        out[name][without] = -1
    out["match"][without] = -1

