"""Every state a discharge can end in, what the user is told, and the rules wider than a row."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import calc
from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger
from calc.taxes.status import LAST_SETTLED, STATUSES

ROW: dict[str, Any] = {
    "site": "Mill",
    "province": "Beijing",
    "outlet": "DA001",
    "month": "2024-03",
    "medium": "air",
    "pollutant": "SO2",
    "amount": "95 kg",
}
WATER = {"medium": "water", "outlet": "DW001"}
PIGS = {**WATER, "pollutant": "pigs", "amount": None, "stock_open": 600, "stock_close": 700}
CASES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "computed", ""),
    ({"rate_cny": 3}, "given", ""),
    ({"province": "Tianjin"}, "assumed", ""),
    ({"exemption": "移动源"}, "exempt", ""),
    ({"pollutant": "VOCs"}, "not_taxable", "Article 27"),
    ({**WATER, "pollutant": "total nitrogen"}, "not_taxable", "only ammonia nitrogen is taxed"),
    ({"pollutant": "sulphur dioxyde"}, "unknown_pollutant", "did you mean sulphur dioxide"),
    ({"pollutant": "PM"}, "unclear_pollutant", "smoke dust"),
    ({"pollutant": "COD"}, "medium_mismatch", "a water pollutant, in air"),
    ({"medium": "soil"}, "unknown_medium", "one of air, water"),
    ({"medium": None, "pollutant": "lead"}, "unknown_medium", "more than one"),
    ({"month": "2024-13"}, "month_invalid", "month 13"),
    ({"month": "2017-12"}, "before_law", "2018-01"),
    ({"exemption": "because"}, "unknown_exemption", "Arts 4 and 12"),
    ({"amount": None, "concentration": "20 mg/m3"}, "flow_missing", "a concentration alone is no amount"),
    ({"amount": "20 mg/m3"}, "flow_missing", "a concentration alone is no amount"),
    ({"amount": None}, "amount_missing", "concentration and flow"),
    (
        {"amount": "95 kg", "concentration": "20 mg/m3", "flow": "1000000 Nm3"},
        "amount_contradiction",
        "concentration times flow",
    ),
    ({**WATER, "pollutant": "pH", "amount": 24000, "measured": 4}, "wastewater_unclear", "such as 24000 t"),
    ({**WATER, "pollutant": "pH", "amount": "24000 t"}, "measured_missing", "0 to 14"),
    ({**WATER, "pollutant": "pH", "amount": "24000 t", "measured": 15}, "measured_missing", "0 to 14"),
    (PIGS, "equivalent_missing", "equivalent_value"),
    ({"province": "Beijng"}, "unknown_province", "did you mean Beijing?"),
    ({"rate_cny": 12.5}, "rate_outside_band", "1.2 to 12 CNY"),
    ({"province": "Jiangsu"}, "zone_missing", "Suzhou"),
    ({"province": "Guangxi"}, "rate_missing", "1.2 to 12 CNY"),
    ({"pollutant": None}, "invalid", ""),
    ({"amount": "-1 kg"}, "invalid", "at least 0"),
    ({"amount": "1 ton"}, "invalid", ""),
]
LATER = {"duplicate", "province_conflict"}  # two rows decide


def run(*rows: dict[str, Any], **options: Any) -> Ledger:
    return calc.run(pd.DataFrame([{**ROW, **row} for row in rows]), subject="discharges", **options)


def told(ledger: Ledger) -> str:
    return " ".join(f"{p.found} {p.expected} {p.remedy}" for p in ledger.problems)


@pytest.mark.parametrize(("cells", "status", "said"), CASES)
def test_states(cells: dict[str, Any], status: str, said: str) -> None:
    ledger = run(cells, {"site": "Other"})
    found = ledger.result_frame()
    assert found["status"].tolist() == [status, "computed"]
    assert said in told(ledger)
    settled = STATUSES.index(status) <= LAST_SETTLED
    assert found["tax_cny"].isna().tolist() == [not settled, False]
    assert ledger.explain(0).count("Status:") == 1
    assert ledger.refused_rows.tolist() == [not settled, False]
    if not settled:
        assert any(p.row for p in ledger.problems)


def test_every_state_is_met() -> None:
    assert {case[1] for case in CASES} | LATER == set(STATUSES)


def test_two_provinces_for_one_site() -> None:
    ledger = run({}, {"province": "Hebei", "zone": "tier 1", "outlet": "2"}, {"site": "Other"})
    assert ledger.result_frame()["status"].tolist() == ["province_conflict"] * 2 + ["computed"]
    assert "one province for a site" in told(ledger)


def test_a_water_pollutant_at_an_outlet_of_air_is_asked_about() -> None:
    ledger = run({}, {"medium": "water", "pollutant": "COD"}, {"outlet": "2"})
    assert ledger.result_frame()["status"].tolist() == ["computed"] * 3
    assert [p.row for p in ledger.problems if p.kind == "two_media"] == [1, 2]


def test_a_pollutant_twice_at_an_outlet() -> None:
    found = run({}, {"amount": "5 kg"}, {"pollutant": "NOx"}, {"month": "2024-04"}).result_frame()
    assert found["status"].tolist() == ["duplicate", "duplicate", "computed", "computed"]
    assert "ranks may change" in found["note"][2]


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([{"measured": 20, "limit": "50 mg/m3"}], "not in the same unit"),
        (
            [{"measured": 20, "limit": 50}, {"pollutant": "NOx", "measured": 60, "limit": 50}],
            "at this outlet",
        ),
        ([{"measured": 60, "limit": 50, "exceeded": "no"}], "it counts as exceeded"),
        ([{"outlet": None}], "no outlet given"),
        ([{"medium": None}], "medium taken from the pollutant"),
        ([{"punitive": "yes", "produced": "950 kg"}], "the amount produced counts"),
        ([{**WATER, "pollutant": "pH", "measured": 7, "amount": "10 t"}], "between 6 and 9"),
        (
            [{**WATER, "pollutant": "色度", "measured": 40, "limit": 80, "amount": "10 t"}],
            "only where the standard",
        ),
        ([{**PIGS, "stock_open": 400, "stock_close": 500, "equivalent_value": 1}], "below the size"),
        ([{"method": "by eye"}], "way of measuring not recognised"),
        ([{"amount": "0 kg"}], "nothing was discharged"),
        (
            [{**WATER, "pollutant": "COD", "exemption": "municipal works", "measured": 60, "limit": 50}],
            "exempt only within the standards",
        ),
    ],
)
def test_notes(rows: list[dict[str, Any]], note: str) -> None:
    found = run(*rows).result_frame()
    assert note in found["note"][0]
    assert found["tax_cny"].notna().all()


def test_ph_bands() -> None:
    ph = [0, 1, 2, 3, 4, 5, 5.99, 6, 9, 9.01, 10, 11, 12, 13, 14]
    value = [0.06, 0.125, 0.25, 0.5, 1, 5, 5, None, None, 1, 1, 0.5, 0.25, 0.125, 0.06]
    rows = [
        {**WATER, "outlet": str(n), "pollutant": "pH值", "measured": x, "amount": "30 t"}
        for n, x in enumerate(ph)
    ]
    found = run(*rows).result_frame()["pollutant_equivalents"]
    assert found.tolist() == pytest.approx([0 if v is None else 30 / v for v in value])


def test_expired_rates_are_refused_or_assumed() -> None:
    late = {"province": "Liaoning", "month": "2021-05"}
    assert run(late).result_frame()["status"].tolist() == ["rate_missing"]
    found = run(late, assume={"expired_rates": "assumed"}).result_frame()
    assert found["status"].tolist() == ["assumed"]
    assert found["rate_cny"].tolist() == [1.2]
    assert run(late | {"rate_cny": 2}).result_frame()["status"].tolist() == ["given"]
    draft = run({"province": "Tianjin"}, assume={"draft_rates": "refused"}).result_frame()
    assert draft["status"].tolist() == ["rate_missing"]
    with pytest.raises(UsageError, match="expired_rates"):
        run({}, assume={"expired_rate": "assumed"})


def test_reduction_by_pollutant_only_where_chosen() -> None:
    rows = ({"measured": 20, "limit": 50}, {"pollutant": "NOx", "measured": 60, "limit": 50})
    assert run(*rows).result_frame()["reduction"].tolist() == [1, 1]
    chosen = run(*rows, assume={"reduction_refused": "pollutant"}).result_frame()
    assert chosen["reduction"].tolist() == [0.5, 1]


def test_concentration_times_flow_in_any_unit() -> None:
    water = {**WATER, "pollutant": "COD", "amount": None, "flow": "24000 t"}
    found = run(
        water | {"concentration": "120 mg/L"},
        water | {"outlet": "2", "concentration": "0.12 g/L"},
        water | {"outlet": "3", "amount": "120 mg/L"},
        water | {"outlet": "4", "concentration": "120 mg/L", "flow": "24000 m3"},
    ).result_frame()
    assert found["pollutant_equivalents"].tolist() == pytest.approx([2880] * 4)


def test_small_dischargers() -> None:
    found = run(
        {**WATER, "pollutant": "小型企业", "amount": "18 t"},
        {**WATER, "outlet": "2", "pollutant": "catering and entertainment", "amount": "5 t"},
        {**PIGS, "outlet": "3", "equivalent_value": 1},
    ).result_frame()
    assert found["pollutant_equivalents"].tolist() == pytest.approx([10, 10, 650])


def test_returns_due_dates_surcharge_and_fines() -> None:
    late = {"paid_on": "2024-04-25", "filed_on": "2024-04-25"}
    rows = (
        {**late, "month": "2024-01"},
        {**late, "month": "2024-03"},
        {"month": "2024-04"},
        {"month": "2023-12"},
    )
    lines = run(*rows, assume={"fines": "ordinary"}).groups["returns"]
    shown = {line.quarter: line for line in lines}
    assert {q: line.due for q, line in shown.items()} == {
        "2023 Q4": "2024-01-15",
        "2024 Q1": "2024-04-15",
        "2024 Q2": "2024-07-15",
    }
    first = shown["2024 Q1"]
    assert (first.tax_cny, first.days_late, first.surcharge_cny) == (2400, 10, 12)
    assert (first.fine_least_cny, first.fine_most_cny) == (0, 2000)
    assert shown["2024 Q2"].fine_most_cny != shown["2024 Q2"].fine_most_cny
    evaded = run(*rows, assume={"fines": "evasion"}).groups["returns"][1]
    assert (evaded.fine_least_cny, evaded.fine_most_cny) == (1200, 12000)


def test_outlets_sum_to_the_total() -> None:
    ledger = run({}, {"pollutant": "NOx"}, {"pollutant": "CO"}, {"pollutant": "HCl"}, {"outlet": "2"})
    lines = ledger.groups["outlets"]
    assert [(line.outlet, line.charged, line.rows) for line in lines] == [("DA001", 3, 4), ("2", 1, 1)]
    assert sum(line.tax_cny for line in lines) == pytest.approx(ledger.totals()["tax_cny"])


def test_chinese_headings_and_names() -> None:
    frame = pd.DataFrame(
        [["钢厂", "北京市", "1#", "2024年3月", "大气", "二氧化硫", 95, 50, 20, "自动监测"]],
        columns=[
            "企业名称",
            "省份",
            "排放口",
            "月份",
            "介质",
            "污染物名称",
            "排放量(千克)",
            "排放限值",
            "监测值",
            "计算方法",
        ],
    )
    found = calc.run(frame).result_frame()
    assert found["tax_cny"].tolist() == [600]
    assert found["method_used"].tolist() == ["automatic monitoring"]


def test_a_report_is_read_again(tmp_path: Any) -> None:
    ledger = run({"rate_cny": 3}, {"pollutant": "NOx"})
    ledger.write(tmp_path / "out.csv")
    again = calc.run(tmp_path / "out.csv")
    assert again.totals()["tax_cny"] == ledger.totals()["tax_cny"]


def test_reports_and_explanation(tmp_path: Any) -> None:
    ledger = run({"measured": 20, "limit": 50}, {"pollutant": "VOCs"}, {"province": "Guangxi", "site": "B"})
    for ending in ("xlsx", "csv", "json", "parquet"):
        ledger.write(tmp_path / f"out.{ending}")
        assert (tmp_path / f"out.{ending}").stat().st_size > 0
    said = ledger.explain(0)
    for words in ("Rank 1", "95 kg / 0.95 kg = 100", "100 x 12 CNY x 0.5", "Annex 2", "Art. 13", "CN-BJ"):
        assert words in said


@pytest.mark.parametrize(
    ("cells", "band"),
    [
        ({"province": "Guangxi"}, "band 1.2 to 12 CNY per equivalent (air)"),
        ({**WATER, "pollutant": "COD", "province": "Tibet"}, "band 1.4 to 14 CNY per equivalent (water)"),
        ({"rate_cny": 13}, "band 1.2 to 12 CNY per equivalent (air)"),
    ],
)
def test_a_rate_refused_names_the_statutory_band_in_its_note(cells: dict[str, Any], band: str) -> None:
    found = run(cells, {"site": "Other"}).result_frame()["note"].astype(object).fillna("")
    assert band in found[0]
    assert found[1] == ""


@pytest.mark.parametrize(
    ("cells", "equivalents"),
    [
        ({"amount": "24000 t"}, 24000),
        ({"amount": "24000 m3"}, 24000),
        ({"amount": None, "flow": "24000 m3"}, 24000),
        ({"amount": 24000}, None),
        ({"amount": 24000, "flow": "24000 t"}, 24000),
    ],
)
def test_wastewater_says_so(cells: dict[str, Any], equivalents: float | None) -> None:
    ledger = run({**WATER, "pollutant": "pH", "measured": 4, **cells})
    found = ledger.numbers("pollutant_equivalents")[0]
    assert found == equivalents or (equivalents is None and found != found)
    assert ("the wastewater with its unit" in told(ledger)) == (equivalents is None)


def test_wastewater_under_a_heading_of_its_own() -> None:
    rows = [
        {**ROW, **WATER, "pollutant": "pH", "measured": 4, "outlet": "1"},
        {**ROW, **WATER, "pollutant": "total coliforms", "measured": 600, "limit": 500, "outlet": "2"},
        {**ROW, **WATER, "pollutant": "COD", "outlet": "3"},
    ]
    for heading, factor in (("amount [t]", 1000), ("amount [kg]", 1)):
        frame = pd.DataFrame(
            [{k: v for k, v in row.items() if k != "amount"} | {heading: 33} for row in rows]
        )
        found = calc.run(frame, subject="discharges").numbers("pollutant_equivalents").tolist()
        assert found == pytest.approx([0.033 * factor, 0.01 * factor, 33 * factor])


def test_an_answer_that_is_neither_yes_nor_no_is_asked_about() -> None:
    ledger = run({"punitive": "perhaps", "exceeded": "maybe"})
    assert {p.column for p in ledger.problems if p.kind == "unclear_answer"} == {"punitive", "exceeded"}


def test_the_sum_of_a_worked_example_keeps_its_distance() -> None:
    amounts = {"SO2": 14, "NOx": 12, "HCl": 60, "CO": 120}
    found = run(*({"pollutant": p, "amount": f"{a} kg", "rate_cny": 3} for p, a in amounts.items()))
    assert abs(found.numbers("tax_cny").sum() - 103.6621) < 0.0002
