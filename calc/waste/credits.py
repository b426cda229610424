"""What recycling a good replaces: published primary minus published secondary, of one source and boundary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.waste.words import IN_PART
from factors import Library
from factors.materials import COMPARABLE, Published, default, published
from factors.wastes import links

PRIMARY, SECONDARY = "primary", "secondary"
CO2E, CO2 = "ghg", "co2"


@dataclass(frozen=True)
class Credit:
    """The credit of a tonne of material [t CO2e]; NaN where no pair of figures is held."""

    per_tonne: float = np.nan
    basis: str = ""
    primary: str = ""  # references
    secondary: str = ""
    co2_only: bool = False
    other_pair: bool = False  # of the source that the profile names
    in_part: bool = False  # the good holds the material only in part


def credit(library: Library, good: str, source: str) -> Credit:
    """Return the credit of a good.

    Parameters
    ----------
    library : Library
        Holds ``waste.goods`` and ``emissions.materials``.
    good : str
        As the tables spell it.
    source : str
        Whose pair of figures is taken where the material has no default pair.
    """
    for link in links(library, good, "recycled into"):
        found = _defaults(library, link.code) or _of_source(library, link.code, source)
        if found is not None:
            first, second, other = found
            assert first.value is not None
            assert second.value is not None
            return Credit(
                first.value - second.value,
                f"{link.code}: primary {first.value:g} less secondary {second.value:g} {first.unit}",
                first.reference,
                second.reference,
                first.indicator == CO2,
                other,
                good in IN_PART,
            )
    return Credit()


def _defaults(library: Library, material: str) -> tuple[Published, Published, bool] | None:
    for indicator in (CO2E, CO2):
        first = default(library, material, PRIMARY, indicator)
        second = default(library, material, SECONDARY, indicator)
        if first is not None and second is not None and _comparable(first, second):
            return first, second, False
    return None


def _of_source(library: Library, material: str, source: str) -> tuple[Published, Published, bool] | None:
    figures = [
        f
        for f in published(library, material)
        if (f.source, f.indicator) == (source, CO2E) and f.use in COMPARABLE and f.value is not None
    ]
    first, second = ([f for f in figures if f.route == route] for route in (PRIMARY, SECONDARY))
    if len(first) == len(second) == 1 and _comparable(first[0], second[0]):
        return first[0], second[0], True
    return None


def _comparable(first: Published, second: Published) -> bool:
    held = first.value is not None and second.value is not None
    return held and (first.boundary, first.unit) == (second.boundary, second.unit)
