"""Rounding by named rules, free of binary surprises."""

from __future__ import annotations

import numpy as np

from calc.engine.model import FloatArray

NOISE = 9  # decimals below which a difference is binary noise, not a quantity


def half_up(values: FloatArray, decimals: int) -> FloatArray:
    """Return values rounded half up to `decimals`: 3.5055 -> 3.506 with 3."""
    scale = 10.0**decimals
    rounded: FloatArray = np.floor(np.round(values * scale, NOISE) + 0.5) / scale
    return rounded


def up(values: FloatArray) -> FloatArray:
    """Return values rounded up to whole numbers; 3.0000000001 is 3."""
    rounded: FloatArray = np.ceil(np.round(values, NOISE))
    return rounded
