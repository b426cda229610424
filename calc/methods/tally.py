"""Texts as groups, and exact sums of masses by group."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.groups import group_keys, whole
from calc.engine.model import Coded, FloatArray, IntArray


def named(coded: Coded) -> tuple[IntArray, tuple[str, ...]]:
    """Return the group of each row's text, whatever its case and spaces, and the groups; -1 where it is empty."""
    places, labels = group_keys(coded.values)
    return np.append(places, -1)[coded.codes].astype(np.int32), tuple(labels.values())


def exact_sums(group: NDArray[Any], values: FloatArray, count: int) -> FloatArray:
    """Return the sum of values for each of `count` groups, counted in millionths of their unit.

    Parameters
    ----------
    group : array of int
        The group of each value, from 0.
    values : array
        In one unit; two sums of the same values are equal whatever their order.
    count : int
        How many groups there are, those without values among them.

    Returns
    -------
    array
        In the unit of the values, 0 for a group without any.
    """
    return np.asarray(np.bincount(group, whole(values), minlength=count) / whole(np.ones(1)))
