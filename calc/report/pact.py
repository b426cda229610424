"""Product footprints in the PACT Data Model, versions 3.0.3 and 2.3.0.

A PACT footprint is cradle to gate: of the four stages of a battery it holds raw materials and production. What
distribution, end of life and recycling come to is said in the comment, so that nothing is lost and nothing is
added that the data model leaves out. `outboundLogisticsGhgEmissions` stays undefined: it may be stated only by
the company that is responsible for the transport, which no cell says.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from calc.batteries.declaration import Declaration
from calc.engine.errors import UsageError
from calc.report.asked import Asked, decimal, plain
from calc.report.json_files import made, write_made
from calc.report.pact_parts import (
    GATE,
    Parts,
    comment,
    exempted,
    geography,
    moment,
    packaging,
    parts_of,
    period,
    rules,
    secondary_sources,
)

WHAT = "the PACT footprint"
VERSIONS = ("3.0.3", "2.3.0")  # the first is the default
SHORT = {"3": "3.0.3", "3.0": "3.0.3", "2.3": "2.3.0"}
NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:pigou:product-footprint")  # makes the same id of the same result
BATTERY = "piece"  # 3.0: the declared unit is one battery
KILOGRAM = "kilogram"  # 2.3 knows no piece
# 2.3 admits three standards in crossSectoralStandardsUsed and has no word for PEF; an LCA follows ISO 14044
STANDARD_V2 = "ISO Standard 14044"
SETS_V2 = ("", "AR5", "AR6")  # '' was noted before


def product_footprint(
    declaration: Declaration, version: str = VERSIONS[0], created: datetime | None = None
) -> dict[str, Any]:
    """Return the ProductFootprint of one model.

    Parameters
    ----------
    declaration : Declaration
        The model; its cells fill the fields that are no result.
    version : str
        Of the data model: ``3.0.3`` (declared unit: one battery) or ``2.3.0`` (declared unit: one kilogram).
    created : datetime, optional
        The moment that the file names; now where it is left out. Without a time zone it is UTC.

    Returns
    -------
    dict
        The object; amounts are decimal strings in kg CO2e, or kg of carbon, per declared unit.

    Raises
    ------
    InputError
        A required field has no data: every such cell is named.
    UsageError
        The version is not known.
    """
    return made(WHAT, declaration, _of(version, created))


def write_pact(
    declarations: Sequence[Declaration],
    path: Path,
    version: str = VERSIONS[0],
    created: datetime | None = None,
    inputs: Sequence[str | Path] = (),
) -> list[Path]:
    """Write the footprint of a model, or of each of several models into a file of its own.

    Parameters
    ----------
    path : Path
        ``OUT.json``; of several models ``OUT-<model>.json`` beside it.
    inputs : sequence of paths
        Files that must not be written over.

    Returns
    -------
    list of Path
        The files, in the order of the models.

    Raises
    ------
    InputError
        A required field of any model has no data: every such cell is named and nothing is written.
    UsageError
        A file cannot be written.
    """
    return write_made(WHAT, declarations, _of(version, created), path, inputs)


def checked_version(version: str) -> str:
    """Return the full name of a version; refuse one that we do not write."""
    known = SHORT.get(version, version)
    if known not in VERSIONS:
        raise UsageError(f"PACT version '{version}' is not known; choose one of {', '.join(VERSIONS)}")
    return known


def _of(version: str, created: datetime | None) -> Callable[[Asked], dict[str, Any]]:
    """Return what makes a footprint of a checked version, at one moment for all models."""
    return partial(_footprint, version=checked_version(version), created=created or datetime.now(UTC))


def _footprint(asked: Asked, version: str, created: datetime) -> dict[str, Any]:
    declaration = asked.declaration
    parts = parts_of(asked)
    found: dict[str, Any] = {
        "id": _identity(declaration, parts),
        "specVersion": version,
        "created": moment(created),
        "status": "Active",
        "companyName": asked.text("manufacturer", "the name of the company that owns the figure"),
        "companyIds": parts.company,
        "productDescription": asked.text("description", "a few words on the battery"),
        "productIds": parts.products,
        "productNameCompany": declaration.model.strip(),
        "comment": comment(declaration, parts, pieces=version == VERSIONS[0]),
    }
    if not declaration.model.strip():
        asked.refuse("model", "empty", "the name of the model", "fill it in")
    if version == VERSIONS[0]:
        return {**found, "pcf": _pcf_3(asked, parts)}
    category = asked.text("cpc", "the UN CPC code of the product, which PACT 2.3 requires (3.0.3 does not)")
    return {**found, "version": 1, "productCategoryCpc": category, "pcf": _pcf_2(asked, parts)}


def _identity(declaration: Declaration, parts: Parts) -> str:
    """Return the id: the same company, product, result and inputs have the same one whenever they are written."""
    made_of = [
        *(sorted(parts.company), sorted(parts.products), declaration.model, declaration.rules),
        *(plain(parts.gate), plain(parts.uptake), declaration.gwp),
        *(declaration.bom_fingerprint, declaration.energy_fingerprint),
    ]
    return str(uuid.uuid5(NAMES, json.dumps(made_of)))


def _pcf_3(asked: Asked, parts: Parts) -> dict[str, Any]:
    declaration = asked.declaration
    if not declaration.standards:
        asked.refuse_figure(
            f"the rule set {declaration.rules} follows no standard that PACT names",
            "one at least in PACT 3.0.3",
            "leave --profile out: the default rule set follows PEF; or write --pact-version 2.3.0",
        )
    return {
        "declaredUnitOfMeasurement": BATTERY,
        "declaredUnitAmount": "1",
        "productMassPerDeclaredUnit": plain(parts.mass),
        **period(asked),
        **geography(asked),
        "boundaryProcessesDescription": GATE,
        "pcfExcludingBiogenicUptake": plain(parts.gate),
        "pcfIncludingBiogenicUptake": plain(parts.gate + parts.uptake),
        "fossilGhgEmissions": plain(parts.gate),
        "fossilCarbonContent": plain(parts.fossil_carbon),
        **_known("biogenicCarbonContent", parts.biogenic_carbon),
        "biogenicCO2Uptake": plain(parts.uptake),
        "packagingEmissionsIncluded": packaging(asked),
        "ccsTechnologicalCO2CaptureIncluded": False,
        "ipccCharacterizationFactors": [parts.gwp],
        "crossSectoralStandards": list(declaration.standards),
        "productOrSectorSpecificRules": rules(declaration),
        "exemptedEmissionsPercent": plain(parts.exempted),
        "exemptedEmissionsDescription": exempted(declaration, parts),
        "primaryDataShare": plain(parts.primary),
        **secondary_sources(declaration),
    }


def _pcf_2(asked: Asked, parts: Parts) -> dict[str, Any]:
    """Return the figures per kilogram, the declared unit, of which one battery holds its mass."""
    declaration, mass = asked.declaration, parts.mass if parts.mass > 0 else 1
    if not asked.given("biogenic_carbon") and math.isfinite(declaration.biogenic_uptake_kgco2e):
        asked.refuse("biogenic_carbon", "empty", "kg of carbon in one battery, 0 if none", "fill it in")
    if parts.gwp not in SETS_V2:
        asked.refuse_figure(f"the GWP set is '{declaration.gwp}'", "AR5 or AR6 in PACT 2.3", "write 3.0.3")
    gate, uptake = decimal(float(parts.gate) / mass), decimal(float(parts.uptake) / mass)
    return {
        "declaredUnit": KILOGRAM,
        "unitaryProductAmount": plain(parts.mass),
        "pCfExcludingBiogenic": plain(gate),
        "pCfIncludingBiogenic": plain(gate + uptake),
        "fossilGhgEmissions": plain(gate),
        "fossilCarbonContent": plain(parts.fossil_carbon / mass),
        "biogenicCarbonContent": plain(parts.biogenic_carbon / mass),
        "biogenicCarbonWithdrawal": plain(uptake),
        "characterizationFactors": parts.gwp,
        "ipccCharacterizationFactorsSources": [parts.gwp],
        "crossSectoralStandardsUsed": [STANDARD_V2],
        **({"crossSectoralStandards": list(declaration.standards)} if declaration.standards else {}),
        "productOrSectorSpecificRules": rules(declaration),
        "boundaryProcessesDescription": GATE,
        **period(asked),
        **geography(asked),
        "exemptedEmissionsPercent": float(parts.exempted),
        "exemptedEmissionsDescription": exempted(declaration, parts),
        "packagingEmissionsIncluded": packaging(asked),
        "primaryDataShare": float(parts.primary),
        **secondary_sources(declaration),
    }


def _known(name: str, value: float) -> dict[str, str]:
    return {name: plain(value)} if math.isfinite(value) else {}
