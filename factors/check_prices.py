"""The rules that prices of carbon, damages of air pollutants and costs of abatement keep.

`price_faults` is a step of `factors.check.check`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import date

from factors.carbon_prices import BOUNDS, PRICES, TABLE
from factors.check_names import unit_fault
from factors.names import territories
from factors.table import FactorTable

NOT_HELD = "not held"  # marks a gap that is to be seen
AIR, ABATEMENT = "damage.air_pollutants", "damage.abatement"
UNIONS = ("EU",)  # jurisdictions that are no territory
VALUATIONS = {  # effect -> the valuations it may have
    "health-1": ("voly", "vsl"),
    "health-2": ("voly", "vsl"),
    "health-metals": ("central",),
    "crops": ("central",),
    "forests": ("central",),
    "buildings": ("central",),
    "ecosystems": ("central",),
    "climate": ("low", "central", "high"),
}
PER_KG = {"EUR/t": 1e-3, "EUR/kg": 1.0}  # of a unit that the source prints

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_PLACE = re.compile(r"([A-Z]{2})(?:-[A-Z]{2,4})?\Z")


def price_faults(table: FactorTable, units: set[str]) -> Iterator[str]:
    """Yield every broken rule of a table of prices, damages or abatement.

    Parameters
    ----------
    table : FactorTable
        Any table; one without rules here yields nothing.
    units : set of str
        The units that the registry knows.

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
        yield from rule(table, units)


def _carbon(table: FactorTable, units: set[str]) -> Iterator[str]:
    places = {*territories(), *UNIONS}
    for number in range(len(table)):
        row = table.row(number)
        where = f"line {number + 2} ({row['jurisdiction']}, {row['instrument']})"
        place = _PLACE.match(row["jurisdiction"])
        if place is None or place[1] not in places:
            yield f"{where}: unknown jurisdiction"
        if row["price_type"] not in (*PRICES, *BOUNDS):
            yield f"{where}: unknown price type {row['price_type']!r}"
        yield from (f"{where}: {fault}" for fault in _dates(row))
        yield from (f"{where}: {fault}" for fault in _money(row, units))
        if not _number(row["tonnes_per_unit"]) > 0:
            yield f"{where}: {row['tonnes_per_unit']!r} tonnes in a unit"
        if row["value"] == NOT_HELD and not row["note"]:
            yield f"{where}: a gap without a reason"


def _dates(row: dict[str, str]) -> Iterator[str]:
    try:
        start, known = date.fromisoformat(row["start"]), date.fromisoformat(row["known"])
        end = date.fromisoformat(row["end"]) if row["end"] else date.max
    except ValueError as error:
        yield str(error)
        return
    if end < start:
        yield f"ends on {end}, before it starts"
    # the mean or extreme of a period is not known before the period is over
    if row["price_type"] in ("mean", "auction mean", "low", "high") and known < end:
        yield f"known on {known}, before the period is over"


def _money(row: dict[str, str], units: set[str]) -> Iterator[str]:
    if not _CURRENCY.match(row["currency"]):
        yield f"{row['currency']!r} is no currency"
    if not row["unit"].startswith(f"{row['currency']}/"):
        yield f"unit {row['unit']} is not in {row['currency']}"
    fault = unit_fault(row["unit"], units)
    if fault:
        yield fault
    if row["value"] != NOT_HELD and not 0 <= _number(row["value"]) < math.inf:
        yield f"value {row['value']!r} is neither a price nor {NOT_HELD!r}"


def _air(table: FactorTable, units: set[str]) -> Iterator[str]:
    places = territories()
    combinations: dict[str, set[tuple[str, str, str]]] = {}
    for number in range(len(table)):
        row = table.row(number)
        where = f"line {number + 2} ({row['country']}, {row['pollutant']}, {row['effect']})"
        if row["country"] not in places:
            yield f"{where}: unknown country"
        if row["valuation"] not in VALUATIONS.get(row["effect"], ()):
            yield f"{where}: no valuation {row['valuation']!r} of {row['effect']!r}"
        if row["printed_unit"] not in PER_KG:
            yield f"{where}: unknown printed unit {row['printed_unit']!r}"
        elif row["cost_eur_per_kg"] != NOT_HELD:
            cost, benefit = (_number(row[c] or "0") for c in ("cost_eur_per_kg", "benefit_eur_per_kg"))
            printed = _number(row["printed"]) * PER_KG[row["printed_unit"]]
            if not math.isclose(cost - benefit, printed, rel_tol=1e-12):
                yield f"{where}: {cost - benefit:g} EUR/kg is not the printed {row['printed']}"
        elif row["benefit_eur_per_kg"] or row["printed"]:
            yield f"{where}: {NOT_HELD}, and yet a figure"
        combinations.setdefault(row["country"], set()).add(
            (row["pollutant"], row["effect"], row["valuation"])
        )
    every = {one for held in combinations.values() for one in held}
    for country, held in combinations.items():
        for pollutant, effect, valuation in sorted(every - held):
            yield f"{country}: no row for {pollutant}, {effect}, {valuation}, not even one marked {NOT_HELD!r}"


def _abatement(table: FactorTable, units: set[str]) -> Iterator[str]:
    places = territories()
    for number in range(len(table)):
        row = table.row(number)
        where = f"line {number + 2} ({row['pollutant']}, {row['sector']})"
        if row["country"] not in places:
            yield f"{where}: unknown country"
        yield from (f"{where}: {fault}" for fault in _money(row, units))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


_Rule = Callable[[FactorTable, set[str]], Iterator[str]]
_RULES: dict[str, tuple[_Rule, str]] = {  # the rule, and the columns that it reads
    TABLE: (
        _carbon,
        "jurisdiction instrument price_type start end known value currency unit tonnes_per_unit note",
    ),
    AIR: (
        _air,
        "country pollutant effect valuation cost_eur_per_kg benefit_eur_per_kg printed printed_unit",
    ),
    ABATEMENT: (_abatement, "pollutant sector country value currency unit"),
}
