"""From steel to imports: a modelled figure becomes a column of the import sheet, and says that it is modelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import calc
from calc.chains import MODELLED, NO_FIGURE, SEE_DIRECT, imports_of_steel
from calc.engine.errors import UsageError

STEEL = pd.DataFrame(
    {
        "route": ["BF-BOF", "H2-DRI-EAF", "BF-BOF+CCS"],
        "scrap share": [0.13, 0.0, 0.13],
        "mass [t]": [100.0, 100.0, 100.0],
        "origin": ["China"] * 3,
        "CN code": ["72083900"] * 3,
        "supplier": ["Mill A", "Mill B", "Mill C"],
    }
)


def test_direct_emissions_are_priced_as_own_figures() -> None:
    steel = calc.run(STEEL)
    sheet = imports_of_steel(steel, "2026-05-02", importer="Muster GmbH")
    assert sheet["Own figure"].tolist() == [MODELLED, MODELLED, NO_FIGURE]
    assert sheet["Route"].tolist() == ["C", "D", ""]
    imports = calc.run(sheet)
    assert imports.subject.name == "imports"
    found = imports.result_frame()
    direct = steel.numbers("direct_tco2e_per_t")
    assert found["match"].tolist()[:2] == ["given", "given"]
    assert found["match"][2] != "given"  # a default value, not nothing
    assert np.allclose(found["see_tco2e_per_t"][:2], direct[:2])
    assert np.allclose(found["embedded_emissions_tco2e"][:2], 100 * direct[:2])
    assert found["cost_eur"].notna().all()
    assert MODELLED in imports.frame()["Own figure"].tolist()
    assert found["cost_eur"][1] < found["cost_eur"][0]


def test_steel_counts_direct_emissions_only() -> None:
    grids = [
        calc.run(STEEL.assign(grid=grid)).numbers("direct_tco2e_per_t") for grid in ("0 g/kWh", "900 g/kWh")
    ]
    assert np.array_equal(grids[0], grids[1], equal_nan=True)


def test_a_csv_goes_the_same_way(tmp_path: Path) -> None:
    STEEL.to_csv(tmp_path / "steel.csv", index=False)
    sheet = imports_of_steel(calc.run(tmp_path / "steel.csv"), "2027-05-02", importer="Muster GmbH")
    sheet.to_csv(tmp_path / "imports.csv", index=False)
    assert calc.run(tmp_path / "imports.csv").numbers("see_tco2e_per_t")[0] == pytest.approx(
        sheet[SEE_DIRECT][0]
    )


def test_what_is_missing_is_asked_for() -> None:
    steel = calc.run(STEEL.drop(columns=["CN code", "origin"]))
    with pytest.raises(UsageError, match="cn_code"):
        imports_of_steel(steel, "2026-05-02", origin="China")
    with pytest.raises(UsageError, match="origin"):
        imports_of_steel(steel, "2026-05-02", cn_code="72083900")
    assert len(imports_of_steel(steel, "2026-05-02", cn_code="72083900", origin="China")) == len(STEEL)


def test_only_steel_is_taken() -> None:
    with pytest.raises(UsageError, match="steel"):
        imports_of_steel(calc.quote("72083900", "China", "1 t", "2026-02-15"), "2026-05-02")
