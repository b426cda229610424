"""Battery cells: names of chemistries, materials, components and energy carriers, and the sets of figures held.

The spellings are the table ``names/batteries.csv``; the keys of chemistries and materials are known without it. The
figures stand in the tables ``batteries.*``: designs of cells, one row each, and the items of their bills of materials;
materials, power, parts of modules and packs, published ranges.

A spelling is taken when it is known; a near one is only ever suggested. A family such as ``NMC`` or ``三元`` names
no chemistry: it leads to its members, as suggestions. A mixture such as an electrolyte is no material.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from factors.library import Library, load
from factors.names import DATA, NOT_GIVEN, normalised, spelled_key

DESIGNS, ITEMS, PARTS = "batteries.designs", "batteries.items", "batteries.parts"
MATERIALS, POWER, RANGES = "batteries.materials", "batteries.power", "batteries.ranges"
NAMES = "batteries.csv"  # under names
CHEMISTRY, FAMILY, MATERIAL, COMPONENT, CARRIER = "chemistry", "family", "material", "component", "carrier"
KINDS = (CHEMISTRY, FAMILY, MATERIAL, COMPONENT, CARRIER)
COMPONENTS = (
    "cathode",
    "anode",
    "electrolyte",
    "separator",
    "casing",
    "current_collectors",
    "binder",
    "module",
    "pack",
    "electronics",
    "cooling",
    "other",
)
BATTERY_SPECIFIC = COMPONENTS[:5]  # Annex II point 5 of Regulation (EU) 2023/1542
ARCHETYPE, EXCLUDED = "archetype", "excluded"  # the uses of a design
WHOLE = "cell"  # what the amount of an item is per kilogram of, if not of another item
SHARE = "_kg_per_kg"  # the end of a column of designs that holds an item's amount
TERNARY = ("NMC", "NCA")  # the families that people call ternary
CODE = "code"  # the language of a spelling that is a symbol and no word
KEYS = {CHEMISTRY: (DESIGNS, "chemistry"), MATERIAL: (MATERIALS, "material")}  # known as they stand

_SUGGESTED_FROM = 0.6  # similarity (0 to 1) below which nothing is suggested


def chemistry_key(text: str, root: Path | None = None) -> str | None:
    """Return the chemistry that a text names, or None if no known spelling says so.

    A text of two parts, such as ``磷酸铁锂 LFP`` or ``LFP (LiFePO4)``, is taken only if both name the same.

    Parameters
    ----------
    text : str
        A cell as the user wrote it.
    root : Path, optional
        The folder of ``batteries.csv``; by default the one that is shipped.

    Returns
    -------
    str or None
        A chemistry of ``batteries.designs``, such as ``NMC811`` or ``LFP``; None for a family such as ``三元``.
        A chemistry that has a name may still have no design in use: see `excluded`.
    """
    return _key(CHEMISTRY, text, root or DATA)


def battery_material_key(text: str, root: Path | None = None) -> str | None:
    """Return the material that a text names (``nmc622``, ``copper``...), as `chemistry_key` does."""
    return _key(MATERIAL, text, root or DATA)


def component_key(text: str, root: Path | None = None) -> str | None:
    """Return the component that a text names, one of `COMPONENTS`, as `chemistry_key` does."""
    return _key(COMPONENT, text, root or DATA)


def carrier_key(text: str, root: Path | None = None) -> str | None:
    """Return the energy carrier that a text names (``electricity``, ``natural gas``...), as `chemistry_key` does."""
    return _key(CARRIER, text, root or DATA)


def family_key(text: str, root: Path | None = None) -> str | None:
    """Return the family of chemistries that a text names (``NMC``, ``ternary``), or None."""
    return _key(FAMILY, text, root or DATA)


def nearest(text: str, kind: str, count: int = 5, root: Path | None = None) -> tuple[str, ...]:
    """Return the keys whose spellings come nearest to a text: to suggest, never to take.

    Parameters
    ----------
    text : str
        A cell that is not known.
    kind : str
        ``chemistry``, ``material``, ``component`` or ``carrier``.
    count : int
        How many at most.
    root : Path, optional
        The folder of ``batteries.csv``; by default the one that is shipped.

    Returns
    -------
    tuple of str
        The nearest first, each key once. Where the text begins with a family, as ``NMC955`` does, its members.
        Empty where nothing is near.
    """
    folder = root or DATA
    found = _members(text, folder) if kind == CHEMISTRY else ()
    return (found or _nearest(kind, text, folder))[: max(count, 0)]


def share_column(item: str) -> str:
    """Return the column of ``batteries.designs`` with the kilograms of an item in a kilogram of cell."""
    return f"{item.replace('-', '_')}{SHARE}"


def chemistries(library: Library) -> tuple[str, ...]:
    """Return the chemistries whose cell design may be used, in the order of ``batteries.designs``."""
    return tuple(key for key in _families(library) if not excluded(library, key))


def chemistry_family(key: str, library: Library | None = None) -> str:
    """Return the family of a chemistry: ``NMC`` of ``NMC811``; the chemistry itself where it has no other.

    Raises
    ------
    KeyError
        The table of designs has no such chemistry.
    """
    return _families(library or load())[key]


def excluded(library: Library, chemistry: str) -> str:
    """Return why the design of a chemistry is not to be used; empty where it may be."""
    table = library.table(DESIGNS)
    row = table.columns["chemistry"].index(chemistry)
    return table.columns["note"][row] if table.columns["use"][row] == EXCLUDED else ""


@cache
def _families(library: Library) -> Mapping[str, str]:
    columns = library.table(DESIGNS).columns
    return MappingProxyType(dict(zip(columns["chemistry"], columns["family"], strict=True)))


@cache
def _spellings(kind: str, folder: Path) -> Mapping[str, tuple[str, str]]:
    """Normalised spelling -> key and language of the spelling; also of the keys, which need no row."""
    keys = _column(*KEYS[kind], folder) if kind in KEYS else ()
    own = {normalised(key): (key, CODE) for key in keys}
    with (folder / NAMES).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, strict=True) if row["kind"] == kind]
    return MappingProxyType(
        own | {normalised(row["spelling"]): (row["key"], row["language"]) for row in rows}
    )


def _column(table: str, column: str, folder: Path) -> tuple[str, ...]:
    """Return a column of a table that stands beside a folder of names; nothing where there is none."""
    file = folder.parent.joinpath(*table.split(".")).with_suffix(".csv")
    if not file.exists():
        return ()
    with file.open(encoding="utf-8", newline="") as handle:
        return tuple(row[column] for row in csv.DictReader(handle, strict=True))


def _whole(kind: str, text: str, folder: Path) -> str | None:
    return _spellings(kind, folder).get(normalised(text), (None, ""))[0]


@lru_cache(maxsize=4096)
def _key(kind: str, text: str, folder: Path) -> str | None:
    return spelled_key(text, lambda part: _whole(kind, part, folder))


def _members(text: str, folder: Path) -> tuple[str, ...]:
    """Return the chemistries of the family that a text begins with."""
    plain = normalised(text)
    met = [key for word, (key, _) in _spellings(FAMILY, folder).items() if plain.startswith(word)]
    wanted = TERNARY if "ternary" in met else tuple(met)
    held = zip(*(_column(DESIGNS, name, folder) for name in ("chemistry", "family")), strict=True)
    return tuple(key for key, own in held if own in wanted)


@lru_cache(maxsize=1024)
def _nearest(kind: str, text: str, folder: Path) -> tuple[str, ...]:
    plain = normalised(text)
    if plain in {normalised(words) for words in NOT_GIVEN}:
        return ()
    spellings = {word: key for word, (key, _) in _spellings(kind, folder).items()}
    near = difflib.get_close_matches(plain, spellings, n=40, cutoff=_SUGGESTED_FROM)
    return tuple(dict.fromkeys(spellings[word] for word in near))
