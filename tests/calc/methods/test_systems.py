"""Networks of unit processes against bw2calc, closed forms and worked examples, and what they refuse."""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.methods import indicators as ind
from calc.methods import systems as sy
from calc.methods.system_export import datapackage
from factors import load
from factors.check_processes import is_network
from factors.table import FactorTable

with warnings.catch_warnings():  # it advises a faster solver
    warnings.simplefilter("ignore")
    import bw2calc

SHEET = Path(__file__).parents[2] / "golden" / "methods" / "networks.toml"
GOLDEN = tomllib.loads(SHEET.read_text(encoding="utf-8"))
SHIPPED = [t for t in load().table_paths() if t.startswith("processes.") and is_network(load().table(t))]
HEAD = ("process", "region", "stage", "kind", "exchange", "amount", "unit", "per")
KG_PER_T, GJ_PER_MWH = 1000, 3.6

Line = tuple[str, ...]


def table(lines: Sequence[str | Line]) -> FactorTable:
    """A table from lines 'process|region|stage|kind|exchange|amount|unit|per'."""
    cells = [tuple(line.split("|")) if isinstance(line, str) else line for line in lines]
    return FactorTable("processes.test", dict(zip(HEAD, zip(*cells, strict=True), strict=True)), {})


def system(*lines: str) -> sy.System:
    return sy.read_system(table(lines))


def random_system(size: int, seed: int) -> sy.System:
    """Three inputs for each process, mostly of those before it, some of later ones: loops, all of them productive."""
    random = np.random.default_rng(seed)
    processes = [
        sy.Process(f"p{n}", sy.WORLD, f"stage {n % 7}", f"good {n}", "kg" if n % 2 else "t")
        for n in range(size)
    ]
    products, flows = [], []
    for number in range(size):
        before = random.integers(0, max(number, 1), 2)
        anywhere = random.integers(0, size, 1)
        for maker in (*before, *anywhere):
            made = processes[maker]
            products.append((number, made.product, "input", float(random.uniform(0, 0.3)), made.unit))
        for flow in random.choice(40, 3, replace=False):
            flows.append((number, f"flow {flow}", "emission", float(random.lognormal(0, 3)), "kg"))
    return sy.build(processes, products, flows)


def brightway(found: sy.System, wanted: dict[int, float]) -> bw2calc.LCA:
    """The same network in bw2calc; processes count from 1."""
    lca = bw2calc.LCA({n + 1: amount for n, amount in wanted.items()}, data_objs=[datapackage(found)])
    lca.lci()
    return lca


# ---- the oracle


def close(ours: Any, theirs: Any) -> None:
    """Equal to 1e-9 of each number; theirs leaves rounding where nothing is needed."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12 * np.abs(theirs).max())


def same_as_brightway(found: sy.System, wanted: dict[int, float]) -> None:
    lca = brightway(found, wanted)
    vector = sy.demand(found, wanted)
    order = [lca.dicts.activity[n + 1] for n in range(len(found.processes))]
    close(sy.supply(found, vector), lca.supply_array[order])
    rows = [lca.dicts.biosphere[len(found.processes) + n + 1] for n in range(len(found.flows))]
    theirs = np.asarray(lca.inventory.sum(axis=1)).ravel()[rows]
    close(sy.inventory(found, vector), theirs)


@pytest.mark.parametrize("path", SHIPPED)
def test_shipped_networks_as_bw2calc_solves_them(path: str) -> None:
    found = sy.read_system(load().table(path))
    for number in range(len(found.processes)):
        same_as_brightway(found, {number: 1.0})


@pytest.mark.parametrize("path", SHIPPED)
def test_what_a_demand_does_not_need_has_a_supply_of_exactly_zero(path: str) -> None:
    found = sy.read_system(load().table(path))
    uses = (found.technosphere != 0).toarray().astype(int)
    needed = np.linalg.matrix_power(uses, len(uses)) > 0
    supplies = sy.supply(found, np.eye(len(uses)))
    np.testing.assert_array_equal(supplies > 0, needed)
    assert not (supplies < 0).any()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_network_of_1000_processes_as_bw2calc_solves_it(seed: int) -> None:
    found = random_system(1000, seed)
    loops = (found.technosphere.tocoo().row > found.technosphere.tocoo().col).sum()
    assert loops > 100, "there are no loops to be solved"
    for wanted in ({0: 1.0}, {999: 2.5}, {3: 1.0, 500: 7.0, 998: 0.25}):
        same_as_brightway(found, wanted)


def test_scores_of_a_random_network_as_bw2calc_counts_them() -> None:
    found = random_system(1000, 3)
    weights = np.random.default_rng(4).uniform(0, 5, (2, len(found.flows)))
    score = sy.scores(sy.intensities(found, weights), sy.demand(found, {7: 3.0, 900: 1.0}))
    lca = brightway(found, {7: 3.0, 900: 1.0})
    rows = [lca.dicts.biosphere[len(found.processes) + n + 1] for n in range(len(found.flows))]
    theirs = weights @ np.asarray(lca.inventory.sum(axis=1)).ravel()[rows]
    np.testing.assert_allclose(score, theirs, rtol=1e-9)


# ---- what holds of every solution


@pytest.mark.parametrize("path", [*SHIPPED, ""])
def test_the_adjoint_gives_the_scores_of_the_inventories(path: str) -> None:
    found = sy.read_system(load().table(path)) if path else random_system(200, 5)
    random = np.random.default_rng(6)
    weights = random.uniform(0, 10, (3, len(found.flows)))
    wanted = random.uniform(0, 10, (len(found.processes), 20))
    by_inventory = weights @ sy.inventory(found, wanted)
    np.testing.assert_allclose(sy.scores(sy.intensities(found, weights), wanted), by_inventory, rtol=1e-9)


@pytest.mark.parametrize("path", [*SHIPPED, ""])
def test_contributions_sum_to_the_score(path: str) -> None:
    found = sy.read_system(load().table(path)) if path else random_system(200, 7)
    random = np.random.default_rng(8)
    weights = random.uniform(0, 10, len(found.flows))
    wanted = random.uniform(0, 10, len(found.processes))
    total = weights @ sy.inventory(found, wanted)
    parts = sy.contributions(found, wanted, weights)
    assert parts.shape == (len(found.processes), len(found.flows))
    assert parts.sum() == pytest.approx(total, rel=1e-9)
    np.testing.assert_allclose(parts.sum(axis=0), weights * sy.inventory(found, wanted), rtol=1e-9)
    by_process = weights @ (found.interventions.toarray() * sy.supply(found, wanted))
    np.testing.assert_allclose(parts.sum(axis=1), by_process, rtol=1e-9)
    by_stage = sy.stage_inventory(found, wanted)
    np.testing.assert_allclose(by_stage.sum(axis=0), sy.inventory(found, wanted), rtol=1e-9)
    for number, stage in enumerate(found.stages):
        inside = [n for n, p in enumerate(found.processes) if p.stage == stage]
        assert by_stage[number] @ weights == pytest.approx(parts[inside].sum(), rel=1e-9)


amounts = st.floats(0, 100, allow_subnormal=False)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 49), st.integers(0, 49), amounts, amounts)
def test_supply_is_linear_in_the_demand(first: int, second: int, some: float, more: float) -> None:
    found = random_system(50, 9)
    one, two = sy.demand(found, {first: 1.0}), sy.demand(found, {second: 1.0})
    together = sy.inventory(found, some * one + more * two)
    apart = some * sy.inventory(found, one) + more * sy.inventory(found, two)
    np.testing.assert_allclose(together, apart, rtol=1e-9, atol=1e-9)


def rows_of(path: str) -> list[Line]:
    shipped = load().table(path)
    return list(zip(*(shipped.columns[name] for name in HEAD), strict=True))


def one_of_each(found: sy.System) -> dict[tuple[str, str, str], float]:
    """The inventory of one unit of every product, by product, region and flow."""
    flows = sy.inventory(found, np.eye(len(found.processes)))
    return {
        (process.product, process.region, flow): float(flows[row, column])
        for column, process in enumerate(found.processes)
        for row, flow in enumerate(found.flows)
    }


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(SHIPPED))
def test_the_order_of_the_rows_changes_nothing(random: Any, path: str) -> None:
    rows = rows_of(path)
    before = one_of_each(sy.read_system(table(rows)))
    random.shuffle(rows)
    after = one_of_each(sy.read_system(table(rows)))
    assert after.keys() == before.keys()
    for key, value in before.items():
        assert after[key] == pytest.approx(value, rel=1e-9, abs=1e-12), key


@settings(max_examples=15, deadline=None)
@given(st.data(), st.sampled_from(SHIPPED))
def test_an_exchange_stated_for_another_amount_of_product_is_the_same(data: st.DataObject, path: str) -> None:
    rows = rows_of(path)
    factors = data.draw(st.lists(st.floats(0.01, 100), min_size=len(rows), max_size=len(rows)))
    scaled = [
        (*row[:5], repr(float(row[5]) * factor), row[6], repr(float(row[7]) * factor))
        for row, factor in zip(rows, factors, strict=True)
    ]
    before, after = one_of_each(sy.read_system(table(rows))), one_of_each(sy.read_system(table(scaled)))
    for key, value in before.items():
        assert after[key] == pytest.approx(value, rel=1e-9, abs=1e-12), key


# ---- loops


def test_scrap_returned_to_its_own_process() -> None:
    found = system(
        "rolling|World|rolling|product|sheet|1|t|1",
        "rolling|World|rolling|input|sheet|0.2|t|1",  # own scrap, melted in again
        "rolling|World|rolling|input|slab|1|t|1",
        "rolling|World|rolling|carrier|electricity|100|kWh|1",
        "casting|World|casting|product|slab|1|t|1",
        "casting|World|casting|carrier|electricity|50|kWh|1",
    )
    wanted = sy.demand(found, {found.at("sheet"): 1.0})
    np.testing.assert_allclose(sy.supply(found, wanted), [1 / (1 - 0.2), 1 / (1 - 0.2)], rtol=1e-12)
    assert sy.inventory(found, wanted) == pytest.approx([150 / 0.8], rel=1e-12)


def test_two_processes_in_a_circle() -> None:
    a, b = 0.3, 0.6  # of each in the other
    found = system(
        "mine|World|mine|product|coal|1|t|1",
        f"mine|World|mine|input|power|{a}|MWh|1",
        "mine|World|mine|emission|CH4|2|kg|1",
        "plant|World|power|product|power|1|MWh|1",
        f"plant|World|power|input|coal|{b}|t|1",
        "plant|World|power|emission|CO2|900|kg|1",
    )
    wanted = sy.demand(found, {found.at("power"): 1.0})
    np.testing.assert_allclose(sy.supply(found, wanted), [b / (1 - a * b), 1 / (1 - a * b)], rtol=1e-12)
    flows = sy.inventory(found, wanted)
    assert flows[found.flow("CH4")] == pytest.approx(2 * b / (1 - a * b), rel=1e-12)
    assert flows[found.flow("CO2")] == pytest.approx(900 / (1 - a * b), rel=1e-12)


def circle(use: float) -> list[str]:
    return [
        "mine|World|mine|product|coal|1|t|1",
        f"mine|World|mine|input|power|{use}|MWh|1",
        "plant|World|power|product|power|1|MWh|1",
        "plant|World|power|input|coal|0.5|t|1",
        "plant|World|power|emission|CO2|900|kg|1",
        "office|World|office|product|paper|1|t|1",
        "office|World|office|input|power|1|MWh|1",
    ]


@pytest.mark.parametrize("use", [2.0, 2.5, 2 + 1e-15])
def test_a_loop_that_keeps_nothing_is_refused(use: float) -> None:
    found = system(*circle(use))
    part = "more" if use == 2.5 else "as much"
    message = rf"the loop of mine \(World\), plant \(World\) uses {part} of its own products"
    with pytest.raises(sy.NetworkError, match=message):
        sy.supply(found, sy.demand(found, {found.at("paper"): 1.0}))
    with pytest.raises(sy.NetworkError, match=message):
        sy.intensities(found, np.ones((1, 1)))


@pytest.mark.parametrize(("use", "part"), [(1.0, "as much"), (1.2, "more")])
def test_a_process_that_uses_what_it_makes_is_refused(use: float, part: str) -> None:
    found = system(
        "a|World|s|product|x|1|t|1", f"a|World|s|input|x|{use}|t|1", "a|World|s|emission|CO2|1|kg|1"
    )
    with pytest.raises(sy.NetworkError, match=rf"the loop of a \(World\) uses {part}"):
        sy.supply(found, np.ones(1))


def test_a_long_loop_is_named_in_part() -> None:
    lines = []
    for n in range(9):
        lines += [f"p{n}|World|s|product|x{n}|1|t|1", f"p{n}|World|s|input|x{(n + 1) % 9}|1.1|t|1"]
    with pytest.raises(sy.NetworkError, match=r"p3 \(World\) and 5 more"):
        sy.supply(system(*lines), np.ones(9))


def test_a_loop_just_below_what_it_makes_is_solved() -> None:
    found = system(*circle(1.9999))
    wanted = sy.demand(found, {found.at("power"): 1.0})
    assert sy.inventory(found, wanted)[0] == pytest.approx(900 / (1 - 1.9999 * 0.5), rel=1e-9)


def test_credits_may_turn_supplies_round() -> None:
    found = system(
        "cleaning|World|s|product|clean water|1|m3|1",
        "cleaning|World|s|input|fertiliser|-0.5|t|1",  # avoided
        "plant|World|s|product|fertiliser|1|t|1",
        "plant|World|s|emission|CO2|100|kg|1",
    )
    flows = sy.inventory(found, sy.demand(found, {found.at("clean water"): 1.0}))
    assert flows == pytest.approx([-50])


# ---- parts of the interface


def test_a_region_without_a_process_takes_that_of_the_world_and_says_so() -> None:
    found = system(
        "mine|World|s|product|ore|1|t|1",
        "mine|World|s|emission|CO2|5|kg|1",
        "smelter|World|s|product|metal|1|t|1",
        "smelter|World|s|input|ore|2|t|1",
        "smelter|Chile|s|product|metal|1|t|1",
        "smelter|Chile|s|input|ore|3|t|1",
        "smelter|Chile|s|cut-off|lime|0.1|t|0.5",
    )
    assert found.substitutions == (sy.Substitution("smelter", "Chile", "ore", "World"),)
    assert found.cut_offs == (sy.CutOff("smelter", "Chile", "lime", 0.2, "t"),)
    for region, value in (("Chile", 15), ("World", 10), ("Peru", 10)):
        assert sy.inventory(found, sy.demand(found, {found.at("metal", region): 1.0})) == pytest.approx(
            [value]
        )
    assert found.flow("CO2") == 0
    assert found.flow("CH4") == -1
    with pytest.raises(sy.NetworkError, match="no process makes gold in Chile or World"):
        found.at("gold", "Chile")


def test_coverage_counts_what_is_stated_and_not_what_is_zero() -> None:
    found = system(
        "a|World|s|product|x|1|t|1",
        "a|World|s|input|y|1|t|1",
        "a|World|s|resource|fresh water|0|m3|1",
        "b|World|s|product|y|1|t|1",
        "b|World|s|emission|CO2|1|kg|1",
        "c|World|s|product|z|1|t|1",
        "c|World|s|resource|fresh water|9|m3|1",
    )
    assert sy.coverage(found, sy.demand(found, {found.at("x"): 1.0}), ["fresh water"]) == (1, 2)


def test_demands_add_up() -> None:
    found = system("a|World|s|product|x|1|t|1", "a|World|s|emission|CO2|2|kg|1")
    assert sy.demand(found, {0: 1.5}).tolist() == [1.5]
    assert sy.inventory(found, np.array([[1.0, 2.0]])).tolist() == [[2.0, 4.0]]


# ---- what is refused

A, B = "a|World|s|product|x|1|t|1", "b|World|s|product|y|1|kg|1"
REFUSED = {
    "missing provider": (
        [A, "a|World|s|input|z|1|t|1"],
        r"a \(World\) uses z, which no process makes in World or World",
    ),
    "unit mismatch": ([A, B, "a|World|s|input|y|1|t|1"], r"a \(World\) uses y in t, but it is made in kg"),
    "second product": ([A, "a|World|s|product|y|1|t|1"], r"line 3: a \(World\) makes a second product"),
    "two makers": ([A, "b|World|s|product|x|1|t|1"], "two processes make x in World"),
    "no product": ([A, "b|World|s|emission|CO2|1|kg|1"], r"line 3: b \(World\) makes no product"),
    "unknown kind": ([A, "a|World|s|output|CO2|1|kg|1"], "line 3: unknown kind 'output'"),
    "two units of a flow": (
        [A, "a|World|s|emission|CO2|1|kg|1", B, "b|World|s|emission|CO2|1|t|1"],
        r"b \(World\) states CO2 in t, other processes in kg",
    ),
    "amount empty": ([A, "a|World|s|emission|CO2||kg|1"], "line 3: amount '' is no number"),
    "amount in words": ([A, "a|World|s|emission|CO2|-|kg|1"], "line 3: amount '-' is no number"),
    "amount nan": ([A, "a|World|s|emission|CO2|nan|kg|1"], "line 3: amount 'nan' is no number"),
    "amount endless": ([A, "a|World|s|emission|CO2|inf|kg|1"], "line 3: amount 'inf' is no number"),
    "per zero": ([A, "a|World|s|emission|CO2|1|kg|0"], "line 3: per '0' is no number above zero"),
    "per empty": ([A, "a|World|s|emission|CO2|1|kg|"], "line 3: per '' is no number above zero"),
    "per below zero": ([A, "a|World|s|emission|CO2|1|kg|-1"], "line 3: per '-1' is no number above zero"),
    "product not per itself": (
        ["a|World|s|product|x|2|t|1"],
        r"line 2: a \(World\) makes 2, but per is 1; a product is stated per itself",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_table_that_is_no_network_says_where(name: str) -> None:
    lines, message = REFUSED[name]
    with pytest.raises(sy.NetworkError, match=message):
        system(*lines)


def test_a_network_by_hand_is_looked_at_too() -> None:
    process = sy.Process("a", sy.WORLD, "s", "x", "t")
    with pytest.raises(sy.NetworkError, match=r"a \(World\): the amount of CO2 is no number"):
        sy.build([process], [], [(0, "CO2", "emission", float("nan"), "kg")])
    with pytest.raises(sy.NetworkError, match="a network without a process makes nothing"):
        sy.build([], [], [])


def test_a_flow_that_counts_for_no_number_is_named() -> None:
    found = system(A, "a|World|s|emission|CO2|1|kg|1", "a|World|s|emission|SF6|1|kg|1")
    with pytest.raises(sy.NetworkError, match="no number says what SF6 counts for"):
        sy.intensities(found, np.array([[1.0, np.nan]]))


# ---- worked examples


def wanted_of(found: sy.System, case: dict[str, Any]) -> Any:
    wanted = {found.at(case["product"], case["region"]): 1.0}
    if "less" in case:
        wanted[found.at(case["less"], case["region"])] = -1.0
    return sy.demand(found, wanted)


def electricity(found: sy.System, flows: Any) -> float:
    """kWh of all electricity."""
    return float(sum(flows[n] for n, flow in enumerate(found.flows) if flow in ind.POWER))


@pytest.mark.parametrize("case", GOLDEN["chain"], ids=lambda c: c["name"])
def test_chain(case: dict[str, Any]) -> None:
    assert case["source"]
    found = sy.read_system(load().table(case["system"]))
    flows = sy.inventory(found, wanted_of(found, case))
    gases = ind.gases(load(), found.flows, "sesame")
    carbon_dioxide = gases.per_flow[gases.names.index("CO2")]
    by_flow = carbon_dioxide * flows
    for fuel, kg in case["fuels"].items():
        assert by_flow[found.flow(fuel)] == pytest.approx(kg, abs=case["fuels_within"]), fuel
    power = electricity(found, flows) * case["grid_kgco2_per_kwh"]
    assert power == pytest.approx(case["electricity_kg"], abs=case["electricity_within"])
    total = (by_flow.sum() + power) / KG_PER_T
    assert total == pytest.approx(case["total_t"], abs=case["total_within"])


@pytest.mark.parametrize("case", GOLDEN["perfluorocarbons"], ids=lambda c: c["name"])
def test_perfluorocarbons(case: dict[str, Any]) -> None:
    assert case["source"]
    found = sy.read_system(load().table("processes.aluminium"))
    flows = sy.inventory(found, sy.demand(found, {found.at("liquid aluminium", case["region"]): 1.0}))
    gases = ind.gases(load(), found.flows, "sesame")
    by_gas = (gases.per_flow @ flows) * ind.warming(load(), case["gwp"])
    of_gas = dict(zip(gases.names, by_gas, strict=True))
    assert of_gas["CF4"] + of_gas["C2F6"] == pytest.approx(case["kg"], abs=case["within"])
    total = np.nansum(by_gas) + electricity(found, flows) * case["grid_kgco2_per_kwh"]
    assert total / KG_PER_T == pytest.approx(case["total_t"], abs=case["total_within"])


@pytest.mark.parametrize("case", GOLDEN["energy"], ids=lambda c: c["name"])
def test_energy(case: dict[str, Any]) -> None:
    assert case["source"]
    found = sy.read_system(load().table(case["system"]))
    wanted = wanted_of(found, case)
    gigajoules = np.array([GJ_PER_MWH if unit == "kWh" else 1 for unit in found.flow_units]) / KG_PER_T
    gigajoules[[kind != "carrier" for kind in found.flow_kinds]] = 0
    by_stage = dict(zip(found.stages, sy.stage_inventory(found, wanted) @ gigajoules, strict=True))
    for stage, value in case["by_stage_gj"].items():
        assert by_stage[stage] == pytest.approx(value, abs=case["within"]), stage
    assert sum(by_stage.values()) == pytest.approx(case["total_gj"], abs=case["total_within"])
    shipped, supply = load().table(case["system"]), sy.supply(found, wanted)
    at = {(p.name, p.region): n for n, p in enumerate(found.processes)}
    for step, value in case["by_step_gj"].items():  # rows are told apart by what their note begins with
        (row,) = (
            n
            for n, note in enumerate(shipped.columns["note"])
            if note.startswith(step) and shipped.columns["kind"][n] == "carrier"
        )
        maker = at[shipped.columns["process"][row], shipped.columns["region"][row]]
        per_unit = shipped.numbers("amount")[row] / shipped.numbers("per")[row] / KG_PER_T
        assert shipped.columns["unit"][row] == "MJ"
        assert per_unit * supply[maker] == pytest.approx(value, abs=case["within"]), step
    ore = supply[found.at("copper ore", case["region"])]
    assert ore == pytest.approx(case["ore_t"], abs=0.1)
