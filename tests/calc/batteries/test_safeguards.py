"""What must never make a figure too low in silence: days of knowledge, supplies, credits, shares, slips of units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

import calc
from calc.batteries.dates import acts_said
from calc.batteries.recycling import route_table
from calc.engine.errors import Problem, UsageError
from calc.engine.ledger import Ledger
from factors import Library, load
from factors.library import ROOT

Run = Callable[..., Ledger]
BARE = {
    "model": "B",
    "category": "EV",
    "chemistry": "LFP",
    "nominal_capacity [kWh]": 60,
    "grid [g/kWh]": 500,
}


def total(ledger: Ledger) -> dict[str, Any]:
    frame = ledger.result_frame()
    return dict(frame[frame["stage"] == "total"].iloc[0])


def only(ledger: Ledger, kind: str) -> Problem:
    [problem] = [p for p in ledger.problems if p.kind == kind]
    return problem


# ---- the day of knowledge


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2022, 6, 1), date(2023, 6, 1), date(2024, 6, 1)])
def test_an_archetype_is_whole_or_has_no_figure(day: date) -> None:
    frame = pd.DataFrame([BARE])
    whole = total(calc.run(frame, subject="battery"))
    ledger = calc.run(frame, subject="battery", law_known_on=day)
    then = total(ledger)
    if then["status"] == "archetype":
        assert then["kgco2e"] == pytest.approx(whole["kgco2e"])
    else:
        assert then["status"] == "no_factor"
        assert ledger.result_frame()["kgco2e"].isna().all()
        assert str(day) in only(ledger, "no_factor").expected


def test_every_day_gives_the_same_total_or_none(computed: Run, sheets: Any) -> None:
    whole = total(computed(sheets))["kgco2e"]
    for day in (date(1990, 1, 1), date(2022, 1, 1), date(2023, 6, 1), date(2026, 1, 1), date(2026, 12, 1)):
        for given in (sheets, {**sheets, "Energy": []}, {**sheets, "Materials": []}):
            found = total(computed(given, law_known_on=day))
            assert np.isnan(found["kgco2e"]) or given is not sheets or found["kgco2e"] == pytest.approx(whole)
            assert np.isnan(found["kgco2e"]) == (found["status"] not in ("computed", "archetype"))


def test_a_grid_published_later_is_said_as_such(computed: Run, sheets: Any) -> None:
    day = date(2026, 1, 1)
    for cells, column in (({}, "plant_country"), ({"grid": "Hungary"}, "grid")):
        sheets["Product"][0] |= cells
        ledger = computed(sheets, law_known_on=day)
        assert total(ledger)["status"] == "grid_not_known"
        problem = only(ledger, "grid_not_known")
        assert problem.column == column
        assert "did you mean" not in problem.found
        assert "2026-01-01, the day of --law-known-on" in problem.expected
        assert "later day" in problem.remedy


def test_a_material_published_later_is_said_as_such(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["grid [g/kWh]"] = 500
    ledger = computed(sheets, law_known_on=date(2020, 1, 1))
    found = [p for p in ledger.problems if p.kind == "not_known_then"]
    assert {p.sheet for p in found} >= {"Materials"}
    assert all("later day" in p.remedy for p in found)
    assert not [p for p in ledger.problems if p.kind == "unknown_material"]


def test_recycling_routes_follow_the_day() -> None:
    with pytest.raises(
        UsageError, match=r"--law-known-on 2019-01-01: the recycling routes were not published"
    ):
        route_table(load(known_on=date(2019, 1, 1)), "LFP", 0.5)


# ---- the plant


def test_a_country_that_cannot_be_read_is_no_world(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["plant_country"] = "Chyna"
    ledger = computed(sheets)
    problem = only(ledger, "unknown_grid")
    assert (problem.column, problem.cell) == ("plant_country", "J2")
    assert "China" in problem.found
    assert total(ledger)["status"] == "unknown_grid"
    sheets["Product"][0]["grid"] = "Hungary"
    assert total(computed(sheets))["status"] == "computed"
    del sheets["Product"][0]["grid"]
    sheets["Product"][0]["plant_country"] = None
    assert "electricity of the world" in total(computed(sheets))["note"]


@pytest.mark.parametrize(
    ("product", "energy"),
    [
        ({"grid [g/kWh]": 20}, {}),
        ({}, {"grid [g/kWh]": 20}),
        ({}, {"energy_factor [kgCO2e/kWh]": 0.02, "supply": "grid"}),
    ],
)
def test_an_own_figure_of_the_grid_is_assumed(
    computed: Run, sheets: Any, product: dict[str, Any], energy: dict[str, Any]
) -> None:
    sheets["Product"][0] |= product
    sheets["Energy"][0] |= energy
    ledger = computed(sheets)
    assert "user's own stands for the grid" in total(ledger)["note"]
    assert ledger.marks["assumed"]().all()
    assert total(ledger)["status"] == "computed"


def test_an_own_figure_of_electricity_must_say_how_it_is_supplied(computed: Run, sheets: Any) -> None:
    sheets["Energy"][0]["energy_factor [kgCO2e/kWh]"] = 0
    ledger = computed(sheets)
    assert total(ledger)["status"] == "incomplete"
    assert "write on-site, or grid" in only(ledger, "supply_not_said").remedy
    assert total(computed(sheets, profile="pef-2021"))["status"] == "computed"
    sheets["Energy"][0]["supply"] = "on-site"
    found = total(computed(sheets))
    assert found["status"] == "computed"
    assert "own stands for the grid" not in found["note"]


def test_a_contract_counts_under_no_other_name_of_electricity(computed: Run, sheets: Any) -> None:
    sheets["Energy"][0] |= {"carrier": "moonlight", "energy_factor [kgCO2e/kWh]": 0}
    ledger = computed(sheets)
    assert "an energy carrier that is not known" in total(ledger)["note"]
    assert ledger.marks["assumed"]().all()
    sheets["Energy"][0]["supply"] = "contract"
    assert total(computed(sheets))["status"] == "incomplete"


def test_redact_hides_the_dataset(computed: Run, sheets: Any, tmp_path: Any) -> None:
    sheets["Materials"][0]["dataset"] = "Secret Metals EPD"
    ledger = computed(sheets, redact=True)
    ledger.write(tmp_path / "out.json")
    assert "Secret" not in (tmp_path / "out.json").read_text(encoding="utf-8") + ledger.explain(0)
    assert not [line for line in ledger.groups["lines"] if "Secret" in line.dataset]


# ---- credits


@pytest.mark.parametrize("material", ["battery", "aluminium"])
@pytest.mark.parametrize("column", ["recycling_factor [kgCO2e/kg]", "disposal_factor [kgCO2e/kg]"])
def test_avoided_production_is_refused(computed: Run, sheets: Any, material: str, column: str) -> None:
    sheets["End of life"] = [{"model": "A", "material": material, column: -5.83}]
    ledger = computed(sheets)
    assert total(ledger)["status"] == "incomplete"
    assert "by the formula" in only(ledger, "credit_outside").expected


def test_the_whole_battery_beside_its_materials_is_said(computed: Run, sheets: Any) -> None:
    sheets["End of life"].append({"model": "A", "material": "battery", "recycling_factor [kgCO2e/kg]": 0.4})
    assert "both count" in total(computed(sheets))["note"]
    sheets["End of life"] = sheets["End of life"][-1:]
    assert "both count" not in total(computed(sheets))["note"]


def test_what_recycling_replaces_is_the_choice_of_the_profile(computed: Run, sheets: Any) -> None:
    def ended(ledger: Ledger) -> float:
        frame = ledger.result_frame()
        return float(frame[frame["stage"] == "end_of_life"]["kgco2e"].iloc[0])

    held, r2, as_supplied = {"avoided_virgin": "held"}, 0.95 * 0.9, "at the supplier's figure"
    ours = ended(computed(sheets))
    sheets["Materials"][2] |= {"supplier_factor [kgCO2e/kg]": 15, "boundary": "cradle-to-gate"}
    ledger = computed(sheets)
    assert ended(ledger) == pytest.approx(20 * (0.8 * r2 * (0.7 - 15) + (1 - r2) * 0.05), rel=1e-6)
    assert as_supplied in total(ledger)["note"]
    ledger = computed(sheets, assume=held)
    assert ended(ledger) == pytest.approx(ours)
    assert as_supplied not in total(ledger)["note"]
    sheets["Materials"][2]["material"] = sheets["End of life"][0]["material"] = "unobtainium"
    ledger = computed(sheets, assume=held)
    assert ended(ledger) == pytest.approx(20 * (0.5 * r2 * (0.7 - 15) + (1 - r2) * 0.05), rel=1e-6)
    assert as_supplied in total(ledger)["note"]


# ---- shares, carbon, sources


def test_primary_data_need_an_own_factor(computed: Run, sheets: Any) -> None:
    for row in (*sheets["Materials"], *sheets["Energy"], *sheets["Transport"]):
        row["data_quality"] = "company"
    ledger = computed(sheets)
    [line], [declaration] = ledger.groups["data_quality"], ledger.groups["declarations"]
    assert (line.company, line.primary) == (1, 0)
    assert (declaration.primary_data_share, declaration.gate_primary_data_share) == (0, 0)
    assert declaration.data_shares["company"] == 1
    sheets["Materials"][0] |= {
        "supplier_factor [kgCO2e/kg]": 7,
        "boundary": "cradle-to-gate",
        "data_quality": "supplier",
        "dataset": "EPD 12, 2025",
    }
    ledger = computed(sheets)
    [line], [declaration] = ledger.groups["data_quality"], ledger.groups["declarations"]
    absolute = sum(abs(one.kgco2e) for one in ledger.groups["lines"])
    assert line.primary == pytest.approx(700 / absolute)
    assert declaration.primary_data_share == line.primary
    assert ("EPD 12, 2025", "") not in declaration.sources  # no secondary data
    assert ledger.groups["lines"][0].dataset == "EPD 12, 2025"
    assert "dataset named in the row: EPD 12, 2025" in ledger.explain(0)
    sheets["Materials"][0]["data_quality"] = "literature"
    ledger = computed(sheets)
    [line], [declaration] = ledger.groups["data_quality"], ledger.groups["declarations"]
    assert line.primary == 0
    assert ("EPD 12, 2025", "") in declaration.sources


@pytest.mark.parametrize(("carbon", "uptake"), [(0, 0), (3, -11), (None, np.nan)])
def test_biogenic_carbon_was_taken_up(
    computed: Run, sheets: Any, carbon: float | None, uptake: float
) -> None:
    sheets["Product"][0]["biogenic_carbon [kg]"] = carbon
    [declaration] = computed(sheets).groups["declarations"]
    assert declaration.biogenic_uptake_kgco2e == pytest.approx(uptake, nan_ok=True)


def test_the_factor_of_recycled_material_is_cited(computed: Run, sheets: Any) -> None:
    sheets["Materials"][2] |= {"recycled_post": 0.3, "recycled_factor [kgCO2e/kg]": 0.6}
    ledger = computed(sheets)
    line = ledger.groups["lines"][2]
    assert line.source == "batteries.materials:aluminium/greet-2022; given:models.xlsx: Materials: F4"
    assert "Materials: F4" in ledger.explain(0)


def test_an_empty_yield_is_said_and_a_stated_one_not(computed: Run, sheets: Any) -> None:
    assert "no yield is given" in total(computed(sheets))["note"]
    for row in sheets["Materials"]:
        row["yield"] = 1
    assert "no yield is given" not in total(computed(sheets))["note"]


# ---- service life, slips


def test_cycles_of_vehicles_are_those_of_ev_batteries(computed: Run, sheets: Any) -> None:
    sheets["Product"][0]["category"] = "industrial"
    found = total(computed(sheets))
    assert np.isnan(found["energy_delivered_kwh"])
    assert "give cycles_per_year" in found["note"]
    sheets["Product"][0] |= {"category": "EV", "cycles": 3000, "energy_per_cycle [kWh]": 50}
    found = total(computed(sheets))
    assert found["energy_delivered_kwh"] == 57 * 60 * 8
    assert "are not used" in found["note"]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("mass [kg]", "the materials are not checked against it"),
        ("usable_capacity [kWh]", "usable_capacity cannot be read"),
    ],
)
def test_a_mass_or_capacity_that_cannot_be_read_is_said_in_the_row(
    computed: Run, sheets: Any, column: str, said: str
) -> None:
    sheets["Product"][0][column] = "about two hundred"
    assert said in total(computed(sheets))["note"]


def test_energy_in_mwh_is_asked_about(computed: Run, sheets: Any) -> None:
    sheets["Energy"] = [sheets["Energy"][0] | {"amount [kWh]": 0.6}]
    ledger = computed(sheets)
    problem = only(ledger, "energy_low")
    assert (problem.severity, problem.sheet, problem.row, problem.column) == ("note", "Energy", 2, "amount")
    assert "MWh" in problem.remedy
    assert "kWh and MWh may be confused" in total(ledger)["note"]
    assert total(ledger)["status"] == "computed"
    sheets["Energy"][0]["amount [kWh]"] = 600
    assert not [p for p in computed(sheets).problems if p.kind == "energy_low"]


def test_another_chemistry_is_computed_from_its_own_rows(computed: Run, sheets: Any) -> None:
    assert "write other" in only(computed(_with(sheets, "sodium-ion")), "unknown_chemistry").remedy
    assert total(computed(_with(sheets, "other")))["status"] == "computed"
    assert total(computed(_with({**sheets, "Energy": []}, "其他")))["status"] == "no_design"


def _with(sheets: Any, chemistry: str) -> Any:
    return {**sheets, "Product": [sheets["Product"][0] | {"chemistry": chemistry}]}


# ---- acts, names in formulas


def test_an_act_in_force_is_named_at_the_head(tmp_path: Any) -> None:
    import shutil

    assert acts_said(load()).endswith("is adopted as far as sources reach")
    shutil.copytree(ROOT, tmp_path / "factors", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / "factors" / "law" / "eu" / "batteries_acts.csv"
    text = file.read_text(encoding="utf-8").replace(
        "2024-02-18,,,not adopted", "2024-02-18,2027-01-10,2026-12-20,adopted", 1
    )
    file.write_text(text, encoding="utf-8")
    assert "method of the carbon footprint, EV, in force since 2027-01-10" in acts_said(
        Library(tmp_path / "factors")
    )


@pytest.mark.parametrize(
    ("name", "live"), [("PB-60", True), ("0123", False), ("1/2", False), ("x" * 256, False)]
)
def test_names_that_excel_reads_as_figures_have_no_sumifs(
    computed: Run, sheets: Any, name: str, live: bool
) -> None:
    for rows in sheets.values():
        for row in rows:
            row["model"] = name
    ledger = computed(sheets)
    assert ledger.sheet is not None
    which, _ = ledger.sheet().formulas["kgco2e"]
    assert (which == 1).any() == live
