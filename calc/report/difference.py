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
from calc.engine.model import Options
from calc.report.terminal import number

SAME = 1e-9
SHOWN = 20
# what may explain a changed cost, in the order in which it is asked
CAUSES = {
    "status": "status",
    "match": "match",
    "default_value_tco2e_per_t": "default value",
    "mark_up": "mark-up",
    "see_tco2e_per_t": "own figure",
    "benchmark_tco2e_per_t": "benchmark",
    "sefa_tco2e_per_t": "own free allocation",
    "cbam_factor": "CBAM factor",
    "cscf": "CSCF",
    "quantity_t_or_mwh": "quantity",
    "carbon_price_deduction_tco2e": "carbon price deduction",
    "certificate_price_eur": "certificate price",
}


@dataclass(frozen=True)
class Change:
    """One row whose result differs."""

    row: int
    what: str  # the user's own cells that name the row
    old_cost: float
    new_cost: float
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
            head = next((n for n, row in enumerate(cells[:5]) if "cost_eur" in row), None)
            if head is not None:
                return pd.DataFrame(cells[head + 1 :], columns=cells[head])
    raise UsageError(f"{path.name} is not a report of pigou run (.xlsx, .csv, .parquet, .json)")


def _columns(frame: Any, name: str) -> dict[str, Any]:
    import pandas as pd

    missing = [c for c in ("status", "cost_eur") if c not in frame.columns]
    if missing:
        raise UsageError(f"{name} is not a report: column {', '.join(missing)} is missing")
    found: dict[str, Any] = {}
    for column in (*CAUSES, "cost_eur"):
        if column not in frame.columns:
            continue
        if column in ("status", "match"):
            found[column] = frame[column].astype(object).fillna("").astype(str).to_numpy()
        else:
            found[column] = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
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
        own = [c for c in frames[0].columns if c not in CAUSES][:4]
        label = frames[0][own].astype(str).agg(" ".join, axis="columns").tolist()
        old, new = (_columns(f, n) for f, n in zip(frames, names, strict=True))
    elif len(sources) == 1 and len(days) == 2:
        from calc.report.former import again

        ledgers = [again(sources[0], replace(options, law_known_on=d)) for d in days]
        names = [f"law known on {d}" for d in days]
        old, new = (_columns(ledger.frame(), n) for ledger, n in zip(ledgers, names, strict=True))
        own = list(ledgers[0].data.own.columns)[:4]
        label = ledgers[0].data.own[own].astype(str).agg(" ".join, axis="columns").tolist()
    else:
        raise UsageError(
            "give two reports OLD NEW, or one sheet with --law-known-on DATE --law-known-on DATE"
        )
    changed = np.zeros(len(label), dtype=bool)
    for column in set(old) & set(new):
        changed |= ~_same(old[column], new[column])
    return Difference(
        names[0],
        names[1],
        len(label),
        tuple(
            Change(
                int(n) + 1, label[n], float(old["cost_eur"][n]), float(new["cost_eur"][n]), _why(old, new, n)
            )
            for n in np.flatnonzero(changed).tolist()
        ),
        float(np.nansum(old["cost_eur"])),
        float(np.nansum(new["cost_eur"])),
    )


def _same(a: Any, b: Any) -> Any:
    if a.dtype == object or a.dtype.kind in "UT":
        return a == b
    return (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= SAME * np.maximum(1.0, np.abs(a)))


def _why(old: dict[str, Any], new: dict[str, Any], row: int) -> tuple[str, ...]:
    found = []
    for column, title in CAUSES.items():
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
    """Print the changed rows, dearest change first, and the totals."""
    console = Console(highlight=False)
    console.print(
        f"{found.old} -> {found.new}: {len(found.changed)} of {found.rows} rows differ", style="bold"
    )
    order = sorted(found.changed, key=lambda c: -abs(np.nan_to_num(c.new_cost) - np.nan_to_num(c.old_cost)))
    for change in order[:SHOWN]:
        old, new = number(change.old_cost, 2) or "none", number(change.new_cost, 2) or "none"
        console.print(f"row {change.row}: {change.what}")
        console.print(f"    {old} -> {new} EUR; {'; '.join(change.why)}")
    if len(order) > SHOWN:
        console.print(f"and {len(order) - SHOWN} more", style="dim")
    console.print(f"total {number(found.old_total, 2)} -> {number(found.new_total, 2)} EUR")
