"""Alloying elements of a row: `Mn 0.6 %; Cr 18 %`, each with the published figure of the element."""

from __future__ import annotations

import re
from dataclasses import dataclass

from factors import Library
from factors.materials import material_key, published

SOURCE = "nuss_eckelman_2014"
_ELEMENT = re.compile(r"(?P<name>[^\W\d_]+)\s*[:=]?\s*(?P<share>\d+(?:[.,]\d+)?)\s*%")
_REST = re.compile(r"[\s,;+/、，；]*\Z")
PER_CENT = 100


@dataclass(frozen=True)
class Alloy:
    """What the elements of one spelling add [tCO2e per t of steel], where from, and what is wrong with it."""

    emissions: float
    references: tuple[str, ...] = ()
    fault: str = ""


def alloy(library: Library, text: str) -> Alloy:
    """Return what the elements that a cell names add to a tonne of steel.

    Shares are per cent by mass of the steel; the iron that they displace is not taken off.
    """
    met = list(_ELEMENT.finditer(text))
    if not met or not _REST.match(_ELEMENT.sub("", text)):
        return Alloy(float("nan"), fault=f"'{text}' is not understood")
    total, whole, references = 0.0, 0.0, []
    for one in met:
        share = float(one["share"].replace(",", ".")) / PER_CENT
        key = material_key(one["name"], library.names)
        figures = [f for f in published(library, key or "") if (f.source, f.indicator) == (SOURCE, "ghg")]
        if not figures or figures[0].value is None:
            return Alloy(float("nan"), fault=f"no figure is held for {one['name']}")
        total += share * figures[0].value
        whole += share
        references.append(figures[0].reference)
    if whole >= 1:
        return Alloy(float("nan"), fault=f"the elements of '{text}' are {whole:.0%} of the steel")
    return Alloy(total, tuple(references))
