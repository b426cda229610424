"""Files that are broken, mean harm, or are not what their name says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from calc.engine import scan as books
from calc.engine.errors import InputError
from calc.engine.model import Table
from calc.engine.read import read

Write = Callable[..., Path]
HEAD = ["CN code", "Country of origin", "Net mass [t]", "Import date"]
ROW = ["72083900", "CN", 10.0, date(2026, 2, 15)]


@pytest.fixture
def good(workbook: Write) -> Path:
    return workbook([HEAD, ROW])


def rewritten(
    path: Path, part: str, change: Callable[[bytes], bytes], more: dict[str, bytes] | None = None
) -> Path:
    """Return a copy of a workbook with one part changed."""
    new = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, change(old.read(name)) if name == part else old.read(name))
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return new


def refusal(path: Path, table: Table) -> str:
    with pytest.raises(InputError) as caught:
        read([path], [table])
    assert caught.value.exit_code == 4
    return str(caught.value)


SHEET = "xl/worksheets/sheet1.xml"


def test_encrypted(good: Path, table: Table) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    secret = good.with_name("secret.xlsx")
    with good.open("rb") as plain, secret.open("wb") as out:
        OOXMLFile(plain).encrypt("pass", out)
    assert "remove the password" in refusal(secret, table)


def test_old_xls(tmp_path: Path, table: Table) -> None:
    (tmp_path / "a.xls").write_bytes(books.OLE + b"\x00" * 600)
    assert "save it as .xlsx" in refusal(tmp_path / "a.xls", table)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_truncated(good: Path, table: Table, share: float) -> None:
    data = good.read_bytes()
    good.write_bytes(data[: int(len(data) * share)])
    assert "damaged" in refusal(good, table)


def test_flipped_bytes(good: Path, table: Table) -> None:
    with zipfile.ZipFile(good) as archive:
        offset = archive.getinfo(SHEET).header_offset + 60
    data = bytearray(good.read_bytes())
    data[offset : offset + 40] = bytes(40)
    good.write_bytes(data)
    assert "damaged" in refusal(good, table)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"hello", "not an Excel"), (b"PK\x05\x06" + bytes(18), "no workbook")],
)
def test_no_workbook(tmp_path: Path, table: Table, content: bytes, said: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert said in refusal(tmp_path / "a.xlsx", table)


def test_zip_of_something_else(tmp_path: Path, table: Table) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "x")
    assert "no workbook in it" in refusal(tmp_path / "a.xlsx", table)


def test_empty_book(workbook: Write, table: Table) -> None:
    assert "empty" in refusal(workbook([]), table)


def test_no_such_file_and_empty_folder(tmp_path: Path, table: Table) -> None:
    assert "no such file" in refusal(tmp_path / "x.xlsx", table)
    assert "no file was given" in refusal(tmp_path, table)


def test_zip_bomb(good: Path, table: Table) -> None:
    bomb = rewritten(
        good, SHEET, lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * 200_000_000)
    )
    assert bomb.stat().st_size < 1_000_000
    assert "unpacks to" in refusal(bomb, table)


def test_external_links(good: Path, table: Table) -> None:
    linked = rewritten(good, "", bytes, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert "Edit Links" in refusal(linked, table)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="A1048576"><v>1</v></c><c r="XFD3"><v>1</v></c>',
        b"<c r = 'XFD1048576'><v>1</v></c>",
        b'<c r="xfd1048576"><v>1</v></c>',
        b'<c s="0" r="ZZ999999"><v>1</v></c>',
        b'<c\nr="ZZ999999"><v>1</v></c>',
    ],
)
def test_a_far_cell(good: Path, table: Table, cell: bytes) -> None:
    far = rewritten(
        good, SHEET, lambda data: data.replace(b"</sheetData>", b'<row r="9">' + cell + b"</row></sheetData>")
    )
    assert "stray cell" in refusal(far, table)


def test_ten_million_rows_in_name_only(good: Path, table: Table) -> None:
    wide = rewritten(good, SHEET, lambda data: data.replace(b'ref="A1:D2"', b'ref="A1:XFD10000000"'))
    assert b"10000000" in zipfile.ZipFile(wide).read(SHEET)
    assert read([wide], [table]).tables["imports"].size == 1


def test_a_cell_in_row_ten_million(good: Path, table: Table) -> None:
    far = rewritten(
        good,
        SHEET,
        lambda data: data.replace(
            b"</sheetData>", b'<row r="10000000"><c r="J10000000"><v>1</v></c></row></sheetData>'
        ),
    )
    assert "stray cell" in refusal(far, table)


def test_a_stray_cell_that_fits_is_read(workbook: Write, table: Table) -> None:
    path = workbook([HEAD, ROW], then=lambda sheet: sheet.write(99_999, 3, ""))
    assert read([path], [table]).tables["imports"].size == 1


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_doctype(good: Path, table: Table, part: str) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    changed = rewritten(good, part, lambda data: laughs + data.split(b"?>", 1)[1])
    assert "entities" in refusal(changed, table)


def test_not_utf8(good: Path, table: Table) -> None:
    changed = rewritten(good, SHEET, lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    assert "UTF-8" in refusal(changed, table)


def test_a_sheet_out_of_sight(good: Path, table: Table) -> None:
    with zipfile.ZipFile(good) as archive:
        sheet = archive.read(SHEET)
    far = sheet.replace(b"</sheetData>", b'<row r="9"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    links = "xl/_rels/workbook.xml.rels"
    moved = rewritten(
        good,
        links,
        lambda data: data.replace(b"worksheets/sheet1", b"elsewhere/s"),
        {"xl/elsewhere/s.xml": far},
    )
    assert "not where sheets are kept" in refusal(moved, table)


def test_unknown_encoding(good: Path, table: Table) -> None:
    changed = rewritten(good, "xl/workbook.xml", lambda data: data.replace(b"UTF-8", b"UTF-9"))
    assert "damaged" in refusal(changed, table)


def test_broken_xml(good: Path, table: Table) -> None:
    assert refusal(rewritten(good, SHEET, lambda data: data[:300]), table)
    assert refusal(rewritten(good, "xl/workbook.xml", lambda data: data[:100]), table)


def test_two_parts_of_one_name(good: Path, table: Table) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(good, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    assert "share one name" in refusal(good, table)


def test_prefixed_namespace_and_cells_without_reference(good: Path, table: Table) -> None:
    book = openpyxl.load_workbook(good)
    stream = io.BytesIO()
    book.save(stream)
    good.write_bytes(stream.getvalue())
    assert read([good], [table]).tables["imports"].size == 1


def test_chart_sheets_are_passed_over(tmp_path: Path, table: Table) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(ROW)
    book.create_chartsheet("Chart", 0)
    book.save(tmp_path / "a.xlsx")
    assert read([tmp_path / "a.xlsx"], [table]).tables["imports"].size == 1


def test_csv_with_other_content(tmp_path: Path, good: Path, table: Table) -> None:
    (tmp_path / "a.csv").write_bytes(good.read_bytes())
    assert "suffix .xlsx" in refusal(tmp_path / "a.csv", table)
    (tmp_path / "b.csv").write_bytes(bytes(range(256)) * 50)
    assert refusal(tmp_path / "b.csv", table)
    (tmp_path / "c.csv").write_bytes(b'CN code,Origin,Net mass [t],Import date\n"72083900,CN,5,2026-02-15\n')
    assert "quotation mark" in refusal(tmp_path / "c.csv", table)


def test_damaged_parquet(tmp_path: Path, table: Table) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    assert "parquet" in refusal(tmp_path / "a.parquet", table)


def test_parquet_without_pyarrow(tmp_path: Path, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pigou[parquet]" in refusal(tmp_path / "a.parquet", table)


def test_formula_texts_stay_texts(workbook: Write, table: Table) -> None:
    rows = [HEAD, ["=cmd|'/c calc'!A1", "@SUM(1)", 1.0, ROW[3]]]
    data = read([workbook(rows)], [table]).tables["imports"]
    assert data.coded("cn_code").texts().tolist() == ["=cmd|'/c calc'!A1"]
    assert data.own["Country of origin"].tolist() == ["@SUM(1)"]


def test_very_long_texts(workbook: Write, table: Table) -> None:
    batch = read(
        [workbook([[*HEAD, "x" * 5000], ["9" * 5000, "C" * 32_000, "7" * 400, ROW[3], "y"]])], [table]
    )
    assert all(len(problem.found) <= 200 for problem in batch.problems)
    assert {problem.kind for problem in batch.problems} == {"not_finite"}


def test_sheet_of_legitimate_size_passes(
    tmp_path: Path, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "CHUNK", 1000)  # many chunks, cut anywhere
    frame = pd.DataFrame([ROW] * 500, columns=HEAD)
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    seen = next(iter(books.scan(tmp_path / "a.xlsx").values()))
    assert (seen.last_column, seen.cells) == (4, 2004)
    assert read([tmp_path / "a.xlsx"], [table]).tables["imports"].size == 500
