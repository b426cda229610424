"""Which pollutants of an outlet are charged: the largest by equivalents, one of a group, each only once.

Environmental Protection Tax Law, Art. 9 and notes to Annex 2. Rows of one outlet, month and medium stand together;
each row is compared with those behind it, so the work grows with the rows of an outlet, not with all rows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine.chunks import filled, over_chunks
from calc.engine.model import BoolArray, FloatArray, IndexArray

MOST_COMPARED = 64  # rows of an outlet from which they are sorted instead


class Ranked(NamedTuple):
    """Rank of each row within what it is ranked among (0: none), and what became of rows in their group."""

    rank: NDArray[np.signedinteger[Any]]
    beaten: BoolArray  # another of its group is charged
    taken: BoolArray  # charged before another of its group
    tied: BoolArray  # taken or beaten at equal equivalents
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
    hit = np.logical_or.reduceat(rows, starts)
    return filled(len(rows), np.bool_, lambda part: hit.take(group[part]))


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
    most = int(np.diff(np.append(at.starts, size)).max(initial=0))
    compare = _sorted if most > MOST_COMPARED else _compared
    rank: NDArray[np.signedinteger[Any]] = np.zeros(
        size, dtype=np.int8 if most <= MOST_COMPARED else np.int32
    )
    beaten, taken, tied, twice = (np.zeros(size, dtype=np.bool_) for _ in range(4))
    rivalry = alternative.any()

    def piece(part: slice) -> None:
        first, last = np.searchsorted(at.starts, [part.start, part.stop])
        start = int(at.starts[first]) if first < len(at.starts) else size
        stop = int(at.starts[last]) if last < len(at.starts) else size
        rows = slice(start, stop)
        if start >= stop:
            return
        group = at.group[rows] - at.group[start]
        among, amount, own = ranking[rows], equivalents[rows], item[rows]
        twice[rows] = double = _twice(_key(group, once[rows], among >= 0), most)
        valid = among
        if double.any():
            valid = np.where(double, np.int8(-1), among)
        if rivalry:
            rivals = np.flatnonzero((valid >= 0) & (alternative[rows] > 0))
            key = _key(group[rivals], alternative[rows][rivals], np.ones(rivals.size, dtype=np.bool_))
            place = compare(key, amount[rivals], own[rivals], most)
            lost = rivals[place > 1]
            beaten[rows][lost] = True
            for found, among_equals in ((taken, False), (tied, True)):
                found[rows][rivals[_settled(key, place, amount[rivals], among_equals)]] = True
            valid = valid.copy()
            valid[lost] = -1
        rank[rows] = compare(_key(group, valid, valid >= 0), amount, own, most)

    over_chunks(size, piece)
    return Ranked(rank, beaten, taken, tied, twice)


def _key(group: NDArray[np.int32], among: NDArray[np.integer], usable: BoolArray) -> NDArray[np.int32]:
    """Return a number for each group and what is compared in it, for unusable rows one of their own below 0."""
    width = np.int32(int(among.max(initial=0)) + 1)
    key: NDArray[np.int32] = group * width + among
    if not usable.all():
        key[~usable] = -1 - np.flatnonzero(~usable).astype(np.int32)
    return key


def _settled(
    key: NDArray[np.int32], place: NDArray[np.integer], equivalents: FloatArray, tied: bool
) -> BoolArray:
    """Return the rows that were taken before others of their group; or, `tied`, all that are equal to one taken."""
    size = int(key.max(initial=-1)) + 1
    best, shared = np.full(size, np.nan), np.zeros(size, dtype=np.bool_)
    best[key[place == 1]] = equivalents[place == 1]
    lost = (place > 1) & (equivalents == best[key]) if tied else place > 1
    shared[key[lost]] = True
    found: BoolArray = shared[key] & ((place == 1) | (lost & tied))
    return found


def _compared(
    key: NDArray[np.int32], equivalents: FloatArray, item: NDArray[np.int16], most: int
) -> NDArray[np.int8]:
    """Return ranks by comparing each row with those behind it in its group, of at most `most` rows."""
    rank = (key >= 0).astype(np.int8)
    for shift in range(1, min(most, len(key))):
        same = key[shift:] == key[:-shift]
        if not same.any():
            continue
        a, b = equivalents[:-shift], equivalents[shift:]
        first = a > b
        equal = (a == b) & same
        if equal.any():
            first |= equal & (item[:-shift] <= item[shift:])
        first &= same
        same ^= first
        rank[shift:] += first.view(np.int8)
        rank[:-shift] += same.view(np.int8)
    return rank


def _sorted(
    key: NDArray[np.int32], equivalents: FloatArray, item: NDArray[np.int16], most: int
) -> NDArray[np.int32]:
    """Return the same ranks by sorting: for outlets with many rows."""
    rank = np.zeros(len(key), dtype=np.int32)
    rows = np.flatnonzero(key >= 0)
    order = rows[np.lexsort((item[rows], -equivalents[rows], key[rows]))]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = key[order][1:] != key[order][:-1]
    starts = np.flatnonzero(new)
    rank[order] = np.arange(len(order)) - starts[np.cumsum(new) - 1] + 1
    return rank


def _twice(key: NDArray[np.int32], most: int) -> BoolArray:
    """Return the rows whose pollutant stands more than once in their group."""
    double = np.zeros(len(key), dtype=np.bool_)
    if most > MOST_COMPARED:
        order = np.argsort(key, kind="stable")
        same = key[order][1:] == key[order][:-1]
        double[order[1:][same]] = True
        double[order[:-1][same]] = True
        return double
    for shift in range(1, min(most, len(key))):
        same = key[shift:] == key[:-shift]
        if same.any():
            double[shift:] |= same
            double[:-shift] |= same
    return double
