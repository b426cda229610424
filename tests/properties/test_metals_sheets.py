"""Any sheet of lots: never a traceback, rows in = rows out, only computed rows have a footprint."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import calc
from calc.engine.errors import PigouError
from calc.metals.lots import TABLE

HEADINGS = (
    *(
        *(column.name for column in TABLE.columns[2:]),
        "unit",
        "grid [g/kWh]",
        "mass (kg)",
        "recycled_share [%]",
        "status",
        "note",
        "foo",
        "",
        "Total",
    ),
    *(
        "再生比例",
        "电网",
        "产地",
        "footprint_tco2e",
        "emission factor",
        "freight_distance_km",
        "supplier factor [kg/kg]",
    ),
)
CELLS = (
    *("aluminium", "铝", "copper", "stainless steel", "tin", "non-ferrous metals", "NA", "coper", "Total"),
    *(
        "1 t",
        "2.5 kg",
        "1",
        "0",
        "-1",
        "0.5",
        "50 %",
        "70",
        "1e400",
        "1e9 t",
        "inf",
        "nan",
        "1,5",
        "1.234,5",
        "½",
    ),
    *(
        "primary",
        "secondary",
        "再生",
        "both",
        "China",
        "Yunnan",
        "Andorra",
        "Chyna",
        "World",
        "EU-27",
        "Georgia",
    ),
    *("450 g/kWh", "0.45 t/kWh", "28.33", "1e300 g/kWh", "2024", "2035", "9999", "1900", "No. 2", "foo"),
    *(
        "truck",
        "sea; rail",
        "truck (load 60 %)",
        "electric rail (CN, 0.03 kWh/tkm)",
        "300 km",
        "3 km; 4 km",
        "-3 km",
    ),
    *(
        "Shanghai",
        "Rotterdam",
        "Shangai",
        "CFF",
        "avoided burden",
        "cut-off",
        "magic",
        "1 tCO2e/t",
        "0.5 t/t",
    ),
    *(
        "cradle-to-gate",
        "gate-to-gate",
        "",
        " ",
        "#N/A",
        "#REF!",
        '=HYPERLINK("x")',
        "\u200b",
        "💥",
        '"',
        "x" * 300,
    ),
    *("１０", "١٢٣", "true", "2026-02-15", "t", "kg", "MWh", "ton"),
)
GOOD = {
    "material": ("aluminium", "copper", "lead", "HDPE", "stainless steel"),
    "mass": ("1 t", "20 kg", "3.5 t"),
    "recycled_share": ("0.5", "70 %", "1"),
}


@st.composite
def sheets(draw: st.DrawFn) -> pd.DataFrame:
    headings = [*GOOD, *draw(st.lists(st.sampled_from(HEADINGS), max_size=8))]
    size = draw(st.integers(1, 6))
    cells = {
        n: draw(st.lists(st.sampled_from((*GOOD.get(h, ()) * 8, *CELLS)), min_size=size, max_size=size))
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
        source = tmp_path / "lots.csv"
        frame.to_csv(source, index=False)
    try:
        ledger = calc.run(source, subject="metals")
    except PigouError:
        return  # said in one sentence
    found = ledger.frame()
    left_out = sum(p.count for p in ledger.problems if p.kind == "total_row")
    filled = frame.map(lambda cell: bool(str(cell).strip())).any(axis="columns").sum()
    assert len(found) + left_out == filled
    status = ledger.coded("status").texts()
    for row in range(len(ledger)):
        assert ledger.explain(row)
        footprint = ledger.numbers("footprint_tco2e")[row]
        assert math.isfinite(footprint) == (status[row] in ("computed", "given"))
