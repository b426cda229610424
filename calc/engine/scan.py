"""Look over a workbook as a stream of bytes before anything opens it.

calamine allocates every cell between the first and the last one and hands over error cells (#N/A) as empty
ones. The scan refuses what would not fit in memory, and finds error cells, hidden rows and hidden columns.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 8_000_000_000  # of all parts, unpacked
MOST_RATIO = 200  # unpacked to packed; sheets of numbers reach about 20
RATIO_FROM_BYTES = 50_000_000  # smaller parts may be as repetitive as they like
MOST_PARTS = 5_000
MOST_CELLS = 60_000_000  # dense cells of one sheet ...
MOST_EMPTINESS = 20  # ... unless this many times the cells really there
MOST_TEXT = 4_000_000_000  # characters of shared strings times the cells that show them
CHUNK = 1 << 22
UPPER = np.uint8(0xDF)  # takes an ASCII letter to its capital

OLE = b"\xd0\xcf\x11\xe0"
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_SPAN = re.compile(rb"""\b(min|max)\s*=\s*["'](\d+)""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})(\d{1,10})["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\br=["']([A-Z]+)(\d+)["'])[^>]*\bt=["']e["'][^>]*>(.*?)</(?:\w+:)?c>""",
    re.DOTALL,
)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")


class Unsafe(Exception):
    """A workbook that is not opened; the text says why and what to do."""


@dataclass
class SheetScan:
    """What the stream of one sheet shows."""

    last_row: int = 0
    last_column: int = 0
    rows_bounded: bool = False  # `last_row` may be above the true one
    cells: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: bool = False
    errors: list[tuple[int, int, str]] = field(default_factory=list)  # row, column (from 1), '#N/A'


def letters(column: int) -> str:
    """Return the letters of a column counted from 1: 1 is ``A``, 27 is ``AA``."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _number(column: str) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + ord(letter) - 64
    return number


def scan(path: Path) -> dict[str, SheetScan]:
    """Return what the stream of each sheet part shows, or refuse the workbook.

    Raises
    ------
    Unsafe
        The file is no xlsx workbook, is encrypted or broken, or would take too much memory.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head[:4] == OLE:
        raise Unsafe(
            "an encrypted workbook or an old .xls file: remove the password "
            "(File > Info > Protect Workbook), or save it as .xlsx"
        )
    if not head:
        raise Unsafe("the file is empty")
    if head[:2] != b"PK":
        raise Unsafe("not an Excel workbook in spite of its name: save it as .xlsx or .csv")
    try:
        with zipfile.ZipFile(path) as archive:
            return _scan(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise Unsafe(
            f"the file is damaged or cut off ({error}): save it again, or ask for it again"
        ) from error


def _scan(archive: zipfile.ZipFile) -> dict[str, SheetScan]:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        raise Unsafe(f"{len(parts)} parts in one workbook: save the sheet you need as a file of its own")
    if len(names) < len(parts):
        raise Unsafe("two parts of the workbook share one name: save it again with Excel or LibreOffice")
    if "xl/workbook.bin" in names:
        raise Unsafe("a binary workbook (.xlsb): save it as .xlsx")
    if not any(name.lower().endswith("workbook.xml") for name in names):
        raise Unsafe("a zip file, but no workbook in it: save the sheet as .xlsx or .csv")
    if any(name.lower().startswith("xl/externallinks/") for name in names):
        raise Unsafe(
            "the workbook takes values from other files: break the links (Data > Edit Links) and save it"
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_BYTES:
        raise Unsafe(
            f"{unpacked:,} bytes unpacked, more than {MOST_BYTES:,}: split the file or save it as .csv"
        )
    for part in parts:
        if part.file_size > max(RATIO_FROM_BYTES, MOST_RATIO * part.compress_size):
            raise Unsafe(
                f"{part.filename} unpacks to {part.file_size:,} bytes from {part.compress_size:,}: refused"
            )
    sheets: dict[str, SheetScan] = {}
    for part in parts:
        name = part.filename.lower()
        if re.fullmatch(r"(.*/)?worksheets/[^/]+\.xml", name):
            sheets[part.filename] = _scan_sheet(archive, part)
        elif name.endswith(
            ("sharedstrings.xml", ".rels", "workbook.xml", "styles.xml", "[content_types].xml")
        ):
            _check_strings(archive, part, sheets if "sharedstrings" in name else {})
    return sheets


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the part in pieces that end with the end of a tag."""
    rest, size = b"", 0
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size == len(piece) and piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise Unsafe(f"{part.filename} is not in UTF-8: save the workbook again with Excel")
            piece = rest + piece
            end = piece.rfind(b"<")
            end = end if end > 0 else len(piece)
            rest = piece[end:]
            if len(rest) > 4 * CHUNK:
                raise Unsafe(f"{part.filename} holds a tag without end: save the workbook again")
            if b"<!DOCTYPE" in piece:
                raise Unsafe(f"{part.filename} declares entities, as no spreadsheet does: refused")
            yield piece[:end]
    yield rest


def _check_strings(archive: zipfile.ZipFile, part: zipfile.ZipInfo, sheets: dict[str, SheetScan]) -> None:
    longest = 0
    for chunk in _chunks(archive, part):
        ends = np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == ord("<"))
        longest = max(longest, int(np.diff(ends).max(initial=0)))
    if longest > 40_000 and longest * sum(sheet.cells for sheet in sheets.values()) > MOST_TEXT:
        raise Unsafe(f"{part.filename}: a text of {longest:,} characters; a cell holds at most 32,767")


def _scan_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, exact: bool = False) -> SheetScan:
    sheet = SheetScan()
    open_cell = b""
    for chunk in _chunks(archive, part):
        has_errors = _references(sheet, chunk, exact=exact)
        if b"hidden=" in chunk:
            _hidden(sheet, chunk)
        if has_errors or open_cell:
            _errors(sheet, open_cell + chunk)
        cut = max(chunk.rfind(b"<c "), chunk.rfind(b":c "))
        open_cell = chunk[cut:] if has_errors and cut >= 0 and b"c>" not in chunk[cut:] else b""
        sheet.merged = sheet.merged or b"mergeCell " in chunk
    dense = sheet.last_row * sheet.last_column
    if dense > MOST_CELLS and dense > MOST_EMPTINESS * sheet.cells:
        if not exact and sheet.rows_bounded:
            return _scan_sheet(archive, part, exact=True)
        raise Unsafe(
            f"a cell stands at {letters(sheet.last_column)}{sheet.last_row} with little in between: "
            "delete the stray cell (Ctrl+End shows it) and save"
        )
    return sheet


def _hidden(sheet: SheetScan, chunk: bytes) -> None:
    sheet.hidden_rows += sum(1 for tag in _ROW.findall(chunk) if _HIDDEN.search(tag))
    for tag in _COLUMN.findall(chunk):
        if _HIDDEN.search(tag):
            span = {name: int(value) for name, value in _SPAN.findall(tag)}
            last = span.get(b"max", 1)  # 'hidden to the end of the sheet' counts once
            sheet.hidden_columns += 1 if last >= 16384 else last - span.get(b"min", 1) + 1


def _references(sheet: SheetScan, chunk: bytes, *, exact: bool) -> bool:
    """Widen the sheet by every cell reference of the chunk; return whether it holds error cells.

    numpy, since there are millions. Rows are only bounded (by their number of digits) unless that would
    make the sheet too large.
    """
    data = np.frombuffer(b"  " + chunk + b" " * 16, dtype=np.uint8)
    equals = np.flatnonzero(data == ord("=")).astype(np.int32)
    before, after = data[equals - 1], data[equals + 1]
    has_errors = bool(((before == ord("t")) & (data[equals + 2] == ord("e")) & (data[equals + 3] < 48)).any())
    if (before <= 32).any() or (after <= 32).any():  # r = "A1" is XML too
        _references_slowly(sheet, chunk)
        return True
    at = equals[before == ord("r")]
    at = at[data[at - 2] <= 32] + 2
    first = data[at]
    rows, at = at[(first >= 48) & (first <= 57)], at[(first & UPPER >= 65) & (first & UPPER <= 90)]
    sheet.cells += at.size
    last_row = int(_digits(data, rows).max(initial=0))
    if at.size:
        digits = _columns(sheet, data, at)
        longest = len(str(last_row))
        beyond = data[digits + longest]
        bound = 10**longest - 1
        if exact or ((beyond >= 48) & (beyond <= 57)).any() or bound * sheet.last_column > MOST_CELLS:
            last_row = max(last_row, int(_digits(data, digits).max(initial=0)))
        else:
            sheet.rows_bounded = True
            last_row = bound
    sheet.last_row = max(sheet.last_row, last_row)
    return has_errors


def _columns(sheet: SheetScan, data: NDArray[np.uint8], at: NDArray[np.int32]) -> NDArray[np.int32]:
    """Widen the sheet by the letters that begin at `at`; return where the digits begin."""
    more = data[at + 1] >= 65
    if not more.any():  # columns A to Z
        sheet.last_column = max(sheet.last_column, int((data[at] & UPPER).max()) - 64)
        return at + 1
    column = (data[at] & UPPER).astype(np.int64) - 64
    at = at + 1
    for _ in range(3):
        byte = data[at] & UPPER
        letter = (byte >= 65) & (byte <= 90)
        column = np.where(letter, column * 26 + byte - 64, column)
        at = at + letter
    sheet.last_column = max(sheet.last_column, int(column.max()))
    return at


def _digits(data: NDArray[np.uint8], at: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the numbers whose digits begin at `at`."""
    number = np.zeros(at.size, dtype=np.int64)
    reading = np.ones(at.size, dtype=np.bool_)
    for _ in range(10):
        byte = data[at]
        reading = reading & (byte >= 48) & (byte <= 57)
        if not reading.any():
            break
        number = np.where(reading, number * 10 + byte - 48, number)
        at = np.minimum(at + reading, data.size - 1)
    return number


def _references_slowly(sheet: SheetScan, chunk: bytes) -> None:
    for name, number in _REFERENCE.findall(chunk):
        row = int(number)
        sheet.cells += 1
        sheet.last_column = max(sheet.last_column, _number(name.decode()))
        sheet.last_row = max(sheet.last_row, row)


def _errors(sheet: SheetScan, text: bytes) -> None:
    known = {(row, column) for row, column, _ in sheet.errors}
    for name, number, inside in _ERROR.findall(text):
        value = _VALUE.search(inside)
        place = (int(number), _number(name.decode()))
        if place not in known:
            sheet.errors.append((*place, value[1].decode("utf-8", "replace") if value else "#N/A"))
