"""One row in words and numbers: from the cell to the factor, from the factor to the article."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine import explained
from calc.engine.explained import number as shown
from calc.engine.explained import source
from calc.engine.ledger import Ledger
from calc.engine.placing import cell, written

_INPUTS = ("cn_code", "origin", "net_mass", "import_date", "importer", "route", "see_direct", "see_indirect",
           "see_unit", "nitrogen_share", "clinker_share", "sefa", "sefa_year", "production_year",
           "carbon_price_paid", "currency", "carbon_price_coverage")  # fmt: skip


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about.

    Every number is followed to its cell, its factor row and the article of the law.
    """
    if not 0 <= row < len(ledger):
        raise IndexError(f"row {row}: the ledger has rows 0 to {len(ledger) - 1}")
    data = ledger.data
    place = data.places[data.place[row]]
    number = partial(explained.value, ledger, row)
    text = partial(explained.text, ledger, row)
    sheet = f", sheet {place.sheet}" if place.sheet else ""
    lines = [f"{place.file}{sheet}, row {data.row_number[row]}", ""]
    for name in _INPUTS:
        content = written(data, row, name)
        if content:
            address = cell(data, row, name)
            lines.append(f"  {name:<22}{content}" + (f"   [{address}]" if address else ""))
    lines.append("")
    status = text("status")
    lines.append(explained.status_of(ledger, row))
    if text("origin_country"):
        lines.append(f"Good {text('good') or '(not known)'}, origin {text('origin_country')}.")
    if text("note"):
        lines += ["Notes:", *(f"  - {part}" for part in text("note").split("; "))]
    for problem in ledger.problems:
        if (
            problem.row == data.row_number[row]
            and problem.file == place.file
            and problem.sheet == place.sheet
        ):
            expected = f"; expected {problem.expected}" if problem.expected else ""
            lines.append(f"  ! {problem.cell or problem.column}: {problem.found}{expected}. {problem.advice}")
    if np.isnan(number("cost_eur")) or status == "exempt":
        return "\n".join(lines) + "\n"
    mass = number("quantity_t_or_mwh")
    unit = "MWh" if text("sector") == "electricity" else "t"
    embedded, free = number("embedded_emissions_tco2e"), number("free_allocation_tco2e")
    lines += ["", "1. Embedded emissions"]
    if text("match") == "given":
        lines.append(
            f"   {shown(number('see_tco2e_per_t'))} tCO2e/{unit} (own figure, no mark-up) x {shown(mass)} {unit}"
            f" = {shown(embedded)} tCO2e"
        )
    else:
        lines.append(
            f"   {shown(number('default_value_tco2e_per_t'))} x (1 + {shown(number('mark_up'))}) x {shown(mass)} t"
            f" = {shown(embedded)} tCO2e"
        )
        lines += source(ledger, row, "default_value_reference", text("match"))
        lines += source(ledger, row, "mark_up_reference")
    lines += ["2. Free allocation"]
    if np.isfinite(number("sefa_tco2e_per_t")):
        lines.append(
            f"   {shown(number('sefa_tco2e_per_t'))} tCO2e/t (total, given) x {shown(mass)} t = {shown(free)} tCO2e"
        )
        lines.append("     Regulation (EU) 2025/2620, Annex, Eq. 1")
    else:
        column = "A" if text("match") == "given" else "B"
        lines.append(
            f"   {shown(number('cbam_factor'))} x {shown(number('cscf'))} x {shown(number('benchmark_tco2e_per_t'))}"
            f" x {shown(mass)} {unit} = {shown(free)} tCO2e   (CBAM factor x CSCF x benchmark column {column})"
        )
        lines += source(
            ledger,
            row,
            "benchmark_reference",
            f"route {text('benchmark_route')}" if text("benchmark_route") else "",
        )
        lines += source(ledger, row, "cbam_factor_reference")
    deduction = number("carbon_price_deduction_tco2e")
    lines += ["3. Carbon price paid abroad"]
    if np.isfinite(number("carbon_price_paid_eur")):
        lines.append(
            f"   {shown(embedded)} x {shown(number('carbon_price_share'))}"
            f" x {shown(number('carbon_price_paid_eur'))}"
            f" / {shown(number('certificate_price_eur'))}, at most {shown(max(embedded - free, 0.0))}"
            f" = {shown(deduction)} tCO2e (provisional)"
        )
        lines += source(ledger, row, "exchange_rate_reference")
    else:
        lines.append("   none deducted")
    lines += ["4. Certificates"]
    lines.append(
        f"   {shown(embedded)} - {shown(free)} - {shown(deduction)}, not below zero = "
        f"{shown(number('certificates'))} tCO2e"
    )
    lines.append("     Regulation (EU) 2023/956, Art. 22; floor: Commission Q&A of 27 May 2026, 3.7 and 4.32")
    lines += ["5. Cost"]
    lines.append(
        f"   {shown(number('certificates'))} x {shown(number('certificate_price_eur'))} EUR = "
        f"{number('cost_eur'):,.2f} EUR".replace(",", " ")
    )
    lines += source(ledger, row, "certificate_price_reference")
    if np.isfinite(number("cost_eur_if_column_b")):
        lines.append(
            f"   If column B applied: {shown(number('certificates_if_column_b'))} x"
            f" {shown(number('certificate_price_eur'))} = {shown(number('cost_eur_if_column_b'))} EUR"
        )
    return "\n".join(lines) + "\n"
