"""The states a mass of a recycling process can end in, and the notes that say why it counts or not."""

from __future__ import annotations

from calc.engine.states import Words
from calc.methods.targets import ANSWERS

STATUSES = (
    "computed",
    "unknown_group",
    "unknown_fraction",
    "unknown_flow",
    "unknown_part",
    "unknown_use",
    "unknown_basis",
    "unknown_export",
    "black_mass",
    "share_needed",
    "share_contradiction",
    "slag_share",
    "late_treatment",
    "before_law",
    "no_input",
    "output_above_input",
    "element_left_out",
    "incomplete",
    "invalid",
)
(
    COMPUTED,
    UNKNOWN_GROUP,
    UNKNOWN_FRACTION,
    UNKNOWN_FLOW,
    UNKNOWN_PART,
    UNKNOWN_USE,
    UNKNOWN_BASIS,
    UNKNOWN_EXPORT,
    BLACK_MASS,
    SHARE_NEEDED,
    SHARE_CONTRADICTION,
    SLAG_SHARE,
    LATE_TREATMENT,
    BEFORE_LAW,
    NO_INPUT,
    ABOVE_INPUT,
    LEFT_OUT,
    INCOMPLETE,
    INVALID,
) = range(len(STATUSES))

MEANING = {
    "computed": "computed",
    "unknown_group": "the group of batteries is not recognised",
    "unknown_fraction": "the fraction is not recognised",
    "unknown_flow": "the flow is not recognised",
    "unknown_part": "the part is not recognised",
    "unknown_use": "the use is not recognised",
    "unknown_basis": "neither dry nor wet",
    "unknown_export": "the export is not recognised",
    "black_mass": "black mass is an intermediate, neither input nor output",
    "share_needed": "a wet mass, or an acid, without its share of water or solute",
    "share_contradiction": "share of water and of solute contradict each other or the basis",
    "slag_share": "slag without the share that stems from batteries",
    "late_treatment": "treated before the year of the input, or too long after it",
    "before_law": "the rules of counting are not in force in this year",
    "no_input": "the process has no input in this year and group",
    "output_above_input": "more comes out than goes in",
    "element_left_out": "an element that must count in this year is left out",
    "incomplete": "another row of this process, year and group is refused",
    "invalid": "a needed cell is missing or cannot be read",
}

# of a recovery, the first four as of any target
RECOVERY = (*ANSWERS, "part not said", "no input")
PART_NOT_SAID, NO_METAL = range(len(ANSWERS), len(RECOVERY))

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "water": "water is taken off: only dry matter or solute counts",
    "content": "only the content of the compound counts",
    "left_out": "the element is left out of input and output, as chosen",
    "use": "no output: backfilling, landfill, fuel, energy recovery and intermediates do not count",
    "use_not_said": "the use is not said: taken as a product or material",
    "export": "exported without approved evidence: not counted (Art. 72(3))",
    "in_slag": "in slag: the slag counts in a row of its own, for recovery it never does",
    "slag": "of the slag only the part from batteries counts, and not for recovery",
    "impurity": "impurities are input only",
    "equipment_cables": "cables to the equipment are no part of the battery",
    "passed_on": "an intermediate: what is won from it counts, in the rows of the facility that treats it",
    "efficiency": "passed on at a known efficiency: the product of both counts",
    "in_black_mass": "a metal passed on counts for recovery; for efficiency the black mass that holds it counts",
    "received": "received from another facility: no input of the process",
    "waste": "waste or emission: counts for neither, only in the balance of cadmium and mercury",
    "part_not_said": "copper without its part: whether it counts for recovery cannot be told",
    "active_assumed": "part not said: taken as active material",
    "part_no_recovery": "this part does not count for recovery",
    "rest_elements": "no row of iron or phosphorus: they must count in this year where the batteries hold them",
    "mercury": "mercury is no output: it is balanced against the waste alone",
}
WORDS = Words(STATUSES, MEANING, NOTES)
ASSUMED_NOTES = ("use_not_said", "active_assumed")
