"""Stages of Annex II, point 4: the published case study through the sums of lines, which lose nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.batteries import functional_unit as fu
from calc.batteries import lines as ln
from calc.batteries import stages
from factors import load

SHEET = Path(__file__).parents[2] / "golden" / "methods" / "functional_unit.toml"
CASE = tomllib.loads(SHEET.read_text(encoding="utf-8"))["stages"]


def lines(model: Any, stage: Any, kgco2e: Any) -> ln.Lines:
    """Return lines of which only model, stage and emissions matter."""
    size = len(model)
    return ln.made(
        np.asarray(model),
        stage=np.asarray(stage, dtype=np.int8),
        kind=ln.MATERIAL,
        part=0,
        item=np.zeros(size, dtype=np.int32),
        items=["any"],
        amount=np.asarray(kgco2e, dtype=float),
        factor=np.ones(size),
        quality=ln.COMPANY,
        reference=ln.NONE,
        references=(),
        table=0,
        row=np.arange(size),
    )


def test_the_stages_are_those_of_the_regulation() -> None:
    assert [term.key for term in stages.terms(load(), stages.STAGE)] == CASE["order"]
    assert tuple(CASE["order"]) == tuple(ln.STAGES)
    assert [term.key for term in stages.terms(load(), stages.COMPANY)] == [
        *("anode", "cathode", "electrolyte", "separator", "casing")
    ]
    assert [term.key for term in stages.terms(load(), "declaration")] == list("abcdefg")


def test_stages_of_the_case_study() -> None:
    mass, kwh = np.array([[CASE["mass_kg"]]]), np.array([[CASE["delivered_kwh"]]], dtype=float)
    # each stage of the battery in two lines
    battery = np.repeat(np.array(CASE["per_kwh_delivered"]) * kwh[0, 0] / 2, 2)
    found = ln.stage_sums(lines(np.zeros(8, dtype=int), np.repeat(np.arange(4), 2), battery), 1)
    assert found.sum() == pytest.approx(CASE["per_battery"], abs=0.51)
    assert found[0] / found.sum() == pytest.approx(CASE["shares"], abs=5.1e-4)
    stated = fu.per_unit(found, kwh, np.array([[np.nan]]), mass)
    assert stated.per_kwh_delivered[0] == pytest.approx(CASE["per_kwh_delivered"], abs=1e-9)
    assert stated.per_kwh_delivered.sum() == pytest.approx(CASE["total"], abs=5.1e-8)
    assert stated.per_kg.sum() == pytest.approx(CASE["per_kg"], abs=5.1e-4)
    flow = fu.reference_flow(mass, kwh)
    assert flow[0, 0] == pytest.approx(CASE["reference_flow"])
    assert stated.per_kg == pytest.approx(stated.per_kwh_delivered / flow)


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(-(10**6), 10**6)), min_size=1, max_size=60
    )
)
def test_sums_by_model_and_stage_lose_no_line(rows: list[tuple[int, int, int]]) -> None:
    model, stage, amount = (np.array(part) for part in zip(*rows, strict=True))
    found = ln.stage_sums(lines(model, stage, amount), 5)
    assert found.shape == (5, 4)
    assert np.nansum(found) == amount.sum()
    met = {(m, s) for m, s, _ in rows}
    for m in range(5):
        for s in range(4):
            here = amount[(model == m) & (stage == s)]
            assert found[m, s] == here.sum() if (m, s) in met else np.isnan(found[m, s])
