"""The ledger of recycling: what each mass counts for, and the rates of its process, year and group."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.battery_recycling import status as st
from calc.battery_recycling.findings import report
from calc.battery_recycling.listings import facility_lines, mean_lines, process_lines, recovery_lines
from calc.battery_recycling.rates import Rates, missed, rates
from calc.battery_recycling.resolve import FLOWS, INPUT, PROFILE, Rows, resolve
from calc.engine.assumptions import assumed_in_words
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger, Made, SheetModel
from calc.engine.model import BoolArray, Coded, FloatArray, Options, TableData
from calc.methods.targets import ANSWERS, PERCENT, missing_mass, share_percent
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

HEADLINE = (
    "Recycling efficiency = output / input and recovery = metal recovered / metal in the input, per process, calendar "
    "year and group of batteries; free of water, black mass never an output.",
    "Points that Delegated Regulation (EU) 2025/606 leaves open are listed as assumptions; both targets of Annex XII "
    "are shown.",
)


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of masses."""
    rows = resolve(data, library, options)
    found = rates(rows)
    report(rows, found, data, problems)
    own = rows.status == st.COMPUTED
    of_key = np.append(found.state, np.int8(st.COMPUTED))[rows.key]
    rows.status[own] = of_key[own]
    computed = rows.status == st.COMPUTED
    told = np.append(found.elements_missing, False)[rows.key] & (rows.flow == INPUT)
    rows.notes[told] |= st.WORDS.bit("rest_elements")
    out = _columns(rows, found, own, computed)
    headline: tuple[str, ...] = HEADLINE
    if bool(missed(found).any()):
        headline = (*HEADLINE, "A target in force is missed: see the tables of processes and recoveries.")
    return Ledger(
        subject=subject,
        data=data,
        columns=out,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, rows.chosen, _counts(rows, computed)),
        groups=Made(
            {
                "processes": lambda: process_lines(rows, found),
                "recoveries": lambda: recovery_lines(rows, found),
                "means": lambda: mean_lines(rows, found),
                "facilities": lambda: facility_lines(rows, found),
            }
        ),
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~computed,
            "assumed": lambda: computed & st.WORDS.noted(rows.notes, st.ASSUMED_NOTES),
        },
        sheet=partial(_sheet, out, computed),
        headline=headline,
    )


def _columns(rows: Rows, found: Rates, own: BoolArray, computed: BoolArray) -> dict[str, Any]:
    key, fraction, year = rows.key, rows.fraction, rows.year
    annex = rows.annex

    def mine(values: FloatArray) -> FloatArray:
        return np.where(own, values, np.nan)

    def of_key(values: FloatArray) -> FloatArray:
        return np.where(computed, np.append(values, np.nan)[key], np.nan)

    enters, leaves, target = (of_key(v) for v in (found.input, found.output, found.efficiency_target))
    metal = computed & rows.has_recovery
    answer = np.where(metal, found.recovery_answer[key, fraction], -1).astype(np.int8)
    told = metal & (answer < st.PART_NOT_SAID)

    def of_metal(values: FloatArray) -> FloatArray:
        return np.where(told, values[key, fraction], np.nan)

    metal_in, metal_out = of_metal(found.metal_input), of_metal(found.metal_output)
    wanted = of_metal(found.recovery_target)
    share, recovery = share_percent(leaves, enters), share_percent(metal_out, metal_in)
    group = np.append(rows.keys[2], -1)[key] if rows.size else key
    efficiency_answer = np.where(computed, np.append(found.efficiency_answer, -1)[key], -1)
    return {
        "counted_input_t": mine(rows.counted_input),
        "counted_output_t": mine(rows.counted_output),
        "recycling_efficiency_percent": share,
        "efficiency_answer": Coded(efficiency_answer.astype(np.int8), ANSWERS),
        "efficiency_target_percent": target * PERCENT,
        "efficiency_margin_points": share - target * PERCENT,
        "efficiency_missing_t": missing_mass(leaves, enters, target),
        "recovery_percent": recovery,
        "recovery_answer": Coded(answer, st.RECOVERY),
        "recovery_target_percent": wanted * PERCENT,
        "recovery_margin_points": recovery - wanted * PERCENT,
        "recovery_missing_t": missing_mass(metal_out, metal_in, wanted),
        "status": Coded(rows.status, st.STATUSES),
        "note": lambda: st.WORDS.said(rows.notes, rows.status),
        "dry_t": mine(rows.dry),
        "recovery_input_t": mine(rows.recovery_input),
        "recovery_output_t": mine(rows.recovery_output),
        "process_input_t": enters,
        "process_output_t": leaves,
        "metal_input_t": metal_in,
        "metal_output_t": metal_out,
        "efficiency_target_2025_percent": np.where(
            computed, np.append(annex.efficiency.first, np.nan)[group] * PERCENT, np.nan
        ),
        "efficiency_target_2030_percent": np.where(
            computed, np.append(annex.efficiency.last, np.nan)[group] * PERCENT, np.nan
        ),
        "recovery_target_2027_percent": np.where(metal, annex.recovery.first[fraction] * PERCENT, np.nan),
        "recovery_target_2031_percent": np.where(metal, annex.recovery.last[fraction] * PERCENT, np.nan),
        "fraction_used": Coded(fraction, annex.fractions.titles),
        "group_used": Coded(rows.group, annex.groups),
        "flow_used": Coded(rows.flow, tuple(flow.replace("-", " ") for flow in FLOWS)),
        "rule_reference": Coded(np.where(own, fraction, -1).astype(np.int32), annex.fractions.references),
        "element_reference": _elements(rows, own, year),
        "efficiency_reference": _targets(computed, np.append(found.efficiency_place, -1)[key], rows, True),
        "recovery_reference": _targets(told, found.recovery_place[key, fraction], rows, False),
    }


def _elements(rows: Rows, own: BoolArray, year: NDArray[np.int32]) -> Coded:
    series = rows.annex.must_series
    references = tuple(series.reference(n) for n in range(len(series.values)))
    return Coded(np.where(own, rows.annex.must_place[rows.fraction, year], -1).astype(np.int32), references)


def _targets(shown: BoolArray, place: NDArray[Any], rows: Rows, efficiency: bool) -> Coded:
    targets = rows.annex.efficiency if efficiency else rows.annex.recovery
    return Coded(np.where(shown, place, -1).astype(np.int32), targets.references())


def _counts(rows: Rows, computed: BoolArray) -> dict[str, int]:
    fractions = rows.annex.fractions.keys
    at = {
        key: int((computed & (rows.fraction == n)).sum())
        for n, key in enumerate(fractions)
        if key in rows.chosen
    }
    noted = {"slag": "slag", "compounds": "content"}
    at |= {name: int((computed & st.WORDS.noted(rows.notes, (note,))).sum()) for name, note in noted.items()}
    copper = fractions.index("copper")
    return at | {"copper": int((computed & rows.has_recovery & (rows.fraction == copper)).sum())}


def _sheet(out: dict[str, Any], computed: BoolArray) -> SheetModel:
    """Return the formulas of the computed rows."""

    def rows(mask: BoolArray, template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    def short(rate: str, part: str, of: str) -> str:
        return f"MAX(ROUND({{{rate}}}/{PERCENT}*{{{of}}}-{{{part}}},6),0)"

    target, wanted = "efficiency_target_percent", "recovery_target_percent"
    has_target, has_wanted = ~np.isnan(out[target]), ~np.isnan(out[wanted])
    return SheetModel(
        (),
        {},
        {
            "recycling_efficiency_percent": rows(
                computed, f"{{process_output_t}}*{PERCENT}/{{process_input_t}}"
            ),
            "efficiency_margin_points": rows(has_target, f"{{recycling_efficiency_percent}}-{{{target}}}"),
            "efficiency_missing_t": rows(has_target, short(target, "process_output_t", "process_input_t")),
            "recovery_percent": rows(
                ~np.isnan(out["recovery_percent"]), f"{{metal_output_t}}*{PERCENT}/{{metal_input_t}}"
            ),
            "recovery_margin_points": rows(has_wanted, f"{{recovery_percent}}-{{{wanted}}}"),
            "recovery_missing_t": rows(has_wanted, short(wanted, "metal_output_t", "metal_input_t")),
        },
    )
