"""What blocks the declaration of a model: estimates, parts without a line, stages without a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.compute import Run, missing_parts
from calc.batteries.declaration import STAGES
from calc.batteries.line_details import row_address
from factors.cells import BATTERY_SPECIFIC

_REMEDY = "give the activity data of the plant on the sheet {sheet}"


@dataclass(frozen=True)
class BlockingLine:
    """What blocks a declaration."""

    model: str
    where: str
    what: str
    remedy: str


def blocking_rows(run: Run, model: int | None = None) -> NDArray[np.intp]:
    """Return the lines that block a declaration: estimates of a cell design."""
    lines = run.lines
    chosen = lines.quality == ln.ARCHETYPE
    if model is not None:
        chosen &= lines.model == model
    return np.flatnonzero(chosen)


def blocking_lines(run: Run) -> list[BlockingLine]:
    """Return for each model what blocks its declaration, the lines of a component together."""
    lines, found = run.lines, []
    name = run.models.name.texts()
    rows = blocking_rows(run)
    width = len(ln.PARTS)
    met = np.unique(lines.model[rows] * width + lines.part[rows])
    for key in met.tolist():
        model, part = divmod(key, width)
        found.append(BlockingLine(name[model], row_address(run.models.data, model), *blocked(ln.PARTS[part])))
    void = missing_parts(lines, run.models)
    read = st.is_read(run.models.states.status)
    for model, part in np.argwhere(void & read[:, np.newaxis]).tolist():
        found.append(
            BlockingLine(name[model], row_address(run.models.data, model), *absent(BATTERY_SPECIFIC[part]))
        )
    for stage, sheet in ((ln.DISTRIBUTION, "Transport"), (ln.END, "End of life")):
        for model in np.flatnonzero(np.isnan(run.stages[:, stage]) & read).tolist():
            found.append(
                BlockingLine(
                    name[model], row_address(run.models.data, model), *unstated(STAGES[stage], sheet)
                )
            )
    order = {n: i for i, n in enumerate(dict.fromkeys(name.tolist()))}
    return sorted(found, key=lambda line: order[line.model])


def blocked(part: str) -> tuple[str, str]:
    """Return what is wrong with an estimate of a part, and what to do."""
    if part == "energy":
        return (
            "energy of the cell design: Annex II, point 1 asks for the energy of the plant",
            _REMEDY.format(sheet="Energy"),
        )
    point = "point 5" if part in BATTERY_SPECIFIC else "point 1"
    what = (
        "the plant's own activity data" if part in BATTERY_SPECIFIC else "the bill of materials of the plant"
    )
    return f"{part} of the cell design: Annex II, {point} asks for {what}", _REMEDY.format(sheet="Materials")


def absent(part: str) -> tuple[str, str]:
    """Return what is wrong where a part has no line, and what to do."""
    return (
        f"no line of the {part}: Annex II, point 5 asks for the plant's own activity data",
        "add its materials on the sheet Materials, or say in the study that the cell has none",
    )


def unstated(stage: str, sheet: str) -> tuple[str, str]:
    """Return what is wrong where a stage has no line, and what to do."""
    return f"no line of the stage {stage}: Annex II, point 4 names it", f"fill in the sheet {sheet}"
