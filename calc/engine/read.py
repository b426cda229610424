"""Read workbooks, csv, parquet and data frames into a Batch: typed tables and every Problem."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from calc.engine.columns import Part, Prepared, part, prepared
from calc.engine.errors import NOTE, QUESTION, REFUSED, InputError, Problem, Problems, UsageError
from calc.engine.headings import Heading, examples, matched, normal, read_map
from calc.engine.joined import joined
from calc.engine.model import Batch, Input, Table
from calc.engine.rows import SEARCHED_ROWS, any_texts, texts_of_row
from calc.engine.scan import Unsafe
from calc.engine.sections import Section, sections
from calc.engine.sources import Grid, files, from_frame, grids
from calc.engine.values import convention

if TYPE_CHECKING:
    Sources = Sequence[str | Path] | str | Path | pd.DataFrame

FRAME = "DataFrame"


def read(
    sources: Sources,
    table_candidates: Sequence[Table],
    *,
    others: Sequence[Table] = (),
    mains: Mapping[str, str] | None = None,
    heading_map: Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Batch:
    """Read all sources into one `TableData` for each kind of sheet.

    Parameters
    ----------
    sources
        Files and folders (a folder stands for the .xlsx, .xlsm, .csv and .parquet files in it), or a data
        frame.
    table_candidates
        The kinds of sheet that may be met; each sheet is recognised by its headings.
    others
        Kinds of sheet that are not asked for: a sheet that fits one of them better is left out, with a note.
    mains
        Kinds of sheet that stand beside another one: name -> that of the other. Where the input has no such other
        sheet, they give way to a kind that has all its needed columns.
    heading_map
        A CSV (heading, column) that renames headings we do not know.
    progress
        Called as ``progress(done, total, text)`` for each file.

    Returns
    -------
    Batch
        Tables, problems and assumptions. Faults of the data never raise.

    Raises
    ------
    InputError
        No input could be read at all.
    UsageError
        The heading map names a heading or a column that does not exist, or headings fit two kinds of sheet
        equally well.
    """
    names = read_map(heading_map, table_candidates) if heading_map else {}
    reader = _Reading(tuple(table_candidates), tuple(others), names)
    reader.all(sources, progress)
    lone = frozenset(table for table, main in (mains or {}).items() if main not in reader.met)
    if lone & reader.met:
        reader = _Reading(tuple(table_candidates), tuple(others), names, lone)
        reader.all(sources, progress)
    reader.check_map(heading_map)
    failed = [known for known in reader.inputs if known.error]
    if len(failed) == len(reader.inputs):
        reasons = [f"{known.path}: {known.error}" for known in failed]
        raise InputError("no input could be read\n" + "\n".join(reasons or ["no file was given"]))
    tables = {table.name: joined(table, reader.parts.get(table.name, [])) for table in table_candidates}
    return Batch(tables, reader.problems, tuple(reader.assumptions), tuple(reader.inputs))


def _digest(path: Path) -> tuple[str, int]:
    """Return checksum and size; nothing of what cannot be opened, which `grids` then explains."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size
    except OSError:
        return "", 0


def _shown(path: Path, paths: Sequence[Path]) -> str:
    """Return the name by which a file is called in messages: short where that is clear."""
    return path.name if sum(other.name == path.name for other in paths) == 1 else str(path)


class _Reading:
    """What has been read so far."""

    def __init__(
        self,
        tables: tuple[Table, ...],
        others: tuple[Table, ...],
        names: Mapping[str, Heading],
        last: frozenset[str] = frozenset(),
    ) -> None:
        self.tables = tables
        self.others = others
        self.names = names
        self.last = last  # names of tables that give way to others, see `best`
        self.met: set[str] = set()  # names of tables, others included
        self.problems = Problems()
        self.assumptions: dict[str, None] = {}
        self.inputs: list[Input] = []
        self.parts: dict[str, list[Part]] = {}
        self.seen: dict[str, str] = {}  # normalised heading -> as written

    def all(self, sources: Sources, progress: Callable[[int, int, str], None] | None) -> None:
        """Read every source."""
        if isinstance(sources, pd.DataFrame):
            error, rows = self.take([from_frame(sources, FRAME)], FRAME)
            self.inputs.append(Input(FRAME, "", int(sources.memory_usage().sum()), rows, error))
            return
        several = [sources] if isinstance(sources, str | Path) else list(sources)
        paths, named = files(several), set(map(Path, several))
        for done, path in enumerate(paths):
            if progress:
                progress(done, len(paths), path.name)
            self.file(path, _shown(path, paths), named=path in named)
        if progress:
            progress(len(paths), len(paths), "")

    def file(self, path: Path, name: str, *, named: bool) -> None:
        """Read one file, or say why not; the same content is read once.

        A report of ours is read again only where it is `named`, not where it lies in a folder.
        """
        digest, size, rows = *_digest(path), 0
        try:
            twin = next((i.path for i in self.inputs if digest and i.sha256 == digest and not i.error), "")
            if twin:
                said = f"the same content as {Path(twin).name}"
                remedy = "left out, so that nothing counts twice; change a cell if these are other goods"
                self.problems.add(Problem(QUESTION, "same_file", name, found=said, remedy=remedy))
                error = ""
            else:
                error, rows = self.take(grids(path, name, self.recognised), name, reports=named)
        except Unsafe as unsafe:
            error = str(unsafe)
            self.problems.add(Problem(REFUSED, "unreadable_file", name, remedy=error))
        self.inputs.append(Input(str(path), digest, size, rows, error))

    def recognised(self, rows: list[list[str]]) -> int:
        """Return the most headings recognised in one of the rows."""
        tables = (*self.tables, *self.others)
        return max((len(matched(t, row, self.names)) for row in rows for t in tables), default=0)

    def take(self, found: Sequence[Grid], name: str, *, reports: bool = True) -> tuple[str, int]:
        """Add the tables of one file; return what is wrong with it as a whole, and its number of rows."""
        met: list[Section] = []
        left_out = False
        for grid in found:
            if self.names:
                self._note_headings(grid)
            here = list(sections(grid, self.tables, self.names, self.others, self.last))
            if not here and self.others:  # one of the others may have said that this is no sheet of `tables`
                here = list(sections(grid, self.tables, self.names, last=self.last))
            self.met |= {section.table.name for section in here}
            if here and not reports and any(_is_report(section) for section in here):
                remedy = "left out; name the file itself to read it"
                said = "a report written by pigou"
                self.problems.add(Problem(NOTE, "former_report", name, grid.sheet, found=said, remedy=remedy))
                return "", 0
            wanted = [section for section in here if section.table in self.tables]
            for table in dict.fromkeys(s.table.name for s in here if s.table not in self.tables):
                left_out = True
                said, remedy = f"a sheet of {table}", f"left out; compute it with --subject {table}"
                self.problems.add(Problem(NOTE, "other_subject", name, grid.sheet, found=said, remedy=remedy))
            if wanted:
                self._note_hidden(grid)
                met += wanted
        if not met and left_out:
            return "", 0
        if not met:
            problem = _no_table(found, name, self.tables)
            self.problems.add(problem)
            return f"{problem.expected}; found {problem.found}. {problem.remedy}", 0
        if not any(len(section.rows) for section in met):
            remedy = "write the rows below the headings"
            sheet = met[0].grid.sheet
            self.problems.add(
                Problem(REFUSED, "no_rows", name, sheet, found="headings without rows", remedy=remedy)
            )
        ready = [prepared(section, self.problems, self.assumptions) for section in met]
        self._convert(ready)
        for grid in {id(section.grid): section.grid for section in met}.values():
            if grid.remark:
                self.assumptions[grid.remark] = None
        return "", sum(len(section.rows) for section in met)

    def _convert(self, ready: Sequence[Prepared]) -> None:
        numbers = [cells for one in ready for cells in one.numbers()]
        used = convention(numbers, comma_delimited=ready[0].section.grid.comma_delimited)
        proofs = {proof for one in ready for cells in one.dates() for proof in cells.proof()}
        for one in ready:
            section = one.section
            made = part(one, used, proofs, self.problems, self.assumptions)
            self.parts.setdefault(section.table.name, []).append(made)
            self._note_totals(section)

    def _note_headings(self, grid: Grid) -> None:
        rows = range(min(SEARCHED_ROWS, grid.height))
        for texts in (
            [grid.headings] if grid.headings is not None else [texts_of_row(grid, row) for row in rows]
        ):
            self.seen.update({normal(text): text for text in texts if text})

    def _note_hidden(self, grid: Grid) -> None:
        if grid.hidden:
            said, remedy = "a hidden sheet was read too", "delete the sheet if it does not belong to the list"
            self.problems.add(Problem(NOTE, "hidden_sheet", grid.file, grid.sheet, found=said, remedy=remedy))
        for kind, count, word in (
            ("hidden_rows", grid.hidden_rows, "row"),
            ("hidden_columns", grid.hidden_columns, "column"),
        ):
            if count:
                said = f"{count} hidden {word}{'s were' if count > 1 else ' was'} read too"
                remedy = "unhide to see them; delete what does not belong to the list"
                self.problems.add(Problem(NOTE, kind, grid.file, grid.sheet, found=said, remedy=remedy))

    def _note_totals(self, section: Section) -> None:
        needed = [c.name for c in section.table.columns if c.needed and c.kind in ("text", "code")]
        remedy = f"left out; fill in {' and '.join(needed)} if it is a row of its own"
        for row in section.totals.tolist():
            number = row + section.grid.first_row
            self.problems.add(
                Problem(
                    NOTE,
                    "total_row",
                    section.grid.file,
                    section.grid.sheet,
                    section.grid.cell(0, row),
                    row=number,
                    found="a row that adds up others",
                    remedy=remedy,
                )
            )

    def check_map(self, path: Path | None) -> None:
        """Refuse a heading map with headings that no input has."""
        unknown = [heading for heading in self.names if heading not in self.seen]
        if unknown and self.seen:
            choices = ", ".join(list(self.seen.values())[:60])
            raise UsageError(f"{path}: no input has the heading '{unknown[0]}'; choose among {choices}")


def _is_report(section: Section) -> bool:
    results = section.table.results
    return bool(results) and sum(h.strip() in results for h in section.headings) * 2 > len(results)


def _no_table(found: Sequence[Grid], name: str, tables: Sequence[Table]) -> Problem:
    first = {grid.sheet or name: any_texts(grid) for grid in found[:20]}
    seen = [f"{sheet}: {', '.join(texts) or 'empty'}" for sheet, texts in first.items()]
    known = [max((len(matched(table, texts, {})) for texts in first.values()), default=0) for table in tables]
    near = [table for table, count in zip(tables, known, strict=True) if count == max(known)]
    wanted = [
        "; ".join(examples(table, column.name, 3) for column in table.columns if column.needed)
        + (f" ({table.name})" if len(tables) > 1 else "")
        for table in near
    ]
    expected = f"headings such as {', or '.join(wanted)}"
    return Problem(
        REFUSED,
        "no_table",
        name,
        found=" | ".join(seen) or "no sheet",
        expected=expected,
        remedy="name the columns so, or give a heading map (heading,column)",
    )
