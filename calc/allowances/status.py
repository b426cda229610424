"""The states a plant's year can end in, and the notes that say why. Every row ends in exactly one state."""

from __future__ import annotations

from calc.engine.states import Words

STATUSES = ("computed", "unknown_jurisdiction", "no_price", "no_rate", "invalid")
COMPUTED, UNKNOWN_JURISDICTION, NO_PRICE, NO_RATE, INVALID = range(len(STATUSES))

MEANING = {
    "computed": "computed",
    "unknown_jurisdiction": "the jurisdiction is missing or not recognised",
    "no_price": "no carbon price is given, and none is held for this instrument and day",
    "no_rate": "no exchange rate of the currency of the price is known",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "price_given": "price given by the user",
    "price_carried": "the price was observed before the day asked for",
    "surplus": "more allowances than emissions: income, no carbon price paid",
    "surplus_nothing": "more allowances than emissions: counted as worth nothing",
    "nothing_paid": "allowances cover all emissions: no carbon price paid",
    "provisional": "as a deduction under CBAM provisional: the implementing act is not adopted",
    "rate_assumed": "the exchange rate is carried past its last observation",
    "no_euro": "no rate of the yuan or of the currency on this day: no figure in euro or yuan",
    "no_output": "no output given: nothing per tonne",
}
WORDS = Words(STATUSES, MEANING, NOTES)
ASSUMED_NOTES = ("price_carried", "rate_assumed")
