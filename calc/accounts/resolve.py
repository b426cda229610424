"""From the cells of an account to money in yuan: groups, periods, what an item is made of, states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.accounts import kernel
from calc.accounts import status as st
from calc.accounts.names import FIRST_CREDIT, REBATE, group_index
from calc.engine.assumptions import choices
from calc.engine.cells import looked_up, numbers, texts, unknown_spellings
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.engine.states import States
from calc.methods import money
from calc.methods.exchanged import (
    CURRENCIES,
    Exchange,
    RateLine,
    currency_of,
    exchange,
    last_days,
    rates_of,
)
from calc.methods.money import UserRates
from calc.methods.periods import MONTHS, Period, period
from factors import Library

PROFILE = "profiles.accounts"
COSTS = ("amount", "capital", "price", "material_cost", "energy_cost", "system_cost", "waste_cost")
LOSSES = COSTS[3:]
CARBON_PRICES = ("regulatory_price", "shadow_price")
SAME = 1e-6  # two figures of one amount that differ by less are the same
OPTIONAL_TEXTS = ("currency", "reference")


End = Callable[[BoolArray, int, str, str, str, str], None]


@dataclass(frozen=True)
class Fault:
    """Rows that are wrong in one way, and what to say about them."""

    rows: BoolArray
    column: str
    found: str
    expected: str
    remedy: str


@dataclass(frozen=True)
class Items:
    """Rows of an account, in yuan of their period; NaN where nothing is given."""

    size: int
    chosen: Mapping[str, str]
    group: IntArray
    periods: tuple[Period | None, ...]
    period: IntArray  # index into `periods`
    operation: FloatArray
    annuity: FloatArray
    loss: FloatArray
    internal: FloatArray  # what the internal carbon price adds
    share: FloatArray
    credit: BoolArray
    emissions: FloatArray
    regulatory: FloatArray  # yuan per tCO2e
    shadow: FloatArray
    rates: Exchange
    rate_lines: tuple[RateLine, ...]
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]
    unknown: Mapping[str, Coded]
    faults: tuple[Fault, ...]


def in_cny(data: TableData, column: str, days: IntArray, user: UserRates) -> tuple[FloatArray, Exchange]:
    """Return a column of money in yuan by the rate of each row's day."""
    found = exchange(currency_of(data, column), days, CURRENCIES, user)
    return numbers(data, column) * found.to_cny, found


def resolve(data: TableData, library: Library, options: Options) -> Items:
    """Return the items of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    states = States(data.size, st.WORDS)
    faults: list[Fault] = []
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    for name in ("site", "item"):
        states.end(texts(data, name).codes < 0, st.INVALID)
    spelled = texts(data, "group")
    group = looked_up(spelled, [group_index(text) for text in spelled.values])
    states.end(group < 0, st.UNKNOWN_GROUP)
    written = texts(data, "period")
    periods = tuple(period(text) for text in written.values)
    states.end(looked_up(written, [0 if p else -1 for p in periods]) < 0, st.UNKNOWN_PERIOD)
    days = last_days([p.last if p else None for p in periods])[written.codes]
    user = rates_of(options)

    def end(rows: BoolArray, state: int, column: str, found: str, expected: str, remedy: str) -> None:
        mine = rows & (states.status == st.COMPUTED)
        states.end(mine, state)
        if mine.any():
            faults.append(Fault(mine, column, found, expected, remedy))

    _currencies(data, end)
    main = np.full(data.size, -1, dtype=np.int32)
    for name in (*COSTS, *CARBON_PRICES):
        own = currency_of(data, name)
        main = np.where(main < 0, own, main)
    rates = exchange(main.astype(np.int32), days, CURRENCIES, user)
    amount, capital, price, *losses = (numbers(data, name) for name in COSTS)
    quantity, rate = numbers(data, "quantity"), numbers(data, "rate")
    product, lost = numbers(data, "product_mass"), numbers(data, "loss_mass")
    emissions = numbers(data, "emissions")
    regulatory, _ = in_cny(data, "regulatory_price", days, user)
    shadow, _ = in_cny(data, "shadow_price", days, user)
    has = {name: ~np.isnan(numbers(data, name)) for name in (*COSTS, "quantity", "rate", "emissions")}
    has["loss"] = np.logical_or.reduce([has[name] for name in LOSSES]) | ~np.isnan(lost)
    _completeness(data, has, product, lost, end)
    traded = quantity * price
    both = has["amount"] & ~np.isnan(traded)
    differ = both & ~np.isclose(amount, traded, rtol=SAME, atol=0.0)
    end(
        differ,
        st.CONTRADICTION,
        "amount",
        "amount is not quantity x price",
        "one of them, or both alike",
        "delete the wrong figure",
    )
    end(
        has["loss"] & (has["amount"] | has["quantity"]),
        st.CONTRADICTION,
        "amount",
        "amount and material loss in one row",
        "the costs of the quantity centre, or an amount",
        "give the amount a row of its own",
    )
    credit = group >= FIRST_CREDIT
    end(
        credit & (amount < 0),
        st.CONTRADICTION,
        "amount",
        "a credit below 0",
        "a credit without sign: it is taken off",
        "write the amount without its sign",
    )
    end(
        (group == REBATE) & ~has["rate"],
        st.INCOMPLETE,
        "rate",
        "export-rebate addition without a rate",
        "the rate of the addition, such as 2 %",
        "give the export value as amount, and the rate",
    )
    end(
        ~np.logical_or.reduce([has[n] for n in ("amount", "capital", "quantity", "loss", "emissions")]),
        st.NOTHING_GIVEN,
        "amount",
        "empty",
        "an amount, or what it is made of",
        "fill amount, or capital with life and interest, or quantity with price",
    )
    money_rows = (main >= 0) & np.isnan(rates.to_cny)
    end(
        money_rows,
        st.NO_RATE,
        "currency",
        "no exchange rate of this currency on the last day of the period",
        "a currency with a rate",
        "add it to a table of rates and give that with --rates",
    )
    operation = np.where(has["amount"], amount, traded) * np.where(has["rate"], rate, 1.0) * rates.to_cny
    months = np.array([*(p.months if p else 0 for p in periods), 0])[written.codes]
    yearly = money.annuity(capital * rates.to_cny, numbers(data, "interest"), numbers(data, "life"))
    zeros = [np.nan_to_num(one) for one in losses]
    material, energy, system, waste = zeros
    loss = kernel.material_loss_cost(material, energy, system, waste, product, lost) * rates.to_cny
    excess = emissions * (kernel.internal_price(regulatory, shadow) - np.nan_to_num(regulatory))
    beside = chosen["internal_price"] == "beside"
    share = numbers(data, "product_share")
    states.note(credit, "credit")
    states.note(has["capital"] & (months < MONTHS), "annuity_part")
    states.note(has["loss"], "loss")
    states.note(~credit & (amount < 0), "refund")
    states.note(has["emissions"], "internal_beside" if beside else "internal_excess")
    states.note((main >= 0) & rates.assumed, "rate_assumed")
    return Items(
        size=data.size,
        chosen=chosen,
        group=group,
        periods=periods,
        period=written.codes.astype(np.int32),
        operation=operation,
        annuity=yearly * months / MONTHS,
        loss=np.where(has["loss"], loss, np.nan),
        internal=np.where(has["emissions"], 0.0 if beside else excess, np.nan),
        share=np.where(np.isnan(share), 1.0, share),
        credit=credit,
        emissions=emissions,
        regulatory=regulatory,
        shadow=shadow,
        rates=rates,
        rate_lines=rates.lines,
        status=states.status,
        notes=np.where(states.status == st.COMPUTED, states.notes, 0).astype(np.uint32),
        unknown={
            "group": unknown_spellings(spelled, [group_index(v) >= 0 for v in spelled.values]),
            "period": unknown_spellings(written, [p is not None for p in periods]),
        },
        faults=tuple(faults),
    )


def _currencies(data: TableData, end: End) -> None:
    """End rows whose costs are in two currencies: one rate is printed with each row."""
    first = np.full(data.size, -1, dtype=np.int32)
    for name in COSTS:
        own = currency_of(data, name)
        end(
            (first >= 0) & (own >= 0) & (first != own),
            st.CONTRADICTION,
            name,
            "two currencies in one row",
            "one currency for the costs of a row",
            "give the other currency a row of its own",
        )
        first = np.where(first < 0, own, first).astype(np.int32)


def _completeness(
    data: TableData, has: Mapping[str, BoolArray], product: FloatArray, lost: FloatArray, end: End
) -> None:
    """End rows in which a figure lacks the one that it needs."""
    life, interest = np.isnan(numbers(data, "life")), np.isnan(numbers(data, "interest"))
    end(
        has["capital"] & (life | interest),
        st.INCOMPLETE,
        "life",
        "capital without life or interest",
        "life [years] and interest a year (0 where there is none)",
        "fill both cells",
    )
    end(
        has["quantity"] != has["price"],
        st.INCOMPLETE,
        "price",
        "quantity without price, or price without quantity",
        "both",
        "fill the other cell",
    )
    sold, bought = data.unit_index.get("quantity"), data.unit_index.get("price")
    if sold is not None and bought is not None:
        unlike = has["quantity"] & has["price"] & (bought.astype(np.int32) // len(CURRENCIES) != sold)
        end(
            unlike,
            st.CONTRADICTION,
            "price",
            "the price is for another unit than the quantity",
            "both in one unit: MWh and CNY/MWh",
            "correct the unit",
        )
    costs = np.logical_or.reduce([has[name] for name in LOSSES])
    end(
        has["loss"] & ~(costs & ((product + lost) > 0)),
        st.INCOMPLETE,
        "loss_mass",
        "a material loss without its masses or without costs",
        "product_mass, loss_mass and at least one of the four costs",
        "fill the missing cells",
    )
    prices = ~np.isnan(numbers(data, "regulatory_price")) | ~np.isnan(numbers(data, "shadow_price"))
    end(
        has["emissions"] != prices,
        st.INCOMPLETE,
        "emissions",
        "emissions without a price of carbon, or such a price without emissions",
        "emissions [tCO2e] and a regulatory or a shadow price",
        "fill the other cell",
    )
