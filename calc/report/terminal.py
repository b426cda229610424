"""The report in the terminal: totals, bars, the dearest lines, problems, assumptions, reconciliation."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calc.engine.errors import NOTE, QUESTION, REFUSED
from calc.engine.ledger import Ledger

BAR = 18
TOP = 10
SHOWN_PROBLEMS = 10


def number(value: float, digits: int = 0) -> str:
    """Return a number for people: thousands by spaces, '' for no value."""
    return "" if not np.isfinite(value) else f"{value:,.{digits}f}".replace(",", " ")


def bar(value: float, largest: float, width: int = BAR) -> str:
    """Return a bar of `width` eighths-precise characters."""
    if not largest or value <= 0:
        return ""
    eighths = round(8 * width * value / largest)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def print_report(ledger: Ledger, console: Console | None = None) -> None:
    """Print the whole report."""
    console = console or Console(highlight=False)
    _head(ledger, console)
    _totals(ledger, console)
    for title, column in (("Origin", "origin_country"), ("Good", "good"), ("Import year", "import_year")):
        _by(ledger, console, title, column)
    _dearest(ledger, console)
    if ledger.project is not None:
        print_years(ledger, console)
    _threshold(ledger, console)
    print_problems(ledger, console)
    _assumptions(ledger, console)
    _reconciliation(ledger, console)


def print_summary(ledger: Ledger, output: str) -> None:
    """Print the few lines that follow a written report."""
    console = Console(highlight=False)
    _totals(ledger, console)
    _reconciliation(ledger, console)
    print_problems(ledger, console, most=5)
    assumed = int(ledger.assumed_rows.sum())
    console.print()
    if assumed:
        console.print(f"{assumed} rows rest on something carried past its date; see their notes.")
    console.print(f"written: {output}")


def _title(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _table(*columns: str, right: tuple[int, ...] = ()) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for n, name in enumerate(columns):
        table.add_column(name, justify="right" if n in right else "left", no_wrap=n in right, overflow="fold")
    return table


def _head(ledger: Ledger, console: Console) -> None:
    console.print(Text(ledger.subject.title, style="bold"))
    files = ", ".join(str(i.get("path", "")) for i in ledger.manifest.get("inputs", []))
    law = ledger.known_on or "all published acts of the library"
    console.print(
        f"{files or 'quote'}   profile {ledger.options.profile or ledger.subject.profile}   law known: {law}",
        style="dim",
    )


def _totals(ledger: Ledger, console: Console) -> None:
    totals = ledger.totals()
    table = _table("", "", "", right=(1,))
    for line in ledger.lines:
        if line.sum:
            table.add_row(
                line.title, number(totals[line.name], line.digits if line.unit == "EUR" else 1), line.unit
            )
    console.print()
    console.print(table)


def _by(ledger: Ledger, console: Console, title: str, column: str) -> None:
    if column not in ledger.columns or "cost_eur" not in ledger.columns:
        return
    coded = ledger.coded(column)
    size = len(coded.values)
    if size < 2:
        return
    cost = ledger.by(coded.codes, size, "cost_eur")
    tonnes = ledger.by(coded.codes, size, "certificates")
    order = np.argsort(-cost, kind="stable")
    order = np.sort(order) if column == "import_year" else order
    table = _table(title, "certificates", "EUR", "", right=(1, 2))
    largest = float(cost.max(initial=0.0))
    for n in order[:TOP]:
        if cost[n] > 0:
            table.add_row(
                coded.values[n],
                number(tonnes[n], 1),
                number(cost[n], 0),
                Text(bar(cost[n], largest), style="cyan"),
            )
    if not table.row_count:
        return
    _title(console, f"By {title.lower()}")
    console.print(table)
    rest = int((cost > 0).sum()) - table.row_count
    if rest > 0:
        console.print(f"and {rest} more: {number(float(cost[order[TOP:]].sum()))} EUR", style="dim")


def _dearest(ledger: Ledger, console: Console) -> None:
    cost = ledger.numbers("cost_eur")
    known = np.flatnonzero(~np.isnan(cost) & (cost > 0))
    if known.size < 2:
        return
    chosen = known[np.argsort(-cost[known], kind="stable")][:TOP]
    table = _table("row", "good", "origin", "t", "EUR", "EUR/t", "basis", right=(0, 3, 4, 5))
    mass = ledger.numbers("quantity_t_or_mwh")
    for row in chosen:
        table.add_row(
            str(ledger.data.row_number[row]),
            _cell(ledger, "good", row),
            _cell(ledger, "origin_country", row),
            number(mass[row], 1),
            number(cost[row]),
            number(cost[row] / mass[row], 2),
            _cell(ledger, "match", row),
        )
    _title(console, f"The {len(chosen)} dearest lines")
    console.print(table)


def _cell(ledger: Ledger, column: str, row: int) -> str:
    coded = ledger.coded(column)
    code = int(coded.codes[row])
    return coded.values[code] if code >= 0 else ""


def print_years(ledger: Ledger, console: Console) -> None:
    """Print the same goods in every year of the law."""
    assert ledger.project is not None
    years = ledger.project()
    if not years:
        return
    table = _table("year", "embedded", "free", "certificates", "price", "EUR", "", "", right=(1, 2, 3, 4, 5))
    largest = max(y.cost_eur for y in years)
    digits = 0 if max(y.embedded_emissions_tco2e for y in years) >= 1000 else 2
    for y in years:
        table.add_row(
            str(y.year),
            number(y.embedded_emissions_tco2e, digits),
            number(y.free_allocation_tco2e, digits),
            number(y.certificates, max(digits, 1)),
            number(y.certificate_price_eur, 2),
            number(y.cost_eur, digits),
            Text(bar(y.cost_eur, largest, 10), style="cyan"),
            "assumed" if y.assumed else "",
        )
    _title(console, "The same goods in every year")
    console.print(table)


def _threshold(ledger: Ledger, console: Console) -> None:
    lines = ledger.groups.get("threshold", [])
    # those that owe nothing or might, and those whose mass is partly that of rows refused for another reason
    exempt = [
        line
        for line in lines
        if line.state != "liable" or line.refused_mass or line.possible_mass or line.unusable_rows
    ]
    if not exempt:
        return
    table = _table(
        "importer", "year", "mass t", "refused t", "no mass", "limit t", "state", right=(2, 3, 4, 5)
    )
    for line in exempt[:TOP]:
        refused = number(line.refused_mass, 3) if line.refused_mass else ""
        mass, limit = number(line.mass, 3), number(line.limit)
        unusable = f"{line.unusable_rows} rows" if line.unusable_rows else ""
        table.add_row(line.importer, str(line.year), mass, refused, unusable, limit, line.state)
    _title(console, "Importers below the threshold, or with refused rows")
    console.print(table)
    if len(exempt) > TOP:
        console.print(f"and {len(exempt) - TOP} more", style="dim")


def print_problems(ledger: Any, console: Console, most: int = SHOWN_PROBLEMS) -> None:
    """Print the problems: where, what was found, what was expected, what to do."""
    problems = ledger.problems
    if not problems.total():
        return
    order = {REFUSED: 0, QUESTION: 1, NOTE: 2}
    items = sorted(problems, key=lambda p: (order[p.severity], p.file, p.sheet, p.row))
    counts = {s: problems.total(s) for s in order}
    said = ", ".join(f"{n} {s}" for s, n in counts.items() if n)
    _title(console, f"Problems: {said}")
    for p in items[:most]:
        style = {REFUSED: "red", QUESTION: "yellow", NOTE: "dim"}[p.severity]
        place = p.place + (f" (row {p.row})" if p.row and not p.cell else "")
        count = f" ({p.count} cells)" if p.count > 1 else ""
        console.print(Text(f"{p.severity:<8} {place}{count}", style=style))
        said = (
            p.found
            + (f"; expected {p.expected}" if p.expected else "")
            + (f"{'' if p.found.endswith('?') and not p.expected else '.'} {p.advice}" if p.remedy else "")
        )
        console.print(Padding(Text(said), (0, 0, 0, 9)))
    rest = problems.total() - sum(p.count for p in items[:most])
    if rest > 0:
        console.print(f"and {rest} more: write an .xlsx or run `pigou check`", style="dim")


def _assumptions(ledger: Ledger, console: Console) -> None:
    shown = [a for a in ledger.assumptions if a.rows != 0]
    _title(console, "Assumptions")
    for a in shown:
        rows = f" ({a.rows} row{'s' if a.rows > 1 else ''})" if a.rows > 0 else ""
        switch = f" [{a.name}={a.choice}]" if a.choice else ""
        console.print(Padding(Text(f"- {a.text}{rows}{switch}"), (0, 0, 0, 0)))


def _reconciliation(ledger: Ledger, console: Console) -> None:
    """Rows and mass: in = used + refused, by status."""
    status = ledger.coded("status")
    mass = ledger.numbers("quantity_t_or_mwh")
    electric = ledger.coded("sector")
    power = np.array([v == "electricity" for v in electric.values] + [False])[electric.codes]
    table = _table("status", "rows", "mass t", "", right=(1, 2))
    for n, name in enumerate(status.values):
        rows = status.codes == n
        if rows.any():
            tonnes = mass[rows & ~power & ~np.isnan(mass)].sum()
            unknown = int((rows & np.isnan(mass)).sum())
            table.add_row(
                name,
                str(int(rows.sum())),
                number(tonnes, 3),
                f"{unknown} without usable mass" if unknown else "",
            )
    table.add_row("in", str(len(ledger)), number(mass[~power & ~np.isnan(mass)].sum(), 3), "")
    _title(console, "Reconciliation")
    console.print(table)
