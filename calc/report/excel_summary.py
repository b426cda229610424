"""The first sheet: what it comes to, by group and year, and how the rows add up."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from calc.engine.ledger import Ledger, Parameter
from calc.report.book import Book
from calc.report.excel_rows import Layout
from calc.report.excel_tables import group, group_table, states, years_table
from calc.report.summary_page import Summary, figure
from calc.report.terms import STATUS, amount_of, line_of, plain_sum, ratio_of

PROVISIONAL = "Provisional"  # begins what has to be seen first


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
    s = Summary(book, ledger, layout)
    _head(s, said)
    tables = ledger.subject.view.groups
    first = tables[: 0 if s.sums else 1]  # where nothing is added up, the first table is the result
    for table in first:
        group_table(s, table)
    _totals(s)
    states(s)
    for grouping in ledger.subject.view.groupings:
        if line_of(ledger, grouping.line) and s.sums:
            group(s, grouping)
    years = ledger.project() if ledger.project is not None else []
    if years:
        years_table(s, years, parameters)
    for table in tables[len(first) :]:
        group_table(s, table)
    s.page.flush()
    for row, column, made in s.charts:
        s.page.sheet.insert_chart(row, column, made, {"object_position": 3})
    s.page.sheet.activate()


def _head(s: Summary, said: Sequence[str]) -> None:
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
        for line in textwrap.wrap(text, round(sum(s.page.widths))):
            s.page.put(s.row, 0, line, "bold" if text.startswith(PROVISIONAL) else "text")
            s.row += 1


def _totals(s: Summary) -> None:
    ledger = s.ledger
    s.section("Totals" if s.sums else "Rows")
    refused, count = int(ledger.refused_rows.sum()), len(ledger)
    lines: list[tuple[str, float, str, str]] = [
        ("Rows in", count, "rows", ""),
        ("Rows computed", count - refused, "rows", ""),
    ]
    said = (
        "each with its reason: sheet Problems and column note of Rows"
        if refused
        else "every row has its answer"
    )
    lines.append(("Rows open or refused", refused, "rows", said))
    assumed = int(ledger.assumed_rows.sum())
    remark = "amber in Rows; see Assumptions" if assumed else ""
    lines.append(("Rows resting on an assumption", assumed, "rows", remark))
    for label, number, unit, remark in lines:
        figure(s, label, number, unit, remark, 0)
    for line in s.sums:
        total = s.totals[line.name]
        formula = f"=SUM({s.layout.cells(line.name)})" if s.layout else ""
        s.where[line.name] = f"$B${s.row + 1}"
        figure(s, line.title, total, line.unit, "", s.digits[line.name], formula, "big")
    amount = amount_of(ledger)
    inside = plain_sum(ledger.numbers(amount.name)[ledger.refused_rows]) if amount else 0.0
    if amount and inside:
        figure(
            s,
            "of it in open rows" if s.sums and amount is s.sums[-1] else f"{amount.title} in open rows",
            inside,
            amount.unit,
            "an upper reading until what is missing is given",
            s.digits.get(amount.name, amount.digits),
            _open_formula(s, amount.name),
            style="part",
        )
    whole = line_of(ledger, ledger.subject.view.whole)
    if whole and whole.name in s.where:
        figure(
            s,
            f"{whole.title}, whole",
            float(np.ceil(round(s.totals[whole.name], 6))),
            "",
            "for information: the total rounded up once, not per line",
            0,
            f"=ROUNDUP(ROUND({s.where[whole.name]},6),0)" if s.layout else "",
        )
    _ratios(s)


def _ratios(s: Summary) -> None:
    for ratio in s.ledger.subject.view.ratios:
        found = ratio_of(s.ledger, ratio)
        if found is None:
            continue
        value, unit, alike = found
        above, below = s.where.get(ratio.above), s.where.get(ratio.below)
        live = s.layout and alike and above and below
        formula = f"=IF({below}>0,{above}/{below},0)" if live else ""
        figure(s, ratio.title, value, unit, "", ratio.digits, formula)


def _open_formula(s: Summary, name: str) -> str:
    """Return the sum of a line over the states of open rows; '' where states do not tell them apart."""
    ledger = s.ledger
    if s.layout is None or STATUS not in ledger.columns:
        return ""
    coded, refused = ledger.coded(STATUS), ledger.refused_rows
    known = ~np.isnan(ledger.numbers(name))
    inside = {coded.values[c] for c in np.unique(coded.codes[refused & known]).tolist() if c >= 0}
    outside = {coded.values[c] for c in np.unique(coded.codes[~refused & known]).tolist() if c >= 0}
    if inside & outside or (refused & known & (coded.codes < 0)).any():
        return ""
    cells, states = s.layout.cells(name), s.layout.cells(STATUS)
    return "=" + "+".join(f'SUMIFS({cells},{states},"{state}")' for state in sorted(inside))
