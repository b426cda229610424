"""Pigou puts the environmental cost into the price.

>>> import calc
>>> ledger = calc.run("imports.xlsx")          # doctest: +SKIP
>>> ledger.totals()["cost_eur"]                # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from calc.engine.ledger import Ledger

__all__ = ["Ledger", "compare", "quote", "run"]


def __getattr__(name: str) -> Any:
    if name == "Ledger":
        from calc.engine.ledger import Ledger

        return Ledger
    raise AttributeError(name)


def run(
    source: str | Path | pd.DataFrame | Sequence[str | Path],
    *,
    law_known_on: date | str | None = None,
    price: str | float = "",
    profile: str = "",
    assume: Mapping[str, str] | None = None,
    rates: str | Path = "",
    grid_factors: str | Path = "",
    subject: str = "",
    heading_map: str | Path | None = None,
    redact: bool = False,
) -> Ledger:
    """Read sheets and return their ledger.

    Parameters
    ----------
    source : path, data frame or sequence of paths
        Workbooks, csv or parquet files, folders, or a pandas DataFrame with the same headings.
    law_known_on : date or str, optional
        Use only law and factors published by that day; by default all that is known.
    price : str or float, optional
        Certificate price in EUR/tCO2e: ``75.36`` for every line, ``"2026Q4=80,2027=85"`` for periods.
    profile : str, optional
        The profile, of batteries the rule set; by default that of the subject.
    assume : mapping, optional
        Named assumption -> choice, where the law leaves a point open.
    rates, grid_factors : path, optional
        The user's exchange rates (currency, date, eur_per_unit) and electricity factors
        (country, tco2e_per_mwh).
    subject : str, optional
        The subject to use where a workbook fits several.
    heading_map : path, optional
        CSV (heading, column) that renames a client's headings.
    redact : bool, optional
        Replace names of firms and plants by numbers.

    Returns
    -------
    Ledger
        One row for each input row; see ``.frame()``, ``.totals()``, ``.problems``, ``.explain(row)`` and
        ``.write(path)``.

    Raises
    ------
    calc.engine.errors.InputError
        When nothing could be read.
    calc.engine.errors.UsageError
        For an option that is not understood.
    """
    from calc.catalogue import subjects
    from calc.engine import pipeline
    from calc.engine.model import Options

    options = Options(
        law_known_on=date.fromisoformat(law_known_on) if isinstance(law_known_on, str) else law_known_on,
        price=str(price),
        profile=profile,
        assume=dict(assume or {}),
        rates=str(rates),
        grid_factors=str(grid_factors),
        redact=redact,
    )
    mapping = Path(heading_map) if heading_map else None
    return pipeline.run(source, subjects(), options, subject=subject, heading_map=mapping)


def quote(
    cn_code: str,
    origin: str,
    mass: str,
    on: date | str,
    **own_figures: Any,
) -> Ledger:
    """Price one line without a sheet; see `calc.cbam.quote.quote` for the own figures it takes."""
    from dataclasses import replace

    import pandas as pd

    from calc.cbam.quote import quote as one_line

    ledger = one_line(cn_code, origin, mass, on, **own_figures)
    ledger.data = replace(ledger.data, own=pd.DataFrame([ledger.manifest["quoted"]]))
    return ledger


def compare(
    material: str,
    *,
    origin: str | Sequence[str] = (),
    grid: str | Sequence[str] = (),
    law_known_on: date | str | None = None,
    price: str | float = "",
    assume: Mapping[str, str] | None = None,
    **cells: Any,
) -> Ledger:
    """Set recycled beside primary metal without a sheet, one lot for each origin or grid.

    Parameters
    ----------
    material : str
        Metal or traded scrap.
    origin, grid : str or sequence of str
        Several of one of them, also in one text with commas, make several lots.
    law_known_on, price, assume
        As in `run`; the price is one number.
    **cells
        Further columns of the sheet of lots, spelled as cells: ``mass="2 t"``, ``recycled_share="70%"``.

    Returns
    -------
    Ledger
        One row per lot; its groups tell stages, gases, indicators and published figures.

    Raises
    ------
    calc.engine.errors.UsageError
        For what is not understood.
    """
    import pandas as pd

    from calc.catalogue import subject
    from calc.engine import pipeline
    from calc.engine.model import Options
    from calc.metals.beside import side_by_side
    from calc.metals.compare import cells as cells_of

    known = date.fromisoformat(law_known_on) if isinstance(law_known_on, str) else law_known_on
    options = Options(law_known_on=known, price=str(price), assume=dict(assume or {}))
    places, powers = ([given] if isinstance(given, str) else given for given in (origin, grid))
    columns, said = cells_of(material, cells, places, powers)
    ledger = pipeline.run(pd.DataFrame(columns), [subject("metals")], options)
    return side_by_side(ledger, said)
