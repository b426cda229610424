"""What Art. 8 of Regulation (EU) 2023/1542 says, as arrays: minima by metal, scope by category, dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import FloatArray, IntArray
from factors import Library
from factors.law import Series, day
from factors.recycling import step_days

LAW = "eu.batteries_recycling"
MINIMUM = "recycled_content_minimum"  # a series of the law
FIXED = "not yet fixed: {day}, or {months:g} months after the act on the method, whichever is latest"


@dataclass(frozen=True)
class Article8:
    """Series of Art. 8 and the keys that they name."""

    minimum: Series
    scope: Series
    documentation: Series
    capacity: float  # kWh
    known_on: date | None

    @classmethod
    def of(cls, library: Library) -> Article8:
        """Return Art. 8 as the library holds it."""
        series = library.law(LAW).series
        return cls(
            series[MINIMUM],
            series["recycled_content_scope"],
            series["recycled_content_documentation"],
            series["recycled_content_capacity"].values[0].value,
            library.known_on,
        )

    def days(self) -> tuple[int, int]:
        """Return the two days from which minima apply, in days since 1970-01-01."""
        first, last = step_days(MINIMUM, self.minimum)
        return day(first), day(last)

    def minima(
        self, metals: Sequence[str], metal: IntArray, days: NDArray[np.int64]
    ) -> tuple[FloatArray, IntArray]:
        """Return the minimum [1] of each row's metal on each row's day, and its place in the series."""
        value = np.full(len(metal), np.nan)
        place = np.full(len(metal), -1, dtype=np.int32)
        for number, key in enumerate(metals):
            rows = np.flatnonzero(metal == number)
            if self.has_minimum(key) and rows.size:
                value[rows], place[rows], _ = self.minimum.at(days[rows], key, self.known_on)
        return value, place

    def has_minimum(self, metal: str) -> bool:
        """Return whether Art. 8 names a minimum for a metal."""
        return any(metal in item.keys for item in self.minimum.values)

    def scopes(
        self, categories: Sequence[str], category: IntArray, days: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return which rows' categories the minima apply to on each row's day."""
        applies = np.zeros(len(category), dtype=bool)
        for number, key in enumerate(categories):
            rows = np.flatnonzero(category == number)
            if self.named(key) and rows.size:
                applies[rows] = self.scope.at(days[rows], key, self.known_on)[1] >= 0
        return applies

    def named(self, category: str) -> bool:
        """Return whether Art. 8 ever applies to a category."""
        return any(category in item.keys for item in self.scope.values)

    def scope_place(self, category: str) -> int:
        """Return the place in the scope of a category, -1 where it is never in scope."""
        return next((n for n, item in enumerate(self.scope.values) if category in item.keys), -1)

    def applies_from(self, category: str) -> str:
        """Return the first day of the minima of a category, '' where it has none."""
        place = self.scope_place(category)
        return self.scope.values[place].start.isoformat() if place >= 0 else ""

    def documented_from(self, category: str) -> str:
        """Return from when recycled content is documented, in words; '' where it is not."""
        item = next((v for v in self.documentation.values if category in v.keys), None)
        if item is None:
            return ""
        return FIXED.format(day=item.start, months=item.value) if item.value > 0 else item.start.isoformat()
