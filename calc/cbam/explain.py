"""One row in words and numbers: from the cell to the factor, from the factor to the article."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.cbam.status import MEANING
from calc.engine.ledger import Ledger
from calc.engine.placing import cell, written

_INPUTS = ("cn_code", "origin", "net_mass", "import_date", "importer", "route", "see_direct", "see_indirect",
           "see_unit", "nitrogen_share", "clinker_share", "sefa", "sefa_year", "production_year",
           "carbon_price_paid", "currency", "carbon_price_coverage")  # fmt: skip


def _shown(value: float) -> str:
    """Return a number as it is, without binary noise: 3.187, 1 335.75."""
    if not np.isfinite(value):
        return "-"
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace(",", " ")


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about.

    Every number is followed to its cell, its factor row and the article of the law.
    """
    if not 0 <= row < len(ledger):
        raise IndexError(f"row {row}: the ledger has rows 0 to {len(ledger) - 1}")
    data = ledger.data
    place = data.places[data.place[row]]
    number = partial(_value, ledger, row)
    text = partial(_text, ledger, row)
    sheet = f", sheet {place.sheet}" if place.sheet else ""
    lines = [f"{place.file}{sheet}, row {data.row_number[row]}", ""]
    for name in _INPUTS:
        content = written(data, row, name)
        if content:
            address = cell(data, row, name)
            lines.append(f"  {name:<22}{content}" + (f"   [{address}]" if address else ""))
    lines.append("")
    status = text("status")
    lines.append(f"Status: {status}: {MEANING[status]}.")
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
            f"   {_shown(number('see_tco2e_per_t'))} tCO2e/{unit} (own figure, no mark-up) x {_shown(mass)} {unit}"
            f" = {_shown(embedded)} tCO2e"
        )
    else:
        lines.append(
            f"   {_shown(number('default_value_tco2e_per_t'))} x (1 + {_shown(number('mark_up'))}) x {_shown(mass)} t"
            f" = {_shown(embedded)} tCO2e"
        )
        lines += _home(ledger, row, "default_value_reference", text("match"))
        lines += _home(ledger, row, "mark_up_reference")
    lines += ["2. Free allocation"]
    if np.isfinite(number("sefa_tco2e_per_t")):
        lines.append(
            f"   {_shown(number('sefa_tco2e_per_t'))} tCO2e/t (total, given) x {_shown(mass)} t = {_shown(free)} tCO2e"
        )
        lines.append("     Regulation (EU) 2025/2620, Annex, Eq. 1")
    else:
        column = "A" if text("match") == "given" else "B"
        lines.append(
            f"   {_shown(number('cbam_factor'))} x {_shown(number('cscf'))} x {_shown(number('benchmark_tco2e_per_t'))}"
            f" x {_shown(mass)} {unit} = {_shown(free)} tCO2e   (CBAM factor x CSCF x benchmark column {column})"
        )
        lines += _home(
            ledger,
            row,
            "benchmark_reference",
            f"route {text('benchmark_route')}" if text("benchmark_route") else "",
        )
        lines += _home(ledger, row, "cbam_factor_reference")
    deduction = number("carbon_price_deduction_tco2e")
    lines += ["3. Carbon price paid abroad"]
    if np.isfinite(number("carbon_price_paid_eur")):
        lines.append(
            f"   {_shown(embedded)} x {_shown(number('carbon_price_share'))}"
            f" x {_shown(number('carbon_price_paid_eur'))}"
            f" / {_shown(number('certificate_price_eur'))}, at most {_shown(max(embedded - free, 0.0))}"
            f" = {_shown(deduction)} tCO2e (provisional)"
        )
        lines += _home(ledger, row, "exchange_rate_reference")
    else:
        lines.append("   none deducted")
    lines += ["4. Certificates"]
    lines.append(
        f"   {_shown(embedded)} - {_shown(free)} - {_shown(deduction)}, not below zero = "
        f"{_shown(number('certificates'))} tCO2e"
    )
    lines.append("     Regulation (EU) 2023/956, Art. 22; floor: Commission Q&A of 27 May 2026, 3.7 and 4.32")
    lines += ["5. Cost"]
    lines.append(
        f"   {_shown(number('certificates'))} x {_shown(number('certificate_price_eur'))} EUR = "
        f"{number('cost_eur'):,.2f} EUR".replace(",", " ")
    )
    lines += _home(ledger, row, "certificate_price_reference")
    if np.isfinite(number("cost_eur_if_column_b")):
        lines.append(
            f"   If column B applied: {_shown(number('certificates_if_column_b'))} x"
            f" {_shown(number('certificate_price_eur'))} = {_shown(number('cost_eur_if_column_b'))} EUR"
        )
    return "\n".join(lines) + "\n"


def _value(ledger: Ledger, row: int, name: str) -> float:
    return float(ledger.numbers(name)[row])


def _text(ledger: Ledger, row: int, name: str) -> str:
    coded = ledger.coded(name)
    code = int(coded.codes[row])
    return coded.values[code] if code >= 0 else ""


def _home(ledger: Ledger, row: int, line: str, what: str = "") -> list[str]:
    key = _text(ledger, row, line)
    if not key or ledger.cite is None:
        return []
    item = ledger.cite(key)
    head = f"     {item.what}" + (f" ({what})" if what else "")
    return [
        head,
        f"       {item.citation}",
        f"       {key}, {item.reading}",
        *([f"       {item.note}"] if item.note else []),
    ]
