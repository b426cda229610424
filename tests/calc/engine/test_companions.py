"""A sheet that stands beside a main one gives way where the input has no such main sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import calc
from calc.engine.headings import best
from calc.engine.model import Column, Table
from calc.engine.read import read

Write = Callable[..., Path]

LOTS = "model,component,material,mass [kg],recycled_share,origin\nA,housing,aluminium,100,50%,CN\n"
PLAIN = "model,component,material,mass [kg],origin\nA,housing,aluminium,100,CN\n"
PRODUCT = "model,category,chemistry,nominal_capacity [kWh],mass [kg],plant_country\nA,EV,LFP,60,100,CN\n"
ENERGY = "model,process,carrier,amount [kWh]\nA,cells,electricity,2000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    def made(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return made


@pytest.mark.parametrize("text", [LOTS, PLAIN])
@pytest.mark.parametrize("subject", ["", "metals"])
def test_lots_with_model_and_component_are_metals(
    folder: Callable[..., Path], text: str, subject: str
) -> None:
    ledger = calc.run(folder(lots=text), subject=subject)
    assert ledger.subject.name == "metals"
    assert len(ledger) == 1
    assert not [p for p in ledger.problems if p.kind == "other_subject"]


def test_the_figure_of_such_a_lot(folder: Callable[..., Path]) -> None:
    bare = "material,mass [kg],recycled_share,origin\naluminium,100,50%,CN\n"
    alone = folder(bare=bare) / "bare.csv"
    same = folder(lots=LOTS) / "lots.csv"
    assert calc.run(same).totals() == calc.run(alone).totals()


def test_a_data_frame_of_lots(folder: Callable[..., Path]) -> None:
    frame = pd.read_csv(folder(lots=LOTS) / "lots.csv", dtype=str)
    assert calc.run(frame).subject.name == "metals"


def test_beside_its_main_sheet_it_is_a_bill_of_materials(folder: Callable[..., Path]) -> None:
    ledger = calc.run(folder(lots=PLAIN, product=PRODUCT))
    assert ledger.subject.name == "battery"
    assert [line.rows for line in ledger.groups["sheets"] if line.sheet == "Materials"] == [1]


def test_asked_for_it_is_a_bill_of_materials_without_a_main_sheet(folder: Callable[..., Path]) -> None:
    ledger = calc.run(folder(lots=PLAIN), subject="battery")
    assert [p.kind for p in ledger.problems] == ["unknown_model"]


def test_what_nothing_else_fits_stays_with_its_subject(folder: Callable[..., Path]) -> None:
    ledger = calc.run(folder(energy=ENERGY))
    assert ledger.subject.name == "battery"
    assert [p.kind for p in ledger.problems] == ["unknown_model"]


def test_the_rule_without_a_subject(workbook: Write) -> None:
    main = Table(
        "main", (Column("model", "text", "", needed=True), Column("mass", "number", "", needed=True))
    )
    beside = Table(
        "beside",
        tuple(Column(name, "text", "", needed=True) for name in ("model", "component", "material")),
    )
    other = Table("other", tuple(Column(n, "text", "", needed=True) for n in ("component", "material")))
    headings = ["model", "component", "material"]
    tables, mains = (main, beside, other), {"beside": "main"}
    known = best(tables, headings, {}), best(tables, headings, {}, frozenset({"beside"}))
    assert [one.table.name for one in known if one] == ["beside", "other"]
    both = workbook(Main=[["model", "mass"], ["A", 1.0]], Parts=[headings, ["A", "b", "c"]])
    assert [read([both], tables, mains=mains).tables[t.name].size for t in tables] == [1, 1, 0]
    alone = workbook(Parts=[headings, ["A", "b", "c"]])
    assert [read([alone], tables, mains=mains).tables[t.name].size for t in tables] == [0, 0, 1]
    given = read([alone], (other,), others=(main, beside), mains=mains)
    assert given.tables["other"].size == 1
    assert not list(given.problems)
