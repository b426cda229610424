"""Worked examples: every case of golden/<subject>/*.toml, read as a sheet and computed.

The folder is named after the subject, such as imports or metals: a new sheet there needs no Python. The other
folders of golden/ are read by tests of their own.

A case is a block ``[[case]]`` with ``name``, ``source``, ``rows`` (a table for each row, keys are headings) and
``expected`` (one table for all rows, or a list of one for each row; keys are columns of the ledger). ``options``
are arguments of `calc.run`. A subject of several sheets has ``sheets`` instead of ``rows`` (a list of rows for each
sheet, by its name), and each table of ``expected`` names the row of the ledger by ``where``. Numbers agree to 1e-9
of their size, euro to a cent, unless ``within`` gives another absolute distance for a column. An empty cell is
written ``"empty"``.
"""

from __future__ import annotations

import math
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import calc
from calc.catalogue import subjects

GOLDEN = Path(__file__).parent / "golden"
KNOWN = {"name", "source", "rows", "sheets", "expected", "options", "within", "totals"}
CENT, RELATIVE = 0.0051, 1e-9


def cases() -> list[Any]:
    found = []
    for subject in subjects():
        for file in sorted((GOLDEN / subject.name).glob("*.toml")):
            for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
                found.append(pytest.param(subject.name, case, id=f"{file.stem}: {case['name']}"))
    return found


def close(name: str, value: Any, wanted: Any, within: dict[str, float]) -> bool:
    if isinstance(wanted, str):
        empty = value is None or value != value
        return empty if wanted == "empty" else str(value) == wanted
    if value != value:
        return False
    if name in within:
        return abs(value - wanted) <= within[name]
    if name.startswith("cost_eur"):
        return abs(value - wanted) < CENT
    return math.isclose(value, wanted, rel_tol=RELATIVE, abs_tol=1e-12)


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a data frame, dates as a spreadsheet holds them."""
    return pd.DataFrame(
        [{k: pd.Timestamp(v) if isinstance(v, date) else v for k, v in row.items()} for row in rows]
    )


def place(result: pd.DataFrame, where: dict[str, str]) -> int:
    """Return the one row of the ledger that has these texts."""
    [found] = [n for n in range(len(result)) if all(result[name][n] == text for name, text in where.items())]
    return found


@pytest.mark.parametrize(("subject", "case"), cases())
def test_worked_example(subject: str, case: dict[str, Any], tmp_path: Path) -> None:
    assert set(case) <= KNOWN, f"unknown key: {set(case) - KNOWN}"
    assert case["source"]
    assert ("rows" in case) != ("sheets" in case)
    source: Any = tmp_path if "sheets" in case else frame(case["rows"])
    for name, rows in case.get("sheets", {}).items():
        frame(rows).to_csv(tmp_path / f"{name}.csv", index=False)
    ledger = calc.run(source, subject=subject, **case.get("options", {}))
    result = ledger.result_frame()
    expected = case["expected"]
    if "sheets" in case:
        each, places = expected, [place(result, row["where"]) for row in expected]
    else:
        assert len(result) == len(source)
        each = expected if isinstance(expected, list) else [expected] * len(source)
        places = list(range(len(source)))
    assert len(each) == len(places)
    within = case.get("within", {})
    wrong = [
        f"row {n + 1}, {name}: {result[name][n]!r}, expected {value!r}"
        for n, row in zip(places, each, strict=True)
        for name, value in row.items()
        if name != "where" and not close(name, result[name][n], value, within)
    ]
    totals = ledger.totals()
    wrong += [
        f"total of {name}: {totals[name]!r}, expected {value!r}"
        for name, value in case.get("totals", {}).items()
        if not close(name, totals[name], value, within)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_case_has_its_own_name() -> None:
    names = [case.id for case in cases()]
    assert len(names) == len(set(names)) > 20
