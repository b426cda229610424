"""Ledgers as csv and json."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from calc.engine.ledger import Citation, Ledger
from calc.report.atomic import atomic

RISKY = tuple("=+-@\t\r\n＝＋－＠")  # a spreadsheet would run a text that begins so
CHUNK = 10_000
_NUMBER = re.compile(r"[+-]?\s?[\d.,'\u00a0\u202f]*\d\.?(?:[eE][+-]?\d+)?\s?%?\Z")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and never runs; plain numbers stay as they are."""
    return f"'{text}" if text.startswith(RISKY) and not _NUMBER.match(text) else text


def write_csv(ledger: Ledger, path: Path) -> None:
    """Write the user's columns and the ledger's as UTF-8 text, empty cells where there is no number."""
    frame = _whole(ledger, ledger.frame())
    columns = {str(name): _harmless_column(frame[name]) for name in frame.columns}
    safe = pd.DataFrame(columns, copy=False)
    safe.columns = pd.Index([harmless(str(name)) for name in safe.columns])
    with atomic(path) as part, part.open("w", encoding="utf-8", newline="", errors="replace") as file:
        safe.to_csv(file, index=False, lineterminator="\r\n", date_format=_date_format(frame))


def _whole(ledger: Ledger, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with ranks and counts as whole numbers: 2, not 2.0."""
    names = [line.name for line in ledger.lines if line.kind == "number" and not line.digits]
    exact = 2**53  # beyond it floats are not all whole numbers apart
    whole = [
        n
        for n in names
        if (frame[n].isna() | ((frame[n] == frame[n].round()) & (frame[n].abs() < exact))).all()
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _date_format(frame: pd.DataFrame) -> str | None:
    days = frame.select_dtypes("datetime")
    return (
        "%Y-%m-%d" if all((days[c].dropna() == days[c].dropna().dt.normalize()).all() for c in days) else None
    )


def _harmless_column(column: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = [str(value) for value in column.cat.categories]
        made = [harmless(text) for text in texts]
        if made == texts:
            return column
        lookup = np.array([*made, ""], dtype=object)
        return pd.Series(lookup[column.cat.codes.to_numpy()], index=column.index, dtype=object)
    if column.dtype != object and not pd.api.types.is_string_dtype(column.dtype):
        return column
    column = column.map(flat) if is_nested(column.to_numpy(dtype=object).tolist()) else column
    codes, distinct = pd.factorize(column.to_numpy(dtype=object), use_na_sentinel=True)
    cells = [harmless(v) if isinstance(v, str) else _plain(v) for v in distinct]
    if len(set(map(type, distinct))) > 1:  # 1, 1.0 and True are one value to pandas
        return column.map(lambda v: harmless(v) if isinstance(v, str) else _plain(v))
    lookup = np.array([*cells, ""], dtype=object)
    return pd.Series(lookup[codes], index=column.index, dtype=object)


def is_nested(cells: list[Any]) -> bool:
    """Return whether a cell is a list, a table or anything else that no cell of a sheet holds."""
    return not all(map(pd.api.types.is_scalar, dict(zip(map(type, cells), cells, strict=True)).values()))


def flat(value: Any) -> Any:
    """Return a list, a table and the like as a text; any other value as it is."""
    return value if pd.api.types.is_scalar(value) else str(bare(value))


def _plain(value: Any) -> Any:
    """Return a cell as csv shows it: days without a time of day."""
    if (
        isinstance(value, datetime)
        and value == value
        and (value.hour, value.minute, value.second) == (0, 0, 0)
    ):
        return value.date().isoformat()
    return value


def write_json(ledger: Ledger, path: Path) -> None:
    """Write rows, totals, problems, assumptions, groups, citations and the manifest."""
    with atomic(path) as part, part.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
        _json(ledger, file)


def _json(ledger: Ledger, file: IO[str]) -> None:
    file.write('{"rows": [')
    before = "\n"
    for row in _rows(_whole(ledger, ledger.frame())):
        file.write(before + _dumped(row))
        before = ",\n"
    file.write("\n]")
    for name, content in (
        ("totals", ledger.totals()),
        ("problems", list(ledger.problems)),
        ("problems_only_counted", ledger.problems.unlisted()),
        ("assumptions", list(ledger.assumptions)),
        ("groups", dict(ledger.groups)),
        ("citations", citations(ledger)),
        ("manifest", ledger.manifest),
    ):
        file.write(f',\n"{name}": {_dumped(bare(content))}')
    file.write("}\n")


def citations(ledger: Ledger) -> dict[str, Citation]:
    """Return the references that rows use, in words, by their key."""
    return {key: cited(ledger, key) for key in sorted(ledger.used_references())}


def cited(ledger: Ledger, key: str) -> Citation:
    """Return a reference in words; one that nobody describes says so."""
    if ledger.cite is not None:
        try:
            return ledger.cite(key)
        except (LookupError, OSError, ValueError):
            pass
    return Citation(key, "not described by the library", "", "", "", "", "")


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    for start in range(0, len(frame), CHUNK):
        chunk = frame.iloc[start : start + CHUNK]
        columns = [_cells(chunk.iloc[:, n]) for n in range(len(names))]
        for cells in zip(*columns, strict=True):
            yield dict(zip(names, cells, strict=True))


def _cells(column: pd.Series[Any]) -> list[Any]:
    if column.dtype == np.float64:
        return [v if math.isfinite(v) else None for v in column.tolist()]
    return [bare(v) for v in column.tolist()]


def bare(value: Any) -> Any:
    """Return a value made only of what json knows; no number where there is none."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, np.generic):
        return bare(value.item())
    if is_dataclass(value) and not isinstance(value, type):
        return bare(asdict(value))
    if isinstance(value, dict):
        return {str(k): bare(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [bare(v) for v in value]
    return str(value)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
