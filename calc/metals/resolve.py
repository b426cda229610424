"""From the cells of lots to what the kernel takes: indices of footprints, grids in g/kWh, shares, states.

Each distinct spelling is looked at once; rows then take the answer by index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.assumptions import choices
from calc.engine.cells import looked_up, numbers, texts, unknown_spellings
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.metals import status as st
from calc.metals.allocations import Allocations, allocations
from calc.metals.footprints import Footprint, footprints, materials
from calc.metals.grids import grids
from calc.metals.points import Points, points
from calc.metals.states import States
from calc.metals.which import chosen_figures
from calc.metals.words import ROUTES, plain
from calc.methods.freight import COLUMNS as FREIGHT
from calc.methods.freight import GridFigure, LegTable, legs
from factors import Library, names
from factors.grids import TABLE as GRID_TABLE
from factors.grids import Grids, grid_key
from factors.materials import material_key

PROFILE = "profiles.metals"
OPTIONAL_TEXTS = ("supplier", "lot", "unit", "destination")  # no figure rests on them


@dataclass(frozen=True)
class Lots:
    """Lots as the kernel takes them, one entry per row; -1 and NaN stand for what is not there.

    `primary`, `secondary` are indices into `figures`; `grid`, `smelter` gCO2e/kWh as they count (0 where nothing
    rests on them), `grid_row`, `smelter_row` rows of `energy.grid` (-1: given by the user or unused).
    """

    size: int
    figures: tuple[Footprint, ...]
    chosen: Mapping[str, str]
    material: IntArray
    mass: FloatArray
    share: FloatArray
    primary: IntArray
    secondary: IntArray
    grid: FloatArray
    smelter: FloatArray
    grid_row: IntArray
    smelter_row: IntArray
    year: FloatArray
    yield_factor: FloatArray
    supplier: FloatArray
    allocation: Allocations
    points: Points
    legs: LegTable
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]
    origin: Coded
    unknown: Mapping[str, Coded]  # column -> spellings that mean nothing, -1 where they do


def resolve(data: TableData, library: Library, options: Options) -> Lots:
    """Return the lots of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    figures = footprints(library, chosen)
    states = States(data.size)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)

    spelled = texts(data, "material")
    known = materials(library)
    keys = [material_key(text) for text in spelled.values]
    material = looked_up(spelled, [known.index(key) if key in known else -1 for key in keys])
    states.end(material < 0, st.UNKNOWN_MATERIAL)

    country = texts(data, "origin")
    region_text = [grid_key(text) for text in country.values]
    unknown_origin = unknown_spellings(country, [key is not None for key in region_text])
    states.end(unknown_origin.codes >= 0, st.UNKNOWN_ORIGIN)

    share = _shares(data, states)
    primary, secondary = chosen_figures(
        data, library, figures, known, material, country, region_text, chosen, states
    )
    grid, grid_row, smelter, smelter_row, unknown_grids = grids(
        data, library, country, region_text, figures, primary, secondary, share, states
    )
    at_points = points(library, known, material, share, states.end, states.note)
    allocation = allocations(data, library, known, material, share, states.end, states.note)
    supplier = _supplier(data, figures, primary, secondary, share, chosen, states)
    _figures_needed(primary, secondary, share, allocation.a, at_points.inside, ~np.isnan(supplier), states)
    legs = _legs(data, library, states)
    yields = _yields(data, figures, secondary, chosen, states)
    _only_notes(data, figures, primary, secondary, share, states)
    states.end(~np.isnan(supplier), st.GIVEN)
    origin = _origins(country, region_text)
    return Lots(
        size=data.size,
        figures=figures,
        chosen=chosen,
        material=material,
        mass=numbers(data, "mass"),
        share=share,
        primary=primary,
        secondary=secondary,
        grid=grid,
        smelter=smelter,
        grid_row=grid_row,
        smelter_row=smelter_row,
        year=numbers(data, "year"),
        yield_factor=yields,
        supplier=supplier,
        allocation=allocation,
        points=at_points,
        legs=legs,
        status=states.status,
        notes=states.notes,
        origin=origin,
        unknown={
            "material": unknown_spellings(spelled, [key in known for key in keys]),
            "origin": unknown_origin,
            **unknown_grids,
        },
    )


def _shares(data: TableData, states: States) -> FloatArray:
    """Return the recycled share of each lot, from share or route; NaN where neither is given."""
    share = numbers(data, "recycled_share")
    route = texts(data, "route")
    of_route = np.array([*(ROUTES.get(plain(v), np.nan) for v in route.values), np.nan])[route.codes]
    states.end((route.codes >= 0) & np.isnan(of_route), st.SHARE_CONTRADICTION)
    both = ~np.isnan(share) & ~np.isnan(of_route)
    states.end(both & (share != of_route), st.SHARE_CONTRADICTION)
    states.note(both & (share == of_route), "both")
    found = np.where(np.isnan(share), of_route, share)
    return found


def _supplier(
    data: TableData,
    figures: tuple[Footprint, ...],
    primary: IntArray,
    secondary: IntArray,
    share: FloatArray,
    chosen: Mapping[str, str],
    states: States,
) -> FloatArray:
    """Return the supplier's figure of each lot, with what its boundary allows."""
    supplier = numbers(data, "supplier_factor")
    given = ~np.isnan(supplier)
    spelled = texts(data, "boundary")
    stated = [
        "-".join(text.casefold().replace("_", " ").replace("-", " ").split()) for text in spelled.values
    ]
    kinds = tuple(dict.fromkeys([*(_family(f.boundary) for f in figures), *stated]))
    own = np.array([kinds.index(_family(f.boundary)) for f in figures] + [-1])
    theirs = looked_up(spelled, [kinds.index(s) for s in stated])
    assumed = given & (theirs < 0)
    states.note(assumed, "boundary_assumed")
    against_primary = (theirs >= 0) & (own[primary] >= 0) & (theirs != own[primary])
    within = (
        (own[primary] >= 0) & (own[secondary] >= 0) & (own[primary] != own[secondary]) & (share > 0) & ~given
    )
    mixed = (given & against_primary) | within
    if chosen["boundaries"] == "same":
        states.end(mixed, st.BOUNDARY_MISMATCH)
    else:
        states.note(mixed, "mixed")
    return supplier


def _family(boundary: str) -> str:
    """Return what of a boundary decides whether figures may stand side by side."""
    return boundary.partition(",")[0]


def _figures_needed(
    primary: IntArray,
    secondary: IntArray,
    share: FloatArray,
    a: FloatArray,
    inside: BoolArray,
    given: BoolArray,
    states: States,
) -> None:
    """Refuse lots whose route has no figure, and those of which neither share nor route is known."""
    free = inside | given
    states.end(np.isnan(share) & ~given, st.SHARE_MISSING)
    both = a < 1
    states.end(((primary < 0) & ((share < 1) | both)) & ~free, st.NO_FIGURE)
    states.end(((secondary < 0) & ((share > 0) | both)) & ~free, st.NO_FIGURE)
    usual = ~inside
    states.note((secondary < 0) & usual, "no_secondary")
    states.note((primary < 0) & usual, "no_primary")


def _yields(
    data: TableData,
    figures: tuple[Footprint, ...],
    secondary: IntArray,
    chosen: Mapping[str, str],
    states: States,
) -> FloatArray:
    """Return by what the secondary route is multiplied because of the yield given."""
    given = numbers(data, "yield")
    scrap = np.array([f.scrap for f in figures] + [np.nan])[secondary]
    states.note(~np.isnan(given) & np.isnan(scrap), "yield_unused")
    if chosen["yield_energy"] == "per_product":
        return np.ones(data.size)
    found: FloatArray = np.where(np.isnan(given) | np.isnan(scrap), 1.0, 1.0 / (given * scrap))
    return found


def _legs(data: TableData, library: Library, states: States) -> LegTable:
    mode, distance, start, end = (data.coded(column.name) for column in FREIGHT)
    held, table = Grids.of(library), library.table(GRID_TABLE)

    def figure(spelled: str) -> GridFigure | None:
        value, row, _ = held.figure(grid_key(spelled) or "")
        value *= units.factor("gCO2e/kWh", "kgCO2e/kWh")
        return None if row < 0 else GridFigure(value, f"grid of {spelled}", table.reference(row))

    found = legs(data.size, mode, distance, start, end, library, figure)
    faulty = np.zeros(len(found.ttw), dtype=bool)
    faulty[list(found.faults)] = True
    states.end(faulty[found.codes], st.FREIGHT_UNCLEAR)
    return found


def _only_notes(
    data: TableData,
    figures: tuple[Footprint, ...],
    primary: IntArray,
    secondary: IntArray,
    share: FloatArray,
    states: States,
) -> None:
    co2 = np.array([f.unit == "tCO2/t" for f in figures] + [False])
    states.note((co2[primary] & ~(share >= 1)) | (co2[secondary] & ~(share <= 0)), "co2_only")
    of_mix = np.array([f.of_mix for f in figures] + [False])
    states.note(of_mix[primary] & ~(share >= 1), "of_mix")


def _origins(country: Coded, keys: Sequence[str | None]) -> Coded:
    territories = names.territories()
    shown = ["" if k is None else territories[k].name_en if k in territories else k for k in keys]
    values = tuple(dict.fromkeys(s for s in shown if s))
    return Coded(looked_up(country, [values.index(s) if s else -1 for s in shown]), values)
