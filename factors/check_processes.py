"""The rules that tables of unit processes keep: they are networks in which every input has a maker.

`process_faults` is a step of `factors.check.check`. That loops can be solved is shown where networks are solved.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from factors.check_names import unit_fault
from factors.table import FactorTable

FOLDER = "processes."
COLUMNS = (
    "process",
    "region",
    "stage",
    "kind",
    "exchange",
    "amount",
    "unit",
    "per",
    "source",
    "place",
    "year",
    "reading",
    "note",
)
STATED = ("process", "region", "stage", "exchange", "unit", "place")  # never empty
KINDS = ("product", "input", "cut-off", "carrier", "emission", "resource", "waste")
FLOWS = ("carrier", "emission", "resource", "waste")
WORLD = "World"  # its processes stand in where a region has none
GAS_UNIT = "kg"  # an emission is counted by its mass
COUNTED_IN = {"emissions.combustion": ("fuel", "MJ"), "emissions.stoichiometry": ("material", "t")}

Row = Mapping[str, str]


def is_network(table: FactorTable) -> bool:
    """Return whether a table holds unit processes; others of the folder say how they are used."""
    return table.path.startswith(FOLDER) and "process" in table.columns


def process_faults(
    table: FactorTable, units: set[str], tables: Mapping[str, FactorTable] | None = None
) -> Iterator[str]:
    """Yield every broken rule of a table of unit processes; any other table yields nothing.

    Parameters
    ----------
    table : FactorTable
        The table as loaded.
    units : set of str
        The units that the registry knows.
    tables : mapping, optional
        All tables by path: those of `COUNTED_IN` say in which unit a carrier is counted.

    Yields
    ------
    str
        A fault, without the path of the table.
    """
    if not is_network(table):
        return
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        yield f"column {', '.join(missing)} is missing"
        return
    rows = [table.row(n) for n in range(len(table))]
    counted = _counted(tables or {})
    for line, row in enumerate(rows, 2):
        yield from (f"line {line}: {fault}" for fault in _row_faults(row, units, counted))
    yield from _network_faults(rows)


def _counted(tables: Mapping[str, FactorTable]) -> dict[str, str]:
    """Return in which unit each carrier of the tables of emissions is counted."""
    return {
        name: unit
        for path, (column, unit) in COUNTED_IN.items()
        if path in tables and column in tables[path].columns
        for name in tables[path].columns[column]
    }


def _row_faults(row: Row, units: set[str], counted: Mapping[str, str]) -> Iterator[str]:
    yield from (f"no {column}" for column in STATED if not row[column])
    if row["kind"] not in KINDS:
        yield f"unknown kind {row['kind']!r}"
    amount, per = _number(row["amount"]), _number(row["per"])
    if not math.isfinite(amount):
        yield f"amount {row['amount']!r} is no number"
    if not (math.isfinite(per) and per > 0):
        yield f"per {row['per']!r} is no number above zero"
    elif row["kind"] == "product" and amount != per:
        yield f"makes {row['amount']}, but per is {row['per']}; a product is stated per itself"
    fault = unit_fault(row["unit"], units)
    if fault:
        yield fault
    wanted = counted.get(row["exchange"], "") if row["kind"] == "carrier" else ""
    if row["kind"] == "emission":
        wanted = GAS_UNIT
    if wanted and row["unit"] != wanted:
        yield f"{row['exchange']} in {row['unit']} is counted in {wanted}"
    if not (row["year"].isdigit() and len(row["year"]) == len("2015")):
        yield f"year {row['year']!r} is no year"


def _network_faults(rows: Sequence[Row]) -> Iterator[str]:
    makers: dict[tuple[str, str], Row] = {}  # (product, region) -> the row that makes it
    stages: dict[tuple[str, str], str] = {}
    products: dict[tuple[str, str], str] = {}
    flows: dict[str, str] = {}
    for line, row in enumerate(rows, 2):
        process = (row["process"], row["region"])
        who = f"line {line}: {process[0]} ({process[1]})"
        if stages.setdefault(process, row["stage"]) != row["stage"]:
            yield f"{who} is in the stages {stages[process]} and {row['stage']}"
        if row["kind"] == "product":
            if process in products:
                yield f"{who} makes {products[process]} and {row['exchange']}"
            elif makers.setdefault((row["exchange"], row["region"]), row) is not row:
                yield f"{who} makes {row['exchange']}, which another process makes there already"
            products[process] = row["exchange"]
        elif row["kind"] in FLOWS and flows.setdefault(row["exchange"], row["unit"]) != row["unit"]:
            yield f"{who} states {row['exchange']} in {row['unit']}, other processes in {flows[row['exchange']]}"
    for name, region in stages:
        if (name, region) not in products:
            yield f"{name} ({region}) makes no product"
    for line, row in enumerate(rows, 2):
        if row["kind"] != "input":
            continue
        maker = makers.get((row["exchange"], row["region"]), makers.get((row["exchange"], WORLD)))
        if maker is None:
            yield f"line {line}: no process makes {row['exchange']} in {row['region']} or {WORLD}"
        elif maker["unit"] != row["unit"]:
            yield f"line {line}: {row['exchange']} in {row['unit']}, but it is made in {maker['unit']}"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
