"""Shares held against a target that is to be reached: met at the limit, missed by how much, not yet applicable.

Masses are compared as whole small units, so that the last binary digit decides nothing: a share of exactly the
target meets it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.groups import whole
from calc.engine.model import FloatArray, IntArray
from factors.law import Series

PERCENT = 100  # of a share of 1
MET, MISSED, NOT_YET, NONE = 0, 1, 2, 3
ANSWERS = ("met", "missed", "not yet applicable", "no target")


def share_percent(part: FloatArray, of: FloatArray) -> FloatArray:
    """Return part / whole [%]; NaN where there is no whole."""
    return np.divide(part * PERCENT, np.where(of > 0, of, np.nan))


def missing_mass(part: FloatArray, of: FloatArray, target: FloatArray) -> FloatArray:
    """Return the mass by which a part falls short of a share of the whole, never below 0.

    Parameters
    ----------
    part, of : array
        Masses in one unit.
    target : array
        The share to be reached [1]; NaN where there is none.

    Returns
    -------
    array
        In the unit of the masses, to a millionth of it; 0 at the limit and above.
    """
    short = np.maximum(whole(target * of - part), 0.0)
    return short / whole(np.ones(1))


def answers(part: FloatArray, of: FloatArray, target: FloatArray) -> NDArray[np.int8]:
    """Return `MET` or `MISSED` for each share, `NONE` without a target or a whole."""
    short = missing_mass(part, of, target)
    found = np.where(short > 0, MISSED, MET)
    return np.where(np.isnan(short) | ~(of > 0), NONE, found).astype(np.int8)


def steps(series: Series, key: str) -> tuple[NDArray[np.int64], FloatArray, IntArray]:
    """Return the days from which values of a series apply to any of its keys, and the values of one key there.

    Returns
    -------
    days, values, rows : array
        Days since 1970-01-01, rising; the value of the key (NaN where it has none); its place in the series.
    """
    from factors.law import day

    days = np.unique([day(item.start) for item in series.values]).astype(np.int64)
    if not any(key in item.keys for item in series.values):
        return days, np.full(len(days), np.nan), np.full(len(days), -1, dtype=np.int32)
    value, row, _ = series.at(days, key)
    return days, value, row


def taken(table: NDArray[Any], at: IntArray) -> NDArray[Any]:
    """Return values by place, NaN where the place is -1."""
    return np.append(table, np.nan)[at]
