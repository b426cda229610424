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
