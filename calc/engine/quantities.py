"""Number columns in their declared units: where the unit stands, and what the value may be.

A unit may stand in the heading, in a column of units, or in the cell itself. Where two of them speak, they
have to agree. Units are looked up once per distinct spelling and applied to the whole column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.headings import PERCENT
from calc.engine.model import BoolArray, Column, FloatArray, IntArray, SmallIntArray
from calc.engine.values import BLANK, Convention, Fault, NumberCells, is_blank, numbers

FIRST_YEAR, LAST_YEAR = 1900, 2200
YEAR = frozenset({"年", "年度"})
MOST_ASKED = 20  # figures above 1 for which a question of their own is asked


class NumberColumn(NamedTuple):
    """A number column in declared units. `whole` is a fault of the heading: all its figures are refused."""

    numbers: FloatArray
    unit_index: SmallIntArray
    blank: BoolArray
    faults: list[Fault]
    whole: Fault | None = None
    assumed: bool = False  # the first declared unit was assumed for some cells


class _Units(NamedTuple):
    """The unit of each row as one source tells it: index in the declared units (-1 none), factor, faults."""

    which: NDArray[np.int64]
    factor: FloatArray
    faults: list[Fault]


def number_column(
    column: Column,
    cells: NumberCells,
    used: Convention,
    heading_unit: str,
    unit_cells: tuple[IntArray, list[Any]] | None,
) -> NumberColumn:
    """Return a number column in declared units, with all that is wrong with it."""
    values, faults = numbers(cells, used)
    blank = cells.form == BLANK
    index = np.zeros(values.size, dtype=np.int8)
    nothing = np.empty(0, dtype=np.int64)
    if column.units:
        found = _quantities(column, values, cells, heading_unit, unit_cells)
        if isinstance(found, Fault):
            return NumberColumn(np.full(values.size, np.nan), index, blank, [], found)
        values, index, more, assumed = found
        faults += more
    else:
        assumed = False
        if heading_unit and not (column.share and heading_unit in PERCENT):
            remedy = "this column takes plain numbers; convert them and leave the unit out of the heading"
            whole = Fault("wrong_unit", nothing, f"{column.name} without a unit", remedy, heading_unit)
            return NumberColumn(np.full(values.size, np.nan), index, blank, [], whole)
        values, more = _plain(column, values, cells, heading_unit)
        faults += more
    values, more = _in_range(column, values, cells, heading_unit)
    if column.names:
        faults = [_or_a_name(fault, column) if fault.kind == "not_a_number" else fault for fault in faults]
    return NumberColumn(values, index, blank, faults + more, None, assumed)


def _or_a_name(fault: Fault, column: Column) -> Fault:
    unit = f" with its unit ({_choice(column)})" if column.units else ""
    return fault._replace(
        expected=f"a figure{unit}, or a name", remedy="write the figure alone, or the name alone"
    )


def _choice(column: Column) -> str:
    """Return the units that may be meant: 'g/kWh, kg/kWh or t/MWh'."""
    *others, last = column.mixed_up or column.units
    return f"{', '.join(others)} or {last}" if others else last


def _quantities(
    column: Column,
    values: FloatArray,
    cells: NumberCells,
    heading_unit: str,
    unit_cells: tuple[IntArray, list[Any]] | None,
) -> tuple[FloatArray, SmallIntArray, list[Fault], bool] | Fault:
    present = ~np.isnan(values)
    index = np.full(values.size, -1, dtype=np.int64)
    factor = np.ones(values.size)
    faults: list[Fault] = []
    if heading_unit:
        known = _known(column, heading_unit, np.empty(0, dtype=np.int64))
        if not isinstance(known, Fault):
            index[:], factor[:] = known
        elif not column.names or known.kind != "unknown_unit":  # 'grid (province)' is a remark
            return known
    bad = np.zeros(values.size, dtype=np.bool_)
    sources = [] if unit_cells is None else [_of_rows(column, *unit_cells, present)]
    own = _of_rows(column, cells.rest, cells.rests, present) if cells.rests else None
    if own is not None:
        sources.append(own)
    for source in sources:
        for fault in source.faults:
            bad[fault.rows] = True
        faults += source.faults
        differ = factor != source.factor
        if not column.names:  # there gCO2e/kWh in the heading and g/kWh in the cell say the same
            differ |= index != source.which
        if (
            source is own and unit_cells is None
        ):  # 150 Ah below kWh is no slip of the unit, but another quantity
            other = (source.which >= 0) & (index >= 0) & (index != source.which) & present & ~bad
            index[other] = -1
        clash = (source.which >= 0) & (index >= 0) & differ & present & ~bad
        if clash.any():
            remedy = "heading, unit column and cell name different units: keep one"
            faults.append(Fault("two_units", np.flatnonzero(clash), "one unit", remedy))
            bad |= clash
        take = (index < 0) & (source.which >= 0)
        index[take], factor[take] = source.which[take], source.factor[take]
    missing = (index < 0) & present & ~bad
    needed = column.unit_needed or column.names
    if missing.any() and needed:
        remedy = f"write the unit in the heading, for example '{column.name} [{column.units[0]}]'"
        if column.unit_column:
            remedy += f", or in a column '{column.unit_column}'"
        if column.names:  # a question for each figure: other cells may hold names
            remedy = f"{_choice(column)}? {remedy[0].upper()}{remedy[1:]}, or in the cell"
        elif not heading_unit and unit_cells is None and not cells.rests:
            return Fault("no_unit", np.empty(0, dtype=np.int64), f"one of {', '.join(column.units)}", remedy)
        faults.append(Fault("no_unit", np.flatnonzero(missing), f"one of {', '.join(column.units)}", remedy))
        bad |= missing
    assumed = bool(missing.any()) and not needed and not column.unit_free
    converted = np.where(bad, np.nan, values * factor if (factor != 1.0).any() else values)
    index = index if column.unit_free else np.maximum(index, 0)
    return converted, index.astype(np.int8), faults, assumed


def _known(column: Column, spelling: str, rows: NDArray[np.int64]) -> tuple[int, float] | Fault:
    """Return index and factor of a spelling, or the fault it is."""
    try:
        expression = units.unit(spelling)
    except units.UnitQuestion as question:
        kind = "unknown_unit" if question.question.startswith("unknown unit") else "ambiguous_unit"
        return Fault(kind, rows, f"one of {', '.join(column.units)}", question.question, spelling)
    index = units.declared(expression, column.units)
    if index < 0:
        remedy = f"{expression} does not fit {column.name}: convert the figures"
        return Fault("wrong_unit", rows, f"one of {', '.join(column.units)}", remedy, spelling)
    return index, units.factor(expression, column.units[index])


def _of_rows(column: Column, codes: IntArray, spellings: Sequence[Any], present: BoolArray) -> _Units:
    index = np.full(len(spellings) + 1, -1, dtype=np.int64)
    factor = np.ones(len(spellings) + 1)
    faults: list[Fault] = []
    used = np.zeros(len(spellings) + 1, dtype=np.bool_)
    used[codes[present]] = True
    for i, spelling in enumerate(spellings):
        if not used[i] or is_blank(spelling):
            continue
        known = _known(column, str(spelling).strip(), np.empty(0, dtype=np.int64))
        if isinstance(known, Fault):
            faults.append(known._replace(rows=np.flatnonzero((codes == i) & present)))
        else:
            index[i], factor[i] = known
    return _Units(index[codes], factor[codes], faults)


def _plain(
    column: Column, values: FloatArray, cells: NumberCells, heading_unit: str
) -> tuple[FloatArray, list[Fault]]:
    """Return numbers that have no unit: shares and years, and plain numbers."""
    faults: list[Fault] = []
    allowed = PERCENT if column.share else YEAR if column.kind == "year" else frozenset[str]()
    fitting = np.array([rest in allowed for rest in cells.rests] + [False], dtype=np.bool_)[cells.rest]
    odd = (cells.rest >= 0) & ~fitting & ~np.isnan(values)
    if odd.any():
        faults.append(
            Fault("not_a_number", np.flatnonzero(odd), "a number and nothing else", "write the number alone")
        )
        values = np.where(odd, np.nan, values)
    if column.share and heading_unit in PERCENT:
        unclear = (values > 0) & (values <= 1) & ~fitting
        if unclear.any():  # Excel stores a cell shown as 46 % as 0.46
            faults += _below_one(np.flatnonzero(unclear), values[unclear])
        values = np.where(unclear, np.nan, values / 100)
    elif column.share:
        values = np.where(fitting, values / 100, values)
        above = (values > 1) & ~fitting
        if above.any():
            faults += _above_one(np.flatnonzero(above), values[above])
            values = np.where(above, np.nan, values)
    if column.kind == "year":
        with np.errstate(invalid="ignore"):
            bad = ~np.isnan(values) & (
                (values != np.rint(values)) | (values < FIRST_YEAR) | (values > LAST_YEAR)
            )
        if bad.any():
            faults.append(
                Fault("not_a_year", np.flatnonzero(bad), "a year such as 2026", "write the year alone")
            )
            values = np.where(bad, np.nan, values)
    return values, faults


def _below_one(rows: NDArray[np.int64], values: FloatArray) -> list[Fault]:
    """Return the faults of percentages up to 1: the question names the figure where few are met."""
    where = "write shares of 1 under a heading without %, or the % sign in the cells"
    distinct = np.unique(values)
    asked = distinct if distinct.size <= MOST_ASKED else distinct[:0]
    found = [
        (
            f"{v:.12g} % or {v * 100:.12g} %? Write shares of 1 under a heading without %, "
            f"or write '{v * 100:.12g} %' in the cells",
            values == v,
        )
        for v in asked.tolist()
    ]
    found.append((where, ~np.isin(values, asked)))
    return [Fault("ambiguous_share", rows[met], "a percentage", text) for text, met in found]


def _above_one(rows: NDArray[np.int64], values: FloatArray) -> list[Fault]:
    """Return the faults of shares above 1: the question names the figure where few are met."""
    remedy = "write a share of 1, or the % sign"
    distinct = np.unique(values[values <= 100])
    asked = distinct if distinct.size <= MOST_ASKED else distinct[:0]
    found = [(f"{v / 100:.12g} or {v:.12g} %? {remedy.capitalize()}", values == v) for v in asked.tolist()]
    found.append((remedy, ~np.isin(values, asked)))
    return [Fault("share_above_one", rows[met], "a share between 0 and 1", text) for text, met in found]


def _in_range(
    column: Column, values: FloatArray, cells: NumberCells, heading_unit: str
) -> tuple[FloatArray, list[Fault]]:
    outside = np.zeros(values.size, dtype=np.bool_)
    limits: list[str] = []
    if column.above is not None:
        outside |= values <= column.above
        limits.append(f"more than {column.above:.12g}")
    if column.least is not None:
        outside |= values < column.least
        limits.append(f"at least {column.least:.12g}")
    if column.most is not None:
        outside |= values > column.most
        limits.append(f"at most {column.most:.12g}")
    if not outside.any():
        return values, []
    expected = " and ".join(limits) + (f" {column.units[0]}" if column.units else "")
    refused = np.where(outside, np.nan, values)
    if not column.mixed_up:
        return refused, [Fault("out_of_range", np.flatnonzero(outside), expected, "correct the figure")]
    remedy = f"{_choice(column)}? Correct the unit or the figure"
    bare = cells.rest < 0
    return refused, [
        Fault("out_of_range", np.flatnonzero(outside & ~bare), expected, remedy),
        Fault("out_of_range", np.flatnonzero(outside & bare), expected, remedy, unit=heading_unit),
    ]
