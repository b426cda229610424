"""Dates as people and Excel write them, as days since 1970-01-01."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from calc.engine.model import NO_DATE, BoolArray, IntArray
from calc.engine.values import ERROR_CELLS, Fault, factorised

if TYPE_CHECKING:
    from calc.engine.values import Cells

DAY_FIRST, MONTH_FIRST = "day first", "month first"
FIRST_SERIAL, LAST_SERIAL = 35_000, 80_000  # Excel's day numbers from 1995 to 2119
EXCEL_ZERO = date(1899, 12, 30).toordinal()
EPOCH = date(1970, 1, 1).toordinal()

_CLOCK = (
    r"(?:[T\s]+\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_CHINESE = re.compile(rf"(\d{{4}})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号號]?{_CLOCK}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}){_CLOCK}", re.IGNORECASE)
_COMPACT = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_CLOCK}", re.IGNORECASE)
_NAMED = re.compile(rf"(\d{{1,2}})[-\s./]*([A-Za-z]{{3,9}})\.?[-\s,./]*(\d{{4}}){_CLOCK}", re.IGNORECASE)
_NAMED_FIRST = re.compile(
    rf"([A-Za-z]{{3,9}})\.?[-\s]*(\d{{1,2}})(?:st|nd|rd|th)?[-\s,]+(\d{{4}}){_CLOCK}", re.IGNORECASE
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar",
            "february feb februar",
            "march mar märz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}


class Day(NamedTuple):
    """A date read from a cell: `days` since 1970-01-01, or the `fault` for which there is none.

    Where the order of day and month is open, `days` counts the day first, `otherwise` the month first, and
    `proves` is the order that the text itself proves.
    """

    days: int | None = None
    fault: str = ""
    otherwise: int | None = None
    open: bool = False
    proves: str = ""


_NO_DATE = Day(fault="not_a_date")
_NO_SUCH = Day(fault="no_such_date")


def day(cell: Any) -> Day:
    """Return the date that a cell holds."""
    if isinstance(cell, datetime | date):
        return Day(cell.toordinal() - EPOCH)
    if isinstance(cell, bool):
        return _NO_DATE
    if isinstance(cell, int | float):
        return _number(float(cell))
    return _text(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else _NO_DATE


def _number(number: float) -> Day:
    if FIRST_SERIAL <= number < LAST_SERIAL:
        return Day(int(number) + EXCEL_ZERO - EPOCH)
    if number.is_integer() and 19000101 <= number <= 21001231:
        return _text(str(int(number)))
    return _NO_DATE


def _text(text: str) -> Day:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4])
    if found := _CHINESE.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(found[1], found[2], found[3], found[4])
    if found := _NAMED.fullmatch(text):
        month = _MONTHS.get(found[2].lower())
        return _day(found[3], str(month), found[1]) if month else _NO_DATE
    if found := _NAMED_FIRST.fullmatch(text):
        month = _MONTHS.get(found[1].lower())
        return _day(found[3], str(month), found[2]) if month else _NO_DATE
    if (found := _SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(found[1]) < LAST_SERIAL:
        return Day(int(found[1]) + EXCEL_ZERO - EPOCH)
    return _NO_DATE


def _year_last(first: str, sign: str, second: str, year: str) -> Day:
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if sign == "." or first == second:
        return day_first
    if int(first) > 12:
        return day_first._replace(proves=DAY_FIRST)
    if int(second) > 12:
        return month_first._replace(proves=MONTH_FIRST)
    return Day(day_first.days, otherwise=month_first.days, open=True)


def _day(year: str, month: str, day_of_month: str) -> Day:
    try:
        return Day(date(int(year), int(month), int(day_of_month)).toordinal() - EPOCH)
    except ValueError:
        return _NO_SUCH


@dataclass(frozen=True)
class DateCells:
    """The cells of a date column, before it is known whether day or month comes first in this file."""

    codes: IntArray
    days: list[Day]  # for each distinct cell
    errors: BoolArray  # for each distinct cell, and False for the empty one

    def proof(self) -> set[str]:
        """Return the orders of day and month that cells of this column prove."""
        return {found.proves for found in self.days if found.proves}


def date_cells(cells: Cells) -> DateCells:
    """Return the dates of a column, each as far as its own text tells."""
    codes, uniques = factorised(cells)
    errors = [isinstance(value, str) and value.strip() in ERROR_CELLS for value in uniques]
    return DateCells(codes, [day(value) for value in uniques], np.array([*errors, False], dtype=np.bool_))


def dates(cells: DateCells, proofs: set[str]) -> tuple[IntArray, list[Fault]]:
    """Return days since 1970-01-01 (`NO_DATE` where there is none), and what was wrong."""
    order = next(iter(proofs)) if len(proofs) == 1 else ""
    lookup = np.full(len(cells.days) + 1, NO_DATE, dtype=np.int32)
    kinds = np.full(len(cells.days) + 1, "", dtype=object)
    for i, found in enumerate(cells.days):
        if cells.errors[i]:
            kinds[i] = "error_cell"
        elif found.fault:
            kinds[i] = found.fault
        elif found.open and not order:
            kinds[i] = "ambiguous_date"
        else:  # a date that proves its own order stands, whatever the other cells prove
            read = found.otherwise if found.open and order == MONTH_FIRST else found.days
            lookup[i] = NO_DATE if read is None else read
    faults = []
    for kind, expected, remedy in (
        ("not_a_date", "a date", "write it as 2026-02-15"),
        ("no_such_date", "a date of the calendar", "write it as 2026-02-15"),
        ("ambiguous_date", f"{DAY_FIRST} or {MONTH_FIRST}?", "write it as 2026-02-15"),
        ("error_cell", "a date", "mend the formula, or paste the value"),
    ):
        at = kinds == kind
        if at.any():
            faults.append(Fault(kind, np.flatnonzero(at[cells.codes]), expected, remedy))
    return lookup[cells.codes], faults
