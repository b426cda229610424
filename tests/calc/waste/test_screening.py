"""Flags with source and date, alternatives side by side, and what is never said: that a trade is lawful."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import calc
from calc.engine.ledger import Ledger
from calc.waste.screening import ADVICE, screening
from factors import load

ROWS = [
    {"good": "copper scrap", "treatment": "recycling", "destination": "China", "case": "A", "lot": "1"},
    {"good": "copper scrap", "treatment": "landfill", "destination": "", "case": "a ", "lot": "2"},
    {
        "good": "lithium-ion batteries",
        "treatment": "recycling",
        "destination": "Thailand",
        "case": "B",
        "lot": "3",
    },
    {"good": "paper", "treatment": "recycling", "destination": "Thailand", "case": "", "lot": "4"},
    {"good": "glass", "treatment": "recycling", "destination": "China", "case": "", "lot": "5"},
    {"good": "copper scrap", "treatment": "recycling", "destination": "Thailand", "case": "A", "lot": "6"},
    {"good": "coper scrap", "treatment": "recycling", "destination": "Thailand", "case": "A", "lot": "7"},
]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    usual = {"mass [t]": 10.0, "origin": "Japan", "date": "2026-03-02", "hs_code": ""}
    return calc.run(pd.DataFrame([{**usual, **row} for row in ROWS]))


def test_flags_name_entry_source_and_day(ledger: Ledger) -> None:
    said = ledger.coded("screening").texts()
    assert "Basel B1010: no PIC" in said[0]
    assert "China 7404000030: free import" in said[0]
    assert "2024 No. 23" in said[0]
    assert "UN: none held" in said[0]
    assert "China" not in said[1]
    assert "UN UN3480: class 9" in said[2]
    assert "Basel A1181: PIC" in said[2]
    assert "since 2025-01-01" in said[2]
    for flag in said[2].split(" | "):
        assert "checked 2026-11-21]" in flag
    assert list(ledger.coded("pic").texts()[:3]) == ["PIC or no PIC", "no border", "PIC or no PIC"]


def test_a_good_without_a_basel_entry_says_none_held(ledger: Ledger) -> None:
    assert ledger.coded("basel_entries").texts()[4] == "none held"
    assert ledger.coded("pic").texts()[4] == "none held"
    assert ledger.coded("china_import").texts()[4] == "prohibited"
    assert "none held is no clearance" in ledger.explain(4)


def test_alternatives_stand_side_by_side_the_least_net_first(ledger: Ledger) -> None:
    lines = ledger.groups["alternatives"]
    assert [line.row for line in lines] == ["1", "6", "2", "7"]  # B has one row only
    assert {line.case for line in lines} == {"A"}
    assert [line.remark for line in lines] == ["least net", "least net", "", "unknown_good"]
    first = lines[0]
    assert first.way == "Japan to China"
    assert first.net_tco2e_per_t == pytest.approx(0.19842 - 2.66)
    assert first.damage_uba_eur_per_t == pytest.approx(195 * (0.19842 - 2.66))
    assert first.china_import == "free if recycled raw material, else prohibited"
    assert lines[2].way == "Japan"


def test_the_report_says_that_this_is_no_advice(ledger: Ledger, tmp_path: Path) -> None:
    assert ADVICE in ledger.headline
    assert all(ADVICE in ledger.explain(row) for row in range(6))
    ledger.write(tmp_path / "out.xlsx")
    summary = openpyxl.load_workbook(tmp_path / "out.xlsx")["Summary"]
    cells = [str(cell) for row in summary.iter_rows(values_only=True) for cell in row if cell]
    assert ADVICE in cells
    assert "Alternatives side by side, per tonne" in cells
    assert any(cell.startswith("Screening with source") for cell in cells)


def test_a_code_of_another_good_is_noted() -> None:
    rows = [
        {
            "good": "copper scrap",
            "mass [t]": 1,
            "treatment": "recycling",
            "hs_code": code,
            "date": "2026-03-02",
        }
        for code in ("7404", "7404.00", "74040000", "7602", "")
    ]
    notes = calc.run(pd.DataFrame(rows)).coded("note").texts()
    assert ["the HS code is none of those held" in note for note in notes] == [False] * 3 + [True, False]


def test_past_the_check_the_lists_are_assumed() -> None:
    row = {"good": "copper scrap", "mass [t]": 1, "treatment": "recycling", "date": "2027-03-02"}
    ledger = calc.run(pd.DataFrame([row]))
    assert "the day is past the check of the lists" in ledger.coded("note").texts()[0]
    assert ledger.assumed_rows.tolist() == [True]


def test_before_a_list_was_seen_nothing_is_claimed() -> None:
    found = screening(load(), "copper scrap", "", date(2018, 1, 1), crossed=True, into_china=True)
    assert found.basel.startswith("B1010 (not held on the day)")
    assert found.pic == found.china == "none held"


def test_without_a_day_only_the_undated_is_shown() -> None:
    found = screening(load(), "lead-acid batteries", "", None, crossed=None, into_china=False)
    assert found.un.startswith("UN2794 class 8")
    assert found.basel == found.pic == found.china == ""


def test_a_report_read_again_is_the_same_list(ledger: Ledger, tmp_path: Path) -> None:
    """No small table of the summary is taken for a sheet of waste."""
    ledger.write(tmp_path / "out.xlsx")
    again = calc.run(tmp_path / "out.xlsx")
    assert len(again) == len(ledger)
    assert again.totals() == ledger.totals()


def test_an_empty_sheet_has_its_report(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("good,mass [t],treatment,freight_mode,freight_distance\n", encoding="utf-8")
    ledger = calc.run(path)
    assert len(ledger) == 0
    ledger.write(tmp_path / "out.xlsx")
    assert list(ledger.groups["alternatives"]) == list(ledger.groups["flags"]) == []
