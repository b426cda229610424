"""The category of a battery in Regulation (EU) 2023/1542, and whether its mass may be of it."""

from __future__ import annotations

import numpy as np

from calc.batteries.product import CATEGORIES
from calc.batteries.words import CATEGORY, EV, LMT, PORTABLE, meaning
from calc.engine.model import BoolArray, Coded, FloatArray
from factors import Library

LAW = "eu.batteries"
LIGHT = "l"  # the class of vehicles whose battery is EV or LMT by its mass


def categories(spelled: Coded) -> Coded:
    """Return the category that each cell means, -1 where it is empty or not known."""
    keys = [meaning(text, CATEGORIES, CATEGORY) for text in spelled.values]
    lookup = np.array([*(CATEGORIES.index(k) if k else -1 for k in keys), -1], dtype=np.int32)
    return Coded(lookup[spelled.codes], CATEGORIES)


def mass_limits(library: Library) -> dict[str, float]:
    """Return the mass up to which a battery may be of a category [kg], by category."""
    return {key: item.value for item in library.law(LAW).series["mass_limit"].values for key in item.keys}


def beyond_category(category: Coded, vehicle: Coded, mass: FloatArray, library: Library) -> BoolArray:
    """Return which batteries weigh what a battery of their category cannot, by Art. 3(1).

    A portable or LMT battery above its limit; an EV battery of a vehicle of category L that is not above that of LMT.
    """
    limit = mass_limits(library)
    light = _pick([text.strip().casefold() == LIGHT for text in vehicle.values], vehicle)
    found: BoolArray = (category.codes == CATEGORIES.index(EV)) & light & (mass <= limit[LMT])
    for one in (LMT, PORTABLE):
        found |= (category.codes == CATEGORIES.index(one)) & (mass > limit[one])
    return found


def _pick(flags: list[bool], coded: Coded) -> BoolArray:
    """Return a flag by the text of each row, False where there is none."""
    found: BoolArray = np.array([*flags, False], dtype=bool)[coded.codes]
    return found
