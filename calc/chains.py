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
PROVISIONAL = "provisional: net of free allocation, the implementing act is not adopted (Art. 9)"
NOTHING_PAID = "allowances cover all emissions: no carbon price paid"
NO_PRICE = "no carbon price known for this plant and year"
CARBON_PRICE = "carbon price note"


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


def carbon_prices_paid(ledger: Ledger) -> pd.DataFrame:
    """Return the import sheet's columns of the carbon price that each plant effectively paid, net of free allocation.

    The price of the allowances was paid on (verified - allocated) / verified of the emissions, so that
    ``carbon_price_paid`` x ``carbon_price_coverage`` is what a tonne of them cost. Each row says that it is
    provisional.

    Parameters
    ----------
    ledger : Ledger
        Of the subject ``allowances``.

    Returns
    -------
    pandas.DataFrame
        A row for each row of the ledger: site, year, the three columns, what they are, and the source of the price.

    Raises
    ------
    UsageError
        The ledger is not one of allowances.
    """
    import pandas as pd

    if ledger.subject.name != "allowances":
        raise UsageError(f"a ledger of allowances is needed, this one is of {ledger.subject.name}")
    price, share = ledger.numbers("price_used_per_tco2e"), ledger.numbers("paid_share")
    year = ledger.data.numbers("year")
    years = np.full(len(ledger), np.nan) if year is None else year
    said = np.where(np.isnan(price), NO_PRICE, np.where(share > 0, PROVISIONAL, NOTHING_PAID))
    return pd.DataFrame(
        {
            "site": _filled(ledger, "site", ""),
            "year": years,
            "carbon_price_paid": price,
            "currency": ledger.coded("currency_used").texts(),
            "carbon_price_coverage": np.where(np.isnan(price), np.nan, share),
            CARBON_PRICE: said,
            "carbon price source": ledger.coded("price_reference").texts(),
        }
    )


def imports_with_carbon_price(
    sheet: pd.DataFrame, ledger: Ledger, year: int, *, supplier: str = "Supplier"
) -> pd.DataFrame:
    """Return a sheet of imports with the carbon price that its suppliers' plants paid in a year.

    Parameters
    ----------
    sheet : pandas.DataFrame
        Of imports; its column `supplier` names the plants as the ledger does, case and spaces aside.
    ledger : Ledger
        Of the subject ``allowances``.
    year : int
        Year in which the goods were made.
    supplier : str
        Heading of the suppliers.

    Raises
    ------
    UsageError
        The sheet has no such column, has a carbon price already, or a plant stands twice in the year.
    """
    paid = carbon_prices_paid(ledger)
    paid = paid[paid["year"] == year]
    keys = [_plain(text) for text in paid["site"]]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise UsageError(f"{', '.join(twice)}: several rows of allowances in {year}; add them up first")
    columns = ["carbon_price_paid", "currency", "carbon_price_coverage", CARBON_PRICE]
    if supplier not in sheet.columns:
        raise UsageError(
            f"the sheet has no column '{supplier}'; name the one of the suppliers with supplier="
        )
    met = [column for column in columns if column in sheet.columns]
    if met:
        raise UsageError(f"the sheet has {', '.join(met)} already; leave those columns out")
    place = {key: n for n, key in enumerate(keys)}
    rows = [place.get(_plain(text), -1) for text in sheet[supplier]]
    made = sheet.copy()
    for column in columns:
        values = paid[column].tolist()
        nothing = NO_PRICE if column == CARBON_PRICE else "" if column == "currency" else float("nan")
        made[column] = [values[n] if n >= 0 else nothing for n in rows]
    return made


def _plain(text: object) -> str:
    return " ".join(str(text).split()).casefold()
