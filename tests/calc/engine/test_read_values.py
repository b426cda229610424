"""Numbers, units, dates, codes and texts as cells hold them; csv files of many kinds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.engine.errors import Problem
from calc.engine.model import NO_DATE, Batch, Table
from calc.engine.numerals import numeral
from calc.engine.read import read

Write = Callable[..., Path]
HEAD = ["CN code", "Country of origin", "Net mass [t]", "Import date"]
DAY = date(2026, 2, 15)
DAYS = (DAY - date(1970, 1, 1)).days


def kinds(batch: Batch) -> set[str]:
    return {kind for _, kind, _ in batch.problems.counted}


def only(batch: Batch) -> Problem:
    assert len(batch.problems) == 1, [*batch.problems]
    return batch.problems.items[0]


def column(table: Table, write: Write, heading: str, cells: list[Any]) -> tuple[Batch, list[float]]:
    """Read one further column beside faultless ones."""
    path = write([[*HEAD, heading], *(["72083900", "CN", 1.0, DAY, cell] for cell in cells)])
    batch = read([path], [table])
    data = batch.tables["imports"]
    name = data.table.columns[0].name
    for name in data.columns:
        if data.places[0].own_columns[name] == heading:
            break
    values = data.columns[name]
    return batch, values.texts().tolist() if hasattr(values, "texts") else values.tolist()  # type: ignore[union-attr]


def masses(
    table: Table, write: Write, cells: list[Any], heading: str = "Net mass [t]"
) -> tuple[Batch, list[float]]:
    path = write([[*HEAD[:2], heading, HEAD[3]], *(["72083900", "CN", cell, DAY] for cell in cells)])
    batch = read([path], [table])
    found = batch.tables["imports"].numbers("net_mass")
    assert found is not None
    return batch, found.tolist()


# numbers


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.234,5"], [1234.5]),
        (["1,234.5"], [1234.5]),
        (["1.234,5", "1.234"], [1234.5, 1234]),
        (["12.5", "1,234"], [12.5, 1234]),
        (["0,125"], [0.125]),
        (["1 234,5", "1\u00a0000", "2\u202f000,25"], [1234.5, 1000, 2000.25]),
        (["1'234.5", "1’000"], [1234.5, 1000]),
        (["１２．５"], [12.5]),
        (["1.234.567", "1,5"], [1234567, 1.5]),
        (["1e3", "2.5E+2"], [1000, 250]),
        ([5, 5.5, "7"], [5, 5.5, 7]),
    ],
)
def test_number_texts(table: Table, workbook: Write, cells: list[Any], values: list[float]) -> None:
    batch, found = masses(table, workbook, cells)
    assert not kinds(batch)
    assert found == values


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("1,234", "ambiguous_number"),
        ("1.234", "ambiguous_number"),
        ("abc", "not_a_number"),
        ("n/a", "not_a_number"),
        ("-", "not_a_number"),
        ("–", "not_a_number"),
        (True, "not_a_number"),
        (DAY, "not_a_number"),
        ("12 34", "not_a_number"),
        ("inf", "not_a_number"),
        ("nan", "not_a_number"),
        ("1e999", "not_finite"),
        ("0x1F", "unknown_unit"),
        ("1_000", "not_a_number"),
        ("#N/A", "error_cell"),
        ("#REF!", "error_cell"),
        (0, "out_of_range"),
        (-5, "out_of_range"),
        ("-5", "out_of_range"),
        (None, "empty_cell"),
        ("  ", "empty_cell"),
        ("=1+1", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("(5)", "not_a_number"),
        ("5 %", "unknown_unit"),
    ],
)
def test_numbers_refused(table: Table, workbook: Write, cell: Any, kind: str) -> None:
    batch, found = masses(table, workbook, [1.0, cell])
    problem = only(batch)
    assert problem.kind == kind
    assert (problem.cell, problem.row, problem.column) == ("C3", 3, "net_mass")
    assert problem.expected
    assert problem.remedy
    assert batch.tables["imports"].refused["net_mass"].tolist() == [False, True]
    assert found[0] == 1.0
    assert found[1] != found[1]


def test_contradicting_conventions(table: Table, workbook: Write) -> None:
    batch, found = masses(table, workbook, ["1,5", "2,5", "3.5", "1,234"])
    assert kinds(batch) == {"ambiguous_number"}
    assert [p.found for p in batch.problems] == ["3.5", "1,234"]
    assert found[:2] == [1.5, 2.5]


def test_evidence_from_another_column(table: Table, workbook: Write) -> None:
    path = workbook([[*HEAD, "SEE direct"], ["72083900", "CN", "1,234", DAY, "2.05"]])
    data = read([path], [table]).tables["imports"]
    assert data.numbers("net_mass").tolist() == [1234.0]


def test_real_error_cells(table: Table, workbook: Write) -> None:
    def fail(sheet: Any) -> None:
        sheet.write_formula("C2", "=NA()", None, "#N/A")
        sheet.write_formula("B3", "=1/0", None, "#DIV/0!")

    path = workbook([HEAD, ["72083900", "CN", None, DAY], ["72083900", None, 1.0, DAY]], then=fail)
    batch = read([path], [table])
    assert [(p.kind, p.cell, p.found) for p in batch.problems] == [
        ("error_cell", "B3", "#DIV/0!"),
        ("error_cell", "C2", "#N/A"),
    ]
    assert batch.tables["imports"].own["Net mass [t]"].tolist() == ["#N/A", 1.0]


# units


@pytest.mark.parametrize(
    ("heading", "value"), [("Net mass [kg]", 0.0015), ("净重(吨)", 1.5), ("net_mass_kg", 0.0015)]
)
def test_unit_in_heading(table: Table, workbook: Write, heading: str, value: float) -> None:
    assert masses(table, workbook, [1.5], heading)[1] == [value]


def test_unit_in_the_cell(table: Table, workbook: Write) -> None:
    batch, found = masses(table, workbook, ["1,5 t", "1500 kg", "2 MWh"], "Net mass")
    assert not kinds(batch)
    assert found == [1.5, 1.5, 2.0]
    assert batch.tables["imports"].unit_index["net_mass"].tolist() == [0, 0, 1]


def test_unit_in_its_column(table: Table, workbook: Write) -> None:
    rows = [
        ["72083900", "CN", 1500.0, DAY, unit]
        for unit in ("kg", "t", "公斤", "MWh", "ton", "MT", "lb", None, "m3", "€")
    ]
    batch = read([workbook([[*HEAD[:2], "Net mass", HEAD[3], "Unit"], *rows])], [table])
    data = batch.tables["imports"]
    assert data.numbers("net_mass")[:4].tolist() == [1.5, 1500, 1.5, 1500]
    assert data.refused["net_mass"].tolist() == [False] * 4 + [True] * 6
    assert [(p.kind, p.cell) for p in batch.problems] == [
        ("ambiguous_unit", "C6"),
        ("ambiguous_unit", "C7"),
        ("ambiguous_unit", "C8"),
        ("wrong_unit", "C10"),
        ("wrong_unit", "C11"),
        ("no_unit", "C9"),
    ]
    assert "short ton" in batch.problems.items[0].remedy


@pytest.mark.parametrize("unit", ["ton", "mt", "MT", "lb", "kt", "tonnnes", "m3"])
def test_a_doubtful_unit_in_the_heading_is_one_problem(table: Table, workbook: Write, unit: str) -> None:
    batch, _ = masses(table, workbook, [1.0, 2.0, 3.0], f"Net weight ({unit})")
    problem = only(batch)
    assert problem.kind in ("ambiguous_unit", "unknown_unit", "wrong_unit")
    assert (problem.cell, problem.found) == ("C1", unit)
    assert batch.tables["imports"].refused["net_mass"].all()


def test_no_unit_anywhere_is_one_problem(table: Table, workbook: Write) -> None:
    batch, _ = masses(table, workbook, [1.0, 2.0], "Net mass")
    assert only(batch).kind == "no_unit"
    assert batch.tables["imports"].refused["net_mass"].all()


def test_two_units(table: Table, workbook: Write) -> None:
    rows = [
        ["72083900", "CN", 1500.0, DAY, "kg"],
        ["72083900", "CN", 1500.0, DAY, "t"],
        ["72083900", "CN", "5 t", DAY, None],
    ]
    batch = read([workbook([[*HEAD[:2], "Net mass [kg]", HEAD[3], "Unit"], *rows])], [table])
    assert kinds(batch) == {"two_units"}
    assert batch.tables["imports"].refused["net_mass"].tolist() == [False, True, True]


def test_assumed_unit_is_listed(table: Table, workbook: Write) -> None:
    batch, found = column(table, workbook, "SEE direct", [2.0, 3.0])
    assert found == [2.0, 3.0]
    assert batch.assumptions == ("tCO2e/t assumed for see_direct in a.xlsx: no unit in heading or see_unit",)


def test_dimensions_of_specific_emissions(table: Table, workbook: Write) -> None:
    batch, found = column(table, workbook, "SEE direct [kgCO2e/kg N]", [2.0])
    assert not kinds(batch)
    assert found == [2.0]
    assert batch.tables["imports"].unit_index["see_direct"].tolist() == [1]
    assert column(table, workbook, "SEE direct [kgCO2e/t]", [2000.0])[1] == [2.0]


@given(st.lists(st.floats(min_value=0.001, max_value=1e9), min_size=1, max_size=8))
def test_kg_and_t_agree(table: Table, values: list[float]) -> None:
    frame = pd.DataFrame({"cn_code": "72083900", "origin": "CN", "net_mass [t]": values, "import_date": DAY})
    tonnes = read(frame, [table]).tables["imports"].numbers("net_mass")
    frame = frame.rename(columns={"net_mass [t]": "net_mass [kg]"})
    frame["net_mass [kg]"] *= 1000
    assert read(frame, [table]).tables["imports"].numbers("net_mass") == pytest.approx(tonnes, rel=1e-14)


@given(st.floats(min_value=0.001, max_value=1e12).map(lambda v: round(v, 4)))
def test_german_and_english_writing_agree(value: float) -> None:
    english = f"{value:,.4f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert numeral(english).as_point == value
    assert numeral(german).as_comma == value


# shares and years


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("N content", "46 %", 0.46),
        ("N content", 0.46, 0.46),
        ("N content [%]", 46, 0.46),
        ("N content [%]", "46%", 0.46),
    ],
)
def test_shares(table: Table, workbook: Write, heading: str, cell: Any, value: float) -> None:
    batch, found = column(table, workbook, heading, [cell])
    assert not kinds(batch)
    assert found == [pytest.approx(value)]


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        ("N content", 46, "share_above_one"),
        ("N content [%]", 0.46, "ambiguous_share"),
        ("N content", "460 %", "out_of_range"),
    ],
)
def test_doubtful_shares(table: Table, workbook: Write, heading: str, cell: Any, kind: str) -> None:
    assert only(column(table, workbook, heading, [cell])[0]).kind == kind


def test_the_question_of_a_percentage_names_its_figure(table: Table, workbook: Write) -> None:
    problem = only(column(table, workbook, "N content [%]", [0.7])[0])
    assert problem.remedy.startswith("0.7 % or 70 %? ")
    assert "'70 %' in the cells" in problem.remedy
    batch, _ = column(table, workbook, "N content [%]", [n / 100 for n in range(1, 30)])
    assert {p.remedy for p in batch.problems} == {
        "write shares of 1 under a heading without %, or the % sign in the cells"
    }


def test_years(table: Table, workbook: Write) -> None:
    batch, found = column(table, workbook, "Production year", [2026, "2025", "2024年", 2026.5, 26])
    assert found[:3] == [2026, 2025, 2024]
    assert kinds(batch) == {"not_a_year"}


# dates


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2026, 2, 15, 13, 30),
        46068,
        46068.75,
        "46068",
        "2026-02-15",
        "15.02.2026",
        "15/02/2026",
        "2026/2/15",
        "2026年2月15日",
        "15-Feb-2026",
        "20260215",
        20260215,
        "2026-02-15T10:00:00Z",
        "15.2.2026 10:30",
        "February 15, 2026",
        "２０２６-０２-１５",
        "２０２６-02-15",
        "15 February 2026",
    ],
)
def test_dates(table: Table, workbook: Write, cell: Any) -> None:
    batch = read([workbook([HEAD, ["72083900", "CN", 1.0, cell]])], [table])
    assert not kinds(batch)
    assert batch.tables["imports"].days("import_date").tolist() == [DAYS]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("03/04/2026", "ambiguous_date"),
        ("03-04-2026", "ambiguous_date"),
        ("31.02.2026", "no_such_date"),
        ("2026-13-01", "no_such_date"),
        ("soon", "not_a_date"),
        (5.0, "not_a_date"),
        (True, "not_a_date"),
        (time(12, 0), "not_a_date"),
        ("#N/A", "error_cell"),
        (None, "empty_cell"),
        ("15.02.26", "not_a_date"),
    ],
)
def test_dates_refused(table: Table, workbook: Write, cell: Any, kind: str) -> None:
    batch = read([workbook([HEAD, ["72083900", "CN", 1.0, cell]])], [table])
    assert only(batch).kind == kind
    assert batch.tables["imports"].days("import_date").tolist() == [NO_DATE]


@pytest.mark.parametrize(("proof", "day"), [("15/02/2026", "2026-04-03"), ("02/15/2026", "2026-03-04")])
def test_the_order_of_day_and_month_is_proven_by_the_file(
    table: Table, workbook: Write, proof: str, day: str
) -> None:
    rows = [["72083900", "CN", 1.0, cell] for cell in ("03/04/2026", proof)]
    batch = read([workbook([HEAD, *rows])], [table])
    assert not kinds(batch)
    found = batch.tables["imports"].days("import_date").tolist()
    assert found == [(date.fromisoformat(day) - date(1970, 1, 1)).days, DAYS]


# codes and texts


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (72083900.0, "72083900"),
        ("7208 39 00", "72083900"),
        ("7208.39.00", "72083900"),
        ("07099960", "07099960"),
        ("7.20839E+07", "7.20839E+07"),
        (7208.5, "7208.5"),
        ("7208 39 00 00 ", "7208390000"),
        ("72083900x", "72083900x"),
        ("7208-39-00", "72083900"),
        ("72083900\u00a0", "72083900"),
    ],
)
def test_codes(table: Table, workbook: Write, cell: Any, text: str) -> None:
    data = read([workbook([HEAD, [cell, "NA", 1.0, DAY]])], [table]).tables["imports"]
    assert data.coded("cn_code").texts().tolist() == [text]
    assert data.coded("origin").texts().tolist() == ["NA"]


# csv


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


CHINESE = "海关编码,原产国,净重(吨),进口日期,供应商\n07099960,NA,12.5,2026-02-15,宝钢\n"
TRADITIONAL = "海關編碼,原產國,淨重(噸),進口日期,供應商\n07099960,NA,12.5,2026-02-15,寶鋼\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_csv_encodings(table: Table, tmp_path: Path, encoding: str) -> None:
    text = (
        CHINESE
        if encoding != "big5"
        else "海關編碼,原產國,淨重(噸),進口日期,供應商\n07099960,NA,12.5,2026-02-15,寶鋼\n"
    )
    batch = read([csv_file(tmp_path, text, encoding)], [table])
    data = batch.tables["imports"]
    assert not kinds(batch)
    assert data.coded("cn_code").texts().tolist() == ["07099960"]
    assert data.coded("origin").texts().tolist() == ["NA"]
    assert data.coded("supplier").texts().tolist() == ["宝钢" if encoding != "big5" else "寶鋼"]
    assert data.numbers("net_mass").tolist() == [12.5]
    assert bool(batch.assumptions) == (encoding in ("gb18030", "big5"))


def test_csv_western(table: Table, tmp_path: Path) -> None:
    text = "Warennummer;Ursprungsland;Eigenmasse (t);Einfuhrdatum;Lieferant\n"
    text += "72083900;Türkei;1.234,5;15.02.2026;Größe\n"
    batch = read([csv_file(tmp_path, text, "cp1252")], [table])
    data = batch.tables["imports"]
    assert not kinds(batch)
    assert data.coded("origin").texts().tolist() == ["Türkei"]
    assert data.coded("supplier").texts().tolist() == ["Größe"]
    assert data.numbers("net_mass").tolist() == [1234.5]


def test_semicolon_csv(table: Table, tmp_path: Path) -> None:
    head = "CN code;Origin;Net mass [t];Import date\n"
    rows = [f"72083900;CN;{mass};2026-02-15\n" for mass in ("12,5", "1.234", "2,125", "7")]
    batch = read([csv_file(tmp_path, head + "".join(rows))], [table])
    assert batch.tables["imports"].numbers("net_mass").tolist() == [12.5, 1234, 2.125, 7]
    batch = read([csv_file(tmp_path, head + rows[1] * 2)], [table])
    assert [(p.kind, p.cell, p.found) for p in batch.problems] == [
        ("ambiguous_number", "C2", "1.234"),
        ("ambiguous_number", "C3", "1.234"),
    ]
    batch = read([csv_file(tmp_path, head + rows[1] + "72083900;CN;12.5;2026-02-15\n")], [table])
    assert batch.tables["imports"].numbers("net_mass").tolist() == [1.234, 12.5]


def test_comma_csv_reads_a_point_as_decimal(table: Table, tmp_path: Path) -> None:
    text = "CN code,Origin,Net mass [t],Import date\n72083900,CN,1.234,2026-02-15\n"
    text += '72083900,CN,"1,234",2026-02-15\n'
    batch = read([csv_file(tmp_path, text)], [table])
    assert batch.tables["imports"].numbers("net_mass")[0] == 1.234
    assert only(batch).cell == "C3"


def test_csv_with_titles_tabs_and_ragged_lines(table: Table, tmp_path: Path) -> None:
    text = "Our imports\r\n\r\nCN code\tOrigin\tNet mass [t]\tImport date\r\n"
    text += "72083900\tCN\t5\t2026-02-15\textra\r\n\r\n76\tTR\t1\r\n"
    batch = read([csv_file(tmp_path, text)], [table])
    data = batch.tables["imports"]
    assert data.row_number.tolist() == [4, 6]
    assert [(p.kind, p.cell) for p in batch.problems] == [("empty_cell", "D6")]
    assert list(data.own)[-1] == "Column E"


def test_csv_two_tables_and_totals(table: Table, tmp_path: Path) -> None:
    head = "CN code,Origin,Net mass [t],Import date\n"
    row = "72083900,CN,5,2026-02-15\n"
    data = read([csv_file(tmp_path, head + row * 3 + "Total,,15,\n\n" + head + row)], [table]).tables[
        "imports"
    ]
    assert data.row_number.tolist() == [2, 3, 4, 8]
    assert len(data.places) == 2


def test_order_of_csv_columns_changes_nothing(table: Table, tmp_path: Path) -> None:
    frame = pd.DataFrame([["72083900", "CN", "5", "2026-02-15"]], columns=HEAD)
    for order in (HEAD, HEAD[::-1]):
        frame[order].to_csv(tmp_path / "a.csv", index=False)
        data = read([tmp_path / "a.csv"], [table]).tables["imports"]
        assert data.numbers("net_mass").tolist() == [5.0]
