"""Tables of the terminal fit its width: headings fold first, then texts, and no word is broken."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

import calc
from calc.engine.view import Shown
from calc.report.figures import columns_table
from calc.report.terminal import print_report

EXAMPLES = Path(__file__).parents[3] / "examples"
COLUMNS = (
    (Shown("process", "process"), ["LFP line", "NMC line"]),
    (Shown("group", "group of batteries"), ["lithium-based", "not applicable"]),
    (Shown("rate", "efficiency %", 4), [57.1941, 63.8]),
    (Shown("target", "target %", 1, bar=True), [65.0, 70.0]),
    (Shown("answer", "answer"), ["missed", "not yet applicable"]),
)


def printed(table: Table, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(table)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(said, str)
    return said.splitlines()


def words(lines: Sequence[str]) -> set[str]:
    return {word for line in lines for word in line.split()}


def test_what_fits_stays_as_it_is() -> None:
    wide = printed(columns_table("", [], COLUMNS, 200), 200)
    assert wide == printed(columns_table("", [], COLUMNS), 200)
    assert len(wide) == 3


@pytest.mark.parametrize("width", [52, 60, 70, 80, 90])
def test_a_narrow_table_breaks_no_word(width: int) -> None:
    lines = printed(columns_table("", [], COLUMNS, width), width)
    assert max(map(len, lines)) <= width
    bars = {word for word in words(printed(columns_table("", [], COLUMNS), 200)) if "█" in word}
    expected = {word for _, cells in COLUMNS for cell in cells for word in str(cell).split()}
    expected |= {word for column, _ in COLUMNS for word in column.title.split()}
    expected = expected - {"63.8"} | {"63.8000"}
    assert words(lines) - bars == expected


def test_bars_go_where_there_is_no_room() -> None:
    assert any("█" in line for line in printed(columns_table("", [], COLUMNS, 90), 90))
    assert not any("█" in line for line in printed(columns_table("", [], COLUMNS, 52), 52))


def test_scripts_without_spaces_are_left_to_the_terminal() -> None:
    columns = ((Shown("name", "名称"), ["磷酸铁锂动力电池包回收" * 4]), (Shown("n", "n", 1), [1.0]))
    lines = printed(columns_table("", [], columns, 40), 40)
    assert "".join(line.split()[0] for line in lines[1:]).startswith("磷酸铁锂")
    assert len(lines) > 2


@pytest.mark.parametrize(
    "name",
    ["battery-recycling/recycler.csv", "battery-recycling/recycled_content.csv", "batteries/models.xlsx"],
)
def test_reports_of_batteries_at_80_columns(name: str) -> None:
    ledger = calc.run(EXAMPLES / name)

    def said(width: int) -> list[str]:
        console = Console(file=io.StringIO(), width=width, highlight=False)
        print_report(ledger, console)
        text = console.file.getvalue()  # type: ignore[attr-defined]
        assert isinstance(text, str)
        return text.splitlines()

    narrow, wide = said(80), said(300)
    assert max(map(len, narrow)) <= 80
    assert words(narrow) == words(wide)
