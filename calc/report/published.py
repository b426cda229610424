"""Published figures of a material on one scale, with a mark where ours lies; they are never averaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from calc.engine.ledger import Ledger
from calc.report.figures import number, plain_table
from calc.report.plain import cited

SCALE = 22  # characters
OURS = "▲"
MIX, BY_SHARE = "mix", "printed points"


def print_published(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    """Print the published figures of each route, lowest first, and where ours lies."""
    found: list[Any] = ledger.groups["published_figures"]
    routes = [p for p in ledger.groups["lot_routes"] if p.lot in computed and np.isfinite(p.tco2e_per_t)]
    taken = {p.reference for p in routes if p.basis != "built"}
    ours: dict[str, list[tuple[int, float]]] = {MIX: []}
    for p in routes:
        if p.basis == "built":
            ours.setdefault(p.route, []).append((p.lot, p.tco2e_per_t))
    basis = ledger.coded("basis").texts()
    ours[MIX] = [
        (n, float(ledger.numbers("footprint_tco2e_per_t")[n])) for n in computed if basis[n] == BY_SHARE
    ]
    top = max([_ends(one)[1] for one in found] + [v for those in ours.values() for _, v in those])
    boundaries = {one.boundary for one in found}
    console.print()
    console.print(Text("Published figures beside ours", style="bold"))
    console.print(
        "Boundary, year and place differ; they are shown, never averaged."
        + (f" All are {next(iter(boundaries))}." if len(boundaries) == 1 else ""),
        style="dim",
    )
    sources: dict[str, int] = {}
    table = plain_table("tCO2e/t", f"0{number(top, 1):>{SCALE - 1}}", "", right=(0,), whole=(1,))
    for route in dict.fromkeys(one.route for one in found):
        table.add_row(Text(route, justify="left"), "", "")
        for one in (p for p in found if p.route == route):
            low, high = _ends(one)
            amount = number(low, 2) if low == high else f"{number(low, 2)} to {number(high, 2)}"
            title = cited(ledger, one.reference).citation.removesuffix(f", {one.place}")
            where = sources.setdefault(title, len(sources) + 1)
            words = [one.variant, f"{one.region} {one.year}".strip()]
            words += [one.boundary] if len(boundaries) > 1 else []
            words += ["CO2 only"] if one.indicator == "co2" else []
            words += ["taken here"] if one.reference in taken else []
            drawn = _mark(low, top) if one.reference in taken else Text(_drawn(low, high, top))
            table.add_row(amount, drawn, f"{', '.join(words)} [{where}]")
        for lot, figure in _distinct(ours.get(route, [])):
            label = "ours" if len(ledger) == 1 else f"ours, {ledger.groups['lots'][lot].label}"
            table.add_row(number(figure, 2), _mark(figure, top), label)
    console.print(table)
    console.print(listed([(f"[{n}]", title) for title, n in sources.items()], "dim"))


def _ends(one: Any) -> tuple[float, float]:
    """Return the lowest and the highest figure that a row prints."""
    printed = [v for v in (one.low, one.value, one.high) if v is not None]
    return min(printed), max(printed)


def _distinct(ours: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return each figure once, with the first lot that has it."""
    return list({amount: (lot, amount) for lot, amount in reversed(ours)}.values())[::-1]


def _at(value: float, top: float) -> int:
    return min(round((SCALE - 1) * value / top), SCALE - 1) if top > 0 else 0


def _drawn(low: float, high: float, top: float) -> str:
    first, last = _at(low, top), _at(high, top)
    if first == last:
        return f"{'·' * first}●"
    return f"{'·' * first}├{'─' * (last - first - 1)}┤"


def _mark(value: float, top: float) -> Text:
    return Text(f"{'·' * _at(value, top)}{OURS}", style="cyan")


def listed(items: Sequence[tuple[str, str]], style: str = "") -> Table:
    """Return texts behind their marks, folded beside the mark."""
    made = Table.grid(padding=(0, 1, 0, 0))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for mark, text in items:
        made.add_row(Text(mark, style=style), Text(text, style=style))
    return made
