"""From a sheet's columns to resolved rows: every distinct spelling looked up once, every unusable row marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.cbam import notes, threshold
from calc.cbam import status as st
from calc.cbam.assumptions import choices
from calc.cbam.pairs import PairTables, pair_tables
from calc.cbam.prices import GIVEN_PRICE, Prices, prices
from calc.cbam.resolve import INVALID as NOT_A_CODE
from calc.cbam.resolve import Meanings, codes, origins
from calc.cbam.tables import FIRST_DAY, YEARS, CbamTables, tables
from calc.engine.groups import GroupSums, group_keys, whole
from calc.engine.model import (
    NO_DATE,
    BoolArray,
    Coded,
    FloatArray,
    IntArray,
    Options,
    SmallIntArray,
    TableData,
)
from factors import Library
from factors.law import ASSUMED, day

IGNORED_CELLS = ("importer", "shipment", "supplier", "installation")  # a refused cell there refuses no row

_IS_SETTLED = np.isin(np.arange(len(st.STATUSES)), st.SETTLED)


@dataclass
class Rows:
    """Indexes and numbers that the arithmetic takes; `flags` are the bits of each row's note."""

    tables: CbamTables
    pairs: PairTables
    prices: Prices
    chosen: dict[str, str]  # assumption -> choice
    origin: Coded
    code: Coded
    origins: Meanings
    codes: Meanings
    pair: IntArray
    good: IntArray  # place in the goods of `pairs`
    quantity: FloatArray
    day: IntArray  # days since FIRST_DAY, 0 where the date is not usable
    production: SmallIntArray | None  # index into YEARS; None: the import year everywhere
    bad: BoolArray  # refused for what is in its own cells
    flags: NDArray[np.uint64]
    day_flags: NDArray[np.uint64]  # per day: the note's bits that follow from the import day
    year_flags: NDArray[np.uint64]  # per production year: those that follow from it
    rates: tuple[str, ...] = ()  # the exchange rates used, as references

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.pair)

    def flag(self, name: str, mask: BoolArray) -> None:
        """Set the bit of note `name` for the rows of `mask`."""
        if mask.any():
            np.bitwise_or(self.flags, notes.BIT[name], out=self.flags, where=mask)

    def edition(self, part: Any) -> Any:
        """Return the edition of the default values that applies to each row of `part` (0 where there is one)."""
        if len(self.tables.defaults) < 2:
            return 0
        return self.tables.day_default.take(self.day[part]).astype(np.intp)

    def import_year(self) -> SmallIntArray:
        """Return the index into YEARS of each row's import year."""
        year: SmallIntArray = self.tables.day_year.take(self.day)
        return year


def _column(data: TableData, name: str) -> Coded:
    return data.coded(name) or Coded(np.full(data.size, -1, dtype=np.int32), ())


def numbers(data: TableData, name: str) -> FloatArray:
    """Return a number column, all NaN where no file has it."""
    found = data.numbers(name)
    return np.full(data.size, np.nan) if found is None else found


def spread(rows: Rows, chosen: NDArray[np.intp], mask: BoolArray) -> BoolArray:
    """Return a mask over all rows from one over the chosen rows."""
    full = np.zeros(rows.size, dtype=bool)
    full[chosen[mask]] = True
    return full


def resolve(data: TableData, library: Library, options: Options) -> Rows:
    """Look up the spellings, convert dates to days of the law's span and mark what cannot be computed."""
    t, pairs = tables(library), pair_tables(library)
    chosen = choices(library, options)
    size = data.size
    origin, code = _column(data, "origin"), _column(data, "cn_code")
    origin_meanings, code_meanings = origins(origin.values, t, library), codes(code.values, t, library)

    def index(meanings: Meanings, beyond: int) -> IntArray:
        return np.where(meanings.index >= 0, meanings.index, beyond + meanings.status).astype(np.int32)

    good = index(code_meanings, pairs.goods).take(code.codes, mode="wrap")
    country = index(origin_meanings, len(t.countries)).take(origin.codes, mode="wrap")
    quantity = numbers(data, "net_mass")
    dates = data.days("import_date")
    dates = np.full(size, NO_DATE, dtype=np.int32) if dates is None else dates
    first = day(FIRST_DAY)
    outside = (dates != NO_DATE) & ((dates < first) | (dates >= first + len(t.day_year)))
    usable = (dates != NO_DATE) & ~outside
    rows = Rows(
        tables=t,
        pairs=pairs,
        prices=prices(t, library, options.price, chosen["price_not_published"] == "carry"),
        chosen=chosen,
        origin=origin,
        code=code,
        origins=origin_meanings,
        codes=code_meanings,
        pair=country * np.int32(pairs.width) + good,
        good=good,
        quantity=quantity,
        day=np.where(usable, dates - np.int32(first), np.int32(0)).astype(np.int32),
        production=None,
        bad=np.isnan(quantity) | ~usable,
        flags=np.zeros(size, dtype=np.uint64),
        day_flags=np.zeros(0, dtype=np.uint64),
        year_flags=np.zeros(0, dtype=np.uint64),
    )
    rows.day_flags, rows.year_flags = _dated_flags(rows)
    rows.flag("date_outside", outside)
    for number, column in enumerate(data.table.columns, len(notes.FLAGS)):
        refused = data.refused.get(column.name)
        if refused is not None and refused.any():
            rows.flags[refused] |= np.uint64(1 << number)
            if column.name not in IGNORED_CELLS:
                rows.bad |= refused
    _check_units(rows, data)
    _production_years(rows, data)
    return rows


def _dated_flags(rows: Rows) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the bits that follow from the import day alone and from the production year alone."""
    t, nothing = rows.tables, np.uint64(0)
    days = np.arange(len(t.day_year))
    by_day = np.where(rows.prices.status == ASSUMED, notes.BIT["price_assumed"], nothing)
    by_day |= np.where(rows.prices.status == GIVEN_PRICE, notes.BIT["price_given"], nothing)
    by_day |= np.where(days > (t.goods.valid_to - FIRST_DAY).days, notes.BIT["code_assumed"], nothing)
    allocated = t.factor > 0  # a factor of zero needs neither benchmark nor CSCF
    by_year = np.where(allocated & (t.period_status == ASSUMED), notes.BIT["benchmark_assumed"], nothing)
    by_year |= np.where(allocated & (t.cscf_status == ASSUMED), notes.BIT["cscf_assumed"], nothing)
    return by_day, by_year


def _check_units(rows: Rows, data: TableData) -> None:
    """Electricity is counted in MWh, every other good in tonnes."""
    unit = data.unit_index.get("net_mass")
    named = [m.index for m in rows.codes.items if m.index >= 0]
    if unit is None and not rows.pairs.electric[named].any():
        return
    in_mwh = np.zeros(data.size, dtype=bool) if unit is None else unit > 0
    known = rows.good < rows.pairs.goods
    wrong = known & (in_mwh != rows.pairs.electric.take(rows.good)) & ~np.isnan(rows.quantity)
    rows.flag("mass_unit", wrong)
    rows.bad |= wrong


def _production_years(rows: Rows, data: TableData) -> None:
    """A proven production year decides factor and benchmark: never before 2026, never after the import.

    Regulation (EU) 2025/2547 Art. 7 and 13, recital 13.
    """
    given = data.numbers("production_year")
    if given is None or rows.chosen["production_year"] == "ignored":
        return
    imported = rows.import_year().astype(np.int32) + YEARS[0]
    has = ~np.isnan(given)
    wrong = has & (given > imported)
    used = has & (given < imported) & (imported > YEARS[0])
    rows.production = (np.where(used, np.maximum(given, YEARS[0]), imported) - YEARS[0]).astype(np.int8)
    rows.flag("production_year", used)
    rows.flag("year_wrong", wrong)
    rows.bad |= wrong


def masses(rows: Rows, data: TableData) -> tuple[GroupSums, IntArray, list[str]]:
    """Return the sums for the threshold, each row's importer (by number) and the importers' names."""
    importer = data.coded("importer")
    if importer is None:
        group, labels = np.zeros(data.size, dtype=np.int32), [threshold.NO_IMPORTER]
    else:
        numbers, labels = group_keys([*importer.values, threshold.BLANK_IMPORTER])
        group = numbers.take(importer.codes, mode="wrap")
    dates, unit = data.days("import_date"), data.unit_index.get("net_mass")
    sums = threshold.Sums(labels)
    for start in range(0, data.size, sums.chunk):
        part = slice(start, start + sums.chunk)
        status, good = rows.pairs.status.take(rows.pair[part]), rows.good[part]
        outside = (
            rows.flags[part] & notes.BIT["date_outside"]
        ) != 0  # such goods belong to none of the law's years
        inside = rows.pairs.inside_threshold.take(good) & ~_IS_SETTLED.take(status) & ~outside
        unclear = good == rows.pairs.goods + NOT_A_CODE  # what is no code may or may not be in scope
        year = rows.tables.day_year.take(rows.day[part])
        if dates is None:
            year = np.full(len(year), -1, dtype=np.int8)
        elif rows.bad[part].any():
            year = np.where((dates[part] != NO_DATE) & ~outside, year, np.int8(-1))
        tonnes = (
            rows.quantity[part] if unit is None else np.where(unit[part] == 0, rows.quantity[part], np.nan)
        )
        counted = inside & ~unclear
        refused = counted & ((status != st.PRICED) | rows.bad[part])
        sums.add(group[part], year, whole(tonnes), counted, refused, inside & unclear)
    return sums.total(), group, labels
