"""One battery made on several grids: the designs of EverBatt side by side, an estimate and no declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calc.batteries.archetypes import cell_energy, cell_lines, cell_mass_per_kwh, editions, pack_parts
from calc.batteries.asked import (
    CELL,
    GREET_MIX,
    PACK,
    Mix,
    capacity_of,
    chemistry_of,
    ember_mix,
    greet_mix,
    level_of,
    share_of,
    source_of,
)
from calc.engine.errors import UsageError
from calc.engine.model import FloatArray, IndexArray
from factors import Library, cells
from factors.names import normalised

WORDS = frozenset({"battery", "batteries", "电池"})  # the MATERIAL of `pigou compare` that means one
PROVISIONAL = (
    "Estimate from a published cell design, not from a plant's own data.",
    "Provisional: by no act under Article 7 of Regulation (EU) 2023/1542.",
    "Per kWh of capacity, not of energy delivered. Nothing here is a declaration.",
)
BOUNDARY = {
    CELL: "materials of the cell from cradle to gate, natural gas and electricity of the cell plant",
    PACK: "cells (materials, natural gas and electricity of the cell plant) and the materials of those module "
    "and pack parts for which the source names one",
}
MODULE_AND_PACK = "module and pack"
LEFT_OUT = {
    CELL: (MODULE_AND_PACK, "battery management", "process water"),
    PACK: ("energy of module and pack assembly", "process water"),
}
NEVER = ("transport", "distribution", "use", "end of life and recycling")


@dataclass(frozen=True)
class Place:
    """A battery made on one grid, kgCO2e per kWh of capacity."""

    mix: Mix
    materials: float
    natural_gas: float
    electricity: float

    @property
    def total(self) -> float:
        """The sum of the three."""
        return self.materials + self.natural_gas + self.electricity


@dataclass(frozen=True)
class Comparison:
    """The same battery on several grids, and all that has to be said about it."""

    chemistry: str
    level: str
    capacity: float  # kWh; NaN where none was given
    nmp_recovery: float
    cell_mass: float  # kg of cells per kWh
    electricity: float  # kWh per kWh of capacity
    places: tuple[Place, ...]
    components: Mapping[str, float]  # materials by component, kgCO2e/kWh
    part_mass: float  # kg of module and pack parts per kWh; 0 at the level of the cell
    part_mass_counted: float  # of these with a named material
    by_edition: Mapping[str, float]  # materials of the cell by edition of the factors; NaN for a gap
    warnings: tuple[str, ...]
    references: tuple[str, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the figures do not hold."""
        bare, whole = self.part_mass - self.part_mass_counted, self.part_mass
        unnamed = f"module and pack parts without a named material ({bare:.3g} of {whole:.3g} kg/kWh)"
        parts = [unnamed if whole else MODULE_AND_PACK] if self.level == PACK else []
        return (*parts, *LEFT_OUT[self.level], *NEVER)


def is_battery(material: str) -> bool:
    """Return whether the MATERIAL of `pigou compare` means a battery."""
    return normalised(material) in WORDS


def compare(
    library: Library,
    chemistry: str,
    grids: Sequence[str],
    level: str = "",
    capacity: str = "",
    nmp_recovery: str = "",
    grid_source: str = "",
) -> Comparison:
    """Return a battery of one chemistry made on several grids.

    Parameters
    ----------
    library : Library
        The data.
    chemistry : str
        In any known spelling.
    grids : sequence of str
        One for each place; all are taken from one source.
    level : str
        ``cell`` or ``pack`` (the default). Cells take the mixes of GREET unless `grid_source` is ``ember``;
        packs always take those of Ember.
    capacity : str
        Nominal capacity of the battery with its unit; '' for figures per kilowatt-hour only.
    nmp_recovery : str
        Share of the solvent that the plant recovers; '' for none, as the workbook counts.
    grid_source : str
        ``greet`` or ``ember``; '' for the one that the level takes.

    Raises
    ------
    UsageError
        An answer that is missing, unknown, ambiguous or not held; the message says what to write.
    """
    key, known_level = chemistry_of(library, chemistry), level_of(level)
    source, recovery = source_of(known_level, grid_source), share_of(nmp_recovery)
    size = capacity_of(capacity)
    if not library.known_rows(cells.DESIGNS).all():
        raise UsageError(
            f"--law-known-on {library.known_on}: no cell design was published by then; take a later day"
        )
    if not grids:
        raise UsageError(
            "--grid: nothing to compare; write one grid or several, such as --grid CN,PL,HU,US,KR"
        )
    mixes = [greet_mix(library, text) if source == GREET_MIX else ember_mix(library, text) for text in grids]
    lines, energy = cell_lines(library, recovery), cell_energy(library)
    which = lines.chemistries.index(key)
    mine, per_kwh = np.flatnonzero(lines.chemistry == which), float(cell_mass_per_kwh(library)[which])
    components = _sums(lines.component, lines.contribution * per_kwh, mine)
    references = [lines.reference[n] for n in mine] + [lines.factor_reference[n] for n in mine]
    part_mass = part_counted = 0.0
    if known_level == PACK:
        parts = pack_parts(library)
        own = parts.chemistry == which
        counted = np.flatnonzero(own & parts.counted)
        part_mass, part_counted = float(parts.mass[own].sum()), float(parts.mass[counted].sum())
        more = _sums(parts.component, parts.mass * parts.factor, counted)
        components = {name: components.get(name, 0.0) + more.get(name, 0.0) for name in (*components, *more)}
        references += [parts.factor_reference[n] for n in counted]
    materials, used = sum(components.values()), float(energy.electricity[which]) * per_kwh
    gas = float(energy.gas[which]) * energy.gas_factor * per_kwh
    places = tuple(Place(mix, materials, gas, used * mix.value) for mix in mixes)
    by_edition = {
        edition: float(cell_lines(library, recovery, edition).footprint[which]) * per_kwh
        for edition in editions(library)
    }
    references += [energy.reference[which], energy.gas_reference, *(mix.reference for mix in mixes)]
    warnings = tuple(_outside(library, cells.chemistry_family(key, library), places))
    return Comparison(
        key, known_level, size, recovery, per_kwh, used, places, components, part_mass, part_counted, by_edition,
        warnings, tuple(dict.fromkeys(references)),
    )  # fmt: skip


def _sums(keys: Sequence[str], values: FloatArray, rows: IndexArray) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows.tolist():
        found[keys[row]] = found.get(keys[row], 0.0) + float(values[row])
    return found


def _outside(library: Library, family: str, places: Sequence[Place]) -> Iterator[str]:
    """Say which results lie beyond the bounds around published studies."""
    table = library.table(cells.RANGES)
    low, high = table.numbers("low_kgco2e_per_kwh"), table.numbers("high_kgco2e_per_kwh")
    for row, (own, use) in enumerate(zip(table.columns["family"], table.columns["use"], strict=True)):
        beyond = [p.mix.grid for p in places if not low[row] <= p.total <= high[row]]
        if own == family and use == "warning" and beyond:
            yield (
                f"{', '.join(beyond)}: outside {low[row]:g} to {high[row]:g} kg CO2e/kWh, where published figures "
                f"of {family} lie; check before use"
            )
