"""A ledger as a file: the ending decides the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    check_output(path, (given.path for given in ledger.inputs))
    _writer(path.suffix.lower())(ledger, path)


def check_output(path: Path, inputs: Iterable[str | Path] = (), endings: Sequence[str] = ENDINGS) -> None:
    """Refuse a name that cannot become a report, before anything is computed.

    Raises
    ------
    UsageError
        The ending is none of `endings`, the folder is missing, or the file is one of `inputs`.
    """
    if path.suffix.lower() not in endings:
        raise UsageError(
            f"{path}: the ending '{path.suffix}' is not known; choose one of {', '.join(endings)}"
        )
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file")
    if not path.resolve().parent.is_dir():
        raise UsageError(f"{path} cannot be written: the folder {path.parent} does not exist")
    never_over(path, inputs)


def never_over(path: Path, inputs: Iterable[str | Path]) -> None:
    """Refuse to write over a file that was read."""
    for name in inputs:
        known = Path(name)
        same = path.resolve() == known.resolve()
        if not same and path.exists() and known.exists():
            same = path.samefile(known)
        if same:
            raise UsageError(f"{path} would overwrite the input; choose another name for the report")


def _writer(ending: str) -> Callable[[Ledger, Path], None]:
    if ending == ".xlsx":
        from calc.report.excel import write_workbook

        return write_workbook
    if ending == ".parquet":
        from calc.report.parquet import write_parquet

        return write_parquet
    from calc.report.plain import write_csv, write_json

    return write_csv if ending == ".csv" else write_json
