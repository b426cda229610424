"""A report read again: its rows are recomputed with the options it names and held against what it says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from calc.engine.errors import InputError, UsageError
from calc.engine.ledger import Ledger
from calc.engine.model import Options
from calc.report.figures import number
from calc.report.terms import amount_of

FIRST_INPUT = "inputs[1].path"  # of the sheet Manifest
SAME = 1e-9  # relative difference below which two figures are the same


def manifest_of(path: Path) -> dict[str, Any]:
    """Return the subject and the options that a report's manifest names; empty for a sheet that is no report."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(path))
        if "Manifest" not in book.sheet_names:
            return {}
        cells = {
            str(row[0]): row[1] for row in book.get_sheet_by_name("Manifest").to_python() if len(row) > 1
        }
        options = json.loads(str(cells.get("options_json") or "{}"))
        inputs = [{"path": str(cells[FIRST_INPUT])}] if cells.get(FIRST_INPUT) else []
        return {"subject": str(cells.get("subject") or ""), "options": options, "inputs": inputs}
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        stored = (pq.read_schema(path).metadata or {}).get(b"pigou")
        return dict(json.loads(stored)) if stored else {}
    if path.suffix.lower() == ".json":
        return dict(json.loads(path.read_text(encoding="utf-8")).get("manifest", {}))
    return {}


def _manifest(path: Path) -> dict[str, Any]:
    """Return what `manifest_of` does, nothing where the file cannot be read: reading it as a sheet says why."""
    try:
        return manifest_of(path) if path.is_file() else {}
    except Exception:  # noqa: BLE001 - each reader has errors of its own for a damaged file
        return {}


def _options(stored: dict[str, Any]) -> dict[str, Any]:
    known = {f.name for f in fields(Options)}
    found = {k: v for k, v in stored.items() if k in known}
    if "law_known_on" in found:
        found["law_known_on"] = date.fromisoformat(found["law_known_on"])
    return found


def again(path: Path, options: Options, heading_map: Path | None = None) -> Ledger:
    """Return the ledger of a sheet or of a report; options given now win over those of the report."""
    from calc.catalogue import SUBJECTS, subjects
    from calc.engine import pipeline

    if not path.exists():
        raise UsageError(f"{path}: no such file")
    given = {
        f.name: getattr(options, f.name) for f in fields(Options) if getattr(options, f.name) != f.default
    }
    given = {k: v for k, v in given.items() if v not in ({}, "", None)}
    manifest = _manifest(path)
    try:
        stored = _options(manifest.get("options", {}))
    except (ValueError, AttributeError):
        manifest, stored = {}, {}
    stored = {k: v for k, v in stored.items() if k not in given and k != "redact"}
    subject = str(manifest.get("subject", ""))
    source: Any = [path]
    if path.suffix.lower() == ".json":
        import pandas as pd

        source = pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["rows"])
    subject = subject if subject in SUBJECTS else ""
    try:
        return pipeline.run(
            source, subjects(), replace(options, **stored), subject=subject, heading_map=heading_map
        )
    except InputError as error:
        raise InputError(results_only([path]) or str(error)) from error


def results_only(paths: Sequence[Path]) -> str:
    """Return what to say of the first path that is a report, which cannot be read as the sheet it came from."""
    for path in paths:
        manifest = _manifest(path)
        if subject := manifest.get("subject"):
            made_from = ", ".join(str(one.get("path", "")) for one in manifest.get("inputs", [])[:1])
            return (
                f"{path.name} is a report of '{subject}' and holds results, not the sheets they came from; "
                f"give the file that it was made from{made_from and f', {made_from}'}"
            )
    return ""


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
    """Say whether the report's own amount agrees with the one computed now."""
    own, amount = ledger.data.own, amount_of(ledger)
    if amount is None or own is None or amount.name not in own.columns:
        return ""
    stored = own[amount.name].iloc[position]
    try:
        said = float(stored) if stored not in (None, "") else np.nan
    except ValueError:
        said = np.nan
    now = float(ledger.numbers(amount.name)[position])
    if np.isnan(said) and np.isnan(now):
        return ""

    def shown(value: float) -> str:
        known = np.isfinite(value)
        return f"{number(value, amount.digits)} {amount.unit}" if known else f"no {amount.title.lower()}"

    if np.isnan(said) or np.isnan(now):
        return f"\nThe report says {shown(said)}, computed now: {shown(now)}; see `pigou diff`.\n"
    if abs(said - now) <= SAME * max(1.0, abs(now)):
        return f"\nThe report says {shown(said)}: the same.\n"
    return f"\nThe report says {shown(said)}, computed now {shown(now)}; see `pigou diff`.\n"
