"""Any sheet: never a traceback, rows in = rows out, every refused row without numbers."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import calc
from calc.engine.errors import PigouError

HEADINGS = (
    *("cn_code", "origin", "net mass [t]", "import_date", "net_mass_kg", "unit", "importer", "route"),
    *("see_direct", "see_indirect [tCO2e/t]", "see_unit", "nitrogen_share", "sefa", "sefa_year"),
    *("production_year", "carbon_price_paid", "currency", "carbon_price_coverage", "emission factor"),
    *("status", "cost_eur", "note", "foo", "", "海关编码", "原产国", "净重（吨）", "Total"),
)
CELLS = (
    *("72083900", "7208 39 00", "7208", "31021012", "2523100090", "27160000", "76011010", "China", "Kuwait"),
    *("Türkiye", "Germany", "NA", "Chyna", "10", "0", "-1", "1,5", "1.234,5", "1e400", "inf", "nan", "46%"),
    *("0.46", "t", "kg", "MWh", "ton", "2026-02-15", "15.02.2026", "2031-01-01", "46068", "9999-12-31"),
    *("", " ", "#N/A", "#REF!", '=HYPERLINK("x")', "C", "2026", "2035", "EUR", "CNY", "\u200b", "💥", '"'),
    *("tCO2e/kg N", "½", "0x10", "1_000", "１０", "١٢٣", "７２０８３９００", "Total", "x" * 300),
)
GOOD = {
    "cn_code": ("72083900", "31021012", "76011010", "2523100090"),
    "origin": ("China", "Türkiye", "Kuwait", "Germany"),
    "net mass [t]": ("10", "20.5"),
    "import_date": ("2026-02-15", "2027-02-15", "2034-01-01"),
}


@st.composite
def sheets(draw: st.DrawFn) -> pd.DataFrame:
    headings = [*GOOD, *draw(st.lists(st.sampled_from(HEADINGS), max_size=8))]
    rows = draw(st.integers(1, 6))
    cells = {
        n: draw(st.lists(st.sampled_from((*GOOD.get(h, ()), *CELLS)), min_size=rows, max_size=rows))
        for n, h in enumerate(headings)
    }
    frame = pd.DataFrame(cells)
    frame.columns = pd.Index(headings)
    return frame


@given(frame=sheets(), as_file=st.booleans())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sheet(frame: pd.DataFrame, as_file: bool, tmp_path: Path) -> None:
    source: Path | pd.DataFrame = frame
    if as_file:
        source = tmp_path / "sheet.csv"
        frame.to_csv(source, index=False)
    try:
        ledger = calc.run(source)
    except PigouError:
        return  # said in one sentence
    found = ledger.frame()
    left_out = sum(p.count for p in ledger.problems if p.kind == "total_row")
    filled = frame.map(lambda cell: bool(str(cell).strip())).any(axis="columns").sum()
    assert len(found) + left_out == filled
    for row in range(len(ledger)):
        assert ledger.explain(row)
        cost = ledger.numbers("cost_eur")[row]
        status = ledger.coded("status").texts()[row]
        if status in ("priced", "sefa_missing", "exempt"):
            assert cost >= 0
        else:
            assert math.isnan(cost)
