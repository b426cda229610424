"""Cells by their chemistry: the evaluated workbook, what follows from it, and a chemistry added as data."""

from __future__ import annotations

import csv
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.batteries.archetypes import (
    GREET,
    cell_energy,
    cell_lines,
    cell_mass_per_kwh,
    editions,
    material_factors,
    pack_parts,
)
from calc.batteries.asked import greet_mix
from calc.batteries.compare import compare
from calc.batteries.recycling import route_table
from calc.batteries.sheets import SUBJECT
from calc.engine.errors import UsageError
from calc.engine.model import Options
from calc.engine.pipeline import calculate
from calc.engine.read import read
from factors import load
from factors.cells import CHEMISTRY, COMPONENTS, chemistries, chemistry_key, nearest
from factors.check import check
from factors.library import ROOT, Library

SHEET = tomllib.loads(
    (Path(__file__).parents[2] / "golden" / "battery-cells" / "everbatt_2023.toml").read_text(
        encoding="utf-8"
    )
)
PER_KG, PER_KWH = 1e-6, 1e-4


@pytest.mark.parametrize("case", SHEET["case"], ids=lambda case: case["name"])
def test_the_designs_give_what_the_workbook_does(case: dict[str, Any]) -> None:
    library = load()
    lines, energy = cell_lines(library, case["nmp_recovery"]), cell_energy(library)
    which = lines.chemistries.index(chemistry_key(case["chemistry"]) or "")
    materials = lines.footprint[which]
    gas = energy.gas[which] * energy.gas_factor
    power = energy.electricity[which] * greet_mix(library, case["grid"]).value
    mass = cell_mass_per_kwh(library)[which]
    assert materials == pytest.approx(case["materials_per_kg"], abs=PER_KG)
    assert gas == pytest.approx(case["natural_gas_per_kg"], abs=PER_KG)
    assert power == pytest.approx(case["electricity_per_kg"], abs=PER_KG)
    assert mass == pytest.approx(case["cell_mass_kg_per_kwh"], abs=PER_KG)
    assert (materials + gas + power) * mass == pytest.approx(case["total_per_kwh"], abs=PER_KWH)


@pytest.mark.parametrize("bill", SHEET["bill"], ids=lambda bill: bill["name"])
def test_each_line_of_a_bill(bill: dict[str, Any]) -> None:
    lines = cell_lines(load())
    which = lines.chemistries.index(bill["chemistry"])
    mine = np.flatnonzero(lines.chemistry == which).tolist()
    found = {lines.item[n]: (lines.demand[n], lines.factor[n], lines.contribution[n]) for n in mine}
    assert set(found) == {line["item"] for line in bill["lines"]}
    for line in bill["lines"]:
        wanted = (line["demand"], line["factor"], line["contribution"])
        assert found[line["item"]] == pytest.approx(wanted, abs=PER_KG), line["item"]


def test_every_line_is_whole() -> None:
    lines = cell_lines(load())
    assert lines.chemistries == chemistries(load())
    assert "LMO" not in lines.chemistries
    assert set(lines.component) <= set(COMPONENTS)
    assert np.isfinite(lines.contribution).all()
    assert (lines.demand > lines.content).all()
    sums = np.zeros(len(lines.chemistries))
    np.add.at(sums, lines.chemistry, lines.content)
    assert sums == pytest.approx(1, abs=2e-5)  # a kilogram of cell; the solvent is in none
    assert all(lines.factor_reference)
    assert lines.reference[0] == "batteries.designs:NMC111"
    assert lines.reference[lines.item.index("nmp")] == "batteries.items:nmp"


def test_energy_per_kilowatt_hour_is_the_same_for_every_chemistry() -> None:
    energy, mass = cell_energy(load()), cell_mass_per_kwh(load())
    assert energy.total * mass == pytest.approx(169.855, abs=1e-3)
    assert energy.electricity * mass == pytest.approx(8.3040, abs=1e-4)
    assert energy.gas_share * energy.total == pytest.approx(energy.gas)


@given(st.floats(0, 1))
def test_the_solvent_is_linear_in_what_is_recovered(share: float) -> None:
    none, whole, some = (cell_lines(load(), recovered).footprint for recovered in (0.0, 1.0, share))
    assert some == pytest.approx(none * (1 - share) + whole * share)
    assert (whole < none).all()


def test_editions_stand_side_by_side_and_a_gap_stays_one() -> None:
    library = load()
    assert editions(library)[0] == GREET
    oldest = cell_lines(library, edition="everbatt-2019")
    assert np.isnan(oldest.footprint[oldest.chemistries.index("NMC532")])  # no factor of that powder then
    assert np.isfinite(oldest.footprint[oldest.chemistries.index("NMC811")])
    values, references = material_factors(library, ["iron-sulfate", "separator", "copper"])
    assert np.isnan(values[:2]).all()
    assert references[:2] == ("", "")
    assert values[2] == pytest.approx(4.490102)


def test_parts_of_a_pack_count_only_with_a_named_material() -> None:
    parts = pack_parts(load())
    which = parts.chemistry == parts.chemistries.index("NMC111")
    # 538.365 kg of a 100 kWh pack, of it 340.952 kg cells
    assert parts.mass[which].sum() == pytest.approx(5.38365 - 3.40952, abs=1e-4)
    named = {parts.part[n] for n in np.flatnonzero(which & parts.counted)}
    assert "Battery jacket, Al" in named
    assert "BMS and disconnects" not in named
    assert all(
        bool(material) == bool(known) for material, known in zip(parts.material, parts.counted, strict=True)
    )


@pytest.fixture
def with_a_row(tmp_path: Path) -> Callable[..., Library]:
    """Return our figures with one more row of designs: that of LFP, some of its cells changed."""

    def made(**changed: str) -> Library:
        root = tmp_path / changed["chemistry"]
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        file = root / "batteries" / "designs.csv"
        with file.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        (base,) = (row for row in rows if row["chemistry"] == "LFP")
        with file.open("a", encoding="utf-8", newline="") as handle:
            csv.DictWriter(handle, base, lineterminator="\n").writerow({**base, **changed})
        sidecar = file.with_suffix(".toml")
        text = sidecar.read_text(encoding="utf-8").replace(
            f"rows = {len(rows)}\n", f"rows = {len(rows) + 1}\n"
        )
        sidecar.write_text(text, encoding="utf-8")
        return Library(root)

    return made


def test_a_chemistry_is_one_row_of_one_table(with_a_row: Callable[..., Library]) -> None:
    library = with_a_row(chemistry="LMFP", family="LMFP")
    assert check(library).errors == []
    assert chemistry_key("lmfp", library.names) == chemistry_key("L.M.F.P.", library.names) == "LMFP"
    assert chemistry_key("LMFP") is None  # ours has none
    assert nearest("LMFB", CHEMISTRY, 1, library.names) == ("LMFP",)
    cell, own = (compare(library, name, ["US", "CN"], "cell") for name in ("lmfp", "LFP"))
    assert cell.chemistry == "LMFP"
    assert cell.places == own.places
    assert cell.places[1].total == pytest.approx(56.2292, abs=PER_KWH)
    pack = compare(library, "LMFP", ["HU"])
    assert pack.part_mass == 0  # no row of batteries.parts, and the comparison says so
    assert "module and pack" in pack.left_out
    assert {line.route: line.net for line in route_table(library, "lmfp", 0.5)} == pytest.approx(
        {line.route: line.net for line in route_table(library, "LFP", 0.5)}
    )


def test_a_model_of_a_chemistry_added_is_filled_from_its_row(
    with_a_row: Callable[..., Library], tmp_path: Path
) -> None:
    library = with_a_row(chemistry="LMFP", family="LMFP")
    sheet = tmp_path / "models.csv"
    rows = [f"{name},EV,M1,{name},60,57,8,China" for name in ("LFP", "LMFP")]
    heads = "model,category,vehicle_class,chemistry,nominal_capacity [kWh],usable_capacity [kWh],warranty_years,grid"
    sheet.write_text("\n".join([heads, *rows]) + "\n", encoding="utf-8")
    cells_only = Options(assume={"archetype": "cell"})  # the row has no parts of module and pack
    frame = calculate(read([sheet], SUBJECT.tables), library, SUBJECT, cells_only).result_frame()
    known, added = (
        frame[(frame["stage"] == "total") & (frame["model"] == name)]["kgco2e"].item()
        for name in ("LFP", "LMFP")
    )
    assert added == pytest.approx(known)
    assert known > 0


def test_a_model_of_a_chemistry_without_parts_says_that_module_and_pack_are_missing(
    with_a_row: Callable[..., Library], tmp_path: Path
) -> None:
    library = with_a_row(chemistry="LMFP", family="LMFP")
    sheet = tmp_path / "models.csv"
    heads = "model,category,chemistry,nominal_capacity [kWh],grid"
    sheet.write_text(f"{heads}\nA,EV,LFP,60,China\nB,EV,LMFP,60,China\n", encoding="utf-8")
    frame = calculate(read([sheet], SUBJECT.tables), library, SUBJECT, Options()).result_frame()
    held, none = (str(frame[frame["model"] == name]["note"].iloc[0]) for name in ("A", "B"))
    assert "no parts of module and pack are held" in none
    assert "no parts of module and pack" not in held
    assert "whose material the design does not name" in held
    assert "whose material the design does not name" not in none


def test_an_item_that_a_design_lacks_has_no_line_and_a_gap_is_none(
    with_a_row: Callable[..., Library],
) -> None:
    none = {"graphite_kg_per_kg": "0", "pvdf_kg_per_kg": "0", "active_material_kg_per_kg": "0.6914408829"}
    lines = cell_lines(with_a_row(chemistry="X1", family="X", **none))
    mine = {
        item
        for item, n in zip(lines.item, lines.chemistry, strict=True)
        if n == lines.chemistries.index("X1")
    }
    assert set(lines.item) - mine == {"graphite", "pvdf", "nmp"}
    lines = cell_lines(with_a_row(chemistry="X2", family="X", graphite_kg_per_kg=""))
    assert np.isnan(lines.footprint[lines.chemistries.index("X2")])


def test_a_powder_without_its_metals_has_no_recycling_routes(with_a_row: Callable[..., Library]) -> None:
    library = with_a_row(chemistry="X3", family="X", active_material="manganese-oxide")
    assert compare(library, "X3", ["US"], "cell").places[0].total > 0
    with pytest.raises(UsageError, match="does not hold the metals of its active material"):
        route_table(library, "X3", 0.5)
