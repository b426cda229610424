"""Periods as people write them: a year, a quarter, a month or a day."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from typing import NamedTuple

MONTHS, QUARTER = 12, 3  # of a year, of a quarter
_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*年?\s*(?:"
    r"[-/.]?\s*Q(?P<quarter>[1-4])"
    r"|第?(?P<ordinal>[1-4一二三四])\s*季度"
    r"|(?:[-/.]\s*|(?<=年)\s*)(?P<month>\d{1,2})\s*月?(?:[-/.]?(?P<day>\d{1,2})\s*日?(?:[T ].*)?)?"
    r"|(?P<compact>\d\d)"
    r")?\Z",
    re.IGNORECASE,
)
_ORDINALS = "一二三四"


class Period(NamedTuple):
    """A period of whole months; `months` counts them, `last` is its last day."""

    year: int
    month: int  # the first, 1 to 12
    months: int
    last: date

    @property
    def label(self) -> str:
        """The period in one way of writing: 2025, 2025Q1, 2025-03."""
        if self.months == MONTHS:
            return str(self.year)
        if self.months == QUARTER:
            return f"{self.year}Q{(self.month - 1) // QUARTER + 1}"
        return f"{self.year}-{self.month:02d}"


def period(text: str) -> Period | None:
    """Return the period that a text names, None where it names none.

    Parameters
    ----------
    text : str
        ``2025``, ``2025Q3``, ``2025-03``, ``2025年3月``; a day stands for its month.
    """
    match = _PERIOD.match(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    year, quarter = int(match["year"]), match["quarter"] or match["ordinal"]
    if quarter:
        number = _ORDINALS.index(quarter) + 1 if quarter in _ORDINALS else int(quarter)
        return _of(year, QUARTER * (number - 1) + 1, QUARTER)
    written = match["month"] or match["compact"]
    if not written:
        return _of(year, 1, MONTHS)
    month = int(written)
    if not 1 <= month <= MONTHS:
        return None
    if match["day"] and not 1 <= int(match["day"]) <= monthrange(year, month)[1]:
        return None
    return _of(year, month, 1)


def _of(year: int, month: int, months: int) -> Period:
    last = month + months - 1
    return Period(year, month, months, date(year, last, monthrange(year, last)[1]))
