"""Materials whose source prints footprints for some scrap shares and no pure route (stainless steel).

Between two printed shares the footprint is read off the straight line; outside them nothing is extrapolated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calc.engine.model import BoolArray, FloatArray, IndexArray
from calc.engine.states import States
from calc.metals import status as st
from calc.metals.footprints import CRADLE_TO_GATE
from factors import Library
from factors.materials import by_scrap_share


@dataclass(frozen=True)
class Printed:
    """Footprints [tCO2/t] printed for scrap shares, by rising share."""

    shares: FloatArray
    footprints: FloatArray
    reference: str  # of the first point


def printed(library: Library, known: Sequence[str]) -> dict[int, Printed]:
    """Return the printed points of every material that has some, by its number in `known`."""
    found = {}
    for number, name in enumerate(known):
        of_boundary = [
            (share, figure.value, figure.reference)
            for share, figure in by_scrap_share(library, name)
            if figure.value is not None and figure.boundary == CRADLE_TO_GATE
        ]
        if of_boundary:
            shares, values, references = zip(*of_boundary, strict=True)
            found[number] = Printed(np.array(shares), np.array(values), references[0])
    return found


def at_points(
    points: Mapping[int, Printed],
    material: IndexArray,
    without_route: BoolArray,
    share: FloatArray,
    states: States,
) -> FloatArray:
    """Return the footprint of lots between printed points [tCO2/t], NaN for all others.

    Parameters
    ----------
    without_route : array of bool
        Lots for whose material neither route has a figure; only among them such materials are.
    """
    footprint = np.full(len(material), np.nan)
    if not without_route.any():
        return footprint
    for number, found in points.items():
        rows = without_route & (material == number)
        within = rows & (share >= found.shares[0]) & (share <= found.shares[-1])
        footprint[within] = np.interp(share[within], found.shares, found.footprints)
        outside = rows & ~within & ~np.isnan(share)
        states.end(outside, st.NO_FIGURE)
        states.note(outside, "outside_points")
        states.note(within, "co2_only")
        states.note(within & ~np.isin(share, found.shares), "interpolated")
    return footprint
