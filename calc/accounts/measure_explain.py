"""One abatement measure in words and numbers: what it costs a year, what it saves, from which price."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger

_SAVED = (
    ("tax_saved_cny", "tax_rate", "tax"),
    ("allowances_saved_cny", "allowance_price", "allowances"),
    ("cbam_saved_cny", "cbam_price", "CBAM certificates, on the share of the output under CBAM"),
    ("damage_saved_cny", "damage_cost", "damage"),
)


def explain(ledger: Ledger, row: int) -> str:
    """Return how the measure at position `row` came about, every price with its source."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of = partial(value, ledger, row)
    if np.isnan(of("cost_cny")):
        return "\n".join(said) + "\n"
    annuity, operating, savings = (
        0.0 if np.isnan(of(line)) else of(line) for line in ("annuity_cny", "operating_cny", "savings_cny")
    )
    said += [
        "",
        f"Cost a year: annuity {number(annuity)} + operation {number(operating)} - savings {number(savings)}"
        f" = {number(of('cost_cny'))} CNY",
        *source(ledger, row, "rate_reference"),
        f"  / {number(of('abated_t'))} t of {text(ledger, row, 'pollutant_used')} = {number(of('cost_cny_per_t'))}"
        f" CNY/t, rank {number(of('rank'))} of its pollutant",
        "Saved a year:",
    ]
    for line, price, what in _SAVED:
        if np.isnan(of(line)):
            said.append(f"  {what}: not known, nothing counted")
        else:
            said.append(
                f"  {what}: at {number(of(f'{price}_used_cny_per_t'))} CNY/t = {number(of(line))} CNY"
            )
            said += source(ledger, row, f"{price}_reference")
    said.append(
        f"Left: {number(of('cost_cny'))} - {number(of('charges_saved_cny'))} = {number(of('net_cost_cny'))} CNY a year"
    )
    if not np.isnan(of("coverage")):
        said.append(
            f"Coverage: {number(of('charge_cny_per_t'))} / {number(of('cost_cny_per_t'))} = {of('coverage'):.1%};"
            f" for the target {number(of('rate_needed_cny_per_kg'))} CNY/kg"
        )
    return "\n".join(said) + "\n"
