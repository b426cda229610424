"""From a reference key to its source: what it says, its value, its address."""

from __future__ import annotations

from typing import Any

from calc.engine.ledger import Citation
from factors import Library, names
from factors.law import Series

GIVEN = "given"  # keys of the user's own figures
RATES = "ecb_reference_rates"  # keys of exchange rates, and their source
_OTHER = {"OTHER": "Other countries and territories"}


def cite(library: Library, key: str) -> Citation:
    """Return what a reference key of a ledger stands for.

    Parameters
    ----------
    library : Library
        Where the key leads to.
    key : str
        A row of a table (``energy.grid:CN-YN/2023``), a value of a law (``eu.cbam.cscf@2026-01-01``), an exchange
        rate (``ecb_reference_rates:USD@2026-02-13=0.92 EUR``) or a figure of the user (``given:a.xlsx!C4``).

    Raises
    ------
    KeyError, ValueError, OSError
        There is no such row or value.
    """
    path, _, row = key.partition(":")
    if path == GIVEN:
        return Citation(key, "Given by the user", "", "", row, "", "given")
    if path == RATES:
        return _of_rate(library, key, row)
    if "@" in path:
        return _of_law(library, key)
    return _of_row(library, key)


def _of_row(library: Library, key: str) -> Citation:
    """Return a row of a table; a mixed table has source, place and reading on the row."""
    path, _, row_key = key.partition(":")
    table = library.table(path)
    cells = table.row(table.by_reference[key])
    about: dict[str, Any] = {**table.about}
    about.update((name, cells[name]) for name in ("source", "place") if name in cells)
    column = next((c for c in table.about["units"] if cells[c]), "value")
    country = cells.get("country", "")
    where = f", {_country(library, country)}" if country else ""
    return Citation(
        key=key,
        what=f"{about['title']}{where}: {row_key.split('/', 1)[-1] if country else row_key}",
        value=cells.get(column, ""),
        unit=cells.get("unit") or table.about["units"].get(column, ""),
        citation=library.citation(about["source"], f"{about['place']}{where}"),
        address=str(library.sources[about["source"]]["address"]),
        reading=cells.get("reading") or str(about.get("reading", "")),
        note="; ".join(text for text in (cells.get("gas", ""), cells.get("note", "")) if text),
    )


def _of_law(library: Library, key: str) -> Citation:
    path, which = key.split("@", 1)
    law, _, name = path.rpartition(".")
    series = library.law(law).series[name]
    for number in range(len(series.values)):
        if series.reference(number).split("@", 1)[1] == which:
            return _of_series(library, key, series, number)
    raise KeyError(key)


def _of_series(library: Library, key: str, series: Series, number: int) -> Citation:
    item = series.values[number]
    of = f" ({', '.join(item.keys)})" if item.keys else ""
    span = f"{item.start} to {item.end}" if item.end else f"from {item.start}"
    return Citation(
        key=key,
        what=f"{series.title}{of}, {span}",
        value=f"{item.value:g}",
        unit=series.unit or "1",
        citation=library.citation(item.source, item.place),
        address=str(library.sources[item.source]["address"]),
        reading=item.reading,
        note=item.note,
    )


def _of_rate(library: Library, key: str, what: str) -> Citation:
    pair, _, rate = what.partition("=")
    currency, _, on = pair.partition("@")
    return Citation(
        key,
        f"Euro for one {currency} on {on}",
        rate.removesuffix(" EUR"),
        f"EUR/{currency}",
        str(library.sources[RATES]["title"]),
        str(library.sources[RATES]["address"]),
        "official figure",
    )


def _country(library: Library, key: str) -> str:
    known = names.territories(library.root / "names").get(key)
    return (known.printed_name or known.name_en) if known else _OTHER.get(key, key)
