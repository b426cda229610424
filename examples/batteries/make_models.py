"""Write models.xlsx: an LFP pack from China and an NMC622 pack from Hungary, from the cell designs of EverBatt 2023.

Masses are those of the designs, per kilowatt-hour of capacity times the capacity; which material a part of module or
pack is made of is an assumption of this example where the design does not name it. Plants, meters, journeys and the
supplier's figure are made up.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from factors import load
from factors.cells import share_column
from factors.table import FactorTable

HERE = Path(__file__).parent
DESIGN = "EverBatt 2023, cell design"
PACK = "EverBatt 2023, pack of 100 kWh"
ASSUMED = "EverBatt 2023, pack of 100 kWh; material assumed for this example"

# part of module or pack -> component and material, where the design names no material
PARTS = {
    "Cell interconnect": ("module", "copper"),
    "Interconnect panel": ("module", "plastics"),
    "Module terminals": ("module", "copper"),
    "Module conductors/thermal enclosure": ("module", "aluminium"),
    "Module enclosure": ("module", "aluminium"),
    "Module management system": ("electronics", "electronic part"),
    "Row rack": ("pack", "steel"),
    "Polymer pads btw modules": ("pack", "plastics"),
    "Cooling system panel and manifold": ("cooling", "aluminium"),
    "Module inter-connect": ("pack", "copper"),
    "Bus bar": ("pack", "copper"),
    "Battery pack terminals": ("pack", "copper"),
    "Battery pack heaters": ("electronics", "electronic part"),
    "BMS and disconnects": ("electronics", "electronic part"),
}
# kg of fossil carbon in a kg of material, from the formulae; graphite and carbon black taken as made from coke and oil
FOSSIL_CARBON = {
    "graphite": 1.0,
    "carbon-black": 1.0,
    "pvdf": 24.022 / 64.03,
    "anode-binder": 24.022 / 64.03,  # as PVDF, as the design has it
    "ethylene-carbonate": 36.033 / 88.06,
    "dimethyl-carbonate": 36.033 / 90.08,
    "polypropylene": 36.033 / 42.08,
    "polyethylene": 24.022 / 28.05,
    "pet": 120.11 / 192.17,
    "plastics": 36.033 / 42.08,  # as polypropylene
}
RECYCLED = {"aluminium": 2.86, "copper": 1.45, "steel": 0.47}  # kg CO2e/kg: IDEMAT 2022, IDEMAT 2022, ICE 2.0
R2 = {"aluminium": 0.9, "copper": 0.95, "steel": 0.9}  # CFB-EV, as the case study has them
LANDFILL = 0.00126435  # kg CO2e/kg: UK factors 2025, metals to landfill

MODELS: dict[str, dict[str, Any]] = {
    "PB-60-LFP": {
        "design": "LFP",
        "product": {
            "manufacturer": "Example Cells Co., Ltd.",
            "manufacturer_id": "urn:example:maker:cells-ningde",
            "product_id": "urn:example:battery:pb-60-lfp",
            "description": "Traction battery, 60 kWh, LFP, for passenger cars",
            "plant": "Plant 1, Ningde, Fujian",
            "plant_country": "China",
            "chemistry": "LFP",
            "nominal_capacity [kWh]": 60,
            "usable_capacity [kWh]": 57,
            "warranty_years": 8,
            "warranty_km [km]": 160_000,
            "km_per_year [km]": 20_000,
            "grid": "China",
            "declaration_id": "EXAMPLE-DOC-2026-060",
            "study_link": "https://example.com/studies/pb-60-lfp",
        },
        "origin": "China",
        "assembly_kwh": 30,  # meter of module and pack assembly, made up
        "inbound": [("cathode and anode powders", "road", "700 km"), ("pack parts", "road", "400 km")],
        "distribution": ("road; container ship; road", "250 km; 19000 km; 600 km"),
    },
    "PB-75-NMC622": {
        "design": "NMC622",
        "product": {
            "manufacturer": "Example Battery Kft.",
            "manufacturer_id": "urn:example:maker:battery-debrecen",
            "product_id": "urn:example:battery:pb-75-nmc622",
            "description": "Traction battery, 75 kWh, NMC622, for passenger cars",
            "plant": "Plant 2, Debrecen",
            "plant_country": "Hungary",
            "chemistry": "NMC622",
            "nominal_capacity [kWh]": 75,
            "usable_capacity [kWh]": 70,
            "warranty_years": 10,
            "warranty_km [km]": 160_000,
            "km_per_year [km]": 20_000,
            "grid": "Hungary",
            "declaration_id": "EXAMPLE-DOC-2026-075",
            "study_link": "https://example.com/studies/pb-75-nmc622",
        },
        "origin": "South Korea",
        "assembly_kwh": 38,
        "inbound": [
            ("cathode powder", "road; container ship; road", "100 km; 16500 km; 1100 km"),
            ("graphite", "road; container ship; road", "300 km; 19000 km; 1100 km"),
            ("pack parts", "road", "600 km"),
        ],
        "distribution": ("road", "850 km"),
        # material -> what the maker knows of it beyond the design
        "known": {
            "nmc622": {
                "supplier": "Example Cathode Co.",
                "supplier_factor [kgCO2e/kg]": 18.5,
                "boundary": "cradle-to-gate",
                "data_quality": "supplier",
                "dataset": "supplier's footprint 2024, made up for this example",
            },
            "copper": {"recycled_post": 0.3, "recycled_factor [kgCO2e/kg]": RECYCLED["copper"]},
            "aluminium": {
                "recycled_pre": 0.1,
                "recycled_post": 0.2,
                "recycled_factor [kgCO2e/kg]": RECYCLED["aluminium"],
            },
        },
    },
}
COMMON = {
    "category": "EV",
    "vehicle_class": "M1",
    "placed_on_market": "2026-03-01",
    "period_start": "2024-01-01",
    "period_end": "2024-12-31",
    "biogenic_carbon [kg]": 0,
    "exempted_share": 0,
    "packaging_included": "no",
    "performance_class": "not yet defined",
}


def rows_of(table: FactorTable, chemistry: str) -> list[dict[str, str]]:
    """Return the rows of one chemistry."""
    return [table.row(n) for n, one in enumerate(table.columns["chemistry"]) if one == chemistry]


def materials(name: str, model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the bill of materials of a model: what is in the battery, and the yield of each material."""
    library = load()
    capacity = model["product"]["nominal_capacity [kWh]"]
    (design,) = rows_of(library.table("batteries.designs"), model["design"])
    cells = float(design["cell_mass_kg_per_kwh"]) * capacity
    found = []
    items = library.table("batteries.items")
    for row in map(items.row, range(len(items))):
        if row["of"] == "cell":  # not the solvent, which is not in the battery
            part_yield = round(float(row["yield_share"]) * float(design["acceptance_share"]), 4)
            mass = round(float(design[share_column(row["item"])]) * cells, 3)
            material = row["material"] or design["active_material"]
            found.append((row["component"], material, mass, part_yield, DESIGN))
    for row in rows_of(library.table("batteries.parts"), model["design"]):
        component, material = PARTS.get(row["part"], (row["component"], row["material"]))
        mass = round(float(row["mass_kg_per_kwh"]) * capacity, 3)
        found.append((component, material, mass, 1, ASSUMED if row["part"] in PARTS else PACK))
    return [
        {
            "model": name,
            "component": component,
            "material": material,
            "mass [kg]": mass,
            "yield": part_yield,
            "origin": model["origin"] if component == "cathode" else model["product"]["plant_country"],
            "dataset": dataset,
            **model.get("known", {}).get(material, {}),
        }
        for component, material, mass, part_yield, dataset in found
    ]


def energy(name: str, model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the energy of cell production as in the design, and that of assembly by the example's meter."""
    library = load()
    capacity = model["product"]["nominal_capacity [kWh]"]
    (design,) = rows_of(library.table("batteries.designs"), model["design"])
    cells = float(design["cell_mass_kg_per_kwh"]) * capacity
    kwh = round(float(design["electricity_kwh_per_kg_cell"]) * cells, 1)
    gas = round(float(design["natural_gas_mj_per_kg_cell"]) * cells)
    flows = [
        ("cell production", "electricity", f"{kwh} kWh"),
        ("electrode drying and dry room", "natural gas", f"{gas} MJ"),
        ("module and pack assembly", "electricity", f"{model['assembly_kwh']} kWh"),
    ]
    return [
        {
            "model": name,
            "process": process,
            "carrier": carrier,
            "amount": amount,
            "supply": "grid" if carrier == "electricity" else None,
            "data_quality": "company",
        }
        for process, carrier, amount in flows
    ]


def transport(name: str, model: dict[str, Any], bill: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the journeys: materials to the plant by what was bought, the battery to the market."""
    bought = {"cathode": 0.0, "anode": 0.0, "pack": 0.0}
    for row in bill:
        kind = {"cathode": "cathode", "anode": "anode", "module": "pack", "pack": "pack", "cooling": "pack"}
        if row["component"] in kind:
            bought[kind[row["component"]]] += row["mass [kg]"] / row["yield"]
    mass = {
        "cathode and anode powders": bought["cathode"] + bought["anode"],
        "cathode powder": bought["cathode"],
        "graphite": bought["anode"],
        "pack parts": bought["pack"],
    }
    legs = [("inbound", goods, round(mass[goods], 1), mode, way) for goods, mode, way in model["inbound"]]
    legs.append(("distribution", "battery", None, *model["distribution"]))
    headings = ("model", "stage", "goods", "mass [kg]", "freight_mode", "freight_distance")
    return [dict(zip(headings, (name, *leg), strict=True)) for leg in legs]


def end_of_life(name: str) -> list[dict[str, Any]]:
    """Return the three metals of which values were read; all else of the end of life is a gap."""
    return [
        {
            "model": name,
            "material": material,
            "route": "CFF",
            "r2": share,
            "recycling_factor [kgCO2e/kg]": RECYCLED[material],
            "disposal_factor [kgCO2e/kg]": LANDFILL,
        }
        for material, share in R2.items()
    ]


def sheets() -> dict[str, list[dict[str, Any]]]:
    """Return the five sheets of the workbook as rows."""
    found: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("Product", "Materials", "Energy", "Transport", "End of life")
    }
    for name, model in MODELS.items():
        bill = materials(name, model)
        carbon = sum(row["mass [kg]"] * FOSSIL_CARBON.get(row["material"], 0) for row in bill)
        mass = round(sum(row["mass [kg]"] for row in bill), 1)
        about = {"mass [kg]": mass, "fossil_carbon [kg]": round(carbon, 1)}
        found["Product"].append({"model": name, **COMMON, **model["product"], **about})
        found["Materials"] += bill
        found["Energy"] += energy(name, model)
        found["Transport"] += transport(name, model, bill)
        found["End of life"] += end_of_life(name)
    return found


def write(path: Path) -> None:
    """Write the workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets().items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    book.save(path)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "models.xlsx")
