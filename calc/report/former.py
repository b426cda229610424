"""A report read again: its rows are recomputed with the options it names and held against what it says."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger
from calc.engine.model import Options
from calc.report.terminal import number

SAME = 1e-9  # relative difference below which two figures are the same


def options_of(path: Path) -> dict[str, Any]:
    """Return the options that a report names in its manifest; empty for a sheet that is no report."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(path))
        if "Manifest" not in book.sheet_names:
            return {}
        cells = {
            str(row[0]): row[1] for row in book.get_sheet_by_name("Manifest").to_python() if len(row) > 1
        }
        return _read(json.loads(str(cells.get("options_json") or "{}")))
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        stored = (pq.read_schema(path).metadata or {}).get(b"pigou")
        return _read(json.loads(stored).get("options", {}) if stored else {})
    if path.suffix.lower() == ".json":
        return _read(json.loads(path.read_text(encoding="utf-8")).get("manifest", {}).get("options", {}))
    return {}


def _read(stored: dict[str, Any]) -> dict[str, Any]:
    known = {f.name for f in fields(Options)}
    found = {k: v for k, v in stored.items() if k in known}
    if "law_known_on" in found:
        found["law_known_on"] = date.fromisoformat(found["law_known_on"])
    return found


def again(path: Path, options: Options, heading_map: Path | None = None) -> Ledger:
    """Return the ledger of a sheet or of a report; options given now win over those of the report."""
    from calc.catalogue import subjects
    from calc.engine import pipeline

    if not path.exists():
        raise UsageError(f"{path}: no such file")
    given = {
        f.name: getattr(options, f.name) for f in fields(Options) if getattr(options, f.name) != f.default
    }
    given = {k: v for k, v in given.items() if v not in ({}, "", None)}
    try:
        stored = {k: v for k, v in options_of(path).items() if k not in given and k != "redact"}
    except (OSError, ValueError, KeyError):
        stored = {}  # not a report; reading it as a sheet says what is wrong with it
    source: Any = [path]
    if path.suffix.lower() == ".json":
        import pandas as pd

        source = pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["rows"])
    return pipeline.run(source, subjects(), replace(options, **stored), heading_map=heading_map)


def explained(path: Path, row: int, sheet: str, options: Options, heading_map: Path | None) -> str:
    """Return the explanation of the row that the spreadsheet numbers `row`.

    Raises
    ------
    UsageError
        When there is no such row.
    """
    ledger = again(path, options, heading_map)
    try:
        position = ledger.row_of(row, sheet=sheet)
    except KeyError:
        numbers = ledger.data.row_number
        raise UsageError(
            f"--row {row}: {path.name} has data in rows {numbers.min()} to {numbers.max()}"
            if len(numbers)
            else f"{path.name} has no rows"
        ) from None
    return ledger.explain(position) + _agreement(ledger, position)


def _agreement(ledger: Ledger, position: int) -> str:
    """Say whether the report's own cost agrees with the one computed now."""
    own = ledger.data.own
    if "cost_eur" not in own.columns:
        return ""
    stored = own["cost_eur"].iloc[position]
    try:
        said = float(stored) if stored not in (None, "") else np.nan
    except ValueError:
        said = np.nan
    now = float(ledger.numbers("cost_eur")[position])
    if np.isnan(said) and np.isnan(now):
        return ""
    if np.isnan(said) or np.isnan(now):
        before, after = (number(v, 2) + " EUR" if np.isfinite(v) else "no cost" for v in (said, now))
        return f"\nThe report says {before}, computed now: {after}; see `pigou diff`.\n"
    if abs(said - now) <= SAME * max(1.0, abs(now)):
        return f"\nThe report says {number(said, 2)} EUR: the same.\n"
    return f"\nThe report says {number(said, 2)} EUR, computed now {number(now, 2)} EUR; see `pigou diff`.\n"
