"""A recycler's masses: states, bad input, chains of facilities, balances, and what the reports say."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

import calc
from calc.battery_recycling.recycler import SUBJECT
from calc.battery_recycling.status import RECOVERY, STATUSES
from calc.engine.ledger import Ledger
from calc.report.template import write_template
from calc.report.terminal import print_report

ROW = {"process": "P", "year": 2027, "group": "Li-ion", "fraction": "Ni", "flow": "input", "mass": "110 t"}
NICKEL = {**ROW, "part": "active materials"}
REST = {**ROW, "fraction": "other", "mass": "890 t"}
OUT = {**NICKEL, "flow": "output", "mass": "106", "use": "product"}
CASES = [
    ({}, "computed", ""),
    ({"group": "Li-iron-x"}, "unknown_group", "lead-acid"),
    ({"fraction": "nickle"}, "unknown_fraction", "did you mean nickel"),
    ({"flow": "sideways"}, "unknown_flow", "passed on"),
    ({"part": "lid"}, "unknown_part", "busbars"),
    ({"use": "art"}, "unknown_use", "backfilling"),
    ({"basis": "damp"}, "unknown_basis", "dry or wet"),
    ({"export": "perhaps"}, "unknown_export", "not approved"),
    ({"fraction": "black mass"}, "black_mass", "intermediate"),
    ({"basis": "wet"}, "share_needed", "water_share"),
    ({"fraction": "KOH"}, "share_needed", "solute"),
    ({"water_share": "0.2", "solute_share": "0.7"}, "share_contradiction", "make 1"),
    ({"basis": "dry", "water_share": "0.2"}, "share_contradiction", "no water in a dry mass"),
    ({"fraction": "slag"}, "slag_share", "fluxes"),
    ({"flow": "passed on", "treated_in": 2030, "efficiency": "0.5"}, "late_treatment", "following years"),
    ({"flow": "passed on", "treated_in": 2026, "efficiency": "0.5"}, "late_treatment", "following years"),
    ({"year": 2023}, "before_law", "not held"),
    ({"mass": "-1"}, "invalid", ""),
    ({"mass": ""}, "invalid", ""),
    ({"fraction": ""}, "invalid", ""),
    ({"water_share": "45"}, "invalid", ""),
]


def run(*rows: dict[str, object], **options: object) -> Ledger:
    return calc.run(pd.DataFrame(list(rows)), subject="battery-recycling", **options)


def states(ledger: Ledger) -> list[str]:
    return [str(one) for one in ledger.result_frame()["status"]]


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, object], status: str, said: str) -> None:
    ledger = run(NICKEL, REST, {**OUT, **cells}, {**NICKEL, "process": "Q"})
    assert states(ledger)[2:] == [status, "computed"]
    assert said in " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert all("Status:" in ledger.explain(row) for row in range(4))


def test_a_refused_row_leaves_its_process_without_rates() -> None:
    ledger = run(NICKEL, REST, {**OUT, "mass": "-1"})
    assert states(ledger) == ["incomplete", "incomplete", "invalid"]
    assert np.isnan(ledger.numbers("recycling_efficiency_percent")).all()
    assert ledger.numbers("counted_input_t")[0] == 110
    assert any("without it the rates would be wrong" in p.remedy for p in ledger.problems)


@pytest.mark.parametrize("cell", ["group", "year"])
def test_a_row_without_group_or_year_may_be_of_any(cell: str) -> None:
    other = {**NICKEL, "group": "NiCd", "year": 2026, "process": "Q"}
    ledger = run(NICKEL, REST, OUT, {**OUT, cell: "what"}, other)
    assert states(ledger)[:3] == ["incomplete"] * 3
    assert states(ledger)[4] == "computed"


@pytest.mark.parametrize(
    ("rows", "status", "said"),
    [
        ([OUT], "no_input", "add the rows of input"),
        ([NICKEL, {**OUT, "mass": "110.000001"}], "output_above_input", "110.000001 t out of 110 t"),
        ([NICKEL, {**OUT, "fraction": "Co", "mass": "1"}], "output_above_input", "Cobalt 1 t out of 0 t"),
        ([NICKEL, {**OUT, "fraction": "other", "mass": "111"}], "output_above_input", "111 t out of 110 t"),
        (
            [NICKEL, {**OUT, "fraction": "slag", "mass": "500", "from_batteries": "0.5"}],
            "output_above_input",
            "250 t",
        ),
        ([{**NICKEL, "year": 2030}], "element_left_out", "Carbon"),
    ],
)
def test_processes_without_rates(rows: list[dict[str, object]], status: str, said: str) -> None:
    ledger = run(*rows)
    assert set(states(ledger)) == {status}
    assert said in " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)
    assert np.isnan(ledger.numbers("recycling_efficiency_percent")).all()


def test_every_state_is_met() -> None:
    assert {case[1] for case in CASES} | {
        *("incomplete", "no_input", "output_above_input", "element_left_out"),
    } == set(STATUSES)


def test_output_as_large_as_the_input_is_no_fault() -> None:
    ledger = run(NICKEL, {**OUT, "mass": "110"})
    assert ledger.numbers("recycling_efficiency_percent").tolist() == [100, 100]
    assert ledger.numbers("recovery_percent").tolist() == [100, 100]


@pytest.mark.parametrize("use", ["backfilling", "landfill", "energy", "fuel", "intermediate"])
def test_uses_that_never_count(use: str) -> None:
    ledger = run(NICKEL, REST, {**OUT, "use": use})
    assert ledger.numbers("recycling_efficiency_percent")[0] == 0
    assert ledger.numbers("recovery_percent")[0] == 0


def test_an_output_whose_use_is_not_said_counts_and_is_marked() -> None:
    ledger = run(NICKEL, REST, {**OUT, "use": ""})
    assert ledger.numbers("recovery_percent")[0] == pytest.approx(96.3636, abs=1e-4)
    assert ledger.assumed_rows.tolist() == [False, False, True]


def test_exports_need_approved_evidence() -> None:
    assert run(NICKEL, {**OUT, "export": "not approved"}).numbers("counted_output_t")[1] == 0
    assert run(NICKEL, {**OUT, "export": "approved"}).numbers("counted_output_t")[1] == 106


PASSED = {**ROW, "flow": "passed on", "mass": "100", "efficiency": "90 %"}
UNFIT = [
    ({"export": "not approved"}, "without approved evidence"),
    ({"use": "energy"}, "no output"),
    ({"use": "landfill"}, "no output"),
    ({"part": "cables to the equipment"}, "no part of the battery"),
    ({"part": "slag"}, "the slag counts in a row of its own"),
]


@pytest.mark.parametrize("flow", ["output", "passed on"])
@pytest.mark.parametrize(("cells", "said"), UNFIT)
def test_mass_passed_on_passes_the_tests_of_outputs(cells: dict[str, object], said: str, flow: str) -> None:
    for fraction, part in (("Al", ""), ("Ni", "active materials"), ("black mass", "")):
        if fraction == "black mass" and flow == "output":
            continue
        row = {**PASSED, "flow": flow, "fraction": fraction, "part": part, **cells}
        aluminium = {**ROW, "fraction": "Al", "mass": "200"}
        ledger = run(NICKEL, aluminium, REST, row)
        assert states(ledger) == ["computed"] * 4
        assert ledger.numbers("counted_output_t")[3] == 0, fraction
        assert ledger.numbers("recovery_output_t")[3] == 0, fraction
        assert ledger.numbers("process_output_t")[0] == 0
        assert ledger.numbers("recovery_percent")[0] == 0
        assert said in str(ledger.frame()["note"].tolist()[3])


def test_what_is_passed_on_as_an_intermediate_or_with_approved_evidence_counts() -> None:
    for cells in ({"use": "intermediate"}, {"export": "approved"}, {"use": "product"}, {}):
        ledger = run(NICKEL, REST, {**PASSED, "fraction": "black mass", **cells})
        assert ledger.numbers("counted_output_t")[2] == 90


def test_of_slag_passed_on_only_the_part_from_batteries_counts() -> None:
    slag = {**PASSED, "fraction": "slag", "mass": "200"}
    assert states(run(NICKEL, REST, slag))[2] == "slag_share"
    part = run(NICKEL, REST, {**slag, "from_batteries": "0.35"})
    assert part.numbers("counted_output_t")[2] == pytest.approx(63)  # 200 x 0.35 x 0.9
    whole = run(NICKEL, REST, slag, assume={"slag": "whole"})
    assert whole.numbers("counted_output_t")[2] == 180


def test_impurities_are_input_only_and_cables_to_the_equipment_are_none() -> None:
    dirt = {**ROW, "fraction": "impurities", "mass": "90"}
    ledger = run(
        NICKEL, dirt, {**dirt, "flow": "output", "mass": "50"}, {**REST, "part": "cables to the equipment"}
    )
    assert ledger.numbers("process_input_t")[0] == 200
    assert ledger.numbers("process_output_t")[0] == 0
    cables = {**ROW, "fraction": "Cu", "mass": "10", "part": "cables to the equipment"}
    ledger = run(NICKEL, cables, {**cables, "flow": "output", "use": "product"})
    assert ledger.numbers("process_output_t")[0] == 0


def test_copper_without_part_has_no_recovery_but_counts_for_efficiency() -> None:
    copper = {**ROW, "fraction": "Cu", "mass": "100"}
    ledger = run(copper, {**copper, "flow": "output", "mass": "90", "use": "product"})
    assert ledger.frame()["recovery_answer"].tolist() == ["part not said"] * 2
    assert np.isnan(ledger.numbers("recovery_percent")).all()
    assert ledger.numbers("recycling_efficiency_percent")[0] == 90
    wide = run(copper, {**copper, "flow": "output", "mass": "90"}, assume={"copper": "wide"})
    assert wide.numbers("recovery_percent")[0] == 90


def test_answers_of_recovery() -> None:
    lead = {**ROW, "group": "NiCd", "fraction": "Pb", "mass": "5"}
    ledger = run(NICKEL, REST, OUT, {**NICKEL, "fraction": "Li", "mass": "20"}, {**lead, "process": "Q"})
    assert ledger.coded("recovery_answer").texts().tolist() == ["met", "", "met", "missed", ""]
    early = run({**NICKEL, "year": 2026})
    assert early.frame()["recovery_answer"].tolist() == ["not yet applicable"]
    assert early.numbers("recovery_target_2027_percent").tolist() == [90]
    assert {"met", "missed", "not yet applicable", "part not said"} < set(RECOVERY)


def test_a_metal_passed_on_beside_black_mass_counts_for_recovery_only() -> None:
    black = {**ROW, "fraction": "black mass", "flow": "passed on", "mass": "400", "efficiency": "60 %"}
    nickel = {**NICKEL, "flow": "passed on", "mass": "108", "efficiency": "95 %", "treated_in": 2028}
    ledger = run(NICKEL, REST, black, nickel)
    assert ledger.numbers("process_output_t")[0] == 240
    assert ledger.numbers("metal_output_t")[0] == pytest.approx(102.6)
    assert "for efficiency the black mass" in str(ledger.frame()["note"].tolist()[3])
    alone = run(NICKEL, REST, nickel, {**black, "process": "Q"})  # no black mass holds it
    assert alone.numbers("process_output_t")[0] == pytest.approx(102.6)
    assert alone.numbers("metal_output_t")[0] == pytest.approx(102.6)


def test_a_chain_that_does_not_meet_is_said() -> None:
    black = {**ROW, "facility": "A", "fraction": "black mass", "flow": "passed on", "mass": "500"}
    taken = {**black, "facility": "B", "flow": "received", "mass": "480"}
    whole = {**ROW, "facility": "A", "fraction": "other", "mass": "1000"}
    ledger = run(whole, black, taken)
    assert any("passed on 500 t, received 480 t" in p.found for p in ledger.problems)
    assert not [p for p in run(whole, black, {**taken, "mass": "500"}).problems]
    steps = {
        line.facility: (line.input_t, line.passed_on_t, line.received_t)
        for line in ledger.groups["facilities"]
    }
    assert steps == {"A": (1000, 500, 0), "B": (0, 0, 480)}


def test_the_gap_of_cadmium_is_said_with_its_share() -> None:
    cadmium = {**ROW, "group": "NiCd", "fraction": "Cd", "mass": "150"}
    rest = {**cadmium, "fraction": "steel", "mass": "850"}
    out = {**cadmium, "flow": "output", "mass": "147", "use": "product"}
    waste = {**cadmium, "flow": "waste", "mass": "2.4"}
    found = [p for p in run(cadmium, rest, out, waste).problems if p.kind == "balance_gap"]
    assert len(found) == 1
    assert "0.6 t (0.4 %)" in found[0].found
    assert not [p for p in run(cadmium, rest, out, {**waste, "mass": "3"}).problems]
    mercury = {**cadmium, "group": "other", "fraction": "Hg", "mass": "2"}
    gap = [p for p in run(mercury, {**mercury, "flow": "waste", "mass": "1.5"}).problems]
    assert "0.5 t (25 %)" in gap[0].found


def test_iron_and_phosphorus_without_row_are_asked_about_from_2030() -> None:
    carbon = {**ROW, "fraction": "C", "mass": "160"}
    assert not list(run(NICKEL, carbon).problems)
    late = [{**row, "year": 2030} for row in (NICKEL, carbon)]
    assert [p.kind for p in run(*late).problems] == ["element_without_row"]
    iron = {**late[1], "fraction": "Fe", "mass": "0"}
    assert not list(run(*late, iron, {**iron, "fraction": "P"}).problems)


def test_both_targets_and_the_mean_are_shown() -> None:
    large = [
        {**row, "process": "Q", "mass": mass}
        for row, mass in ((REST, "3000"), ({**REST, "flow": "output"}, "2700"))
    ]
    small = [{**REST, "mass": "1000"}, {**REST, "flow": "output", "mass": "500"}]
    ledger = run(*large, *small)
    lines = {line.process: line for line in ledger.groups["processes"]}
    assert (lines["Q"].answer_2025, lines["Q"].answer_2030) == ("met", "met")
    assert (lines["P"].answer, lines["P"].margin_points, lines["P"].missing_t) == ("missed", -15, 150)
    mean = ledger.groups["means"][0]
    assert (mean.processes, mean.recycling_efficiency_percent, mean.answer) == (2, 80, "met")
    assert any("missed" in line for line in ledger.headline)
    assert (lines["Q"].margin_2030_points, lines["P"].margin_2025_points) == (20, -15)


def test_the_report_fits_a_terminal_of_80_columns() -> None:
    long = {"process": "Hydrometallurgy 1 of Antwerp", "group": "NiCd"}
    rows = [{**row, **long} for row in (NICKEL, REST, OUT)]
    refused = {**NICKEL, **long, "process": "Q", "flow": "output"}
    early = [{**row, "year": 2026} for row in rows]
    console = Console(file=io.StringIO(), width=80, highlight=False)
    print_report(run(*rows, *early, refused), console)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    for line in (
        "process       year  group           r_RE %  target  answer   by 2025  by 2030",
        "Hydrometall…  2027  nickel-cadmium   10.60    80.0  missed    -69.40   -69.40",
        "Q             2027  nickel-cadmium                  no rate",
        "process       year  metal   r_RM %  target  answer    by 2027  by 2031",
        "Hydrometall…  2026  Nickel   96.36          not yet…     6.36     1.36",
    ):
        assert line in [one.rstrip() for one in said.splitlines()], said


def test_headings_in_chinese() -> None:
    names = {"process": "回收工艺", "year": "日历年", "group": "电池类别", "fraction": "组分", "flow": "流向"}
    names |= {"mass": "质量（吨）", "part": "部件", "use": "用途"}
    rows = [
        {
            **NICKEL,
            "group": "锂电池",
            "fraction": "镍",
            "flow": "输入",
            "mass": 110,
            "part": "正极",
            "use": "",
        },
        {**OUT, "group": "锂离子电池", "fraction": "Ni", "flow": "输出", "mass": 106, "use": "产品"},
    ]
    ledger = calc.run(pd.DataFrame([{names[k]: v for k, v in row.items()} for row in rows]))
    assert ledger.subject.name == "battery-recycling"
    assert ledger.numbers("recovery_percent")[0] == pytest.approx(96.3636, abs=1e-4)


def test_explanation_names_the_rules() -> None:
    said = run(NICKEL, REST, OUT).explain(2)
    assert "Status: computed.\n" in said
    for part in (
        "106 t / 110 t = 96.3636 %",
        "target 90 %: met, +6.3636 points",
        "Annex XII, Part C",
        "Annex, section",
    ):
        assert part in said


def test_a_template_is_read_again(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "template.xlsx"
    write_template(SUBJECT, path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value.split(" [")[0] for cell in sheet[1]]
    for line, row in enumerate((NICKEL, REST, OUT), 2):
        for n, name in enumerate(headings, 1):
            sheet.cell(line, n, row.get(name, ""))
    book.save(path)
    ledger = calc.run(path)
    assert ledger.numbers("recovery_percent")[2] == pytest.approx(96.3636, abs=1e-4)
    ledger.write(tmp_path / "report.xlsx")
    assert (tmp_path / "report.xlsx").stat().st_size > 0
