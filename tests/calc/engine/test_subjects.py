"""Several subjects beside one another: which table a sheet is, and what is asked where two fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import calc
from calc.engine.errors import InputError, UsageError
from calc.engine.headings import best, matched, recognised
from calc.engine.model import Column, Subject, Table
from calc.engine.pipeline import chosen_subject
from calc.engine.read import read

Write = Callable[..., Path]
Tables = tuple[Table, ...]
IMPORTS = ["CN code", "Country of origin", "Net mass [t]", "Import date"]


def named(tables: Tables, *headings: str) -> str:
    known = best(tables, headings, {})
    assert known is not None, headings
    assert not known.rivals
    return known.table.name


@pytest.mark.parametrize(
    ("headings", "subject"),
    [
        (IMPORTS, "imports"),
        (IMPORTS[:3], "imports"),
        (IMPORTS[:2], "imports"),
        ([*IMPORTS, "Route"], "imports"),
        ([*IMPORTS, "Material"], "imports"),
        (["CN code", "Country", "Quantity", "Date", "Material"], "imports"),
        ([*IMPORTS[:3], "Supplier", "Goods"], "imports"),
        (["海关编码", "原产国", "净重（吨）", "货物名称"], "imports"),
        (["Material", "Mass [t]"], "metals"),
        (["Material", "Mass [t]", "Origin", "Supplier"], "metals"),
        (["Origin", "Mass [t]", "Metal", "HS code", "Lot", "Date"], "metals"),
        (["Material", "Mass", "Scrap share", "Route"], "metals"),
        (["材料", "重量（吨）", "再生比例", "产地"], "metals"),
        (["货物名称", "重量（吨）", "再生比例", "产地"], "metals"),
        (["Material", "Masse (t)", "Schrottanteil"], "metals"),
        (["Metal türü", "Ağırlık (kg)", "Hurda oranı"], "metals"),
        (["Метал", "Маса, т", "Частка брухту"], "metals"),
        (["route", "scrap_share", "mass [t]"], "steel"),
        (["route", "scrap share", "mass [t]", "product", "origin", "grid"], "steel"),
        (["工艺路线", "废钢比例", "重量（吨）", "品种"], "steel"),
        (["route", "scrap_share", "origin"], "steel"),
    ],
)
def test_subject_by_its_headings(tables: Tables, headings: list[str], subject: str) -> None:
    assert named(tables, *headings) == subject
    assert named(tables[::-1], *headings) == subject


def test_headings_of_no_subject(tables: Tables) -> None:
    assert best(tables, ["Name", "Age", "Mass"], {}) is None
    assert best(tables, ["Route", "Scrap share", "Material"], {}) is None  # the material says: no steel


def test_one_candidate_needs_no_comparison(tables: Tables) -> None:
    _, _, steel = tables
    assert named((steel,), "Route", "Scrap share", "Material") == "steel"


def test_two_equal_subjects_are_refused_by_name(metals: Table, workbook: Write) -> None:
    twin = replace(metals, name="waste", columns=(*metals.columns[:3],))
    other = replace(metals, columns=(*metals.columns[:3],))
    path = workbook([["material", "mass [t]"], ["x", 1.0]])
    with pytest.raises(UsageError) as caught:
        read([path], [other, twin])  # the spellings of `waste` are its columns' own names
    said = str(caught.value)
    assert said.startswith("a.xlsx: Imports: the headings material, mass [t] fit metals and waste alike")
    assert "--subject metals or --subject waste" in said
    assert read([path], [twin]).tables["waste"].size == 1
    with pytest.raises(UsageError, match="DataFrame: the headings"):
        read(pd.DataFrame({"material": ["x"], "mass [t]": [1.0]}), [other, twin])


def subject(table: Table) -> Subject:
    return Subject(table.name, table.name, table, (), calculate=lambda: None, explain=lambda: "")


def test_sheets_of_two_subjects(tables: Tables, workbook: Write) -> None:
    path = workbook(
        Imports=[IMPORTS, ["72083900", "CN", 10.0, "2026-02-15"]],
        Lots=[["Material", "Mass [t]", "Grid"], ["aluminium", 2.0, "Yunnan"]],
    )
    batch = read([path], tables)
    assert {name: data.size for name, data in batch.tables.items()} == {"imports": 1, "metals": 1, "steel": 0}
    subjects = [subject(table) for table in tables]
    with pytest.raises(UsageError) as caught:
        chosen_subject(batch, subjects)
    said = str(caught.value)
    assert "\n  imports: a.xlsx: Imports\n  metals: a.xlsx: Lots" in said
    assert "--subject" in said
    assert chosen_subject(batch, subjects, "metals").name == "metals"


def test_the_sheets_of_each_subject_are_counted(tables: Tables, workbook: Write) -> None:
    lots = {f"Lot {n}": [["Material", "Mass [t]"], ["zinc", float(n)]] for n in range(1, 8)}
    path = workbook(Imports=[IMPORTS, ["72083900", "CN", 10.0, "2026-02-15"]], **lots)
    with pytest.raises(UsageError) as caught:
        chosen_subject(read([path], tables), [subject(table) for table in tables])
    said = str(caught.value).splitlines()
    assert len(said) == 3
    assert said[2].endswith("a.xlsx: Lot 5 and 2 more")


def test_sheets_of_other_subjects_are_left_out(tables: Tables, workbook: Write) -> None:
    imports, metals, steel = tables
    path = workbook(
        Imports=[[*IMPORTS, "Material"], ["72083900", "CN", 10.0, "2026-02-15", "zinc"]],
        Lots=[["Material", "Mass [t]", "Grid"], ["aluminium", 2.0, "Yunnan"]],
        Routes=[["Route", "Scrap share", "Mass [kg]"], ["EAF", 1.0, 500.0]],
    )
    batch = read([path], [metals], others=[imports, steel])
    assert batch.tables["metals"].numbers("mass").tolist() == [2.0]
    left_out = [(p.kind, p.severity, p.file, p.sheet, p.found) for p in batch.problems]
    assert left_out == [
        ("other_subject", "note", "a.xlsx", "Imports", "a sheet of imports"),
        ("other_subject", "note", "a.xlsx", "Routes", "a sheet of steel"),
    ]
    (known,) = batch.inputs
    assert (known.rows, known.error) == (1, "")


def test_a_subject_that_is_asked_for_wins_where_headings_fit_two_alike(
    metals: Table, workbook: Write
) -> None:
    twin = replace(metals, name="waste", columns=(*metals.columns[:3],))
    other = replace(metals, columns=(*metals.columns[:3],))
    path = workbook([["material", "mass [t]"], ["x", 1.0]])
    assert read([path], [twin], others=[other]).tables["waste"].size == 1


def test_a_sheet_that_another_subject_excludes_is_read_where_asked(tables: Tables, workbook: Write) -> None:
    imports, metals, steel = tables
    path = workbook([["Route", "Scrap share", "Material"], ["EAF", 1.0, "zinc"]])
    assert read([path], [steel], others=[imports, metals]).tables["steel"].size == 1


def test_columns_that_no_column_takes(tables: Tables, workbook: Write) -> None:
    rows = [["Material", "Mass [t]", "Herkunft des\nSchrotts", "foo", ""], ["zinc", 2.0, "a", "b", "c"]]
    batch = read(
        [workbook(A=rows, B=[["Material", "Mass [t]", "foo", "bar"], ["zinc", 1.0, "a", 2.0]])], tables
    )
    assert batch.tables["metals"].unused() == ("Herkunft des Schrotts", "foo", "bar")


def test_results_of_a_former_report_are_no_unused_columns(metals: Table, workbook: Write) -> None:
    table = replace(metals, results=("one_t", "two_t", "three_t", "status"))
    rows = [["material", "mass [t]", "own", *table.results], ["zinc", 2.0, "a", 1.0, 1.0, 1.0, "computed"]]
    assert read([workbook(rows)], [table]).tables["metals"].unused() == ("own",)
    few = [["material", "mass [t]", "own", "one_t"], ["zinc", 2.0, "a", 1.0]]
    assert read([workbook(few)], [table]).tables["metals"].unused() == ("own", "one_t")


def test_tables_of_two_subjects_below_one_another(tables: Tables, workbook: Write) -> None:
    rows: list[list[Any]] = [
        ["Material", "Mass [t]"],
        ["zinc", 2.0],
        [],
        ["Route", "Scrap share", "Mass [kg]"],
    ]
    batch = read([workbook([*rows, ["EAF", 1.0, 500.0]])], tables)
    assert batch.tables["metals"].numbers("mass").tolist() == [2.0]
    assert batch.tables["steel"].numbers("mass").tolist() == [0.5]


def test_a_missing_column_of_a_subject(tables: Tables, workbook: Write) -> None:
    batch = read([workbook([["route", "mass [t]"], ["BF-BOF", 1.0]])], tables)
    (problem,) = batch.problems
    assert (problem.kind, problem.column) == ("missing_heading", "scrap_share")
    assert "废钢比" in problem.expected


def test_no_table_names_the_nearest_subject(tables: Tables, workbook: Write) -> None:
    with pytest.raises(InputError) as caught:
        read([workbook([["Material", "Recycled share", "Year"], ["zinc", 0.5, 2024]])], tables)
    assert "(metals)" in str(caught.value)
    assert "(imports)" not in str(caught.value)
    with pytest.raises(InputError, match=r"\(imports\).*\(metals\).*\(steel\)"):
        read([workbook([["Name", "Age"], ["x", 3]])], tables)


def test_a_total_row_of_another_subject(tables: Tables, workbook: Write) -> None:
    batch = read([workbook([["Material", "Mass [t]"], ["zinc", 2.0], ["Total", 2.0]])], tables)
    (problem,) = batch.problems
    assert problem.kind == "total_row"
    assert "material" in problem.remedy
    assert "import" not in problem.remedy


def test_a_heading_map_chooses_a_subject(tables: Tables, workbook: Write, tmp_path: Path) -> None:
    answers = tmp_path / "map.csv"
    answers.write_text("heading,column\nWas,material\nWie viel,mass [kg]\n", encoding="utf-8")
    path = workbook([["Was", "Wie viel"], ["zinc", 2000.0]])
    assert read([path], tables, heading_map=answers).tables["metals"].numbers("mass").tolist() == [2.0]


@pytest.mark.parametrize(
    ("heading", "column", "unit"),
    [
        ("grid [g/kWh]", "grid", "g/kWh"),
        ("grid_kg_per_kwh", "grid", "kg per kwh"),
        ("电网排放因子（千克/千瓦时）", "grid", "千克/千瓦时"),
        ("用电电网", "grid", ""),
        ("省份", "grid", ""),
        ("grid (country)", "grid", ""),
        ("Smelter grid", "grid_smelter", ""),
        ("收率(%)", "yield", "%"),
        ("recycled_share_percent", "recycled_share", "percent"),
        ("废料比例", "recycled_share", ""),
        ("scrap share", "recycled_share", ""),
        ("Recycled content [%]", "recycled_share", "%"),
        ("供应商排放因子", "supplier_factor", ""),
        ("supplier_factor_kgco2e_per_kg", "supplier_factor", "kgco2e per kg"),
        ("freight_distance_km", "freight_distance", "km"),
        ("批号", "lot", ""),
        ("Rezyklatanteil", "recycled_share", ""),
        ("净重 Net weight (kg)", "mass", "kg"),
        ("emission factor grid [g/kWh]", "grid", "g/kWh"),
        ("Herkunft", "origin", ""),
        ("Herkunftsland", "origin", ""),
        ("R1", "recycled_share", ""),
        ("cff_r1", "recycled_share", ""),
        ("再生铝占比(%)", "recycled_share", "%"),
    ],
)
def test_headings_of_metals(metals: Table, heading: str, column: str, unit: str) -> None:
    found = recognised(metals, heading)
    assert found is not None
    assert (found.column, found.unit) == (column, unit)


CFF = Table(
    "metals",
    (
        Column("mass", "number", "", units=("t",)),
        Column("cff_a", "number", ""),
        Column("r2", "number", ""),
        Column("quality_ratio", "number", ""),
    ),
)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("A", "cff_a"),
        ("CFF A", "cff_a"),
        ("A factor", "cff_a"),
        ("R2", "r2"),
        ("Q", "quality_ratio"),
        ("Qs/Qp", "quality_ratio"),
        ("Qs,in/Qp", "quality_ratio"),
        ("Qsin/Qp", "quality_ratio"),
        ("质量比", "quality_ratio"),
        ("质量", "mass"),
        ("Qty", "mass"),
    ],
)
def test_headings_of_the_circular_footprint_formula(heading: str, column: str) -> None:
    found = recognised(CFF, heading)
    assert found is not None
    assert found.column == column


@pytest.mark.parametrize("heading", ["A grade", "A1", "A级", "Area", "Q1", "Q 1", "Q4 2025", "Quality check"])
def test_a_letter_is_a_heading_only_as_a_whole(heading: str) -> None:
    assert recognised(CFF, heading) is None


def test_a_letter_yields_to_a_sure_heading() -> None:
    found = matched(CFF, ["A", "Mass [t]", "cff_a", "Q", "Qs/Qp"], {})
    assert {position: heading.column for position, heading in found.items()} == {
        1: "mass",
        2: "cff_a",
        4: "quality_ratio",
    }


def test_every_column_is_known_by_its_own_name(tables: Tables) -> None:
    more = Table("metals", (Column("cff_a", "number", ""), Column("from_port", "text", "")))
    for table in (*tables, more):
        for column in table.columns:
            assert recognised(table, column.name).column == column.name
            assert recognised(table, column.name.replace("_", " ").upper()).column == column.name


def test_a_report_is_of_the_subject_that_wrote_it(metals: Table) -> None:
    other = replace(metals, name="waste", columns=metals.columns[:3], results=("landfill_tco2e",))
    few = replace(metals, columns=metals.columns[:3], results=("saving_tco2e",))
    assert named((few, other), "material", "mass", "landfill_tco2e") == "waste"
    assert named((other, few), "material", "mass", "saving_tco2e") == "metals"


def test_a_folder_of_several_subjects(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("material,mass [t],recycled_share,foo\nzinc,2,0,x\n")
    (tmp_path / "b.csv").write_text("route,scrap share,mass [t],grid\nscrap-EAF,1,500,CN\n")
    ledger = calc.run(tmp_path, subject="metals")
    assert len(ledger) == 1
    assert [(p.kind, p.file) for p in ledger.problems] == [("other_subject", "b.csv")]
    assert ledger.manifest["columns_not_used"] == ["foo"]
    with pytest.raises(UsageError, match="several subjects"):
        calc.run(tmp_path)


def test_a_sheet_alone_is_read_as_the_subject_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("route,scrap share,mass [t],product,grid\nscrap-EAF,1,500,zinc,CN\n")
    assert len(calc.run(path, subject="steel")) == 1
    ledger = calc.run(path, subject="metals")
    assert (ledger.subject.name, len(ledger)) == ("metals", 1)
    assert "other_subject" not in {p.kind for p in ledger.problems}
