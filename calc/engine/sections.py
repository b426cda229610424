"""Where tables stand on a sheet: found by their headings, row after row, several under one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calc.engine.errors import UsageError
from calc.engine.headings import (
    Heading,
    Known,
    best,
    former_results,
    matched,
    normal,
    recognised,
    undecided,
)
from calc.engine.model import NAME, Place, Table
from calc.engine.numerals import BAD, numeral
from calc.engine.rows import SEARCHED_ROWS, blank_rows, cell_of, take, texts_of_row, total_rows
from calc.engine.scan import letters
from calc.engine.sources import Grid
from calc.engine.values import factorised, is_blank

if TYPE_CHECKING:
    from calc.engine.values import Cells


@dataclass(frozen=True)
class Section:
    """One table on one sheet: its headings and the rows that belong to it."""

    table: Table
    grid: Grid
    heading_row: int  # within the grid, -1 in a data frame
    headings: tuple[str, ...]
    found: Mapping[int, Heading]  # position -> heading
    rows: NDArray[np.int64]  # within the grid
    totals: NDArray[np.int64]  # rows left out, because they add up others
    beside: int | None = None  # where a second table begins, to the right

    def cells(self, position: int) -> Cells:
        """Return the cells of the column at `position`, of this section's rows."""
        column = self.grid.columns[position]
        if len(self.rows) == len(column):
            return column
        start, stop = (int(self.rows[0]), int(self.rows[-1]) + 1) if len(self.rows) else (0, 0)
        if stop - start == len(self.rows):  # a view, no copy
            return column[start:stop] if isinstance(column, np.ndarray) else column.iloc[start:stop]
        return take(column, self.rows)

    def positions(self, name: str) -> list[int]:
        """Return where the headings of canonical column `name` stand."""
        return [position for position, heading in self.found.items() if heading.column == name]

    def row_numbers(self) -> NDArray[np.int32]:
        """Return the number of each row as the spreadsheet shows it."""
        return (self.rows + self.grid.first_row).astype(np.int32)

    def place(self) -> Place:
        """Return where these rows came from."""
        frame = self.grid.headings is not None
        first: dict[str, int] = {}
        for position in sorted(self.found):
            if self.found[position].column not in self.table.asked:
                first.setdefault(self.found[position].column, position)
        first |= {c.name + NAME: first[c.name] for c in self.table.columns if c.names and c.name in first}
        return Place(
            file=self.grid.file,
            sheet=self.grid.sheet,
            heading_row=0 if frame else self.heading_row + self.grid.first_row,
            letters={c: "" if frame else letters(p + self.grid.first_column) for c, p in first.items()},
            own_columns={c: self.headings[p] for c, p in first.items()},
            private=self._private(),
            unused=self._unused(),
        )

    def _private(self) -> tuple[tuple[str, str], ...]:
        """Return every heading of a private column with its column, also those that are not used."""
        private = {column.name for column in self.table.columns if column.private}
        met: list[tuple[str, str]] = []
        for position, (text, own) in enumerate(zip(self.headings, self.own_headings(), strict=True)):
            heading = self.found.get(position) or (recognised(self.table, text) if text else None)
            if heading and heading.column in private:
                met.append((own, heading.column))
        return tuple(met)

    def _unused(self) -> tuple[str, ...]:
        """Return the headings that no column takes; the results of a former report are not the user's."""
        results = former_results(self.table, self.headings)
        return tuple(
            " ".join(text.split())
            for position, text in enumerate(self.headings[: self.beside])
            if len(self.rows) and text and position not in self.found and text not in results
        )

    def own_headings(self) -> list[str]:
        """Return the headings under which the user's own columns are kept: distinct, none empty."""
        return _distinct(
            text or f"Column {letters(position + self.grid.first_column)}"
            for position, text in enumerate(self.headings)
        )


def _distinct(names: Iterable[str]) -> list[str]:
    """Return the names, later doubles marked ' (2)', ' (3)'."""
    taken: set[str] = set()
    result = []
    for name in names:
        new, number = name, 2
        while new in taken:
            new, number = f"{name} ({number})", number + 1
        taken.add(new)
        result.append(new)
    return result


def _beside(table: Table, found: Mapping[int, Heading], texts: Sequence[str]) -> int | None:
    """Return where the headings begin all over again: a second table, to the right of the first."""
    first: dict[str, int] = {}
    again = [p for p in sorted(found) if first.setdefault(normal(texts[p]), p) != p]
    if not again:
        return None
    needed = {h.column for p, h in found.items() if p < again[0]} & _needed(table)
    repeated = {found[p].column for p in again}
    return again[0] if len(needed) > 1 and needed <= repeated else None


class _Head(NamedTuple):
    """A row of headings on a sheet."""

    row: int  # within the grid, -1 in a data frame
    known: Known
    texts: Sequence[str]


def sections(
    grid: Grid,
    tables: Sequence[Table],
    names: Mapping[str, Heading],
    others: Sequence[Table] = (),
    last: frozenset[str] = frozenset(),
) -> Iterator[Section]:
    """Yield the tables that stand on one sheet, from top to bottom.

    Those that fit one of `others` better than all of `tables` are among them; see `best` for `last`.

    Raises
    ------
    UsageError
        The headings fit two kinds of table equally well.
    """
    heads: list[_Head] = []
    if grid.headings is not None:
        known = best((*tables, *others), grid.headings, names, last)
        if known:
            heads = [_Head(-1, known, grid.headings)]
    else:
        heads = list(_heads(grid, (*tables, *others), names, last))
    for n, head in enumerate(heads):
        end = heads[n + 1].row if n + 1 < len(heads) else grid.height
        if any(rival in tables for rival in head.known.rivals):
            where = f"{grid.file}: {grid.sheet}" if grid.sheet else grid.file
            raise UsageError(f"{where}: {undecided(head.known, head.texts)}")
        yield _section(grid, head, end)


def _heads(
    grid: Grid, tables: Sequence[Table], names: Mapping[str, Heading], last: frozenset[str]
) -> Iterator[_Head]:
    """Yield the rows of headings of a sheet."""
    first: _Head | None = None
    for row in range(min(SEARCHED_ROWS, grid.height)):
        texts = texts_of_row(grid, row)
        known = best(tables, texts, names, last)
        if not known:
            continue
        if first is None or (
            len(known.found) > len(first.known.found) and not _data_between(grid, first, row)
        ):
            first = _Head(row, known, texts)
    if first is None:
        return
    yield first
    for later in _candidates(grid, first.known.table, first.known.found, first.row + 1):
        texts = texts_of_row(grid, later)
        known = best(tables, texts, names, last)
        if known:
            yield _Head(later, known, texts)


def _data_between(grid: Grid, first: _Head, row: int) -> bool:
    """Return whether rows of data stand between the headings met so far and `row`."""
    for between in range(first.row + 1, row):
        cells = [cell_of(grid.columns[position], between) for position in first.known.found]
        if sum(not is_blank(cell) for cell in cells) >= 2:
            return True
    return False


def _candidates(grid: Grid, table: Table, found: Mapping[int, Heading], start: int) -> list[int]:
    """Return later rows that may be headings again: those without a number in a number column."""
    figures = {column.name for column in table.columns if column.kind == "number" and not column.names}
    numbers = [p for p, heading in found.items() if heading.column in figures]
    position = next(
        (p for p in numbers if found[p].column in _needed(table)), numbers[0] if numbers else None
    )
    column = grid.columns[position if position is not None else next(iter(found))]
    cells = column[start:] if isinstance(column, np.ndarray) else column.iloc[start:]
    if position is not None and isinstance(cells, pd.Series):
        odd = pd.to_numeric(cells, errors="coerce").isna().to_numpy()
    elif position is not None:
        odd = np.fromiter((type(cell) is not float for cell in cells), dtype=np.bool_, count=len(cells))
    else:
        odd = np.ones(len(cells), dtype=np.bool_)
    rows = np.flatnonzero(odd)
    if not rows.size:
        return []
    codes, uniques = factorised(take(cells, rows))
    wordy = np.array(
        [isinstance(u, str) and numeral(u).form == BAD for u in uniques] + [True], dtype=np.bool_
    )
    rows = rows[wordy[codes]] + start
    if rows.size > SEARCHED_ROWS:  # many empty cells: only rows whose first texts are known headings
        rows = rows[_headed(grid, table, rows)]
    return [int(row) for row in rows]


def _headed(grid: Grid, table: Table, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows hold at least two texts that are headings of `table`."""
    met = np.zeros(rows.size, dtype=np.int64)
    for column in grid.columns:
        codes, uniques = factorised(take(column, rows))
        if len(uniques) > 5000:  # a column of names or numbers, not of headings over again
            uniques = [u if isinstance(u, str) and len(u) < 60 else "" for u in uniques]
        known = [bool(u) and isinstance(u, str) and bool(matched(table, [u], {})) for u in uniques]
        met += np.array([*known, False], dtype=np.int64)[codes]
    return met >= 2


def _needed(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.needed}


def _section(grid: Grid, head: _Head, end: int) -> Section:
    table, found = head.known.table, head.known.found
    beside = _beside(table, found, head.texts)
    if beside is not None:
        found = {position: heading for position, heading in found.items() if position < beside}
    rows = np.arange(head.row + 1, end, dtype=np.int64)
    totals = np.empty(0, dtype=np.int64)
    kinds = {column.name: column.kind for column in table.columns if column.needed}
    if grid.headings is None and rows.size:
        rows = rows[~blank_rows(grid.columns[:beside], rows)]
        needed = [p for p, heading in found.items() if kinds.get(heading.column) in ("text", "code")]
        if needed:
            summing = total_rows(grid, needed, rows)
            rows, totals = rows[~summing], rows[summing]
    headings = tuple(text.strip() for text in head.texts)
    return Section(table, grid, head.row, headings, found, rows, totals, beside)
