"""Workbooks: looked over as a stream first, then opened with calamine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calc.engine.scan import Unsafe, scan


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, column by column, and where they stand."""

    name: str
    columns: list[NDArray[np.object_]]
    first_row: int  # sheet row of the first cells
    first_column: int
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]  # (row, column) from 1, first and last
    hidden_rows: int
    hidden_columns: int
    visible: bool


def read_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in order, their cells as calamine types them.

    Raises
    ------
    Unsafe
        See `scan`; also where calamine cannot read the file.
    """
    scans = scan(path)
    parts = _sheet_parts(path)
    import python_calamine as calamine

    try:
        with calamine.load_workbook(str(path)) as book:
            for about in book.sheets_metadata:
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                seen = scans.get(parts.get(about.name, ""))
                if seen is None:  # what was not looked over is not opened
                    raise Unsafe(
                        f"sheet '{about.name}' is not where sheets are kept: save the workbook again"
                    )
                found = book.get_sheet_by_name(about.name)
                start = found.start or (0, 0)
                cells = np.array(found.to_python(skip_empty_area=True), dtype=object)
                columns = [cells[:, j].copy() for j in range(cells.shape[1])] if cells.ndim == 2 else []
                del cells
                for row, column, text in seen.errors:
                    i, j = row - 1 - start[0], column - 1 - start[1]
                    if 0 <= j < len(columns) and 0 <= i < len(columns[j]):
                        columns[j][i] = text
                merged = found.merged_cell_ranges if seen.merged else None
                yield Sheet(
                    name=about.name,
                    columns=columns,
                    first_row=start[0] + 1,
                    first_column=start[1] + 1,
                    merged=tuple(((a + 1, b + 1), (c + 1, d + 1)) for (a, b), (c, d) in merged or ()),
                    hidden_rows=seen.hidden_rows,
                    hidden_columns=seen.hidden_columns,
                    visible=about.visible == calamine.SheetVisibleEnum.Visible,
                )
    except calamine.CalamineError as error:
        raise Unsafe(
            f"the workbook cannot be read ({error}): save it again with Excel or LibreOffice"
        ) from error


def _sheet_parts(path: Path) -> dict[str, str]:
    """Return sheet name -> part, by way of the workbook's relationships."""
    import xml.etree.ElementTree as ElementTree

    with zipfile.ZipFile(path) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        book_name = next(name for name in names if name.endswith("workbook.xml"))
        folder = book_name.rpartition("/")[0]
        links_name = f"{folder}/_rels/workbook.xml.rels".lstrip("/")
        if links_name not in names:
            return {}
        try:
            book = ElementTree.fromstring(archive.read(names[book_name]))
            links = ElementTree.fromstring(archive.read(names[links_name]))
        except (ElementTree.ParseError, LookupError, ValueError) as error:
            raise Unsafe(f"the workbook is damaged ({error}): save it again") from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts: dict[str, str] = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
            target = (targets.get(key) or "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            if sheet.get("name", "") in parts:
                raise Unsafe("two sheets share one name: save the workbook again")
            parts[sheet.get("name", "")] = names.get(whole.lower(), whole)
    return parts
