"""What the treatment of a waste emits and costs: the published figures of ``waste.treatment``.

A figure whose use is ``default`` is the one to take; ``range`` may stand beside it; ``shown`` is for reading. A
good without a figure of its own is answered by its stand-in, which the answer names. Nothing is averaged, and no
rate of law is taken outside its period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from factors.library import Library
from factors.wastes import FEES, TREATMENT, Link, links

FITS = "waste.fits"
NOT_HELD = "not held"  # a figure that was searched for and not found
BURNING = "incineration"
DRY, CARBON, OXIDATION = "dry matter", "carbon", "oxidation"
FOSSIL, FOSSIL_SHARE = "fossil carbon", "fossil share of carbon"


@dataclass(frozen=True)
class Figure:
    """One published figure of a treatment, in `unit`.

    `value` is None where it is not held. `start` and `end` bound a rate of law and are None for a measured
    figure. `reference` is the key of the row.
    """

    reference: str
    material: str
    treatment: str
    variant: str  # what the source calls it
    indicator: str  # ghg, gate fee, landfill tax, or a parameter
    boundary: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    region: str
    year: str
    start: date | None
    end: date | None
    use: str
    source: str
    place: str
    reading: str
    note: str


@dataclass(frozen=True)
class Treated:
    """The figure to take for a good; `stand_in` says of what it is where it is not of the good itself."""

    figure: Figure
    stand_in: Link | None


@dataclass(frozen=True)
class Burnt:
    """The carbon of a waste that is burnt, after one source.

    Shares from 0 to 1: `fossil_carbon` is kg of fossil carbon in a kg of the waste as it arrives, `oxidised` the
    part of it that becomes CO2. `figures` are the parameters that gave them.
    """

    fossil_carbon: float
    oxidised: float
    figures: tuple[Figure, ...]
    stand_in: Link | None


def figures(library: Library, material: str, treatment: str, indicator: str = "ghg") -> tuple[Figure, ...]:
    """Return every figure of a material and treatment, gaps among them, in the order of the table."""
    return _figures(library).get((material, treatment, indicator), ())


def taken_by(library: Library, treatment: str) -> tuple[str, ...] | None:
    """Return the goods that a treatment takes, None for one that may take any."""
    return _fits(library).get(treatment)


def treated(
    library: Library,
    good: str,
    treatment: str,
    indicator: str = "ghg",
    region: str | None = None,
    day: date | None = None,
) -> Treated | None:
    """Return the figure to take for a good: its own, else that of its first stand-in that has one.

    Parameters
    ----------
    library : Library
        The data.
    good, treatment, indicator : str
        As the tables spell them, such as ``copper scrap``, ``landfill`` and ``gate fee``.
    region : str, optional
        Such as ``GB``; needed where figures of several regions are held, as fees are.
    day : date, optional
        For a rate of law, the day it is asked for; without it such a rate is not taken.

    Returns
    -------
    Treated or None
        None where no figure may be taken: no default, none of the region or day, or several regions.
    """
    relation = "charged as" if indicator in FEES else "treated as"
    stand_ins: tuple[Link | None, ...] = (None, *links(library, good, relation))
    for stand_in in stand_ins:
        material = stand_in.code if stand_in else good
        found = [
            figure
            for figure in figures(library, material, treatment, indicator)
            if figure.use == "default" and region in (None, figure.region) and _holds(figure, day)
        ]
        if found:
            return Treated(found[0], stand_in) if len(found) == 1 else None
    return None


def burnt(library: Library, good: str) -> Burnt | None:
    """Return the fossil carbon of a good by the parameters of its incineration, or None where none are held."""
    for stand_in in (None, *links(library, good, "treated as")):
        material = stand_in.code if stand_in else good
        held = figures(library, material, BURNING, CARBON)
        carbon = next((figure for figure in held if figure.use == "default"), None)
        if carbon is None:
            continue
        kept = {CARBON: carbon}
        for name in (DRY, FOSSIL, FOSSIL_SHARE, OXIDATION):
            for figure in figures(library, material, BURNING, name):
                if figure.variant == carbon.variant:
                    kept[name] = figure
        value = {name: figure.value for name, figure in kept.items() if figure.value is not None}
        dry = value.get(DRY, 1.0)  # carbon is of the dry mass where the dry matter is printed beside it
        fossil = value[FOSSIL] if FOSSIL in value else dry * value[CARBON] * value[FOSSIL_SHARE]
        return Burnt(fossil, value[OXIDATION], tuple(kept.values()), stand_in)
    return None


def _holds(figure: Figure, day: date | None) -> bool:
    if figure.start is None:
        return True
    return day is not None and figure.start <= day and (figure.end is None or day <= figure.end)


@cache
def _fits(library: Library) -> Mapping[str, tuple[str, ...]]:
    columns = library.table(FITS).columns
    found: dict[str, list[str]] = {}
    for treatment, good in zip(columns["treatment"], columns["good"], strict=True):
        found.setdefault(treatment, []).append(good)
    return MappingProxyType({treatment: tuple(goods) for treatment, goods in found.items()})


@cache
def _figures(library: Library) -> Mapping[tuple[str, str, str], tuple[Figure, ...]]:
    table = library.table(TREATMENT)
    names = [field.name for field in fields(Figure) if field.name != "reference"]
    found: dict[tuple[str, str, str], list[Figure]] = {}
    for number in range(len(table)):
        row = table.row(number)
        cells: dict[str, Any] = {name: row[name] for name in names}
        for name in ("value", "low", "high"):
            cells[name] = float(row[name]) if row[name] not in ("", NOT_HELD) else None
        for name in ("start", "end"):
            cells[name] = date.fromisoformat(row[name]) if row[name] else None
        figure = Figure(reference=table.reference(number), **cells)
        found.setdefault((figure.material, figure.treatment, figure.indicator), []).append(figure)
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})
