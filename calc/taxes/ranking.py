"""Which pollutants of an outlet are charged: the largest by equivalents, one of a group, each only once.

Environmental Protection Tax Law, Art. 9 and notes to Annex 2. Rows of one outlet, month and medium stand together;
each row is compared with those behind it, so the work grows with the rows of an outlet, not with all rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine.chunks import over_chunks
from calc.engine.model import BoolArray, FloatArray, IndexArray

MOST_COMPARED = 64  # rows of an outlet from which they are sorted instead


class Ranked(NamedTuple):
    """Rank of each row within what it is ranked among (0: none), rows beaten in their group, rows met twice."""

    rank: NDArray[np.int32]
    beaten: BoolArray
    twice: BoolArray


class Together(NamedTuple):
    """Rows brought together by a key: `order` is None where they stand so already."""

    order: IndexArray | None
    group: NDArray[np.int32]  # of each row in that order, rising
    starts: IndexArray


def together(key: NDArray[np.int64]) -> Together:
    """Return the rows with equal keys together, in a stable order."""
    order = None
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key = key[order]
    new = np.ones(len(key), dtype=np.bool_)
    new[1:] = key[1:] != key[:-1]
    group = np.cumsum(new, dtype=np.int32) - np.int32(1)
    return Together(order, group, np.flatnonzero(new))


def any_of(group: NDArray[np.int32], starts: IndexArray, rows: BoolArray) -> BoolArray:
    """Return which groups have one of the rows, spread over their rows."""
    if not rows.any():
        return rows
    hit = np.zeros(len(starts), dtype=np.bool_)
    hit[group[rows]] = True
    return hit[group]


def ranked(
    at: Together,
    ranking: NDArray[np.int8],
    equivalents: FloatArray,
    item: NDArray[np.int16],
    once: NDArray[np.int16],
    alternative: NDArray[np.int8],
) -> Ranked:
    """Return the ranks of rows in the order of `at`.

    Parameters
    ----------
    ranking : array
        What a row is ranked among at its outlet; -1: not ranked.
    item : array
        Decides between equal equivalents: the smaller one comes first.
    once : array
        What may stand only once at an outlet in a month.
    alternative : array
        Of rows with the same number above 0 at one outlet only the largest is ranked.
    """
    size = len(ranking)
    rank = np.zeros(size, dtype=np.int32)
    beaten, twice = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    most = int(np.diff(np.append(at.starts, size)).max(initial=0))

    def piece(part: slice) -> None:
        first, last = np.searchsorted(at.starts, [part.start, part.stop])
        start = int(at.starts[first]) if first < len(at.starts) else size
        stop = int(at.starts[last]) if last < len(at.starts) else size
        rows = slice(start, stop)
        if start >= stop:
            return
        group, among, amount, own = at.group[rows], ranking[rows], equivalents[rows], item[rows]
        compare = _sorted if most > MOST_COMPARED else _compared
        open_rows = among >= 0
        double = _twice(group, open_rows, once[rows], most)
        usable = open_rows & ~double
        lost = np.zeros(stop - start, dtype=np.bool_)
        rivals = np.flatnonzero(usable & (alternative[rows] > 0))
        if rivals.size:
            lost[rivals] = compare(group[rivals], alternative[rows][rivals], amount[rivals], own[rivals]) > 1
        valid = np.where(usable & ~lost, among, np.int8(-1))
        rank[rows] = compare(group, valid, amount, own)
        beaten[rows], twice[rows] = lost, double

    over_chunks(size, piece)
    return Ranked(rank, beaten, twice)


def _compared(
    group: NDArray[np.int32], among: NDArray[np.int8], equivalents: FloatArray, item: NDArray[np.int16]
) -> NDArray[np.int32]:
    """Return ranks by comparing each row with those behind it in its group."""
    rank = (among >= 0).astype(np.int32)
    for shift in range(1, len(group)):
        same = group[shift:] == group[:-shift]
        if not same.any():
            break
        same &= (among[shift:] == among[:-shift]) & (among[shift:] >= 0)
        a, b = equivalents[:-shift], equivalents[shift:]
        first = (a > b) | ((a == b) & (item[:-shift] <= item[shift:]))
        rank[shift:] += same & first
        rank[:-shift] += same & ~first
    return rank


def _sorted(
    group: NDArray[np.int32], among: NDArray[np.int8], equivalents: FloatArray, item: NDArray[np.int16]
) -> NDArray[np.int32]:
    """Return the same ranks by sorting: for outlets with many rows."""
    rank = np.zeros(len(group), dtype=np.int32)
    rows = np.flatnonzero(among >= 0)
    order = rows[np.lexsort((item[rows], -equivalents[rows], among[rows], group[rows]))]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (group[order][1:] != group[order][:-1]) | (among[order][1:] != among[order][:-1])
    starts = np.flatnonzero(new)
    rank[order] = np.arange(len(order)) - starts[np.cumsum(new) - 1] + 1
    return rank


def _twice(group: NDArray[np.int32], open_rows: BoolArray, once: NDArray[np.int16], most: int) -> BoolArray:
    """Return the rows whose pollutant stands more than once in their group."""
    double = np.zeros(len(group), dtype=np.bool_)
    if most > MOST_COMPARED:
        rows = np.flatnonzero(open_rows)
        order = rows[np.lexsort((once[rows], group[rows]))]
        same = (group[order][1:] == group[order][:-1]) & (once[order][1:] == once[order][:-1])
        double[order[1:][same]] = True
        double[order[:-1][same]] = True
        return double
    for shift in range(1, most):
        same = (once[shift:] == once[:-shift]) & (group[shift:] == group[:-shift])
        same &= open_rows[shift:] & open_rows[:-shift]
        if same.any():
            double[shift:] |= same
            double[:-shift] |= same
    return double
