"""The sections of all files as one table, and the user's own columns beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from calc.engine.columns import Part
from calc.engine.model import (
    NAME,
    NO_DATE,
    BoolArray,
    Coded,
    FloatArray,
    IntArray,
    Place,
    SmallIntArray,
    Table,
    TableData,
)
from calc.engine.sections import Section


def joined(table: Table, parts: Sequence[Part]) -> TableData:
    """Return the sections of all files as one table."""
    sizes = [len(made.section.rows) for made in parts]
    size = sum(sizes)
    columns: dict[str, Coded | FloatArray | IntArray] = {}
    unit_index: dict[str, SmallIntArray] = {}
    refused: dict[str, BoolArray] = {}
    for column in table.columns:
        name = column.name
        if any(name in made.columns for made in parts):
            columns[name] = _column(name, column.kind, parts, sizes)
            if column.names:
                columns[name + NAME] = _column(name + NAME, "text", parts, sizes)
            if column.units and column.kind == "number":
                unit_index[name] = np.concatenate(
                    [
                        made.unit_index.get(name, np.zeros(n, np.int8))
                        for made, n in zip(parts, sizes, strict=True)
                    ]
                )
        if any(name in made.refused for made in parts):
            refused[name] = np.concatenate(
                [made.refused.get(name, np.zeros(n, np.bool_)) for made, n in zip(parts, sizes, strict=True)]
            )
    places: tuple[Place, ...] = tuple(made.section.place() for made in parts)
    return TableData(
        table=table,
        size=size,
        columns=columns,
        unit_index=unit_index,
        refused=refused,
        own=_own(parts),
        place=np.repeat(np.arange(len(parts), dtype=np.int32), sizes),
        places=places,
        row_number=np.concatenate([made.section.row_numbers() for made in parts] or [np.empty(0, np.int32)]),
    )


def _column(
    name: str, kind: str, parts: Sequence[Part], sizes: Sequence[int]
) -> Coded | FloatArray | IntArray:
    found = [made.columns.get(name) for made in parts]
    if len(found) == 1 and found[0] is not None:
        return found[0]
    if kind in ("text", "code"):
        values: dict[str, int] = {}
        codes: list[IntArray] = []
        for data, size in zip(found, sizes, strict=True):
            if isinstance(data, Coded):
                lookup = [values.setdefault(text, len(values)) for text in data.values]
                codes.append(np.array([*lookup, -1], dtype=np.int32)[data.codes])
            else:
                codes.append(np.full(size, -1, dtype=np.int32))
        return Coded(np.concatenate(codes), tuple(values))
    if kind == "date":
        days: list[IntArray] = [
            _filled(data, n, np.int32(NO_DATE)) for data, n in zip(found, sizes, strict=True)
        ]
        return np.concatenate(days)
    numbers: list[FloatArray] = [
        _filled(data, n, np.float64(np.nan)) for data, n in zip(found, sizes, strict=True)
    ]
    return np.concatenate(numbers)


def _filled(data: Coded | FloatArray | IntArray | None, size: int, void: np.generic) -> Any:
    """Return a column of numbers or days, a void one where a section has none."""
    return data if isinstance(data, np.ndarray) else np.full(size, void)


def _own(parts: Sequence[Part]) -> pd.DataFrame:
    """Return the user's own columns of all sections, under the user's headings."""
    frames = [_own_of(made.section) for made in parts]
    if not frames:
        return pd.DataFrame()
    if len(frames) == 1:
        return frames[0]
    joined = pd.concat([frame for frame in frames], ignore_index=True, sort=False)
    for name in joined.columns:
        if joined[name].dtype == object or pd.api.types.is_string_dtype(joined[name].dtype):
            joined[name] = joined[name].astype(object).where(joined[name].notna(), "")
    return joined


def _own_of(section: Section) -> pd.DataFrame:
    grid = section.grid
    headings = section.own_headings()
    if grid.frame is not None:
        if list(grid.frame.columns) == headings and isinstance(grid.frame.index, pd.RangeIndex):
            return grid.frame
        return grid.frame.set_axis(headings, axis=1).reset_index(drop=True)
    cells = {}
    for position, heading in enumerate(headings):
        values = section.cells(position)
        if not section.headings[position] and not _holds_any(values):
            continue
        cells[heading] = (
            pd.Series(np.asarray(values, dtype=object), dtype=object)
            if isinstance(values, np.ndarray)
            else values.reset_index(drop=True)
        )
    return pd.DataFrame(cells, index=pd.RangeIndex(len(section.rows)))


def _holds_any(values: Iterable[object]) -> bool:
    return any(value is not None and value != "" for value in values)
