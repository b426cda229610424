"""The states a row of recycled content can end in, the answers to Art. 8, and the notes that say why."""

from __future__ import annotations

from calc.engine.states import Words
from calc.methods.targets import ANSWERS

STATUSES = (
    "computed",
    "unknown_metal",
    "unknown_category",
    "no_mass",
    "not_given",
    "above_mass",
    "incomplete",
    "invalid",
)
COMPUTED, UNKNOWN_METAL, UNKNOWN_CATEGORY, NO_MASS, NOT_GIVEN, ABOVE_MASS, INCOMPLETE, INVALID = range(
    len(STATUSES)
)

MEANING = {
    "computed": "computed",
    "unknown_metal": "the metal is not recognised",
    "unknown_category": "the category of the battery is not recognised",
    "no_mass": "the battery holds none of the metal: a share of nothing has no meaning",
    "not_given": "neither recovered mass is given: an empty cell is no zero",
    "above_mass": "more metal is recovered from waste than there is",
    "incomplete": "another row of this model, plant, year and metal is refused",
    "invalid": "a needed cell is missing or cannot be read",
}

# what Art. 8 says of a row, the first four as for any target
ARTICLE_8 = (*ANSWERS[:3], "metal not in Art. 8", "out of scope", "not dated")
METAL_OUT, OUT_OF_SCOPE, NOT_DATED = range(3, len(ARTICLE_8))

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "added_up": "rows of one model, plant, year and metal are added up",
    "one_source": "only one of the two recovered masses is given, the other counts as nothing",
    "capacity": "an industrial battery without capacity: see the assumption capacity_unknown",
    "small": "an industrial battery not above the capacity of Art. 8: out of scope",
    "portable": "portable batteries are not in Art. 8",
    "external": "industrial batteries with exclusively external storage are not in Art. 8",
    "lmt": "LMT batteries: only the later minima apply",
    "no_date": "no day of placing on the market: both minima are shown, none is called met or missed",
}
WORDS = Words(STATUSES, MEANING, NOTES)
ASSUMED_NOTES = ("capacity", "one_source")
