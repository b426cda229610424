"""What may still be charged at each outlet in each month, while rows arrive in any pieces.

Of every outlet, month and medium the largest pollutants so far are kept, as many as may be charged, of a group only
the largest. A pollutant that falls out never comes back, so it does not matter where the rows are cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import BoolArray, FloatArray, IndexArray
from calc.taxes.law import RANKINGS, Law
from calc.taxes.months import FIRST, MONTHS
from calc.taxes.ranking import ranked, together

OF_MEDIUM = (("air",), ("water-class-1", "water-other"))  # RANKINGS of each medium
EXCEEDED, DOUBTFUL = 1, 2  # bits of a flag
BYTE = 8
REFUSED = -1.0  # a rate that is refused whatever the rank; NaN: none held
LAST_YEAR = 2100


@dataclass(frozen=True)
class Arrived:
    """Rows of one medium with their outlet and month as `key`, ranked within their piece."""

    key: NDArray[np.int64]
    item: NDArray[np.int16]
    ranking: NDArray[np.int8]  # -1: not ranked
    candidate: BoolArray  # among the first of their piece
    equivalents: FloatArray
    rate: FloatArray
    step: NDArray[np.int8]
    exceeded: BoolArray
    refused: BoolArray  # whatever the rank


class Candidates:
    """The open outlets and months of one medium; a row of each array is one of them."""

    def __init__(self, law: Law, medium: int) -> None:
        self.law = law
        rankings = [RANKINGS.index(name) for name in OF_MEDIUM[medium]]
        months = np.arange((LAST_YEAR - FIRST) * MONTHS, dtype=np.int32)
        most = np.nanmax(law.charged(months), axis=1).astype(int)
        self.most = np.zeros(len(RANKINGS), dtype=np.int64)  # places of each ranking
        self.base = np.zeros(len(RANKINGS), dtype=np.int64)
        width = 0
        for ranking in rankings:
            self.most[ranking], self.base[ranking] = most[ranking], width
            width += int(most[ranking])
        self.ranking = np.repeat(rankings, [most[r] for r in rankings]).astype(np.int8)
        self.place = np.concatenate([np.arange(most[r]) for r in rankings])
        own = np.flatnonzero(law.medium == medium)
        self.first = int(own[0])
        self.number = np.full(len(law.keys), 0, dtype=np.int64)  # of each item within the medium
        self.number[own] = np.arange(len(own))
        self.own = own.astype(np.int16)
        self.keys = np.empty(0, dtype=np.int64)
        self.slots = np.empty(0, dtype=np.int32)
        self.equivalents = np.empty((0, width))
        self.rate = np.empty((0, width))
        self.item = np.empty((0, width), dtype=np.uint8)
        self.step = np.empty((0, width), dtype=np.int8)
        self.seen = np.empty((0, -(-len(own) // BYTE)), dtype=np.uint8)
        self.flags = np.empty(0, dtype=np.uint8)
        self.rows = np.empty(0, dtype=np.uint32)
        self.refused = np.empty(0, dtype=np.uint32)

    def __len__(self) -> int:
        return len(self.keys)

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return (
            *(self.equivalents, self.rate, self.item, self.step, self.seen),
            *(self.flags, self.rows, self.refused),
        )

    def bytes(self) -> int:
        """Return the bytes that are kept."""
        return self.keys.nbytes + self.slots.nbytes + sum(array.nbytes for array in self._arrays())

    def _slots_of(self, keys: NDArray[np.int64]) -> IndexArray:
        """Return the place of each key, a new one where it is met first; `keys` are distinct and in order."""
        at = np.searchsorted(self.keys, keys)
        known = at < len(self.keys)
        known[known] = self.keys[at[known]] == keys[known]
        new = np.flatnonzero(~known)
        size = len(self.keys)
        if new.size:
            fresh = np.arange(size, size + new.size, dtype=np.int32)
            self.keys = np.insert(self.keys, at[new], keys[new])
            self.slots = np.insert(self.slots, at[new], fresh)
            for array in self._arrays():  # grows in place where the system can
                array.resize((size + new.size, *array.shape[1:]), refcheck=False)
            self.equivalents[size:] = np.nan
        return self.slots[np.searchsorted(self.keys, keys)].astype(np.intp)

    def add(self, rows: Arrived) -> None:
        """Take rows in."""
        keys, index = np.unique(rows.key, return_inverse=True)
        slots = self._slots_of(keys)
        size = len(keys)
        self.rows[slots] += np.bincount(index, minlength=size).astype(np.uint32)
        self.refused[slots] += np.bincount(index[rows.refused], minlength=size).astype(np.uint32)
        self.flags[slots[np.unique(index[rows.exceeded])]] |= EXCEEDED
        self._see(rows, index, slots)
        self._keep(rows, index, slots)

    def _see(self, rows: Arrived, index: IndexArray, slots: IndexArray) -> None:
        """Mark outlets and months where a pollutant stands twice, in this piece or in one before."""
        at = np.flatnonzero(rows.ranking >= 0)
        number = self.number[self.law.once[rows.item[at]]]
        _, first, count = np.unique(
            index[at] * len(self.number) + number, return_index=True, return_counts=True
        )
        slot, number = slots[index[at][first]], number[first]
        place, bit = number // BYTE, np.left_shift(1, number % BYTE).astype(np.uint8)
        again = (count > 1) | ((self.seen[slot, place] & bit) > 0)
        self.flags[slot[again]] |= DOUBTFUL
        np.bitwise_or.at(self.seen, (slot, place), bit)

    def _keep(self, rows: Arrived, index: IndexArray, slots: IndexArray) -> None:
        at = np.flatnonzero(rows.candidate)
        touched = np.unique(index[at])
        where = slots[touched]
        old_row, old_place = np.nonzero(~np.isnan(self.equivalents[where]))
        held = where[old_row], old_place
        group = np.concatenate([touched[old_row], index[at]])
        item = np.concatenate([self.own[self.item[held]], rows.item[at]])
        ranking = np.concatenate([self.ranking[old_place], rows.ranking[at]])
        equivalents = np.concatenate([self.equivalents[held], rows.equivalents[at]])
        rate = np.concatenate([self.rate[held], rows.rate[at]])
        step = np.concatenate([self.step[held], rows.step[at]])
        order = np.argsort(group, kind="stable")
        law = self.law
        found = ranked(
            together(group[order]),
            ranking[order],
            equivalents[order],
            item[order],
            law.once[item[order]],
            law.group[item[order]],
        )
        among = ranking[order]
        keep = (found.rank > 0) & (found.rank <= self.most[among])
        chosen = order[keep]
        slot = slots[group[chosen]]
        place = self.base[among[keep]] + found.rank[keep] - 1
        self.equivalents[where] = np.nan
        self.equivalents[slot, place] = equivalents[chosen]
        self.rate[slot, place] = rate[chosen]
        self.item[slot, place] = self.number[item[chosen]]
        self.step[slot, place] = step[chosen]

    def drop(self, number: int) -> None:
        """Forget the first `number` outlets and months in the order of their keys."""
        rest = self.slots[number:]
        self.keys = self.keys[number:].copy()
        for name in ("equivalents", "rate", "item", "step", "seen", "flags", "rows", "refused"):
            setattr(self, name, getattr(self, name)[rest].copy())
        self.slots = np.arange(len(rest), dtype=np.int32)
