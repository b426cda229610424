"""The damage that pollutants do, in money: a price beside the tax, as plain functions of arrays.

Damage costs of air pollutants are by country of emission, pollutant and effect, for one valuation of human life;
those of greenhouse gases by gas, year of emission and discount rate. A figure that is not held is NaN, never 0:
a country outside the table has no damage cost, not a damage of nothing.

References
----------
ETC/ATNI Report 04/2020; EPA Report on the Social Cost of Greenhouse Gases (2023); UBA, Methodenkonvention 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import FloatArray, IntArray
from factors import Library

AIR, SOCIAL = "damage.air_pollutants", "damage.social_cost"
CLIMATE, ONLY = "climate", "central"  # the effect, and the valuation of an effect that has but one
VALUATIONS = ("voly", "vsl")  # value of a life year, value of a statistical life
CLIMATE_VALUATIONS = ("low", ONLY, "high")


@dataclass(frozen=True, eq=False)
class DamageCosts:
    """Damage of a kilogram emitted, by country, pollutant and effect.

    The last country and the last pollutant of the arrays stand for one that is not held: code -1 finds NaN.
    """

    countries: tuple[str, ...]  # ISO 3166-1 alpha-2; the place is the code
    pollutants: tuple[str, ...]  # as published: 'SOx', 'NOx', 'PM2.5'; the place is the code
    effects: tuple[str, ...]
    values: FloatArray  # EUR/kg; 0 where no country has the effect, NaN where this one's is not held
    rows: NDArray[np.int32]  # of the table, -1 where there is none

    @cached_property
    def country_codes(self) -> Mapping[str, int]:
        """Country -> code."""
        return {key: code for code, key in enumerate(self.countries)}

    @cached_property
    def pollutant_codes(self) -> Mapping[str, int]:
        """Pollutant -> code."""
        return {key: code for code, key in enumerate(self.pollutants)}

    @cached_property
    def total(self) -> FloatArray:
        """The sum over the effects by country and pollutant [EUR/kg]; NaN where one of them is not held."""
        return np.asarray(self.values.sum(axis=2))

    @cached_property
    def missing(self) -> NDArray[np.int8]:
        """How many effects are not held, by country and pollutant."""
        return np.asarray(np.isnan(self.values).sum(axis=2), dtype=np.int8)


class Damage(NamedTuple):
    """The damage of each row in EUR."""

    by_effect: FloatArray  # a column for each effect; NaN where it is not held
    total: FloatArray  # NaN where an effect is not held
    missing: NDArray[np.int8]  # effects that are not held


def damage_costs(
    library: Library,
    valuation: str,
    climate: str = ONLY,
    effects: Sequence[str] | None = None,
) -> DamageCosts:
    """Return the damage costs of air pollutants for one valuation.

    Parameters
    ----------
    library : Library
        Holds ``damage.air_pollutants``.
    valuation : str
        Of human life: ``voly`` (value of a life year) or ``vsl`` (value of a statistical life).
    climate : str
        Of CO2e: ``low``, ``central`` or ``high``.
    effects : sequence of str, optional
        Those that count, such as ``health-1`` and ``crops``; by default all.

    Raises
    ------
    ValueError
        For a valuation or an effect that the table does not have.
    """
    if valuation not in VALUATIONS or climate not in CLIMATE_VALUATIONS:
        raise ValueError(f"no valuation {valuation!r} with climate {climate!r}")
    table = library.table(AIR)
    column = table.columns
    wanted = tuple(dict.fromkeys(column["effect"] if effects is None else effects))
    unknown = sorted(set(wanted) - set(column["effect"]))
    if unknown:
        raise ValueError(
            f"no effect {', '.join(unknown)}; there are {', '.join(dict.fromkeys(column['effect']))}"
        )
    countries, pollutants = (tuple(dict.fromkeys(column[name])) for name in ("country", "pollutant"))
    codes = [{key: code for code, key in enumerate(keys)} for keys in (countries, pollutants, wanted)]
    shape = (len(countries) + 1, len(pollutants) + 1, len(wanted))
    values, rows = np.zeros(shape), np.full(shape, -1, dtype=np.int32)
    values[-1], values[:, -1] = np.nan, np.nan
    costs = _signed(table.numbers("cost_eur_per_kg"), table.numbers("benefit_eur_per_kg"))
    cells = zip(*(column[name] for name in ("country", "pollutant", "effect", "valuation")), strict=True)
    for row, (country, pollutant, effect, valued) in enumerate(cells):
        counts = valued == climate if effect == CLIMATE else valued in (valuation, ONLY)
        if effect in codes[2] and counts:
            place = codes[0][country], codes[1][pollutant], codes[2][effect]
            values[place], rows[place] = costs[row], row
    return DamageCosts(countries, pollutants, wanted, values, rows)


def _signed(cost: FloatArray, benefit: FloatArray) -> FloatArray:
    return np.where(np.isnan(benefit), cost, -benefit)


def external_cost(amount: FloatArray, unit_cost: FloatArray) -> FloatArray:
    """Return the damage of an amount.

    Parameters
    ----------
    amount : array
        Mass emitted [kg].
    unit_cost : array
        Damage of a unit, such as `DamageCosts.total` taken by the codes of the rows [money/kg]; NaN gives NaN.
    """
    return amount * unit_cost


def external_costs(
    amount: FloatArray, countries: IntArray, pollutants: IntArray, costs: DamageCosts
) -> Damage:
    """Return the damage of each row, by effect and in total.

    Parameters
    ----------
    amount : array
        Mass emitted to air [kg].
    countries, pollutants : array of int
        By `DamageCosts.country_codes` and `pollutant_codes`; -1 for one that is not held.
    costs : DamageCosts
        For one valuation.
    """
    by_effect = external_cost(amount[:, None], costs.values[countries, pollutants])
    total = external_cost(amount, costs.total[countries, pollutants])
    return Damage(by_effect, total, costs.missing[countries, pollutants])


def internalised_share(charge: FloatArray, damage: FloatArray) -> FloatArray:
    """Return how much of a damage a charge makes its author pay.

    Parameters
    ----------
    charge, damage : array
        Tax, fee or allowance, and damage of the same emission, in one currency.

    Returns
    -------
    array
        Charge / damage [1], above 1 where the charge is the larger; NaN where the damage is not held or not
        above 0.
    """
    return np.divide(charge, np.where(damage > 0, damage, np.nan))


# ---- greenhouse gases


@dataclass(frozen=True, eq=False)
class GasCost:
    """Damage of a tonne of one gas, by the year of emission from which each value holds."""

    years: FloatArray  # rising
    values: FloatArray  # money of `price_base` per t
    currency: str
    price_base: str
    references: tuple[str, ...]

    def rows(self, years: FloatArray) -> NDArray[np.int32]:
        """Return which value holds in each year, -1 before the first and where the year is NaN.

        A year between two takes the earlier; nothing is interpolated.
        """
        found = np.searchsorted(self.years, years, side="right") - 1
        return np.where(np.isnan(years), -1, found).astype(np.int32)

    def at(self, years: FloatArray) -> FloatArray:
        """Return the damage of a tonne emitted in each year, NaN before the first."""
        return np.append(self.values, np.nan)[self.rows(years)]


def gas_cost(library: Library, name: str, gas: str, discount: str) -> GasCost:
    """Return the social cost of a gas.

    Parameters
    ----------
    library : Library
        Holds ``damage.social_cost``.
    name : str
        The set: ``epa-2023``, ``uba-3.1`` or ``uba-3.0``; sets are never mixed.
    gas : str
        ``CO2``, ``CH4``.
    discount : str
        ``ramsey-2.0``, ``time-preference-1``.

    Raises
    ------
    ValueError
        The set has no such gas or rate: nothing else stands in for it.
    """
    table = library.table(SOCIAL)
    keys = zip(*(table.columns[c] for c in ("set", "gas", "discount")), strict=True)
    rows = [row for row, key in enumerate(keys) if key == (name, gas, discount)]
    if not rows:
        raise ValueError(f"{SOCIAL} has no {gas} of {name} at {discount}")
    years = table.numbers("emission_year")[rows]
    order = np.argsort(years)
    first = rows[0]
    return GasCost(
        years[order],
        table.numbers("value_per_t")[rows][order],
        table.columns["currency"][first],
        table.columns["price_base"][first],
        tuple(table.reference(rows[place]) for place in order),
    )
