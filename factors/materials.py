"""Materials by any known spelling, and the figures that others have published for them.

The figures are the table ``emissions.materials``: one figure a row, with its boundary, source and use. A figure
whose use is ``default`` is the one that the profile metals-2026 takes; ``range`` may stand beside a result of
ours; ``shown`` is for reading. Nothing is computed here and contradictory figures are never averaged.

A spelling is taken when it is known; a near one is only ever suggested.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from factors.library import Library
from factors.names import NOT_GIVEN, normalised, spelled_key

TABLE = "emissions.materials"
DATA = Path(__file__).parent / "names"
CODE = "code"  # the language of a spelling that is a symbol and no word
COMPARABLE = ("default", "range")  # the uses of figures that may stand beside ours
NUMBERS = ("value", "low", "high")

_SCRAP_SHARE = re.compile(r"scrap share (\d+(?:\.\d+)?) %")
_PER_CENT = 100
_SUGGESTED_FROM = 0.66  # similarity (0 to 1) below which nothing is suggested


@dataclass(frozen=True)
class Published:
    """A figure that somebody has published for a material.

    `value` is None where the source prints a range or a bound only; `low` and `high` are None where it prints
    none. All three are in `unit`. `reference` is the key of the row in ``emissions.materials``.
    """

    reference: str
    material: str
    route: str  # primary, secondary or mix
    variant: str  # what the source calls it
    indicator: str
    boundary: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    region: str
    year: str
    use: str
    source: str
    place: str
    reading: str
    note: str

    @property
    def least(self) -> float:
        """The smallest figure that the row prints."""
        return min(n for n in (self.value, self.low, self.high) if n is not None)


def material_key(text: str, root: Path | None = None) -> str | None:
    """Return the material that a text names, or None if no known spelling says so.

    A text of two parts, such as ``铝 Aluminium`` or ``Copper (Cu)``, is taken only if both name the same.

    Parameters
    ----------
    text : str
        A cell as the user wrote it.
    root : Path, optional
        The folder of ``materials.csv``; by default the one beside this module.

    Returns
    -------
    str or None
        A material of the table, such as ``aluminium`` or ``stainless steel``.
    """
    return _material_key(text, root or DATA)


def nearest_materials(text: str, count: int = 3, root: Path | None = None) -> tuple[str, ...]:
    """Return the materials whose spellings come nearest to a text: to suggest, never to take.

    Parameters
    ----------
    text : str
        A cell that `material_key` does not know.
    count : int
        How many at most.
    root : Path, optional
        The folder of ``materials.csv``; by default the one beside this module.

    Returns
    -------
    tuple of str
        The nearest first, each material once; empty where nothing is near.
    """
    plain = normalised(text)
    if plain in {normalised(words) for words in NOT_GIVEN}:
        return ()
    words = {
        spelling: key for spelling, (key, language) in _spellings(root or DATA).items() if language != CODE
    }
    near = difflib.get_close_matches(plain, words, n=40, cutoff=_SUGGESTED_FROM)
    return tuple(dict.fromkeys(words[word] for word in near))[: max(count, 0)]


def published(library: Library, material: str) -> tuple[Published, ...]:
    """Return every published figure of a material, in the order of the table; empty where there is none."""
    return _published(library).get(material, ())


def default(library: Library, material: str, route: str, indicator: str) -> Published | None:
    """Return the figure that the profile metals-2026 takes; None where it takes none, which is not zero."""
    for figure in published(library, material):
        if (figure.route, figure.indicator, figure.use) == (route, indicator, "default"):
            return figure
    return None


def published_range(
    library: Library, material: str, route: str, indicator: str = "ghg"
) -> tuple[Published, ...]:
    """Return the figures that may stand beside ours, the smallest first.

    Parameters
    ----------
    library : Library
        The data.
    material, route, indicator : str
        As the table spells them, such as ``copper``, ``secondary`` and ``ghg``.

    Returns
    -------
    tuple of Published
        The rows with the use ``default`` or ``range``, by the least figure each prints.
    """
    found = (
        figure
        for figure in published(library, material)
        if (figure.route, figure.indicator) == (route, indicator) and figure.use in COMPARABLE
    )
    return tuple(sorted(found, key=lambda figure: (figure.least, figure.reference)))


def by_scrap_share(
    library: Library, material: str, indicator: str = "co2"
) -> tuple[tuple[float, Published], ...]:
    """Return the points that a source prints by scrap share: share (0 to 1) and figure, by rising share."""
    found = []
    for figure in published(library, material):
        match = _SCRAP_SHARE.fullmatch(figure.variant)
        if match and figure.indicator == indicator:
            found.append((float(match[1]) / _PER_CENT, figure))
    return tuple(sorted(found, key=lambda point: point[0]))


@cache
def _published(library: Library) -> Mapping[str, tuple[Published, ...]]:
    table = library.table(TABLE)
    texts = [field.name for field in fields(Published) if field.name not in ("reference", *NUMBERS)]
    found: dict[str, list[Published]] = {}
    for number in np.flatnonzero(library.known_rows(TABLE)).tolist():
        row = table.row(number)
        cells: dict[str, Any] = {name: row[name] for name in texts}
        cells |= {name: float(row[name]) if row[name] else None for name in NUMBERS}
        figure = Published(table.reference(number), **cells)
        found.setdefault(figure.material, []).append(figure)
    return MappingProxyType({material: tuple(rows) for material, rows in found.items()})


@cache
def _spellings(folder: Path) -> Mapping[str, tuple[str, str]]:
    """Normalised spelling -> material and language of the spelling."""
    with (folder / "materials.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    return MappingProxyType({normalised(row["spelling"]): (row["key"], row["language"]) for row in rows})


def _whole(text: str, folder: Path) -> str | None:
    return _spellings(folder).get(normalised(text), (None, ""))[0]


@lru_cache(maxsize=4096)
def _material_key(text: str, folder: Path) -> str | None:
    return spelled_key(text, lambda part: _whole(part, folder))
