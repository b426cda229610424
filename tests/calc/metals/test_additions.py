"""One place to edit: a metal is rows of a CSV and a spelling, a year of a grid is one row."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from calc.engine.ledger import Ledger
from calc.engine.model import Options
from calc.engine.pipeline import calculate
from calc.engine.read import read
from calc.metals.lots import SUBJECT, TABLE
from factors import Library, load
from factors.check import check
from factors.library import ROOT

ROWS = [
    {"Material": "aluminium", "Mass": "1 t", "Recycled share": 0, "Grid": "Yunnan", "Year": 2024},
    {"Material": "aluminium", "Mass": "1 t", "Recycled share": 0, "Grid": "Yunnan", "Year": 2023},
    {"Material": "lead", "Mass": "1 t", "Recycled share": 0.5, "Grid": "", "Year": 2024},
    {"Material": "germanium", "Mass": "2 t", "Recycled share": 0.25, "Grid": "", "Year": 2024},
]
METAL = (("primary", "170", "made of zinc residues"), ("secondary", "40", "fibre scrap"))
FIGURE = {
    "level": "province",
    "gas": "CO2 direct",
    "source": "mee_power_2023",
    "place": "a test",
    "reading": "secondary",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(ROOT, tmp_path / "factors", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )


def append(table: Path, **cells: str) -> None:
    """Add a row to a CSV and move the count of its sidecar on."""
    with table.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(cells)
    sidecar = table.with_suffix(".toml")
    if sidecar.exists():
        text = sidecar.read_text(encoding="utf-8")
        counted = re.sub(r"^rows = (\d+)", lambda m: f"rows = {int(m[1]) + 1}", text, flags=re.M)
        assert counted != text
        sidecar.write_text(counted, encoding="utf-8")


def run(root: Path | None = None) -> Ledger:
    library = Library(root) if root else load()
    return calculate(read(pd.DataFrame(ROWS), [TABLE]), library, SUBJECT, Options())


def test_a_metal_is_two_rows_and_a_spelling(copy: Path) -> None:
    for route, value, note in METAL:
        append(
            copy / "emissions" / "materials.csv",
            material="germanium",
            route=route,
            variant=route,
            indicator="ghg",
            boundary="cradle-to-gate",
            value=value,
            unit="tCO2e/t",
            region="World",
            year="2022",
            use="default",
            source="idemat_2022",
            place="a test",
            reading="secondary",
            note=note,
        )
    append(copy / "names" / "materials.csv", spelling="germanium", key="germanium", language="en")
    assert set(check(Library(copy)).errors) <= set(check(load()).errors)
    before, after = run(), run(copy)
    assert list(before.coded("status").texts()) == ["computed"] * 3 + ["unknown_material"]
    assert list(after.coded("status").texts()) == ["computed"] * 4
    assert after.numbers("footprint_tco2e")[3] == pytest.approx(2 * (0.75 * 170 + 0.25 * 40))
    assert after.coded("material_name").texts()[3] == "germanium"
    reference = after.coded("primary_reference").texts()[3]
    assert reference.startswith("emissions.materials:germanium/primary/")
    assert after.cite(reference).value == "170"
    for name in ("footprint_tco2e", "saving_tco2e"):
        assert after.numbers(name)[:3].tolist() == before.numbers(name)[:3].tolist()


def test_a_year_of_a_grid_is_one_row(copy: Path) -> None:
    append(
        copy / "energy" / "grid.csv",
        **FIGURE,
        grid="CN-YN",
        name="Yunnan",
        year="2024",
        value_gco2e_per_kwh="100",
    )
    assert set(check(Library(copy)).errors) <= set(check(load()).errors)
    before, after = run(), run(copy)
    assert before.coded("grid_reference").texts()[0] == "energy.grid:CN-YN/2023"
    assert "the grid figure is of another year" in before.coded("note").texts()[0]
    assert after.coded("grid_reference").texts()[0] == "energy.grid:CN-YN/2024"
    assert "another year" not in after.coded("note").texts()[0]
    change = after.numbers("footprint_tco2e") - before.numbers("footprint_tco2e")
    power = before.numbers("electricity_kwh_per_t")[0]
    assert change[0] == pytest.approx(power * (100 - 133.3) / 1e6)
    assert change[1:3].tolist() == [0.0, 0.0]


def test_another_province_is_a_row_and_a_spelling(copy: Path) -> None:
    """Tibet has names and a row that says `not held`: with a figure, its lots are computed."""
    append(
        copy / "energy" / "grid.csv",
        **FIGURE,
        grid="CN-XZ",
        name="Tibet",
        year="2024",
        value_gco2e_per_kwh="50",
    )
    append(copy / "names" / "grids.csv", spelling="Roof of the World", key="CN-XZ", language="en")
    assert set(check(Library(copy)).errors) <= set(check(load()).errors)
    rows = [
        {"Material": "aluminium", "Mass": "1 t", "Route": "primary", "Grid": name}
        for name in ("西藏", "Roof of the World")
    ]
    ledger = calculate(read(pd.DataFrame(rows), [TABLE]), Library(copy), SUBJECT, Options())
    assert list(ledger.coded("status").texts()) == ["computed", "computed"]
    assert ledger.numbers("grid_used_gco2e_per_kwh").tolist() == [50.0, 50.0]
