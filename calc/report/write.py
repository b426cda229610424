"""A ledger as a file: the ending decides the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger

ENDINGS = (".xlsx", ".csv", ".parquet", ".json")


def write(ledger: Ledger, path: Path) -> None:
    """Write a report.

    Parameters
    ----------
    ledger : Ledger
        What was computed.
    path : Path
        The file to make; ``.xlsx``, ``.csv``, ``.parquet`` or ``.json``. It is there whole or not at all.

    Raises
    ------
    UsageError
        The ending is another one, the file is an input of the ledger, or it cannot be written.
    """
    writer = _writer(path.suffix.lower())
    if writer is None:
        raise UsageError(f"{path}: the ending '{path.suffix}' is not known; choose one of {', '.join(ENDINGS)}")
    never_over(path, (given.path for given in ledger.inputs))
    writer(ledger, path)


def never_over(path: Path, inputs: Iterable[str]) -> None:
    """Refuse to write over a file that was read."""
    for name in inputs:
        known = Path(name)
        same = path.resolve() == known.resolve()
        if not same and path.exists() and known.exists():
            same = path.samefile(known)
        if same:
            raise UsageError(f"{path} would overwrite the input; choose another name for the report")


def _writer(ending: str) -> Callable[[Ledger, Path], None] | None:
    if ending == ".xlsx":
        from calc.report.excel import write_workbook

        return write_workbook
    if ending == ".parquet":
        from calc.report.parquet import write_parquet

        return write_parquet
    if ending in (".csv", ".json"):
        from calc.report.plain import write_csv, write_json

        return write_csv if ending == ".csv" else write_json
    return None
