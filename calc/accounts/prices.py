"""What a tonne abated saves by the law and the data: tax, allowance, CBAM certificate, damage; each looked up once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from calc.accounts.names import damage_names
from calc.engine import units
from calc.methods import damage
from calc.methods.carbon import dated_price
from calc.methods.money import UserRates, charge_per_mass, cross_rate
from factors import Library
from factors.carbon_prices import CERTIFICATE, UNION, CarbonPrices
from factors.law import day

CO2E = "CO2e"
TAX_LAW, ITEMS, TAXED_IN = "cn.environmental_tax", "cn.pollutants", "CN"
HOME = "CNY"
NAN = float("nan")


@dataclass(frozen=True)
class Saved:
    """Money per tonne in yuan, with its source; NaN where none is held."""

    cny_per_t: float = NAN
    reference: str = ""
    carried: bool = False
    rate_assumed: bool = False


Home = Callable[[float, str, str], Saved]  # value, currency and reference -> the same in yuan


@dataclass(frozen=True)
class Looked:
    """What the data say about a tonne of a pollutant in a country and year."""

    tax: Saved
    equivalent: float  # kg that are one pollutant equivalent; NaN where the tax has none
    allowance: Saved
    cbam: Saved
    damage: Saved


def looked_up(
    library: Library,
    chosen: Mapping[str, str],
    user: UserRates,
    key: str,
    medium: str,
    country: str,
    year: int,
) -> Looked:
    """Return what a tonne abated saves; what is not held is NaN, never 0.

    Parameters
    ----------
    key, medium : str
        As `factors.pollutants.pollutant_key` gives them; `CO2E` has no medium.
    country : str
        ISO 3166-1 alpha-2, '' where none is given.
    year : int
        Its last day chooses prices and rates.
    """
    on = date(year, 12, 31)

    def home(value: float, currency: str, reference: str, carried: bool = False) -> Saved:
        rate = cross_rate(currency, HOME, on, user)
        if rate is None or np.isnan(value):
            return Saved()
        return Saved(value * rate.value, reference, carried, rate.assumed and currency != HOME)

    tax, equivalent = Saved(), NAN
    if country == TAXED_IN and key != CO2E:
        tax, equivalent = _chinese_tax(library, key, medium, on)
        if chosen["tax_rate"] == "given":
            tax = Saved()
    if key != CO2E:
        return Looked(
            tax, equivalent, Saved(), Saved(), _air_damage(library, chosen, key, medium, country, home)
        )
    prices = _prices(library)
    known = prices.last_known(UNION, CERTIFICATE, on)
    cbam = Saved()
    if known is not None:
        seen = known.observation
        cbam = home(seen.per_tonne, seen.currency, seen.reference, known.carried)
    allowance = Saved()
    if country:
        found = dated_price(prices, country, "", on)
        if not found.fault:
            allowance = home(found.per_tonne, found.currency, found.reference, found.carried)
    return Looked(tax, equivalent, allowance, cbam, _climate_damage(library, chosen, year, home))


@cache
def _prices(library: Library) -> CarbonPrices:
    return CarbonPrices.of(library)


def _chinese_tax(library: Library, key: str, medium: str, on: date) -> tuple[Saved, float]:
    """Return the least tax on a tonne [CNY] and the equivalent [kg]; Annexes 1 and 2 of the law."""
    table = library.table(ITEMS)
    columns = table.columns
    for row, (its_medium, its_key, unit) in enumerate(
        zip(columns["medium"], columns["key"], columns["unit"], strict=True)
    ):
        if (its_medium, its_key, unit) == (medium, key, "kg"):
            equivalent = float(table.numbers("equivalent_value")[row])
            series = library.law(TAX_LAW).series["rate_least"]
            value, index, _ = series.at(np.array([day(on)]), medium, library.known_on)
            if index[0] < 0:
                return Saved(), equivalent
            per_kg = charge_per_mass(value, np.array([equivalent]))
            per_t = float(per_kg[0]) * units.factor("t", "kg")
            return Saved(per_t, series.reference(int(index[0]))), equivalent
    return Saved(), NAN


def _air_damage(
    library: Library, chosen: Mapping[str, str], key: str, medium: str, country: str, home: Home
) -> Saved:
    """Return the damage of a tonne to air in a country."""
    costs = _damage_costs(library, chosen["valuation"])
    place = costs.country_codes.get(country, -1)
    name = costs.pollutant_codes.get(damage_names().get(key, ""), -1)
    if medium != "air" or place < 0 or name < 0:
        return Saved()
    rows = costs.rows[place, name]
    reference = library.table(damage.AIR).reference(int(rows[rows >= 0][0])) if (rows >= 0).any() else ""
    return home(float(costs.total[place, name]) * units.factor("t", "kg"), "EUR", reference)


@cache
def _damage_costs(library: Library, valuation: str) -> damage.DamageCosts:
    return damage.damage_costs(library, valuation)


def _climate_damage(library: Library, chosen: Mapping[str, str], year: int, home: Home) -> Saved:
    """Return the damage of a tonne of CO2e."""
    name = chosen["damage_co2"]
    discount = {"uba-3.1": "time-preference-1", "epa-2023": "ramsey-2.0"}[name]
    cost = damage.gas_cost(library, name, "CO2", discount)
    row = int(cost.rows(np.array([float(year)]))[0])
    if row < 0:
        return Saved()
    return home(float(cost.values[row]), cost.currency, cost.references[row])
