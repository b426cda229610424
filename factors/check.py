"""Every rule about the data, checked at once, and what the data cover.

`load_law` and `load_table` refuse what they cannot understand, one fault at a time; `check` goes on, so that
all faults of a new table are seen together. It is run by the tests and by ``pigou factors check``.

The rules stand beside it, by what they are about: `factors.check_tables`, `factors.check_factors`,
`factors.check_materials`, `factors.check_processes`, `factors.check_prices`, `factors.check_tax`,
`factors.check_waste`, `factors.check_batteries`, `factors.check_law`, `factors.check_names`, and
`factors.names` for countries and territories.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from factors import names
from factors.check_batteries import battery_faults
from factors.check_factors import factor_faults, grid_name_faults
from factors.check_law import LAST, cbam_faults, law_faults
from factors.check_materials import MATERIAL_NAMES, material_faults, material_name_faults, named_materials
from factors.check_names import heading_faults, known_units, registry_faults, unit_faults
from factors.check_prices import price_faults
from factors.check_processes import process_faults
from factors.check_tables import CUSTOMS, READINGS, table_faults
from factors.check_tax import charge_faults, known_pollutants, pollutant_name_faults, tax_table_faults
from factors.check_waste import waste_faults
from factors.grids import TABLE
from factors.law import Law, LawError
from factors.library import Library
from factors.materials import TABLE as MATERIALS
from factors.table import FactorTable, TableError

SOURCE = ("title", "publisher", "date", "address", "licence")
CBAM = "eu.cbam"


@dataclass(frozen=True)
class Report:
    """What `check` found: broken rules as sentences, and the coverage in lines."""

    errors: list[str] = field(default_factory=list)
    coverage: list[str] = field(default_factory=list)


def check(library: Library) -> Report:
    """Return every broken rule of a library and what its tables cover.

    Parameters
    ----------
    library : Library
        The data as they lie under `library.root`.

    Returns
    -------
    Report
        `errors` is empty where every rule holds. `coverage` has a line for each table and law with its rows and
        the share read in the official text, then a line for everything that is assumed past its date.
    """
    report = Report()
    units = known_units(library.root / "units.txt")
    report.errors.extend(_sources(library))
    misnamed = names.check(library.root / "names")
    report.errors.extend(misnamed)
    report.errors.extend(material_name_faults(library.root / "names" / MATERIAL_NAMES))
    report.errors.extend(heading_faults(library.root / "names" / "headings.csv"))
    report.errors.extend(unit_faults(library.root / "names" / "units.csv", units))
    report.errors.extend(registry_faults(library.root / "units.txt"))
    tables = dict(_loaded(library.table_paths(), library.table, report.errors))
    laws = dict(_loaded(library.law_paths(), library.law, report.errors))
    for path, table in tables.items():
        report.errors.extend(f"{path}: {fault}" for fault in table_faults(library, table, units))
        report.errors.extend(f"{path}: {fault}" for fault in factor_faults(table))
        report.errors.extend(f"{path}: {fault}" for fault in process_faults(table, units, tables))
        report.errors.extend(f"{path}: {fault}" for fault in price_faults(table, units))
    for path, law in laws.items():
        report.errors.extend(f"{path}: {fault}" for fault in law_faults(library, law, units))
        report.errors.extend(f"{path}: {fault}" for fault in charge_faults(law))
    report.errors.extend(tax_table_faults(tables, laws))
    report.errors.extend(pollutant_name_faults(library.root / "names", known_pollutants(tables, laws)))
    if not misnamed:  # else no name can be looked up
        report.errors.extend(grid_name_faults(library.root / "names", tables.get(TABLE)))
        report.errors.extend(battery_faults(library.root / "names", tables))
    if MATERIALS in tables:
        named = named_materials(library.root / "names" / MATERIAL_NAMES)
        report.errors.extend(
            f"{MATERIALS}: {fault}" for fault in material_faults(tables[MATERIALS], named, units)
        )
    report.errors.extend(waste_faults(library.root / "names", tables, laws, units))
    cbam = laws.get(CBAM)
    if cbam is not None and {"eu.codes", "eu.goods"} <= set(tables):
        customs = {path: table for path, table in tables.items() if path.startswith(CUSTOMS)}
        report.errors.extend(cbam_faults(library, cbam, customs))
    for table in tables.values():
        report.coverage.append(_read_table(table))
    for law in laws.values():
        report.coverage.extend(_read_law(law))
    report.coverage.extend(line for law in laws.values() for line in _assumed(library, law))
    return report


def _loaded(
    paths: tuple[str, ...], load: Callable[[str], Any], errors: list[str]
) -> Iterator[tuple[str, Any]]:
    for path in paths:
        try:
            yield path, load(path)
        except (LawError, TableError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            errors.append(f"{path} cannot be loaded: {reason}")


def _sources(library: Library) -> Iterator[str]:
    for key, source in library.sources.items():
        for needed in SOURCE:
            if not source.get(needed):
                yield f"sources.toml [{key}]: no {needed}"
        if not isinstance(source.get("date"), date):
            yield f"sources.toml [{key}]: date is not a date"


# ---- coverage


def _share(readings: Counter[str]) -> str:
    total = sum(readings.values())
    words = [f"{readings[r] / total:.1%} {r}" for r in READINGS if readings[r]]
    return ", ".join(words) if words else "nothing"


def _read_table(table: FactorTable) -> str:
    own = table.columns.get("reading")
    readings = Counter(own) if own else Counter({str(table.about.get("reading", "")): len(table)})
    return f"{table.path}: {len(table)} rows, read in: {_share(readings)}"


def _read_law(law: Law) -> Iterator[str]:
    for series in law.series.values():
        readings = Counter(item.reading for item in series.values)
        yield f"{series.path}: {len(series.values)} values, read in: {_share(readings)}"


def _assumed(library: Library, law: Law) -> Iterator[str]:
    """What answers past the day to which it is known."""
    for series in law.series.values():
        last = max(series.values, key=lambda v: (v.start, v.published), default=None)
        if series.carry and last is not None and last.known_to is not None and last.known_to < LAST:
            yield f"assumed past {last.known_to}: {series.path} ({series.title}) stays {last.value:g}"
    for table, editions in law.editions.items():
        known = max(editions, key=lambda e: (e.start, e.published)).known_to
        if known is not None and known < LAST:
            yield f"assumed past {known}: {law.path} tables.{table} are carried forward"
    if law.path == CBAM and "eu.codes" in library.table_paths():
        try:
            codes = library.table("eu.codes")
        except TableError:
            return
        yield f"assumed past {max(codes.columns['known_to'])}: goods codes of eu.codes"
