"""What the flows of a network count for: gases by mass, greenhouse gases by a named GWP set, energy, water.

A carrier burnt (MJ) counts by the combustion set that is named; electricity is left open, because each row brings
its own grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.model import FloatArray
from factors import Library

ELECTRICITY, ELECTROLYSIS = "electricity", "electrolysis electricity"  # carriers that a row's grids settle
POWER = (ELECTRICITY, ELECTROLYSIS)
KG_PER_T = 1000
COMBUSTION, STOICHIOMETRY, GWP = "emissions.combustion", "emissions.stoichiometry", "emissions.gwp"


@dataclass(frozen=True)
class Gases:
    """Kilograms of each gas per unit of each flow, (gases, flows)."""

    names: tuple[str, ...]
    per_flow: FloatArray


def gases(
    library: Library, flows: Sequence[str], combustion: str, carriers: Mapping[str, str] | None = None
) -> Gases:
    """Return the gases of each flow: emissions as they are (kg), carriers burnt by a combustion set (MJ).

    Parameters
    ----------
    flows : sequence of str
        Names of flows; electricity and what is no gas and no fuel give nothing.
    combustion : str
        A set of `emissions.combustion`, such as ``ipcc-2006``.
    carriers : mapping
        Flow -> the fuel that it is taken for, for flows whose source names none.

    Raises
    ------
    UsageError
        There is no such set.
    """
    table = library.table(COMBUSTION)
    values = table.numbers("value_kg_per_mj")
    rows = list(zip(*(table.columns[c] for c in ("fuel", "set", "gas")), strict=True))
    if combustion not in table.columns["set"]:
        known = ", ".join(dict.fromkeys(table.columns["set"]))
        raise UsageError(f"no combustion set '{combustion}'; choose one of {known}")
    per_unit = {
        (fuel, gas): v for (fuel, name, gas), v in zip(rows, values, strict=True) if name == combustion
    }
    made = library.table(STOICHIOMETRY)
    for material, gas, ratio in zip(
        made.columns["material"], made.columns["gas"], made.numbers("kg_per_kg"), strict=True
    ):
        per_unit[material, gas] = ratio * KG_PER_T  # such a flow is stated in tonnes
    known_gases = tuple(dict.fromkeys(library.table(GWP).columns["gas"]))
    found = np.zeros((len(known_gases), len(flows)))
    for column, flow in enumerate(flows):
        if flow in known_gases:
            found[known_gases.index(flow), column] = 1.0
            continue
        fuel = (carriers or {}).get(flow, flow)
        for row, gas in enumerate(known_gases):
            found[row, column] = per_unit.get((fuel, gas), 0.0)
    return Gases(known_gases, found)


def warming(library: Library, gwp_set: str) -> FloatArray:
    """Return kg CO2e per kg of each gas, in the order of `gases`, NaN where the set has none.

    Raises
    ------
    UsageError
        There is no such set.
    """
    table = library.table(GWP)
    values = table.numbers("gwp_kgco2e_per_kg")
    cells = zip(table.columns["gas"], table.columns["set"], values, strict=True)
    of_set = {gas: value for gas, name, value in cells if name == gwp_set}
    if not of_set:
        known = ", ".join(dict.fromkeys(table.columns["set"]))
        raise UsageError(f"no GWP set '{gwp_set}'; choose one of {known}")
    return np.array([of_set.get(gas, np.nan) for gas in dict.fromkeys(table.columns["gas"])])


def global_warming(amounts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return CO2e of amounts of gases, (gases, ...), by their weights; a gas that is there but has none gives NaN.

    A gas without a weight that does not occur counts nothing.
    """
    counted = np.where(amounts == 0.0, 0.0, amounts * weights.reshape((-1,) + (1,) * (amounts.ndim - 1)))
    found: FloatArray = counted.sum(axis=0)
    return found
