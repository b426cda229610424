"""One row of steel in words and numbers: from the cell to the figure, from the figure to its source."""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.explained import found_in, number, source, status_of, text, value
from calc.engine.ledger import Ledger
from calc.steel.exposure import YEARS

_STAGES = (
    ("coke_tco2e_per_t", "coke"),
    ("sinter_pellets_tco2e_per_t", "sinter and pellets"),
    ("iron_tco2e_per_t", "hot metal or DRI"),
    ("steelmaking_tco2e_per_t", "steelmaking"),
    ("alloys_tco2e_per_t", "alloys"),
    ("casting_rolling_tco2e_per_t", "casting and rolling (given)"),
)
_SOURCES = {"iron_tco2e_per_t": "iron_reference", "steelmaking_tco2e_per_t": "steelmaking_reference"}


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every figure with its source."""
    said = found_in(ledger, row)
    said += ["", status_of(ledger, row)]
    if text(ledger, row, "note"):
        said += ["Notes:", *(f"  - {part}" for part in text(ledger, row, "note").split("; "))]
    of = partial(value, ledger, row)
    home = partial(source, ledger, row)
    if np.isnan(of("footprint_tco2e_per_t")):
        return "\n".join(said) + "\n"
    said += [
        "",
        f"Route {text(ledger, row, 'route_used')}, scrap share {number(of('scrap_share_used'))}"
        f" ({number(of('scrap_t_per_t'))} t of scrap per t of steel): t CO2e per t",
        *home("route_reference"),
        "1. Electricity",
        f"   {number(of('electricity_kwh_per_t'))} kWh/t at {number(of('grid_used_gco2e_per_kwh'))} gCO2e/kWh",
        *home("grid_reference"),
    ]
    if not np.isnan(of("hydrogen_grid_used_gco2e_per_kwh")):
        said.append(f"   electrolysis at {number(of('hydrogen_grid_used_gco2e_per_kwh'))} gCO2e/kWh")
        said += home("hydrogen_grid_reference")
    said += home("hydrogen_reference")
    said.append("2. Stages, direct and electricity [tCO2e/t]")
    for line, stage in _STAGES:
        if of(line) > 0:
            said.append(f"   {stage:<28}{number(of(line))}")
        said += home(_SOURCES[line]) if line in _SOURCES else []
    if of("captured_tco2_per_t") > 0:
        said.append(f"   captured                    {number(of('captured_tco2_per_t'))} tCO2/t, taken off")
    total, mass = of("footprint_tco2e_per_t"), of("quantity_t")
    said += [
        "3. Footprint",
        f"   direct {number(of('direct_tco2e_per_t'))} + electricity {number(of('electricity_tco2e_per_t'))}"
        f" + upstream {number(of('upstream_tco2e_per_t'))} = {number(total)} tCO2e/t",
        f"   x {number(mass)} t = {number(of('footprint_tco2e'))} tCO2e",
        f"   {text(ledger, row, 'boundary_used')}",
        "4. Against BF-BOF on the same grid, at the scrap share of its inventory",
        f"   {number(of('baseline_tco2e_per_t'))} - {number(total)} = {number(of('abatement_tco2e_per_t'))} tCO2e/t"
        f" ({of('abatement_share'):.1%})",
    ]
    if not np.isnan(of("break_even_carbon_price_eur")):
        said.append(
            f"   the premium is paid by a carbon price of {of('break_even_carbon_price_eur'):,.2f} EUR/tCO2e"
        )
    said += [
        f"5. CBAM on a tonne: {text(ledger, row, 'cbam_basis')}",
        f"   certificates at {number(of('certificate_price_eur'))} EUR/tCO2e in {YEARS[0]}",
        *home("certificate_price_reference"),
        *home("benchmark_reference"),
    ]
    costs = (f"{year}: {of(f'cbam_cost_{year}_eur_per_t'):,.2f}" for year in YEARS)
    said.append(f"   EUR/t: {', '.join(costs)}")
    return "\n".join(said) + "\n"
