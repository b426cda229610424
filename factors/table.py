"""A published table: a CSV file with a sidecar TOML that says what it is.

The sidecar gives source, place, date, boundary, GWP set, year, units, keys and the row count, which is
asserted at load.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SIDECAR_KEYS = {
    "rows",
    "title",
    "source",
    "place",
    "published",
    "checked",
    "reading",
    "boundary",
    "gwp",
    "year",
    "conversion",
    "issuer_file",
    "issuer_sha256",
    "units",
    "keys",
    "note",
}


class TableError(ValueError):
    """A table breaks a rule; the message names file and row."""


@dataclass(frozen=True)
class FactorTable:
    """The columns of a table as texts, in file order, and what its sidecar says."""

    path: str  # 'eu.default_values'
    columns: Mapping[str, tuple[str, ...]]
    about: Mapping[str, Any]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return tuple(self.about["keys"]["columns"].split())

    @property
    def published(self) -> date:
        """The day from which anybody could know the table."""
        published: date = self.about["published"]
        return published

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return a column as floats; a cell that is not a number is NaN (its text stays in `columns`)."""
        return np.array([_number(text) for text in self.columns[column]])

    def reference(self, row: int) -> str:
        """Return the reference key of a row, for instance ``eu.default_values:CN/7208``."""
        return self.references[row]

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The reference keys of all rows."""
        cells = zip(*(self.columns[c] for c in self.key_columns), strict=True)
        return tuple(f"{self.path}:{'/'.join([c or '-' for c in row])}" for row in cells)

    @cached_property
    def by_reference(self) -> Mapping[str, int]:
        """Reference key -> row."""
        return {key: row for row, key in enumerate(self.references)}

    def row(self, row: int) -> dict[str, str]:
        """Return one row as a mapping."""
        return {name: values[row] for name, values in self.columns.items()}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def load_table(file: Path, path: str) -> FactorTable:
    """Read `file` and its sidecar (same name, ``.toml``).

    Raises
    ------
    TableError
        When the sidecar is missing or has unknown keys, a row has too few or too many cells, or the number of
        rows is not the one stated.
    """
    sidecar = file.with_suffix(".toml")
    if not sidecar.exists():
        raise TableError(f"{file.name}: its sidecar {sidecar.name} is missing")
    about = tomllib.loads(sidecar.read_text(encoding="utf-8"))
    unknown = sorted(set(about) - _SIDECAR_KEYS)
    if unknown:
        raise TableError(f"{sidecar.name}: unknown key {', '.join(unknown)}")
    with file.open(newline="", encoding="utf-8") as handle:
        reader = csv.reader(handle)
        header = next(reader)
        rows = list(reader)
    if len(rows) != about["rows"]:
        raise TableError(f"{file.name}: {len(rows)} rows, but {sidecar.name} says {about['rows']}")
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise TableError(f"{file.name}, line {number}: {len(row)} cells, expected {len(header)}")
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    return FactorTable(path, columns, about)
