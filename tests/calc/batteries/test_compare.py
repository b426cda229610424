"""`pigou compare battery`: the figures of the workbook, one source for all grids, and what is refused."""

from __future__ import annotations

import json
import math
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc import cli
from calc.batteries.compare import compare
from calc.engine.errors import UsageError
from factors import load
from factors.grids import Grids

SHEET = tomllib.loads(
    (Path(__file__).parents[2] / "golden" / "battery-cells" / "everbatt_2023.toml").read_text(
        encoding="utf-8"
    )
)
PARTS = ("materials", "natural_gas", "electricity")


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setenv("COLUMNS", "80")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pigou", "compare", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.mark.parametrize("case", SHEET["case"], ids=lambda case: case["name"])
def test_cells_as_the_workbook_has_them(called: Any, case: dict[str, Any]) -> None:
    code, out, err = called(
        *("battery", "--chemistry", case["chemistry"], "--grid", case["grid"], "--level", "cell", "--json"),
        *("--nmp-recovery", str(case["nmp_recovery"])),
    )
    assert (code, err) == (0, "")
    (found,) = json.loads(out)
    assert (found["grid"], found["grid_source"]) == (case["grid"], "greet")
    assert found["kgco2e_per_kwh_capacity"] == pytest.approx(case["total_per_kwh"], abs=1e-4)
    for name in PARTS:
        wanted = case[f"{name}_per_kg"] * case["cell_mass_kg_per_kwh"]
        assert found[name] == pytest.approx(wanted, abs=2e-5), name
    assert sum(found[name] for name in PARTS) == pytest.approx(found["kgco2e_per_kwh_capacity"])
    assert found["status"] == "provisional"


def test_grids_in_the_order_and_spelling_of_the_question(called: Any) -> None:
    typed = ["US", "中国", "Korea", "California", "U.S."]
    code, out, _ = called(
        "电池", "--chemistry", "三元811", "--grid", ",".join(typed), "--level", "cell", "--json"
    )
    found = json.loads(out)
    assert code == 0
    assert [one["grid"] for one in found] == typed
    assert [one["chemistry"] for one in found] == ["NMC811"] * len(typed)
    assert found[0] == found[-1] | {"grid": "US"}
    assert found[0]["difference_to_first"] == 0
    assert found[1]["difference_to_first"] > 0
    more = ("--grid", "US", "--level", "cell", "--json", "--nmp-recovery")
    per_cent = json.loads(called("battery", "--chemistry", "NMC811", *more, "99.5%")[1])
    share = json.loads(called("battery", "--chemistry", "NCM811", *more, "0.995")[1])
    assert per_cent == share
    assert share[0]["materials"] < found[0]["materials"]


def test_a_pack_takes_all_grids_from_ember(called: Any) -> None:
    code, out, _ = called(
        "battery", "--chemistry", "LFP", "--capacity", "60 kWh", "--grid", "CN,PL,HU,US,KR", "--json"
    )
    found = json.loads(out)
    assert code == 0
    assert {one["grid_source"] for one in found} == {"ember"}
    for one in found:
        grams, _, _ = Grids.of(load()).figure(one["grid"])
        assert one["grid_kgco2e_per_kwh"] == pytest.approx(grams / 1000)
        assert one["electricity"] == pytest.approx(one["electricity_kwh_per_kwh"] * grams / 1000)
        assert one["kgco2e_per_battery"] == pytest.approx(60 * one["kgco2e_per_kwh_capacity"])
        assert sum(one["materials_by_component"].values()) == pytest.approx(one["materials"])
    cell = compare(load(), "LFP", ["US"], "cell").places[0]
    assert found[3]["materials"] > cell.materials
    assert found[3]["natural_gas"] == pytest.approx(cell.natural_gas)
    assert any("without a named material" in text for text in found[0]["left_out"])
    words = ("--grid", "US,PL", "--level", "cell", "--grid-source", "ember", "--json")
    of_cells = json.loads(called("battery", "--chemistry", "LFP", *words)[1])
    assert {one["grid_source"] for one in of_cells} == {"ember"}


def test_the_terminal_says_what_it_is(called: Any) -> None:
    code, out, _ = called(
        "battery", "--chemistry", "磷酸铁锂", "--capacity", "0.06 MWh", "--grid", "CN,PL,HU,US,KR"
    )
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    text = " ".join(out.split())
    for said in (
        "LFP battery, 60 kWh, pack",
        "Provisional",
        "Nothing here is a declaration",
        "Estimate from a published cell design",
        "not of energy delivered",
        "to CN",
        "Left out: module and pack parts",
        "end of life and recycling",
        "EverBatt 2023",
        "Ember",
        "(2024)",
        "everbatt-2020",
        "only electricity differs",
    ):
        assert said in text, said
    assert "Warning" not in text
    code, out, _ = called("battery", "--chemistry", "NMC532", "--grid", "US,CN", "--level", "cell")
    assert (code == 0 and "to US kg/kWh" in " ".join(out.split())) or "to US" in out
    assert "everbatt-2019" not in out  # no factor of that powder in that edition


@given(st.integers(1, 10**9))
def test_a_battery_is_its_capacity_times_a_kilowatt_hour(watt_hours: int) -> None:
    found = compare(load(), "NMC622", ["HU"], capacity=f"{watt_hours} Wh")
    assert found.capacity == pytest.approx(watt_hours / 1000)
    assert found.places == compare(load(), "NMC622", ["HU"]).places
    assert math.isnan(compare(load(), "NMC622", ["HU"]).capacity)


def test_a_result_beyond_the_published_range_is_questioned() -> None:
    from calc.batteries import compare as module

    place = compare(load(), "LFP", ["CN"]).places[0]
    far = module.Place(place.mix, 1000 * place.materials, place.natural_gas, place.electricity)
    (said,) = module._outside(load(), "LFP", [place, far])
    assert said.startswith("CN: outside 34 to 150 kg CO2e/kWh")
    assert not tuple(module._outside(load(), "LFP", [place]))
    assert not compare(load(), "NMC811", ["CN"]).warnings


LFP = ("battery", "--chemistry", "LFP", "--grid")
REFUSED = {
    "no chemistry": (("battery", "--grid", "CN"), ("--chemistry: not given", "NMC811")),
    "no grid": (("battery", "--chemistry", "LFP"), ("--grid: nothing to compare",)),
    "unknown chemistry": (("battery", "--chemistry", "lithium iron fosphate", "--grid", "CN"), ("did you mean LFP",)),
    "a member not held": (("battery", "--chemistry", "NMC955", "--grid", "CN"), ("NMC811", "held:")),
    "nothing near": (("battery", "--chemistry", "sodium-ion", "--grid", "CN"), ("nothing is near", "held: NMC111")),
    "a family": (("battery", "--chemistry", "三元", "--grid", "CN"), ("a family", "NMC622", "NCA")),
    "LMO": (("battery", "--chemistry", "锰酸锂", "--grid", "CN"), ("no design is held for LMO", "identical")),
    "ampere-hours": ((*LFP, "CN", "--capacity", "200 Ah"), ("ampere-hours", "nominal voltage", "60 kWh")),
    "no unit": ((*LFP, "CN", "--capacity", "60"), ("without a unit", "60 kWh")),
    "power": ((*LFP, "CN", "--capacity", "60 kW"), ("kW does not fit here",)),
    "no capacity": ((*LFP, "CN", "--capacity", "0 kWh"), ("not above zero",)),
    "two readings": ((*LFP, "CN", "--capacity", "1,234 kWh"), ("1234 or 1.234",)),
    "grid of another source": ((*LFP, "US,CN-YN"), ("Yunnan", "never mixes sources")),
    "a grid that GREET lacks": ((*LFP, "US,PL", "--level", "cell"), ("'PL'", "US-CA", "--grid-source ember")),
    "a figure": ((*LFP, "US,450 g/kWh"), ("450 g/kWh", "energy_factor")),
    "unknown grid": ((*LFP, "US,Plland"), ("Plland", "Poland")),
    "two sources": ((*LFP, "US", "--level", "cell", "--grid-source", "greet,ember"), ("one source",)),
    "GREET for a pack": ((*LFP, "US", "--grid-source", "greet"), ("--level cell only",)),
    "unknown level": ((*LFP, "US", "--level", "vehicle"), ("cell or pack",)),
    "a share in per cent": ((*LFP, "US", "--nmp-recovery", "99.5"), ("99.5%",)),
    "no share": ((*LFP, "US", "--nmp-recovery", "most"), ("not a share",)),
    "a day before the designs": ((*LFP, "US", "--law-known-on", "2022-01-01"), ("no cell design",)),
    "options of metals": ((*LFP, "US", "--mass", "2 t", "--recycled", "50%"), ("--mass, --recycled", "metals")),
    "an assumption of metals": ((*LFP, "US", "--assume", "gwp=AR6"), ("--assume", "metals")),
    "options of batteries": (("aluminium", "--chemistry", "LFP"), ("--chemistry", "pigou compare battery")),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_is_refused_says_what_to_write(called: Any, case: str) -> None:
    words, said = REFUSED[case]
    code, out, err = called(*words)
    assert (code, out) == (2, "")
    for text in said:
        assert text in err, (text, err)


def test_the_function_refuses_as_the_command_does() -> None:
    with pytest.raises(UsageError, match="did you mean"):
        compare(load(), "LPF", ["CN"])


def test_recycling_routes_stand_below_and_outside_the_declaration(called: Any) -> None:
    words = ("battery", "--chemistry", "LFP", "--grid", "CN,PL", "--recycling")
    code, out, err = called(*words)
    assert (code, err) == (0, "")
    below = out.partition("Recycling of LFP cells by route, outside any declaration")[2]
    for part in (
        "pyro",
        "hydro",
        "direct",
        "China",
        "Poland",
        "outside the declaration",
        "Avoided production",
    ):
        assert part in below, part
    assert all(len(line) <= 80 for line in out.splitlines())
    code, out, err = called(*words, "--json")
    assert (code, out) == (2, "")
    assert "--recycling: a table of the terminal" in err
    code, _, err = called("copper", "--recycling")
    assert (code, "for a battery" in err) == (2, True)
