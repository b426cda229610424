"""The tables of grids, emissions and damage: the figures that must come out, and the rules that they keep."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from factors import Library, load
from factors.check_factors import factor_faults, grid_name_faults
from factors.library import ROOT

TABLES = (
    "energy.grid",
    "emissions.gwp",
    "emissions.combustion",
    "emissions.heating_values",
    "damage.social_cost",
)


def cell(table: str, key: str, column: str) -> float:
    found = load().table(table)
    return float(found.columns[column][found.by_reference[f"{table}:{key}"]])


def gwp(gas: str, name: str) -> float:
    return cell("emissions.gwp", f"{gas}/{name}", "gwp_kgco2e_per_kg")


def per_tonne(fuel: str, gas: str = "CO2") -> float:
    """Emissions of a tonne of fuel in kg, from the IPCC 2006 defaults."""
    heat = cell("emissions.heating_values", fuel, "ncv_mj_per_kg")
    return 1000 * heat * cell("emissions.combustion", f"{fuel}/ipcc-2006/{gas}", "value_kg_per_mj")


# Net calorific value times emission factor, IPCC 2006, Volume 2, Tables 1.2, 1.4 and 2.3
@pytest.mark.parametrize(
    ("fuel", "kg_co2"),
    [
        ("diesel", 3186.3),
        ("coke oven coke", 3017.4),
        ("natural gas", 2692.8),
        ("petroleum coke", 3168.75),
    ],
)
def test_carbon_dioxide_of_a_tonne_of_fuel(fuel: str, kg_co2: float) -> None:
    assert per_tonne(fuel) == pytest.approx(kg_co2, rel=1e-9)


def test_all_gases_of_a_tonne_of_diesel() -> None:
    others = sum(per_tonne("diesel", gas) * gwp(gas, "AR5") for gas in ("CH4", "N2O"))
    assert others == pytest.approx(10.45, abs=0.005)
    assert per_tonne("diesel") + others == pytest.approx(3196.7, abs=0.1)


@pytest.mark.parametrize(
    ("gas", "figures"),
    [
        ("CH4", (25, 28, 34, 27.9)),
        ("N2O", (298, 265, 298, 273)),
        ("CF4", (7390, 6630, 7349, 7380)),
        ("C2F6", (12200, 11100, 12340, 12400)),
        ("SF6", (22800, 23500, 26087, 25200)),
    ],
)
def test_global_warming_potentials(gas: str, figures: tuple[float, ...]) -> None:
    assert tuple(gwp(gas, name) for name in ("AR4", "AR5", "AR5-feedback", "AR6")) == figures


@pytest.mark.parametrize(
    ("fuel", "value"),
    [("hard coal", 0.0979), ("heavy fuel oil", 0.0851), ("diesel", 0.0826), ("natural gas", 0.0632)],
)
def test_the_constants_of_the_aluminium_model(fuel: str, value: float) -> None:
    assert cell("emissions.combustion", f"{fuel}/sesame/CO2", "value_kg_per_mj") == value
    assert value > cell("emissions.combustion", f"{fuel}/ipcc-2006/CO2", "value_kg_per_mj")  # upstream share


def test_thirty_nine_fuels_with_three_gases_and_a_heating_value() -> None:
    table = load().table("emissions.combustion")
    of_ipcc = [row for row in range(len(table)) if table.columns["set"][row] == "ipcc-2006"]
    fuels = {table.columns["fuel"][row] for row in of_ipcc}
    assert len(fuels) == 39
    assert len(of_ipcc) == 3 * 39
    assert fuels == set(load().table("emissions.heating_values").columns["fuel"])
    assert {table.columns["fuel"][row] for row in of_ipcc if table.columns["biogenic"][row] == "yes"} >= {
        *("wood", "charcoal", "biodiesel", "landfill gas")
    }


def test_social_costs() -> None:
    for year, costs in ((2020, (120, 190, 340)), (2025, (130, 210, 360)), (2030, (140, 230, 380))):
        for rate, cost in zip(("2.5", "2.0", "1.5"), costs, strict=True):
            assert cell("damage.social_cost", f"epa-2023/CO2/ramsey-{rate}/{year}", "value_per_t") == cost
    assert cell("damage.social_cost", "epa-2023/CH4/ramsey-2.0/2020", "value_per_t") == 1600
    assert cell("damage.social_cost", "uba-3.1/CO2/time-preference-1/2020", "value_per_t") == 195
    assert cell("damage.social_cost", "uba-3.1/CO2/time-preference-0/2020", "value_per_t") == 680
    assert cell("damage.social_cost", "uba-3.0/CO2/time-preference-1/2016", "value_per_t") == 180


def test_a_lower_discount_rate_and_a_later_year_cost_more() -> None:
    table = load().table("damage.social_cost")
    rows = [row for row in range(len(table)) if table.columns["set"][row] == "epa-2023"]
    cost = {
        tuple(table.columns[c][row] for c in ("gas", "discount", "emission_year")): float(
            table.columns["value_per_t"][row]
        )
        for row in rows
    }
    years = sorted({year for _, _, year in cost})
    for gas in ("CO2", "CH4"):
        grid = np.array([[cost[gas, f"ramsey-{r}", y] for y in years] for r in ("2.5", "2.0", "1.5")])
        assert np.all(np.diff(grid, axis=0) > 0)
        assert np.all(np.diff(grid, axis=1) > 0)


def test_pounds_per_megawatt_hour_are_converted_exactly() -> None:
    texas = cell("energy.grid", "US-TX/2023", "value_gco2e_per_kwh")
    assert texas == pytest.approx(771.179 * 0.45359237, rel=1e-15)


def test_nothing_whose_terms_forbid_it_is_a_source() -> None:
    sources = {s for t in TABLES for s in load().table(t).columns.get("source", ())}
    assert not any(word in source for source in sources for word in ("maps", "ecoinvent", "everbatt", "ifi"))


# ---- the rules

GRID, GWP = "energy/grid.csv", "emissions/gwp.csv"
BURNT, COST, NAMES = "emissions/combustion.csv", "damage/social_cost.csv", "names/grids.csv"
DAMAGES = {
    "a grid without a name": (GRID, "CN-YN,Yunnan,province,2023", "CN-YY,Yunnan,province,2023", "no name"),
    "a name of another grid": (
        GRID,
        "CN-YN,Yunnan,province,2023",
        "CN-YN,Hunan,province,2023",
        "no spelling",
    ),
    "grams taken for kilograms": (GRID, "2023,28.33,", "2023,28330,", "above 2000"),
    "a province without figure": (GRID, "province,2023,133.3,", "province,2023,,", "no figure"),
    "a year of two digits": (GRID, "IS,Iceland,country,2023", "IS,Iceland,country,23", "not a year"),
    "a grid named and not held": (NAMES, "\nGLO,WORLD,code", "\nMars grid,MARS,en", "MARS"),
    "carbon dioxide that is not one": (GWP, "CO2,AR5,1,", "CO2,AR5,1000,", "CO2 is not 1"),
    "a column renamed": (GWP, "gas,set,gwp_", "species,set,gwp_", "column gas is missing"),
    "per TJ taken for per MJ": (BURNT, "ipcc-2006,CO2,0.0741", "ipcc-2006,CO2,74.1", "outside 0 to 0.3"),
    "a third kind of carbon": (BURNT, "CO2,0.0741,no", "CO2,0.0741,half", "neither yes nor no"),
    "a currency in words": (COST, ",USD,", ",dollars,", "no currency"),
    "a price base missing": (COST, "USD,2020,", "USD,,", "not a year"),
}


def faults(root: Path) -> list[str]:
    library = Library(root)
    figures = [fault for path in TABLES for fault in factor_faults(library.table(path))]
    return figures + grid_name_faults(root / "names", library.table("energy.grid"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data that a test may damage."""
    left_out = shutil.ignore_patterns("*.py", "__pycache__", "law")
    return Path(shutil.copytree(ROOT, tmp_path / "factors", ignore=left_out))


def test_our_tables_keep_the_rules() -> None:
    assert faults(ROOT) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_kind_of_damage_is_found(copy: Path, damage: str) -> None:
    name, old, new, expected = DAMAGES[damage]
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(expected in fault for fault in faults(copy))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Yunnan,CN-GZ,en", "is CN-YN already"),
        ("Germany,WORLD,en", "names a territory"),
        ("n/a,WORLD,en", "must not name a grid"),
        ("...,WORLD,en", "nothing is left"),
        ("Somewhere,,en", "no key"),
    ],
)
def test_each_damaged_name_is_found(copy: Path, line: str, expected: str) -> None:
    with (copy / NAMES).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    assert any(expected in fault for fault in grid_name_faults(copy / "names"))


def test_other_columns_are_named(copy: Path) -> None:
    (copy / NAMES).write_text("spelling,key\nWorld,WORLD\n", encoding="utf-8")
    assert grid_name_faults(copy / "names") == ["grids.csv: the columns are not spelling,key,language"]
