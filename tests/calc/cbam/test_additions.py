"""One place to edit: a price, a revision of the benchmarks, an older publication. Results change only there."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from calc.cbam.pricing import NUMBERS
from factors import Library, load
from factors.check import check
from factors.library import ROOT

DATES = [f"{year}-{month:02d}-15" for year in (2026, 2027, 2028, 2031) for month in (2, 5, 8, 11)]
GOODS = [("72083900", "China"), ("76011010", "India"), ("72210010", "India"), ("28080000", "Albania")]

PRICE = """
[[certificate_price.values]]
name = "2026Q4"
from = 2026-10-01
to = 2026-12-31
value = 84.5
source = "ir_2025_2548"
place = "Art. 1"
published = 2027-01-04
checked = 2027-01-05
known_to = 2026-12-31
reading = "official text"
"""
EDITION = """
[[tables.benchmarks]]
table = "benchmarks_2027.csv"
from = 2027-01-01
published = 2026-12-15
checked = 2026-12-16
source = "ir_2025_2620"
place = "Annex, point 5.3, as amended"
known_to = 2030-12-31
"""
FIRST_PUBLICATION = """
[[tables.default_values]]
table = "default_values_2025.csv"
changes = "default_values.csv"
from = 2026-01-01
published = 2025-12-31
checked = 2026-11-21
source = "ir_2025_2621"
place = "Annex I, as first published"
reading = "secondary"
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(ROOT, tmp_path / "factors", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )


def add(root: Path, text: str) -> None:
    file = root / "law" / "eu" / "cbam.toml"
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def rows(build: ModuleType) -> list[dict[str, Any]]:
    return [
        build.line(cn_code=code, origin=origin, import_date=day) for code, origin in GOODS for day in DATES
    ]


def changed(build: ModuleType, root: Path, **options: Any) -> tuple[Any, Any, list[dict[str, Any]]]:
    """Return the ledgers before and after, and the rows that differ."""
    every = rows(build)
    before = build.priced(every, library=load())
    after = build.priced(every, library=Library(root), **options)
    differs = np.zeros(len(every), dtype=bool)
    for name in NUMBERS:
        differs |= ~np.isclose(before.numbers(name), after.numbers(name), rtol=1e-15, equal_nan=True)
    return before, after, [every[n] for n in np.flatnonzero(differs)]


def test_a_certificate_price_is_one_block(build: ModuleType, copy: Path) -> None:
    add(copy, PRICE)
    assert check(Library(copy)).errors == []
    _, after, found = changed(build, copy)
    later = [
        day for day in DATES if day >= "2026-10-01"
    ]  # the quarter itself, and those to which it is carried
    assert {row["import_date"] for row in found} == set(later)
    at = DATES.index("2026-11-15")
    assert build.cell(after, "certificate_price_eur", at) == 84.5
    assert build.cell(after, "certificate_price_reference", at) == "eu.cbam.certificate_price@2026Q4"
    assert "price not published" not in build.cell(after, "note", at)
    assert "price not published" in build.cell(after, "note", at + 1)
    assert build.cell(after, "certificate_price_eur", at + 1) == 84.5


def revised(root: Path, first: int) -> None:
    """Write a revision of the benchmarks: the route (C) of 7208 39 00 falls to 1.300 from `first` on."""
    folder = root / "law" / "eu"
    with (folder / "benchmarks.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file))
    kept = []
    for line in lines:
        row = dict(zip(header, line, strict=True))
        if row["code"] == "72083900" and row["column"] == "B" and row["route"] == "C":
            row["benchmark_tco2e_per_t"] = "1.300"
        if int(row["production_to"]) >= first:
            kept.append({**row, "production_from": str(max(first, int(row["production_from"])))})
    with (folder / "benchmarks_2027.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(kept)
    sidecar = (folder / "benchmarks.toml").read_text(encoding="utf-8")
    sidecar = sidecar.replace(f"rows = {len(lines)}", f"rows = {len(kept)}").replace(
        "2025-12-31", "2026-12-15"
    )
    sidecar = sidecar.replace("checked = 2026-11-21", "checked = 2026-12-16")
    (folder / "benchmarks_2027.toml").write_text(sidecar, encoding="utf-8")
    add(root, EDITION)


@pytest.mark.parametrize("first", [2026, 2027])
def test_a_revision_of_the_benchmarks_is_one_table_and_one_block(
    build: ModuleType, copy: Path, first: int
) -> None:
    revised(copy, first)
    assert check(Library(copy)).errors == []
    _, after, found = changed(build, copy)
    assert {row["cn_code"] for row in found} == {"72083900"}
    assert {row["import_date"] for row in found} == {day for day in DATES if day >= "2027-01-01"}
    at = DATES.index("2027-02-15")
    assert build.cell(after, "benchmark_tco2e_per_t", at) == 1.3
    assert build.cell(after, "benchmark_reference", at) == f"eu.benchmarks_2027:72083900/B/C/{first}"
    assert build.cell(after, "benchmark_tco2e_per_t", 0) == 1.37
    assert build.cell(after, "benchmark_reference", 0) == "eu.benchmarks:72083900/B/C/2026"
    assert after.cite(build.cell(after, "benchmark_reference", at)).value == "1.300"


def test_a_revision_is_unknown_before_its_day(build: ModuleType, copy: Path) -> None:
    revised(copy, 2026)
    before = build.priced(rows(build), library=load())
    after = build.priced(rows(build), library=Library(copy, known_on=date(2026, 12, 1)))
    assert np.array_equal(before.numbers("certificates"), after.numbers("certificates"), equal_nan=True)


def test_the_first_publication_of_the_default_values(build: ModuleType, copy: Path) -> None:
    if "default_values_2025.csv" not in (copy / "law" / "eu" / "cbam.toml").read_text(encoding="utf-8"):
        add(copy, FIRST_PUBLICATION)
    assert check(Library(copy)).errors == []
    lines = [
        build.line(cn_code="72223097", origin="Taiwan"),
        build.line(cn_code="72210010", origin="Taiwan"),
        build.line(cn_code="73011000", origin="Thailand"),
        build.line(cn_code="72202021", origin="Fiji"),
        build.line(cn_code="72262000", origin="Fiji"),
        build.line(cn_code="28041000", origin="Gabon"),
        build.line(cn_code="28041000", origin="Qatar"),
        build.line(cn_code="76161000", origin="Tunisia"),
        build.line(),
    ]
    today = build.priced(lines, library=Library(copy))
    march = build.priced(lines, library=Library(copy, known_on=date(2026, 5, 1)))
    value = "default_value_tco2e_per_t"
    assert today.numbers(value).tolist() == [5.006, 4.82, 2.039, 5.02, 5.5, 10.82, 10.82, 1.44, 3.187]
    expected = [10.0, np.nan, 2.04, 5.02, 5.588, 17.74, 10.82, 3.891, 3.187]
    assert np.array_equal(march.numbers(value), expected, equal_nan=True)
    # the figure withdrawn for 7221 was not found: the row is refused, not priced by today's law
    assert build.cell(march, "status", 1) == "invalid"
    references = march.coded("default_value_reference").texts()
    assert references[0] == "eu.default_values_2025:TW/722230"
    assert references[-1] == "eu.default_values:CN/7208"
    assert today.numbers("certificates")[-1] == march.numbers("certificates")[-1] == 2169.95
    assert list(march.coded("match").texts()[:2]) == ["heading", ""]
    assert np.array_equal(today.numbers(value), build.priced(lines).numbers(value))
    assert march.cite(references[0]).reading == "secondary"
