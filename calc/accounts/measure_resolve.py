"""From the cells of abatement measures to yuan a year: pollutants, countries, given and looked-up prices, states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.accounts import kernel
from calc.accounts import measure_status as st
from calc.accounts.names import is_greenhouse_gas
from calc.accounts.prices import CO2E, Looked, Saved, looked_up
from calc.accounts.resolve import Fault, in_cny
from calc.engine.assumptions import choices
from calc.engine.cells import numbers, texts
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.engine.states import States
from calc.methods import money
from calc.methods.exchanged import CURRENCIES, Exchange, RateLine, currency_of, exchange, rates_of
from factors import Library
from factors.law import day
from factors.names import territory_key
from factors.pollutants import MEDIA, media_of, pollutant_key

PROFILE = "profiles.measures"
COSTS = ("capital", "operating_cost", "savings")
PRICES = ("tax_rate", "allowance_price", "cbam_price", "damage_cost")
OPTIONAL_TEXTS = ("currency", "site", "reference")


class Price(NamedTuple):
    """A price of rows in yuan per tonne, its reference, and whether it was given."""

    cny_per_t: FloatArray
    reference: Coded
    given: BoolArray


@dataclass(frozen=True)
class Measures:
    """Rows of measures, in yuan a year; NaN where nothing is given or held."""

    size: int
    chosen: Mapping[str, str]
    pollutants: tuple[str, ...]  # 'CO2e', or key and medium: 'sulphur-dioxide, air'
    pollutant: IntArray  # index into `pollutants`, -1 where unknown
    gas: BoolArray
    abated: FloatArray  # t or tCO2e a year
    annuity: FloatArray
    operating: FloatArray
    savings: FloatArray
    cost: FloatArray
    equivalent: FloatArray  # kg
    prices: Mapping[str, Price]  # by the names of `PRICES`
    cbam_share: FloatArray
    rates: Exchange
    rate_lines: tuple[RateLine, ...]
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]
    faults: tuple[Fault, ...]


def pollutant_of(text: str, medium: str) -> tuple[str, str]:
    """Return key and medium of a pollutant, ('', '') where it is not known or could be of two media."""
    if is_greenhouse_gas(text):
        return CO2E, ""
    media = (medium,) if medium else media_of(text)
    found = [(key, m) for m in media if (key := pollutant_key(text, m))]
    return found[0] if len(found) == 1 else ("", "")


def medium_of(text: str) -> str:
    """Return the medium that a text names, '' where none."""
    plain = text.strip().casefold()
    chinese = dict(zip(("大气", "水", "固废"), MEDIA, strict=True)) | {"废气": "air", "废水": "water"}
    return plain if plain in MEDIA else chinese.get(plain, "")


def resolve(data: TableData, library: Library, options: Options) -> Measures:
    """Return the measures of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    states = States(data.size, st.WORDS)
    faults: list[Fault] = []
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    year, abated = numbers(data, "year"), numbers(data, "abated")
    states.end(np.isnan(year) | np.isnan(abated) | (texts(data, "measure").codes < 0), st.INVALID)
    days = np.array([day(date(int(y), 12, 31)) if y == y else 0 for y in np.unique(year).tolist()] or [0])
    day_of = (
        days[np.searchsorted(np.unique(year), year)].astype(np.int32) if data.size else np.zeros(0, np.int32)
    )
    user = rates_of(options)

    def end(rows: BoolArray, state: int, column: str, found: str, expected: str, remedy: str) -> None:
        mine = rows & (states.status == st.COMPUTED)
        states.end(mine, state)
        if mine.any():
            faults.append(Fault(mine, column, found, expected, remedy))

    kinds, kind = _combinations(data, library)
    named = [k[:2] for k in kinds]
    labels = ["" if not key else CO2E if key == CO2E else f"{key}, {medium}" for key, medium in named]
    pollutants = tuple(dict.fromkeys(label for label in labels if label))
    place = np.array([pollutants.index(label) if label else -1 for label in labels], dtype=np.int32)[kind]
    country = np.array([k[2] == "" or k[3] != "" for k in kinds], dtype=bool)[kind]
    end(place < 0, st.UNKNOWN_POLLUTANT, "pollutant", "a pollutant not known, or known in two media",
        "a pollutant such as SO2, COD or CO2e, and its medium (air, water, waste)",
        "correct the name, or fill the column medium")  # fmt: skip
    end(
        ~country,
        st.UNKNOWN_COUNTRY,
        "country",
        "a country not known",
        "a country we know",
        "correct the name",
    )
    gas = np.array([label == CO2E for label in labels], dtype=bool)[kind]
    unit = data.unit_index.get("abated", np.zeros(data.size, dtype=np.int8))
    end(~gas & (unit == 1), st.CONTRADICTION, "abated", "tCO2e of a pollutant that is no greenhouse gas",
        "its mass [t]", "write the mass, or CO2e as pollutant")  # fmt: skip
    has = {name: ~np.isnan(numbers(data, name)) for name in COSTS}
    missing = np.isnan(numbers(data, "life")) | np.isnan(numbers(data, "interest"))
    end(has["capital"] & missing, st.INCOMPLETE, "life", "capital without life or interest",
        "life [years] and interest a year (0 where there is none)", "fill both cells")  # fmt: skip
    end(~(has["capital"] | has["operating_cost"]), st.INCOMPLETE, "capital", "no cost",
        "capital, or operating_cost (0 where there is none)", "fill one of them")  # fmt: skip
    main = np.full(data.size, -1, dtype=np.int32)
    for name in COSTS:
        own = currency_of(data, name)
        end((main >= 0) & (own >= 0) & (own != main), st.CONTRADICTION, name, "two currencies in one row",
            "one currency for the costs of a row", "convert one of them")  # fmt: skip
        main = np.where(main < 0, own, main).astype(np.int32)
    rates = exchange(main, day_of, CURRENCIES, user)
    end((main >= 0) & np.isnan(rates.to_cny), st.NO_RATE, "currency", "no exchange rate of this currency",
        "a currency with a rate", "add it to a table of rates and give that with --rates")  # fmt: skip
    yearly = money.annuity(
        numbers(data, "capital") * rates.to_cny, numbers(data, "interest"), numbers(data, "life")
    )
    operating, savings = (numbers(data, name) * rates.to_cny for name in COSTS[1:])
    known = [looked_up(library, chosen, user, key, medium, code, at) if key and at else None
             for key, medium, _, code, at in kinds]  # fmt: skip
    prices: dict[str, Price] = {}
    lines = list(rates.lines)
    for name, field in zip(PRICES, ("tax", "allowance", "cbam", "damage"), strict=True):
        given, used = in_cny(data, name, day_of, user)
        asked = ~np.isnan(numbers(data, name))
        end(asked & np.isnan(given), st.NO_RATE, name, "no exchange rate of this currency",
            "a currency with a rate", "add it to a table of rates and give that with --rates")  # fmt: skip
        lines += used.lines
        prices[name] = _price(data, name, field, given, known, kind)
        held = [getattr(one, field) if one else Saved() for one in known]
        mine = ~asked & ~np.isnan(prices[name].cny_per_t)
        states.note(mine & np.array([h.rate_assumed for h in held], dtype=bool)[kind], "rate_assumed")
        if field in ("allowance", "cbam"):
            shared = gas if field == "allowance" else gas & (numbers(data, "cbam_share") > 0)
            states.note(
                mine & shared & np.array([h.carried for h in held], dtype=bool)[kind], "price_carried"
            )
    states.note((main >= 0) & rates.assumed, "rate_assumed")
    without = np.array([not k[2] for k in kinds], dtype=bool)[kind]
    _say(data, states, gas, without, prices)
    return Measures(
        size=data.size,
        chosen=chosen,
        pollutants=pollutants,
        pollutant=place,
        gas=gas,
        abated=abated,
        annuity=yearly,
        operating=operating,
        savings=savings,
        cost=kernel.yearly_cost(yearly, operating, savings),
        equivalent=np.array([one.equivalent if one else np.nan for one in known])[kind],
        prices=prices,
        cbam_share=numbers(data, "cbam_share"),
        rates=rates,
        rate_lines=tuple(sorted(dict.fromkeys(lines), key=lambda one: (one.currency, one.wanted_for))),
        status=states.status,
        notes=np.where(states.status == st.COMPUTED, states.notes, 0).astype(np.uint32),
        faults=tuple(faults),
    )


def _combinations(data: TableData, library: Library) -> tuple[list[tuple[str, str, str, str, int]], IntArray]:
    """Return what rows are about, each once: key, medium, country as written and its code, year; and each row's."""
    columns = [texts(data, name) for name in ("pollutant", "medium", "country")]
    year = np.nan_to_num(numbers(data, "year")).astype(np.int32)
    parts = np.stack([*(c.codes for c in columns), year])
    distinct, number = np.unique(parts, axis=1, return_inverse=True)
    found = []
    for p, m, c, y in distinct.T.tolist():
        text, medium, country = (
            column.values[code] if code >= 0 else "" for column, code in zip(columns, (p, m, c), strict=True)
        )
        named = medium_of(medium)
        key = ("", "") if not text or (medium and not named) else pollutant_of(text, named)
        code = territory_key(country, library.names) if country else ""
        found.append((*key, country, code or "", y))
    return found, number.ravel().astype(np.int32)


def _price(
    data: TableData, name: str, field: str, given: FloatArray, known: Sequence[Looked | None], kind: IntArray
) -> Price:
    """Return a price of rows: the user's own wins over what is held."""
    held = [getattr(one, field) if one else Saved() for one in known]
    own = ~np.isnan(given)
    heading = next((p.own_columns[name] for p in data.places if name in p.own_columns), name)
    said = [*(h.reference for h in held), f"given:column '{heading}'"]
    values = tuple(dict.fromkeys(text for text in said if text))
    lookup = np.array([*(values.index(text) if text else -1 for text in said)], dtype=np.int32)
    place = np.where(own, len(held), kind)
    found = np.where(own, given, np.array([h.cny_per_t for h in held] or [np.nan])[kind])
    return Price(found, Coded(lookup[place], values), own)


def _say(
    data: TableData, states: States, gas: BoolArray, without: BoolArray, prices: Mapping[str, Price]
) -> None:
    """Say what a saving rests on, and what of it is not held."""
    tax, allowance, certificate, damage = (prices[name] for name in PRICES)
    states.note(without, "no_country")
    states.note(~gas & ~tax.given & ~np.isnan(tax.cny_per_t), "tax_least")
    states.note(~gas & np.isnan(tax.cny_per_t), "no_tax")
    states.note(gas & np.isnan(allowance.cny_per_t), "no_price")
    share = numbers(data, "cbam_share")
    states.note(gas & np.isnan(share), "no_cbam_share")
    states.note(gas & (share > 0) & np.isnan(certificate.cny_per_t), "no_cbam_price")
    states.note(np.isnan(damage.cny_per_t), "damage_missing")
    states.note(~damage.given & ~np.isnan(damage.cny_per_t), "damage_prices")
    stray = (
        ~np.isnan(share)
        | ~np.isnan(numbers(data, "allowance_price"))
        | ~np.isnan(numbers(data, "cbam_price"))
    )
    states.note(~gas & stray, "unused_price")
