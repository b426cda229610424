"""From amounts, concentrations, flows and stocks to what the equivalents are counted from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.cells import numbers, texts
from calc.engine.model import BoolArray, FloatArray, TableData
from calc.engine.states import States
from calc.taxes import status as st
from calc.taxes.law import COLIFORM, COLOUR, MASS, STOCK, WATER
from calc.taxes.meanings import PH_OPEN, Meanings
from calc.taxes.words import NO, YES

CONCENTRATION, VOLUME = 1, 2  # unit indices of an amount that is no mass
OTHER_WAYS = ("concentration", "flow", "punitive")  # columns from which an amount may follow
NORMAL_M3, TONNES = 1, 2  # unit indices of a flow


class Measured(NamedTuple):
    """Measured figure and limit of each row, NaN where there is none or their units differ."""

    figure: FloatArray
    limit: FloatArray
    exceeded: BoolArray
    within: BoolArray  # known not to be exceeded


def measured(data: TableData, known: Meanings, items: NDArray[np.int16], states: States) -> Measured:
    """Return what was measured against which limit, and whether the limit was exceeded."""
    figure = numbers(data, "measured")
    index = data.unit_index.get("measured")
    has_unit = np.zeros(data.size, dtype=np.bool_) if index is None else index >= 0
    concentration = data.numbers("concentration")
    ph = items == PH_OPEN
    taken = np.zeros(data.size, dtype=np.bool_)
    if concentration is not None:
        taken = np.isnan(figure) & ~np.isnan(concentration) & ~ph
    limits = texts(data, "limit").codes
    limit = known.limit_high[limits]
    if concentration is not None and taken.any():
        figure = np.where(taken, concentration, figure)
        has_unit = has_unit | taken
        states.note(taken & ~np.isnan(limit), "measured_taken")
    both = ~np.isnan(figure) & ~np.isnan(limit)
    differ = both & (has_unit != known.limit_has_unit[limits])
    if differ.any():
        states.note(differ & ~ph, "unit_differs")
        both = both & ~differ
        limit = np.where(differ, np.nan, limit)
    above = figure > limit
    if ph.any():
        above |= ph & (figure < known.limit_low[limits])
    exceeded, within = above, both & ~above
    answers = data.coded("exceeded")
    if answers:
        said = known.exceeded[answers.codes]
        states.note(above & (said == NO), "exceeded_contradiction")
        unclear = (answers.codes >= 0) & (said != YES) & (said != NO)
        states.note(unclear, "exceeded_unclear")
        exceeded = above | (said == YES) | unclear
        within = ~exceeded & (both | (said == NO))
    return Measured(figure, limit, exceeded, within)


def flows(data: TableData, known: Meanings) -> tuple[FloatArray, FloatArray]:
    """Return the flow of the month in m3 and, for water, in t."""
    flow, index = numbers(data, "flow"), data.unit_index.get("flow")
    if index is None:
        return flow, flow * known.density
    volume = np.where(index == TONNES, flow / known.density, flow)
    return volume, volume * known.density


def quantity(
    data: TableData,
    known: Meanings,
    kind: NDArray[np.int8],
    medium: NDArray[np.int8],
    met: Measured,
    states: States,
    stated: Mapping[str, BoolArray | None],
) -> FloatArray:
    """Return what the equivalents of each row are counted from, in the unit of its item; NaN where it is not known.

    Mass [kg]; for pH, colour, coliform, chlorine and small dischargers wastewater [t], for colour times the
    multiple of the excess; for livestock and hospitals the stock. `stated` tells for amount and produced which
    cells say that they hold wastewater: without it a figure is no amount of it.
    """
    mass = kind == MASS
    if mass.all() and not any(map(data.columns.__contains__, OTHER_WAYS)) and not _not_masses(data):
        amount = numbers(data, "amount")
        states.end(np.isnan(amount), st.AMOUNT_MISSING)
        return amount
    amount, concentration = numbers(data, "amount"), numbers(data, "concentration")
    index = data.unit_index.get("amount")
    if index is not None and _not_masses(data):
        as_concentration = (index == CONCENTRATION) & ~np.isnan(amount)
        states.end(
            as_concentration & ~np.isnan(concentration) & (concentration != amount), st.AMOUNT_CONTRADICTION
        )
        concentration = np.where(as_concentration, amount, concentration)
        amount = np.where(as_concentration, np.nan, amount)
        water = (index == VOLUME) & ~mass
        amount = np.where(water, amount * known.density * units.factor("t", "kg"), amount)
        amount = np.where((index == VOLUME) & mass, np.nan, amount)
    volume, tonnes = flows(data, known)
    by_flow = concentration * volume * units.factor("mg", "kg")
    if not mass.all():
        by_flow = np.where(mass, by_flow, tonnes)
        amount = _wastewater(amount, ~mass & (kind != STOCK), stated["amount"])
        unsaid = ~mass & (kind != STOCK) & np.isnan(amount) & ~np.isnan(numbers(data, "amount"))
        states.end(unsaid & np.isnan(by_flow), st.WASTEWATER_UNCLEAR)
        states.note(unsaid & ~np.isnan(by_flow), "amount_unused")
        states.note(~mass & (kind != STOCK) & ~np.isnan(amount), "wastewater_mass")
        amount = np.where(mass, amount, amount * units.factor("kg", "t"))
    found = np.where(np.isnan(amount), by_flow, amount)
    with np.errstate(invalid="ignore"):
        apart = np.abs(amount - by_flow) > known.tolerance * np.maximum(amount, by_flow)
    punitive = known.punitive.take(texts(data, "punitive").codes, mode="wrap") == YES
    if punitive.any():
        produced = _wastewater(numbers(data, "produced"), ~mass, stated["produced"])
        produced = np.where(mass, produced, produced * units.factor("kg", "t"))
        found = np.where(punitive, produced, found)
        states.note(punitive, "punitive")
    states.end(apart & (kind != STOCK), st.AMOUNT_CONTRADICTION)
    stock = kind == STOCK
    if stock.any():
        mean = (numbers(data, "stock_open") + numbers(data, "stock_close")) / 2
        found = np.where(stock, mean, found)
    lone = mass & np.isnan(found) & ~np.isnan(concentration)
    states.end(lone & ~punitive, st.FLOW_MISSING)
    states.end(np.isnan(found), st.AMOUNT_MISSING)
    states.note(_gas_states_differ(data) & (medium != WATER) & mass & ~np.isnan(by_flow), "gas_state")
    colour = kind == COLOUR
    if colour.any():
        with np.errstate(invalid="ignore", divide="ignore"):
            multiple = np.maximum((met.figure - met.limit) / met.limit, 0.0)
        states.end(colour & np.isnan(multiple), st.MEASURED_MISSING)
        states.note(colour & (multiple == 0), "not_exceeded")
        found = np.where(colour, found * multiple, found)
    coliform = kind == COLIFORM
    if coliform.any():
        states.end(coliform & ~met.exceeded & ~met.within, st.MEASURED_MISSING)
        states.note(coliform & met.within, "not_exceeded")
        found = np.where(coliform & met.within, 0.0, found)
    return found


def _not_masses(data: TableData) -> bool:
    index = data.unit_index.get("amount")
    return index is not None and bool((index >= CONCENTRATION).any())


def _wastewater(amount: FloatArray, rows: BoolArray, stated: BoolArray | None) -> FloatArray:
    """Return amounts without those of wastewater that do not say so."""
    return amount if stated is None else np.where(rows & ~stated, np.nan, amount)


def _gas_states_differ(data: TableData) -> BoolArray:
    flow, concentration = data.unit_index.get("flow"), data.unit_index.get("concentration")
    if flow is None or concentration is None:
        return np.zeros(data.size, dtype=np.bool_)
    differ: BoolArray = (flow == NORMAL_M3) != (concentration == 1)
    return differ


def small(
    data: TableData, known: Meanings, items: NDArray[np.int16], found: FloatArray, states: States
) -> BoolArray:
    """Return which livestock and hospitals are below the size from which they are charged."""
    law = known.law
    below = np.zeros(len(items), dtype=np.bool_)
    for key in law.series_keys("small_above"):
        number = law.index["water", key]
        rows = items == number
        if rows.any():
            least = law.dated("small_above", known.place.months, key)
            below |= rows & (found <= np.nanmax(least))
    states.note(below, "small_below")
    return below
