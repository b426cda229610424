"""The cells of a table as a subject takes them: whole columns, empty where no file has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calc.engine.model import Coded, FloatArray, IntArray, TableData


def texts(data: TableData, name: str) -> Coded:
    """Return a text column; empty cells all over where no file has it."""
    return data.coded(name) or Coded(np.full(data.size, -1, dtype=np.int32), ())


def numbers(data: TableData, name: str) -> FloatArray:
    """Return a number column; NaN all over where no file has it."""
    found = data.numbers(name)
    return np.full(data.size, np.nan) if found is None else found


def looked_up(coded: Coded, meaning: Sequence[int]) -> IntArray:
    """Return per row what its spelling means, -1 for an empty cell or an unknown spelling."""
    found: IntArray = np.array([*meaning, -1], dtype=np.int32)[coded.codes]
    return found


def unknown_spellings(coded: Coded, known: Sequence[bool]) -> Coded:
    """Return the column with only the spellings that are not known."""
    keep = np.array([*(not k for k in known), False])
    return Coded(np.where(keep[coded.codes], coded.codes, -1).astype(np.int32), coded.values)
