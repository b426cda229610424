"""Goods and wastes: the printed figures, entries on a day, and the names."""

from __future__ import annotations

import math
import shutil
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors import Library, load
from factors.check_waste import RATE, TAX, name_faults
from factors.library import ROOT
from factors.treatments import Figure, burnt, figures, treated
from factors.wastes import (
    CODES,
    GOODS,
    NAMES,
    STATES,
    TREATMENT,
    codes_for,
    dangerous_goods,
    entries,
    good_key,
    links,
    nearest_goods,
    nearest_treatments,
    screened,
    status_on,
    treatment_key,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "factors" / "wastes.toml"
KNOWN = set(
    [
        "name",
        "source",
        "figures",
        "printed",
        "region",
        "day",
        "days",
        "sum",
        "solid_waste_tax",
        "burnt",
        "status",
    ]
)
RELATIVE = 1e-9
ROUNDED_TO_KG = 0.51
CO2_PER_CARBON = 44 / 12
KG = 1000

CASES = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["case"]
DAYS = st.dates(date(2010, 1, 1), date(2035, 1, 1))
ENTRIES = sorted(set(load().table(CODES).columns["code"]))
EVERY_GOOD = sorted(set(load().table(GOODS).columns["good"]))


def taken(
    good: str, treatment: str, indicator: str, region: str | None, day: date | None
) -> tuple[Figure, str]:
    found = treated(load(), good, treatment, indicator, region, day)
    assert found is not None, (good, treatment, indicator)
    return found.figure, found.stand_in.code if found.stand_in else ""


# ---- worked examples


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_example(case: dict[str, Any]) -> None:
    assert set(case) <= KNOWN
    assert case["source"]
    library = load()
    region, total = case.get("region"), 0.0
    for wanted in case.get("figures", []):
        indicator = wanted.get("indicator", "ghg")
        figure, stand_in = taken(wanted["good"], wanted["treatment"], indicator, region, case.get("day"))
        assert figure.value is not None
        assert math.isclose(figure.value, wanted["value"], rel_tol=RELATIVE)
        assert figure.unit == wanted["unit"]
        assert stand_in == wanted.get("stand_in", "")
        total += figure.value
    if "sum" in case:
        assert math.isclose(total, case["sum"], rel_tol=RELATIVE)
    for wanted in case.get("printed", []):
        held = figures(library, wanted["material"], wanted["treatment"])
        [figure] = [one for one in held if one.source == wanted["source"]]
        assert {name: getattr(figure, name) for name in wanted} == wanted
    for wanted in case.get("days", []):
        found = treated(library, "copper scrap", "landfill", "landfill tax", region, wanted["day"])
        assert (found.figure.value if found else None) == wanted.get("value")
    for wanted in case.get("solid_waste_tax", []):
        key = wanted.get("key") or links(library, wanted["good"], "taxed as")[0].code
        [rate] = [v.value for v in library.law(TAX).series[RATE].values if key in v.keys]
        assert rate * wanted["tonnes"] == wanted["cny"]
    for wanted in case.get("burnt", []):
        carbon = burnt(library, wanted["good"])
        assert carbon is not None
        assert math.isclose(carbon.fossil_carbon * KG, wanted["carbon_kg"], abs_tol=1e-6)
        co2 = carbon.fossil_carbon * carbon.oxidised * CO2_PER_CARBON * KG
        assert abs(co2 - wanted["co2_kg"]) < ROUNDED_TO_KG
        assert (carbon.stand_in.code if carbon.stand_in else "") == wanted.get("stand_in", "")
    for wanted in case.get("status", []):
        status = status_on(library, wanted["code"], wanted["day"])
        assert status is not None
        assert status.state == wanted["state"], wanted
        for name in {"control", "decision", "replaced_by"} & set(wanted):
            assert getattr(status.entry, name) == wanted[name], wanted


# ---- figures


def test_the_collection_alone_is_no_default_of_burning() -> None:
    for material in set(load().table(TREATMENT).columns["material"]):
        for figure in figures(load(), material, "incineration"):
            assert figure.use != "default" or figure.boundary != "collection", material


def test_a_figure_per_short_ton_is_converted() -> None:
    [copper] = figures(load(), "copper wire", "recycling")
    assert copper.value == pytest.approx(0.18 / 0.90718474, abs=1e-5)
    fee, stand_in = taken("battery recycling residue", "landfill", "gate fee", "CN", None)
    assert fee.value == pytest.approx(10 / 0.90718474, abs=1e-4)
    assert (fee.unit, stand_in) == ("USD/t", "")


@pytest.mark.parametrize(
    "treatment", ["hazardous incineration", "co-processing", "physico-chemical treatment", "secure landfill"]
)
def test_a_gap_stays_a_gap(treatment: str) -> None:
    [gap] = figures(load(), "hazardous waste", treatment)
    assert (gap.value, gap.boundary, gap.use) == (None, "not held", "shown")
    assert treated(load(), "hazardous waste", treatment) is None
    assert treated(load(), "hazardous waste", treatment, "gate fee", "CN") is None


def test_a_fee_needs_its_region_and_a_tax_its_day() -> None:
    assert treated(load(), "battery recycling residue", "landfill", "gate fee") is None
    assert treated(load(), "copper scrap", "landfill", "gate fee", "CN") is None
    assert treated(load(), "copper scrap", "landfill", "landfill tax", "GB") is None
    fee, stand_in = taken("copper scrap", "landfill", "gate fee", "GB", None)
    assert (fee.value, stand_in) == (26.0, "non-hazardous waste")
    tax, stand_in = taken("concrete", "landfill", "landfill tax", "GB", date(2026, 5, 1))
    assert (tax.value, stand_in) == (8.65, "inert waste")
    assert treated(load(), "asbestos", "landfill", "gate fee", "GB") is None


def test_two_sets_of_parameters_are_not_mixed() -> None:
    textiles = burnt(load(), "textiles")
    assert textiles is not None
    assert len({figure.variant for figure in textiles.figures}) == 1
    assert {figure.variant for figure in figures(load(), "textiles", "incineration", "carbon")} == {
        "municipal: textiles",
        "industrial: textile",
    }
    assert burnt(load(), "copper scrap") is None


def test_a_figure_leads_to_its_row_and_source() -> None:
    figure, _ = taken("average plastics", "incineration", "ghg", None, None)
    table = load().table(TREATMENT)
    assert table.row(table.by_reference[figure.reference])["value"] == "2.57941"
    assert load().citation(figure.source, figure.place).startswith("Emission Factors for Greenhouse Gas")


# ---- entries


@given(st.sampled_from(ENTRIES), DAYS)
def test_every_entry_has_one_state_on_every_day(code: str, day: date) -> None:
    status = status_on(load(), code, day)
    assert status is not None
    assert status.state in STATES
    within = status.entry.start <= day and (status.entry.end is None or day <= status.entry.end)
    assert (status.state == "in force") == within
    if not within:
        assert not any(e.start <= day and (e.end is None or day <= e.end) for e in entries(load(), code))
    assert load().citation(status.entry.source, status.entry.place)


@given(st.sampled_from(EVERY_GOOD), DAYS)
def test_a_waste_is_banned_from_china_since_2021(good: str, day: date) -> None:
    states = {link.code: status for link, status in screened(load(), good, day)}
    ban = states["solid waste"]
    assert (ban.state == "in force") == (day >= date(2021, 1, 1))
    assert ban.entry.condition.startswith("unless")


@given(st.dates(date(2019, 1, 1), date(2035, 1, 1)))
def test_electronic_waste_always_has_an_entry_and_needs_consent_since_2025(day: date) -> None:
    held = [s.entry for link, s in screened(load(), "mixed WEEE", day) if s.state == "in force"]
    controls = {entry.control for entry in held if entry.scheme == "basel"}
    assert controls == ({"PIC"} if day >= date(2025, 1, 1) else {"PIC", "no PIC"})


def test_a_day_past_the_check_is_assumed() -> None:
    checked = load().table(CODES).about["checked"]
    for day, assumed in ((checked, False), (checked + timedelta(days=1), True)):
        status = status_on(load(), "A1181", day)
        assert status is not None
        assert status.assumed is assumed


def test_a_code_of_customs_is_looked_up_by_its_beginning() -> None:
    assert [entry.code for entry in entries(load(), "7404 00 10 00")] == ["740400"]
    assert [entry.code for entry in entries(load(), "7404.00.0030")] == ["7404000030", "7404000030"]
    assert [entry.code for entry in entries(load(), "8549")] == ["8549"]
    assert entries(load(), "7208") == ()
    assert entries(load(), "") == ()
    assert status_on(load(), "B9999", date(2026, 1, 1)) is None


def test_copper_scrap_may_be_several_things_and_none_is_chosen() -> None:
    found = codes_for(load(), "copper scrap")
    assert {link.code for link in found if link.relation == "basel"} == {"B1010", "B1070", "A1190", "B1115"}
    assert all(link.condition for link in found if link.relation == "basel")
    assert [link.code for link in found if link.relation == "hs"] == ["740400"]


def test_batteries_have_a_number_and_a_class() -> None:
    lithium = dangerous_goods(load(), "lithium-ion batteries")
    assert [(good.un, good.class_) for _, good in lithium] == [
        ("UN3480", "9"),
        ("UN3481", "9"),
        ("UN3536", "9"),
    ]
    assert [good.class_ for _, good in dangerous_goods(load(), "lead-acid batteries")] == ["8", "8"]
    assert [good.un for _, good in dangerous_goods(load(), "lithium metal batteries")][:2] == [
        "UN3090",
        "UN3091",
    ]
    assert [good.class_ for _, good in dangerous_goods(load(), "nickel-metal hydride batteries")] == [
        "not held"
    ]
    assert dangerous_goods(load(), "copper scrap") == ()


# ---- names


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Copper Scrap", "copper scrap"),
        ("废铜", "copper scrap"),
        ("再生铜原料", "copper scrap"),
        ("废铜 Copper scrap", "copper scrap"),
        ("废钢", "steel scrap"),
        ("aluminum scrap", "aluminium scrap"),
        ("Li-ion batteries", "lithium-ion batteries"),
        ("废旧锂电池", "lithium-ion batteries"),
        ("黑粉", "black mass"),
        ("WEEE", "mixed WEEE"),
        ("used tyres", "tyres"),
        ("废铜 废铝", None),
        ("copper", None),
        ("n/a", None),
        ("", None),
    ],
)
def test_good_key(text: str, key: str | None) -> None:
    assert good_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Recycling", "recycling"),
        ("填埋", "landfill"),
        ("EfW", "incineration"),
        ("危险废物焚烧", "hazardous incineration"),
        ("Cement kiln co-processing", "co-processing"),
        ("copper scrap", None),
        ("-", None),
    ],
)
def test_treatment_key(text: str, key: str | None) -> None:
    assert treatment_key(text) == key


def test_a_near_spelling_is_suggested_and_never_taken() -> None:
    assert good_key("coper scrap") is None
    assert nearest_goods("coper scrap")[0] == "copper scrap"
    assert nearest_treatments("landfil", count=1) == ("landfill",)
    assert nearest_goods("unknown") == ()
    assert nearest_goods("coper scrap", count=0) == ()


@given(st.text(max_size=12))
def test_any_text_gives_a_good_or_nothing(text: str) -> None:
    key = good_key(text)
    assert key is None or key in EVERY_GOOD


def test_a_row_in_the_table_is_all_a_new_spelling_needs(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "names", tmp_path / "names"))
    with (folder / NAMES).open("a", encoding="utf-8") as file:
        file.write("good,berry,copper scrap,en\n")
    assert good_key("Berry") is None
    assert good_key("Berry", root=folder) == "copper scrap"
    assert list(name_faults(folder / NAMES)) == []


def test_another_library_has_its_own_entries(tmp_path: Path) -> None:
    copy = tmp_path / "factors"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = copy / "waste" / "codes.csv"
    text = file.read_text(encoding="utf-8")
    old, new = "date,,2025-06-09,2025 No. 14", "date,2026-12-31,2025-06-09,2025 No. 14"
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    for library, state in ((load(), "in force"), (Library(copy), "ended")):
        status = status_on(library, "3824999996", date(2027, 1, 1))
        assert status is not None
        assert status.state == state
