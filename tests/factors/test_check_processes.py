"""The rules of unit processes: ours keep them, and each kind of damage is found."""

from __future__ import annotations

import pytest

from calc.methods.networks import FLOWS, INPUT, PRODUCT
from factors import check_processes as rules
from factors import load
from factors.check_names import known_units
from factors.library import ROOT
from factors.table import FactorTable

UNITS = known_units(ROOT / "units.txt")
TABLES = {path: load().table(path) for path in rules.COUNTED_IN}
SOUND = (
    "mining,World,mining,product,ore,1,t,1,source,place,2015,secondary,",
    "smelting,World,smelting,product,metal,2,t,2,source,place,2015,secondary,",
    "smelting,World,smelting,input,ore,3,t,2,source,place,2015,secondary,",
    "smelting,World,smelting,carrier,hard coal,5,MJ,1,source,place,2015,secondary,",
    "smelting,World,smelting,emission,CO2,7,kg,1,source,place,2015,secondary,",
    "smelting,Chile,smelting,product,metal,1,t,1,source,place,2015,secondary,",
    "smelting,Chile,smelting,input,ore,1,t,1,source,place,2015,secondary,",
)


def faults(lines: list[str], path: str = "processes.test") -> list[str]:
    cells = zip(*(line.split(",") for line in lines), strict=True)
    columns = dict(zip(rules.COLUMNS, cells, strict=True))
    return list(rules.process_faults(FactorTable(path, columns, {}), UNITS, TABLES))


def test_ours_keep_them() -> None:
    for path in load().table_paths():
        assert list(rules.process_faults(load().table(path), UNITS, TABLES)) == []


def test_a_sound_network() -> None:
    assert faults(list(SOUND)) == []


def test_kinds_are_those_that_networks_are_built_of() -> None:
    assert set(rules.KINDS) == {PRODUCT, INPUT, "cut-off", *FLOWS}
    assert rules.FLOWS == FLOWS


DAMAGE = {
    "no stage": (3, ",smelting,carrier", ",,carrier", "line 5: no stage"),
    "two stages": (3, ",smelting,carrier", ",mining,carrier", "is in the stages smelting and mining"),
    "no unit": (3, ",MJ,", ",,", "line 5: no unit"),
    "unknown unit": (3, ",MJ,", ",therm,", "unit 'therm'"),
    "a fuel in kWh": (3, ",MJ,", ",kWh,", "line 5: hard coal in kWh is counted in MJ"),
    "an emission in tonnes": (4, ",kg,", ",t,", "line 6: CO2 in t is counted in kg"),
    "unknown kind": (4, "emission", "output", "line 6: unknown kind 'output'"),
    "no number": (4, ",7,", ",seven,", "line 6: amount 'seven' is no number"),
    "endless": (4, ",7,", ",inf,", "line 6: amount 'inf' is no number"),
    "per zero": (4, "kg,1", "kg,0", "line 6: per '0' is no number above zero"),
    "no year": (4, "2015", "recent", "line 6: year 'recent' is no year"),
    "product not per itself": (1, "t,2", "t,1", "line 3: makes 2, but per is 1"),
    "second product": (2, "input", "product", "makes metal and ore"),
    "two makers": (0, "ore", "metal", "makes metal, which another process makes there already"),
    "no maker": (2, "ore", "gold", "line 4: no process makes gold in World or World"),
    "other unit": (2, ",3,t,", ",3,kg,", "line 4: ore in kg, but it is made in t"),
    "no product": (5, "product", "resource", "smelting (Chile) makes no product"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found(name: str) -> None:
    row, old, new, message = DAMAGE[name]
    lines = list(SOUND)
    assert old in lines[row]
    lines[row] = lines[row].replace(old, new, 1)
    assert any(message in fault for fault in faults(lines)), faults(lines)


def test_a_flow_has_one_unit() -> None:
    more = "mining,World,mining,resource,fresh water,1,{},1,source,place,2015,secondary,"
    lines = [*SOUND, more.format("m3"), more.format("L")]
    assert any("states fresh water in L, other processes in m3" in fault for fault in faults(lines))


def test_columns_are_there() -> None:
    table = FactorTable("processes.test", {"process": ("a",)}, {})
    (fault,) = rules.process_faults(table, UNITS)
    assert fault.startswith("column region, stage")


def test_other_tables_are_left_alone() -> None:
    assert faults(["x," * 12], "energy.test") == []
