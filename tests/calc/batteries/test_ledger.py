"""The ledger of batteries: stages, units, archetypes, the formula, rule sets, what is not stated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import calc
from calc.batteries.archetypes import cell_lines, cell_mass_per_kwh
from calc.engine.errors import InputError, UsageError
from calc.engine.ledger import Ledger
from factors import load

Run = Callable[..., Ledger]
STAGES = ("raw_materials", "production", "distribution", "end_of_life")
BARE = {
    "model": "B",
    "category": "EV",
    "vehicle_class": "M1",
    "nominal_capacity [kWh]": 60,
    "usable_capacity [kWh]": 60,
    "warranty_years": 8,
}


def row(ledger: Ledger, stage: str = "total", model: str = "A") -> dict[str, Any]:
    """Return a row of the ledger by model and stage."""
    frame = ledger.result_frame()
    found = frame[(frame["model"] == model) & (frame["stage"] == stage)]
    assert len(found) == 1
    return dict(found.iloc[0])


def problems(ledger: Ledger) -> list[str]:
    return [problem.kind for problem in ledger.problems]


# ---- the interface


def test_the_first_columns_are_those_that_other_programs_rely_on(computed: Run, sheets: Any) -> None:
    ledger = computed(sheets)
    named = (
        "model, stage, kgco2e, kgco2e_per_kwh_capacity, kgco2e_per_kwh_delivered, kgco2e_per_kg, status, note"
    )
    assert ", ".join(ledger.result_frame().columns[:8]) == named
    assert list(ledger.result_frame()["stage"]) == [*STAGES, "total"]
    assert not ledger.totals()  # stages and totals never add up


def test_a_total_is_the_sum_of_its_stages_and_every_unit_is_a_quotient(computed: Run, sheets: Any) -> None:
    ledger = computed(sheets)
    total = row(ledger)
    assert total["status"] == "computed"
    assert total["kgco2e"] == pytest.approx(sum(row(ledger, s)["kgco2e"] for s in STAGES), abs=1e-6)
    assert total["energy_delivered_kwh"] == 57 * 60 * 8
    assert total["kgco2e_per_kwh_capacity"] == pytest.approx(total["kgco2e"] / 60)
    assert total["kgco2e_per_kwh_delivered"] == pytest.approx(total["kgco2e"] / (57 * 60 * 8))
    assert total["kgco2e_per_kg"] == pytest.approx(total["kgco2e"] / 200)
    assert total["reference_flow_kg_per_kwh"] == pytest.approx(200 / (57 * 60 * 8))
    assert sum(row(ledger, s)["share_of_total"] for s in STAGES) == pytest.approx(1)


def test_every_line_by_hand(computed: Run, sheets: Any) -> None:
    ledger = computed(sheets)
    raw = 100 * 9.445553 + 50 * 9.111812 + 20 * 6.054193 + 20 * 11.241845 + 10 * 2.114237
    assert row(ledger, "raw_materials")["kgco2e"] == pytest.approx(raw, rel=1e-6)
    assert row(ledger, "production")["kgco2e"] == pytest.approx(2000 * 0.5575 + 3600 * 0.0695566, rel=1e-6)
    r2 = 0.95 * 0.9
    ended = 0.8 * r2 * (0.7 - 6.054193) + (1 - r2) * 0.05
    assert row(ledger, "end_of_life")["kgco2e"] == pytest.approx(20 * ended, rel=1e-6)


# ---- archetypes


@pytest.mark.parametrize(
    ("chemistry", "grid", "per_kwh", "recovered"),
    [
        ("NMC111", 466.499, 68.7267, 65.6691),
        ("LFP", 700.097, 56.2292, 52.5036),
        ("NMC532", 574.608, 67.1097, 64.3007),
    ],
)
def test_a_chemistry_and_a_capacity_are_the_published_cell(
    chemistry: str, grid: float, per_kwh: float, recovered: float
) -> None:
    frame = pd.DataFrame([{**BARE, "chemistry": chemistry, "grid [g/kWh]": grid}])
    for nmp, expected in (("as_workbook", per_kwh), ("recovered", recovered)):
        ledger = calc.run(frame, subject="battery", assume={"archetype": "cell", "nmp": nmp})
        total = row(ledger, model="B")
        assert total["kgco2e_per_kwh_capacity"] == pytest.approx(expected, abs=1e-4)
        assert total["kgco2e"] == pytest.approx(60 * total["kgco2e_per_kwh_capacity"], abs=1e-6)
        assert (total["status"], total["archetype_share"]) == ("archetype", 1)


def test_parts_of_the_pack_stand_apart_from_the_cell(computed: Run) -> None:
    given = {"Product": [{**BARE, "chemistry": "NMC622", "grid [g/kWh]": 466.499}]}
    both, cell = computed(given), computed(given, assume={"archetype": "cell"})
    parts = {
        c.name: c.kgco2e
        for c in both.groups["components"]
        if c.name in ("module", "pack", "cooling", "electronics")
    }
    assert parts
    difference = row(both, model="B")["kgco2e"] - row(cell, model="B")["kgco2e"]
    assert difference == pytest.approx(sum(parts.values()), abs=1e-5)
    assert "parts of module and pack whose material the design does not name" in row(both, model="B")["note"]


def test_materials_without_energy_take_the_energy_of_the_design(computed: Run, sheets: Any) -> None:
    whole = computed(sheets)
    ledger = computed({**sheets, "Energy": []})
    total = row(ledger)
    assert total["status"] == "archetype"
    assert "energy is that of the cell design" in total["note"]
    assert row(ledger, "raw_materials")["kgco2e"] == row(whole, "raw_materials")["kgco2e"]
    assert {line.what.split(" of ")[0] for line in ledger.groups["blocking"]} == {"energy"}
    assert not whole.groups["blocking"]


def test_energy_without_materials_takes_those_of_the_design(computed: Run, sheets: Any) -> None:
    ledger = computed({**sheets, "Materials": []}, assume={"archetype": "cell"})
    library = load()
    lines = cell_lines(library)
    lfp = lines.chemistries.index("LFP")
    expected = lines.footprint[lfp] * cell_mass_per_kwh(library)[lfp] * 60
    assert row(ledger, "raw_materials")["kgco2e"] == pytest.approx(expected, rel=1e-9)
    blocked = {line.what.split(" of ")[0] for line in ledger.groups["blocking"]}
    assert {"cathode", "anode", "electrolyte", "separator", "casing"} <= blocked


def test_a_chemistry_without_a_design_needs_its_own_rows(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["chemistry"] = "LMO"
    assert row(computed(sheets))["status"] == "computed"
    assert row(computed({**sheets, "Energy": []}))["status"] == "no_design"


# ---- functional unit


@pytest.mark.parametrize(
    ("cells", "delivered"),
    [
        ({"vehicle_class": "M1", "usable_capacity [kWh]": 60}, 28_800),
        ({"vehicle_class": "N1", "usable_capacity [kWh]": 75}, 36_000),
        ({"vehicle_class": "M3", "usable_capacity [kWh]": 350}, 700_000),
        (
            {"vehicle_class": "M1", "warranty_years": 10, "warranty_km": 160_000, "km_per_year": 20_000},
            28_800,
        ),
        (
            {"category": "industrial", "vehicle_class": None, "cycles": 6000, "energy_per_cycle [kWh]": 9.5},
            57_000,
        ),
        ({"vehicle_class": "O1", "cycles_per_year": 100, "cycle_basis": "duty cycle of the trailer"}, 48_000),
    ],
)
def test_energy_delivered(computed: Run, cells: dict[str, Any], delivered: float) -> None:
    product = {**BARE, "nominal_capacity [kWh]": 360, "chemistry": "LFP", **cells}
    total = row(computed({"Product": [product]}), model="B")
    assert total["energy_delivered_kwh"] == pytest.approx(delivered)
    assert total["kgco2e_per_kwh_delivered"] == pytest.approx(total["kgco2e"] / delivered)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"warranty_years": None}, "warranty, or cycles and energy per cycle, are not given"),
        ({"warranty_km": 160_000}, "a warranty in km needs km_per_year"),
        ({"vehicle_class": None}, "give cycles_per_year"),
        ({"vehicle_class": "O1", "cycles_per_year": 100}, "needs its justification in cycle_basis"),
        ({"usable_capacity [kWh]": None}, "usable_capacity is not given"),
    ],
)
def test_what_is_missing_for_the_functional_unit_leaves_only_it_empty(
    computed: Run, cells: dict[str, Any], said: str
) -> None:
    product = {**BARE, "chemistry": "LFP", "mass [kg]": 400, **cells}
    total = row(computed({"Product": [product]}), model="B")
    assert np.isnan(total["kgco2e_per_kwh_delivered"])
    assert said in total["note"]
    assert total["kgco2e_per_kwh_capacity"] > 0
    assert total["kgco2e_per_kg"] > 0


def test_a_back_up_battery_counts_by_kwmin(computed: Run) -> None:
    product = {
        **BARE,
        "category": "industrial",
        "vehicle_class": None,
        "chemistry": "LFP",
        "backup_power [kW]": 100,
        "backup_time [min]": 15,
    }
    total = row(computed({"Product": [product]}), model="B")
    assert total["functional_unit"].startswith("1 kWmin")
    assert total["kgco2e_per_kwmin_year"] == pytest.approx(total["kgco2e"] / (100 * 15 * 8))


def test_ah_become_kwh_by_the_voltage(computed: Run) -> None:
    product = {**BARE, "chemistry": "LFP", "nominal_voltage [V]": 400}
    del product["nominal_capacity [kWh]"]
    ledger = computed({"Product": [{**product, "nominal_capacity [Ah]": 150}]})
    assert row(ledger, model="B")["nominal_capacity_kwh"] == pytest.approx(60)


# ---- the circular footprint formula


def test_recycled_content_by_the_formula_and_by_cut_off(computed: Run, sheets: Any) -> None:
    sheets["Materials"][2] |= {"recycled_post": 0.3, "recycled_factor [kgCO2e/kg]": 0.6}
    virgin, recycled = 6.054193, 0.6
    without = 100 * 9.445553 + 50 * 9.111812 + 20 * 11.241845 + 10 * 2.114237
    formula = 0.7 * virgin + 0.3 * (0.2 * recycled + 0.8 * virgin)
    cut = 0.7 * virgin + 0.3 * recycled
    found = [row(computed(sheets, profile=p), "raw_materials")["kgco2e"] for p in ("", "cut-off")]
    assert found == pytest.approx([without + 20 * formula, without + 20 * cut], rel=1e-6)
    ended = row(computed(sheets, profile="cut-off"), "end_of_life")["kgco2e"]
    assert ended == pytest.approx(
        20 * (1 - 0.95 * 0.9) * 0.05, rel=1e-6
    )  # no credit, and no burden of recycling


def test_a_material_without_its_own_a_takes_the_generic_one_and_says_so(computed: Run, sheets: Any) -> None:
    sheets["Materials"][1] |= {"recycled_pre": 0.2, "recycled_factor [kgCO2e/kg]": 2}
    ledger = computed(sheets)
    assert "no A of the circular footprint formula is held" in row(ledger)["note"]
    other = computed(sheets, assume={"generic_a": "1"})
    change = row(other)["kgco2e"] - row(ledger)["kgco2e"]
    assert change == pytest.approx(50 * 0.2 * 0.5 * (2 - 9.111812), rel=1e-6)
    sheets["Materials"][1]["cff_a"] = 0.5
    assert "no A of" not in row(computed(sheets))["note"]


def test_closed_loop_does_not_depend_on_a(computed: Run, sheets: Any) -> None:
    sheets["Materials"] = [
        r | {"recycled_post": 0.5, "recycled_factor [kgCO2e/kg]": 1.0, "quality_in": 1, "quality_out": 1}
        for r in sheets["Materials"]
    ]
    names = ("LFP", "graphite", "aluminium", "LiPF6", "PE")
    sheets["End of life"] = [
        {
            "model": "A",
            "material": n,
            "r2": 0.5,
            "recycling_factor [kgCO2e/kg]": 1.0,
            "disposal_factor [kgCO2e/kg]": 0,
        }
        for n in names
    ]
    ledger = computed(sheets)
    totals = [line.kgco2e for line in ledger.groups["sensitivity"]]
    assert [line.a for line in ledger.groups["sensitivity"]] == [0, 0.5, 1]
    assert totals == pytest.approx([totals[0]] * 3)
    total = row(ledger)
    assert (total["kgco2e_low"], total["kgco2e_high"]) == pytest.approx((totals[0], totals[0]))


def test_energy_recovery_and_the_treatment_of_the_whole_battery(computed: Run, sheets: Any) -> None:
    burnt = {
        "model": "A",
        "material": "PE",
        "r3": 0.5,
        "recovery_factor [kgCO2e/kg]": 3.0,
        "heating_value [MJ/kg]": 40,
        "heat_efficiency": 0.3,
        "heat_replaced [kgCO2e/MJ]": 0.07,
        "disposal_factor [kgCO2e/kg]": 0.1,
    }
    whole = {
        "model": "A",
        "material": "battery",
        "collected": 0.9,
        "recycling_factor [kgCO2e/kg]": 0.4,
        "disposal_factor [kgCO2e/kg]": 0.1,
    }
    before = row(computed(sheets), "end_of_life")["kgco2e"]
    sheets["End of life"] += [burnt, whole]
    after = row(computed(sheets), "end_of_life")["kgco2e"]
    expected = 10 * (0.5 * (3 - 40 * 0.3 * 0.07) + 0.5 * 0.1) + 200 * (0.9 * 0.4 + 0.1 * 0.1)
    assert after - before == pytest.approx(expected, rel=1e-6)


# ---- figures of suppliers, grids and contracts


def test_a_suppliers_figure_wins_and_is_followed_home(computed: Run, sheets: Any) -> None:
    sheets["Materials"][0] |= {
        "supplier": "S",
        "supplier_factor [kgCO2e/kg]": 7,
        "boundary": "cradle-to-gate",
    }
    sheets["Materials"][1] |= {
        "piece_factor [kgCO2e/pcs]": 3,
        "piece_mass [kg]": 0.5,
        "boundary": "cradle-to-gate",
    }
    ledger = computed(sheets)
    first, second = (line for line in ledger.groups["lines"] if line.quality == "supplier")
    assert (first.kgco2e, second.kgco2e) == pytest.approx((700, 300))
    assert first.source.startswith("given:models.xlsx: Materials: ")
    assert first.where == "models.xlsx: Materials: row 2"
    assert row(ledger)["supplier_share"] > 0.2
    assert ledger.groups["suppliers"][0].name in ("(not named)", "S")


def test_contracts_count_only_where_the_rule_set_lets_them(computed: Run, sheets: Any) -> None:
    sheets["Energy"][0] |= {"supply": "contract", "energy_factor [kgCO2e/kWh]": 0.02}
    refused = computed(sheets)
    assert row(refused)["status"] == "incomplete"
    assert np.isnan(row(refused)["kgco2e"])
    assert "contract_forbidden" in problems(refused)
    ledger = computed(sheets, profile="jrc-cfb-ev-2023")
    assert row(ledger)["status"] == "computed"
    assert row(ledger, "production")["kgco2e"] == pytest.approx(2000 * 0.02 + 3600 * 0.0695566, rel=1e-6)
    assert "electricity by contract counts" in row(ledger)["note"]


def test_a_grid_of_the_row_of_the_plant_and_of_its_country(computed: Run, sheets: Any) -> None:
    def electricity(ledger: Ledger) -> float:
        return next(line.factor for line in ledger.groups["lines"] if line.unit == "kWh")

    country = electricity(computed(sheets))
    sheets["Product"][0]["grid"] = "Hungary"
    plant = electricity(computed(sheets))
    sheets["Energy"][0]["grid"] = "Poland"
    own = electricity(computed(sheets))
    assert (country, plant, own) == pytest.approx((0.5575, 0.18282, own))
    assert own > 0.5
    sheets["Energy"][0]["grid"] = "Atlantis"
    assert "unknown_grid" in problems(computed(sheets))


# ---- what is not stated, rules, reports


def test_a_stage_without_lines_is_empty_and_said(computed: Run, sheets: Any) -> None:
    whole = computed(sheets)
    ledger = computed({**sheets, "Transport": [], "End of life": []})
    assert np.isnan(row(ledger, "distribution")["kgco2e"])
    assert np.isnan(row(ledger, "end_of_life")["kgco2e"])
    assert {"distribution is not stated", "end of life is not stated"} <= {
        part.partition(":")[0] for part in row(ledger)["note"].split("; ")
    }
    missing = sum(row(whole, s)["kgco2e"] for s in STAGES[2:])
    assert row(ledger)["kgco2e"] == pytest.approx(row(whole)["kgco2e"] - missing, abs=1e-5)


def test_options_that_do_not_fit(computed: Run, sheets: Any) -> None:
    with pytest.raises(UsageError, match="did you mean eu-draft-2024"):
        computed(sheets, profile="eu-draft-2025")
    with pytest.raises(UsageError, match="takes no carbon price"):
        computed(sheets, price="80")


def test_every_page_says_provisional_and_none_says_compliant(
    computed: Run, sheets: Any, tmp_path: Path
) -> None:
    ledger = computed(sheets)
    assert "Provisional" in ledger.headline[0]
    ledger.write(tmp_path / "out.json")
    text = (tmp_path / "out.json").read_text(encoding="utf-8").casefold()
    assert "provisional" in text
    assert "compliant" not in text


def test_declarations_hold_fingerprints_that_follow_the_data(computed: Run, sheets: Any) -> None:
    [first] = computed(sheets).groups["declarations"]
    assert first.model == "A"
    assert [s.stage for s in first.stages] == [*STAGES, "total"]
    assert first.product["plant_country"] == "China"
    assert first.cells["study_link"].startswith("models.xlsx: Product: ")
    assert sum(first.data_shares.values()) == pytest.approx(1)
    shuffled = {**sheets, "Materials": sheets["Materials"][::-1], "Energy": sheets["Energy"][::-1]}
    [again] = computed(shuffled).groups["declarations"]
    assert (again.bom_fingerprint, again.energy_fingerprint) == (
        first.bom_fingerprint,
        first.energy_fingerprint,
    )
    sheets["Materials"][0]["mass [kg]"] = 101
    [other] = computed(sheets).groups["declarations"]
    assert other.bom_fingerprint != first.bom_fingerprint
    assert other.energy_fingerprint == first.energy_fingerprint
    sheets["Energy"][0]["amount [kWh]"] = 2001
    assert computed(sheets).groups["declarations"][0].energy_fingerprint != first.energy_fingerprint


def test_an_explanation_names_line_cell_and_source(computed: Run, sheets: Any) -> None:
    text = computed(sheets).explain(0)
    for part in (
        "models.xlsx: Product: row 2",
        "1 kWh of 27 360 kWh delivered over 8 years",
        "cathode, LFP: 100 kg x 9.445553",
        "models.xlsx: Materials: row 2",
        "(1 - A 0.2) x R2 0.855",
        "energy.grid:CN/",
        "kgCO2e per kWh delivered",
    ):
        assert part in text
    with pytest.raises(IndexError):
        computed(sheets).explain(99)


def test_contributions_add_up_to_the_total(computed: Run, sheets: Any) -> None:
    ledger = computed(sheets)
    found = ledger.groups["components"]
    assert sum(c.kgco2e for c in found) == pytest.approx(row(ledger)["kgco2e"], abs=1e-5)
    assert found[-1].cumulated == pytest.approx(1)
    assert [c.kgco2e for c in found] == sorted((c.kgco2e for c in found), reverse=True)
    assert sum(c.kgco2e for c in ledger.groups["processes"]) == pytest.approx(
        row(ledger, "production")["kgco2e"]
    )


def test_indicators_of_materials(computed: Run, sheets: Any) -> None:
    ledger = computed(sheets)
    raw, total = row(ledger, "raw_materials"), row(ledger)
    assert raw["sox_kg"] == total["sox_kg"] > 0
    assert raw["water_l"] > 0


def test_references_of_lines_are_listed(computed: Run, sheets: Any) -> None:
    used = computed(sheets).used_references()
    assert used["batteries.materials:lfp/greet-2022"] == 1
    assert any(key.startswith("freight.tonne_km:sea") for key in used)


def test_a_former_report_is_no_input(computed: Run, sheets: Any, tmp_path: Path) -> None:
    computed(sheets).write(tmp_path / "out.xlsx")
    with pytest.raises(InputError):
        calc.run(tmp_path / "out.xlsx")
