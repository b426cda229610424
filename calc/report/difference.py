"""What changed between two reports, or between two states of the law over one sheet, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from calc.engine.errors import UsageError
from calc.engine.model import Options, Subject
from calc.report.figures import number
from calc.report.terms import STATUS

SAME = 1e-9
SHOWN = 20


@dataclass(frozen=True)
class Change:
    """One row whose result differs."""

    row: int
    what: str  # the user's own cells that name the row
    old: float
    new: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """All rows that differ, and the totals."""

    old: str
    new: str
    rows: int
    changed: tuple[Change, ...]
    old_total: float
    new_total: float
    unit: str
    digits: int
    summed: bool = True  # whether the amounts of rows add up


def _frame(path: Path) -> Any:
    """Return a report's rows with ledger columns."""
    import pandas as pd

    kind = path.suffix.lower()
    if not path.exists():
        raise UsageError(f"{path}: no such file")
    if kind == ".csv":
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    if kind == ".parquet":
        return pd.read_parquet(path)
    if kind == ".json":
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["rows"])
    if kind in (".xlsx", ".xlsm"):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(path))
        if "Rows" in book.sheet_names:
            cells = book.get_sheet_by_name("Rows").to_python()
            head = next((n for n, row in enumerate(cells[:5]) if STATUS in row), None)
            if head is not None:
                return pd.DataFrame(cells[head + 1 :], columns=cells[head])
    raise UsageError(f"{path.name} is not a report of pigou run (.xlsx, .csv, .parquet, .json)")


def _subject(columns: Sequence[str], name: str) -> Subject:
    """Return the subject of a report: of those whose status and amount it has, the one with most of its lines."""
    from calc.catalogue import subjects

    fitting = [s for s in subjects() if {STATUS, s.view.amount} <= set(columns)]
    if not fitting:
        raise UsageError(f"{name} is not a report: it has no column {STATUS} with the result of a subject")
    return max(fitting, key=lambda s: sum(line.name in columns for line in s.lines) / len(s.lines))


def causes(subject: Subject) -> dict[str, str]:
    """Return what may explain a changed amount, in the order in which it is asked: line -> words."""
    lines = [
        line for line in subject.lines if line.kind in ("code", "number") and line.name != subject.view.amount
    ]
    return dict(subject.view.causes) or {line.name: line.title.lower() for line in lines}


def _columns(frame: Any, subject: Subject) -> dict[str, Any]:
    import pandas as pd

    kinds = {line.name: line.kind for line in subject.lines}
    found: dict[str, Any] = {}
    for column in (*causes(subject), subject.view.amount):
        if column not in frame.columns:
            continue
        if kinds[column] == "number":
            found[column] = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
        else:
            found[column] = frame[column].astype(object).fillna("").astype(str).to_numpy()
    return found


def compare(sources: Sequence[Path], days: Sequence[date], options: Options) -> Difference:
    """Compare two reports row by row, or one sheet under two days of knowledge.

    Raises
    ------
    UsageError
        For anything but two reports, or one sheet and two days, and for reports of different length.
    """
    if len(sources) == 2 and not days:
        frames = [_frame(path) for path in sources]
        names = [path.name for path in sources]
        if len(frames[0]) != len(frames[1]):
            raise UsageError(
                f"{names[0]} has {len(frames[0])} rows, {names[1]} has {len(frames[1])}: not the same list"
            )
        subject = _subject(list(frames[0].columns), names[0])
        if _subject(list(frames[1].columns), names[1]) is not subject:
            raise UsageError(f"{names[0]} and {names[1]} are reports of different subjects")
        label = _labels(frames[0], subject)
        old, new = (_columns(frame, subject) for frame in frames)
    elif len(sources) == 1 and len(days) == 2:
        from calc.report.former import again

        ledgers = [again(sources[0], replace(options, law_known_on=d)) for d in days]
        names, subject = [f"law known on {d}" for d in days], ledgers[0].subject
        label = _labels(ledgers[0].frame(), subject)
        old, new = (_columns(ledger.frame(), subject) for ledger in ledgers)
    else:
        raise UsageError(
            "give two reports OLD NEW, or one sheet with --law-known-on DATE --law-known-on DATE"
        )
    changed = np.zeros(len(label), dtype=bool)
    for column in set(old) & set(new):
        changed |= ~_same(old[column], new[column])
    amount = next(line for line in subject.lines if line.name == subject.view.amount)
    before, after = old[amount.name], new[amount.name]
    words = causes(subject)
    changes = [
        Change(n + 1, label[n], float(before[n]), float(after[n]), _why(old, new, n, words))
        for n in np.flatnonzero(changed).tolist()
    ]
    totals = float(np.nansum(before)), float(np.nansum(after))
    return Difference(
        names[0], names[1], len(label), tuple(changes), *totals, amount.unit, amount.digits, amount.sum
    )


def _labels(frame: Any, subject: Subject) -> list[str]:
    """Return what names each row: the user's own cells, or the codes that the ledger begins with."""
    lines = {line.name: line.kind for line in subject.lines}
    own = [c for c in frame.columns if c not in lines][:4]
    first = list(lines)[: list(lines).index(subject.view.amount)]
    own = own or [name for name in first if lines[name] == "code" and name in frame.columns]
    return [" ".join(map(str, cells)) for cells in frame[own].itertuples(index=False)]


def _same(a: Any, b: Any) -> Any:
    if a.dtype == object or a.dtype.kind in "UT":
        return a == b
    return (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= SAME * np.maximum(1.0, np.abs(a)))


def _why(old: dict[str, Any], new: dict[str, Any], row: int, words: dict[str, str]) -> tuple[str, ...]:
    found = []
    for column, title in words.items():
        if (
            column in old
            and column in new
            and not _same(old[column][row : row + 1], new[column][row : row + 1])[0]
        ):
            found.append(f"{title} {_shown(old[column][row])} -> {_shown(new[column][row])}")
    return tuple(found)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value or "none"
    return "none" if np.isnan(value) else f"{value:g}"


def print_difference(found: Difference) -> None:
    """Print the changed rows, the largest change first, and the totals."""
    console = Console(highlight=False)
    console.print(
        f"{found.old} -> {found.new}: {len(found.changed)} of {found.rows} rows differ", style="bold"
    )
    order = sorted(found.changed, key=lambda c: -abs(np.nan_to_num(c.new) - np.nan_to_num(c.old)))
    for change in order[:SHOWN]:
        old, new = number(change.old, found.digits) or "none", number(change.new, found.digits) or "none"
        console.print(f"row {change.row}: {change.what}")
        console.print(f"    {old} -> {new} {found.unit}; {'; '.join(change.why)}")
    if len(order) > SHOWN:
        console.print(f"and {len(order) - SHOWN} more", style="dim")
    if not found.summed:
        return
    old, new = number(found.old_total, found.digits), number(found.new_total, found.digits)
    console.print(f"total {old} -> {new} {found.unit}")
