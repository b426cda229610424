"""Footprint figures by the names of Catena-X `io.catenax.pcf_for_battery_component_supplier` 1.0.0.

The names are kept letter by letter: "Aquisition" and the zero of "C02KG" are theirs. Only the block of figures and
the share of primary data are written. The aspect asks besides for partner numbers, part numbers, four data quality
ratings, quality parameters and metal contents, which no sheet of ours holds: the exchanging system adds them.
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
from calc.report.terms import PER_CENT

WHAT = "the Catena-X file"
STAGES = {
    RAW_MATERIALS: "stage1RawMaterialAquisitionPreProcessing",
    PRODUCTION: "stage2MainProductProduction",
    DISTRIBUTION: "stage3Distribution",
    END_OF_LIFE: "stage4EndOfLifeRecycling",
}
PIECE = "C02KG/piece"


def pcf_values(declaration: Declaration) -> dict[str, Any]:
    """Return the figures of one model, in kg CO2e per battery.

    Raises
    ------
    InputError
        A figure is not known, or below zero, which that aspect does not admit (a credit at the end of life).
    """
    return made(WHAT, declaration, _values)


def write_catena_x(
    declarations: Sequence[Declaration], path: Path, inputs: Sequence[str | Path] = ()
) -> list[Path]:
    """Write the figures of a model, or of each of several models into a file of its own.

    Raises
    ------
    InputError
        A figure of any model cannot be stated: nothing is written.
    UsageError
        A file cannot be written.
    """
    return write_made(WHAT, declarations, _values, path, inputs)


def _values(asked: Asked) -> dict[str, Any]:
    declaration = asked.declaration
    shares: dict[str, Any] = {name: {"stageValue": _stage(asked, stage)} for stage, name in STAGES.items()}
    shares["declaredUnit"] = PIECE
    shares["absPcfValue"] = {"stageValue": _stage(asked, TOTAL)}
    more = {
        "pcfPerformanceClass": asked.given("performance_class"),
        "webLinkToCarbonFootPrintStudy": asked.given("study_link"),
    }
    primary = asked.figure(declaration.primary_data_share, "the share of primary data", ROWS_MISSING[TOTAL])
    return {
        "pcfValues": {"sharesPerStage": shares, **{name: text for name, text in more.items() if text}},
        "primaryDataShare": float(decimal(PER_CENT * primary)),
    }


def _stage(asked: Asked, stage: str) -> float:
    value = asked.figure(
        asked.declaration.stage(stage).kgco2e, f"the stage {stage} of one battery", ROWS_MISSING[stage]
    )
    if value < 0:
        asked.refuse_figure(
            f"the stage {stage} is {value:.6g} kg CO2e",
            "0 or more in this aspect of Catena-X",
            "write --passport, which takes a credit, or compute with --profile cut-off, which counts none",
        )
    return float(decimal(value))
