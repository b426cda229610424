"""The library in the terminal: laws, tables, sources, checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from calc.engine.citations import cite
from calc.engine.errors import UsageError
from factors import Library, load
from factors.law import ASSUMED, IN_FORCE, OUTSIDE, Law, LawError, day
from factors.table import FactorTable, TableError

STATUS = {IN_FORCE: "in force", ASSUMED: "assumed", OUTSIDE: "outside"}
SHOWN = 200
FEW = 10  # rows that are shown as blocks where a table is wider than the screen


def _console() -> Console:
    return Console(highlight=False)


def print_law(name: str, on: date | None, known_on: date | None, only: str = "") -> None:
    """Print every series of a law (or `only` one): on one day with its status, or as a time line."""
    library = load()
    named = {_plain(known): known for known in library.law_paths()}
    if _plain(name) not in named:
        raise UsageError(f"no law '{name}'; known are: {', '.join(named.values())}")
    name = named[_plain(name)]
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
    if law.editions:
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


def _plain(name: str) -> str:
    """Return a name as it is compared: a profile is called by its hyphens, its file by underscores."""
    return name.casefold().replace("-", "_")


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
    shown = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    shown.add_column(no_wrap=True)
    shown.add_column(justify="right", no_wrap=True)
    shown.add_column()
    for name in library.law_paths():
        law = library.law(name)
        shown.add_row(name, "", Text(_contents(name, law)))
    for name in library.table_paths():
        table = library.table(name)
        shown.add_row(name, f"{len(table)} rows", Text(str(table.about["title"])))
    console.print(shown)
    console.print(f"fingerprint {library.fingerprint()}", style="dim")


def _contents(name: str, law: Law) -> str:
    """Return what a law or a profile holds: its series; a profile's named assumptions first."""
    series = ", ".join(law.series)
    if not name.startswith("profiles."):
        return f"law: {series}"
    return f"named assumptions: {', '.join(law.assumptions)}" + (f"; series: {series}" if series else "")


def print_table(key: str, where: str) -> None:
    """Print what a reference key stands for, or the rows of a table."""
    library, console = load(), _console()
    if _plain(key) in map(_plain, library.law_paths()):
        return print_law(key, None, None)
    law_name, _, series_name = key.rpartition(".")
    if law_name in library.law_paths() and series_name in library.law(law_name).series:
        return print_law(law_name, None, None, series_name)
    if ":" in key or "@" in key:
        try:
            item = cite(library, key)
        except (LookupError, OSError, ValueError):
            raise UsageError(f"no reference '{key}'; `pigou factors list` names the tables") from None
        for text, style in (
            (item.what, "bold"),
            (f"{item.value} {item.unit}", ""),
            (f"{item.citation}\n{item.address}\nread in: {item.reading}", ""),
        ):
            console.print(Text(text, style=style))
        if item.note:
            console.print(Text(item.note))
        return None
    if key not in library.table_paths():
        raise UsageError(f"no table '{key}'; `pigou factors list` names them")
    table = library.table(key)
    wanted = where.lower()
    rows = [
        n
        for n, row in enumerate(zip(*table.columns.values(), strict=True))
        if wanted in table.reference(n).lower() or any(wanted in cell.lower() for cell in row)
    ]
    console.print(Text(str(table.about["title"]), style="bold"))
    for text in _sources(library, table, rows):
        console.print(Text(text, style="dim"))
    _print_rows(console, table, rows[:SHOWN])
    if not rows:
        console.print(f"0 rows hold '{where}'")
    if len(rows) > SHOWN:
        console.print(f"and {len(rows) - SHOWN} more rows; narrow with --where", style="dim")
    return None


def _sources(library: Library, table: FactorTable, rows: Sequence[int]) -> Iterator[str]:
    """Yield the source of a table, or those of the rows shown of a mixed one, the most used first."""
    if "source" not in table.columns:
        yield library.citation(table.about["source"], table.about["place"])
        return
    for source, count in Counter(table.columns["source"][n] for n in rows).most_common():
        yield f"{source}: {library.citation(source)} ({count} row{'s' if count > 1 else ''})"


def _print_rows(console: Console, table: FactorTable, rows: Sequence[int]) -> None:
    """Print rows as a table; where it is too wide, few rows as blocks, many without the widest texts."""
    cells = {name: [values[n] for n in rows] for name, values in table.columns.items()}
    widths = {name: max(map(cell_len, [name, *values])) + 2 for name, values in cells.items()}
    wide = sum(widths.values()) - 2 > console.width
    if wide and len(rows) <= FEW:
        for n, row in enumerate(rows):
            console.print()
            console.print(Text(table.reference(row), style="bold"))
            shown = Table(box=None, padding=(0, 2, 0, 2), pad_edge=True, show_header=False)
            shown.add_column(no_wrap=True, style="dim")
            shown.add_column(overflow="fold")
            for name, values in cells.items():
                if values[n]:
                    unit = table.about["units"].get(name, "1")
                    shown.add_row(name, Text(values[n] if unit == "1" else f"{values[n]} {unit}"))
            console.print(shown)
        return
    left_out = _left_out(table, widths, console.width) if wide else []
    shown = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    names = [name for name in cells if name not in left_out]
    for name in names:
        shown.add_column(name)
    for texts in zip(*(cells[name] for name in names), strict=True):
        shown.add_row(*map(Text, texts))
    console.print(shown)
    if left_out:
        said = f"not shown: {', '.join(left_out)}; narrow with --where to {FEW} rows or fewer for all columns"
        console.print(Text(said, style="dim"))


def _left_out(table: FactorTable, widths: Mapping[str, int], room: int) -> list[str]:
    """Return the columns that a table does without so that it fits: from the end, keys and figures last."""
    kept = {*table.key_columns, *table.about["units"]}
    order = sorted(reversed(list(widths)), key=lambda name: name in kept)
    left_out: list[str] = []
    total = sum(widths.values()) - 2
    for name in order[:-1]:
        if total <= room or name in kept:
            break
        left_out.append(name)
        total -= widths[name]
    return [name for name in widths if name in left_out]


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
