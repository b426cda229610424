"""One model in words and numbers: its functional unit, and each line with its figure, source and cell."""

from __future__ import annotations

from calc.engine.ledger import Ledger


def explain(ledger: Ledger, row: int) -> str:
    """Return how the model of the row at position `row` came about."""
    if not 0 <= row < len(ledger):
        raise IndexError(f"row {row}: the ledger has rows 0 to {len(ledger) - 1}")
    assert ledger.detail is not None
    return "\n".join(ledger.detail(row)) + "\n"
