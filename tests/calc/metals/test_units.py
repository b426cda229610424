"""The kernel once on quantities with units, and the subject once in odd units: neither may change a thing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import calc
from calc.engine import units
from calc.metals import kernel
from calc.metals.lots import LINES


def quantity(values: Any, unit: str) -> Any:
    return units.registry().Quantity(np.array(values, dtype=float), unit)


def test_dimensions_of_the_kernel() -> None:
    figures = kernel.Figures(
        quantity([4.0, 0.2], "tCO2e/t"), quantity([0.5, 0.1], "MWh/t"), quantity([14.0, 0.0], "MWh/t")
    )
    grid, smelter = quantity([450, 30], "gCO2e/kWh"), quantity([0.4, 0.1], "tCO2e/MWh")
    primary = kernel.per_tonne(figures, np.array([0, 0]), grid, smelter)
    secondary = kernel.per_tonne(figures, np.array([1, 1]), grid, smelter)
    assert primary.to("tCO2e/t").magnitude.tolist() == pytest.approx([4 + 0.5 * 0.45 + 14 * 0.4, 5.415])
    share = quantity([0.25, 0.5], "")
    mixed = kernel.mixed(primary, secondary, share)
    assert mixed.check(primary.units)
    assert mixed.to("kgCO2e/t").magnitude[1] == pytest.approx(1000 * (5.415 + 0.203) / 2)
    one, rest = np.ones(2), np.zeros(2)
    footprint = kernel.footprint(primary, secondary, share, one, rest, rest)
    mass = quantity([2000, 2000], "kg")
    assert (footprint * mass).to("tCO2e").magnitude[1] == pytest.approx(5.415 + 0.203)
    saving = (primary - footprint) * mass
    price = quantity([80, 80], "EUR/tCO2e")
    assert (saving * price).check(units.registry().Quantity(1.0, "EUR").units)


def test_a_grid_without_its_unit_does_not_add_up() -> None:
    import pint

    figures = kernel.Figures(quantity([4.0], "tCO2e/t"), quantity([0.5], "MWh/t"), quantity([14.0], "MWh/t"))
    with pytest.raises(pint.DimensionalityError):
        kernel.per_tonne(figures, np.array([0]), quantity([450], "gCO2e/t"), quantity([450], "gCO2e/kWh"))


def test_every_line_states_a_unit_of_the_registry_and_says_it_in_its_name() -> None:
    for line in LINES:
        if line.kind != "number":
            assert not line.unit
            continue
        assert line.unit == "1" or units.registry().Quantity(1.0, line.unit).magnitude == 1.0, line.name
        ending = line.unit.lower().replace("/", "_per_").partition("_per_tco2e")[0]
        assert line.unit == "1" or line.name.endswith(f"_{ending}"), line.name


ODD = [
    ({"Mass [kg]": 2500.0}, {"Mass [t]": 2.5}),
    ({"Mass": "2500 kg"}, {"Mass": "2.5 t"}),
    ({"Mass [t]": 2.5, "Grid [kg/kWh]": 0.45}, {"Mass [t]": 2.5, "Grid [g/kWh]": 450.0}),
    ({"Mass [t]": 2.5, "Grid": "0.125 t/GJ"}, {"Mass [t]": 2.5, "Grid": "450 g/kWh"}),
    ({"Mass [t]": 2.5, "Grid": "0.45 kg CO2/kWh"}, {"Mass [t]": 2.5, "Grid": "0.45 tCO2e/MWh"}),
    (
        {"Mass [t]": 2.5, "Supplier factor [kg CO2e/kg]": 0.3, "Boundary": "cradle-to-gate"},
        {"Mass [t]": 2.5, "Supplier factor [kgCO2e/t]": 300.0, "Boundary": "cradle-to-gate"},
    ),
    (
        {"Mass [t]": 2.5, "Freight mode": "truck", "Freight distance [m]": 300000.0},
        {"Mass [t]": 2.5, "Freight mode": "truck", "Freight distance": "300 km"},
    ),
    ({"Mass [t]": 2.5, "Recycled share [%]": 30.0}, {"Mass [t]": 2.5, "Recycled share": 0.3}),
    ({"Mass [t]": 2.5, "Yield [%]": 95.0}, {"Mass [t]": 2.5, "Yield": 0.95}),
]


@pytest.mark.parametrize(("odd", "plain"), ODD, ids=[" ".join(odd) for odd, _ in ODD])
def test_odd_units_scale(odd: dict[str, Any], plain: dict[str, Any]) -> None:
    rows = []
    for cells in (odd, plain):
        base = {"Material": "aluminium"}
        if not any(name.startswith("Recycled") for name in cells):
            base["Route"] = "secondary"
        rows.append(calc.run(pd.DataFrame([{**base, **cells}])))
    one, other = rows
    assert list(one.count("status")) == list(other.count("status"))
    assert not {"invalid", "freight_unclear"} & set(one.count("status"))
    assert not list(one.problems)
    for line in one.lines:
        if line.kind == "number":
            assert one.numbers(line.name) == pytest.approx(
                other.numbers(line.name), rel=1e-12, nan_ok=True
            ), line.name
