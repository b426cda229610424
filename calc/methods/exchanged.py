"""Money of rows in yuan and euro by the rate of their day, each pair of currency and day looked up once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.methods.money import UserRates
from factors.law import EPOCH, day
from factors.prices.exchange import Rate, RateFileError, euro_rate, user_rates

CURRENCIES = ("CNY", "EUR", "USD", "GBP", "JPY", "KRW", "INR", "TRY", "UAH", "CHF", "TWD", "VND")
HOME = "CNY"


def money_units(*per: str) -> tuple[str, ...]:
    """Return the currencies, or each of them per each unit of `per`: ``CNY/t``."""
    return tuple(f"{currency}/{unit}" for unit in per for currency in CURRENCIES) if per else CURRENCIES


def rates_of(options: Options) -> UserRates:
    """Return the user's own rates.

    Raises
    ------
    UsageError
        The file of ``--rates`` cannot be used.
    """
    try:
        return user_rates(Path(options.rates)) if options.rates else {}
    except (OSError, UnicodeDecodeError, RateFileError) as error:
        raise UsageError(f"--rates: {error}") from error


@dataclass(frozen=True)
class RateLine:
    """A rate that the run used."""

    currency: str
    wanted_for: str  # last day of the period
    eur_per_unit: float
    observed: str
    source: str
    basis: str  # 'in force', 'assumed', 'given' or 'no rate'


@dataclass(frozen=True)
class Exchange:
    """Rates of rows: yuan and euro for a unit of each row's currency, NaN where no source has a rate."""

    to_cny: FloatArray
    to_eur: FloatArray
    assumed: BoolArray
    reference: Coded  # the rate of the currency; empty for the euro
    home_reference: Coded  # the rate of the yuan
    lines: tuple[RateLine, ...]


def exchange(currency: IntArray, days: IntArray, names: Sequence[str], user: UserRates) -> Exchange:
    """Return the rates of rows.

    Parameters
    ----------
    currency : array of int
        Index into `names`, -1 where there is none.
    days : array of int
        Since 1970-01-01; only those of rows with a currency are looked at.
    names : sequence of str
        Currencies by their ISO codes.
    user : mapping
        The user's own rates, which win.
    """
    size = len(currency)
    known = currency >= 0
    pairs = np.stack([currency[known], days[known]])
    distinct, number = np.unique(pairs, axis=1, return_inverse=True)
    met = [(names[c], EPOCH + timedelta(days=int(d))) for c, d in distinct.T]
    own = [euro_rate(name, on, user) for name, on in met]
    home = [euro_rate(HOME, on, user) for _, on in met]
    place = np.full(size, -1, dtype=np.int32)
    place[known] = number.ravel()

    def values(found: Sequence[float]) -> FloatArray:
        return np.array([*found, np.nan])[place]

    cross = [1.0 if name == HOME else _over(a, b) for (name, _), a, b in zip(met, own, home, strict=True)]
    late = [any(r is not None and r.assumed for r in both) for both in zip(own, home, strict=True)]
    said = [reference(name, r) for (name, _), r in zip(met, own, strict=True)]
    lines = [line_of(name, on, r) for (name, on), r in zip(met, own, strict=True)]
    lines += [line_of(HOME, on, r) for (name, on), r in zip(met, home, strict=True) if name != HOME]
    return Exchange(
        values(cross),
        values([np.nan if r is None else r.euro for r in own]),
        np.array([*late, False])[place],
        _coded(place, said),
        _coded(place, [reference(HOME, r) for r in home]),
        tuple(sorted(dict.fromkeys(lines), key=lambda one: (one.currency, one.wanted_for))),
    )


def _over(own: Rate | None, home: Rate | None) -> float:
    return float("nan") if own is None or home is None else own.euro / home.euro


def _coded(place: IntArray, said: Sequence[str]) -> Coded:
    values = tuple(dict.fromkeys(text for text in said if text))
    lookup = np.array([*(values.index(text) if text else -1 for text in said), -1], dtype=np.int32)
    return Coded(lookup[place], values)


def reference(currency: str, rate: Rate | None) -> str:
    """Return the reference key of a rate, '' for the euro and where there is none."""
    if rate is None or rate.source == "euro":
        return ""
    what = f"{currency}@{rate.day}={rate.euro:.6g} EUR"
    return f"given:--rates {what}" if rate.source == "user" else f"{rate.source}:{what}"


def line_of(currency: str, on: date, rate: Rate | None) -> RateLine:
    """Return a rate as a line of the report."""
    if rate is None:
        return RateLine(currency, on.isoformat(), float("nan"), "", "", "no rate")
    basis = "given" if rate.source == "user" else "assumed" if rate.assumed else "in force"
    return RateLine(currency, on.isoformat(), rate.euro, rate.day.isoformat(), rate.source, basis)


def currency_of(data: TableData, column: str) -> IntArray:
    """Return the currency of each row's figure, an index into `CURRENCIES`; -1 where it has none."""
    figures, unit = data.numbers(column), data.unit_index.get(column)
    if figures is None or unit is None:
        return np.full(data.size, -1, dtype=np.int32)
    found = unit.astype(np.int32) % len(CURRENCIES)
    return np.where(np.isnan(figures), -1, found).astype(np.int32)


def last_days(days: Sequence[date | None]) -> IntArray:
    """Return days since 1970-01-01, 0 where there is none, and 0 at the end for a code of -1."""
    return np.array([*(0 if d is None else day(d) for d in days), 0], dtype=np.int32)
