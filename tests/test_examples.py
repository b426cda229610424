"""The examples: each run of examples/*/expected.toml through the command line.

A block ``[[run]]`` names ``file``, ``exit``, ``totals``, ``status`` (rows by status) and, under ``lines``, rows
whose arithmetic was done by hand: the product of ``embedded`` less that of ``free`` (and, where a carbon price was
paid, less that of ``deducted`` over that of ``deducted_over``) gives the certificates, times ``price`` the cost.
The factors are copied from the acts, not from `factors/`.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
CENT = 0.0051


def runs() -> list[Any]:
    found = []
    for page in sorted(ROOT.glob("examples/*/expected.toml")):
        for run in tomllib.loads(page.read_text(encoding="utf-8"))["run"]:
            found.append(pytest.param(page.parent, run, id=f"{page.parent.name}: {run['file']}"))
    return found


def test_every_sheet_of_the_examples_is_run() -> None:
    run = {(folder / run["file"]).resolve() for folder, run in (p.values for p in runs())}
    reports = {"report"}
    sheets = {
        p for e in ("csv", "xlsx", "parquet") for p in ROOT.glob(f"examples/*/*.{e}") if p.stem not in reports
    }
    assert run == {p.resolve() for p in sheets}


@pytest.mark.parametrize(("folder", "run"), runs())
def test_example(folder: Path, run: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = subprocess.run(
        [sys.executable, "-m", "calc.cli", "run", str(folder / run["file"]), "-o", str(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip
    assert done.returncode == run["exit"], done.stdout + done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    for name, value in run["totals"].items():
        assert abs(report["totals"][name] - value) < CENT, name
    assert Counter(row["status"] for row in report["rows"]) == run["status"]
    by_name = {row[run["key"]]: row for row in report["rows"]}
    for line in run["lines"]:
        row = by_name[line["row"]]
        deducted = math.prod(line.get("deducted", [0])) / math.prod(line.get("deducted_over", [1]))
        certificates = math.prod(line["embedded"]) - math.prod(line["free"]) - deducted
        assert math.isclose(row["certificates"], certificates, rel_tol=1e-9), line["row"]
        assert math.isclose(row["cost_eur"], certificates * line["price"], rel_tol=1e-9), line["row"]
        if "free_if_column_b" in line:
            by_b = math.prod(line["embedded"]) - math.prod(line["free_if_column_b"])
            assert math.isclose(row["cost_eur_if_column_b"], by_b * line["price"], rel_tol=1e-9)


def test_the_report_beside_the_example_is_what_the_command_writes(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "imports"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    for words, code in (
        (["run", str(folder / "shipments.csv"), "-o", "now.csv"], 1),
        (["diff", str(folder / "report.xlsx"), "now.csv"], 0),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "calc.cli", *words], cwd=tmp_path, env=environment, capture_output=True,
            encoding="utf-8", stdin=subprocess.DEVNULL, timeout=300,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
    assert (folder / "report.xlsx").stat().st_size < 200_000
