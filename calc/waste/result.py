"""The ledger of waste: the arrays of the kernel as named columns with their references."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from calc.engine import units
from calc.engine.assumptions import assumed_in_words
from calc.engine.citations import cite
from calc.engine.errors import Problems, UsageError
from calc.engine.ledger import Ledger, Made
from calc.engine.model import BoolArray, Coded, FloatArray, Options, TableData
from calc.engine.states import States
from calc.methods.damage import GasCost, gas_cost
from calc.methods.rounding import half_up
from calc.waste import columns as columns_of
from calc.waste import kernel
from calc.waste import status as st
from calc.waste.findings import report
from calc.waste.listings import alternative_lines, flag_lines, flag_sources
from calc.waste.resolve import PROFILE, Rows, resolve
from calc.waste.screening import ADVICE
from calc.waste.settle import credits_of, in_china, settle, treatments_of
from calc.waste.sheet import sheet_model
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

EPA, UBA, GAS = "epa-2023", "uba-3.1", "CO2"


def compute(rows: Rows, states: States, damages: Sequence[FloatArray]) -> dict[str, FloatArray]:
    """Return the number columns of all rows that rest on arithmetic."""
    status, mass = states.status, rows.mass
    shown = st.is_shown(status)
    treatment, credit = treatments_of(rows), credits_of(rows)
    way = columns_of.ways(rows)
    per_tonne = kernel.net(treatment, way.carried, credit)
    net = per_tonne * mass
    kilograms = units.factor("tCO2e", "kgCO2e")
    with np.errstate(invalid="ignore", divide="ignore"):
        per_km = np.where(way.km > 0, -per_tonne * kilograms / way.km, np.nan)
    even = kernel.break_even(
        treatment * kilograms, way.others * kilograms, credit * kilograms, way.factor * kilograms
    )
    found = {
        "treatment_tco2e": treatment * mass,
        "freight_tco2e": way.carried * mass,
        "recycling_credit_tco2e": credit * mass,
        "net_tco2e": net,
        "net_tco2e_per_t": per_tonne,
        "saving_kgco2e_per_tkm": per_km,
        "break_even_km": even,
        **_money(rows),
        "damage_epa_usd": net * damages[0],
        "damage_uba_eur": net * damages[1],
        "treatment_tco2e_per_t": treatment,
        "credit_tco2e_per_t": credit,
        "freight_km": way.km,
        "main_leg_km": way.main,
        "quantity_t": mass,
    }
    if not shown.all():
        for name, values in found.items():
            if name != "quantity_t":
                found[name] = np.where(shown, values, np.nan)
    return found


def _money(rows: Rows) -> dict[str, FloatArray]:
    """Return tax, cost and surcharge of each row, each amount rounded; NaN where a part is not held."""
    money, cents = rows.money, len(rows.chosen["money"].partition(".")[2])
    fees = [c.fee for c in rows.cases]
    fee = np.array([f.gate_fee + f.landfill_tax for f in fees])[rows.case]
    cost = np.where(np.isnan(money.own_cost), fee, money.own_cost)
    cost_eur = half_up(cost * rows.mass * money.cost_rate.value, cents)
    surcharge = np.where(np.isnan(money.surcharge), 0.0, money.surcharge * money.surcharge_rate.value)
    rate = np.array([c.tax.rate for c in rows.cases])[rows.case]
    base = kernel.untreated(rows.mass, rows.to_standard)
    china = in_china(rows)
    tax = half_up(np.where(china, np.where(base == 0, 0.0, rate * base), 0.0), cents)
    tax_eur = half_up(np.where(tax == 0, 0.0, tax * money.yuan.value), cents)
    surcharge_eur = half_up(surcharge, cents)
    return {
        "tax_cny": tax,
        "treatment_cost_eur": cost_eur,
        "surcharge_eur": surcharge_eur,
        "tax_eur": tax_eur,
        "cost_eur": half_up(cost_eur + surcharge_eur + tax_eur, cents),
    }


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of goods and wastes; what a report may not ask for is made when it asks.

    Raises
    ------
    UsageError
        A price is given: no certificate is bought for waste.
    """
    if options.price:
        raise UsageError("--price: waste takes no carbon price; damage is that of EPA and UBA")
    rows, states = resolve(data, library, options)
    settle(rows, data, states)
    epa, uba, years = _damages(rows, library)
    out = compute(rows, states, (epa.at(years), np.full(rows.size, uba.values[0])))
    status, notes = states.status, states.notes
    report(rows, status, data, library, problems)
    shown = st.is_shown(status)

    def made(column: Callable[..., Any], *more: Any) -> Callable[[], Any]:
        return lambda: column(rows, shown, *more)

    def worth(one: GasCost) -> tuple[Callable[[], FloatArray], Callable[[], Coded]]:
        which = cache(lambda: one.rows(years) if len(one.values) > 1 else np.zeros(rows.size, dtype=np.int32))
        values = np.append(one.values, np.nan)
        return (
            lambda: np.where(shown, values[which()], np.nan),
            lambda: Coded(np.where(shown, which(), -1).astype(np.int32), one.references),
        )

    costs = {"social_cost": ("usd", epa), "uba_cost": ("eur", uba)}
    columns: dict[str, Any] = {**out}
    columns.update(
        still_saves=lambda: columns_of.still_saves(out["net_tco2e"], rows),
        status=Coded(status, st.STATUSES),
        note=lambda: st.WORDS.said(notes, status),
        day_used=made(columns_of.days),
        good_name=lambda: Coded(rows.good.codes.astype(np.int32), rows.good.names),
        treatment_name=lambda: Coded(rows.treatment.codes.astype(np.int32), rows.treatment.names),
        from_country=partial(columns_of.country, rows.origin, rows, library),
        treated_in=partial(columns_of.country, rows.place, rows, library),
        yield_used=made(columns_of.yields),
        freight_legs=made(columns_of.freight_legs),
        own_cost_per_t=made(columns_of.own_cost),
        fee_currency=made(columns_of.currency),
        to_standard_used=made(columns_of.to_standard),
        cost_rate_reference=made(columns_of.rate, rows.money.cost_rate),
        surcharge_rate_reference=made(columns_of.rate, rows.money.surcharge_rate),
        tax_rate_reference=made(columns_of.rate, rows.money.yuan),
    )
    for line in columns_of.OF_SCREENS:
        columns[line] = made(columns_of.of_screens, line)
    for line in columns_of.OF_CASES:
        columns[line] = made(columns_of.of_cases, line)
    for line in columns_of.OF_CREDITS:
        columns[line] = made(columns_of.of_credits, line)
    for name, (currency, one) in costs.items():
        columns[f"{name}_{currency}"], columns[f"{name}_reference"] = worth(one)
    found = Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, rows.chosen, _counts(rows, states)),
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~st.is_settled(status),
            "assumed": partial(st.WORDS.noted, notes, st.ASSUMED_NOTES),
            "fallback": partial(st.WORDS.noted, notes, st.FALLBACK_NOTES),
        },
        sheet=lambda: sheet_model(rows, shown, out, epa, uba, years),
        headline=(
            ADVICE,
            "Below zero the net saves; damage and cost below zero are avoided or earned.",
            "The recycling credit is published primary minus published secondary of the material.",
            "The whole cost is that of rows of which every part is known.",
        ),
    )
    found.groups = Made(
        {
            "alternatives": lambda: alternative_lines(found),
            "flags": lambda: flag_lines(rows, shown),
            "flag_sources": lambda: flag_sources(found.groups["flags"], library),
        }
    )
    return found


def _damages(rows: Rows, library: Library) -> tuple[GasCost, GasCost, FloatArray]:
    """Return the two costs of a tonne of CO2e, and the year of emission of each row."""
    chosen = rows.chosen
    epa = gas_cost(library, EPA, GAS, f"ramsey-{chosen['social_discount']}")
    uba = gas_cost(library, UBA, GAS, f"time-preference-{chosen['uba_time_preference']}")
    return epa, uba, np.where(np.isnan(rows.years), float(chosen["emission_year"]), rows.years)


def _counts(rows: Rows, states: States) -> dict[str, int]:
    """Return how many rows rest on each assumption of the profile."""
    shown = st.is_shown(states.status)
    ours = shown & np.isnan(rows.treatment_factor)

    def noted(*names: str) -> BoolArray:
        return st.WORDS.noted(states.notes, names) & shown

    found = {
        "treatment_region": ours & (states.status != st.NO_FIGURE),
        "burning": noted("carbon_only"),
        "credit_figures": noted("other_pair"),
        "credit_yield": noted("no_yield"),
        "solid_waste_tax": noted("tax_upper"),
        "day_of_year": noted("year_only"),
        "emission_year": shown & np.isnan(rows.years),
    }
    return {name: int(np.count_nonzero(mask)) for name, mask in found.items()}
