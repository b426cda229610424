"""The states a charged amount can end in, and the notes that say why. Every row ends in exactly one state."""

from __future__ import annotations

from calc.engine.states import Words

STATUSES = (
    "computed",
    "unknown_jurisdiction",
    "no_law",
    "unknown_pollutant",
    "no_rate",
    "rate_not_held",
    "outside_validity",
    "unknown_circumstance",
    "unknown_period",
    "invalid",
)
(
    COMPUTED,
    UNKNOWN_JURISDICTION,
    NO_LAW,
    UNKNOWN_POLLUTANT,
    NO_RATE,
    RATE_NOT_HELD,
    OUTSIDE_VALIDITY,
    UNKNOWN_CIRCUMSTANCE,
    UNKNOWN_PERIOD,
    INVALID,
) = range(len(STATUSES))

MEANING = {
    "computed": "computed",
    "unknown_jurisdiction": "the jurisdiction is not recognised",
    "no_law": "no charge on emissions of this jurisdiction is held",
    "unknown_pollutant": "the pollutant or class is not recognised, or its medium is not clear",
    "no_rate": "the charge names no rate for this pollutant or class",
    "rate_not_held": "the law has a rate, and it is not held",
    "outside_validity": "the period lies outside the time for which a rate is held",
    "unknown_circumstance": "the circumstance is not one for which the law has a coefficient",
    "unknown_period": "the period is missing or not understood",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "rate_assumed": "the rate is carried past the day to which it is known to hold",
    "begins": "the rate begins within the period and is charged on all of it: give the days before it apart",
    "share": "a share of the rate is due in this period",
    "coefficient": "a coefficient of the circumstance is counted",
    "fixed_fee": "a fixed fee comes on top: table of sites",
    "no_site": "a fixed fee comes on top, and no site is given: it is not counted",
    "no_euro": "no exchange rate on this day, no figure in euro or yuan: give one with --rates",
    "exchange_assumed": "the exchange rate is carried past its last observation",
}
WORDS = Words(STATUSES, MEANING, NOTES)
ASSUMED_NOTES = ("rate_assumed", "begins", "exchange_assumed")
