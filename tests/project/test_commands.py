"""Every command, called rightly and wrongly: the exit code is part of what we promise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from calc import cli

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "examples" / "imports" / "shipments.csv")
LINE = ["quote", "--cn", "72083900", "--origin", "CN", "--mass", "1000 t", "--date", "2026-02-15"]
COMMANDS = [
    ["run"], ["check"], ["template"], ["explain"], ["quote"], ["compare"], ["diff"], ["law", "show"],
    ["factors", "list"], ["factors", "show"], ["factors", "export"], ["factors", "check"],
]  # fmt: skip


def pigou(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "calc.cli", *words], cwd=cwd, env=environment, capture_output=True,
        encoding="utf-8", stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("command", [[], ["law"], ["factors"], *COMMANDS], ids=" ".join)
def test_help(command: list[str]) -> None:
    done = pigou(*command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert done.stderr == ""


WRONG = {
    "no command": [],
    "no such command": ["runn"],
    "no input": ["run"],
    "no such file": ["run", "nowhere.csv"],
    "no such option": ["run", EXAMPLE, "--nowhere"],
    "no such ending": ["run", EXAMPLE, "-o", "out.doc"],
    "no such folder": ["run", EXAMPLE, "-o", "nowhere/out.csv"],
    "over a folder": ["run", EXAMPLE, "-o", "folder.csv"],
    "a price in words": ["run", EXAMPLE, "--price", "cheap"],
    "a price below zero": ["run", EXAMPLE, "--price=-1"],
    "a price before CBAM": ["run", EXAMPLE, "--price", "2025=80"],
    "no such quarter": ["run", EXAMPLE, "--price", "2026Q5=80"],
    "no such assumption": ["run", EXAMPLE, "--assume", "weather=fine"],
    "no such choice": ["run", EXAMPLE, "--assume", "threshold=perhaps"],
    "an assumption without choice": ["run", EXAMPLE, "--assume", "threshold"],
    "no such day": ["run", EXAMPLE, "--law-known-on", "2026-02-30"],
    "no such strictness": ["run", EXAMPLE, "--strict=very"],
    "no such subject": ["run", EXAMPLE, "--subject", "weather"],
    "no such rates": ["run", EXAMPLE, "--rates", "nowhere.csv"],
    "no such map": ["run", EXAMPLE, "--map", "nowhere.csv"],
    "no such grid factors": ["run", EXAMPLE, "--grid-factors", "nowhere.csv"],
    "formulas below zero": ["run", EXAMPLE, "--formulas", "-1"],
    "check without a file": ["check", "nowhere.csv"],
    "a template without a name": ["template"],
    "a template of nothing": ["template", "weather", "-o", "new.xlsx"],
    "a row that is a heading": ["explain", EXAMPLE, "--row", "1"],
    "a row past the end": ["explain", EXAMPLE, "--row", "42"],
    "explain without a file": ["explain", "nowhere.csv", "--row", "2"],
    "a quote without a mass": LINE[:-4] + LINE[-2:],
    "a mass without unit": [*LINE[:6], "1000", *LINE[7:]],
    "a mass in tons": [*LINE[:6], "1000 ton", *LINE[7:]],
    "a date by the month": [*LINE[:8], "15.02.2026"],
    "nothing to set side by side": ["compare"],
    "a battery without a chemistry": ["compare", "battery", "--grid", "CN"],
    "a chemistry of a metal": ["compare", "aluminium", "--chemistry", "LFP"],
    "one report to compare": ["diff", EXAMPLE],
    "two sheets that are no reports": ["diff", EXAMPLE, EXAMPLE],
    "no such law": ["law", "show", "eu.nowhere"],
    "no such table": ["factors", "show", "eu.nowhere"],
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG.keys())
def test_wrong_usage_ends_with_2_and_writes_nothing(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pigou", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err or words == []
    assert [p.name for p in tmp_path.rglob("*")] == ["folder.csv"]


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_bytes(Path(EXAMPLE).read_bytes())
    assert pigou("run", "list.csv", "-o", "./list.csv", cwd=tmp_path).returncode == 2
    assert sheet.read_bytes() == Path(EXAMPLE).read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("truncated.xlsx", b"PK\x03\x04"),
        ("no.parquet", b"PAR1"),
        ("other.csv", b"a,b\n1,2\n"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check"])
def test_an_input_that_cannot_be_read_ends_with_4(
    command: str, name: str, content: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    done = pigou(command, name, cwd=tmp_path)
    assert done.returncode == 4, done.stdout + done.stderr
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_strict_ends_with_3_and_still_writes(tmp_path: Path) -> None:
    assert pigou("run", EXAMPLE, "--strict", "-o", "out.csv", cwd=tmp_path).returncode == 3
    assert (tmp_path / "out.csv").exists()


def test_a_fallback_is_a_finding_only_when_asked(tmp_path: Path) -> None:
    sheet = tmp_path / "one.csv"
    sheet.write_text(
        "cn_code,origin,net_mass [t],import_date\n7221 00 10,Taiwan,90,2026-01-20\n", encoding="utf-8"
    )
    assert pigou("run", "one.csv", cwd=tmp_path).returncode == 0
    assert pigou("run", "one.csv", "--strict", cwd=tmp_path).returncode == 0
    assert pigou("run", "one.csv", "--strict=fallback", cwd=tmp_path).returncode == 3


def test_what_is_priced_ends_with_0_and_what_is_assumed_with_1() -> None:
    assert pigou(*LINE).returncode == 0
    assert pigou(*LINE[:8], "2027-02-15").returncode == 1
    assert pigou(*LINE[:4], "Chyna", *LINE[5:]).returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["aluminium", "--grid", "CN-YN,450 g/kWh"], ["primary", "secondary", "CN-YN"]),
        (["battery", "--chemistry", "LFP", "--grid", "CN,HU"], ["LFP battery", "China", "Hungary"]),
    ],
)
def test_what_stands_side_by_side_ends_with_0(words: list[str], said: list[str]) -> None:
    done = pigou("compare", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in said)


def test_version() -> None:
    done = pigou("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("pigou ")


@pytest.mark.parametrize(("ending", "row"), [(".csv", "21"), (".parquet", "20"), (".xlsx", "22")])
def test_explain_reads_its_own_reports(ending: str, row: str, tmp_path: Path) -> None:
    assert pigou("run", EXAMPLE, "-o", f"out{ending}", cwd=tmp_path).returncode == 1
    done = pigou("explain", f"out{ending}", "--row", row, cwd=tmp_path)
    assert done.returncode == 0
    assert "The report says 815 380.13 EUR: the same." in done.stdout
