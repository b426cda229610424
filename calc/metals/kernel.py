"""The arithmetic of lots, on whole columns: no units, no names, no tables.

All footprints are t CO2e per t, electricity MWh per t, grids t CO2e per MWh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.engine.model import FloatArray, IndexArray
from calc.methods.allocation import cut_off, production, recycling


@dataclass(frozen=True)
class Figures:
    """What one tonne of each figure is made of; the last entry, for a figure that is not there, is NaN."""

    constant: FloatArray  # t CO2e/t without electricity
    power: FloatArray  # MWh/t on the grid
    electrolysis: FloatArray  # MWh/t on the smelter's grid


def per_tonne(figures: Figures, which: IndexArray, grid: FloatArray, smelter: FloatArray) -> FloatArray:
    """Return the footprint of one tonne [t CO2e/t]: constant + power x grid + electrolysis x smelter's grid."""
    found: FloatArray = figures.constant.take(which, mode="wrap")
    found += _drawn(figures.power.take(which, mode="wrap"), grid)
    found += _drawn(figures.electrolysis.take(which, mode="wrap"), smelter)
    return found


def _drawn(electricity: FloatArray, grid: FloatArray) -> FloatArray:
    """Return electricity x grid; a grid that is not known does not matter where nothing is drawn."""
    found = electricity * grid
    if np.isnan(grid).any():
        found[electricity == 0] = 0.0
    return found


def mixed(primary: FloatArray, secondary: FloatArray, share: FloatArray) -> FloatArray:
    """Return the footprint of a mix by cut-off; a route without a figure is not missed where its share is 0."""
    first = primary if (share < 1).all() else np.where(share < 1, primary, 0.0)
    second = secondary if (share > 0).all() else np.where(share > 0, secondary, 0.0)
    found: FloatArray = cut_off(share, first, second)
    return found


def footprint(
    primary: FloatArray,
    secondary: FloatArray,
    share: FloatArray,
    a: FloatArray,
    r2: FloatArray,
    quality: FloatArray,
) -> FloatArray:
    """Return the footprint of one tonne by the material part of the Circular Footprint Formula.

    Lots with A = 1, which is the cut-off, do not need a figure for a route of which they hold nothing.
    """
    found = mixed(primary, secondary, share)
    rows = np.flatnonzero(a < 1)
    if rows.size:
        some, v, rec, q = a[rows], primary[rows], secondary[rows], quality[rows]
        found[rows] = production(some, share[rows], v, rec, q) + recycling(some, r2[rows], rec, v, q)
    return found
