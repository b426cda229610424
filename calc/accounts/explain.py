"""One item of the account in words and numbers: from the cell to the figure, from the figure to its rate."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger


def explain(ledger: Ledger, row: int) -> str:
    """Return how the item at position `row` came about."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of = partial(value, ledger, row)
    if np.isnan(of("cost_cny")):
        return "\n".join(said) + "\n"
    said += ["", f"Group {text(ledger, row, 'group_used')}, period {text(ledger, row, 'period_used')}: CNY"]
    for line, what in (
        ("operation_cny", "amount, or quantity x price, times the rate where there is one"),
        ("annuity_cny", "capital x interest / (1 - (1 + interest)^-life), for the months of the period"),
        (
            "material_loss_cny",
            "(material + energy + system cost) x loss / (product + loss) + waste management; ISO 14051",
        ),
        ("internal_excess_cny", "emissions x (internal - regulatory price), where the profile adds it"),
    ):
        if not np.isnan(of(line)):
            said.append(f"  {number(of(line)):>18}  {what}")
    said.append(f"  x {number(of('sign'))}: share of the product, below 0 for a credit")
    said.append(f"  = {number(of('cost_cny'))} CNY")
    if not np.isnan(of("cny_per_unit")):
        said.append(f"Rate: {number(of('cny_per_unit'))} CNY for a unit of the row's currency")
        said += source(ledger, row, "rate_reference")
    if not np.isnan(of("eur_per_cny")):
        said.append(f"Euro: {number(of('eur_per_cny'))} EUR for a yuan = {number(of('cost_eur'))} EUR")
        said += source(ledger, row, "yuan_rate_reference")
    if not np.isnan(of("cost_cny_per_t")):
        said.append(
            f"Per tonne: {number(of('cost_cny'))} / {number(of('output_used_t'))} t"
            f" = {number(of('cost_cny_per_t'))} CNY/t"
        )
    if not np.isnan(of("buyer_cny_per_t")):
        said.append(
            f"Pass-through: {number(of('pass_through_share'))} of it reaches the price: the buyer bears"
            f" {number(of('buyer_cny_per_t'))}, the seller {number(of('seller_cny_per_t'))} CNY/t"
        )
    if not np.isnan(of("internal_price_cny")):
        said.append(
            f"Internal carbon price: max(regulatory {number(of('regulatory_price_cny'))},"
            f" shadow {number(of('shadow_price_cny'))}) = {number(of('internal_price_cny'))} CNY/tCO2e"
        )
    return "\n".join(said) + "\n"
