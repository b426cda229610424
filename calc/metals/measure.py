"""What one unit of each flow of a network counts for, and what that makes of a demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.engine import units
from calc.engine.model import FloatArray
from calc.methods import indicators as ind
from calc.methods.systems import System, coverage, stage_inventory
from factors import Library

_WATER = "fresh water"


@dataclass(frozen=True)
class Stage:
    """What a stage adds to one tonne: t CO2e without electricity, and MWh of electricity."""

    name: str
    constant: float
    power: float
    electrolysis: float
    beside: bool = False  # shown beside the total, not in it


@dataclass(frozen=True)
class Indicator:
    """A further indicator of one tonne, and what of the chain its figure covers ('2 of 5 processes')."""

    value: float
    covers: str


def carriers(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what the energy of unnamed carriers is taken for, as the profile chooses."""
    return {
        "mining energy": chosen["copper_mining_energy"],
        "comminution energy": chosen["copper_comminution_energy"],
        "smelting fuel": chosen["copper_smelting_fuel"].replace("_", " "),
        "scrap energy": chosen["copper_scrap_energy"].replace("_", " "),
    }


@dataclass(frozen=True)
class Measure:
    """What one unit of each flow counts for."""

    gases: ind.Gases
    weights: FloatArray
    warming: FloatArray  # tCO2e per unit of flow, without electricity
    power: FloatArray  # MWh per unit of flow
    electrolysis: FloatArray
    energy: FloatArray  # GJ per unit of flow

    @classmethod
    def of(cls, library: Library, system: System, chosen: Mapping[str, str]) -> Measure:
        """Return what the flows of a system count for, as the profile chooses."""
        named = carriers(chosen)
        burnt = {flow: fuel for flow, fuel in named.items() if fuel != ind.ELECTRICITY}
        gases = ind.gases(library, system.flows, chosen["combustion_factors"], burnt)
        weights = ind.warming(library, chosen["gwp"])
        per_unit = ind.global_warming(gases.per_flow, weights) * units.factor("kgCO2e", "tCO2e")
        kinds, flow_units = system.flow_kinds, system.flow_units

        def in_unit(wanted: str, which: tuple[str, ...] | None) -> FloatArray:
            return np.array(
                [
                    units.factor(unit, wanted)
                    if kind == "carrier" and unit in ("MJ", "kWh") and (which is None or flow in which)
                    else 0.0
                    for flow, kind, unit in zip(system.flows, kinds, flow_units, strict=True)
                ]
            )

        electric = (ind.ELECTRICITY, *(flow for flow, fuel in named.items() if fuel == ind.ELECTRICITY))
        return cls(
            gases,
            weights,
            per_unit,
            in_unit("MWh", electric),
            in_unit("MWh", (ind.ELECTROLYSIS,)),
            in_unit("GJ", None),
        )

    def stages(self, system: System, wanted: FloatArray) -> list[Stage]:
        """Return the stages of a demand that do anything."""
        flows = stage_inventory(system, wanted)
        found = zip(
            system.stages, flows @ self.warming, flows @ self.power, flows @ self.electrolysis, strict=True
        )
        return [Stage(n, float(c), float(p), float(e)) for n, c, p, e in found if c or p or e]

    def by_gas(self, flows: FloatArray) -> dict[str, float]:
        """Return t CO2e of each gas that occurs."""
        amounts = (self.gases.per_flow @ flows) * self.weights * units.factor("kgCO2e", "tCO2e")
        return {gas: float(v) for gas, v in zip(self.gases.names, amounts, strict=True) if v > 0}

    def indicators(self, system: System, wanted: FloatArray, flows: FloatArray) -> dict[str, Indicator]:
        """Return energy, and water where a process states it."""
        found = {"energy": Indicator(float(flows @ self.energy), "all carriers, final energy")}
        stating, needed = coverage(system, wanted, [_WATER])
        if stating:
            water = float(flows[system.flow(_WATER)])
            found["water"] = Indicator(water, f"{stating} of {needed} processes")
        return found
