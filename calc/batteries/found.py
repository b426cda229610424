"""How a finding on rows of a sheet is said: the cell as written, what stands beside it, names that come near."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from calc.batteries.said import PLANT, Said
from calc.engine.errors import Problems
from calc.engine.model import BoolArray, IndexArray, TableData
from calc.engine.placing import problems_at, written
from factors.cells import nearest
from factors.grids import nearest_grids

Near = Callable[[str], Sequence[str]] | None


def add(
    problems: Problems, data: TableData, rows: IndexArray, kind: str, said: Said, near: Near = None
) -> None:
    """Add a problem for each of some rows; `near` gives names that come near to the text of the cell."""
    problems.extend(
        problems_at(
            data,
            rows,
            severity=said.severity,
            kind=kind,
            column=said.column,
            found=partial(_found, data, said, near),
            expected=said.expected,
            remedy=said.remedy,
        )
    )


def _found(data: TableData, said: Said, near: Near, row: int) -> str:
    text = written(data, row, said.column)
    if not text:  # the table may be without the user's own columns
        coded = data.coded(said.column) or data.coded(f"{said.column}.name")
        text = coded.values[coded.codes[row]] if coded is not None and coded.codes[row] >= 0 else ""
    cells = {name: written(data, row, name) for name in said.shown if name != said.column}
    beside = ", ".join(f"{name} {cell}" for name, cell in cells.items() if cell)
    if near is None:
        near = (
            partial(nearest, kind=said.kind)
            if said.kind
            else nearest_grids
            if said.column in (of_plant.column for of_plant in PLANT)
            else None
        )
    close = near(text) if near and text else ()
    hint = f"; did you mean {', '.join(close)}?" if close else ""
    shown = f"'{text}'" if text else "empty"
    return f"{shown}{hint}" + (f", {beside}" if beside else "")


def note(problems: Problems, data: TableData, rows: BoolArray, kind: str, said: Said) -> None:
    """Add a problem for each row of a mask."""
    if rows.any():
        add(problems, data, np.flatnonzero(rows), kind, said)
