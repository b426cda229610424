"""Environmental taxes as data: counts, anchors, bounds, the errors that circulate, and validity of rates."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from factors import load
from factors.law import IN_FORCE, OUTSIDE, Law, day
from factors.pollutants import pollutant_key, why_not_taxed

LIBRARY = load()
CHINA = LIBRARY.law("cn.environmental_tax")
PROVINCIAL = LIBRARY.table("cn.provincial_rates")
RATES = [PROVINCIAL.row(n) for n in range(len(PROVINCIAL))]
ITEMS = LIBRARY.table("cn.pollutants")
PLACES = zip(ITEMS.columns["medium"], ITEMS.columns["key"], strict=True)
VALUES = dict(zip(PLACES, ITEMS.numbers("equivalent_value"), strict=True))


def at(law: Law, series: str, on: str, key: str = "") -> tuple[float, int]:
    value, _, status = law.series[series].at(np.array([day(date.fromisoformat(on))]), key)
    return float(value[0]), int(status[0])


def rate(province: str, medium: str, pollutant: str, on: str, zone: str = "") -> tuple[str, str]:
    """Return rate and status as a plain reader of the table finds them: the row that names it, else the rest."""
    fitting = [
        row
        for row in RATES
        if (row["province"], row["medium"], row["zone"]) == (province, medium, zone)
        and row["from"] <= on <= (row["to"] or "9999")
        and (pollutant in row["pollutants"].split() or not row["pollutants"])
    ]
    row = max(fitting, key=lambda row: len(row["pollutants"]))
    assumed = row["known_to"] and on > row["known_to"]
    return row["rate_cny_per_equivalent"], "assumed" if assumed else row["status"]


# ---- the annex


def test_the_annex_is_whole() -> None:
    assert len(ITEMS) == 121
    assert Counter(ITEMS.columns["class"]) == {"I": 10, "II": 51, "ph": 6, "other": 3, "small": 7, "air": 44}
    held = np.isfinite(ITEMS.numbers("equivalent_value"))
    assert held.sum() == 116
    gaps = {key for key, known in zip(ITEMS.columns["key"], held, strict=True) if not known}
    assert gaps == {"cattle", "pig", "poultry", "hospital-disinfecting", "hospital-not-disinfecting"}
    numbers = [
        int(n)
        for n, c in zip(ITEMS.columns["number"], ITEMS.columns["class"], strict=True)
        if c in ("I", "II")
    ]
    assert numbers == list(range(1, 62))


ANCHORS = {
    "air": "sulphur-dioxide 0.95 nitrogen-oxides 0.95 carbon-monoxide 16.7 smoke-dust 2.18 general-dust 4 ammonia 9.09"
    " hydrogen-chloride 10.75 fluorides 0.87 carbon-disulphide 20 lead 0.02 benzo-a-pyrene 0.000002 formaldehyde 0.09",
    "water": "cod 1 bod5 0.5 toc 0.49 suspended-solids 4 ammonia-nitrogen 0.8 total-phosphorus 0.25 petroleum 0.1"
    " lead 0.025 cadmium 0.005 mercury 0.0005 formaldehyde 0.125 benzo-a-pyrene 0.0000003 chromium 0.04"
    " colour 5 coliform 3.3 residual-chlorine 3.3 ph-0-1 0.06 ph-4-5 1 ph-5-6 5 small-enterprise 1.8 catering 0.5",
}


@pytest.mark.parametrize("medium", ANCHORS)
def test_anchors(medium: str) -> None:
    words = ANCHORS[medium].split()
    expected = dict(zip(words[::2], map(float, words[1::2]), strict=True))
    assert {key: VALUES[medium, key] for key in expected} == expected


@pytest.mark.parametrize(
    ("medium", "key", "least", "most"),
    [
        ("air", "sulphur-dioxide", 1.263, 12.63),
        ("air", "nitrogen-oxides", 1.263, 12.63),
        ("air", "general-dust", 0.30, 3.0),
        ("air", "smoke-dust", 0.55, 5.5),
        ("water", "cod", 1.4, 14),
        ("water", "ammonia-nitrogen", 1.75, 17.5),
        ("water", "total-phosphorus", 5.6, 56),
    ],
)
def test_tax_of_a_kilogram_lies_between(medium: str, key: str, least: float, most: float) -> None:
    for series, expected in (("rate_least", least), ("rate_most", most)):
        of_a_kilogram = at(CHINA, series, "2026-01-01", medium)[0] / VALUES[medium, key]
        assert of_a_kilogram == pytest.approx(expected, rel=0.005)


def test_one_of_a_group_is_charged() -> None:
    groups: dict[str, set[str]] = {}
    for key, group in zip(ITEMS.columns["key"], ITEMS.columns["group"], strict=True):
        groups.setdefault(group, set()).add(key)
    assert groups.pop("")
    assert groups == {
        "oxygen-demand": {"cod", "bod5", "toc"},
        "disinfection": {"coliform", "residual-chlorine"},
    }


@pytest.mark.parametrize(
    ("ph", "band"),
    [
        (0, "ph-0-1"),
        (4, "ph-4-5"),
        (4.99, "ph-4-5"),
        (5, "ph-5-6"),
        (9.5, "ph-4-5"),
        (10, "ph-4-5"),
        (10.1, "ph-3-4"),
        (14, "ph-0-1"),
        (6, None),
        (7, None),
        (9, None),
    ],
)
def test_bands_of_ph(ph: float, band: str | None) -> None:
    table = LIBRARY.table("cn.ph_bands")
    bounds = [table.numbers(name) for name in ("acid_from", "acid_to", "alkaline_from", "alkaline_to")]
    within = ((bounds[0] <= ph) & (ph < bounds[1])) | ((bounds[2] < ph) & (ph <= bounds[3]))
    assert [table.columns["key"][n] for n in np.flatnonzero(within)] == ([band] if band else [])


# ---- the law


def test_bands_counts_and_reductions() -> None:
    on = "2026-06-30"
    assert (at(CHINA, "rate_least", on, "air")[0], at(CHINA, "rate_most", on, "air")[0]) == (1.2, 12)
    assert (at(CHINA, "rate_least", on, "water")[0], at(CHINA, "rate_most", on, "water")[0]) == (1.4, 14)
    assert [at(CHINA, "charged_items", on, k)[0] for k in ("air", "water-class-1", "water-other")] == [
        3,
        5,
        3,
    ]
    for step, below, factor in (("30-percent", 0.7, 0.75), ("50-percent", 0.5, 0.5)):
        assert at(CHINA, "reduction_below", on, step) == (below, IN_FORCE)
        assert at(CHINA, "reduction_factor", on, step) == (factor, IN_FORCE)
    assert at(CHINA, "due_days", on)[0] == 15
    assert at(CHINA, "late_surcharge", on)[0] == 0.0005
    assert at(CHINA, "fine_evasion_most", on)[0] == 5


def test_waste_and_noise() -> None:
    waste = {key: v.value for v in CHINA.series["solid_waste_rate"].values for key in v.keys}
    assert waste == {
        **dict.fromkeys(("smelting-slag", "fly-ash", "furnace-slag", "other-solid-waste"), 25),
        "coal-gangue": 5,
        "tailings": 15,
        "hazardous-waste": 1000,
    }
    amounts = [v.value for v in CHINA.series["noise_amount"].values]
    assert amounts == [350, 700, 1400, 2800, 5600, 11200]
    assert [v.value for v in CHINA.series["noise_from"].values] == [1, 4, 7, 10, 13, 16]
    assert [v.keys for v in CHINA.series["noise_from"].values] == [
        v.keys for v in CHINA.series["noise_amount"].values
    ]


def test_the_law_begins_in_2018_and_every_value_names_its_article() -> None:
    assert at(CHINA, "rate_least", "2017-12-31", "air")[1] == OUTSIDE
    assert all("Art" in v.place or "Annex" in v.place for s in CHINA.series.values() for v in s.values)


def test_the_pilot_for_vocs_is_there_without_a_rate() -> None:
    assert CHINA.series["voc_pilot_rate"].values == ()
    value, status = at(CHINA, "voc_pilot_rate", "2026-06-30")
    assert math.isnan(value)
    assert status == OUTSIDE
    assert "Article 27" in CHINA.assumptions["voc_pilot"].texts["not_taxed"]


# ---- errors that circulate


@pytest.mark.parametrize("text", ["total nitrogen", "Total Nitrogen", "TN", "总氮", "总氮(以N计)"])
def test_total_nitrogen_is_known_and_not_taxable(text: str) -> None:
    key = pollutant_key(text, "water")
    assert key == "total-nitrogen"
    assert ("water", key) not in VALUES
    assert "no item of Annex 2" in why_not_taxed(LIBRARY, key, "water")


@pytest.mark.parametrize("text", ["VOCs", "VOC", "volatile organic compounds", "挥发性有机物"])
def test_vocs_are_known_and_not_taxable(text: str) -> None:
    key = pollutant_key(text, "air")
    assert key == "vocs"
    assert "Article 27" in why_not_taxed(LIBRARY, key, "air")


def test_values_that_circulate_wrong() -> None:
    assert VALUES["water", "formaldehyde"] != 0.25
    assert VALUES["water", "ammonia-nitrogen"] != 0.5
    assert at(CHINA, "rate_least", "2026-01-01", "water")[0] != 1.2
    assert (
        max(
            float(r["rate_cny_per_equivalent"])
            for r in RATES
            if r["status"] != "not held" and r["medium"] == "air"
        )
        == 12
    )


def test_an_item_has_no_reason_and_any_other_pollutant_has_one() -> None:
    assert why_not_taxed(LIBRARY, "cod", "water") == ""
    assert why_not_taxed(LIBRARY, "ph", "water") == ""
    assert why_not_taxed(LIBRARY, "acetone", "air") == "acetone is no item of Annex 2 for air"
    assert why_not_taxed(LIBRARY, "particulate-matter", "air").endswith("?")


# ---- rates of the provinces


CASES = """\
CN-BJ air sulphur-dioxide 2018-01-01: 12 decided
CN-BJ water cod 2026-10-01: 14 decided
CN-LN air lead 2019-12-31: 1.2 decided
CN-LN air lead 2020-01-01: not held
CN-SN water cod 2020-12-31: 1.4 decided
CN-SN water cod 2021-01-01: not held
CN-CQ air lead 2020-12-31: 2.4 decided
CN-CQ air lead 2021-01-01: 3.5 assumed
CN-CQ water cod 2020-12-31: 3 decided
CN-CQ water cod 2021-01-01: not held
CN-TJ air nitrogen-oxides 2026-01-01: 8 draft
CN-TJ air lead 2026-01-01: 1.2 draft
CN-SH air sulphur-dioxide 2018-12-31: 6.65 decided
CN-SH air sulphur-dioxide 2019-01-01: 7.6 decided
CN-SH air carbon-monoxide 2019-01-01: 1.2 decided
CN-SH water ammonia-nitrogen 2026-01-01: 4.8 decided
CN-YN air lead 2018-12-31: 1.2 decided
CN-YN water cod 2019-01-01: 3.5 decided
CN-HB water total-phosphorus 2026-01-01: 2.8 decided
CN-HB water zinc 2026-01-01: 1.4 decided
CN-JS air lead 2026-01-01 nanjing: 8.4 decided
CN-JS water cod 2026-01-01 south: 7 decided
CN-HE air sulphur-dioxide 2026-01-01 tier-1: 9.6 decided
CN-HE air lead 2026-01-01 tier-1: 4.8 decided
CN-GX air lead 2026-01-01: not held
CN-XZ water cod 2026-01-01: not held
"""


@pytest.mark.parametrize("case", CASES.splitlines())
def test_rates_and_their_validity(case: str) -> None:
    place, _, expected = case.partition(": ")
    found = rate(*place.split())
    assert " ".join(dict.fromkeys(found)) == expected


def test_every_province_has_a_row_on_every_day_since_2018() -> None:
    spans: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for row in RATES:
        if not row["pollutants"]:
            spans.setdefault((row["province"], row["medium"], row["zone"]), []).append(
                (row["from"], row["to"])
            )
    assert {place[0] for place in spans} == {r["province"] for r in RATES}
    assert len({p for p, *_ in spans}) == 31
    for found in spans.values():
        found.sort()
        assert found[0][0] == "2018-01-01"
        assert found[-1][1] == ""
        for (_, end), (start, _) in itertools.pairwise(found):
            assert date.fromisoformat(start) - date.fromisoformat(end) == timedelta(days=1)


def test_what_is_not_held() -> None:
    gaps = {(r["province"], r["medium"], r["from"]) for r in RATES if r["status"] == "not held"}
    assert gaps == {
        *((f"CN-{p}", m, "2018-01-01") for p in ("GX", "NM", "XZ") for m in ("air", "water")),
        *(
            (f"CN-{p}", m, start)
            for p, start in (("LN", "2020-01-01"), ("SN", "2021-01-01"))
            for m in ("air", "water")
        ),
        ("CN-CQ", "water", "2021-01-01"),
    }
    assert {r["province"] for r in RATES if r["status"] == "draft"} == {"CN-TJ"}


def test_zones_are_of_provinces_that_have_them() -> None:
    zones = LIBRARY.table("cn.zones")
    assert {r["province"] for r in RATES if r["zone"]} == set(zones.columns["province"]) == {"CN-JS", "CN-HE"}
    assert {r["zone"] for r in RATES if r["zone"]} == set(zones.columns["zone"])
