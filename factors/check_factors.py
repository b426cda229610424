"""The rules that the tables of emissions, energy and damage keep: plausible figures, names for every grid.

`factor_faults` and `grid_name_faults` are steps of `factors.check.check`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from factors.grids import TABLE, TONES, grid_key
from factors.names import NOT_GIVEN, normalised, territories, territory_key
from factors.table import FactorTable

GRID_NAMES = ("spelling", "key", "language")
NOT_HELD = "not held"  # marks a gap that is to be seen
MOST_GRID = 2000.0  # gCO2e/kWh: lignite in an old plant has 1400
MOST_CO2 = 0.3  # kg CO2/MJ: blast furnace gas has 0.26, coal 0.1
LEAST_YEAR, MOST_YEAR = 1990, 2100

_PROVINCE = re.compile(r"CN-[A-Z]{2}\Z")


def factor_faults(table: FactorTable) -> Iterator[str]:
    """Yield every broken rule of a table of emissions, energy or damage.

    Parameters
    ----------
    table : FactorTable
        Any table; one without rules here yields nothing.

    Yields
    ------
    str
        A fault, without the path of the table.
    """
    if table.path not in _RULES:
        return
    rule, columns = _RULES[table.path]
    missing = [column for column in columns.split() if column not in table.columns]
    if missing:
        yield f"column {', '.join(missing)} is missing"
    else:
        yield from rule(table)


def grid_name_faults(folder: Path, table: FactorTable | None = None) -> list[str]:
    """Return every broken rule of the spellings of grids; those of territories must be whole.

    Parameters
    ----------
    folder : Path
        Of the tables of names.
    table : FactorTable, optional
        The figures of grids; without it only the spellings are looked at.

    Returns
    -------
    list of str
        Columns other than `GRID_NAMES`, empty cells, spellings of two grids, spellings that a territory has
        already, words for "not given" that name a grid; grids of the table that no name leads to, and names
        that lead to no row.
    """
    broken: list[str] = []
    owners: dict[str, str] = {}
    with (folder / "grids.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        if tuple(reader.fieldnames or ()) != GRID_NAMES:
            return [f"grids.csv: the columns are not {','.join(GRID_NAMES)}"]
        for row in reader:
            where = f"grids.csv line {reader.line_num} ({row['spelling']})"
            broken += [f"{where}: no {name}" for name in GRID_NAMES if not row[name]]
            text = row["spelling"] if row["language"] == TONES else normalised(row["spelling"])
            if not text:
                broken.append(f"{where}: nothing is left of it when normalised")
            elif owners.setdefault(text, row["key"]) != row["key"]:
                broken.append(f"{where}: {text!r} is {owners[text]} already, here {row['key']}")
            if territory_key(row["spelling"], folder) not in (None, row["key"]):
                broken.append(f"{where}: names a territory, which wins")
    broken += [f"grids.csv: {text!r} must not name a grid" for text in NOT_GIVEN if grid_key(text, folder)]
    if table is not None and {"grid", "name"} <= set(table.columns):
        broken += _unnamed(folder, table, set(owners.values()))
    return broken


def _unnamed(folder: Path, table: FactorTable, named: set[str]) -> Iterator[str]:
    places = territories(folder)
    grids = table.columns["grid"]
    for row, (key, name) in enumerate(zip(grids, table.columns["name"], strict=True)):
        if key not in places and grid_key(key, folder) != key:
            yield f"{table.path} line {row + 2}: the grid {key} has no name in grids.csv"
        elif grid_key(name, folder) != key:
            yield f"{table.path} line {row + 2}: {name!r} is no spelling of {key}"
    for key in sorted(named - set(grids) - set(places)):
        yield f"grids.csv: {key} has no row in {table.path}, not even one marked {NOT_HELD!r}"


def _outside(table: FactorTable, column: str, most: float) -> Iterator[str]:
    for row in np.flatnonzero(table.numbers(column) > most):
        yield f"line {row + 2}: {column} {table.columns[column][row]} is above {most:g}"


def _years(table: FactorTable, column: str) -> Iterator[str]:
    for row, text in enumerate(table.columns[column]):
        if not (text.isdigit() and LEAST_YEAR <= int(text) <= MOST_YEAR):
            yield f"line {row + 2}: {column} {text!r} is not a year from {LEAST_YEAR} to {MOST_YEAR}"


def _grid(table: FactorTable) -> Iterator[str]:
    yield from _years(table, "year")
    yield from _outside(table, "value_gco2e_per_kwh", MOST_GRID)
    texts = table.columns["value_gco2e_per_kwh"]
    values = table.numbers("value_gco2e_per_kwh")
    for row, key in enumerate(table.columns["grid"]):
        if _PROVINCE.match(key) and texts[row] != NOT_HELD and not np.isfinite(values[row]):
            yield f"line {row + 2}: the province {key} has no figure"


def _gwp(table: FactorTable) -> Iterator[str]:
    gases, sets = table.columns["gas"], table.columns["set"]
    potentials = dict(zip(zip(gases, sets, strict=True), table.numbers("gwp_kgco2e_per_kg"), strict=True))
    for name in dict.fromkeys(sets):
        if potentials.get(("CO2", name)) != 1:
            yield f"{name}: the potential of CO2 is not 1"


def _combustion(table: FactorTable) -> Iterator[str]:
    columns = table.columns
    values = table.numbers("value_kg_per_mj")
    for row, (gas, mark) in enumerate(zip(columns["gas"], columns["biogenic"], strict=True)):
        if gas == "CO2" and not 0 < values[row] <= MOST_CO2:
            yield f"line {row + 2}: {columns['value_kg_per_mj'][row]} kg CO2/MJ is outside 0 to {MOST_CO2:g}"
        if mark not in ("yes", "no"):
            yield f"line {row + 2}: biogenic {mark!r} is neither yes nor no"


def _social_cost(table: FactorTable) -> Iterator[str]:
    yield from _years(table, "emission_year")
    yield from _years(table, "price_base")
    for row, currency in enumerate(table.columns["currency"]):
        if not re.fullmatch("[A-Z]{3}", currency):
            yield f"line {row + 2}: {currency!r} is no currency"


_Rule = Callable[[FactorTable], Iterator[str]]
_RULES: dict[str, tuple[_Rule, str]] = {  # the rule, and the columns that it reads
    TABLE: (_grid, "grid year value_gco2e_per_kwh"),
    "emissions.gwp": (_gwp, "gas set gwp_kgco2e_per_kg"),
    "emissions.combustion": (_combustion, "gas value_kg_per_mj biogenic"),
    "damage.social_cost": (_social_cost, "emission_year price_base currency"),
}
