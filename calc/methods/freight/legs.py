"""The freight columns of a sheet: legs of a way, each distinct text read once, sums by array operations.

Several legs stand in one cell, apart by semicolons or by a plus between spaces: modes ``articulated truck;
container ship; rail``, distances ``300 km; 20000 km; 200 km``. A leg by sea without a distance (``300 km; ;
200 km``) takes it from the ports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import BoolArray, Coded, Column, FloatArray
from calc.methods.freight.ports import Route
from calc.methods.freight.texts import KM, PortPairs, read_modes, read_ways
from calc.methods.freight.vehicles import Fault, GridFigure, Vehicle
from factors import Library

COLUMNS = (
    Column(
        "freight_mode",
        "text",
        "modes or vehicles of the way, legs apart by semicolons; what is known of a leg in brackets",
        meaning_zh="运输方式或车型，各段用分号隔开",
        example="articulated truck; container ship; rail",
    ),
    Column(
        "freight_distance",
        "text",
        "length of each leg with its unit, in the order of the modes; empty for a leg between the ports",
        units=(KM,),
        meaning_zh="各段距离（带单位），顺序与运输方式相同；港口之间的航段可留空",
        example="300 km; 20000 km; 200 km",
    ),
    Column(
        "from_port",
        "text",
        "port of loading of the legs by sea without a distance: name or UN/LOCODE",
        meaning_zh="装货港（名称或 UN/LOCODE）",
        example="Shanghai",
    ),
    Column(
        "to_port",
        "text",
        "port of discharge of the legs by sea without a distance: name or UN/LOCODE",
        meaning_zh="卸货港（名称或 UN/LOCODE）",
        example="NLRTM",
    ),
)

_Index = NDArray[np.intp]


@dataclass(frozen=True)
class Leg:
    """One leg: its vehicle, its way [km] and, where the way lies between ports, the route."""

    vehicle: Vehicle
    distance: float
    route: Route | None = None

    @property
    def words(self) -> str:
        """The leg in a sentence with its factors and their reference."""
        v = self.vehicle
        way = f", {self.route.words}" if self.route else ""
        note = f" ({v.note})" if v.note else ""
        return (
            f"{self.distance:.6g} km by {v.words}{way}{note}: tank-to-wheel {v.ttw:.5g} and well-to-tank"
            f" {v.wtt:.5g} kgCO2e/tkm [{v.reference}]"
        )


@dataclass(frozen=True)
class LegTable:
    """The legs of every distinct combination of freight texts ("entry"), summed per tonne carried.

    `codes` is the entry of each row. `ttw` and `wtt` are kgCO2e per t carried, NaN where nothing is stated
    (`stated` False) or where `faults` says what is wrong.
    """

    codes: _Index
    ttw: FloatArray
    wtt: FloatArray
    stated: BoolArray
    faults: Mapping[int, Fault]
    _vehicles: tuple[tuple[Vehicle, ...], ...]  # of each text of modes
    _modes: _Index  # text of modes of each entry
    _distances: FloatArray  # of each leg of each entry
    _routes: Mapping[int, tuple[Route, ...]]  # entry -> the routes of its legs without a distance
    _by_port: BoolArray  # legs whose way lies between ports

    def legs(self, entry: int) -> tuple[Leg, ...]:
        """Return the legs of an entry, none where it has a fault or states nothing."""
        if entry in self.faults or not self.stated[entry]:
            return ()
        routes = iter(self._routes.get(entry, ()))
        return tuple(
            Leg(v, float(km), next(routes) if by_port else None)
            for v, km, by_port in zip(
                self._vehicles[self._modes[entry]],
                self._distances[entry],
                self._by_port[entry],
                strict=False,  # shorter ways leave the last columns empty
            )
        )

    def description(self, entry: int) -> str:
        """Return an entry in words, a sentence for each leg; empty where there is none."""
        return "; ".join(leg.words for leg in self.legs(entry))

    def references(self, entry: int) -> tuple[str, ...]:
        """Return the reference keys of the factors that an entry uses, each once."""
        keys = [key for leg in self.legs(entry) for key in leg.vehicle.reference.split("; ")]
        return tuple(dict.fromkeys(keys))


def legs(
    size: int,
    mode_texts: Coded | None,
    distance_texts: Coded | None,
    from_ports: Coded | None,
    to_ports: Coded | None,
    library: Library,
    grid: Callable[[str], GridFigure | None] | None = None,
) -> LegTable:
    """Return the legs that the freight columns of a sheet state.

    Parameters
    ----------
    size : int
        Number of rows.
    mode_texts, distance_texts, from_ports, to_ports : Coded or None
        The columns `COLUMNS`; None where the sheet has no such column.
    library : Library
        Holds ``freight.tonne_km`` and the spellings.
    grid : callable, optional
        The electricity figure of a grid by its spelling, for electric trains.

    Returns
    -------
    LegTable
        Emissions per tonne of each distinct combination; multiply by the mass of each row:
        ``mass_t * (table.ttw + table.wtt)[table.codes]``.
    """
    columns = (mode_texts, distance_texts, from_ports, to_ports)
    codes, (mode, way, start, end) = _combinations(size, columns)
    read, ways = read_modes(_values(mode_texts), library, grid), read_ways(_values(distance_texts))
    width = max(read.ttw.shape[1], ways.distance.shape[1])
    km = _padded(ways.distance, width)[way]
    by_sea = _padded(read.sea, width)[mode] == 1
    count = read.number[mode]
    used = np.arange(width) < count[:, np.newaxis]
    missing = used & np.isnan(km)

    has_mode, has_way = mode < len(_values(mode_texts)), way < len(_values(distance_texts))
    has_port = (start < len(_values(from_ports))) | (end < len(_values(to_ports)))
    stated = has_mode | has_way | has_port
    faults = {
        **_marked((missing & (~by_sea | ~has_port[:, np.newaxis])).any(axis=1), _NO_DISTANCE),
        **_marked(has_port & ~by_sea.any(axis=1), _NO_SEA_LEG),
        **_differing(has_way & (count != ways.number[way]), count, ways.number[way]),
        **_marked(stated & ~has_mode, _NO_MODE),
        **_of_texts(ways.faults, way),
        **_of_texts(read.faults, mode),  # the last fault of an entry is the one that stands
    }
    needed: BoolArray = missing.sum(axis=1) > 0
    needed[list(faults)] = False
    asked = PortPairs(_values(from_ports), _values(to_ports), library)
    routes: dict[int, tuple[Route, ...]] = {}
    for entry in np.flatnonzero(needed).tolist():
        found = asked.routes(int(start[entry]), int(end[entry]), int(missing[entry].sum()))
        if isinstance(found, Fault):
            faults[entry] = found
        else:
            routes[entry] = found
            km[entry, missing[entry]] = [one.distance for one in found]
    known = stated.copy()
    known[list(faults)] = False
    ttw, wtt = (
        np.where(known, np.where(used, km * _padded(factor, width)[mode], 0.0).sum(axis=1), np.nan)
        for factor in (read.ttw, read.wtt)
    )
    return LegTable(codes, ttw, wtt, stated, faults, read.vehicles, mode, km, routes, missing)


_NO_DISTANCE = Fault(
    "freight_distance", "no_distance", "a leg has no distance", "write one for each leg, such as 300 km"
)
_NO_SEA_LEG = Fault(
    "freight_mode", "no_sea_leg", "ports are given, but no leg by sea", "add a ship, such as container ship"
)
_NO_MODE = Fault(
    "freight_mode", "no_mode", "a way without a mode", "name one: truck, rail, container ship, air, ..."
)


# ---- distinct combinations


def _values(column: Coded | None) -> tuple[str, ...]:
    return column.values if column is not None else ()


def _combinations(size: int, columns: Sequence[Coded | None]) -> tuple[_Index, list[_Index]]:
    """Return the combination of each row, and for each column the text of each combination.

    The empty cell is the text behind the last of its column.
    """
    codes: _Index = np.zeros(size, dtype=np.intp)
    parts: list[_Index] = []
    count = 1
    for column in columns:
        if column is None:
            parts.append(np.zeros(count, dtype=np.intp))
            continue
        texts = len(column.values) + 1
        keys = codes * texts + np.where(column.codes < 0, texts - 1, column.codes)
        found, codes = _compressed(keys, count * texts)
        parts = [*(part[found // texts] for part in parts), found % texts]
        count = len(found)
    return codes, parts


def _compressed(keys: _Index, most: int) -> tuple[_Index, _Index]:
    """Return the keys met, ascending, and the place of each key among them; without sorting where it can."""
    if most > 2 * keys.size:
        found, place = np.unique(keys, return_inverse=True)
        return found, place.astype(np.intp)
    met = np.zeros(most, dtype=bool)
    met[keys] = True
    return np.flatnonzero(met), (np.cumsum(met) - 1)[keys]


def _padded(values: FloatArray, width: int) -> FloatArray:
    """Return a table with `width` columns, the new ones NaN."""
    padded: FloatArray = np.pad(values, ((0, 0), (0, width - values.shape[1])), constant_values=np.nan)
    return padded


def _marked(where: BoolArray, fault: Fault) -> dict[int, Fault]:
    return dict.fromkeys(np.flatnonzero(where).tolist(), fault)


def _differing(where: BoolArray, modes: _Index, ways: _Index) -> dict[int, Fault]:
    remedy = "write one distance for each mode, apart by semicolons"
    return {
        n: Fault("freight_distance", "legs_differ", f"modes: {modes[n]}, distances: {ways[n]}", remedy)
        for n in np.flatnonzero(where).tolist()
    }


def _of_texts(faults: Sequence[Fault | None], text: _Index) -> dict[int, Fault]:
    faulty = np.array([fault is not None for fault in faults])
    return {n: fault for n in np.flatnonzero(faulty[text]).tolist() if (fault := faults[text[n]])}
