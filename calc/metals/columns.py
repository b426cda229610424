"""The columns of a ledger of lots that are made when a report asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.citations import GIVEN
from calc.engine.model import Coded, FloatArray, TableData
from calc.metals import kernel
from calc.metals import status as st
from calc.metals.footprints import PRIMARY, Footprint
from calc.metals.meanings import BUILT_IN, ELECTRIC, Meanings, has
from calc.metals.money import Worth
from calc.metals.resolve import Lots
from calc.methods.grids import UNKNOWN
from factors import Library
from factors.grids import TABLE as GRIDS
from factors.materials import published_range


def indicator_of(figures: tuple[Footprint, ...], name: str) -> FloatArray:
    """Return a further indicator of all footprints, NaN where the data have none and behind the last."""
    found = [f.indicators[name].value if name in f.indicators else np.nan for f in figures]
    return np.array([*found, np.nan])


def counts(lots: Lots, years: FloatArray) -> Counter[str]:
    """Return how many lots rest on each assumption of the profile."""
    known, f = lots.known, lots.known.of_figures
    computed = lots.status == st.COMPUTED
    first, second = computed & (lots.share < 1), computed & (lots.share > 0)
    built = [has(BUILT_IN, f.traits.take(which, mode="wrap")) for which in (lots.primary, lots.secondary)]
    rests = (first & built[0]) | (second & built[1])
    found = dict.fromkeys(("gwp", "combustion_factors"), rests)
    aluminium, copper = (lots.material == known.known.index(name) for name in ("aluminium", "copper"))
    found |= dict.fromkeys(("casting", "inventory"), aluminium & first)
    mining = ("copper_mining_energy", "copper_comminution_energy", "copper_smelting_fuel")
    found |= dict.fromkeys(mining, copper & first)
    found["copper_scrap_energy"] = copper & second
    found["yield_energy"] = second & (lots.yield_factor != 1)
    found["emission_year"] = st.is_computed(lots.status) & np.isnan(years)
    if known.chosen["boundaries"] == "mixed":
        found["boundaries"] = st.WORDS.noted(lots.notes, ("mixed",))
    return Counter({name: int(np.count_nonzero(rows)) for name, rows in found.items()})


def any_unknown_name(known: Meanings) -> bool:
    """Return whether a grid or a scrap grade means nothing; it may stand in a row that is computed all the same."""
    unknown = [known.grade[:-1] < 0, *(codes == UNKNOWN for codes in known.grid_named.values())]
    return any(found.any() for found in unknown)


def basis(lots: Lots) -> Coded:
    """Return what each footprint rests on: built, look-up, both, given or printed points."""
    values = ("built", "look-up", "built and look-up", "printed points", GIVEN)
    kinds = np.where(has(BUILT_IN, lots.known.of_figures.traits), 0, 1)
    kinds[-1] = -1
    first = np.where(lots.share < 1, kinds[lots.primary], -1)
    second = np.where(lots.share > 0, kinds[lots.secondary], -1)
    found = np.where(first < 0, second, np.where((second < 0) | (first == second), first, 2))
    found = np.where(~np.isnan(lots.at_points), 3, found)
    found = np.where(lots.status == st.GIVEN, 4, found)
    return Coded(np.where(st.is_computed(lots.status), found, -1).astype(np.int8), values)


def boundaries(lots: Lots, data: TableData) -> Coded:
    """Return the boundary of the figure that each lot rests on; the supplier's own where it is given."""
    stated = data.coded("boundary") or Coded(np.full(lots.size, -1, dtype=np.int32), ())
    figures = lots.known.figures
    values = tuple(dict.fromkeys([*(f.boundary for f in figures), *stated.values]))
    own = np.array([*(values.index(f.boundary) for f in figures), -1])
    found = np.where((lots.share > 0) & (lots.primary < 0), own[lots.secondary], own[lots.primary])
    theirs = np.array([*(values.index(text) for text in stated.values), -1])[stated.codes]
    found = np.where((lots.status == st.GIVEN) & (theirs >= 0), theirs, found)
    return Coded(np.where(st.is_computed(lots.status), found, -1).astype(np.int32), values)


def electric(lots: Lots) -> FloatArray:
    """Return the electricity of all footprints [MWh/t], NaN behind the last."""
    return np.array(
        [sum(s.power + s.electrolysis for s in f.stages if not s.beside) for f in lots.known.figures]
        + [np.nan]
    )


def grid(lots: Lots, which: str) -> FloatArray:
    """Return the grid, or the smelter's grid, of lots that rest on one [gCO2e/kWh]."""
    traits = lots.known.of_figures.traits
    needs = has(ELECTRIC, traits[lots.primary] | traits[lots.secondary])
    values: FloatArray = getattr(lots, which)
    return np.where(needs & st.shows_routes(lots.status), values, np.nan)


def electricity(lots: Lots) -> FloatArray:
    """Return the electricity in one tonne [kWh/t]; look-ups do not state theirs."""
    used = electric(lots) * units.factor("MWh", "kWh")
    used = np.where(has(BUILT_IN, lots.known.of_figures.traits), used, np.nan)
    found = kernel.mixed(used[lots.primary], used[lots.secondary] * lots.yield_factor, lots.share)
    return np.where(lots.status == st.COMPUTED, found, np.nan)


def beside(lots: Lots) -> FloatArray:
    """Return the casting of the primary route at the row's grid."""
    found = np.array(
        [
            [
                sum(getattr(s, part) for s in f.stages if s.beside)
                if any(s.beside for s in f.stages)
                else np.nan
            ]
            for f in lots.known.figures
            for part in ("constant", "power")
        ]
    ).reshape(-1, 2)
    parts = np.vstack([found, [np.nan, np.nan]])[lots.primary]
    grid = np.nan_to_num(lots.grid) * units.factor("gCO2e/kWh", "tCO2e/MWh")
    return np.where(st.is_computed(lots.status), parts[:, 0] + parts[:, 1] * grid, np.nan)


def mixed_indicator(lots: Lots, name: str) -> FloatArray:
    """Return a further indicator of one tonne of each lot."""
    values = indicator_of(lots.known.figures, name)
    found = kernel.mixed(values[lots.primary], values[lots.secondary] * lots.yield_factor, lots.share)
    return np.where(lots.status == st.COMPUTED, found, np.nan)


def coverage(lots: Lots) -> Coded:
    """Return in words what the indicators of each row's two figures cover."""
    said = [
        "; ".join(f"{name}: {i.covers}" for name, i in f.indicators.items()) for f in lots.known.figures
    ] + [""]
    pairs = lots.primary.astype(np.int64) * len(said) + lots.secondary
    distinct, codes = np.unique(pairs, return_inverse=True)
    texts = []
    for one in distinct.tolist():
        first, second = divmod(one, len(said))
        both = (("primary", first), ("secondary", second))
        parts = [f"{route} {said[n]}" for route, n in both if 0 <= n < len(said) and said[n]]
        texts.append(" | ".join(parts))
    values = tuple(dict.fromkeys(t for t in texts if t))
    lookup = np.array([values.index(t) if t else -1 for t in texts], dtype=np.int32)
    return Coded(np.where(lots.status == st.COMPUTED, lookup[codes], -1).astype(np.int32), values)


def freight(lots: Lots, part: str) -> FloatArray:
    """Return a part of the freight of each lot [t CO2e]: ``ttw`` or ``wtt``."""
    legs = lots.known.legs
    if legs is None:
        return np.full(lots.size, np.nan)
    per_tonne = np.where(legs.stated, getattr(legs, part), np.nan) * units.factor("kgCO2e", "tCO2e")
    return np.where(st.is_computed(lots.status), per_tonne[lots.legs] * lots.mass, np.nan)


def freight_legs(lots: Lots) -> Coded:
    """Return the legs of each lot in words: way, factors and their source, the canal used."""
    legs = lots.known.legs
    if legs is None:
        return Coded(np.full(lots.size, -1, dtype=np.int32), ())
    said = [legs.description(entry) for entry in range(len(legs.ttw))]
    values = tuple(dict.fromkeys(text for text in said if text))
    codes = np.array([values.index(text) if text else -1 for text in said], dtype=np.int32)[lots.legs]
    return Coded(np.where(st.is_computed(lots.status), codes, -1).astype(np.int32), values)


def published(lots: Lots, library: Library, which: Any) -> FloatArray:
    """Return the lowest or highest published figure of the primary route [t CO2e/t]."""
    found = []
    for name in lots.known.known:
        figures = published_range(library, name, PRIMARY) or published_range(library, name, PRIMARY, "co2")
        ends = [v for f in figures for v in (f.low, f.high, f.value) if v is not None]
        found.append(which(ends) if ends else np.nan)
    return np.where(st.shows_routes(lots.status), np.array([*found, np.nan])[lots.material], np.nan)


def references(lots: Lots, route: str) -> Coded:
    """Return the reference of the figure of a route; that of the printed points where a lot rests on them."""
    points = {number: found.reference for number, found in lots.known.printed.items()}
    values = tuple(dict.fromkeys([*(f.reference for f in lots.known.figures), *points.values()]))
    of_figure = np.array([*(values.index(f.reference) for f in lots.known.figures), -1], dtype=np.int32)
    codes = of_figure[getattr(lots, route)]
    for number, reference in points.items():
        codes[(lots.material == number) & ~np.isnan(lots.at_points)] = values.index(reference)
    return Coded(np.where(st.is_computed(lots.status), codes, -1).astype(np.int32), values)


def grid_references(lots: Lots, which: str, library: Library) -> Coded:
    """Return the reference of a grid figure: a row of the table, or the user's own."""
    table, rows = library.table(GRIDS), getattr(lots, f"{which}_row")
    used = np.unique(rows[rows >= 0])
    column = "grid" if lots.smelter is lots.grid or which == "grid" else "grid_smelter"
    values = (*(table.reference(int(r)) for r in used), f"{GIVEN}:{column}")
    codes = np.where(rows < 0, len(used), np.searchsorted(used, rows))
    codes[np.isnan(grid(lots, which))] = -1
    return Coded(np.where(st.is_computed(lots.status), codes, -1).astype(np.int32), values)


def worth(status: NDArray[np.int8], one: Worth, years: Callable[[], FloatArray]) -> FloatArray:
    """Return what a tCO2e is worth to each computed lot."""
    return np.where(st.is_computed(status), one.at(years()), np.nan)


def worth_references(status: NDArray[np.int8], one: Worth, years: Callable[[], FloatArray]) -> Coded:
    """Return the reference of that value."""
    return Coded(np.where(st.is_computed(status), one.rows(years()), -1).astype(np.int8), one.references)
