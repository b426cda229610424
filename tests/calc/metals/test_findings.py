"""Bad input: each lot is refused in words the user can act on, the others are computed, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

import calc
from calc.engine.errors import Problem, UsageError
from calc.engine.ledger import Ledger

USUAL = {"material": "aluminium", "mass": "1 t", "route": "primary", "grid": "450 g/kWh"}
BAD: list[tuple[dict[str, str], str, str, str, str, str]] = [
    # cells, status, kind, column, found, what is expected or to do
    ({"material": "coper"}, "unknown_material", "unknown_material", "material", "'coper'", "copper"),
    (
        {"material": "unobtainium"},
        "unknown_material",
        "unknown_material",
        "material",
        "'unobtainium'",
        "name",
    ),
    ({"material": ""}, "invalid", "empty_cell", "material", "", "fill in the cell"),
    (
        {"route": "", "recycled_share": "70"},
        "invalid",
        "share_above_one",
        "recycled_share",
        "70",
        "0.7 or 70 %?",
    ),
    (
        {"route": "", "recycled_share": "1.2"},
        *("invalid", "share_above_one", "recycled_share", "1.2", "a share between 0 and 1"),
    ),
    (
        {"route": "", "recycled_share": "120 %"},
        *("invalid", "out_of_range", "recycled_share", "120 %", "at most 1"),
    ),
    (
        {"route": "", "recycled_share": "-0.1"},
        "invalid",
        "out_of_range",
        "recycled_share",
        "-0.1",
        "at least 0",
    ),
    (
        {"route": "primary", "recycled_share": "0.5"},
        *("share_contradiction", "share_contradiction", "recycled_share"),
        *("recycled_share 0.5, route primary", "keep one of the two"),
    ),
    (
        {"route": ""},
        *("share_missing", "share_missing", "recycled_share", "aluminium", "write 0 for primary metal"),
    ),
    ({"grid": "0.45 t/kWh"}, "invalid", "out_of_range", "grid", "0.45 t/kWh", "at most 3000 gCO2e/kWh"),
    ({"route": "both"}, "unknown_route", "unknown_route", "route", "both", "primary or secondary"),
    ({"grid": "450"}, "invalid", "no_unit", "grid", "450", "g/kWh, kg/kWh or t/MWh?"),
    ({"grid": "-5 g/kWh"}, "invalid", "out_of_range", "grid", "-5 g/kWh", "at least 0"),
    ({"grid": "Yunan"}, "grid_missing", "unknown_grid", "grid", "did you mean Yunnan", "a grid we know"),
    (
        {"grid": "Tibet"},
        "grid_missing",
        "grid_missing",
        "grid",
        "no grid figure for Tibet",
        "such as 450 g/kWh",
    ),
    (
        {"grid": "", "origin": "Liechtenstein"},
        *("grid_missing", "grid_missing", "grid", "no grid figure for Liechtenstein", "such as 450 g/kWh"),
    ),
    (
        {"origin": "Chyna"},
        "unknown_origin",
        "unknown_origin",
        "origin",
        "did you mean China",
        "correct the name",
    ),
    ({"yield": "0"}, "invalid", "out_of_range", "yield", "0", "more than 0 and at most 1"),
    ({"yield": "95"}, "invalid", "share_above_one", "yield", "95", "0.95 or 95 %?"),
    (
        {"freight_mode": "truck", "freight_distance": "-3 km"},
        *(
            "freight_unclear",
            "negative_distance",
            "freight_distance",
            "'-3 km' is below zero",
            "check the sign",
        ),
    ),
    (
        {"freight_mode": "truck", "freight_distance": "300"},
        *("freight_unclear", "not_a_distance", "freight_distance", "no unit", "such as 300 km"),
    ),
    (
        {"freight_mode": "sea", "from_port": "Shangai", "to_port": "Rotterdam"},
        *("freight_unclear", "unknown_port", "from_port", "'Shangai' is no port we know", "Shanghai (CNSHA)"),
    ),
    (
        {"supplier_factor": "0.5 t/t", "boundary": "gate-to-gate"},
        *("boundary_mismatch", "boundary_mismatch", "boundary", "gate-to-gate", "--assume boundaries=mixed"),
    ),
    ({"supplier_factor": "0.5"}, "invalid", "no_unit", "supplier_factor", "0.5", "tCO2e/t"),
    ({"supplier_factor": "-1 t/t"}, "invalid", "out_of_range", "supplier_factor", "-1 t/t", "at least 0"),
    (
        {"allocation": "magic"},
        *(
            "unknown_allocation",
            "unknown_allocation",
            "allocation",
            "magic",
            "cut-off, avoided burden or CFF",
        ),
    ),
    (
        {"material": "lead", "allocation": "CFF"},
        *("allocation_incomplete", "allocation_incomplete", "allocation", "CFF", "r2 and quality_ratio"),
    ),
    ({"allocation": "CFF", "cff_a": "2"}, "invalid", "share_above_one", "cff_a", "2", "0.02 or 2 %?"),
    ({"mass": "5"}, "invalid", "no_unit", "mass", "5", "one of t"),
    ({"mass": "5 ton"}, "invalid", "ambiguous_unit", "mass", "ton", "short ton (907.18 kg)"),
    ({"mass": "0 t"}, "invalid", "out_of_range", "mass", "0 t", "more than 0 and at most"),
    ({"mass": ""}, "invalid", "empty_cell", "mass", "", "fill in the cell"),
    ({"mass": "5 MWh"}, "invalid", "", "mass", "MWh", "t"),
    (
        {"material": "tin", "route": "secondary"},
        *("no_figure", "no_figure", "material", "no figure of recycled tin", "give supplier_factor"),
    ),
    (
        {"material": "stainless steel", "route": "", "recycled_share": "0.2"},
        *("no_figure", "no_figure", "material", "stainless steel", "give supplier_factor"),
    ),
    ({"year": "last year"}, "invalid", "", "year", "last year", ""),
]
RESULTS = ("footprint_tco2e_per_t", "footprint_tco2e", "saving_tco2e", "net_saving_tco2e", "freight_tco2e")
COLUMNS = sorted({name for cells, *_ in BAD for name in cells} | set(USUAL))


def sheet(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{**dict.fromkeys(COLUMNS, ""), **USUAL, **row} for row in rows])


def whole(problem: Problem) -> str:
    return f"{problem.found}; expected {problem.expected}. {problem.remedy}"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Every bad lot between good ones, in one file."""
    file = tmp_path_factory.mktemp("bad") / "lots.csv"
    sheet({}, *(cells for cells, *_ in BAD), {}).to_csv(file, index=False)
    return calc.run(file)


@pytest.mark.parametrize("number", range(len(BAD)), ids=[" ".join(cells.values()) for cells, *_ in BAD])
def test_refused_with_its_reason_in_its_cell(ledger: Ledger, number: int) -> None:
    _, status, kind, column, found, said = BAD[number]
    frame = ledger.result_frame()
    assert frame["status"][number + 1] == status
    for name in RESULTS:
        assert np.isnan(frame[name][number + 1]), name
    here = [p for p in ledger.problems if p.row == number + 3 and p.column == column]
    assert len(here) == 1, [whole(p) for p in here]
    assert not kind or here[0].kind == kind
    letter = chr(ord("A") + list(ledger.data.own.columns).index(column))
    assert here[0].cell == f"{letter}{number + 3}"
    assert found in here[0].found
    assert said in whole(here[0])


def test_good_lots_are_computed_and_nothing_is_lost(ledger: Ledger) -> None:
    frame = ledger.result_frame()
    assert len(frame) == len(BAD) + 2
    for row in (0, len(BAD) + 1):
        assert frame["footprint_tco2e"][row] == pytest.approx(10.8027, abs=1e-4)
    assert sum(ledger.count("status").values()) == len(ledger)
    assert ledger.totals()["footprint_tco2e"] == pytest.approx(2 * 10.8027, abs=1e-3)
    assert len({p.row for p in ledger.problems}) == len(BAD)  # all at once, one row each
    for row in range(len(ledger)):
        assert ledger.explain(row)


@pytest.mark.parametrize(
    "cells", [{"route": "secondary", "recycled_share": "100 %"}, {"recycled_share": "0"}]
)
def test_route_and_share_that_agree_are_a_note(cells: dict[str, str]) -> None:
    ledger = calc.run(sheet(cells))
    assert ledger.count("status") == {"computed": 1}
    assert "route and recycled share both given and agree" in ledger.coded("note").texts()[0]
    assert not list(ledger.problems)


def test_a_grid_unknown_or_given_where_nothing_rests_on_it_is_a_note() -> None:
    rows = [{"material": "lead", "grid": text} for text in ("Yunan", "Yunnan", "450 g/kWh", "")]
    ledger = calc.run(sheet(*rows))
    assert ledger.count("status") == {"computed": 4}
    notes = ledger.coded("note").texts()
    assert "the grid is not known, and not needed" in notes[0]
    assert all("the grid is not used" in note for note in notes[:3])
    assert notes[3] == ""
    (problem,) = ledger.problems
    assert (problem.severity, problem.kind) == ("note", "unknown_grid")
    assert "did you mean Yunnan" in problem.found


@pytest.mark.parametrize("territory", ["Andorra", "Liechtenstein", "Monaco"])
def test_a_country_without_a_grid_figure_refuses_what_is_built_from_electricity(territory: str) -> None:
    ledger = calc.run(
        sheet(
            {"origin": territory, "grid": ""},
            {"origin": territory, "grid": "Switzerland"},
            {"origin": territory, "grid": "", "material": "zinc"},
        )
    )
    assert list(ledger.coded("status").texts()) == ["grid_missing", "computed", "computed"]
    (problem,) = ledger.problems
    assert problem.found == f"no grid figure for {territory}"
    assert problem.remedy == "write the figure itself, such as 450 g/kWh"


def test_two_boundaries_are_refused_unless_asked_and_then_printed(tmp_path: Path) -> None:
    rows = sheet({"supplier_factor": "0.5 t/t", "boundary": "gate-to-gate"})
    assert calc.run(rows).count("status") == {"boundary_mismatch": 1}
    ledger = calc.run(rows, assume={"boundaries": "mixed"})
    assert ledger.count("status") == {"given": 1}
    assert ledger.numbers("footprint_tco2e_per_t")[0] == 0.5
    assert "figures of different boundaries are compared, as asked" in ledger.coded("note").texts()[0]
    assert any("different boundaries" in said for said in ledger.headline)
    ledger.write(tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx", read_only=True)
    for name in ("Summary", "Assumptions"):
        cells = [str(cell) for row in book[name].iter_rows(values_only=True) for cell in row if cell]
        assert any("different boundaries" in cell.lower() for cell in cells), name


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"assume": {"boundaries": "any"}}, "choose one of same, mixed"),
        ({"assume": {"boundarys": "mixed"}}, "did you mean boundaries?"),
        ({"price": "2026Q4=80"}, "for metals write one price"),
        ({"price": "-1"}, "a price is 0 or more"),
        ({"price": "nan"}, "a price is 0 or more"),
    ],
)
def test_wrong_usage(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        calc.run(sheet({}), **options)
    assert said in str(caught.value)


def test_no_dated_price_leaves_its_value_empty_not_zero(tmp_path: Path) -> None:
    """Before the first price was published, and for emissions before the first year of EPA's table."""
    rows = sheet({"route": "secondary", "year": "2019"}, {"route": "secondary", "year": "2025"})
    ledger = calc.run(rows, law_known_on="2025-01-01")
    assert ledger.count("status") == {"computed": 2}
    assert np.isnan(ledger.numbers("carbon_price_eur")).all()
    assert np.isnan(ledger.numbers("saving_at_carbon_price_eur")).all()
    assert np.isnan(ledger.numbers("saving_at_social_cost_usd")).tolist() == [True, False]
    ledger.write(tmp_path / "out.xlsx")
