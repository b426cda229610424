"""One row in words and numbers, every number with its home."""
from __future__ import annotations
from typing import Any

def explain(ledger: Any, row: int) -> str:
    """Return how a row came about."""
    return ""
