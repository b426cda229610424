"""What a tonne of CO2e is worth to each lot: a carbon price, the social cost of EPA, the climate cost of UBA."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.model import BoolArray, FloatArray, IndexArray, Options
from factors import Library

PRICES = ("eu.cbam", "certificate_price")
COSTS = "damage.social_cost"
EPA, UBA = "epa-2023", "uba-3.1"
GIVEN = "given:--price"


@dataclass(frozen=True)
class Worth:
    """What a tCO2e is worth, by the year of emission from which each value holds (one value: in every year)."""

    values: FloatArray
    references: tuple[str, ...]
    years: FloatArray
    without_year: float = np.nan

    def rows(self, years: FloatArray) -> IndexArray:
        """Return which value holds in each year, -1 before the first; a year between two takes the earlier."""
        if len(self.values) == 1:
            return np.full(len(years), len(self.references) - 1, dtype=np.intp)
        first = int(self.years[0]) - 1  # one step more, for the years before the first
        whole = np.arange(first, int(self.years[-1]) + 1)
        by_year = np.searchsorted(self.years, whole, side="right") - 1
        asked = np.where(np.isnan(years), self.without_year, years)
        return by_year.take((asked - first).astype(np.intp), mode="clip")

    def late(self, years: FloatArray) -> BoolArray:
        """Return which years take the value of an earlier one."""
        if len(self.values) == 1:
            return np.zeros(len(years), dtype=bool)
        return ~np.isnan(years) & ~np.isin(years, self.years)

    def at(self, years: FloatArray) -> FloatArray | float:
        """Return the value in each year, NaN before the first; one number where it holds in all of them."""
        if len(self.values) == 1:
            return float(self.values[0])
        return np.append(self.values, np.nan).take(self.rows(years), mode="wrap")


def _constant(value: float, reference: str) -> Worth:
    return Worth(np.array([value]), (reference,), np.zeros(1))


NOTHING = Worth(np.array([np.nan]), (), np.zeros(1))  # no value was known by then


def carbon_price(library: Library, options: Options) -> Worth:
    """Return the carbon price [EUR/tCO2e]: the user's, else the last published price of CBAM certificates.

    Raises
    ------
    UsageError
        ``--price`` is no single number.
    """
    if options.price:
        try:
            value = float(options.price)
        except ValueError:
            raise UsageError(f"--price {options.price}: for metals write one price, such as 75.36") from None
        if not 0 <= value < float("inf"):
            raise UsageError(f"--price {options.price}: a price is 0 or more")
        return _constant(value, GIVEN)
    law, name = PRICES
    series = library.law(law).series[name]
    known = series.known(library.known_on)
    if not known:
        return NOTHING
    last = max(known, key=lambda v: (v.start, v.published))
    return _constant(last.value, series.reference(series.values.index(last)))


def social_cost(library: Library, chosen: Mapping[str, str]) -> Worth:
    """Return the social cost of CO2 of EPA [USD of 2020 per t] by year of emission."""
    table = library.table(COSTS)
    wanted = (EPA, "CO2", f"ramsey-{chosen['social_discount']}")
    keys = zip(*(table.columns[c] for c in ("set", "gas", "discount")), strict=True)
    held = library.known_rows(COSTS)
    rows = [n for n, key in enumerate(keys) if key == wanted and held[n]]
    if not rows:
        return NOTHING
    years = table.numbers("emission_year")[rows]
    order = np.argsort(years)
    return Worth(
        table.numbers("value_per_t")[rows][order],
        tuple(table.reference(rows[n]) for n in order),
        years[order],
        float(chosen["emission_year"]),
    )


def climate_cost(library: Library, chosen: Mapping[str, str]) -> Worth:
    """Return the climate cost of UBA [EUR of 2020 per tCO2e]."""
    table = library.table(COSTS)
    wanted = (UBA, f"time-preference-{chosen['uba_time_preference']}")
    keys = list(zip(table.columns["set"], table.columns["discount"], strict=True))
    row = keys.index(wanted)
    if not library.known_rows(COSTS)[row]:
        return NOTHING
    return _constant(table.numbers("value_per_t")[row], table.reference(row))
