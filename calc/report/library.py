"""The library in the terminal: laws, tables, sources, checks."""

from __future__ import annotations

from datetime import date

import numpy as np
from rich.console import Console
from rich.table import Table

from calc.engine.errors import UsageError
from factors import load
from factors.law import ASSUMED, IN_FORCE, OUTSIDE, LawError, day
from factors.table import TableError

STATUS = {IN_FORCE: "in force", ASSUMED: "assumed", OUTSIDE: "outside"}
SHOWN = 200


def _console() -> Console:
    return Console(highlight=False)


def print_law(name: str, on: date | None, known_on: date | None, only: str = "") -> None:
    """Print every series of a law (or `only` one): on one day with its status, or as a time line."""
    library = load()
    if name not in library.law_paths():
        raise UsageError(f"no law '{name}'; known are: {', '.join(library.law_paths())}")
    law, console = library.law(name), _console()
    console.print(f"{law.title} ({name})" + (f", on {on}" if on else ""), style="bold")
    for series_name, series in law.series.items():
        if only and series_name != only:
            continue
        console.print()
        unit = f" [{series.unit}]" if series.unit else ""
        console.print(f"{series.title}{unit}".replace("[", "\\["), style="bold")
        console.print(f"  {series.boundary}", style="dim")
        for number, item in enumerate(series.values):
            if known_on and item.published > known_on:
                continue
            status = ""
            if on is not None:
                key = item.keys[0] if item.keys else ""
                _, index, state = series.at(np.array([day(on)]), key, known_on)
                if int(index[0]) != number:
                    continue
                status = f"  {STATUS[int(state[0])]}"
            keys = f" ({', '.join(item.keys)})" if item.keys else ""
            span = f"{item.start} to {item.end or 'open'}"
            console.print(f"  {item.value:g}  {span}{keys}{status}")
            console.print(
                f"      {library.citation(item.source, item.place)}; published {item.published}, {item.reading}",
                style="dim",
            )
            if item.note:
                console.print(f"      {item.note}", style="dim")
    if only:
        return
    console.print()
    console.print("Tables", style="bold")
    for table, editions in law.editions.items():
        for edition in editions:
            note = f"; {edition.note}" if edition.note else ""
            console.print(
                f"  {table}: {edition.table}, imports from {edition.start}, published {edition.published}{note}"
            )
    console.print()
    console.print("Assumptions (the first choice is the default; --assume NAME=CHOICE)", style="bold")
    for point in law.assumptions.values():
        console.print(f"  {point.name}: {' | '.join(point.choices)}")
        console.print(f"      {point.texts[point.choices[0]]}", style="dim")


def print_list(licences: bool) -> None:
    """Print all laws and tables, or all sources with their licences."""
    library, console = load(), _console()
    if licences:
        for key, source in library.sources.items():
            console.print(key, style="bold")
            console.print(f"  {source['title']}; {source['publisher']}, {source['date']}")
            console.print(f"  {source['address']}", style="dim")
            console.print(f"  {source['licence']}")
        return
    for name in library.law_paths():
        law = library.law(name)
        console.print(f"{name:<26}law: {', '.join(law.series)}")
    for name in library.table_paths():
        table = library.table(name)
        console.print(f"{name:<26}{len(table):>6} rows  {table.about['title']}")
    console.print(f"fingerprint {library.fingerprint()}", style="dim")


def print_table(key: str, where: str) -> None:
    """Print what a reference key stands for, or the rows of a table."""
    library, console = load(), _console()
    if key in library.law_paths():
        return print_law(key, None, None)
    law_name, _, series_name = key.rpartition(".")
    if law_name in library.law_paths() and series_name in library.law(law_name).series:
        return print_law(law_name, None, None, series_name)
    if ":" in key or "@" in key:
        from calc.cbam.citations import cite

        try:
            item = cite(library, key)
        except (KeyError, StopIteration, OSError, ValueError):
            raise UsageError(f"no reference '{key}'; `pigou factors list` names the tables") from None
        console.print(item.what, style="bold")
        console.print(f"{item.value} {item.unit}")
        console.print(f"{item.citation}\n{item.address}\nread in: {item.reading}")
        if item.note:
            console.print(item.note)
        return None
    if key not in library.table_paths():
        raise UsageError(f"no table '{key}'; `pigou factors list` names them")
    table = library.table(key)
    console.print(table.about["title"], style="bold")
    console.print(library.citation(table.about["source"], table.about["place"]), style="dim")
    shown = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in table.columns:
        shown.add_column(column)
    wanted = where.lower()
    rows = [
        row
        for n, row in enumerate(zip(*table.columns.values(), strict=True))
        if wanted in table.reference(n).lower() or any(wanted in cell.lower() for cell in row)
    ]
    for row in rows[:SHOWN]:
        shown.add_row(*row)
    console.print(shown)
    if not rows:
        console.print(f"0 rows hold '{where}'")
    if len(rows) > SHOWN:
        console.print(f"and {len(rows) - SHOWN} more rows; narrow with --where", style="dim")
    return None


def print_check() -> int:
    """Print every broken rule and the coverage; return 0 when nothing is broken, else 1."""
    from factors.check import check

    console = _console()
    try:
        report = check(load())
    except (LawError, TableError) as error:
        console.print(f"error: {error}", style="red")
        return 1
    for line in report.coverage:
        console.print(line)
    for text in report.errors:
        console.print(f"error: {text}", style="red")
    console.print(f"{len(report.errors)} errors", style="bold")
    return 1 if report.errors else 0
