"""Dated exchange rates: the European Central Bank's reference rates, then the user's own.

A rate is asked for a day; the last one published on or before that day answers. Past the end of the series
the last rate is carried forward as *assumed*. Nothing is fetched: the rates come with the CurrencyConverter
package.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

EURO = "EUR"
LONGEST_PAUSE = timedelta(days=7)
NAMES = Path(__file__).parents[1] / "names"


@dataclass(frozen=True)
class Rate:
    """Euro for one unit of a currency on a day."""

    euro: float
    day: date  # of the observation
    source: str
    assumed: bool  # carried past the last observation


class RateFileError(ValueError):
    """The user's table of rates cannot be used."""


@cache
def _ecb() -> Any:
    from currency_converter import CurrencyConverter

    return CurrencyConverter()


@cache
def _spellings(folder: Path) -> dict[str, str]:
    with (folder / "currencies.csv").open(newline="", encoding="utf-8") as handle:
        return {row["spelling"]: row["currency"] for row in csv.DictReader(handle)}


def currency_code(text: str, folder: Path = NAMES) -> str:
    """Return the ISO code that a spelling means (``RMB``, ``元``, ``€``); other texts in capitals, as they are."""
    plain = text.strip().upper()
    return _spellings(folder).get(plain, plain)


def user_rates(file: Path) -> dict[str, list[tuple[date, float]]]:
    """Read the user's rates: CSV with the columns currency, date, eur_per_unit.

    Raises
    ------
    RateFileError
        For a missing column or a cell that cannot be read; the message names the line.
    """
    found: dict[str, list[tuple[date, float]]] = {}
    with file.open(newline="", encoding="utf-8-sig") as handle:
        reader = csv.DictReader(handle)
        missing = {"currency", "date", "eur_per_unit"} - set(reader.fieldnames or ())
        if missing:
            raise RateFileError(f"{file.name}: column {', '.join(sorted(missing))} is missing")
        for number, row in enumerate(reader, 2):
            try:
                rate = float(row["eur_per_unit"])
                item = (date.fromisoformat(row["date"]), rate)
            except (ValueError, TypeError) as error:
                raise RateFileError(f"{file.name}, line {number}: {error}") from error
            if not 0 < rate < float("inf"):
                raise RateFileError(f"{file.name}, line {number}: eur_per_unit must be above 0")
            found.setdefault(row["currency"].strip().upper(), []).append(item)
    return {currency: sorted(items) for currency, items in found.items()}


def euro_rate(currency: str, on: date, user: Mapping[str, list[tuple[date, float]]]) -> Rate | None:
    """Return the rate of a currency on a day, or None where no source has it; the user's rates win."""
    currency = currency.strip().upper()
    if currency == EURO:
        return Rate(1.0, on, "euro", assumed=False)
    own = [item for item in user.get(currency, ()) if item[0] <= on]
    if own:
        # the user's table holds the days that the user means; between two of them it is in force
        return Rate(own[-1][1], own[-1][0], "user", assumed=False)
    from currency_converter import RateNotFoundError

    converter = _ecb()
    bounds = converter.bounds.get(currency)
    if bounds is None or on < bounds.first_date:
        return None
    # the bank publishes on working days: within a week the last rate is simply the rate in force
    assumed = on - bounds.last_date > LONGEST_PAUSE
    observed = min(on, bounds.last_date)
    while observed >= bounds.first_date:
        try:
            rate = float(converter.convert(1.0, currency, EURO, date=observed))
        except RateNotFoundError:
            observed -= timedelta(days=1)
        else:
            return Rate(rate, observed, "ecb_reference_rates", assumed)
    return None
