"""Money over time, between two sides of a market, and between currencies, as plain functions of arrays.

Shapes broadcast, NaN in any input gives NaN, and what has no meaning (an investment without a life, a supply that
falls as the price rises) is NaN too. Money is in one currency throughout a call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import FloatArray
from factors import Library
from factors.prices.exchange import Rate, currency_code, euro_rate

ABATEMENT = "damage.abatement"
KG_PER_T = 1000

UserRates = Mapping[str, list[tuple[date, float]]]


# ---- capital


def present_value_factor(rate: FloatArray, years: FloatArray) -> FloatArray:
    """Return the present value of one unit of money at the end of each year [years].

    Parameters
    ----------
    rate : array
        Interest per year [1], 0.05 for 5 %; above -1.
    years : array
        Life, above 0.
    """
    rate, years = np.asarray(rate, dtype=float), np.asarray(years, dtype=float)
    rate = np.where(rate > -1, rate, np.nan)
    years = np.where(years > 0, years, np.nan)
    # log1p and expm1 keep their digits where the rate is nearly 0
    discounted = -np.expm1(-years * np.log1p(rate))
    return np.where(rate == 0, years, discounted / np.where(rate == 0, np.nan, rate))


def annuity(investment: FloatArray, rate: FloatArray, years: FloatArray) -> FloatArray:
    """Return the yearly payment that pays an investment back with interest.

    Parameters
    ----------
    investment : array
        Money at the start.
    rate, years : array
        As in `present_value_factor`; without interest the investment is spread evenly.
    """
    return np.divide(investment, present_value_factor(rate, years))


# ---- who bears a cost


def pass_through(supply: FloatArray, demand: FloatArray) -> FloatArray:
    """Return the share of a cost that reaches the price, under perfect competition [1].

    Parameters
    ----------
    supply, demand : array
        Price elasticities, supply 0 or above, demand 0 or below, not both 0; either may be infinite.

    Returns
    -------
    array
        supply / (supply - demand).
    """
    supply, demand = np.broadcast_arrays(np.asarray(supply, dtype=float), np.asarray(demand, dtype=float))
    usable = (supply >= 0) & (demand <= 0) & ~((supply == 0) & (demand == 0))
    usable &= ~(np.isinf(supply) & np.isinf(demand))
    share = np.full(supply.shape, np.nan)
    finite = usable & np.isfinite(supply)
    np.divide(supply, supply - demand, out=share, where=finite)
    return np.where(usable & np.isinf(supply), 1.0, share)


class Burden(NamedTuple):
    """A cost and who bears it, in the money of the cost."""

    buyer: FloatArray  # what the price rises by
    seller: FloatArray  # what the margin falls by


def burden(cost: FloatArray, passed_through: FloatArray) -> Burden:
    """Return what buyer and seller bear of a cost.

    Parameters
    ----------
    cost : array
        Money per unit of the product.
    passed_through : array
        Share that reaches the price [1], from `pass_through` or given.
    """
    buyer = cost * passed_through
    return Burden(buyer, cost - buyer)


# ---- charges against the cost of abatement


def coverage(charge: FloatArray, marginal_cost: FloatArray) -> FloatArray:
    """Return a charge over the marginal cost of abatement [1].

    Parameters
    ----------
    charge, marginal_cost : array
        Money per unit of the pollutant, of the same unit; a cost that is not held or not above 0 gives NaN.
    """
    return np.divide(charge, np.where(marginal_cost > 0, marginal_cost, np.nan))


def charge_per_mass(rate: FloatArray, equivalent: FloatArray) -> FloatArray:
    """Return the charge on a kilogram [money/kg].

    Parameters
    ----------
    rate : array
        Money per pollutant equivalent.
    equivalent : array
        Mass that is one equivalent [kg].
    """
    return np.divide(rate, np.where(equivalent > 0, equivalent, np.nan))


def rate_needed(target: FloatArray, marginal_cost: FloatArray, equivalent: FloatArray) -> FloatArray:
    """Return the rate per equivalent at which the charge is a share of the marginal cost of abatement.

    Parameters
    ----------
    target : array
        Coverage wanted [1], 0.8 for 80 %.
    marginal_cost : array
        Of abating a kilogram [money/kg].
    equivalent : array
        Mass that is one equivalent [kg]; 1 for a charge by the kilogram.
    """
    return target * marginal_cost * equivalent


class MarginalCosts(NamedTuple):
    """Marginal costs of abatement, NaN where none is held, each in its own currency."""

    per_kg: FloatArray
    currencies: tuple[str, ...]
    references: tuple[str, ...]  # empty where the table has no row


def marginal_costs(
    pollutants: Sequence[str], library: Library, country: str, sectors: Sequence[str]
) -> MarginalCosts:
    """Return the marginal cost of abating a kilogram of each pollutant.

    Parameters
    ----------
    pollutants : sequence of str
        ``SO2``, ``CO2``.
    library : Library
        Holds ``damage.abatement``.
    country : str
        Where it was estimated.
    sectors : sequence of str
        For which sectors a figure may be taken; a figure of another sector never stands in.
    """
    table = library.table(ABATEMENT)
    values = table.numbers("value") / KG_PER_T
    columns = (table.columns[name] for name in ("pollutant", "country", "sector"))
    rows = {
        pollutant: row
        for row, (pollutant, where, sector) in enumerate(zip(*columns, strict=True))
        if where == country and sector in sectors
    }
    found = [rows.get(pollutant) for pollutant in pollutants]
    return MarginalCosts(
        np.array([np.nan if row is None else values[row] for row in found]),
        tuple("" if row is None else table.columns["currency"][row] for row in found),
        tuple("" if row is None else table.reference(row) for row in found),
    )


# ---- currencies


@dataclass(frozen=True)
class CrossRate:
    """Units of one currency for a unit of another, through the euro; what is printed with a result."""

    source: str
    target: str
    value: float
    rates: tuple[Rate, Rate]  # of source and target, in euro

    @property
    def assumed(self) -> bool:
        """Whether one of the rates is carried past its last observation."""
        return any(rate.assumed for rate in self.rates)

    @property
    def day(self) -> date:
        """The older of the two observations."""
        return min(rate.day for rate in self.rates)


def cross_rate(source: str, target: str, on: date, user: UserRates) -> CrossRate | None:
    """Return the last rate known on a day, or None where no source has one of the currencies.

    Parameters
    ----------
    source, target : str
        Currencies, in any known spelling.
    on : date
        The day of the money.
    user : mapping
        The user's own rates, which win, as `factors.prices.exchange.user_rates` reads them.
    """
    source, target = currency_code(source), currency_code(target)
    given, wanted = euro_rate(source, on, user), euro_rate(target, on, user)
    if given is None or wanted is None:
        return None
    value = 1.0 if source == target else given.euro / wanted.euro
    return CrossRate(source, target, value, (given, wanted))


class Converted(NamedTuple):
    """Money in the target currency, NaN where a rate is missing, and the rate of each row."""

    amounts: FloatArray
    rates: tuple[CrossRate | None, ...]  # each pair of currency and day once
    codes: NDArray[np.intp]  # of each row: its place in `rates`


def converted(
    amounts: FloatArray, currencies: Sequence[str], days: Sequence[date], target: str, user: UserRates
) -> Converted:
    """Return a column of money in one currency, each row by the rate of its day.

    Parameters
    ----------
    amounts : array
        Money of each row.
    currencies, days : sequence
        Currency and day of each row.
    target : str
        Currency wanted.
    user : mapping
        As in `cross_rate`.
    """
    places: dict[tuple[str, date], int] = {}
    codes = np.array(
        [places.setdefault(pair, len(places)) for pair in zip(currencies, days, strict=True)], dtype=np.intp
    )
    rates = tuple(cross_rate(currency, target, day, user) for currency, day in places)
    values = np.array([np.nan if rate is None else rate.value for rate in rates], dtype=float)
    return Converted(amounts * values[codes], rates, codes)
