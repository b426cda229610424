"""Every state a row of steel can end in, and what the user is told."""

from __future__ import annotations

import pandas as pd
import pytest

import calc
from calc.engine.errors import UsageError
from calc.steel.status import STATUSES

ROW = {"route": "BF-BOF", "scrap share": 0.1, "mass": "10 t", "grid": "473 g/kWh"}
CASES = [
    ({}, "computed", ""),
    ({"route": "BF-BOV"}, "unknown_route", "did you mean BF-BOF"),
    ({"route": None}, "invalid", ""),
    ({"scrap share": 70}, "invalid", "0.7 or 70 %"),
    ({"mass": "10"}, "invalid", ""),
    ({"mass": "-1 t"}, "invalid", ""),
    ({"route": "scrap-EAF", "scrap share": 0}, "route_contradiction", "NG-DRI-EAF"),
    ({"grid": None, "origin": "Atlantis"}, "unknown_origin", "a country we know"),
    ({"grid": "Atlantis"}, "grid_missing", "a grid we know"),
    ({"grid": "0.5 t/kWh"}, "invalid", ""),
    ({"route": "BF-BOF+CCS"}, "capture_missing", "capture_rate"),
    ({"route": "BF-BOF+CCS", "capture rate": "90 %"}, "capture_missing", "none are guessed"),
    ({"route": "HIsarna+CCS"}, "capture_missing", "none are guessed"),
    ({"route": "HIsarna+CCS", "capture rate": "90 %"}, "computed", ""),
    ({"route": "BF-BOF+CCS", "capture rate": "60 %", "capture energy [kWh/tCO2]": 300}, "computed", ""),
    ({"route": "H2-DRI-EAF", "hydrogen route": "given"}, "hydrogen_missing", "hydrogen_footprint"),
    ({"route": "H2-DRI-EAF", "hydrogen route": "moonlight"}, "hydrogen_missing", "electrolysis, SMR"),
    ({"alloying": "Xx 3 %"}, "alloy_unknown", "no figure is held for Xx"),
    ({"alloying": "some manganese"}, "alloy_unknown", "not understood"),
    ({"alloying": "Cr 60 %; Ni 50 %"}, "alloy_unknown", "110%"),
]


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, object], status: str, said: str) -> None:
    ledger = calc.run(pd.DataFrame([{**ROW, **cells}, ROW]), subject="steel")
    found = ledger.result_frame()
    assert found["status"].tolist() == [status, "computed"]
    told = " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert said in told
    numbers = found.loc[0, ["footprint_tco2e_per_t", "direct_tco2e", "cbam_cost_2030_eur_per_t"]]
    assert numbers.isna().all() == (status != "computed")
    assert ledger.explain(0).count("Status:") == 1


def test_every_state_is_met() -> None:
    assert {case[1] for case in CASES} == set(STATUSES)


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"scrap share": None}, "that of the route's inventory"),
        ({"scrap share": 0.4}, "heat of the converter"),
        ({"grid": None}, "no grid given: World"),
        ({"grid": None, "origin": "China"}, "no grid given: that of the origin"),
        ({"grid": "China", "year": 2035}, "another year"),
        ({"route": "scrap-EAF", "scrap share": 0.8}, "taken as DRI"),
        ({"capture rate": "50 %"}, "captures nothing"),
        ({"hydrogen route": "SMR"}, "hydrogen are not used"),
        ({"route": "H2-DRI-EAF", "hydrogen route": "SMR"}, "precursor"),
        ({"CN code": "76011000"}, "before free allocation"),
        ({"cost premium [EUR/t]": 10}, "no carbon price pays"),
    ],
)
def test_notes(cells: dict[str, object], note: str) -> None:
    found = calc.run(pd.DataFrame([{**ROW, **cells}])).result_frame()
    assert found["status"][0] == "computed"
    assert note in found["note"][0]


def test_a_scrap_furnace_with_ore_may_be_refused() -> None:
    frame = pd.DataFrame([{**ROW, "route": "scrap-EAF", "scrap share": 0.8}])
    assert calc.run(frame, assume={"eaf_rest": "refuse"}).count("status") == {"route_contradiction": 1}


def test_the_subject_is_found_by_its_headings() -> None:
    assert calc.run(pd.DataFrame([ROW])).subject.name == "steel"
    metals = pd.DataFrame([{"material": "copper", "route": "secondary", "mass": "1 t"}])
    assert calc.run(metals).subject.name == "metals"
    imports = pd.DataFrame(
        [
            {
                "CN code": "72083900",
                "Origin": "China",
                "Net mass [t]": 1,
                "Import date": pd.Timestamp("2026-02-15"),
                "Route": "C",
            }
        ]
    )
    assert calc.run(imports).subject.name == "imports"


def test_chinese_headings() -> None:
    frame = pd.DataFrame([{"冶炼路线": "长流程", "废钢比": "15 %", "质量 (t)": 100, "电网": "云南"}])
    found = calc.run(frame).result_frame()
    assert found["route_used"][0] == "BF-BOF"
    assert found["scrap_share_used"][0] == pytest.approx(0.15)
    assert 0 < found["grid_used_gco2e_per_kwh"][0] < 300


def test_explanation_leads_home() -> None:
    frame = pd.DataFrame([{**ROW, "route": "H2-DRI-EAF", "grid": "Yunnan", "CN code": "72083900"}])
    text = calc.run(frame).explain(0)
    for part in (
        "energy.grid:CN-YN",
        "processes.routes:H2-DRI-EAF",
        "processes.steel:electrolysis",
        "processes.steel:direct reduction with hydrogen",
        "72083900/B/D",
        "2034:",
    ):
        assert part in text


@pytest.mark.parametrize("price", ["cheap", "2026Q4=80", "2050=10", "-1", "2026=inf"])
def test_prices_that_are_none(price: str) -> None:
    with pytest.raises(UsageError):
        calc.run(pd.DataFrame([ROW]), price=price)


def test_prices_by_year() -> None:
    ledger = calc.run(pd.DataFrame([ROW]), price="2026=80,2034=200")
    direct = ledger.numbers("direct_tco2e_per_t")[0]
    assert ledger.numbers("cbam_cost_2026_eur_per_t")[0] == pytest.approx(80 * direct)
    assert ledger.numbers("cbam_cost_2027_eur_per_t")[0] == pytest.approx(82.32 * direct)
    assert ledger.numbers("cbam_cost_2034_eur_per_t")[0] == pytest.approx(200 * direct)


def test_free_allocation_falls_to_nothing() -> None:
    ledger = calc.run(pd.DataFrame([{**ROW, "CN code": "72083900"}]), price=100)
    costs = [ledger.numbers(f"cbam_cost_{year}_eur_per_t")[0] for year in range(2026, 2035)]
    assert costs == sorted(costs)
    assert costs[-1] == pytest.approx(100 * ledger.numbers("direct_tco2e_per_t")[0])
    assert costs[0] == pytest.approx(100 * (ledger.numbers("direct_tco2e_per_t")[0] - 0.975 * 1.370))


def test_groups_sum_to_the_totals() -> None:
    rows = [
        ROW,
        {**ROW, "route": "scrap-EAF", "scrap share": 1, "alloying": "Ni 1 %"},
        {**ROW, "route": "nonsense"},
    ]
    ledger = calc.run(pd.DataFrame(rows))
    assert sum(line.tco2e for line in ledger.groups["stages"]) == pytest.approx(
        ledger.totals()["footprint_tco2e"]
    )
    first = ledger.groups["exposure"][0]
    assert first.cost_eur == pytest.approx(82.32 * ledger.totals()["direct_tco2e"])
    assert {line.route for line in ledger.groups["published"]} == {"BF-BOF", "scrap-EAF"}
