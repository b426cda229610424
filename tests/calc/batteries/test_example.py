"""The workbook of the example holds what its script writes, and fits the rules that it is meant to show."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from calc.engine.headings import recognised
from factors import load

FOLDER = Path(__file__).parents[3] / "examples" / "batteries"
SCRIPT: dict[str, Any] = runpy.run_path(str(FOLDER / "make_models.py"))
SHEETS: dict[str, list[dict[str, Any]]] = SCRIPT["sheets"]()


def test_the_workbook_is_what_the_script_writes() -> None:
    book = load_workbook(FOLDER / "models.xlsx")
    assert book.sheetnames == list(SHEETS)
    for name, rows in SHEETS.items():
        heads, *cells = book[name].iter_rows(values_only=True)
        assert [dict(zip(heads, one, strict=True)) for one in cells] == [
            {head: row.get(head) for head in heads} for row in rows
        ]


def test_every_heading_is_read() -> None:
    from calc.catalogue import subject

    tables = {table.title: table for table in subject("battery").tables}
    for name, rows in SHEETS.items():
        for heading in {heading for row in rows for heading in row}:
            assert recognised(tables[name], heading), (name, heading)


def test_masses_add_up_and_every_line_names_its_origin() -> None:
    for product in SHEETS["Product"]:
        bill = [row for row in SHEETS["Materials"] if row["model"] == product["model"]]
        assert sum(row["mass [kg]"] for row in bill) == pytest.approx(product["mass [kg]"], abs=0.051)
        assert all(row["dataset"] for row in bill)
        assert {"cathode", "anode", "electrolyte", "separator", "casing"} <= {
            row["component"] for row in bill
        }
        assert product["usable_capacity [kWh]"] < product["nominal_capacity [kWh]"]


def test_figures_of_the_script_are_those_of_the_library() -> None:
    library = load()
    cff = library.table("emissions.cff")
    held = dict(zip(cff.columns["material"], cff.numbers("r2"), strict=True))
    assert {name: held[name] for name in SCRIPT["R2"]} == SCRIPT["R2"]
    published = library.table("emissions.materials")
    c = published.columns
    for material, value in SCRIPT["RECYCLED"].items():
        same = zip(c["material"], c["route"], c["indicator"], published.numbers("value"), strict=True)
        assert (material, "secondary", "ghg", value) in set(same), material
    parts = library.table("batteries.parts")
    unnamed = {
        part
        for part, material in zip(parts.columns["part"], parts.columns["material"], strict=True)
        if not material
    }
    assert unnamed == set(SCRIPT["PARTS"])
