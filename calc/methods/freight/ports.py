"""Ports and the way by sea between them, offline, by the package searoute.

The lanes and the list of ports belong to searoute (Apache-2.0) and are not passed on here; its default
restriction, which closes the Northwest Passage, is kept. It draws plausible lanes and no ship's own track: good
to a few per cent.
"""

from __future__ import annotations

import importlib
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from calc.methods.freight.vehicles import Fault, spelling_rows
from factors import Library
from factors.names import normalised, territory_key

MISSING = "distances between ports need the package searoute"
INSTALL = "install the extra freight (pip install 'pigou[freight]'), or give the distance"
FARTHEST = 200  # km from a port to the nearest lane; beyond, the port lies inland or the lanes have a gap
CODE_LENGTH = 5  # of a UN/LOCODE
SUGGESTIONS = 3
PASSAGES = {
    "babalmandab": "Bab el-Mandeb",
    "bering": "Bering Strait",
    "bosporus": "Bosporus",
    "chili": "Strait of Magellan",
    "gibraltar": "Strait of Gibraltar",
    "malacca": "Strait of Malacca",
    "northwest": "Northwest Passage",
    "ormuz": "Strait of Hormuz",
    "panama": "Panama Canal",
    "south_africa": "Cape of Good Hope",
    "suez": "Suez Canal",
    "sunda": "Sunda Strait",
}


@dataclass(frozen=True)
class Port:
    """A port by its UN/LOCODE and its place [degrees]."""

    code: str
    name: str
    longitude: float
    latitude: float
    terminal: bool

    @property
    def words(self) -> str:
        """Name and code."""
        return f"{self.name} ({self.code})"


@dataclass(frozen=True)
class Route:
    """The way by sea between two ports [km], with the canals and straits it uses in alphabetical order."""

    start: Port
    end: Port
    distance: float
    passages: tuple[str, ...]

    @property
    def words(self) -> str:
        """From where to where, by which passages."""
        by = f"through {', '.join(self.passages)}" if self.passages else "through no canal or named strait"
        return f"{self.start.words} to {self.end.words}, sea lanes of searoute {by}"


@dataclass(frozen=True)
class _Ports:
    by_code: Mapping[str, tuple[Port, ...]]
    by_name: Mapping[str, tuple[Port, ...]]


def _searoute() -> Any:
    return importlib.import_module("searoute")


@cache
def _ports() -> _Ports:
    by_code: dict[str, list[Port]] = {}
    by_name: dict[str, list[Port]] = {}
    for _, data in _searoute().setup_P().nodes(data=True):
        code, name = data["port"], data["name"].strip()
        one = Port(code, name, data["x"], data["y"], bool(data.get("t")))
        by_code.setdefault(code, []).append(one)
        by_name.setdefault(normalised(name), []).append(one)
    return _Ports({k: tuple(v) for k, v in by_code.items()}, {k: tuple(v) for k, v in by_name.items()})


@cache
def _other_names(library: Library) -> Mapping[str, str]:
    return {normalised(r["spelling"]): r["key"] for r in spelling_rows(library) if r["kind"] == "port"}


def port(text: str, library: Library, column: str = "from_port") -> Port | Fault:
    """Return the port that a text names: ``CNSHA``, ``Shanghai``, ``上海``, ``Valencia, Spain``.

    Parameters
    ----------
    text : str
        A UN/LOCODE, a name, or a name with its country after a comma.
    library : Library
        Holds further spellings.
    column : str
        The sheet's column, for the fault.

    Returns
    -------
    Port or Fault
        A fault where the port is unknown (nearest names are suggested, never taken), where several places have
        the name, or where searoute is not installed.
    """
    try:
        known = _ports()
    except ModuleNotFoundError:
        return Fault(column, "no_searoute", MISSING, INSTALL)
    key = text.replace(" ", "").upper()
    if len(key) == CODE_LENGTH and key in known.by_code:
        return _one(text, known.by_code[key], column)
    other = _other_names(library).get(normalised(text))
    if other:
        return _one(text, known.by_code[other], column)
    found = known.by_name.get(normalised(text), ())
    name, comma, country = text.rpartition(",")
    if not found and comma:
        place = territory_key(country.strip(), library.root / "names")
        found = tuple(p for p in known.by_name.get(normalised(name), ()) if p.code[:2] == place)
    if found:
        return _one(text, found, column)
    near = get_close_matches(normalised(text), known.by_name, SUGGESTIONS)
    listed = ", ".join(known.by_name[n][0].words for n in near)
    remedy = f"did you mean {listed}?" if near else "write the UN/LOCODE, such as CNSHA, or give the distance"
    return Fault(column, "unknown_port", f"'{text}' is no port we know", remedy)


def _one(text: str, found: tuple[Port, ...], column: str) -> Port | Fault:
    """Return the one port meant; of several places under one code, the first terminal."""
    if len({p.code for p in found}) == 1:
        terminals = [p for p in found if p.terminal]
        if terminals or len(found) == 1:
            return terminals[0] if terminals else found[0]
    listed = ", ".join(p.words for p in found)
    remedy = "write the UN/LOCODE, or give the distance"
    return Fault(column, "ambiguous_port", f"'{text}' can be {listed}", remedy)


@cache
def route(start: Port, end: Port) -> Route | Fault:
    """Return the way by sea from one port to another.

    The straight lines from the ports to the lanes are part of it. A fault where there is no way, where both
    ports lie at the same point of the lanes, or where a port is more than `FARTHEST` km from them.
    """
    searoute = _searoute()
    ends = (start.longitude, start.latitude), (end.longitude, end.latitude)
    with warnings.catch_warnings(record=True) as caught:  # searoute warns where it finds no way
        warnings.simplefilter("always")
        found = searoute.searoute(*ends, units="km", return_passages=True)
    lanes = found["properties"]["length"]
    line = found["geometry"]["coordinates"]
    where = f"{start.words} to {end.words}"
    if caught or not 0 < lanes < math.inf:
        said = f": {caught[0].message}" if caught else ""
        return Fault("to_port", "no_route", f"{where}: no way by sea was found{said}", "give the distance")
    distance = importlib.import_module("searoute.utils").distance
    access = [distance(ends[0], tuple(line[0])), distance(ends[1], tuple(line[-1]))]
    for place, far, column in zip((start, end), access, ("from_port", "to_port"), strict=True):
        if far > FARTHEST:
            text = f"{place.words} is {far:.0f} km from the nearest sea lane"
            return Fault(column, "port_inland", text, "name the sea port, or give the distance")
    names = found["properties"]["traversed_passages"]
    return Route(start, end, lanes + sum(access), tuple(sorted(PASSAGES.get(n, n) for n in names)))
