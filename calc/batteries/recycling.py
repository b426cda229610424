"""Recycling of spent cells by three routes: what it takes, what it lets out, what it replaces.

An LCA result by system expansion, outside any declaration: avoided production may not enter a carbon footprint
under Art. 7 of Regulation (EU) 2023/1542, whose end of life follows the circular footprint formula.

Source: the tables ``batteries.recycling_inputs``, ``_fates``, ``_products`` and ``_contents``, which name theirs;
cells and factors are those of `calc.batteries.archetypes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.batteries.archetypes import GREET, cell_lines
from calc.batteries.known import designs_known
from calc.engine.errors import UsageError
from calc.engine.model import FloatArray
from factors import Library
from factors.cells import MATERIALS, POWER, chemistry_key, nearest
from factors.table import FactorTable

INPUTS, FATES = "batteries.recycling_inputs", "batteries.recycling_fates"
PRODUCTS, CONTENTS = "batteries.recycling_products", "batteries.recycling_contents"
STOICHIOMETRY = "emissions.stoichiometry"
ROUTES = ("pyro", "hydro", "direct")
ELECTRICITY, GAS = "electricity", "natural gas"
ITSELF = "same"
BURNT, ACTIVE, YES = "burn", "active-material", "yes"
OUTSIDE = (
    "Recycling routes by system expansion: an LCA result outside the declaration. Avoided production may not enter a "
    "carbon footprint under Art. 7 of Regulation (EU) 2023/1542."
)


@dataclass(frozen=True, eq=False)
class Routes:
    """All chemistries by all routes; arrays are chemistry x route, per kilogram of spent cells.

    Reagents, gas, process CO2 and credit in kgCO2e, electricity in kWh: its factor is that of the plant's grid.
    """

    chemistries: tuple[str, ...]
    routes: tuple[str, ...]
    reagents: FloatArray
    electricity: FloatArray  # kWh
    gas: FloatArray
    process_co2: FloatArray
    credit: FloatArray  # below 0
    products: tuple[str, ...]
    recovered: FloatArray  # chemistry x route x product, kg
    credits: FloatArray  # chemistry x route x product, kgCO2e, below 0
    left_out: tuple[tuple[str, ...], ...]  # by route: inputs of the source that have no factor

    def burden(self, grid_factor: float) -> FloatArray:
        """Return what recycling emits, kgCO2e per kg of cells, on a grid of `grid_factor` kgCO2e/kWh."""
        return self.reagents + self.electricity * grid_factor + self.gas + self.process_co2

    def net(self, grid_factor: float) -> FloatArray:
        """Return burden and credit together, kgCO2e per kg of cells; below 0 it saves more than it emits."""
        return self.burden(grid_factor) + self.credit


@dataclass(frozen=True)
class Credit:
    """A recovered product and the production that it replaces, per kilogram of spent cells."""

    product: str
    recovered_kg: float
    kgco2e: float  # below 0


@dataclass(frozen=True)
class RouteLine:
    """One route for one chemistry, kgCO2e per kilogram of spent cells."""

    chemistry: str
    route: str
    grid_factor: float  # kgCO2e/kWh
    reagents: float
    electricity: float
    natural_gas: float
    process_co2: float
    burden: float
    credit: float
    net: float
    credits: tuple[Credit, ...]
    left_out: tuple[str, ...]


def _factors(library: Library, edition: str) -> dict[str, float]:
    """Return the figures of an edition, NaN for a gap and for one that was not known on the library's day."""
    table = library.table(MATERIALS)
    value = np.where(library.known_rows(MATERIALS), table.numbers("value_kgco2e_per_kg"), np.nan)
    rows = [n for n, one in enumerate(table.columns["set"]) if one == edition]
    return {table.columns["material"][n]: float(value[n]) for n in rows}


def _by_route(table: FactorTable, values: FloatArray) -> FloatArray:
    """Return sums of rows by route."""
    route = np.array([ROUTES.index(one) for one in table.columns["route"]], dtype=np.intp)
    return np.bincount(route, np.nan_to_num(values), minlength=len(ROUTES)).astype(float)


def routes(library: Library, edition: str = GREET) -> Routes:
    """Return the routes of every cell design in use.

    Parameters
    ----------
    library : Library
        The data.
    edition : str
        The set of ``batteries.materials`` for reagents and avoided products.

    Raises
    ------
    KeyError
        A table names a material that the edition has no row for.
    """
    factor = _factors(library, edition)
    inputs, fates = library.table(INPUTS), library.table(FATES)
    lines = cell_lines(library, edition=edition)
    items = tuple(dict.fromkeys(lines.item))
    place = np.array([items.index(item) for item in lines.item], dtype=np.intp)
    bill = np.zeros((len(lines.chemistries), len(items)))  # kg of item in a kg of cells
    np.add.at(bill, (lines.chemistry, place), lines.content)
    same = {(int(c), i): m for c, i, m in zip(lines.chemistry, lines.item, lines.material, strict=True)}

    counted = np.array([one == YES for one in inputs.columns["counted"]])
    mass = inputs.numbers("amount_kg_per_kg")
    of_reagent = np.array([factor.get(name, np.nan) for name in inputs.columns["input"]])
    released = _by_route(inputs, mass * inputs.numbers("released_co2_kg_per_kg"))
    is_gas = np.array([name == GAS for name in inputs.columns["input"]])
    power = library.table(POWER)
    gas_factor = next(
        float(power.numbers("value_kgco2e_per_mj")[n])
        for n, (carrier, one) in enumerate(zip(power.columns["carrier"], power.columns["set"], strict=True))
        if carrier == GAS and one == GREET
    )
    burnt = np.zeros((len(items), len(ROUTES)))
    carbon = fates.numbers("carbon_kg_per_kg")
    for n, (route, item, fate) in enumerate(
        zip(*(fates.columns[name] for name in ("route", "item", "fate")), strict=True)
    ):
        if fate == BURNT and item in items:
            burnt[items.index(item), ROUTES.index(route)] = np.nan_to_num(carbon[n])
    products, recovered, credits = _credits(library, lines.chemistries, items, bill, same, factor)
    shape = (len(lines.chemistries), len(ROUTES))
    return Routes(
        lines.chemistries,
        ROUTES,
        np.broadcast_to(_by_route(inputs, np.where(counted, mass * of_reagent, 0.0)), shape),
        np.broadcast_to(_by_route(inputs, inputs.numbers("amount_kwh_per_kg")), shape),
        np.broadcast_to(
            _by_route(inputs, np.where(is_gas, inputs.numbers("amount_mj_per_kg") * gas_factor, 0.0)), shape
        ),
        bill @ burnt * co2_of_carbon(library) + released,
        credits.sum(axis=2),
        products,
        recovered,
        credits,
        tuple(
            tuple(
                name
                for name, one, yes, known in zip(
                    inputs.columns["input"],
                    inputs.columns["route"],
                    counted,
                    np.isfinite(of_reagent) | (np.isnan(mass) & counted),
                    strict=True,
                )
                if one == route and not (yes and known)
            )
            for route in ROUTES
        ),
    )


def co2_of_carbon(library: Library) -> float:
    """Return the CO2 of a kilogram of carbon, kg."""
    table = library.table(STOICHIOMETRY)
    return float(table.numbers("kg_per_kg")[table.columns["material"].index("carbon")])


def _credits(
    library: Library,
    every: tuple[str, ...],
    items: tuple[str, ...],
    bill: FloatArray,
    same: dict[tuple[int, str], str],
    factor: dict[str, float],
) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Return the products and, chemistry x route x product, what is recovered [kg] and credited [kgCO2e].

    NaN where the metals of a powder are not held.
    """
    table, contents = library.table(PRODUCTS), library.table(CONTENTS)
    value = contents.numbers("content_kg_per_kg")
    pairs = zip(contents.columns["material"], contents.columns["element"], strict=True)
    held = {pair: float(value[n]) for n, pair in enumerate(pairs)}
    powders = {material for material, _ in held}
    share, into = table.numbers("recovery_share"), table.numbers("product_kg_per_kg")
    rows = [
        (n, chemistry, same[chemistry, item])
        for n, item in enumerate(table.columns["item"])
        for chemistry in range(len(every))
        if table.columns["credited"][n] == YES and (chemistry, item) in same
    ]
    named = [
        material if table.columns["product"][n] == ITSELF else table.columns["product"][n]
        for n, _, material in rows
    ]
    products = tuple(dict.fromkeys(named))
    recovered = np.zeros((len(every), len(ROUTES), len(products)))
    for (n, chemistry, material), product in zip(rows, named, strict=True):
        element = table.columns["element"][n]
        none = 0.0 if material in powders else np.nan
        content = held.get((material, element), none) if element else 1.0
        amount = bill[chemistry, items.index(table.columns["item"][n])] * content * into[n] * share[n]
        recovered[chemistry, ROUTES.index(table.columns["route"][n]), products.index(product)] += amount
    return products, recovered, -recovered * np.array([factor[product] for product in products])


def route_table(library: Library, chemistry: str, grid_factor: float) -> list[RouteLine]:
    """Return the three routes for the cells of one chemistry.

    Parameters
    ----------
    library : Library
        The data.
    chemistry : str
        A chemistry of the cell designs, as people write it.
    grid_factor : float
        Electricity of the recycling plant, kgCO2e/kWh.

    Raises
    ------
    UsageError
        No cell design has this chemistry; the nearest names are suggested. Or the metals of its powder are not held.
    """
    tables = (INPUTS, FATES, PRODUCTS, CONTENTS)
    if not (designs_known(library) and all(library.known_rows(path).all() for path in tables)):
        raise UsageError(
            f"--law-known-on {library.known_on}: the recycling routes were not published by then; take a later day"
        )
    found = routes(library)
    key = chemistry_key(chemistry, library.names) or chemistry
    if key not in found.chemistries:
        near = nearest(chemistry, "chemistry", root=library.names)
        hint = f"; did you mean {', '.join(near)}?" if near else "."
        raise UsageError(f"no cell design of '{chemistry}'{hint} Known are: {', '.join(found.chemistries)}.")
    at = found.chemistries.index(key)
    burden, net = found.burden(grid_factor)[at], found.net(grid_factor)[at]
    if np.isnan(net).any():
        raise UsageError(
            f"recycling of '{chemistry}': {CONTENTS} does not hold the metals of its active material."
        )
    return [
        RouteLine(
            key,
            route,
            grid_factor,
            float(found.reagents[at, n]),
            float(found.electricity[at, n] * grid_factor),
            float(found.gas[at, n]),
            float(found.process_co2[at, n]),
            float(burden[n]),
            float(found.credit[at, n]),
            float(net[n]),
            tuple(
                Credit(product, float(found.recovered[at, n, p]), float(found.credits[at, n, p]))
                for p, product in enumerate(found.products)
                if found.recovered[at, n, p] > 0
            ),
            found.left_out[n],
        )
        for n, route in enumerate(found.routes)
    ]
