"""The ledger of an account: items in yuan and euro, per tonne of product, with their rates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.accounts import products as of
from calc.accounts import status as st
from calc.accounts.findings import report
from calc.accounts.names import GROUPS
from calc.accounts.resolve import PROFILE, Items, resolve
from calc.engine.assumptions import assumed_in_words
from calc.engine.cells import texts
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger, SheetModel
from calc.engine.model import Coded, FloatArray, Options, TableData
from calc.methods import money
from calc.methods.exchanged import rates_of
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

PARTS = ("operation_cny", "annuity_cny", "material_loss_cny", "internal_excess_cny")


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of items."""
    items = resolve(data, library, options)
    computed = items.status == st.COMPUTED
    made = of.products(data, items, rates_of(options))
    sign = np.where(items.credit, -1.0, 1.0) * items.share
    parts = dict(zip(PARTS, (items.operation, items.annuity, items.loss, items.internal), strict=True))
    cost = np.where(computed, sum(np.nan_to_num(values) for values in parts.values()) * sign, np.nan)
    home = _euro_of_yuan(items)
    euro = cost * home
    output = np.append(made.output, np.nan)[made.key]
    late = {
        "no_euro": np.isnan(euro) & computed,
        "no_output": np.isnan(output) & ~np.append(made.two_outputs, False)[made.key],
        "two_outputs": np.append(made.two_outputs, False)[made.key],
        "two_terms": np.append(made.two_terms, False)[made.key],
        "half_market": np.append(made.half_market, False)[made.key],
        "no_market": np.append(made.no_market, False)[made.key],
    }
    for name, which in late.items():
        items.notes[computed & which] |= st.WORDS.bit(name)
    report(items, made, data, problems)
    internal = np.fmax(items.regulatory, items.shadow)
    per_t = cost / output
    passed, price = (
        np.append(made.terms[name], np.nan)[made.key] for name in ("pass_through", "export_price")
    )
    bears = money.burden(per_t, passed)

    def shown(values: FloatArray) -> FloatArray:
        return np.where(computed, values, np.nan)

    lines = of.product_lines(items, made, cost, euro)
    columns: dict[str, Any] = {
        "cost_cny": cost,
        "cost_eur": euro,
        "cost_cny_per_t": per_t,
        "pass_through_share": shown(passed),
        "buyer_cny_per_t": bears.buyer,
        "seller_cny_per_t": bears.seller,
        "price_effect_share": bears.buyer / price,
        "status": Coded(items.status, st.STATUSES),
        "note": lambda: st.WORDS.said(items.notes, items.status),
        **{name: shown(values) for name, values in parts.items()},
        "sign": shown(sign),
        "group_used": Coded(items.group.astype(np.int8), GROUPS),
        "site_of": of.named(texts(data, "site")),
        "product_of": of.named(texts(data, "product"), of.WHOLE_SITE),
        "period_used": _labels(items),
        "output_used_t": shown(output),
        "regulatory_price_cny": shown(items.regulatory),
        "shadow_price_cny": shown(items.shadow),
        "internal_price_cny": shown(internal),
        "internal_cost_cny": shown(internal * items.emissions),
        "cny_per_unit": shown(items.rates.to_cny),
        "eur_per_cny": shown(home),
        "rate_reference": items.rates.reference,
        "yuan_rate_reference": items.rates.home_reference,
    }
    counts = {"internal_price": int((computed & ~np.isnan(items.emissions)).sum())}
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, items.chosen, counts),
        groups={
            "products": lines,
            "groups": of.group_lines(items, made, cost),
            "internal": of.internal_lines(data, items, ~computed),
            "rates": list(made.rate_lines),
        },
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~computed,
            "assumed": lambda: computed & st.WORDS.noted(items.notes, st.ASSUMED_NOTES),
        },
        sheet=partial(_sheet, items, ~np.isnan(output), ~np.isnan(home), ~np.isnan(bears.buyer) & computed),
        headline=(
            "Credits are below 0. Money of another currency is turned by the last rate of its period.",
            *of.in_words(made),
            *(
                f"{line.product}, {line.period}: {line.refused} rows refused, its sums are without them."
                for line in lines
                if line.refused
            ),
        ),
    )


def _euro_of_yuan(items: Items) -> FloatArray:
    """Return euro for a yuan on the day of each row, NaN where no rate is known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return items.rates.to_eur / items.rates.to_cny


def _labels(items: Items) -> Coded:
    shown = [p.label if p else "" for p in items.periods]
    values = tuple(dict.fromkeys(s for s in shown if s))
    lookup = np.array([*(values.index(s) if s else -1 for s in shown), -1], dtype=np.int32)
    return Coded(lookup[items.period], values)


def _sheet(
    items: Items, per_t: NDArray[np.bool_], in_euro: NDArray[np.bool_], borne: NDArray[np.bool_]
) -> SheetModel:
    """Return the formulas of the computed rows; a line without a figure counts as 0."""
    computed = items.status == st.COMPUTED

    def rows(mask: NDArray[np.bool_], template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    whole = "+".join(f"N({{{name}}})" for name in PARTS)
    return SheetModel(
        (),
        {},
        {
            "cost_cny": rows(computed, f"({whole})*{{sign}}"),
            "cost_eur": rows(computed & in_euro, "{cost_cny}*{eur_per_cny}"),
            "cost_cny_per_t": rows(computed & per_t, "{cost_cny}/{output_used_t}"),
            "buyer_cny_per_t": rows(borne, "{cost_cny_per_t}*{pass_through_share}"),
            "seller_cny_per_t": rows(borne, "{cost_cny_per_t}-{buyer_cny_per_t}"),
        },
    )
