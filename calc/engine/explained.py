"""The pieces from which a subject explains a row: its cells, its figures, their sources."""

from __future__ import annotations

import numpy as np

from calc.engine.ledger import Ledger
from calc.engine.placing import cell, written


def number(figure: float) -> str:
    """Return a number as it is, without binary noise: 3.187, 1 335.75."""
    if not np.isfinite(figure):
        return "-"
    shown = f"{figure:,.6f}".rstrip("0").rstrip(".")
    return shown.replace(",", " ")


def value(ledger: Ledger, row: int, name: str) -> float:
    """Return a number of a row."""
    return float(ledger.numbers(name)[row])


def text(ledger: Ledger, row: int, name: str) -> str:
    """Return a text of a row, '' where it has none."""
    coded = ledger.coded(name)
    code = int(coded.codes[row])
    return coded.values[code] if code >= 0 else ""


def found_in(ledger: Ledger, row: int) -> list[str]:
    """Return where a row stands, what its cells hold, and the problems met there.

    Raises
    ------
    IndexError
        The ledger has no such row.
    """
    if not 0 <= row < len(ledger):
        raise IndexError(f"row {row}: the ledger has rows 0 to {len(ledger) - 1}")
    data = ledger.data
    place = data.places[data.place[row]]
    sheet = f", sheet {place.sheet}" if place.sheet else ""
    said = [f"{place.file}{sheet}, row {data.row_number[row]}", ""]
    for column in data.table.columns:
        content = written(data, row, column.name)
        if content:
            address = cell(data, row, column.name)
            said.append(f"  {column.name:<22}{content}" + (f"   [{address}]" if address else ""))
    for problem in ledger.problems:
        if (problem.row, problem.file, problem.sheet) == (data.row_number[row], place.file, place.sheet):
            expected = f"; expected {problem.expected}" if problem.expected else ""
            said.append(f"  ! {problem.cell or problem.column}: {problem.found}{expected}. {problem.advice}")
    return said


def status_of(ledger: Ledger, row: int) -> str:
    """Return the status of a row and, where that says more, what it means."""
    state = text(ledger, row, "status")
    return status_line(state, ledger.subject.statuses[state])


def status_line(state: str, meaning: str) -> str:
    """Return a status in a sentence."""
    return f"Status: {state}." if meaning == state else f"Status: {state}: {meaning}."


def source(ledger: Ledger, row: int, line: str, what: str = "") -> list[str]:
    """Return the source of a figure, from its reference; nothing where it has none."""
    key = text(ledger, row, line)
    if not key or ledger.cite is None:
        return []
    item = ledger.cite(key)
    return [
        f"     {item.what}" + (f" ({what})" if what else ""),
        f"       {item.citation}",
        f"       {key}, {item.reading}",
        *([f"       {item.note}"] if item.note else []),
    ]
