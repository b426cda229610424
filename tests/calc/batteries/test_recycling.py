"""Recycling routes of cells: the worked case, what its tables must hold, and that it stays outside a declaration."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from calc.batteries.archetypes import cell_lines
from calc.batteries.recycling import CONTENTS, FATES, INPUTS, OUTSIDE, PRODUCTS, ROUTES, route_table, routes
from calc.engine.errors import UsageError
from calc.report.recycling_routes import print_routes, routes_objects
from factors import Library, load

GOLDEN = Path(__file__).parents[2] / "golden" / "methods" / "recycling_routes.toml"
CASES = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["case"]
LIBRARY = load()


def us_grid() -> float:
    table = LIBRARY.table("batteries.power")
    return float(table.numbers("value_kgco2e_per_kwh")[table.columns["grid"].index("US")])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["chemistry"])
def test_worked_example(case: dict[str, Any]) -> None:
    for line in route_table(LIBRARY, case["chemistry"], us_grid()):
        for name, wanted in case[line.route].items():
            assert abs(getattr(line, name) - wanted) <= case["within"], f"{line.route} {name}"
        wanted = case.get("credits", {}).get(line.route)
        if wanted is not None:
            assert {c.product: c.kgco2e for c in line.credits} == pytest.approx(wanted, abs=case["within"])


def test_parts_add_up_for_every_chemistry_and_route() -> None:
    found = routes(LIBRARY)
    shape = (len(found.chemistries), len(ROUTES))
    assert found.net(0.5).shape == shape
    assert np.isfinite(found.net(0.5)).all()
    assert (found.credit <= 0).all()
    assert np.allclose(found.credits.sum(axis=2), found.credit)
    assert np.allclose(found.net(0.7) - found.net(0.2), 0.5 * found.electricity)
    assert (found.recovered >= 0).all()


def held(library: Library) -> dict[tuple[str, str, str], float]:
    """Return by chemistry, route and product what the credited rows could give were nothing lost [kg/kg cell]."""
    lines, table, metals = cell_lines(library), library.table(PRODUCTS), library.table(CONTENTS)
    content = dict(
        zip(
            zip(metals.columns["material"], metals.columns["element"], strict=True),
            metals.numbers("content_kg_per_kg").tolist(),
            strict=True,
        )
    )
    columns = [table.columns[name] for name in ("credited", "route", "item", "element", "product")]
    most: dict[tuple[str, str, str], float] = {}
    for credited, route, item, element, product, into in zip(
        *columns, table.numbers("product_kg_per_kg").tolist(), strict=True
    ):
        for n, of in enumerate(lines.item):
            if of == item and credited == "yes":
                material = lines.material[n]
                key = (
                    lines.chemistries[lines.chemistry[n]],
                    route,
                    material if product == "same" else product,
                )
                share = content.get((material, element), 0.0) if element else 1.0
                most[key] = most.get(key, 0.0) + float(lines.content[n]) * share * into
    return most


def above(library: Library) -> list[tuple[str, str, str]]:
    """Return the chemistries, routes and products of which more is recovered than the cell holds."""
    found, most = routes(library), held(library)
    return [
        key
        for c, r, p in zip(*np.nonzero(found.recovered), strict=True)
        if found.recovered[c, r, p]
        > most.get(key := (found.chemistries[c], found.routes[r], found.products[p]), 0.0) * (1 + 1e-12)
    ]


def test_no_more_of_a_product_than_its_item_holds() -> None:
    assert above(LIBRARY) == []
    found = routes(LIBRARY)
    assert (found.recovered.sum(axis=(1, 2)) > 0).all()  # there is something to compare


@pytest.mark.parametrize("share", ["1", "1.001"])
def test_more_than_its_item_holds_would_be_seen(share: str) -> None:
    table = LIBRARY.table(PRODUCTS)
    changed = replace(table, columns={**table.columns, "recovery_share": (share,) * len(table)})
    found = above(Library(_tables={PRODUCTS: changed}))
    assert len(found) == (0 if share == "1" else np.count_nonzero(routes(LIBRARY).recovered))


def test_tables_name_what_others_hold() -> None:
    materials = set(LIBRARY.table("batteries.materials").columns["material"])
    items = set(LIBRARY.table("batteries.items").columns["item"]) - {"nmp"}
    inputs, fates, products = (LIBRARY.table(path) for path in (INPUTS, FATES, PRODUCTS))
    counted = {
        name
        for name, kind, one in zip(*(inputs.columns[c] for c in ("input", "kind", "counted")), strict=True)
        if kind == "reagent" and one == "yes"
    }
    assert counted - materials == {"carbon-dioxide"}  # its supply has no factor, and the routes say so
    assert items <= set(fates.columns["item"])
    assert all(fates.columns["item"].count(item) == len(ROUTES) for item in set(fates.columns["item"]))
    assert set(products.columns["product"]) - {"same"} <= materials
    assert set(LIBRARY.table(CONTENTS).columns["material"]) <= materials | {"nmc111"}


def test_what_is_left_out_is_named() -> None:
    left = {line.route: line.left_out for line in route_table(LIBRARY, "lfp", 0.5)}
    assert left["pyro"] == ("diesel",)
    assert set(left["hydro"]) == {"diesel", "water"}
    assert set(left["direct"]) == {"carbon-dioxide", "diesel", "water"}


def test_an_unknown_chemistry_is_refused() -> None:
    with pytest.raises(UsageError, match="no cell design of 'LPF'"):
        route_table(LIBRARY, "LPF", 0.5)


def test_it_is_printed_as_a_result_outside_the_declaration() -> None:
    lines = route_table(LIBRARY, "LFP", us_grid())
    console = Console(file=io.StringIO(), width=200)
    print_routes(lines, console)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    for part in ("1.9338", "-1.6371", "-5.8304", "outside the declaration", "diesel"):
        assert part in said
    made = routes_objects(lines)
    assert [one["route"] for one in made] == list(ROUTES)
    assert all(one["boundary"] == OUTSIDE for one in made)
