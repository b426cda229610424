"""Recycled content: states, bad input, what is said of Art. 8, and where each figure comes from."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

import calc
from calc.engine.errors import QUESTION
from calc.engine.ledger import Ledger
from calc.recycled_content.content import SUBJECT
from calc.recycled_content.status import ARTICLE_8, STATUSES
from calc.report.template import write_template
from calc.report.terminal import print_report

ROW = {
    "model": "A",
    "plant": "P",
    "year": 2032,
    "category": "EV",
    "placed_on_market": "2032-01-31",
    "metal": "Ni",
    "mass": "10 kg",
    "recovered_pre": "0.2",
    "recovered_post": "0.5",
}
CASES = [
    ({}, "computed", ""),
    ({"metal": "nikel"}, "unknown_metal", "did you mean nickel"),
    ({"category": "EW"}, "unknown_category", "the category decides"),
    ({"mass": "0", "recovered_pre": "0", "recovered_post": "0"}, "no_mass", "above 0"),
    ({"recovered_pre": "", "recovered_post": ""}, "not_given", "0 where there is none"),
    ({"recovered_post": "9.9"}, "above_mass", "0.2 + 9.9 kg recovered of 10"),
    ({"mass": "-1"}, "invalid", ""),
    ({"mass": ""}, "invalid", ""),
    ({"mass": "10 lb"}, "invalid", ""),
    ({"model": ""}, "invalid", ""),
    ({"placed_on_market": "next year"}, "invalid", ""),
]


def run(*rows: dict[str, object], **options: object) -> Ledger:
    return calc.run(pd.DataFrame(list(rows)), subject="recycled-content", **options)


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, object], status: str, said: str) -> None:
    other = {**ROW, "model": "B"}
    ledger = run({**ROW, **cells}, other)
    assert ledger.result_frame()["status"].tolist() == [status, "computed"]
    assert said in " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert np.isnan(ledger.numbers("share_percent")[0]) == (status != "computed")
    assert "Status:" in ledger.explain(0)


def test_a_refused_row_leaves_its_model_plant_year_and_metal_without_share() -> None:
    ledger = run(ROW, {**ROW, "mass": "-2"}, {**ROW, "metal": "Li"}, {**ROW, "year": 2033})
    assert ledger.result_frame()["status"].tolist() == ["incomplete", "invalid", "computed", "computed"]
    assert any("another row" in p.found for p in ledger.problems)
    assert {case[1] for case in CASES} | {"incomplete"} == set(STATUSES)


def test_it_says_that_the_method_is_not_adopted() -> None:
    ledger = run(ROW)
    said = " ".join(ledger.headline) + " ".join(a.text for a in ledger.assumptions)
    assert "not yet fixed" in said
    assert "our reading" in said
    assert "not yet fixed" in ledger.explain(0)
    assert "compliant" not in said + ledger.explain(0)


def test_an_industrial_battery_without_capacity_rests_on_an_assumption() -> None:
    row = {**ROW, "category": "industrial"}
    assert run(row).assumed_rows.tolist() == [True]
    assert run(row).frame()["article_8"].tolist() == ["met"]
    assert run(row, assume={"capacity_unknown": "out_of_scope"}).frame()["article_8"].tolist() == [
        "out of scope"
    ]
    assert run({**row, "capacity": "500 Wh"}).frame()["article_8"].tolist() == ["out of scope"]
    assert run({**row, "capacity": "60 kWh"}).assumed_rows.tolist() == [False]


@pytest.mark.parametrize(
    ("empty", "other"), [("recovered_pre", "recovered_post"), ("recovered_post", "recovered_pre")]
)
def test_one_recovered_mass_left_empty_is_asked_about(empty: str, other: str) -> None:
    zero = {**ROW, "model": "B", empty: "0"}
    ledger = run({**ROW, empty: ""}, zero)
    assert ledger.result_frame()["status"].tolist() == ["computed", "computed"]
    assert [(p.severity, p.kind, p.column, p.row) for p in ledger.problems] == [
        (QUESTION, "one_source", empty, ledger.data.row_number[0])
    ]
    (asked,) = ledger.problems
    assert other in asked.found
    assert "may be too low" in asked.remedy
    assert not list(run(ROW, zero).problems)


def test_a_sheet_without_one_recovered_mass_is_asked_about_once() -> None:
    rows = [{k: v for k, v in {**ROW, "model": m}.items() if k != "recovered_pre"} for m in "ABC"]
    (asked,) = run(*rows).problems
    assert (asked.severity, asked.count) == (QUESTION, 1)
    assert "no row has recovered_pre" in asked.found


def test_the_report_fits_a_terminal_of_80_columns() -> None:
    late = {**ROW, "model": "Bicycle 500 with frame", "category": "LMT"}
    console = Console(file=io.StringIO(), width=80, highlight=False)
    print_report(
        run(late, {**ROW, "recovered_pre": ""}, {**ROW, "model": "C", "category": "portable", "metal": "Li"}),
        console,
    )
    said = [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    for line in (
        "model              year  metal    share %  on its day          of 2031  of 2036",
        "Bicycle 500 with…  2032  nickel      7.00  not yet applicable             -8.00",
        "A                  2032  nickel      5.00  missed                -1.00   -10.00",
        "C                  2032  lithium     7.00  out of scope",
    ):
        assert line in said, said
    assert "Problems: 1 question" in said


def test_every_answer_is_met() -> None:
    rows = [
        ROW,
        {**ROW, "metal": "Co"},
        {**ROW, "model": "B", "placed_on_market": "2030-01-01"},
        {**ROW, "metal": "Cu"},
        {**ROW, "model": "C", "category": "portable"},
        {**ROW, "model": "D", "placed_on_market": ""},
    ]
    assert run(*rows).frame()["article_8"].tolist() == list(ARTICLE_8)


def test_headings_in_chinese() -> None:
    names = {
        "model": "电池型号",
        "plant": "工厂",
        "year": "生产年份",
        "category": "电池类别",
        "placed_on_market": "投放市场日期",
        "metal": "金属",
        "mass": "质量（kg）",
        "recovered_pre": "消费前回收量",
        "recovered_post": "消费后回收量",
    }
    row = {names[k]: v for k, v in {**ROW, "mass": 10, "metal": "镍", "category": "电动汽车电池"}.items()}
    ledger = calc.run(pd.DataFrame([row]))
    assert ledger.subject.name == "recycled-content"
    assert ledger.numbers("share_percent")[0] == 7


def test_explanation_names_the_article_and_its_day() -> None:
    said = run(ROW).explain(0)
    for part in (
        "Status: computed.\n",
        "Art. 8(2)",
        "0.7 kg / 10 kg = 7 %",
        "from 2031-08-18",
        "minimum from 2036 15 %: missed",
    ):
        assert part in said


def test_law_before_it_was_published_answers_nothing() -> None:
    ledger = run(ROW, law_known_on=date(2023, 1, 1))
    assert ledger.frame()["article_8"].tolist() == ["not yet applicable"]


def test_a_template_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(SUBJECT, path)
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value.split(" [")[0] for cell in sheet[1]]
    for n, name in enumerate(headings, 1):
        sheet.cell(2, n, ROW.get(name, ""))
    book.save(path)
    assert calc.run(path).numbers("share_percent").tolist() == [7]


def test_reports_are_written(tmp_path: Path) -> None:
    ledger = run(ROW, {**ROW, "metal": "nikel"})
    for ending in ("xlsx", "csv", "json"):
        ledger.write(tmp_path / f"report.{ending}")
        assert (tmp_path / f"report.{ending}").stat().st_size > 0
