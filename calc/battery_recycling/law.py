"""What Annex XII and Delegated Regulation (EU) 2025/606 say, as arrays by year: targets and rules of counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import FloatArray, IntArray
from calc.methods.periods import period
from calc.methods.targets import at_steps
from factors import Library
from factors.law import EPOCH, Law, Series
from factors.recycling import step_days

LAW = "eu.batteries_recycling"
RULES = "batteries.recycling_rules"
EFFICIENCY, RECOVERY = "recycling_efficiency", "material_recovery"  # series of the law
YES, NO, WIDE = "yes", "no", "wide"


@dataclass(frozen=True)
class Rules:
    """The rules of one kind (fraction, part, use), by key in the order of the table."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    role: tuple[str, ...]
    recovery: tuple[str, ...]
    solute: tuple[str, ...]
    balance: tuple[str, ...]
    listed: tuple[str, ...]
    references: tuple[str, ...]


def rules(library: Library, kind: str) -> Rules:
    """Return the rules of a kind."""
    table = library.table(RULES)
    rows = [n for n, one in enumerate(table.columns["kind"]) if one == kind]

    def column(name: str) -> tuple[str, ...]:
        return tuple(table.columns[name][n] for n in rows)

    return Rules(
        column("key"),
        column("title"),
        column("role"),
        column("recovery"),
        column("solute"),
        column("balance"),
        column("listed"),
        tuple(table.references[n] for n in rows),
    )


@dataclass(frozen=True)
class Targets:
    """A series of targets by key: in each year, and at its two steps; shares of 1."""

    series: Series
    keys: tuple[str, ...]
    now: FloatArray  # key x year; NaN: not yet applicable
    place: IntArray  # key x year: place in the series
    first: FloatArray  # by key
    last: FloatArray

    @classmethod
    def of(
        cls, law: Law, name: str, keys: Sequence[str], days: NDArray[np.int64], known: date | None
    ) -> Targets:
        """Return the targets of keys on the days that stand for the years."""
        series = law.series[name]
        ends = step_days(name, series)
        now = np.full((len(keys), len(days)), np.nan)
        place = np.full((len(keys), len(days)), -1, dtype=np.int32)
        first, last = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
        named = {key for item in series.values for key in item.keys}
        for n, key in enumerate(keys):
            if key in named:
                now[n], place[n], _ = series.at(days, key, known)
                first[n], last[n] = at_steps(series, key, ends, known)
        return cls(series, tuple(keys), now, place, first, last)

    def references(self) -> tuple[str, ...]:
        """Return the reference keys of the series."""
        return tuple(self.series.reference(n) for n in range(len(self.series.values)))


@dataclass(frozen=True)
class Annex:
    """The law for the years of a sheet."""

    years: IntArray
    fractions: Rules
    parts: Rules
    uses: Rules
    groups: tuple[str, ...]
    efficiency: Targets  # by group
    recovery: Targets  # by fraction
    must: FloatArray  # fraction x year: 1 must count, 0 may, NaN: no such rule
    must_place: IntArray
    must_series: Series
    in_force: NDArray[np.bool_]  # by year
    following: int  # years after that of the input

    @classmethod
    def of(cls, library: Library, years: IntArray, first_year: str) -> Annex:
        """Return the law for these years; `first_year` says which year a target by 31 December is held against."""
        law, known = library.law(LAW), library.known_on
        ends, begins = _days(years)
        on = ends if first_year == "same_year" else begins
        fractions = rules(library, "fraction")
        groups = tuple(dict.fromkeys(key for item in law.series[EFFICIENCY].values for key in item.keys))
        counted = law.series["counted_element"]
        must = np.full((len(fractions.keys), len(years)), np.nan)
        place = np.full((len(fractions.keys), len(years)), -1, dtype=np.int32)
        force = np.zeros(len(years), dtype=bool)
        for n, key in enumerate(fractions.keys):
            if any(key in item.keys for item in counted.values):
                must[n], place[n], _ = counted.at(ends, key, known)
                force |= place[n] >= 0
        return cls(
            years,
            fractions,
            rules(library, "part"),
            rules(library, "use"),
            groups,
            Targets.of(law, EFFICIENCY, groups, on, known),
            Targets.of(law, RECOVERY, fractions.keys, on, known),
            must,
            place,
            counted,
            force,
            int(law.series["following_years"].values[0].value),
        )


def _days(years: IntArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the last and the first day of each year, in days since 1970-01-01."""
    found = [period(str(year)) for year in years.tolist()]
    ends = [(p.last - EPOCH).days if p else 0 for p in found]
    begins = [(date(p.year, 1, 1) - EPOCH).days if p else 0 for p in found]
    return np.array(ends, dtype=np.int64), np.array(begins, dtype=np.int64)
