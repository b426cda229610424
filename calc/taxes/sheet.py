"""What the workbook's live formulas of discharges are made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from calc.engine.ledger import SheetModel
from calc.engine.model import BoolArray
from calc.taxes.charge import Charged, decimals
from calc.taxes.resolve import Rows


def sheet_model(rows: Rows, found: Charged, chosen: Mapping[str, str]) -> SheetModel:
    """Return the formulas of equivalents and taxes; they repeat `calc.taxes.resolve` and `calc.taxes.charge`."""

    def lines(mask: BoolArray, template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    places = decimals(chosen["rounding"])
    charged = ~np.isnan(found.reduction)
    owed = "{pollutant_equivalents}*{rate_cny}*{reduction}"
    ranked = (rows.ranking >= 0) & ~np.isnan(rows.equivalents)
    counted = "{quantity}/{equivalent_value}"
    return SheetModel(
        (),
        {},
        {
            "pollutant_equivalents": lines(
                ranked, f"ROUND({counted},2)" if chosen["rounding"] == "equivalents" else counted
            ),
            "tax_before_reduction_cny": lines(charged, "{pollutant_equivalents}*{rate_cny}"),
            "tax_cny": lines(charged, owed if places is None else f"ROUND({owed},{places})"),
        },
    )
