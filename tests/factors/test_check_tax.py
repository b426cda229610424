"""The rules of environmental taxes: ours keep them, and each kind of damage is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from factors import check_tax as rules
from factors import load
from factors.names import DATA
from factors.table import FactorTable

LIBRARY = load()
TABLES = {path: LIBRARY.table(path) for path in LIBRARY.table_paths() if path.startswith("cn.")}
LAWS = {path: LIBRARY.law(path) for path in LIBRARY.law_paths() if path[:2] in ("cn", "ua", "vn")}
RATES = [TABLES["cn.provincial_rates"].row(n) for n in range(len(TABLES["cn.provincial_rates"]))]


def damaged(path: str, number: int, column: str, text: str) -> Mapping[str, FactorTable]:
    table = TABLES[path]
    cells = list(table.columns[column])
    cells[number] = text
    return {**TABLES, path: FactorTable(path, {**table.columns, column: tuple(cells)}, table.about)}


DAMAGE = {
    "class": ("cn.pollutants", 0, "class", "III", "unknown class 'III'"),
    "class of another medium": ("cn.pollutants", 0, "class", "air", "unknown class 'air'"),
    "unit": ("cn.pollutants", 0, "unit", "t", "unit 't' is not of class I"),
    "value": ("cn.pollutants", 0, "equivalent_value", "0", "'0' is not above zero"),
    "no value": ("cn.pollutants", 0, "equivalent_value", "", "'' is not above zero"),
    "lost item": ("cn.pollutants", 0, "class", "II", "class I: 9 items, the annex has 10"),
    "listed and unlisted": ("cn.unlisted", 0, "key", "cod", "is an item of cn.pollutants"),
    "no reason": ("cn.unlisted", 0, "reason", "", "or no reason"),
    "band": ("cn.ph_bands", 0, "key", "ph-7", "differs from cn.pollutants in ph-"),
    "exemption": ("cn.exemptions", 0, "media", "soil", "an unknown medium"),
    "above the band": ("cn.provincial_rates", 0, "rate_cny_per_equivalent", "2000", "the band of the law, 1.2 to 12"),
    "below the band": ("cn.provincial_rates", 1, "rate_cny_per_equivalent", "1.2", "the band of the law, 1.4 to 14"),
    "no number": ("cn.provincial_rates", 0, "rate_cny_per_equivalent", "high", "outside the band"),
    "status": ("cn.provincial_rates", 0, "status", "not held", "does not fit '12'"),
    "medium": ("cn.provincial_rates", 0, "medium", "soil", "unknown medium 'soil'"),
    "pollutant": ("cn.provincial_rates", 2, "pollutants", "total-nitrogen", "'total-nitrogen' is no item"),
    "rest": ("cn.provincial_rates", 0, "pollutants", "lead", "no row for all other pollutants"),
    "ends before it starts": ("cn.provincial_rates", 0, "to", "2017-01-01", "are no span of days"),
    "no day": ("cn.provincial_rates", 0, "to", "2018", "are no span of days"),
    "known to without note": ("cn.provincial_rates", 0, "known_to", "2020-12-31", "its note says why"),
    "zone": ("cn.provincial_rates", 0, "zone", "centre", "lies in the zone 'centre'"),
    "overlap": ("cn.provincial_rates", 0, "medium", "water", "two rates hold on 2018-01-01"),
    "province": ("cn.provincial_rates", 0, "province", "CN-XX", "32 provinces, there are 31"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found(name: str) -> None:
    path, number, column, text, expected = DAMAGE[name]
    faults = list(rules.tax_table_faults(damaged(path, number, column, text), LAWS))
    assert any(expected in fault for fault in faults), faults


def test_a_gap_between_two_rates_is_found() -> None:
    number = next(n for n, r in enumerate(RATES) if r["province"] == "CN-LN" and r["from"] == "2020-01-01")
    faults = list(rules.tax_table_faults(damaged("cn.provincial_rates", number, "from", "2020-02-01"), LAWS))
    assert faults == ["cn.provincial_rates: CN-LN air: no row between 2019-12-31 and 2020-02-01"]


def test_ours_keep_the_rules() -> None:
    assert list(rules.tax_table_faults(TABLES, LAWS)) == []
    assert [fault for law in LAWS.values() for fault in rules.charge_faults(law)] == []
    assert list(rules.pollutant_name_faults(DATA, rules.known_pollutants(TABLES, LAWS))) == []


def charges() -> Iterator[tuple[str, str, dict[str, object], str]]:
    yield "rate_air", "unit", {"unit": "VND/kg"}, "is not of the form currency/t"
    yield "fixed_fee", "unit", {"unit": "VND"}, "is not of the form currency/year"
    yield "fixed_fee", "currency", {"unit": "USD/year"}, "more than one currency: USD, VND"


@pytest.mark.parametrize(("series", "_what", "change", "expected"), charges())
def test_damage_to_a_charge_is_found(
    series: str, _what: str, change: dict[str, object], expected: str
) -> None:
    law = LAWS["vn.emission_fee"]
    broken = {**law.series, series: replace(law.series[series], **change)}
    assert any(expected in fault for fault in rules.charge_faults(replace(law, series=broken)))


def test_a_part_or_a_value_that_the_shape_does_not_know() -> None:
    law = LAWS["vn.emission_fee"]
    fee, rates = law.series["fixed_fee"], law.series["rate_air"]
    faults = list(rules.charge_faults(replace(law, series={**law.series, "surcharge": fee})))
    assert faults[0].startswith("[surcharge] is no part of an emission charge")
    silent = replace(rates, values=tuple(replace(v, note="", keys=()) for v in rates.values))
    faults = list(rules.charge_faults(replace(law, series={"rate_air": silent})))
    assert sum("as key" in fault for fault in faults) == 4
    assert sum("not held" in fault for fault in faults) == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("spelling,medium", "text,medium", "the columns are not"),
        ("总氮,water,total-nitrogen,zh", "总氮,water,all-nitrogen,zh", "no tax knows 'all-nitrogen'"),
        ("SO2,air,sulphur-dioxide,code", "SO2,soil,sulphur-dioxide,code", "in 'soil'"),
        ("TN,water,total-nitrogen,code", "COD,water,total-nitrogen,code", "'cod' is"),
        ("TN,water,total-nitrogen,code", "/,water,total-nitrogen,code", "no spelling"),
        ("煤矸石,waste,coal-gangue,zh", "煤矸石,waste,coal-gangue,", "no language"),
        ("styrene,air,styrene,en\n", "", ""),
        (
            "malathion,water,malathion,en\n马拉硫磷,water,malathion,zh\n马拉松,water,malathion,zh\n",
            "",
            "no spelling of malathion in water",
        ),
    ],
)
def test_damaged_names_are_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = (DATA / "pollutants.csv").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "pollutants.csv").write_text(text.replace(old, new), encoding="utf-8")
    faults = list(rules.pollutant_name_faults(tmp_path, rules.known_pollutants(TABLES, LAWS)))
    assert any(expected in fault for fault in faults) if expected else faults == []
