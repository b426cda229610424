"""Result tables of recycled content: one line for a model, plant, year and metal, and the dates of Art. 8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from calc.engine.model import Coded
from calc.recycled_content import status as st
from calc.recycled_content.resolve import Rows


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
    margin_2031_points: float
    missing_2031_kg: float
    minimum_2036_percent: float
    meets_2036: str
    margin_2036_points: float
    missing_2036_kg: float
    article_8: str


@dataclass(frozen=True)
class DateLine:
    """From when Art. 8 applies to a category."""

    category: str
    applies_from: str
    article: str
    documented_from: str


def share_lines(rows: Rows, out: Mapping[str, Any]) -> list[ShareLine]:
    """Return one line for each model, plant, year and metal with a share, as its first row in `out` says."""
    shown = np.flatnonzero(rows.status == st.COMPUTED)
    _, first = np.unique(rows.group[shown], return_index=True)

    def text(name: str, row: int) -> str:
        coded: Coded = out[name]
        code = int(coded.codes[row])
        return coded.values[code] if code >= 0 else ""

    found = [
        ShareLine(
            rows.models[rows.model[row]],
            rows.plants[rows.plant[row]],
            int(rows.year[row]),
            text("category_used", row),
            text("metal_used", row),
            float(out["share_percent"][row]),
            float(out["minimum_2031_percent"][row]),
            text("meets_2031", row),
            float(out["margin_2031_points"][row]),
            float(out["missing_2031_kg"][row]),
            float(out["minimum_2036_percent"][row]),
            text("meets_2036", row),
            float(out["margin_2036_points"][row]),
            float(out["missing_2036_kg"][row]),
            text("article_8", row),
        )
        for row in shown[first].tolist()
    ]
    return sorted(found, key=lambda line: (line.model, line.plant, line.year, line.metal))
