"""From a reference key to the article: what it says, its value, its address."""

from __future__ import annotations

from calc.engine.ledger import Citation
from factors import Library, names
from factors.law import Series


def cite(library: Library, key: str) -> Citation:
    """Return what a reference key of the ledger stands for."""
    if key.startswith("given:"):
        return Citation(key, "Given by the user", "", "", key.removeprefix("given:"), "", "given")
    if key.startswith("ecb_reference_rates:"):
        _, what = key.split(":", 1)
        source = library.sources["ecb_reference_rates"]
        pair, _, rate = what.partition("=")
        currency, _, on = pair.partition("@")
        return Citation(
            key,
            f"Euro for one {currency} on {on}",
            rate.removesuffix(" EUR"),
            f"EUR/{currency}",
            str(source["title"]),
            str(source["address"]),
            "official figure",
        )
    if "@" in key:
        path, which = key.split("@", 1)
        place, law_name, name = path.split(".")
        series = library.law(f"{place}.{law_name}").series[name]
        for number in range(len(series.values)):
            if series.reference(number).split("@", 1)[1] == which:
                return _of_series(library, key, series, number)
        raise KeyError(key)
    path, _, row_key = key.partition(":")
    table = library.table(path)
    cells = table.row(table.by_reference[key])
    value = next((cells[c] for c in table.about["units"]), "")
    unit = next(iter(table.about["units"].values()), "")
    country = cells.get("country", "")
    about = table.about
    where = f", {_country(library, country)}" if country else ""
    return Citation(
        key=key,
        what=f"{about['title']}{where}: {row_key.split('/', 1)[1] if country else row_key}",
        value=value,
        unit=unit,
        citation=library.citation(about["source"], about["place"] + where),
        address=str(library.sources[about["source"]]["address"]),
        reading=cells.get("reading") or str(about.get("reading", "")),
        note=cells.get("note", ""),
    )


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


def _country(library: Library, key: str) -> str:
    if key == "OTHER":
        return "Other countries and territories"
    return names.territories(library.root / "names")[key].printed_name
