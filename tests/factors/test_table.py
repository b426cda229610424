"""Published tables and their sidecars: row counts, references, the differences between two publications."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from factors import Library, load
from factors.table import TableError, load_table

SIDECAR = """
rows = 2
title = "T"
source = "s"
place = "p"
published = 2026-01-01
checked = 2026-01-02
reading = "official text"
boundary = "b"
gwp = "none"
year = "2026"
conversion = "c"
[units]
value = "t"
[keys]
columns = "country code"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "t.toml").write_text(SIDECAR, encoding="utf-8")
    file = tmp_path / "t.csv"
    file.write_text("country,code,value\nCN,7208,3.187\n,7209,-\n", encoding="utf-8")
    return file


def test_a_table_is_texts_until_numbers_are_asked_for(file: Path) -> None:
    table = load_table(file, "eu.t")
    assert len(table) == 2
    assert table.row(1) == {"country": "", "code": "7209", "value": "-"}
    assert np.array_equal(table.numbers("value"), [3.187, np.nan], equal_nan=True)
    assert [table.reference(n) for n in range(2)] == ["eu.t:CN/7208", "eu.t:-/7209"]
    assert table.published.isoformat() == "2026-01-01"


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [
        (SIDECAR.replace("rows = 2", "rows = 3"), "2 rows, but t.toml says 3"),
        (SIDECAR.replace('place = "p"', 'plaice = "p"'), "unknown key plaice"),
    ],
)
def test_a_wrong_sidecar_is_refused(file: Path, sidecar: str, said: str) -> None:
    file.with_suffix(".toml").write_text(sidecar, encoding="utf-8")
    with pytest.raises(TableError, match=said):
        load_table(file, "eu.t")


def test_a_table_without_sidecar_is_refused(file: Path) -> None:
    file.with_suffix(".toml").unlink()
    with pytest.raises(TableError, match=r"t\.toml is missing"):
        load_table(file, "eu.t")


def test_a_ragged_row_is_refused_with_its_line(file: Path) -> None:
    file.write_text("country,code,value\nCN,7208,3.187\nCN,7209\n", encoding="utf-8")
    with pytest.raises(TableError, match="line 3: 2 cells"):
        load_table(file, "eu.t")


def test_the_sizes_that_the_publications_state() -> None:
    sizes = {path: len(load().table(path)) for path in load().table_paths()}
    assert sizes["eu.default_values"] == 12_540
    assert sizes["eu.unknown_origin"] == 283
    assert sizes["eu.benchmarks"] == 2465
    assert sizes["eu.goods"] == 42
    assert len(set(load().table("eu.default_values").columns["country"])) == 122
    assert len(set(load().table("eu.benchmarks").columns["code"])) == 570


def _rows(path: str) -> dict[tuple[str, str], dict[str, str]]:
    table = load().table(path)
    return {(row["country"], row["code"]): row for row in map(table.row, range(len(table)))}


def test_the_first_publication_of_the_default_values_holds_only_differences() -> None:
    now, then = _rows("eu.default_values"), _rows("eu.default_values_2025")
    assert set(then) <= set(now)
    total = "total_tco2e_per_t"
    kinds: Counter[str] = Counter()
    for key, row in then.items():
        value, route = row[total] != now[key][total], row["route"] != now[key]["route"]
        assert value or route, key
        if row["note"].startswith("row added"):
            kinds["added"] += 1
        elif row["note"].startswith("printed under"):
            kinds["other code"] += 1
        else:
            kinds["not held"] += row[total] == "not held"
            kinds["deleted"] += value and now[key][total] == "-" and row[total] != "not held"
            kinds["re-rounded or corrected"] += value and now[key][total] != "-"
            kinds["route"] += route
    assert kinds == {
        "deleted": 28,
        "not held": 4,
        "re-rounded or corrected": 38,
        "added": 8,
        "other code": 4,
        "route": 390,
    }


@pytest.mark.parametrize(
    ("key", "then", "now"),
    [
        (("TW", "72181000"), "8.670", "-"),
        (("TW", "722300"), "10.000", "-"),
        (("AO", "26011200"), "0.617", "-"),
        (("OTHER", "72262000"), "5.588", "5.500"),
        (("TH", "7301"), "2.040", "2.039"),
        (("TN", "76161000"), "-", "1.440"),
        (("ZW", "720241"), "-", "2.350"),
    ],
)
def test_known_differences_of_the_first_publication(key: tuple[str, str], then: str, now: str) -> None:
    assert _rows("eu.default_values_2025")[key]["total_tco2e_per_t"] == then
    assert _rows("eu.default_values")[key]["total_tco2e_per_t"] == now


def test_hydrogen_rows_lost_by_others_are_no_difference() -> None:
    then = _rows("eu.default_values_2025")
    assert not {("QA", "28041000"), ("CG", "28041000"), ("EC", "28041000"), ("GQ", "28041000")} & set(then)
    assert sum(row["country"] == "TH" and row["total_tco2e_per_t"] != "-" and "otherwise" in row["note"]
               for row in then.values()) == 33  # fmt: skip


def test_the_fingerprint_covers_every_file(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "a.toml").write_text("a = 1", encoding="utf-8")
    first = Library(tmp_path).fingerprint()
    (tmp_path / "law" / "a.toml").write_text("a = 2", encoding="utf-8")
    assert Library(tmp_path).fingerprint() != first
    assert set(load().fingerprints()) >= {
        "sources.toml",
        "units.txt",
        "law/eu/cbam.toml",
        "names/countries.csv",
    }


def test_a_pickled_library_reads_the_same_files() -> None:
    import pickle

    library = load()
    again = pickle.loads(pickle.dumps(library))
    assert again == library
    assert again.fingerprint() == library.fingerprint()
