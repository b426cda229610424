"""Battery cells: names in two languages, families that name nothing, and each kind of damage to the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors import cells, load
from factors.check_batteries import NEEDED, battery_faults, name_faults
from factors.library import ROOT
from factors.table import FactorTable


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(("LFP", "LFP"), ("LiFePO4", "LFP"), ("磷酸铁锂", "LFP"), ("磷酸铁锂 LFP", "LFP"), ("LFP (LiFePO4)", "LFP")),
        *(("NMC811", "NMC811"), ("NMC 811", "NMC811"), ("NCM-811", "NMC811"), ("nmc(811)", "NMC811")),
        *(("三元811", "NMC811"), ("NCM523", "NMC532"), ("NMC333", "NMC111"), ("钴酸锂", "LCO"), ("镍钴铝", "NCA")),
        *(("三元", None), ("NMC", None), ("NMC523", None), ("NMC955", None), ("sodium-ion", None)),
        *(("LFP NMC811", None), ("", None)),
    ],
)  # fmt: skip
def test_chemistries(text: str, key: str | None) -> None:
    assert cells.chemistry_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(("石墨", "graphite"), ("Copper foil", "copper"), ("铜箔", "copper"), ("aluminum foil", "aluminium")),
        *(("铝箔 Al foil", None), ("铝箔 aluminium foil", "aluminium"), ("NCM622 CAM", "nmc622")),
        ("六氟磷酸锂", "lipf6"),
        *(("PVDF", "pvdf"), ("N-methyl-2-pyrrolidone", "nmp"), ("EC", "ethylene-carbonate"), ("steel", "steel")),
        *(("separator", None), ("隔膜", None), ("electrolyte", None), ("电解液", None), ("BMS", None)),
    ],
)  # fmt: skip
def test_materials_and_no_mixtures(text: str, key: str | None) -> None:
    assert cells.battery_material_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(("cathode", "cathode"), ("正极", "cathode"), ("Anode", "anode"), ("电解液", "electrolyte")),
        ("隔膜", "separator"),
        *(("cell casing", "casing"), ("集流体", "current_collectors"), ("BMS", "electronics"), ("other", "other")),
        ("wheel", None),
    ],
)  # fmt: skip
def test_components(text: str, key: str | None) -> None:
    assert cells.component_key(text) == key


def test_carriers_families_and_suggestions() -> None:
    assert cells.carrier_key("天然气") == "natural gas"
    assert cells.carrier_key("electricity") == "electricity"
    assert cells.chemistry_family("NMC622") == "NMC"
    assert cells.chemistry_family("LFP") == "LFP"
    assert cells.nearest("三元", cells.CHEMISTRY) == ("NMC111", "NMC532", "NMC622", "NMC811", "NCA")
    assert cells.nearest("NMC 955", cells.CHEMISTRY, 2) == ("NMC111", "NMC532")
    assert cells.nearest("lithium iron fosphate", cells.CHEMISTRY)[0] == "LFP"
    assert cells.nearest("grafite", cells.MATERIAL)[0] == "graphite"
    assert cells.nearest("seperator", cells.COMPONENT) == ("separator",)
    assert cells.nearest("n/a", cells.MATERIAL) == ()
    assert cells.nearest("zzz", cells.CHEMISTRY) == ()
    assert cells.BATTERY_SPECIFIC == ("cathode", "anode", "electrolyte", "separator", "casing")


def test_what_is_not_held_is_named() -> None:
    library = load()
    assert "LMO" not in cells.chemistries(library)
    assert "identical" in cells.excluded(library, "LMO")
    assert not cells.excluded(library, "LFP")
    table = library.table(cells.MATERIALS)
    row = table.by_reference["batteries.materials:iron-sulfate/greet-2022"]
    assert table.columns["value_kgco2e_per_kg"][row] == "not held"
    sources = {key for path in NEEDED for key in library.table(path).columns["source"]}
    assert not [key for key in sources if "ecoinvent" in str(library.sources[key]).lower()]


def faults(path: str = "", which: str = "", cells_: dict[str, str] | None = None) -> str:
    """Return the faults of our tables with one row changed: the first of `path` whose reference holds `which`."""
    library = load()
    tables = {name: library.table(name) for name in NEEDED}
    if path:
        table = tables[path]
        number = next(n for n, reference in enumerate(table.references) if which in reference)
        columns = {
            name: (*column[:number], (cells_ or {}).get(name, column[number]), *column[number + 1 :])
            for name, column in table.columns.items()
        }
        tables[path] = FactorTable(path, columns, table.about)
    return "\n".join(battery_faults(ROOT / "names", tables))


def test_ours_keep_the_rules() -> None:
    assert faults() == ""


@pytest.mark.parametrize(
    ("path", "which", "changed", "said"),
    [
        (cells.DESIGNS, "LFP", {"use": "often"}, "unknown use 'often'"),
        (cells.DESIGNS, "LMO", {"note": ""}, "excluded without a reason"),
        (cells.DESIGNS, "LMO", {"use": "archetype"}, "cell_energy_kwh is no figure in range"),
        (cells.DESIGNS, "LMO", {"graphite_kg_per_kg": "0.2"}, "excluded, but it has graphite_kg_per_kg"),
        (cells.DESIGNS, "LFP", {"use": "excluded"}, "excluded, but batteries.parts has rows"),
        (cells.DESIGNS, "LFP", {"acceptance_share": "1.5"}, "acceptance_share is above 1"),
        (
            cells.DESIGNS,
            "LFP",
            {"electricity_kwh_per_kg_cell": "0"},
            "electricity_kwh_per_kg_cell is no figure",
        ),
        (cells.DESIGNS, "LFP", {"natural_gas_mj_per_kg_cell": ""}, "natural_gas_mj_per_kg_cell is no figure"),
        (cells.DESIGNS, "LFP", {"chemistry": "LTO"}, "has no LFP"),
        (cells.DESIGNS, "LFP", {"chemistry": "NMC-811"}, "'NMC811' reads as 'NMC-811' does"),
        (cells.DESIGNS, "LFP", {"chemistry": "LiCoO2"}, "is LiCoO2 already, here LCO"),
        (cells.DESIGNS, "LFP", {"graphite_kg_per_kg": "0.5"}, "add up to 1.274579 and not to 1"),
        (cells.DESIGNS, "LFP", {"graphite_kg_per_kg": ""}, "write 0 where there is none"),
        (cells.DESIGNS, "LFP", {"active_material": "LTO"}, "no figure of 'LTO'"),
        (cells.ITEMS, "graphite", {"yield_share": "0"}, "a yield of 0"),
        (cells.ITEMS, "graphite", {"component": "wheel"}, "unknown component 'wheel'"),
        (cells.ITEMS, "graphite", {"material": "silicon"}, "no figure of 'silicon'"),
        (cells.ITEMS, "graphite", {"material": ""}, "only one item may be the active material"),
        (
            cells.ITEMS,
            "graphite",
            {"amount_kg_per_kg": "0.2"},
            "belongs to batteries.designs, column graphite_kg",
        ),
        (cells.ITEMS, "graphite", {"item": "silicon"}, "column silicon_kg_per_kg and the items"),
        (cells.ITEMS, "nmp", {"of": "pvdc"}, "which no design has"),
        (cells.ITEMS, "nmp", {"amount_kg_per_kg": ""}, "no amount per kilogram of pvdf"),
        (cells.ITEMS, "nmp", {"recovered": "most"}, "neither yes nor no"),
        (cells.MATERIALS, "nmc811/greet", {"value_kgco2e_per_kg": "254.9"}, "is above 60"),
        (cells.MATERIALS, "nmc811/greet", {"value_kgco2e_per_kg": "2.549"}, "less CO2e than CO2"),
        (cells.MATERIALS, "iron-sulfate/greet", {"note": ""}, "a gap without a note"),
        (cells.MATERIALS, "carbon-black/greet", {"value_kgco2e_per_kg": "8"}, "not the figure of graphite"),
        (cells.POWER, "electricity/KR", {"value_kgco2e_per_kwh": "574"}, "not above 0 and up to 2"),
        (cells.POWER, "electricity/KR", {"grid": "Korea"}, "no grid has this key"),
        (cells.POWER, "natural gas", {"carrier": "peat"}, "unknown carrier"),
        (cells.PARTS, "LFP/Bus bar", {"note": ""}, "without a material and without a note"),
        (cells.PARTS, "LFP/Bus bar", {"material": "gold"}, "no figure of 'gold'"),
        (cells.PARTS, "LFP/Bus bar", {"component": "wheel"}, "unknown component"),
        (cells.RANGES, "NMC/bounds", {"high_kgco2e_per_kwh": "30"}, "do not rise"),
        (cells.RANGES, "NMC/bounds", {"use": "stop"}, "unknown use"),
        (cells.RANGES, "NMC/IVL", {"use": "warning"}, "NMC has 2 bounds"),
        (cells.RANGES, "NMC/IVL", {"family": "Pb"}, "unknown family"),
    ],
)
def test_damage_is_found(path: str, which: str, changed: dict[str, str], said: str) -> None:
    assert said in faults(path, which, changed)


def test_a_missing_column_is_named() -> None:
    tables = {name: load().table(name) for name in NEEDED}
    table = tables[cells.ITEMS]
    columns = {name: column for name, column in table.columns.items() if name != "of"}
    tables[cells.ITEMS] = FactorTable(cells.ITEMS, columns, table.about)
    assert list(battery_faults(ROOT / "names", tables)) == ["batteries.items: column of is missing"]
    assert list(battery_faults(ROOT / "names", {})) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("LFP,chemistry,NCA,code", "is LFP already, here NCA"),
        ("LTO,chemistry,LTO,code", "no chemistry 'LTO' is held"),
        ("x,gender,x,en", "unknown kind 'gender'"),
        ("--,material,graphite,en", "nothing is left of it"),
        ("flake,material,graphite,", "no language"),
        ("n/a,material,graphite,en", "must not name anything"),
    ],
)
def test_damage_to_the_names_is_found(row: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / cells.NAMES
    text = (ROOT / "names" / cells.NAMES).read_text(encoding="utf-8")
    file.write_text(f"{text}{row}\n", encoding="utf-8")
    known = {cells.CHEMISTRY: set(load().table(cells.DESIGNS).columns["chemistry"])}
    assert said in "\n".join(name_faults(file, known))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / cells.NAMES
    file.write_text("spelling,key\n", encoding="utf-8")
    assert list(name_faults(file, {})) == ["batteries.csv: the columns are not spelling,kind,key,language"]
