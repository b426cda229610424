"""Batteries: what the five sheets may hold, what the ledger gives.

The computation is in `calc.batteries.compute`, the ledger in `calc.batteries.result`; here stands only the
declaration from which reader, template, ledger, workbook and explanation follow. A row of the result is a model and
a stage of Annex II, point 4 of Regulation (EU) 2023/1542, or the total of the model.
"""

from __future__ import annotations

from dataclasses import replace

from calc.batteries.companions import COMPANIONS
from calc.batteries.explain import explain
from calc.batteries.product import TABLE
from calc.batteries.result import ledger as calculate
from calc.batteries.status import MEANING
from calc.batteries.view import VIEW
from calc.engine.model import Line, Subject

PER_CAPACITY, PER_DELIVERED, PER_KG = "kgCO2e/kWh", "kgCO2e/kWh", "kgCO2e/kg"

LINES = (
    Line("model", "code", "Model"),
    Line("stage", "code", "Stage of life"),
    Line("kgco2e", "number", "Footprint per battery", "kgCO2e", digits=2),
    Line("kgco2e_per_kwh_capacity", "number", "Footprint per kWh of capacity", PER_CAPACITY),
    Line("kgco2e_per_kwh_delivered", "number", "Footprint per kWh delivered", PER_DELIVERED, digits=6),
    Line("kgco2e_per_kg", "number", "Footprint per kg of battery", PER_KG),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("stage_title", "code", "Stage in the words of Annex II"),
    Line("share_of_total", "number", "Share of the total", "1"),
    Line("energy_delivered_kwh", "number", "Energy delivered over service life", "kWh", digits=0),
    Line("reference_flow_kg_per_kwh", "number", "Reference flow", "kg/kWh", digits=8),
    Line("functional_unit", "code", "Functional unit"),
    Line("kgco2e_per_kwmin_year", "number", "Footprint per kWmin of back-up power and year", digits=6),
    Line("nominal_capacity_kwh", "number", "Capacity, nominal", "kWh"),
    Line("capacity_kwh", "number", "Capacity that per kWh means", "kWh"),
    Line("battery_mass_kg", "number", "Mass, as read", "kg"),
    Line("category_used", "code", "Category of the battery, as read"),
    Line("chemistry_used", "code", "Chemistry, as read"),
    Line("rules", "code", "Rule set, provisional"),
    Line("lines", "number", "Lines", digits=0),
    Line("company_share", "number", "Share of the company's activity data", "1"),
    Line("supplier_share", "number", "Share of suppliers' activity data", "1"),
    Line("archetype_share", "number", "Share of archetypes", "1"),
    Line("literature_share", "number", "Share of literature", "1"),
    Line("kgco2e_low", "number", "Total, lowest over A", "kgCO2e", digits=2),
    Line("kgco2e_high", "number", "Total, highest over A", "kgCO2e", digits=2),
    Line("sox_kg", "number", "SOx of materials with a figure", "kg"),
    Line("nox_kg", "number", "NOx of materials with a figure", "kg"),
    Line("pm10_kg", "number", "PM10 of materials with a figure", "kg"),
    Line("pm25_kg", "number", "PM2.5 of materials with a figure", "kg"),
    Line("primary_energy_mj", "number", "Primary energy of materials with a figure", "MJ"),
    Line("water_l", "number", "Water of materials with a figure", "L"),
    Line("grid_used_kgco2e_per_kwh", "number", "Electricity of the plant", "kgCO2e/kWh", digits=4),
    Line("grid_reference", "reference", "Source of the electricity"),
    Line("rules_reference", "reference", "Source of the rule of recycling"),
)

RESULTS = tuple(line.name for line in LINES)

SUBJECT = Subject(
    name="battery",
    title="Carbon footprint of batteries, provisional",
    table=replace(TABLE, results=RESULTS),
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="eu-draft-2024",
    view=VIEW,
    companions=tuple(replace(table, results=RESULTS) for table in COMPANIONS),
)
