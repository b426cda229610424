"""The rules that the published figures of materials keep, and the spellings of the materials.

`material_faults` and `material_name_faults` are steps of `factors.check.check`.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from factors.check_names import unit_fault
from factors.materials import COMPARABLE, NUMBERS, Published
from factors.names import NOT_GIVEN, normalised
from factors.table import FactorTable

MATERIAL_NAMES = "materials.csv"  # under names
SPELLING = ("spelling", "key", "language")
COLUMNS = tuple(field.name for field in fields(Published) if field.name != "reference")
ROUTES = ("primary", "secondary", "mix")
USES = (*COMPARABLE, "shown")
UNITS = {  # indicator -> the one unit of its figures
    "ghg": "tCO2e/t",
    "co2": "tCO2/t",
    "energy": "GJ/t",
    "water": "m3/t",
    "so2": "kg/t",
    "sox": "kg/t",
    "nox": "kg/t",
    "pm10": "kg/t",
    "pm25": "kg/t",
    "solid waste": "t/t",
    "energy saved": "GJ/t",
    "water saved": "m3/t",
    "waste avoided": "t/t",
    "iron ore avoided": "t/t",
    "so2 avoided": "t/t",
    "co2 avoided": "tCO2/t",
    "ghg saving share": "1",
    "energy saving share": "1",
}
BESIDE_OURS = ("cradle-to-gate", "site + upstream")  # the boundaries of figures that may stand beside ours
BOUNDARIES = (
    *BESIDE_OURS,
    "gate-to-gate",
    "mine to concentrate or cathode",
    "process only",  # what the reductants or the ore give off, without energy
    "plant limit",  # a limit of a standard on the energy of a plant
    "scope 1",
    "scope 2",
    "scope 3",
    "sector mean",  # primary and recycled together
    "company claim",
    "relative",  # a saving against primary
    "not stated",
)


def material_faults(table: FactorTable, named: set[str], units: set[str]) -> Iterator[str]:
    """Yield every broken rule of the published figures.

    Parameters
    ----------
    table : FactorTable
        The table ``emissions.materials``.
    named : set of str
        The materials that have a name, as `named_materials` gives them.
    units : set of str
        The units that the registry knows.

    Yields
    ------
    str
        A fault of one row, or two defaults of one material, route and indicator.
    """
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        yield f"column {', '.join(missing)} is missing"
        return
    defaults: Counter[tuple[str, str, str]] = Counter()
    for number in range(len(table)):
        row = table.row(number)
        where = f"line {number + 2} ({row['material']}, {row['variant']})"
        for column, allowed in (
            ("route", ROUTES),
            ("use", USES),
            ("boundary", BOUNDARIES),
            ("indicator", UNITS),
        ):
            if row[column] not in allowed:
                yield f"{where}: unknown {column} {row[column]!r}"
        if row["material"] not in named:
            yield f"{where}: names/materials.csv has no spelling of it"
        if row["unit"] != UNITS.get(row["indicator"], row["unit"]):
            yield f"{where}: unit {row['unit']}, expected {UNITS[row['indicator']]} for {row['indicator']}"
        fault = unit_fault(row["unit"], units)
        if fault:
            yield f"{where}: {fault}"
        yield from (f"{where}: {fault}" for fault in _number_faults(row))
        if row["use"] in COMPARABLE and row["boundary"] not in BESIDE_OURS:
            yield f"{where}: {row['boundary']} may be shown only"
        if row["use"] == "default":
            defaults[row["material"], row["route"], row["indicator"]] += 1
            if not row["value"]:
                yield f"{where}: a default without a value"
    for key, count in defaults.items():
        if count > 1:
            yield f"{' '.join(key)} has {count} defaults"


def _number_faults(row: dict[str, str]) -> Iterator[str]:
    numbers = []
    for column in NUMBERS:
        try:
            number = float(row[column]) if row[column] else None
        except ValueError:
            yield f"{column} {row[column]!r} is not a number"
            return
        if number is not None and not 0 <= number < math.inf:
            yield f"{column} {row[column]} is below zero or not finite"
            return
        numbers.append(number)
    value, low, high = numbers
    if value is None and low is None and high is None:
        yield "no value, low or high"
    rising = [number for number in (low, value, high) if number is not None]
    if rising != sorted(rising):
        yield "low, value and high do not rise"
    if row["unit"] == "1" and rising and rising[-1] > 1:
        yield f"a share of {rising[-1]:g}"


def material_name_faults(file: Path) -> list[str]:
    """Return every broken rule of the spellings of materials.

    Parameters
    ----------
    file : Path
        The table ``materials.csv`` under ``names``.

    Returns
    -------
    list of str
        Other columns, empty cells, spellings that are there twice or belong to two materials, materials that are
        no spelling of themselves, and words for "not given" that name one.
    """
    rows, broken = _rows(file)
    owners: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        where = f"{file.name} line {number} ({row['spelling']})"
        broken += [f"{where}: no {column}" for column in SPELLING if not row[column]]
        text = normalised(row["spelling"])
        if not text:
            broken.append(f"{where}: nothing is left of it when normalised")
        elif text in owners:
            broken.append(f"{where}: {text!r} is {owners[text]} already")
        else:
            owners[text] = row["key"]
    for key in sorted(named_materials(file)):
        if owners.get(normalised(key)) != key:
            broken.append(f"{file.name}: {key!r} is no spelling of itself")
    given = [text for text in NOT_GIVEN if normalised(text) in owners]
    return broken + [f"{file.name}: {text!r} must not name a material" for text in given]


def named_materials(file: Path) -> set[str]:
    """Return every material that has a spelling in the table `file`."""
    return {row["key"] for row in _rows(file)[0]}


def _rows(file: Path) -> tuple[list[dict[str, str]], list[str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        header = tuple(reader.fieldnames or ())
        if header != SPELLING:
            return [], [f"{file.name}: the columns are {','.join(header)}, expected {','.join(SPELLING)}"]
        return [{column: row[column] or "" for column in SPELLING} for row in reader], []
