"""The arithmetic of steel, on whole columns: no units, no names, no tables.

Emissions are t CO2e per t of steel, energy GJ, electricity and hydrogen MWh, grids and factors t CO2e per MWh or GJ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.engine.model import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Stack:
    """`calc.steel.routes.Parts` of all routes, (routes + 1, stages); the last row is NaN: no route."""

    direct: FloatArray
    gas: FloatArray
    coal: FloatArray
    power: FloatArray
    energy: FloatArray


@dataclass(frozen=True)
class Charge:
    """What decides a row: `iron` is t of iron per t of steel, hydrogen stands per t of iron."""

    route: IntArray
    iron: FloatArray
    grid: FloatArray
    gas: FloatArray
    coal: FloatArray  # NaN: that of the route
    hydrogen: FloatArray  # MWh per t of iron
    electrolysed: BoolArray
    efficiency: FloatArray
    hydrogen_grid: FloatArray
    hydrogen_bought: FloatArray  # tCO2e per MWh, where it is not electrolysed here
    capture: FloatArray  # share; 0 where nothing is captured
    capture_power: FloatArray  # MWh per tCO2; 0 where nothing is captured


@dataclass(frozen=True)
class Steel:
    """One tonne of each row: `stages` (stages, rows) sum with `upstream` of the hydrogen inside to the whole."""

    direct: FloatArray
    electricity: FloatArray
    hydrogen: FloatArray  # emissions of hydrogen made elsewhere
    power: FloatArray  # MWh
    energy: FloatArray  # GJ
    captured: FloatArray
    stages: tuple[FloatArray, ...]


def steel(iron: Stack, furnace: Stack, charge: Charge, iron_stage: int) -> Steel:
    """Return direct emissions, those of electricity and of bought hydrogen, by row and stage.

    Parameters
    ----------
    iron, furnace : Stack
        Per tonne of iron and per tonne of steel.
    iron_stage : int
        The stage where iron is made: hydrogen, smelting coal and capture belong to it.
    """
    size = len(charge.route)
    direct, electricity, power, energy = (np.zeros(size) for _ in range(4))
    captured = np.zeros(size)
    hydrogen = charge.iron * charge.hydrogen
    used = np.where(charge.electrolysed, hydrogen / charge.efficiency, 0.0)
    bought = np.where(charge.electrolysed, 0.0, hydrogen * charge.hydrogen_bought)
    stages = []
    for stage in range(iron.direct.shape[1]):

        def both(name: str, at: int = stage) -> FloatArray:
            of_iron: FloatArray = getattr(iron, name)[:, at].take(charge.route, mode="wrap")
            of_furnace: FloatArray = getattr(furnace, name)[:, at].take(charge.route, mode="wrap")
            return charge.iron * of_iron + of_furnace

        burnt = both("gas")
        own = both("direct")
        if stage == iron_stage:
            coal = both("coal")
            own = np.where((coal > 0) & ~np.isnan(charge.coal), coal * charge.coal, own)
        own = own + burnt * charge.gas
        drawn = both("power")
        if stage == iron_stage:
            captured = own * charge.capture
            own = own - captured
            drawn = drawn + captured * charge.capture_power
        current = drawn * charge.grid
        if stage == iron_stage:
            current = current + used * charge.hydrogen_grid
        direct += own
        electricity += current
        power += drawn
        energy += both("energy")
        stages.append(own + current + (bought if stage == iron_stage else 0.0))
    return Steel(direct, electricity, bought, power + used, energy, captured, tuple(stages))
