"""Reading sheets: headings, rows, units, several tables and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calc.engine.errors import NOTE, QUESTION, REFUSED, InputError, Problem, UsageError
from calc.engine.model import NO_DATE, Batch, Table
from calc.engine.pipeline import redacted
from calc.engine.read import read

Write = Callable[..., Path]
HEAD = ["CN code", "Country of origin", "Net mass [t]", "Import date"]
DAY = date(2026, 2, 15)
DAYS = (DAY - date(1970, 1, 1)).days
ROW = ["72083900", "CN", 10.0, DAY]


def kinds(batch: Batch) -> dict[str, int]:
    counted: dict[str, int] = {}
    for (_, kind, _), count in batch.problems.counted.items():
        counted[kind] = counted.get(kind, 0) + count
    return counted


def only(batch: Batch, kind: str) -> Problem:
    found = [p for p in batch.problems if p.kind == kind]
    assert len(found) == 1, [*batch.problems]
    return found[0]


def test_plain_sheet(table: Table, workbook: Write) -> None:
    batch = read([workbook([HEAD, ROW, ["7208 39.00", "TR", 2.5, datetime(2026, 2, 16, 12)]])], [table])
    data = batch.tables["imports"]
    assert not kinds(batch)
    assert data.size == 2
    assert data.coded("cn_code").texts().tolist() == ["72083900", "72083900"]
    assert data.coded("origin").texts().tolist() == ["CN", "TR"]
    assert data.numbers("net_mass").tolist() == [10.0, 2.5]
    assert data.days("import_date").tolist() == [DAYS, DAYS + 1]
    assert data.row_number.tolist() == [2, 3]
    assert data.places[0].letters["net_mass"] == "C"
    assert data.places[0].own_columns["net_mass"] == "Net mass [t]"
    assert list(data.own) == HEAD
    assert data.own["CN code"].tolist() == ["72083900", "7208 39.00"]
    assert len(batch.inputs[0].sha256) == 64
    assert batch.inputs[0].rows == 2


def test_titles_blank_rows_other_sheets(table: Table, workbook: Write) -> None:
    path = workbook(
        Notes=[["hello", "world"], [1, 2]],
        Data=[
            ["Imports of 2026"],
            [],
            ["for", "ACME"],
            [],
            [None, *HEAD],
            [],
            [None, *ROW],
            [],
            [None, *ROW],
        ],
    )
    data = read([path], [table]).tables["imports"]
    assert data.row_number.tolist() == [7, 9]
    assert data.places[0].sheet == "Data"
    assert data.places[0].heading_row == 5
    assert data.places[0].letters["cn_code"] == "B"


def test_sheet_starting_far_from_a1(table: Table, workbook: Write) -> None:
    rows = [[]] * 9 + [[None] * 4 + HEAD, [None] * 4 + ["x", "CN", -1.0, DAY]]
    problem = only(read([workbook(rows)], [table]), "out_of_range")
    assert (problem.cell, problem.row, problem.found) == ("G11", 11, "-1.0")


def test_chinese_headings(table: Table, workbook: Write) -> None:
    path = workbook(
        [["海关编码", "原产国", "净重（公斤）", "进口日期"], ["72083900", "中国", 1500, "2026年2月15日"]]
    )
    data = read([path], [table]).tables["imports"]
    assert data.numbers("net_mass").tolist() == [1.5]
    assert data.days("import_date").tolist() == [DAYS]


def test_missing_heading(table: Table, workbook: Write) -> None:
    batch = read([workbook([[*HEAD[:2], "Gross weight (kg)", HEAD[3]], ROW, ROW])], [table])
    data = batch.tables["imports"]
    problem = only(batch, "missing_heading")
    assert problem.column == "net_mass"
    assert "Gross weight" in problem.found
    assert "net weight" in problem.expected
    assert "net_mass" not in data.columns
    assert data.refused["net_mass"].tolist() == [True, True]


def test_no_table_says_what_is_there(table: Table, workbook: Write) -> None:
    with pytest.raises(InputError, match="Name, Age"):
        read([workbook(People=[["Name", "Age"], ["x", 3]])], [table])


def test_duplicate_headings(table: Table, workbook: Write) -> None:
    batch = read([workbook([[*HEAD, "HS code"], [*ROW, "72083900"], [*ROW, "7601"]])], [table])
    problem = only(batch, "duplicate_heading")
    assert (problem.severity, problem.cell, problem.row, problem.found) == (REFUSED, "E3", 3, "7601")
    assert "'CN code' (A1)" in problem.expected
    assert batch.tables["imports"].refused["cn_code"].tolist() == [False, True]
    same = read([workbook([[*HEAD, "HS code"], [*ROW, "72083900"]])], [table])
    assert not kinds(same)


def test_headings_of_one_column_that_share_its_rows(table: Table, workbook: Write) -> None:
    """A report of several files keeps the headings of each: every row fills those of its own file."""
    first = ["net_mass_t", "Import date", "supplier", "unit"]
    second = ["net mass [kg]", "date of import", "vendor name", "unit of measure"]
    rows = [
        ["CN code", "Origin", *first, *second],
        ["72083900", "CN", 10.0, DAY, "Ann", None, None, None, None, None],
        ["72083900", "CN", None, None, None, None, 2500.0, "16.02.2026", "Bob", "kg"],
        ["72083900", "CN", 1.5, DAY, "Cid", None, 1500.0, DAY, "Cid", None],
        ["72083900", "CN", 3.0, DAY, "Cid", None, 3.0, DAY, "Dan", None],
        ["72083900", "CN", None, DAY, None, None, None, date(2026, 2, 17), None, None],
    ]
    batch = read([workbook(rows)], [table])
    data = batch.tables["imports"]
    np.testing.assert_allclose(data.numbers("net_mass"), [10.0, 2.5, 1.5, np.nan, np.nan])
    assert data.days("import_date").tolist() == [DAYS, DAYS + 1, DAYS, DAYS, NO_DATE]
    assert data.coded("supplier").texts().tolist() == ["Ann", "Bob", "Cid", "", ""]
    assert data.coded("unit").texts().tolist() == ["", "kg", "", "", ""]
    found = {(p.kind, p.column, p.cell) for p in batch.problems}
    assert found == {
        ("duplicate_heading", "net_mass", "G5"),
        ("duplicate_heading", "supplier", "I5"),
        ("duplicate_heading", "import_date", "H6"),
        ("empty_cell", "net_mass", "C6"),
    }


def test_figures_under_two_headings_each_in_its_unit(table: Table, workbook: Write) -> None:
    head = ["CN code", "Origin", "Import date", "net_mass_t", "net mass [kg]"]
    goods = ["72083900", "CN", DAY]
    rows = [head, [*goods, 1.5, 1500], [*goods, 3, 3], [*goods, None, 20], [*goods, "1,5x", None], [*goods]]
    batch = read([workbook(rows)], [table])
    data = batch.tables["imports"]
    np.testing.assert_allclose(data.numbers("net_mass"), [1.5, np.nan, 0.02, np.nan, np.nan])
    assert data.refused["net_mass"].tolist() == [False, True, False, True, True]
    assert only(batch, "duplicate_heading").cell == "E3"
    assert only(batch, "empty_cell").cell == "D6"


def test_a_heading_in_a_wrong_unit_refuses_its_own_rows(table: Table, workbook: Write) -> None:
    head = ["CN code", "Origin", "Import date", "net_mass_t", "net mass [m3]"]
    goods = ["72083900", "CN", DAY]
    batch = read([workbook([head, [*goods, 1.5, None], [*goods, None, 3]])], [table])
    assert batch.tables["imports"].refused["net_mass"].tolist() == [False, True]
    assert sum(kinds(batch).values()) == 1


def test_a_second_table_beside_the_first(table: Table, workbook: Write) -> None:
    other = ["7601", "TR", 3.0, DAY]
    for more in ([*ROW, None, *ROW], [*ROW, None, *other]):
        batch = read([workbook([[*HEAD, None, *HEAD], more, [None] * 5 + other])], [table])
        problem = only(batch, "second_table")
        assert (problem.severity, problem.cell) == (REFUSED, "F1")
        assert "column F" in problem.found
        assert "below" in problem.remedy
        assert set(kinds(batch)) == {"second_table"}
        assert batch.tables["imports"].numbers("net_mass").tolist() == [10.0]
    repeated = read([workbook([[*HEAD, *HEAD[:2]], [*ROW, *ROW[:2]]])], [table])
    assert not kinds(repeated)


def test_a_hidden_sheet_is_noted(table: Table, workbook: Write) -> None:
    def hide(sheet: Any) -> None:
        if sheet.name != "Shown":
            sheet.hide()

    path = workbook(Shown=[HEAD, ROW], Old=[HEAD, ROW], Notes=[["a", "b"]], then=hide)
    batch = read([path], [table])
    problem = only(batch, "hidden_sheet")
    assert (problem.severity, problem.sheet, problem.found) == (NOTE, "Old", "a hidden sheet was read too")
    assert batch.tables["imports"].size == 2


def decimals() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "CN code": [Decimal("72083900"), Decimal("72083900.00"), Decimal("7601")],
            "Origin": ["CN"] * 3,
            "net_mass_t": [Decimal("1.50"), Decimal("2E+1"), None],
            "Import date": [DAY] * 3,
            "production year": [Decimal(2026), None, Decimal("NaN")],
        }
    )


@pytest.mark.parametrize("kind", ["objects", "categories", "arrow", "parquet"])
def test_decimal_numbers(table: Table, tmp_path: Path, kind: str) -> None:
    frame = decimals()
    numbers = ["CN code", "net_mass_t", "production year"]
    if kind == "categories":
        frame = frame.astype(dict.fromkeys(numbers, "category"))
    if kind in ("arrow", "parquet"):
        pa = pytest.importorskip("pyarrow")
        frame.loc[2, "production year"] = None
        for name in numbers:
            frame[name] = frame[name].astype(pd.ArrowDtype(pa.decimal128(12, 2)))
    source: Any = frame
    if kind == "parquet":
        source = [tmp_path / "a.parquet"]
        frame.to_parquet(source[0])
    batch = read(source, [table])
    data = batch.tables["imports"]
    assert kinds(batch) == {"empty_cell": 1}
    assert data.coded("cn_code").texts().tolist() == ["72083900", "72083900", "7601"]
    np.testing.assert_array_equal(data.numbers("net_mass"), [1.5, 20.0, np.nan])
    np.testing.assert_array_equal(data.numbers("production_year"), [2026.0, np.nan, np.nan])


def test_redacted_under_every_heading(table: Table, workbook: Write) -> None:
    columns = tuple(replace(c, private=c.name == "supplier") for c in table.columns)
    secret = replace(table, columns=columns)
    rows = [
        [*HEAD, "supplier", "vendor name", "Supplier"],
        [*ROW, "Ann Ltd", None, "Ann Ltd"],
        [*ROW, None, "Bob Ltd", None],
        [*ROW, "Ann  LTD", "Cid Ltd", None],
    ]
    other = [[*HEAD, "vendor name"], [*ROW, "Dan Ltd"]]
    batch = read([workbook(rows), workbook(other, "b.xlsx")], [secret])
    assert kinds(batch) == {"duplicate_heading": 1}
    data = redacted(batch.tables["imports"])
    everything = data.own.to_csv() + str(data.columns["supplier"]) + str(batch.problems.items)
    assert "Ltd" not in everything
    assert "LTD" not in everything
    assert data.own["supplier"].tolist() == ["supplier 1", "", "supplier 1", ""]
    names = data.own["vendor name"].tolist()
    assert names[0] == ""
    assert len(set(names[1:])) == 3
    assert "supplier 1" not in names
    assert data.coded("supplier").texts().tolist() == ["supplier 1", names[1], "", names[3]]


def test_weak_heading_yields(table: Table, workbook: Write) -> None:
    batch = read([workbook([["数量", *HEAD], [5, *ROW]])], [table])
    assert not kinds(batch)
    assert batch.tables["imports"].numbers("net_mass").tolist() == [10.0]


def test_two_tables_on_a_sheet(table: Table, workbook: Write) -> None:
    second = ["Origin", "Net weight (kg)", "HS code", "Date of import"]
    path = workbook([HEAD, ROW, [], ROW, [], [], second, ["TR", 3000, "7601", DAY], []])
    data = read([path], [table]).tables["imports"]
    assert data.coded("origin").texts().tolist() == ["CN", "CN", "TR"]
    assert data.numbers("net_mass").tolist() == [10.0, 10.0, 3.0]
    assert data.row_number.tolist() == [2, 4, 8]
    assert [p.heading_row for p in data.places] == [1, 7]


def test_repeated_heading_is_no_row(table: Table, workbook: Write) -> None:
    data = read([workbook([HEAD, ROW, HEAD, ROW])], [table]).tables["imports"]
    assert data.size == 2
    assert data.own["CN code"].tolist() == ["72083900"] * 2


@pytest.mark.parametrize("word", ["Total", "合计：", "Summe", "Итого", "Grand total", "Разом", "Toplam"])
def test_total_row(table: Table, workbook: Write, word: str) -> None:
    batch = read([workbook([HEAD, ROW, [word, None, 10.0, None], [None, None, 10.0, word]])], [table])
    assert batch.tables["imports"].size == 1
    assert kinds(batch) == {"total_row": 2}
    assert {p.severity for p in batch.problems} == {NOTE}
    assert [p.row for p in batch.problems] == [3, 4]


def test_total_as_part_of_a_name_stays(table: Table, workbook: Write) -> None:
    batch = read([workbook([[*HEAD, "Supplier"], [*ROW, "Total Steel"]])], [table])
    assert batch.tables["imports"].size == 1


def test_hidden_rows_and_columns(table: Table, workbook: Write) -> None:
    def hide(sheet: object) -> None:
        for row in (1, 2):
            sheet.set_row(row, None, None, {"hidden": True})  # type: ignore[attr-defined]
        sheet.set_column("D:D", None, None, {"hidden": True})  # type: ignore[attr-defined]

    batch = read([workbook([HEAD, ROW, ROW, ROW], then=hide)], [table])
    assert batch.tables["imports"].size == 3
    assert only(batch, "hidden_rows").found == "2 hidden rows were read too"
    assert only(batch, "hidden_columns").severity == NOTE


def test_merged_cells(table: Table, workbook: Write) -> None:
    def merge(sheet: object) -> None:
        sheet.merge_range("B2:B4", "CN")  # type: ignore[attr-defined]
        sheet.merge_range("C2:C3", 10.0)  # type: ignore[attr-defined]

    rows = [HEAD, ["72083900", None, None, DAY], ["72083900", None, None, DAY], ["72083900", None, 5.0, DAY]]
    batch = read([workbook(rows, then=merge)], [table])
    data = batch.tables["imports"]
    assert data.coded("origin").texts().tolist() == ["CN"] * 3
    assert data.refused["net_mass"].tolist() == [False, True, False]
    problem = only(batch, "merged_number")
    assert (problem.cell, problem.found) == ("C3", "C2:C3")
    assert any("B2:B4" in line for line in batch.assumptions)


def test_which_emissions(table: Table, workbook: Write) -> None:
    batch = read([workbook([[*HEAD, "Emission factor", "排放总量"], [*ROW, 2.0, 20.0]])], [table])
    assert kinds(batch) == {"which_emissions": 2}
    assert {p.severity for p in batch.problems} == {QUESTION}
    assert [p.cell for p in batch.problems] == ["E1", "F1"]
    assert "see_direct" not in batch.tables["imports"].columns


def test_heading_map(table: Table, workbook: Write, tmp_path: Path) -> None:
    path = workbook(
        [["Zoll", *HEAD[1:2], "Menge A", "Tag", "Emission factor"], ["72083900", "CN", 1500, DAY, 2.0]]
    )
    answers = tmp_path / "map.csv"
    answers.write_text(
        "heading,column\nZoll,cn_code\nMenge A,net_mass [kg]\nTag,import_date\n"
        "Emission factor,see_direct [tCO2e/t]\n",
        encoding="utf-8",
    )
    batch = read([path], [table], heading_map=answers)
    assert not kinds(batch)
    assert batch.tables["imports"].numbers("net_mass").tolist() == [1.5]
    assert batch.tables["imports"].numbers("see_direct").tolist() == [2.0]


@pytest.mark.parametrize("line", ["Zoll,nonsense", "Nowhere,cn_code"])
def test_heading_map_refused(table: Table, workbook: Write, tmp_path: Path, line: str) -> None:
    answers = tmp_path / "map.csv"
    answers.write_text(f"heading,column\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="choose among"):
        read([workbook([HEAD, ROW])], [table], heading_map=answers)


def test_own_columns(table: Table, workbook: Write) -> None:
    head = [*HEAD, "remark", "", "remark", "status"]
    path = workbook([head, [*ROW, '=HYPERLINK("http://x")', "+cmd", "b", "ok"]])
    own = read([path], [table]).tables["imports"].own
    assert list(own) == [*HEAD, "remark", "Column F", "remark (2)", "status"]
    assert own["remark"].tolist() == ['=HYPERLINK("http://x")']
    assert own["Column F"].tolist() == ["+cmd"]


def test_300_columns(table: Table, workbook: Write) -> None:
    head = [*HEAD, *(f"x{i}" for i in range(296))]
    own = read([workbook([head, [*ROW, *range(296)]])], [table]).tables["imports"].own
    assert own.shape == (1, 300)


def test_folder_with_one_broken_file(table: Table, workbook: Write, tmp_path: Path) -> None:
    workbook([HEAD, ROW], name="b.xlsx")
    workbook([[*HEAD, "Supplier"], [*ROW, "S"]], name="a.xlsx")
    (tmp_path / "c.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:2000])
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / ".hidden.csv").write_text("x")
    (tmp_path / "readme.md").write_text("x")
    said: list[str] = []
    batch = read(
        [tmp_path], [table], progress=lambda done, total, text: said.append(f"{done}/{total} {text}")
    )
    data = batch.tables["imports"]
    assert data.size == 2
    assert [p.file for p in data.places] == ["a.xlsx", "b.xlsx"]
    assert data.coded("supplier").texts().tolist() == ["S", ""]
    assert data.own["Supplier"].tolist() == ["S", ""]
    assert [bool(i.error) for i in batch.inputs] == [False, False, True]
    assert only(batch, "unreadable_file").severity == REFUSED
    assert said == ["0/3 a.xlsx", "1/3 b.xlsx", "2/3 c.xlsx", "3/3 "]


def test_needed_column_in_one_file_only(table: Table, workbook: Write) -> None:
    paths = [workbook([HEAD, ROW], name="a.xlsx"), workbook([HEAD[:3], ROW[:3]], name="b.xlsx")]
    data = read(paths, [table]).tables["imports"]
    assert data.refused["import_date"].tolist() == [False, True]
    assert data.days("import_date").tolist() == [DAYS, NO_DATE]


def test_data_frame_with_categoricals(table: Table) -> None:
    frame = pd.DataFrame(
        {
            "cn_code": pd.Categorical(["72083900", "7601", "72083900"]),
            "origin": pd.Categorical(["NA", None, "TR"]),
            "net_mass_kg": [1000, 2000, 0],
            "import_date": pd.to_datetime(["2026-02-15", None, "2026-02-15"]),
            "flag": [True, False, True],
        }
    )
    batch = read(frame, [table])
    data = batch.tables["imports"]
    assert data.coded("origin").texts().tolist() == ["NA", "", "TR"]
    assert data.numbers("net_mass")[:2].tolist() == [1.0, 2.0]
    assert data.days("import_date").tolist() == [DAYS, NO_DATE, DAYS]
    assert kinds(batch) == {"empty_cell": 2, "out_of_range": 1}
    assert [(p.row, p.cell, p.file) for p in batch.problems if p.column == "origin"] == [(2, "", "DataFrame")]
    assert data.own["flag"].dtype == bool
    assert data.row_number.tolist() == [1, 2, 3]


def test_parquet(table: Table, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"CN code": ["72083900"], "Origin": ["CN"], "Net mass [t]": [2.0], "Import date": [DAY]}
    )
    frame.to_parquet(tmp_path / "a.parquet")
    data = read([tmp_path / "a.parquet"], [table]).tables["imports"]
    assert data.days("import_date").tolist() == [DAYS]
    assert data.numbers("net_mass").tolist() == [2.0]


def test_a_million_equal_faults_stay_few(table: Table) -> None:
    n = 200_000
    frame = pd.DataFrame(
        {
            "cn_code": pd.Categorical.from_codes(np.zeros(n, dtype=np.int8), ["72083900"]),
            "origin": pd.Categorical.from_codes(np.full(n, -1, dtype=np.int8), ["x"]),
            "net_mass_t": np.full(n, -1.0),
            "import_date": np.full(n, np.datetime64("2026-02-15")),
        }
    )
    batch = read(frame, [table])
    assert kinds(batch) == {"empty_cell": n, "out_of_range": n}
    assert len(batch.problems) <= 2002


def test_order_of_rows_changes_nothing(table: Table, workbook: Write) -> None:
    rows = [["72083900", "CN", f"{i},5", DAY] for i in range(20)]
    forth = read([workbook([HEAD, *rows], name="a.xlsx")], [table]).tables["imports"]
    back = read([workbook([HEAD, *rows[::-1]], name="b.xlsx")], [table]).tables["imports"]
    assert forth.numbers("net_mass").tolist() == back.numbers("net_mass")[::-1].tolist()


def test_names_in_headings_csv_are_distinct_and_known() -> None:
    from calc.catalogue import subjects
    from calc.engine import headings

    rows = headings._rows()
    real = {
        "imports": {"cn_code", "origin", "net_mass", "unit", "import_date", "see_direct", "see_unit"},
        "metals": {"material", "mass", "recycled_share", "grid", "grid_smelter", "yield", "supplier_factor"},
        "steel": {"route", "scrap_share", "mass", "grid", "hydrogen_route", "capture_rate"},
    }
    assert {row["table"] for row in rows} == {*(t.name for subject in subjects() for t in subject.tables), ""}
    for table, columns in real.items():
        assert columns <= {row["column"] for row in rows if row["table"] == table}
    meanings: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        meanings.setdefault((row["table"], headings.normal(row["spelling"])), set()).add(row["column"])
    assert {spelling: found for spelling, found in meanings.items() if len(found) > 1} == {}
