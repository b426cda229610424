"""A report, read again, gives the same figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calc.engine.ledger import Ledger
from calc.engine.model import Options
from calc.report.former import again


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".parquet", ".json"])
def test_a_report_is_read_again(ledger: Ledger, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    ledger.write(path)
    found = again(path, Options())
    assert len(found) == len(ledger)
    assert found.count("status") == ledger.count("status")
    assert found.count("match") == ledger.count("match")
    for line in ledger.lines:
        if line.kind == "number":
            assert np.allclose(found.numbers(line.name), ledger.numbers(line.name), equal_nan=True), line.name
    assert list(found.frame().columns) == list(ledger.frame().columns)
