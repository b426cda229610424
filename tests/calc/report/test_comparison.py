"""The comparison in the terminal and as JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from rich.console import Console

import calc
from calc.metals.compare import option
from calc.report.comparison import comparison_json, print_comparison


def printed(ledger: Any, width: int = 80) -> str:
    out = io.StringIO()
    print_comparison(ledger, option, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_no_line_is_wider_than_the_terminal() -> None:
    grids = ["CN-YN", "CN-SD", "450 g/kWh", "World", "Norway", "28.33 g/kWh"]
    text = printed(calc.compare("aluminium", grid=grids, recycled_share="0.3", mass="12.5 t"))
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("saving against primary") == 2  # four lots abreast, then the rest


def test_ours_is_marked_on_the_scale() -> None:
    text = printed(calc.compare("aluminium", route="secondary"))
    assert text.count("▲") == 2
    assert "never averaged" in text


def test_a_supplier_figure_is_called_so() -> None:
    text = printed(calc.compare("aluminium", supplier_factor="4 tCO2e/t"))
    assert "the supplier's own figure" in text
    assert "4.000" in text


def test_what_only_a_cell_changes_is_shown() -> None:
    text = printed(calc.compare("copper", scrap_grade="No. 2", year="2023"))
    assert "scrap grade No. 2" in text
    assert "year 2023" in text


def test_the_same_problem_of_several_lots_is_said_once() -> None:
    text = printed(calc.compare("aluminium", grid=["CN-YN", "CN-SD"], recycled_share="70"))
    assert text.count("--recycled: 70") == 1


def test_grids_that_count_different_things_are_noted() -> None:
    text = printed(calc.compare("aluminium", grid=["CN-YN", "World"], recycled_share="0.5"))
    assert "grids count different things" in text


def test_refused_and_computed_in_json() -> None:
    ledger = calc.compare("aluminium", grid=["Yunan", "CN-SD"], recycled_share="0.5")
    found = json.loads(comparison_json(ledger))
    assert found["lots"][0]["footprint_tco2e"] is None
    assert found["lots"][0]["status"] == "grid_missing"
    assert found["lots"][1]["footprint_tco2e"] == pytest.approx(ledger.total("footprint_tco2e"), abs=1e-6)
    assert found["problems"][0]["kind"] == "unknown_grid"


def test_a_comparison_may_be_written(tmp_path: Any) -> None:
    calc.compare("aluminium", grid=["CN-YN", "CN-SD"]).write(tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count("\n") == 3
