"""What a tonne of CO2e is worth to each lot: a carbon price, the social cost of EPA, the climate cost of UBA."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.model import FloatArray, Options
from factors import Library

PRICES = ("eu.cbam", "certificate_price")
COSTS = "damage.social_cost"
EPA, UBA = "epa-2023", "uba-3.1"
GIVEN = "given:--price"


@dataclass(frozen=True)
class Worth:
    """A value per tCO2e for each row, its distinct references and which of them each row takes."""

    value: FloatArray
    row: np.ndarray
    references: tuple[str, ...]


def carbon_price(library: Library, options: Options, size: int) -> Worth:
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
        return Worth(np.full(size, value), np.zeros(size, dtype=np.int32), (GIVEN,))
    law, name = PRICES
    series = library.law(law).series[name]
    known = series.known(library.known_on)
    if not known:
        return Worth(np.full(size, np.nan), np.full(size, -1, dtype=np.int32), ())
    last = max(known, key=lambda v: (v.start, v.published))
    reference = series.reference(series.values.index(last))
    return Worth(np.full(size, last.value), np.zeros(size, dtype=np.int32), (reference,))


def social_cost(library: Library, chosen: Mapping[str, str], years: FloatArray) -> Worth:
    """Return the social cost of CO2 of EPA [USD of 2020 per t] at each row's year of emission.

    A year between two printed ones takes the earlier; without a year the profile names one.
    """
    table = library.table(COSTS)
    wanted = f"ramsey-{chosen['social_discount']}"
    rows = [
        n
        for n, key in enumerate(zip(*(table.columns[c] for c in ("set", "gas", "discount")), strict=True))
        if key == (EPA, "CO2", wanted)
    ]
    printed = table.numbers("emission_year")[rows]
    order = np.argsort(printed)
    asked = np.where(np.isnan(years), float(chosen["emission_year"]), years)
    at = np.searchsorted(printed[order], asked, side="right") - 1
    values = table.numbers("value_per_t")[rows][order]
    references = tuple(table.reference(rows[n]) for n in order)
    found = np.where(at < 0, np.nan, values[np.maximum(at, 0)])
    return Worth(found, at.astype(np.int32), references)


def climate_cost(library: Library, chosen: Mapping[str, str], size: int) -> Worth:
    """Return the climate cost of UBA [EUR of 2020 per tCO2e]."""
    table = library.table(COSTS)
    wanted = f"time-preference-{chosen['uba_time_preference']}"
    for row, key in enumerate(zip(table.columns["set"], table.columns["discount"], strict=True)):
        if key == (UBA, wanted):
            value = table.numbers("value_per_t")[row]
            return Worth(np.full(size, value), np.zeros(size, dtype=np.int32), (table.reference(row),))
    raise UsageError(f"{COSTS} has no row {UBA} {wanted}")
