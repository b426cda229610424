"""`pigou check` and `explain` in process: how many rows, under which rule set, and how laws are named."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from calc import cli

EXAMPLES = Path(__file__).parents[3] / "examples"
Pigou = Callable[..., tuple[int, str, str]]


@pytest.fixture
def pigou(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pigou:
    monkeypatch.setenv("COLUMNS", "200")

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pigou", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return called


@pytest.fixture
def contract(tmp_path: Path) -> str:
    """Return a workbook whose electricity comes by contract."""
    model = {
        "model": "A",
        "category": "EV",
        "chemistry": "LFP",
        "nominal_capacity [kWh]": 60,
        "mass [kg]": 100,
        "plant_country": "China",
    }
    material = {"model": "A", "component": "cathode", "material": "LFP", "mass [kg]": 100}
    energy = {
        "model": "A",
        "process": "cells",
        "carrier": "electricity",
        "amount [kWh]": 2000,
        "supply": "contract",
        "energy_factor [kgCO2e/kWh]": 0.02,
    }
    path = tmp_path / "models.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, row in (("Product", model), ("Materials", material), ("Energy", energy)):
            pd.DataFrame([row]).to_excel(book, sheet_name=name, index=False)
    return str(path)


def test_rows_of_all_sheets_are_counted(pigou: Pigou) -> None:
    code, out, _ = pigou("check", str(EXAMPLES / "batteries" / "models.xlsx"))
    assert code == 0
    assert out.splitlines()[-1] == "85 rows read, 0 problems"


def test_rows_of_one_sheet_are_counted(pigou: Pigou) -> None:
    _, out, _ = pigou("check", str(EXAMPLES / "imports" / "shipments.csv"))
    rows = len((EXAMPLES / "imports" / "shipments.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"{rows} rows read" in out.splitlines()[-1]


def test_a_contract_is_checked_under_a_rule_set_that_takes_it(pigou: Pigou, contract: str) -> None:
    code, out, _ = pigou("check", contract)
    assert code == cli.FOUND
    assert "contract" in out
    code, out, _ = pigou("check", contract, "--profile", "pef-2021")
    assert "contract" not in out
    assert "3 rows read, 1 problems" in out  # a note: the figure is outside the published range
    code, _, error = pigou("check", contract, "--profile", "pef-2012")
    assert code == 2
    assert "pef-2021" in error


def test_a_row_is_explained_under_a_rule_set(pigou: Pigou, contract: str) -> None:
    words = ("explain", contract, "--row", "2", "--sheet", "Product")
    _, out, _ = pigou(*words, "--profile", "pef-2021")
    assert "pef-2021" in out
    _, default, _ = pigou(*words)
    assert out != default


def test_check_takes_assumptions(pigou: Pigou) -> None:
    sheet = str(EXAMPLES / "metals" / "lots_en.csv")
    assert pigou("check", sheet, "--assume", "gwp=AR6")[0] in (0, cli.FOUND)
    code, _, error = pigou("check", sheet, "--assume", "gwp=AR66")
    assert code == 2
    assert "AR6" in error


@pytest.mark.parametrize("name", ["profiles.battery-recycling", "profiles.battery_recycling"])
def test_a_law_is_found_by_hyphen_and_underscore(pigou: Pigou, name: str) -> None:
    for command in (("law", "show"), ("factors", "show")):
        code, out, _ = pigou(*command, name)
        assert code == 0
        assert "(profiles.battery_recycling)" in out.splitlines()[0]


def test_a_law_that_is_not_held(pigou: Pigou) -> None:
    code, _, error = pigou("law", "show", "eu.no-such")
    assert code == 2
    assert "no law 'eu.no-such'; known are: " in error
    assert "profiles.battery_recycling" in error


def test_a_template_without_rows_is_called_by_file_and_sheet(pigou: Pigou, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    pigou("template", "battery", "-o", str(path))
    _, out, _ = pigou("check", str(path))
    assert "blank.xlsx: Product\n" in out
    assert "!" not in out


def test_no_command_is_described_in_part(pigou: Pigou, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = pigou("--help")
    assert not [line for line in out.splitlines()[1:] if line.endswith("...")]
