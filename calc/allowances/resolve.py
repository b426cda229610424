"""From the cells of a plant's year to a price in its currency: given, or the last one known on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from calc.allowances import status as st
from calc.engine.assumptions import choices
from calc.engine.cells import numbers, texts
from calc.engine.model import NO_DATE, BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.engine.states import States
from calc.methods.carbon import DatedPrice, dated_price
from calc.methods.exchanged import CURRENCIES, Exchange, currency_of, exchange, rates_of
from factors import Library
from factors.carbon_prices import CarbonPrices
from factors.grids import grid_key
from factors.law import EPOCH, day

PROFILE = "profiles.allowances"
OPTIONAL_TEXTS = ("product", "reference")


@dataclass(frozen=True)
class Plants:
    """Rows of plants; NaN and -1 stand for what is not there."""

    size: int
    chosen: Mapping[str, str]
    verified: FloatArray  # tCO2e
    allocated: FloatArray
    output: FloatArray  # t
    price: FloatArray  # of a tonne, in the currency of the row
    currency: IntArray  # index into `currencies`
    currencies: tuple[str, ...]
    found: tuple[DatedPrice, ...]
    which: IntArray  # of each row: its place in `found`, -1 where the price is given
    given: Coded  # reference of a given price
    rates: Exchange
    jurisdictions: tuple[str, ...]
    jurisdiction: IntArray
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]


def jurisdiction_key(text: str, prices: CarbonPrices, library: Library) -> str:
    """Return the jurisdiction of the table of carbon prices that a text names, '' where none."""
    known = {one.jurisdiction for one in prices.observations}
    plain = text.strip().upper()
    if plain in known:
        return plain
    key = grid_key(text, library.names)
    return key if key in known else (key or "")


def resolve(data: TableData, library: Library, options: Options) -> Plants:
    """Return the rows of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    prices = CarbonPrices.of(library)
    states = States(data.size, st.WORDS)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    verified, allocated, year = (numbers(data, name) for name in ("verified", "allocated", "year"))
    states.end(np.isnan(verified) | np.isnan(allocated) | np.isnan(year), st.INVALID)
    states.end(texts(data, "site").codes < 0, st.INVALID)
    days = _days(data, year)
    spelled, instrument = texts(data, "jurisdiction"), texts(data, "instrument")
    keys = [jurisdiction_key(text, prices, library) for text in spelled.values]
    given = numbers(data, "price")
    own = ~np.isnan(given)
    known = np.array([*(bool(k) for k in keys), False])[spelled.codes]
    states.end(~known & ((spelled.codes >= 0) | ~own), st.UNKNOWN_JURISDICTION)
    asked = np.stack([spelled.codes, instrument.codes, days])
    distinct, number = np.unique(asked, axis=1, return_inverse=True)
    found = tuple(
        dated_price(prices, keys[j], instrument.values[i] if i >= 0 else "", EPOCH + timedelta(days=int(d)))
        if j >= 0 and keys[j]
        else DatedPrice()
        for j, i, d in distinct.T.tolist()
    )
    which = np.where(own, -1, number.ravel()).astype(np.int32)
    held = np.array([*(one.per_tonne for one in found), np.nan])[which]
    price = np.where(own, given, held)
    states.end(np.isnan(price), st.NO_PRICE)
    currencies = tuple(dict.fromkeys([*CURRENCIES, *(one.currency for one in found if one.currency)]))
    of_price = [currencies.index(one.currency) if one.currency else -1 for one in found]
    currency = np.where(own, currency_of(data, "price"), np.array([*of_price, -1])[which]).astype(np.int32)
    rates = exchange(currency, days, currencies, rates_of(options))
    lacking = (currency >= 0) & np.isnan(rates.to_eur) & np.isnan(rates.to_cny)
    states.end(lacking, st.NO_RATE)
    states.note(own, "price_given")
    states.note(np.array([*(one.carried for one in found), False], dtype=bool)[which], "price_carried")
    surplus = allocated > verified
    states.note(surplus, "surplus" if chosen["surplus"] == "income" else "surplus_nothing")
    states.note(allocated == verified, "nothing_paid")
    states.note(verified > allocated, "provisional")
    states.note(rates.assumed & (currency >= 0), "rate_assumed")
    states.note((currency >= 0) & (np.isnan(rates.to_eur) | np.isnan(rates.to_cny)), "no_euro")
    output = numbers(data, "output")
    states.note(np.isnan(output), "no_output")
    heading = next((p.own_columns["price"] for p in data.places if "price" in p.own_columns), "price")
    names = tuple(dict.fromkeys(k for k in keys if k))
    return Plants(
        size=data.size,
        chosen=chosen,
        verified=verified,
        allocated=allocated,
        output=output,
        price=price,
        currency=currency,
        currencies=currencies,
        found=found,
        which=which,
        given=Coded(np.where(own, 0, -1).astype(np.int8), (f"given:column '{heading}'",)),
        rates=rates,
        jurisdictions=names,
        jurisdiction=np.array([*(names.index(k) if k else -1 for k in keys), -1])[spelled.codes].astype(
            np.int32
        ),
        status=states.status,
        notes=np.where(states.status == st.COMPUTED, states.notes, 0).astype(np.uint32),
    )


def _days(data: TableData, year: FloatArray) -> IntArray:
    """Return the day of each row's price: its date, else the last day of its year."""
    years, place = np.unique(np.nan_to_num(year, nan=EPOCH.year), return_inverse=True)
    ends = np.array([day(date(int(y), 12, 31)) for y in years.tolist()], dtype=np.int32)[place.ravel()]
    dates = data.days("date")
    return ends if dates is None else np.where(dates == NO_DATE, ends, dates).astype(np.int32)


def priced(plants: Plants) -> BoolArray:
    """Return which rows are computed."""
    return np.asarray(plants.status == st.COMPUTED)
