"""What every distinct spelling and every figure of a run means: made once, then taken by index, row after row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.assumptions import choices
from calc.engine.cells import texts
from calc.engine.model import BoolArray, Coded, FloatArray, IndexArray, Options, SmallIntArray, TableData
from calc.metals.footprints import (
    BUILT,
    PRIMARY,
    REGIONS,
    SECONDARY,
    WORLD,
    Footprint,
    footprints,
    materials,
    region_of,
)
from calc.metals.points import Printed, printed
from calc.metals.words import ALLOCATIONS, CUT_OFF, GRADES, ROUTES, plain
from calc.methods.freight import COLUMNS as FREIGHT
from calc.methods.freight import GridFigure, LegTable, legs
from calc.methods.grids import WORLD as WORLD_GRID
from calc.methods.grids import country_names, named_grids, origin_grids
from factors import Library, names
from factors.grids import TABLE as GRID_TABLE
from factors.grids import Grids, grid_key
from factors.materials import material_key

PROFILE = "profiles.metals"
CFF_TABLE, GENERIC = "emissions.cff", "generic"


BUILT_IN, ELECTRIC, ELECTROLYTIC, CO2_ONLY, OF_MIX, STOOD_IN, OF_WORLD, CUMULATIVE = (
    np.uint8(1 << n) for n in range(8)
)


@dataclass(frozen=True)
class OfFigures:
    """What the rows ask of the figures; one entry more, for a figure that is not there, at the end.

    `traits` are bits: built from processes, rests on a grid, on that of electrolysis, counts CO2 only, is of the mix
    on the market, has processes of World within the inventory of a region, is of World though regions are held,
    states cumulative energy.
    """

    traits: NDArray[np.uint8]
    family: SmallIntArray  # what boundary it has, for comparison; -1 for none
    scrap: FloatArray  # t of scrap charged per t
    one_family: bool  # all figures have the same boundary


@dataclass(frozen=True)
class OfMaterials:
    """Published allocation parameters by material; NaN where none are."""

    a: FloatArray
    r2: FloatArray
    quality: FloatArray
    generic_a: float


@dataclass(frozen=True)
class Meanings:
    """By spelling, with the empty cell at the end: -1, NaN or False where a spelling means nothing."""

    chosen: Mapping[str, str]
    figures: tuple[Footprint, ...]
    known: tuple[str, ...]  # materials
    of_figures: OfFigures
    of_materials: OfMaterials
    printed: Mapping[int, Printed]  # material -> points by scrap share
    material: IndexArray
    region: tuple[IndexArray, IndexArray]  # of the origin: column in the two tables below
    by_region: tuple[IndexArray, IndexArray]  # material x region -> figure, primary and secondary
    graded: IndexArray  # material x scrap grade -> secondary figure
    grade: IndexArray
    origin_named: BoolArray  # a country or a region, not the world
    origin_unknown: BoolArray
    origin_grid: IndexArray
    origin: Coded  # the countries by their names
    grids: Grids
    grid_named: Mapping[str, IndexArray]  # column -> grid by spelling, UNKNOWN, or -1 without a figure
    share_of_route: FloatArray
    allocation: IndexArray
    boundary: IndexArray
    legs: LegTable | None
    leg_faults: BoolArray


def meanings(data: TableData, library: Library, options: Options) -> Meanings:
    """Return what the spellings of a table mean."""
    chosen = choices(library, PROFILE, options)
    figures = footprints(library, tuple(chosen.items()))
    known, grids = materials(library), Grids.of(library)
    country = texts(data, "origin")
    regions = {name.casefold(): name for name in library.table(REGIONS).columns["region"]}
    keys = [grid_key(text, library.names) or regions.get(plain(text)) for text in country.values]
    stated = [family(text) for text in _values(data, "boundary")]
    families = tuple(dict.fromkeys([*(family(f.boundary) for f in figures), *stated]))
    route_tables = [
        _by_region(library, figures, known, keys, route, chosen) for route in (PRIMARY, SECONDARY)
    ]
    found = _legs(data, library, grids)
    graded, grade = _graded(figures, known, _values(data, "scrap_grade"))
    return Meanings(
        chosen=chosen,
        figures=figures,
        known=known,
        of_figures=_of_figures(figures, families),
        of_materials=_of_materials(library, known),
        printed=printed(library, known),
        material=_indices([material_key(v, library.names) for v in _values(data, "material")], known),
        region=(route_tables[0][1], route_tables[1][1]),
        by_region=(route_tables[0][0], route_tables[1][0]),
        graded=graded,
        grade=grade,
        origin_named=np.array([*(key not in (None, WORLD_GRID) for key in keys), False]),
        origin_unknown=np.array([*(key is None for key in keys), False]),
        origin_grid=origin_grids(keys, grids),
        origin=country_names(country, keys, library),
        grids=grids,
        grid_named={
            name: named_grids(_values(data, f"{name}.name"), grids, library)
            for name in ("grid", "grid_smelter")
        },
        share_of_route=np.array([*(ROUTES.get(plain(v), np.nan) for v in _values(data, "route")), np.nan]),
        allocation=np.array(
            [*(ALLOCATIONS.get(plain(v), -1) for v in _values(data, "allocation")), CUT_OFF], dtype=np.intp
        ),
        boundary=np.array([*(families.index(s) for s in stated), -1], dtype=np.intp),
        legs=found,
        leg_faults=_faulty(found),
    )


def has(trait: np.uint8, traits: NDArray[np.uint8]) -> BoolArray:
    """Return where a trait is set."""
    return (traits & trait) > 0


def _values(data: TableData, name: str) -> tuple[str, ...]:
    return texts(data, name).values


def _indices(keys: Sequence[str | None], known: Sequence[str]) -> IndexArray:
    at = {name: n for n, name in enumerate(known)}
    return np.array([*(at.get(key or "", -1) for key in keys), -1], dtype=np.intp)


def family(boundary: str) -> str:
    """Return what of a boundary decides whether figures may stand side by side.

    Site and upstream, as the steel industry counts, is from the cradle to the gate.
    """
    plainly = plain(boundary.partition(",")[0].replace("-", " ").replace("_", " "))
    return "cradle to gate" if plainly == "site + upstream" else plainly


def _of_figures(figures: Sequence[Footprint], families: Sequence[str]) -> OfFigures:
    by_region = {
        f.material for f in figures if f.basis == BUILT and f.variant != WORLD and f.route == PRIMARY
    }
    traits = [
        BUILT_IN * (f.basis == BUILT)
        | ELECTRIC * any(s.power or s.electrolysis for s in f.stages)
        | ELECTROLYTIC * any(s.electrolysis for s in f.stages)
        | CO2_ONLY * (f.unit == "tCO2/t")
        | OF_MIX * f.of_mix
        | CUMULATIVE * (f.basis != BUILT and "energy" in f.indicators)
        | STOOD_IN * bool(f.stood_in)
        | OF_WORLD * (f.basis == BUILT and f.variant == WORLD and f.material in by_region)
        for f in figures
    ]
    return OfFigures(
        traits=np.array([*traits, 0], dtype=np.uint8),
        family=np.array([*(families.index(family(f.boundary)) for f in figures), -1], dtype=np.int8),
        scrap=np.array([*(f.scrap for f in figures), np.nan]),
        one_family=len({family(f.boundary) for f in figures}) == 1,
    )


def _of_materials(library: Library, known: Sequence[str]) -> OfMaterials:
    table = library.table(CFF_TABLE)
    rows = {name: n for n, name in enumerate(table.columns["material"])}

    def published(column: str) -> FloatArray:
        values = table.numbers(column)
        return np.array([*(values[rows[k]] if k in rows else np.nan for k in known), np.nan])

    generic = float(table.numbers("a")[rows[GENERIC]])
    return OfMaterials(published("a"), published("r2"), published("qs_out_per_qp"), generic)


def _by_region(
    library: Library,
    figures: Sequence[Footprint],
    known: Sequence[str],
    keys: Sequence[str | None],
    route: str,
    chosen: Mapping[str, str],
) -> tuple[IndexArray, IndexArray]:
    """Return the figure of each material and region, and the region of each spelling of a country."""
    territories = names.territories(library.names)
    at = {
        (f.material, f.variant if f.basis == BUILT else ""): n
        for n, f in enumerate(figures)
        if f.route == route
    }
    regions = sorted({variant for _, variant in at if variant})
    table = np.full((len(known) + 1, len(regions) + 1), -1, dtype=np.intp)
    for row, name in enumerate(known):
        whole = at.get((name, ""), at.get((name, WORLD), -1))
        table[row] = [*(at.get((name, region), whole) for region in regions), whole]
    column = [len(regions)] * (len(keys) + 1)
    for n, key in enumerate(keys):
        if key is not None and chosen["inventory"] == "origin":
            union = key == "EU" or (key in territories and territories[key].customs_status == "eu")
            country = key.partition("-")[0]
            own = country if country in regions else ""
            region = own or region_of(library, "aluminium", country, union=union)
            column[n] = regions.index(region) if region in regions else len(regions)
    return table, np.array(column, dtype=np.intp)


def _graded(
    figures: Sequence[Footprint], known: Sequence[str], spelled: Sequence[str]
) -> tuple[IndexArray, IndexArray]:
    """Return the secondary figure of each material and grade, and the grade of each spelling."""
    at = {(f.material, f.variant): n for n, f in enumerate(figures) if f.route == SECONDARY}
    grades = tuple(dict.fromkeys(GRADES.values()))
    table = np.full((len(known) + 1, len(grades) + 1), -1, dtype=np.intp)
    table[:-1, :-1] = [[at.get((name, grade), -1) for grade in grades] for name in known]
    return table, _indices([GRADES.get(plain(text)) for text in spelled], grades)


def _legs(data: TableData, library: Library, grids: Grids) -> LegTable | None:
    columns = [data.coded(column.name) for column in FREIGHT]
    if all(column is None for column in columns):
        return None
    table = library.table(GRID_TABLE)

    def figure(spelled: str) -> GridFigure | None:
        value, row, _ = grids.figure(grid_key(spelled, library.names) or "")
        value *= units.factor("gCO2e/kWh", "kgCO2e/kWh")
        return None if row < 0 else GridFigure(value, f"grid of {spelled}", table.reference(row))

    mode, distance, start, end = columns
    return legs(data.size, mode, distance, start, end, library, figure)


def _faulty(found: LegTable | None) -> BoolArray:
    faulty = np.zeros(0 if found is None else len(found.ttw), dtype=bool)
    if found is not None:
        faulty[list(found.faults)] = True
    return faulty
