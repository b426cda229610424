"""Where the ledger of one subject feeds another: a named line of the one becomes a column of the other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.pipeline import library_for

if TYPE_CHECKING:
    import pandas as pd

    from calc.engine.ledger import Ledger

MODELLED = "modelled, not verified"
NO_FIGURE = "no modelled figure: default values apply"
SEE_DIRECT = "see_direct [tCO2e/t]"
ROUTES = "processes.routes"


def imports_of_steel(
    ledger: Ledger,
    import_date: date | str,
    *,
    cn_code: str = "",
    origin: str = "",
    importer: str = "",
) -> pd.DataFrame:
    """Return a sheet of imports whose direct emissions are those of a ledger of steel.

    The line ``direct_tco2e_per_t`` becomes ``see_direct``. Rows that were not computed stay without one, so that
    default values apply to them. CBAM asks for verified figures: each row says that its own is modelled.

    Parameters
    ----------
    ledger : Ledger
        Of the subject ``steel``.
    import_date : date or str
        Day of release for free circulation.
    cn_code, origin : str
        For rows whose sheet does not say it.
    importer : str
        The declarant.

    Returns
    -------
    pandas.DataFrame
        One row for each row of the ledger, to be handed to `calc.run`.

    Raises
    ------
    UsageError
        The ledger is not one of steel, or a row has neither goods code nor origin.
    """
    import pandas as pd

    if ledger.subject.name != "steel":
        raise UsageError(f"a ledger of steel is needed, this one is of {ledger.subject.name}")
    letters = library_for(ledger.options).table(ROUTES).columns
    of_route = dict(zip(letters["route"], letters["benchmark_route"], strict=True))
    direct = ledger.numbers("direct_tco2e_per_t")
    route = ledger.coded("route_used").texts()
    codes = _filled(ledger, "cn_code", cn_code)
    made_in = [name or origin for name in ledger.coded("made_in").texts()]
    for column, cells in (("cn_code", codes), ("origin", made_in)):
        if not all(cells):
            raise UsageError(f"{cells.index('') + 1}. row: no {column}; give it in the sheet or as {column}=")
    modelled = np.isfinite(direct)
    return pd.DataFrame(
        {
            "CN code": codes,
            "Origin": made_in,
            "Net mass [t]": ledger.numbers("quantity_t"),
            "Import date": pd.Timestamp(import_date),
            "Importer": importer,
            "Supplier": _filled(ledger, "supplier", ""),
            "Shipment": _filled(ledger, "lot", ""),
            "Route": [of_route.get(r, "") if m else "" for r, m in zip(route, modelled, strict=True)],
            SEE_DIRECT: direct,
            "Own figure": np.where(modelled, MODELLED, NO_FIGURE),
        }
    )


def _filled(ledger: Ledger, column: str, otherwise: str) -> list[str]:
    """Return the texts of a column of the sheet, `otherwise` where a cell is empty or no file has it."""
    coded = ledger.data.coded(column)
    return [otherwise] * len(ledger) if coded is None else [text or otherwise for text in coded.texts()]
