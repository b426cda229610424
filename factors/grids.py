"""Electricity grids: any known spelling to one key, and the grams of CO2e in a kilowatt-hour of that key.

The names of countries are those of `factors.names`. ``names/grids.csv`` adds one row for each spelling of what
is no country: the world and its regions, Chinese provinces and regional grids, states of the US. The figures
are the table ``energy.grid``. A spelling is taken when it is known; a near one is only ever suggested.
"""

from __future__ import annotations

import csv
import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from factors.library import Library
from factors.names import DATA, NOT_GIVEN, nearest_territories, normalised, spelled_key, territory_key

TABLE = "energy.grid"
CODE = "code"  # the language of a spelling that is a code and no word
TONES = "tones"  # of one that its tone marks tell from another: Shānxī and Shǎnxī

_SUGGESTED_FROM = 0.66  # similarity (0 to 1) below which nothing is suggested
_YEARS = 10_000  # more than any year: orders figures by key, then year


# ---- names


@dataclass(frozen=True)
class _Spellings:
    exact: Mapping[str, str]  # as written, without case -> key
    keys: Mapping[str, str]  # normalised -> key
    words: Mapping[str, str]  # normalised spelling of words, to compare with -> key
    names: Mapping[str, str]  # key -> its first spelling, which is the English name


def grid_key(text: str, root: Path | None = None) -> str | None:
    """Return the key of the grid that a text names, or None if no known spelling says so.

    A country wins over a state of the same name: ``Georgia`` is the country, the state is ``US-GA`` or
    ``Georgia, USA``. Of a text of two parts, both must name the same grid, or one the country of the other:
    ``云南 Yunnan``, ``Yunnan, China``.

    Parameters
    ----------
    text : str
        A cell as the user wrote it.
    root : Path, optional
        The folder of the tables of names; by default the one that is shipped.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-2 for a country, ISO 3166-2 for a Chinese province or a US state (``CN-YN``,
        ``US-TX``), ``CN-EAST`` and its like for Chinese regional grids, ``EU``, ``WORLD`` and other regions.
        A key may have no figure.
    """
    return _grid_key(text, root or DATA)


def nearest_grids(text: str, count: int = 3, root: Path | None = None) -> tuple[str, ...]:
    """Return the names of the grids whose spellings come nearest to a text: to suggest, never to take.

    Parameters
    ----------
    text : str
        A cell that `grid_key` does not know.
    count : int
        How many names at most.
    root : Path, optional
        The folder of the tables of names; by default the one that is shipped.

    Returns
    -------
    tuple of str
        The nearest first, each grid once; empty where nothing is near.
    """
    return _nearest(text, root or DATA)[: max(count, 0)]


@cache
def _spellings(folder: Path) -> _Spellings:
    exact: dict[str, str] = {}
    keys: dict[str, str] = {}
    words: dict[str, str] = {}
    names: dict[str, str] = {}
    with (folder / "grids.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            spelling, key, language = row["spelling"], row["key"], row["language"]
            exact[_as_written(spelling)] = key
            if language == TONES:
                continue
            keys[normalised(spelling)] = key
            if language != CODE:
                words[normalised(spelling)] = key
                names.setdefault(key, spelling)
    return _Spellings(*map(MappingProxyType, (exact, keys, words, names)))


def _as_written(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()


def _whole(text: str, folder: Path) -> str | None:
    spellings = _spellings(folder)
    return (
        territory_key(text, folder)
        or spellings.exact.get(_as_written(text))
        or spellings.keys.get(normalised(text))
    )


@lru_cache(maxsize=4096)
def _grid_key(text: str, folder: Path) -> str | None:
    return spelled_key(text, lambda part: _whole(part, folder), _inner)


def _inner(one: str, other: str) -> str | None:
    """Return the grid that lies within the other or is the same, None where neither does."""
    outer, inner = sorted((one, other), key=len)
    return inner if inner == outer or inner.startswith(f"{outer}-") else None


@lru_cache(maxsize=1024)
def _nearest(text: str, folder: Path) -> tuple[str, ...]:
    spellings = _spellings(folder)
    plain = normalised(text)
    if plain in {normalised(words) for words in NOT_GIVEN}:
        return ()
    near = difflib.get_close_matches(plain, spellings.words, n=20, cutoff=_SUGGESTED_FROM)
    found = {name: _likeness(plain, normalised(name)) for name in nearest_territories(text, 3, folder)}
    for word in near:
        key = spellings.words[word]
        name = spellings.names[key]
        found[name] = max(found.get(name, 0.0), _likeness(plain, word))
    return tuple(sorted(found, key=lambda name: -found[name]))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, one).ratio()


# ---- figures


@dataclass(frozen=True, eq=False)
class Grids:
    """The figures of `energy.grid`, ordered by grid and year, to look up one grid or a whole column.

    A mark such as ``not held`` is no figure. A country of which only provinces are held has none.
    """

    keys: tuple[str, ...]  # each grid that has a figure; its place here is its code
    codes: NDArray[np.int64]  # of each figure: the grid
    years: NDArray[np.int64]  # of generation
    values: NDArray[np.float64]  # gCO2e/kWh
    rows: NDArray[np.int32]  # in the table

    @classmethod
    def of(cls, library: Library) -> Grids:
        """Return the figures of a library."""
        table = library.table(TABLE)
        every = table.numbers("value_gco2e_per_kwh")
        held = np.flatnonzero(np.isfinite(every) & library.known_rows(TABLE))
        keys, codes = np.unique(np.array(table.columns["grid"])[held], return_inverse=True)
        years = np.array(table.columns["year"])[held].astype(np.int64)
        order = np.lexsort((years, codes))
        return cls(
            tuple(str(key) for key in keys),
            codes[order].astype(np.int64),
            years[order],
            every[held[order]],
            held[order].astype(np.int32),
        )

    @cached_property
    def code_by_key(self) -> Mapping[str, int]:
        """Key -> code, for `by_key_year`."""
        return {key: code for code, key in enumerate(self.keys)}

    @cached_property
    def _answers(self) -> NDArray[np.intp]:
        """The place of the figure that answers, by code and by year from the first to the last year held."""
        span = np.arange(self.years.min(), self.years.max() + 1)
        starts = np.searchsorted(self.codes, np.arange(len(self.keys)))
        asked = np.arange(len(self.keys))[:, None] * _YEARS + span
        before = np.searchsorted(self.codes * _YEARS + self.years, asked, side="right") - 1
        return np.maximum(before, starts[:, None])  # nothing before the year: the first figure after it

    def figure(self, key: str, year: int | None = None) -> tuple[float, int, bool]:
        """Return the figure of a grid: of the year, else of the latest year before it, else the next after.

        Parameters
        ----------
        key : str
            As `grid_key` gives it.
        year : int, optional
            Year of generation; None takes the latest that is held.

        Returns
        -------
        value : float
            gCO2e/kWh; NaN where the grid has no figure.
        row : int
            In the table `energy.grid`; -1 where the grid has no figure.
        exact : bool
            Whether the figure is of the year asked for; true where none was asked for.
        """
        codes = np.array([self.code_by_key.get(key, -1)])
        values, rows, exact = self.by_key_year(codes, np.array([np.nan if year is None else year]))
        return float(values[0]), int(rows[0]), bool(exact[0])

    def by_key_year(
        self, codes: NDArray[np.integer], years: NDArray[np.floating] | NDArray[np.integer]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.bool_]]:
        """Return `figure` for a whole column.

        Parameters
        ----------
        codes : array of int
            By `code_by_key`; -1 for a grid without a figure.
        years : array of float
            Years of generation; NaN takes the latest that is held.

        Returns
        -------
        values, rows, exact : arrays
            As `figure` gives them.
        """
        known = codes >= 0
        if not self.years.size:  # nothing was published by then
            none = np.full(len(codes), -1, dtype=np.int32)
            return np.full(len(codes), np.nan), none, np.zeros(len(codes), dtype=np.bool_)
        first, last = self.years.min(), self.years.max()
        latest = np.isnan(years)
        asked = np.clip(np.where(latest, last, years), first, last).astype(np.intp)
        at = self._answers[np.where(known, codes, 0), asked - first]
        exact = known & (latest | (self.years[at] == years))
        return np.where(known, self.values[at], np.nan), np.where(known, self.rows[at], np.int32(-1)), exact
