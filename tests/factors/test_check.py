"""The rules about the data: ours keep them, and each kind of damage is found."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from factors import Library, load
from factors.check import Report, check
from factors.library import ROOT

Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def ours() -> Report:
    return check(load())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data that a test may damage."""
    return Path(
        shutil.copytree(ROOT, tmp_path / "factors", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )


def replaced(name: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        file = root / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def appended(name: str, text: str) -> Edit:
    def edit(root: Path) -> None:
        file = root / name
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")

    return edit


def recounted(root: Path, name: str, change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of a table and its number of rows in the sidecar."""
    file = root / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = change(lines)
    assert len(changed) != len(lines)
    file.write_text("".join(changed), encoding="utf-8")
    sidecar = name.replace(".csv", ".toml")
    replaced(sidecar, f"rows = {len(lines) - 1}", f"rows = {len(changed) - 1}")(root)


def doubled(name: str, start: str) -> Edit:
    """Put a row twice and count it in the sidecar."""
    return lambda root: recounted(
        root, name, lambda lines: [*lines, next(line for line in lines if line.startswith(start))]
    )


def without(name: str, start: str) -> Edit:
    """Take rows out and count them out in the sidecar."""
    return lambda root: recounted(
        root, name, lambda lines: [line for line in lines if not line.startswith(start)]
    )


DEFAULTS, BENCHMARKS, LAW = "law/eu/default_values.csv", "law/eu/benchmarks.csv", "law/eu/cbam.toml"
HEADINGS, UNITS = "names/headings.csv", "names/units.csv"
CHINA = "CN,7208,3.187,3.187,,C,"


def china(row: str) -> Edit:
    """Put another beginning of a row in the place of the one for China and 7208."""
    return replaced(DEFAULTS, CHINA, row)


DAMAGES: dict[str, tuple[Edit, str]] = {
    "a source that nobody knows": (
        replaced("law/eu/benchmarks.toml", '"ir_2025_2620"', '"ir_2025_2622"'),
        "unknown source 'ir_2025_2622'",
    ),
    "a source that nobody knows in a law": (
        replaced(LAW, 'source = "ir_2025_2548"', 'source = "hearsay"'),
        "unknown source 'hearsay'",
    ),
    "a source without licence": (replaced("sources.toml", "licence =", "license ="), "no licence"),
    "a wrong number of rows": (replaced("law/eu/goods.toml", "rows = 42", "rows = 41"), "42 rows, but"),
    "a row too short": (china("CN,7208,3.187,C,"), "cells, expected 8"),
    "a key twice": (doubled(DEFAULTS, "CN,7208,"), "eu.default_values:CN/7208 is there 2 times"),
    "a negative number": (china("CN,7208,-3.187,3.187,,C,"), "outside 0 to 50"),
    "a slip of the decimal point": (china("CN,7208,318.7,3.187,,C,"), "outside 0 to 50"),
    "a decimal comma": (china('CN,7208,"3,187",3.187,,C,'), "neither a number nor a known mark"),
    "a dash of another kind": (china("CN,7208,–,–,,C,"), "neither a number nor a known mark"),
    "a total below its direct part": (china("CN,7208,3.087,3.187,,C,"), "does not fit direct 3.187"),
    "a route in brackets": (china("CN,7208,3.187,3.187,,(C),"), "'(C)' is not a route"),
    "a code of five digits": (china("CN,72083,3.187,3.187,,C,"), "is not a code of"),
    "a code outside Annex I": (china("CN,7615,3.187,3.187,,C,"), "7615 is under no line of Annex I"),
    "a country that does not exist": (china("QX,7208,3.187,3.187,,C,"), "QX is no territory"),
    "a good that Other countries lack": (
        without(DEFAULTS, "OTHER,7208,"),
        "'Other countries and territories' has no value for 72083900",
    ),
    "a benchmark missing": (without(BENCHMARKS, "72083900,A,"), "72083900 has no benchmark in column A"),
    "production years that overlap": (
        replaced(BENCHMARKS, "72210010,B,,2026,2027", "72210010,B,,2026,2028"),
        "production years overlap",
    ),
    "an unknown reading": (
        replaced(DEFAULTS, f"{CHINA}official text", f"{CHINA}heard"),
        "unknown reading 'heard'",
    ),
    "a sidecar without boundary": (
        replaced("law/eu/goods.toml", "boundary =", "note ="),
        "the sidecar lacks boundary",
    ),
    "a sidecar with an unknown key": (
        appended("law/eu/goods.toml", "\n[colour]\nred = 1\n"),
        "unknown key colour",
    ),
    "a table published after it was checked": (
        replaced("law/eu/goods.toml", "checked = 2026-11-21", "checked = 2024-11-21"),
        "after it was checked",
    ),
    "a unit that the registry does not know": (
        replaced("law/eu/benchmarks.toml", '"tCO2e/t"', '"tCO2e/ton"'),
        "ton is not in units.txt",
    ),
    "overlapping values": (
        replaced(LAW, "to = 2026-12-31\nvalue = 0.975", "to = 2027-12-31\nvalue = 0.975"),
        "overlap",
    ),
    "a gap between values": (
        replaced(LAW, "to = 2026-12-31\nvalue = 0.975", "to = 2026-11-30\nvalue = 0.975"),
        "eu.cbam.cbam_factor: no value on 2026-12-01",
    ),
    "a sector without mark-up": (
        replaced(LAW, 'key = ["fertilisers"]', 'key = ["fertilizers"]'),
        "eu.cbam.mark_up: no value for fertilisers on 2026-01-01",
    ),
    "a value out of its range": (replaced(LAW, "value = 0.975", "value = 97.5"), "97.5"),
    "an unknown key in the law": (
        replaced(LAW, "value = 0.975", "value = 0.975\nvalues = 1"),
        "unknown key values",
    ),
    "an unknown table in the law": (
        appended(LAW, "\n[cbam_faktor]\nvalue = 1\n"),
        "unknown table cbam_faktor",
    ),
    "a value without its place": (
        replaced(LAW, 'place = "Art. 10a(1a), second subparagraph"', 'place = ""'),
        "no place in the source",
    ),
    "an edition without its table": (
        replaced(LAW, 'table = "benchmarks.csv"', 'table = "benchmarks_2027.csv"'),
        "the table benchmarks_2027.csv does not exist",
    ),
    "an edition that its sidecar contradicts": (
        replaced("law/eu/benchmarks.toml", "published = 2025-12-31", "published = 2025-12-30"),
        "differ from those of the table's sidecar",
    ),
    "a spelling of two countries": (
        appended("names/countries.csv", "China,TW,en,usage\n"),
        "countries.csv",
    ),
    "a heading of two columns": (
        appended(HEADINGS, "imports,net_mass,Cn_CODE,en,\n"),
        "'cn code' is cn_code already, here net_mass",
    ),
    "a heading of no column": (appended(HEADINGS, "imports,,Gewicht,de,\n"), "(Gewicht): no column"),
    "a heading of no table": (appended(HEADINGS, ",net_mass,heft,en,\n"), "(heft): no table"),
    "a heading without language": (appended(HEADINGS, "imports,net_mass,heft,,\n"), "(heft): no language"),
    "a heading of punctuation": (appended(HEADINGS, "imports,net_mass,_.?,en,\n"), "nothing is left of it"),
    "a heading of unknown strength": (
        appended(HEADINGS, "imports,net_mass,heft,en,strong\n"),
        "unknown strength 'strong'",
    ),
    "a heading with a comma": (
        appended(HEADINGS, "imports,net_mass,mass, net,en,\n"),
        "6 cells, expected 5",
    ),
    "an unknown column of the headings": (
        replaced(HEADINGS, "language,strength", "language,weight"),
        "headings.csv: the columns are table,column,spelling,language,weight",
    ),
    "a unit spelled twice": (
        appended(UNITS, "tonne,kg,accepted,,en\n"),
        "(tonne): the spelling is there twice",
    ),
    "a unit that reads like another": (
        appended(UNITS, "tonne.,kg,accepted,,en\n"),
        "'tonne' has another meaning already",
    ),
    "a unit without spelling": (appended(UNITS, ",kg,accepted,,en\n"), "(): no spelling"),
    "a unit of unknown status": (appended(UNITS, "stone,kg,refused,,en\n"), "unknown status 'refused'"),
    "an accepted spelling without unit": (
        appended(UNITS, "stone,,accepted,,en\n"),
        "(stone): accepted, but no unit",
    ),
    "an accepted spelling with a question": (
        appended(UNITS, "stone,kg,accepted,which?,en\n"),
        "(stone): accepted, but a question",
    ),
    "an ambiguous spelling without question": (
        appended(UNITS, "stone,,ambiguous,,en\n"),
        "(stone): ambiguous, but no question",
    ),
    "an ambiguous spelling with a unit": (
        appended(UNITS, "stone,kg,ambiguous,which?,en\n"),
        "(stone): ambiguous, but a unit",
    ),
    "a spelling of a unit that the registry does not know": (
        appended(UNITS, "stone,st,accepted,,en\n"),
        "(stone): unit 'st': st is not in units.txt",
    ),
    "an unknown column of the units": (
        replaced(UNITS, "spelling,unit", "spelling,units"),
        "units.csv: the columns are spelling,units,status",
    ),
    "a line of the registry without definition": (
        appended("units.txt", "stone\n"),
        "'stone' is not of the form name = definition",
    ),
    "a line of the registry with nothing after the sign": (
        appended("units.txt", "stone =  # 14 pounds\n"),
        "'stone =  # 14 pounds' is not of the form name = definition",
    ),
    "a line of the registry with two names": (
        appended("units.txt", "long stone = 7 * gram\n"),
        "'long stone = 7 * gram' is not of the form name = definition",
    ),
    "no TOML at all": (appended(LAW, "\n[[[\n"), "cannot be loaded"),
}


def test_our_data_keep_every_rule(ours: Report) -> None:
    assert ours.errors == []


def test_coverage_names_every_table_and_what_is_assumed(ours: Report) -> None:
    text = "\n".join(ours.coverage)
    library = load()
    for path in library.table_paths():
        assert re.search(
            rf"^{re.escape(path)}: {len(library.table(path))} rows, read in: ", text, re.MULTILINE
        )
    for series in library.law("eu.cbam").series:
        assert f"eu.cbam.{series}: " in text
    for assumed in (
        "past 2030-12-31: eu.cbam.cscf",
        "past 2026-09-30: eu.cbam.certificate_price",
        "past 2030-12-31: eu.cbam tables.benchmarks",
        "past 2026-12-31: goods codes",
    ):
        assert f"assumed {assumed}" in text


def test_most_of_the_default_values_were_read_in_the_official_text(ours: Report) -> None:
    line = next(line for line in ours.coverage if line.startswith("eu.default_values: "))
    share = re.search(r"([\d.]+)% official text", line)
    assert share is not None
    assert float(share[1]) > 97


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found(copy: Path, name: str) -> None:
    edit, said = DAMAGES[name]
    edit(copy)
    errors = check(Library(copy)).errors
    assert any(said in error for error in errors), errors[:5]


def test_a_heading_may_be_spelled_in_two_ways_and_stand_in_two_tables(copy: Path) -> None:
    appended(HEADINGS, "imports,cn_code,cn-CODE,de,\nelsewhere,net_mass,CN code,en,weak\n")(copy)
    assert check(Library(copy)).errors == []


def test_several_faults_are_said_at_once(copy: Path) -> None:
    replaced("law/eu/goods.toml", "rows = 42", "rows = 41")(copy)
    replaced("law/eu/benchmarks.toml", '"ir_2025_2620"', '"nobody"')(copy)
    china("CN,7208,-3.187,3.187,,C,")(copy)
    text = "\n".join(check(Library(copy)).errors)
    assert "41" in text
    assert "nobody" in text
    assert "outside 0 to 50" in text


def test_an_unharmed_copy_passes(copy: Path) -> None:
    assert check(Library(copy)) == check(load())
