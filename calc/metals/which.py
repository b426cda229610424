"""Which figures stand for the two routes of each lot: by material, by the origin's inventory, by scrap grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from calc.engine.cells import texts
from calc.engine.model import Coded, IntArray, TableData
from calc.metals.footprints import BUILT, PRIMARY, SECONDARY, WORLD, Footprint, region_of
from calc.metals.states import States
from calc.metals.words import GRADES, plain
from factors import Library, names


def chosen_figures(
    data: TableData,
    library: Library,
    figures: tuple[Footprint, ...],
    known: Sequence[str],
    material: IntArray,
    country: Coded,
    keys: Sequence[str | None],
    chosen: Mapping[str, str],
    states: States,
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
    secondary = _graded(data, figures, known, material, secondary, states)
    variants = np.array([f.basis == BUILT and f.variant == WORLD for f in figures] + [False])
    stands_in = np.array([bool(f.stood_in) for f in figures] + [False])
    world = variants[primary] & (country.codes >= 0) & (chosen["inventory"] == "origin")
    by_region = {f.material for f in figures if f.basis == BUILT and f.variant != WORLD}
    regional = np.array([*(name in by_region for name in known), False])
    states.note(world & regional[material], "world_inventory")
    states.note(stands_in[primary], "stand_in")
    return primary, secondary


def _graded(
    data: TableData,
    figures: tuple[Footprint, ...],
    known: Sequence[str],
    material: IntArray,
    secondary: IntArray,
    states: States,
) -> IntArray:
    """Return the secondary figures, those of the scrap grade where one is held."""
    spelled = texts(data, "scrap_grade")
    at = {(f.material, f.variant): n for n, f in enumerate(figures) if f.route == SECONDARY}
    table = np.full((len(known) + 1, len(spelled.values) + 1), -1, dtype=np.int32)
    for column, text in enumerate(spelled.values):
        variant = GRADES.get(plain(text), "")
        table[:-1, column] = [at.get((name, variant), -1) for name in known]
    graded = table[material, spelled.codes]
    states.note((spelled.codes >= 0) & (graded < 0), "grade_unused")
    return np.where(graded >= 0, graded, secondary).astype(np.int32)
