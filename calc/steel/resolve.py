"""From the cells of steel to what the kernel takes: routes, shares, grids in g/kWh, hydrogen, capture, states.

Each distinct spelling is looked at once; rows then take the answer by index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.assumptions import choices
from calc.engine.cells import looked_up, numbers, texts, unknown_spellings
from calc.engine.model import BoolArray, Coded, FloatArray, IndexArray, IntArray, Options, TableData
from calc.engine.states import States
from calc.methods.grids import UNKNOWN, WITHOUT, country_names, named_grids, origin_grids
from calc.steel import status as st
from calc.steel.alloys import Alloy, alloy
from calc.steel.routes import Inventory, inventory_of
from calc.steel.spellings import ELECTROLYSIS, GIVEN, REFORMING, hydrogen_source, route_name
from factors import Library, names
from factors.grids import Grids, grid_key

PROFILE = "profiles.steel"
OPTIONAL_TEXTS = ("supplier", "lot", "unit", "product")  # no figure rests on them
SCRAP_ROUTE = "scrap-EAF"


@dataclass(frozen=True)
class Rows:
    """Rows as the kernel takes them; -1 and NaN stand for what is not there.

    `route` is an index into the routes of `inventory`; `grid`, `hydrogen_grid` gCO2e/kWh, `grid_row`,
    `hydrogen_grid_row` rows of `energy.grid` (-1: given by the user or unused); `gas`, `coal` kgCO2e/GJ as given;
    `hydrogen` a source of hydrogen, -1 on routes without any.
    """

    size: int
    inventory: Inventory
    chosen: Mapping[str, str]
    route: IntArray
    share: FloatArray
    mass: FloatArray
    grid: FloatArray
    grid_row: IntArray
    hydrogen_grid: FloatArray
    hydrogen_grid_row: IntArray
    hydrogen: IntArray
    hydrogen_footprint: FloatArray
    efficiency: FloatArray
    gas: FloatArray
    coal: FloatArray
    capture: FloatArray
    capture_power: FloatArray  # kWh/tCO2
    alloy_code: IntArray
    alloys: tuple[Alloy, ...]
    rolling: FloatArray
    premium: FloatArray
    price: FloatArray
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]
    origin: Coded
    outside: BoolArray  # goods to which CBAM does not apply: of the Union, or of an origin of Annex III
    unknown: Mapping[str, Coded]  # column -> spellings that mean nothing, -1 where they do


def resolve(data: TableData, library: Library, options: Options) -> Rows:
    """Return the rows of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    inventory = inventory_of(library, chosen)
    states = States(data.size, st.WORDS)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    spelled = texts(data, "route")
    met = [route_name(text) for text in spelled.values]
    route = looked_up(spelled, [inventory.index(name) for name, _ in met])
    states.end(route < 0, st.UNKNOWN_ROUTE)
    states.note(np.array([*(taken for _, taken in met), False])[spelled.codes], "dri_gas")
    share = _shares(data, inventory, chosen, route, states)
    country = texts(data, "origin")
    keys = [grid_key(text, library.names) for text in country.values]
    sources = texts(data, "hydrogen_route")
    hydrogen = _hydrogen(data, inventory, sources, route, share, states)
    (grid, grid_row), (hydrogen_grid, hydrogen_row), unknown_grids = _grids(
        data, library, country, keys, hydrogen == ELECTROLYSIS, states
    )
    efficiency = numbers(data, "electrolyser_efficiency")
    capture, capture_power = _capture(data, inventory, route, states)
    _unused(data, inventory, route, share, hydrogen, states)
    alloying = texts(data, "alloying")
    alloys = tuple(alloy(library, text) for text in alloying.values)
    faulty = np.array([*(bool(a.fault) for a in alloys), False])[alloying.codes]
    states.end(faulty, st.ALLOY_UNKNOWN)
    states.note((alloying.codes >= 0) & ~faulty, "alloy_precursor")
    outside = _outside(keys, library)[country.codes]
    states.note(outside, "outside_cbam")
    return Rows(
        size=data.size,
        inventory=inventory,
        chosen=chosen,
        route=route,
        share=share,
        mass=numbers(data, "mass"),
        grid=grid,
        grid_row=grid_row,
        hydrogen_grid=hydrogen_grid,
        hydrogen_grid_row=hydrogen_row,
        hydrogen=hydrogen,
        hydrogen_footprint=numbers(data, "hydrogen_footprint"),
        efficiency=np.where(np.isnan(efficiency), inventory.efficiency, efficiency),
        gas=numbers(data, "gas_factor"),
        coal=numbers(data, "coal_factor"),
        capture=capture,
        capture_power=capture_power,
        alloy_code=alloying.codes.astype(np.int32),
        alloys=alloys,
        rolling=numbers(data, "casting_rolling"),
        premium=numbers(data, "cost_premium"),
        price=numbers(data, "steel_price"),
        status=states.status,
        notes=states.notes,
        origin=country_names(country, keys, library),
        outside=outside,
        unknown={
            "route": unknown_spellings(spelled, [bool(name) for name, _ in met]),
            "origin": unknown_spellings(country, [k is not None for k in keys]),
            "hydrogen_route": unknown_spellings(sources, [hydrogen_source(v) >= 0 for v in sources.values]),
            **unknown_grids,
        },
    )


def _outside(keys: Sequence[str | None], library: Library) -> BoolArray:
    """Return which countries of origin are outside CBAM; the empty cell at the end is not.

    Source: Regulation (EU) 2023/956, Art. 2 and Annex III.
    """
    known = names.territories(library.names)
    free = [key is not None and key in known and known[key].customs_status != "third" for key in keys]
    return np.array([*free, False])


def _of_route(inventory: Inventory, route: IntArray, field: str) -> NDArray[Any]:
    """Return a field of each row's route; that of the last route where there is none."""
    found: NDArray[Any] = np.array([getattr(r, field) for r in inventory.routes])[route]
    return found


def _shares(
    data: TableData, inventory: Inventory, chosen: Mapping[str, str], route: IntArray, states: States
) -> FloatArray:
    """Return the scrap share of each row, that of the route's inventory where none is given."""
    given = numbers(data, "scrap_share")
    usual = _of_route(inventory, route, "scrap_share")
    share = np.where(np.isnan(given), usual, given)
    melts = route == inventory.index(SCRAP_ROUTE)
    part = melts & (share < 1)
    states.end(part & ((share == 0) | (chosen["eaf_rest"] == "refuse")), st.ROUTE_CONTRADICTION)
    states.note(part, "rest_is_dri")
    states.note(np.isnan(given) & (usual > 0) & ~melts, "share_of_route")
    blown = np.array([r.iron.hydrogen == 0 and not r.iron.gas.any() for r in inventory.routes])[route]
    states.note(blown & (share > usual), "scrap_above")
    return share


def _hydrogen(
    data: TableData,
    inventory: Inventory,
    spelled: Coded,
    route: IntArray,
    share: FloatArray,
    states: States,
) -> IntArray:
    """Return the source of hydrogen of each row, electrolysis where none is given, -1 where none is used."""
    named = looked_up(spelled, [hydrogen_source(text) for text in spelled.values])
    given = ~np.isnan(numbers(data, "hydrogen_footprint"))
    uses = np.array([r.iron.hydrogen > 0 for r in inventory.routes])[route] & (route >= 0)
    source = np.where(spelled.codes < 0, np.where(given, GIVEN, ELECTROLYSIS), named)
    states.end(uses & ((source < 0) | ((source == GIVEN) & ~given)), st.HYDROGEN_MISSING)
    bought = ((source == GIVEN) & given) | (source == REFORMING)
    states.note(uses & bought & (share < 1), "hydrogen_precursor")
    cells = given | (spelled.codes >= 0) | ~np.isnan(numbers(data, "electrolyser_efficiency"))
    states.note(~uses & cells & (route >= 0), "hydrogen_unused")
    return np.where(uses, source, -1).astype(np.int32)


def _grids(
    data: TableData,
    library: Library,
    country: Coded,
    keys: Sequence[str | None],
    electrolysed: BoolArray,
    states: States,
) -> tuple[tuple[FloatArray, IntArray], tuple[FloatArray, IntArray], dict[str, Coded]]:
    """Return the grid of each row and that of its electrolysis, with their rows in `energy.grid`."""
    table = Grids.of(library)
    years = numbers(data, "year")
    unknown: dict[str, Coded] = {}

    def one(column: str, fallback: IndexArray, needed: BoolArray) -> tuple[FloatArray, IntArray, BoolArray]:
        given, named = numbers(data, column), texts(data, f"{column}.name")
        codes = named_grids(named.values, table, library)
        unknown[column] = unknown_spellings(named, [code != UNKNOWN for code in codes[:-1].tolist()])
        own = np.maximum(codes[named.codes], WITHOUT)
        value, row, exact = table.by_key_year(np.where(named.codes >= 0, own, fallback), years)
        value = np.where(np.isnan(given), value, given)
        row = np.where(np.isnan(given), row, -1).astype(np.int32)
        has = (named.codes >= 0) | ~np.isnan(given)
        states.note((row >= 0) & ~exact & needed, "grid_year")
        states.end((named.codes >= 0) & np.isnan(value) & needed, st.GRID_MISSING)
        return value, row, has

    every = np.ones(data.size, dtype=bool)
    grid, row, has = one("grid", origin_grids(keys, table)[country.codes], every)
    known = looked_up(country, [0 if k else -1 for k in keys])
    states.end(~has & (country.codes >= 0) & (known < 0), st.UNKNOWN_ORIGIN)
    states.end(np.isnan(grid), st.GRID_MISSING)
    states.note(~has & (country.codes >= 0), "grid_of_origin")
    states.note(~has & (country.codes < 0), "grid_of_world")
    own, own_row, separate = one("hydrogen_grid", np.full(data.size, WITHOUT), electrolysed)
    separate &= electrolysed
    return (
        (grid, row),
        (
            np.where(separate, own, grid),
            np.where(electrolysed, np.where(separate, own_row, row), -1).astype(np.int32),
        ),
        unknown,
    )


def _capture(
    data: TableData, inventory: Inventory, route: IntArray, states: States
) -> tuple[FloatArray, FloatArray]:
    """Return capture rate and energy [kWh/tCO2] of each row, 0 where the route captures nothing."""
    rate, energy = numbers(data, "capture_rate"), numbers(data, "capture_energy")
    captures = _of_route(inventory, route, "captures") & (route >= 0)
    held = _of_route(inventory, route, "capture_power") * units.factor("MWh", "kWh")
    energy = np.where(np.isnan(energy), held, energy)
    states.end(captures & (np.isnan(rate) | np.isnan(energy)), st.CAPTURE_MISSING)
    states.note(captures, "capture_heat")
    stray = ~np.isnan(rate) | ~np.isnan(numbers(data, "capture_energy"))
    states.note(~captures & stray & (route >= 0), "capture_unused")
    return np.where(captures, rate, 0.0), np.where(captures, energy, 0.0)


def _unused(
    data: TableData,
    inventory: Inventory,
    route: IntArray,
    share: FloatArray,
    hydrogen: IntArray,
    states: States,
) -> None:
    """Say where a figure of gas, coal or the grid of hydrogen changes nothing."""
    ore = (route >= 0) & (share < 1)
    burns = np.array([r.iron.gas.any() for r in inventory.routes])[route] & ore
    smelts = np.array([r.iron.coal.any() for r in inventory.routes])[route] & ore
    known = route >= 0
    states.note(~np.isnan(numbers(data, "gas_factor")) & ~burns & known, "gas_unused")
    states.note(~np.isnan(numbers(data, "coal_factor")) & ~smelts & known, "coal_unused")
    own_grid = ~np.isnan(numbers(data, "hydrogen_grid")) | (texts(data, "hydrogen_grid.name").codes >= 0)
    states.note(own_grid & (hydrogen != ELECTROLYSIS) & known, "hydrogen_unused")
