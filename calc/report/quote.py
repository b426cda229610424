"""One line in the terminal: how it comes about today, and what it costs in every year."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
from rich.console import Console

from calc.engine.ledger import Ledger
from calc.report.terminal import print_problems, print_years


def print_quote(ledger: Ledger) -> None:
    """Print the explanation of the line, then all years."""
    console = Console(highlight=False)
    console.print(ledger.subject.title, style="bold")
    quoted = ledger.manifest["quoted"]
    console.print(", ".join(str(v) for v in quoted.values()))
    console.print(ledger.explain(0).rstrip(), soft_wrap=False)
    if ledger.project is not None:
        print_years(ledger, console)
    print_problems(ledger, console)
    if ledger.subject.view.single:
        console.print()
        console.print(ledger.subject.view.single, style="dim")


def quote_json(ledger: Ledger) -> str:
    """Return the ledger row, all years and the problems as JSON."""
    row: dict[str, Any] = {}
    for line in ledger.lines:
        if line.kind == "number":
            value = float(ledger.numbers(line.name)[0])
            row[line.name] = None if np.isnan(value) else value
        else:
            coded = ledger.coded(line.name)
            row[line.name] = coded.values[coded.codes[0]] if coded.codes[0] >= 0 else None
    years = [asdict(y) for y in ledger.project()] if ledger.project is not None else []
    problems = [asdict(p) for p in ledger.problems]
    return json.dumps(
        {"line": row, "years": years, "problems": problems}, ensure_ascii=False, indent=1, allow_nan=False
    )
