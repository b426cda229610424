"""What stands on the sheets of a workbook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import calc
from calc.engine.ledger import Ledger
from calc.report import excel
from calc.report.book import LONGEST, lines_of, safe_text, serial
from calc.report.terms import digits_for

from .conftest import EVIL, HEADINGS, ROWS

SHEETS = ["Summary", "Rows", "References", "Assumptions", "Problems", "Manifest"]


def values(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))


def first_column(path: Path, sheet: str) -> list[str]:
    return [str(row[0]) for row in values(path, sheet) if row and row[0] is not None]


@pytest.fixture
def path(ledger: Ledger, tmp_path: Path) -> Path:
    ledger.write(tmp_path / "out.xlsx")
    return tmp_path / "out.xlsx"


def test_sheets_in_order(path: Path) -> None:
    assert load_workbook(path).sheetnames == SHEETS


def test_rows_headings(path: Path, ledger: Ledger) -> None:
    rows = values(path, "Rows")
    assert list(rows[1]) == HEADINGS + [line.name for line in ledger.lines]
    assert "Cost [EUR]" in rows[0]
    assert len(rows) == 2 + len(ROWS)
    sheet = load_workbook(path)["Rows"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.print_title_rows == "$1:$2"


def test_user_text_is_never_a_formula(path: Path) -> None:
    column = HEADINGS.index("Supplier") + 1
    sheet = load_workbook(path)["Rows"]
    cells = [sheet.cell(3 + n, column) for n in range(len(EVIL))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    assert [cell.value.strip() for cell in cells] == list(EVIL)


def test_formulas_carry_their_values(path: Path, ledger: Ledger) -> None:
    rows = values(path, "Rows")
    column = rows[1].index("cost_eur")
    found = [row[column] for row in rows[2:]]
    assert [np.nan if v is None else v for v in found] == pytest.approx(
        ledger.numbers("cost_eur").tolist(), nan_ok=True
    )
    assert load_workbook(path)["Rows"].cell(3, column + 1).value.startswith("=")


def test_no_sheet_holds_a_raw_nan(path: Path) -> None:
    for sheet in SHEETS:
        texts = {str(cell).lower() for row in values(path, sheet) for cell in row}
        assert not texts & {"nan", "nat", "inf", "<na>", "#num!", "-1"}, sheet


def test_summary_says_what_it_rests_on(path: Path, ledger: Ledger) -> None:
    column = first_column(path, "Summary")
    assert column[0] == ledger.subject.title
    assert "eu-cbam" in column[1]
    assert "all that is known" in column[1]
    sections = ("Totals", "By country of origin", "By goods code", "The same goods in every year 2026–2034")
    for text in (
        *sections,
        "Threshold by importer and year",
        "China",
        "7208 39 00",
        "2034",
        "Kleinimport KG",
    ):
        assert text in column
    rows = {row[0]: row for row in values(path, "Summary") if row[0] is not None}
    assert rows["Rows in"][1] == rows["Rows computed"][1] + rows["Rows open or refused"][1] == len(ledger)
    assert rows["All rows"][1] == len(ledger)
    whole = np.ceil(round(ledger.total("certificates"), 6))
    assert rows["Certificates, whole"][1] == whole
    assert len(load_workbook(path)["Summary"]._charts) == 3


def test_mass_is_accounted_for(path: Path, ledger: Ledger) -> None:
    rows = values(path, "Summary")
    start = next(n for n, row in enumerate(rows) if row[0] == "Status")
    end = next(n for n, row in enumerate(rows) if row[0] == "All rows")
    assert sum(row[2] for row in rows[start + 1 : end]) == pytest.approx(
        np.nansum(ledger.data.numbers("net_mass"))
    )


def test_references_are_those_used(path: Path, ledger: Ledger) -> None:
    used = {k for line in ledger.lines if line.kind == "reference" for k in ledger.count(line.name)}
    rows = values(path, "References")[4:]
    assert {row[0] for row in rows} == used
    assert all(row[1] and row[5] and row[6] for row in rows if "default_values" in row[0])
    count = next(row[4] for row in rows if row[0] == "eu.cbam.certificate_price@2026Q1")
    assert count == ledger.count("certificate_price_reference")["eu.cbam.certificate_price@2026Q1"]


def test_problems_are_sorted_and_complete(path: Path, ledger: Ledger) -> None:
    rows = values(path, "Problems")
    severities = [row[0] for row in rows[4:]]
    assert severities == sorted(severities, key=["refused", "question", "note"].index)
    assert len(severities) == len(ledger.problems)
    assert str(ledger.problems.total()) in rows[1][0]


def test_no_problems_says_so(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"cn_code": ["72083900"], "origin": ["CN"], "net_mass [t]": [9.0], "import_date": ["2026-02-15"]}
    )
    calc.run(frame).write(tmp_path / "out.xlsx")
    assert "No problem was found." in first_column(tmp_path / "out.xlsx", "Problems")


def test_manifest_restores_the_options(source: Path, tmp_path: Path) -> None:
    calc.run(source, price="2026Q2=80", law_known_on=date(2026, 11, 1)).write(tmp_path / "out.xlsx")
    cells = {row[0]: row[1] for row in values(tmp_path / "out.xlsx", "Manifest")}
    options = json.loads(cells["options_json"])
    assert options["price"] == "2026Q2=80"
    assert options["law_known_on"] == "2026-11-01"
    assert len(cells["inputs[1].sha256"]) == 64
    assert cells["factors_sha256"]


def test_rows_beyond_a_sheet_go_beside_it(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 10)
    ledger.write(tmp_path / "out.xlsx")
    assert "Rows" not in load_workbook(tmp_path / "out.xlsx").sheetnames
    assert "out_rows.parquet" in " ".join(first_column(tmp_path / "out.xlsx", "Summary"))
    assert len(pd.read_parquet(tmp_path / "out_rows.parquet")) == len(ledger)
    sheet = load_workbook(tmp_path / "out.xlsx")["Summary"]
    assert not any("Rows!" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_rows_beside_a_failed_workbook_are_removed(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(excel, "MOST_ROWS", 10)
    monkeypatch.setattr(excel, "write_manifest", broken)
    with pytest.raises(KeyboardInterrupt):
        ledger.write(tmp_path / "out.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_an_empty_ledger_has_its_sheets(ledger: Ledger, tmp_path: Path) -> None:
    frame = pd.DataFrame({"cn_code": [], "origin": [], "net_mass [t]": [], "import_date": []}, dtype=object)
    calc.run(frame).write(tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx").sheetnames == SHEETS


def with_own(ledger: Ledger, **columns: Sequence[Any]) -> Ledger:
    own = ledger.data.own.assign(
        **{
            name: pd.Series(list(cells) + [None] * (len(ledger) - len(cells)), dtype=object)
            for name, cells in columns.items()
        }
    )
    return replace(ledger, data=replace(ledger.data, own=own))


def test_cells_keep_their_type(ledger: Ledger, tmp_path: Path) -> None:
    cells = [
        7,
        2.5,
        True,
        "007",
        date(2026, 2, 15),
        datetime(2026, 2, 15, 8, 30),
        10**17,
        float("inf"),
        float("nan"),
        pd.Timestamp("2026-03-01"),
        date(1899, 1, 1),
        "\ud800x",
        "x" * 40_000,
    ]
    with_own(ledger, mixed=cells).write(tmp_path / "out.xlsx")
    rows = values(tmp_path / "out.xlsx", "Rows")
    column = rows[1].index("mixed")
    found = [row[column] for row in rows[2 : 2 + len(cells)]]
    assert found[:7] == [
        7,
        2.5,
        True,
        "007",
        datetime(2026, 2, 15),
        datetime(2026, 2, 15, 8, 30),
        str(10**17),
    ]
    assert found[7:11] == ["inf", None, datetime(2026, 3, 1), "1899-01-01"]
    assert found[11] == "\ufffdx"
    assert found[12].endswith("[40000 characters, cut to fit a cell]")


def test_helpers() -> None:
    assert safe_text("plain") == "plain"
    assert safe_text("<r>x</r>").startswith(" ")
    assert len(safe_text("😀" * 20_000).encode("utf-16-le")) // 2 <= LONGEST
    assert serial(date(2026, 2, 15)) == 46068
    assert np.isnan(serial(date(1900, 1, 1)))
    assert [digits_for(v, 3) for v in (0.5, 5_000, 50_000)] == [3, 1, 0]
    assert lines_of("a\nb", 10) == 2
    assert lines_of("中" * 20, 11) == 4
