"""Columns whose cells hold a figure or a name, told apart by their first sign; units of texts."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from calc.engine.model import Coded
from calc.engine.numerals import BAD, begins_figure
from calc.engine.values import BLANK, NumberCells, factorised

if TYPE_CHECKING:
    from calc.engine.values import Cells

_BARE = re.compile(r"(?<=\d)(?=\s*(?:[;+|\n]|$))")


def names_apart(cells: Cells, figures: NumberCells) -> Coded:
    """Return the names among the cells of a column; in `figures` their rows become empty.

    Only cells that are no number are looked at, and each distinct text once.
    """
    codes = np.full(figures.form.size, -1, dtype=np.int32)
    rows = np.flatnonzero(figures.form == BAD)
    values: dict[str, int] = {}
    if rows.size:
        own, uniques = factorised(cells[rows] if isinstance(cells, np.ndarray) else cells.iloc[rows])
        lookup = np.full(len(uniques) + 1, -1, dtype=np.int32)
        for i in np.unique(own[own >= 0]).tolist():
            if isinstance(uniques[i], str) and not begins_figure(uniques[i]):
                lookup[i] = values.setdefault(uniques[i].strip(), len(values))
        codes[rows] = lookup[own]
        figures.form[codes >= 0] = BLANK
    return Coded(codes, tuple(values))


def with_unit(coded: Coded, unit: str) -> Coded:
    """Return the texts with `unit` behind each of their numbers that has none: `300; 20000 km`, `300 km; ...`."""
    values = [_BARE.sub(f" {unit}", unicodedata.normalize("NFKC", text)) for text in coded.values]
    places = {text: i for i, text in enumerate(dict.fromkeys(values))}
    lookup = np.array([*(places[text] for text in values), -1], dtype=np.int32)
    return Coded(lookup[coded.codes], tuple(places))
