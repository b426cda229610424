"""What a text of the column `freight_mode` means: a vehicle with its factors, or why it is not known.

A leg is a mode or vehicle, then in brackets what is known of the way: ``articulated truck (load 80 %, empty
return 50 %)``, ``electric rail (CN, 0.03 kWh/tkm)``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calc.engine import units
from calc.engine.numerals import BAD, COMMA, EITHER, numeral
from calc.methods.freight.arithmetic import empty_running, laden
from factors import Library
from factors.names import normalised
from factors.table import FactorTable

TABLE = "freight.tonne_km"
AVERAGE, HALF, FULL = "average", "50 %", "100 %"  # loads as the table names them
ELECTRIC_ENERGY = "kWh/tkm"

_BRACKET = re.compile(r"(?P<name>.+?)\s*[(（](?P<inside>[^()（）]*)[)）]\s*")
_COMMA = re.compile(r"\s*(?:,(?!\d)|[，、])\s*")
_CONDITION = re.compile(r"(?P<words>\D*?)\s*(?P<figure>[\d.].*)?")


class Fault(NamedTuple):
    """Why freight cannot be computed: the sheet's column, a stable word, the matter and the remedy."""

    column: str
    kind: str
    text: str
    remedy: str = ""


class GridFigure(NamedTuple):
    """Electricity of a grid [kgCO2e/kWh], in words and by its reference key."""

    value: float
    words: str
    reference: str


@dataclass(frozen=True)
class Vehicle:
    """A vehicle with its factors, tank-to-wheel and well-to-tank [kgCO2e/tkm]."""

    words: str
    mode: str
    ttw: float
    wtt: float
    reference: str
    note: str = ""


@dataclass(frozen=True)
class Vehicles:
    """The factors and every spelling of a vehicle: normalised text -> (kind, key, note)."""

    table: FactorTable
    spellings: Mapping[str, tuple[str, str, str]]
    shown: tuple[str, ...]  # spellings to suggest from

    def row(self, key: str) -> int | None:
        """Return the row of a key such as ``road/truck/average``."""
        return self.table.by_reference.get(f"{TABLE}:{key}")


class _Refused(Exception):
    """Carries a Fault out of the reading of one leg."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text)
        self.fault = fault


def spelling_rows(library: Library) -> list[dict[str, str]]:
    """Return the rows of ``names/freight.csv``: spelling, kind, key, language, note."""
    with Path(library.root / "names" / "freight.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def vehicles(library: Library) -> Vehicles:
    """Return every vehicle that the library knows, under its plain, its printed and its other names."""
    table = library.table(TABLE)
    spellings: dict[str, tuple[str, str, str]] = {}
    shown: list[str] = []
    for row in spelling_rows(library):
        spellings[normalised(row["spelling"])] = (row["kind"], row["key"], row["note"])
        if row["kind"] in ("vehicle", "electric"):
            shown.append(row["spelling"])
    columns = (table.columns[name] for name in ("mode", "vehicle", "load", "printed_name"))
    for mode, vehicle, load, printed in zip(*columns, strict=True):
        own = ("vehicle", f"{mode}/{vehicle}/{load}", "")
        names = [f"{vehicle} {load}", printed, *([vehicle] if load == AVERAGE else [])]
        for name in names:
            spellings.setdefault(normalised(name), own)
        if load == AVERAGE:
            shown.append(vehicle)
    return Vehicles(table, spellings, tuple(dict.fromkeys(shown)))


def vehicle(text: str, known: Vehicles, grid: Callable[[str], GridFigure | None] | None) -> Vehicle | Fault:
    """Return the vehicle that one leg names.

    Parameters
    ----------
    text : str
        A mode or vehicle with its conditions in brackets.
    known : Vehicles
        What the library knows.
    grid : callable, optional
        The electricity figure of a grid by its spelling, for electric trains; None where it is unknown.
    """
    try:
        return _vehicle(text, known, grid)
    except _Refused as refused:
        return refused.fault


def _vehicle(text: str, known: Vehicles, grid: Callable[[str], GridFigure | None] | None) -> Vehicle:
    if not text.strip():
        raise _fault("no_mode", "a leg has no mode", "name one between the semicolons: truck, rail, ...")
    conditions: list[str] = []
    found = known.spellings.get(normalised(text))
    bracket = _BRACKET.fullmatch(text)
    if found is None and bracket:
        found = known.spellings.get(normalised(bracket["name"]))
        conditions = [c for c in _COMMA.split(bracket["inside"]) if c]
    if found is None or found[0] not in ("vehicle", "electric", "gap"):
        name = bracket["name"] if bracket else text
        near = {
            known.spellings[normalised(n)][1]: n for n in get_close_matches(name.lower(), known.shown)[::-1]
        }
        listed = ", ".join([*near.values()][::-1])
        remedy = f"did you mean {listed}?" if near else "write truck, rail, container ship, air, ..."
        raise _fault("unknown_mode", f"'{name}' is no mode or vehicle we know", remedy)
    kind, key, note = found
    if kind == "gap":
        raise _fault("no_factor", f"'{text}': {note}", "name another vehicle or leave the leg out")
    if kind == "electric":
        return _electric(text, conditions, known, grid)
    row = known.row(key)
    assert row is not None, f"names/freight.csv: {key} is not in {TABLE}"
    shares = _shares(text, conditions, known)
    return _loaded(key, row, shares, known, note)


def _loaded(key: str, row: int, shares: Mapping[str, float], known: Vehicles, note: str) -> Vehicle:
    """Return a vehicle of the table, at the load and with the empty way back that are given."""
    mode, name, load = key.split("/", 2)
    table = known.table
    ttw, wtt = table.numbers("ttw_kgco2e_per_tkm"), table.numbers("wtt_kgco2e_per_tkm")
    words = f"{name}, average load" if load == AVERAGE else f"{name}, {load} laden"
    if not shares:
        return Vehicle(words, mode, float(ttw[row]), float(wtt[row]), table.reference(row), note)
    half, full = known.row(f"{mode}/{name}/{HALF}"), known.row(f"{mode}/{name}/{FULL}")
    if half is None or full is None:
        raise _fault(
            "no_factor",
            f"no factors of {name} at 50 % and 100 % load are held",
            "give load and empty return for trucks only",
        )
    if "load" not in shares:
        # the load behind the average is not printed, so the empty km per tonne are unknown
        raise _fault(
            "no_load", f"empty return of {name} without its load", "write (load 60 %, empty return 50 %)"
        )
    used, back = shares["load"], shares.get("empty return", 0.0)
    if not 0 < used <= 1:
        raise _fault(
            "load_outside", f"load {used:g} is outside 0 to 1", "write the share of the capacity used"
        )
    load_used, share = np.asarray(used), np.asarray(back)
    both = [
        float(laden(f[half], f[full], load_used) + empty_running(f[half], f[full], load_used, share))
        for f in (ttw, wtt)
    ]
    words = f"{name}, load {used:.4g}" + (f", {back:.4g} km empty for each km" if back else "")
    reference = f"{table.reference(half)}; {table.reference(full)}"
    return Vehicle(words, mode, both[0], both[1], reference, note)


def _electric(
    text: str,
    conditions: list[str],
    known: Vehicles,
    grid: Callable[[str], GridFigure | None] | None,
) -> Vehicle:
    """Return an electric train: the user's energy, the grid's emissions, all of them well-to-tank.

    References
    ----------
    EN ISO 14083: electric traction has no tank-to-wheel emissions.
    """
    energy: float | None = None
    places = []
    for condition in conditions:
        if condition[0].isdigit() or condition[0] == ".":
            try:
                energy = units.quantity(condition, (ELECTRIC_ENERGY,))[0]
            except ValueError as error:
                raise _fault("not_a_figure", f"'{text}': {error}", "write (CN, 0.03 kWh/tkm)") from error
        else:
            places.append(condition)
    if energy is None:
        raise _fault(
            "no_factor",
            f"'{text}': no electricity use of trains is held, because no source may be passed on",
            "give your own figure: electric rail (CN, 0.03 kWh/tkm)",
        )
    if len(places) != 1:
        raise _fault("no_grid", f"'{text}': which grid?", "name one grid: electric rail (CN, 0.03 kWh/tkm)")
    figure = grid(places[0]) if grid else None
    if figure is None:
        raise _fault("no_grid", f"'{places[0]}': no electricity figure of this grid", "name another grid")
    words = f"electric train, {energy:g} kWh/tkm (given), {figure.words}"
    return Vehicle(words, "rail", 0.0, energy * figure.value, figure.reference)


def _shares(text: str, conditions: list[str], known: Vehicles) -> dict[str, float]:
    """Return load and empty return, where given, as shares of 1."""
    shares: dict[str, float] = {}
    for condition in conditions:
        match = _CONDITION.fullmatch(condition)
        words, figure = (match["words"], match["figure"]) if match else (condition, None)
        kind, key, _ = known.spellings.get(normalised(words), ("", "", ""))
        if kind != "condition" or key in shares:
            raise _fault(
                "unknown_condition", f"'{text}': '{condition}'", "write load 80 %, empty return 50 %"
            )
        if figure is None and key == "load":
            raise _fault("no_load", f"'{text}': what load?", "write load 80 %")
        shares[key] = _share(figure) if figure else 1.0
    return shares


def _share(text: str) -> float:
    number = numeral(text)
    if number.form in (BAD, EITHER) or number.rest not in ("", "%"):
        raise _fault("not_a_share", f"'{text}' is not a share", "write 80 % or 0.8")
    value = number.as_comma if number.form == COMMA else number.as_point
    if number.rest == "%":
        return value / 100
    if value > 1:
        raise _fault("not_a_share", f"is '{text}' {text} % or {text}?", f"write {text} % or a share up to 1")
    return value


def _fault(kind: str, text: str, remedy: str) -> _Refused:
    return _Refused(Fault("freight_mode", kind, text, remedy))
