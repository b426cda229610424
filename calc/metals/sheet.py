"""What the workbook's live formulas of lots are made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calc.engine.ledger import Parameter, SheetModel
from calc.engine.model import BoolArray, FloatArray
from calc.metals import status as st
from calc.metals.money import GIVEN, Worth
from calc.metals.resolve import Lots

_PRICES = (  # line, what it is, unit
    ("carbon_price_eur", "carbon price", "EUR/tCO2e"),
    ("social_cost_usd", "social cost, EPA 2023", "USD/tCO2e"),
    ("uba_cost_eur", "climate cost, UBA", "EUR/tCO2e"),
)


def sheet_model(lots: Lots, worth: tuple[Worth, Worth, Worth], years: FloatArray) -> SheetModel:
    """Return parameters and formulas of the computed lots; the templates repeat `calc.metals.kernel`."""
    computed = st.is_computed(lots.status)
    parameters: list[Parameter] = []
    where: dict[str, NDArray[np.int32]] = {}
    for (line, what, unit), one in zip(_PRICES, worth, strict=True):
        index = np.full(lots.size, -1, dtype=np.int32)
        rows = np.where(computed & ~np.isnan(one.at(years)), one.rows(years), -1)
        for row in np.unique(rows[rows >= 0]).tolist():
            at = rows == row
            index[at] = len(parameters)
            reference = one.references[row]
            status = "given" if reference == GIVEN else "in force"
            year = f" {reference.rsplit('/', 1)[-1]}" if line == "social_cost_usd" else ""
            value = float(one.values[row])
            parameters.append(Parameter(line, f"{what}{year}", value, unit, reference, status))
        where[line] = index

    share = lots.share
    built = (lots.status == st.COMPUTED) & (lots.allocation.a == 1) & np.isnan(lots.at_points)
    kind = np.select([built & (share == 0), built & (share == 1), built], [0, 1, 2], -1)
    compared = computed & (lots.primary >= 0)
    legs = lots.known.legs
    carried = np.zeros(lots.size, dtype=bool) if legs is None else computed & legs.stated[lots.legs]

    def lines(mask: BoolArray, *templates: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), templates

    net = np.where(compared, np.where(carried, 0, 1), -1).astype(np.int8)
    return SheetModel(
        tuple(parameters),
        where,
        {
            "footprint_tco2e_per_t": (
                kind.astype(np.int8),
                (
                    "{primary_tco2e_per_t}",
                    "{secondary_tco2e_per_t}",
                    "{primary_tco2e_per_t}*(1-{recycled_share_used})+{secondary_tco2e_per_t}*{recycled_share_used}",
                ),
            ),
            "footprint_tco2e": lines(computed, "{footprint_tco2e_per_t}*{quantity_t}"),
            "saving_tco2e": lines(compared, "({primary_tco2e_per_t}-{footprint_tco2e_per_t})*{quantity_t}"),
            "saving_share": lines(
                compared, "({primary_tco2e_per_t}-{footprint_tco2e_per_t})/{primary_tco2e_per_t}"
            ),
            "net_saving_tco2e": (net, ("{saving_tco2e}-{freight_tco2e}", "{saving_tco2e}")),
            "saving_at_carbon_price_eur": lines(compared, "{net_saving_tco2e}*{carbon_price_eur}"),
            "saving_at_social_cost_usd": lines(compared, "{net_saving_tco2e}*{social_cost_usd}"),
            "saving_at_uba_cost_eur": lines(compared, "{net_saving_tco2e}*{uba_cost_eur}"),
        },
    )
