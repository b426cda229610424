"""Problems with an address: what is wrong with a heading, a column or some cells of a section."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from calc.engine.errors import KEPT_PER_KIND, QUESTION, REFUSED, Problem, Problems
from calc.engine.headings import examples
from calc.engine.model import Column
from calc.engine.rows import take
from calc.engine.scan import letters
from calc.engine.sections import Section
from calc.engine.values import Fault, is_blank


def duplicate_heading(section: Section, column: Column, position: int, rows: NDArray[np.int64]) -> Fault:
    """Return the fault that the heading at `position` and one before it say different things in `rows`."""
    others = [p for p in section.positions(column.name) if p < position]
    named = " or ".join(f"'{section.headings[p]}' ({_heading_named(section, p)})" for p in others)
    return Fault(
        "duplicate_heading",
        rows,
        f"the same {column.name} as under {named}, or one of the cells empty",
        "delete the wrong cell; or rename a heading, or say which counts with a heading map",
        f"something else under '{section.headings[position]}'" if column.private else None,
    )


def _heading_named(section: Section, position: int) -> str:
    return heading_cell(section, position) or f"column {position + 1}"


def second_table(section: Section, position: int) -> Problem:
    """Return the problem that a second table stands to the right of a section."""
    return Problem(
        REFUSED,
        "second_table",
        section.grid.file,
        section.grid.sheet,
        heading_cell(section, position),
        found=f"a second table beside the first, from {_column_named(section, position)} on",
        expected="one table beside no other",
        remedy="its rows were not read: put it below the first, or on a sheet of its own",
    )


def _column_named(section: Section, position: int) -> str:
    frame = section.grid.headings is not None
    return f"column {position + 1 if frame else letters(position + section.grid.first_column)}"


def heading_cell(section: Section, position: int) -> str:
    """Return the address of a heading, '' in a data frame."""
    return section.grid.cell(position, section.heading_row)


def missing_heading(section: Section, column: Column) -> Problem:
    """Return the problem that a needed column has no heading."""
    named = ", ".join(heading for heading in section.headings if heading)
    return Problem(
        REFUSED,
        "missing_heading",
        section.grid.file,
        section.grid.sheet,
        column=column.name,
        found=named[:500],
        expected=f"a heading for {column.name}, such as {examples(section.table, column.name)}",
        remedy="name the column so, or give a heading map (heading,column)",
    )


def ask_about_emissions(section: Section, problems: Problems) -> None:
    """Ask what emissions a heading means that does not say so."""
    for position, heading in section.found.items():
        if heading.column in section.table.asked:
            problems.add(
                Problem(
                    QUESTION,
                    "which_emissions",
                    section.grid.file,
                    section.grid.sheet,
                    heading_cell(section, position),
                    row=section.place().heading_row,
                    column=heading.column,
                    found=section.headings[position],
                    expected=section.table.question[0],
                    remedy=section.table.question[1],
                )
            )


def whole_column(fault: Fault, column: str, section: Section, position: int) -> Problem:
    """Return the one problem of a column refused as such, at its heading."""
    return Problem(
        REFUSED,
        fault.kind,
        section.grid.file,
        section.grid.sheet,
        heading_cell(section, position),
        column=column,
        found=fault.found or section.headings[position],
        expected=fault.expected,
        remedy=fault.remedy,
    )


def report(fault: Fault, column: str, section: Section, position: int, problems: Problems) -> None:
    """Add a Problem for each row of a fault, the many beyond the first thousand as one."""
    if not fault.rows.size:
        return
    grid = section.grid
    listed = fault.rows[:KEPT_PER_KIND]
    shown = np.asarray(take(section.cells(position), listed), dtype=object)
    numbers_shown = section.row_numbers()
    base = Problem(
        REFUSED,
        fault.kind,
        grid.file,
        grid.sheet,
        column=column,
        expected=fault.expected,
        remedy=fault.remedy,
    )
    for row, cell in zip(listed.tolist(), shown.tolist(), strict=True):
        written = "" if is_blank(cell) else str(cell)[:200] + (f" {fault.unit}" if fault.unit else "")
        problems.add(
            replace(
                base,
                cell=grid.cell(position, int(section.rows[row])),
                row=int(numbers_shown[row]),
                found=fault.found if fault.found is not None else written,
            )
        )
    if len(fault.rows) > len(listed):
        problems.add(replace(base, count=len(fault.rows) - len(listed)))
