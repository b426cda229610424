"""What the law says for each row, taken by index: default value, benchmark, factors, price and their references."""

from __future__ import annotations

from typing import Any

import numpy as np

from calc.cbam.rows import Rows
from calc.cbam.tables import YEARS


def look_up(rows: Rows, o: dict[str, Any], part: Any) -> None:
    """Fill the looked-up columns of the rows of `part` (a slice or row numbers) into the arrays of `o`.

    The benchmark is column B by the route printed; a row with own figures replaces it.
    """
    t, pairs = rows.tables, rows.pairs
    days, pair = rows.day[part].astype(np.intp), rows.pair[part].astype(np.intp)
    t.day_year.take(days, out=o["year"], mode="clip")
    if o["production"] is not o["year"]:
        o["production"][:] = o["year"] if rows.production is None else rows.production[part]
    block = len(pairs.status)
    edition = rows.edition(part)
    in_edition = pair + edition * block
    if rows.production is None:
        in_period = rows.day_period.take(days) * block
    else:
        in_period = t.period.ravel().take(days * len(YEARS) + o["production"]).astype(np.intp) * block
    in_period += pair if len(t.defaults) < 2 else pair + edition * ((len(t.benchmarks) + 1) * block)
    pairs.status.take(pair, out=o["status"], mode="clip")
    pairs.sector.take(pair, out=o["sector"], mode="clip")
    pairs.match.take(in_edition, out=o["match"], mode="clip")
    pairs.row.take(in_edition, out=o["default_row"], mode="clip")
    pairs.total.take(in_edition, out=o["default_value_tco2e_per_t"], mode="clip")
    pairs.benchmark.take(in_period, out=o["benchmark_tco2e_per_t"], mode="clip")
    pairs.benchmark_row.take(in_period, out=o["benchmark_row"], mode="clip")
    t.mark_up.ravel().take(
        o["sector"].astype(np.intp) * len(YEARS) + o["year"], out=o["mark_up"], mode="clip"
    )
    t.factor.take(o["production"], out=o["cbam_factor"], mode="clip")
    t.cscf.take(o["production"], out=o["cscf"], mode="clip")
    rows.prices.price.take(days, out=o["certificate_price_eur"], mode="clip")
    rows.prices.reference.take(days, out=o["price_row"], mode="clip")
