"""Rates of each process, year and group: recycling efficiency and recovery, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.battery_recycling import status as st
from calc.battery_recycling.law import Annex
from calc.battery_recycling.resolve import INPUT, LEFT_OUT, OUTPUT, PASSED_ON, WASTE, Rows
from calc.engine.groups import whole
from calc.engine.model import BoolArray, FloatArray
from calc.methods.tally import exact_sums
from calc.methods.targets import MISSED, NONE, NOT_YET, answers

CHECKED = ("material", "element")  # roles of fractions of which no more may come out than goes in


@dataclass(frozen=True)
class Rates:
    """Masses [t] by key (process, year and group), and by key and fraction."""

    state: NDArray[np.int8]  # by key
    fault: NDArray[np.int32]  # by key: the fraction that is at fault, -1 for the process as a whole
    input: FloatArray
    output: FloatArray
    efficiency_target: FloatArray  # share of 1; NaN: not yet applicable
    efficiency_place: NDArray[np.int32]
    efficiency_answer: NDArray[np.int8]
    metal_input: FloatArray  # key x fraction
    metal_output: FloatArray
    recovery_target: FloatArray
    recovery_place: NDArray[np.int32]
    recovery_answer: NDArray[np.int8]
    has_recovery: BoolArray  # key x fraction: rows of a metal with a target
    gap: FloatArray  # key x fraction: input less output and waste, NaN where it is not balanced
    elements_missing: BoolArray  # key: an element that must count has no row of input, and none is asked for


def table(rows: Rows, values: FloatArray, which: BoolArray) -> FloatArray:
    """Return exact sums [t] by key and fraction of some rows."""
    count = len(rows.annex.fractions.keys)
    use = which & (rows.key >= 0) & (rows.fraction >= 0)
    place = rows.key[use] * count + rows.fraction[use]
    number = rows.keys.shape[1]
    return exact_sums(place, values[use], number * count).reshape(number, count)


def met(rows: Rows, which: BoolArray) -> BoolArray:
    """Return which keys and fractions have one of the rows."""
    return table(rows, np.ones(rows.size), which) > 0


def rates(rows: Rows) -> Rates:
    """Return the rates of every key."""
    annex, good = rows.annex, rows.status == st.COMPUTED
    number = rows.keys.shape[1]
    year, group = rows.keys[1], rows.keys[2]
    enters, leaves = table(rows, rows.counted_input, good), table(rows, rows.counted_output, good)
    total_in, total_out = enters.sum(axis=1), leaves.sum(axis=1)
    state, fault = np.zeros(number, dtype=np.int8), np.full(number, -1, dtype=np.int32)

    def end(where: Any, what: int, fraction: NDArray[np.int32] | None = None) -> None:
        fresh = where & (state == st.COMPUTED)
        state[fresh] = what
        if fraction is not None:
            fault[fresh] = fraction[fresh]

    end(_broken(rows, ~good), st.INCOMPLETE)
    end(~(total_in > 0), st.NO_INPUT)
    listed = met(rows, rows.flow == INPUT)
    must = annex.must[:, year].T > 0
    wants = np.array([[one == g for one in annex.fractions.listed] for g in annex.groups], dtype=bool)
    asked: BoolArray = wants[group]
    chosen_out = np.array([rows.chosen.get(key) == LEFT_OUT for key in annex.fractions.keys])
    lacking: BoolArray = must & ((asked & ~listed) | (chosen_out & (listed | asked)))
    end(lacking.any(axis=1), st.LEFT_OUT, lacking.argmax(axis=1).astype(np.int32))
    above: NDArray[np.bool_] = _above(rows, good)
    end(above.any(axis=1), st.ABOVE_INPUT, above.argmax(axis=1).astype(np.int32))
    end(whole(total_out - total_in) > 0, st.ABOVE_INPUT)

    sound = state == st.COMPUTED
    target = annex.efficiency.now[group, year]
    answer = _answers(total_out, total_in, target)
    metal_in, metal_out = table(rows, rows.recovery_input, good), table(rows, rows.recovery_output, good)
    has = met(rows, rows.has_recovery & good)
    wanted = np.where(has, annex.recovery.now[:, year].T, np.nan)
    recovery = _answers(metal_out, metal_in, wanted)
    recovery = np.where(metal_in > 0, recovery, st.NO_METAL)
    recovery = np.where(met(rows, rows.part_open & good), st.PART_NOT_SAID, recovery)
    recovery = np.where(has, recovery, NONE)
    only_asked = np.asarray(asked.any(axis=1))[:, None] & must & ~asked & ~listed
    return Rates(
        state,
        fault,
        total_in,
        total_out,
        np.where(sound, target, np.nan),
        annex.efficiency.place[group, year],
        np.where(sound, answer, -1).astype(np.int8),
        metal_in,
        metal_out,
        np.where(sound[:, None], wanted, np.nan),
        annex.recovery.place[:, year].T,
        np.where(sound[:, None], recovery, -1).astype(np.int8),
        has,
        np.where(sound[:, None], _gap(rows, annex, good), np.nan),
        sound & only_asked.any(axis=1),
    )


def _broken(rows: Rows, refused: BoolArray) -> BoolArray:
    """Return the keys that lack a refused row; one without year or group is lacking in all that it may belong to."""
    found = np.zeros(rows.keys.shape[1], dtype=bool)
    parts = np.stack([rows.process, rows.year, rows.group]).astype(np.int64)
    told = parts >= 0
    for known in ((True, True, True), (True, False, True), (True, True, False), (True, False, False)):
        which = refused & (told == np.array(known)[:, None]).all(axis=0)
        if which.any():
            use = np.flatnonzero(known)
            sizes = tuple(int(size) for size in rows.keys[use].max(axis=1, initial=0) + 1)
            keys = np.ravel_multi_index(tuple(np.maximum(rows.keys[use], 0)), sizes)
            lacking = np.ravel_multi_index(tuple(parts[use][:, which]), sizes)
            found |= np.isin(keys, lacking) & (rows.keys[use] >= 0).all(axis=0)
    return found


def _answers(part: FloatArray, of: FloatArray, target: FloatArray) -> NDArray[np.int8]:
    found = answers(part, of, target)
    return np.where(np.isnan(target), NOT_YET, found).astype(np.int8)


def _above(rows: Rows, good: BoolArray) -> BoolArray:
    """Return the keys and fractions of which more comes out than goes in, whether it counts or not."""
    enters = table(rows, rows.dry, good & (rows.flow == INPUT))
    known = rows.dry * np.nan_to_num(rows.efficiency)
    leaves = table(rows, rows.dry, good & (rows.flow == OUTPUT))
    leaves += table(rows, known, good & (rows.flow == PASSED_ON))
    checked = np.array([role in CHECKED for role in rows.annex.fractions.role])
    return np.asarray((whole(leaves - enters) > 0) & checked)


def _gap(rows: Rows, annex: Annex, good: BoolArray) -> FloatArray:
    """Return what input less output and waste leaves of a metal that is balanced [t]."""
    enters = table(rows, rows.dry, good & (rows.flow == INPUT))
    leaves = table(rows, rows.dry, good & (rows.flow == OUTPUT))
    waste = table(rows, rows.dry, good & (rows.flow == WASTE))
    balance = np.array(annex.fractions.balance)
    gap = enters - waste - np.where(balance == "output and waste", leaves, 0.0)
    present = (enters + leaves + waste) > 0
    rounded = whole(gap) / whole(np.ones(1))
    return np.where((balance != "") & present, rounded, np.nan)


def missed(found: Rates) -> BoolArray:
    """Return which keys miss a target that is in force."""
    return np.asarray((found.efficiency_answer == MISSED) | (found.recovery_answer == MISSED).any(axis=1))
