"""From the cells of rows to what the kernel takes: cases, screens, days, money, states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from calc.engine import units
from calc.engine.assumptions import choices
from calc.engine.cells import numbers, texts
from calc.engine.model import (
    NO_DATE,
    BoolArray,
    FloatArray,
    IndexArray,
    IntArray,
    Options,
    TableData,
)
from calc.engine.states import States
from calc.methods.freight import COLUMNS as FREIGHT
from calc.methods.freight import GridFigure, LegTable, legs
from calc.waste import status as st
from calc.waste.cases import Case, Fee, Tax, Treatment, cases, changes, day_of
from calc.waste.credits import Credit, credit
from calc.waste.rates import CLASH, Euro, currencies, euros, own_rates
from calc.waste.screening import Screening, screening
from calc.waste.spelled import Named, moved, named, numbered, one_of
from calc.waste.words import CHINA, CLOSED, EURO, NOT_TO_STANDARD, OPEN, YUAN
from factors import Library
from factors.grids import TABLE as GRID_TABLE
from factors.grids import Grids, grid_key
from factors.law import EPOCH
from factors.law import day as day_number
from factors.wastes import good_key, treatment_key

PROFILE = "profiles.waste"
OPTIONAL = ("supplier", "lot", "unit", "case", "hs_code")  # no figure rests on these columns


@dataclass(frozen=True)
class Money:
    """Cost and surcharge of each row with their rates; the own cost wins over fees."""

    own_cost: FloatArray  # per tonne
    surcharge: FloatArray  # of the row
    cost_currency: IndexArray  # into `names`, of own cost or fee
    surcharge_currency: IndexArray
    names: tuple[str, ...]
    cost_rate: Euro
    surcharge_rate: Euro
    yuan: Euro


@dataclass(frozen=True)
class Rows:
    """Rows as the kernel takes them, one entry per row; -1 and NaN stand for what is not there."""

    size: int
    chosen: Mapping[str, str]
    good: Named
    treatment: Named
    origin: IndexArray  # into `countries`
    place: IndexArray  # where it is treated
    countries: tuple[str, ...]
    mass: FloatArray
    day: IntArray
    years: FloatArray
    cases: tuple[Case, ...]  # the last one for a row without
    case: IndexArray
    screens: tuple[Screening, ...]
    screen: IndexArray
    credits: tuple[Credit, ...]  # by good, the last one for none
    recovered: BoolArray  # rows whose treatment earns a credit
    yields: FloatArray
    treatment_factor: FloatArray
    credit_factor: FloatArray
    to_standard: FloatArray
    legs: LegTable | None
    money: Money
    given_destination: BoolArray


def resolve(data: TableData, library: Library, options: Options) -> tuple[Rows, States]:
    """Return the rows of a table with the states that their cells alone decide; `settle` does the rest."""
    chosen = choices(library, PROFILE, options)
    states = States(data.size, st.WORDS)
    for name, mask in data.refused.items():
        if name not in OPTIONAL:
            states.end(mask, st.INVALID)
    good = named(texts(data, "good"), lambda text: good_key(text, library.names))
    way = named(texts(data, "treatment"), lambda text: treatment_key(text, library.names))
    origin, destination = (
        named(texts(data, name), lambda text: (grid_key(text, library.names) or "").partition("-")[0])
        for name in ("origin", "destination")
    )
    for column, state in (
        (good, st.UNKNOWN_GOOD),
        (way, st.UNKNOWN_TREATMENT),
        (origin, st.UNKNOWN_ORIGIN),
        (destination, st.UNKNOWN_DESTINATION),
    ):
        states.end(column.unknown, state)
    countries = tuple(dict.fromkeys([*origin.names, *destination.names]))
    start, end = (moved(column, countries) for column in (origin, destination))
    place = np.where(end >= 0, end, start)
    day = _days(data, chosen, states)
    at = changes(library)
    period = np.where(day == NO_DATE, -1, np.searchsorted(at, day, side="right"))
    found, case = _cases(library, good, way, place, countries, period, at)
    screens, screen = _screens(data, library, good, start, place, countries, period, at)
    table = _legs(data, library)
    if table is not None:
        faulty = np.zeros(len(table.ttw), dtype=bool)
        faulty[list(table.faults)] = True
        states.end(faulty[table.codes], st.FREIGHT_UNCLEAR)
    money = _money(data, options, found, case, day)
    needs_day = (place >= 0) | (_foreign(money, money.cost_currency) & ~np.isnan(money.own_cost))
    needs_day |= _foreign(money, money.surcharge_currency) & ~np.isnan(money.surcharge)
    states.end(needs_day & (day == NO_DATE), st.DAY_MISSING)
    rows = Rows(
        size=data.size,
        chosen=chosen,
        good=good,
        treatment=way,
        origin=start,
        place=place,
        countries=countries,
        mass=numbers(data, "mass"),
        day=day,
        years=_years(data, day),
        cases=found,
        case=case,
        screens=screens,
        screen=screen,
        credits=(*(credit(library, name, chosen["credit_figures"]) for name in good.names), Credit()),
        recovered=one_of(
            way, (CLOSED, OPEN) if chosen["open_loop_credit"] == "as_closed_loop" else (CLOSED,)
        ),
        yields=numbers(data, "yield"),
        treatment_factor=numbers(data, "treatment_factor"),
        credit_factor=numbers(data, "credit_factor"),
        to_standard=_to_standard(data, way, chosen),
        legs=table,
        money=money,
        given_destination=end >= 0,
    )
    return rows, states


# ---- days, cases


def _days(data: TableData, chosen: Mapping[str, str], states: States) -> IntArray:
    """Return the day of each row: its date, else the day of the profile in its year."""
    given, years = data.days("date"), numbers(data, "year")
    day = np.full(data.size, NO_DATE, dtype=np.int32) if given is None else given.copy()
    only = (day == NO_DATE) & ~np.isnan(years)
    states.note(only, "year_only")
    distinct, which = np.unique(years[only].astype(np.int64), return_inverse=True)
    middle = [
        day_number(date.fromisoformat(f"{year:04d}-{chosen['day_of_year']}")) for year in distinct.tolist()
    ]
    day[only] = np.array(middle, dtype=np.int32)[which]
    both = (day != NO_DATE) & ~only & ~np.isnan(years)
    states.note(both & (_calendar_years(day) != years), "year_differs")
    return day


def _calendar_years(day: IntArray) -> FloatArray:
    """Return the calendar year of each day; what stands for no day gives a year without meaning."""
    found: FloatArray = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.float64)
    return found + EPOCH.year


def _years(data: TableData, day: IntArray) -> FloatArray:
    return np.where(day == NO_DATE, numbers(data, "year"), _calendar_years(day))


def _cases(
    library: Library,
    good: Named,
    way: Named,
    place: IndexArray,
    countries: Sequence[str],
    period: IndexArray,
    at: IndexArray,
) -> tuple[tuple[Case, ...], IndexArray]:
    (goods, ways, places, periods), which = numbered(
        [
            (good.codes, len(good.names)),
            (way.codes, len(way.names)),
            (place, len(countries)),
            (period, len(at) + 1),
        ]
    )
    on = [day_of(p, at.tolist()) for p in periods.tolist()]
    where = [countries[p] if p >= 0 else "" for p in places.tolist()]
    found = cases(library, zip(good.of(goods), way.of(ways), where, on, strict=True))
    return (*found, Case(Treatment(), Fee(), Tax())), which


def _screens(
    data: TableData,
    library: Library,
    good: Named,
    start: IndexArray,
    place: IndexArray,
    countries: Sequence[str],
    period: IndexArray,
    at: IndexArray,
) -> tuple[tuple[Screening, ...], IndexArray]:
    hs = texts(data, "hs_code")
    china = countries.index(CHINA) if CHINA in countries else None
    crossed = np.where((start < 0) | (place < 0), -1, start != place)
    into = (place == china) & (start != china) if china is not None else np.zeros(data.size, dtype=bool)
    (goods, codes, crossings, entering, periods), which = numbered(
        [
            (good.codes, len(good.names)),
            (hs.codes.astype(np.intp), len(hs.values)),
            (crossed.astype(np.intp), 1 + 1),
            (into.astype(np.intp), 1 + 1),
            (period, len(at) + 1),
        ]
    )
    shown = zip(
        good.of(goods),
        (hs.values[n] if n >= 0 else "" for n in codes.tolist()),
        (day_of(p, at.tolist()) for p in periods.tolist()),
        ((None if n < 0 else bool(n)) for n in crossings.tolist()),
        (bool(n) for n in entering.tolist()),
        strict=True,
    )
    return tuple(screening(library, *one) if one[0] else Screening() for one in shown), which


def _legs(data: TableData, library: Library) -> LegTable | None:
    columns = [data.coded(column.name) for column in FREIGHT]
    if all(column is None for column in columns):
        return None
    table, grids = library.table(GRID_TABLE), Grids.of(library)

    def figure(spelled: str) -> GridFigure | None:
        value, row, _ = grids.figure(grid_key(spelled, library.names) or "")
        value *= units.factor("gCO2e/kWh", "kgCO2e/kWh")
        return None if row < 0 else GridFigure(value, f"grid of {spelled}", table.reference(row))

    mode, distance, start, end = columns
    return legs(data.size, mode, distance, start, end, library, figure)


# ---- money


def _money(
    data: TableData, options: Options, found: Sequence[Case], case: IndexArray, day: IntArray
) -> Money:
    own, surcharge = numbers(data, "treatment_cost"), numbers(data, "surcharge")
    currency, names = currencies(data, "treatment_cost")
    other, more = currencies(data, "surcharge")
    of_fees = [c.fee.currency for c in found]
    wider = tuple(dict.fromkeys([*names, *more, *(c for c in of_fees if c), YUAN, EURO]))
    fees = np.array([wider.index(c) if c else -1 for c in of_fees], dtype=np.intp)[case]
    theirs = _wider(currency, names, wider)
    cost = np.where(np.isnan(own), fees, theirs)
    extra = np.where(np.isnan(surcharge), -1, _wider(other, more, wider))
    user = own_rates(options)
    yuan = np.where(np.isnan([c.tax.rate for c in found]), -1, wider.index(YUAN))[case]
    return Money(
        own,
        surcharge,
        cost,
        extra,
        wider,
        euros(cost, wider, day, user),
        euros(extra, wider, day, user),
        euros(yuan, wider, day, user),
    )


def _wider(codes: IndexArray, names: Sequence[str], wider: Sequence[str]) -> IndexArray:
    """Return codes in a wider list of names; what stands for none stays."""
    lookup = np.array([*(wider.index(name) for name in names), CLASH, CLASH + 1], dtype=np.intp)
    return lookup[codes]


def _foreign(money: Money, currency: IndexArray) -> BoolArray:
    return np.asarray((currency >= 0) & (currency != money.names.index(EURO)), dtype=bool)


def _to_standard(data: TableData, way: Named, chosen: Mapping[str, str]) -> FloatArray:
    given = numbers(data, "to_standard")
    lawful = ~one_of(way, NOT_TO_STANDARD)
    usual = np.where(lawful, 1.0, 0.0) if chosen["solid_waste_tax"] == "to_standard" else np.zeros(data.size)
    return np.where(np.isnan(given), usual, given)
