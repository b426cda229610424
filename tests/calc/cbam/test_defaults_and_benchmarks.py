"""Default values by the longest printed code, and the benchmark that belongs to each."""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from calc.cbam.defaults import OTHER
from calc.cbam.tables import tables
from factors import load


def printed(country: str) -> dict[str, tuple[str, str]]:
    table = load().table("eu.default_values")
    c = table.columns
    cells = zip(c["country"], c["code"], c["total_tco2e_per_t"], c["route"], strict=True)
    return {code: (total, route) for key, code, total, route in cells if key == country}


def looked_up(country: str, code: str) -> tuple[str, str, str]:
    """The rule of the law, spelled out: the longest code printed; '-' or nothing takes Other countries."""
    for key, rows in ((country, printed(country)), (OTHER, printed(OTHER))):
        for length in (10, 8, 6, 4):
            if length <= len(code) and code[:length] in rows and rows[code[:length]][0] != "see below":
                total, route = rows[code[:length]]
                if total != "-":
                    return key, total, route
                break
    raise AssertionError(code)


@pytest.mark.parametrize("country", ["CN", "TW", "TR", "IN", "KW", "AL", "TN", "QA", OTHER])
def test_the_tables_agree_with_the_rule_for_every_good(country: str) -> None:
    t = tables(load())
    values, row = t.defaults[0], t.country_index[country]
    for number, code in enumerate(t.goods.codes):
        if t.goods.functional_unit[number] == "MWh" or code in t.goods.taric:
            continue
        key, total, route = looked_up(country, code)
        assert values.total[row, number] == float(total), code
        assert t.routes[values.route[row, number]] == route, code
        assert (values.match[row, number] == 2) == (key == OTHER), code
        assert t.default_references[values.row[row, number]].startswith(f"eu.default_values:{key}/"), code


@pytest.mark.parametrize(
    ("cells", "match", "reference"),
    [
        ({"cn_code": "28041000", "origin": "Qatar"}, "exact", "QA/28041000"),
        ({"cn_code": "2523100090", "origin": "China"}, "exact", "CN/2523100090"),
        ({"cn_code": "72083900", "origin": "China"}, "heading", "CN/7208"),
        ({"cn_code": "72142000", "origin": "China"}, "exact", "CN/72142000"),
        ({"cn_code": "72149110", "origin": "China"}, "heading", "CN/721491"),
        ({"cn_code": "2523100090", "origin": "Türkiye"}, "fallback", "OTHER/2523100090"),
        ({"cn_code": "72210010", "origin": "Taiwan"}, "fallback", "OTHER/7221"),
    ],
)
def test_match_and_reference(build: ModuleType, cells: dict[str, Any], match: str, reference: str) -> None:
    found = build.result(build.line(**cells))
    assert (found["match"], found["default_value_reference"]) == (match, f"eu.default_values:{reference}")
    assert ("Other countries" in found["note"]) == (match == "fallback")


def in_use() -> list[int]:
    """The benchmarks that imports of 2026 to 2034 take, by edition and production period."""
    t = tables(load())
    days = np.arange(len(t.day_year))
    return sorted({int(n) for n in t.period[days, t.day_year]})


def own_b(code: str, year: int) -> dict[str, float]:
    """Column B of a code by route letter in a production year."""
    table = load().table("eu.benchmarks")
    rows = [table.row(n) for n in range(len(table))]
    return {
        row["route"]: float(row["benchmark_tco2e_per_t"])
        for row in rows
        if row["code"] == code
        and row["column"] == "B"
        and int(row["production_from"]) <= year <= int(row["production_to"])
    }


@pytest.mark.parametrize(
    ("code", "origin", "route"),
    [
        ("72083900", "China", "C"),
        ("76011010", "China", "K"),
        ("72051000", "China", "C"),
        ("72052100", "China", "F"),
        ("72283020", "China", "F"),
    ],
)
def test_the_route_printed_decides_and_of_two_the_highest(
    build: ModuleType, code: str, origin: str, route: str
) -> None:
    found = build.result(build.line(cn_code=code, origin=origin))
    candidates = own_b(code, 2026)
    assert found["benchmark_tco2e_per_t"] == candidates[found["benchmark_route"]]
    printed_route = looked_up("CN", code)[2]
    assert found["benchmark_route"] in printed_route.split("/")
    assert found["benchmark_tco2e_per_t"] == max(
        candidates[r] for r in printed_route.split("/") if r in candidates
    )
    assert ("several routes printed" in found["note"]) == ("/" in printed_route)


def test_a_route_printed_for_a_good_whose_benchmark_has_none(build: ModuleType) -> None:
    """A route at heading level, an 8-digit benchmark without routes: that one applies."""
    t = tables(load())
    routed = t.defaults[0].route[t.country_index["CN"]] > 0
    alone = [n for n, code in enumerate(t.goods.codes) if routed[n] and set(own_b(code[:8], 2026)) == {""}]
    assert alone
    for n in alone:
        found = build.result(build.line(cn_code=t.goods.codes[n]))
        assert found["benchmark_tco2e_per_t"] == own_b(t.goods.codes[n][:8], 2026)[""]
        assert found["benchmark_route"] == ""


def test_no_route_printed_but_several_benchmarks_is_ambiguous(build: ModuleType) -> None:
    rows = [build.line(cn_code=c, origin="Kuwait") for c in tables(load()).goods.codes if c.startswith("76")]
    ledger = build.priced(rows)
    assert ledger.count("status") == {"ambiguous_benchmark": 58}
    assert np.isnan(ledger.numbers("cost_eur")).all()
    note = build.result(build.line(cn_code="76011010", origin="Kuwait"))["note"]
    assert "K 1.423" in note
    assert "L 0.091" in note


def test_ambiguity_is_kuwait_and_chapter_76_only() -> None:
    t = tables(load())
    goods = [
        n
        for n, c in enumerate(t.goods.codes)
        if t.goods.functional_unit[n] != "MWh" and c not in t.goods.taric
    ]
    for number in in_use():
        value = t.benchmarks[number].default_value[t.defaults[0].route, np.arange(len(t.goods.codes))][
            :, goods
        ]
        where = {(t.countries[c], t.goods.codes[goods[g]][:2]) for c, g in np.argwhere(np.isnan(value))}
        assert where == {("KW", "76")}


def test_production_periods(build: ModuleType) -> None:
    rows = [
        build.line(cn_code="72210010", origin="India", import_date=f"{y}-05-05") for y in range(2026, 2035)
    ]
    ledger = build.priced(rows)
    assert ledger.numbers("benchmark_tco2e_per_t").tolist() == [1.225] * 2 + [1.187] * 7
    assert ledger.numbers("cbam_factor").tolist() == [0.975, 0.95, 0.9, 0.775, 0.515, 0.39, 0.265, 0.14, 0.0]
    assert ledger.coded("benchmark_reference").texts()[0].endswith("/B/-/2026")
    assert ledger.coded("benchmark_reference").texts()[2].endswith("/B/-/2028")


def test_after_2030_benchmark_and_cscf_are_carried_and_said(build: ModuleType) -> None:
    for year in range(2026, 2035):
        found = build.result(build.line(import_date=f"{year}-02-15"))
        assert found["status"] == "priced"
        carried = 2031 <= year <= 2033  # in 2034 nothing is allocated any more
        assert ("benchmark of 2028-2030 carried forward (assumed)" in found["note"]) == carried
        assert ("last known CSCF carried forward (assumed)" in found["note"]) == carried
        assert ("goods code of 2026" in found["note"]) == (year > 2026)
        assert ("price not published" in found["note"]) == (year > 2026)
    assert build.result(build.line(import_date="2034-02-15"))["free_allocation_tco2e"] == 0.0


def test_cement_takes_its_benchmark_by_white_and_grey(build: ModuleType) -> None:
    white = build.result(build.line(cn_code="2523100010"))
    grey = build.result(build.line(cn_code="2523100090"))
    assert (white["benchmark_tco2e_per_t"], white["benchmark_route"]) == (0.859, "B")
    assert (grey["benchmark_tco2e_per_t"], grey["benchmark_route"]) == (0.666, "A")


def test_549_of_570_codes_are_complex_goods() -> None:
    """Complex: the highest column B differs from the highest column A (free allocation of precursors)."""
    t = tables(load())
    eight = [
        n for n, code in enumerate(t.goods.codes) if len(code) == 8 and t.goods.functional_unit[n] != "MWh"
    ]
    assert len(eight) == 570
    assert len(in_use()) == 2
    for number in in_use():
        assert int(t.complex_good[number, eight].sum()) == 549
    simple = {t.goods.codes[n] for n in eight if not t.complex_good[0, n]}
    assert {"28041000", "76011010", "25231000", "25070080"} <= simple


def test_only_direct_emissions_count_for_the_goods_of_annex_ii() -> None:
    goods = tables(load()).goods
    by = {code: bool(direct) for code, direct in zip(goods.codes, goods.direct_only, strict=True)}
    assert all(by[c] for c in by if c[:2] in ("72", "73", "76") or c in ("28041000", "27160000"))
    assert not any(by[c] for c in by if c[:2] in ("25", "31") or c in ("26011200", "28080000", "28141000"))


def test_a_route_given_with_default_values_is_reported_not_used(build: ModuleType) -> None:
    usual = build.result(build.line())
    same = build.result(build.line(route="C"))
    other = build.result(build.line(route="E"))
    assert other["certificates"] == same["certificates"] == usual["certificates"]
    assert same["note"] == ""
    assert "route given but not used" in other["note"]
    assert not math.isnan(other["cost_eur"])
