"""Recycling routes of cells side by side in the terminal, and as plain objects for JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from calc.batteries.compare import Place
from calc.batteries.line_details import spoken
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
    _parts(lines, console)
    console.print(Text(OUTSIDE))
    _left_out(lines, console)


def print_routes_by_grid(
    places: Sequence[Place],
    routes: Sequence[Sequence[RouteLine]],
    cells: float,
    console: Console | None = None,
) -> None:
    """Print what each route comes to on each grid, and the parts of it on the first.

    Parameters
    ----------
    places : sequence of Place
        The grids of the comparison.
    routes : sequence of sequences of RouteLine
        The routes on each of them.
    cells : float
        Kilograms of cells per kilowatt-hour of capacity.
    """
    console = console or Console(highlight=False)
    first, mix = routes[0], places[0].mix
    names = [line.route for line in first]
    console.print()
    console.print(
        Text(f"Recycling of {first[0].chemistry} cells by route, outside any declaration", style="bold")
    )
    heads = [f"{name}\n{unit}" for unit in ("kg/kg cells", "kg/kWh") for name in names]
    table = plain_table("kg CO2e\n", *heads, right=tuple(range(1, len(heads) + 1)))
    for place, lines in zip(places, routes, strict=True):
        nets = [line.net for line in lines]
        each = (*(number(one, 2) for one in nets), *(number(one * cells, 2) for one in nets))
        table.add_row(place.mix.name, *each)
    console.print(table)
    console.print(Text("Below 0: more production avoided than emitted. Only electricity differs by grid."))
    console.print()
    console.print(Text(f"Its parts on the grid of {mix.name} [kg CO2e per kg of cells]", style="bold"))
    _parts(first, console)
    console.print(Text(OUTSIDE))
    _left_out(first, console)


def _parts(lines: Sequence[RouteLine], console: Console) -> None:
    shown = plain_table("", *(line.route for line in lines), right=tuple(range(1, len(lines) + 1)))
    for name, title in PARTS:
        shown.add_row(title, *(number(getattr(line, name), DIGITS) for line in lines))
    for product in dict.fromkeys(credit.product for line in lines for credit in line.credits):
        found = [{c.product: c.kgco2e for c in line.credits}.get(product, math.nan) for line in lines]
        shown.add_row(f"  {spoken((product,))[0]}", *(number(one, DIGITS) for one in found))
    console.print(shown)


def _left_out(lines: Sequence[RouteLine], console: Console) -> None:
    for line in lines:
        if line.left_out:
            said = ", ".join(name.replace("-", " ") for name in line.left_out)
            console.print(Text(f"Left out of {line.route}, no factor held: {said}"))
