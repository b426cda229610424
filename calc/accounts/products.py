"""What holds for a product of a site in a period: output, price, who bears the cost; sums in whole millionths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from calc.accounts.names import FIRST_CREDIT, GROUPS
from calc.accounts.resolve import Items, in_cny
from calc.engine.cells import numbers, texts
from calc.engine.groups import group_keys
from calc.engine.ledger import MICRO
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, TableData
from calc.methods import money
from calc.methods.exchanged import RateLine, last_days
from calc.methods.money import UserRates

SAME = 1e-9  # two statements that differ by less, as a share, are one
WHOLE_SITE = "whole site"  # the product of rows that name none


@dataclass(frozen=True)
class ProductLine:
    """The account of a product of a site in a period."""

    site: str
    product: str
    period: str
    output_t: float
    cost_cny: float
    credits_cny: float
    net_cny: float
    net_cny_per_t: float
    net_eur_per_t: float
    pass_through: float
    buyer_cny_per_t: float
    seller_cny_per_t: float
    export_price_cny_per_t: float
    price_effect_share: float
    margin_cny_per_t: float
    margin_left_cny_per_t: float
    refused: int = field(kw_only=True)  # rows of it that are not in these sums


@dataclass(frozen=True)
class GroupLine:
    """A group of the account of a product of a site in a period."""

    site: str
    product: str
    period: str
    group: str
    cny: float
    cny_per_t: float
    share: float  # of costs before credits


@dataclass(frozen=True)
class InternalLine:
    """The prices of carbon of an item."""

    site: str
    item: str
    period: str
    emissions_tco2e: float
    regulatory_cny: float
    shadow_cny: float
    internal_cny: float
    regulatory_cost_cny: float
    internal_cost_cny: float


@dataclass(frozen=True)
class Products:
    """Products of sites in periods: of each its labels and what its rows say, of each row its product."""

    key: IntArray  # of each row, -1 where its period is not known
    labels: tuple[tuple[str, str, str], ...]
    output: FloatArray  # t; NaN where none or two are given
    two_outputs: BoolArray
    terms: Mapping[str, FloatArray]  # pass_through, price and margin, yuan per t
    two_terms: BoolArray
    half_market: BoolArray  # one elasticity without the other, and no share given
    no_market: BoolArray  # two elasticities of 0, and no share given
    rate_lines: tuple[RateLine, ...]


def named(coded: Coded, otherwise: str = "") -> Coded:
    """Return a column in which spellings that differ in case or spaces are one."""
    codes, labels = group_keys([*coded.values, *([otherwise] if otherwise else [])])
    last = codes[-1] if otherwise else -1
    codes = codes[: len(coded.values)]
    return Coded(np.append(codes, last).astype(np.int32)[coded.codes], tuple(labels.values()))


def products(data: TableData, items: Items, user: UserRates) -> Products:
    """Return the products of a table; a statement on any of its rows holds for all of them."""
    site, product = named(texts(data, "site")), named(texts(data, "product"), WHOLE_SITE)
    shown = [p.label if p else "" for p in items.periods]
    period = Coded(
        np.array([*(shown.index(s) if s else -1 for s in shown), -1], dtype=np.int32)[items.period], ()
    )
    parts = np.stack([site.codes, product.codes, period.codes])
    known = (parts >= 0).all(axis=0)
    distinct, number = np.unique(parts[:, known], axis=1, return_inverse=True)
    key = np.full(data.size, -1, dtype=np.int32)
    key[known] = number.ravel()
    labels = tuple((site.values[s], product.values[p], shown[t]) for s, p, t in distinct.T)
    days = last_days([p.last if p else None for p in items.periods])[items.period]
    count = len(labels)
    output, two_outputs = stated(numbers(data, "output"), key, count)
    price, price_rates = in_cny(data, "export_price", days, user)
    margin, margin_rates = in_cny(data, "margin", days, user)
    columns = {
        "pass_through": numbers(data, "pass_through"),
        "supply": numbers(data, "supply_elasticity"),
        "demand": numbers(data, "demand_elasticity"),
        "export_price": price,
        "margin": margin,
    }
    found = {name: stated(values, key, count) for name, values in columns.items()}
    terms = {name: values for name, (values, _) in found.items()}
    of_market = money.pass_through(terms["supply"], terms["demand"])
    clash = np.logical_or.reduce([two for _, two in found.values()])
    asked = np.isnan(terms["pass_through"]) & ~clash
    one, other = np.isnan(terms["supply"]), np.isnan(terms["demand"])
    half, none = asked & (one != other), asked & ~one & ~other & np.isnan(of_market)
    terms["pass_through"] = np.where(np.isnan(terms["pass_through"]), of_market, terms["pass_through"])
    lines = (*items.rate_lines, *price_rates.lines, *margin_rates.lines)
    return Products(
        key,
        labels,
        output,
        two_outputs,
        terms,
        clash,
        half,
        none,
        tuple(sorted(dict.fromkeys(lines), key=lambda one: (one.currency, one.wanted_for))),
    )


def stated(values: FloatArray, key: IntArray, count: int) -> tuple[FloatArray, BoolArray]:
    """Return what the rows of each key say, NaN where nothing or two things, and where it is two."""
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    keep = (key >= 0) & ~np.isnan(values)
    np.minimum.at(least, key[keep], values[keep])
    np.maximum.at(most, key[keep], values[keep])
    said = np.isfinite(least)
    spread = np.where(said, most, 0.0) - np.where(said, least, 0.0)
    two = said & (spread > SAME * np.abs(np.where(said, most, 0.0)))
    return np.where(said & ~two, least, np.nan), two


def sums(values: FloatArray, key: IntArray, count: int, where: BoolArray) -> FloatArray:
    """Return exact sums by key: whole millionths, so that order and partition change nothing."""
    keep = where & (key >= 0) & ~np.isnan(values)
    found: FloatArray = np.bincount(key[keep], np.rint(values[keep] * MICRO), minlength=count) / MICRO
    return found


def product_lines(items: Items, made: Products, cost: FloatArray, euro: FloatArray) -> list[ProductLine]:
    """Return the account of each product: its costs, credits and who bears the rest.

    Parameters
    ----------
    cost : array
        Of each row [CNY], credits below 0; NaN where it is not computed.
    euro : array
        The same [EUR].
    """
    count = len(made.labels)
    rows, computed = (np.bincount(made.key[(made.key >= 0) & which], minlength=count)
                      for which in (np.ones(items.size, dtype=bool), ~np.isnan(cost)))  # fmt: skip
    nothing = np.where(computed > 0, 0.0, np.nan)  # all rows refused: not known, and not 0
    whole = sums(cost, made.key, count, ~items.credit) + nothing
    credits = sums(cost, made.key, count, items.credit) + nothing
    in_euro = sums(euro, made.key, count, np.ones(items.size, dtype=bool)) + nothing
    lacking = np.bincount(made.key[(made.key >= 0) & ~np.isnan(cost) & np.isnan(euro)], minlength=count) > 0
    net = whole + credits
    per_t = net / made.output
    euro_per_t = np.where(lacking, np.nan, in_euro) / made.output
    bears = money.burden(per_t, made.terms["pass_through"])
    price, margin = made.terms["export_price"], made.terms["margin"]
    effect, left = bears.buyer / price, margin - bears.seller
    columns = (
        made.output, whole, credits, net, per_t, euro_per_t, made.terms["pass_through"],
        bears.buyer, bears.seller, price, effect, margin, left,
    )  # fmt: skip
    return [
        ProductLine(
            *made.labels[n], *[float(column[n]) for column in columns], refused=int(rows[n] - computed[n])
        )
        for n in _ordered(made.labels)
    ]


def in_words(made: Products) -> list[str]:
    """Return what share of the cost of each product passes through, where one is known."""
    found: dict[str, None] = {}
    for n in _ordered(made.labels):
        supply, demand, share = (float(made.terms[name][n]) for name in ("supply", "demand", "pass_through"))
        if not np.isnan(share):
            market = supply / (supply - demand) if supply - demand > 0 else np.nan
            how = f" = {supply:g} / ({supply:g} - {demand:g})" if np.isclose(share, market) else ", given"
            found[f"Pass-through {share:.4g}{how}: the buyer bears it, the seller's margin the rest."] = None
    return list(found) if len(found) == 1 else []


def group_lines(items: Items, made: Products, cost: FloatArray) -> list[GroupLine]:
    """Return the groups of each product's account."""
    count = len(made.labels)
    whole = sums(cost, made.key, count, ~items.credit)
    by_group = [sums(cost, made.key, count, items.group == g) for g in range(len(GROUPS))]
    met = [np.bincount(made.key[(made.key >= 0) & (items.group == g) & ~np.isnan(cost)], minlength=count)
           for g in range(len(GROUPS))]  # fmt: skip
    return [
        GroupLine(
            *made.labels[n],
            name,
            float(by_group[g][n]),
            float(by_group[g][n] / made.output[n]),
            float(by_group[g][n] / whole[n]) if whole[n] and g < FIRST_CREDIT else float("nan"),
        )
        for n in _ordered(made.labels)
        for g, name in enumerate(GROUPS)
        if met[g][n]
    ]


def internal_lines(data: TableData, items: Items, open_rows: BoolArray) -> list[InternalLine]:
    """Return the prices of carbon of the items that give emissions: both, and the higher."""
    site, item = texts(data, "site").texts(), texts(data, "item").texts()
    found = []
    for row in np.flatnonzero(~np.isnan(items.emissions) & ~open_rows).tolist():
        regulatory, shadow = float(items.regulatory[row]), float(items.shadow[row])
        internal, amount = float(np.fmax(regulatory, shadow)), float(items.emissions[row])
        period = items.periods[items.period[row]]
        found.append(
            InternalLine(
                str(site[row]), str(item[row]), period.label if period else "", amount, regulatory, shadow,
                internal, amount * regulatory, amount * internal,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.site, one.period, one.item, one.emissions_tco2e))


def _ordered(labels: Sequence[tuple[str, str, str]]) -> list[int]:
    return sorted(range(len(labels)), key=lambda n: labels[n])
