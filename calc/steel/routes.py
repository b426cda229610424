"""The routes of steel, read once from the unit processes.

A tonne of steel is its furnace and a charge of iron and scrap. Iron and furnace are solved as networks by stage;
what a row decides (scrap, grids, gas, coal, hydrogen) stays open, so a row is a product and no new solve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.engine import units
from calc.engine.model import FloatArray
from calc.methods import indicators as ind
from calc.methods.systems import System, demand, inventory, read_system, stage_inventory, supply
from factors import Library

SYSTEM, ROUTES = "processes.steel", "processes.routes"
STAGES = ("coke", "sinter and pellets", "hot metal or DRI", "steelmaking")
COKE, ORE, IRON, STEEL = range(len(STAGES))
BASELINE = "BF-BOF"
HYDROGEN, REFORMED, BEYOND = "hydrogen", "hydrogen from natural gas", "CO2 beyond the reforming plant"
ELECTROLYSER, GAS, COAL = "electrolyser electricity", "natural gas", "smelting coal charged"
GIVEN_CAPTURE = "given"


@dataclass(frozen=True)
class Parts:
    """What one tonne of a product takes, by stage.

    `direct` tCO2e without natural gas, `gas` GJ, `coal` GJ whose carbon is in `direct`, `power` MWh without
    electrolysis, `energy` GJ of everything but hydrogen; `hydrogen` MWh by its lower heating value, of all stages.
    """

    direct: FloatArray
    gas: FloatArray
    coal: FloatArray
    power: FloatArray
    energy: FloatArray
    hydrogen: float


@dataclass(frozen=True)
class Route:
    """One route: `iron_charge` and `scrap_charge` are t per t of steel if the whole charge were of it."""

    name: str
    iron: Parts
    steel: Parts
    iron_charge: float
    scrap_charge: float
    scrap_share: float  # of its inventory
    captures: bool
    capture_power: float  # MWh per tCO2; NaN where nothing is held
    benchmark: str  # letter of the CBAM benchmarks, '' where the law names none
    reference: str
    iron_reference: str
    steel_reference: str


@dataclass(frozen=True)
class Inventory:
    """All routes, and what they share."""

    routes: tuple[Route, ...]
    gas_factor: float  # tCO2e/GJ
    efficiency: float  # of electrolysis, lower heating value
    electrolysis_reference: str
    reformed: float  # tCO2e per MWh of hydrogen from steam reforming
    reformed_reference: str
    hydrogen_mass: float  # t of hydrogen per MWh

    def index(self, name: str) -> int:
        """Return the number of a route, -1 where there is none of that name."""
        return next((n for n, route in enumerate(self.routes) if route.name == name), -1)


@dataclass(frozen=True)
class _Weights:
    direct: FloatArray
    gas: FloatArray
    coal: FloatArray
    power: FloatArray
    energy: FloatArray


def inventory_of(library: Library, chosen: Mapping[str, str]) -> Inventory:
    """Return the routes of `processes.routes`, built from `processes.steel` as the profile chooses.

    Sources stand on each row of the two tables.
    """
    table, system = library.table(ROUTES), read_system(library.table(SYSTEM))
    gases = ind.gases(library, system.flows, chosen["combustion_factors"])
    weights = ind.warming(library, chosen["gwp"])
    per_unit = ind.global_warming(gases.per_flow, weights) * units.factor("kgCO2e", "tCO2e")
    counted = _weights(system, per_unit)
    cells = table.columns
    iron, scrap, share = (table.numbers(c) for c in ("iron_t_per_t", "scrap_t_per_t", "scrap_share"))
    routes = []
    for n, name in enumerate(cells["route"]):
        capture = cells["capture"][n]
        power = float("nan")
        if capture and capture != GIVEN_CAPTURE:
            power = float(inventory(system, _one(system, capture)) @ counted.power)
        routes.append(
            Route(
                name=name,
                iron=_chosen(_parts(system, counted, cells["iron"][n]), cells["iron"][n], library, chosen),
                steel=_parts(system, counted, cells["steel"][n]),
                iron_charge=float(iron[n]),
                scrap_charge=float(scrap[n]),
                scrap_share=float(share[n]),
                captures=bool(capture),
                capture_power=power,
                benchmark=cells["benchmark_route"][n],
                reference=table.reference(n),
                iron_reference=_reference(library, cells["iron"][n], "CO2"),
                steel_reference=_reference(library, cells["steel"][n], "CO2"),
            )
        )
    made = inventory(system, _one(system, REFORMED))
    plant = float(made @ per_unit)
    beyond = float(made[system.flow(BEYOND)]) * units.factor("kgCO2e", "tCO2e")
    per_kwh = plant + (beyond if chosen["reforming"] == "life_cycle" else 0.0)
    to_mwh = units.factor("MWh", "kWh")
    electrolysis = inventory(system, _one(system, HYDROGEN))[system.flow(ELECTROLYSER)]
    return Inventory(
        routes=tuple(routes),
        gas_factor=float(per_unit[system.flow(GAS)]) / units.factor("MJ", "GJ"),
        efficiency=float(1 / electrolysis),
        electrolysis_reference=_reference(library, HYDROGEN, ELECTROLYSER),
        reformed=per_kwh * to_mwh,
        reformed_reference=_reference(library, REFORMED, "CO2"),
        hydrogen_mass=to_mwh * units.factor("kg", "t") / _kwh_per_kg(library),
    )


def _one(system: System, product: str) -> FloatArray:
    return demand(system, {system.at(product): 1.0})


def _weights(system: System, per_unit: FloatArray) -> _Weights:
    def energy(which: tuple[str, ...], wanted: str) -> FloatArray:
        return np.array(
            [
                units.factor(unit, wanted) if flow in which and unit in ("MJ", "kWh") else 0.0
                for flow, unit in zip(system.flows, system.flow_units, strict=True)
            ]
        )

    carriers = tuple(f for f, kind in zip(system.flows, system.flow_kinds, strict=True) if kind == "carrier")
    gas = energy((GAS,), "GJ")
    return _Weights(
        direct=np.where(gas > 0, 0.0, per_unit),
        gas=gas,
        coal=energy((COAL,), "GJ"),
        power=energy((ind.ELECTRICITY,), "MWh"),
        energy=energy(tuple(c for c in carriers if c != ELECTROLYSER), "GJ"),
    )


def _parts(system: System, counted: _Weights, product: str) -> Parts:
    wanted = _one(system, product)
    by_stage = stage_inventory(system, wanted)
    flows = by_stage[[system.stages.index(stage) for stage in STAGES]]
    return Parts(
        direct=flows @ counted.direct,
        gas=flows @ counted.gas,
        coal=flows @ counted.coal,
        power=flows @ counted.power,
        energy=flows @ counted.energy,
        hydrogen=float(supply(system, wanted)[system.at(HYDROGEN)]) * units.factor("kWh", "MWh"),
    )


def _chosen(parts: Parts, product: str, library: Library, chosen: Mapping[str, str]) -> Parts:
    """Return the iron as the profile counts it: ore without pelletising, Corex with credit for its gas."""
    direct, coal, energy, power = (a.copy() for a in (parts.direct, parts.coal, parts.energy, parts.power))
    if chosen["dri_ore"] == "lump" and product.startswith("DRI"):
        direct[ORE] = power[ORE] = energy[ORE] = 0.0
    if chosen["corex_gas"] == "by_energy" and "Corex" in product:
        kept = library.law("profiles.steel").series["corex_share"].values[0].value
        energy[IRON] -= coal[IRON] * (1 - kept)
        direct[IRON], coal[IRON] = direct[IRON] * kept, coal[IRON] * kept
    return Parts(direct, parts.gas, coal, power, energy, parts.hydrogen)


def _rows(library: Library, product: str, exchange: str) -> list[int]:
    cells = library.table(SYSTEM).columns
    makers = {
        p for p, k, e in zip(cells["process"], cells["kind"], cells["exchange"], strict=True)
        if (k, e) == ("product", product)
    }  # fmt: skip
    met = zip(cells["process"], cells["exchange"], strict=True)
    return [n for n, (process, name) in enumerate(met) if process in makers and name == exchange]


def _reference(library: Library, product: str, exchange: str) -> str:
    """Return the reference of a process's row of an exchange, else of its product."""
    rows = _rows(library, product, exchange) or _rows(library, product, product)
    return library.table(SYSTEM).reference(rows[0])


def _kwh_per_kg(library: Library) -> float:
    """Return the lower heating value of hydrogen; steam reforming is stated for one kilogram."""
    return float(library.table(SYSTEM).numbers("per")[_rows(library, REFORMED, REFORMED)[0]])
