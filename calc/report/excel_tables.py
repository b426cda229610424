"""The tables of the summary: states, sums by label, years and the groups of the ledger."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.ledger import Ledger, Parameter, YearLine, exact_sum
from calc.engine.model import Coded
from calc.engine.view import Grouping, GroupTable, Shown, YearsTable
from calc.report.summary_page import (
    LEAST_COLUMNS,
    LETTERS,
    Summary,
    chart,
    largest_of,
    plain_sums,
    titled,
)
from calc.report.terms import (
    STATUS,
    amount_of,
    columns_of,
    digits_for,
    digits_of,
    fields_of,
    is_figure,
    is_whole,
    line_of,
    lines_shown,
)

BESIDE = "beside"  # the remark of a line that no total counts: it has no place among the parts of one


def states(s: Summary) -> None:
    """Place rows and mass by state, so that rows in = rows computed + rows refused."""
    ledger = s.ledger
    if STATUS not in ledger.columns:
        return
    coded, refused, meanings = ledger.coded(STATUS), ledger.refused_rows, ledger.subject.statuses
    usual, masses = next(iter(meanings), ""), _masses(ledger)
    s.section("Reconciliation: every row" + (" and every tonne" if ledger.subject.view.quantity else ""))
    s.headings(["Status", "Rows", *[title for title, _ in masses]], left=1)
    for column in range(2 + len(masses), LEAST_COLUMNS - 1):
        s.page.put(s.row - 1, column, "Meaning" if column == 2 + len(masses) else "", "heading+indent")
    first = s.row
    for name in sorted(
        ledger.count(STATUS),
        key=lambda v: (refused[coded.codes == coded.values.index(v)].any(), v != usual),
    ):
        where = coded.codes == coded.values.index(name)
        style = "text+refused" if refused[where].any() else "text"
        s.page.put(s.row, 0, name, style)
        formula = f"=COUNTIF({s.layout.cells(STATUS)},$A{s.row + 1})" if s.layout else ""
        s.page.put(s.row, 1, int(where.sum()), "number:0", formula)
        for n, (_, values) in enumerate(masses):
            s.page.put(s.row, 2 + n, exact_sum(values[where]), "number:3")
        s.page.put(s.row, 2 + len(masses), meanings.get(name, ""), "unit")
        s.row += 1
    s.page.put(s.row, 0, "All rows", "total")
    s.page.put(s.row, 1, len(ledger), "number+total:0", f"=SUM(B{first + 1}:B{s.row})" if s.layout else "")
    for n, (_, values) in enumerate(masses):
        letter = LETTERS[2 + n]
        s.page.put(
            s.row, 2 + n, exact_sum(values), "number+total:3", f"=SUM({letter}{first + 1}:{letter}{s.row})"
        )
    unread = (
        sum(int(np.isnan(values).all()) for values in np.array([v for _, v in masses]).T) if masses else 0
    )
    s.page.put(
        s.row, 2 + len(masses), f"{unread} rows without a usable quantity" if unread else "", "total+indent"
    )
    s.row += 1


def _masses(ledger: Ledger) -> list[tuple[str, Any]]:
    """Return the main quantity of the sheet in each of its units: title, values (NaN where in another one)."""
    for column in ledger.data.table.columns if ledger.subject.view.reconciled else ():
        values = ledger.data.numbers(column.name)
        if column.needed and column.units and values is not None:
            index = ledger.data.unit_index.get(column.name, np.zeros(len(ledger), np.int8))
            parts = [
                (
                    f"{column.name.replace('_', ' ').capitalize()} [{unit}]",
                    np.where(index == n, values, np.nan),
                )
                for n, unit in enumerate(column.units)
            ]
            return [part for n, part in enumerate(parts) if n == 0 or not np.isnan(part[1]).all()][:5]
    quantity = line_of(ledger, ledger.subject.view.quantity)
    if quantity is None or any(column.needed and column.units for column in ledger.data.table.columns):
        return []
    return [(titled(quantity), ledger.numbers(quantity.name))]


def group(s: Summary, grouping: Grouping) -> None:
    """Place the sums by a coded line, the largest first."""
    ledger, coded, amount = s.ledger, s.ledger.coded(grouping.line), amount_of(s.ledger)
    assert amount is not None
    size = len(coded.values)
    sums = {line.name: plain_sums(coded, ledger.numbers(line.name)) for line in s.sums}
    counts = np.bincount(coded.codes + 1, minlength=size + 1)[1:]
    known = {line.name: _known(ledger, coded, line.name) for line in s.sums}  # rows with a figure
    largest = np.abs(ledger.by(coded.codes, size, amount.name))  # the same order whatever that of the rows
    found = [n for n in np.argsort(-largest, kind="stable").tolist() if counts[n]]
    if not found:
        return
    shown = found[: grouping.most]
    if grouping.by_label:
        shown = sorted(found, key=lambda n: coded.values[n])[: grouping.most]
    s.section(f"By {grouping.title.lower()}", columns=max(LEAST_COLUMNS - 1, 2 + len(s.sums)))
    s.headings([grouping.title, "Rows", *[titled(line) for line in s.sums]])
    first = s.row
    same = len({coded.values[n].casefold() for n in found}) == len(found)
    digits = [s.digits[line.name] for line in s.sums]
    for n in shown:
        label: Any = coded.values[n]
        label = int(label) if label.isdigit() and len(label) == 4 else label
        s.page.put(s.row, 0, label, "text" if isinstance(label, str) else "text+left")
        live = s.layout if same and _plain(str(label)) else None
        by = f"{live.cells(grouping.line)},$A{s.row + 1}" if live else ""
        s.page.put(s.row, 1, int(counts[n]), "number:0", f"=COUNTIF({by})" if live else "")
        for m, line in enumerate(s.sums):
            told = known[line.name][n + 1] > 0  # nothing known is an empty cell, no zero
            formula = f"=SUMIFS({live.cells(line.name)},{by})" if live and told else ""
            value = float(sums[line.name][n]) if told else None
            s.page.put(s.row, 2 + m, value, f"number:{digits[m]}", formula)
        s.row += 1
    last = s.row
    rest = len(ledger) - int(counts[shown].sum())
    if rest:
        s.page.put(s.row, 0, grouping.rest, "text")
        s.page.put(
            s.row,
            1,
            rest,
            "number:0",
            f"=ROWS({s.layout.cells(grouping.line)})-SUM(B{first + 1}:B{last})" if s.layout else "",
        )
        for m, line in enumerate(s.sums):
            letter = LETTERS[2 + m]
            told = known[line.name].sum() > known[line.name][np.array(shown) + 1].sum()
            difference = f"={s.where[line.name]}-SUM({letter}{first + 1}:{letter}{last})"
            value = s.totals[line.name] - math.fsum(sums[line.name][shown]) if told else None
            s.page.put(s.row, 2 + m, value, f"number:{digits[m]}", difference if s.layout and told else "")
        s.row += 1
    s.page.put(s.row, 0, "All rows", "total")
    for m, (total, decimals) in enumerate(
        [(float(len(ledger)), 0), *[(s.totals[x.name], s.digits[x.name]) for x in s.sums]]
    ):
        letter = LETTERS[1 + m]
        s.page.put(
            s.row, 1 + m, total, f"number+total:{decimals}", f"=SUM({letter}{first + 1}:{letter}{s.row})"
        )
    s.row += 1
    place = next((m for m, line in enumerate(s.sums) if line is amount), None)
    if grouping.chart and place is not None and largest[shown].sum() > 0:
        chart(
            s,
            f"{titled(amount)} by {grouping.title.lower()}",
            first,
            last,
            2 + place,
            [coded.values[n] for n in shown],
            sums[amount.name][shown].tolist(),
            drawn=largest_of(sums[amount.name][shown].tolist()),
        )


def _known(ledger: Ledger, coded: Coded, name: str) -> NDArray[np.intp]:
    """Return how many rows have a figure: those without a label first, then for each label."""
    given = ~np.isnan(ledger.numbers(name))
    return np.bincount(coded.codes[given] + 1, minlength=len(coded.values) + 1)


def _plain(label: str) -> bool:
    """Return whether a label means itself as a criterion."""
    return 0 < len(label) < 256 and not any(c in label for c in "*?~") and label[0] not in "<>="


def years_table(s: Summary, years: list[YearLine], parameters: Sequence[tuple[Parameter, str]]) -> None:
    """Place the same goods in each year: certificates computed, the price open to change."""
    about = s.ledger.subject.view.years or YearsTable("", "The same goods by year [EUR], pale: assumed")
    s.section(f"The same goods in every year {years[0].year}–{years[-1].year}", about.remark)
    s.headings(
        [
            "Year",
            "Embedded emissions [tCO2e]",
            "Free allocation [tCO2e]",
            "Certificates [tCO2e]",
            "Price [EUR/tCO2e]",
            "Cost [EUR]",
            "Basis",
        ]
    )
    cells = {p.label: (cell, p.value) for p, cell in parameters if p.line == about.price}
    first = s.row
    most = max(y.embedded_emissions_tco2e for y in years)
    digits = digits_for(most, 3)
    for year in years:
        number = s.row + 1
        s.page.put(s.row, 0, year.year, "text+left")
        s.page.put(s.row, 1, year.embedded_emissions_tco2e, f"number:{digits}")
        s.page.put(s.row, 2, year.free_allocation_tco2e, f"number:{digits}")
        s.page.put(s.row, 3, year.certificates, f"number:{digits}")
        cell, value = cells.get(str(year.year), ("", 0.0))
        linked = bool(cell) and bool(np.isclose(value, year.certificate_price_eur, rtol=1e-9))
        s.page.put(
            s.row,
            4,
            year.certificate_price_eur,
            "number:2" if linked else "number+input:2",
            f"={cell}" if linked else "",
        )
        s.page.put(
            s.row,
            5,
            year.cost_eur,
            f"number:{digits_for(max(y.cost_eur for y in years), 2)}",
            f"=D{number}*E{number}",
        )
        s.page.put(
            s.row, 6, "assumed" if year.assumed else "in force", "right+assumed" if year.assumed else "right"
        )
        s.row += 1
    if max(y.cost_eur for y in years) > 0:
        chart(
            s,
            about.chart,
            first,
            s.row,
            5,
            [y.year for y in years],
            [y.cost_eur for y in years],
            [y.assumed for y in years],
        )


def group_table(s: Summary, table: GroupTable) -> None:
    """Place a group of the ledger."""
    lines = s.ledger.groups.get(table.group, [])
    columns = columns_of([fields_of(line) for line in lines[:1]], table.columns)
    if not columns:
        return
    if table.largest:
        lines = sorted(lines, key=lambda line: -abs(float(getattr(line, table.largest, 0.0) or 0.0)))
    shown = [fields_of(line) for line in lines_shown(lines, table, columns[0].name)]
    which = "largest" if table.largest else "first"
    each = f" of each {columns[0].title.lower()}" if table.labels > 1 else ""
    remark = (
        f"The {table.most} {which}{each}, {len(shown)} of {len(lines)}." if len(lines) > len(shown) else ""
    )
    s.section(table.title, remark, len(columns))
    for n, column in enumerate(columns):
        left = n == 0 or (_is_text(shown, column) and not column.right)
        s.page.put(
            s.row, n, column.title, "heading" if n == 0 else "heading+indent" if left else "heading+right"
        )
    s.heading_row([column.title for column in columns])
    first = s.row
    styles = [_style(shown, column, n) for n, column in enumerate(columns)]
    if styles[-1] == "wrap+indent" and len(columns) <= 2 + len(
        s.sums
    ):  # a column that no long text makes wide
        styles[-1] = "text+indent"
    for line in shown:
        for n, (column, style) in enumerate(zip(columns, styles, strict=True)):
            value = line[column.name]
            style = "number" if is_whole(value) else style
            s.page.put(s.row, n, value, f"{style}+assumed" if value in column.marked else style)
        s.row += 1
    place = next((n for n, column in enumerate(columns) if column.name == table.chart), None)
    if place is not None:
        named = [[str(line[column.name]) for line in shown] for column in columns[: table.labels]]
        drawn = [float(line[table.chart]) for line in shown]
        labels = named[0] if len(named) == 1 else named
        counted = largest_of(drawn, [line.get("remark") != BESIDE for line in shown])
        title = f"{table.title}: {columns[place].title}"
        chart(s, title, first, s.row, place, labels, drawn, drawn=counted)


def _is_text(lines: Sequence[Mapping[str, Any]], column: Shown) -> bool:
    return not any(is_figure(line[column.name]) for line in lines)


def _style(lines: Sequence[Mapping[str, Any]], column: Shown, place: int) -> str:
    """Return the style of a column of a group: figures to the right, texts wrapped but in the first column."""
    if not _is_text(lines, column):
        return f"number:{digits_of(column, [line[column.name] for line in lines if is_figure(line[column.name])])}"
    return "right" if column.right else "text" if place == 0 else "wrap+indent"
