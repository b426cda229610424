"""Months and quarters: what a cell says, when a return is due."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import numpy as np
from numpy.typing import NDArray

from calc.engine.dates import day

NO_MONTH = -1
MONTHS, QUARTERS, FIRST = 12, 4, 1970
LONGEST = 31  # days
_PLAIN = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?")
_TURNED = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[\s,-]*(\d{4})")


def month_of(text: str) -> tuple[int, str]:
    """Return the month that a text names, counted from January 1970, or `NO_MONTH` and what is wrong."""
    text = unicodedata.normalize("NFKC", text).strip()
    if met := _PLAIN.fullmatch(text):
        return _month(int(met[1]), int(met[2]))
    if met := _TURNED.fullmatch(text):
        return _month(int(met[2]), int(met[1]))
    on = day(f"1 {met[1]} {met[2]}" if (met := _NAMED.fullmatch(text)) else text)
    if on.days is None or on.open:
        return NO_MONTH, f"'{text}' is no month"
    found = date.fromordinal(on.days + date(FIRST, 1, 1).toordinal())
    return _month(found.year, found.month)


def _month(year: int, month: int) -> tuple[int, str]:
    if not 1 <= month <= MONTHS:
        return NO_MONTH, f"month {month}"
    return ((year - FIRST) * MONTHS + month - 1, "") if year >= FIRST else (NO_MONTH, f"year {year}")


def label(month: int) -> str:
    """Return a month as it is written: 2024-03."""
    return f"{FIRST + month // MONTHS}-{month % MONTHS + 1:02d}"


def first_days(months: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the first day of each month, in days since 1970-01-01."""
    found: NDArray[np.int64] = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return found


def quarters_of(months: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the quarter of each month, counted from that of January 1970."""
    return months // np.int32(MONTHS // QUARTERS)


def last_month(quarter: int) -> int:
    """Return the last month of a quarter."""
    return (quarter + 1) * (MONTHS // QUARTERS) - 1


def quarter_label(quarter: int) -> str:
    """Return a quarter as it is written: 2024 Q1."""
    return f"{FIRST + quarter // QUARTERS} Q{quarter % QUARTERS + 1}"


def due_day(quarter: int, days: int) -> int:
    """Return the last day to file and pay for a quarter, `days` after its end, in days since 1970-01-01."""
    after = np.array([last_month(quarter) + 1])
    return int(first_days(after)[0]) - 1 + days


def shown_day(days: int) -> str:
    """Return a day as it is written: 2024-04-15."""
    return date.fromordinal(days + date(FIRST, 1, 1).toordinal()).isoformat()
