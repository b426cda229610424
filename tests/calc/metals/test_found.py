"""Faults once found by trying: each stays mended."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import calc
from calc.engine.ledger import Ledger

COPPER = {"material": "copper", "mass": "1 t", "route": "primary", "grid": "450 g/kWh"}
ALUMINIUM = {**COPPER, "material": "aluminium"}
LEAD = {"material": "lead", "mass": "1 t", "route": "secondary"}
STAINLESS = {"material": "stainless steel", "route": "", "recycled_share": "0.5"}
SUPPLIER = {"supplier_factor": "0.5 t/t", "boundary": "cradle-to-gate"}


def run(*rows: dict[str, Any], **options: Any) -> Ledger:
    return calc.run(pd.DataFrame(rows).fillna(""), **options)


def states(ledger: Ledger) -> list[str]:
    return list(ledger.coded("status").texts())


def test_a_smelters_grid_refuses_nothing_where_there_is_no_electrolysis() -> None:
    ledger = run({**COPPER, "grid_smelter": "Foo"}, {**COPPER, "grid_smelter": "Yunnan"}, COPPER)
    assert states(ledger) == ["computed"] * 3
    assert len(set(ledger.numbers("footprint_tco2e").tolist())) == 1
    notes = ledger.coded("note").texts()
    assert "not used" in notes[1]  # never in silence
    assert notes[2] == ""


@pytest.mark.parametrize("boundary", ["", "cradle-to-gate", "site + upstream", "Site + Upstream"])
def test_a_suppliers_figure_of_steel_by_any_way_of_saying_its_boundary(boundary: str) -> None:
    """Empty counts as cradle-to-gate, so both are settled alike; the boundary of our own figure is no other."""
    steel = {"material": "steel", "mass": "1 t", "route": "secondary", "supplier_factor": "0.5 t/t"}
    found = states(run({**steel, "boundary": boundary}))
    assert found == states(run({**steel, "boundary": "cradle-to-gate" if boundary == "" else boundary}))
    if boundary.casefold() == "site + upstream":
        assert found == ["given"]


@pytest.mark.parametrize("cells", [{"grid": "Foo"}, {"grid": "", "origin": "Andorra"}])
def test_a_suppliers_figure_needs_no_grid(cells: dict[str, str]) -> None:
    ledger = run({**ALUMINIUM, "supplier_factor": "5 t/t", "boundary": "cradle-to-gate", **cells})
    assert states(ledger) == ["given"]
    assert ledger.numbers("footprint_tco2e")[0] == 5.0
    assert np.isnan(ledger.numbers("saving_tco2e")[0])  # nothing to compare with, which is not zero


def test_a_suppliers_figure_needs_no_allocation() -> None:
    ledger = run({**LEAD, **SUPPLIER, "allocation": "CFF"})
    assert states(ledger) == ["given"]


def test_the_boundary_of_a_suppliers_figure_is_the_suppliers() -> None:
    rows = {**LEAD, "supplier_factor": "0.5 t/t", "boundary": "gate-to-gate"}
    ledger = run(rows, assume={"boundaries": "mixed"})
    assert ledger.coded("boundary_used").texts()[0] == "gate-to-gate"


@pytest.mark.parametrize(
    "cells",
    [
        {"cff_a": "0.2", "r2": "0.9", "quality_ratio": "0.8"},
        {"boundary": "gate-to-gate"},
        {**ALUMINIUM, **SUPPLIER, "route": "secondary", "yield": "0.9"},
        {**SUPPLIER, "allocation": "avoided burden", "r2": "0.9", "quality_ratio": "0.8"},
        {**STAINLESS, "allocation": "CFF", "r2": "0.9", "quality_ratio": "0.8"},
    ],
    ids=["parameters without allocation", "boundary without figure", "yield", "allocation", "printed points"],
)
def test_what_is_given_and_not_used_is_said(cells: dict[str, str]) -> None:
    ledger = run({**LEAD, **cells})
    assert states(ledger)[0] in ("computed", "given")
    assert "not used" in ledger.coded("note").texts()[0]


@pytest.mark.parametrize(
    "cells",
    [
        {"mass": "1e308 t"},
        {"mass": "1000 t", "supplier_factor": "1e308 t/t", "boundary": "cradle-to-gate"},
        {"mass": "1e300 t", "freight_mode": "truck", "freight_distance": "1e10 km"},
    ],
)
def test_figures_beyond_all_measure_are_refused_not_infinite(cells: dict[str, str]) -> None:
    ledger = run({**ALUMINIUM, **cells}, ALUMINIUM)
    assert states(ledger)[1] == "computed"
    for line in ledger.lines:
        if line.kind == "number":
            assert not np.isinf(ledger.numbers(line.name)).any(), line.name


def test_refused_lots_show_no_figure_that_is_not_theirs() -> None:
    ledger = run({**ALUMINIUM, "grid": "0.45 t/kWh"}, {**ALUMINIUM, "mass": "5"})
    assert states(ledger) == ["invalid", "invalid"]
    for line in ledger.lines:
        if line.kind == "number" and line.name not in ("quantity_t", "recycled_share_used"):
            assert np.isnan(ledger.numbers(line.name)).all(), line.name
    assert list(ledger.coded("grid_reference").texts()) == ["", ""]
