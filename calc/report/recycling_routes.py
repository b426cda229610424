"""Recycling routes of cells side by side in the terminal, and as plain objects for JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from calc.batteries.recycling import OUTSIDE, RouteLine
from calc.report.figures import number, plain_table

DIGITS = 4
PARTS = (
    ("reagents", "Reagents"),
    ("electricity", "Electricity"),
    ("natural_gas", "Natural gas"),
    ("process_co2", "CO2 of the process"),
    ("burden", "Emitted"),
    ("credit", "Avoided production"),
    ("net", "Together"),
)


def routes_objects(lines: Sequence[RouteLine]) -> list[dict[str, Any]]:
    """Return an object for each route, kgCO2e per kilogram of spent cells, marked as outside any declaration."""
    return [{**asdict(line), "unit": "kgCO2e/kg cells", "boundary": OUTSIDE} for line in lines]


def print_routes(lines: Sequence[RouteLine], console: Console | None = None) -> None:
    """Print the routes of one chemistry, one column each: parts, credits by product, what is left out."""
    console = console or Console(highlight=False)
    first = lines[0]
    console.print(
        Text(
            f"Recycling of {first.chemistry} cells [kgCO2e per kg of cells], grid {first.grid_factor:g} kgCO2e/kWh"
        )
    )
    shown = plain_table("", *(line.route for line in lines), right=tuple(range(1, len(lines) + 1)))
    for name, title in PARTS:
        shown.add_row(title, *(number(getattr(line, name), DIGITS) for line in lines))
    for product in dict.fromkeys(credit.product for line in lines for credit in line.credits):
        found = [{c.product: c.kgco2e for c in line.credits}.get(product, math.nan) for line in lines]
        shown.add_row(f"  {product.replace('-', ' ')}", *(number(one, DIGITS) for one in found))
    console.print(shown)
    console.print(Text(OUTSIDE))
    for line in lines:
        if line.left_out:
            console.print(Text(f"Left out of {line.route}, no factor held: {', '.join(line.left_out)}"))
