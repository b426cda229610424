"""One lot in words and numbers: from the cell to the figure, from the figure to its source."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger

WORTH = (("carbon_price", "EUR", ""), ("social_cost", "USD", " of 2020"), ("uba_cost", "EUR", " of 2020"))


def explain(ledger: Ledger, row: int) -> str:
    """Return how the lot at position `row` came about, every figure with its source."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of = partial(value, ledger, row)
    if np.isnan(of("primary_tco2e_per_t")) and np.isnan(of("footprint_tco2e_per_t")):
        return "\n".join(said) + "\n"
    material, origin = text(ledger, row, "material_name"), text(ledger, row, "made_in")
    said += ["", f"{material}{f', made in {origin}' if origin else ''}: t CO2e per t"]
    for route in ("primary", "secondary"):
        if not np.isnan(of(f"{route}_tco2e_per_t")):
            said.append(f"{route:<12}{number(of(f'{route}_tco2e_per_t'))} tCO2e/t")
            said += source(ledger, row, f"{route}_reference")
    if not np.isnan(of("grid_used_gco2e_per_kwh")):
        said.append(f"grid        {number(of('grid_used_gco2e_per_kwh'))} gCO2e/kWh")
        said += source(ledger, row, "grid_reference")
        if of("grid_smelter_used_gco2e_per_kwh") != of("grid_used_gco2e_per_kwh"):
            said.append(f"electrolysis {number(of('grid_smelter_used_gco2e_per_kwh'))} gCO2e/kWh")
            said += source(ledger, row, "grid_smelter_reference")
    if not np.isnan(of("casting_tco2e_per_t")):
        said.append(f"casting     {number(of('casting_tco2e_per_t'))} tCO2e/t, beside the primary figure")
    if np.isnan(of("footprint_tco2e_per_t")):
        return "\n".join(said) + "\n"
    if ledger.detail is not None:
        said += ["", *ledger.detail(row)]
    share, mass = of("recycled_share_used"), of("quantity_t")
    said += ["", f"footprint   {number(of('footprint_tco2e_per_t'))} tCO2e/t"]
    if not np.isnan(share):
        said.append(f"            recycled share {number(share)}, basis: {text(ledger, row, 'basis')}")
    said += source(ledger, row, "allocation_reference")
    said.append(f"            x {number(mass)} t = {number(of('footprint_tco2e'))} tCO2e")
    if not np.isnan(of("saving_tco2e")):
        said.append(
            f"saving      ({number(of('primary_tco2e_per_t'))} - {number(of('footprint_tco2e_per_t'))}) x"
            f" {number(mass)} t = {number(of('saving_tco2e'))} tCO2e ({of('saving_share'):.1%})"
        )
    if not np.isnan(of("freight_tco2e")):
        said.append(
            f"freight     {number(of('freight_ttw_tco2e'))} tank to wheel + {number(of('freight_wtt_tco2e'))} well to"
            f" tank = {number(of('freight_tco2e'))} tCO2e; saving left {number(of('net_saving_tco2e'))} tCO2e"
        )
        said += [f"     {leg}" for leg in text(ledger, row, "freight_legs").split("; ")]
    for line, unit, base in (
        ("carbon_price", "EUR", ""),
        ("social_cost", "USD", " of 2020"),
        ("uba_cost", "EUR", " of 2020"),
    ):
        price = of(f"{line}_{unit.lower()}")
        worth = of(f"saving_at_{line}_{unit.lower()}")
        if not np.isnan(worth):
            whole = f"{worth:,.0f}".replace(",", " ")
            said.append(f"worth       x {number(price)} {unit}{base} per tCO2e = {whole} {unit}{base}")
            said += source(ledger, row, f"{line}_reference")
    return "\n".join(said) + "\n"
