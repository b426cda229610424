"""The net carbon cost of a plant in words and numbers."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, the price and the rates with their source."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of = partial(value, ledger, row)
    if np.isnan(of("net_carbon_cost")):
        return "\n".join(said) + "\n"
    currency, when = text(ledger, row, "currency_used"), text(ledger, row, "price_period")
    said += [
        "",
        f"({number(of('verified_tco2e'))} - {number(of('allocated_tco2e'))}) tCO2e"
        f" x {number(of('price_used_per_tco2e'))} {currency}/tCO2e{f' ({when})' if when else ''}"
        f" = {number(of('net_carbon_cost'))} {currency}",
        *source(ledger, row, "price_reference"),
    ]
    for line, unit, rate in (
        ("net_carbon_cost_cny", "CNY", "cny_per_unit"),
        ("net_carbon_cost_eur", "EUR", "eur_per_unit"),
    ):
        if not np.isnan(of(line)) and unit != currency:
            said.append(f"  x {number(of(rate))} {unit} = {number(of(line))} {unit}")
    said += source(ledger, row, "rate_reference")
    if text(ledger, row, "yuan_rate_reference") != text(ledger, row, "rate_reference"):
        said += source(ledger, row, "yuan_rate_reference")
    if not np.isnan(of("net_carbon_cost_cny_per_t")):
        said.append(
            f"Per tonne: / {number(of('output_used_t'))} t = {number(of('net_carbon_cost_cny_per_t'))} CNY/t"
        )
    said.append(
        f"Paid on {of('paid_share'):.4%} of the emissions: carbon_price_paid {number(of('price_used_per_tco2e'))}"
        f" {currency}, carbon_price_coverage {number(of('paid_share'))}; provisional (Art. 9)"
    )
    return "\n".join(said) + "\n"
