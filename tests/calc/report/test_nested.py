"""Lists, tables and arrays in the user's own cells."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import calc
from calc.engine.ledger import Ledger
from calc.report.plain import flat, is_nested

CELLS: list[Any] = [[1, "=2"], {"a": [1.5, None]}, np.array([1, 2]), ("x", "y"), None, "=1+1"]
SHOWN = ["[1, '=2']", "{'a': [1.5, None]}", "[1, 2]", "['x', 'y']"]


@pytest.fixture
def nested() -> Ledger:
    size = len(CELLS)
    arrays = pd.Series([None] * size, dtype=object)
    for n in range(size):
        arrays[n] = np.array([n, n + 1])
    return calc.run(
        pd.DataFrame(
            {
                "cn_code": ["72083900"] * size,
                "origin": ["CN"] * size,
                "net_mass [t]": [9.0] * size,
                "import_date": ["2026-02-15"] * size,
                "mixed": pd.Series(CELLS, dtype=object),
                "arrays": arrays,
            }
        )
    )


def test_csv(nested: Ledger, tmp_path: Path) -> None:
    nested.write(tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["mixed"] for row in rows] == [*SHOWN, "", "'=1+1"]
    assert [row["arrays"] for row in rows][:2] == ["[0, 1]", "[1, 2]"]


def test_workbook(nested: Ledger, tmp_path: Path) -> None:
    nested.write(tmp_path / "out.xlsx")
    _, names, *rows = load_workbook(tmp_path / "out.xlsx")["Rows"].iter_rows(values_only=True)
    assert [row[names.index("mixed")] for row in rows] == [*SHOWN, None, "=1+1"]
    assert [row[names.index("arrays")] for row in rows][:2] == ["[0, 1]", "[1, 2]"]


@pytest.mark.parametrize("ending", ["json", "parquet"])
def test_other_forms(nested: Ledger, tmp_path: Path, ending: str) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    nested.write(tmp_path / f"out.{ending}")
    assert (tmp_path / f"out.{ending}").stat().st_size


def test_from_nested_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame(
        {
            "cn_code": ["72083900"] * 2,
            "origin": ["CN"] * 2,
            "net_mass [t]": [9.0, 8.0],
            "import_date": ["2026-02-15"] * 2,
            "list": [[1, 2], [3]],
            "table": [{"a": 1}, {"a": 2}],
        }
    )
    frame.to_parquet(tmp_path / "in.parquet")
    ledger = calc.run(tmp_path / "in.parquet")
    for ending in ("csv", "xlsx", "json", "parquet"):
        ledger.write(tmp_path / f"out.{ending}")
    assert "[1, 2]" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_flat() -> None:
    assert flat(1.5) == 1.5
    assert flat("a") == "a"
    assert flat({"a": np.array([1])}) == "{'a': [1]}"
    assert is_nested(["a", [1]])
    assert not is_nested(["a", 1, None, pd.NaT, pd.Timestamp("2026-01-01")])
