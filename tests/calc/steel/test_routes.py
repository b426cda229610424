"""Routes against the arithmetic of their sources, their published range and one another."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import calc
from calc.steel.routes import BASELINE, STAGES, inventory_of
from calc.steel.spellings import ROUTES, nearest_routes, route_name
from factors import load

HELD = ("BF-BOF", "scrap-EAF", "NG-DRI-EAF", "H2-DRI-EAF", "Corex", "HIsarna")
CHOSEN = {
    "gwp": "AR5",
    "combustion_factors": "ipcc-2006",
    "dri_ore": "pellets",
    "corex_gas": "no_credit",
    "reforming": "plant",
}
HARPPRECHT_H2 = 4.77  # MWh/t of steel, sum over the inventory


def steel(**columns: object) -> pd.DataFrame:
    size = max(len(c) for c in columns.values() if isinstance(c, list))
    rows = {"mass [t]": [1.0] * size, "grid": ["473 g/kWh"] * size, "scrap share": [None] * size}
    return pd.DataFrame({**rows, **columns})


def result(**columns: object) -> pd.DataFrame:
    return calc.run(steel(**columns)).result_frame()


def test_every_route_of_the_table_can_be_spelled() -> None:
    table = load().table("processes.routes")
    assert set(table.columns["route"]) == set(ROUTES)
    assert all(route_name(name) == (name, False) for name in ROUTES)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("高炉-转炉", "BF-BOF"),
        ("长流程", "BF-BOF"),
        ("BF / BOF", "BF-BOF"),
        ("电炉", "scrap-EAF"),
        ("短流程", "scrap-EAF"),
        ("废钢电炉", "scrap-EAF"),
        ("氢冶金", "H2-DRI-EAF"),
        ("HIsarna + CCS", "HIsarna+CCS"),
    ],
)
def test_spellings(text: str, route: str) -> None:
    assert route_name(text) == (route, False)


def test_a_route_without_its_reductant_is_taken_as_gas_and_says_so() -> None:
    assert route_name("直接还原铁") == ("NG-DRI-EAF", True)
    found = result(route=["DRI-EAF"])
    assert "natural gas" in found["note"][0]


def test_near_spellings_are_suggested() -> None:
    assert nearest_routes("BF-BOV")[0] == "BF-BOF"
    assert route_name("BF-BOV") == ("", False)


def test_the_factor_of_basic_oxygen_steel_covers_its_pig_iron() -> None:
    """IPCC Eq. 4.4 and 4.5: pig iron is counted apart only where it does not become steel."""
    inventory = inventory_of(load(), CHOSEN)
    route = inventory.routes[inventory.index(BASELINE)]
    iron = route.iron_charge * (1 - route.scrap_share)
    direct = iron * route.iron.direct + route.steel.direct
    ch4 = 0.03e-3 * 0.95 * 28
    assert iron == pytest.approx(0.95, abs=1e-5)
    assert direct[2:].sum() == pytest.approx(1.58 + ch4, abs=1e-4)
    assert direct[0] == pytest.approx(0.3373 * (0.51 + 0.089e-3 * 28), rel=1e-4)
    assert direct[1] == pytest.approx(1.2485 * (0.21 + 0.07e-3 * 28), rel=1e-4)
    assert 1.9 < direct.sum() < 2.1


def test_the_stage_factors_are_of_one_edition() -> None:
    table = load().table("processes.steel")
    ipcc = {s for s in table.columns["source"] if s.startswith("ipcc")}
    assert ipcc == {"ipcc_2019_vol3"}


def test_no_row_names_ecoinvent() -> None:
    table = load().table("processes.steel")
    assert not any("ecoinvent" in cell for column in table.columns.values() for cell in column)


def test_electricity_of_integrated_steel_against_the_package_of_ipcc() -> None:
    """0.121 GJ/t coke, 0.1882 sinter, 0.40 pig iron, 0.10 steel (bonsai-ipcc), without oxygen."""
    found = result(route=["BF-BOF"])["electricity_kwh_per_t"][0]
    theirs = (0.3373 * 0.121 + 1.2485 * 0.1882 + 0.95 * 0.40 + 0.10) / 0.0036
    oxygen = 53 * 0.0015 / 0.0036
    assert found == pytest.approx(theirs + oxygen, rel=0.05)


def test_direct_reduction_with_hydrogen_against_harpprecht() -> None:
    found = result(route=["H2-DRI-EAF"])["electricity_kwh_per_t"][0] / 1000
    assert found == pytest.approx(2.1 / 0.6217 + 1.03 + 0.6395, rel=1e-9)
    assert found == pytest.approx(HARPPRECHT_H2, rel=0.06)


def test_gas_of_direct_reduction_lies_between_harpprecht_and_ipcc() -> None:
    inventory = inventory_of(load(), CHOSEN)
    iron = inventory.routes[inventory.index("NG-DRI-EAF")].iron
    reduced = iron.direct[2] + iron.gas[2] * inventory.gas_factor
    assert 0.507 < reduced < 0.70


def test_corex_against_the_other_model_of_the_same_source() -> None:
    """953.2 kg of coal at 83.3 % carbon per tonne of hot metal (Qu et al. 2012)."""
    inventory = inventory_of(load(), CHOSEN)
    iron = inventory.routes[inventory.index("Corex")].iron
    assert iron.direct[2] == pytest.approx(0.9532 * 0.833 * 44 / 12, rel=0.03)


def test_footprints_lie_in_the_published_range_of_their_route() -> None:
    """BF-BOF is below worldsteel, whose figure holds mining, lime and transport; hydrogen needs a clean grid."""
    found = result(route=["scrap-EAF", "NG-DRI-EAF"])
    assert (found["footprint_tco2e_per_t"] >= found["published_low_tco2e_per_t"]).all()
    assert (found["footprint_tco2e_per_t"] <= found["published_high_tco2e_per_t"]).all()
    clean = result(route=["H2-DRI-EAF"], grid=["30 g/kWh"])
    assert 0.38 < clean["footprint_tco2e_per_t"][0] < 0.73
    furnace = result(route=["BF-BOF"])
    assert 0.85 * 2.33 < furnace["footprint_tco2e_per_t"][0] < 2.33


def test_order_of_the_routes() -> None:
    dirty = result(route=list(HELD)).set_index("route_used")
    direct, whole = dirty["direct_tco2e_per_t"], dirty["footprint_tco2e_per_t"]
    order = ["scrap-EAF", "H2-DRI-EAF", "NG-DRI-EAF", "HIsarna", "BF-BOF", "Corex"]
    assert list(direct.sort_values().index) == order
    assert whole["H2-DRI-EAF"] > whole["BF-BOF"]  # on a coal grid hydrogen saves nothing
    clean = result(route=list(HELD), grid=["20 g/kWh"] * len(HELD)).set_index("route_used")
    assert list(clean["footprint_tco2e_per_t"].sort_values().index) == order


def test_integrated_steel_takes_the_energy_that_others_state() -> None:
    """Mission Possible Partnership: 5.34 MWh of coal; worldsteel: up to 25 GJ with rolling."""
    found = result(route=["BF-BOF"])["energy_gj_per_t"][0]
    assert found == pytest.approx(5.34 * 3.6, rel=0.05)


@settings(max_examples=40, deadline=None)
@given(
    route=st.sampled_from(HELD),
    share=st.floats(0.01, 1),
    more=st.floats(0, 1),
    grid=st.floats(0, 1500),
    dirtier=st.floats(0, 1000),
)
def test_properties(route: str, share: float, more: float, grid: float, dirtier: float) -> None:
    higher = share + (1 - share) * more
    found = result(
        **{
            "route": [route] * 3,
            "scrap share": [share, higher, share],
            "grid [g/kWh]": [grid, grid, grid + dirtier],
        },
        grid=[None] * 3,
    )
    base, scrap, dirty = (found.iloc[n] for n in range(3))
    tolerance = 1e-9
    assert (found["status"] == "computed").all()
    assert scrap["direct_tco2e_per_t"] <= base["direct_tco2e_per_t"] + tolerance
    assert dirty["footprint_tco2e_per_t"] >= base["footprint_tco2e_per_t"] - tolerance
    parts = ["direct_tco2e_per_t", "electricity_tco2e_per_t", "upstream_tco2e_per_t"]
    assert np.allclose(found[parts].sum(axis=1), found["footprint_tco2e_per_t"], rtol=1e-12)
    stages = ["coke_tco2e_per_t", "sinter_pellets_tco2e_per_t", "iron_tco2e_per_t", "steelmaking_tco2e_per_t"]
    assert len(stages) == len(STAGES)
    assert np.allclose(found[[*stages, "alloys_tco2e_per_t"]].sum(axis=1), found["footprint_tco2e_per_t"])


def test_gas_and_coal_of_the_row() -> None:
    found = result(
        **{
            "route": ["NG-DRI-EAF", "NG-DRI-EAF", "HIsarna", "HIsarna", "BF-BOF"],
            "gas factor [kgCO2/GJ]": [None, 66.1, None, None, 60],
            "coal factor [kgCO2/GJ]": [None, None, None, 95, 95],
        }
    )
    direct = found["direct_tco2e_per_t"]
    assert direct[1] - direct[0] == pytest.approx(10.008 * (66.1 - 56.1545) / 1000, rel=1e-6)
    assert direct[3] - direct[2] == pytest.approx(12.915 * 0.095 - 1.11, abs=1e-4)
    assert "gas_factor is not used" in found["note"][4]
    assert "coal_factor is not used" in found["note"][4]


def test_hydrogen_of_the_row() -> None:
    found = result(
        **{
            "route": ["H2-DRI-EAF"] * 4,
            "electrolyser efficiency": [None, "70 %", None, None],
            "hydrogen grid": [None, None, "0 g/kWh", None],
            "hydrogen footprint [kgCO2e/kg]": [None, None, None, 1.0],
        }
    )
    kwh, current, upstream = (
        found[c] for c in ("electricity_kwh_per_t", "electricity_tco2e_per_t", "upstream_tco2e_per_t")
    )
    assert kwh[0] - kwh[1] == pytest.approx(2100 / 0.6217 - 2100 / 0.7)
    assert current[2] == pytest.approx(1.6695 * 0.473)
    assert upstream[3] == pytest.approx(0.063, rel=1e-5)
    assert kwh[3] == pytest.approx(1669.5)


def test_switches() -> None:
    frame = steel(route=["H2-DRI-EAF", "Corex"])
    plain = calc.run(frame).numbers("direct_tco2e_per_t")
    lump = calc.run(frame, assume={"dri_ore": "lump", "corex_gas": "by_energy"}).numbers("direct_tco2e_per_t")
    assert plain[0] - lump[0] == pytest.approx(1.59 * 0.19)
    assert lump[1] == pytest.approx(plain[1] * 0.4945)


def test_alloys_count_on_top() -> None:
    found = result(route=["BF-BOF", "BF-BOF"], alloying=["Mn 0.6 %; Cr 18 %", None])
    assert found["alloys_tco2e_per_t"].tolist() == pytest.approx([0.006 * 1.0 + 0.18 * 2.4, 0])
    assert found["footprint_tco2e_per_t"][0] - found["footprint_tco2e_per_t"][1] == pytest.approx(0.438)
    assert found["direct_tco2e_per_t"][0] == found["direct_tco2e_per_t"][1]
    assert found["abatement_tco2e_per_t"].tolist() == pytest.approx([0, 0])


def test_casting_and_rolling_is_a_gap_unless_given() -> None:
    found = result(**{"route": ["BF-BOF", "BF-BOF"], "casting and rolling [tCO2e/t]": [None, 0.15]})
    assert np.isnan(found["casting_rolling_tco2e_per_t"][0])
    assert "not held" in found["boundary_used"][0]
    assert found["upstream_tco2e_per_t"][1] == pytest.approx(0.15)
    assert "as given" in found["boundary_used"][1]


@pytest.mark.parametrize("gwp", ["AR4", "AR5", "AR5-feedback", "AR6"])
def test_every_gwp_set_gives_a_footprint(gwp: str) -> None:
    found = calc.run(steel(route=list(HELD)), assume={"gwp": gwp}).numbers("footprint_tco2e_per_t")
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(2.124, abs=0.002)


def test_life_cycle_of_reformed_hydrogen() -> None:
    frame = steel(**{"route": ["H2-DRI-EAF"], "hydrogen route": ["SMR"]})
    plant = calc.run(frame).numbers("upstream_tco2e_per_t")[0]
    whole = calc.run(frame, assume={"reforming": "life_cycle"}).numbers("upstream_tco2e_per_t")[0]
    assert (plant, whole) == pytest.approx((0.063 * 8.88944, 0.063 * 10.6206), rel=1e-5)


def test_the_order_of_the_rows_changes_nothing() -> None:
    frame = steel(route=list(HELD) * 3)
    forward, backward = calc.run(frame), calc.run(frame.iloc[::-1].reset_index(drop=True))
    for line in ("footprint_tco2e_per_t", "cbam_cost_2034_eur_per_t", "abatement_share"):
        assert np.array_equal(forward.numbers(line), backward.numbers(line)[::-1])
