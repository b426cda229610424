"""The footprints of one tonne that lots are made of: built from unit processes, or looked up.

Aluminium and primary copper are solved as networks once; what depends on a row's grid stays open as megawatt-hours,
so a row is a product and no new solve. Everything else is one published figure with its own electricity inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from calc.metals.measure import Indicator, Measure, Stage
from calc.methods.systems import demand, inventory, read_system
from factors import Library
from factors.materials import TABLE as MATERIALS
from factors.materials import Published, default

PRIMARY, SECONDARY, MIX = "primary", "secondary", "mix"
BUILT, LOOK_UP = "built", "look-up"
CRADLE_TO_GATE = "cradle-to-gate"
ENERGY_ONLY = f"{CRADLE_TO_GATE}, energy only"
FROM_SCRAP = f"{CRADLE_TO_GATE}, from clean scrap free of burden"
REGIONS = "processes.regions"
UNION, WORLD = "EU-27", "World"
LOOKED_UP = {  # indicator of a report -> names under which sources publish it, the first that is there counts
    "energy": ("energy",),
    "water": ("water",),
    "so2": ("so2", "sox"),
    "nox": ("nox",),
    "pm": ("pm10", "pm25"),
    "solid waste": ("solid waste",),
}
_SCRAP = "scrap"


@dataclass(frozen=True)
class Footprint:
    """One tonne of a material by one route."""

    material: str
    route: str
    variant: str  # region of the inventory, grade of the scrap, or what the source calls it
    basis: str  # 'built' or 'look-up'
    boundary: str
    year: str
    reference: str
    stages: tuple[Stage, ...]
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    gases: Mapping[str, float] = field(default_factory=dict)  # t CO2e/t by gas, without electricity
    scrap: float = float("nan")  # t of scrap charged per t
    unit: str = "tCO2e/t"  # a source may count CO2 only
    stood_in: tuple[str, ...] = ()  # products of World, because the region has none
    of_mix: bool = False  # the mix on the market stands for the primary route

    def counted(self) -> tuple[float, float, float]:
        """Return constant, power and electrolysis of all stages that count in the total."""
        kept = [s for s in self.stages if not s.beside]
        return (
            sum(s.constant for s in kept),
            sum(s.power for s in kept),
            sum(s.electrolysis for s in kept),
        )


@dataclass(frozen=True)
class Chain:
    """How a built footprint is read off a network."""

    system: str  # table of factors/processes
    material: str
    route: str
    product: str
    boundary: str = CRADLE_TO_GATE
    beside: str = ""  # the stage after the product, shown beside the total or counted in it
    beside_product: str = ""


CHAINS = (
    Chain(
        "processes.aluminium",
        "aluminium",
        PRIMARY,
        "liquid aluminium",
        beside="casting",
        beside_product="aluminium ingot",
    ),
    Chain("processes.aluminium", "aluminium", SECONDARY, "remelt ingot", FROM_SCRAP),
    Chain("processes.copper", "copper", PRIMARY, "copper cathode", ENERGY_ONLY),
    Chain("processes.copper", "copper", SECONDARY, "recycled copper", ENERGY_ONLY),
)


def materials(library: Library) -> tuple[str, ...]:
    """Return every material of which a figure is held, in the order of the table."""
    return tuple(dict.fromkeys(library.table(MATERIALS).columns["material"]))


def region_of(library: Library, system: str, territory: str, *, union: bool) -> str:
    """Return the region of an inventory to which a country belongs, else the world."""
    if union:
        return UNION
    table = library.table(REGIONS)
    rows = zip(table.columns["system"], table.columns["territory"], table.columns["region"], strict=True)
    return next((region for name, key, region in rows if (name, key) == (system, territory)), WORLD)


def built(library: Library, chain: Chain, region: str, chosen: Mapping[str, str]) -> Footprint:
    """Return the footprint of a chain in a region of its inventory."""
    system = read_system(library.table(chain.system))
    measure = Measure.of(library, system, chosen)
    whole = bool(chain.beside) and chosen["casting"] == "in_total"
    made = system.at(chain.beside_product if whole else chain.product, region)
    wanted = demand(system, {made: 1.0})
    stages = measure.stages(system, wanted)
    if chain.beside and not whole:
        after = demand(system, {system.at(chain.beside_product, region): 1.0, made: -1.0})
        stages += [replace(s, beside=True) for s in measure.stages(system, after) if s.name == chain.beside]
    flows = inventory(system, wanted)
    process = system.processes[made]
    stood_in = sorted(
        {s.product for s in system.substitutions if s.region == region and s.provider_region != region}
    )
    scrap = [n for n, flow in enumerate(system.flows) if flow.endswith(_SCRAP)]
    return Footprint(
        material=chain.material,
        route=chain.route,
        variant=process.region,
        basis=BUILT,
        boundary=chain.boundary,
        year=library.table(chain.system).columns["year"][
            _row(library, chain.system, process.name, process.region)
        ],
        reference=library.table(chain.system).reference(
            _row(library, chain.system, process.name, process.region)
        ),
        stages=tuple(stages),
        indicators=measure.indicators(system, wanted, flows),
        gases=measure.by_gas(flows),
        scrap=float(flows[scrap].sum()) if chain.route == SECONDARY else float("nan"),
        stood_in=tuple(stood_in),
    )


def _row(library: Library, table: str, process: str, region: str) -> int:
    cells = library.table(table).columns
    return next(
        n
        for n, key in enumerate(zip(cells["process"], cells["region"], cells["kind"], strict=True))
        if key == (process, region, "product")
    )


def looked_up(library: Library, material: str, route: str) -> Footprint | None:
    """Return the published figure that the profile takes for a material and route, None where there is none.

    Where a source prints only the mix on the market, that stands for the primary route, and says so.
    """
    routes = (route, MIX) if route == PRIMARY else (route,)
    for name in routes:
        figure = default(library, material, name, "ghg") or default(library, material, name, "co2")
        if figure is not None and figure.value is not None:
            found = from_figure(library, figure, figure.value)
            return found if name == route else replace(found, route=route, of_mix=True)
    return None


def from_figure(library: Library, figure: Published, value: float) -> Footprint:
    """Return a published figure as a footprint of one stage."""
    found: dict[str, Indicator] = {}
    for name, published_as in LOOKED_UP.items():
        for key in published_as:
            other = default(library, figure.material, figure.route, key)
            if other is not None and other.value is not None and name not in found:
                found[name] = Indicator(other.value, f"{other.boundary}, {other.reference}")
    return Footprint(
        material=figure.material,
        route=figure.route,
        variant=figure.variant,
        basis=LOOK_UP,
        boundary=figure.boundary,
        year=figure.year,
        reference=figure.reference,
        stages=(Stage(figure.boundary, value, 0.0, 0.0),),
        indicators=found,
        unit="tCO2/t" if figure.indicator == "co2" else "tCO2e/t",
    )


@lru_cache(maxsize=16)
def footprints(library: Library, choices: tuple[tuple[str, str], ...]) -> tuple[Footprint, ...]:
    """Return every footprint of the profile as chosen: the built ones of all regions, then the look-ups."""
    chosen = dict(choices)
    found: list[Footprint] = []
    for chain in CHAINS:
        table = library.table(chain.system)
        if not library.known_rows(chain.system).all():
            continue
        regions = dict.fromkeys(
            region
            for region, kind, made in zip(
                table.columns["region"], table.columns["kind"], table.columns["exchange"], strict=True
            )
            if kind == "product" and made == chain.product
        )
        found += [built(library, chain, region, chosen) for region in regions]
    have = {(f.material, f.route) for f in found}
    for material in materials(library):
        for route in (PRIMARY, SECONDARY):
            figure = None if (material, route) in have else looked_up(library, material, route)
            if figure is not None:
                found.append(figure)
    return tuple(found)
