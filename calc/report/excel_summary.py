"""The first sheet: what it comes to, by country, good and year, and how the rows add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from calc.engine.ledger import Ledger, Parameter, YearLine, exact_sum
from calc.engine.model import Line
from calc.report.book import Book, Page, digits_for
from calc.report.charts import column_chart
from calc.report.excel_rows import Layout
from calc.report.terms import (
    GROUPINGS,
    PRICE,
    STATUS,
    THRESHOLD,
    THRESHOLD_TITLES,
    WHOLE,
    Grouping,
    refused_rows,
    status_meanings,
)

CHART_COLUMN = 8
CHART_ROWS = 16  # rows of the sheet that a chart takes


class _Summary:
    """The sheet while it is laid out."""

    def __init__(self, book: Book, ledger: Ledger, layout: Layout | None) -> None:
        self.book, self.ledger, self.layout = book, ledger, layout
        self.page = Page(book, book.sheet("Summary"))
        self.row = 0
        self.charts: list[Any] = []
        self.sums = [line for line in ledger.lines if line.sum]
        self.where: dict[str, str] = {}  # line -> cell of its total
        self.digits: dict[str, int] = {}  # line -> decimals, the same for all lines of a unit
        for line in self.sums:
            largest = max(abs(ledger.total(other.name)) for other in self.sums if other.unit == line.unit)
            self.digits[line.name] = digits_for(largest, line.digits)

    def section(self, title: str, remark: str = "", columns: int = CHART_COLUMN - 1) -> None:
        """Begin a section."""
        self.row += 1
        for column in range(columns):
            self.page.put(self.row, column, title if column == 0 else "", "section")
        self.row += 1
        if remark:
            self.page.put(self.row, 0, remark, "small")
            self.row += 1

    def headings(self, texts: Sequence[str], left: int = 1) -> None:
        """Place a heading row; those after the first `left` stand to the right."""
        for n, text in enumerate(texts):
            self.page.put(self.row, n, text, "heading" if n < left else "heading+right")
        self.page.heights[self.row] = 30
        self.row += 1


def write_summary(
    book: Book,
    ledger: Ledger,
    layout: Layout | None,
    parameters: Sequence[tuple[Parameter, str]],
    said: Sequence[str],
) -> None:
    """Write the sheet *Summary*.

    Parameters
    ----------
    layout : Layout or None
        The columns of *Rows* that totals add up; None where there is no such sheet.
    parameters : sequence of (Parameter, cell)
        The parameters and where they stand.
    said : sequence of str
        What the reader has to know about this workbook.
    """
    s = _Summary(book, ledger, layout)
    s.page.columns(34, *[16.0] * (CHART_COLUMN - 2), 12)
    _head(s, said)
    _totals(s)
    _states(s)
    for grouping in GROUPINGS:
        if grouping.line in ledger.columns and s.sums:
            _group(s, grouping)
    years = ledger.project() if ledger.project is not None else []
    if years:
        _years(s, years, parameters)
    _threshold(s)
    s.page.flush()
    for n, chart in enumerate(s.charts):
        s.page.sheet.insert_chart(3 + n * CHART_ROWS, CHART_COLUMN, chart, {"object_position": 3})
    s.page.sheet.activate()


def _head(s: _Summary, said: Sequence[str]) -> None:
    manifest, options = s.ledger.manifest, s.ledger.options
    s.page.put(0, 0, s.ledger.subject.title, "title")
    s.page.heights[0] = 26
    profile = manifest.get("profile") or options.profile or s.ledger.subject.profile
    known = s.ledger.known_on or manifest.get("law_known_on") or "all that is known"
    files = [str(i.get("path", "")) for i in manifest.get("inputs", [])]
    shown = ", ".join(files[:4]) + (f" and {len(files) - 4} more" if len(files) > 4 else "")
    parts = [
        f"Profile {profile}" if profile else "",
        f"law and factors known on: {known}",
        f"from {shown}" if shown else "",
        f"Pigou {manifest['pigou']}" if "pigou" in manifest else "",
    ]
    s.page.put(1, 0, " · ".join(p for p in parts if p), "small")
    s.row = 2
    for text in [*s.ledger.headline, *said]:
        s.page.put(s.row, 0, text, "text")
        s.row += 1


def _totals(s: _Summary) -> None:
    ledger = s.ledger
    s.section("Totals")
    refused, count = int(refused_rows(ledger).sum()), len(ledger)
    lines: list[tuple[str, float, str, str]] = [
        ("Rows in", count, "rows", ""),
        ("Rows computed", count - refused, "rows", ""),
    ]
    said = (
        "each with its reason: sheet Problems and column note of Rows"
        if refused
        else "every row has its answer"
    )
    lines.append(("Rows refused", refused, "rows", said))
    if ledger.assumed_rows is not None:
        assumed = int(ledger.assumed_rows.sum())
        lines.append(
            (
                "Rows resting on an assumption",
                assumed,
                "rows",
                "amber in Rows; see Assumptions" if assumed else "",
            )
        )
    for label, number, unit, remark in lines:
        _figure(s, label, number, unit, remark, 0)
    for line in s.sums:
        total = ledger.total(line.name)
        formula = f"=SUM({s.layout.cells(line.name)})" if s.layout else ""
        s.where[line.name] = f"$B${s.row + 1}"
        _figure(s, line.title, total, line.unit, "", s.digits[line.name], formula, "big")
    cost = s.sums[-1] if s.sums else None
    inside = ledger.total(cost.name, refused_rows(ledger)) if cost else 0.0
    if cost and inside:
        _figure(
            s,
            "of it in refused rows",
            inside,
            cost.unit,
            "an upper reading until what is missing is given",
            s.digits[cost.name],
            style="part",
        )
    if WHOLE in s.where:
        total = ledger.total(WHOLE)
        _figure(
            s,
            f"{_line(s, WHOLE).title}, whole",
            float(np.ceil(round(total, 6))),
            "",
            "for information: the total rounded up once, not per line",
            0,
            f"=ROUNDUP(ROUND({s.where[WHOLE]},6),0)" if s.layout else "",
        )
    if cost and WHOLE in s.where and cost.name != WHOLE and ledger.total(WHOLE) > 0:
        mean = ledger.total(cost.name) / ledger.total(WHOLE)
        formula = f"=IF({s.where[WHOLE]}>0,{s.where[cost.name]}/{s.where[WHOLE]},0)" if s.layout else ""
        _figure(s, "Mean price", mean, f"{cost.unit}/{_line(s, WHOLE).unit}", "", 2, formula)


def _line(s: _Summary, name: str) -> Line:
    return next(line for line in s.ledger.lines if line.name == name)


def _figure(
    s: _Summary,
    label: str,
    value: float,
    unit: str,
    remark: str,
    digits: int,
    formula: str = "",
    style: str = "number",
) -> None:
    s.page.put(s.row, 0, label, {"big": "bold", "part": "text+indent"}.get(style, "text"))
    s.page.put(s.row, 1, value, f"{'number' if style == 'part' else style}:{digits}", formula)
    s.page.put(s.row, 2, unit, "unit")
    s.page.put(s.row, 3, remark, "small")
    s.row += 1


def _states(s: _Summary) -> None:
    """Place rows and mass by state, so that rows in = rows computed + rows refused."""
    ledger = s.ledger
    if STATUS not in ledger.columns:
        return
    s.section("Reconciliation: every row and every tonne")
    coded, refused, meanings = ledger.coded(STATUS), refused_rows(ledger), status_meanings(ledger)
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
        letter = "CDEFG"[n]
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


def _group(s: _Summary, grouping: Grouping) -> None:
    """Place the sums by a coded line, the largest first."""
    ledger, coded = s.ledger, s.ledger.coded(grouping.line)
    size = len(coded.values)
    sums = {line.name: ledger.by(coded.codes, size, line.name) for line in s.sums}
    counts = np.bincount(coded.codes + 1, minlength=size + 1)[1:]
    largest = sums[s.sums[-1].name]
    found = [n for n in np.argsort(-largest, kind="stable").tolist() if counts[n]]
    if not found:
        return
    shown = found[: grouping.most]
    if grouping.by_label:
        shown = sorted(found, key=lambda n: coded.values[n])[: grouping.most]
    s.section(f"By {grouping.title.lower()}")
    s.headings([grouping.title, "Rows", *[_titled(line) for line in s.sums]])
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
            letter = "CDEFGHIJ"[m]
            formula = f"={s.where[line.name]}-SUM({letter}{first + 1}:{letter}{last})" if s.layout else ""
            value = ledger.total(line.name) - float(sums[line.name][shown].sum())
            s.page.put(s.row, 2 + m, round(value, 6), f"number:{digits[m]}", formula)
        s.row += 1
    s.page.put(s.row, 0, "All rows", "total")
    for m, (total, decimals) in enumerate(
        [(float(len(ledger)), 0), *[(ledger.total(x.name), s.digits[x.name]) for x in s.sums]]
    ):
        letter = "BCDEFGHIJ"[m]
        s.page.put(
            s.row, 1 + m, total, f"number+total:{decimals}", f"=SUM({letter}{first + 1}:{letter}{s.row})"
        )
    s.row += 1
    if grouping.chart and largest[shown].sum() > 0:
        _chart(
            s,
            f"{_titled(s.sums[-1])} by {grouping.title.lower()}",
            first,
            last,
            1 + len(s.sums),
            [coded.values[n] for n in shown],
            largest[shown].tolist(),
        )


def _plain(label: str) -> bool:
    """Return whether a label means itself as a criterion."""
    return 0 < len(label) < 256 and not any(c in label for c in "*?~") and label[0] not in "<>="


def _titled(line: Line) -> str:
    return f"{line.title} [{line.unit}]" if line.unit else line.title


def _chart(
    s: _Summary,
    title: str,
    first: int,
    last: int,
    column: int,
    labels: list[Any],
    values: list[float],
    pale: Sequence[bool] = (),
) -> None:
    letter = "ABCDEFGHIJ"[column]
    s.charts.append(
        column_chart(
            s.book,
            title,
            (f"=Summary!$A${first + 1}:$A${last}", labels),
            (f"=Summary!${letter}${first + 1}:${letter}${last}", values),
            pale,
        )
    )


def _years(s: _Summary, years: list[YearLine], parameters: Sequence[tuple[Parameter, str]]) -> None:
    """Place the same goods imported in each year: certificates computed, the price open to change."""
    remark = (
        "Every computed row taken as imported in each year and as liable. Coloured prices may be changed."
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
        _chart(
            s,
            "Same goods by import year [EUR], pale: assumed",
            first,
            s.row,
            5,
            [y.year for y in years],
            [y.cost_eur for y in years],
            [y.assumed for y in years],
        )


def _threshold(s: _Summary, most: int = 15) -> None:
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
