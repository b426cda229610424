"""Result tables of recycled content: one line for a model, plant, year and metal, and the dates of Art. 8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from calc.engine.model import Coded, FloatArray, IntArray


@dataclass(frozen=True)
class ShareLine:
    """The recycled content of one metal in a model of a plant and year."""

    model: str
    plant: str
    year: int
    category: str
    metal: str
    share_percent: float
    minimum_2031_percent: float
    meets_2031: str
    missing_2031_kg: float
    minimum_2036_percent: float
    meets_2036: str
    missing_2036_kg: float
    article_8: str


@dataclass(frozen=True)
class DateLine:
    """From when Art. 8 applies to a category."""

    category: str
    applies_from: str
    article: str
    documented_from: str


def share_lines(
    out: Mapping[str, Any],
    models: Sequence[str],
    plants: Sequence[str],
    model: IntArray,
    plant: IntArray,
    year: FloatArray,
    group: IntArray,
) -> list[ShareLine]:
    """Return one line for each group, as its first row says; `group` is -1 where no share was found."""
    shown = np.flatnonzero(group >= 0)
    _, first = np.unique(group[shown], return_index=True)

    def text(name: str, row: int) -> str:
        coded: Coded = out[name]
        code = int(coded.codes[row])
        return coded.values[code] if code >= 0 else ""

    found = [
        ShareLine(
            models[model[row]],
            plants[plant[row]],
            int(year[row]),
            text("category_used", row),
            text("metal_used", row),
            float(out["share_percent"][row]),
            float(out["minimum_2031_percent"][row]),
            text("meets_2031", row),
            float(out["missing_2031_kg"][row]),
            float(out["minimum_2036_percent"][row]),
            text("meets_2036", row),
            float(out["missing_2036_kg"][row]),
            text("article_8", row),
        )
        for row in shown[first].tolist()
    ]
    return sorted(found, key=lambda line: (line.model, line.plant, line.year, line.metal))
