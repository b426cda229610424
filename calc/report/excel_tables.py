"""The tables of the summary: states, groups, years and the threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from calc.engine.ledger import Ledger, Parameter, YearLine, exact_sum
from calc.report.book import digits_for
from calc.report.summary_page import CHART_COLUMN, LETTERS, Summary, chart, plain_sums, titled
from calc.report.terms import (
    PRICE,
    STATUS,
    THRESHOLD,
    THRESHOLD_TITLES,
    Grouping,
    status_meanings,
)


def states(s: Summary) -> None:
    """Place rows and mass by state, so that rows in = rows computed + rows refused."""
    ledger = s.ledger
    if STATUS not in ledger.columns:
        return
    s.section("Reconciliation: every row and every tonne")
    coded, refused, meanings = ledger.coded(STATUS), ledger.refused_rows, status_meanings(ledger)
    masses = _masses(ledger)
    s.headings(["Status", "Rows", *[title for title, _ in masses]], left=1)
    for column in range(2 + len(masses), CHART_COLUMN - 1):
        s.page.put(s.row - 1, column, "Meaning" if column == 2 + len(masses) else "", "heading+indent")
    first = s.row
    for name in sorted(
        ledger.count(STATUS),
        key=lambda v: (refused[coded.codes == coded.values.index(v)].any(), v != "priced"),
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
    for column in ledger.data.table.columns:
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
    return []


def group(s: Summary, grouping: Grouping) -> None:
    """Place the sums by a coded line, the largest first."""
    ledger, coded = s.ledger, s.ledger.coded(grouping.line)
    size = len(coded.values)
    sums = {line.name: plain_sums(coded, ledger.numbers(line.name)) for line in s.sums}
    counts = np.bincount(coded.codes + 1, minlength=size + 1)[1:]
    largest = ledger.by(coded.codes, size, s.sums[-1].name)  # the same order whatever the order of rows
    found = [n for n in np.argsort(-largest, kind="stable").tolist() if counts[n]]
    if not found:
        return
    shown = found[: grouping.most]
    if grouping.by_label:
        shown = sorted(found, key=lambda n: coded.values[n])[: grouping.most]
    s.section(f"By {grouping.title.lower()}")
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
            formula = f"=SUMIFS({live.cells(line.name)},{by})" if live else ""
            s.page.put(s.row, 2 + m, float(sums[line.name][n]), f"number:{digits[m]}", formula)
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
            formula = f"={s.where[line.name]}-SUM({letter}{first + 1}:{letter}{last})" if s.layout else ""
            value = s.totals[line.name] - math.fsum(sums[line.name][shown])
            s.page.put(s.row, 2 + m, value, f"number:{digits[m]}", formula)
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
    if grouping.chart and largest[shown].sum() > 0:
        chart(
            s,
            f"{titled(s.sums[-1])} by {grouping.title.lower()}",
            first,
            last,
            1 + len(s.sums),
            [coded.values[n] for n in shown],
            sums[s.sums[-1].name][shown].tolist(),
        )


def _plain(label: str) -> bool:
    """Return whether a label means itself as a criterion."""
    return 0 < len(label) < 256 and not any(c in label for c in "*?~") and label[0] not in "<>="


def years_table(s: Summary, years: list[YearLine], parameters: Sequence[tuple[Parameter, str]]) -> None:
    """Place the same goods imported in each year: certificates computed, the price open to change."""
    remark = (
        "Every computed row taken as imported in each year and as liable. Coloured prices may be changed; "
        "the others follow Assumptions."
    )
    s.section(f"The same goods in every year {years[0].year}–{years[-1].year}", remark)
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
    cells = {p.label: (cell, p.value) for p, cell in parameters if p.line == PRICE}
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
            "Same goods by import year [EUR], pale: assumed",
            first,
            s.row,
            5,
            [y.year for y in years],
            [y.cost_eur for y in years],
            [y.assumed for y in years],
        )


def threshold(s: Summary, most: int = 15) -> None:
    """Place the threshold table, the largest masses first."""
    lines = [asdict(line) for line in s.ledger.groups.get(THRESHOLD, [])]
    if not lines:
        return
    shown = sorted(lines, key=lambda line: -float(line.get("mass", 0.0)))[:most]
    names = list(lines[0])
    remark = f"The {most} largest of {len(lines)}." if len(lines) > most else ""
    s.section("Threshold by importer and year", remark, len(names))
    s.headings([THRESHOLD_TITLES.get(name, name.replace("_", " ")) for name in names])
    for line in shown:
        for n, name in enumerate(names):
            value = line[name]
            style = (
                "number:3"
                if isinstance(value, float)
                else "number"
                if isinstance(value, int)
                else "text"
                if n == 0
                else "right"
            )
            style = "right+assumed" if value == "uncertain" else style
            s.page.put(s.row, n, value, style)
        s.row += 1
