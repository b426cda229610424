"""The report in the terminal: totals, bars, the largest lines, problems, assumptions, reconciliation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from calc.engine.errors import NOTE, QUESTION, REFUSED, Problems
from calc.engine.ledger import Ledger
from calc.engine.model import Coded
from calc.engine.view import Grouping, GroupTable
from calc.report.figures import bar, cells, columns_table, number, plain_table
from calc.report.terms import (
    STATUS,
    amount_of,
    columns_of,
    digits_for,
    fields_of,
    known_columns,
    line_of,
    ratio_of,
    summed,
    unused_columns,
)

TOP = 10
SHOWN_PROBLEMS = 10


def print_report(ledger: Ledger, console: Console | None = None) -> None:
    """Print the whole report."""
    console = console or Console(highlight=False)
    _head(ledger, console)
    _totals(ledger, console)
    for grouping in ledger.subject.view.groupings:
        if grouping.short:
            _by(ledger, console, grouping)
    _largest_rows(ledger, console)
    if ledger.project is not None:
        print_years(ledger, console)
    for table in ledger.subject.view.groups:
        if table.short:
            print_group(ledger, console, table)
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
        console.print(f"{assumed} rows rest on an assumption; see their notes.")
    console.print(f"written: {output}")


def _title(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _head(ledger: Ledger, console: Console) -> None:
    console.print(Text(ledger.subject.title, style="bold"))
    files = ", ".join(str(i.get("path", "")) for i in ledger.manifest.get("inputs", []))
    law = ledger.known_on or "all published acts of the library"
    console.print(
        f"{files or 'quote'}   profile {ledger.options.profile or ledger.subject.profile}   law known: {law}",
        style="dim",
    )


def _totals(ledger: Ledger, console: Console) -> None:
    totals, digits = ledger.totals(), ledger.subject.view.digits
    table = plain_table("", "", "", right=(1,))
    lines = summed(ledger)
    for line in lines:
        largest = max(abs(totals[o.name]) for o in lines if o.unit == line.unit)
        decimals = digits.get(line.unit, digits_for(largest, line.digits))
        table.add_row(line.title, number(totals[line.name], decimals), line.unit)
    for ratio in ledger.subject.view.ratios:
        if ratio.short and (found := ratio_of(ledger, ratio)):
            table.add_row(ratio.title, number(found[0], ratio.digits), found[1])
    if table.row_count:
        console.print()
        console.print(table)


def _by(ledger: Ledger, console: Console, grouping: Grouping) -> None:
    amount, shown = amount_of(ledger), known_columns(ledger, ledger.subject.view.sums)
    if amount is None or line_of(ledger, grouping.line) is None:
        return
    coded = ledger.coded(grouping.line)
    size = len(coded.values)
    if size < 2:
        return
    amounts = ledger.by(coded.codes, size, amount.name)
    order = np.argsort(-np.abs(amounts), kind="stable")
    known = order[amounts[order] != 0]
    if not known.size:
        return
    order = np.sort(order) if grouping.by_label else order
    first = [int(n) for n in order[:TOP] if amounts[n]]
    if not first:
        return
    columns = [(c, _sums_by(ledger, coded, c.name, first)) for c in shown]
    _title(console, f"By {grouping.short.lower()}")
    labels = [coded.values[n] for n in first]
    console.print(columns_table(grouping.short, labels, columns, console.width))
    rest = int(known.size) - len(first)
    if rest > 0:
        digits = next((c.digits for c in shown if c.name == amount.name), None)
        beyond = float(amounts[order[TOP:]].sum())
        said = number(beyond, digits_for(abs(beyond), amount.digits) if digits is None else digits)
        console.print(f"and {rest} more: {said} {amount.unit}", style="dim")


def _sums_by(ledger: Ledger, coded: Coded, name: str, labels: list[int]) -> list[Any]:
    """Return the sum of a line for each label, '-' where no row of the label has a figure."""
    size = len(coded.values)
    known = np.bincount(coded.codes[~np.isnan(ledger.numbers(name))] + 1, minlength=size + 1)[1:]
    sums = ledger.by(coded.codes, size, name)
    return [float(sums[n]) if known[n] else "-" for n in labels]


def _largest_rows(ledger: Ledger, console: Console) -> None:
    amount, shown = amount_of(ledger), known_columns(ledger, ledger.subject.view.top)
    if amount is None or not shown:
        return
    amounts = ledger.numbers(amount.name)
    known = np.flatnonzero(~np.isnan(amounts) & (amounts != 0))
    if known.size < 2:
        return
    chosen = known[np.argsort(-np.abs(amounts[known]), kind="stable")][:TOP]
    columns = [(column, cells(ledger, column, chosen)) for column in shown]
    _title(console, ledger.subject.view.top_title.format(count=len(chosen)))
    numbers = [int(ledger.data.row_number[row]) for row in chosen]
    console.print(columns_table("row", numbers, columns, console.width))


def print_years(ledger: Ledger, console: Console) -> None:
    """Print the same goods in every year of the law."""
    assert ledger.project is not None
    years = ledger.project()
    if not years:
        return
    table = plain_table(
        "year", "embedded", "free", "certificates", "price", "EUR", "", "", right=(1, 2, 3, 4, 5)
    )
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


def print_group(ledger: Ledger, console: Console, table: GroupTable) -> None:
    """Print a group of the ledger as a table."""
    lines = [
        line for line in ledger.groups.get(table.group, []) if table.notable is None or table.notable(line)
    ]
    shown = [fields_of(line) for line in lines[: table.short_most]]
    columns = columns_of(shown, table.short_columns or table.columns)
    if not columns:
        return
    _title(console, table.short)
    found = [(c, [line[c.name] for line in shown]) for c in columns]
    console.print(columns_table("", [], found, console.width))
    if len(lines) > len(shown):
        console.print(f"and {len(lines) - len(shown)} more", style="dim")


def print_problems(ledger: Ledger, console: Console, most: int = SHOWN_PROBLEMS) -> None:
    """Print the problems, and which of the user's columns nothing takes."""
    if ledger.problems.total():
        _problems(ledger.problems, console, most)
    if said := unused_columns(ledger):
        console.print()
        console.print(Text(said))


def _problems(problems: Problems, console: Console, most: int) -> None:
    """Print where each problem is, what was found, what was expected, what to do."""
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
    view, status = ledger.subject.view, ledger.coded(STATUS)
    mass = ledger.numbers(view.quantity) if line_of(ledger, view.quantity) else None
    other = np.zeros(len(ledger), dtype=bool)
    if line_of(ledger, view.other_quantity[0]):
        coded = ledger.coded(view.other_quantity[0])
        other = np.array([v == view.other_quantity[1] for v in coded.values] + [False])[coded.codes]
    table = plain_table("status", "rows", *([] if mass is None else [view.quantity_title, ""]), right=(1, 2))

    def row(name: str, rows: NDArray[np.bool_], count: bool) -> None:
        found = [name, str(int(rows.sum()))]
        if mass is not None:
            unknown = int((rows & np.isnan(mass)).sum()) if count else 0
            found.append(number(mass[rows & ~other & ~np.isnan(mass)].sum(), 3))
            found.append(f"{unknown} without usable mass" if unknown else "")
        table.add_row(*found)

    for n, name in enumerate(status.values):
        rows = status.codes == n
        if rows.any():
            row(name, rows, True)
    row("in", np.ones(len(ledger), dtype=bool), False)
    _title(console, "Reconciliation")
    console.print(table)
