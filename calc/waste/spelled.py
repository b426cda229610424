"""Columns of names by the keys that their spellings mean, and the distinct combinations of codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from calc.engine.model import BoolArray, Coded, IndexArray


@dataclass(frozen=True)
class Named:
    """A column by the keys that its spellings mean: -1 for an empty cell or an unknown spelling."""

    codes: IndexArray
    names: tuple[str, ...]
    unknown: BoolArray

    def of(self, rows: IndexArray) -> list[str]:
        """Return the names of some codes, '' for -1."""
        return [self.names[n] if n >= 0 else "" for n in rows.tolist()]


def named(spelled: Coded, meaning: Callable[[str], str | None]) -> Named:
    """Return a column by what `meaning` makes of each spelling; None and '' are unknown."""
    keys = [meaning(text) or "" for text in spelled.values]
    names = tuple(dict.fromkeys(key for key in keys if key))
    lookup = np.array([*(names.index(key) if key else -1 for key in keys), -1], dtype=np.intp)
    unknown = np.array([*(not key for key in keys), False])
    return Named(lookup[spelled.codes], names, unknown[spelled.codes])


def moved(column: Named, names: Sequence[str]) -> IndexArray:
    """Return the codes of a column in a wider list of names."""
    return np.array([*(names.index(name) for name in column.names), -1], dtype=np.intp)[column.codes]


def one_of(column: Named, names: Sequence[str]) -> BoolArray:
    """Return which rows have one of some names."""
    found: BoolArray = np.array([*(name in names for name in column.names), False])[column.codes]
    return found


def numbered(parts: Sequence[tuple[IndexArray, int]]) -> tuple[list[IndexArray], IndexArray]:
    """Return the distinct combinations of codes from -1 up, and the combination of each row."""
    key = np.zeros(len(parts[0][0]), dtype=np.int64)
    for codes, size in parts:
        key = key * (size + 1) + codes + 1
    distinct, which = np.unique(key, return_inverse=True)
    found: list[IndexArray] = []
    for _, size in reversed(parts):
        found.insert(0, (distinct % (size + 1) - 1).astype(np.intp))
        distinct = distinct // (size + 1)
    return found, which.astype(np.intp)
