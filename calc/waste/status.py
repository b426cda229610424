"""The states a row can end in, and the notes that say why. Every row ends in exactly one state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import BoolArray
from calc.engine.states import Words

STATUSES = (
    "computed",
    "given",
    "no_figure",
    "no_credit",
    "currency_unclear",
    "no_rate",
    "day_missing",
    "freight_unclear",
    "unfit_treatment",
    "code_contradicts",
    "unknown_good",
    "unknown_treatment",
    "unknown_origin",
    "unknown_destination",
    "invalid",
)
(
    COMPUTED,
    GIVEN,
    NO_FIGURE,
    NO_CREDIT,
    CURRENCY_UNCLEAR,
    NO_RATE,
    DAY_MISSING,
    FREIGHT_UNCLEAR,
    UNFIT_TREATMENT,
    CODE_CONTRADICTS,
    UNKNOWN_GOOD,
    UNKNOWN_TREATMENT,
    UNKNOWN_ORIGIN,
    UNKNOWN_DESTINATION,
    INVALID,
) = range(len(STATUSES))


def is_settled(status: NDArray[np.int8]) -> BoolArray:
    """Return which rows have all their figures of carbon."""
    return status <= GIVEN


def is_shown(status: NDArray[np.int8]) -> BoolArray:
    """Return which rows show what is known of them: flags and cost do not wait for a figure of emissions."""
    return status <= NO_CREDIT


def is_read(status: NDArray[np.int8]) -> BoolArray:
    """Return which rows are understood, whether their money can be converted or not."""
    return status <= NO_RATE


MEANING = {
    "computed": "emissions rest on our figures",
    "given": "the user's own figure of treatment or credit is used",
    "no_figure": "no figure is held for the emissions of this treatment: the net stays empty",
    "no_credit": "no figure is held for what recycling replaces: the net stays empty",
    "currency_unclear": "money without a currency, or with two",
    "no_rate": "no exchange rate is held for the currency on the day",
    "day_missing": "law, screening and rates need a date, or a year",
    "freight_unclear": "a leg of the journey cannot be computed",
    "unfit_treatment": "the treatment does not take the good",
    "code_contradicts": "the HS code is none of those held for this good, but of another chapter and other goods",
    "unknown_good": "good or waste not recognised",
    "unknown_treatment": "treatment not recognised",
    "unknown_origin": "origin not recognised",
    "unknown_destination": "destination not recognised",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "collection": "the figure of the treatment is its collection only",
    "carbon_only": "the fossil carbon of the waste, burnt; nothing else of the incineration",
    "stand_in": "the figure of the treatment is that of another waste",
    "elsewhere": "the figure of the treatment is that of another country",
    "co2_only": "the credit counts CO2 only",
    "other_pair": "the credit has no default pair of figures: that of the profile",
    "yield_needed": "the good holds the material only in part: give a yield",
    "no_yield": "no yield given: a tonne of scrap replaces a tonne of material",
    "yield_unused": "the yield is not used: nothing is credited",
    "credit_unused": "the credit given is not used: nothing is recovered",
    "no_freight": "no way is given: freight is not counted, and whether the trade still saves is not said",
    "tax_upper": "upper bound of the tax: what is stored, disposed of or used to standard is free",
    "tax_if": "the tax holds on the condition in tax_condition",
    "tax_not_held": "in China, but no rate of the solid-waste tax is linked to this good: tax not held",
    "tax_outside": "no rate of the solid-waste tax is in force on the day: tax not held",
    "fee_not_held": "no gate fee is held for this treatment there: give treatment_cost",
    "fee_tax_not_held": "no rate of the landfill tax is held for the day: cost not held",
    "fee_stand_in": "fee and landfill tax are those of the class in fee_class",
    "rate_assumed": "an exchange rate is carried past its last day",
    "law_assumed": "the day is past the check of the lists",
    "year_only": "only a year is given: law and rates of the day in the profile",
    "year_differs": "date and year differ: the date counts",
    "hs_differs": "the HS code is none of those held for this good",
    "hs_unread": "the HS code cannot be read and is not used",
    "same_country": "origin and destination are one country: no border is screened",
    "treated_at_origin": "no destination given: treated at the origin",
}
UNREAD = (
    UNFIT_TREATMENT,
    CODE_CONTRADICTS,
    UNKNOWN_GOOD,
    UNKNOWN_TREATMENT,
    UNKNOWN_ORIGIN,
    UNKNOWN_DESTINATION,
    INVALID,
)
WORDS = Words(STATUSES, MEANING, NOTES, (COMPUTED, GIVEN), UNREAD)
ASSUMED_NOTES = ("tax_upper", "rate_assumed", "law_assumed", "year_only")
FALLBACK_NOTES = ("stand_in", "elsewhere", "other_pair", "fee_stand_in")
