"""Shares held against a target that is to be reached: met at the limit, missed by how much, not yet applicable.

Masses are compared as whole small units, so that the last binary digit decides nothing: a share of exactly the
target meets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from calc.engine.groups import whole
from calc.engine.model import FloatArray
from factors.law import Series, day

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


def at_steps(series: Series, key: str, days: Sequence[date], known_on: date | None) -> FloatArray:
    """Return the values of a key on the days from which those of a series apply; NaN where it has none."""
    if not any(key in item.keys for item in series.values):
        return np.full(len(days), np.nan)
    on = np.array([day(one) for one in days], dtype=np.int64)
    return series.at(on, key, known_on)[0]
