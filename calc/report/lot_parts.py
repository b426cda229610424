"""What one tonne of a lot is made of, in the terminal: stages, gases, further indicators with their coverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.text import Text

from calc.engine.ledger import Ledger
from calc.report.figures import bar, number, plain_table

BAR = 16
ROUTES = ("primary", "secondary")
LOT = "lot"


def print_parts(
    ledger: Ledger, console: Console, title: str, group: str, field: str, rows: Sequence[int]
) -> None:
    """Print parts of one tonne, route by route, one column for each lot; a bar where there is one lot."""
    parts = [p for p in ledger.groups[group] if p.lot in rows]
    looked_up = {(p.lot, p.route) for p in ledger.groups["lot_routes"] if p.basis != "built"}
    parts = [p for p in parts if (p.lot, p.route) not in looked_up]
    if not parts:
        return
    labels = [ledger.groups["lots"][row].label for row in rows] if len(ledger) > 1 else [""]
    table = plain_table("", *labels, "", right=tuple(range(1, len(labels) + 1)), whole=(0,))
    largest = max(p.tco2e_per_t for p in parts)
    for route in dict.fromkeys(p.route for p in parts):
        of_route = [p for p in parts if p.route == route]
        table.add_row(Text("this lot" if route == LOT else route))
        for name in dict.fromkeys(getattr(p, field) for p in of_route):
            found = {p.lot: p for p in of_route if getattr(p, field) == name}
            first = next(iter(found.values()))
            last = "beside the total" if getattr(first, "beside", False) else ""
            drawn = Text(bar(first.tco2e_per_t, largest, BAR), style="cyan") if len(labels) == 1 else Text("")
            if last:
                drawn = Text(last, style="dim")
            table.add_row(
                f"  {name}",
                *(number(found[row].tco2e_per_t, 3) if row in found else "-" for row in rows),
                drawn,
            )
    table.show_header = len(ledger) > 1
    console.print()
    console.print(Text(title, style="bold"))
    console.print(table)


def print_indicators(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    """Print further indicators with what they cover; one that the data lack is named, never zero."""
    parts = [p for p in ledger.groups["lot_indicators"] if p.lot in computed]
    if not parts:
        return
    table = plain_table("", "primary", "secondary", "lot", "", "covers", right=(1, 2, 3), whole=(0,))
    missing: dict[str, None] = {}
    for row in computed:
        mine = {(p.indicator, p.route): p for p in parts if p.lot == row}
        same = row != computed[0] and all(
            np.isclose(p.value, q.value, equal_nan=True)
            for p in mine.values()
            for q in parts
            if (q.lot, q.indicator, q.route) == (computed[0], p.indicator, p.route)
        )
        if same:
            continue
        if len(ledger) > 1:
            table.add_row(Text(ledger.groups["lots"][row].label, style="bold"))
        for indicator in dict.fromkeys(name for name, _ in mine):
            found = [mine.get((indicator, route)) for route in (*ROUTES, LOT)]
            known = [p for p in found if p and np.isfinite(p.value)]
            if not known:
                missing[indicator] = None
                continue
            covers = [f"{p.route}: {p.covers}" for p in known if p.covers]
            if len({p.covers for p in known if p.covers}) == 1 and len(known) > 2:
                covers = [next(p.covers for p in known if p.covers)]
            digits = 0 if max(p.value for p in known) >= 1000 else 2
            values = [number(p.value, digits) if p and np.isfinite(p.value) else "-" for p in found]
            table.add_row(indicator, *values, known[0].unit, "; ".join(covers))
    console.print()
    console.print(Text("Other indicators of one tonne", style="bold"))
    if table.row_count:
        console.print(table)
    if missing:
        console.print(f"no data, which is not zero: {', '.join(missing)}", style="dim")
