"""The library: every table and law, loaded once, immutable, with a fingerprint of every file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from factors.law import Law, load_law
from factors.table import FactorTable, load_table

ROOT = Path(__file__).parent
FACTORS = (
    "batteries",
    "damage",
    "emissions",
    "energy",
    "freight",
    "prices",
    "processes",
    "waste",
)  # of tables
PROFILES = "profiles"  # of named assumptions, written like a law


@dataclass(frozen=True)
class Library:
    """All numbers of the world that Pigou ships, read lazily from `root`.

    Only the root and the day of knowledge are pickled; another process reads the same files.
    """

    root: Path = ROOT
    known_on: date | None = None  # None: all that the files hold
    _tables: dict[str, FactorTable] = field(default_factory=dict, repr=False, compare=False)
    _laws: dict[str, Law] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Library, (self.root, self.known_on))

    def law(self, path: str) -> Law:
        """Return a law by its dotted name, such as ``eu.cbam``, or a profile, such as ``profiles.metals``."""
        if path not in self._laws:
            self._laws[path] = load_law(self.file(path, ".toml"), path)
        return self._laws[path]

    def table(self, path: str) -> FactorTable:
        """Return a table by its dotted name: ``eu.default_values`` of a law, or ``energy.grid``."""
        if path not in self._tables:
            self._tables[path] = load_table(self.file(path, ".csv"), path)
        return self._tables[path]

    def file(self, path: str, ending: str) -> Path:
        """Return where a table (``.csv``), its sidecar, or a law (``.toml``) lies."""
        folder, name = path.split(".")
        above = self.root if folder in (*FACTORS, PROFILES) else self.root / "law"
        return above / folder / f"{name}{ending}"

    @cached_property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """What each source key stands for."""
        return tomllib.loads((self.root / "sources.toml").read_text(encoding="utf-8"))

    @property
    def names(self) -> Path:
        """The folder of the names: countries, grids, materials, units."""
        return self.root / "names"

    def known_rows(self, path: str) -> NDArray[np.bool_]:
        """Return which rows of a table anybody could know by `known_on`: by the date of their source."""
        table = self.table(path)
        if self.known_on is None:
            return np.ones(len(table), dtype=bool)
        if "source" not in table.columns:
            return np.full(len(table), table.published <= self.known_on)
        known = {key for key, source in self.sources.items() if source["date"] <= self.known_on}
        return np.array([key in known for key in table.columns["source"]], dtype=bool)

    def law_paths(self) -> tuple[str, ...]:
        """Return the dotted names of all laws and profiles."""
        files = [*(self.root / "law").glob("*/*.toml"), *(self.root / PROFILES).glob("*.toml")]
        return tuple(
            f"{file.parent.name}.{file.stem}"
            for file in sorted(files)
            if not file.with_suffix(".csv").exists()
        )

    def table_paths(self) -> tuple[str, ...]:
        """Return the dotted names of all tables."""
        files = sorted((self.root / "law").glob("*/*.csv"))
        for folder in FACTORS:
            files += sorted((self.root / folder).glob("*.csv"))
        return tuple(f"{file.parent.name}.{file.stem}" for file in files)

    def files(self) -> tuple[Path, ...]:
        """Return every data file, in a fixed order."""
        kinds = {".csv", ".toml", ".txt"}
        return tuple(f for f in sorted(self.root.rglob("*")) if f.suffix in kinds and f.is_file())

    def fingerprints(self) -> dict[str, str]:
        """Return the SHA-256 of every data file by its path below `root`."""
        return {
            f.relative_to(self.root).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
            for f in self.files()
        }

    def fingerprint(self) -> str:
        """Return one SHA-256 over all data files."""
        digest = hashlib.sha256()
        for name, one in self.fingerprints().items():
            digest.update(f"{name}={one}\n".encode())
        return digest.hexdigest()

    def citation(self, source: str, place: str = "") -> str:
        """Return a source in words, with the place in it."""
        title = self.sources[source]["title"]
        return f"{title}, {place}" if place else str(title)


def load(root: Path = ROOT, known_on: date | None = None) -> Library:
    """Return the library under `root` as it was known on a day (None: all that the files hold)."""
    return _load(root, known_on)


@cache
def _load(root: Path, known_on: date | None) -> Library:
    return Library(root, known_on)
