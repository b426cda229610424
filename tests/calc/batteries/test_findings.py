"""Bad input of battery sheets: each is a finding with its cell, what was found, what is expected and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import calc
from calc.engine.errors import Problem
from calc.engine.ledger import Ledger

Run = Callable[..., Ledger]


def found(ledger: Ledger, kind: str) -> Problem:
    """Return the one problem of a kind, after a look at its parts."""
    [problem] = [p for p in ledger.problems if p.kind == kind]
    assert problem.row > 0
    assert problem.expected
    assert problem.remedy
    return problem


def status(ledger: Ledger, model: str = "A") -> str:
    """Return the state of a model; a refused one has no figure anywhere."""
    frame = ledger.result_frame()
    rows = frame[frame["model"] == model]
    [state] = set(rows["status"])
    if state not in ("computed", "archetype"):
        assert rows[["kgco2e", "kgco2e_per_kwh_capacity", "kgco2e_per_kwh_delivered"]].isna().all(axis=None)
        assert rows["note"].str.len().min() > 0
    return str(state)


@pytest.mark.parametrize(
    ("sheet", "row", "cells", "kind", "cell", "state"),
    [
        ("Product", 0, {"chemistry": "LPF"}, "unknown_chemistry", "E2", "unknown_chemistry"),
        ("Product", 0, {"chemistry": "NMC"}, "unknown_chemistry", "E2", "unknown_chemistry"),
        ("Product", 0, {"category": "submarine"}, "unknown_category", "C2", "unknown_category"),
        ("Product", 0, {"usable_capacity [kWh]": 65}, "usable_above_nominal", "G2", "usable_above_nominal"),
        (
            "Product",
            0,
            {"nominal_capacity [kWh]": 60_000},
            "capacity_implausible",
            "F2",
            "capacity_implausible",
        ),
        (
            "Product",
            0,
            {"nominal_capacity [kWh]": 0.06, "usable_capacity [kWh]": 0.057},
            "capacity_implausible",
            "F2",
            "capacity_implausible",
        ),
        ("Product", 0, {"mass [kg]": 260}, "mass_differs", "H2", "mass_differs"),
        ("Materials", 0, {"mass [kg]": 100_000}, "mass_differs", "H2", "mass_differs"),
        ("Materials", 0, {"material": "unobtainium"}, "unknown_material", "C2", "incomplete"),
        ("Materials", 0, {"supplier_factor [kgCO2e/kg]": 5}, "no_boundary", "", "incomplete"),
        (
            "Materials",
            0,
            {"piece_factor [kgCO2e/pcs]": 5, "boundary": "cradle-to-gate"},
            "no_piece_mass",
            "",
            "incomplete",
        ),
        ("Materials", 0, {"recycled_pre": 0.6, "recycled_post": 0.6}, "shares_above_one", "E2", "incomplete"),
        ("Materials", 0, {"recycled_post": 30}, "share_above_one", "E2", "incomplete"),
        ("Materials", 0, {"model": "Z"}, "unknown_model", "A2", "mass_differs"),
        ("Energy", 0, {"carrier": "dilithium"}, "unknown_carrier", "C2", "incomplete"),
        ("Energy", 0, {"carrier": "steam"}, "no_energy_factor", "C2", "incomplete"),
        ("Energy", 0, {"supply": "contract"}, "contract_forbidden", "E2", "incomplete"),
        ("Energy", 0, {"supply": "on-site"}, "no_contract_factor", "", "incomplete"),
        ("Energy", 0, {"supply": "magic"}, "unknown_supply", "E2", "incomplete"),
        ("Transport", 0, {"stage": "sideways"}, "unknown_stage", "B2", "incomplete"),
        ("Transport", 0, {"stage": "inbound"}, "no_mass", "", "incomplete"),
        ("Transport", 0, {"freight_mode": None, "freight_distance": None}, "no_way", "D2", "incomplete"),
        ("Transport", 0, {"freight_mode": "teleport"}, "unknown_mode", "D2", "incomplete"),
        ("End of life", 0, {"r2": 0.8, "r3": 0.3}, "shares_above_one", "D2", "incomplete"),
        ("End of life", 0, {"r2": 1.2}, "share_above_one", "D2", "incomplete"),
        ("End of life", 0, {"r3": 0.05}, "no_recovery_factor", "", "incomplete"),
        ("End of life", 0, {"material": "copper"}, "not_in_model", "B2", "incomplete"),
    ],
)
def test_each_is_found_at_its_cell(
    computed: Run, sheets: Any, sheet: str, row: int, cells: dict[str, Any], kind: str, cell: str, state: str
) -> None:
    sheets[sheet][row] |= cells
    ledger = computed(sheets)
    problem = found(ledger, kind)
    assert problem.cell == cell
    assert problem.file == "models.xlsx"
    assert status(ledger) == state


def test_ah_need_a_voltage(computed: Run, sheets: Any) -> None:
    product = sheets["Product"][0]
    del product["nominal_capacity [kWh]"]
    product["nominal_capacity [Ah]"] = 150
    ledger = computed(sheets)
    assert found(ledger, "no_voltage").column == "nominal_voltage"
    assert status(ledger) == "capacity_invalid"


def test_an_empty_capacity_or_chemistry_is_asked_for(computed: Run, sheets: Any) -> None:
    other = sheets["Product"][0] | {"model": "B", "chemistry": None}
    third = sheets["Product"][0] | {"model": "C", "nominal_capacity [kWh]": None}
    ledger = computed({**sheets, "Product": [*sheets["Product"], other, third]})
    assert [status(ledger, m) for m in "ABC"] == ["computed", "no_chemistry", "capacity_invalid"]
    assert {p.column for p in ledger.problems if p.kind == "empty_cell"} == {"chemistry", "nominal_capacity"}


def test_a_model_named_twice_is_refused_both_times(computed: Run, sheets: Any) -> None:
    ledger = computed({**sheets, "Product": [*sheets["Product"], dict(sheets["Product"][0])]})
    assert status(ledger) == "duplicate_model"
    assert [p.row for p in ledger.problems if p.kind == "duplicate_model"] == [2, 3]


def test_two_rows_on_one_material_at_the_end_of_life(computed: Run, sheets: Any) -> None:
    sheets["End of life"].append(dict(sheets["End of life"][0]))
    ledger = computed(sheets)
    assert status(ledger) == "incomplete"
    assert [p.row for p in ledger.problems if p.kind == "duplicate_row"] == [2, 3]


def test_a_refused_row_takes_the_total_and_not_the_other_models(
    computed: Run, sheets: Any, tmp_path: Path
) -> None:
    product = sheets["Product"][0] | {"model": "B"}
    own = [row | {"model": "B"} for row in sheets["Materials"]]
    energy = [row | {"model": "B"} for row in sheets["Energy"]]
    own[0]["material"] = "unobtainium"
    ledger = computed(
        {
            **sheets,
            "Product": [*sheets["Product"], product],
            "Materials": sheets["Materials"] + own,
            "Energy": sheets["Energy"] + energy,
        }
    )
    assert (status(ledger, "A"), status(ledger, "B")) == ("computed", "incomplete")
    read = {line.stage: line.kgco2e_of_read_lines for line in ledger.groups["read_lines"]}
    assert 0 < read["raw_materials"] < ledger.numbers("kgco2e")[0]
    assert not [line for line in ledger.groups["declarations"] if line.model == "B"]


def test_rows_in_are_rows_used_refused_and_of_refused_models(computed: Run, sheets: Any) -> None:
    sheets["Materials"].append({"model": "Z", "component": "anode", "material": "graphite", "mass [kg]": 1})
    sheets["Product"][0]["chemistry"] = "?"
    ledger = computed(sheets)
    for line in ledger.groups["sheets"]:
        assert line.rows == line.used + line.refused + line.of_refused_models
    assert sum(line.of_refused_models for line in ledger.groups["sheets"]) == 5 + 2 + 1 + 1


def test_a_figure_outside_the_published_range_is_a_note(computed: Run, sheets: Any) -> None:
    sheets["Materials"][0] |= {"supplier_factor [kgCO2e/kg]": 200, "boundary": "cradle-to-gate"}
    ledger = computed(sheets)
    problem = found(ledger, "outside_range")
    assert (problem.severity, problem.expected) == ("note", "34 to 150 for this chemistry")
    assert "above the published range" in ledger.coded("note").values[0]
    assert status(ledger) == "computed"


def test_words_that_are_not_known_are_notes(computed: Run, sheets: Any) -> None:
    sheets["Materials"][4] |= {"component": "flux capacitor", "data_quality": "good"}
    ledger = computed(sheets)
    assert found(ledger, "unknown_component").severity == "note"
    assert found(ledger, "unknown_quality").severity == "note"
    assert "no line of cathode, anode" in ledger.coded("note").values[0]
    assert ledger.groups["blocking"][0].what.startswith("no line of the separator")


def test_an_unread_optional_cell_is_left_out_and_said(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["warranty_years"] = "eight"
    ledger = computed(sheets)
    assert found(ledger, "not_a_number").cell == "I2"
    assert "an optional cell" in ledger.coded("note").values[0]
    assert np.isnan(ledger.numbers("kgco2e_per_kwh_delivered")).all()
    assert status(ledger) == "computed"


def test_redact_hides_suppliers_everywhere(computed: Run, sheets: Any, tmp_path: Path) -> None:
    sheets["Materials"][0] |= {
        "supplier": "Secret Metals",
        "supplier_factor [kgCO2e/kg]": 7,
        "boundary": "cradle-to-gate",
    }
    ledger = computed(sheets, redact=True)
    ledger.write(tmp_path / "out.json")
    assert "Secret Metals" not in (tmp_path / "out.json").read_text(encoding="utf-8")
    assert "Secret Metals" not in ledger.explain(0)


def test_a_folder_of_csv_is_the_workbook(computed: Run, sheets: Any, tmp_path: Path) -> None:
    import pandas as pd

    folder = tmp_path / "folder"
    folder.mkdir()
    for name, rows in sheets.items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    one, other = computed(sheets), calc.run(folder, subject="battery")
    assert one.numbers("kgco2e").tolist() == other.numbers("kgco2e").tolist()


def test_names_of_models_are_compared_without_case_and_spaces(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["model"] = "PB-60 LFP"
    for name, spelled in zip(
        ("Materials", "Energy", "Transport", "End of life"),
        ("pb-60 lfp", " PB-60  LFP", "ＰＢ-60 LFP", "Pb-60 Lfp "),
        strict=True,
    ):
        for row in sheets[name]:
            row["model"] = spelled
    ledger = computed(sheets)
    assert status(ledger, "PB-60 LFP") == "computed"
    assert not [p for p in ledger.problems if p.kind == "unknown_model"]


def test_two_models_that_differ_in_case_only_are_one_named_twice(computed: Run, sheets: Any) -> None:
    sheets["Product"].append(sheets["Product"][0] | {"model": "a "})
    ledger = computed(sheets)
    assert (status(ledger, "A"), status(ledger, "a")) == ("duplicate_model", "duplicate_model")
    assert [p.row for p in ledger.problems if p.kind == "duplicate_model"] == [2, 3]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"category": "LMT", "vehicle_class": "L", "mass [kg]": 25}, ""),
        ({"category": "LMT", "vehicle_class": "L", "mass [kg]": 25.5}, "at most 25 kg"),
        ({"category": "portable", "mass [kg]": 5}, ""),
        ({"category": "portable", "mass [kg]": 5.1}, "at most 5 kg"),
        ({"category": "EV", "vehicle_class": "L", "mass [kg]": 25}, "above 25 kg"),
        ({"category": "EV", "vehicle_class": "L", "mass [kg]": 26}, ""),
        ({"category": "EV", "vehicle_class": "M1", "mass [kg]": 20}, ""),
    ],
)
def test_a_mass_that_contradicts_the_category_is_said(
    computed: Run, sheets: Any, cells: dict[str, Any], expected: str
) -> None:
    product = {"nominal_capacity [kWh]": 2, "usable_capacity [kWh]": 2}
    sheets["Product"][0] |= product | cells
    for row in sheets["Materials"]:
        row["mass [kg]"] *= cells["mass [kg]"] / 200
    ledger = computed(sheets)
    assert status(ledger) == "computed"
    problems = [p for p in ledger.problems if p.kind == "category_mass"]
    assert [expected in p.expected for p in problems] == ([True] if expected else [])
    assert ("contradicts its category" in str(ledger.result_frame()["note"].iloc[0])) is bool(expected)
    assert all((p.severity, p.row, p.column, p.cell) == ("note", 2, "category", "C2") for p in problems)


def test_an_unknown_vehicle_class_is_said(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["vehicle_class"] = "M9"
    ledger = computed(sheets)
    problem = found(ledger, "unknown_class")
    assert (problem.severity, problem.cell) == ("note", "D2")
    assert "M9" in problem.found
    assert ledger.result_frame()["kgco2e_per_kwh_delivered"].isna().all()


def test_an_unknown_chemistry_names_those_that_are_known(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["chemistry"] = "sodium-ion"
    problem = found(computed(sheets), "unknown_chemistry")
    assert "NMC811" in problem.expected
    assert "LFP" in problem.expected


def test_what_is_missing_is_not_said_of_a_model_with_refused_rows(computed: Run, sheets: Any) -> None:
    sheets["Materials"][0]["material"] = "unobtainium"
    sheets["Transport"][0]["freight_mode"] = "donkey"
    ledger = computed(sheets)
    assert status(ledger) == "incomplete"
    note = str(ledger.result_frame()["note"].iloc[0])
    assert "not stated" not in note
    assert "no line of" not in note


@pytest.mark.parametrize("missing", ["backup_power [kW]", "backup_time [min]", "warranty_years"])
def test_a_back_up_battery_in_part_has_no_figure_and_says_why(
    computed: Run, sheets: Any, missing: str
) -> None:
    product = sheets["Product"][0] | {
        "category": "industrial",
        "backup_power [kW]": 9,
        "backup_time [min]": 15,
    }
    sheets["Product"][0] = {
        name: cell for name, cell in product.items() if name not in (missing, "vehicle_class")
    }
    frame = computed(sheets).result_frame()
    assert frame["kgco2e_per_kwmin_year"].isna().all()
    assert frame["note"].str.contains("no figure per kWmin").all()


def test_a_declaration_of_a_small_industrial_battery_says_that_it_is_outside(
    computed: Run, sheets: Any
) -> None:
    small = {"category": "industrial", "nominal_capacity [kWh]": 2, "usable_capacity [kWh]": 1.9}
    sheets["Product"][0] |= small
    [declaration] = computed(sheets).groups["declarations"]
    ((_, said),) = declaration.dates
    assert "above 2 kWh" in said


def test_a_usable_capacity_in_mwh_is_refused(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["usable_capacity [kWh]"] = 0.057
    problem = found(computed(sheets), "usable_implausible")
    assert problem.cell == "G2"
    assert "MWh" in problem.remedy
    sheets["Product"][0]["usable_capacity [kWh]"] = 6
    assert status(computed(sheets)) == "computed"


def test_an_end_of_life_of_a_refused_material_is_not_at_fault_itself(computed: Run, sheets: Any) -> None:
    sheets["Materials"][2]["cff_a"] = 2
    ledger = computed(sheets)
    assert status(ledger) == "incomplete"
    assert [p.sheet for p in ledger.problems] == ["Materials"]


def test_a_capacity_in_ampere_hours_below_a_heading_in_kwh(computed: Run, sheets: Any) -> None:
    sheets["Product"][0] |= {"nominal_voltage [V]": 400}
    (heading,) = [h for h in sheets["Product"][0] if h.startswith("nominal_capacity")]
    assert heading.endswith("[kWh]")
    whole = computed(sheets).numbers("kgco2e_per_kwh_capacity")[-1]
    sheets["Product"][0][heading] = f"{sheets['Product'][0][heading] * 1000 / 400} Ah"
    assert computed(sheets).numbers("kgco2e_per_kwh_capacity")[-1] == pytest.approx(whole)
