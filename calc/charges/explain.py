"""One charged amount in words and numbers: amount, rate, share, coefficient, each with its source."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every factor with its source."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of = partial(value, ledger, row)
    if np.isnan(of("charge")):
        return "\n".join([*said, *source(ledger, row, "rate_reference")]) + "\n"
    currency = text(ledger, row, "currency_used")
    said += [
        "",
        text(ledger, row, "law_used"),
        f"{number(of('amount_t'))} t of {text(ledger, row, 'pollutant_used')} ({text(ledger, row, 'medium_used')})"
        f" x {number(of('rate_per_t'))} {currency}/t",
        *source(ledger, row, "rate_reference"),
        f"  x {number(of('due_share'))}: share of the rate that is due",
        *source(ledger, row, "share_reference"),
        f"  x {number(of('coefficient'))}: coefficient",
        *source(ledger, row, "coefficient_reference"),
        f"  = {number(of('charge'))} {currency}",
    ]
    if not np.isnan(of("charge_eur")):
        said.append(f"  x {number(of('eur_per_unit'))} EUR = {number(of('charge_eur'))} EUR")
        said += source(ledger, row, "exchange_reference")
    return "\n".join(said) + "\n"
