"""What both versions of a PACT footprint are made of: cells, the period, the place, rules, sources, the comment."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from calc.batteries.declaration import (
    DISTRIBUTION,
    END_OF_LIFE,
    PRODUCTION,
    RAW_MATERIALS,
    TOTAL,
    Declaration,
)
from calc.report.asked import ROWS_MISSING, SUBDIVISION, Asked, decimal, plain, sentence
from calc.report.terms import PER_CENT

GATE = (
    "Cradle to gate: acquisition and pre-processing of raw materials, components and their transport to the plant; "
    "cell and battery assembly with its energy. Use phase, distribution, end of life and recycling are not part of it."
)


@dataclass(frozen=True)
class Parts:
    """What both versions are made of."""

    company: list[str]
    products: list[str]
    mass: float
    gate: Decimal
    uptake: Decimal
    fossil_carbon: float
    biogenic_carbon: float  # NaN where the cell is empty
    exempted: Decimal  # percent
    primary: Decimal  # percent
    gwp: str


def parts_of(asked: Asked) -> Parts:
    """Return the cells and results; what is missing is noted and stands as zero or nothing."""
    declaration = asked.declaration
    company = asked.urns("manufacturer_id", "a URN of the company such as urn:company:example:battery-maker")
    products = asked.urns("product_id", "a URN of the product such as urn:product:example:pack-0001")
    materials, production = declaration.stage(RAW_MATERIALS).kgco2e, declaration.stage(PRODUCTION).kgco2e
    lacking = RAW_MATERIALS if not math.isfinite(materials) else PRODUCTION
    what = "the footprint of raw materials and production"
    gate = asked.figure(materials + production, what, ROWS_MISSING[lacking])
    if gate < 0:
        asked.refuse_figure(
            f"the footprint to the gate is {gate:.6g} kg CO2e", "0 or more", "check the supplier factors"
        )
    uptake = declaration.biogenic_uptake_kgco2e
    if uptake > 0:
        asked.refuse_figure(
            f"the biogenic uptake is {uptake:.6g} kg CO2e", "0 or below", "correct biogenic_carbon"
        )
    elif not math.isfinite(uptake) and not asked.given("biogenic_carbon"):
        asked.refuse("biogenic_carbon", "empty", "kg of carbon in one battery, 0 if none", "fill it in")
    elif not math.isfinite(uptake):
        asked.refuse(
            "biogenic_carbon",
            f"'{asked.given('biogenic_carbon')}'",
            "0: what biomass takes up is not computed, and PACT asks for it",
            "correct it, or state the uptake where the footprint is exchanged",
        )
    biogenic = math.nan
    if asked.given("biogenic_carbon"):
        biogenic = asked.number("biogenic_carbon", "kg of carbon in one battery, 0 if none")
    set_used = re.match(r"AR\d+", declaration.gwp)
    if set_used is None:
        asked.refuse_figure(f"the GWP set is '{declaration.gwp}'", "an IPCC report such as AR6", "choose one")
    exempted = asked.number("exempted_share", "the share of emissions left out, 0 to 1", most=1)
    return Parts(
        company=company,
        products=products,
        mass=asked.number("mass", "the mass of one battery without packaging [kg]", positive=True),
        gate=decimal(gate),
        uptake=decimal(uptake),
        fossil_carbon=asked.number("fossil_carbon", "kg of carbon in one battery, 0 if none"),
        biogenic_carbon=biogenic,
        exempted=decimal(PER_CENT * exempted),
        primary=decimal(
            PER_CENT * asked.figure(_primary(declaration), "the share of primary data", ROWS_MISSING[TOTAL])
        ),
        gwp=set_used[0] if set_used else "",
    )


def _primary(declaration: Declaration) -> float:
    """Return the share of primary data to the gate; that of all stages, said in the comment, where it is not known."""
    share = declaration.gate_primary_data_share
    return share if math.isfinite(share) else declaration.primary_data_share


def period(asked: Asked) -> dict[str, str]:
    """Return the reference period; its last day is in it, the data model's end is not."""
    start = asked.day("period_start", "the first day of the data, such as 2025-01-01")
    end = asked.day("period_end", "the last day of the data, such as 2025-12-31")
    if date.min < end < start:
        asked.refuse("period_end", f"'{end}'", f"a day not before period_start, {start}")
    after = end + timedelta(days=1) if end < date.max else end
    return {"referencePeriodStart": _midnight(start), "referencePeriodEnd": _midnight(after)}


def _midnight(day: date) -> str:
    return moment(datetime.combine(day, time(), UTC))


def moment(when: datetime) -> str:
    """Return a date-time of RFC 3339 in UTC, in whole seconds; without a time zone it is UTC already."""
    utc = when.astimezone(UTC) if when.tzinfo not in (None, UTC) else when
    return utc.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def geography(asked: Asked) -> dict[str, str]:
    """Return the country of the plant, or the part of it."""
    code = asked.territory("plant_country", "the country of the plant, such as HU or Hungary")
    return {"geographyCountrySubdivision" if SUBDIVISION.fullmatch(code) else "geographyCountry": code}


def packaging(asked: Asked) -> bool:
    """Return whether the emissions of packaging are in the figure."""
    return asked.answer(
        "packaging_included", "yes or no: whether the emissions of packaging are in the figure"
    )


def exempted(declaration: Declaration, parts: Parts) -> str:
    """Return why emissions are left out, '' where none are."""
    if not parts.exempted:
        return ""
    return f"The share left out is given by the company; the cut-off is that of the rule set {declaration.rules}."


def rules(declaration: Declaration) -> list[dict[str, Any]]:
    """Return the rule set as the rules of a product."""
    title = (
        f"{declaration.rules}: {declaration.rules_title}" if declaration.rules_title else declaration.rules
    )
    drawn_up = declaration.rules_operator or "as named in ruleNames"
    return [{"operator": "Other", "ruleNames": [title], "otherOperatorName": drawn_up}]


@cache
def _own_version() -> str:
    from calc.engine.pipeline import package_version

    return package_version()


def secondary_sources(declaration: Declaration) -> dict[str, list[dict[str, str]]]:
    """Return the sources of secondary data; where the model does not tell them, our own tables are the source."""
    used = [
        share
        for name, share in declaration.data_shares.items()
        if name in ("archetype", "literature") and share > 0
    ]
    named = [(name, version) for name, version in declaration.sources if name.strip()]
    if not named and used:
        named = [("Pigou, factors", _own_version())]
    found = [
        {"name": name, "version": version.strip() or "not stated"} for name, version in dict.fromkeys(named)
    ]
    return {"secondaryEmissionFactorSources": found} if found else {}


def comment(declaration: Declaration, parts: Parts, *, pieces: bool) -> str:
    """Return what the figure is, what it leaves out and what about it is provisional; `pieces` as in version 3."""
    told = [
        f"{words} {plain(value)} kg CO2e per battery"
        if math.isfinite(value := declaration.stage(stage).kgco2e)
        else f"{words} not known"
        for stage, words in ((DISTRIBUTION, "distribution"), (END_OF_LIFE, "end of life and recycling"))
    ]
    title = f" ({declaration.rules_title})" if declaration.rules_title else ""
    said = [
        f"PROVISIONAL. Computed by the rule set {declaration.rules}{title}; the acts under Article 7 of Regulation "
        "(EU) 2023/1542 on method and format are not adopted. This is no declaration under that Article, no EU "
        "declaration of conformity, and not claimed to be in line with the PACT Methodology.",
        f"The figure ends at the gate. Not in it: {'; '.join(told)}; the use phase is not computed.",
        "Emissions and removals of land use, land management and biogenic methane are not told apart: all "
        "emissions stand under fossilGhgEmissions.",
    ]
    if pieces:
        said.append(
            "outboundLogisticsGhgEmissions is undefined: the sheet does not say who is responsible for that transport."
        )
    else:
        said.append(
            f"The unit piece is not known in 2.3: figures are per kilogram of battery, and one battery of "
            f"{plain(parts.mass)} kg has {plain(parts.gate)} kg CO2e to the gate."
        )
        if declaration.standards:
            said.append("crossSectoralStandardsUsed has no value for PEF; see crossSectoralStandards.")
    if not math.isfinite(declaration.gate_primary_data_share):
        said.append("primaryDataShare is that of all stages, not of those to the gate.")
    if declaration.blocked:
        count = len(declaration.blocked)
        said.append(
            "Data of the plant that Annex II point 5 of the Regulation asks for are missing: "
            f"{count} line{'' if count == 1 else 's'}."
        )
    said += [sentence(text) for text in (*declaration.warnings, *declaration.provisional) if text.strip()]
    return " ".join(said)
