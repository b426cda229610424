"""Worked examples: every case of golden/<subject>/*.toml, read as a sheet and computed.

The folder is named after the subject, such as imports or metals: a new sheet there needs no Python. The other
folders of golden/ are read by tests of their own.

A case is a block ``[[case]]`` with ``name``, ``source``, ``rows`` (a table for each row, keys are headings) and
``expected`` (one table for all rows, or a list of one for each row; keys are columns of the ledger). ``options``
are arguments of `calc.run`. Numbers agree to 1e-9 of their size, euro to a cent, unless ``within`` gives another
absolute distance for a column. An empty cell is written ``"empty"``.
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
KNOWN = {"name", "source", "rows", "expected", "options", "within", "totals"}
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


@pytest.mark.parametrize(("subject", "case"), cases())
def test_worked_example(subject: str, case: dict[str, Any]) -> None:
    assert set(case) <= KNOWN, f"unknown key: {set(case) - KNOWN}"
    assert case["source"]
    # dates as a spreadsheet holds them
    rows = [
        {k: pd.Timestamp(v) if isinstance(v, date) else v for k, v in row.items()} for row in case["rows"]
    ]
    ledger = calc.run(pd.DataFrame(rows), subject=subject, **case.get("options", {}))
    result = ledger.result_frame()
    assert len(result) == len(rows)
    expected = case["expected"]
    each = expected if isinstance(expected, list) else [expected] * len(rows)
    assert len(each) == len(rows)
    within = case.get("within", {})
    wrong = [
        f"row {n + 1}, {name}: {result[name][n]!r}, expected {value!r}"
        for n, row in enumerate(each)
        for name, value in row.items()
        if not close(name, result[name][n], value, within)
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
