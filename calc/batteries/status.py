"""The states a model can end in, the notes that say why, and what can be wrong with a row of another sheet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import BoolArray
from calc.engine.states import Words

STATUSES = (
    "computed",
    "archetype",
    "incomplete",
    "mass_differs",
    "no_design",
    "no_factor",
    "unknown_grid",
    "grid_not_known",
    "usable_above_nominal",
    "usable_implausible",
    "capacity_implausible",
    "capacity_invalid",
    "unknown_chemistry",
    "no_chemistry",
    "unknown_category",
    "duplicate_model",
    "invalid",
)
(
    COMPUTED,
    ARCHETYPE,
    INCOMPLETE,
    MASS_DIFFERS,
    NO_DESIGN,
    NO_FACTOR,
    GRID_UNKNOWN,
    GRID_NOT_KNOWN,
    USABLE_ABOVE_NOMINAL,
    USABLE_IMPLAUSIBLE,
    CAPACITY_IMPLAUSIBLE,
    CAPACITY_INVALID,
    UNKNOWN_CHEMISTRY,
    NO_CHEMISTRY,
    UNKNOWN_CATEGORY,
    DUPLICATE_MODEL,
    INVALID,
) = range(len(STATUSES))

MEANING = {
    "computed": "every line of the model rests on its own rows; provisional, by the rule set named",
    "archetype": "some lines rest on the cell design of the chemistry: an estimate, which blocks a declaration",
    "incomplete": "a row of the model is refused: no figure stands for what the others come to",
    "mass_differs": "the masses of the materials do not add up to the mass of the battery",
    "no_design": "no cell design is held for the chemistry: give materials and energy",
    "no_factor": "a figure of the cell design was not known on the day of --law-known-on: no figure of the rest",
    "unknown_grid": "the grid or the country of the plant cannot be read, or no figure is held for it",
    "grid_not_known": "no figure of the grid of the plant was known on the day of --law-known-on",
    "usable_above_nominal": "usable capacity is above nominal capacity",
    "usable_implausible": "usable capacity is far below nominal capacity: kWh and MWh may be confused",
    "capacity_implausible": "capacity and mass do not fit: kWh and MWh, or kg and t, may be confused",
    "capacity_invalid": "the capacity is missing, cannot be read, or is in Ah without a voltage",
    "unknown_chemistry": "chemistry not recognised",
    "no_chemistry": "the chemistry is missing",
    "unknown_category": "category of the battery not recognised",
    "duplicate_model": "the sheet Product names the model twice",
    "invalid": "a needed cell is missing or cannot be read",
}

# note -> what stands in the column `note` of a row; the order is that of the bits
NOTES = {
    "archetype_materials": "materials are those of the cell design of the chemistry",
    "archetype_parts": "parts of module and pack whose material the design does not name are not counted",
    "no_parts": "no parts of module and pack are held for the chemistry: they are not counted",
    "archetype_energy": "energy is that of the cell design; assembly of module and pack is not counted",
    "grid_of_country": "no grid is given: that of the plant's country",
    "grid_of_world": "neither grid nor country of the plant is given: electricity of the world",
    "grid_year": "electricity of another year than that of the data",
    "own_grid_figure": "a figure of the user's own stands for the grid, not that of the mix held",
    "own_carrier": "an energy carrier that is not known counts by the factor of its row; is it electricity?",
    "combustion_only": "a fuel counts with its burning only, without what it took to supply it",
    "contract_used": "electricity by contract counts, as the rule set allows",
    "yield_one": "no yield is given for a material: counted as if no more of it were bought than is in the battery",
    "generic_a": "no A of the circular footprint formula is held for a material: the generic one",
    "quality_one": "no ratio of qualities is held for a material: 1",
    "recycled_as_virgin": "recycled content counts as virgin: no recycled_factor is given",
    "replaced_as_supplied": "what recycling replaces counts at the supplier's figure of the material",
    "recycling_not_counted": "recycling at the end of life is not counted: no recycling_factor is given",
    "disposal_not_counted": "disposal of what is not recycled is not counted: no disposal_factor is given",
    "battery_and_materials": "the end of life of the whole battery stands beside that of materials: both count",
    "no_distribution": "distribution is not stated: the total is without it",
    "no_end_of_life": "end of life is not stated: the total is without it",
    "no_mass": "no mass of the battery: no figure per kg",
    "no_service": "no figure per kWh delivered: warranty, or cycles and energy per cycle, are not given",
    "no_km_per_year": "no figure per kWh delivered: a warranty in km needs km_per_year",
    "no_cycles": "no figure per kWh delivered: the rules have no cycles for this battery: give cycles_per_year",
    "no_basis": "no figure per kWh delivered: cycles_per_year needs its justification in cycle_basis",
    "no_usable": "no figure per kWh delivered: usable_capacity is not given",
    "usable_is_nominal": "the nominal capacity stands in for the usable one",
    "cycles_unused": "cycles_per_year, or cycles and energy_per_cycle, are not used: the rules have those of the class",
    "no_kwmin": "no figure per kWmin of back-up power: it needs backup_power, backup_time and a warranty",
    "backup": "a back-up battery: its functional unit is the kWmin",
    "below_range": "below the published range of its chemistry",
    "above_range": "above the published range of its chemistry",
    "mass_unread": "the mass of the battery cannot be read: the materials are not checked against it",
    "usable_unread": "usable_capacity cannot be read: no figure per kWh delivered",
    "energy_low": "the energy of production is far below that of a cell design: kWh and MWh may be confused",
    "optional_unread": "an optional cell of the sheet Product cannot be read and is left out",
    "category_mass": "the mass of the battery contradicts its category (Art. 3(1))",
    "component_missing": "no line of cathode, anode, electrolyte, separator or casing, each of which a cell has",
}
UNREAD = range(NO_FACTOR, len(STATUSES))
WORDS = Words(STATUSES, MEANING, NOTES, (COMPUTED, ARCHETYPE), UNREAD)
ASSUMED_NOTES = (
    *("generic_a", "quality_one", "replaced_as_supplied"),
    *("usable_is_nominal", "grid_of_world", "grid_year", "own_grid_figure", "own_carrier"),
)
FALLBACK_NOTES = ("archetype_materials", "archetype_energy", "grid_of_country", "combustion_only")


def is_settled(status: NDArray[np.int8]) -> BoolArray:
    """Return which models have their figures."""
    return status <= ARCHETYPE


def is_read(status: NDArray[np.int8]) -> BoolArray:
    """Return which models are understood, whether all their rows are or not."""
    return status <= MASS_DIFFERS


# ---- rows of the other sheets

ROW_STATES = (
    "used",
    "model_refused",
    "unknown_model",
    "invalid",
    "unknown_material",
    "no_boundary",
    "no_piece_mass",
    "two_factors",
    "shares_above_one",
    "unknown_carrier",
    "no_energy_factor",
    "contract_forbidden",
    "no_contract_factor",
    "unknown_supply",
    "unknown_grid",
    "unknown_stage",
    "no_mass",
    "freight_unclear",
    "no_way",
    "duplicate_row",
    "not_in_model",
    "no_recovery_factor",
    "recovery_in_part",
    "no_figure",
    "supply_not_said",
    "credit_outside",
    "not_known_then",
)
(
    USED,
    MODEL_REFUSED,
    UNKNOWN_MODEL,
    ROW_INVALID,
    UNKNOWN_MATERIAL,
    NO_BOUNDARY,
    NO_PIECE_MASS,
    TWO_FACTORS,
    SHARES_ABOVE_ONE,
    UNKNOWN_CARRIER,
    NO_ENERGY_FACTOR,
    CONTRACT_FORBIDDEN,
    NO_CONTRACT_FACTOR,
    UNKNOWN_SUPPLY,
    UNKNOWN_GRID,
    UNKNOWN_STAGE,
    NO_MASS,
    FREIGHT_UNCLEAR,
    NO_WAY,
    DUPLICATE_ROW,
    NOT_IN_MODEL,
    NO_RECOVERY_FACTOR,
    RECOVERY_IN_PART,
    NO_FIGURE,
    SUPPLY_NOT_SAID,
    CREDIT_OUTSIDE,
    NOT_KNOWN_THEN,
) = range(len(ROW_STATES))


class RowStates:
    """The state of each row of a sheet; the first fault that a row is given stays."""

    def __init__(self, size: int) -> None:
        self.status = np.zeros(size, dtype=np.int8)

    def end(self, rows: BoolArray, state: int) -> None:
        """Give the rows a state, where they have none yet."""
        self.status[rows & (self.status == USED)] = state

    @property
    def used(self) -> BoolArray:
        """Rows without a fault."""
        found: BoolArray = self.status == USED
        return found

    @property
    def faulty(self) -> BoolArray:
        """Rows that take the figures of their model with them."""
        found: BoolArray = self.status > UNKNOWN_MODEL
        return found
