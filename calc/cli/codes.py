"""How a command ends: the exit codes beside those of `calc.engine.errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calc.engine.errors import QUESTION, REFUSED

if TYPE_CHECKING:
    from calc.engine.ledger import Ledger

FOUND, STRICT, INTERNAL, INTERRUPTED = 1, 3, 70, 130


def exit_code(ledger: Ledger, strict: str) -> int:
    """Return 0 (all computed), 1 (some rows refused or assumed) or 3 (the same, or a fallback, under --strict)."""
    problems = ledger.problems.total(REFUSED) + ledger.problems.total(QUESTION)
    found = problems > 0 or bool(ledger.refused_rows.any()) or bool(ledger.assumed_rows.any())
    if strict == "fallback" and ledger.fallback_rows.any():
        return STRICT
    if found:
        return STRICT if strict else FOUND
    return 0
