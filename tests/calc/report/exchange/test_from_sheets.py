"""From the five sheets to the exchange files: computed under each rule set, written, held against the schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import calc
from calc.batteries.declaration import DECLARATIONS, Declaration
from calc.engine.errors import InputError
from calc.engine.ledger import Ledger
from calc.report.exchange import wanted, write_exchange

Sheets = dict[str, list[dict[str, Any]]]
Schema = Callable[[str], Draft202012Validator]
Compute = Callable[..., Ledger]

RULES = ("eu-draft-2024", "jrc-cfb-ev-2023", "pef-2021", "cut-off")
KINDS: dict[str, tuple[dict[str, str], str]] = {
    "pact 3": ({"pact": "x.json"}, "pact-3.0.3"),
    "pact 2": ({"pact": "x.json", "pact_version": "2.3.0"}, "pact-2.3.0"),
    "passport": ({"passport": "x.json"}, "battery-passport-1.2.0"),
    "catena-x": ({"catena_x": "x.json"}, "catena-x-pcf-values-1.0.0"),
}
MATERIALS = (
    ("cathode", "LFP", 100),
    ("anode", "graphite", 50),
    ("casing", "aluminium", 20),
    ("electrolyte", "LiPF6", 20),
    ("separator", "PE", 10),
)
UPTAKE = 44 / 12  # kg of CO2 to a kg of carbon


def product(**changed: Any) -> dict[str, Any]:
    """Return the row of the sheet Product; None leaves a cell empty."""
    cells = {
        "model": "A",
        "manufacturer": "Example Cells",
        "manufacturer_id": "urn:company:example:cells",
        "product_id": "urn:product:example:a",
        "description": "traction battery",
        "plant": "Plant A",
        "plant_country": "China",
        "category": "EV",
        "vehicle_class": "M1",
        "chemistry": "LFP",
        "nominal_capacity [kWh]": 60,
        "usable_capacity [kWh]": 57,
        "mass [kg]": 200,
        "warranty_years": 8,
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "fossil_carbon [kg]": 70,
        "biogenic_carbon [kg]": 0,
        "exempted_share": 0.01,
        "packaging_included": "no",
        "study_link": "https://example.com/study.pdf",
        "performance_class": "not yet defined",
        "cpc": "46410",
    }
    return {name: cell for name, cell in {**cells, **changed}.items() if cell is not None}


def sheets(**changed: Any) -> Sheets:
    """Return the sheets of one model, whose treatment at the end of life is a burden."""
    return {
        "Product": [product(**changed)],
        "Materials": [
            {"model": "A", "component": part, "material": of, "mass [kg]": mass}
            for part, of, mass in MATERIALS
        ],
        "Energy": [{"model": "A", "process": "cells", "carrier": "electricity", "amount [kWh]": 2000}],
        "Transport": [
            {
                "model": "A",
                "stage": "distribution",
                "goods": "battery",
                "freight_mode": "truck",
                "freight_distance": "300 km",
            }
        ],
        "End of life": [
            {
                "model": "A",
                "material": "graphite",
                "collected": 1,
                "r2": 0,
                "disposal_factor [kgCO2e/kg]": 0.05,
            }
        ],
    }


@pytest.fixture
def computed(tmp_path: Path) -> Compute:
    def run(given: Sheets, **options: Any) -> Ledger:
        path = tmp_path / "models.xlsx"
        with pd.ExcelWriter(path, engine="xlsxwriter") as book:
            for name, rows in given.items():
                pd.DataFrame(rows).to_excel(book, sheet_name=name, index=False)
        return calc.run(path, **options)

    return run


@pytest.fixture
def filed(tmp_path: Path) -> Callable[[Ledger, str], dict[str, Any]]:
    """Return a function that writes the file of a kind and reads it."""

    def write(ledger: Ledger, kind: str) -> dict[str, Any]:
        options = {n: str(tmp_path / v) if v == "x.json" else v for n, v in KINDS[kind][0].items()}
        write_exchange(ledger, wanted(**options))
        found: dict[str, Any] = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
        return found

    return write


Filed = Callable[[Ledger, str], dict[str, Any]]


def one(ledger: Ledger) -> Declaration:
    (found,) = ledger.groups[DECLARATIONS]
    assert isinstance(found, Declaration)
    return found


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_set_gives_a_file_that_its_schema_takes(
    computed: Compute, filed: Filed, schema: Schema, rules: str, kind: str
) -> None:
    ledger = computed(sheets(), profile=rules)
    made = one(ledger)
    assert made.rules == rules
    if (rules, kind) == ("cut-off", "pact 3"):  # which asks for a standard, and this set follows none
        with pytest.raises(InputError, match=r"cut-off follows no standard that PACT names.*--profile"):
            filed(ledger, kind)
        return
    found = filed(ledger, kind)
    schema(KINDS[kind][1]).validate(found)


def test_the_files_say_the_figures_of_the_declaration(computed: Compute, filed: Filed) -> None:
    ledger = computed(sheets())
    made = one(ledger)
    gate = made.stage("raw_materials").kgco2e + made.stage("production").kgco2e
    pact = filed(ledger, "pact 3")["pcf"]
    assert float(pact["pcfExcludingBiogenicUptake"]) == pytest.approx(gate, rel=1e-9)
    old = filed(ledger, "pact 2")["pcf"]
    assert float(old["pCfExcludingBiogenic"]) * 200 == pytest.approx(gate, rel=1e-9)
    passport = filed(ledger, "passport")
    stages = [stage["carbonFootprint"] for stage in passport["carbonFootprintPerLifecycleStage"]]
    assert sum(stages) == pytest.approx(passport["batteryCarbonFootprint"], rel=1e-8)
    assert passport["absoluteCarbonFootprint"] == pytest.approx(made.stage("total").kgco2e, rel=1e-9)
    shares = filed(ledger, "catena-x")["pcfValues"]["sharesPerStage"]
    total = shares["absPcfValue"]["stageValue"]
    assert total == pytest.approx(passport["absoluteCarbonFootprint"], rel=1e-9)


@pytest.mark.parametrize("kind", ["pact 3", "pact 2", "catena-x"])
def test_without_a_warranty_there_is_no_service_life(
    computed: Compute, filed: Filed, schema: Schema, kind: str
) -> None:
    ledger = computed(sheets(warranty_years=None))
    made = one(ledger)
    assert made.functional_unit == ""  # in particular not that of back-up power
    assert made.energy_delivered_kwh != made.energy_delivered_kwh
    schema(KINDS[kind][1]).validate(filed(ledger, kind))  # figures of one battery need no service life


def test_the_passport_asks_for_the_service_life(computed: Compute, filed: Filed, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"per kWh delivered is not known.*usable_capacity and the service"):
        filed(computed(sheets(warranty_years=None)), "passport")
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("kind", ["pact 3", "pact 2"])
@pytest.mark.parametrize("capacity", [1.5, 2])
def test_a_small_industrial_battery_is_outside_article_7(
    computed: Compute, filed: Filed, schema: Schema, kind: str, capacity: float
) -> None:
    small = {"nominal_capacity [kWh]": capacity, "usable_capacity [kWh]": capacity}
    ledger = computed(sheets(category="industrial", vehicle_class=None, **small))
    ((what, text),) = one(ledger).dates
    assert what == "Article 7"
    assert "above 2 kWh" in text
    schema(KINDS[kind][1]).validate(filed(ledger, kind))


@pytest.mark.parametrize("rules", ["eu-draft-2024", "pef-2021"])
def test_biogenic_carbon_is_taken_up_as_carbon_dioxide(
    computed: Compute, filed: Filed, schema: Schema, rules: str
) -> None:
    ledger = computed(sheets(**{"biogenic_carbon [kg]": 3}), profile=rules)
    uptake = -3 * UPTAKE
    assert one(ledger).biogenic_uptake_kgco2e == pytest.approx(uptake, rel=1e-9)
    found = filed(ledger, "pact 3")
    schema("pact-3.0.3").validate(found)
    figures = {name: float(found["pcf"][name]) for name in found["pcf"] if name.startswith("pcf")}
    assert float(found["pcf"]["biogenicCO2Uptake"]) == pytest.approx(uptake, rel=1e-9)
    assert figures["pcfIncludingBiogenicUptake"] - figures["pcfExcludingBiogenicUptake"] == pytest.approx(
        uptake, rel=1e-9
    )
    assert float(found["pcf"]["biogenicCarbonContent"]) == 3
    old = filed(ledger, "pact 2")
    schema("pact-2.3.0").validate(old)
    assert float(old["pcf"]["biogenicCarbonWithdrawal"]) * 200 == pytest.approx(uptake, rel=1e-9)


def test_without_transport_what_needs_the_stage_names_the_sheet(
    computed: Compute, filed: Filed, schema: Schema
) -> None:
    given = sheets()
    del given["Transport"]
    ledger = computed(given)
    made = one(ledger)
    assert not made.distribution_included
    assert made.stage("distribution").kgco2e != made.stage("distribution").kgco2e
    for kind in ("pact 3", "pact 2"):  # cradle to gate
        found = filed(ledger, kind)
        schema(KINDS[kind][1]).validate(found)
        assert "distribution not known" in found["comment"]
    for kind in ("passport", "catena-x"):
        with pytest.raises(InputError, match=r"stage distribution.*add a row on the sheet Transport"):
            filed(ledger, kind)


def test_a_credit_is_no_figure_of_catena_x(computed: Compute, filed: Filed, schema: Schema) -> None:
    given = sheets()
    given["End of life"].append(
        {
            "model": "A",
            "material": "aluminium",
            "collected": 0.95,
            "r2": 0.9,
            "recycling_factor [kgCO2e/kg]": 0.7,
            "disposal_factor [kgCO2e/kg]": 0.05,
        }
    )
    ledger = computed(given)
    assert one(ledger).stage("end_of_life").kgco2e < 0
    schema("battery-passport-1.2.0").validate(filed(ledger, "passport"))
    with pytest.raises(InputError, match=r"end_of_life is -.*--profile cut-off"):
        filed(ledger, "catena-x")
    schema("catena-x-pcf-values-1.0.0").validate(filed(computed(given, profile="cut-off"), "catena-x"))
