"""Result tables of a coarser grain: emissions by route and stage, exposure by year, published figures beside ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calc.engine.model import FloatArray
from calc.steel import status as st
from calc.steel.exposure import YEARS, Terms
from calc.steel.resolve import Rows
from calc.steel.routes import STAGES
from factors import Library
from factors.materials import Published, published

FOOTPRINTS = ("ghg", "co2")
PRINTED_AS = {  # route -> how the variants of published figures begin
    "BF-BOF": ("BF-BOF",),
    "scrap-EAF": ("scrap-EAF",),
    "NG-DRI-EAF": ("NG-DRI-EAF", "DRI-EAF"),
    "H2-DRI-EAF": ("H2-DRI-EAF",),
}
BESIDE = {"alloys_tco2e_per_t": "alloys", "casting_rolling_tco2e_per_t": "casting and rolling"}


@dataclass(frozen=True)
class StageLine:
    """What a stage adds to all steel of a route [t CO2e]."""

    route: str
    stage: str
    tco2e: float
    tco2e_per_t: float
    share: float


@dataclass(frozen=True)
class ExposureLine:
    """What CBAM would cost for all rows in a year."""

    year: int
    price_eur: float
    cost_eur: float
    cost_eur_per_t: float


@dataclass(frozen=True)
class PublishedLine:
    """A figure that somebody published for a route."""

    route: str
    variant: str
    low: float
    high: float
    boundary: str
    region: str
    year: str
    source: str


def stage_lines(rows: Rows, out: Mapping[str, FloatArray], lines: Sequence[str]) -> list[StageLine]:
    """Return the emissions of all computed rows by route and stage; they sum to the footprints."""
    computed = rows.status == st.COMPUTED
    found = []
    for number in np.unique(rows.route[computed]).tolist():
        at = computed & (rows.route == number)
        mass, total = float(rows.mass[at].sum()), float(out["footprint_tco2e"][at].sum())
        stages = {**dict(zip(lines, STAGES, strict=True)), **BESIDE}
        for line, stage in stages.items():
            amount = float(np.nansum(out[line][at] * rows.mass[at]))
            if amount:
                share = amount / total if total else float("nan")
                found.append(
                    StageLine(rows.inventory.routes[number].name, stage, amount, amount / mass, share)
                )
    return found


def exposure_lines(
    rows: Rows, out: Mapping[str, FloatArray], at: Terms, lines: Sequence[str]
) -> list[ExposureLine]:
    """Return the cost of all computed rows in each year of the phase-in."""
    computed = rows.status == st.COMPUTED
    mass = float(rows.mass[computed].sum())
    if not mass:
        return []
    costs = [float((out[line][computed] * rows.mass[computed]).sum()) for line in lines]
    return [
        ExposureLine(year, float(at.price[n]), cost, cost / mass)
        for n, (year, cost) in enumerate(zip(YEARS, costs, strict=True))
    ]


def _of_route(library: Library, route: str) -> list[Published]:
    begins = PRINTED_AS.get(route, ())
    return [
        figure
        for figure in published(library, "steel")
        if figure.indicator in FOOTPRINTS and figure.variant.split(",")[0] in begins
    ]


def _ends(figure: Published) -> list[float]:
    return [v for v in (figure.low, figure.high, figure.value) if v is not None]


def published_of(rows: Rows, library: Library, which: Callable[..., float]) -> FloatArray:
    """Return the lowest or highest published figure of each row's route, NaN where none is held."""
    found = []
    for route in rows.inventory.routes:
        ends = [v for figure in _of_route(library, route.name) for v in _ends(figure)]
        found.append(which(ends) if ends else np.nan)
    values = np.array([*found, np.nan])[rows.route]
    return np.where(rows.status == st.COMPUTED, values, np.nan)


def published_lines(rows: Rows, library: Library) -> list[PublishedLine]:
    """Return the published figures of every route met."""
    met = np.unique(rows.route[rows.route >= 0]).tolist()
    return [
        PublishedLine(
            rows.inventory.routes[n].name,
            figure.variant,
            min(_ends(figure)),
            max(_ends(figure)),
            figure.boundary,
            figure.region,
            figure.year,
            str(library.sources[figure.source]["title"]),
        )
        for n in met
        for figure in _of_route(library, rows.inventory.routes[n].name)
    ]
