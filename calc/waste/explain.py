"""One row as a score card in words and numbers: carbon, freight, cost, tax, damage, flags, each with its source."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger
from calc.waste import status as st
from calc.waste.screening import ADVICE, NONE_HELD


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every figure with its source."""
    said = found_in(ledger, row)
    state = text(ledger, row, "status")
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    if st.is_shown(np.array([st.STATUSES.index(state)], dtype=np.int8))[0]:
        said += ["", *_carbon(ledger, row), "", *_money(ledger, row), "", *_flags(ledger, row)]
    return "\n".join(said) + "\n"


def _carbon(ledger: Ledger, row: int) -> list[str]:
    of, word = partial(value, ledger, row), partial(text, ledger, row)
    mass = number(of("quantity_t"))
    where = f" in {word('treated_in')}" if word("treated_in") else ""
    said = [f"{word('good_name')}, {word('treatment_name')}{where}, {mass} t"]
    if np.isnan(of("treatment_tco2e_per_t")):
        said.append("treatment   not held")
    else:
        boundary = f" ({word('treatment_boundary')})" if word("treatment_boundary") else ""
        said.append(
            f"treatment   {number(of('treatment_tco2e_per_t'))} tCO2e/t{boundary} x {mass} t ="
            f" {number(of('treatment_tco2e'))} tCO2e"
        )
        said += source(ledger, row, "treatment_reference")
    if not np.isnan(of("freight_tco2e")):
        said.append(f"freight     {number(of('freight_km'))} km = {number(of('freight_tco2e'))} tCO2e")
        said += [f"     {leg}" for leg in word("freight_legs").split("; ")]
    if np.isnan(of("credit_tco2e_per_t")):
        said.append("credit      not held")
    elif of("credit_tco2e_per_t"):
        said.append(
            f"credit      {number(of('credit_tco2e_per_t'))} tCO2e/t x {mass} t ="
            f" {number(of('recycling_credit_tco2e'))} tCO2e"
        )
        used = f", yield {number(of('yield_used'))}" if not np.isnan(of("yield_used")) else ""
        said.append(f"            {word('credit_basis')}{used}")
        for line in ("primary_reference", "secondary_reference"):
            said += source(ledger, row, line)
    else:
        said.append("credit      0: nothing is recovered")
    if np.isnan(of("net_tco2e")):
        return [*said, "net         not known"]
    said.append(
        f"net         {number(of('net_tco2e'))} tCO2e, {number(of('net_tco2e_per_t'))} tCO2e/t"
        + (f"; still saves: {word('still_saves')}" if word("still_saves") else "")
    )
    if not np.isnan(of("break_even_km")):
        said.append(
            f"            {number(of('saving_kgco2e_per_tkm'))} kgCO2e saved per tonne and km; nothing is left"
            f" where the main leg of {number(of('main_leg_km'))} km is {of('break_even_km'):,.0f} km".replace(
                ",", " "
            )
        )
    for line, name, currency in (
        ("damage_epa_usd", "social_cost", "USD"),
        ("damage_uba_eur", "uba_cost", "EUR"),
    ):
        price = of(f"{name}_{currency.lower()}")
        if not np.isnan(price):
            said.append(
                f"damage      x {number(price)} {currency}/tCO2e = {number(of(line))} {currency} of 2020"
            )
            said += source(ledger, row, f"{name}_reference")
    return said


def _money(ledger: Ledger, row: int) -> list[str]:
    of, word = partial(value, ledger, row), partial(text, ledger, row)
    said, currency = [], word("fee_currency")
    if not np.isnan(of("own_cost_per_t")):
        said.append(f"own cost    {number(of('own_cost_per_t'))} {currency}/t")
    elif np.isnan(of("gate_fee_per_t")):
        said.append("gate fee    not held: give treatment_cost")
    else:
        said.append(f"gate fee    {number(of('gate_fee_per_t'))} {currency}/t, as {word('fee_class')}")
        said += source(ledger, row, "gate_fee_reference")
        said.append(f"landfill tax {number(of('landfill_tax_per_t'))} {currency}/t")
        said += source(ledger, row, "landfill_tax_reference")
    if not np.isnan(of("treatment_cost_eur")):
        said.append(f"            x {number(of('quantity_t'))} t = {number(of('treatment_cost_eur'))} EUR")
        said += source(ledger, row, "cost_rate_reference")
    if of("surcharge_eur"):
        said.append(f"surcharge   {number(of('surcharge_eur'))} EUR")
        said += source(ledger, row, "surcharge_rate_reference")
    if not np.isnan(of("tax_rate_cny_per_t")):
        said.append(
            f"tax         {number(of('tax_rate_cny_per_t'))} CNY/t x {number(of('quantity_t'))} t x (1 -"
            f" {number(of('to_standard_used'))}) = {number(of('tax_cny'))} CNY = {number(of('tax_eur'))} EUR"
        )
        if word("tax_condition"):
            said.append(f"            {word('tax_condition')}")
        said += source(ledger, row, "tax_reference") + source(ledger, row, "tax_rate_reference")
    total = of("cost_eur")
    said.append("cost        not known" if np.isnan(total) else f"cost        {number(total)} EUR")
    return said


def _flags(ledger: Ledger, row: int) -> list[str]:
    word = partial(text, ledger, row)
    said = [f"Screening on {word('day_used') or 'no day'}. {ADVICE}"]
    for name, line in (
        ("Basel", "basel_entries"),
        ("PIC", "pic"),
        ("China", "china_import"),
        ("UN", "un_numbers"),
    ):
        if word(line):
            said.append(f"{name:<12}{word(line)}")
    if NONE_HELD in said[-1]:
        said.append("            none held is no clearance")
    return said + [f"     {flag}" for flag in word("screening").split(" | ") if flag]
