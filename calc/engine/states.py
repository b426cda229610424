"""State and notes of each row while they are settled, and what they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import BoolArray, Coded


@dataclass(frozen=True)
class Words:
    """What the states and notes of a subject are called and mean.

    `computed` are the states with a result, the first of which rows begin in; of rows in a state of `unread` no note
    is said. The order of `notes` is that of their bits.
    """

    statuses: tuple[str, ...]
    meaning: Mapping[str, str]
    notes: Mapping[str, str]
    computed: Sequence[int] = (0,)
    unread: Collection[int] = ()

    @property
    def kind(self) -> type[np.uint32 | np.uint64]:
        """The integers that hold a bit for each note."""
        return np.uint32 if len(self.notes) <= np.iinfo(np.uint32).bits else np.uint64

    def bit(self, note: str) -> Any:
        """Return the bit of a note."""
        return self.kind(1 << list(self.notes).index(note))

    def noted(self, notes: NDArray[Any], names: Sequence[str]) -> BoolArray:
        """Return which rows have one of these notes."""
        bits = self.kind(sum(int(self.bit(name)) for name in names))
        found: BoolArray = (notes & bits) > 0
        return found

    def said(self, notes: NDArray[Any], status: NDArray[np.int8]) -> Coded:
        """Return the notes of each row; rows without a result begin with what their state means."""
        key = notes.astype(np.int64) * len(self.statuses) + status
        distinct, codes = np.unique(key, return_inverse=True)
        texts = []
        for one in distinct.tolist():
            bits, state = divmod(one, len(self.statuses))
            parts = [] if state in self.computed else [self.meaning[self.statuses[state]]]
            if state not in self.unread:
                parts += [text for n, text in enumerate(self.notes.values()) if bits & (1 << n)]
            texts.append("; ".join(parts))
        values = tuple(dict.fromkeys(t for t in texts if t))
        lookup = np.array([values.index(t) if t else -1 for t in texts], dtype=np.int32)
        return Coded(lookup[codes], values)


class States:
    """Status and notes of rows; the first state that a row is given stays."""

    def __init__(self, size: int, words: Words) -> None:
        self.words = words
        self.first = words.computed[0]
        self.status = np.full(size, self.first, dtype=np.int8)
        self.notes: NDArray[Any] = np.zeros(size, dtype=words.kind)

    def end(self, rows: BoolArray, status: int) -> None:
        """Give the rows a state, where they have none yet."""
        if rows.any():
            self.status[rows & (self.status == self.first)] = status

    def note(self, rows: BoolArray, name: str) -> None:
        """Give the rows a note."""
        if rows.any():
            self.notes |= np.multiply(rows, self.words.bit(name), dtype=self.words.kind)
