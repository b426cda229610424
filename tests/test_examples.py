"""The examples: each run of examples/*/expected.toml through the command line.

A block ``[[run]]`` names ``file``, ``exit``, ``totals``, ``status`` (rows by status) and rows whose arithmetic was
done by hand, with factors copied from the acts and sources, not from `factors/`:

- under ``lines`` (imports), the product of ``embedded`` less that of ``free`` (and, where a carbon price was paid,
  less that of ``deducted`` over that of ``deducted_over``) gives the certificates, times ``price`` the cost;
- under ``results`` (any subject), columns of the ledger, each with a sum of products: ``[[2.0, 20], [-0.68, 20]]``
  is 2.0 x 20 - 0.68 x 20. They agree to 1e-9 of their size, or to ``within`` where the source rounds. ``note`` is
  a part of the row's note.
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


def pigou(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "calc.cli", *words], cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip


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
    done = pigou("run", str(folder / run["file"]), "-o", str(out), cwd=tmp_path)
    assert done.returncode == run["exit"], done.stdout + done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    for name, value in run["totals"].items():
        assert abs(report["totals"][name] - value) < CENT, name
    assert Counter(row["status"] for row in report["rows"]) == run["status"]
    by_name = {row[run["key"]]: row for row in report["rows"]}
    for line in run.get("results", []):
        row = by_name[line["row"]]
        assert line.get("note", "") in (row["note"] or ""), line["row"]
        for name, products in line.get("figures", {}).items():
            by_hand = sum(math.prod(factors) for factors in products)
            told = f"{line['row']}, {name}: {row[name]}, by hand {by_hand}"
            assert math.isclose(row[name], by_hand, rel_tol=1e-9, abs_tol=line.get("within", 1e-9)), told
    for line in run.get("lines", []):
        row = by_name[line["row"]]
        deducted = math.prod(line.get("deducted", [0])) / math.prod(line.get("deducted_over", [1]))
        certificates = math.prod(line["embedded"]) - math.prod(line["free"]) - deducted
        assert math.isclose(row["certificates"], certificates, rel_tol=1e-9), line["row"]
        assert math.isclose(row["cost_eur"], certificates * line["price"], rel_tol=1e-9), line["row"]
        if "free_if_column_b" in line:
            by_b = math.prod(line["embedded"]) - math.prod(line["free_if_column_b"])
            assert math.isclose(row["cost_eur_if_column_b"], by_b * line["price"], rel_tol=1e-9)


@pytest.mark.parametrize(
    ("folder", "sheet"),
    [
        ("imports", "shipments.csv"),
        ("metals", "lots_en.csv"),
        ("steel", "routes.csv"),
        ("scrap-trade", "trade.csv"),
    ],
)
def test_the_report_beside_the_example_is_what_the_command_writes(
    folder: str, sheet: str, tmp_path: Path
) -> None:
    example = ROOT / "examples" / folder
    for words, code in (
        (("run", str(example / sheet), "-o", "now.csv"), 1),
        (("diff", str(example / "report.xlsx"), "now.csv"), 0),
    ):
        done = pigou(*words, cwd=tmp_path)
        assert done.returncode == code, done.stdout + done.stderr
    assert (example / "report.xlsx").stat().st_size < 200_000


def test_chinese_and_english_headings_give_the_same(tmp_path: Path) -> None:
    reports = []
    for name in ("lots_en.csv", "lots_zh.xlsx"):
        done = pigou("run", str(ROOT / "examples" / "metals" / name), "-o", f"{name}.json", cwd=tmp_path)
        assert done.returncode == 1, done.stdout + done.stderr
        reports.append(json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")))
    english, chinese = reports
    own = list(english["rows"][0]).index("supplier factor") + 1  # the user's columns come first
    assert list(chinese["rows"][0])[own - 1] == "供应商排放因子"
    assert [list(row.values())[own:] for row in english["rows"]] == [
        list(row.values())[own:] for row in chinese["rows"]
    ]
    assert english["totals"] == chinese["totals"]
