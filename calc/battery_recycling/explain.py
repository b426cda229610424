"""One mass of a recycling process in words and numbers: what it counts for, and the rates it is part of."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every rule and target with its source."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of, told, home = partial(value, ledger, row), partial(text, ledger, row), partial(source, ledger, row)
    if np.isnan(of("counted_input_t")):
        return "\n".join(said) + "\n"
    said += [
        "",
        f"1. {told('fraction_used')}, {told('flow_used')}: {number(of('dry_t'))} t without water",
        f"   counts as input {number(of('counted_input_t'))} t, as output {number(of('counted_output_t'))} t",
        f"   for recovery as input {number(of('recovery_input_t'))} t,"
        f" as output {number(of('recovery_output_t'))} t",
        *home("rule_reference"),
        *home("element_reference"),
    ]
    if np.isnan(of("recycling_efficiency_percent")):
        return "\n".join(said) + "\n"
    said += [
        "2. Recycling efficiency of the process in this year and group:"
        f" {number(of('process_output_t'))} t / {number(of('process_input_t'))} t"
        f" = {of('recycling_efficiency_percent'):.4f} %",
        *_answer(ledger, row, "efficiency", ("2025", "2030")),
        *home("efficiency_reference"),
    ]
    if told("recovery_answer"):
        said.append(f"3. Recovery of {told('fraction_used').lower()}: {told('recovery_answer')}")
    if not np.isnan(of("recovery_percent")):
        said += [
            f"   {number(of('metal_output_t'))} t / {number(of('metal_input_t'))} t = {of('recovery_percent'):.4f} %",
            *_answer(ledger, row, "recovery", ("2027", "2031")),
            *home("recovery_reference"),
        ]
    return "\n".join(said) + "\n"


def _answer(ledger: Ledger, row: int, rate: str, years: tuple[str, str]) -> list[str]:
    """Return what is said against the target of the year, and both targets of Annex XII."""
    target = value(ledger, row, f"{rate}_target_percent")
    both = ", ".join(
        f"{number(value(ledger, row, f'{rate}_target_{year}_percent'))} % by the end of {year}"
        for year in years
    )
    answer = text(ledger, row, f"{rate}_answer")
    if np.isnan(target):
        return [f"   {answer}; targets: {both}"]
    return [
        f"   target {number(target)} %: {answer}, {value(ledger, row, f'{rate}_margin_points'):+.4f} points,"
        f" missing {number(value(ledger, row, f'{rate}_missing_t'))} t; targets: {both}"
    ]
