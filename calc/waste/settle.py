"""The state of each row and the notes that say why."""

from __future__ import annotations

import numpy as np

from calc.engine.cells import numbers
from calc.engine.model import NO_DATE, BoolArray, FloatArray, TableData
from calc.engine.states import States
from calc.waste import status as st
from calc.waste.cases import WORLD
from calc.waste.resolve import Rows
from calc.waste.screening import CONTRADICTS, DIFFERS, UNREAD
from calc.waste.spelled import one_of
from calc.waste.words import CHINA, NOT_TO_STANDARD, OPEN


def settle(rows: Rows, data: TableData, states: States) -> None:
    """Give every row its state and its notes."""
    states.end(unfit(rows), st.UNFIT_TREATMENT)
    states.end(of_code(rows, CONTRADICTS), st.CODE_CONTRADICTS)
    _money(rows, states)
    _carbon(rows, states)
    _tax(rows, data, states)
    _movement(rows, states)
    states.end(~np.isnan(rows.treatment_factor) | _own_credit(rows), st.GIVEN)


def credits_of(rows: Rows) -> FloatArray:
    """Return the credit of a tonne of each row [t CO2e/t]: own, published, 0 where nothing is recovered."""
    published = np.array([c.per_tonne for c in rows.credits])[rows.good.codes]
    part = np.array([c.in_part for c in rows.credits])[rows.good.codes]
    yields = np.where(np.isnan(rows.yields) & ~part, 1.0, rows.yields)
    open_loop = one_of(rows.treatment, (OPEN,)) & ~rows.recovered
    found = np.where(rows.recovered, published * yields, np.where(open_loop, np.nan, 0.0))
    usable = ~np.isnan(rows.credit_factor) & (rows.recovered | open_loop)
    return np.where(usable, rows.credit_factor, found)


def treatments_of(rows: Rows) -> FloatArray:
    """Return the emissions of the treatment of a tonne of each row [t CO2e/t]: own, else published."""
    ours = np.array([c.treatment.ghg for c in rows.cases])[rows.case]
    return np.where(np.isnan(rows.treatment_factor), ours, rows.treatment_factor)


def _own_credit(rows: Rows) -> BoolArray:
    return ~np.isnan(rows.credit_factor) & (rows.recovered | one_of(rows.treatment, (OPEN,)))


def in_china(rows: Rows) -> BoolArray:
    """Return which rows are treated in China."""
    if CHINA not in rows.countries:
        return np.zeros(rows.size, dtype=bool)
    return np.asarray(rows.place == rows.countries.index(CHINA), dtype=bool)


def without_way(rows: Rows) -> BoolArray:
    """Return which rows cross a border on a way that is not given."""
    way = np.zeros(rows.size, dtype=bool) if rows.legs is None else rows.legs.stated[rows.legs.codes]
    return np.asarray((rows.place >= 0) & (rows.origin >= 0) & (rows.place != rows.origin) & ~way, dtype=bool)


def unfit(rows: Rows) -> BoolArray:
    """Return the rows whose treatment does not take the good."""
    return np.array([c.treatment.unfit for c in rows.cases])[rows.case]


def of_code(rows: Rows, what: str) -> BoolArray:
    """Return the rows whose code of customs is wrong in one way."""
    return np.array([s.code == what for s in rows.screens], dtype=bool)[rows.screen]


def _carbon(rows: Rows, states: States) -> None:
    """Give a state to rows without figures, and say what the figures leave out."""
    treatment, credited = treatments_of(rows), credits_of(rows)
    states.end(np.isnan(treatment), st.NO_FIGURE)
    states.end(np.isnan(credited), st.NO_CREDIT)
    ours = np.isnan(rows.treatment_factor)
    for name, mask in (
        ("collection", [c.treatment.collection for c in rows.cases]),
        ("carbon_only", [c.treatment.carbon_only for c in rows.cases]),
        ("stand_in", [c.treatment.stand_in for c in rows.cases]),
    ):
        states.note(np.array(mask)[rows.case] & ours, name)
    regions = [c.treatment.region for c in rows.cases]
    known = np.array([r not in ("", WORLD) for r in regions])[rows.case]
    where = np.array([rows.countries.index(r) if r in rows.countries else -2 for r in regions])
    states.note(ours & known & (rows.place >= 0) & (where[rows.case] != rows.place), "elsewhere")
    open_loop = one_of(rows.treatment, (OPEN,))
    own = ~np.isnan(rows.credit_factor)
    states.note(own & ~rows.recovered & ~open_loop, "credit_unused")
    published = (
        rows.recovered & ~own & ~np.isnan(np.array([c.per_tonne for c in rows.credits]))[rows.good.codes]
    )
    part = np.array([c.in_part for c in rows.credits])[rows.good.codes]
    for name, mask in (
        ("co2_only", np.array([c.co2_only for c in rows.credits])[rows.good.codes] & published),
        ("other_pair", np.array([c.other_pair for c in rows.credits])[rows.good.codes] & published),
        ("yield_needed", published & part & np.isnan(rows.yields)),
        ("no_yield", published & ~part & np.isnan(rows.yields)),
        ("yield_unused", ~np.isnan(rows.yields) & ~published),
    ):
        states.note(mask, name)


def _money(rows: Rows, states: States) -> None:
    """Give a state to rows whose money has no currency or no rate, and say what is not held."""
    money = rows.money
    unclear = (~np.isnan(money.own_cost) & (money.cost_currency < 0)) | (
        ~np.isnan(money.surcharge) & (money.surcharge_currency < 0)
    )
    states.end(unclear, st.CURRENCY_UNCLEAR)
    without = np.isnan(money.cost_rate.value) & (money.cost_currency >= 0)
    without |= np.isnan(money.surcharge_rate.value) & (money.surcharge_currency >= 0)
    states.end(without & (rows.day != NO_DATE), st.NO_RATE)
    fees = [c.fee for c in rows.cases]
    ours = np.isnan(money.own_cost) & (rows.place >= 0) & (rows.day != NO_DATE)
    gate = np.isnan([f.gate_fee for f in fees])[rows.case]
    gap = np.array([f.tax_not_held for f in fees])[rows.case]
    states.note(ours & gate, "fee_not_held")
    states.note(ours & ~gate & gap, "fee_tax_not_held")
    states.note(ours & ~gate & np.array([f.stand_in for f in fees])[rows.case], "fee_stand_in")
    assumed = money.cost_rate.assumed | money.surcharge_rate.assumed | money.yuan.assumed
    states.note(assumed, "rate_assumed")


def _tax(rows: Rows, data: TableData, states: States) -> None:
    """Say what of China's solid-waste tax is not sure."""
    taxes = [c.tax for c in rows.cases]
    rate = ~np.isnan([t.rate for t in taxes])[rows.case]
    linked = np.array([t.linked for t in taxes])[rows.case]
    there = in_china(rows)
    lawful = ~one_of(rows.treatment, NOT_TO_STANDARD)
    due = rows.to_standard < 1
    states.note(rate & due & lawful & np.isnan(numbers(data, "to_standard")), "tax_upper")
    states.note(rate & due & np.array([bool(t.condition) for t in taxes])[rows.case], "tax_if")
    states.note(there & ~linked & due, "tax_not_held")
    states.note(there & linked & ~rate & due, "tax_outside")


def _movement(rows: Rows, states: States) -> None:
    """Say what of the way and of the screening is not sure."""
    screens = rows.screens
    states.note(of_code(rows, DIFFERS), "hs_differs")
    states.note(of_code(rows, UNREAD), "hs_unread")
    states.note(rows.given_destination & (rows.place == rows.origin), "same_country")
    states.note(np.array([s.assumed for s in screens])[rows.screen], "law_assumed")
    states.note(~rows.given_destination & (rows.place >= 0), "treated_at_origin")
    states.note(without_way(rows), "no_freight")
