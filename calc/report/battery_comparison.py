"""One battery on several grids in the terminal, and the same as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from rich.console import Console
from rich.text import Text

from calc.batteries.archetypes import GREET
from calc.batteries.asked import CELL, EMBER, GREET_MIX
from calc.batteries.compare import BOUNDARY, PROVISIONAL, Comparison, Place
from calc.engine.units import factor
from calc.report.figures import bar, number, plain_table
from calc.report.terms import PER_CENT
from factors import Library

BAR = 16
STATUS = "provisional"
GRID_WORDS = {
    GREET_MIX: "power mixes of GREET 2022 as EverBatt 2023 uses them",
    EMBER: "Ember, life-cycle CO2e of generation in the country",
}
SAME = "Materials are as supplied in the United States (GREET), whatever the place: only electricity differs."


def battery_json(comparison: Comparison, library: Library) -> str:
    """Return a list of objects, one for each grid in the order asked; kgCO2e/kWh unless a name says otherwise."""
    made = [_object(comparison, place, library) for place in comparison.places]
    return json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False)


def _object(comparison: Comparison, place: Place, library: Library) -> dict[str, Any]:
    sized, mix, first = math.isfinite(comparison.capacity), place.mix, comparison.places[0]
    return {
        "grid": mix.grid,
        "grid_source": mix.source,
        "kgco2e_per_kwh_capacity": place.total,
        "materials": place.materials,
        "natural_gas": place.natural_gas,
        "electricity": place.electricity,
        "difference_to_first": place.total - first.total,
        "grid_name": mix.name,
        "grid_edition": mix.edition,
        "grid_kgco2e_per_kwh": mix.value,
        "chemistry": comparison.chemistry,
        "level": comparison.level,
        "nmp_recovery": comparison.nmp_recovery,
        "capacity_kwh": comparison.capacity if sized else None,
        "kgco2e_per_battery": place.total * comparison.capacity if sized else None,
        "cell_mass_kg_per_kwh": comparison.cell_mass,
        "electricity_kwh_per_kwh": comparison.electricity,
        "materials_by_component": dict(comparison.components),
        "cell_materials_by_edition": {
            name: value if math.isfinite(value) else None for name, value in comparison.by_edition.items()
        },
        "edition": GREET,
        "boundary": BOUNDARY[comparison.level],
        "left_out": list(comparison.left_out),
        "part_mass_kg_per_kwh": comparison.part_mass,
        "part_mass_counted_kg_per_kwh": comparison.part_mass_counted,
        "warnings": list(comparison.warnings),
        "status": STATUS,
        "provisional": [*PROVISIONAL, SAME],
        "sources": list(sources(comparison, library)),
        "references": list(comparison.references),
    }


def sources(comparison: Comparison, library: Library) -> tuple[str, ...]:
    """Return the titles of all that the comparison rests on, each once."""
    keys: dict[str, None] = {}
    for reference in comparison.references:
        table = library.table(reference.partition(":")[0])
        keys[table.columns["source"][table.by_reference[reference]]] = None
    return tuple(str(library.sources[key]["title"]) for key in keys)


def print_battery(comparison: Comparison, library: Library, console: Console | None = None) -> None:
    """Print the places side by side, what is counted and what is not, and where it comes from."""
    console = console or Console(highlight=False)
    sized = math.isfinite(comparison.capacity)
    size = f", {number(comparison.capacity, 3).rstrip('0').rstrip('.')} kWh" if sized else ""
    console.print(Text(f"{comparison.chemistry} battery{size}, {comparison.level}", style="bold"))
    for sentence in PROVISIONAL:
        console.print(Text(sentence, style="dim"))
    _places(comparison, console, sized)
    for warning in comparison.warnings:
        console.print(Text(f"Warning: {warning}", style="yellow"))
    _components(comparison, console)
    _spread(comparison, console)
    console.print()
    console.print(Text(f"Counted: {BOUNDARY[comparison.level]}."))
    console.print(Text(f"Left out: {'; '.join(comparison.left_out)}."))
    console.print(Text(SAME))
    console.print(
        Text(f"Solvent NMP recovered: {PER_CENT * comparison.nmp_recovery:.4g} % (--nmp-recovery).")
    )
    mixes = [place.mix for place in comparison.places]
    edition = ", ".join(sorted({mix.edition for mix in mixes}))
    console.print(Text(f"Grids, all from one source: {GRID_WORDS[mixes[0].source]} ({edition})."))
    console.print()
    for source in sources(comparison, library):
        console.print(Text(f"Source: {source}", style="dim"))


def _places(comparison: Comparison, console: Console, sized: bool) -> None:
    first = comparison.places[0]
    last = ("battery\nkg", f"to {first.mix.grid}\nkg") if sized else (f"to {first.mix.grid}\nkg/kWh",)
    heads = ("grid\ng/kWh", "materials\nkg/kWh", "gas\nkg/kWh", "power\nkg/kWh", "total\nkg/kWh", *last)
    table = plain_table("kg CO2e\n", *heads, right=tuple(range(1, len(heads) + 1)))
    grams = factor("kgCO2e/kWh", "gCO2e/kWh")
    for place in comparison.places:
        each = (place.materials, place.natural_gas, place.electricity, place.total)
        difference = place.total - first.total
        whole = (
            [number(place.total * comparison.capacity, 0), f"{difference * comparison.capacity:+,.0f}"]
            if sized
            else [f"{difference:+,.2f}"]
        )
        if place is first:
            whole[-1] = "-"
        table.add_row(
            place.mix.name,
            number(place.mix.value * grams, 0),
            *(number(value, 2) for value in each),
            *(text.replace(",", " ") for text in whole),
        )
    console.print()
    console.print(table)


def _components(comparison: Comparison, console: Console) -> None:
    table = plain_table("", "kg/kWh", "", right=(1,), whole=(0, 2))
    largest = max(comparison.components.values())
    for name, value in sorted(comparison.components.items(), key=lambda part: -part[1]):
        drawn = Text(bar(value, largest, BAR), style="cyan")
        table.add_row(name.replace("_", " "), number(value, 2), drawn)
    console.print()
    console.print(Text("Materials by component, the same on every grid", style="bold"))
    console.print(table)


def _spread(comparison: Comparison, console: Console) -> None:
    own = comparison.by_edition[GREET]
    others = [
        f"{number(value, 1)} with {name}"
        for name, value in comparison.by_edition.items()
        if name != GREET and math.isfinite(value)
    ]
    if others:
        what = "the materials" if comparison.level == CELL else "the materials of the cells"
        console.print(
            Text(f"With older factors {what} come to {', '.join(others)} instead of {number(own, 1)} kg/kWh.")
        )
