"""The command line in process: exit codes, inputs that must not count twice, notes that repeat."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import calc
from calc import cli
from calc.engine import pipeline
from calc.engine.errors import InputError

HEAD = "cn_code,origin,net_mass [t],import_date\n"
COIL = "72083900,China,1000,2026-02-15\n"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pigou", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "imports.csv"
    file.write_text(HEAD + COIL)
    return file


def test_all_rows_computed_ends_with_0(monkeypatch: pytest.MonkeyPatch, sheet: Path) -> None:
    assert run(monkeypatch, "run", str(sheet)) == 0


def test_strict_and_its_fallback(monkeypatch: pytest.MonkeyPatch, sheet: Path) -> None:
    sheet.write_text(HEAD + "2523100090,Türkiye,1000,2026-02-15\n")
    assert run(monkeypatch, "run", str(sheet), "--strict") == 0
    for arguments in (["--strict=fallback"], ["--strict", "fallback"]):
        assert run(monkeypatch, "run", str(sheet), *arguments) == 3
    sheet.write_text(HEAD + "72083900,Chyna,1000,2026-02-15\n")
    assert run(monkeypatch, "run", str(sheet)) == 1
    assert run(monkeypatch, "run", str(sheet), "--strict") == 3


def test_an_error_of_our_own_is_not_finished_with_findings(
    monkeypatch: pytest.MonkeyPatch, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of our own")

    monkeypatch.setattr(pipeline, "run", broken)
    assert run(monkeypatch, "run", str(sheet)) == 70
    assert "please report" in capsys.readouterr().err


def test_interrupted_leaves_no_file(monkeypatch: pytest.MonkeyPatch, sheet: Path, tmp_path: Path) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("calc.engine.ledger.Ledger.frame", interrupted)
    assert run(monkeypatch, "run", str(sheet), "-o", str(tmp_path / "out.csv")) == 130
    assert sorted(p.name for p in tmp_path.iterdir()) == ["imports.csv"]


def test_the_same_content_counts_once(sheet: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.csv"
    shutil.copy(sheet, twin)
    ledger = calc.run([sheet, twin])
    assert len(ledger) == 1
    assert [p.kind for p in ledger.problems] == ["same_file"]


def test_a_report_in_a_folder_is_no_shipment(sheet: Path, tmp_path: Path) -> None:
    calc.run(sheet).write(tmp_path / "report.csv")
    ledger = calc.run(tmp_path)
    assert len(ledger) == 1
    assert [p.kind for p in ledger.problems] == ["former_report"]
    assert len(calc.run(tmp_path / "report.csv")) == 1  # named, it is read again


def test_headings_without_rows_are_said(sheet: Path) -> None:
    sheet.write_text(HEAD)
    ledger = calc.run(sheet)
    assert len(ledger) == 0
    assert [p.kind for p in ledger.problems] == ["no_rows"]


def test_nothing_readable_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with pytest.raises(InputError, match=r"a\.csv"):
        calc.run(tmp_path / "a.csv")


def test_notes_of_different_codes_may_be_the_same_text(sheet: Path) -> None:
    rows = "".join(f"{code},Kuwait,100,2026-02-15\n" for code in ("76011010", "76011090", "76012030"))
    sheet.write_text(HEAD + rows)
    frame = calc.run(sheet).frame()
    assert (frame["status"] == "ambiguous_benchmark").all()
    assert frame["note"].str.contains("K 1.423").all()
