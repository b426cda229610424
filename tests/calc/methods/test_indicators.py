"""What flows count for: gases by mass, GWP sets by name, and nothing hidden where a set has no number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.engine.errors import UsageError
from calc.methods import indicators as ind
from factors import load

FLOWS = ("hard coal", "electricity", "CF4", "CO2", "anode carbon", "bauxite", "fresh water")


def of(gases: ind.Gases, gas: str, flow: str, flows: tuple[str, ...] = FLOWS) -> float:
    return float(gases.per_flow[gases.names.index(gas), flows.index(flow)])


def test_a_fuel_counts_by_the_named_set() -> None:
    old, new = ind.gases(load(), FLOWS, "sesame"), ind.gases(load(), FLOWS, "ipcc-2006")
    assert of(old, "CO2", "hard coal") == 0.0979  # SESAME
    assert of(old, "CH4", "hard coal") == 0
    assert of(new, "CO2", "hard coal") == pytest.approx(0.0946)  # IPCC 2006, other bituminous coal
    assert of(new, "CH4", "hard coal") > 0
    assert of(new, "N2O", "hard coal") > 0


def test_an_emission_counts_as_itself_and_electricity_as_nothing() -> None:
    gases = ind.gases(load(), FLOWS, "ipcc-2006")
    assert of(gases, "CF4", "CF4") == 1
    assert of(gases, "CO2", "CO2") == 1
    column = gases.per_flow[:, [FLOWS.index(f) for f in ("electricity", "bauxite", "fresh water")]]
    assert not column.any()


def test_carbon_is_oxidised_to_carbon_dioxide() -> None:
    gases = ind.gases(load(), FLOWS, "sesame")
    assert of(gases, "CO2", "anode carbon") == pytest.approx(44 / 12 * 1000)  # kg per tonne of carbon


def test_an_unnamed_carrier_is_what_it_is_taken_for() -> None:
    flows = ("smelting fuel",)
    assert not ind.gases(load(), flows, "sesame").per_flow.any()
    taken = ind.gases(load(), flows, "sesame", {"smelting fuel": "natural gas"})
    assert of(taken, "CO2", "smelting fuel", flows) == 0.0632


def test_sets_have_names_and_no_default() -> None:
    with pytest.raises(UsageError, match=r"no combustion set 'best'; choose one of .*ipcc-2006"):
        ind.gases(load(), FLOWS, "best")
    with pytest.raises(UsageError, match=r"no GWP set 'best'; choose one of .*AR5"):
        ind.warming(load(), "best")


def test_potentials_of_the_sets() -> None:
    names = ind.gases(load(), (), "sesame").names
    fifth, sixth = ind.warming(load(), "AR5"), ind.warming(load(), "AR6")
    assert fifth[names.index("CO2")] == sixth[names.index("CO2")] == 1
    assert fifth[names.index("CH4")] == 28
    assert fifth[names.index("CF4")] == 6630
    assert fifth[names.index("C2F6")] == 11100
    assert sixth[names.index("CF4")] == 7380


def test_a_gas_without_a_potential_is_missing_where_it_occurs_and_only_there() -> None:
    weights = np.array([1.0, np.nan])
    amounts = np.array([[2.0, 2.0], [0.0, 3.0]])
    found = ind.global_warming(amounts, weights)
    assert found[0] == 2
    assert np.isnan(found[1])
    assert ind.global_warming(amounts[:, 0], weights) == 2


amounts = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=3, max_size=3)


@given(amounts, amounts, st.floats(0, 100, allow_subnormal=False))
def test_warming_is_linear(some: list[float], more: list[float], factor: float) -> None:
    weights = np.array([1.0, 28.0, 265.0])
    a, b = np.array(some), np.array(more)
    together = ind.global_warming(a + factor * b, weights)
    apart = ind.global_warming(a, weights) + factor * ind.global_warming(b, weights)
    assert together == pytest.approx(apart, rel=1e-9)
