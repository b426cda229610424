"""What the workbook's live formulas of waste are made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from calc.engine.ledger import Parameter, SheetModel
from calc.engine.model import BoolArray, FloatArray
from calc.methods.damage import GasCost
from calc.waste.resolve import Rows

_COSTS = (("social_cost_usd", "social cost, EPA 2023", "USD"), ("uba_cost_eur", "climate cost, UBA", "EUR"))


def sheet_model(
    rows: Rows,
    shown: BoolArray,
    out: Mapping[str, FloatArray],
    epa: GasCost,
    uba: GasCost,
    years: FloatArray,
) -> SheetModel:
    """Return parameters and formulas of the rows; the templates repeat `calc.waste.kernel`."""
    parameters: list[Parameter] = []
    where: dict[str, NDArray[np.int32]] = {}
    for (line, what, currency), one in zip(_COSTS, (epa, uba), strict=True):
        which = one.rows(years) if len(one.values) > 1 else np.zeros(rows.size, dtype=np.int32)
        index = np.full(rows.size, -1, dtype=np.int32)
        used = np.where(shown, which, -1)
        for row in np.unique(used[used >= 0]).tolist():
            index[used == row] = len(parameters)
            year = f" {one.years[row]:.0f}" if len(one.values) > 1 else ""
            parameters.append(
                Parameter(
                    line,
                    f"{what}{year}",
                    float(one.values[row]),
                    f"{currency}/tCO2e",
                    one.references[row],
                    "in force",
                )
            )
        where[line] = index
    cents = len(rows.chosen["money"].partition(".")[2])

    def has(name: str) -> BoolArray:
        return ~np.isnan(out[name])

    def lines(mask: BoolArray, *templates: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), templates

    taxed = has("tax_cny") & (out["tax_cny"] > 0)
    net = np.where(has("net_tco2e"), np.where(has("freight_tco2e"), 0, 1), -1).astype(np.int8)
    return SheetModel(
        tuple(parameters),
        where,
        {
            "treatment_tco2e": lines(has("treatment_tco2e"), "{treatment_tco2e_per_t}*{quantity_t}"),
            "recycling_credit_tco2e": lines(
                has("recycling_credit_tco2e"), "{credit_tco2e_per_t}*{quantity_t}"
            ),
            "net_tco2e": (
                net,
                (
                    "{treatment_tco2e}+{freight_tco2e}-{recycling_credit_tco2e}",
                    "{treatment_tco2e}-{recycling_credit_tco2e}",
                ),
            ),
            "net_tco2e_per_t": lines(has("net_tco2e_per_t"), "{net_tco2e}/{quantity_t}"),
            "tax_cny": lines(
                taxed, f"ROUND({{tax_rate_cny_per_t}}*{{quantity_t}}*(1-{{to_standard_used}}),{cents})"
            ),
            "cost_eur": lines(
                has("cost_eur"), f"ROUND({{treatment_cost_eur}}+{{surcharge_eur}}+{{tax_eur}},{cents})"
            ),
            "damage_epa_usd": lines(has("damage_epa_usd"), "{net_tco2e}*{social_cost_usd}"),
            "damage_uba_eur": lines(has("damage_uba_eur"), "{net_tco2e}*{uba_cost_eur}"),
        },
    )
