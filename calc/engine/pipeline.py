"""From a batch to a ledger. It is handed the subjects; it knows none."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calc.engine.errors import InputError, UsageError
from calc.engine.ledger import Assumed, Ledger
from calc.engine.model import NAME, Batch, Coded, Options, Place, Subject, TableData
from calc.engine.values import texts
from factors import Library, load

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int, str], None]

MOST_PLACES = 5  # of a subject, named where the input holds several subjects


def package_version(name: str = "pigou") -> str:
    """Return the version of an installed distribution."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def library_for(options: Options) -> Library:
    """Return the library as it was known on the day that the options name."""
    return load(known_on=options.law_known_on)


def chosen_subject(batch: Batch, subjects: Sequence[Subject], wanted: str = "") -> Subject:
    """Return the subject whose table was found; refuse where several were and none is wanted."""
    met = {name for name, data in batch.tables.items() if data.places}
    found = [s for s in subjects if met & {t.name for t in s.tables} and (not wanted or s.name == wanted)]
    if not found:
        reasons = [f"{i.path}: {i.error}" for i in batch.inputs if i.error]
        reasons += [
            f"{p.place}: {p.found}. Expected {p.expected}. {p.remedy}" for p in batch.problems if not p.row
        ]
        raise InputError("\n".join(["no table that we know was found", *dict.fromkeys(reasons)]))
    if len(found) > 1:
        told = [
            f"  {s.name}: {_where([p for t in s.tables for p in batch.tables[t.name].places])}" for s in found
        ]
        raise UsageError(
            "\n".join(["the input holds tables of several subjects; choose one with --subject", *told])
        )
    return found[0]


def _where(places: Sequence[Place]) -> str:
    """Return the sheets on which tables stand, the first few by name."""
    named = list(dict.fromkeys(f"{p.file}: {p.sheet}" if p.sheet else p.file for p in places))
    return few(named, MOST_PLACES)


def few(names: Sequence[str], most: int) -> str:
    """Return the first `most` names, and how many there are besides."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def calculate(batch: Batch, library: Library, subject: Subject, options: Options) -> Ledger:
    """Return the ledger of a batch: a pure function of its arguments."""
    data, *others = (
        redacted(batch.tables[table.name]) if options.redact else batch.tables[table.name]
        for table in subject.tables
    )
    if others:
        data = replace(data, beside={other.table.name: other for other in others})
    found: Ledger = subject.calculate(subject, data, library, options, batch.problems)
    reading = tuple(Assumed("reading", "", text, "how the sheet was read") for text in batch.assumptions)
    found.assumptions = (*reading, *found.assumptions)
    found.inputs = batch.inputs
    found.manifest = manifest(batch, library, subject, options)
    return found


def run(
    source: str | Path | pd.DataFrame | Sequence[str | Path],
    subjects: Sequence[Subject],
    options: Options,
    *,
    subject: str = "",
    heading_map: Path | None = None,
    progress: Progress | None = None,
) -> Ledger:
    """Read and calculate; see `calc.run`."""
    from calc.engine.read import read

    sources: Any = [source] if isinstance(source, str | Path) else source
    tables = [table for s in subjects if not subject or s.name == subject for table in s.tables]
    others = [table for s in subjects for table in s.tables if table not in tables]
    if not tables:
        raise UsageError(f"no subject '{subject}'; known are: {', '.join(s.name for s in subjects)}")
    library = library_for(options)
    mains = {table.name: s.table.name for s in subjects if s.name != subject for table in s.companions}
    batch = read(sources, tables, others=others, mains=mains, heading_map=heading_map, progress=progress)
    if others and not any(batch.tables[table.name].places for table in tables):
        batch = read(sources, tables, heading_map=heading_map, progress=progress)  # the user's word counts
    return calculate(batch, library, chosen_subject(batch, subjects, subject), options)


def redacted(data: TableData) -> TableData:
    """Return the table with names of firms and plants replaced by numbers, in the user's columns too."""
    columns, own = dict(data.columns), data.own.copy(deep=False)
    for column in data.table.columns:
        if not column.private:
            continue
        shown = {heading for place in data.places for heading, name in place.private if name == column.name}
        shown |= {p.own_columns[column.name] for p in data.places if column.name in p.own_columns}
        written = {heading: texts(own[heading])[0] for heading in sorted(shown & set(own.columns))}
        where = column.name + NAME if column.names else column.name
        coded = columns.get(where)
        groups: dict[str, str] = {}
        if isinstance(coded, Coded):
            columns[where] = _numbered(coded, column.name, groups)
        for heading, found in written.items():
            own[heading] = _numbered(found, column.name, groups).texts()
    return replace(data, columns=columns, own=own)


def _numbered(coded: Coded, name: str, groups: dict[str, str]) -> Coded:
    """Return the column with a number for each text; `groups` keeps which."""
    keys = [" ".join(value.split()).casefold() for value in coded.values]
    return Coded(coded.codes, tuple(groups.setdefault(key, f"{name} {len(groups) + 1}") for key in keys))


def manifest(batch: Batch, library: Library, subject: Subject, options: Options) -> dict[str, Any]:
    """Return what is needed to make the same report again."""
    chosen = {k: v for k, v in asdict(options).items() if v not in ("", None, False, {})}
    return {
        "pigou": package_version(),
        "python": platform.python_version(),
        "subject": subject.name,
        "profile": options.profile or subject.profile,
        "law_known_on": options.law_known_on.isoformat() if options.law_known_on else "all that is known",
        "options": {k: str(v) if k == "law_known_on" else v for k, v in chosen.items()},
        "exchange_rates": f"CurrencyConverter {package_version('CurrencyConverter')}",
        "factors_sha256": library.fingerprint(),
        "factor_files": library.fingerprints(),
        "columns_not_used": list(
            dict.fromkeys(h for table in subject.tables for h in batch.tables[table.name].unused())
        ),
        "inputs": [{**asdict(i), "path": Path(i.path).name} for i in batch.inputs],
    }
