"""The columns of one section as typed arrays in declared units, with a Problem for every refused cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calc.engine.chunks import at_once
from calc.engine.coalesced import Typed, coalesced, emptied
from calc.engine.dates import DateCells, date_cells, dates
from calc.engine.errors import Problems
from calc.engine.findings import (
    ask_about_emissions,
    missing_heading,
    report,
    second_table,
    whole_column,
)
from calc.engine.model import NAME, BoolArray, Coded, Column, FloatArray, IntArray, SmallIntArray
from calc.engine.named import names_apart, with_unit
from calc.engine.quantities import number_column
from calc.engine.sections import Section
from calc.engine.values import (
    Convention,
    Fault,
    NumberCells,
    digit_codes,
    factorised,
    is_blank,
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


@dataclass
class Source:
    """The cells under one heading, before the conventions of their file are known."""

    position: int
    cells: Cells
    numbers: NumberCells | None = None
    dates: DateCells | None = None
    names: Coded | None = None  # of a column of figures and names
    merged: list[tuple[NDArray[np.int64], str]] = field(default_factory=list)  # rows below a number, range


class Prepared(NamedTuple):
    """A section's columns before the conventions of its file are known."""

    section: Section
    sources: Mapping[str, list[Source]]  # canonical column -> its headings, those with the same content once

    def numbers(self) -> list[NumberCells]:
        """Return the cells of all number columns."""
        return [one.numbers for several in self.sources.values() for one in several if one.numbers]

    def dates(self) -> list[DateCells]:
        """Return the cells of all date columns."""
        return [one.dates for several in self.sources.values() for one in several if one.dates]


def prepared(section: Section, problems: Problems, assumptions: dict[str, None]) -> Prepared:
    """Return the cells of each recognised column, merged ranges seen to."""
    sources: dict[str, list[Source]] = {}
    for column in section.table.columns:
        kept: list[Source] = []
        for position in section.positions(column.name):
            unit = section.found[position].unit
            if any(
                section.found[one.position].unit == unit
                and _same(section.cells(one.position), section.cells(position))
                for one in kept
            ):
                continue
            one = Source(position, section.cells(position))
            if section.grid.merged:
                one.cells, one.merged = _unmerged(section, column, position, assumptions)
            if column.kind in NUMERIC:
                one.numbers = number_cells(one.cells)
                if column.names:
                    one.names = names_apart(one.cells, one.numbers)
            elif column.kind == "date":
                one.dates = date_cells(one.cells)
            kept.append(one)
        if kept:
            sources[column.name] = kept
    if section.beside is not None:
        problems.add(second_table(section, section.beside))
    return Prepared(section, sources)


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
        if column.kind == "number" and not column.names:
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
    texts_and_dates = _all_others(ready, proofs, size)
    for column in section.table.columns:
        name = column.name
        if name not in ready.sources:
            if column.needed:
                made.refused[name] = np.ones(size, dtype=np.bool_)
                problems.add(missing_heading(section, column))
            continue
        if column.unit_column in ready.sources and column.unit_column not in unit_cells:
            unit_cells[column.unit_column] = factorised(_together(ready.sources[column.unit_column]))
        several = ready.sources[name]
        typed: Typed | None = None
        named: Typed | None = None
        for one in several:
            if column.kind in NUMERIC:
                units_beside = unit_cells.get(column.unit_column)
                new = _numbers(
                    column, one, used, section, units_beside, problems, assumptions, alone=len(several) == 1
                )
            else:
                new = texts_and_dates[one.position]
            typed = new if typed is None else coalesced(column, typed, new, section, one.position)
            if one.names is not None:
                new = Typed(one.names, one.names.codes < 0, [])
                named = new if named is None else coalesced(column, named, new, section, one.position)
        if typed is None:
            continue
        refused = np.zeros(size, dtype=np.bool_) if typed.refused is None else typed.refused
        faults, empty = typed.faults, typed.empty
        if named is not None:
            faults, empty = faults + named.faults, empty & named.empty
        if column.needed:
            faulty = refused.copy()
            for fault, _ in faults:
                faulty[fault.rows] = True
            void = np.flatnonzero(empty & ~faulty)
            faults.append(
                (Fault("empty_cell", void, _meaning(column), "fill in the cell"), several[0].position)
            )
        for fault, position in faults:
            refused[fault.rows] = True
            report(fault, column.name, section, position, problems)
        made.refused[name] = refused
        made.columns[name] = emptied(typed.data, refused)
        if named is not None:  # where two headings give a name and a figure, the figure counts
            made.columns[name + NAME] = emptied(named.data, refused | ~typed.empty)
        if typed.unit_index is not None:
            made.unit_index[name] = typed.unit_index
    return made


def _numbers(
    column: Column,
    one: Source,
    used: Convention,
    section: Section,
    unit_cells: tuple[IntArray, list[Any]] | None,
    problems: Problems,
    assumptions: dict[str, None],
    *,
    alone: bool,
) -> Typed:
    """Return a number column in the unit of its own heading; a fault of the heading is one problem."""
    if one.numbers is None:
        raise TypeError(column.name)
    number = number_column(column, one.numbers, used, section.found[one.position].unit, unit_cells)
    index = number.unit_index if column.units else None
    if number.assumed:
        where = f"no unit in heading or {column.unit_column}" if column.unit_column else "no unit in heading"
        assumptions[f"{column.units[0]} assumed for {column.name} in {section.grid.file}: {where}"] = None
    if number.whole is not None:  # other headings may hold the other rows
        throughout = alone and not column.names  # names need no unit
        refused = np.ones_like(number.blank) if throughout else ~number.blank
        if throughout or refused.any():
            problems.add(whole_column(number.whole, column.name, section, one.position))
        return Typed(number.numbers, number.blank, [], index, refused)
    return _seen_to(one, Typed(number.numbers, number.blank.copy(), [], index), number.faults)


def _all_others(ready: Prepared, proofs: set[str], size: int) -> dict[int, Typed]:
    """Return the columns of texts, codes and dates by position; finding distinct cells leaves Python's lock free."""
    asked = [
        (column, one)
        for column in ready.section.table.columns
        if column.kind not in NUMERIC
        for one in ready.sources.get(column.name, [])
    ]

    def typed(pair: tuple[Column, Source]) -> Typed:
        column, one = pair
        return _others(column, one, proofs, ready.section.found[one.position].unit)

    found = at_once(asked, typed, size)
    return {one.position: made for (_, one), made in zip(asked, found, strict=True)}


def _others(column: Column, one: Source, proofs: set[str], heading_unit: str) -> Typed:
    if one.dates is not None:
        days, faults = dates(one.dates, proofs)
        return _seen_to(one, Typed(days, one.dates.codes < 0, []), faults)
    coded, faults = digit_codes(one.cells) if column.kind == "code" else texts(one.cells)
    if column.units and heading_unit:
        coded = with_unit(coded, heading_unit)
    return _seen_to(one, Typed(coded, coded.codes < 0, []), faults)


def _seen_to(one: Source, typed: Typed, faults: list[Fault]) -> Typed:
    """Add the faults of the cells, and those of merged numbers instead of the faults below them."""
    for rows, span in one.merged:
        faults = [_without(fault, rows) for fault in faults]
        typed.empty[rows] = False
        faults.append(
            Fault("merged_number", rows, f"one number in each row of {span}", "unmerge the cells", span)
        )
    typed.faults += [(fault, one.position) for fault in faults]
    return typed


def _together(several: Sequence[Source]) -> Cells:
    """Return the cells of a text column, from whichever of its headings has one in a row."""
    cells = several[0].cells
    for one in several[1:]:
        filled = np.asarray(cells, dtype=object).copy()
        void = np.fromiter((is_blank(cell) for cell in filled), dtype=np.bool_, count=len(filled))
        filled[void] = np.asarray(one.cells, dtype=object)[void]
        cells = filled
    return cells


def _without(fault: Fault, rows: NDArray[np.int64]) -> Fault:
    return fault._replace(rows=fault.rows[~np.isin(fault.rows, rows)])


def _meaning(column: Column) -> str:
    return f"{column.name}: {column.meaning}" if column.meaning else column.name
