"""One row of discharges in words and numbers: from the cell to the figure, from the figure to its source."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger

CHARGED = {
    "air": "of the pollutants of this outlet in this month the first three are charged (Art. 9)",
    "water-class-1": "of Class I the first five are charged at this outlet in this month (Art. 9)",
    "water-other": "of all others the first three are charged at this outlet in this month (Art. 9)",
}


def head(ledger: Ledger, row: int) -> list[str]:
    """Return the cells of a row, its status and its notes."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    return said


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every figure with its source."""
    said = head(ledger, row)
    of, home = partial(value, ledger, row), partial(source, ledger, row)
    equivalents = of("pollutant_equivalents")
    if np.isnan(equivalents):
        return "\n".join(said) + "\n"
    unit = text(ledger, row, "quantity_unit")
    said += [
        "",
        f"1. Equivalents of {text(ledger, row, 'pollutant_used') or 'the row'} in {text(ledger, row, 'medium_used')}",
    ]
    if equivalents > 0:
        said += [
            f"   {number(of('quantity'))} {unit} / {number(of('equivalent_value'))} {unit} = {number(equivalents)}",
            *home("equivalent_reference"),
        ]
    if text(ledger, row, "method_used"):
        said.append(f"   found by {text(ledger, row, 'method_used')} (Art. 10)")
    rank = of("rank")
    if not np.isnan(rank):
        said += [
            f"2. Rank {number(rank)} at the outlet, by equivalents before rates and reductions",
            f"   {CHARGED[text(ledger, row, 'ranked_among')]}",
        ]
    if np.isnan(of("reduction")):
        if not np.isnan(of("tax_cny")):
            said.append("3. Not charged: 0 CNY")
        return "\n".join(said) + "\n"
    said += [
        "3. Tax",
        f"   {number(equivalents)} x {number(of('rate_cny'))} CNY x {number(of('reduction'))}"
        f" = {of('tax_cny'):,.2f} CNY",
        *home("rate_reference"),
        *home("reduction_reference"),
    ]
    said += [f"   {line}" for line in ledger.headline]
    return "\n".join(said) + "\n"
