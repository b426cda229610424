"""The states of a discharge, and the notes that say why. Every row ends in exactly one state."""

from __future__ import annotations

from calc.engine.states import Words

STATUSES = (
    "computed",
    "given",
    "assumed",
    "exempt",
    "not_taxable",
    "unknown_pollutant",
    "unclear_pollutant",
    "medium_mismatch",
    "unknown_medium",
    "month_invalid",
    "before_law",
    "unknown_exemption",
    "flow_missing",
    "amount_missing",
    "amount_contradiction",
    "wastewater_unclear",
    "measured_missing",
    "equivalent_missing",
    "duplicate",
    "province_conflict",
    "unknown_province",
    "rate_outside_band",
    "zone_missing",
    "rate_missing",
    "invalid",
)
(
    COMPUTED,
    GIVEN,
    ASSUMED,
    EXEMPT,
    NOT_TAXABLE,
    UNKNOWN_POLLUTANT,
    UNCLEAR_POLLUTANT,
    MEDIUM_MISMATCH,
    UNKNOWN_MEDIUM,
    MONTH_INVALID,
    BEFORE_LAW,
    UNKNOWN_EXEMPTION,
    FLOW_MISSING,
    AMOUNT_MISSING,
    AMOUNT_CONTRADICTION,
    WASTEWATER_UNCLEAR,
    MEASURED_MISSING,
    EQUIVALENT_MISSING,
    DUPLICATE,
    PROVINCE_CONFLICT,
    UNKNOWN_PROVINCE,
    RATE_OUTSIDE_BAND,
    ZONE_MISSING,
    RATE_MISSING,
    INVALID,
) = range(len(STATUSES))

SETTLED = (COMPUTED, GIVEN, ASSUMED, EXEMPT, NOT_TAXABLE)  # rows with a tax, be it nothing
LAST_SETTLED = NOT_TAXABLE

MEANING = {
    "computed": "computed",
    "given": "taxed at the rate that the row gives",
    "assumed": "taxed at a rate that is assumed: a draft, not confirmed, or past its end",
    "exempt": "exempt from the tax",
    "not_taxable": "no item of Annex 2: not taxed",
    "unknown_pollutant": "pollutant not recognised",
    "unclear_pollutant": "more than one item of Annex 2 may be meant",
    "medium_mismatch": "the pollutant belongs to the other medium",
    "unknown_medium": "medium not recognised, or needed to tell which item is meant",
    "month_invalid": "the month cannot be read",
    "before_law": "the tax is levied from January 2018",
    "unknown_exemption": "exemption not recognised",
    "flow_missing": "a concentration without a flow",
    "amount_missing": "no amount, and neither concentration and flow",
    "amount_contradiction": "the amount and concentration times flow contradict each other",
    "wastewater_unclear": "the amount of wastewater is given without its unit",
    "measured_missing": "the equivalents need the measured figure, and for colour and coliform the limit",
    "equivalent_missing": "no equivalent value of this item is held",
    "duplicate": "the same pollutant twice at one outlet in one month",
    "province_conflict": "one site in two provinces",
    "unknown_province": "province not recognised",
    "rate_outside_band": "the rate given is outside the statutory band",
    "zone_missing": "the rate of the province depends on the place, which is not given or not known",
    "rate_missing": "no decision of the province is held for this month: give rate_cny",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "beyond_first": "not among the pollutants charged at this outlet",
    "one_of_group": "one of its group is charged at an outlet: another was taken",
    "group_taken": "one of COD, BOD5 and TOC, and one of coliform and chlorine, is charged: this was taken, with the"
    " most equivalents, as assumed",
    "group_tie": "equal equivalents in its group: the first in the order of Annex 2 was taken, as assumed",
    "ph_neutral": "pH between 6 and 9 is not taxed",
    "not_exceeded": "taxed only where the standard is exceeded, which it is not",
    "small_below": "below the size from which it is charged",
    "nothing": "nothing was discharged",
    "sewage_works": "discharged to lawful sewage works: no direct discharge",
    "exempt_lost": "municipal works are exempt only within the standards, and a limit was exceeded",
    "exceeded": "no reduction: a limit was exceeded",
    "exceeded_outlet": "no reduction: a limit was exceeded at this outlet",
    "exceeded_unclear": "whether the limit was exceeded is not understood: no reduction",
    "exceeded_contradiction": "exceeded says no, but the measured figure is above the limit: it counts as exceeded",
    "unit_differs": "no reduction: measured figure and limit are not in the same unit",
    "punitive": "the amount produced counts instead of the amount discharged",
    "draft": "the rate is that of a draft",
    "expired": "the rate is carried past the end of its decision, or not confirmed",
    "equivalent_given": "the equivalent value is the user's",
    "medium_taken": "medium taken from the pollutant",
    "measured_taken": "the concentration stands for the measured figure",
    "outlet_missing": "no outlet given: the rows of a site and month count as one outlet",
    "wastewater_mass": "the amount is read as that of the wastewater: the equivalents are counted from it",
    "amount_unused": "the amount is not taken, for it has no unit of wastewater: the flow counts",
    "incomplete": "another row of this outlet and month is refused: ranks may change",
    "method_unknown": "way of measuring not recognised",
    "gas_state": "mg/m3 and Nm3 are taken at the same state of the gas",
}
UNREAD = (UNKNOWN_POLLUTANT, UNCLEAR_POLLUTANT, MONTH_INVALID, INVALID)
WORDS = Words(STATUSES, MEANING, NOTES, SETTLED, UNREAD)
ASSUMED_NOTES = ("draft", "expired")
FALLBACK_NOTES = ("measured_taken", "medium_taken", "outlet_missing")
