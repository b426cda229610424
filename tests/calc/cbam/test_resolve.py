"""Goods codes and countries: what is known, out of scope, unknown, ambiguous, and what is suggested."""

from __future__ import annotations

from types import ModuleType

import pytest

from calc.cbam.resolve import spaced
from calc.cbam.tables import tables
from factors import load


@pytest.mark.parametrize(
    ("code", "status", "good"),
    [
        ("72083900", "priced", "7208 39 00"),
        ("7208390090", "priced", "7208 39 00"),
        ("2523100090", "priced", "2523 10 00 90"),
        ("2523900010", "priced", "2523 90 00 10"),
        ("2507008080", "priced", "2507 00 80 80"),
        ("28080000", "priced", "2808 00 00"),
        ("26011200", "priced", "2601 12 00"),
        ("25231000", "ambiguous_code", ""),
        ("2523100000", "ambiguous_code", ""),
        ("25239000", "ambiguous_code", ""),
        ("25070080", "ambiguous_code", ""),
        ("2523100050", "unknown_code", ""),
        ("2507008010", "out_of_scope", ""),
        ("25070020", "out_of_scope", ""),
        ("7208", "ambiguous_code", ""),
        ("720839", "ambiguous_code", ""),
        ("72", "ambiguous_code", ""),
        ("7601", "ambiguous_code", ""),
        ("72044100", "out_of_scope", ""),
        ("7204", "out_of_scope", ""),
        ("76020000", "out_of_scope", ""),
        ("76151010", "out_of_scope", ""),
        ("72022100", "out_of_scope", ""),
        ("31056000", "out_of_scope", ""),
        ("85011010", "out_of_scope", ""),
        ("8501", "out_of_scope", ""),
        ("1012100", "out_of_scope", ""),
        ("76012010", "unknown_code", ""),
        ("72083901", "unknown_code", ""),
    ],
)
def test_what_a_code_means(build: ModuleType, code: str, status: str, good: str) -> None:
    found = build.result(build.line(cn_code=code))
    assert (found["status"], found["good"]) == (status, good)


def test_every_code_of_the_tables_is_known_or_needs_its_taric_digits(build: ModuleType) -> None:
    goods = tables(load()).goods
    codes = [c for c in goods.codes if goods.functional_unit[goods.index[c]] != "MWh"]
    ledger = build.priced([build.line(cn_code=code, origin="China") for code in codes])
    status = dict(zip(codes, ledger.coded("status").texts(), strict=True))
    assert len(codes) == 575
    assert {c for c, s in status.items() if s != "priced"} == {"25070080", "25231000", "25239000"}
    assert {status[c] for c in ("25070080", "25231000", "25239000")} == {"ambiguous_code"}


def test_children_are_named_and_suggestions_made(build: ModuleType) -> None:
    assert "7208 10 00" in build.result(build.line(cn_code="7208"))["note"]
    assert "and 14 more" in build.result(build.line(cn_code="7208"))["note"]
    note = build.result(build.line(cn_code="76012010"))["note"]
    assert "no such code exists" in note
    assert "7601 20 80" in note
    assert "2523 10 00 10, 2523 10 00 90" in build.result(build.line(cn_code="25231000"))["note"]
    assert "only 2507 00 80 80" in build.result(build.line(cn_code="2507008010"))["note"]


def test_the_digits_of_a_lost_zero_are_not_taken_for_another_good(build: ModuleType) -> None:
    """7 digits are a code of chapters 01 to 09, unless they begin a code in scope."""
    assert build.result(build.line(cn_code="7208390"))["status"] == "ambiguous_code"
    assert build.result(build.line(cn_code="7208391"))["status"] == "ambiguous_code"  # not 0720 83 91
    assert build.result(build.line(cn_code="1012100"))["status"] == "out_of_scope"  # 0101 21 00, a horse
    assert build.result(build.line(cn_code="252310009"))["status"] == "ambiguous_code"


def test_unused_taric_digits_are_said(build: ModuleType) -> None:
    assert "90" in build.result(build.line(cn_code="7208390090"))["note"]
    assert build.result(build.line(cn_code="7208390000"))["note"] == ""


@pytest.mark.parametrize(
    ("origin", "status", "country"),
    [
        ("China", "priced", "China"),
        ("CN", "priced", "China"),
        ("中国", "priced", "China"),
        ("Türkiye", "priced", "Türkiye"),
        ("Turkey", "priced", "Türkiye"),
        ("Fiji", "priced", "Fiji"),
        ("NA", "priced", "Namibia"),
        ("Germany", "eu_origin", "Germany"),
        ("DE", "eu_origin", "Germany"),
        ("Norway", "exempt_origin", "Norway"),
        ("Switzerland", "exempt_origin", "Switzerland"),
        ("Liechtenstein", "exempt_origin", "Liechtenstein"),
        ("Iceland", "exempt_origin", "Iceland"),
        ("Chyna", "unknown_origin", ""),
        ("N/A", "unknown_origin", ""),
        ("various", "unknown_origin", ""),
    ],
)
def test_what_an_origin_means(build: ModuleType, origin: str, status: str, country: str) -> None:
    found = build.result(build.line(origin=origin))
    assert (found["status"], found["origin_country"]) == (status, country)


def test_a_country_without_a_row_of_its_own_takes_other_countries(build: ModuleType) -> None:
    found = build.result(build.line(origin="Fiji"))
    assert found["match"] == "fallback"
    assert found["default_value_reference"] == "eu.default_values:OTHER/7208"
    assert "Other countries" in found["note"]


def test_a_near_country_is_suggested_never_taken(build: ModuleType) -> None:
    assert "China" in build.result(build.line(origin="Chyna"))["note"]


@pytest.mark.parametrize(
    ("code", "printed"),
    [("7208", "7208"), ("720839", "7208 39"), ("72083900", "7208 39 00"), ("2523100090", "2523 10 00 90")],
)
def test_codes_are_shown_as_the_tariff_prints_them(code: str, printed: str) -> None:
    assert spaced(code) == printed
