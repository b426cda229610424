"""Lots without a sheet: how words become cells, and that the parts sum to the figures."""

from __future__ import annotations

import math

import pytest

import calc
from calc.engine.errors import UsageError
from calc.metals.compare import cells, held, separated
from factors.grids import grid_key


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["CN-YN,CN-SD"], ("CN-YN", "CN-SD")),
        (["CN,CN-YN"], ("CN", "CN-YN")),
        (["CN, CN-YN"], ("CN", "CN-YN")),
        (["Yunnan, China"], ("Yunnan, China",)),
        (["Korea, Republic of"], ("Korea, Republic of",)),
        (["28,33 g/kWh"], ("28,33 g/kWh",)),
        (["CN-YN,450 g/kWh"], ("CN-YN", "450 g/kWh")),
        (["China", "Yunnan, China"], ("China", "Yunnan, China")),
        ([" ", ","], ()),
    ],
)
def test_commas_part_lots_and_no_names(texts: list[str], found: tuple[str, ...]) -> None:
    assert separated(texts, grid_key) == found


def test_what_is_not_given_is_said() -> None:
    columns, said = cells("aluminium", {"year": ""}, (), ("CN-YN", "CN-SD"))
    assert columns == {
        "material": ["aluminium"] * 2,
        "mass": ["1 t"] * 2,
        "route": ["secondary"] * 2,
        "grid": ["CN-YN", "CN-SD"],
    }
    assert len(said) == 2


def test_a_route_without_a_figure_is_not_asked_for() -> None:
    assert held("aluminium", "secondary")
    assert not held("stainless steel", "secondary")
    assert not held("unobtainium", "primary")


def test_a_column_that_the_sheet_does_not_have() -> None:
    with pytest.raises(UsageError, match="weather"):
        cells("aluminium", {"weather": "fine"})


@pytest.mark.parametrize("extra", [{}, {"yield": "90%"}, {"scrap_grade": "No. 1"}])
@pytest.mark.parametrize("material", ["aluminium", "copper"])
def test_the_parts_sum_to_the_figures(material: str, extra: dict[str, str]) -> None:
    ledger = calc.compare(material, grid=["CN-YN", "450 g/kWh"], recycled_share="30%", **extra)
    for row in range(2):
        for route in ("primary", "secondary"):
            total = ledger.numbers(f"{route}_tco2e_per_t")[row]
            for group in ("lot_stages", "lot_gases"):
                parts = [
                    p.tco2e_per_t
                    for p in ledger.groups[group]
                    if (p.lot, p.route) == (row, route) and not getattr(p, "beside", False)
                ]
                assert math.fsum(parts) == pytest.approx(total, rel=1e-12)
        lot = [p.tco2e_per_t for p in ledger.groups["lot_gases"] if (p.lot, p.route) == (row, "lot")]
        assert math.fsum(lot) == pytest.approx(ledger.numbers("footprint_tco2e_per_t")[row], rel=1e-9)


def test_casting_is_a_stage_of_its_own_or_counts() -> None:
    beside, within = (
        calc.compare("aluminium", route="primary", assume={"casting": choice})
        for choice in ("own_stage", "in_total")
    )
    (cast,) = [p for p in beside.groups["lot_stages"] if p.beside]
    assert cast.stage == "casting"
    assert cast.tco2e_per_t == pytest.approx(beside.numbers("casting_tco2e_per_t")[0], rel=1e-12)
    more = within.numbers("primary_tco2e_per_t")[0] - beside.numbers("primary_tco2e_per_t")[0]
    assert more == pytest.approx(cast.tco2e_per_t, rel=1e-9)


def test_the_same_as_a_sheet() -> None:
    import pandas as pd

    row = {"material": "aluminium", "mass": "2 t", "recycled_share": "70%", "origin": "CN", "grid": "CN-YN"}
    sheet = calc.run(pd.DataFrame([row]))
    words = calc.compare("aluminium", mass="2 t", recycled_share="70%", origin="CN", grid="CN-YN")
    assert words.totals() == sheet.totals()


def test_freight_is_told_by_its_legs() -> None:
    ledger = calc.compare("copper", freight_mode="truck; container ship", freight_distance="300 km; 20000 km")
    (way,) = ledger.groups["lot_freight"]
    assert "300 km by truck" in way.words
    assert "freight.tonne_km" in way.words
