"""The declaration pages of a workbook: every field or where to fill it, provisional, no formula injected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.batteries.declaration import Blocked, Declaration
from calc.report.atomic import zip_file
from calc.report.book import Book
from calc.report.declaration import MOST_LINES, MOST_PAGES, sheet_names, write_declarations

EVIL = '=HYPERLINK("http://x","y")'
Written = Callable[[Sequence[Declaration]], Any]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(models: Sequence[Declaration], values: bool = False) -> Any:
        path = tmp_path / "out.xlsx"
        with TemporaryDirectory() as folder, zip_file(path) as file:
            book = Book(file, folder)
            book.sheet("Summary")
            write_declarations(book, models)
            book.close()
        return openpyxl.load_workbook(path, data_only=values)

    return write


def texts(sheet: Any) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_every_field_has_its_value(made: SimpleNamespace, written: Written) -> None:
    sheet = written([made.declaration()])["Declaration PB-60 LFP"]
    said = texts(sheet)
    for value in ("Example Cells Co., Ltd.", "PB-60 LFP", "Plant A, Ningde", "DoC-2026-17"):
        assert value in said
    assert "https://example.com/study.pdf" in said
    labels = [text for text in said if text.startswith("(")]
    assert [label[:3] for label in labels] == ["(a)", "(a)", "(b)", "(c)", "(c)", "(d)", "(e)", "(f)", "(g)"]
    assert any(text.startswith("PROVISIONAL.") for text in said)
    assert not any("compliant" in text.lower() for text in said)
    assert "not yet fixed" in said
    assert "sha256:0123" in said


def test_a_missing_field_says_where_to_fill_it(made: SimpleNamespace, written: Written) -> None:
    said = texts(written([made.without("manufacturer", "study_link")])["Declaration PB-60 LFP"])
    assert f"missing: fill {made.cells()['manufacturer']}" in said
    assert f"missing: fill {made.cells()['study_link']}" in said


def test_the_stages_add_up_by_formula(made: SimpleNamespace, written: Written) -> None:
    models = [made.declaration()]
    formulas = written(models)["Declaration PB-60 LFP"]
    values = written(models, values=True)["Declaration PB-60 LFP"]
    total = next(cell for cell in formulas["A"] if cell.value == "All stages")
    assert formulas.cell(total.row, 5).value == f"=SUM(E{total.row - 4}:E{total.row - 1})"
    assert values.cell(total.row, 5).value == pytest.approx(sum(made.footprint.values()))
    assert values.cell(total.row, 2).value == pytest.approx(3930 / 27360)
    assert values.cell(total.row - 4, 6).value == pytest.approx(100 * 2900.25 / 3930)
    assert len(formulas._charts) == 1


def test_what_is_not_known_is_no_zero(made: SimpleNamespace, written: Written) -> None:
    nan = float("nan")
    unknown = tuple(type(f)(f.stage, f.kgco2e, nan, f.per_kwh_capacity, nan) for f in made.stages())
    model = made.declaration(
        stages=unknown, energy_delivered_kwh=nan, reference_flow_kg_per_kwh=nan, primary_data_share=nan,
        distribution_included=False, provisional=(), dates=(), functional_unit="",
    )  # fmt: skip
    sheet = written([model])["Declaration PB-60 LFP"]
    total = next(cell for cell in sheet["A"] if cell.value == "All stages")
    assert sheet.cell(total.row, 2).value is None
    assert sheet.cell(total.row, 5).value is not None
    assert not sheet._charts
    assert texts(sheet).count("not known") >= 4
    assert "The rule set leaves distribution out of the total." in texts(sheet)
    assert "not known: the energy delivered over service life is not known" in texts(sheet)


def test_lines_that_block_are_listed(made: SimpleNamespace, written: Written) -> None:
    said = texts(written([made.declaration(blocked=made.blocked)])["Declaration PB-60 LFP"])
    assert "models.xlsx: Materials: row 12" in said
    assert "Cathode is an archetype. Give the plant's own amount." in said
    many = tuple(Blocked(f"row {n}", "x", "") for n in range(MOST_LINES + 7))
    said = texts(written([made.declaration(blocked=many)])["Declaration PB-60 LFP"])
    assert "... and 7 more" in said


def test_warnings_and_sources_are_shown(made: SimpleNamespace, written: Written) -> None:
    model = made.declaration(warnings=("30 is outside 34 to 150",), sources=(("EverBatt", "2023"),))
    said = texts(written([model])["Declaration PB-60 LFP"])
    assert "30 is outside 34 to 150." in said
    assert "EverBatt, 2023" in said


def test_texts_of_the_user_are_no_formulas(made: SimpleNamespace, written: Written) -> None:
    model = made.declaration(
        model=EVIL,
        product={**made.product, "manufacturer": EVIL, "plant": "+1", "study_link": "<r>x</r>"},
        blocked=(Blocked(EVIL, EVIL, EVIL),),
        warnings=(EVIL,),
    )
    book = written([model])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.value.startswith(("=SUM(", "=100*E"))
    assert EVIL in texts(book.worksheets[1])


def test_more_models_than_pages_are_a_list(made: SimpleNamespace, written: Written) -> None:
    book = written([made.declaration(model=f"M{n}") for n in range(MOST_PAGES + 3)])
    assert len(book.sheetnames) == 1 + 1 + MOST_PAGES
    rows = list(book["Declarations"].iter_rows(min_row=6, values_only=True))
    assert [row[0] for row in rows] == [f"M{n}" for n in range(MOST_PAGES + 3)]
    assert rows[0][6] == "Declaration M0"
    assert rows[-1][6] is None


def test_no_page_for_no_model(written: Written) -> None:
    assert written([]).sheetnames == ["Summary"]


def test_hostile_names_make_pages(made: SimpleNamespace, written: Written) -> None:
    names = [
        "a/b",
        "a:b",
        "[x]",
        "'q'",
        "History",
        "x" * 500,
        "电" * 60,
        "😀" * 40,
        "",
        "A",
        "a",
        EVIL,
        "\x00",
    ]
    book = written([made.declaration(model=name) for name in names])
    assert len(book.sheetnames) == 1 + len(names)


@given(st.lists(st.text(), max_size=8))
def test_names_of_sheets(models: list[str]) -> None:
    names = sheet_names(models)
    assert len({name.casefold() for name in names}) == len(models)
    for name in names:
        assert len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\'")
        assert name == name.strip()
        assert name.startswith("Declaration ")


def test_a_stage_without_lines_is_not_stated(made: SimpleNamespace, written: Written) -> None:
    short = made.declaration(stages=(*made.stages()[:3], made.stages()[-1]), distribution_included=False)
    said = texts(written([short])["Declaration PB-60 LFP"])
    assert said.count("not stated") == 4
    assert "Not in the total, because no line of the model states it: End of life and recycling." in said
