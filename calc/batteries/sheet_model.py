"""What the workbook's live formulas of batteries are made of."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from calc.batteries.columns import NAMES, TOTAL
from calc.batteries.compute import Run
from calc.batteries.declaration import STAGES
from calc.engine.ledger import SheetModel
from calc.engine.model import FloatArray

LINES_SHEET = "Lines"
LONGEST = 255  # letters that a criterion of SUMIFS may have
FIGURE = re.compile(
    r"[\d\s.,:/%+\-e()$€£¥]*"
)  # what Excel may read as number, date or time: 0123 would be 123
MODEL_COLUMN, STAGE_COLUMN, KGCO2E_COLUMN = "A", "B", "H"  # of that sheet, as the view shows its lines


def _as_written(name: str) -> bool:
    """Return whether SUMIFS compares a name as it stands: no wildcard, no comparison, nothing read as a figure."""
    wild = any(c in name for c in "*?~") or name[:1] in ("<", ">", "=")
    return not (wild or len(name) > LONGEST or FIGURE.fullmatch(name))


def sheet_model(run: Run, out: dict[str, FloatArray], *, lines: bool) -> SheetModel:
    """Return the formulas of the rows; `lines` says whether the workbook holds the sheet of lines."""
    size, width = run.models.size, len(NAMES)

    def where(name: str, template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(np.isnan(out[name]), -1, 0).astype(np.int8), (template,)

    count = len(STAGES)
    total = np.tile(np.arange(width) == TOTAL, size)
    names = [text.casefold() for text in run.models.name.values]
    count_of = Counter(names)
    plain = [count_of[text] == 1 and _as_written(text) for text in names]
    alike = np.repeat(np.array([*plain, False])[run.models.name.codes], width)
    known = ~np.isnan(out["kgco2e"])
    stage = known & ~total & alike & lines
    kgco2e = np.where(known & total, 0, np.where(stage, 1, -1)).astype(np.int8)
    cells = [f"{LINES_SHEET}!${c}:${c}" for c in (KGCO2E_COLUMN, MODEL_COLUMN, STAGE_COLUMN)]
    return SheetModel(
        (),
        {},
        {
            "kgco2e": (
                kgco2e,
                (
                    f"SUM(OFFSET({{kgco2e}},-{count},0,{count},1))",
                    f"SUMIFS({cells[0]},{cells[1]},{{model}},{cells[2]},{{stage}})",
                ),
            ),
            "kgco2e_per_kwh_capacity": where("kgco2e_per_kwh_capacity", "{kgco2e}/{capacity_kwh}"),
            "kgco2e_per_kwh_delivered": where("kgco2e_per_kwh_delivered", "{kgco2e}/{energy_delivered_kwh}"),
            "kgco2e_per_kg": where("kgco2e_per_kg", "{kgco2e}/{battery_mass_kg}"),
        },
    )
