"""The recycled content of one row in words and numbers, with the articles."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every minimum with its source."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of = partial(value, ledger, row)
    if np.isnan(of("share_percent")):
        return "\n".join(said) + "\n"
    said += [
        "",
        f"1. {text(ledger, row, 'metal_used').capitalize()} recovered from waste, of this model, plant and year:"
        f" {number(of('recovered_kg'))} kg / {number(of('metal_kg'))} kg = {number(of('share_percent'))} %",
        f"   from battery manufacturing waste {number(of('share_pre_percent'))} %,"
        f" from post-consumer waste {number(of('share_post_percent'))} %",
        "   The act on the method is not adopted as far as was found: not yet fixed; this is our reading.",
        f"2. Art. 8 on the day of placing on the market: {text(ledger, row, 'article_8')}",
    ]
    if text(ledger, row, "applies_from"):
        said += [
            f"   minima apply to {text(ledger, row, 'category_used')} from {text(ledger, row, 'applies_from')};"
            f" documentation: {text(ledger, row, 'documented_from')}",
            *source(ledger, row, "scope_reference"),
        ]
    for ending in ("", "_2031", "_2036"):
        minimum = of(f"minimum{ending}_percent")
        if np.isnan(minimum):
            continue
        answer = text(ledger, row, f"meets{ending}" if ending else "article_8")
        when = f"from {ending[1:]}" if ending else "on that day"
        said.append(
            f"   minimum {when} {number(minimum)} %: {answer}, {of(f'margin{ending}_points'):+.4f} points,"
            f" missing {number(of(f'missing{ending}_kg'))} kg"
        )
        said += source(ledger, row, f"minimum{ending}_reference")
    return "\n".join(said) + "\n"
