"""A table like that of the imports, and small files to read it from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from calc.engine.model import Column, Table

SPECIFIC = ("tCO2e/t", "tCO2e/tN", "tCO2e/tclinker", "tCO2e/MWh")


@pytest.fixture(scope="session")
def table() -> Table:
    return Table(
        "imports",
        (
            Column("cn_code", "code", "", needed=True),
            Column("origin", "text", "", needed=True),
            Column(
                "net_mass",
                "number",
                "",
                units=("t", "MWh"),
                unit_needed=True,
                unit_column="unit",
                needed=True,
                above=0.0,
            ),
            Column("unit", "text", ""),
            Column("import_date", "date", "", needed=True),
            Column("supplier", "text", ""),
            Column("installation", "text", ""),
            Column("see_direct", "number", "", units=SPECIFIC, unit_column="see_unit", least=0.0),
            Column("see_indirect", "number", "", units=SPECIFIC, unit_column="see_unit", least=0.0),
            Column("see_unit", "text", ""),
            Column("nitrogen_share", "number", "", share=True, least=0.0, most=1.0),
            Column("production_year", "year", ""),
        ),
        asked=("emission_factor", "total_emissions"),
    )


GRID = ("gCO2e/kWh", "g/kWh")
MIXED_UP = ("g/kWh", "kg/kWh", "t/MWh")


def _grid(name: str) -> Column:
    return Column(name, "number", "", units=GRID, names=True, least=0.0, most=3000.0, mixed_up=MIXED_UP)


@pytest.fixture(scope="session")
def metals() -> Table:
    return Table(
        "metals",
        (
            Column("material", "text", "", needed=True),
            Column(
                "mass",
                "number",
                "",
                units=("t",),
                unit_needed=True,
                unit_column="unit",
                needed=True,
                above=0.0,
            ),
            Column("unit", "text", ""),
            Column("recycled_share", "number", "", share=True, least=0.0, most=1.0),
            Column("route", "text", ""),
            Column("origin", "text", ""),
            _grid("grid"),
            _grid("grid_smelter"),
            Column("year", "year", ""),
            Column("yield", "number", "", share=True, above=0.0, most=1.0),
            Column("destination", "text", ""),
            Column("freight_distance", "text", "", units=("km",)),
            Column("supplier_factor", "number", "", units=("tCO2e/t", "t/t"), least=0.0),
            Column("supplier", "text", "", private=True),
            Column("lot", "text", ""),
        ),
    )


@pytest.fixture(scope="session")
def steel() -> Table:
    return Table(
        "steel",
        (
            Column("route", "text", "", needed=True),
            Column("scrap_share", "number", "", share=True, needed=True, least=0.0, most=1.0),
            Column("mass", "number", "", units=("t",), unit_needed=True, needed=True, above=0.0),
            _grid("grid"),
            Column("origin", "text", ""),
            Column("product", "text", ""),
        ),
        unless=("material",),
    )


@pytest.fixture(scope="session")
def tables(table: Table, metals: Table, steel: Table) -> tuple[Table, ...]:
    return (table, metals, steel)


Rows = Sequence[Sequence[Any]]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets (name=rows) to a workbook; dates are formatted as such."""

    def write(rows: Rows | None = None, name: str = "a.xlsx", then: Any = None, **sheets: Rows) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(
            str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
        )
        for title, content in ({"Imports": rows} if rows is not None else sheets).items():
            sheet = book.add_worksheet(title)
            for i, row in enumerate(content):
                for j, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(i, j, cell)
                    elif cell is not None:
                        sheet.write(i, j, cell)
            if then:
                then(sheet)
        book.close()
        return path

    return write
