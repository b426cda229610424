"""The end of life of all models: what the circular footprint formula leaves for the last stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.formula import Parameters
from calc.batteries.materials import Flows, Stuff, given, owners
from calc.batteries.models import Models
from calc.batteries.rules import CUT_OFF, RuleSet
from calc.batteries.words import WHOLE
from calc.engine.cells import numbers, texts
from calc.engine.model import BoolArray, FloatArray, IndexArray, TableData
from calc.methods.allocation import disposal, energy_recovery, recycling
from factors import Library
from factors.names import normalised

PART = ln.PARTS.index("battery")
_NUMBERS = (
    *("collected", "r2", "r3", "recycling_factor", "disposal_factor", "cff_a", "quality_out", "cff_b"),
    *("recovery_factor", "heating_value", "heat_efficiency", "heat_replaced"),
    *("electricity_efficiency", "electricity_replaced"),
)
_REPLACED = (
    "heating_value",
    "heat_efficiency",
    "heat_replaced",
    "electricity_efficiency",
    "electricity_replaced",
)
MOST_TABLE = 8  # entries of a table for each key that is looked up in it


@dataclass(frozen=True, eq=False)
class Ends:
    """What happens at the end of life to each flow that it happens to; the columns are as long as `flow`."""

    flow: IndexArray
    row: IndexArray  # of the sheet, -1 where the row of Materials or a default decides
    a: FloatArray
    r2: FloatArray
    recycled: FloatArray  # kgCO2e per kg that comes out
    virgin: FloatArray  # that it replaces
    quality: FloatArray
    rest: FloatArray  # burning and disposal, kgCO2e per kg

    def factor(self, a: FloatArray | None = None) -> FloatArray:
        """Return what the end of life adds per kg in the battery."""
        return (
            recycling(self.a if a is None else a, self.r2, self.recycled, self.virgin, self.quality)
            + self.rest
        )


def read_rows(
    data: TableData, models: Models, library: Library, stuff: Stuff
) -> tuple[st.RowStates, IndexArray, IndexArray, BoolArray]:
    """Return state, model and material of each row of *End of life*, and whether it is on the whole battery."""
    rows = st.RowStates(data.size)
    owner = owners(data, models, rows)
    spelled = texts(data, "material")
    whole_words = {normalised(word) for word in WHOLE}
    is_whole = [normalised(text) in whole_words for text in spelled.values]
    number = [-1 if w else stuff.of(t, library) for t, w in zip(spelled.values, is_whole, strict=True)]
    item = np.array([*number, -1], dtype=np.intp)[spelled.codes]
    whole = np.array([*is_whole, False])[spelled.codes]
    value = {name: numbers(data, name) for name in _NUMBERS}
    r2, r3 = np.nan_to_num(value["r2"]), np.nan_to_num(value["r3"])
    rows.end(r2 + r3 > 1, st.SHARES_ABOVE_ONE)
    rows.end((r3 > 0) & np.isnan(value["recovery_factor"]), st.NO_RECOVERY_FACTOR)
    heat = np.isnan(value["heat_efficiency"]) != np.isnan(value["heat_replaced"])
    power = np.isnan(value["electricity_efficiency"]) != np.isnan(value["electricity_replaced"])
    any_ = ~np.isnan(value["heat_efficiency"]) | ~np.isnan(value["electricity_efficiency"])
    rows.end(heat | power | (any_ & np.isnan(value["heating_value"])), st.RECOVERY_IN_PART)
    for name in ("recycling_factor", "disposal_factor", "recovery_factor"):
        rows.end(value[name] < 0, st.CREDIT_OUTSIDE)
    rows.end(whole & np.isnan(value["recycling_factor"]) & np.isnan(value["disposal_factor"]), st.NO_FIGURE)
    rows.end(whole & np.isnan(np.append(models.mass, np.nan)[owner]), st.NO_MASS)
    key = np.where(rows.used, owner * (len(stuff.names) + 1) + item + 1, -1)
    _, which, counts = np.unique(key, return_inverse=True, return_counts=True)
    rows.end((counts[which] > 1) & (key >= 0), st.DUPLICATE_ROW)
    return rows, owner, item, whole


def ends(
    data: TableData,
    rows: st.RowStates,
    owner: IndexArray,
    item: IndexArray,
    whole: BoolArray,
    flows: Flows,
    p: Parameters,
    models: Models,
    stuff: Stuff,
    rules: RuleSet,
    stated: IndexArray | None = None,
) -> Ends:
    """Return what happens to each flow that has a row of *End of life*, an R2 of its own or a default one.

    `stated` are model and material of all rows of *Materials*, where some of them are refused: a row on one of these
    has its material, and is not itself at fault.
    """
    width = len(stuff.names) + 1
    single = np.flatnonzero(rows.used & ~whole)
    keys = owner[single] * width + item[single] + 1
    row = _placed(keys, single, flows.model * width + flows.item + 1, models.size * width)
    met = row >= 0
    met &= flows.content > 0
    row = np.where(met, row, -1)
    met_or_told = met
    reached = np.zeros(data.size, dtype=bool)
    reached[row[row >= 0]] = True
    if stated is not None:
        reached |= np.isin(owner * width + item, stated[0] * width + stated[1])
    rows.end(~whole & ~reached, st.NOT_IN_MODEL)
    for column in (flows.recycled, flows.r2):
        if given(column):
            met_or_told = met_or_told | (~np.isnan(column) & (flows.content > 0))
    chosen = np.flatnonzero(met_or_told)
    row, met, item_of = row[chosen], met[chosen], flows.item[chosen]
    void = np.broadcast_to(np.nan, len(chosen))
    value = {
        name: void if data.numbers(name) is None else np.append(numbers(data, name), np.nan)[row]
        for name in _NUMBERS
    }
    known, of = p.known, flows.model[chosen]
    recycled = _first(value["recycling_factor"], flows.recycled[chosen])
    r3 = _first(value["r3"], np.zeros(len(chosen)))
    default = np.where(known.generic, 0, known.r2)[item_of]
    default = np.where(np.isnan(recycled) | (r3 > 0) | np.isnan(default), 0, default)
    r2 = _first(value["r2"], flows.r2[chosen], default)
    over = met & (r2 + r3 > 1)
    beyond = np.zeros(data.size, dtype=bool)
    beyond[row[over]] = True  # each of them has a row
    rows.end(beyond, st.SHARES_ABOVE_ONE)
    collected = _first(value["collected"], np.ones(len(chosen)))
    r2, r3 = r2 * collected, r3 * collected
    row_a = np.isnan(value["cff_a"]) | (rules.recycling == CUT_OFF)
    a = np.where(row_a, p.a[chosen], value["cff_a"])
    counts = (r2 > 0) & ~np.isnan(recycled)
    quality = _first(value["quality_out"], flows.quality_out[chosen], known.quality_out[item_of])
    left = 1 - r2 - r3

    def note(where: BoolArray, name: str) -> None:
        models.states.note(models.having(of[where]), name)

    avoided = p.avoided[item_of]
    virgin = np.where(np.isnan(avoided), flows.virgin[chosen], avoided)
    supplied = flows.reference[chosen] == ln.GIVEN
    note(counts & (a < 1) & supplied & np.isnan(avoided), "replaced_as_supplied")
    note((r2 > 0) & np.isnan(recycled) & (a < 1), "recycling_not_counted")
    note(counts & p.generic[chosen] & row_a, "generic_a")
    note(counts & np.isnan(quality) & (a < 1), "quality_one")
    note(met & (left > 0) & np.isnan(value["disposal_factor"]), "disposal_not_counted")
    rest = disposal(r2, r3, _first(value["disposal_factor"], np.zeros(len(chosen))))
    if (r3 > 0).any():
        b = _first(value["cff_b"], known.b[item_of], np.zeros(len(chosen)))
        rest = rest + _burning(value, b, r3, credited=rules.recycling != CUT_OFF)
    kept = np.flatnonzero((met | counts) & ~over)
    return Ends(
        chosen[kept],
        row[kept],
        a[kept],
        np.where(counts, r2, 0)[kept],
        np.where(counts, recycled, 0)[kept],
        virgin[kept],
        np.where(np.isnan(quality), 1, quality)[kept],
        rest[kept],
    )


def _placed(keys: IndexArray, rows: IndexArray, wanted: IndexArray, most: int) -> IndexArray:
    """Return the row of each wanted key, -1 for none; by a table of all keys where that is not far larger."""
    if most <= MOST_TABLE * (len(wanted) + 1):
        table = np.full(most, -1, dtype=np.intp)
        table[keys] = rows
        return table[wanted]
    order = np.argsort(keys, kind="stable")
    keys, rows = np.append(keys[order], most), np.append(rows[order], -1)
    at = np.searchsorted(keys, wanted)
    return np.where(keys[at] == wanted, rows[at], -1)


def _first(*choices: FloatArray) -> FloatArray:
    """Return the first of several figures that is known."""
    found = choices[0]
    for other in choices[1:]:
        gap = np.isnan(found)
        if not gap.any():
            break
        found = np.where(gap, other, found)
    return found


def _burning(value: dict[str, FloatArray], b: FloatArray, r3: FloatArray, *, credited: bool) -> FloatArray:
    """Return what burning adds; without credit for what it replaces where a rule set gives none."""
    none = {name: np.nan_to_num(value[name]) for name in _REPLACED}
    lower = none["heating_value"] if credited else np.zeros(len(r3))
    return energy_recovery(
        b,
        r3,
        np.nan_to_num(value["recovery_factor"]),
        lower,
        none["heat_efficiency"],
        none["heat_replaced"],
        none["electricity_efficiency"],
        none["electricity_replaced"],
    )


def end_lines(found: Ends, flows: Flows, stuff: Stuff, references: list[str]) -> ln.Lines:
    """Return the lines of the end of life, one for each flow that has one."""
    of = found.flow
    table = np.where(found.row >= 0, len(ln.TABLES) - 1, flows.table[of]).astype(np.int8)
    return ln.Lines(
        flows.model[of],
        np.full(len(of), ln.END, dtype=np.int8),
        np.full(len(of), ln.ENDED, dtype=np.int8),
        flows.part[of],
        flows.item[of],
        flows.content[of],
        found.factor(),
        flows.quality[of],
        np.where(found.row >= 0, ln.GIVEN, flows.reference[of]).astype(np.int32),
        table,
        np.where(found.row >= 0, found.row, flows.row[of]).astype(np.int32),
        tuple(stuff.names),
        tuple(references),
    )


def whole_lines(
    data: TableData, rows: st.RowStates, owner: IndexArray, whole: BoolArray, models: Models
) -> ln.Lines:
    """Return the treatment of whole batteries, counted in full: collected at one figure, the rest at another."""
    kept = np.flatnonzero(rows.used & whole)
    collected = np.where(np.isnan(numbers(data, "collected")), 1, numbers(data, "collected"))[kept]
    treated, disposed = (numbers(data, name)[kept] for name in ("recycling_factor", "disposal_factor"))
    states = models.states
    of = owner[kept]
    states.note(models.having(of[(collected < 1) & np.isnan(disposed)]), "disposal_not_counted")
    states.note(models.having(of[(collected > 0) & np.isnan(treated)]), "recycling_not_counted")
    both = models.having(of) & models.having(owner[rows.used & ~whole])
    states.note(both, "battery_and_materials")
    factor = collected * np.nan_to_num(treated) + (1 - collected) * np.nan_to_num(disposed)
    return ln.made(
        owner[kept],
        stage=ln.END,
        kind=ln.ENDED,
        part=PART,
        item=np.zeros(len(kept), dtype=np.int32),
        items=[WHOLE[0]],
        amount=models.mass[owner[kept]],
        factor=factor,
        quality=ln.LITERATURE,
        reference=ln.GIVEN,
        references=(),
        table=len(ln.TABLES) - 1,
        row=kept,
    )
