"""What each of a few lots is made of, side by side: by stage, by gas, by indicator, with what others published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from calc.engine import units
from calc.engine.explained import text, value
from calc.engine.ledger import Ledger
from calc.metals.footprints import BUILT, PRIMARY, SECONDARY, Footprint
from calc.metals.meanings import meanings
from calc.metals.measure import Stage
from calc.methods.freight import LegTable
from factors import Library, load
from factors.grids import TABLE as GRIDS
from factors.materials import Published, published_range

ROUTES = (PRIMARY, SECONDARY)
LOT, MIX = "lot", "mix"  # beside the two routes
CO2_ONLY = "tCO2/t"
ROUNDING = 1e-9  # relative: what may lie between a sum of parts and the figure
ELECTRICITY = "electricity"
INDICATORS = {  # indicator of a footprint -> line of the ledger
    "energy": "energy_gj_per_t",
    ELECTRICITY: "electricity_kwh_per_t",
    "water": "water_m3_per_t",
    "so2": "so2_kg_per_t",
    "nox": "nox_kg_per_t",
    "pm": "pm_kg_per_t",
    "solid waste": "solid_waste_t_per_t",
}


@dataclass(frozen=True)
class LotName:
    """How a lot is called beside the others, and its grids in words."""

    label: str
    grid: str
    grid_counts: str  # 'CO2 direct', 'CO2e life-cycle'; '' for a figure given
    grid_smelter: str


@dataclass(frozen=True)
class RoutePart:
    """The figure of one tonne by a route, and what it rests on; NaN where none is held."""

    lot: int
    route: str
    tco2e_per_t: float
    basis: str  # 'built' or 'look-up'
    variant: str
    boundary: str
    year: str
    unit: str  # a source may count CO2 only
    reference: str


@dataclass(frozen=True)
class StagePart:
    """What a stage adds to one tonne by a route, at the lot's own grid [t CO2e/t]."""

    lot: int
    route: str
    stage: str
    tco2e_per_t: float
    beside: bool  # shown beside the total, not in it


@dataclass(frozen=True)
class GasPart:
    """What a gas, or the electricity, adds to one tonne [t CO2e/t]; route 'lot' where the lot is a plain mix."""

    lot: int
    route: str
    gas: str
    tco2e_per_t: float


@dataclass(frozen=True)
class IndicatorPart:
    """A further indicator of one tonne; NaN where the data have none, which is not zero."""

    lot: int
    route: str
    indicator: str
    value: float
    unit: str
    covers: str


@dataclass(frozen=True)
class FreightPart:
    """The way of a lot in words."""

    lot: int
    words: str


def side_by_side(ledger: Ledger, said: tuple[str, ...] = ()) -> Ledger:
    """Return the ledger of lots with the groups that a comparison shows.

    The groups are ``lots``, ``lot_routes``, ``lot_stages``, ``lot_gases``, ``lot_indicators``, ``lot_freight`` and
    ``published_figures``; lots that are not computed have a name only.
    """
    library = load(known_on=ledger.options.law_known_on)
    meant = meanings(ledger.data, library, ledger.options)
    known = {(figure.reference, figure.route): figure for figure in meant.figures}
    rows = range(len(ledger))
    of = {
        (row, route): known.get((text(ledger, row, f"{route}_reference"), route))
        for row in rows
        for route in ROUTES
    }
    if any(figure and figure.basis != BUILT for figure in of.values()):
        said = (*said, "Published figures count the gases that their sources count.")
    groups: dict[str, list[Any]] = {
        "lots": _names(ledger, library),
        "lot_routes": [_route(ledger, row, route, f) for (row, route), f in of.items()],
        "lot_stages": [p for (row, _), f in of.items() if f for p in _stages(ledger, row, f)],
        "lot_gases": [p for row in rows for p in _gases(ledger, row, of[row, PRIMARY], of[row, SECONDARY])],
        "lot_indicators": [
            p for row in rows for p in _indicators(ledger, row, of[row, PRIMARY], of[row, SECONDARY])
        ],
        "lot_freight": _freight(ledger, meant.legs),
        "published_figures": _published(ledger, library, [f for f in of.values() if f]),
    }
    return replace(
        ledger,
        groups={**ledger.groups, **groups},
        headline=(*ledger.headline, *said),
        manifest={**ledger.manifest, "compared": ledger.data.own.to_dict("list")},
    )


def _names(ledger: Ledger, library: Library) -> list[LotName]:
    """Return the names of the lots: the grid or origin as it was written, whichever tells them apart."""
    own, size = ledger.data.own, len(ledger)
    varies = next((c for c in ("grid", "origin") if c in own and own[c].nunique() > 1), None)
    labels = [str(cell) for cell in own[varies]] if varies else ["this lot"] * size
    if varies == "origin":
        labels = [text(ledger, row, "made_in") or label for row, label in enumerate(labels)]
    table = library.table(GRIDS)

    def grid(row: int, line: str) -> tuple[str, str]:
        figure = value(ledger, row, f"{line}_used_gco2e_per_kwh")
        if np.isnan(figure):
            return "", ""
        reference = text(ledger, row, f"{line}_reference")
        if reference not in table.by_reference:
            return f"{figure:g} gCO2e/kWh, given", ""
        found = table.row(table.by_reference[reference])
        counts = str(found["gas"])
        return f"{found['name']} {found['year']}, {figure:g} g/kWh ({counts})", counts

    return [
        LotName(label, *grid(row, "grid"), grid(row, "grid_smelter")[0]) for row, label in enumerate(labels)
    ]


def _route(ledger: Ledger, row: int, route: str, figure: Footprint | None) -> RoutePart:
    """Return the figure of a route with what it rests on."""
    if figure is None:
        return RoutePart(row, route, np.nan, "", "", "", "", "", "")
    f = figure
    amount = value(ledger, row, f"{route}_tco2e_per_t")
    return RoutePart(row, route, amount, f.basis, f.variant, f.boundary, f.year, f.unit, f.reference)


def _stages(ledger: Ledger, row: int, figure: Footprint) -> list[StagePart]:
    """Return the stages of a route at the lot's own grid."""
    factor = _yield_factor(ledger, row, figure)
    return [
        StagePart(row, figure.route, stage.name, _at_grid(ledger, row, stage) * factor, stage.beside)
        for stage in figure.stages
    ]


def _gases(ledger: Ledger, row: int, *figures: Footprint | None) -> list[GasPart]:
    """Return gases and electricity of each built route, and of the lot where it is a plain mix of the two."""
    found: dict[str, dict[str, float]] = {}
    for figure in figures:
        if figure and figure.gases:
            factor = _yield_factor(ledger, row, figure)
            parts = {gas: amount * factor for gas, amount in figure.gases.items()}
            counted = [stage for stage in figure.stages if not stage.beside]
            fuels = sum(stage.constant for stage in counted) * factor
            parts[ELECTRICITY] = value(ledger, row, f"{figure.route}_tco2e_per_t") - fuels
            if not np.isclose(fuels, sum(figure.gases.values()) * factor, rtol=ROUNDING):
                parts["not told by gas"] = fuels - sum(figure.gases.values()) * factor
            found[figure.route] = parts
    share = value(ledger, row, "recycled_share_used")
    weights = {PRIMARY: 1.0 - share, SECONDARY: share}
    used = [route for route, weight in weights.items() if weight > 0]
    if len(used) > 1 and set(used) <= set(found):
        names = dict.fromkeys(name for route in used for name in found[route])
        lot = {n: sum(found[route].get(n, 0.0) * weights[route] for route in used) for n in names}
        if np.isclose(sum(lot.values()), value(ledger, row, "footprint_tco2e_per_t"), rtol=ROUNDING):
            found[LOT] = lot
    return [GasPart(row, route, gas, v) for route, parts in found.items() for gas, v in parts.items()]


def _indicators(ledger: Ledger, row: int, *figures: Footprint | None) -> Iterator[IndicatorPart]:
    """Yield each further indicator of the routes and of the lot, with what its figure covers."""
    lines = {line.name: line for line in ledger.lines}
    for indicator, name in INDICATORS.items():
        title, unit = lines[name].title, lines[name].unit
        for figure in figures:
            if figure is None:
                continue
            factor = _yield_factor(ledger, row, figure) if indicator in ("energy", ELECTRICITY) else 1.0
            item = figure.indicators.get(indicator)
            amount, covers = (item.value * factor, item.covers) if item else (np.nan, "")
            if indicator == ELECTRICITY and figure.basis == BUILT:
                _, power, electrolysis = figure.counted()
                amount = (power + electrolysis) * factor * units.factor("MWh", "kWh")
                covers = "all processes"
            yield IndicatorPart(row, figure.route, title, amount, unit, covers)
        if any(figures):
            yield IndicatorPart(row, LOT, title, value(ledger, row, name), unit, "")


def _freight(ledger: Ledger, legs: LegTable | None) -> list[FreightPart]:
    """Return the way of each lot that is carried, with the factors of its legs."""
    carried = np.flatnonzero(~np.isnan(ledger.numbers("freight_tco2e"))).tolist()
    return [FreightPart(row, legs.description(int(legs.codes[row]))) for row in carried if legs is not None]


def _published(ledger: Ledger, library: Library, figures: Sequence[Footprint]) -> list[Published]:
    """Return the published figures of the material, lowest first; those of CO2 only where ours counts no more.

    The mix on the market stands beside ours where it is all that is published, or stands for primary.
    """
    material = text(ledger, 0, "material_name")
    kinds = ["ghg", "co2"] if not figures or any(f.unit == CO2_ONLY for f in figures) else ["ghg"]
    found = [
        one for kind in kinds for route in ROUTES for one in published_range(library, material, route, kind)
    ]
    if not found or any(figure.of_mix for figure in figures) or not figures:
        found += [one for kind in kinds for one in published_range(library, material, MIX, kind)]
    return found


def _yield_factor(ledger: Ledger, row: int, figure: Footprint) -> float:
    """Return by what a route is multiplied because of the yield given."""
    total = sum(_at_grid(ledger, row, stage) for stage in figure.stages if not stage.beside)
    return value(ledger, row, f"{figure.route}_tco2e_per_t") / total if total else 1.0


def _at_grid(ledger: Ledger, row: int, stage: Stage) -> float:
    """Return what a stage adds to one tonne at the lot's grids [t CO2e/t]; 0 stands for a grid that is not used."""
    lines = ("grid_used_gco2e_per_kwh", "grid_smelter_used_gco2e_per_kwh")
    per_mwh = units.factor("gCO2e/kWh", "tCO2e/MWh")
    grid, smelter = (float(np.nan_to_num(value(ledger, row, line))) * per_mwh for line in lines)
    return stage.constant + stage.power * grid + stage.electrolysis * smelter
