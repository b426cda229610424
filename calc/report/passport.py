"""The carbon footprint of a battery passport, by the names of BatteryPassDataModel 1.2.0 (Battery Pass consortium).

Per-stage figures are in kg CO2e per kWh delivered, the unit of that model, so that they add up to the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calc.batteries.declaration import (
    DISTRIBUTION,
    END_OF_LIFE,
    PRODUCTION,
    RAW_MATERIALS,
    TOTAL,
    Declaration,
)
from calc.report.asked import ROWS_MISSING, Asked, decimal
from calc.report.json_files import made, write_made

WHAT = "the passport"
MODEL = "io.BatteryPass.CarbonFootprint 1.2.0"
STAGES = {
    RAW_MATERIALS: "RawMaterialExtraction",
    PRODUCTION: "MainProduction",
    DISTRIBUTION: "Distribution",
    END_OF_LIFE: "Recycling",
}
SERVICE_LIFE = "fill usable_capacity and the service life (warranty, cycles) on the sheet Product"


def passport(declaration: Declaration) -> dict[str, Any]:
    """Return the carbon-footprint part of the passport of one model.

    Returns
    -------
    dict
        `batteryCarbonFootprint` and each stage in kg CO2e per kWh of energy delivered over service life,
        `absoluteCarbonFootprint` in kg CO2e per battery.

    Raises
    ------
    InputError
        A required field has no data: every such cell is named.
    """
    return made(WHAT, declaration, _passport)


def write_passport(
    declarations: Sequence[Declaration], path: Path, inputs: Sequence[str | Path] = ()
) -> list[Path]:
    """Write the passport part of a model, or of each of several models into a file of its own.

    Parameters
    ----------
    path : Path
        ``OUT.json``; of several models ``OUT-<model>.json`` beside it.

    Raises
    ------
    InputError
        A required field of any model has no data: nothing is written.
    UsageError
        A file cannot be written.
    """
    return write_made(WHAT, declarations, _passport, path, inputs)


def _passport(asked: Asked) -> dict[str, Any]:
    declaration = asked.declaration
    total = declaration.stage(TOTAL)
    per_kwh = asked.figure(total.per_kwh_delivered, "the footprint per kWh delivered", SERVICE_LIFE)
    stages = [
        {
            "lifecycleStage": name,
            "carbonFootprint": _number(
                asked.figure(
                    declaration.stage(stage).per_kwh_delivered,
                    f"the stage {stage} per kWh delivered",
                    _remedy(declaration, stage),
                )
            ),
        }
        for stage, name in STAGES.items()
    ]
    performance = asked.text(
        "performance_class",
        "a class as free text; no classes are adopted yet, so 'not yet defined' is an answer",
    )
    return {
        "$comment": (
            f"PROVISIONAL: {MODEL}; kg CO2e per kWh delivered over service life, by the rule set "
            f"{declaration.rules}. The acts under Article 7 of Regulation (EU) 2023/1542 are not adopted; "
            "this is no declaration under that Article."
        ),
        "batteryCarbonFootprint": _number(per_kwh),
        "carbonFootprintPerLifecycleStage": stages,
        "carbonFootprintPerformanceClass": performance,
        "carbonFootprintStudy": asked.link(
            "study_link", "a web link to the public study such as https://example.com/study.pdf"
        ),
        "absoluteCarbonFootprint": _number(
            asked.figure(total.kgco2e, "the footprint of one battery", ROWS_MISSING[TOTAL])
        ),
    }


def _remedy(declaration: Declaration, stage: str) -> str:
    """Return what to fill in where a stage per kWh delivered is not known."""
    kgco2e = declaration.stage(stage).kgco2e
    return SERVICE_LIFE if kgco2e == kgco2e else ROWS_MISSING[stage]


def _number(value: float) -> float:
    """Return a number of ten significant digits, which every reader of JSON takes alike."""
    return float(decimal(value))
