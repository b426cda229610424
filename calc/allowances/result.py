"""The ledger of allowances: what a plant pays for its emissions, and the carbon price effectively paid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.allowances import status as st
from calc.allowances.resolve import PROFILE, Plants, priced, resolve
from calc.engine.assumptions import assumed_in_words
from calc.engine.citations import cite
from calc.engine.errors import REFUSED, Problems
from calc.engine.ledger import Ledger, SheetModel
from calc.engine.model import BoolArray, Coded, FloatArray, Options, TableData
from calc.engine.placing import problems_at, written
from factors import Library
from factors.names import nearest_territories

if TYPE_CHECKING:
    from calc.engine.model import Subject


def net_allowances(verified: FloatArray, allocated: FloatArray) -> FloatArray:
    """Return what a plant has to buy [tCO2e]; below 0 what it may sell."""
    return verified - allocated


def paid_share(verified: FloatArray, allocated: FloatArray) -> FloatArray:
    """Return the share of the verified emissions on which the price is effectively paid [1].

    References
    ----------
    Regulation (EU) 2023/956 Art. 9: net of free allocation and rebates.
    """
    share = np.divide(np.maximum(verified - allocated, 0.0), np.where(verified > 0, verified, np.nan))
    return np.where(verified == 0, 0.0, share)


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of plants."""
    plants = resolve(data, library, options)
    computed = priced(plants)

    def shown(values: FloatArray) -> FloatArray:
        return np.where(computed, values, np.nan)

    net = net_allowances(plants.verified, plants.allocated)
    counted = net if plants.chosen["surplus"] == "income" else np.maximum(net, 0.0)
    cost = counted * plants.price
    cny, eur = shown(cost * plants.rates.to_cny), shown(cost * plants.rates.to_eur)
    _report(plants, data, problems)
    periods = tuple(dict.fromkeys(one.period for one in plants.found if one.period))
    place = np.array([*(periods.index(one.period) if one.period else -1 for one in plants.found), -1])
    columns: dict[str, Any] = {
        "net_allowances_tco2e": shown(net),
        "net_carbon_cost_cny": cny,
        "net_carbon_cost_eur": eur,
        "net_carbon_cost_cny_per_t": cny / plants.output,
        "net_carbon_cost_eur_per_t": eur / plants.output,
        "status": Coded(plants.status, st.STATUSES),
        "note": lambda: st.WORDS.said(plants.notes, plants.status),
        "net_carbon_cost": shown(cost),
        "price_used_per_tco2e": shown(plants.price),
        "currency_used": Coded(np.where(computed, plants.currency, -1).astype(np.int8), plants.currencies),
        "paid_share": shown(paid_share(plants.verified, plants.allocated)),
        "carbon_price_paid_per_t": shown(np.maximum(cost, 0.0) / plants.output),
        "verified_tco2e": shown(plants.verified),
        "allocated_tco2e": shown(plants.allocated),
        "output_used_t": shown(plants.output),
        "jurisdiction_used": Coded(plants.jurisdiction, plants.jurisdictions),
        "price_period": Coded(place[plants.which].astype(np.int32), periods),
        "cny_per_unit": shown(plants.rates.to_cny),
        "eur_per_unit": shown(plants.rates.to_eur),
        "price_reference": lambda: _price_references(plants),
        "rate_reference": plants.rates.reference,
        "yuan_rate_reference": plants.rates.home_reference,
    }
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(
            library, PROFILE, plants.chosen, {"carbon_price_paid": int(computed.sum())}
        ),
        groups={"rates": list(plants.rates.lines)},
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~computed,
            "assumed": lambda: computed & st.WORDS.noted(plants.notes, st.ASSUMED_NOTES),
        },
        sheet=partial(_sheet, plants, computed),
        headline=(
            "Net carbon cost = (verified - allocated) x price. As a deduction under CBAM it is provisional.",
        ),
    )


def _price_references(plants: Plants) -> Coded:
    said = [one.reference for one in plants.found]
    values = tuple(dict.fromkeys([*(text for text in said if text), *plants.given.values]))
    lookup = np.array([*(values.index(text) if text else -1 for text in said), -1], dtype=np.int32)
    found = np.where(plants.given.codes >= 0, len(values) - 1, lookup[plants.which])
    return Coded(found.astype(np.int32), values)


def _report(plants: Plants, data: TableData, problems: Problems) -> None:
    """Add a problem for every row without jurisdiction, price or rate."""

    def jurisdiction(row: int) -> str:
        cell = written(data, row, "jurisdiction")
        near = nearest_territories(cell) if cell else ()
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        return f"'{cell}'{hint}" if cell else "neither jurisdiction nor price"

    def price(row: int) -> str:
        return plants.found[plants.which[row]].fault or "no price"

    found = (
        (
            st.UNKNOWN_JURISDICTION,
            "jurisdiction",
            jurisdiction,
            "a country or region such as CN, or a price",
            "correct the name, or give the price paid",
        ),
        (
            st.NO_PRICE,
            "price",
            price,
            "an instrument with a price on that day, or the price paid",
            "name the instrument as written here, or give the price paid with its currency",
        ),
        (
            st.NO_RATE,
            "price",
            lambda row: f"no exchange rate of {plants.currencies[plants.currency[row]]}",
            "a currency with a rate",
            "add it to a table of rates and give that with --rates",
        ),
    )
    for state, column, said, expected, remedy in found:
        rows = np.flatnonzero(plants.status == state)
        asked = [
            plants.found[plants.which[r]].expected if state == st.NO_PRICE else "" for r in rows.tolist()
        ]
        for one in dict.fromkeys(asked):
            problems.extend(
                problems_at(
                    data,
                    rows[[text == one for text in asked]],
                    severity=REFUSED,
                    kind=st.STATUSES[state],
                    column=column,
                    found=said,
                    expected=one or expected,
                    remedy=remedy,
                )
            )


def _sheet(plants: Plants, computed: BoolArray) -> SheetModel:
    """Return the formulas of the computed rows."""

    def rows(mask: BoolArray, template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    net = "{net_allowances_tco2e}"
    counted = net if plants.chosen["surplus"] == "income" else f"MAX({net},0)"
    yuan, euro = ~np.isnan(plants.rates.to_cny), ~np.isnan(plants.rates.to_eur)
    per_t = ~np.isnan(plants.output)
    return SheetModel(
        (),
        {},
        {
            "net_allowances_tco2e": rows(computed, "{verified_tco2e}-{allocated_tco2e}"),
            "net_carbon_cost": rows(computed, f"{counted}*{{price_used_per_tco2e}}"),
            "net_carbon_cost_cny": rows(computed & yuan, "{net_carbon_cost}*{cny_per_unit}"),
            "net_carbon_cost_eur": rows(computed & euro, "{net_carbon_cost}*{eur_per_unit}"),
            "net_carbon_cost_cny_per_t": rows(
                computed & yuan & per_t, "{net_carbon_cost_cny}/{output_used_t}"
            ),
            "net_carbon_cost_eur_per_t": rows(
                computed & euro & per_t, "{net_carbon_cost_eur}/{output_used_t}"
            ),
        },
    )
