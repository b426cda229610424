"""Rows with the installation's own verified figures."""

from __future__ import annotations

import math
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from calc.engine.errors import UsageError

COIL = {"see_direct": 2.0, "route": "C"}


def test_own_figures_carry_no_mark_up_and_point_at_no_default(build: ModuleType) -> None:
    found = build.result(build.line(see_direct=2.0, sefa=1.0))
    assert (found["status"], found["match"]) == ("priced", "given")
    assert found["mark_up"] == 0.0
    assert math.isnan(found["default_value_tco2e_per_t"])
    assert (
        found["default_value_reference"] == found["mark_up_reference"] == found["benchmark_reference"] == ""
    )
    assert found["embedded_emissions_tco2e"] == 2000.0
    assert found["certificates"] == 1000.0


def test_indirect_emissions_count_outside_annex_ii_only(build: ModuleType) -> None:
    steel = build.result(build.line(see_direct=2.0, see_indirect=0.5, sefa=1.0))
    assert steel["see_tco2e_per_t"] == 2.0
    assert "indirect emissions not counted" in steel["note"]
    urea = build.result(build.line(cn_code="31021012", see_direct=1.5, see_indirect=0.25, sefa=0.2))
    assert urea["see_tco2e_per_t"] == 1.75
    assert urea["certificates"] == pytest.approx(1550.0)
    ore = build.result(build.line(cn_code="26011200", see_direct=0.5, see_indirect=0.25, sefa=0.0))
    assert ore["see_tco2e_per_t"] == 0.75


def test_where_indirect_counts_it_must_be_given(build: ModuleType) -> None:
    found = build.result(build.line(cn_code="31021012", see_direct=1.5))
    assert found["status"] == "invalid"
    assert "write 0 if there is none" in found["note"]
    zero = build.result(build.line(cn_code="31021012", see_direct=1.5, see_indirect=0.0, sefa=0.0))
    assert zero["status"] == "priced"


def test_indirect_alone_is_refused_not_priced_by_default(build: ModuleType) -> None:
    found = build.result(build.line(see_indirect=0.5))
    assert found["status"] == "invalid"
    assert "without see_direct" in found["note"]


@pytest.mark.parametrize(
    ("cells", "per_tonne"),
    [
        ({"cn_code": "28141000", "see_unit": "tCO2e/tN", "nitrogen_share": 0.82}, 1.5 * 0.82),
        ({"cn_code": "31021012", "see_unit": "tCO2e/tN", "nitrogen_share": 0.46}, 1.5 * 0.46),
        ({"cn_code": "2523100090", "see_unit": "tCO2e/tclinker", "clinker_share": 1.0, "route": "A"}, 1.5),
        ({"cn_code": "25232900", "see_unit": "tCO2e/tclinker", "clinker_share": 0.75}, 1.125),
        ({"cn_code": "25232900", "see_unit": "tCO2e/t"}, 1.5),
    ],
)
def test_figures_per_nitrogen_and_per_clinker(
    build: ModuleType, cells: dict[str, Any], per_tonne: float
) -> None:
    found = build.result(build.line(see_direct=1.0, see_indirect=0.5, sefa=0.1, **cells))
    assert found["status"] == "priced"
    assert found["see_tco2e_per_t"] == pytest.approx(per_tonne, rel=1e-12)
    assert found["free_allocation_tco2e"] == pytest.approx(
        100.0
    )  # sefa is per tonne of good, whatever the figures


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"cn_code": "28141000", "see_unit": "tCO2e/tN"}, "nitrogen_share"),
        ({"cn_code": "25232900", "see_unit": "tCO2e/tclinker"}, "clinker_share"),
        ({"cn_code": "25232900", "see_unit": "tCO2e/tN", "nitrogen_share": 0.4}, "does not suit"),
        ({"cn_code": "72083900", "see_unit": "tCO2e/tN", "nitrogen_share": 0.4}, "does not suit"),
        ({"cn_code": "72083900", "see_unit": "tCO2e/MWh"}, "does not suit"),
        ({"cn_code": "27160000", "unit": "MWh", "see_unit": "tCO2e/t"}, "does not suit"),
    ],
)
def test_figures_in_a_unit_that_cannot_be_used(build: ModuleType, cells: dict[str, Any], said: str) -> None:
    found = build.result(build.line(see_direct=1.0, see_indirect=0.5, **cells))
    assert found["status"] == "invalid"
    assert said in found["note"]


def test_sefa_is_the_whole_free_allocation(build: ModuleType) -> None:
    for route in (None, "C", "E"):
        found = build.result(build.line(see_direct=2.0, sefa=0.7, route=route))
        assert found["free_allocation_tco2e"] == pytest.approx(700.0)
        assert math.isnan(found["benchmark_tco2e_per_t"])
        assert found["sefa_tco2e_per_t"] == 0.7
        assert found["status"] == "priced"


def test_the_chain_of_precursors_gives_the_sefa_of_the_bar(build: ModuleType) -> None:
    """W19: own process by column A of each good, 1.1 t DRI per t billet, 1000/950 t billet per t bar."""
    rows = [
        build.line(cn_code="72031000", see_direct=1.0, net_mass=1.0),
        build.line(cn_code="72071111", see_direct=1.0, net_mass=1.0, route="D"),
        build.line(cn_code="72142000", see_direct=1.0, net_mass=1.0, route="D"),
    ]
    ledger = build.priced(rows, assume={"threshold": "not_applied"})
    assert ledger.count("status") == {"sefa_missing": 3}
    dri, billet, bar = ledger.numbers("free_allocation_tco2e")
    assert dri == pytest.approx(0.287625, rel=1e-12)
    of_billet = billet + 1.1 * dri
    assert of_billet == pytest.approx(0.3797625, rel=1e-12)
    of_bar = bar + 1000 / 950 * of_billet
    assert of_bar == pytest.approx(0.4368, rel=1e-12)
    for see in (0.3, 0.4368, 0.5, 2.0):
        found = build.result(build.line(cn_code="72142000", net_mass=950.0, see_direct=see, sefa=of_bar))
        assert found["certificates"] == pytest.approx(950 * max(0.0, see - of_bar), abs=1e-9)


def test_a_complex_good_without_sefa_shows_both_readings(build: ModuleType) -> None:
    found = build.result(build.line(**COIL))
    assert found["status"] == "sefa_missing"
    assert found["benchmark_tco2e_per_t"] == 0.044  # column A: the process of the good alone
    assert found["certificates"] == pytest.approx(2000 - 0.975 * 44)
    assert found["certificates_if_column_b"] == pytest.approx(2000 - 0.975 * 1370)
    assert found["cost_eur_if_column_b"] == pytest.approx(found["certificates_if_column_b"] * 75.36)
    assert found["cost_eur"] > found["cost_eur_if_column_b"]
    assert "upper reading" in found["note"]


def test_column_b_without_a_route_is_that_of_the_route_printed(build: ModuleType) -> None:
    found = build.result(build.line(see_direct=2.0))
    assert found["certificates_if_column_b"] == pytest.approx(2000 - 0.975 * 1370)
    assert "column B by the route printed" in found["note"]


def test_column_b_is_that_of_the_route_used(build: ModuleType) -> None:
    found = build.result(build.line(see_direct=2.0, route="E"))
    assert found["certificates_if_column_b"] == pytest.approx(2000 - 0.975 * 72)


def test_a_simple_good_takes_column_a_by_its_route(build: ModuleType) -> None:
    for route, benchmark in (("K", 1.423), ("L", 0.091), ("(l)", 0.091)):
        found = build.result(build.line(cn_code="76011010", see_direct=2.0, route=route))
        assert found["status"] == "priced"
        assert found["benchmark_tco2e_per_t"] == benchmark
        assert found["free_allocation_tco2e"] == pytest.approx(975 * benchmark)
    hydrogen = build.result(build.line(cn_code="28041000", see_direct=9.0))
    assert (hydrogen["status"], hydrogen["benchmark_tco2e_per_t"]) == ("priced", 5.089)


@pytest.mark.parametrize("route", [None, "Z", "C"])
def test_where_column_a_needs_a_route_it_is_asked_for(build: ModuleType, route: str | None) -> None:
    found = build.result(build.line(cn_code="76011010", see_direct=2.0, route=route))
    assert found["status"] == "ambiguous_benchmark"
    assert "K 1.423" in found["note"]
    assert math.isnan(found["cost_eur"])


def test_own_figures_price_what_default_values_cannot(build: ModuleType) -> None:
    """Kuwait's aluminium has no printed route, but its maker knows it."""
    found = build.result(build.line(cn_code="76011010", origin="Kuwait", see_direct=2.0, route="K"))
    assert found["status"] == "priced"
    assert found["certificates"] == pytest.approx(2000 - 975 * 1.423)


def test_sefa_of_another_year(build: ModuleType) -> None:
    earlier = build.result(build.line(see_direct=2.0, sefa=0.7, sefa_year=2026, import_date="2027-02-15"))
    assert earlier["status"] == "priced"
    assert earlier["free_allocation_tco2e"] == pytest.approx(700.0)
    assert "production time must be proven" in earlier["note"]
    for year in (2025, 2028):
        wrong = build.result(build.line(see_direct=2.0, sefa=0.7, sefa_year=year, import_date="2027-02-15"))
        assert wrong["status"] == "invalid"


def test_sefa_without_own_figures_is_reported_not_used(build: ModuleType) -> None:
    found = build.result(build.line(sefa=3.0))
    assert found["certificates"] == 2169.95
    assert "needs see_direct" in found["note"]


def test_electricity(build: ModuleType, tmp_path: Path) -> None:
    current = {"cn_code": "27160000", "unit": "MWh", "origin": "Ukraine"}
    bare = build.result(build.line(**current))
    assert bare["status"] == "invalid"
    assert "--grid-factors" in bare["note"]
    own = build.result(build.line(see_direct=0.5, see_unit="tCO2e/MWh", **current))
    assert (own["status"], own["sector"]) == ("priced", "electricity")
    assert own["certificates"] == 500.0
    assert own["free_allocation_tco2e"] == 0.0
    file = tmp_path / "grid.csv"
    file.write_text("country,tco2e_per_mwh\nUkraine,0.6\nTürkiye,0.7\n", encoding="utf-8")
    by_file = build.result(build.line(**current), grid_factors=str(file))
    assert by_file["certificates"] == pytest.approx(600.0)
    other = build.result(build.line(**{**current, "origin": "Serbia"}), grid_factors=str(file))
    assert other["status"] == "invalid"
    both = build.result(build.line(see_direct=0.5, see_unit="tCO2e/MWh", **current), grid_factors=str(file))
    assert both["certificates"] == 500.0
    steel = build.result(build.line(origin="Ukraine"), grid_factors=str(file))
    assert steel["match"] != "given"


@pytest.mark.parametrize(
    "text",
    [
        "country,tco2e_per_mwh\nChyna,0.6\n",
        "country,factor\nUkraine,0.6\n",
        "country,tco2e_per_mwh\nUkraine,much\n",
    ],
)
def test_a_file_of_grid_factors_that_cannot_be_used(build: ModuleType, tmp_path: Path, text: str) -> None:
    file = tmp_path / "grid.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="--grid-factors"):
        build.result(build.line(cn_code="27160000", unit="MWh"), grid_factors=str(file))
    with pytest.raises(UsageError, match="--grid-factors"):
        build.result(build.line(), grid_factors=str(tmp_path / "none.csv"))


def test_own_figures_do_not_lift_other_refusals(build: ModuleType) -> None:
    for cells, status in (
        ({"origin": "Chyna"}, "unknown_origin"),
        ({"cn_code": "76012010"}, "unknown_code"),
        ({"origin": "Germany"}, "eu_origin"),
        ({"cn_code": "85011010"}, "out_of_scope"),
        ({"net_mass": 20.0}, "exempt"),
        ({"import_date": "2025-02-15"}, "invalid"),
    ):
        assert build.result(build.line(see_direct=2.0, sefa=1.0, **cells))["status"] == status


def test_own_and_default_rows_side_by_side(build: ModuleType) -> None:
    rows = [build.line(), build.line(see_direct=2.0, sefa=1.0), build.line(), build.line(**COIL)]
    ledger = build.priced(rows)
    assert list(ledger.coded("match").texts()) == ["heading", "given", "heading", "given"]
    alone = [build.result(row)["certificates"] for row in rows]
    assert ledger.numbers("certificates").tolist() == alone
