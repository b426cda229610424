"""The states an abatement measure can end in, and the notes that say why. Every row ends in exactly one state."""

from __future__ import annotations

from calc.engine.states import Words

STATUSES = (
    "computed",
    "unknown_pollutant",
    "unknown_country",
    "incomplete",
    "contradiction",
    "no_rate",
    "invalid",
)
COMPUTED, UNKNOWN_POLLUTANT, UNKNOWN_COUNTRY, INCOMPLETE, CONTRADICTION, NO_RATE, INVALID = range(
    len(STATUSES)
)

MEANING = {
    "computed": "computed",
    "unknown_pollutant": "the pollutant is not recognised, or its medium is not clear",
    "unknown_country": "the country is not recognised",
    "incomplete": "no cost is given, or capital without life or interest",
    "contradiction": "figures of the row contradict each other",
    "no_rate": "no exchange rate of the currency is known",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "no_country": "no country given: no tax, carbon price or damage is looked up",
    "tax_least": "tax saved at the statutory minimum: a province may have set more, and only ranked items are taxed",
    "no_tax": "no rate of a tax on this pollutant is held or given: no tax saved",
    "price_carried": "the carbon price was observed before the end of the year",
    "no_price": "no carbon price is held for this country, or several are, and none is given: no allowances saved",
    "no_cbam_share": "no share of the output under CBAM is given: no certificates saved",
    "no_cbam_price": "no price of CBAM certificates was known in this year, and none is given: none saved",
    "damage_missing": "no damage cost is held for this pollutant in this country: not 0, not known",
    "damage_prices": "the damage is in prices of its study, not of this year",
    "rate_assumed": "an exchange rate is carried past its last observation",
    "unused_price": "allowance or CBAM cells are not used: the pollutant is no greenhouse gas",
    "pays": "pays for itself: the yearly cost is below 0",
}
WORDS = Words(STATUSES, MEANING, NOTES)
ASSUMED_NOTES = ("tax_least", "price_carried", "rate_assumed")
