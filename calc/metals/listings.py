"""Result tables of a coarser grain: emissions by stage, gases of one tonne, published figures beside ours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from calc.engine import units
from calc.metals import status as st
from calc.metals.resolve import Lots
from factors import Library
from factors.materials import published_range


@dataclass(frozen=True)
class StageLine:
    """What a stage adds to all lots of a material by one route [t CO2e]."""

    label: str
    material: str
    route: str
    stage: str
    tco2e: float
    share: float  # of the material's total
    remark: str = ""  # 'beside' the total


@dataclass(frozen=True)
class GasLine:
    """CO2e of a gas in one tonne of a built footprint, without electricity."""

    material: str
    route: str
    variant: str
    gas: str
    tco2e_per_t: float


@dataclass(frozen=True)
class PublishedLine:
    """A figure that somebody published for the same material and route."""

    material: str
    route: str
    variant: str
    low: float
    high: float
    unit: str
    boundary: str
    region: str
    year: str
    publisher: str
    source: str


def stage_lines(lots: Lots) -> list[StageLine]:
    """Return the emissions of all computed lots by material, route and stage; they sum to the footprints by cut-off.

    Lots with the supplier's own figure, with printed points or with another allocation have no stages.
    """
    figures = lots.known.figures
    size = len(figures)
    per_mwh = units.factor("gCO2e/kWh", "tCO2e/MWh")
    computed = lots.status == st.COMPUTED
    by_stage = computed & np.isnan(lots.at_points) & (lots.allocation.a == 1)
    found: dict[tuple[str, str, str, bool], float] = {}
    for which, weight in ((lots.primary, 1.0 - lots.share), (lots.secondary, lots.share * lots.yield_factor)):
        rows = by_stage & (which >= 0) & (weight > 0)
        index, tonnes = which[rows], (lots.mass * weight)[rows]
        sums = [
            np.bincount(index, tonnes * factor, minlength=size)
            for factor in (
                1.0,
                np.nan_to_num(lots.grid[rows]) * per_mwh,
                np.nan_to_num(lots.smelter[rows]) * per_mwh,
            )
        ]
        for number in np.unique(index).tolist():
            figure = figures[number]
            for stage in figure.stages:
                parts = (stage.constant, stage.power, stage.electrolysis)
                amount = float(sum(part * total[number] for part, total in zip(parts, sums, strict=True)))
                key = (figure.material, figure.route, stage.name, stage.beside)
                found[key] = found.get(key, 0.0) + amount
    totals: dict[str, float] = {}
    for (material, _, _, beside), amount in found.items():
        totals[material] = totals.get(material, 0.0) + (0.0 if beside else amount)
    return [
        StageLine(
            f"{material}: {stage}",
            material,
            route,
            stage,
            amount,
            amount / totals[material] if totals[material] and not beside else float("nan"),
            "beside" if beside else "",
        )
        for (material, route, stage, beside), amount in found.items()
    ]


def gas_lines(lots: Lots) -> list[GasLine]:
    """Return the gases of every built footprint that a computed lot rests on."""
    used = np.unique(np.concatenate([lots.primary, lots.secondary])[np.tile(lots.status == st.COMPUTED, 2)])
    figures = [lots.known.figures[n] for n in used.tolist() if n >= 0]
    return [
        GasLine(f.material, f.route, f.variant, gas, amount)
        for f in figures
        for gas, amount in f.gases.items()
    ]


def published_lines(lots: Lots, library: Library) -> list[PublishedLine]:
    """Return the published footprints of every material met, both routes, lowest first; CO2 alone behind CO2e."""
    met = [lots.known.known[n] for n in np.unique(lots.material[lots.material >= 0]).tolist()]
    lines = []
    for name, route, indicator in product(met, ("primary", "secondary"), ("ghg", "co2")):
        for figure in published_range(library, name, route, indicator):
            ends = [v for v in (figure.low, figure.high, figure.value) if v is not None]
            source = library.sources[figure.source]
            lines.append(
                PublishedLine(
                    name,
                    route,
                    figure.variant,
                    min(ends),
                    max(ends),
                    figure.unit,
                    figure.boundary,
                    figure.region,
                    figure.year,
                    str(source["publisher"]),
                    str(source["title"]),
                )
            )
    return lines
