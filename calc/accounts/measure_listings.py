"""Result tables of measures: the ranking, the curve of marginal abatement cost, coverage and the rate needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.accounts.measure_resolve import Measures
from calc.accounts.prices import CO2E
from calc.engine import units
from calc.engine.cells import texts
from calc.engine.model import BoolArray, FloatArray, TableData
from calc.methods import money
from factors import Library


@dataclass(frozen=True)
class RankedLine:
    """A measure in the order of what is left after the charges that it saves."""

    place: int
    measure: str
    pollutant: str
    abated_t: float
    cost_cny: float
    charges_saved_cny: float
    net_cny: float
    damage_saved_cny: float
    net_with_damage_cny: float
    pays: str


@dataclass(frozen=True)
class CurveLine:
    """A step of the curve of marginal abatement cost of a pollutant, the cheapest first."""

    pollutant: str
    measure: str
    abated_t: float
    cumulative_t: float
    cost_cny_per_t: float


@dataclass(frozen=True)
class CoverageLine:
    """The charge on a pollutant over a marginal cost of abatement, and the rate for a target share."""

    pollutant: str
    marginal_cost_of: str
    charge_cny_per_kg: float
    marginal_cost_cny_per_kg: float
    coverage: float
    target: float
    needed_cny_per_kg: float
    needed_cny_per_equivalent: float
    source: str


def order_of_curve(m: Measures, per_t: FloatArray, names: np.ndarray, computed: BoolArray) -> np.ndarray:
    """Return the computed rows by pollutant, then by cost per tonne, then by name and amount."""
    rows = np.flatnonzero(computed)
    keys = sorted(rows.tolist(), key=lambda r: (m.pollutant[r], per_t[r], str(names[r]), m.abated[r], r))
    return np.array(keys, dtype=np.intp)


def ranked_lines(
    m: Measures, data: TableData, out: Mapping[str, FloatArray], computed: BoolArray
) -> list[RankedLine]:
    """Return the measures, those that leave most first."""
    names = texts(data, "measure").texts()
    rows = sorted(
        np.flatnonzero(computed).tolist(),
        key=lambda r: (out["net_cost_cny"][r], str(names[r]), m.abated[r]),
    )
    return [
        RankedLine(
            place=n,
            measure=str(names[r]),
            pollutant=m.pollutants[m.pollutant[r]],
            abated_t=float(m.abated[r]),
            cost_cny=float(out["cost_cny"][r]),
            charges_saved_cny=float(out["charges_saved_cny"][r]),
            net_cny=float(out["net_cost_cny"][r]),
            damage_saved_cny=float(out["damage_saved_cny"][r]),
            net_with_damage_cny=float(out["net_with_damage_cny"][r]),
            pays="yes" if out["net_cost_cny"][r] < 0 else "no",
        )
        for n, r in enumerate(rows, 1)
    ]


def curve_lines(
    m: Measures, data: TableData, out: Mapping[str, FloatArray], computed: BoolArray
) -> list[CurveLine]:
    """Return the curve of each pollutant."""
    names = texts(data, "measure").texts()
    return [
        CurveLine(
            m.pollutants[m.pollutant[r]],
            str(names[r]),
            float(m.abated[r]),
            float(out["cumulative_abated_t"][r]),
            float(out["cost_cny_per_t"][r]),
        )
        for r in order_of_curve(m, out["cost_cny_per_t"], names, computed)
    ]


def coverage_lines(
    m: Measures, data: TableData, out: Mapping[str, FloatArray], computed: BoolArray, library: Library
) -> list[CoverageLine]:
    """Return, by pollutant, the charge over published marginal costs and over the dearest measure of the table."""
    names = texts(data, "measure").texts()
    target = float(m.chosen["target_share"])
    per_kg = units.factor("kg", "t")
    found = []
    for p, label in enumerate(m.pollutants):
        rows = np.flatnonzero(computed & (m.pollutant == p))
        if not rows.size:
            continue
        pairs = zip(out["charge_cny_per_t"][rows].tolist(), m.equivalent[rows].tolist(), strict=True)
        charges = list(
            {f"{charge:.9g} {kg:.9g}": (charge, kg) for charge, kg in sorted(pairs, key=str)}.values()
        )
        cost = out["cost_cny_per_t"][rows]
        dearest = int(rows[np.lexsort((names[rows].astype(str), -cost))[0]])
        marginal = [(f"dearest measure: {names[dearest]}", float(cost.max()), "given by the user")]
        published = {
            CO2E: "CO2",
            "sulphur-dioxide, air": "SO2",
            "nitrogen-oxides, air": "NOx",
            "cod, water": "COD",
        }
        if label in published:
            sectors = ("coal power", "any")
            held = money.marginal_costs([published[label]], library, "CN", sectors)
            if held.references[0]:
                what = (
                    "published, coal power in China" if np.isfinite(held.per_kg[0]) else "published: not held"
                )
                marginal.append((what, float(held.per_kg[0]) / per_kg, held.references[0]))
        for what, value, source in marginal:
            for charge, equivalent in charges:
                one, rate = np.array([value * per_kg]), np.array([charge * per_kg])
                of = float(money.coverage(rate, one)[0])
                needed = (
                    money.rate_needed(np.array([target]), one, np.ones(1))
                    if value > 0
                    else np.array([np.nan])
                )
                found.append(
                    CoverageLine(label, what, float(rate[0]), float(one[0]), of, target, float(needed[0]),
                                 float(needed[0] * equivalent), source)
                )  # fmt: skip
    return found
