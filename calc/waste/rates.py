"""Money of each row in euro, at the rate of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from calc.engine.cells import texts
from calc.engine.citations import GIVEN, RATES
from calc.engine.errors import UsageError
from calc.engine.model import NO_DATE, BoolArray, FloatArray, IndexArray, IntArray, Options, TableData
from calc.methods.money import UserRates
from calc.waste.words import EURO
from factors.law import EPOCH
from factors.prices.exchange import RateFileError, currency_code, euro_rate, user_rates

MISSING, CLASH = -1, -2


@dataclass(frozen=True)
class Euro:
    """Euro for one unit of each row's currency; NaN where no rate is held or none is asked for."""

    value: FloatArray
    assumed: BoolArray
    which: IntArray  # into `references`, -1 for none
    references: tuple[str, ...]


def own_rates(options: Options) -> UserRates:
    """Return the user's rates.

    Raises
    ------
    UsageError
        The file cannot be read.
    """
    try:
        return user_rates(Path(options.rates)) if options.rates else {}
    except (OSError, UnicodeDecodeError, RateFileError) as error:
        raise UsageError(f"--rates: {error}") from error


def currencies(data: TableData, column: str) -> tuple[IndexArray, tuple[str, ...]]:
    """Return the currency of a column of money in each row, from its unit or the column `currency`.

    `MISSING` and `CLASH` stand for none and for two.
    """
    declared = [unit.partition("/")[0] for unit in data.table.column(column).units]
    spelled = texts(data, "currency")
    names = tuple(dict.fromkeys([*declared, *(currency_code(text) for text in spelled.values)]))
    index = data.unit_index.get(column)
    by_unit = np.full(data.size, MISSING, dtype=np.intp) if index is None else index.astype(np.intp)
    lookup = [names.index(currency_code(text)) for text in spelled.values]
    by_cell = np.array([*lookup, MISSING], dtype=np.intp)[spelled.codes]
    clash = (by_unit >= 0) & (by_cell >= 0) & (by_unit != by_cell)
    return np.where(clash, CLASH, np.where(by_cell >= 0, by_cell, by_unit)), names


def euros(currency: IndexArray, names: Sequence[str], days: IntArray, user: UserRates) -> Euro:
    """Return the rate of each row; a negative currency has none, and without a day only the euro has one."""
    value, which = np.full(len(days), np.nan), np.full(len(days), -1, dtype=np.int32)
    assumed = np.zeros(len(days), dtype=bool)
    if EURO in names:
        value[currency == names.index(EURO)] = 1.0
    asked = (currency >= 0) & (days != NO_DATE) & np.isnan(value)
    pairs, number = np.unique(np.stack([currency[asked], days[asked]]), axis=1, return_inverse=True)
    number = number.ravel()
    rates = [euro_rate(names[c], EPOCH + timedelta(days=int(d)), user) for c, d in pairs.T]
    said = [
        ""
        if rate is None
        else f"{GIVEN if rate.source == 'user' else RATES}:{names[c]}@{rate.day}={rate.euro:.6g} EUR"
        for rate, c in zip(rates, pairs[0], strict=True)
    ]
    references = tuple(dict.fromkeys(text for text in said if text))
    value[asked] = np.array([np.nan if rate is None else rate.euro for rate in rates])[number]
    assumed[asked] = np.array([rate is not None and rate.assumed for rate in rates], dtype=bool)[number]
    which[asked] = np.array([references.index(t) if t else -1 for t in said], dtype=np.int32)[number]
    return Euro(value, assumed, which, references)
