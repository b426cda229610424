"""The states an item of the account can end in, and the notes that say why. Every row ends in exactly one state."""

from __future__ import annotations

from calc.engine.states import Words

STATUSES = (
    "computed",
    "unknown_group",
    "unknown_period",
    "nothing_given",
    "incomplete",
    "contradiction",
    "no_rate",
    "invalid",
)
(
    COMPUTED,
    UNKNOWN_GROUP,
    UNKNOWN_PERIOD,
    NOTHING_GIVEN,
    INCOMPLETE,
    CONTRADICTION,
    NO_RATE,
    INVALID,
) = range(len(STATUSES))

MEANING = {
    "computed": "computed",
    "unknown_group": "the group of the account is not recognised",
    "unknown_period": "the period is missing or not understood",
    "nothing_given": "neither amount, capital, quantity with price, material loss nor emissions are given",
    "incomplete": "a figure that belongs to another one is missing",
    "contradiction": "figures of the row contradict each other",
    "no_rate": "no exchange rate of the currency is known",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "credit": "credit: taken off",
    "annuity_part": "the period is a part of a year: that part of the annuity",
    "loss": "material loss by ISO 14051: its share of material, energy and system costs, all of waste management",
    "refund": "negative amount: taken as money received",
    "internal_beside": "internal carbon price: reported beside the account, nobody pays it",
    "internal_excess": "internal carbon price: what it is above the regulatory price is added",
    "rate_assumed": "the exchange rate is carried past its last observation",
    "no_euro": "no rate of the yuan on this day: no figure in euro",
    "no_output": "no output is given for this product and period: nothing per tonne",
    "two_outputs": "two outputs are given for this product and period: nothing per tonne",
    "two_terms": "two pass-through shares, elasticities, prices or margins of this product and period: not used",
    "half_market": "one elasticity without the other: no pass-through",
    "no_market": "both elasticities are 0: what passes through is not determined, give it as pass_through",
}
WORDS = Words(STATUSES, MEANING, NOTES)
ASSUMED_NOTES = ("rate_assumed",)
