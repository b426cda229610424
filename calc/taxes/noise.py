"""Industrial noise above the limit: the monthly amount of its band, day and night added.

Environmental Protection Tax Law, Annex 1 with its notes.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from calc.engine.cells import numbers, texts
from calc.engine.errors import Problems
from calc.engine.explained import number, source, value
from calc.engine.ledger import Ledger, SheetModel
from calc.engine.model import (
    BoolArray,
    Coded,
    Column,
    FloatArray,
    IntArray,
    Line,
    Options,
    Subject,
    Table,
    TableData,
)
from calc.engine.numerals import BAD, numeral
from calc.methods.rounding import half_up
from calc.taxes.charge import conflicts
from calc.taxes.columns import FILED_ON, MONTH, PAID_ON, PROVINCE, SITE
from calc.taxes.explain import head
from calc.taxes.law import Law
from calc.taxes.meanings import UNKNOWN as UNKNOWN_PROVINCE
from calc.taxes.meanings import groups, provinces_of
from calc.taxes.months import LONGEST, first_days
from calc.taxes.noise_states import (
    COMPUTED,
    CONFLICT,
    DAYS,
    DUPLICATE,
    LEVEL_MISSING,
    LIMIT_MISSING,
    MEANING,
    NO_PROVINCE,
    POINTS,
    UNCLEAR,
    WORDS,
    report,
)
from calc.taxes.small_sheets import Sheet, ledger_of, references, sheet
from calc.taxes.view import NOISE
from calc.taxes.words import UNKNOWN, YES, answer
from factors import Library

LOUDEST = 200  # dB; more is a slip


def _level(name: str, meaning: str, chinese: str, example: str) -> Column:
    return Column(
        name,
        "number",
        meaning,
        units=("dB",),
        above=0,
        most=LOUDEST,
        meaning_zh=chinese,
        example=example,
        second=example,
    )


COLUMNS = (
    SITE,
    PROVINCE,
    Column("boundary", "text", "Boundary or workplace", meaning_zh="边界", example="north"),
    MONTH,
    _level("day_level", "Level by day at the worst point", "昼间噪声值", "60"),
    _level("day_limit", "Limit by day", "昼间限值", "55"),
    _level("night_level", "Level by night at the worst point", "夜间噪声值", "48"),
    _level("night_limit", "Limit by night", "夜间限值", "45"),
    Column(
        "days",
        "number",
        "Days of excess in the month",
        needed=True,
        least=0,
        most=LONGEST,
        meaning_zh="超标天数",
        example="18",
        second="10",
    ),
    Column(
        "nights",
        "number",
        "Nights of excess, where they differ from days",
        least=0,
        most=LONGEST,
        meaning_zh="夜间超标天数",
    ),
    Column(
        "points", "number", "Points of excess on the boundary", least=0, meaning_zh="超标点数", example="1"
    ),
    Column(
        "long_boundary",
        "text",
        "yes where the boundary is longer than 100 m, or its length in m",
        meaning_zh="边界是否超过100米（或长度）",
        choices=("yes", "no"),
    ),
    PAID_ON,
    FILED_ON,
)

LINES = (
    Line("tax_cny", "number", "Tax", "CNY", sum=True, digits=2),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("day_excess_db", "number", "Excess by day", "dB", digits=0),
    Line("night_excess_db", "number", "Excess by night", "dB", digits=0),
    Line("day_amount_cny", "number", "Amount by day", "CNY", sum=True, digits=2),
    Line("night_amount_cny", "number", "Amount by night", "CNY", sum=True, digits=2),
    Line("sites_counted", "number", "Sites counted", "1", digits=0),
    Line("month_used", "code", "Month"),
    Line("day_reference", "reference", "Source of the amount by day"),
    Line("night_reference", "reference", "Source of the amount by night"),
)


def bands(law: Law, excess: FloatArray, month: IntArray, months: IntArray) -> IntArray:
    """Return the band of each excess in whole dB, -1 for none."""
    found = np.full(len(excess), -1, dtype=np.int32)
    least = np.array([law.dated("noise_from", months, key) for key in law.series_keys("noise_from")])
    best = np.full(len(excess), -np.inf)
    for n, by_month in enumerate(least):
        lower = by_month[month]
        fits = (excess >= lower) & (lower > best)
        found[fits] = n
        best = np.where(fits, lower, best)
    return found


def calculate(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of noise."""
    rows = sheet(data, library, options, WORDS, problems)
    law, states, month = rows.law, rows.states, rows.month
    levels = {
        part: (numbers(data, f"{part}_level"), numbers(data, f"{part}_limit")) for part in ("day", "night")
    }
    for level, limit in levels.values():
        states.end(~np.isnan(level) & np.isnan(limit), LIMIT_MISSING)
    states.end(np.isnan(levels["day"][0]) & np.isnan(levels["night"][0]), LEVEL_MISSING)
    sites, unclear = _sites(data, rows)
    states.end(unclear, UNCLEAR)
    _doubles(data, rows)
    province = provinces_of(texts(data, "province"), law).take(texts(data, "province").codes, mode="wrap")
    states.end(province == UNKNOWN_PROVINCE, NO_PROVINCE)
    states.end(conflicts(rows.site, province, len(rows.sites))[rows.site], CONFLICT)
    days, nights, points = (numbers(data, name) for name in ("days", "nights", "points"))
    longest = first_days(rows.months + 1) - first_days(rows.months)
    for span in (days, nights):
        states.end((span != np.rint(span)) & ~np.isnan(span) | (span > longest[month]), DAYS)
    above = (levels["day"][0] > levels["day"][1]) | (levels["night"][0] > levels["night"][1])
    states.end((points != np.rint(points)) & ~np.isnan(points) | above & (points < 1), POINTS)
    spans = {"day": days, "night": np.where(np.isnan(nights), days, nights)}
    keys = law.series_keys("noise_amount")
    by_month = np.array(
        [law.dated("noise_amount", rows.months, key) for key in law.series_keys("noise_from")]
    )
    short = law.dated("noise_short_days", rows.months)[month]
    half = law.dated("noise_short_factor", rows.months)[month]
    settled = states.status == COMPUTED
    columns: dict[str, object] = {"sites_counted": np.where(settled, sites, np.nan)}
    total = np.zeros(data.size)
    met = np.zeros(data.size, dtype=np.bool_)
    for part, (level, limit) in levels.items():
        excess = half_up(np.nan_to_num(level - limit, nan=-1.0), 0)
        states.note(settled & (excess > 0) & ~(spans[part] > 0), "no_days")
        states.note(settled & np.isnan(level) & ~np.isnan(limit), "one_part")
        counted = settled & (excess > 0) & (spans[part] > 0)
        band = np.where(counted, bands(law, excess, month, rows.months), -1).astype(np.int32)
        brief = (spans[part] < short) & (band >= 0)
        states.note(brief, "short")
        amount = by_month[band, month] * np.where(brief, half, 1.0) * sites
        amount = np.where(band >= 0, amount, 0.0)
        total += amount
        met |= band >= 0
        columns[f"{part}_excess_db"] = np.where(settled & ~np.isnan(level), np.maximum(excess, 0.0), np.nan)
        columns[f"{part}_amount_cny"] = np.where(settled, amount, np.nan)
        columns[f"{part}_reference"] = partial(references, law, "noise_amount", Coded(band, keys))
    states.note(settled & ~met & ~WORDS.noted(states.notes, ("no_days",)), "none")
    states.note(settled & met & (sites > 1), "long")
    states.note(settled & met & np.isnan(numbers(data, "points")), "points")
    tax = np.where(settled, total, np.nan)
    report(data, problems, rows)
    formula = np.where(settled, 0, -1).astype(np.int8)
    model = SheetModel((), {}, {"tax_cny": (formula, ("{day_amount_cny}+{night_amount_cny}",))})
    return ledger_of(subject, data, library, options, problems, rows, tax, columns, model)


def _sites(data: TableData, rows: Sheet) -> tuple[FloatArray, BoolArray]:
    """Return how many sites each boundary counts for, and where that is not understood."""
    law, coded = rows.law, texts(data, "long_boundary")
    limit = law.dated("noise_long_boundary", rows.months)
    length, unclear = [], []
    for text in coded.values:
        said, figure = answer(text), numeral(text)
        known = said != UNKNOWN or (figure.form != BAD and figure.rest in ("", "m", "米"))
        length.append(np.inf if said == YES else figure.as_point if said == UNKNOWN and known else 0.0)
        unclear.append(not known)
    metres = np.array([*length, 0.0])[coded.codes]
    points = numbers(data, "points")
    least = law.dated("noise_long_boundary_points", rows.months)[rows.month]
    several = (metres > limit[rows.month]) & (points >= least)
    factor = law.dated("noise_long_boundary_sites", rows.months)[rows.month]
    return np.where(several, factor, 1.0), np.array([*unclear, False])[coded.codes]


def _doubles(data: TableData, rows: Sheet) -> None:
    """Refuse a boundary that stands twice in a month; rows without a boundary are sites of their own."""
    coded = texts(data, "boundary")
    if not coded.values:
        return
    boundary, labels = groups(coded)
    named = coded.codes >= 0
    key = (rows.site.astype(np.int64) * len(labels) + boundary[coded.codes]) * (
        len(rows.months) + 1
    ) + rows.month
    _, group, count = np.unique(key, return_inverse=True, return_counts=True)
    rows.states.end(named & (count[group] > 1) & (rows.month >= 0), DUPLICATE)


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every figure with its source."""
    said = head(ledger, row)
    of = partial(value, ledger, row)
    if np.isnan(of("tax_cny")):
        return "\n".join(said) + "\n"
    said.append("")
    for n, part in enumerate(("day", "night"), 1):
        if not np.isnan(of(f"{part}_excess_db")):
            said.append(
                f"{n}. By {part}: {number(of(f'{part}_excess_db'))} dB above the limit,"
                f" {of(f'{part}_amount_cny'):,.2f} CNY (sites counted: {number(of('sites_counted'))})"
            )
            said += source(ledger, row, f"{part}_reference")
    said.append(f"3. Tax of the month: {of('tax_cny'):,.2f} CNY")
    return "\n".join(said) + "\n"


TABLE = Table("noise", COLUMNS, results=tuple(line.name for line in LINES), unless=("pollutant", "category"))

SUBJECT = Subject(
    name="noise",
    title="Environmental protection tax on noise (China)",
    table=TABLE,
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="taxes-cn",
    view=NOISE,
)
