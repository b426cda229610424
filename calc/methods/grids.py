"""Grids as subjects take them: the column of a sheet, names and origins by their codes in `energy.grid`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calc.engine.model import Coded, Column, IndexArray
from factors import Library, names
from factors.grids import Grids, grid_key

UNKNOWN, WITHOUT = -2, -1  # a name that means nothing; a grid without a figure, or an empty cell
WORLD = "WORLD"
UNITS = ("gCO2e/kWh", "g/kWh")
MEANT = ("g/kWh", "kg/kWh", "t/MWh")  # what a figure without a unit may be in
MOST = 3000  # gCO2e/kWh; more is a slip of the unit


def grid_column(
    name: str, meaning: str, meaning_zh: str, example: str = "", second: str | None = None
) -> Column:
    """Return the declaration of a grid: the name of a country, province or region, or a figure with its unit."""
    return Column(
        name,
        "number",
        meaning,
        units=UNITS,
        unit_needed=True,
        names=True,
        least=0,
        most=MOST,
        mixed_up=MEANT,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


def named_grids(spellings: Sequence[str], grids: Grids, library: Library) -> IndexArray:
    """Return the code of the grid that each spelling names, `UNKNOWN` or `WITHOUT`; the empty cell at the end."""
    keys = [grid_key(text, library.names) for text in spellings]
    codes = [UNKNOWN if key is None else grids.code_by_key.get(key, WITHOUT) for key in keys]
    return np.array([*codes, WITHOUT], dtype=np.intp)


def origin_grids(keys: Sequence[str | None], grids: Grids) -> IndexArray:
    """Return the code of the grid of each origin, `WITHOUT` where it has none; that of the world at the end."""
    codes = [grids.code_by_key.get(key or "", WITHOUT) for key in keys]
    return np.array([*codes, grids.code_by_key.get(WORLD, WITHOUT)], dtype=np.intp)


def country_names(country: Coded, keys: Sequence[str | None], library: Library) -> Coded:
    """Return the countries of a column by their names; regions keep their key."""
    territories = names.territories(library.names)
    shown = ["" if key is None else territories[key].name_en if key in territories else key for key in keys]
    values = tuple(dict.fromkeys(name for name in shown if name))
    codes = [values.index(name) if name else -1 for name in shown]
    return Coded(np.array([*codes, -1], dtype=np.int32)[country.codes], values)
