"""From a sheet's columns to resolved rows: every distinct spelling looked up once, every unusable row marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.cbam import notes, threshold
from calc.cbam import status as st
from calc.cbam.pairs import PairTables, pair_tables
from calc.cbam.prices import GIVEN_PRICE, Prices, prices
from calc.cbam.resolve import INVALID as NOT_A_CODE
from calc.cbam.resolve import Meanings, codes, origins
from calc.cbam.tables import FIRST_DAY, LAW, YEARS, CbamTables, tables
from calc.engine.assumptions import choices
from calc.engine.chunks import over_chunks
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


@dataclass
class Rows:
    """Indexes and numbers that the arithmetic takes; the flags are the bits of each row's note."""

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
    outside: BoolArray | None  # import date outside the law's span; None: nowhere
    group: IntArray  # number of the importer
    importers: dict[str, str]  # key -> spelling, in the order of `group`
    result_flags: NDArray[np.uint16]
    day_flags: NDArray[np.uint16]  # per day: the note's bits that follow from the import day
    year_flags: NDArray[np.uint16]  # per production year: those that follow from it
    day_period: NDArray[np.intp]  # per day: benchmark period where production is in the import year
    cell_flags: NDArray[np.uint64] | None = None
    rates: tuple[str, ...] = ()  # the exchange rates used, as references

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.pair)

    def flag(self, name: str, mask: BoolArray) -> None:
        """Set the bit of a note about cells for the rows of `mask`."""
        self.set_bit(notes.BIT[name], mask)

    def set_bit(self, bit: int, mask: BoolArray) -> None:
        """Set a bit of `cell_flags` for the rows of `mask`."""
        if not mask.any():
            return
        if self.cell_flags is None:
            self.cell_flags = np.zeros(self.size, dtype=np.uint64)
        np.bitwise_or(self.cell_flags, np.uint64(bit), out=self.cell_flags, where=mask)

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
    chosen = choices(library, LAW, options)
    size = data.size
    origin, code = _column(data, "origin"), _column(data, "cn_code")
    origin_meanings, code_meanings = origins(origin.values, t, library), codes(code.values, t, library)

    def index(meanings: Meanings, beyond: int) -> IntArray:
        return np.where(meanings.index >= 0, meanings.index, beyond + meanings.status).astype(np.int32)

    good_of, country_of = index(code_meanings, pairs.goods), index(origin_meanings, len(t.countries))
    group_of, importers = _importers(data)
    importer = data.coded("importer")
    dates = data.days("import_date")
    quantity = numbers(data, "net_mass")
    rows = Rows(
        tables=t,
        pairs=pairs,
        prices=prices(t, library, options.price, chosen["price_not_published"] == "carry"),
        chosen=chosen,
        origin=origin,
        code=code,
        origins=origin_meanings,
        codes=code_meanings,
        pair=np.empty(size, dtype=np.int32),
        good=np.empty(size, dtype=np.int32),
        quantity=quantity,
        day=np.zeros(size, dtype=np.int32),
        production=None,
        bad=np.ones(size, dtype=bool),
        outside=None,
        group=np.zeros(size, dtype=np.int32),
        importers=importers,
        result_flags=np.zeros(size, dtype=np.uint16),
        day_flags=np.zeros(0, dtype=np.uint16),
        year_flags=np.zeros(0, dtype=np.uint16),
        day_period=t.period[np.arange(len(t.day_year)), t.day_year].astype(np.intp),
    )
    rows.day_flags, rows.year_flags = _dated_flags(rows)
    first, width = np.int32(day(FIRST_DAY)), np.int32(pairs.width)

    def fill(part: slice) -> bool:
        """Fill a piece; True where a date is outside the law's span."""
        good_of.take(code.codes[part], out=rows.good[part], mode="wrap")
        country = country_of.take(origin.codes[part], mode="wrap")
        rows.pair[part] = country * width + rows.good[part]
        if importer is not None:
            group_of.take(importer.codes[part], out=rows.group[part], mode="wrap")
        if dates is None:
            return False
        days = dates[part] - first  # an empty date is the smallest integer: far below every day
        usable = (dates[part] >= first) & (days < len(t.day_year))
        if usable.all():
            rows.day[part] = days
            rows.bad[part] = np.isnan(quantity[part])
            return False
        rows.day[part] = np.where(usable, days, 0)
        rows.bad[part] = np.isnan(quantity[part]) | ~usable
        return bool((~usable & (dates[part] != NO_DATE)).any())

    if any(over_chunks(size, fill)):
        assert dates is not None
        rows.outside = (dates != NO_DATE) & ((dates < first) | (dates >= first + len(t.day_year)))
        rows.flag("date_outside", rows.outside)
    for number, column in enumerate(data.table.columns, notes.FIRST_COLUMN_BIT):
        refused = data.refused.get(column.name)
        if refused is not None and refused.any():
            rows.set_bit(1 << number, refused)
            if column.name not in IGNORED_CELLS:
                rows.bad |= refused
    _check_units(rows, data)
    _check_own_figures(rows, data)
    _production_years(rows, data)
    return rows


def _importers(data: TableData) -> tuple[IntArray, dict[str, str]]:
    """Return the number of the importer of each distinct spelling (the empty cell last), and the names."""
    importer = data.coded("importer")
    if importer is None:
        return np.zeros(1, dtype=np.int32), {threshold.NO_IMPORTER: threshold.NO_IMPORTER}
    return group_keys([*importer.values, threshold.BLANK_IMPORTER])


def _dated_flags(rows: Rows) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Return the bits that follow from the import day alone and from the production year alone."""
    t = rows.tables
    days = np.arange(len(t.day_year))
    by_day = np.where(rows.prices.status == ASSUMED, notes.BIT["price_assumed"], 0)
    by_day |= np.where(rows.prices.status == GIVEN_PRICE, notes.BIT["price_given"], 0)
    by_day |= np.where(days > (t.goods.valid_to - FIRST_DAY).days, notes.BIT["code_assumed"], 0)
    allocated = t.factor > 0  # a factor of zero needs neither benchmark nor CSCF
    by_year = np.where(allocated & (t.period_status == ASSUMED), notes.BIT["benchmark_assumed"], 0)
    by_year |= np.where(allocated & (t.cscf_status == ASSUMED), notes.BIT["cscf_assumed"], 0)
    return by_day.astype(np.uint16), by_year.astype(np.uint16)


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


def _check_own_figures(rows: Rows, data: TableData) -> None:
    """An indirect figure without a direct one is no figure: the row is not priced by default values instead."""
    if data.numbers("see_indirect") is None:
        return
    lost = np.isnan(numbers(data, "see_direct")) & ~np.isnan(numbers(data, "see_indirect"))
    rows.flag("no_direct", lost)
    rows.bad |= lost


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
    rows.flag("production_early", has & (given < YEARS[0]))
    rows.flag("production_wrong", wrong)
    rows.bad |= wrong


def masses(rows: Rows, data: TableData, settled: SmallIntArray | None = None) -> GroupSums:
    """Return the importers' masses by year, for the threshold.

    Before pricing, rows are refused for what is in their cells; `settled`, the statuses in which they ended,
    also knows those that the law refused. The masses that decide are the same.
    """
    dates, unit = data.days("import_date"), data.unit_index.get("net_mass")

    def add(part: slice) -> FloatArray:
        status, good, bad = rows.pairs.status.take(rows.pair[part]), rows.good[part], rows.bad[part]
        inside = rows.pairs.inside_threshold.take(good) & ~st.IS_SETTLED.take(status)
        year = rows.tables.day_year.take(rows.day[part])
        if dates is None:
            year = np.full(len(year), -1, dtype=np.int8)
        elif bad.any():
            year = np.where(dates[part] != NO_DATE, year, np.int8(-1))
        if rows.outside is not None:
            inside &= ~rows.outside[part]  # such goods belong to none of the law's years
        tonnes = rows.quantity[part]
        if unit is not None:
            tonnes = np.where(unit[part] == 0, tonnes, np.nan)
        odd = bad | (status != st.PRICED)
        if settled is not None:
            odd |= ~(st.IS_COMPUTED | st.HAS_NUMBERS).take(settled[part])
        if not odd.any():
            return sums.of(rows.group[part], year, whole(tonnes), inside, None, None)
        unclear = good == rows.pairs.goods + NOT_A_CODE  # what is no code may or may not be in scope
        counted = inside & ~unclear
        return sums.of(rows.group[part], year, whole(tonnes), counted, counted & odd, inside & unclear)

    sums = threshold.Sums(rows.importers)
    return sums.total(over_chunks(rows.size, add, sums.chunk))
