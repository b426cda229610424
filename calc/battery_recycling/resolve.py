"""From the cells of a mass to what it counts for; every row with its state.

Annex of Delegated Regulation (EU) 2025/606, sections 1 to 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.battery_recycling import status as st
from calc.battery_recycling.law import NO, WIDE, YES, Annex
from calc.engine.assumptions import choices
from calc.engine.cells import looked_up, numbers, texts
from calc.engine.groups import whole
from calc.engine.model import BoolArray, FloatArray, IntArray, Options, TableData
from calc.engine.states import States
from calc.methods.tally import named
from factors import Library
from factors.recycling import recycling_key

PROFILE = "profiles.battery_recycling"
OPTIONAL_TEXTS = ("reference", "operator", "facility")
FLOWS = ("input", "output", "passed-on", "received", "waste")
INPUT, OUTPUT, PASSED_ON, RECEIVED, WASTE = range(len(FLOWS))
EXPORTS = ("no", "approved", "not-approved")
BASES = ("dry", "wet")
LEFT_OUT = "left_out"
COPPER, MERCURY, LEAD = "copper", "mercury", "lead"
IN_SLAG, EQUIPMENT = "slag", "equipment-cables"  # parts
INTERMEDIATE = "intermediate"  # a use


@dataclass(frozen=True)
class Rows:
    """Rows of masses [t], and what each counts for."""

    size: int
    chosen: Mapping[str, str]
    annex: Annex
    processes: tuple[str, ...]
    facilities: tuple[str, ...]
    process: IntArray
    facility: IntArray
    year: IntArray  # index into `annex.years`
    group: IntArray  # index into `annex.groups`
    fraction: IntArray  # index into `annex.fractions`
    flow: IntArray
    key: IntArray  # process x year x group, -1 where one is not known
    keys: NDArray[np.int64]  # 3 x keys
    dry: FloatArray
    counted_input: FloatArray
    counted_output: FloatArray
    recovery_input: FloatArray
    recovery_output: FloatArray
    has_recovery: BoolArray  # the fraction has a target of recovery in this group
    part_open: BoolArray  # copper that counts for recovery or not, its part not said
    efficiency: FloatArray
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]


def meaning(data: TableData, column: str, kind: str, keys: Sequence[str]) -> tuple[IntArray, BoolArray]:
    """Return each row's text as an index into keys (-1: empty or unknown), and which texts are not known."""
    coded = texts(data, column)
    met = [recycling_key(text, kind) for text in coded.values]
    found = looked_up(coded, [keys.index(k) if k in keys else -1 for k in met])
    return found, np.asarray((found < 0) & (coded.codes >= 0))


def pick(flags: Sequence[bool], codes: IntArray) -> BoolArray:
    """Return a flag by code, False where the code is -1."""
    return np.array([*flags, False], dtype=bool)[codes]


def resolve(data: TableData, library: Library, options: Options) -> Rows:
    """Return the rows of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    states = States(data.size, st.WORDS)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    written_year = numbers(data, "year")
    years, which = np.unique(np.nan_to_num(written_year), return_inverse=True)
    year: IntArray = np.where(np.isnan(written_year), -1, which.ravel()).astype(np.int32)
    annex = Annex.of(library, years.astype(np.int32), chosen["first_year"])
    process, processes = named(texts(data, "process"))
    facility, facilities = named(texts(data, "facility"))
    mass = numbers(data, "mass")
    group, no_group = meaning(data, "group", "group", annex.groups)
    fraction, no_fraction = meaning(data, "fraction", "fraction", annex.fractions.keys)
    flow, no_flow = meaning(data, "flow", "flow", FLOWS)
    part, no_part = meaning(data, "part", "part", annex.parts.keys)
    use, no_use = meaning(data, "use", "use", annex.uses.keys)
    basis, no_basis = meaning(data, "basis", "basis", BASES)
    export, no_export = meaning(data, "export", "export", EXPORTS)
    for unknown, state in (
        (no_group, st.UNKNOWN_GROUP),
        (no_fraction, st.UNKNOWN_FRACTION),
        (no_flow, st.UNKNOWN_FLOW),
        (no_part, st.UNKNOWN_PART),
        (no_use, st.UNKNOWN_USE),
        (no_basis, st.UNKNOWN_BASIS),
        (no_export, st.UNKNOWN_EXPORT),
    ):
        states.end(unknown, state)
    states.end((process < 0) | (year < 0) | (group < 0) | (fraction < 0) | (flow < 0), st.INVALID)
    states.end(np.isnan(mass), st.INVALID)
    states.end(~pick(annex.in_force.tolist(), year), st.BEFORE_LAW)
    role = np.array([*annex.fractions.role, ""])[fraction]
    black, slag = role == "intermediate", role == "slag"
    states.end(black & ((flow == INPUT) | (flow == OUTPUT)), st.BLACK_MASS)

    dry = mass * _dry_share(data, annex, fraction, basis, states)
    content = numbers(data, "content")
    dry = np.where(np.isnan(content), dry, dry * content)
    states.note(~np.isnan(content), "content")

    element = annex.must[fraction, year]
    left = pick([chosen.get(key) == LEFT_OUT for key in annex.fractions.keys], fraction) & ~np.isnan(element)
    states.note(left & (flow <= PASSED_ON), "left_out")
    equipment = pick([key == EQUIPMENT for key in annex.parts.keys], part)
    states.note(equipment, "equipment_cables")
    counted_input = np.where((flow == INPUT) & ~left & ~equipment, dry, 0.0)

    efficiency = _efficiency(data, annex, year, flow, states)
    passed = ~np.isnan(efficiency)
    won = (flow == OUTPUT) | passed
    fits = _fit(annex, won, passed, part, use, export, fraction, states)
    share = _slag_share(data, slag & won, chosen["slag"] == "whole", states)
    has_recovery, counts, part_open = _recovery(annex, chosen, group, fraction, flow, part, states)
    impurity = role == "impurity"
    states.note(impurity & won, "impurity")
    key_parts = np.stack([process, year, group])
    keys, number = np.unique(key_parts, axis=1, return_inverse=True)
    key = np.where((key_parts >= 0).all(axis=0), number.ravel(), -1).astype(np.int32)
    # beside black mass that is passed on, metals count for recovery only: for efficiency it holds them
    within = passed & has_recovery & np.isin(key, key[black & (flow == PASSED_ON)])
    states.note(within, "in_black_mass")
    amount = np.where(fits, dry * np.where(passed, efficiency, 1.0), 0.0)
    counted_output = np.where(left | impurity | within, 0.0, amount * share)
    return Rows(
        size=data.size,
        chosen=chosen,
        annex=annex,
        processes=processes,
        facilities=facilities,
        process=process,
        facility=facility,
        year=year,
        group=group,
        fraction=fraction,
        flow=flow,
        key=key,
        keys=keys.astype(np.int64),
        dry=dry,
        counted_input=counted_input,
        counted_output=counted_output,
        recovery_input=np.where(counts & (flow == INPUT), dry, 0.0),
        recovery_output=np.where(counts, amount, 0.0),
        has_recovery=has_recovery,
        part_open=part_open,
        efficiency=efficiency,
        status=states.status,
        notes=states.notes,
    )


def _dry_share(
    data: TableData, annex: Annex, fraction: IntArray, basis: IntArray, states: States
) -> FloatArray:
    """Return the share of each mass that is no water: dry matter, or the solute of a fluid."""
    water, solute = numbers(data, "water_share"), numbers(data, "solute_share")
    fluid = pick([one == YES for one in annex.fractions.solute], fraction)
    said = ~np.isnan(water) | ~np.isnan(solute)
    wet = basis == BASES.index("wet")
    dry = basis == BASES.index("dry")
    states.end((wet | (fluid & ~dry)) & ~said, st.SHARE_NEEDED)
    both = ~np.isnan(water) & ~np.isnan(solute)
    unequal = both & (whole(np.nan_to_num(water) + np.nan_to_num(solute)) != whole(np.ones(1)))
    share = np.where(np.isnan(solute), 1 - water, solute)
    states.end(unequal | (dry & said & (share < 1)), st.SHARE_CONTRADICTION)
    states.note(said, "water")
    return np.where(said, share, 1.0)


def _slag_share(data: TableData, slag: BoolArray, all_of_it: bool, states: States) -> FloatArray:
    """Return the share of each mass that stems from batteries: 1 but for slag that comes out."""
    share = numbers(data, "from_batteries")
    if all_of_it:
        share = np.ones(data.size)
    states.end(slag & np.isnan(share), st.SLAG_SHARE)
    states.note(slag, "slag")
    return np.where(slag, np.nan_to_num(share), 1.0)


def _efficiency(data: TableData, annex: Annex, year: IntArray, flow: IntArray, states: States) -> FloatArray:
    """Return the known efficiency of what is passed on, NaN where its products have rows of their own."""
    efficiency, treated = numbers(data, "efficiency"), numbers(data, "treated_in")
    passed = flow == PASSED_ON
    later = treated - np.append(annex.years, 0)[year]
    states.end(passed & ~np.isnan(treated) & ((later < 0) | (later > annex.following)), st.LATE_TREATMENT)
    known = passed & ~np.isnan(efficiency)
    states.note(passed & ~known, "passed_on")
    states.note(known, "efficiency")
    states.note(flow == RECEIVED, "received")
    states.note(flow == WASTE, "waste")
    return np.where(known, efficiency, np.nan)


def _fit(
    annex: Annex,
    won: BoolArray,
    passed: BoolArray,
    part: IntArray,
    use: IntArray,
    export: IntArray,
    fraction: IntArray,
    states: States,
) -> BoolArray:
    """Return which of the rows that are `won`, as outputs or passed on at a known efficiency, may count at all."""
    useless = pick([one == NO for one in annex.uses.role], use)
    useless &= ~(passed & pick([key == INTERMEDIATE for key in annex.uses.keys], use))  # its products count
    unapproved = export == EXPORTS.index("not-approved")
    in_slag = pick([key == IN_SLAG for key in annex.parts.keys], part)
    mercury = pick([key == MERCURY for key in annex.fractions.keys], fraction)
    equipment = pick([key == EQUIPMENT for key in annex.parts.keys], part)
    states.note(won & useless, "use")
    states.note(won & ~passed & (use < 0), "use_not_said")
    states.note(won & unapproved, "export")
    states.note(won & in_slag, "in_slag")
    states.note(won & mercury, "mercury")
    return np.asarray(won & ~useless & ~unapproved & ~in_slag & ~mercury & ~equipment)


def _recovery(
    annex: Annex,
    chosen: Mapping[str, str],
    group: IntArray,
    fraction: IntArray,
    flow: IntArray,
    part: IntArray,
    states: States,
) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Return which rows are of a metal with a target, which of them count, and copper whose part is not said."""
    of = np.array([*annex.fractions.recovery, ""])[fraction]
    has = (of == "any") | ((of != "") & (of == np.array([*annex.groups, "-"])[group]))
    wide = chosen["copper"] == WIDE
    copper = pick([key == COPPER for key in annex.fractions.keys], fraction)
    lead = pick([key == LEAD for key in annex.fractions.keys], fraction)
    yes = pick([one == YES for one in annex.parts.recovery], part)
    yes |= copper & wide & pick([one == WIDE for one in annex.parts.recovery], part)
    in_slag = pick([key in (IN_SLAG, EQUIPMENT) for key in annex.parts.keys], part)
    moves = (flow == INPUT) | (flow == OUTPUT) | (flow == PASSED_ON)
    unsaid = has & moves & (part < 0) & ~lead
    part_open = unsaid & copper & (not wide)
    counts = has & moves & np.where(lead, ~in_slag, yes | (part < 0)) & ~part_open
    states.note(part_open, "part_not_said")
    states.note(unsaid & ~part_open & ~(copper & wide), "active_assumed")
    states.note(has & moves & (part >= 0) & ~counts & ~in_slag, "part_no_recovery")
    return np.asarray(has), np.asarray(counts), np.asarray(part_open)
