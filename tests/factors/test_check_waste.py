"""The rules about the tables of waste: each kind of damage is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors import load
from factors.check_names import known_units
from factors.check_waste import TAX, name_faults, waste_faults
from factors.library import ROOT
from factors.table import FactorTable
from factors.wastes import CODES, DANGEROUS, GOODS, NAMES, TREATMENT


def faults(path: str, which: str, cells: dict[str, str]) -> str:
    """Return the faults of our tables with one row changed: the first of `path` whose reference holds `which`."""
    library = load()
    tables = {name: library.table(name) for name in (TREATMENT, CODES, GOODS, DANGEROUS)}
    table = tables[path]
    number = next(n for n, reference in enumerate(table.references) if which in reference)
    columns = {
        name: (*column[:number], cells.get(name, column[number]), *column[number + 1 :])
        for name, column in table.columns.items()
    }
    tables[path] = FactorTable(path, columns, table.about)
    laws = {TAX: library.law(TAX)}
    return "\n".join(waste_faults(ROOT / "names", tables, laws, known_units(ROOT / "units.txt")))


LANDFILL = "scrap metal/landfill/ghg/GB"
TAXED = "non-hazardous waste/landfill/landfill tax/GB/standard rate/2025"


@pytest.mark.parametrize(
    ("path", "which", "cells", "said"),
    [
        (TREATMENT, LANDFILL, {}, ""),
        (TREATMENT, LANDFILL, {"material": "kryptonite"}, "has no spelling of 'kryptonite'"),
        (TREATMENT, LANDFILL, {"treatment": "burial"}, "has no spelling of 'burial'"),
        (TREATMENT, LANDFILL, {"use": "often"}, "unknown use 'often'"),
        (TREATMENT, LANDFILL, {"boundary": "gate"}, "unknown boundary 'gate'"),
        (TREATMENT, LANDFILL, {"indicator": "smell"}, "unknown indicator 'smell'"),
        (TREATMENT, LANDFILL, {"unit": "kg/t"}, "unit kg/t does not fit ghg"),
        (TREATMENT, LANDFILL, {"value": "8,98"}, "is not a number"),
        (TREATMENT, LANDFILL, {"value": "nan"}, "not finite"),
        (TREATMENT, LANDFILL, {"value": "-0.1"}, "below zero"),
        (TREATMENT, LANDFILL, {"value": "8.98"}, "is not plausible"),
        (TREATMENT, LANDFILL, {"low": "1"}, "do not rise"),
        (TREATMENT, LANDFILL, {"value": "not held"}, "a gap with a figure or a use"),
        (TREATMENT, "scrap metal/landfill/ghg/US", {"use": "default"}, "two defaults for one day"),
        (TREATMENT, TAXED, {"unit": "GBP"}, "unit GBP does not fit landfill tax"),
        (TREATMENT, TAXED, {"unit": "ZZZ/t"}, "ZZZ is not in units.txt"),
        (TREATMENT, TAXED, {"end": "2026-04-01"}, "two defaults for one day"),
        (TREATMENT, TAXED, {"end": "2025"}, "end '2025' is no day"),
        (TREATMENT, TAXED, {"end": "2024-01-01"}, "ends before it starts"),
        (CODES, "basel/A1181", {"control": "free"}, "'free' is no control of 'basel'"),
        (CODES, "basel/A1181", {"listed_in": "Annex IX"}, "not of Annex IX"),
        (CODES, "basel/A1181", {"start": ""}, "no start"),
        (CODES, "basel/A1181", {"start_is": "maybe"}, "start_is 'maybe'"),
        (CODES, "basel/A1180", {"replaced_by": "A9999"}, "replaced by A9999, which is not there"),
        (CODES, "basel/A1180", {"end": ""}, "or without an end"),
        (CODES, "china/7404000030/2020", {"end": "2024-11-15"}, "two periods overlap"),
        (CODES, "china/3824999996", {"announced": "2025-08-02"}, "after its start or no day"),
        (CODES, "china/3824999996", {"code": "A1181"}, "basel has the code too"),
        (CODES, "hs/7404", {"code": "74"}, "not 4 or 6 digits"),
        (GOODS, "copper scrap/hs", {"code": "740499"}, "'740499' is not held"),
        (GOODS, "copper scrap/hs", {"relation": "like"}, "unknown relation"),
        (GOODS, "copper scrap/hs", {"good": "kryptonite"}, "has no spelling of it"),
        (GOODS, "tailings/taxed as", {"code": "gold"}, "'gold' is not held"),
        (GOODS, "tailings/china", {"relation": "un", "code": "UN3480"}, "nothing about import into China"),
        (DANGEROUS, "UN3480", {"un": "3480"}, "'3480' is no UN number"),
        (DANGEROUS, "UN3480", {"class": "11"}, "unknown class '11'"),
    ],
)
def test_damage_is_found(path: str, which: str, cells: dict[str, str], said: str) -> None:
    found = faults(path, which, cells)
    assert said in found if said else not found


def test_a_missing_column_is_said() -> None:
    library = load()
    tables = {name: library.table(name) for name in (TREATMENT, CODES, GOODS, DANGEROUS)}
    columns = {name: cells for name, cells in tables[CODES].columns.items() if name != "end"}
    tables[CODES] = FactorTable(CODES, columns, tables[CODES].about)
    assert list(waste_faults(ROOT / "names", tables, {}, set())) == [f"{CODES}: column end is missing"]
    assert list(waste_faults(ROOT / "names", {}, {}, set())) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("good,copper scrap,copper scrap,en", "'copperscrap' is copper scrap already"),
        ("good,red copper,copper scrap,", "no language"),
        ("good,...,copper scrap,en", "nothing is left of it"),
        ("good,new stuff,unobtainium,en", "'unobtainium' is no spelling of itself"),
        ("good,various,copper scrap,en", "'various' must not name a good"),
        ("metal,red copper,copper scrap,en", "unknown kind 'metal'"),
    ],
)
def test_damage_to_the_names_is_found(tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / NAMES
    text = (ROOT / "names" / NAMES).read_text(encoding="utf-8")
    file.write_text(f"{text}{row}\n", encoding="utf-8")
    assert said in "\n".join(name_faults(file))


def test_other_columns_of_the_names_are_refused(tmp_path: Path) -> None:
    file = tmp_path / NAMES
    file.write_text("spelling,good\ncopper,copper\n", encoding="utf-8")
    assert list(name_faults(file)) == [f"{NAMES}: the columns are not kind,spelling,key,language"]
