"""The states a lot can end in, and the notes that say why. Every lot ends in exactly one state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import BoolArray
from calc.engine.states import Words

STATUSES = (
    "computed",
    "given",
    "share_missing",
    "share_contradiction",
    "unknown_material",
    "unknown_origin",
    "unknown_route",
    "unknown_allocation",
    "grid_missing",
    "no_figure",
    "boundary_mismatch",
    "allocation_incomplete",
    "freight_unclear",
    "invalid",
)
(
    COMPUTED,
    GIVEN,
    SHARE_MISSING,
    SHARE_CONTRADICTION,
    UNKNOWN_MATERIAL,
    UNKNOWN_ORIGIN,
    UNKNOWN_ROUTE,
    UNKNOWN_ALLOCATION,
    GRID_MISSING,
    NO_FIGURE,
    BOUNDARY_MISMATCH,
    ALLOCATION_INCOMPLETE,
    FREIGHT_UNCLEAR,
    INVALID,
) = range(len(STATUSES))

UNREAD = (
    SHARE_CONTRADICTION,
    UNKNOWN_MATERIAL,
    UNKNOWN_ORIGIN,
    UNKNOWN_ROUTE,
    UNKNOWN_ALLOCATION,
    INVALID,
)  # nothing else is said of such a lot


def is_computed(status: NDArray[np.int8]) -> BoolArray:
    """Return which rows have a footprint: the computed ones come first in `STATUSES`."""
    return status <= GIVEN


def shows_routes(status: NDArray[np.int8]) -> BoolArray:
    """Return which rows show the figures of the two routes."""
    return status <= SHARE_MISSING


MEANING = {
    "computed": "the footprint rests on our figures",
    "given": "the supplier's own figure is used",
    "share_missing": "neither a recycled share nor a route: both routes are shown, no footprint",
    "share_contradiction": "route and recycled share contradict each other",
    "unknown_material": "material not recognised",
    "unknown_origin": "country not recognised",
    "unknown_route": "route not recognised",
    "unknown_allocation": "allocation not recognised",
    "grid_missing": "no grid figure, and the footprint is built from electricity",
    "no_figure": "no figure is held for this route of the material",
    "boundary_mismatch": "figures of different boundaries would be compared",
    "allocation_incomplete": "the allocation needs a parameter that is not given",
    "freight_unclear": "a leg of the journey cannot be computed",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "both": "route and recycled share both given and agree",
    "grid_of_origin": "no grid given: that of the origin",
    "grid_of_world": "no grid given: World",
    "grid_year": "the grid figure is of another year",
    "grid_unused": "the grid is not used: the look-up holds its own electricity",
    "smelter_unused": "the grid of electrolysis is not used: nothing is electrolysed",
    "no_comparison": "no grid figure: the primary figure and the saving stay empty",
    "grid_unknown": "the grid is not known, and not needed",
    "world_inventory": "World inventory: none is held for this origin",
    "stand_in": "processes that the region lacks are those of World",
    "no_secondary": "no figure is held for the recycled route",
    "no_primary": "no figure is held for the primary route",
    "co2_only": "the source counts CO2 only",
    "yield_unused": "the yield is not used: the figure holds its own",
    "allocation_unused": "the allocation and its parameters are not used",
    "boundary_unused": "the boundary is not used: there is no supplier's figure",
    "grade_unused": "no figure is held for this scrap grade: that of the material",
    "boundary_assumed": "boundary of the supplier's figure not given: cradle-to-gate assumed",
    "mixed": "figures of different boundaries are compared, as asked",
    "cff_of_table": "R2 or Qs/Qp not given: the published parameters of the metal",
    "eol_credit": "the footprint holds the credit of recycling at the end of life; the primary figure does not",
    "recycled_above": "the recycled figure is above the primary one: compare their age and boundary",
    "cost_year": "the social cost is that of an earlier year of emission",
    "cumulative": "the energy of the look-up is cumulative, not final energy",
    "generic_a": "A not given and not published for this metal: generic A = 0.5",
    "interpolated": "between two printed scrap shares",
    "outside_points": "the source prints no figure for this scrap share, and nothing is extrapolated",
    "of_mix": "the only figure held is that of the mix on the market: it stands for primary",
}
WORDS = Words(STATUSES, MEANING, NOTES, (COMPUTED, GIVEN), UNREAD)
ASSUMED_NOTES = ("grid_year", "boundary_assumed", "generic_a", "cff_of_table", "mixed")
FALLBACK_NOTES = ("grid_of_world", "world_inventory", "stand_in", "of_mix")
