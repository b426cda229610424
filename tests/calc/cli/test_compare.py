"""`pigou compare` in process: exit codes, what stands side by side, what is said of bad input."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from calc import cli


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setenv("COLUMNS", "80")

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pigou", "compare", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return called


LOT = ("aluminium", "--mass", "2 t", "--recycled", "70%", "--origin", "CN", "--grid", "CN-YN")


def test_a_lot_beside_both_routes(compare: Any) -> None:
    code, out, _ = compare(*LOT)
    assert code == 0
    for said in (
        "primary",
        "secondary",
        "this lot",
        "profile metals-2026",
        "AR5",
        "casting",
        "beside the total",
    ):
        assert said in out
    for section in (
        "Saving of the lot",
        "Stages",
        "Gases and electricity",
        "Other indicators",
        "Published",
        "Sources",
    ):
        assert section in out
    assert "no data, which is not zero: SO2" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_json_has_the_names_of_the_ledger(compare: Any) -> None:
    code, out, _ = compare(*LOT, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["footprint_tco2e"] == pytest.approx(2 * found["footprint_tco2e_per_t"], rel=1e-12)
    assert found["water_m3_per_t"] is None
    counted = [p["tco2e_per_t"] for p in found["stages"] if p["route"] == "primary" and not p["beside"]]
    assert sum(counted) == pytest.approx(found["primary_tco2e_per_t"], rel=1e-12)
    assert found["manifest"]["compared"]["grid"] == ["CN-YN"]
    assert found["published"]
    assert found["assumptions"]
    assert {key: found[key] for key in found["lots"][0]} == found["lots"][0]


def test_several_grids_are_several_lots(compare: Any) -> None:
    code, out, _ = compare("aluminium", "--grid", "CN-YN,CN-SD,28,33 g/kWh", "--json")
    lots = json.loads(out)["lots"]
    assert code == 0
    assert [lot["lot"] for lot in lots] == ["CN-YN", "CN-SD", "28,33 g/kWh"]
    assert lots[2]["grid_used_gco2e_per_kwh"] == pytest.approx(28.33)
    assert lots[0]["primary_tco2e_per_t"] < lots[1]["primary_tco2e_per_t"]


def test_without_share_the_pure_routes(compare: Any) -> None:
    code, out, _ = compare("copper")
    assert code == 0
    assert "Neither share nor route given: the two pure routes." in out
    assert "No mass given: 1 t." in out


@pytest.mark.parametrize("material", ["lead", "steel", "HDPE", "nickel", "zinc"])
def test_published_figures_are_marked_where_they_are_taken(compare: Any, material: str) -> None:
    code, out, _ = compare(material)
    assert code == 0
    assert "taken here" in " ".join(out.split())


def test_what_emits_more_than_primary_is_said(compare: Any) -> None:
    code, out, _ = compare("copper", "--scrap-grade", "low grade")
    assert code == 0
    assert "below zero: the lot emits more than primary would" in out


def test_scrap_shares_that_are_printed_are_offered(compare: Any) -> None:
    code, out, _ = compare("stainless steel")
    assert code == 1
    assert "scrap shares 30%, 50%, 75%, 85% only" in " ".join(out.split())


REFUSED = {
    "unknown material": (["aluminiun"], "did you mean aluminium"),
    "a share of 70": (["aluminium", "--recycled", "70"], "0.7 or 70 %?"),
    "a share above one": (["aluminium", "--recycled", "1.2"], "between 0 and 1"),
    "share and route": (["aluminium", "--recycled", "70%", "--route", "primary"], "fits the route"),
    "a mass without unit": (["aluminium", "--mass", "2"], "Write --mass '2 t'"),
    "short or long tons": (["aluminium", "--mass", "2 ton"], "Short ton"),
    "a grid without unit": (["aluminium", "--grid", "450"], "Write --grid '450 gCO2e/kWh'"),
    "a grid in t/kWh": (["aluminium", "--grid", "0.5 t/kWh"], "at most 3000"),
    "an unknown grid": (["aluminium", "--grid", "Yunan"], "did you mean Yunnan"),
    "an unknown country": (["aluminium", "--origin", "Chyna"], "did you mean China"),
    "no yield": (["aluminium", "--yield", "0"], "more than 0"),
    "a distance below zero": (
        ["aluminium", "--freight-mode", "truck", "--freight-distance", "-5 km"],
        "below zero",
    ),
    "two boundaries": (
        ["aluminium", "--supplier-factor", "4 t/t", "--boundary", "gate-to-gate"],
        "boundaries=mixed",
    ),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_lot_says_why(compare: Any, words: list[str], said: str) -> None:
    code, out, err = compare(*words)
    assert code == 1
    assert "Not computed" in out
    assert said in " ".join(out.split())
    assert err == ""


def test_one_lot_refused_leaves_the_others(compare: Any) -> None:
    code, out, _ = compare("aluminium", "--grid", "Yunan,CN-SD")
    assert code == 1
    assert "did you mean Yunnan" in out
    assert "Saving of the lots" in out


def test_two_boundaries_as_asked_are_printed(compare: Any) -> None:
    words = ("--supplier-factor", "4 t/t", "--boundary", "gate-to-gate", "--assume", "boundaries=mixed")
    _, out, _ = compare("aluminium", *words)
    assert "different boundaries" in out.casefold()
    assert "the supplier's own figure" in out


WRONG = {
    "a price in words": ["--price", "cheap"],
    "prices by period": ["--price", "2026Q4=80"],
    "a price below zero": ["--price=-1"],
    "no such choice": ["--assume", "gwp=AR7"],
    "a boundary of nothing": ["--boundary", "gate-to-gate"],
    "origins and grids": ["--origin", "CN,AU", "--grid", "CN-YN,CN-SD"],
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG.keys())
def test_wrong_usage_ends_with_2(compare: Any, words: list[str]) -> None:
    code, out, err = compare("aluminium", *words)
    assert code == 2
    assert out == ""
    assert err.startswith("pigou: ")
