"""From the cells of lots to what the kernel takes: indices of footprints, grids in g/kWh, shares, states.

Each distinct spelling is looked at once; rows then take the answer by index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.assumptions import choices
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.metals import status as st
from calc.metals.allocations import Allocations, allocations
from calc.metals.footprints import (
    BUILT,
    PRIMARY,
    SECONDARY,
    WORLD,
    Footprint,
    footprints,
    materials,
    region_of,
)
from calc.metals.points import Points, points
from calc.methods.freight import COLUMNS as FREIGHT
from calc.methods.freight import LegTable, legs
from factors import Library, names
from factors.grids import Grids, grid_key
from factors.materials import material_key

PROFILE = "profiles.metals"
ROUTES = {  # spelling -> recycled share
    **dict.fromkeys(("primary", "virgin", "原生", "原铝", "一次"), 0.0),
    **dict.fromkeys(("secondary", "recycled", "再生", "回收", "二次"), 1.0),
}
WORLD_GRID = "WORLD"
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


def texts(data: TableData, name: str) -> Coded:
    """Return a text column; empty cells all over where no file has it."""
    return data.coded(name) or Coded(np.full(data.size, -1, dtype=np.int32), ())


def numbers(data: TableData, name: str) -> FloatArray:
    """Return a number column; NaN all over where no file has it."""
    found = data.numbers(name)
    return np.full(data.size, np.nan) if found is None else found


def looked_up(coded: Coded, meaning: Mapping[str, int] | Sequence[int]) -> IntArray:
    """Return per row what its spelling means, -1 for an empty cell or an unknown spelling."""
    values = meaning if isinstance(meaning, Sequence) else [meaning.get(v, -1) for v in coded.values]
    found: IntArray = np.array([*values, -1], dtype=np.int32)[coded.codes]
    return found


def unknown_spellings(coded: Coded, known: Sequence[bool]) -> Coded:
    """Return the column with only the spellings that are not known."""
    keep = np.array([*(not k for k in known), False])
    return Coded(np.where(keep[coded.codes], coded.codes, -1).astype(np.int32), coded.values)


class _States:
    """Status and notes while they are settled; the first state that is set stays."""

    def __init__(self, size: int) -> None:
        self.status = np.full(size, st.COMPUTED, dtype=np.int8)
        self.notes = np.zeros(size, dtype=np.uint32)

    def end(self, rows: BoolArray, status: int) -> None:
        self.status[rows & (self.status == st.COMPUTED)] = status

    def note(self, rows: BoolArray, name: str) -> None:
        self.notes[rows] |= st.BIT[name]


def resolve(data: TableData, library: Library, options: Options) -> Lots:
    """Return the lots of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    figures = footprints(library, chosen)
    states = _States(data.size)
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
    primary, secondary = _figures(library, figures, known, material, country, region_text, chosen, states)
    grid, grid_row, smelter, smelter_row, unknown_grids = _grids(
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


def _shares(data: TableData, states: _States) -> FloatArray:
    """Return the recycled share of each lot, from share or route; NaN where neither is given."""
    share = numbers(data, "recycled_share")
    route = texts(data, "route")
    of_route = np.array([*(ROUTES.get(v.strip().casefold(), np.nan) for v in route.values), np.nan])[
        route.codes
    ]
    states.end((route.codes >= 0) & np.isnan(of_route), st.SHARE_CONTRADICTION)
    both = ~np.isnan(share) & ~np.isnan(of_route)
    states.end(both & (share != of_route), st.SHARE_CONTRADICTION)
    states.note(both & (share == of_route), "both")
    found = np.where(np.isnan(share), of_route, share)
    return found


def _figures(
    library: Library,
    figures: tuple[Footprint, ...],
    known: Sequence[str],
    material: IntArray,
    country: Coded,
    keys: Sequence[str | None],
    chosen: Mapping[str, str],
    states: _States,
) -> tuple[IntArray, IntArray]:
    """Return which figures stand for the primary and the secondary route of each lot."""
    territories = names.territories(library.root / "names")
    found: list[IntArray] = []
    for route in (PRIMARY, SECONDARY):
        at: dict[tuple[str, str], int] = {}
        for number, figure in enumerate(figures):
            if figure.route == route:
                at[figure.material, figure.variant if figure.basis == BUILT else ""] = number
        regions = sorted({variant for _, variant in at if variant})
        table = np.full((len(known) + 1, len(regions) + 1), -1, dtype=np.int32)
        for row, name in enumerate(known):
            whole = at.get((name, ""), at.get((name, WORLD), -1))
            table[row] = [*(at.get((name, region), whole) for region in regions), whole]
        column = [len(regions)] * (len(country.values) + 1)
        for n, key in enumerate(keys):
            if key is None or chosen["inventory"] == "world":
                continue
            union = key == "EU" or (key in territories and territories[key].customs_status == "eu")
            region = region_of(library, "aluminium", key.partition("-")[0], union=union)
            column[n] = regions.index(region) if region in regions else len(regions)
        found.append(table[material, np.array(column, dtype=np.int32)[country.codes]])
    primary, secondary = found
    variants = np.array([f.basis == BUILT and f.variant == WORLD for f in figures] + [False])
    stands_in = np.array([bool(f.stood_in) for f in figures] + [False])
    world = variants[primary] & (country.codes >= 0) & (chosen["inventory"] == "origin")
    by_region = {f.material for f in figures if f.basis == BUILT and f.variant != WORLD}
    regional = np.array([*(name in by_region for name in known), False])
    states.note(world & regional[material], "world_inventory")
    states.note(stands_in[primary], "stand_in")
    return primary, secondary


def _grids(
    data: TableData,
    library: Library,
    country: Coded,
    keys: Sequence[str | None],
    figures: tuple[Footprint, ...],
    primary: IntArray,
    secondary: IntArray,
    share: FloatArray,
    states: _States,
) -> tuple[FloatArray, IntArray, FloatArray, IntArray, dict[str, Coded]]:
    """Return the grid and the smelter's grid of each lot, with their rows in `energy.grid`."""
    table = Grids.of(library)
    years = numbers(data, "year")
    default = np.array([table.code_by_key.get(k or "", -1) for k in keys] + [table.code_by_key[WORLD_GRID]])
    electric = np.array([any(s.power or s.electrolysis for s in f.stages) for f in figures] + [False])
    needed = electric[primary] | electric[secondary]
    unknown: dict[str, Coded] = {}

    def one(column: str, codes: NDArray[Any], *, fallback: bool) -> tuple[FloatArray, IntArray, BoolArray]:
        """Return value, row and whether the row has its own."""
        given = numbers(data, column)
        named = texts(data, f"{column}.name")
        spelled = [grid_key(text) for text in named.values]
        own = looked_up(named, [table.code_by_key.get(k or "", -1) for k in spelled])
        unknown[column] = unknown_spellings(named, [k is not None for k in spelled])
        code = np.where(named.codes >= 0, own, codes if fallback else -1)
        value, row, exact = table.by_key_year(code, years)
        value = np.where(np.isnan(given), value, given)
        row = np.where(np.isnan(given), row, -1).astype(np.int32)
        has = (named.codes >= 0) | ~np.isnan(given)
        states.note((row >= 0) & ~exact & (has | fallback) & needed, "grid_year")
        bad = (named.codes >= 0) & np.isnan(value)
        states.end(bad & needed, st.GRID_MISSING)
        states.note(bad & ~needed, "grid_unknown")
        states.note(has & ~needed, "grid_unused")
        return value, row, has

    value, row, has = one("grid", default[country.codes], fallback=True)
    states.end(np.isnan(value) & needed, st.GRID_MISSING)
    states.note(~has & needed & (country.codes >= 0), "grid_of_origin")
    states.note(~has & needed & (country.codes < 0), "grid_of_world")
    smelter, smelter_row, own = one("grid_smelter", np.empty(0), fallback=False)
    smelter = np.where(own, smelter, value)
    smelter_row = np.where(own, smelter_row, row).astype(np.int32)
    for rows in (row, smelter_row):
        rows[~needed] = -1
    return np.where(needed, value, 0.0), row, np.where(needed, smelter, 0.0), smelter_row, unknown


def _supplier(
    data: TableData,
    figures: tuple[Footprint, ...],
    primary: IntArray,
    secondary: IntArray,
    share: FloatArray,
    chosen: Mapping[str, str],
    states: _States,
) -> FloatArray:
    """Return the supplier's figure of each lot, with what its boundary allows."""
    supplier = numbers(data, "supplier_factor")
    given = ~np.isnan(supplier)
    spelled = texts(data, "boundary")
    stated = [
        "-".join(text.casefold().replace("_", " ").replace("-", " ").split()) for text in spelled.values
    ]
    kinds = tuple(dict.fromkeys([*(f.boundary for f in figures), *stated]))
    own = np.array([kinds.index(f.boundary) for f in figures] + [-1])
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


def _figures_needed(
    primary: IntArray,
    secondary: IntArray,
    share: FloatArray,
    a: FloatArray,
    inside: BoolArray,
    given: BoolArray,
    states: _States,
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
    states: _States,
) -> FloatArray:
    """Return by what the secondary route is multiplied because of the yield given."""
    given = numbers(data, "yield")
    scrap = np.array([f.scrap for f in figures] + [np.nan])[secondary]
    states.note(~np.isnan(given) & np.isnan(scrap), "yield_unused")
    if chosen["yield_energy"] == "per_product":
        return np.ones(data.size)
    found: FloatArray = np.where(np.isnan(given) | np.isnan(scrap), 1.0, 1.0 / (given * scrap))
    return found


def _legs(data: TableData, library: Library, states: _States) -> LegTable:
    mode, distance, start, end = (data.coded(column.name) for column in FREIGHT)
    found = legs(data.size, mode, distance, start, end, library)
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
    states: _States,
) -> None:
    co2 = np.array([f.unit == "tCO2/t" for f in figures] + [False])
    states.note((co2[primary] & ~(share >= 1)) | (co2[secondary] & ~(share <= 0)), "co2_only")
    of_mix = np.array([f.of_mix for f in figures] + [False])
    states.note(of_mix[primary] & ~(share >= 1), "of_mix")
    states.note(texts(data, "scrap_grade").codes >= 0, "grade_unused")


def _origins(country: Coded, keys: Sequence[str | None]) -> Coded:
    territories = names.territories()
    shown = ["" if k is None else territories[k].name_en if k in territories else k for k in keys]
    values = tuple(dict.fromkeys(s for s in shown if s))
    return Coded(looked_up(country, [values.index(s) if s else -1 for s in shown]), values)
