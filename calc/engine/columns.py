"""The columns of one section as typed arrays in declared units, with a Problem for every refused cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calc.engine.dates import DateCells, date_cells, dates
from calc.engine.errors import Problem, Problems
from calc.engine.findings import ask_about_emissions, duplicate_heading, missing_heading, report, whole_column
from calc.engine.model import NO_DATE, BoolArray, Coded, Column, FloatArray, IntArray, SmallIntArray
from calc.engine.quantities import number_column
from calc.engine.sections import Section
from calc.engine.values import (
    Convention,
    Fault,
    NumberCells,
    digit_codes,
    factorised,
    number_cells,
    texts,
)

if TYPE_CHECKING:
    from calc.engine.values import Cells

NUMERIC = ("number", "year")


@dataclass
class Part:
    """The rows of one section, typed."""

    section: Section
    columns: dict[str, Coded | FloatArray | IntArray] = field(default_factory=dict)
    unit_index: dict[str, SmallIntArray] = field(default_factory=dict)
    refused: dict[str, BoolArray] = field(default_factory=dict)


class Prepared(NamedTuple):
    """A section's columns before the conventions of its file are known."""

    section: Section
    positions: Mapping[str, int]  # canonical column -> position
    cells: Mapping[str, Cells]
    numbers: Mapping[str, NumberCells]
    dates: Mapping[str, DateCells]
    merged: Mapping[str, list[tuple[NDArray[np.int64], str]]]  # number columns: rows below, range
    clashing: frozenset[str]  # columns with two different headings' contents


def prepared(section: Section, problems: Problems, assumptions: dict[str, None]) -> Prepared:
    """Return the cells of each recognised column, merged ranges and double headings seen to."""
    positions: dict[str, int] = {}
    cells: dict[str, Cells] = {}
    clashing: set[str] = set()
    merged: dict[str, list[tuple[NDArray[np.int64], str]]] = {}
    for column in section.table.columns:
        found = section.positions(column.name)
        if not found:
            continue
        positions[column.name] = found[0]
        cells[column.name] = section.cells(found[0])
        if len(found) > 1 and not all(_same(cells[column.name], section.cells(p)) for p in found[1:]):
            clashing.add(column.name)
            problems.add(duplicate_heading(section, column, found))
        if section.grid.merged:
            cells[column.name], merged[column.name] = _unmerged(section, column, found[0], assumptions)
    by_kind = {column.name: column.kind for column in section.table.columns}
    return Prepared(
        section,
        positions,
        cells,
        {name: number_cells(c) for name, c in cells.items() if by_kind[name] in NUMERIC},
        {name: date_cells(c) for name, c in cells.items() if by_kind[name] == "date"},
        merged,
        frozenset(clashing),
    )


def _same(a: Cells, b: Cells) -> bool:
    left, right = pd.Series(np.asarray(a, dtype=object)), pd.Series(np.asarray(b, dtype=object))
    return bool(left.equals(right))


def _unmerged(
    section: Section, column: Column, position: int, assumptions: dict[str, None]
) -> tuple[Cells, list[tuple[NDArray[np.int64], str]]]:
    """Fill merged texts downwards; for numbers return the rows that would take a number twice."""
    grid = section.grid
    cells = section.cells(position)
    numeric: list[tuple[NDArray[np.int64], str]] = []
    copied = False
    for (top, left), (bottom, right) in grid.merged:
        at = position + grid.first_column
        if bottom == top or not left <= at <= right or top - grid.first_row <= section.heading_row:
            continue
        inside = np.flatnonzero(
            (section.rows >= top - grid.first_row) & (section.rows <= bottom - grid.first_row)
        )
        if inside.size < 2:
            continue
        span = f"{grid.cell(left - grid.first_column, top - grid.first_row)}:"
        span += grid.cell(right - grid.first_column, bottom - grid.first_row)
        if column.kind == "number":
            numeric.append((inside[1:], span))
            continue
        if not copied:
            cells, copied = np.array(cells, dtype=object), True
        value = np.asarray(grid.columns[left - grid.first_column])[top - grid.first_row]
        cells[inside] = [value] * inside.size
        where = f"{grid.file}: {grid.sheet}" if grid.sheet else grid.file
        assumptions[f"merged cells {span} of {column.name} hold for each of their rows ({where})"] = None
    return cells, numeric


def part(
    ready: Prepared, used: Convention, proofs: set[str], problems: Problems, assumptions: dict[str, None]
) -> Part:
    """Return the typed columns of a section under the conventions of its file."""
    section = ready.section
    made = Part(section)
    size = len(section.rows)
    ask_about_emissions(section, problems)
    unit_cells: dict[str, tuple[IntArray, list[Any]]] = {}
    for column in section.table.columns:
        name = column.name
        if name not in ready.cells:
            if column.needed:
                made.refused[name] = np.ones(size, dtype=np.bool_)
                problems.add(missing_heading(section, column))
            continue
        cells = ready.cells[name]
        whole: Problem | None = None
        data: Coded | FloatArray | IntArray
        if column.kind in NUMERIC:
            if column.unit_column in ready.cells and column.unit_column not in unit_cells:
                unit_cells[column.unit_column] = factorised(ready.cells[column.unit_column])
            position = ready.positions[name]
            number = number_column(
                column,
                ready.numbers[name],
                used,
                section.found[position].unit,
                unit_cells.get(column.unit_column),
            )
            data, faults, empty = number.numbers, number.faults, number.blank.copy()
            if number.whole is not None:
                whole = whole_column(number.whole, name, section, position)
            if column.units:
                made.unit_index[name] = number.unit_index
            if number.assumed:
                where = (
                    f"no unit in heading or {column.unit_column}"
                    if column.unit_column
                    else "no unit in heading"
                )
                assumptions[f"{column.units[0]} assumed for {name} in {section.grid.file}: {where}"] = None
        elif column.kind == "date":
            data, faults = dates(ready.dates[name], proofs)
            empty = ready.dates[name].codes < 0
        else:
            data, faults = digit_codes(cells) if column.kind == "code" else texts(cells)
            empty = data.codes < 0
        refused = np.zeros(size, dtype=np.bool_)
        if name in ready.clashing or whole is not None:
            refused[:] = True
            if whole is not None:
                problems.add(whole)
        else:
            for rows, span in ready.merged.get(name, ()):
                faults = [_without(fault, rows) for fault in faults]
                empty[rows] = False
                faults.append(
                    Fault(
                        "merged_number", rows, f"one number in each row of {span}", "unmerge the cells", span
                    )
                )
            if column.needed:
                faulty = np.zeros(size, dtype=np.bool_)
                for fault in faults:
                    faulty[fault.rows] = True
                faults.append(
                    Fault("empty_cell", np.flatnonzero(empty & ~faulty), _meaning(column), "fill in the cell")
                )
            for fault in faults:
                refused[fault.rows] = True
                report(fault, column.name, section, ready.positions[name], problems)
        made.refused[name] = refused
        made.columns[name] = _emptied(data, refused)
    return made


def _without(fault: Fault, rows: NDArray[np.int64]) -> Fault:
    return fault._replace(rows=fault.rows[~np.isin(fault.rows, rows)])


def _emptied(data: Coded | FloatArray | IntArray, refused: BoolArray) -> Coded | FloatArray | IntArray:
    if not refused.any():
        return data
    if isinstance(data, Coded):
        return Coded(np.where(refused, -1, data.codes).astype(np.int32), data.values)
    if data.dtype == np.int32:
        return np.where(refused, NO_DATE, data).astype(np.int32)
    return np.where(refused, np.nan, data)


def _meaning(column: Column) -> str:
    return f"{column.name}: {column.meaning}" if column.meaning else column.name
