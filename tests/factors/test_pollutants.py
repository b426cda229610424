"""Pollutants: what names one in which medium, what is refused, what is only suggested."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors import load
from factors.names import DATA
from factors.pollutants import (
    MEDIA,
    media_of,
    nearest_pollutants,
    pollutant_key,
    pollutant_name,
    why_not_taxed,
)

LIBRARY = load()
ITEMS = LIBRARY.table("cn.pollutants")

SPOTS = {
    ("air", "sulphur-dioxide"): "sulphur dioxide|sulfur dioxide|SO2|so2|SO₂|二氧化硫|二氧化硫(SO2)|SO2 二氧化硫",
    ("air", "nitrogen-oxides"): "NOx|NOX|nitrogen oxides|氮氧化物|Азоту оксиди",
    ("air", "ammonia"): "ammonia|NH3|氨|氨气",
    ("air", "particulate-matter"): "PM|PM2.5|颗粒物|particulate matter|bụi|Тверді речовини",
    ("air", "smoke-dust"): "smoke dust|烟尘",
    ("air", "general-dust"): "general dust|一般性粉尘",
    ("air", "hydrogen-sulphide"): "hydrogen sulphide|hydrogen sulfide|H2S|硫化氢",
    ("air", "benzo-a-pyrene"): "benzo(a)pyrene|Benzo[a]pyrene|苯并(a)芘|苯并[a]芘|BaP",
    ("water", "bod5"): "biochemical oxygen demand|BOD5|BOD₅|BOD|五日生化需氧量|生化需氧量(BOD5)",
    ("water", "cod"): "chemical oxygen demand|chemical oxygen demand (COD)|COD|CODcr|COD(Cr)|"
    "化学需氧量|化学需氧量（CODCr）",
    ("water", "ammonia-nitrogen"): "ammonia nitrogen|NH3-N|NH₃-N|氨氮|Ammonia-N|氨氮(NH3-N)|Азот амонійний",
    ("water", "total-phosphorus"): "total phosphorus|TP|总磷|总磷(以P计)",
    ("water", "suspended-solids"): "suspended solids|SS|悬浮物|悬浮物(SS)|悬浮物 SS",
    ("water", "chromium-vi"): "hexavalent chromium|Cr(VI)|Cr6+|六价铬",
    ("water", "lead"): "lead|Pb|总铅|铅",
    ("water", "ph"): "pH|PH|pH值|ph value",
    ("water", "colour"): "colour|color|色度",
    ("water", "sulphides"): "sulphides|sulfides|硫化物",
    ("water", "2-4-dichlorophenol"): "2,4-dichlorophenol|2,4-二氯酚",
    ("waste", "coal-gangue"): "coal gangue|煤矸石",
    ("waste", "hazardous-waste"): "hazardous waste|危险废物",
}  # fmt: skip


@pytest.mark.parametrize(("place", "text"), [(p, text) for p in SPOTS for text in SPOTS[p].split("|")])
def test_a_known_spelling_names_its_pollutant(place: tuple[str, str], text: str) -> None:
    assert pollutant_key(text, place[0]) == place[1]


def test_a_name_belongs_to_its_medium() -> None:
    assert pollutant_key("氨氮", "air") is None
    assert media_of("氨氮") == ("water",)
    assert media_of("SO2") == ("air",)
    assert media_of("lead") == ("air", "water")
    assert pollutant_key("NH3", "water") == "ammonia"
    assert why_not_taxed(LIBRARY, "ammonia", "water").endswith("ammonia nitrogen?")
    assert media_of("煤矸石") == ("waste",)
    assert media_of("unobtainium") == ()


@pytest.mark.parametrize(
    "text", ["", "-", "n/a", "none", "SO2 NOx", "COD BOD5", "sulpur dioxide", "SO3", "12.5"]
)
def test_what_is_not_known_names_nothing(text: str) -> None:
    assert media_of(text) == ()


def test_near_names_are_suggested_and_resolve() -> None:
    assert nearest_pollutants("sulpur dioxide", "air")[0] == "sulphur dioxide"
    assert nearest_pollutants("氮氧化", "air")[0] == "nitrogen oxides"
    assert nearest_pollutants("amonia nitrogen", "water", 1) == ("ammonia nitrogen",)
    assert nearest_pollutants("n/a", "air") == ()
    for medium in MEDIA:
        assert all(
            pollutant_key(n, medium)
            for text in ("dust", "phenl", "slag")
            for n in nearest_pollutants(text, medium)
        )


def test_every_spelling_and_every_official_name_resolve_to_their_own_key() -> None:
    with (DATA / "pollutants.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert pollutant_key(row["spelling"], row["medium"]) == row["key"]
    for medium, key, en, zh in zip(
        *(ITEMS.columns[c] for c in ("medium", "key", "name_en", "name_zh")), strict=True
    ):
        assert pollutant_key(en, medium) == key
        assert pollutant_name(key, medium) == en
        assert key.startswith("ph-") or pollutant_key(zh, medium) == key


@given(st.text(max_size=20), st.sampled_from(MEDIA))
def test_any_text_is_a_pollutant_or_none(text: str, medium: str) -> None:
    key = pollutant_key(text, medium)
    assert key is None or pollutant_key(pollutant_name(key, medium), medium) == key
