"""Names of countries and territories: what resolves, what is refused, what is only suggested."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors import names
from factors.names import Territory, nearest_territories, normalised, territories, territory_key

MEMBER_STATES = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
}
SPOTS = {
    "AE": "UAE|U.A.E.|Emirates|阿联酋|Birleşik Arap Emirlikleri",
    "BA": "Bosnia|Bosnia & Herzegovina|Bosnia-Herzegovina",
    "BN": "Brunei|Brunei Darussalam",
    "BO": "Bolivia|Bolivia (Plurinational State of)",
    "CD": "DR Congo|D.R. Congo|Democratic Republic of the Congo|Congo, Democratic Republic of|刚果（金）",
    "CG": "Congo|Republic of the Congo|Congo-Brazzaville|Congo - Brazzaville",
    "CI": "Ivory Coast|Côte d'Ivoire|Cote d’Ivoire|COTE D IVOIRE|Cote Divoire",
    "CN": "China|china |CHINA|CN|cn|CHN|PR China|P.R. China|P. R. CHINA|P.R.C.|PRC|China (PRC)|Mainland China"
    "|China mainland|The People's Republic of China|中国|中國|中华人民共和国|Chinese|ＣＮ|Çin|Китай|चीन|จีน",
    "CV": "Cape Verde|Cabo Verde",
    "CZ": "Czechia|Czech Republic|The Czech Republic",
    "DE": "Germany|Deutschland|DEU|Alemania|ドイツ",
    "DO": "Dominican Republic",
    "DM": "Dominica",
    "EU": "EU|European Union|EU-27|欧盟",
    "GB": "UK|U.K.|Great Britain|England|Scotland|Wales|United Kingdom|GBR",
    "GE": "Georgia",
    "GN": "Guinea",
    "GQ": "Equatorial Guinea",
    "GR": "Greece|EL|Hellas",
    "GW": "Guinea-Bissau",
    "HK": "Hong Kong|Hong Kong SAR|Hongkong|HKSAR|香港|中国香港|Hong Kong, China",
    "ID": "ID|id|ıd|Indonesia|IDN|印尼",
    "IN": "IN|İN|in|India|印度|Hindistan|भारत",
    "IR": "Iran|Iran, Islamic Republic of|IRAN (ISLAMIC REPUBLIC OF)",
    "KP": "North Korea|DPRK|Korea, North|朝鲜|KP",
    "KR": "Korea|South Korea|Republic of Korea|Korea (South)|S. Korea|ROK|韩国|南韩|Güney Kore|대한민국",
    "LA": "Laos|Lao PDR",
    "MD": "Moldova|Republic of Moldova",
    "MK": "Macedonia|North Macedonia|FYROM",
    "MM": "Burma|Myanmar|Myanmar (Burma)",
    "MO": "Macao|Macau|澳门",
    "NA": "NA|NAM|Namibia",
    "NE": "Niger",
    "NG": "Nigeria|NGA",
    "NL": "Holland|The Netherlands|Netherlands",
    "NO": "NO|Norway|Norwegen|挪威",
    "RU": "Russia|Russian Federation|俄罗斯|Россия|Rusya",
    "RS": "Serbia|XS|RS",
    "SA": "KSA|Saudi Arabia|沙特",
    "SY": "Syria|Syrian Arab Republic",
    "SZ": "Swaziland|Eswatini",
    "TR": "TR|tr|TUR|Turkey|Turkiye|Türkiye|TÜRKİYE|TURKIYE|Türkıye|Republic of Turkey|土耳其|Türkei|Turcja",
    "TW": "TW|TWN|Taiwan|Chinese Taipei|Taiwan (Province of China)|Taiwan, China|台湾|臺灣|台灣",
    "TZ": "Tanzania|Tanzania, United Republic of",
    "US": "USA|U.S.A.|US|U.S.|u. s.|United States|The United States of America|美国",
    "VE": "Venezuela|Venezuela, Bolivarian Republic of",
    "VN": "Viet Nam|Vietnam|Viet-Nam|越南|Việt Nam",
    "XC": "XC|Ceuta",
    "XL": "XL|Melilla",
    "X-BUSINGEN": "Büsingen|Busingen|X-BUSINGEN",
    "X-HELIGOLAND": "Heligoland|Helgoland",
    "X-LIVIGNO": "Livigno",
}
PAIRS = [(text, key) for key, texts in SPOTS.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "key"), PAIRS)
def test_a_known_spelling_is_taken(text: str, key: str) -> None:
    assert territory_key(text) == key


def test_the_tables_keep_their_rules() -> None:
    assert names.check() == []


def test_every_name_the_act_prints_and_its_code_resolve() -> None:
    printed = {t.printed_name: t.key for t in territories().values() if t.printed_name}
    assert len(printed) == 121
    for name, key in printed.items():
        assert territory_key(name) == key
        assert territory_key(key) == key


def test_the_table_of_default_values_names_the_same_territories() -> None:
    table = names.DATA.parent / "law" / "eu" / "default_values.csv"
    with table.open(encoding="utf-8", newline="") as file:
        countries = {row["country"] for row in csv.DictReader(file)}
    keys = {t.key for t in territories().values() if t.printed_name}
    assert {territory_key(c) for c in countries if territory_key(c)} == keys


def test_who_is_in_the_union_and_who_is_out_of_scope() -> None:
    status = {t.key: t.customs_status for t in territories().values()}
    inside = {k for k, s in status.items() if s == "eu"}
    assert inside == MEMBER_STATES | {"GP", "GF", "MQ", "RE", "YT", "MF", "AX", "MC", "EU"}
    exempt = {k for k, s in status.items() if s == "annex_iii"}
    assert exempt == {"IS", "LI", "NO", "CH", "XC", "XL", "X-BUSINGEN", "X-HELIGOLAND", "X-LIVIGNO"}
    for outside in ("GL", "FO", "SM", "AD", "VA", "GI", "IM", "JE", "GG", "GB", "TR", "UA", "BL", "NC", "XK"):
        assert status[outside] == "third"
    assert not any(t.printed_name for t in territories().values() if t.customs_status != "third")


def test_every_iso_code_is_there_once() -> None:
    two = [t.key for t in territories().values() if len(t.key) == 2 and t.alpha3]
    three = [t.alpha3 for t in territories().values() if t.alpha3]
    assert len(two) == len(three) == len(set(three)) == 250  # 249 of ISO 3166-1, and Kosovo
    assert territories()["CN"] == Territory("CN", "CHN", "China", "中国", "third", "China")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CN - China", "CN"),
        ("China (CN)", "CN"),
        ("CN China", "CN"),
        ("China/中国", "CN"),
        ("中国 China", "CN"),
        ("TR – Türkiye", "TR"),
        ("VN_Vietnam", "VN"),
        ("Korea, Republic of (KR)", "KR"),
        ("NA - Namibia", "NA"),
        ("CN - India", None),
        ("KP Korea", None),
        ("Congo (CD)", None),
        ("Georgia, US", None),
        ("China, India", None),
        ("China or Vietnam", None),
        ("CN - somewhere", None),
    ],
)
def test_two_parts_are_taken_only_if_they_agree(text: str, key: str | None) -> None:
    assert territory_key(text) == key


@pytest.mark.parametrize(
    "text", [*names.NOT_GIVEN, "N/A", "N.A.", "n. a.", "Na", "No", "NaN", "  ", "Europe", "Asia"]
)
def test_a_cell_that_says_nothing_names_nothing(text: str) -> None:
    assert territory_key(text) is None


@pytest.mark.parametrize(
    "text", ["Áo", "Bỉ", "Nga", "I.N.", "c-n", "T R", "Northern Ireland", "XI", "Virgin Islands"]
)
def test_what_could_be_two_things_is_not_taken(text: str) -> None:
    assert territory_key(text) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Chyna", "China"),
        ("Turky", "Türkiye"),
        ("Ukrain", "Ukraine"),
        ("Indja", "India"),
        ("Vietnma", "Vietnam"),
        ("Germny", "Germany"),
        ("South Koera", "South Korea"),
        ("土尔其", "Türkiye"),
        ("na", "Namibia"),
        ("no", "Norway"),
    ],
)
def test_a_near_spelling_is_suggested_and_never_taken(text: str, first: str) -> None:
    assert territory_key(text) is None
    suggested = nearest_territories(text)
    assert suggested[0] == first
    assert len(suggested) <= 3
    assert len(set(suggested)) == len(suggested)


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    assert nearest_territories("N/A") == ()
    assert nearest_territories("qqqqxxxx") == ()
    assert nearest_territories("Chyna", count=0) == ()
    assert len(nearest_territories("Chyna", count=1)) == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("P. R. CHINA", "prchina"),
        ("TÜRKİYE", "turkiye"),
        ("türkıye", "turkiye"),
        ("The Gambia", "gambia"),
        ("Thessaly", "thessaly"),
        ("the", "the"),
        ("Åland Islands", "alandislands"),
        ("中华人民共和国", "中华人民共和国"),
        ("Мʼянма", "мянма"),
        ("Færøerne", "faeroerne"),
        ("ガ", "ガ"),
        ("한국", "한국"),
        ("\ufeffCN\u200b\u00a0", "cn"),
        ("--", ""),
    ],
)
def test_normalised(text: str, plain: str) -> None:
    assert normalised(text) == plain


@given(st.text())
def test_normalised_twice_is_normalised_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.sampled_from(PAIRS), st.data())
def test_case_spaces_and_punctuation_do_not_matter(pair: tuple[str, str], data: st.DataObject) -> None:
    text = pair[0]
    written = data.draw(st.sampled_from([text, text.upper(), text.lower(), text.title()]))
    written = written.replace(" ", data.draw(st.sampled_from(["  ", " - ", "\u00a0", "\u3000", "."])))
    before, after = data.draw(st.sampled_from([("", ""), (" ", " "), ("(", ")"), ("\t", "."), ("„", "“")]))
    assert normalised(before + written + after) == normalised(text)


@given(st.text(max_size=12))
def test_any_text_gives_a_key_or_nothing(text: str) -> None:
    key = territory_key(text)
    assert key is None or key in territories()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(names.DATA, tmp_path / "names"))


def test_a_row_in_the_table_is_all_a_new_spelling_needs(copy: Path) -> None:
    with (copy / "countries.csv").open("a", encoding="utf-8") as file:
        file.write("Middle Kingdom,CN,en,usage\n")
    assert territory_key("Middle Kingdom") is None
    assert territory_key("middle kingdom", root=copy) == "CN"
    assert names.check(copy) == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("c.h.i.n.a,TW,en,usage", "already"),
        ("Atlantis,QQ,en,usage", "unknown key"),
        ("Atlantis,CN,en,", "no source"),
        ("--,CN,en,usage", "nothing is left"),
        ("unknown,CN,en,usage", "must not name"),
    ],
)
def test_a_broken_rule_is_found(copy: Path, line: str, word: str) -> None:
    with (copy / "countries.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    assert any(word in broken for broken in names.check(copy))


def test_a_spelling_of_two_territories_stops_the_look_up(copy: Path) -> None:
    with (copy / "countries.csv").open("a", encoding="utf-8") as file:
        file.write("c.h.i.n.a,TW,en,usage\n")
    with pytest.raises(ValueError, match="names CN and TW"):
        territory_key("anything", root=copy)


def test_a_missing_printed_name_is_found(copy: Path) -> None:
    table = copy / "territories.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace(",third,Ukraine,", ",third,Atlantis,"), encoding="utf-8"
    )
    assert any("Atlantis" in broken for broken in names.check(copy))


def test_the_module_itself_needs_no_pandas() -> None:
    code = (
        "import sys, importlib.util as u; s = u.spec_from_file_location('n', sys.argv[1]); "
        "m = u.module_from_spec(s); sys.modules['n'] = m; s.loader.exec_module(m); "
        "assert m.territory_key('China') == 'CN'; assert not {'pandas', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(Path(names.__file__))], check=True)
