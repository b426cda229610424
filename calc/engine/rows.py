"""The rows of a sheet: their cells, which of them are empty, which add up others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.headings import total_words
from calc.engine.sources import Grid
from calc.engine.values import factorised, is_blank

if TYPE_CHECKING:
    from calc.engine.values import Cells

SEARCHED_ROWS = 60


def cell_of(column: Cells, row: int) -> Any:
    """Return one cell of a column."""
    return column[row] if isinstance(column, np.ndarray) else column.iloc[row]


def texts_of_row(grid: Grid, row: int) -> list[str]:
    """Return the cells of a row, texts only."""
    cells = [cell_of(column, row) for column in grid.columns]
    return [cell if isinstance(cell, str) else "" for cell in cells]


def take(column: Cells, rows: NDArray[np.int64]) -> Cells:
    """Return some cells of a column."""
    return column[rows] if isinstance(column, np.ndarray) else column.iloc[rows]


def _empty(cells: Cells) -> NDArray[np.bool_]:
    if isinstance(cells, np.ndarray):
        return np.fromiter((is_blank(cell) for cell in cells), dtype=np.bool_, count=len(cells))
    return (cells.str.strip() == "").to_numpy(dtype=np.bool_)


def blank_rows(columns: Sequence[Cells], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows are empty throughout."""
    left = np.arange(rows.size)
    for column in columns:
        left = left[_empty(take(column, rows[left]))]
        if not left.size:
            break
    blank = np.zeros(rows.size, dtype=np.bool_)
    blank[left] = True
    return blank


def total_rows(grid: Grid, needed: Sequence[int], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows add up others: no code, no origin, but a word such as 'Total' somewhere."""
    word = total_words()
    left = np.arange(rows.size)
    for position in needed:
        codes, uniques = factorised(take(grid.columns[position], rows[left]))
        void = [isinstance(u, str) and word.match(u) is not None for u in uniques]
        left = left[np.array([*void, True], dtype=np.bool_)[codes]]
    summing = np.zeros(rows.size, dtype=np.bool_)
    for i in left:
        summing[i] = any(word.match(text) for text in texts_of_row(grid, int(rows[i])) if text)
    return summing


def any_texts(grid: Grid, most: int = 8) -> list[str]:
    """Return the first texts of a sheet, to show what is there instead of headings."""
    if grid.headings is not None:
        return list(grid.headings[:most])
    for row in range(min(SEARCHED_ROWS, grid.height)):
        found: list[Any] = [text.strip() for text in texts_of_row(grid, row) if text.strip()]
        if len(found) > 1:
            return found[:most]
    return []
