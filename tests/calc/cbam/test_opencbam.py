"""opencbam, an independent calculator: every country and good, and a reason for every difference.

opencbam 0.1.0 carries the first publication of the default values (Regulation (EU) 2025/2621 before 2026/1740).
`opencbam_differences.toml` names the rules by which it and we may differ, each with the number of pairs; a
difference without a rule fails, and so does a rule whose number is no longer right.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from calc.cbam.defaults import OTHER
from calc.cbam.tables import tables
from factors import load, names

pytest.importorskip("opencbam")

RULES = tomllib.loads(Path(__file__).with_name("opencbam_differences.toml").read_text(encoding="utf-8"))[
    "rule"
]
RULE_KEYS = {"quantity", "kind", "text", "countries", "codes", "distance", "ours", "count"}
PRICE = Decimal("75.36")
MASS = Decimal(1000)
CEMENT_ROUTE = {"10": "B", "90": "A"}  # the TARIC digits of white and of grey
SECTORS = {"cement": "CEMENT", "fertilisers": "FERTILISERS", "hydrogen": "HYDROGEN", "aluminium": "ALUMINIUM"}


@dataclass(frozen=True)
class Compared:
    """Ours and theirs by (country, code); NaN where there is none."""

    pairs: list[tuple[str, str]]
    ours: Mapping[str, np.ndarray]
    theirs: Mapping[str, np.ndarray]


def _their_names() -> dict[str, str]:
    """Return country key -> the name by which opencbam knows it (its default rows carry the names)."""
    from opencbam.engine import defaults

    found = {key: t.printed_name for key, t in names.territories().items()}
    for name in sorted({row["country"] for rows in defaults._load().values() for row in rows}):
        key = OTHER if name.lower().startswith("other countries") else names.territory_key(name)
        assert key is not None, name
        found[key] = name
    return found


@pytest.fixture(scope="module")
def compared(build: ModuleType) -> Compared:
    from opencbam.engine.defaults import get_default_value
    from opencbam.engine.orchestrator import assess_good
    from opencbam.engine.reference import Route
    from opencbam.engine.types import DataSource, Sector

    library = load()
    t = tables(library)
    theirs_name = _their_names()
    outside = next(
        k
        for k, place in names.territories().items()
        if place.customs_status == "third" and not place.printed_name
    )
    codes = [c for c in t.goods.codes if c != "27160000" and c not in t.goods.taric]
    pairs = [(country, code) for country in t.countries for code in codes]
    wanted: dict[str, list[float]] = {"default_value": [], "benchmark": [], "certificates": []}
    for country, code in pairs:
        cn, white_or_grey = code[:8], CEMENT_ROUTE.get(code[8:]) if code.startswith("2523") else None
        sector = t.goods.sectors[t.goods.sector[t.goods.index[code]]]
        value = get_default_value(theirs_name[country], cn, route=white_or_grey)
        found = assess_good(
            cn_code=cn,
            country=theirs_name[country],
            mass=MASS,
            functional_unit_mass=MASS,
            year=2026,
            data_source=DataSource.DEFAULT,
            sector=Sector[SECTORS.get(sector, "IRON_STEEL")],
            certificate_price=PRICE,
            route=Route(white_or_grey) if white_or_grey else None,
        )
        wanted["default_value"].append(np.nan if value is None else float(value))
        wanted["benchmark"].append(np.nan if found.benchmark is None else float(found.benchmark))
        wanted["certificates"].append(float(found.certificates_due / MASS))
        assert abs(found.liability_eur - found.certificates_due * PRICE) <= Decimal("0.005")
    origin = {country: outside if country == OTHER else country for country in t.countries}
    rows = [build.line(cn_code=code, origin=origin[country], net_mass=float(MASS)) for country, code in pairs]
    ledger = build.priced(rows, library=library)
    lines = {
        "default_value": "default_value_tco2e_per_t",
        "benchmark": "benchmark_tco2e_per_t",
        "certificates": "certificates",
    }
    ours = {quantity: ledger.numbers(line) for quantity, line in lines.items()}
    assert np.array_equal(ours["certificates"] * float(PRICE), ledger.numbers("cost_eur"), equal_nan=True)
    ours["certificates"] = ours["certificates"] / float(MASS)  # per tonne
    # a row without an unambiguous benchmark is refused and empty; its default value is in the tables
    good = [t.goods.index[code] for _, code in pairs]
    country = [t.country_index[c] for c, _ in pairs]
    ours["default_value"] = t.defaults[0].total[country, good]
    return Compared(pairs, ours, {quantity: np.array(values) for quantity, values in wanted.items()})


def differs(ours: np.ndarray, theirs: np.ndarray, tolerance: float = 1e-9) -> np.ndarray:
    same = np.isclose(ours, theirs, rtol=0, atol=tolerance) | (np.isnan(ours) & np.isnan(theirs))
    return np.flatnonzero(~same)


def fits(rule: dict[str, Any], country: str, code: str, ours: float, theirs: float) -> bool:
    if "countries" in rule and country not in rule["countries"]:
        return False
    if "codes" in rule and not code.startswith(tuple(rule["codes"])):
        return False
    if "ours" in rule and not (np.isnan(ours) if rule["ours"] == "refused" else ours == rule["ours"]):
        return False
    return "distance" not in rule or abs(ours - theirs) <= rule["distance"] + 1e-9


def explained(compared: Compared, quantity: str, at: np.ndarray) -> tuple[Counter[int], list[str]]:
    rules = [(n, rule) for n, rule in enumerate(RULES) if rule["quantity"] == quantity]
    ours, theirs = compared.ours[quantity], compared.theirs[quantity]
    counts: Counter[int] = Counter()
    left = []
    for n in at:
        country, code = compared.pairs[n]
        rule = next((number for number, r in rules if fits(r, country, code, ours[n], theirs[n])), None)
        if rule is None:
            left.append(f"{country} {code}: ours {ours[n]}, opencbam {theirs[n]}")
        else:
            counts[rule] += 1
    return counts, left


def stated(quantity: str) -> dict[int, int]:
    return {n: rule["count"] for n, rule in enumerate(RULES) if rule["quantity"] == quantity}


def test_the_rules_are_readable() -> None:
    for rule in RULES:
        assert set(rule) <= RULE_KEYS
        assert rule["text"]
        assert rule["quantity"] in ("default_value", "benchmark", "certificates")


@pytest.mark.parametrize("quantity", ["default_value", "benchmark"])
def test_every_difference_has_a_reason(compared: Compared, quantity: str) -> None:
    at = differs(compared.ours[quantity], compared.theirs[quantity])
    counts, left = explained(compared, quantity, at)
    assert not left, f"{len(left)} of {len(at)} without a reason:\n" + "\n".join(left[:40])
    assert counts == stated(quantity)


def test_certificates_differ_only_where_value_or_benchmark_do(compared: Compared) -> None:
    """What is left is opencbam's use of columns with mark-up as printed, to three decimals."""
    known = set(differs(compared.ours["default_value"], compared.theirs["default_value"]))
    known |= set(differs(compared.ours["benchmark"], compared.theirs["benchmark"]))
    at = np.array(
        [n for n in differs(compared.ours["certificates"], compared.theirs["certificates"]) if n not in known]
    )
    counts, left = explained(compared, "certificates", at)
    assert not left, f"{len(left)} of {len(at)} without a reason:\n" + "\n".join(left[:40])
    assert counts == stated("certificates")
    assert len(compared.pairs) > 69_000
    assert len(known) < 0.03 * len(compared.pairs)


def test_benchmarks_of_both_columns_and_periods_agree() -> None:
    from opencbam.engine.reference import _load

    table = load().table("eu.benchmarks")
    ours = Counter()
    for n in range(len(table)):
        row = table.row(n)
        both = row["production_from"] == "2026" and row["production_to"] == "2030"
        marker = None if both else "1" if row["production_from"] == "2026" else "2"
        ours[
            row["code"], row["column"], row["route"] or None, marker, Decimal(row["benchmark_tco2e_per_t"])
        ] += 1
    theirs = Counter(
        (entry["cn_code"].replace(" ", ""), column, value["route"], value["year"], Decimal(value["value"]))
        for entry in _load().values()
        for column in "AB"
        for value in entry[f"column_{column.lower()}"]
    )
    assert sum(theirs.values()) > 2000
    assert ours == theirs
