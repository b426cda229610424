"""What the distinct texts of the freight columns say, each read once, with the empty cell behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.model import FloatArray
from calc.methods.freight.ports import Route, port, route
from calc.methods.freight.vehicles import Fault, GridFigure, Vehicle, vehicle, vehicles
from factors import Library

SEA, KM = "sea", "km"
MOST_KM = 100_000  # of one leg; more is a slip

_LEGS = re.compile(r"\s*[;；]\s*|\s+[+＋]\s+")
_Index = NDArray[np.intp]


class Modes(NamedTuple):
    """The vehicles of each text of modes, and their factors [kgCO2e/tkm] as tables text x leg."""

    vehicles: tuple[tuple[Vehicle, ...], ...]
    ttw: FloatArray  # text x leg
    wtt: FloatArray
    sea: FloatArray  # 1 by sea, 0 otherwise
    number: _Index  # of legs
    faults: tuple[Fault | None, ...]


class Ways(NamedTuple):
    """The distances of each text [km]."""

    distance: FloatArray  # text x leg, NaN where the cell leaves a leg empty
    number: _Index  # of legs
    faults: tuple[Fault | None, ...]


def read_modes(
    values: tuple[str, ...], library: Library, grid: Callable[[str], GridFigure | None] | None
) -> Modes:
    """Return the vehicles of texts of modes, each distinct leg looked up once."""
    known = vehicles(library) if values else None
    rows: list[tuple[Vehicle, ...]] = []
    faults: list[Fault | None] = []
    meanings: dict[str, Vehicle | Fault] = {}
    for text in values:
        parts = _LEGS.split(text.strip().rstrip(";；"))
        for part in parts:
            if part not in meanings and known is not None:
                meanings[part] = vehicle(part, known, grid)
        found = [meanings[part] for part in parts]
        faults.append(next((one for one in found if isinstance(one, Fault)), None))
        rows.append(tuple(one for one in found if isinstance(one, Vehicle)) if faults[-1] is None else ())
    rows.append(())
    return Modes(
        tuple(rows),
        _table([[one.ttw for one in row] for row in rows]),
        _table([[one.wtt for one in row] for row in rows]),
        _table([[float(one.mode == SEA) for one in row] for row in rows]),
        np.array([len(row) for row in rows], dtype=np.intp),
        (*faults, None),
    )


def read_ways(values: tuple[str, ...]) -> Ways:
    """Return the distances of texts such as ``300 km; ; 200 km``."""
    rows: list[list[float]] = []
    faults: list[Fault | None] = []
    for text in values:
        row: list[float] = []
        fault = None
        for part in _LEGS.split(text.strip()):
            found = _kilometres(part)
            fault = fault or (found if isinstance(found, Fault) else None)
            row.append(np.nan if isinstance(found, Fault) else found)
        rows.append(row)
        faults.append(fault)
    rows.append([])
    return Ways(_table(rows), np.array([len(row) for row in rows], dtype=np.intp), (*faults, None))


def _kilometres(text: str) -> float | Fault:
    if not text:
        return np.nan
    try:
        value, _ = units.quantity(text, (KM,))
    except ValueError as error:  # a unit that is missing, unknown or no length, too
        return Fault("freight_distance", "not_a_distance", str(error), "write a distance such as 300 km")
    if value < 0:
        return Fault("freight_distance", "negative_distance", f"'{text}' is below zero", "check the sign")
    if value > MOST_KM:
        return Fault(
            "freight_distance", "distance_too_long", f"'{text}' is longer than any way", "check the unit"
        )
    return value


def _table(rows: list[list[float]]) -> FloatArray:
    """Return rows of different length as a table, NaN behind the last of each."""
    table = np.full((len(rows), max(map(len, rows))), np.nan)
    for n, row in enumerate(rows):
        table[n, : len(row)] = row
    return table


@dataclass(frozen=True)
class PortPairs:
    """The texts of both columns of ports, each pair of them looked up once."""

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    library: Library
    _found: dict[tuple[int, int], tuple[Route, ...] | Fault] = field(default_factory=dict)

    def routes(self, start: int, end: int, count: int) -> tuple[Route, ...] | Fault:
        """Return the routes between the ports of two texts, one for each of `count` legs."""
        if (start, end) not in self._found:
            self._found[start, end] = self._read(start, end)
        found = self._found[start, end]
        if isinstance(found, Fault) or len(found) == count:
            return found
        text = f"legs by sea without a distance: {count}, pairs of ports: {len(found)}"
        return Fault("from_port", "legs_differ", text, "write a pair of ports, or a distance, for each leg")

    def _read(self, start: int, end: int) -> tuple[Route, ...] | Fault:
        for column, number, texts in (("from_port", start, self.starts), ("to_port", end, self.ends)):
            if number == len(texts):
                return Fault(column, "no_port", f"{column} is missing", "write both ports, or the distance")
        names = _LEGS.split(self.starts[start].strip()), _LEGS.split(self.ends[end].strip())
        if len(names[0]) != len(names[1]):
            text = f"ports of loading: {len(names[0])}, of discharge: {len(names[1])}"
            return Fault("to_port", "legs_differ", text, "write one of each for each leg by sea")
        found = []
        for one, other in zip(*names, strict=True):
            a, b = port(one, self.library, "from_port"), port(other, self.library, "to_port")
            if isinstance(a, Fault):
                return a
            if isinstance(b, Fault):
                return b
            way = route(a, b)
            if isinstance(way, Fault):
                return way
            found.append(way)
        return tuple(found)
