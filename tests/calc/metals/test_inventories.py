"""What stands behind the footprints of aluminium: fuels, gases and stages of the published inventories."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import calc
from calc.methods.systems import demand, inventory, read_system
from factors import load

# per t of liquid aluminium; kg CO2 by 0.0979, 0.0851, 0.0826, 0.0632 kg/MJ, 0.45 kg/kWh and 44/12
WORLD = {
    "hard coal": (16511, 1616.5),
    "heavy fuel oil": (2484, 211.4),
    "diesel": (520, 42.9),
    "natural gas": (5893, 372.4),
}
EU = {"heavy fuel oil": (412, 35.1), "diesel": (327, 27.0), "natural gas": (17840, 1127.5)}


@pytest.mark.parametrize(
    ("region", "fuels", "power", "carbon"),
    [("World", WORLD, 14689, 1410.8), ("EU-27", EU, 15104, 1359.0)],
)
def test_carriers_of_the_published_chains(
    region: str, fuels: dict[str, tuple[float, float]], power: float, carbon: float
) -> None:
    system = read_system(load().table("processes.aluminium"))
    flows = inventory(system, demand(system, {system.at("liquid aluminium", region): 1.0}))
    table = load().table("emissions.combustion")
    factor = dict(
        zip(
            zip(table.columns["fuel"], table.columns["set"], strict=True),
            table.numbers("value_kg_per_mj"),
            strict=True,
        )
    )
    for fuel, (energy, co2) in fuels.items():
        found = flows[system.flow(fuel)]
        assert found == pytest.approx(energy, abs=0.6)
        assert found * factor[fuel, "sesame"] == pytest.approx(co2, abs=0.06)
    drawn = flows[system.flow("electricity")] + flows[system.flow("electrolysis electricity")]
    assert drawn == pytest.approx(power, abs=0.6)
    assert flows[system.flow("anode carbon")] * 44 / 12 * 1000 == pytest.approx(carbon, abs=0.1)


def test_gases_of_a_tonne_and_the_published_10_264() -> None:
    """CF4 491 and C2F6 47 kg, as published; CO2 with the electricity of 450 g/kWh 10.264 t."""
    rows = [{"Material": "aluminium", "Mass": "1 t", "Route": "primary", "Grid": "450 g/kWh"}]
    ledger = calc.run(pd.DataFrame(rows))
    gases = {line.gas: line.tco2e_per_t for line in ledger.groups["gases"] if line.route == "primary"}
    assert gases["CF4"] == pytest.approx(0.491, abs=0.0005)
    assert gases["C2F6"] == pytest.approx(0.047, abs=0.0005)
    power = ledger.numbers("electricity_kwh_per_t")[0] * 0.45 / 1000
    assert power == pytest.approx(6.6103, abs=5e-5)
    assert gases["CO2"] + power == pytest.approx(10.264, abs=5e-4)
    assert math.fsum(gases.values()) + power == pytest.approx(ledger.numbers("primary_tco2e_per_t")[0])


def test_stages_of_a_tonne() -> None:
    """By hand at 450 g/kWh: bauxite 5.489016 x 8.9049 kg, casting beside the total 82.5 kg."""
    rows = [{"Material": "aluminium", "Mass": "1 t", "Recycled share": 0.5, "Grid": "450 g/kWh"}]
    lines = calc.run(pd.DataFrame(rows)).groups["stages"]
    stage = {(line.route, line.stage): line for line in lines}
    assert stage["primary", "bauxite"].tco2e == pytest.approx(0.5 * 5.489016 * 8.9049 / 1000, rel=1e-4)
    # 8564 x 0.0979 + 1065 x 0.0851 + 46 x 0.0826 + 2637 x 0.0632 + 218 x 0.45 = 1197.6 kg per t of alumina
    assert stage["primary", "alumina"].tco2e == pytest.approx(0.5 * 1.928 * 1.19761, rel=1e-4)
    # 0.463 x (0.831 x 44/12 x 1000 + 681 x 0.0851 + 5.9 x 0.0826 + 1747 x 0.0632 + 110 x 0.45) = 1511.9 kg
    assert stage["primary", "anode"].tco2e == pytest.approx(0.5 * 1.51186, rel=1e-4)
    # 14210 x 0.45 + PFC 538.458
    assert stage["primary", "electrolysis"].tco2e == pytest.approx(0.5 * 6.932958, rel=1e-6)
    assert stage["primary", "casting"].tco2e == pytest.approx(0.5 * 0.0825071, rel=1e-6)
    assert stage["primary", "casting"].remark
    assert stage["secondary", "remelting"].tco2e == pytest.approx(0.5 * 0.272902, rel=1e-5)
    assert math.fsum(line.share for line in lines if not line.remark) == pytest.approx(1)


def test_published_figures_stand_beside_ours_and_are_never_averaged() -> None:
    ledger = calc.run(pd.DataFrame([{"Material": "lead", "Mass": "1 t", "Route": "secondary"}]))
    lines = [(x.route, x.low, x.high) for x in ledger.groups["published"] if x.material == "lead"]
    assert ("primary", 2.0, 2.0) in lines
    assert ("primary", 3.37, 3.37) in lines
    assert ("secondary", 0.58, 0.58) in lines
    assert ledger.numbers("published_low_tco2e_per_t")[0] == 2.0
    assert ledger.numbers("published_high_tco2e_per_t")[0] == 3.37
    assert all(x.source and x.year and x.boundary for x in ledger.groups["published"])
