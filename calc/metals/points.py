"""Materials whose source prints footprints for some scrap shares and no pure route (stainless steel).

Between two printed shares the footprint is read off the straight line; outside them nothing is extrapolated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from calc.engine.model import BoolArray, FloatArray, IntArray
from calc.metals import status as st
from calc.metals.footprints import CRADLE_TO_GATE
from factors import Library
from factors.materials import by_scrap_share


@dataclass(frozen=True)
class Points:
    """`footprint` [tCO2e/t] of the lots that lie `inside` printed scrap shares, NaN elsewhere."""

    inside: BoolArray
    footprint: FloatArray
    references: dict[int, str]  # material -> reference of its first printed point


def points(
    library: Library,
    known: Sequence[str],
    material: IntArray,
    share: FloatArray,
    end: Callable[[BoolArray, int], None],
    note: Callable[[BoolArray, str], None],
) -> Points:
    """Return the footprints of lots of such materials."""
    footprint = np.full(len(material), np.nan)
    references: dict[int, str] = {}
    for number, name in enumerate(known):
        found = _printed(library, name)
        if not found:
            continue
        rows = material == number
        shares, values = np.array([s for s, _, _ in found]), np.array([v for _, v, _ in found])
        within = rows & (share >= shares[0]) & (share <= shares[-1])
        footprint[within] = np.interp(share[within], shares, values)
        references[number] = found[0][2]
        outside = rows & ~within & ~np.isnan(share)
        end(outside, st.NO_FIGURE)
        note(outside, "outside_points")
        note(within, "co2_only")
        note(within & ~np.isin(share, shares), "interpolated")
    return Points(~np.isnan(footprint), footprint, references)


def _printed(library: Library, material: str) -> list[tuple[float, float, str]]:
    """Return (scrap share, t CO2e/t, reference) of each printed point, by share."""
    return [
        (share, figure.value, figure.reference)
        for share, figure in by_scrap_share(library, material)
        if figure.value is not None and figure.boundary == CRADLE_TO_GATE
    ]
