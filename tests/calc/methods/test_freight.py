"""Freight: legs read from cells, factors by load, ways by sea, and every refusal."""

from __future__ import annotations

import sys
import tomllib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.engine.model import Coded
from calc.methods.freight import (
    Fault,
    GridFigure,
    LegTable,
    Route,
    emissions,
    empty_running,
    laden,
    legs,
    port,
    ports,
    route,
)
from calc.methods.freight.vehicles import spelling_rows, vehicles
from factors import load
from factors.names import normalised

LIBRARY = load()
SHEET = Path(__file__).parents[2] / "golden" / "methods" / "freight.toml"
GOLDEN = tomllib.loads(SHEET.read_text(encoding="utf-8"))


def coded(*texts: str) -> Coded:
    values = tuple(dict.fromkeys(text for text in texts if text))
    return Coded(np.array([values.index(t) if t else -1 for t in texts], dtype=np.int32), values)


def grid(text: str) -> GridFigure | None:
    return GridFigure(0.6, "grid of China", "energy.grid:CN/2024") if text == "CN" else None


def read(*rows: tuple[str, ...]) -> LegTable:
    columns = [coded(*column) for column in zip(*(row + ("",) * (4 - len(row)) for row in rows), strict=True)]
    return legs(len(rows), *columns, LIBRARY, grid)


def fault(*cells: str) -> Fault:
    table = read(cells)
    assert np.isnan(table.ttw[table.codes[0]])
    return table.faults[int(table.codes[0])]


# ---- worked examples


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in GOLDEN["way"]])
def test_worked_way(case: dict[str, Any]) -> None:
    assert case["source"]
    table = read(tuple(case["cells"]))
    assert not table.faults
    assert table.ttw[0] == pytest.approx(case["ttw_kgco2e_per_t"], rel=case["tolerance"])
    assert table.wtt[0] == pytest.approx(case["wtt_kgco2e_per_t"], rel=case["tolerance"])


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in GOLDEN["sea"]])
def test_worked_way_by_sea(case: dict[str, Any]) -> None:
    table = read(("container ship", "", *case["ports"]))
    (leg,) = table.legs(0)
    assert leg.route is not None
    assert leg.distance == pytest.approx(case["distance_km"], rel=case["tolerance"])
    assert list(leg.route.passages) == case["passages"]
    assert table.ttw[0] == pytest.approx(leg.distance * leg.vehicle.ttw)


# ---- rows and entries


def test_rows_take_the_sum_of_their_combination() -> None:
    table = read(("truck", "100 km"), ("", ""), ("rail", "100 km"), ("truck", "100 km"), ("truck", "50 km"))
    assert len(table.ttw) == 4
    assert table.codes[0] == table.codes[3]
    per_row = emissions(np.full(5, 2.0), np.ones(5), table.ttw[table.codes])
    assert per_row[0] == pytest.approx(2 * 100 * 0.10163)
    assert per_row[4] == pytest.approx(2 * 50 * 0.10163)
    assert not table.stated[table.codes[1]]
    assert np.isnan(per_row[1])  # nothing is stated, which is no zero
    assert not table.faults
    assert table.description(int(table.codes[1])) == ""


def test_columns_that_the_sheet_lacks() -> None:
    table = legs(2, coded("rail", "rail"), coded("10 km", ""), None, None, LIBRARY)
    assert table.ttw[table.codes[0]] == pytest.approx(0.2779)
    assert table.faults[int(table.codes[1])].kind == "no_distance"
    nothing = legs(3, None, None, None, None, LIBRARY)
    assert nothing.codes.tolist() == [0, 0, 0]
    assert not nothing.stated.any()


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 2)), min_size=1, max_size=30))
def test_entries_are_as_if_each_row_were_alone(rows: list[tuple[int, int]]) -> None:
    modes, ways = ("truck", "rail; sea", "trukc"), ("1 km", "2 km; 3 km", "-1 km")
    columns = [
        Coded(np.array([row[n] for row in rows], dtype=np.int32), values)
        for n, values in enumerate((modes, ways))
    ]
    together = legs(len(rows), *columns, None, None, LIBRARY)
    for n, (mode, way) in enumerate(rows):
        alone = read((modes[mode] if mode >= 0 else "", ways[way] if way >= 0 else ""))
        entry = int(together.codes[n])
        assert together.ttw[entry] == pytest.approx(alone.ttw[0], nan_ok=True)
        assert together.faults.get(entry) == alone.faults.get(0)
        assert together.description(entry) == alone.description(0)


def test_the_words_name_factor_load_and_canal() -> None:
    table = read(("truck (load 60 %); sea", "10 km;", "Shanghai", "Rotterdam"))
    words = table.description(0)
    for said in ("truck, load 0.6", "10 km", "Shanghai (CNSHA)", "Suez Canal", "no ship is named"):
        assert said in words
    assert table.references(0) == (
        "freight.tonne_km:road/truck/50 %",
        "freight.tonne_km:road/truck/100 %",
        "freight.tonne_km:sea/container ship/average",
    )
    assert set(table.references(0)) <= set(LIBRARY.table("freight.tonne_km").by_reference)


def test_a_distance_that_is_given_wins_over_the_ports() -> None:
    (leg,) = read(("bulk carrier", "1000 km", "Santos", "Ningbo")).legs(0)
    assert leg.distance == 1000
    assert leg.route is None


def test_two_legs_by_sea_take_two_pairs_of_ports() -> None:
    table = read(("ship; rail; ship", "; 5 km;", "Santos; Rotterdam", "Rotterdam; INBOM"))
    assert [leg.distance > 5000 for leg in table.legs(0)] == [True, False, True]


# ---- factors


shares = st.floats(0.01, 1)


@given(half=st.floats(0.01, 1), ratio=st.floats(0.5, 1), load_=st.lists(shares, min_size=2, max_size=2))
def test_a_fuller_truck_never_emits_more_per_tonne(half: float, ratio: float, load_: list[float]) -> None:
    half_, full = np.asarray(half), np.asarray(half * ratio)
    less, more = laden(half_, full, np.sort(load_))
    assert more <= less + 1e-12
    assert laden(half_, full, np.array([0.5, 1.0])) == pytest.approx([half, half * ratio])
    assert (empty_running(half_, full, np.sort(load_), np.asarray(0.3)) >= 0).all()


def test_the_load_meets_the_printed_figures_of_a_vehicle_km() -> None:
    # DESNZ 2025, All artics, well-to-tank per km: 0.15162 empty, 0.20159 half, 0.25157 full, 17.8545 t carried
    half, full = np.asarray(0.02257), np.asarray(0.01409)
    quarter = (0.15162 + 0.25 * (0.25157 - 0.15162)) / (0.25 * 17.8545)
    assert laden(half, full, np.asarray(0.25)) == pytest.approx(quarter, rel=5e-3)


def test_electric_rail_takes_the_energy_given_and_the_grid() -> None:
    table = read(("电气化铁路 (CN, 0,03 kWh/tkm)", "1000 km"))
    assert table.ttw[0] == 0
    assert table.wtt[0] == pytest.approx(1000 * 0.03 * 0.6)
    assert table.references(0) == ("energy.grid:CN/2024",)


def test_every_spelling_means_one_thing_that_the_table_has() -> None:
    rows, table = spelling_rows(LIBRARY), LIBRARY.table("freight.tonne_km")
    assert len({normalised(row["spelling"]) for row in rows}) == len(rows)
    for row in rows:
        if row["kind"] == "vehicle":
            assert f"freight.tonne_km:{row['key']}" in table.by_reference, row
        if row["kind"] == "port":
            assert not isinstance(port(row["spelling"], LIBRARY), Fault), row
    known = vehicles(LIBRARY)
    for vehicle, load_, mode in zip(*(table.columns[c] for c in ("vehicle", "load", "mode")), strict=True):
        assert known.spellings[normalised(f"{vehicle} {load_}")][1] == f"{mode}/{vehicle}/{load_}"


@pytest.mark.parametrize(
    "text", ["卡车", "集装箱船", "铁路", "火车", "海运", "空运", "Rigid (>17 tonnes)", "HGV"]
)
def test_modes_by_other_names(text: str) -> None:
    assert not read((text, "1 km")).faults


# ---- refusals


@pytest.mark.parametrize(
    ("cells", "column", "kind", "said"),
    [
        (("trukc", "1 km"), "freight_mode", "unknown_mode", "truck"),
        (("truck;; rail", "1 km; 2 km; 3 km"), "freight_mode", "no_mode", ""),
        (("barge", "1 km"), "freight_mode", "no_factor", "inland waterways"),
        (("electric rail (CN)", "1 km"), "freight_mode", "no_factor", "kWh/tkm"),
        (("electric rail (0.03 kWh/tkm)", "1 km"), "freight_mode", "no_grid", "which grid"),
        (("electric rail (Mars, 0.03 kWh/tkm)", "1 km"), "freight_mode", "no_grid", "Mars"),
        (("electric rail (CN, 0.03 kWh/km)", "1 km"), "freight_mode", "not_a_figure", ""),
        (("truck (load 80)", "1 km"), "freight_mode", "not_a_share", "80 %"),
        (("truck (load 120 %)", "1 km"), "freight_mode", "load_outside", "1.2"),
        (("truck (load 0)", "1 km"), "freight_mode", "load_outside", "0"),
        (("truck (load)", "1 km"), "freight_mode", "no_load", ""),
        (("truck (empty return)", "1 km"), "freight_mode", "no_load", "load 60 %"),
        (("truck (fast)", "1 km"), "freight_mode", "unknown_condition", "fast"),
        (("sea (load 50 %)", "1 km"), "freight_mode", "no_factor", "trucks only"),
        (("truck", ""), "freight_distance", "no_distance", ""),
        (("truck", "-3 km"), "freight_distance", "negative_distance", "-3 km"),
        (("truck", "300"), "freight_distance", "not_a_distance", "no unit"),
        (("truck", "300 t"), "freight_distance", "not_a_distance", "t"),
        (("truck", "20,000 km"), "freight_distance", "not_a_distance", "20"),
        (("truck; rail", "3 km"), "freight_distance", "legs_differ", "modes: 2, distances: 1"),
        (("", "3 km"), "freight_mode", "no_mode", ""),
        (("", "", "Shanghai", "Rotterdam"), "freight_mode", "no_mode", ""),
        (("truck", "3 km", "Shanghai", "Rotterdam"), "freight_mode", "no_sea_leg", ""),
        (("sea", "", "Shangai", "Rotterdam"), "from_port", "unknown_port", "Shanghai (CNSHA)"),
        (("sea", "", "Shanghai", "Xqzzwvk"), "to_port", "unknown_port", "UN/LOCODE"),
        (("sea", "", "Georgetown", "Rotterdam"), "from_port", "ambiguous_port", "GYGEO"),
        (("sea", "", "Manaus", "Rotterdam"), "from_port", "port_inland", "1084 km"),
        (("sea", "", "Shanghai", ""), "to_port", "no_port", "to_port"),
        (("sea", "", "Shanghai", "Shanghai"), "to_port", "no_route", "no way by sea"),
        (("sea; sea", ";", "Shanghai", "Rotterdam"), "from_port", "legs_differ", "pairs of ports: 1"),
        (("sea", "", "Shanghai; Santos", "Rotterdam"), "to_port", "legs_differ", "loading: 2"),
    ],
)
def test_refused_with_its_reason(cells: tuple[str, ...], column: str, kind: str, said: str) -> None:
    found = fault(*cells)
    assert (found.column, found.kind) == (column, kind)
    assert said in f"{found.text} {found.remedy}"
    assert found.remedy


# ---- ways by sea


def test_a_port_by_name_country_and_code_is_the_same() -> None:
    assert port("valencia, Spain", LIBRARY) == port("ES VLC", LIBRARY) == port("Valencia", LIBRARY)
    assert port("Georgetown, Guyana", LIBRARY) == port("GYGEO", LIBRARY)


def test_the_way_is_the_same_back_and_in_every_run() -> None:
    a, b = port("Odesa", LIBRARY), port("天津港", LIBRARY)
    assert not isinstance(a, Fault)
    assert not isinstance(b, Fault)
    there, back = route(a, b), route(b, a)
    assert isinstance(there, Route)
    assert isinstance(back, Route)
    assert there.distance == pytest.approx(back.distance)
    assert there.passages == back.passages
    assert "Bosporus" in there.passages
    assert route.__wrapped__(a, b) == there


def test_a_warning_of_the_router_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        @staticmethod
        def searoute(*_: Any, **__: Any) -> dict[str, Any]:
            warnings.warn("No path found", stacklevel=1)
            return {"properties": {"length": 0}, "geometry": {"coordinates": []}}

    a, b = port("Santos", LIBRARY), port("Ningbo", LIBRARY)
    monkeypatch.setattr(ports, "_searoute", Silent)
    found = route.__wrapped__(a, b)
    assert isinstance(found, Fault)
    assert "No path found" in found.text


def test_without_searoute_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "searoute", None)
    ports._ports.cache_clear()
    found = fault("sea", "", "Shanghai", "Rotterdam")
    assert found.kind == "no_searoute"
    assert "pip install 'pigou[freight]'" in found.remedy
    assert not read(("sea", "10 km")).faults
