"""Reports of several sheets: told apart from what they were made from, and compared without adding stages twice."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from calc import cli

EXAMPLE = Path(__file__).parents[3] / "examples" / "batteries"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pigou", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.mark.parametrize("words", [("run",), ("explain", "--row", "3"), ("check",)])
def test_a_report_names_what_it_was_made_from(called: Any, words: tuple[str, ...]) -> None:
    code, _, err = called(words[0], str(EXAMPLE / "report.xlsx"), *words[1:])
    assert code == 4
    assert "report.xlsx is a report of 'battery'" in err
    assert "give the file that it was made from, models.xlsx" in err


def test_reports_are_compared_row_by_row_without_a_total(called: Any, tmp_path: Path) -> None:
    other = str(tmp_path / "other.csv")
    assert called("run", str(EXAMPLE / "models.xlsx"), "--profile", "cut-off", "-o", other)[0] == 0
    code, out, _ = called("diff", str(EXAMPLE / "report.xlsx"), other)
    assert code == 1
    assert "PB-60-LFP end_of_life" in out
    assert not any(line.startswith("total ") for line in out.splitlines())  # stages and total never add up


def test_a_sheet_of_several_tables_is_compared_with_itself(called: Any) -> None:
    days = ("--law-known-on", "2026-11-01", "--law-known-on", "2026-11-02")
    code, out, err = called("diff", str(EXAMPLE / "models.xlsx"), *days)
    assert (code, err) == (0, "")
    assert "0 of 10 rows differ" in out
