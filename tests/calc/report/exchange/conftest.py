"""Invented models as a ledger of batteries would hand them over."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from calc.batteries.declaration import STAGES, TOTAL, Blocked, Declaration, StageFigure

SCHEMAS = Path(__file__).parents[3] / "schemas"
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PRODUCT: dict[str, str | float] = {
    "model": "PB-60 LFP",
    "manufacturer": "Example Cells Co., Ltd.",
    "manufacturer_id": "urn:company:example:cells",
    "product_id": "urn:product:example:pb-60",
    "description": "LFP traction battery",
    "plant": "Plant A, Ningde",
    "plant_country": "China",
    "category": "EV",
    "chemistry": "LFP",
    "nominal_capacity": 60.0,
    "usable_capacity": 57.0,
    "mass": 400.0,
    "period_start": "2025-01-01",
    "period_end": "2025-12-31",
    "fossil_carbon": 75.5,
    "biogenic_carbon": 0.6,
    "exempted_share": 0.015,
    "packaging_included": "no",
    "declaration_id": "DoC-2026-17",
    "study_link": "https://example.com/study.pdf",
    "performance_class": "not yet defined",
    "cpc": "12345",
}
FOOTPRINT = {"raw_materials": 2900.25, "production": 1100.5, "distribution": 80.0, "end_of_life": -150.75}
ENERGY, CAPACITY, MASS = 27_360.0, 60.0, 400.0


def figure(stage: str, kgco2e: float, energy: float = ENERGY) -> StageFigure:
    return StageFigure(stage, kgco2e, kgco2e / energy, kgco2e / CAPACITY, kgco2e / MASS)


def stages(**changed: float) -> tuple[StageFigure, ...]:
    found = {**FOOTPRINT, **changed}
    return (*(figure(s, found[s]) for s in STAGES), figure(TOTAL, sum(found[s] for s in STAGES)))


def cells(row: int = 5) -> dict[str, str]:
    return {name: f"models.xlsx: Product: {chr(65 + n)}{row}" for n, name in enumerate(PRODUCT)}


def declaration(**changed: Any) -> Declaration:
    made = Declaration(
        model="PB-60 LFP",
        product=dict(PRODUCT),
        cells=cells(),
        rules="eu-draft-2024",
        rules_title="Draft delegated act Ares(2024)3131389, not adopted",
        stages=stages(),
        functional_unit="1 kWh of the total energy delivered over service life: 57 kWh, 60 cycles a year, 8 years",
        energy_delivered_kwh=ENERGY,
        reference_flow_kg_per_kwh=MASS / ENERGY,
        primary_data_share=0.42,
        data_shares={"company": 0.42, "supplier": 0.2, "archetype": 0.3, "literature": 0.08},
        gwp="AR6",
        biogenic_uptake_kgco2e=-2.2,
        distribution_included=True,
        blocked=(),
        provisional=("The method act is not adopted.",),
        status="provisional",
        bom_fingerprint="sha256:0123",
        energy_fingerprint="sha256:4567",
        dates=(("Declaration, Art. 7(1)", "not yet fixed"),),
    )
    return replace(made, **changed)


def without(*columns: str, **changed: Any) -> Declaration:
    """Return a model with cells left empty."""
    return declaration(product={k: v for k, v in PRODUCT.items() if k not in columns}, **changed)


BLOCKED = (
    Blocked("models.xlsx: Materials: row 12", "cathode is an archetype", "give the plant's own amount"),
)


@pytest.fixture
def made() -> SimpleNamespace:
    """What tests build models with; test modules cannot import one another."""
    return SimpleNamespace(
        declaration=declaration,
        without=without,
        stages=stages,
        cells=cells,
        product=PRODUCT,
        footprint=FOOTPRINT,
        blocked=BLOCKED,
        moment=MOMENT,
    )


@pytest.fixture
def schema() -> Callable[[str], Draft202012Validator]:
    def named(name: str) -> Draft202012Validator:
        held = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(held)
        return Draft202012Validator(held)

    return named
