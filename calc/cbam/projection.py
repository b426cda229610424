"""The same goods imported in every year of the phase-in, by the law of each year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from calc.cbam import status as st
from calc.cbam.assumptions import choices
from calc.cbam.pricing import price
from calc.cbam.rows import resolve
from calc.cbam.tables import FIRST_DAY, YEARS, tables
from calc.engine.ledger import YearLine, exact_sum
from calc.engine.model import Options, Subject, TableData
from factors import Library
from factors.law import day


def _same_day(days: np.ndarray, year: int) -> np.ndarray:
    """Return the same day of another year for days since FIRST_DAY, as days since 1970-01-01."""
    distinct, number = np.unique(days, return_inverse=True)
    moved = []
    for d in distinct:
        when = FIRST_DAY + timedelta(days=int(d))
        leap = (when.month, when.day) == (2, 29)
        moved.append(day(date(year, 2, 28) if leap else when.replace(year=year)))
    return np.array(moved, dtype=np.int32)[number]


def projection(
    subject: Subject, data: TableData, library: Library, options: Options, status: np.ndarray
) -> list[YearLine]:
    """Return one line per year for the rows that were priced, every one taken as liable.

    A `sefa` is scaled from its year by CBAM factor and CSCF, and its production is taken as of the import
    year; prices of years without one are carried forward.
    """
    t = tables(library)
    kept = np.isin(status, st.WITH_NUMBERS)
    if not kept.any():
        return []
    base = data.take(np.flatnonzero(kept))
    first = resolve(base, library, options)
    unproven = {k: v for k, v in base.columns.items() if k not in ("production_year", "sefa_year")}
    assume = {**choices(library, options), "threshold": "not_applied"}
    lines = []
    sefa = base.numbers("sefa")
    for number, year in enumerate(YEARS):
        columns: dict[str, Any] = {**unproven, "import_date": _same_day(first.day, year)}
        if sefa is not None:
            own = base.numbers("sefa_year")
            of = (
                first.import_year()
                if own is None
                else np.where(np.isnan(own), first.import_year().astype(np.int32) + YEARS[0], own) - YEARS[0]
            )
            kept_share = (t.factor * t.cscf).take(np.asarray(of, dtype=np.intp), mode="clip")
            columns["sefa"] = sefa * np.divide(
                t.factor[number] * t.cscf[number], kept_share, out=np.zeros(base.size), where=kept_share > 0
            )
        moved = replace(base, columns=columns)
        rows = resolve(moved, library, replace(options, assume=assume))
        out, _ = price(rows, moved, library, options, None)
        certificates, cost = exact_sum(out["certificates"]), exact_sum(out["cost_eur"])
        prices = rows.prices.price.take(rows.day)
        lines.append(
            YearLine(
                year,
                exact_sum(out["embedded_emissions_tco2e"]),
                exact_sum(out["free_allocation_tco2e"]),
                certificates,
                cost / certificates if certificates else float(prices.mean()),
                cost,
                bool(
                    (rows.prices.status.take(rows.day) == 1).any()
                    or t.period_status[number]
                    or t.cscf_status[number]
                ),
            )
        )
    return lines
