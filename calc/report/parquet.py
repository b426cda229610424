"""Ledgers as parquet: numbers as they are, few distinct texts as dictionaries, the manifest as metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger
from calc.engine.model import Coded
from calc.report.atomic import atomic
from calc.report.plain import bare, flat

MANIFEST_KEY = b"pigou"


def write_parquet(ledger: Ledger, path: Path) -> None:
    """Write the user's columns with their types and the ledger's behind them.

    Raises
    ------
    UsageError
        pyarrow is not installed, or the file cannot be written.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError('parquet needs pyarrow: pip install "pigou[parquet]"') from error
    table = arrow_table(ledger)
    with atomic(path) as part:
        pq.write_table(table, part, compression="zstd")


def arrow_table(ledger: Ledger) -> Any:
    """Return the ledger as a pyarrow table."""
    import pyarrow as pa

    own = own_frame(ledger)
    names = [str(name) for name in own.columns]
    arrays = [_own(own.iloc[:, n]) for n in range(len(names))]
    for line in ledger.lines:
        names.append(line.name)
        if line.kind == "number":
            arrays.append(pa.array(ledger.numbers(line.name), from_pandas=True))
        else:
            arrays.append(_coded(ledger.coded(line.name)))
    manifest = json.dumps(bare(ledger.manifest), ensure_ascii=False, allow_nan=False)
    return pa.table(arrays, names=names, metadata={MANIFEST_KEY: manifest.encode()})


def own_frame(ledger: Ledger) -> pd.DataFrame:
    """Return the user's own columns as they stand in the report, beside the ledger's."""
    frame = ledger.frame()
    return frame.iloc[:, : frame.shape[1] - len(ledger.lines)]


def _coded(coded: Coded) -> Any:
    import pyarrow as pa

    codes = coded.codes.astype("int32", copy=False)
    indices = pa.array(codes, mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(coded.values), type=pa.string()))


def _own(column: pd.Series[Any]) -> Any:
    import pyarrow as pa

    if column.dtype != object:
        return pa.Array.from_pandas(column)
    values = column.to_numpy()
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, UnicodeError):
        codes, distinct = pd.factorize(column.map(_text), use_na_sentinel=True)
        texts = pa.array([str(v) for v in distinct], type=pa.string())
        return texts.take(pa.array(codes, mask=codes < 0))


def _text(value: Any) -> str | None:
    value = flat(value)
    return (
        None
        if value is None or value is pd.NaT or value is pd.NA or value != value
        else str(bare(value)).encode(errors="replace").decode()
    )
