"""Result tables of recycling: processes, recoveries, facilities, and the mean of a group and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.battery_recycling import status as st
from calc.battery_recycling.rates import Rates
from calc.battery_recycling.resolve import PASSED_ON, RECEIVED, Rows
from calc.engine.model import FloatArray
from calc.methods.tally import exact_sums
from calc.methods.targets import ANSWERS, NOT_YET, PERCENT, answers, missing_mass, share_percent

NO_RATE = "no rate"  # the answer of a process whose state is another than computed


@dataclass(frozen=True)
class ProcessLine:
    """Recycling efficiency of a process in a year, of one group of batteries."""

    process: str
    year: int
    group: str
    input_t: float
    output_t: float
    recycling_efficiency_percent: float
    target_percent: float  # of the year
    answer: str
    margin_points: float
    missing_t: float
    target_2025_percent: float
    margin_2025_points: float
    answer_2025: str
    target_2030_percent: float
    margin_2030_points: float
    answer_2030: str
    state: str


@dataclass(frozen=True)
class RecoveryLine:
    """Recovery of one metal by a process in a year, of one group of batteries."""

    process: str
    year: int
    group: str
    metal: str
    input_t: float
    output_t: float
    recovery_percent: float
    target_percent: float
    answer: str
    margin_points: float
    missing_t: float
    target_2027_percent: float
    margin_2027_points: float
    answer_2027: str
    target_2031_percent: float
    margin_2031_points: float
    answer_2031: str


@dataclass(frozen=True)
class MeanLine:
    """All processes of a group and year together, weighted by their input."""

    group: str
    year: int
    processes: int
    input_t: float
    output_t: float
    recycling_efficiency_percent: float
    target_percent: float
    answer: str


@dataclass(frozen=True)
class FacilityLine:
    """What counts in one facility of a process: its parts add up to the process."""

    process: str
    year: int
    group: str
    facility: str
    input_t: float
    output_t: float
    passed_on_t: float
    received_t: float


def _against(
    part: FloatArray, of: FloatArray, target: FloatArray
) -> tuple[FloatArray, FloatArray, list[str]]:
    """Return target [%], margin [points] and answer, whether the target applies yet or not."""
    percent = target * PERCENT
    return (
        percent,
        share_percent(part, of) - percent,
        [ANSWERS[a] for a in answers(part, of, target).tolist()],
    )


def process_lines(rows: Rows, found: Rates) -> list[ProcessLine]:
    """Return a line for each process, year and group, in this order; figures only where the rates stand."""
    sound = found.state == st.COMPUTED
    enters, leaves = (np.where(sound, one, np.nan) for one in (found.input, found.output))
    group = rows.keys[2]
    share = share_percent(leaves, enters)
    now = found.efficiency_target * PERCENT
    short = missing_mass(leaves, enters, found.efficiency_target)
    at_first = _against(leaves, enters, rows.annex.efficiency.first[group])
    at_last = _against(leaves, enters, rows.annex.efficiency.last[group])
    lines = [
        ProcessLine(
            rows.processes[p],
            int(rows.annex.years[y]),
            rows.annex.groups[g],
            float(enters[n]),
            float(leaves[n]),
            float(share[n]),
            float(now[n]),
            ANSWERS[found.efficiency_answer[n]] if sound[n] else NO_RATE,
            float(share[n] - now[n]),
            float(short[n]),
            float(at_first[0][n]),
            float(at_first[1][n]),
            at_first[2][n],
            float(at_last[0][n]),
            float(at_last[1][n]),
            at_last[2][n],
            st.STATUSES[found.state[n]],
        )
        for n, (p, y, g) in enumerate(rows.keys.T.tolist())
        if min(p, y, g) >= 0
    ]
    return sorted(lines, key=lambda line: (line.process, line.year, line.group))


def recovery_lines(rows: Rows, found: Rates) -> list[RecoveryLine]:
    """Return a line for each metal with a target in each process whose rates stand."""
    key, fraction = np.nonzero(found.has_recovery & (found.state == st.COMPUTED)[:, None])
    enters, leaves = found.metal_input[key, fraction], found.metal_output[key, fraction]
    answer = found.recovery_answer[key, fraction]
    told = answer < st.PART_NOT_SAID
    enters, leaves = np.where(told, enters, np.nan), np.where(told, leaves, np.nan)
    target = found.recovery_target[key, fraction]
    share, now = share_percent(leaves, enters), target * PERCENT
    short = missing_mass(leaves, enters, target)
    at_first = _against(leaves, enters, rows.annex.recovery.first[fraction])
    at_last = _against(leaves, enters, rows.annex.recovery.last[fraction])
    lines = [
        RecoveryLine(
            rows.processes[rows.keys[0, k]],
            int(rows.annex.years[rows.keys[1, k]]),
            rows.annex.groups[rows.keys[2, k]],
            rows.annex.fractions.titles[f],
            float(enters[n]),
            float(leaves[n]),
            float(share[n]),
            float(now[n]),
            st.RECOVERY[answer[n]],
            float(share[n] - now[n]),
            float(short[n]),
            float(at_first[0][n]),
            float(at_first[1][n]),
            at_first[2][n],
            float(at_last[0][n]),
            float(at_last[1][n]),
            at_last[2][n],
        )
        for n, (k, f) in enumerate(zip(key.tolist(), fraction.tolist(), strict=True))
    ]
    return sorted(lines, key=lambda line: (line.process, line.year, line.group, line.metal))


def mean_lines(rows: Rows, found: Rates) -> list[MeanLine]:
    """Return the mean of each year and group, weighted by input, over processes whose rates stand."""
    sound = (found.state == st.COMPUTED) & (rows.keys >= 0).all(axis=0)
    parts, number = np.unique(rows.keys[1:, sound], axis=1, return_inverse=True)
    number = number.ravel()

    def together(values: FloatArray) -> FloatArray:
        return exact_sums(number, values[sound], parts.shape[1])

    enters, leaves = together(found.input), together(found.output)
    count = np.bincount(number, minlength=parts.shape[1])
    target = rows.annex.efficiency.now[parts[1], parts[0]]
    share, answer = share_percent(leaves, enters), answers(leaves, enters, target)
    lines = [
        MeanLine(
            rows.annex.groups[g],
            int(rows.annex.years[y]),
            int(count[n]),
            float(enters[n]),
            float(leaves[n]),
            float(share[n]),
            float(target[n] * PERCENT),
            ANSWERS[NOT_YET] if np.isnan(target[n]) else ANSWERS[answer[n]],
        )
        for n, (y, g) in enumerate(parts.T.tolist())
    ]
    return sorted(lines, key=lambda line: (line.group, line.year))


def facility_lines(rows: Rows, found: Rates) -> list[FacilityLine]:
    """Return what each facility adds to its process, of processes that name any."""
    shown = (rows.key >= 0) & (rows.status == st.COMPUTED)
    shown &= np.append(found.state == st.COMPUTED, False)[rows.key]
    named = np.bincount(rows.key[shown & (rows.facility >= 0)], minlength=rows.keys.shape[1]) > 0
    shown &= np.append(named, False)[rows.key]
    parts, number = np.unique(np.stack([rows.key, rows.facility])[:, shown], axis=1, return_inverse=True)
    number = number.ravel()

    def together(values: FloatArray, which: NDArray[np.bool_] | None = None) -> FloatArray:
        amount = values if which is None else np.where(which, values, 0.0)
        return exact_sums(number, amount[shown], parts.shape[1])

    columns = (
        together(rows.counted_input),
        together(rows.counted_output),
        together(rows.dry, rows.flow == PASSED_ON),
        together(rows.dry, rows.flow == RECEIVED),
    )
    lines = [
        FacilityLine(
            rows.processes[rows.keys[0, k]],
            int(rows.annex.years[rows.keys[1, k]]),
            rows.annex.groups[rows.keys[2, k]],
            rows.facilities[f] if f >= 0 else "not named",
            *(float(column[n]) for column in columns),
        )
        for n, (k, f) in enumerate(parts.T.tolist())
    ]
    return sorted(lines, key=lambda line: (line.process, line.year, line.group, line.facility))
