"""The certificate price of every day: published, carried forward, or given by the user."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np

from calc.cbam.tables import FIRST_DAY, LAST_DAY, LAW, CbamTables
from calc.engine.errors import UsageError
from calc.engine.model import FloatArray, IntArray, SmallIntArray
from factors import Library
from factors.law import ASSUMED, IN_FORCE

GIVEN_PRICE = 3  # a status beside those of `factors.law`
_PERIOD = re.compile(r"(?P<year>20\d\d)(?:-?Q(?P<quarter>[1-4]))?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Prices:
    """Price [EUR/tCO2e], reference and status per day since `FIRST_DAY`; `references` are their names."""

    price: FloatArray
    reference: IntArray
    status: SmallIntArray
    references: tuple[str, ...]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"--price: '{text}' is not a number; write 75.36 or 2026Q4=80,2027=85") from None
    if not 0 <= value < float("inf"):
        raise UsageError(f"--price: {text} is not a price; it must be 0 or more")
    return value


def given_prices(text: str) -> list[tuple[date, date, float, str]]:
    """Return (first day, last day, price, name) for each part of a ``--price`` option.

    ``75.36`` holds for every day; ``2026Q4=80,2027=85`` only for those periods.
    """
    if not text.strip():
        return []
    parts = [p.strip() for p in text.split(",") if p.strip()]
    if len(parts) == 1 and "=" not in parts[0]:
        return [(FIRST_DAY, LAST_DAY, _number(parts[0]), "given:--price")]
    found: list[tuple[date, date, float, str]] = []
    for part in parts:
        name, _, value = part.partition("=")
        match = _PERIOD.match(name.strip())
        if match is None or not value:
            raise UsageError(f"--price: '{part}' is not understood; write 75.36 or 2026Q4=80,2027=85")
        year = int(match["year"])
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            raise UsageError(f"--price: {year} is outside {FIRST_DAY.year}-{LAST_DAY.year}")
        quarter = match["quarter"]
        first, last = (1, 12) if quarter is None else (3 * int(quarter) - 2, 3 * int(quarter))
        end = date(year, last, monthrange(year, last)[1])
        one = (date(year, first, 1), end, _number(value), f"given:--price {name.strip()}")
        if any(one[:2] == other[:2] for other in found):
            raise UsageError(f"--price: {name.strip()} is given twice")
        found.append(one)
    return sorted(
        found, key=lambda one: one[0] - one[1]
    )  # the longer period first: a quarter wins over its year


def prices(tables: CbamTables, library: Library, option: str, carry: bool) -> Prices:
    """Return the price of every day that the tables cover.

    Parameters
    ----------
    option : str
        The text of ``--price``; it wins over what is published.
    carry : bool
        Whether the last published price is carried to days without one (status *assumed*).

    References
    ----------
    Regulation (EU) 2023/956 Art. 21(1a); Regulation (EU) 2025/2548.
    """
    series = library.law(LAW).series["certificate_price"]
    references = [series.reference(n) for n in range(len(series.values))]
    price, status = tables.price.copy(), tables.price_status.copy()
    row = tables.price_row.copy()
    if not carry:
        price[status != IN_FORCE] = np.nan
        row[status != IN_FORCE] = -1
    for start, end, value, name in given_prices(option):
        chosen = slice((start - FIRST_DAY).days, (end - FIRST_DAY).days + 1)
        price[chosen], status[chosen], row[chosen] = value, GIVEN_PRICE, len(references)
        references.append(name)
    return Prices(price, row, status, tuple(references))


__all__ = ["ASSUMED", "GIVEN_PRICE", "Prices", "given_prices", "prices"]
