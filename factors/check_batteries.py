"""The rules that the tables of battery cells keep: whole bills of materials, factors for each line, their names.

`battery_faults` is a step of `factors.check.check`.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from factors.cells import (
    ARCHETYPE,
    CHEMISTRY,
    COMPONENT,
    COMPONENTS,
    DESIGNS,
    EXCLUDED,
    FAMILY,
    ITEMS,
    KEYS,
    KINDS,
    MATERIAL,
    MATERIALS,
    NAMES,
    PARTS,
    POWER,
    RANGES,
    SHARE,
    WHOLE,
    share_column,
)
from factors.check_battery_rules import RULES, rule_faults
from factors.grids import grid_key
from factors.names import NOT_GIVEN, normalised
from factors.table import FactorTable

SPELLING = ("spelling", "kind", "key", "language")
NEEDED = {
    DESIGNS: "chemistry family name use cell_energy_kwh cell_mass_kg_per_kwh acceptance_share "
    "natural_gas_mj_per_kg_cell electricity_kwh_per_kg_cell active_material note",
    ITEMS: "item name component material of amount_kg_per_kg yield_share recovered note",
    MATERIALS: "material set name value_kgco2e_per_kg co2_kg_per_kg proxy region boundary note",
    POWER: "carrier grid set name value_kgco2e_per_kwh value_kgco2e_per_mj",
    PARTS: "chemistry part level component material mass_kg_per_kwh note",
    RANGES: "family study use low_kgco2e_per_kwh central_kgco2e_per_kwh high_kgco2e_per_kwh",
}
EDITION = "greet-2022"  # the set of factors that the designs need whole
OTHER = "other"  # a component may be said to be another one
MOST_MATERIAL = 60.0  # kgCO2e/kg: cathode powders have 27 at most
MOST_POWER = 2.0  # kgCO2e/kWh
NEAR_ONE = 2e-5  # of the sum of the shares of a bill, read to six decimals
ABOVE_ZERO = ("cell_energy_kwh", "cell_mass_kg_per_kwh", "acceptance_share", "electricity_kwh_per_kg_cell")
GAS = "natural_gas_mj_per_kg_cell"  # may be 0: a plant may burn none


def battery_faults(names: Path, tables: Mapping[str, FactorTable]) -> Iterator[str]:
    """Yield every broken rule of the tables of battery cells and of their spellings.

    Parameters
    ----------
    names : Path
        The folder of the spellings.
    tables : mapping of str to FactorTable
        Every table that could be loaded, by its dotted name; without those of cells nothing is looked at.

    Yields
    ------
    str
        A fault, with the table or file and the line.
    """
    if not set(NEEDED) <= set(tables):
        return
    lacking = [
        f"{path}: column {column} is missing"
        for path, columns in NEEDED.items()
        for column in columns.split()
        if column not in tables[path].columns
    ]
    if lacking:
        yield from lacking
        return
    designs = tables[DESIGNS]
    shares = [share_column(item) for item, of in _pairs(tables[ITEMS], "item", "of") if of == WHOLE]
    odd = {name for name in designs.columns if name.endswith(SHARE)} ^ set(shares)
    if odd:
        yield from (f"{DESIGNS}: column {name} and the items of {ITEMS} do not fit" for name in sorted(odd))
        return
    yield from (f"{DESIGNS} {fault}" for fault in _designs(tables, shares))
    yield from (f"{ITEMS} {fault}" for fault in _items(tables[ITEMS], tables[MATERIALS]))
    yield from (f"{MATERIALS} {fault}" for fault in _materials(tables[MATERIALS]))
    yield from (f"{POWER} {fault}" for fault in _power(tables[POWER], names))
    yield from (f"{PARTS} {fault}" for fault in _parts(tables[PARTS], tables[MATERIALS]))
    yield from (f"{RANGES} {fault}" for fault in _ranges(tables[RANGES], set(designs.columns["family"])))
    if RULES in tables:
        yield from (f"{RULES} {fault}" for fault in rule_faults(tables[RULES]))
    known = {
        CHEMISTRY: set(designs.columns["chemistry"]),
        FAMILY: {*designs.columns["family"], "ternary"},
        MATERIAL: set(tables[MATERIALS].columns["material"]),
        COMPONENT: set(COMPONENTS),
    }
    yield from name_faults(names / NAMES, known)


def name_faults(file: Path, known: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield every broken rule of the spellings of batteries.

    Parameters
    ----------
    file : Path
        The table ``batteries.csv`` under ``names``.
    known : mapping of str to set of str
        Kind -> the keys that its spellings may lead to; other kinds may lead anywhere.

    Yields
    ------
    str
        Other columns, unknown kinds and keys, empty cells, a spelling of two keys of one kind, a component that
        no spelling leads to. Chemistries and materials are known by their keys.
    """
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        if tuple(reader.fieldnames or ()) != SPELLING:
            yield f"{NAMES}: the columns are not {','.join(SPELLING)}"
            return
        rows = list(reader)
    owners: dict[tuple[str, str], str] = {}
    for kind in KEYS:
        for key in sorted(known.get(kind, ())):
            owner = owners.setdefault((kind, normalised(key)), key)
            if owner != key:
                yield f"{kind} {key!r} reads as {owner!r} does"
    for number, row in enumerate(rows, 2):
        where = f"{NAMES} line {number} ({row['spelling']})"
        yield from (f"{where}: no {column}" for column in SPELLING if not row[column])
        kind, key, text = row["kind"], row["key"], normalised(row["spelling"])
        if kind not in KINDS:
            yield f"{where}: unknown kind {kind!r}"
        elif key not in known.get(kind, {key}):
            yield f"{where}: no {kind} {key!r} is held"
        if not text:
            yield f"{where}: nothing is left of it when normalised"
        elif owners.setdefault((kind, text), key) != key:
            yield f"{where}: {text!r} is {owners[kind, text]} already, here {key}"
    named = {key for (kind, _), key in owners.items() if kind == COMPONENT}
    lacking = sorted(known.get(COMPONENT, named) - named)
    yield from (f"{NAMES}: no spelling of the {COMPONENT} {key!r}" for key in lacking)
    for text in NOT_GIVEN:
        if any(owners.get((kind, normalised(text)), OTHER) != OTHER for kind in KINDS):
            yield f"{NAMES}: {text!r} must not name anything"


def _pairs(table: FactorTable, *names: str) -> Iterator[tuple[str, ...]]:
    return zip(*(table.columns[name] for name in names), strict=True)


def _designs(tables: Mapping[str, FactorTable], shares: Sequence[str]) -> Iterator[str]:
    table, held, parts = tables[DESIGNS], _held(tables[MATERIALS]), set(tables[PARTS].columns["chemistry"])
    figures = {name: table.numbers(name) for name in (*ABOVE_ZERO, GAS, *shares)}
    for row, (key, use, active) in enumerate(_pairs(table, "chemistry", "use", "active_material")):
        where = f"line {row + 2} ({key})"
        own = {name: float(column[row]) for name, column in figures.items()}
        if use not in (ARCHETYPE, EXCLUDED):
            yield f"{where}: unknown use {use!r}"
        elif use == EXCLUDED:
            some = [name for name, value in own.items() if not math.isnan(value)]
            yield from (f"{where}: excluded, but it has {name}" for name in some[:1])
            if key in parts:
                yield f"{where}: excluded, but {PARTS} has rows of it"
            if not table.columns["note"][row]:
                yield f"{where}: excluded without a reason"
        else:
            low = [name for name in ABOVE_ZERO if not own[name] > 0]
            low += [name for name in (GAS, *shares) if not own[name] >= 0]
            yield from (f"{where}: {name} is no figure in range; write 0 where there is none" for name in low)
            if own["acceptance_share"] > 1:
                yield f"{where}: acceptance_share is above 1"
            whole = math.fsum(own[name] for name in shares)
            if not abs(whole - 1) <= NEAR_ONE:
                yield f"{where}: the columns {SHARE} add up to {whole:.6f} and not to 1"
            if active not in held:
                yield f"{where}: {EDITION} has no figure of {active!r}"
    unknown = sorted(parts - set(table.columns["chemistry"]))
    yield from (f"has no {key}, which {PARTS} names" for key in unknown)


def _items(table: FactorTable, materials: FactorTable) -> Iterator[str]:
    columns, held = table.columns, _held(materials)
    amounts, yields = table.numbers("amount_kg_per_kg"), table.numbers("yield_share")
    per_cell = {item for item, of in _pairs(table, "item", "of") if of == WHOLE}
    for row, (item, of, material) in enumerate(_pairs(table, "item", "of", "material")):
        where = f"line {row + 2} ({item})"
        if columns["component"][row] not in COMPONENTS:
            yield f"{where}: unknown component {columns['component'][row]!r}"
        if material and material not in held:
            yield f"{where}: {EDITION} has no figure of {material!r}"
        if not 0 < yields[row] <= 1:
            yield f"{where}: a yield of {columns['yield_share'][row]}"
        if columns["recovered"][row] not in ("yes", "no"):
            yield f"{where}: recovered {columns['recovered'][row]!r} is neither yes nor no"
        if of == WHOLE and columns["amount_kg_per_kg"][row]:
            yield f"{where}: its amount belongs to {DESIGNS}, column {share_column(item)}"
        if of != WHOLE and of not in per_cell:
            yield f"{where}: counted per kilogram of {of!r}, which no design has"
        if of != WHOLE and not amounts[row] > 0:
            yield f"{where}: no amount per kilogram of {of}"
    active = [item for item, material in _pairs(table, "item", "material") if not material]
    if len(active) > 1:
        yield f"{', '.join(active)}: only one item may be the active material of the design"


def _held(materials: FactorTable) -> set[str]:
    values = np.isfinite(materials.numbers("value_kgco2e_per_kg"))
    columns = materials.columns
    rows = zip(columns["material"], columns["set"], values, strict=True)
    return {key for key, edition, known in rows if known and edition == EDITION}


def _materials(table: FactorTable) -> Iterator[str]:
    columns, values, co2 = table.columns, table.numbers("value_kgco2e_per_kg"), table.numbers("co2_kg_per_kg")
    figures = dict(zip(zip(columns["material"], columns["set"], strict=True), values, strict=True))
    for row, key in enumerate(columns["material"]):
        where, value, proxy = (
            f"line {row + 2} ({key} {columns['set'][row]})",
            values[row],
            columns["proxy"][row],
        )
        if value > MOST_MATERIAL:
            yield f"{where}: {value:g} kgCO2e/kg is above {MOST_MATERIAL:g}"
        if value < co2[row]:
            yield f"{where}: less CO2e than CO2"
        if math.isnan(value) and not columns["note"][row]:
            yield f"{where}: a gap without a note"
        if proxy and figures.get((proxy, columns["set"][row])) != value:
            yield f"{where}: not the figure of {proxy}, which stands in"


def _power(table: FactorTable, names: Path) -> Iterator[str]:
    columns = table.columns
    of = {"electricity": "value_kgco2e_per_kwh", "natural gas": "value_kgco2e_per_mj"}
    for row, (carrier, grid) in enumerate(zip(columns["carrier"], columns["grid"], strict=True)):
        where = f"line {row + 2} ({carrier} {grid})"
        if carrier not in of:
            yield f"{where}: unknown carrier"
            continue
        if not 0 < table.numbers(of[carrier])[row] <= MOST_POWER:
            yield f"{where}: {of[carrier]} is not above 0 and up to {MOST_POWER:g}"
        if grid_key(grid, names) != grid:
            yield f"{where}: no grid has this key"


def _parts(table: FactorTable, materials: FactorTable) -> Iterator[str]:
    columns, held = table.columns, _held(materials)
    for row, (part, material) in enumerate(zip(columns["part"], columns["material"], strict=True)):
        where = f"line {row + 2} ({columns['chemistry'][row]} {part})"
        if columns["component"][row] not in COMPONENTS:
            yield f"{where}: unknown component {columns['component'][row]!r}"
        if material and material not in held:
            yield f"{where}: {EDITION} has no figure of {material!r}"
        if not material and not columns["note"][row]:
            yield f"{where}: without a material and without a note"


def _ranges(table: FactorTable, families: set[str]) -> Iterator[str]:
    columns = table.columns
    for row, (family, use) in enumerate(zip(columns["family"], columns["use"], strict=True)):
        where = f"line {row + 2} ({family} {columns['study'][row]})"
        if family not in {*families, "all"}:
            yield f"{where}: unknown family"
        if use not in ("warning", "shown"):
            yield f"{where}: unknown use {use!r}"
        rising = [table.numbers(f"{name}_kgco2e_per_kwh")[row] for name in ("low", "central", "high")]
        known = [value for value in rising if not math.isnan(value)]
        if not known or known != sorted(known):
            yield f"{where}: no figures, or they do not rise"
    warned = Counter(f for f, use in zip(columns["family"], columns["use"], strict=True) if use == "warning")
    yield from (f"{family} has {count} bounds" for family, count in warned.items() if count > 1)
