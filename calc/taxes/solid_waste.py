"""Solid waste: produced less stored, disposed of and comprehensively used to standard, at the rate of its category.

Environmental Protection Tax Law, Art. 5 and Annex 1; Regulation, Arts 5 and 6.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from calc.engine.cells import looked_up, numbers, texts
from calc.engine.errors import Problems
from calc.engine.explained import number, source, text, value
from calc.engine.ledger import Ledger, SheetModel
from calc.engine.model import Coded, Column, IntArray, Line, Options, Subject, Table, TableData
from calc.engine.placing import written
from calc.engine.states import Words
from calc.methods.rounding import NOISE
from calc.taxes.charge import conflicts, decimals, rounded
from calc.taxes.columns import FILED_ON, MONTH, PAID_ON, PROVINCE, PUNITIVE, SITE
from calc.taxes.explain import head
from calc.taxes.findings import add, near_province, unclear_answers
from calc.taxes.law import Law
from calc.taxes.meanings import UNKNOWN, provinces_of
from calc.taxes.small_sheets import ledger_of, references, sheet
from calc.taxes.view import WASTE
from calc.taxes.words import NO, YES, answer
from factors import Library
from factors.pollutants import nearest_pollutants, pollutant_key, pollutant_name

OTHER = "other-solid-waste"
STATUSES = (
    "computed",
    "assumed",
    "out_of_scope",
    "unknown_category",
    "month_invalid",
    "before_law",
    "negative_balance",
    "scope_open",
    "province_conflict",
    "unknown_province",
    "invalid",
)
COMPUTED, ASSUMED, OUT_OF_SCOPE, UNKNOWN_CATEGORY, _, _, NEGATIVE, SCOPE_OPEN, CONFLICT, NO_PROVINCE, _ = (
    range(len(STATUSES))
)
MEANING = {
    "computed": "computed",
    "assumed": "taxed, as assumed: whether it is in scope is for the province",
    "out_of_scope": "out of scope: not taxed",
    "unknown_category": "category not recognised",
    "month_invalid": "the month cannot be read",
    "before_law": "the tax is levied from January 2018",
    "negative_balance": "more is stored, disposed of and used than was produced",
    "scope_open": "whether the waste is in scope has to be said",
    "province_conflict": "one site in two provinces",
    "unknown_province": "province not recognised",
    "invalid": "a needed cell is missing or cannot be read",
}
NOTES = {
    "punitive": "all that was produced counts: nothing is taken off",
    "scope": "other solid waste: what is in scope is for the province",
}
WORDS = Words(STATUSES, MEANING, NOTES, (COMPUTED, ASSUMED, OUT_OF_SCOPE))


def _tonnes(name: str, meaning: str, chinese: str, example: str = "", needed: bool = False) -> Column:
    return Column(
        name,
        "number",
        meaning,
        units=("t",),
        least=0,
        most=10**10,
        needed=needed,
        meaning_zh=chinese,
        example=example,
    )


COLUMNS = (
    SITE,
    PROVINCE,
    MONTH,
    Column(
        "category",
        "text",
        "Coal gangue, tailings, hazardous waste, smelting slag, fly ash, furnace slag, other solid waste",
        needed=True,
        meaning_zh="固体废物类别",
        example="tailings",
        second="hazardous waste",
        choices=(
            "coal gangue",
            "tailings",
            "hazardous waste",
            "smelting slag",
            "fly ash",
            "furnace slag",
            "other solid waste",
        ),
    ),
    _tonnes("produced", "Produced in the month", "产生量", "1000", needed=True),
    _tonnes("stored", "Stored to standard in the month", "贮存量", "200"),
    _tonnes("disposed", "Disposed of to standard in the month", "处置量", "0"),
    _tonnes("used", "Put to comprehensive use in the month", "综合利用量", "300"),
    PUNITIVE,
    Column(
        "in_scope",
        "text",
        "Of other solid waste: yes where the province names it",
        meaning_zh="是否属于本省规定的其他固体废物",
        choices=("yes", "no"),
    ),
    PAID_ON,
    FILED_ON,
)

LINES = (
    Line("tax_cny", "number", "Tax", "CNY", sum=True, digits=2),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("taxable_t", "number", "Taxable amount", "t", sum=True),
    Line("rate_cny_per_t", "number", "Rate", "CNY/t", digits=2),
    Line("category_used", "code", "Category"),
    Line("month_used", "code", "Month"),
    Line("rate_reference", "reference", "Source of the rate"),
)


def calculate(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of solid waste."""
    rows = sheet(data, library, options, WORDS, problems)
    law, states = rows.law, rows.states
    spelled, keys = texts(data, "category"), law.series_keys("solid_waste_rate")
    met = [pollutant_key(text_, "waste", library.names) for text_ in spelled.values]
    category = looked_up(spelled, [keys.index(k) if k in keys else -1 for k in met])
    states.end(category < 0, UNKNOWN_CATEGORY)
    province = provinces_of(texts(data, "province"), law).take(texts(data, "province").codes, mode="wrap")
    states.end(province == UNKNOWN, NO_PROVINCE)
    states.end(conflicts(rows.site, province, len(rows.sites))[rows.site], CONFLICT)
    produced = numbers(data, "produced")
    punitive = _said(data, "punitive") == YES
    states.note(punitive, "punitive")
    off = sum(
        (np.nan_to_num(numbers(data, name)) for name in ("stored", "disposed", "used")), np.zeros(data.size)
    )
    taxable = np.where(punitive, produced, np.round(produced - off, NOISE))
    states.end(taxable < 0, NEGATIVE)
    other = category == keys.index(OTHER)
    scope = _said(data, "in_scope")
    states.end(other & (scope < 0) & (rows.chosen["other_solid_waste"] == "refused"), SCOPE_OPEN)
    states.note(other & (scope < 0), "scope")
    good = states.status == COMPUTED
    states.status[good & other & (scope == NO)] = OUT_OF_SCOPE
    states.status[good & other & (scope < 0)] = ASSUMED
    by_month = np.array([law.dated("solid_waste_rate", rows.months, key) for key in keys])
    settled = states.status <= OUT_OF_SCOPE
    rate = np.where(settled, by_month[category, rows.month], np.nan)
    choice = rows.chosen["rounding"]
    tax = rounded(taxable * rate, choice)
    tax = np.where(states.status == OUT_OF_SCOPE, 0.0, tax)
    _report(data, problems, states.status, spelled, law)
    taxed = states.status <= ASSUMED
    owed = "{taxable_t}*{rate_cny_per_t}"
    model = SheetModel(
        (),
        {},
        {
            "tax_cny": (
                np.where(taxed, 0, -1).astype(np.int8),
                (owed if decimals(choice) is None else f"ROUND({owed},{decimals(choice)})",),
            )
        },
    )
    named = tuple(pollutant_name(key, "waste", library.names) for key in keys)
    used = np.where(settled, category, -1).astype(np.int32)
    columns = {
        "taxable_t": np.where(settled, taxable, np.nan),
        "rate_cny_per_t": rate,
        "category_used": Coded(category, named),
        "rate_reference": lambda: references(law, "solid_waste_rate", Coded(used, keys)),
    }
    return ledger_of(subject, data, library, options, problems, rows, tax, columns, model)


def _said(data: TableData, column: str) -> IntArray:
    coded = texts(data, column)
    return looked_up(coded, [answer(t) for t in coded.values])


def _report(data: TableData, problems: Problems, status: NDArray[np.int8], spelled: Coded, law: Law) -> None:
    def near(row: int) -> str:
        text_ = spelled.values[spelled.codes[row]]
        names = nearest_pollutants(text_, "waste")
        return f"'{text_}'" + (f"; did you mean {', '.join(names)}?" if names else "")

    def balance(row: int) -> str:
        return ", ".join(
            f"{c} {written(data, row, c) or 0}" for c in ("produced", "stored", "disposed", "used")
        )

    add(
        data, problems, (status == UNKNOWN_CATEGORY) & (spelled.codes >= 0), "unknown_category", "category", near,
        f"one of {', '.join(COLUMNS[3].choices)}", "correct the name",
    )  # fmt: skip
    add(
        data, problems, status == NEGATIVE, "negative_balance", "produced", balance,
        "no more stored, disposed of and used than produced",
        "correct the amounts; waste of former months is no deduction",
    )  # fmt: skip
    add(
        data, problems, status == SCOPE_OPEN, "scope_open", "in_scope", "other solid waste",
        "whether the province names this waste", "fill in in_scope with yes or no",
    )  # fmt: skip
    add(
        data, problems, status == CONFLICT, "province_conflict", "province", lambda row: written(data, row, "province"),
        "one province for a site", "correct it, or name the sites apart",
    )  # fmt: skip
    add(
        data, problems, status == NO_PROVINCE, "unknown_province", "province", partial(near_province, law, data),
        "a province of China", "correct the name, or leave the cell empty",
    )  # fmt: skip
    for column in ("punitive", "in_scope"):
        unclear_answers(data, problems, column)


def explain(ledger: Ledger, row: int) -> str:
    """Return how the row at position `row` came about, every figure with its source."""
    said = head(ledger, row)
    of = partial(value, ledger, row)
    if not np.isnan(of("tax_cny")):
        said += [
            "",
            f"1. Taxable: produced less stored, disposed of and used = {number(of('taxable_t'))} t"
            " (Regulation, Art. 5)",
            f"2. Tax of {text(ledger, row, 'category_used')}: {number(of('taxable_t'))} t"
            f" x {number(of('rate_cny_per_t'))} CNY/t = {of('tax_cny'):,.2f} CNY",
            *source(ledger, row, "rate_reference"),
        ]
    return "\n".join(said) + "\n"


TABLE = Table("solid-waste", COLUMNS, results=tuple(line.name for line in LINES), unless=("pollutant",))

SUBJECT = Subject(
    name="solid-waste",
    title="Environmental protection tax on solid waste (China)",
    table=TABLE,
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="taxes-cn",
    view=WASTE,
)
