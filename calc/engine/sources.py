"""Files and data frames as sheets of columns: xlsx, xlsm, csv, parquet, pandas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from calc.engine import workbook
from calc.engine.scan import OLE, Unsafe, letters

if TYPE_CHECKING:
    from calc.engine.values import Cells

SUFFIXES = (".xlsx", ".xlsm", ".csv", ".parquet")
MOST_COLUMNS = 16_384
DELIMITERS = ",;\t|"
LEGACY = ("gb18030", "cp1252", "cp1251", "big5", "cp1250", "cp1254")  # tried where UTF-8 does not fit
SAMPLE = 1 << 16


@dataclass(frozen=True)
class Grid:
    """One sheet as columns of cells. `headings` is given where they need not be looked for."""

    file: str
    sheet: str
    columns: Sequence[Cells]
    first_row: int = 1
    first_column: int = 1
    headings: tuple[str, ...] | None = None
    frame: pd.DataFrame | None = None  # kept as it is as the user's own columns
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    hidden: bool = False  # the sheet itself
    comma_delimited: bool = False
    remark: str = ""  # an assumption of reading

    @property
    def height(self) -> int:
        """The number of rows of cells."""
        return len(self.columns[0]) if self.columns else 0

    def cell(self, column: int, row: int) -> str:
        """Return the address of a cell, '' in a data frame; both counted from 0 within the grid."""
        if self.headings is not None:
            return ""
        return f"{letters(column + self.first_column)}{row + self.first_row}"


def files(sources: Iterable[str | Path]) -> list[Path]:
    """Return the files meant: those of a folder sorted, without lock files and hidden ones."""
    found: list[Path] = []
    for source in map(Path, sources):
        if source.is_dir():
            found += sorted(
                path
                for path in source.rglob("*")
                if path.suffix.lower() in SUFFIXES
                and not any(part.startswith((".", "~$")) for part in path.relative_to(source).parts)
                and path.is_file()
            )
        else:
            found.append(source)
    return found


def grids(path: Path, name: str, recognised: Callable[[list[list[str]]], int]) -> list[Grid]:
    """Return the sheets of a file; `recognised` counts known headings in some rows of texts.

    Raises
    ------
    Unsafe
        The file cannot be read; the text says why and what to do.
    """
    if not path.exists():
        raise Unsafe("no such file")
    if path.is_dir():
        raise Unsafe("a folder without any .xlsx, .xlsm, .csv or .parquet file")
    if path.stat().st_size == 0:
        raise Unsafe("the file is empty")
    suffix = path.suffix.lower()
    try:
        if suffix in (".xlsx", ".xlsm"):
            return _workbook(path, name)
        if suffix in (".csv", ".txt", ".tsv"):
            return [_delimited(path, name, recognised)]
        if suffix in (".parquet", ".pq"):
            return [from_frame(_parquet(path), name)]
    except OSError as error:
        raise Unsafe(f"cannot be read: {error.strerror or error}") from error
    except MemoryError as error:
        raise Unsafe("too large for the memory of this machine: split it") from error
    if suffix in (".xls", ".xlsb", ".ods", ".numbers"):
        raise Unsafe(f"a {suffix} file: save it as .xlsx (File > Save As)")
    raise Unsafe(f"{suffix or 'no suffix'}: neither .xlsx, .xlsm, .csv nor .parquet")


def _workbook(path: Path, name: str) -> list[Grid]:
    return [
        Grid(
            file=name,
            sheet=sheet.name,
            columns=sheet.columns,
            first_row=sheet.first_row,
            first_column=sheet.first_column,
            merged=sheet.merged,
            hidden_rows=sheet.hidden_rows,
            hidden_columns=sheet.hidden_columns,
            hidden=not sheet.visible,
        )
        for sheet in workbook.read_sheets(path)
    ]


def _parquet(path: Path) -> pd.DataFrame:
    try:
        import pyarrow
    except ImportError as error:
        raise Unsafe("reading parquet needs pyarrow: pip install 'pigou[parquet]'") from error
    try:
        return pd.read_parquet(path)
    except (pyarrow.ArrowException, ValueError) as error:
        raise Unsafe(f"the parquet file is damaged ({error})") from error


def from_frame(frame: pd.DataFrame, name: str) -> Grid:
    """Return a data frame as a sheet; its columns are its headings."""
    return Grid(
        file=name,
        sheet="",
        columns=[frame.iloc[:, i] for i in range(frame.shape[1])],
        headings=tuple(str(heading) for heading in frame.columns),
        frame=frame,
    )


def _delimited(path: Path, name: str, recognised: Callable[[list[list[str]]], int]) -> Grid:
    data = path.read_bytes()
    if data[:4] == OLE or data[:4] == b"PK\x03\x04":
        raise Unsafe("a workbook with the name of a csv file: give it the suffix .xlsx")
    text, encoding, delimiter = _decoded(data, recognised)
    del data
    width = max(map(str.count, text.split("\n"), repeat(delimiter))) + 1
    if width > MOST_COLUMNS:
        raise Unsafe(f"{width:,} columns: no table of goods")
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=range(width),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            engine="c",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise Unsafe(f"the lines cannot be told apart ({error}): a quotation mark may be missing") from error
    columns = [frame[i].fillna("") for i in frame.columns]
    while len(columns) > 1 and not (columns[-1] != "").any():  # delimiters inside quotes were counted too
        columns.pop()
    remark = "" if encoding in ("utf-8-sig", "utf-16") else f"{name} read as {encoding.upper()}"
    return Grid(file=name, sheet="", columns=columns, comma_delimited=delimiter == ",", remark=remark)


def _decoded(data: bytes, recognised: Callable[[list[list[str]]], int]) -> tuple[str, str, str]:
    """Return text, encoding and delimiter: those under which most headings are recognised."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data[:SAMPLE]:
        raise Unsafe("no text file: save the sheet as .xlsx or as CSV UTF-8")
    else:
        encodings = ("utf-8-sig",) if _fits(data, "utf-8-sig") else _by_likelihood(data)
    best: tuple[int, int, str, str] | None = None
    for encoding in encodings:
        sample = _head(data, encoding)
        for delimiter in DELIMITERS:
            rows = _sample_rows(sample, delimiter)
            score = recognised(rows), max((len(row) for row in rows), default=0)
            if best is None or score > best[:2]:
                best = (*score, encoding, delimiter)
    if best is None:
        raise Unsafe("its letters are in no encoding we know: save it as CSV UTF-8")
    _, _, encoding, delimiter = best
    try:
        return data.decode(encoding), encoding, delimiter
    except UnicodeDecodeError as error:
        raise Unsafe(f"its letters are not {encoding} throughout ({error}): save it as CSV UTF-8") from error


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _by_likelihood(data: bytes) -> tuple[str, ...]:
    """Return the encodings in which `data` can be read: Chinese ones first where letters come in pairs."""
    common = other = 0
    for run in re.findall(rb"[\x80-\xff]+", data[:SAMPLE]):
        pairs = [run[i] <= 0xD7 for i in range(0, len(run) - 1, 2)]  # the common characters of GB 2312
        common += sum(pairs)
        other += len(pairs) - sum(pairs) + len(run) % 2
    paired = common > 2 * other
    possible = [encoding for encoding in LEGACY if _fits(data, encoding)]
    return tuple(sorted(possible, key=lambda e: (e not in ("gb18030", "big5")) == paired))


def _head(data: bytes, encoding: str) -> str:
    return data[:SAMPLE].decode(encoding, errors="ignore")


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    lines = csv.reader(io.StringIO(sample), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in lines:
            rows.append(row)
            if len(rows) == 60:
                break
    except csv.Error:
        return rows
    return rows
