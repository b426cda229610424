"""A subject that declares little: every form of its report, without the optional lines."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from rich.console import Console

from calc import catalogue
from calc.engine.citations import cite
from calc.engine.errors import REFUSED, Problem, Problems, UsageError
from calc.engine.ledger import Assumed, Ledger, Parameter, SheetModel
from calc.engine.model import Coded, Column, Line, Options, Place, Subject, Table, TableData
from calc.engine.view import Grouping, GroupTable, Ratio, Shown, View
from calc.report.difference import compare, print_difference
from calc.report.former import explained
from calc.report.template import write_template
from calc.report.terminal import print_report, print_summary
from factors import Library

KINDS = ("alloy", "brass", "copper")
MASS = [10.0, 4.0, 2.5, 8.0]
AMOUNT = [30.0, -12.5, 0.25, np.nan]


@dataclass(frozen=True)
class Stage:
    """One line of a group."""

    stage: str
    amount: float
    count: int
    low: float | None
    text: str


STAGES = [
    Stage("mining", 20.0, 3, 18.0, "as measured"),
    Stage(
        "a stage with rather a long name that has to be folded",
        11.25,
        1,
        None,
        "one plant, see the note " * 3,
    ),
    Stage("credit", -13.5, 2, float("nan"), "assumed"),
]
STAGE_COLUMNS = (
    Shown("stage", "stage"),
    Shown("amount", "tCO2e", bar=True),
    Shown("count", "plants", zero=False, suffix="plants"),
    Shown("low", "low", 1),
    Shown("text", "basis", marked=("assumed",), letters=40),
    Shown("absent", "not there"),
)
VIEW = View(
    amount="amount_tco2e",
    quantity="mass_t",
    groupings=(
        Grouping("kind", "Kind", "No kind", short="Kind"),
        Grouping("colour", "Colour", "No colour", short="Colour"),  # a line that the ledger does not have
    ),
    sums=(Shown("mass_t", "t"), Shown("amount_tco2e", "tCO2e", bar=True), Shown("colour", "colour")),
    top=(
        Shown("kind", "kind"),
        Shown("amount_tco2e", "tCO2e"),
        Shown("amount_tco2e", "per t", 2, per="mass_t"),
    ),
    groups=(GroupTable("stages", "By stage", STAGE_COLUMNS, chart="amount", labels=2, short="By stage"),),
    ratios=(Ratio("Mean", "amount_tco2e", "mass_t", 3, short=True), Ratio("None", "amount_tco2e", "colour")),
)
LINES = (
    Line("kind", "code", "Kind"),
    Line("mass_t", "number", "Mass", "t", sum=True),
    Line("amount_tco2e", "number", "Amount", "tCO2e", sum=True),
    Line("factor", "number", "Factor", "1"),
    Line("share", "number", "Share", "1"),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
)
TABLE = Table(
    "tests",
    (
        Column("material", "text", "What", needed=True, example="brass", second="copper", meaning_zh="材料"),
        Column("mass", "number", "How much", units=("t",), needed=True, above=0, example="10"),
        Column("origin", "text", "Where", example="China", second="", countries=True),
        Column("grid", "number", "Grid", units=("g/kWh",), names=True, least=0, example="28.33 g/kWh"),
    ),
    results=tuple(line.name for line in LINES),
)


def calculated(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    size = data.size

    def some(values: list[Any]) -> Any:
        return np.array(values[:size])

    status = Coded(some([0, 0, 0, 1]).astype(np.int8), ("computed", "invalid"))
    factors = some([3.0, -3.125, 0.1, np.nan])
    return Ledger(
        subject,
        data,
        {
            "kind": Coded(some([0, 1, 2, -1]).astype(np.int8), KINDS),
            "mass_t": lambda: some(MASS),  # made when asked for
            "amount_tco2e": some(AMOUNT),
            "factor": factors,
            "share": factors / 4.0,
            "status": status,
            "note": Coded(np.full(size, -1, dtype=np.int8), ()),
        },
        problems,
        options,
        assumptions=(Assumed("rule", "first", "Something is assumed.", "a source", 2),),
        groups={"stages": STAGES},
        marks={"refused": lambda: status.codes == 1},
        sheet=lambda: SheetModel(
            (Parameter("factor", "alloy", 3.0, "1", "given:a", "given"),),
            {"factor": np.where(np.arange(size) == 0, 0, -1).astype(np.int32)},
            {"amount_tco2e": (np.where(status.codes == 0, 0, -1).astype(np.int8), ("{mass_t}*{factor}",))},
        ),
    )


def said(ledger: Ledger, row: int) -> str:
    return f"row {row}: {ledger.numbers('amount_tco2e')[row]}\n"


SUBJECT = Subject(
    "tests",
    "A subject of tests",
    TABLE,
    LINES,
    calculated,
    said,
    {"computed": "fine", "invalid": "not"},
    view=VIEW,
)


def ledger_of(subject: Subject = SUBJECT, size: int = 4) -> Ledger:
    problems = Problems()
    problems.add(Problem(REFUSED, "x", "a.csv", "", "B5", row=5, found="abc", expected="a number"))
    place = Place("a.csv", "", 1, {}, {"material": "material", "mass": "mass"})
    own = pd.DataFrame({"material": ["a", "b", "c", ""][:size], "mass [t]": MASS[:size]})
    data = TableData(
        TABLE,
        size,
        {"mass": np.array(MASS[:size])},
        {},
        {},
        own,
        np.zeros(size, dtype=np.int32),
        (place,),
        np.arange(2, size + 2, dtype=np.int32),
    )
    found: Ledger = subject.calculate(subject, data, Library(), Options(), problems)
    found.manifest = {"subject": subject.name, "options": {}, "inputs": [{"path": "a.csv"}]}
    return found


def printed(ledger: Ledger) -> list[str]:
    console = Console(width=80, highlight=False, record=True, color_system=None, quiet=False, file=sys.stderr)
    print_report(ledger, console)
    return console.export_text().splitlines()


@pytest.fixture
def lines() -> list[str]:
    return printed(ledger_of())


def row(lines: list[str], first: str) -> list[str]:
    return next(line.split() for line in lines if line.startswith(first))


def test_terminal(lines: list[str]) -> None:
    assert max(map(len, lines)) <= 80
    assert row(lines, "Amount") == ["Amount", "17.750", "tCO2e"]
    assert row(lines, "Mean ") == [
        "Mean",
        f"{17.75 / 16.5:.3f}",
        "tCO2e/t",
    ]  # the refused row's mass is not in it
    assert not [line for line in lines if line.startswith(("None", "By colour"))]
    assert "The 3 largest lines" in lines
    start = lines.index("By kind")
    assert [line.split()[0] for line in lines[start + 2 : start + 5]] == ["alloy", "brass", "copper"]
    assert row(lines, "brass")[:3] == ["brass", "4.000", "-12.500"]
    assert "█" in "".join(row(lines, "brass"))
    assert row(lines, "computed") == ["computed", "3", "16.500"]
    assert row(lines, "in ") == ["in", "4", "24.500"]


def test_terminal_groups(lines: list[str]) -> None:
    start = lines.index("By stage")
    assert lines[start + 1].split() == ["stage", "tCO2e", "plants", "low", "basis"]
    assert row(lines[start:], "mining")[1] == "20.000"
    assert [line for line in lines if line.rstrip().endswith("see…")]
    assert row(lines[start:], "credit")[1] == "-13.500"
    assert not [line for line in lines if "nan" in line or "None" in line]


def unknown() -> Ledger:
    """Return the ledger with no mass at all, and with brass of which nothing is known."""
    ledger = ledger_of()
    ledger.columns["mass_t"] = np.full(4, np.nan)
    ledger.columns["amount_tco2e"] = np.array([30.0, np.nan, 0.25, np.nan])
    ledger.columns["kind"] = Coded(np.array([0, 1, 0, -1], dtype=np.int8), KINDS)
    ledger.sheet = None
    return ledger


def test_unknown_is_no_zero() -> None:
    ledger = unknown()
    ledger.columns["mass_t"] = np.array([np.nan, 4.0, np.nan, np.nan])
    ledger.columns["amount_tco2e"] = np.array([30.0, 2.0, 0.25, np.nan])
    lines = printed(ledger)
    assert row(lines, "alloy")[:3] == ["alloy", "-", "30.250"]
    assert row(lines, "brass")[:3] == ["brass", "4.000", "2.000"]
    lines = printed(unknown())
    assert not [line for line in lines if line.startswith(("Mass", "Mean"))]
    assert row(lines, "Amount")[1] == "30.250"


def test_unknown_is_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    unknown().write(path)
    found, live = ({r[0]: r for r in cells(path, formulas=f) if r[0]} for f in (False, True))
    assert "Mass" not in found
    assert found["Kind"][1:4] == ("Rows", "Amount [tCO2e]", None)
    assert live["brass"][2] is None
    assert live["No kind"][2] is None
    assert found["No kind"][1] == 1
    assert found["alloy"][2] == 30.25
    assert live["alloy"][2].startswith("=SUMIFS(")


def with_unused(names: tuple[str, ...]) -> Ledger:
    ledger = ledger_of()
    place = replace(ledger.data.places[0], unused=names)
    return replace(ledger, data=replace(ledger.data, places=(place,)))


def test_columns_that_are_not_used(tmp_path: Path) -> None:
    assert "Columns not used: Herkunft, [foo]" in printed(with_unused(("Herkunft", "[foo]")))
    said = " ".join(printed(with_unused(tuple(f"c{n}" for n in range(1, 16)))))
    assert "c11, c12 and 3 more" in " ".join(said.split())
    assert not [line for line in printed(ledger_of()) if line.startswith("Columns")]
    with_unused(("Herkunft", "foo")).write(tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx")["Problems"]["A3"].value == "Columns not used: Herkunft, foo"


def test_terminal_of_a_single_row() -> None:
    lines = printed(ledger_of(size=1))
    assert not [line for line in lines if "largest" in line]
    assert "By stage" in lines


def test_groups_shown_in_part() -> None:
    table = replace(VIEW.groups[0], notable=lambda line: line.amount > 0, short_most=1)
    lines = printed(ledger_of(replace(SUBJECT, view=replace(VIEW, groups=(table,)))))
    start = lines.index("By stage")
    assert lines[start + 3] == "and 1 more"


def test_without_any_view(tmp_path: Path) -> None:
    ledger = ledger_of(replace(SUBJECT, view=View()))
    lines = printed(ledger)
    assert row(lines, "status") == ["status", "rows"]
    assert row(lines, "Amount")[1] == "17.750"
    ledger.write(tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx")["Summary"]["A1"].value == "A subject of tests"
    print_summary(ledger, "out.xlsx")


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_other_forms(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    ledger_of().write(path)
    if ending == "json":
        found = json.loads(path.read_text(encoding="utf-8"))
        assert found["groups"]["stages"][2]["low"] is None
        assert found["totals"]["amount_tco2e"] == 17.75


def cells(path: Path, *, formulas: bool = False) -> list[tuple[Any, ...]]:
    return list(load_workbook(path, data_only=not formulas)["Summary"].iter_rows(values_only=True))


def test_workbook(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    ledger_of().write(path)
    found = {r[0]: r for r in cells(path) if r[0]}
    live = {r[0]: r for r in cells(path, formulas=True) if r[0]}
    assert found["Amount"][1] == 17.75
    assert live["Amount"][1].startswith("=SUM(Rows!")
    assert found["Mean"][1] == pytest.approx(17.75 / 16.5)
    assert not str(live["Mean"][1]).startswith(
        "="
    )  # a refused row has a mass: the totals alone do not give it
    assert found["computed"][1:3] == (3, 16.5)
    assert found["brass"][1:4] == (1, 4.0, -12.5)
    assert found["credit"][1:5] == (-13.5, 2, None, "assumed")
    assert "Colour" not in found
    assert len(load_workbook(path)["Summary"]._charts) == 2
    rows = list(load_workbook(path)["Rows"].iter_rows(min_row=3, values_only=True))
    assert [str(r[4])[0] for r in rows[:3]] == ["=", "=", "="]
    assert rows[0][5].startswith("=Assumptions!")


@dataclass(frozen=True)
class Long:
    """A line of a group with a long text behind its figures."""

    stage: str
    amount: float
    remark: str
    region: str
    source: str


LONG = [
    Long(f"stage {n}", float(n), "beside" if n == 12 else "", "EU", "a source " * 6) for n in range(1, 13)
]


def test_wide_tables_have_their_charts_below_them(tmp_path: Path) -> None:
    names = ("stage", "amount", "remark", "region", "source")
    table = GroupTable("long", "Long", tuple(Shown(n, n) for n in names), chart="amount")
    ledger = ledger_of(replace(SUBJECT, view=replace(VIEW, groups=(table,))))
    ledger = replace(ledger, groups={"long": LONG})
    ledger.write(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["Summary"]
    assert sheet.column_dimensions["E"].width > 40
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    first = next(c.row for c in sheet["A"] if c.value == "stage 1")
    assert sheet.cell(first, 5).alignment.wrap_text
    *_, chart = sheet._charts
    assert (chart.anchor._from.col, chart.anchor._from.row) == (0, first + 12)
    drawn = chart.series[0].val.numRef
    assert drawn.f == f"Summary!$B${first + 3}:$B${first + 10}"  # the 8 largest, without what stands beside
    assert [float(p.v) for p in drawn.numCache.pt] == [4, 5, 6, 7, 8, 9, 10, 11]


def test_a_chart_of_rows_apart(tmp_path: Path) -> None:
    table = GroupTable("long", "Long", (Shown("stage", "stage"), Shown("amount", "amount")), chart="amount")
    lines = [replace(line, amount=20.0 if n == 0 else line.amount) for n, line in enumerate(LONG)]
    ledger = replace(ledger_of(replace(SUBJECT, view=View(groups=(table,)))), groups={"long": lines})
    ledger.write(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["Summary"]
    first = next(c.row for c in sheet["A"] if c.value == "stage 1")
    (chart,) = sheet._charts
    assert chart.anchor._from.col == 8
    told = f"(Summary!$B${first}:$B${first},Summary!$B${first + 4}:$B${first + 10})"
    assert chart.series[0].val.numRef.f == told


def test_template(tmp_path: Path) -> None:
    write_template(SUBJECT, tmp_path / "new.xlsx")
    book = load_workbook(tmp_path / "new.xlsx")
    assert book.sheetnames == ["Tests", "Example", "Notes", "Lists"]
    example = {r[0]: r[1:3] for r in book["Example"].iter_rows(min_row=5, values_only=True)}
    assert example == {
        "material": ("brass", "copper"),
        "mass [t]": ("10", "10"),
        "origin": ("China", None),
        "grid [g/kWh]": (None, None),
    }
    rules = {str(rule.sqref): rule.type for rule in book["Tests"].data_validations.dataValidation}
    assert rules == {"B2:B501": "decimal", "C2:C501": "list"}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("subject_of_tests")
    module.SUBJECT = SUBJECT  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "subject_of_tests", module)
    monkeypatch.setitem(catalogue.SUBJECTS, "tests", "subject_of_tests")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "parquet"])
def test_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str) -> None:
    old, new = tmp_path / f"old.{ending}", tmp_path / f"new.{ending}"
    ledger = ledger_of()
    ledger.write(old)
    ledger.columns["amount_tco2e"] = np.array([30.0, -2.5, 0.25, np.nan])
    ledger.columns["kind"] = Coded(np.array([0, 0, 2, -1], dtype=np.int8), KINDS)
    ledger.sheet = None
    ledger.write(new)
    found = compare([old, new], [], Options())
    assert [(c.row, c.old, c.new) for c in found.changed] == [(2, -12.5, -2.5)]
    print_difference(found)
    out = capsys.readouterr().out
    assert "-12.500 -> -2.500 tCO2e; kind brass -> alloy" in out
    assert "total 17.750 -> 27.750 tCO2e" in out


@pytest.mark.usefixtures("known")
def test_reports_of_different_subjects(tmp_path: Path, ledger: Ledger) -> None:
    ledger_of().write(tmp_path / "a.csv")
    four = replace(ledger.data, own=ledger.data.own)
    replace(ledger, data=four).write(tmp_path / "b.csv")
    table = pd.read_csv(tmp_path / "b.csv", dtype=str).head(4)
    table.to_csv(tmp_path / "b.csv", index=False)
    with pytest.raises(UsageError, match="different subjects"):
        compare([tmp_path / "a.csv", tmp_path / "b.csv"], [], Options())
    (tmp_path / "c.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="is not a report"):
        compare([tmp_path / "c.csv", tmp_path / "c.csv"], [], Options())


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("ending", ["xlsx", "json", "parquet"])
def test_a_former_report_is_explained(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    ledger_of().write(path)
    first = 3 if ending == "xlsx" else 1
    text = explained(path, first + 1, "", Options(), None)
    assert text == "row 1: -12.5\n\nThe report says -12.500 tCO2e: the same.\n"
    text = explained(path, first + 3, "", Options(), None)
    assert text == "row 3: nan\n"


def test_a_former_report_with_another_amount(tmp_path: Path, known: None) -> None:
    path = tmp_path / "out.csv"
    ledger_of().write(path)
    table = pd.read_csv(path)
    table["amount_tco2e"] = [1.0, np.nan, 0.25, np.nan]
    table.to_csv(path, index=False)
    assert "says 1.000 tCO2e, computed now 30.000 tCO2e" in explained(path, 2, "", Options(), None)
    assert "says no amount, computed now: -12.500 tCO2e" in explained(path, 3, "", Options(), None)


# ---- citations


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "factors" / "energy"
    folder.mkdir(parents=True)
    (tmp_path / "factors" / "sources.toml").write_text(
        '[one]\ntitle = "Book one"\naddress = "a1"\n[two]\ntitle = "Book two"\naddress = "a2"\n'
    )
    (folder / "grid.csv").write_text(
        "grid,year,low_g,value_g,source,place,reading,note\n"
        "CN,2023,,580.5,one,p. 4,secondary,a note\nFR,2023,20,30,two,Table 1,official text,\n"
    )
    (folder / "grid.toml").write_text(
        'rows = 2\ntitle = "Grids"\n[units]\nlow_g = "g/kWh"\nvalue_g = "g/kWh"\n[keys]\ncolumns = "grid year"\n'
    )
    return Library(tmp_path / "factors")


def test_a_row_of_a_mixed_table(library: Library) -> None:
    found = cite(library, "energy.grid:CN/2023")
    assert (found.what, found.value, found.unit) == ("Grids: CN/2023", "580.5", "g/kWh")
    assert (found.citation, found.address) == ("Book one, p. 4", "a1")
    assert (found.reading, found.note) == ("secondary", "a note")
    assert cite(library, "energy.grid:FR/2023").value == "20"


@pytest.mark.parametrize(
    "key", ["energy.grid:XX/2023", "energy.none:a", "nothing", "a.b:c", "a.b.c@2026", ""]
)
def test_a_key_that_leads_nowhere(library: Library, key: str) -> None:
    with pytest.raises((LookupError, OSError, ValueError)):
        cite(library, key)


def test_keys_of_the_library() -> None:
    library = Library()
    found = cite(library, "eu.default_values:CN/7208")
    assert found.what == "Default values by country and good, China: 7208"
    assert "Other countries and territories" in cite(library, "eu.default_values:OTHER/2507008080").what
    assert cite(library, "eu.cbam.cbam_factor@2026-01-01").value == "0.975"
    rate = cite(library, "ecb_reference_rates:USD@2026-02-13=0.92 EUR")
    assert (rate.what, rate.value, rate.unit) == ("Euro for one USD on 2026-02-13", "0.92", "EUR/USD")
    assert cite(library, "given:a.xlsx!C4").citation == "a.xlsx!C4"
