"""A small sheet with every kind of row, its ledger, and LibreOffice as an independent calculator."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import calc
from calc.engine.ledger import Ledger

HEADINGS = [
    *("CN code", "Country of origin", "Net mass [t]", "Import date", "Importer", "Supplier", "Route"),
    *("see_direct [tCO2e/t]", "sefa [tCO2e/t]", "carbon_price_paid", "currency", "carbon_price_coverage"),
]
EVIL = ('=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "<r>x</r>", "－1＋1")
ROWS = [
    # default values, four years, three periods of prices
    ["72083900", "China", "1000", "2026-02-15", "Muster GmbH", EVIL[0]],
    ["72083900", "CN", "1200.5", "2027-02-15", "Muster GmbH", EVIL[1]],
    ["72083900", "Türkiye", "1000", "2029-02-15", "Muster GmbH", EVIL[2]],
    ["72083900", "China", "1000", "2032-05-15", "Muster GmbH", EVIL[3]],
    ["76011010", "China", "500", "2026-02-15", "Muster GmbH", EVIL[4]],
    # fallback: no value printed for the country
    ["2523100090", "Türkiye", "1000", "2026-05-15", "Muster GmbH", EVIL[5]],
    ["72210010", "Taiwan", "1000", "2026-02-15", "Muster GmbH", "Mill B"],
    # own figures: with sefa, with a carbon price paid, without sefa
    ["76011010", "China", "250", "2026-04-01", "Muster GmbH", "Mill A", "", "1.9", "1.1"],
    [
        "72083900",
        "India",
        "800",
        "2026-04-01",
        "Muster GmbH",
        "Mill A",
        "C",
        "2.3",
        "1.2",
        "8.5",
        "EUR",
        "0.6",
    ],
    ["72083900", "India", "800", "2026-04-01", "Muster GmbH", "Mill A", "C", "2.3"],
    # nothing is due
    ["72083900", "Viet Nam", "20", "2026-04-01", "Kleinimport KG"],
    ["72083900", "Germany", "500", "2026-02-15", "Muster GmbH"],
    ["85011010", "China", "1000", "2026-02-15", "Muster GmbH"],
    # refused
    ["72083900", "Chyna", "500", "2026-02-15", "Muster GmbH"],
    ["72083900", "China", "abc", "2026-02-15", "Muster GmbH"],
    ["76012010", "China", "500", "2026-02-15", "Muster GmbH"],
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The rows as a csv file."""
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *(row + [""] * (len(HEADINGS) - len(row)) for row in ROWS)])
    return path


@pytest.fixture
def ledger(source: Path) -> Ledger:
    return calc.run(source)


def stripped(source: Path, target: Path, edit: Callable[[str, str], str] | None = None) -> None:
    """Copy a workbook without the values that its formulas carry; `edit` may change a part's XML."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = content.decode("utf-8")
                text = re.sub(r"(<f>[^<]*</f>)<v>[^<]*</v>", r"\1", text)
                assert "</f><v>" not in text
                content = (edit(name, text) if edit else text).encode("utf-8")
            new.writestr(name, content)


@pytest.fixture
def recalculated(tmp_path: Path) -> Callable[..., Path]:
    """Return a workbook as LibreOffice computes it from its formulas alone."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice Calc is not installed")

    def compute(workbook: Path, edit: Callable[[str, str], str] | None = None) -> Path:
        bare = tmp_path / "bare.xlsx"
        stripped(workbook, bare, edit)
        out = tmp_path / "computed"
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            str(office),
            profile,
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(out),
            str(bare),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return out / "bare.xlsx"

    return compute
