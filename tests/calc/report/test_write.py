"""Reports as files: endings, atomicity, csv, json, parquet."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import calc
from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger
from calc.report.atomic import atomic
from calc.report.parquet import arrow_table
from calc.report.plain import bare, harmless
from calc.report.write import ENDINGS, check_output

from .conftest import EVIL, HEADINGS, ROWS


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_unknown_ending(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.xlsx, \.csv, \.parquet, \.json"):
        ledger.write(tmp_path / "out.pdf")
    with pytest.raises(UsageError):
        ledger.write(tmp_path / "out")


@pytest.mark.parametrize("name", ["in.csv", "./in.csv", "../{folder}/in.csv"])
def test_never_over_an_input(ledger: Ledger, source: Path, name: str) -> None:
    before = source.read_bytes()
    with pytest.raises(UsageError, match="would overwrite the input"):
        ledger.write(source.parent / name.format(folder=source.parent.name))
    assert source.read_bytes() == before


def test_never_over_an_input_by_link(ledger: Ledger, source: Path, tmp_path: Path) -> None:
    (tmp_path / "link.csv").hardlink_to(source)
    with pytest.raises(UsageError, match="would overwrite the input"):
        ledger.write(tmp_path / "link.csv")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_interrupted_report_leaves_nothing(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, error: type[BaseException]
) -> None:
    def broken(*_: Any) -> Any:
        raise error

    ledger.columns["note"] = broken
    before = left(tmp_path)
    target = tmp_path / f"out{ending}"
    with pytest.raises(error):
        ledger.write(target)
    assert left(tmp_path) == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failed_report_leaves_the_former_one(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / f"out{ending}"
    target.write_text("the former report")
    monkeypatch.setattr(os, "replace", full)
    before = left(tmp_path)
    with pytest.raises(UsageError, match="No space left on device"):
        ledger.write(target)
    assert target.read_text() == "the former report"
    assert left(tmp_path) == before


def test_no_such_folder(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        ledger.write(tmp_path / "none" / "out.csv")
    with pytest.raises(UsageError, match="does not exist"), atomic(tmp_path / "none" / "out.csv"):
        pass


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(UsageError, match="read-only"):
        ledger.write(folder / "out.csv")
    folder.chmod(0o700)


def test_permission_refused(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    with pytest.raises(UsageError, match="Permission denied"):
        ledger.write(tmp_path / "out.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        check_output(tmp_path / "out.csv")


def test_atomic_keeps_the_mode_and_follows_links(tmp_path: Path) -> None:
    target, link = tmp_path / "a.txt", tmp_path / "b.txt"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    with atomic(link) as part:
        assert part.parent == tmp_path
        part.write_text("new")
    assert target.read_text() == "new"
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640


# ---- csv


@pytest.mark.parametrize("text", ["-12.5", "+7", "-1,234.5", "-3 %", "1e5", "-", "abc", "a=b", ""])
def test_harmless_texts_stay(text: str) -> None:
    assert harmless(text) == (text if text != "-" else "'-")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@x", "\tx", "\rx", "-2+3", "＝1", "-1-1"])
def test_texts_that_would_run_are_neutralised(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_csv(ledger: Ledger, tmp_path: Path) -> None:
    ledger.write(tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == HEADINGS + [line.name for line in ledger.lines]
    assert [row["Supplier"] for row in rows[:4]] == [f"'{text}" for text in EVIL[:4]]
    assert rows[5]["Supplier"] == f"'{EVIL[5]}"
    assert rows[2]["Country of origin"] == "Türkiye"
    costs = [float(row["cost_eur"]) if row["cost_eur"] else np.nan for row in rows]
    assert costs == ledger.numbers("cost_eur").tolist() or np.allclose(
        costs, ledger.numbers("cost_eur"), equal_nan=True
    )
    assert "nan" not in (tmp_path / "out.csv").read_text(encoding="utf-8").lower().split(",")


def test_csv_headings_and_dates(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "cn_code": ["72083900", "72083900"],
            "origin": ["CN", "CN"],
            "net_mass [t]": [9.0, 8.0],
            "import_date": pd.to_datetime(["2026-02-15", "2026-02-16"]),
            "=bad": ["=a", "'=a"],
            "number": [-5, 5],
        }
    )
    calc.run(frame).write(tmp_path / "out.csv")
    found = pd.read_csv(tmp_path / "out.csv")
    assert "'=bad" in found.columns
    assert found["'=bad"].tolist() == ["'=a", "'=a"]
    assert found["number"].tolist() == [-5, 5]
    assert found["import_date"].tolist() == ["2026-02-15", "2026-02-16"]


# ---- json


def test_json(ledger: Ledger, tmp_path: Path) -> None:
    ledger.write(tmp_path / "out.json")

    def refuse(text: str) -> Any:
        raise AssertionError(text)

    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"), parse_constant=refuse)
    assert {"rows", "totals", "problems", "assumptions", "groups", "citations", "manifest"} <= set(found)
    assert len(found["rows"]) == len(ROWS)
    assert found["rows"][0]["cost_eur"] == ledger.numbers("cost_eur")[0]
    assert found["rows"][-1]["cost_eur"] is None
    assert found["rows"][0]["Supplier"] == EVIL[0]
    assert found["totals"] == ledger.totals()
    assert len(found["problems"]) == len(ledger.problems)
    assert found["groups"]["threshold"][0]["importer"] == "Kleinimport KG"
    key = found["rows"][0]["default_value_reference"]
    assert found["citations"][key]["citation"]


def test_bare() -> None:
    assert bare({"a": np.float64("nan"), 1: (np.int8(3), pd.NaT, pd.Timestamp("2026-02-15"))}) == {
        "a": None,
        "1": [3, None, "2026-02-15"],
    }
    assert json.dumps(bare([float("inf"), np.bool_(True), {1}, Path("x")])) == '[null, true, [1], "x"]'


# ---- parquet


def test_parquet(ledger: Ledger, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    ledger.write(tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == HEADINGS + [line.name for line in ledger.lines]
    costs = table.column("cost_eur")
    assert str(costs.type) == "double"
    assert costs.null_count == int(np.isnan(ledger.numbers("cost_eur")).sum())
    assert str(table.schema.field("status").type).startswith("dictionary<values=string")
    assert [v or "" for v in table.column("note").to_pylist()] == ledger.coded("note").texts().tolist()
    assert json.loads(table.schema.metadata[b"pigou"])["subject"] == "imports"


def test_parquet_keeps_the_types_of_own_columns(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    frame = pd.DataFrame(
        {
            "cn_code": ["72083900", "72083900"],
            "origin": pd.Categorical(["CN", "CN"]),
            "net_mass [t]": [9.0, np.nan],
            "import_date": pd.to_datetime(["2026-02-15", "2026-02-16"]),
            "count": [1, 2],
            "flag": [True, False],
            "mixed": pd.Series(["a", 5], dtype=object),
            "gap": pd.Series([1, None], dtype=object),
        }
    )
    schema = arrow_table(calc.run(frame)).schema
    assert schema.field("count").type == pa.int64()
    assert schema.field("flag").type == pa.bool_()
    assert schema.field("net_mass [t]").type == pa.float64()
    assert pa.types.is_timestamp(schema.field("import_date").type)
    assert schema.field("mixed").type == pa.string()
    assert schema.field("gap").type == pa.int64()


def test_parquet_without_pyarrow(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pigou\[parquet\]"):
        ledger.write(tmp_path / "out.parquet")
