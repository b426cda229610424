"""The mass threshold: which importers' goods of which years are exempt.

Regulation (EU) 2023/956 Art. 2a and Annex VII: exempt while the net mass of all CBAM goods of an importer in
a calendar year does not exceed the threshold; on exceeding it all goods of that year are liable. Hydrogen and
electricity stand outside. Masses are compared in whole grams.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from calc.cbam.tables import YEARS
from calc.engine.chunks import CHUNK
from calc.engine.groups import GRAMS_PER_TONNE, GroupSums
from calc.engine.model import BoolArray, FloatArray, IntArray, SmallIntArray

EXEMPT, LIABLE, UNCERTAIN = range(3)
STATES = ("exempt", "liable", "uncertain")
NO_IMPORTER = "(all rows: no importer column)"
BLANK_IMPORTER = "(importer not given)"

# columns of the sums of one importer: mass per year, then per year and for unknown years what could come on top
KINDS = KNOWN, REFUSED, POSSIBLE, UNUSABLE = tuple(range(4))


@dataclass(frozen=True)
class ImporterYear:
    """One line of the threshold table; masses in tonnes."""

    importer: str
    year: int
    mass: float
    refused_mass: float  # part of `mass` in rows refused for another reason
    possible_mass: float  # of rows whose date or code is not usable
    unusable_rows: int  # rows without usable mass
    limit: float
    state: str


class Sums:
    """Masses by importer and year, added up chunk by chunk: [kind, importer, year], the last year 'unknown'."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = labels  # key -> spelling
        self.width = len(YEARS) + 1
        self.size = len(labels) * self.width
        self.chunk = max(CHUNK, self.size)  # so that clearing the slots never costs more than filling them

    def of(
        self,
        group: IntArray,
        year: SmallIntArray,
        grams: FloatArray,
        counted: BoolArray,
        refused: BoolArray | None,
        possible: BoolArray | None,
    ) -> FloatArray:
        """Return the sums of a piece of the rows.

        Parameters
        ----------
        group : array of int32
            Importer of each row, index into the labels.
        year : array of int8
            Index into `YEARS`; -1 where the date is not usable.
        grams : array
            Net mass in whole grams; NaN where not usable.
        counted : array of bool
            In scope and inside the threshold rule.
        refused : array of bool
            Counted, but refused for another reason than its mass; None: no row.
        possible : array of bool
            Perhaps in scope: the code is not usable; None: no row.
        """
        slot = group * np.int32(self.width) + np.where(year < 0, np.int8(len(YEARS)), year)
        sums = np.zeros((len(KINDS), self.size))

        def count(kind: int, mask: BoolArray | None, weight: FloatArray | None) -> None:
            if mask is None or not mask.any():
                return
            if mask.all():
                sums[kind] = np.bincount(slot, weight, minlength=self.size)
            else:
                chosen = None if weight is None else weight[mask]
                sums[kind] = np.bincount(slot[mask], chosen, minlength=self.size)

        unusable = np.isnan(grams)
        if unusable.any():
            grams = np.where(unusable, 0.0, grams)
            count(UNUSABLE, unusable & (counted if possible is None else counted | possible), None)
        for kind, mask in ((KNOWN, counted), (REFUSED, refused), (POSSIBLE, possible)):
            count(kind, mask, grams)
        return sums

    def total(self, parts: list[FloatArray]) -> GroupSums:
        """Return the sums by importer; whole grams in floats are exact below 2**53, in any order."""
        whole = sum(parts, np.zeros((len(KINDS), self.size)))
        table = whole.reshape(len(KINDS), len(self.labels), self.width).astype(np.int64)
        present = {key: table[:, n] for n, key in enumerate(self.labels) if table[:, n].any()}
        return GroupSums(present, {key: self.labels[key] for key in present})


def states(sums: GroupSums, limit: FloatArray, keys: Iterable[str]) -> SmallIntArray:
    """Return the state of each importer (rows) in each of `YEARS` (columns).

    Parameters
    ----------
    limit : array
        Threshold per year [t].
    """
    nothing = np.zeros((len(KINDS), len(YEARS) + 1), dtype=np.int64)
    table = np.array([sums.sums.get(key, nothing) for key in keys])
    grams = np.rint(limit * GRAMS_PER_TONNE)
    known = table[:, KNOWN, :-1]
    top = known + table[:, POSSIBLE, :-1] + (table[:, KNOWN, -1] + table[:, POSSIBLE, -1])[:, None]
    unusable = table[:, UNUSABLE, :-1] + table[:, UNUSABLE, -1:]
    uncertain = (top > grams) | (unusable > 0)
    liable = (known > grams) | np.isnan(grams)  # a threshold that is not known exempts nobody
    return np.where(liable, LIABLE, np.where(uncertain, UNCERTAIN, EXEMPT)).astype(np.int8)


def listing(sums: GroupSums, limit: FloatArray) -> list[ImporterYear]:
    """Return the threshold table: a line for each importer and year with anything in it."""
    keys = sorted(sums.sums)
    if not keys:
        return []
    labels = [sums.labels.get(key, key) for key in keys]
    table = np.array([sums.sums[key] for key in keys])
    state = states(sums, limit, keys)
    open_mass = table[:, POSSIBLE, :-1] + (table[:, KNOWN, -1] + table[:, POSSIBLE, -1])[:, None]
    unusable = table[:, UNUSABLE, :-1] + table[:, UNUSABLE, -1:]
    at = np.argwhere(table[:, :, :-1].any(axis=1))
    importer, year = at.T
    cells = zip(
        importer.tolist(),
        year.tolist(),
        (table[importer, KNOWN, year] / GRAMS_PER_TONNE).tolist(),
        (table[importer, REFUSED, year] / GRAMS_PER_TONNE).tolist(),
        (open_mass[importer, year] / GRAMS_PER_TONNE).tolist(),
        unusable[importer, year].tolist(),
        limit[year].tolist(),
        state[importer, year].tolist(),
        strict=True,
    )
    return [
        ImporterYear(labels[i], YEARS[y], mass, refused, possible, rows, most, STATES[code])
        for i, y, mass, refused, possible, rows, most, code in cells
    ]
