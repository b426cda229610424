"""From the cells of lots to what the kernel takes: indices of figures, grids in g/kWh, shares, states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.engine.cells import numbers
from calc.engine.model import BoolArray, FloatArray, IndexArray, IntArray, TableData
from calc.engine.states import States
from calc.metals import status as st
from calc.metals.allocations import Allocations, allocations
from calc.metals.grids import grids
from calc.metals.meanings import (
    CO2_ONLY,
    CUMULATIVE,
    ELECTRIC,
    ELECTROLYTIC,
    OF_MIX,
    OF_WORLD,
    STOOD_IN,
    Meanings,
    has,
)
from calc.metals.points import at_points

OPTIONAL = ("supplier", "lot", "unit", "destination")  # no figure rests on these columns


@dataclass(frozen=True)
class Lots:
    """Lots as the kernel takes them, one entry per row; -1 and NaN stand for what is not there.

    `primary`, `secondary` are indices into the figures; `grid`, `smelter` gCO2e/kWh, whether a figure rests on them
    or not, `grid_row`, `smelter_row` rows of `energy.grid` (-1: none, or given by the user).
    """

    size: int
    known: Meanings
    material: IndexArray
    mass: FloatArray
    share: FloatArray
    primary: IndexArray
    secondary: IndexArray
    grid: FloatArray
    smelter: FloatArray
    grid_row: IntArray
    smelter_row: IntArray
    yield_factor: FloatArray
    supplier: FloatArray | None
    allocation: Allocations
    at_points: FloatArray
    legs: IndexArray  # entry of the leg table; empty where the sheet has no freight
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]


def codes(data: TableData, name: str) -> IndexArray:
    """Return the spellings of a text column by number, -1 for an empty cell."""
    found = data.coded(name)
    return np.full(data.size, -1, dtype=np.intp) if found is None else found.codes.astype(np.intp)


def resolve(data: TableData, known: Meanings, part: slice) -> Lots:
    """Return the lots of a part of the table, every row with its state.

    Parameters
    ----------
    data : TableData
        The part.
    known : Meanings
        What the spellings of the whole table mean.
    part : slice
        Where the part stands in the whole table.
    """
    states = States(data.size, st.WORDS)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL]
    for mask in refused:
        states.end(mask, st.INVALID)
    material = known.material.take(codes(data, "material"), mode="wrap")
    states.end(material < 0, st.UNKNOWN_MATERIAL)
    origin = codes(data, "origin")
    states.end(known.origin_unknown.take(origin, mode="wrap"), st.UNKNOWN_ORIGIN)
    share = _shares(data, known, states)
    primary = _figure(known, 0, material, origin)
    secondary = _graded(data, known, material, _figure(known, 1, material, origin), states)
    traits = known.of_figures.traits
    first, second = traits.take(primary, mode="wrap"), traits.take(secondary, mode="wrap")
    supplier = data.numbers("supplier_factor")
    given = np.zeros(data.size, dtype=bool) if supplier is None else ~np.isnan(supplier)
    _boundaries(data, known, primary, secondary, share, given, states)
    legs = np.empty(0, dtype=np.intp) if known.legs is None else known.legs.codes[part]
    if legs.size:
        states.end(known.leg_faults[legs], st.FREIGHT_UNCLEAR)
    states.end(given, st.GIVEN)  # from here on nothing of ours is needed
    needed = has(ELECTRIC, first | second)
    grid, grid_row, smelter, smelter_row = grids(
        data, known, origin, needed, has(ELECTROLYTIC, first | second), given, states
    )
    on_points = at_points(known.printed, material, (primary < 0) & (secondary < 0), share, states)
    allocation = allocations(data, known, material, given | ~np.isnan(on_points), states)
    _figures_needed(primary, secondary, share, allocation.a, on_points, given, states)
    yields = _yields(data, known, secondary, given, states)
    _only_notes(known, first, second, share, origin, states)
    return Lots(
        size=data.size,
        known=known,
        material=material,
        mass=numbers(data, "mass"),
        share=share,
        primary=primary,
        secondary=secondary,
        grid=grid,
        smelter=smelter,
        grid_row=grid_row,
        smelter_row=smelter_row,
        yield_factor=yields,
        supplier=supplier,
        allocation=allocation,
        at_points=on_points,
        legs=legs,
        status=states.status,
        notes=states.notes,
    )


def _shares(data: TableData, known: Meanings, states: States) -> FloatArray:
    """Return the recycled share of each lot, from share or route; NaN where neither is given."""
    share, route = numbers(data, "recycled_share"), data.coded("route")
    if route is None:
        return share
    of_route = known.share_of_route.take(route.codes, mode="wrap")
    states.end((route.codes >= 0) & np.isnan(of_route), st.UNKNOWN_ROUTE)
    both = ~np.isnan(share) & ~np.isnan(of_route)
    states.end(both & (share != of_route), st.SHARE_CONTRADICTION)
    states.note(both & (share == of_route), "both")
    return np.where(np.isnan(share), of_route, share)


def _figure(known: Meanings, route: int, material: IndexArray, origin: IndexArray) -> IndexArray:
    """Return the figure that stands for a route of each lot: by material and the region of its origin."""
    table = known.by_region[route]
    if table.shape[1] == 1:
        return table.ravel().take(material, mode="wrap")
    at: IndexArray = material * table.shape[1] + known.region[route].take(origin, mode="wrap")
    return table.ravel().take(at, mode="wrap")


def _graded(
    data: TableData, known: Meanings, material: IndexArray, secondary: IndexArray, states: States
) -> IndexArray:
    """Return the secondary figures, those of the scrap grade where one is held."""
    grade = data.coded("scrap_grade")
    if grade is None:
        return secondary
    graded = known.graded[material, known.grade[grade.codes]]
    states.note((grade.codes >= 0) & (graded < 0), "grade_unused")
    return np.where(graded >= 0, graded, secondary)


def _boundaries(
    data: TableData,
    known: Meanings,
    primary: IndexArray,
    secondary: IndexArray,
    share: FloatArray,
    given: BoolArray,
    states: States,
) -> None:
    """Find lots that would compare figures of different boundaries: the two routes, or the supplier's with ours."""
    f, stated = known.of_figures, data.coded("boundary")
    if stated is not None:
        states.note((stated.codes >= 0) & ~given, "boundary_unused")
    if f.one_family and not given.any():
        return
    families = f.family
    first, second = families.take(primary, mode="wrap"), families.take(secondary, mode="wrap")
    mixed = (first != second) & (first >= 0) & (second >= 0) & (share > 0) & ~given
    if given.any():
        theirs = known.boundary.take(codes(data, "boundary"), mode="wrap")
        states.note(given & (theirs < 0), "boundary_assumed")
        mixed |= given & (theirs >= 0) & (first >= 0) & (theirs != first)
    if known.chosen["boundaries"] == "same":
        states.end(mixed, st.BOUNDARY_MISMATCH)
    else:
        states.note(mixed, "mixed")


def _figures_needed(
    primary: IndexArray,
    secondary: IndexArray,
    share: FloatArray,
    a: FloatArray,
    on_points: FloatArray,
    given: BoolArray,
    states: States,
) -> None:
    """Refuse lots whose route has no figure, and those of which neither share nor route is known."""
    states.end(np.isnan(share) & ~given, st.SHARE_MISSING)
    for figure, name, virgin in ((secondary, "no_secondary", False), (primary, "no_primary", True)):
        missing = figure < 0
        if missing.any():
            missing &= np.isnan(on_points)
            needed = share < 1 if virgin else share > 0
            states.end(missing & (needed | (a < 1)) & ~given, st.NO_FIGURE)
            states.note(missing, name)


def _yields(
    data: TableData, known: Meanings, secondary: IndexArray, unused: BoolArray, states: States
) -> FloatArray:
    """Return by what the secondary route is multiplied because of the yield given."""
    given = data.numbers("yield")
    if given is None:
        return np.ones(data.size)
    scrap = known.of_figures.scrap.take(secondary, mode="wrap")
    states.note(~np.isnan(given) & (np.isnan(scrap) | unused), "yield_unused")
    if known.chosen["yield_energy"] == "per_product":
        return np.ones(data.size)
    return np.where(np.isnan(given) | np.isnan(scrap), 1.0, 1.0 / (given * scrap))


def _only_notes(
    known: Meanings,
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    share: FloatArray,
    origin: IndexArray,
    states: States,
) -> None:
    """Note what the traits of the two figures say."""
    virgin = ~(share >= 1)
    states.note((has(CO2_ONLY, first) & virgin) | (has(CO2_ONLY, second) & ~(share <= 0)), "co2_only")
    states.note(has(OF_MIX, first) & virgin, "of_mix")
    states.note(has(STOOD_IN, first), "stand_in")
    states.note((has(CUMULATIVE, first) & virgin) | (has(CUMULATIVE, second) & ~(share <= 0)), "cumulative")
    if known.chosen["inventory"] == "origin":
        states.note(has(OF_WORLD, first) & known.origin_named.take(origin, mode="wrap"), "world_inventory")
