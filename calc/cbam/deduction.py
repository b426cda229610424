"""The carbon price paid abroad, in euro at a dated rate, as a deduction: provisional (Art. 9)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.cbam import status as st
from calc.cbam.rows import Rows, numbers, spread
from calc.cbam.tables import FIRST_DAY
from calc.engine.errors import UsageError
from calc.engine.model import BoolArray, FloatArray, IntArray, Options, TableData
from calc.methods.liability import carbon_price_deduction
from factors.prices.exchange import RateFileError, currency_code, euro_rate, user_rates


def deduct(
    rows: Rows,
    data: TableData,
    options: Options,
    paid: FloatArray,
    chosen: NDArray[np.intp],
    o: dict[str, Any],
) -> None:
    """Fill the deduction for a carbon price paid abroad, in euro at the rate of the import day.

    Without a currency that has a rate, or without the share of emissions covered, nothing is deducted and the
    note says so.
    """
    has = ~np.isnan(paid)
    if not has.any() or rows.chosen["carbon_price_deduction"] == "off":
        return
    coverage = numbers(data, "carbon_price_coverage")[chosen]
    euro, assumed, o["rate_row"][:] = _euro(rows, data, options, chosen, has)
    price_eur = paid * euro
    usable = has & ~np.isnan(coverage) & ~np.isnan(price_eur)
    o["carbon_price_paid_eur"][:] = np.where(usable, price_eur, np.nan)
    o["carbon_price_share"][:] = np.where(usable, coverage, np.nan)
    deduction = carbon_price_deduction(
        o["embedded_emissions_tco2e"],
        o["free_allocation_tco2e"],
        coverage,
        price_eur,
        o["certificate_price_eur"],
    )
    o["carbon_price_deduction_tco2e"][:] = np.where(usable, deduction, 0.0)
    room = np.maximum(o["embedded_emissions_tco2e"] - o["free_allocation_tco2e"], 0.0)
    capped = o["embedded_emissions_tco2e"] * coverage * price_eur > room * o["certificate_price_eur"]
    known = rows.pairs.status.take(rows.pair[chosen]) == st.PRICED
    for name, mask in (
        ("deduction_incomplete", has & ~usable),
        ("deduction_provisional", usable),
        ("deduction_capped", usable & capped),
        ("rate_assumed", usable & assumed),
    ):
        rows.flag(name, spread(rows, chosen, mask & known))


def limit(o: dict[str, Any]) -> None:
    """Keep the deduction within embedded emissions minus free allocation."""
    room = np.maximum(o["embedded_emissions_tco2e"] - o["free_allocation_tco2e"], 0.0)
    o["carbon_price_deduction_tco2e"][:] = np.minimum(o["carbon_price_deduction_tco2e"], room)


def _currencies(data: TableData, chosen: NDArray[np.intp]) -> tuple[IntArray, list[str]]:
    """Return each row's currency, from its column or the unit of the price; -1 where missing or contradictory."""
    declared = [unit.partition("/")[0] for unit in data.table.column("carbon_price_paid").units]
    unit = data.unit_index.get("carbon_price_paid")
    of_unit = np.full(len(chosen), -1) if unit is None else unit[chosen].astype(np.int64)
    column = data.coded("currency")
    if column is None:
        return of_unit.astype(np.int32), declared
    spellings = [*declared, *(currency_code(v) for v in column.values)]
    first = np.array([spellings.index(s) for s in spellings[len(declared) :]] + [-1])
    of_column = first.take(column.codes[chosen], mode="wrap")
    clash = (of_unit >= 0) & (of_column >= 0) & (of_unit != of_column)
    return np.where(clash, -1, np.where(of_column >= 0, of_column, of_unit)).astype(np.int32), spellings


def _euro(
    rows: Rows, data: TableData, options: Options, chosen: NDArray[np.intp], has: BoolArray
) -> tuple[FloatArray, BoolArray, IntArray]:
    """Return euro per unit of each row's currency on its import day, whether that is assumed, and which rate."""
    euro, assumed = np.full(len(chosen), np.nan), np.zeros(len(chosen), dtype=bool)
    which = np.full(len(chosen), -1, dtype=np.int32)
    try:
        user = user_rates(Path(options.rates)) if options.rates else {}
    except (OSError, UnicodeDecodeError, RateFileError) as error:
        raise UsageError(f"--rates: {error}") from error
    currency, names = _currencies(data, chosen)
    usable = has & (currency >= 0)
    pairs = np.stack([currency[usable], rows.day[chosen][usable]])
    distinct, number = np.unique(pairs, axis=1, return_inverse=True)
    number = number.ravel()
    rates = [euro_rate(names[c], FIRST_DAY + timedelta(days=int(d)), user) for c, d in distinct.T]
    said = [
        ""
        if r is None
        else f"{'given' if r.source == 'user' else r.source}:{names[c]}@{r.day}={r.euro:.6g} EUR"
        for r, c in zip(rates, distinct[0], strict=True)
    ]
    rows.rates = tuple(dict.fromkeys(s for s in said if s))
    euro[usable] = np.array([np.nan if r is None else r.euro for r in rates])[number]
    assumed[usable] = np.array([r is not None and r.assumed for r in rates], dtype=bool)[number]
    which[usable] = np.array([rows.rates.index(s) if s else -1 for s in said], dtype=np.int32)[number]
    return euro, assumed, which
