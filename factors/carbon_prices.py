"""Dated prices of carbon: the last observation that was known on a day, for one jurisdiction and instrument.

The observations are the table ``prices.carbon`` and the certificate prices of the law ``eu.cbam``. A price of
another instrument never stands in for one that is not held, a bound (floor, low, ...) never for a price, and
the currency stays the one of the observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from factors.library import Library

TABLE = "prices.carbon"
LAW, SERIES = "eu.cbam", "certificate_price"
UNION, CERTIFICATE = "EU", "CBAM certificate"
# what may answer as the price; of two that end on one day the first type wins
PRICES = (
    "certificate",
    "rate",
    "close",
    "auction",
    "trade",
    "auction mean",
    "mean",
    "converted rate",  # a tax that its source turned into another currency
    "futures",
)
BOUNDS = ("opening", "low", "high", "floor", "ceiling")  # what answers only when asked for


@dataclass(frozen=True)
class Observation:
    """A price as its source prints it, over the days from `start` to `end` (None: until another is held)."""

    jurisdiction: str
    instrument: str
    price_type: str
    start: date
    end: date | None
    known: date  # the first day on which it could be known
    value: float  # in `unit`; NaN where the row only names a gap
    currency: str
    unit: str  # 'CNY/tCO2'
    tonnes_per_unit: float  # metric tonnes in a unit of the price
    reference: str  # of the row, or of the value of the law

    @property
    def per_tonne(self) -> float:
        """The price of a metric tonne, in `currency`."""
        return self.value / self.tonnes_per_unit

    @property
    def answers_from(self) -> date:
        """The first day on which it can answer: once known, and not before it holds."""
        return max(self.start, self.known)

    def holds(self, on: date) -> bool:
        """Return whether the observation is of that day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Known:
    """An observation that answers for a day; `carried` where it is of days before that one."""

    observation: Observation
    carried: bool


@dataclass(frozen=True, eq=False)
class Series:
    """What answers for one jurisdiction and instrument, from one day to the next change."""

    observations: tuple[Observation, ...]  # one for each of `days`
    days: NDArray[np.int64]  # since 1970-01-01, rising: from here the observation answers

    def at(self, days: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return which observation answers on each day (days since 1970-01-01), -1 where none does."""
        return (np.searchsorted(self.days, days, side="right") - 1).astype(np.int32)

    @cached_property
    def per_tonne(self) -> NDArray[np.float64]:
        """The prices of a metric tonne, each in the currency of its observation, with NaN at the end for -1."""
        return np.array([*(one.per_tonne for one in self.observations), np.nan])


@dataclass(frozen=True, eq=False)
class CarbonPrices:
    """All observations of a library that were known on its day of knowledge, the gaps among them."""

    observations: tuple[Observation, ...]

    @classmethod
    def of(cls, library: Library) -> CarbonPrices:
        """Return the observations of a library."""
        table = library.table(TABLE)
        values, tonnes = table.numbers("value"), table.numbers("tonnes_per_unit")
        found = []
        for number in range(len(table)):
            row = table.row(number)
            known = date.fromisoformat(row["known"])
            if library.known_on is not None and known > library.known_on:
                continue
            found.append(
                Observation(
                    row["jurisdiction"],
                    row["instrument"],
                    row["price_type"],
                    date.fromisoformat(row["start"]),
                    date.fromisoformat(row["end"]) if row["end"] else None,
                    known,
                    float(values[number]),
                    row["currency"],
                    row["unit"],
                    float(tonnes[number]),
                    table.reference(number),
                )
            )
        return cls((*found, *_certificates(library)))

    def instruments(self, jurisdiction: str) -> tuple[str, ...]:
        """Return the instruments of a jurisdiction that the table names, those without a price among them."""
        return tuple(
            dict.fromkeys(one.instrument for one in self.observations if one.jurisdiction == jurisdiction)
        )

    def gaps(self, jurisdiction: str, instrument: str) -> tuple[Observation, ...]:
        """Return the rows that name a period whose price is not held."""
        return tuple(one for one in self._of(jurisdiction, instrument) if np.isnan(one.value))

    def series(self, jurisdiction: str, instrument: str, price_types: tuple[str, ...] = PRICES) -> Series:
        """Return what answers from each day on, for a whole column of days.

        Parameters
        ----------
        jurisdiction, instrument : str
            As in the table: ``CN`` and ``national ETS``.
        price_types : tuple of str
            Which types may answer, the preferred first; a bound has to be asked for.

        Returns
        -------
        Series
            Without observations where none is held.
        """
        may = [
            one
            for one in self._of(jurisdiction, instrument)
            if one.price_type in price_types and not np.isnan(one.value)
        ]

        def order(one: Observation) -> tuple[date, int, date]:
            return one.end or date.max, -price_types.index(one.price_type), one.start

        changes = sorted({one.answers_from for one in may})
        answers = tuple(max((o for o in may if o.answers_from <= day), key=order) for day in changes)
        days = np.array(changes, dtype="datetime64[D]").astype(np.int64)
        return Series(answers, days)

    def last_known(
        self, jurisdiction: str, instrument: str, on: date, price_types: tuple[str, ...] = PRICES
    ) -> Known | None:
        """Return the last observation known on a day, or None where none is held.

        Parameters
        ----------
        jurisdiction, instrument : str
            As in the table; no other instrument answers for one that is not held.
        on : date
            The day; what was known on the day itself counts.
        price_types : tuple of str
            Which types may answer, the preferred first.

        Returns
        -------
        Known or None
            The observation that ends last, *carried* where it ended before the day.
        """
        series = self.series(jurisdiction, instrument, price_types)
        place = int(series.at(np.array([on], dtype="datetime64[D]").astype(np.int64))[0])
        if place < 0:
            return None
        found = series.observations[place]
        return Known(found, carried=not found.holds(on))

    def _of(self, jurisdiction: str, instrument: str) -> list[Observation]:
        named = (jurisdiction, instrument)
        return [one for one in self.observations if (one.jurisdiction, one.instrument) == named]


def _certificates(library: Library) -> list[Observation]:
    """The prices of CBAM certificates, which stand in the law and nowhere else."""
    series = library.law(LAW).series[SERIES]
    currency = series.unit.partition("/")[0]
    return [
        Observation(
            UNION, CERTIFICATE, "certificate", one.start, one.end, one.published, one.value,
            currency, series.unit, 1.0, series.reference(number),
        )
        for number, one in enumerate(series.values)
        if library.known_on is None or one.published <= library.known_on
    ]  # fmt: skip
