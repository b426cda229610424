"""The rules that the spellings of headings and units keep, and the units that the registry knows.

`heading_faults`, `unit_faults` and `registry_faults` are steps of `factors.check.check`; the rules about
countries and territories stand beside them in `factors.names`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

HEADINGS = ("table", "column", "spelling", "language", "strength")
UNITS = ("spelling", "unit", "status", "question", "language")
STRENGTHS = ("", "weak")
NEEDED = {"accepted": "unit", "ambiguous": "question"}  # status -> the one of the two cells that its row has
NO_COLUMN = "#"  # begins what is met in any table and is no column of it: '#total'

_UNIT_PARTS = re.compile(r"[*/ ]+")
_NAME = re.compile(r"(?:\w+-?|\[\w+\])\Z")


# ---- spellings


def heading_faults(file: Path) -> list[str]:
    """Return every broken rule of the spellings of headings.

    Parameters
    ----------
    file : Path
        The table ``headings.csv``.

    Returns
    -------
    list of str
        Columns other than `HEADINGS`, rows that lack something, and spellings of two columns of one table.
    """
    broken: list[str] = []
    owners: dict[tuple[str, str], str] = {}
    for where, row in _rows(file, HEADINGS, broken):
        broken += [f"{where}: no {name}" for name in ("column", "spelling", "language") if not row[name]]
        table, column = row["table"], row["column"]
        if not table and not column.startswith(NO_COLUMN):
            broken.append(f"{where}: no table")
        if row["strength"] not in STRENGTHS:
            broken.append(f"{where}: unknown strength {row['strength']!r}")
        text = _as_heading(row["spelling"])
        if not text:
            broken.append(f"{where}: nothing is left of it when normalised")
        elif column and owners.setdefault((table, text), column) != column:
            broken.append(f"{where}: {text!r} is {owners[table, text]} already, here {column}")
    return broken


def unit_faults(file: Path, known: set[str]) -> list[str]:
    """Return every broken rule of the spellings of units.

    Parameters
    ----------
    file : Path
        The table ``units.csv``.
    known : set of str
        What the registry defines, as `known_units` gives it.

    Returns
    -------
    list of str
        Columns other than `UNITS`, spellings that are there twice or that read like one of another meaning,
        unknown statuses, accepted spellings without a known unit, ambiguous ones without a question.
    """
    broken: list[str] = []
    written: set[str] = set()
    meanings: dict[str, tuple[str, str]] = {}
    for where, row in _rows(file, UNITS, broken):
        spelling, meaning = row["spelling"], (row["unit"], row["question"])
        text = _as_unit(spelling)
        if not text:
            broken.append(f"{where}: no spelling")
        elif spelling in written:
            broken.append(f"{where}: the spelling is there twice")
        elif meanings.setdefault(text, meaning) != meaning:
            broken.append(f"{where}: {text!r} has another meaning already")
        written.add(spelling)
        if row["status"] not in NEEDED:
            broken.append(f"{where}: unknown status {row['status']!r}")
            continue
        for status, name in NEEDED.items():
            if bool(row[name]) != (row["status"] == status):
                broken.append(f"{where}: {row['status']}, but {'a' if row[name] else 'no'} {name}")
        fault = unit_fault(row["unit"], known)
        if fault:
            broken.append(f"{where}: {fault}")
    return broken


def _rows(file: Path, columns: tuple[str, ...], broken: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row and where it stands; what is no row of these columns is said in `broken`."""
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = tuple(next(reader, ()))
        if header != columns:
            broken.append(f"{file.name}: the columns are {','.join(header)}, expected {','.join(columns)}")
            return
        for cells in reader:
            where = f"{file.name} line {reader.line_num}"
            if len(cells) != len(columns):
                broken.append(f"{where}: {len(cells)} cells, expected {len(columns)}")
                continue
            row = dict(zip(columns, cells, strict=True))
            yield f"{where} ({row['spelling']})", row


def _as_heading(text: str) -> str:
    """Return a heading as headings are compared: without case, and any of ``_-.*:#?`` is a space."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[_\-‐‑–.*:#?\s]+", " ", text).split())


def _as_unit(text: str) -> str:
    """Return a unit as units are compared: with its case, without a point at the end."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    return text.rstrip(".") or text


# ---- the registry


def registry_faults(file: Path) -> list[str]:
    """Return every line of the registry that is neither empty, nor a comment, nor ``name = definition``.

    Parameters
    ----------
    file : Path
        The text ``units.txt``.

    Returns
    -------
    list of str
        Each line with its number.
    """
    broken = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        parts = _parts(text)
        if parts != [""] and (len(parts) < 2 or not all(parts) or not _NAME.match(parts[0])):
            broken.append(f"{file.name} line {number}: {text.strip()!r} is not of the form name = definition")
    return broken


def known_units(file: Path) -> set[str]:
    """Return every name that the registry's text defines, with its prefixes."""
    prefixes, found = [""], set()
    for text in file.read_text(encoding="utf-8").splitlines():
        parts = _parts(text)
        if len(parts) < 2 or parts[0].startswith("["):
            continue
        spelled = [parts[0], *parts[2:]]
        prefixes += [p.removesuffix("-") for p in spelled if p.endswith("-")]
        found |= {p for p in spelled if p and not p.endswith("-")}
    return {prefix + name for prefix in prefixes for name in found}


def unit_fault(unit: str, known: set[str]) -> str:
    """Return what the registry does not know of a unit such as ``tCO2e/t``; empty where it knows all."""
    unknown = [p for p in _UNIT_PARTS.split(unit) if p and p != "1" and p not in known]
    return f"unit {unit!r}: {', '.join(unknown)} is not in units.txt" if unknown else ""


def _parts(text: str) -> list[str]:
    """Return what stands between the signs of equality of a line: name, definition, other names."""
    return [part.strip() for part in text.partition("#")[0].split("=")]
