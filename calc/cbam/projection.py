"""The same goods imported in every year of the phase-in, by the law of each year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from calc.cbam import status as st
from calc.cbam.pricing import price
from calc.cbam.rows import numbers, resolve
from calc.cbam.tables import FIRST_DAY, LAW, YEARS
from calc.engine.assumptions import choices
from calc.engine.groups import GroupSums
from calc.engine.ledger import YearLine, exact_sum
from calc.engine.model import IntArray, Options, TableData
from factors import Library
from factors.law import ASSUMED


def _same_day(days: IntArray, year: int) -> IntArray:
    """Return the same day of another year for days since FIRST_DAY, again as days since FIRST_DAY."""
    distinct, number = np.unique(days, return_inverse=True)
    moved = []
    for d in distinct:
        when = FIRST_DAY + timedelta(days=int(d))
        leap = (when.month, when.day) == (2, 29)
        there = date(year, 2, 28) if leap else when.replace(year=year)
        moved.append((there - FIRST_DAY).days)
    return np.array(moved, dtype=np.int32)[number]


def projection(
    data: TableData, library: Library, options: Options, status: NDArray[np.int8]
) -> list[YearLine]:
    """Return one line per year for the rows that were priced, every one taken as liable.

    A `sefa` is scaled from its year by CBAM factor and CSCF, and its production is taken as of the import
    year; prices of years without one are carried forward.
    """
    kept = st.HAS_NUMBERS.take(status)
    if not kept.any():
        return []
    base = data.take(np.flatnonzero(kept))
    sefa, share = base.numbers("sefa"), np.ones(base.size)
    columns = {k: v for k, v in base.columns.items() if k not in ("production_year", "sefa_year")}
    base_rows = resolve(
        replace(base, columns=columns),
        library,
        replace(options, assume={**choices(library, LAW, options), "threshold": "not_applied"}),
    )
    t = base_rows.tables
    kept_share = t.factor * t.cscf
    if sefa is not None:
        given, imported = numbers(base, "sefa_year"), base_rows.import_year().astype(np.float64)
        share = kept_share.take(
            np.where(np.isnan(given), imported, given - YEARS[0]).astype(np.intp), mode="clip"
        )
    lines = []
    for number, year in enumerate(YEARS):
        moved = replace(base, columns=columns)
        if sefa is not None:
            scale = np.divide(kept_share[number], share, out=np.zeros(base.size), where=share > 0)
            moved = replace(base, columns={**columns, "sefa": sefa * scale})
        # spellings mean the same in every year: only the day moves
        rows = replace(
            base_rows,
            day=_same_day(base_rows.day, year),
            result_flags=np.zeros(base.size, dtype=np.uint16),
            cell_flags=None,
            bad=base_rows.bad.copy(),
        )
        out, _ = price(rows, moved, library, options, GroupSums())
        certificates, cost = exact_sum(out["certificates"]), exact_sum(out["cost_eur"])
        carried = (rows.prices.status.take(rows.day), t.period_status[number], t.cscf_status[number])
        lines.append(
            YearLine(
                year,
                exact_sum(out["embedded_emissions_tco2e"]),
                exact_sum(out["free_allocation_tco2e"]),
                certificates,
                cost / certificates if certificates else float(rows.prices.price.take(rows.day).mean()),
                cost,
                any(bool(np.any(one == ASSUMED)) for one in carried),
            )
        )
    return lines
