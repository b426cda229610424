"""What the workbook's live formulas of steel are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calc.engine.ledger import Parameter, SheetModel
from calc.engine.model import BoolArray, IntArray
from calc.steel import status as st
from calc.steel.exposure import GIVEN, YEARS, Terms
from calc.steel.resolve import Rows

PRICE = "certificate_price_eur"


def sheet_model(rows: Rows, at: Terms, pair: IntArray, costs: Sequence[str]) -> SheetModel:
    """Return the certificate price and the formulas of the computed rows; they repeat `calc.steel.kernel`.

    The cost of a year is a formula where one price holds for all years and no free allocation is taken off.
    """
    computed = rows.status == st.COMPUTED
    same = bool((at.price == at.price[0]).all())
    priced = bool(np.isfinite(at.price[0]))
    parameters: tuple[Parameter, ...] = ()
    where: dict[str, NDArray[np.int32]] = {}
    if priced:
        status = "given" if at.references[0] == GIVEN else "in force" if not same else "assumed"
        label = "certificate price" if same else f"certificate price {YEARS[0]}"
        parameters = (Parameter(PRICE, label, float(at.price[0]), "EUR/tCO2e", at.references[0], status),)
        where[PRICE] = np.where(computed, 0, -1).astype(np.int32)

    def lines(mask: BoolArray, template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    formulas = {
        "footprint_tco2e_per_t": lines(
            computed, "{direct_tco2e_per_t}+{electricity_tco2e_per_t}+{upstream_tco2e_per_t}"
        ),
        "footprint_tco2e": lines(computed, "{footprint_tco2e_per_t}*{quantity_t}"),
        "direct_tco2e": lines(computed, "{direct_tco2e_per_t}*{quantity_t}"),
        "electricity_tco2e": lines(computed, "{electricity_tco2e_per_t}*{quantity_t}"),
        "abatement_tco2e_per_t": lines(computed, "{baseline_tco2e_per_t}-{footprint_tco2e_per_t}"),
        "abatement_share": lines(computed, "{abatement_tco2e_per_t}/{baseline_tco2e_per_t}"),
    }
    if priced:
        bare = computed & (pair < 0) & ~rows.outside
        for n, line in enumerate(costs):
            if same or n == 0:
                formulas[line] = lines(bare, f"{{direct_tco2e_per_t}}*{{{PRICE}}}")
    return SheetModel(parameters, where, formulas)
