"""The states a row of steel can end in, and the notes that say why. Every row ends in exactly one state."""

from __future__ import annotations

from calc.engine.states import Words

STATUSES = (
    "computed",
    "unknown_route",
    "route_contradiction",
    "unknown_origin",
    "grid_missing",
    "capture_missing",
    "hydrogen_missing",
    "alloy_unknown",
    "invalid",
)
(
    COMPUTED,
    UNKNOWN_ROUTE,
    ROUTE_CONTRADICTION,
    UNKNOWN_ORIGIN,
    GRID_MISSING,
    CAPTURE_MISSING,
    HYDROGEN_MISSING,
    ALLOY_UNKNOWN,
    INVALID,
) = range(len(STATUSES))

UNREAD = (UNKNOWN_ROUTE, ROUTE_CONTRADICTION, UNKNOWN_ORIGIN, INVALID)  # states in which no note is of use

MEANING = {
    "computed": "modelled by route",
    "unknown_route": "route not recognised",
    "route_contradiction": "route and scrap share contradict each other",
    "unknown_origin": "country not recognised, and no grid given",
    "grid_missing": "no figure of the grid",
    "capture_missing": "the route captures CO2, and capture rate or energy is not given",
    "hydrogen_missing": "the hydrogen is not recognised, or its footprint is not given",
    "alloy_unknown": "alloying elements not understood, or no figure is held for one of them",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "share_of_route": "no scrap share given: that of the route's inventory",
    "scrap_above": "more scrap than the route's inventory holds: the heat of the converter is not checked",
    "rest_is_dri": "iron that is no scrap is taken as DRI made with natural gas",
    "dri_gas": "the route does not name its reductant: natural gas",
    "grid_of_origin": "no grid given: that of the origin",
    "grid_of_world": "no grid given: World",
    "grid_year": "the grid figure is of another year",
    "gas_unused": "gas_factor is not used: no natural gas is counted on this route",
    "coal_unused": "coal_factor is not used: the coal is inside the stage factors of this route",
    "hydrogen_unused": "cells about hydrogen are not used on this route",
    "hydrogen_precursor": "bought hydrogen is a precursor under CBAM: its direct emissions come on top of the exposure",
    "capture_unused": "cells about capture are not used: the route captures nothing",
    "capture_heat": "only the electricity of the capture is counted",
    "alloy_precursor": "alloys may be precursors under CBAM: their direct emissions come on top of the exposure",
    "no_benchmark": "no benchmark is held for this goods code and route: exposure before free allocation",
    "outside_cbam": "goods of this origin are outside CBAM: no exposure",
    "never_pays": "no abatement against BF-BOF: no carbon price pays for the premium",
}
WORDS = Words(STATUSES, MEANING, NOTES, unread=UNREAD)
ASSUMED_NOTES = ("rest_is_dri", "dri_gas", "grid_year")
FALLBACK_NOTES = ("share_of_route", "grid_of_world")
