"""Published figures of materials: the printed figures, the look-ups, the names, and the rules about them."""

from __future__ import annotations

import math
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors import Library, load
from factors.check_materials import (
    BESIDE_OURS,
    MATERIAL_NAMES,
    material_faults,
    material_name_faults,
    named_materials,
)
from factors.check_names import known_units
from factors.library import ROOT
from factors.materials import (
    TABLE,
    Published,
    by_scrap_share,
    default,
    material_key,
    nearest_materials,
    published,
    published_range,
)
from factors.table import FactorTable

GOLDEN = Path(__file__).parents[1] / "golden" / "factors" / "materials.toml"
NUMBERS = {"value", "low", "high"}
KNOWN = {"name", "source", "figures", "pairs", "within"}
RELATIVE = 1e-9

CASES = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["case"]


# ---- worked examples


def one(material: str, route: str, cells: dict[str, str]) -> Published:
    found = [
        figure
        for figure in published(load(), material)
        if figure.route == route and all(getattr(figure, name) == text for name, text in cells.items())
    ]
    assert len(found) == 1, (material, route, cells, found)
    return found[0]


def close(found: float | None, wanted: float, within: float | None) -> bool:
    if found is None:
        return False
    return abs(found - wanted) <= within if within else math.isclose(found, wanted, rel_tol=RELATIVE)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_example(case: dict[str, Any]) -> None:
    assert set(case) <= KNOWN
    assert case["source"]
    within = case.get("within", {})
    for wanted in case.get("figures", []):
        cells = {name: text for name, text in wanted.items() if name not in {"material", "route", *NUMBERS}}
        figure = one(wanted["material"], wanted["route"], cells)
        for name in NUMBERS & set(wanted):
            assert close(getattr(figure, name), wanted[name], within.get(name)), (wanted, figure)
        if "value" not in wanted:
            assert figure.value is None
    for wanted in case.get("pairs", []):
        cells = {name: text for name, text in wanted.items() if name in {"indicator", "source"}}
        figures = []
        for route, number in (("primary", 0), ("secondary", 1)):
            variant = {"variant": wanted["variants"][number]} if "variants" in wanted else {}
            figures.append(one(wanted["material"], route, cells | variant))
        primary, secondary = (figure.value for figure in figures)
        assert primary is not None
        assert secondary is not None
        share = 1 - secondary / primary
        assert close(share, wanted["saving_share"], within.get("saving_share")), (wanted, share)


# ---- look-ups


def test_the_pair_of_a_metal_is_of_one_source() -> None:
    for material in named_materials(ROOT / "names" / MATERIAL_NAMES):
        pair = [default(load(), material, route, "ghg") for route in ("primary", "secondary")]
        sources = {(figure.source, figure.boundary) for figure in pair if figure}
        assert len(sources) <= 1, material


@pytest.mark.parametrize(
    ("material", "route", "indicator"),
    [
        ("aluminium", "primary", "ghg"),
        ("aluminium", "secondary", "ghg"),
        ("tin", "secondary", "ghg"),
        ("cobalt", "secondary", "ghg"),
        ("copper", "secondary", "energy"),
        ("magnesium", "mix", "energy"),
        ("unobtainium", "primary", "ghg"),
    ],
)
def test_a_gap_stays_a_gap(material: str, route: str, indicator: str) -> None:
    assert default(load(), material, route, indicator) is None


def test_the_range_is_sorted_and_comparable() -> None:
    found = published_range(load(), "aluminium", "primary")
    assert [figure.least for figure in found] == sorted(figure.least for figure in found)
    assert {figure.boundary for figure in found} <= set(BESIDE_OURS)
    assert found[0].value is None
    assert (found[0].low, found[0].high) == (4.5, 22.0)
    assert {"idemat_2022", "ice_v2_2011", "iai_footprint"} <= {figure.source for figure in found}
    assert 10.04 not in [figure.value for figure in found]
    assert published_range(load(), "tin", "secondary") == ()


def test_an_implausible_figure_is_shown_with_its_reason() -> None:
    figure = one("magnesium", "mix", {"indicator": "energy"})
    assert figure.use == "shown"
    assert "implausible" in figure.note


def test_stainless_by_scrap_share_rises_in_share_and_falls_in_co2() -> None:
    points = by_scrap_share(load(), "stainless steel")
    assert [share for share, _ in points] == [0.3, 0.5, 0.75, 0.85]
    assert [figure.value for _, figure in points] == [6.8, 3.7, 2.45, 1.95]
    assert by_scrap_share(load(), "copper") == ()


def test_a_figure_leads_to_its_row_and_source() -> None:
    figure = default(load(), "copper", "secondary", "ghg")
    assert figure is not None
    table = load().table(TABLE)
    assert table.row(table.by_reference[figure.reference])["value"] == "1.45"
    assert load().citation(figure.source, figure.place).startswith("IDEMAT 2022")


def test_nothing_of_ecoinvent_is_shipped() -> None:
    table = load().table(TABLE)
    text = [" ".join(table.row(number).values()).casefold() for number in range(len(table))]
    assert not [row for row in text if "ecoinvent" in row]


# ---- names


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Aluminium", "aluminium"),
        ("ALUMINUM", "aluminium"),
        ("电解铝", "aluminium"),
        ("再生铝", "aluminium"),
        ("废铝", "aluminium"),
        ("铝 Aluminium", "aluminium"),
        ("aluminium scrap", "aluminium"),
        ("Copper (Cu)", "copper"),
        ("精炼铜", "copper"),
        ("мідь", "copper"),
        ("bakır", "copper"),
        ("Blei", "lead"),
        ("ZİNK", "zinc"),
        ("çinko", "zinc"),
        ("Stainless-Steel", "stainless steel"),
        ("不锈钢", "stainless steel"),
        ("paslanmaz çelik", "stainless steel"),
        ("废钢", "steel"),
        ("HMS 1&2", "steel"),
        ("HMS 1/2 80:20", "steel"),
        ("6063铝合金", "aluminium"),
        ("6063", "aluminium"),
        ("Aluminum alloy 6061", "aluminium"),
        ("ADC12", "aluminium"),
        ("铸铝", "aluminium"),
        ("aluminium billet", "aluminium"),
        ("Taint Tabor", "aluminium"),
        ("UBC", "aluminium cans"),
        ("UBC (used beverage cans)", "aluminium cans"),
        ("SUS 304", "stainless steel"),
        ("304L stainless", "stainless steel"),
        ("316L不锈钢", "stainless steel"),
        ("Millberry", "copper"),
        ("birch cliff", "copper"),
        ("PET bottles", "PET"),
        ("瓶片", "PET"),
        ("hdpe", "HDPE"),
        ("塑料", "average plastics"),
        ("nickel sulphate", "nickel sulfate"),
        ("铝 铜", None),
        ("bronze", None),
        ("brass scrap", None),  # a grade of copper scrap, which a spelling cannot say
        ("黄铜", None),
        ("Zorba", None),  # mixed non-ferrous metals
        ("6063 304", None),
        ("", None),
        ("n/a", None),
    ],
)
def test_material_key(text: str, key: str | None) -> None:
    assert material_key(text) == key


def test_every_material_of_the_table_is_a_spelling_of_itself() -> None:
    for material in set(load().table(TABLE).columns["material"]):
        assert material_key(material) == material
        assert material_key(f"  {material.upper()} ") == material


def test_a_near_spelling_is_suggested_and_never_taken() -> None:
    assert material_key("aluminim") is None
    assert nearest_materials("aluminim")[0] == "aluminium"
    assert nearest_materials("cooper", count=1) == ("copper",)
    assert nearest_materials("unknown") == ()
    assert nearest_materials("qqqqxxxx") == ()
    assert nearest_materials("aluminim", count=0) == ()


@given(st.text(max_size=12))
def test_any_text_gives_a_material_or_nothing(text: str) -> None:
    key = material_key(text)
    assert key is None or published(load(), key)


def test_a_row_in_the_table_is_all_a_new_spelling_needs(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "names", tmp_path / "names"))
    with (folder / MATERIAL_NAMES).open("a", encoding="utf-8") as file:
        file.write("bauxite silver,aluminium,en\n")
    assert material_key("Bauxite Silver") is None
    assert material_key("Bauxite Silver", root=folder) == "aluminium"
    assert nearest_materials("bauxite silvr", root=folder) == ("aluminium",)
    assert material_name_faults(folder / MATERIAL_NAMES) == []


# ---- rules


def faults(change: Callable[[dict[str, str]], dict[str, str]], which: str) -> str:
    """Return the faults of our table with one row changed: the first whose reference holds `which`."""
    table = load().table(TABLE)
    number = next(n for n, reference in enumerate(table.references) if which in reference)
    changed = change(table.row(number))
    columns = {
        name: (*cells[:number], changed[name], *cells[number + 1 :]) for name, cells in table.columns.items()
    }
    names = named_materials(ROOT / "names" / MATERIAL_NAMES)
    return "\n".join(
        material_faults(FactorTable(TABLE, columns, table.about), names, known_units(ROOT / "units.txt"))
    )


COPPER = "copper/secondary/ghg/secondary/idemat_2022"


@pytest.mark.parametrize(
    ("which", "cells", "said"),
    [
        (COPPER, {}, ""),
        (COPPER, {"boundary": "gate"}, "unknown boundary 'gate'"),
        (COPPER, {"boundary": "company claim"}, "company claim may be shown only"),
        (COPPER, {"unit": "t/t"}, "expected tCO2e/t for ghg"),
        (COPPER, {"indicator": "smell"}, "unknown indicator 'smell'"),
        (COPPER, {"route": "tertiary"}, "unknown route 'tertiary'"),
        (COPPER, {"use": "often"}, "unknown use 'often'"),
        (COPPER, {"material": "kupfer"}, "names/materials.csv has no spelling of it"),
        (COPPER, {"value": "1,45"}, "'1,45' is not a number"),
        (COPPER, {"value": "-1"}, "below zero"),
        (COPPER, {"value": "inf"}, "not finite"),
        (COPPER, {"value": ""}, "no value, low or high"),
        (COPPER, {"value": "", "high": "2"}, "a default without a value"),
        (COPPER, {"low": "1.5"}, "do not rise"),
        (COPPER, {"route": "primary"}, "copper primary ghg has 2 defaults"),
        ("copper/secondary/ghg saving share", {"high": "65"}, "a share of 65"),
    ],
)
def test_damage_to_a_figure_is_found(which: str, cells: dict[str, str], said: str) -> None:
    found = faults(lambda row: row | cells, which)
    assert said in found if said else not found


def test_a_missing_column_is_said() -> None:
    table = load().table(TABLE)
    columns = {name: cells for name, cells in table.columns.items() if name != "use"}
    assert list(material_faults(replace(table, columns=columns), set(), set())) == ["column use is missing"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("copper,copper,en", "'copper' is copper already"),
        ("kupfer metall,aluminium,", "no language"),
        ("...,copper,en", "nothing is left of it"),
        ("new stuff,unobtainium,en", "'unobtainium' is no spelling of itself"),
        ("various,copper,en", "'various' must not name a material"),
    ],
)
def test_damage_to_the_names_is_found(tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / MATERIAL_NAMES
    file.write_text(
        (ROOT / "names" / MATERIAL_NAMES).read_text(encoding="utf-8") + row + "\n", encoding="utf-8"
    )
    assert said in "\n".join(material_name_faults(file))


def test_other_columns_of_the_names_are_refused(tmp_path: Path) -> None:
    file = tmp_path / MATERIAL_NAMES
    file.write_text("spelling,material\ncopper,copper\n", encoding="utf-8")
    assert "expected spelling,key,language" in material_name_faults(file)[0]


def test_another_library_has_its_own_figures(tmp_path: Path) -> None:
    copy = tmp_path / "factors"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = copy / "emissions" / "materials.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",1.45,", ",1.46,", 1), encoding="utf-8")
    figure = default(Library(copy), "copper", "secondary", "ghg")
    assert figure is not None
    assert figure.value == 1.46
