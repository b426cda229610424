"""Cells known by their chemistry alone: the designs of EverBatt as lines of material and energy.

The bill of materials of a good kilogram of cell is divided by the yield of each item in the plant and by the
share of cells that pass the test. An item may be counted per kilogram of another one as it is charged: so the
solvent NMP per kilogram of PVDF, less what is recovered. Everything here is an estimate from a design, never the
activity data of a plant.

Source: the tables ``batteries.designs``, ``items``, ``power`` and ``parts``, which name theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from calc.engine.model import BoolArray, FloatArray, IndexArray
from calc.engine.units import factor as unit_factor
from factors import Library
from factors.cells import DESIGNS, ITEMS, MATERIALS, PARTS, POWER, WHOLE, chemistries, share_column

GREET = "greet-2022"  # the edition that the designs belong to
GAS, ELECTRICITY = "natural gas", "electricity"


@dataclass(frozen=True, eq=False)
class CellLines:
    """The materials of every cell design, one line per chemistry and item, per kilogram of good cell.

    A design has no line of an item of which it holds 0.
    """

    chemistries: tuple[str, ...]
    chemistry: IndexArray  # of each line, in `chemistries`
    item: tuple[str, ...]
    name: tuple[str, ...]  # as the workbook calls it
    component: tuple[str, ...]  # as `factors.cells.COMPONENTS`
    material: tuple[str, ...]  # key of batteries.materials
    content: FloatArray  # kg in a kg of cell; 0 for what is used up
    demand: FloatArray  # kg charged per kg of cell
    factor: FloatArray  # kgCO2e/kg; NaN where the edition has none
    reference: tuple[str, ...]  # of the amount: the design, or the item where it is per kilogram of another
    factor_reference: tuple[str, ...]  # of the factor; '' where there is none

    @property
    def contribution(self) -> FloatArray:
        """Footprint of each line, kgCO2e per kg of cell."""
        return self.demand * self.factor

    @property
    def footprint(self) -> FloatArray:
        """Footprint of the materials of each chemistry, kgCO2e per kg of cell; NaN where a factor is missing."""
        sums = np.zeros(len(self.chemistries))
        np.add.at(sums, self.chemistry, self.contribution)
        return sums


@dataclass(frozen=True, eq=False)
class CellEnergy:
    """The energy of making cells, an entry per chemistry, per kilogram of good cell."""

    chemistries: tuple[str, ...]
    gas: FloatArray  # MJ/kg
    electricity: FloatArray  # kWh/kg
    gas_factor: float  # kgCO2e/MJ
    reference: tuple[str, ...]
    gas_reference: str

    @property
    def total(self) -> FloatArray:
        """Natural gas and electricity, MJ/kg."""
        return self.gas + self.electricity * unit_factor("kWh", "MJ")

    @property
    def gas_share(self) -> FloatArray:
        """Share of natural gas in the total."""
        return self.gas / self.total


@dataclass(frozen=True, eq=False)
class PackParts:
    """The parts of modules and packs, one line per chemistry and part, per kilowatt-hour of nominal capacity."""

    chemistries: tuple[str, ...]
    chemistry: IndexArray
    part: tuple[str, ...]
    level: tuple[str, ...]  # module or pack
    component: tuple[str, ...]
    material: tuple[str, ...]  # '' where the source names none
    mass: FloatArray  # kg/kWh
    factor: FloatArray  # kgCO2e/kg; NaN where no material is named
    reference: tuple[str, ...]
    factor_reference: tuple[str, ...]

    @property
    def counted(self) -> BoolArray:
        """Which parts have a material and with it a factor."""
        return np.isfinite(self.factor)


def cell_lines(library: Library, nmp_recovery: float = 0.0, edition: str = GREET) -> CellLines:
    """Return the material lines of every cell design in use.

    Parameters
    ----------
    library : Library
        The data.
    nmp_recovery : float
        Share (0 to 1) of the solvent that the plant gets back. The workbook names 99.5 % and does not apply it.
    edition : str
        The set of ``batteries.materials``; an older one shows the spread, the bills stay those of the designs.
    """
    designs, items, every = library.table(DESIGNS), library.table(ITEMS), chemistries(library)
    design = _rows(library, every)
    names, per = items.columns["item"], items.columns["of"]
    host = np.array([n if of == WHOLE else names.index(of) for n, of in enumerate(per)], dtype=np.intp)
    whole = np.array([of == WHOLE for of in per])
    none = np.zeros(len(every))
    amounts = [
        designs.numbers(share_column(n))[design] if w else none for n, w in zip(names, whole, strict=True)
    ]
    content = np.stack(amounts, axis=1)  # chemistry x item
    yields, kept = items.numbers("yield_share"), [one == "yes" for one in items.columns["recovered"]]
    charged = content / yields / designs.numbers("acceptance_share")[design][:, np.newaxis]
    lost = np.where(kept, 1 - nmp_recovery, 1)
    per_other = charged[:, host] * items.numbers("amount_kg_per_kg") / yields * lost
    chemistry, item = np.nonzero(content[:, host])
    lines = list(zip(design[chemistry].tolist(), item.tolist(), strict=True))
    active = designs.columns["active_material"]
    material = tuple(items.columns["material"][n] or active[row] for row, n in lines)
    factor, factor_reference = material_factors(library, material, edition)
    return CellLines(
        every,
        chemistry,
        _texts(names, item),
        _texts(items.columns["name"], item),
        _texts(items.columns["component"], item),
        material,
        content[chemistry, item],
        np.where(whole, charged, per_other)[chemistry, item],
        factor,
        tuple(designs.reference(row) if whole[n] else items.reference(n) for row, n in lines),
        factor_reference,
    )


def cell_energy(library: Library) -> CellEnergy:
    """Return the energy of making cells of every design in use."""
    table, power, every = library.table(DESIGNS), library.table(POWER), chemistries(library)
    design = _rows(library, every)
    gas = power.columns["carrier"].index(GAS)
    return CellEnergy(
        every,
        table.numbers("natural_gas_mj_per_kg_cell")[design],
        table.numbers("electricity_kwh_per_kg_cell")[design],
        float(power.numbers("value_kgco2e_per_mj")[gas]),
        tuple(table.reference(row) for row in design.tolist()),
        power.reference(gas),
    )


def cell_mass_per_kwh(library: Library) -> FloatArray:
    """Return the kilograms of cells in a kilowatt-hour of nominal capacity, by `chemistries` of the library."""
    values: FloatArray = library.table(DESIGNS).numbers("cell_mass_kg_per_kwh")
    return values[_rows(library, chemistries(library))]


def pack_parts(library: Library, edition: str = GREET) -> PackParts:
    """Return the parts of modules and packs of every design in use; a factor only where a material is named."""
    table, every = library.table(PARTS), chemistries(library)
    columns = table.columns
    chosen = [row for row, chemistry in enumerate(columns["chemistry"]) if chemistry in every]
    material = _texts(columns["material"], chosen)
    factor, factor_reference = material_factors(library, material, edition)
    return PackParts(
        every,
        np.array([every.index(columns["chemistry"][row]) for row in chosen], dtype=np.intp),
        _texts(columns["part"], chosen),
        _texts(columns["level"], chosen),
        _texts(columns["component"], chosen),
        material,
        table.numbers("mass_kg_per_kwh")[chosen],
        factor,
        tuple(table.reference(row) for row in chosen),
        factor_reference,
    )


def material_factors(
    library: Library, materials: Sequence[str], edition: str = GREET
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the footprint of each material in an edition, kgCO2e/kg, and its reference; NaN and '' for none."""
    factors, references = _edition(library, edition)
    values = np.array([factors.get(material, np.nan) for material in materials])
    return values, tuple(references.get(material, "") for material in materials)


def editions(library: Library) -> tuple[str, ...]:
    """Return the editions of ``batteries.materials``, in the order of the table."""
    return tuple(dict.fromkeys(library.table(MATERIALS).columns["set"]))


@cache
def _edition(library: Library, edition: str) -> tuple[dict[str, float], dict[str, str]]:
    table = library.table(MATERIALS)
    values = table.numbers("value_kgco2e_per_kg")
    known = library.known_rows(MATERIALS)
    rows = [row for row, name in enumerate(table.columns["set"]) if name == edition and known[row]]
    keys = table.columns["material"]
    held = [row for row in rows if np.isfinite(values[row])]
    return {keys[r]: float(values[r]) for r in held}, {keys[r]: table.reference(r) for r in held}


def _rows(library: Library, wanted: Sequence[str]) -> IndexArray:
    """Return the row of the design of each chemistry."""
    held = library.table(DESIGNS).columns["chemistry"]
    return np.array([held.index(key) for key in wanted], dtype=np.intp)


def _texts(column: Sequence[str], rows: Sequence[int] | IndexArray) -> tuple[str, ...]:
    return tuple(column[row] for row in rows)
