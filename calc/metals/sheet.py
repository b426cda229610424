"""What the workbook's live formulas of lots are made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calc.engine.ledger import Parameter, SheetModel
from calc.engine.model import BoolArray
from calc.metals import status as st
from calc.metals.money import GIVEN, Worth
from calc.metals.resolve import Lots

_PRICES = (  # line, what it is, unit
    ("carbon_price_eur", "carbon price", "EUR/tCO2e"),
    ("social_cost_usd", "social cost, EPA 2023", "USD/tCO2e"),
    ("uba_cost_eur", "climate cost, UBA", "EUR/tCO2e"),
)


def sheet_model(lots: Lots, worth: tuple[Worth, Worth, Worth]) -> SheetModel:
    """Return parameters and formulas of the computed lots; the templates repeat `calc.metals.kernel`."""
    computed = st.IS_COMPUTED.take(lots.status)
    parameters: list[Parameter] = []
    where: dict[str, NDArray[np.int32]] = {}
    for (line, what, unit), one in zip(_PRICES, worth, strict=True):
        index = np.full(lots.size, -1, dtype=np.int32)
        for row in np.unique(one.row[computed & ~np.isnan(one.value)]).tolist():
            at = computed & (one.row == row)
            index[at] = len(parameters)
            reference = one.references[row]
            status = "given" if reference == GIVEN else "in force"
            year = f" {reference.rsplit('/', 1)[-1]}" if line == "social_cost_usd" else ""
            value = float(one.value[np.flatnonzero(at)[0]])
            parameters.append(Parameter(line, f"{what}{year}", value, unit, reference, status))
        where[line] = index

    share = lots.share
    built = (lots.status == st.COMPUTED) & (lots.allocation.a == 1) & ~lots.points.inside
    kind = np.select([built & (share == 0), built & (share == 1), built], [0, 1, 2], -1)
    compared = computed & (lots.primary >= 0)
    carried = computed & lots.legs.stated[lots.legs.codes]

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
            "footprint_tco2e": lines(computed, "{footprint_tco2e_per_t}*{mass_t}"),
            "saving_tco2e": lines(compared, "({primary_tco2e_per_t}-{footprint_tco2e_per_t})*{mass_t}"),
            "saving_share": lines(
                compared, "({primary_tco2e_per_t}-{footprint_tco2e_per_t})/{primary_tco2e_per_t}"
            ),
            "net_saving_tco2e": (net, ("{saving_tco2e}-{freight_tco2e}", "{saving_tco2e}")),
            "saving_at_carbon_price_eur": lines(compared, "{net_saving_tco2e}*{carbon_price_eur}"),
            "saving_at_social_cost_usd": lines(compared, "{net_saving_tco2e}*{social_cost_usd}"),
            "saving_at_uba_cost_eur": lines(compared, "{net_saving_tco2e}*{uba_cost_eur}"),
        },
    )
