"""The files beside the example of batteries are what the commands write, and hold by the schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

import calc
from calc.engine.errors import InputError
from calc.engine.ledger import Ledger
from calc.report.exchange import wanted, write_exchange

FOLDER = Path(__file__).parents[4] / "examples" / "batteries"
KINDS = {"pact": "pact-3.0.3", "passport": "battery-passport-1.2.0"}
Schema = Callable[[str], Draft202012Validator]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return calc.run(FOLDER / "models.xlsx")


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_files_are_those_of_the_models(
    ledger: Ledger, schema: Schema, kind: str, tmp_path: Path
) -> None:
    write_exchange(ledger, wanted(**{kind: str(tmp_path / f"{kind}.json")}))
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in FOLDER.glob(f"{kind}*.json"))
    assert len(made) == 2
    for name in made:
        now, held = (json.loads((f / name).read_text(encoding="utf-8")) for f in (tmp_path, FOLDER))
        schema(KINDS[kind]).validate(held)
        for one in (now, held):
            one.pop("created", None)
        assert now == held, name


def test_the_report_is_that_of_the_models(ledger: Ledger, tmp_path: Path) -> None:
    def rows(path: Path) -> list[tuple[Any, ...]]:
        return list(load_workbook(path, data_only=True)["Rows"].iter_rows(values_only=True))

    ledger.write(tmp_path / "report.xlsx")
    assert rows(FOLDER / "report.xlsx") == rows(tmp_path / "report.xlsx")
    held = load_workbook(FOLDER / "report.xlsx")
    assert {"Declaration PB-60-LFP", "Declaration PB-75-NMC622", "Lines", "Rule sets"} <= set(held.sheetnames)
    assert (FOLDER / "report.xlsx").stat().st_size < 200_000


def test_the_older_version_asks_for_the_code_of_the_product(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cpc is empty; expected the UN CPC code"):
        write_exchange(ledger, wanted(str(tmp_path / "p.json"), "2.3"))
    assert not list(tmp_path.iterdir())


def test_the_workbook_shows_the_largest_of_every_model(ledger: Ledger, tmp_path: Path) -> None:
    ledger.write(tmp_path / "out.xlsx")
    summary = [
        [cell for cell in row if cell is not None]
        for row in load_workbook(tmp_path / "out.xlsx", data_only=True)["Summary"].iter_rows(values_only=True)
    ]
    start = next(n for n, row in enumerate(summary) if row and str(row[0]).startswith("Contributions of mat"))
    models = [row[0] for row in summary[start + 3 : start + 40] if len(row) == 6]
    assert models[:30] == ["PB-60-LFP"] * 15 + ["PB-75-NMC622"] * 15
    texts = [str(cell) for row in summary for cell in row]
    assert any(text.startswith("Provisional: ") for text in texts)
    assert "1 kWh delivered over service life" in texts
    assert "current collectors" in texts
    assert "Lines" in next(text for text in texts if text.startswith("Rows are formulas"))


def test_the_terminal_fits_80_columns_and_shows_every_model(
    ledger: Ledger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from calc.report.terminal import print_report

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    print_report(ledger)
    lines = capsys.readouterr().out.splitlines()
    stages = next(n for n, line in enumerate(lines) if line.startswith("By stage of life"))
    assert [line.split()[0] for line in lines[stages + 3 : stages + 5]] == ["PB-60-LFP", "PB-75-NMC622"]
    largest = next(n for n, line in enumerate(lines) if line.startswith("Contributions by component"))
    assert [line.split()[0] for line in lines[largest + 2 : largest + 14]] == ["PB-60-LFP"] * 6 + [
        "PB-75-NMC622"
    ] * 6
    assert not any(a == b == "" for a, b in pairwise(lines))  # no empty block
    assert not any(word in line for line in lines for word in ("current_collectors", "electronic-part"))


def test_a_report_is_not_read_as_models(ledger: Ledger, tmp_path: Path) -> None:
    ledger.write(tmp_path / "out.xlsx")
    with pytest.raises(InputError, match="no input could be read"):
        calc.run(tmp_path / "out.xlsx")
