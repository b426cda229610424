"""The rules that every published table keeps: a whole sidecar, keys met once, numbers in their range.

`table_faults` is one of the steps of `factors.check.check`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from factors.check_names import unit_fault
from factors.library import Library
from factors.table import FactorTable

READINGS = ("official text", "official workbook", "secondary")
MARKS = ("-", "see below", "not held", "")  # what a cell of numbers may hold besides a number
PUBLICATION = ("source", "place", "published")  # of a table that is one publication
SIDECAR = (
    "rows",
    "title",
    "checked",
    "boundary",
    "gwp",
    "year",
    "conversion",
    "units",
    "keys",
)
MOST = {"tCO2e/t": 50.0}  # a figure above is a slip of the decimal point, not a good
CUSTOMS = "eu."  # tables whose codes and routes are those of CBAM
CODE_LENGTHS = (4, 6, 8, 10)

_ROUTE = re.compile(r"(?:[A-L](?:/[A-L])*)?\Z")


def table_faults(library: Library, table: FactorTable, units: set[str]) -> Iterator[str]:
    """Yield every broken rule of one table.

    Parameters
    ----------
    library : Library
        Knows the sources that a sidecar may name.
    table : FactorTable
        The table as loaded.
    units : set of str
        The units that the registry knows.

    Yields
    ------
    str
        A fault of the sidecar, of the keys or of a cell, without the path of the table.
    """
    about = table.about
    mixed = "source" in table.columns  # each row has its own
    missing = [key for key in SIDECAR + (() if mixed else PUBLICATION) if key not in about]
    if missing:
        yield f"the sidecar lacks {', '.join(missing)}"
        return
    named = sorted(set(table.columns["source"])) if mixed else [about["source"]]
    yield from (f"unknown source {key!r}" for key in named if key not in library.sources)
    if mixed:
        yield from (f"no column {needed}" for needed in ("place", "reading") if needed not in table.columns)
    else:
        yield from date_faults("the sidecar", about)
    readings = set(table.columns.get("reading", (about.get("reading", ""),)))
    yield from (f"unknown reading {reading!r}" for reading in sorted(readings - set(READINGS)))
    for column in table.key_columns:
        if column not in table.columns:
            yield f"key column {column} does not exist"
            return
    keys = Counter(table.reference(row) for row in range(len(table)))
    yield from (f"{key} is there {count} times" for key, count in keys.items() if count > 1)
    for column, unit in about["units"].items():
        if column not in table.columns:
            yield f"column {column} does not exist"
        else:
            yield from _numbers(table, column, unit)
        fault = unit_fault(unit, units)
        if fault:
            yield fault
    if not table.path.startswith(CUSTOMS):
        return
    for row, code in enumerate(table.columns.get("code", ())):
        if not code.isdigit() or len(code) not in CODE_LENGTHS:
            yield f"line {row + 2}: {code!r} is not a code of 4, 6, 8 or 10 digits"
    for row, route in enumerate(table.columns.get("route", ())):
        if not _ROUTE.match(route):
            yield f"line {row + 2}: {route!r} is not a route"


def _numbers(table: FactorTable, column: str, unit: str) -> Iterator[str]:
    most = MOST.get(unit, math.inf)
    for row, text in enumerate(table.columns[column]):
        if text in MARKS:
            continue
        try:
            value = float(text)
        except ValueError:
            yield f"line {row + 2}: {column} {text!r} is neither a number nor a known mark"
            continue
        if not 0 <= value <= most:
            yield f"line {row + 2}: {column} {text} is outside 0 to {most:g} {unit}"


def date_faults(where: str, block: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the days on which a block was published and checked."""
    published, checked = block.get("published"), block.get("checked")
    if not isinstance(published, date) or not isinstance(checked, date):
        yield f"{where}: published and checked must be dates"
    elif published > checked:
        yield f"{where}: published on {published}, after it was checked on {checked}"
