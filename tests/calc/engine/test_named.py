"""Columns of figures and names, such as the grid of a smelter; quantities as traders of metals write them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.engine.errors import Problem
from calc.engine.model import Batch, Coded, Table, TableData
from calc.engine.named import with_unit
from calc.engine.numerals import begins_figure
from calc.engine.pipeline import redacted
from calc.engine.placing import cell, written
from calc.engine.read import read

Write = Callable[..., Path]


def frame(grid: Any, heading: str = "grid") -> pd.DataFrame:
    return pd.DataFrame({"material": "aluminium", "mass [t]": 1.0, heading: grid})


def cells(grid: list[Any], heading: str = "grid") -> pd.DataFrame:
    return frame(pd.Series(grid, dtype=object), heading)


def kinds(batch: Batch) -> set[str]:
    return {kind for _, kind, _ in batch.problems.counted}


def only(batch: Batch) -> Problem:
    assert len(batch.problems) == 1, [*batch.problems]
    return batch.problems.items[0]


def figures(data: TableData, name: str = "grid") -> list[float]:
    found = data.numbers(name)
    assert found is not None
    return found.tolist()


def names(data: TableData, name: str = "grid") -> list[str]:
    found = data.coded(f"{name}.name")
    assert found is not None
    return found.texts().tolist()


@pytest.mark.parametrize(
    ("content", "value", "unit"),
    [
        ("28.33 g/kWh", 28.33, 1),
        ("28,33 g/kWh", 28.33, 1),
        ("0.45 kg/kWh", 450.0, 1),
        (".45 kg/kWh", 450.0, 1),
        ("0.45 t/MWh", 450.0, 1),
        ("450kg/MWh", 450.0, 1),
        ("450 gCO2/kWh", 450.0, 0),
        ("450 g CO2e/kWh", 450.0, 0),
        ("450 gCO2eq/kWh", 450.0, 0),
        ("0.45 kgCO2e/kWh", 450.0, 0),
        ("0.45 kg CO2/kWh", 450.0, 0),
        ("0.45 tCO2/MWh", 450.0, 0),
        ("0.45 tCO₂e/MWh", 450.0, 0),
        ("450克/千瓦时", 450.0, 1),
        ("0.45 千克/千瓦时", 450.0, 1),
        ("0.45吨/兆瓦时", 450.0, 1),
        ("４５０ g/kWh", 450.0, 1),
        ("0 g/kWh", 0.0, 1),
    ],
)
def test_figures(metals: Table, content: str, value: float, unit: int) -> None:
    batch = read(cells([content, "Yunnan"]), [metals])
    data = batch.tables["metals"]
    assert not kinds(batch)
    assert figures(data)[0] == pytest.approx(value, rel=1e-15)
    assert data.unit_index["grid"][0] == unit
    assert names(data) == ["", "Yunnan"]
    assert np.isnan(figures(data)[1])


@pytest.mark.parametrize(
    "name",
    [
        "Yunnan",
        "CN-YN",
        "中国",
        "EU-27",
        " Türkiye ",
        "云南省",
        "World",
        "US-TX",
        "Côte d'Ivoire",
        "n/a",
        "=x",
    ],
)
def test_names(metals: Table, workbook: Write, name: str) -> None:
    batch = read(
        [workbook([["material", "mass [t]", "Grid"], ["zinc", 1.0, name], ["zinc", 1.0, "28 g/kWh"]])],
        [metals],
    )
    data = batch.tables["metals"]
    assert not kinds(batch)
    assert names(data) == [name.strip(), ""]
    assert figures(data)[1] == 28.0
    assert not data.refused["grid"].any()


def test_both_columns_of_a_sheet_without_names_or_figures(metals: Table) -> None:
    data = read(cells(["World", None]), [metals]).tables["metals"]
    assert names(data) == ["World", ""]
    assert np.isnan(figures(data)).all()
    data = read(frame([450.0, np.nan], "grid [g/kWh]"), [metals]).tables["metals"]
    assert names(data) == ["", ""]
    assert figures(data)[0] == 450.0
    assert data.coded("grid_smelter.name") is None


@pytest.mark.parametrize(
    ("heading", "content", "value"),
    [
        ("grid [g/kWh]", 450, 450.0),
        ("grid_kg_per_kwh", 0.45, 450.0),
        ("grid_gco2e_per_kwh", "450", 450.0),
        ("电网排放因子（吨/兆瓦时）", "0,45", 450.0),
        ("grid [gCO2e/kWh]", "450 g/kWh", 450.0),
    ],
)
def test_unit_in_the_heading(metals: Table, heading: str, content: Any, value: float) -> None:
    batch = read(cells([content, "Yunnan"], heading), [metals])
    assert not kinds(batch)
    assert figures(batch.tables["metals"])[0] == pytest.approx(value)
    assert names(batch.tables["metals"]) == ["", "Yunnan"]


def test_bare_numbers_are_asked_about_one_by_one(metals: Table, workbook: Write) -> None:
    path = workbook(
        [["material", "mass [t]", "grid"], ["zinc", 1.0, 450], ["zinc", 1.0, "Yunnan"], ["zinc", 1.0, "0.45"]]
    )
    batch = read([path], [metals])
    data = batch.tables["metals"]
    assert [(p.kind, p.cell, p.found) for p in batch.problems] == [
        ("no_unit", "C2", "450.0"),
        ("no_unit", "C4", "0.45"),
    ]
    assert batch.problems.items[0].remedy.startswith("g/kWh, kg/kWh or t/MWh?")
    assert "'grid [gCO2e/kWh]'" in batch.problems.items[0].remedy
    assert data.refused["grid"].tolist() == [True, False, True]
    assert names(data) == ["", "Yunnan", ""]
    assert np.isnan(figures(data)).all()


def test_bare_numbers_alone_leave_empty_cells_in_peace(metals: Table) -> None:
    batch = read(frame([450.0, np.nan]), [metals])
    assert only(batch).kind == "no_unit"
    assert batch.tables["metals"].refused["grid"].tolist() == [True, False]


def test_an_absurd_figure_is_shown_with_its_unit(metals: Table) -> None:
    problem = only(read(cells(["0.45 t/kWh", "Yunnan"]), [metals]))
    assert (problem.kind, problem.found) == ("out_of_range", "0.45 t/kWh")
    assert problem.expected == "at least 0 and at most 3000 gCO2e/kWh"
    assert problem.remedy.startswith("g/kWh, kg/kWh or t/MWh?")
    problem = only(read(frame([0.45], "grid [t/kWh]"), [metals]))
    assert (problem.kind, problem.found) == ("out_of_range", "0.45 t/kWh")
    problem = only(read(cells(["-5 g/kWh"]), [metals]))
    assert (problem.kind, problem.found) == ("out_of_range", "-5 g/kWh")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("450 lb/MWh", "ambiguous_unit"),
        ("450 ton/MWh", "ambiguous_unit"),
        ("450 g", "wrong_unit"),
        ("450 EUR/MWh", "wrong_unit"),
        ("450 g/kWhh", "unknown_unit"),
        ("45 %", "unknown_unit"),
        ("1,234 g/kWh", "ambiguous_number"),
        ("1e999 g/kWh", "not_finite"),
        ("-", "not_a_number"),
        ("–", "not_a_number"),
        (".", "not_a_number"),
        ("+Yunnan", "not_a_number"),
        ("12 34 g/kWh", "not_a_number"),
        ("#N/A", "error_cell"),
        ("#REF!", "error_cell"),
        (True, "not_a_number"),
        (date(2026, 2, 15), "not_a_number"),
        ("½ kg/kWh", "unknown_unit"),
        ("2 x", "unknown_unit"),
        (450, "no_unit"),
        ("٤٥٠", "no_unit"),
    ],
)
def test_hostile_cells(metals: Table, content: Any, kind: str) -> None:
    batch = read(cells(["Yunnan", content, None, "28 g/kWh"]), [metals])
    problem = only(batch)
    data = batch.tables["metals"]
    assert (problem.kind, problem.column, problem.row) == (kind, "grid", 2)
    assert problem.remedy
    assert data.refused["grid"].tolist() == [False, True, False, False]
    assert names(data) == ["Yunnan", "", "", ""]
    assert figures(data)[3] == 28.0
    if kind == "not_a_number":
        assert "or a name" in problem.expected


def test_a_doubtful_unit_in_the_heading_refuses_figures_only(metals: Table) -> None:
    batch = read(cells(["Yunnan", 450, None], "grid [ton/MWh]"), [metals])
    assert only(batch).kind == "ambiguous_unit"
    assert batch.tables["metals"].refused["grid"].tolist() == [False, True, False]
    assert names(batch.tables["metals"]) == ["Yunnan", "", ""]
    assert not kinds(read(cells(["Yunnan", None], "grid [ton/MWh]"), [metals]))


def test_a_remark_in_the_heading(metals: Table) -> None:
    batch = read(cells(["Yunnan", "28 g/kWh"], "grid (province)"), [metals])
    assert not kinds(batch)
    assert figures(batch.tables["metals"])[1] == 28.0
    assert only(read(cells(["Yunnan", 28], "grid (province)"), [metals])).kind == "no_unit"


def test_units_that_contradict(metals: Table) -> None:
    batch = read(cells(["0.45 kg/kWh", "450 g/kWh"], "grid [g/kWh]"), [metals])
    assert only(batch).kind == "two_units"
    assert batch.tables["metals"].refused["grid"].tolist() == [True, False]


def test_two_headings(metals: Table) -> None:
    """The same twice is once; a figure beside a name is the better one; two names are a question."""
    sheet = cells(["Yunnan", "Yunnan", "Yunnan", None, "30 g/kWh", "30 g/kWh"])
    sheet["电网"] = ["Yunnan", "28 g/kWh", "Sichuan", "World", "30 g/kWh", "31 g/kWh"]
    batch = read(sheet, [metals])
    data = batch.tables["metals"]
    assert {(p.kind, p.row) for p in batch.problems} == {("duplicate_heading", 3), ("duplicate_heading", 6)}
    assert names(data) == ["Yunnan", "", "", "World", "", ""]
    np.testing.assert_array_equal(figures(data), [np.nan, 28, np.nan, np.nan, 30, np.nan])


def test_a_needed_column_of_figures_and_names(metals: Table) -> None:
    columns = tuple(replace(c, needed=c.needed or c.name == "grid") for c in metals.columns)
    batch = read(cells(["Yunnan", None, "28 g/kWh"]), [replace(metals, columns=columns)])
    assert (only(batch).kind, only(batch).row) == ("empty_cell", 2)


def test_merged_cells_hold_for_each_row(metals: Table, workbook: Write) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_range("C2:C3", "Yunnan")
        sheet.merge_range("C4:C5", "28 g/kWh")

    path = workbook([["material", "mass [t]", "grid"], *(["zinc", 1.0, None] for _ in range(4))], then=merge)
    batch = read([path], [metals])
    assert not kinds(batch)
    assert names(batch.tables["metals"]) == ["Yunnan", "Yunnan", "", ""]
    assert figures(batch.tables["metals"])[2:] == [28.0, 28.0]
    assert len(batch.assumptions) == 2


def test_places_and_cells(metals: Table, workbook: Write) -> None:
    data = read(
        [
            workbook(
                [["material", "mass [t]", "Power grid"], ["zinc", 1.0, "Yunnan"], ["tin", 1.0, "28 g/kWh"]]
            )
        ],
        [metals],
    ).tables["metals"]
    place = data.places[0]
    assert (place.letters["grid"], place.letters["grid.name"]) == ("C", "C")
    assert (place.own_columns["grid"], place.own_columns["grid.name"]) == ("Power grid", "Power grid")
    assert (cell(data, 0, "grid.name"), cell(data, 1, "grid")) == ("C2", "C3")
    assert (written(data, 0, "grid"), written(data, 1, "grid.name")) == ("Yunnan", "28 g/kWh")
    back = data.take(np.array([1, 0]))
    assert names(back) == ["", "Yunnan"]
    assert figures(back)[0] == 28.0


def test_files_of_several_forms(metals: Table, workbook: Write, tmp_path: Path) -> None:
    head = ["material", "mass [t]"]
    first = workbook([[*head, "grid"], ["zinc", 1.0, "Yunnan"], ["zinc", 1.0, "28 g/kWh"]], "a.xlsx")
    second = workbook([head, ["tin", 1.0]], "b.xlsx")
    third = workbook(
        [
            [*head, "电网 [kg/kWh]"],
            ["lead", 1.0, 0.5],
            ["lead", 1.0, "中国"],
            ["lead", 1.0, "5 x"],
            ["lead", 1.0, "Yunnan"],
        ],
        "c.xlsx",
    )
    fourth = tmp_path / "d.csv"
    fourth.write_text(
        "material,mass [t],grid_gco2_per_kwh\nzinc,1,450\nzinc,1,\nzinc,1,Yunnan\n", encoding="utf-8"
    )
    data = read([first, second, third, fourth], [metals]).tables["metals"]
    assert names(data) == ["Yunnan", "", "", "", "中国", "", "Yunnan", "", "", "Yunnan"]
    nan = np.nan
    np.testing.assert_array_equal(figures(data), [nan, 28, nan, 500, nan, nan, nan, 450, nan, nan])
    assert data.unit_index["grid"].tolist() == [0, 1, 0, 1, 1, 1, 1, 0, 0, 0]
    assert np.flatnonzero(data.refused["grid"]).tolist() == [5]


def test_redacted_names(metals: Table) -> None:
    columns = tuple(replace(c, private=c.name in ("grid", "supplier")) for c in metals.columns)
    sheet = cells(["Own plant", "28 g/kWh", "own  PLANT"])
    sheet["supplier"] = "Ann Ltd"
    data = redacted(read(sheet, [replace(metals, columns=columns)]).tables["metals"])
    assert names(data)[0] == names(data)[2] == "grid 1"
    assert figures(data)[1] == 28.0
    assert "lant" not in data.own.to_csv() + str(data.columns["grid.name"])
    assert "Ltd" not in data.own.to_csv()


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.sampled_from(
                ["Yunnan", "中国", "28 g/kWh", "0.45 kg/kWh", "#N/A", "-", 450, True, "１", "\u200b", " "]
            ),
            st.text(max_size=8),
            st.floats(allow_nan=True, allow_infinity=True),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["grid", "grid [g/kWh]", "grid [ton/MWh]"]),
)
def test_rows_in_are_rows_out(metals: Table, content: list[Any], heading: str) -> None:
    """Each cell is a name, a figure, empty or refused, and never two of these."""
    batch = read(cells(content, heading), [metals])
    data = batch.tables["metals"]
    assert data.size == len(content)
    name = np.array([text != "" for text in names(data)])  # numpy drops a trailing NUL
    figure = ~np.isnan(figures(data))
    refused = data.refused["grid"]
    assert not (name & figure).any()
    assert not (refused & (name | figure)).any()
    for row, value in enumerate(content):
        if isinstance(value, str) and name[row]:
            assert not begins_figure(value)
            assert names(data)[row] == value.strip()
        void = value is None or value != value or (isinstance(value, str) and not value.strip())
        assert void == (not name[row] and not figure[row] and not refused[row]), value


@given(
    st.lists(
        st.tuples(st.sampled_from(["Yunnan", "World", "28 g/kWh", "0.5 kg/kWh", ""])), min_size=2, max_size=20
    )
)
def test_order_of_rows_changes_nothing(metals: Table, rows: list[tuple[str]]) -> None:
    forth = read(cells([row[0] for row in rows]), [metals]).tables["metals"]
    back = read(cells([row[0] for row in rows[::-1]]), [metals]).tables["metals"]
    assert names(forth) == names(back)[::-1]
    np.testing.assert_array_equal(figures(forth), figures(back)[::-1])


@pytest.mark.parametrize("text", ["1", "１", "²", "-x", "−5", "+", ".5", ",5", "٣", " 7", "–", "①"])
def test_begins_figure(text: str) -> None:
    assert begins_figure(text)


@pytest.mark.parametrize("text", ["", " ", "x1", "(5)", "~5", "=5", "中国", "€5", "—", "'5"])
def test_begins_no_figure(text: str) -> None:
    assert not begins_figure(text)


@pytest.mark.parametrize("form", ["floats", "texts", "names", "objects"])
def test_a_million_rows_stay_arrays(metals: Table, form: str) -> None:
    n = 1_000_000
    grid: Any = np.linspace(1.0, 900.0, n)
    if form == "texts":
        grid = pd.Categorical.from_codes(np.arange(n) % 3, ["28 g/kWh", "Yunnan", "0.45 kg/kWh"])
    elif form == "names":
        grid = pd.Series(np.array(["Yunnan", "World"], dtype=object)[np.arange(n) % 2], dtype="str")
    elif form == "objects":
        grid = pd.Series(np.array(["28 g/kWh", "World"], dtype=object)[np.arange(n) % 2], dtype=object)
    sheet = frame(grid, "grid [g/kWh]" if form == "floats" else "grid")
    started = time.process_time()
    data = read(sheet, [metals]).tables["metals"]
    assert time.process_time() - started < 10.0  # per-row work takes minutes
    assert data.size == n


# further quantities of metals


@pytest.mark.parametrize(
    ("heading", "content", "value"),
    [
        ("mass [t]", 2, 2.0),
        ("mass [kg]", 2000, 2.0),
        ("重量（公斤）", 2000, 2.0),
        ("mass [g]", 2000, 0.002),
        ("mass", "2 t", 2.0),
        ("mass", "2000 kg", 2.0),
        ("mass", "1 troy oz", 3.11034768e-5),
        ("mass [troy oz]", 1000, 0.0311034768),
        ("mass_troy_oz", 1000, 0.0311034768),
        ("重量（金衡盎司）", 1000, 0.0311034768),
    ],
)
def test_masses(metals: Table, heading: str, content: Any, value: float) -> None:
    batch = read(pd.DataFrame({"material": ["gold"], heading: [content]}), [metals])
    assert not kinds(batch)
    assert figures(batch.tables["metals"], "mass") == [pytest.approx(value, rel=1e-14)]


@pytest.mark.parametrize("unit", ["oz", "oz t", "ounces", "盎司", "OZ"])
def test_which_ounce(metals: Table, unit: str) -> None:
    problem = only(read(pd.DataFrame({"material": ["gold"], "mass": [f"5 {unit}"]}), [metals]))
    assert problem.kind == "ambiguous_unit"
    assert "31.10 g" in problem.remedy
    assert "troy oz" in problem.remedy


@pytest.mark.parametrize(
    ("heading", "content", "value"),
    [
        ("yield", "98 %", 0.98),
        ("yield", 0.98, 0.98),
        ("收率(%)", 98, 0.98),
        ("yield_percent", 98, 0.98),
        ("scrap share", 0.7, 0.7),
    ],
)
def test_shares(metals: Table, heading: str, content: Any, value: float) -> None:
    batch = read(cells([content], heading), [metals])
    assert not kinds(batch)
    name = "recycled_share" if heading == "scrap share" else "yield"
    assert figures(batch.tables["metals"], name) == [pytest.approx(value)]


def test_a_share_above_one_is_asked_about(metals: Table) -> None:
    batch = read(cells([70, 0.5, 85, 70, 460], "recycled_share"), [metals])
    asked = {p.row: p.remedy for p in batch.problems}
    assert {p.kind for p in batch.problems} == {"share_above_one"}
    assert asked[1] == asked[4] == "0.7 or 70 %? Write a share of 1, or the % sign"
    assert asked[3].startswith("0.85 or 85 %?")
    assert asked[5] == "write a share of 1, or the % sign"


def test_zero_yield(metals: Table) -> None:
    assert only(read(cells([0], "yield"), [metals])).kind == "out_of_range"


@pytest.mark.parametrize("unit", ["tCO2e/t", "kgCO2e/kg", "t CO2/t"])
def test_supplier_factor(metals: Table, unit: str) -> None:
    data = read(frame([4.5], f"supplier_factor [{unit}]"), [metals]).tables["metals"]
    assert figures(data, "supplier_factor") == [4.5]
    data = read(cells(["4500 kg CO2e/t", f"4.5 {unit}"], "供应商排放因子"), [metals]).tables["metals"]
    assert figures(data, "supplier_factor") == [pytest.approx(4.5)] * 2


@pytest.mark.parametrize(
    ("heading", "content", "text"),
    [
        ("freight_distance", "300 km; 20000 km", "300 km; 20000 km"),
        ("freight_distance", 300, "300"),
        ("freight_distance [km]", 300.0, "300 km"),
        ("freight_distance [km]", 300.5, "300.5 km"),
        ("freight_distance_km", "300; 20 000 + 200", "300 km; 20 000 km + 200 km"),
        ("运输距离（公里）", "300 mi; 20", "300 mi; 20 公里"),
        ("freight_distance [km]", None, ""),
    ],
)
def test_a_text_column_takes_the_unit_of_its_heading(
    metals: Table, heading: str, content: Any, text: str
) -> None:
    data = read(cells([content], heading), [metals]).tables["metals"]
    assert data.coded("freight_distance").texts().tolist() == [text]
    assert "freight_distance" not in data.unit_index


def test_texts_that_become_one() -> None:
    found = with_unit(Coded(np.array([0, 1, -1], dtype=np.int32), ("5", "5 km")), "km")
    assert found.texts().tolist() == ["5 km", "5 km", ""]
    assert found.values == ("5 km",)
