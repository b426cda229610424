"""What the ledgers of solid waste and noise share: months, sites, states, returns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from calc.engine.assumptions import choices
from calc.engine.cells import texts
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger, Made, SheetModel
from calc.engine.model import Coded, FloatArray, IntArray, Options, TableData
from calc.engine.states import States, Words
from calc.taxes import listings
from calc.taxes.findings import add
from calc.taxes.law import PROFILE, Law, law_of
from calc.taxes.meanings import groups, months_of
from calc.taxes.months import MONTHS, label
from calc.taxes.result import assumptions
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

OPTIONAL = ("site", "boundary", "paid_on", "filed_on")


@dataclass(frozen=True)
class Sheet:
    """Rows of a sheet with their sites and months; `month` is an index into `months`, -1 where it cannot be read."""

    law: Law
    chosen: dict[str, str]
    sites: tuple[str, ...]
    site: IntArray
    month: IntArray
    months: IntArray
    states: States


def sheet(data: TableData, library: Library, options: Options, words: Words, problems: Problems) -> Sheet:
    """Return the rows of a sheet, those without a month in the time of the law refused."""
    law, states = law_of(library), States(data.size, words)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL]
    if refused:
        states.end(np.logical_or.reduce(refused), words.statuses.index("invalid"))
    coded = texts(data, "month")
    months, index, faults = months_of(coded)
    site, sites = groups(texts(data, "site"))
    month = index.take(coded.codes, mode="wrap")
    states.end(month < 0, words.statuses.index("month_invalid"))
    early = np.append(np.isnan(law.dated("due_days", months)), False).take(month, mode="wrap")
    states.end(early, words.statuses.index("before_law"))
    said = dict(zip(coded.values, faults, strict=True))

    def found(row: int) -> str:
        text = coded.values[coded.codes[row]]
        return f"{text}: {said[text] or 'the tax is levied from January 2018'}"

    ended = (coded.codes >= 0) & ((month < 0) | early)
    add(data, problems, ended, "no_month", "month", found, "a month from 2018-01 on", "write it as YYYY-MM")
    return Sheet(
        law,
        choices(library, PROFILE, options),
        sites,
        site.take(texts(data, "site").codes, mode="wrap"),
        month,
        months,
        states,
    )


def ledger_of(
    subject: Subject,
    data: TableData,
    library: Library,
    options: Options,
    problems: Problems,
    rows: Sheet,
    tax: FloatArray,
    columns: dict[str, Any],
    model: SheetModel,
) -> Ledger:
    """Return the ledger of a sheet whose taxes are computed."""
    words, states = rows.states.words, rows.states
    settled = np.isin(states.status, list(words.computed))
    absolute = np.append(rows.months, np.int32(-MONTHS))
    return Ledger(
        subject=subject,
        data=data,
        columns={
            "tax_cny": tax,
            "status": Coded(states.status, words.statuses),
            "note": lambda: words.said(states.notes, states.status),
            "month_used": Coded(rows.month, tuple(label(m) for m in rows.months.tolist())),
            **columns,
        },
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumptions(library, rows.chosen, {}),
        groups=Made(
            {
                "returns": lambda: listings.return_lines(
                    data, rows.law, rows.chosen["fines"], rows.sites, rows.site, absolute[rows.month], tax
                )
            }
        ),
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~settled,
            "assumed": lambda: (
                states.status == words.statuses.index("assumed")
                if "assumed" in words.statuses
                else np.zeros(len(tax), dtype=bool)
            ),
        },
        sheet=lambda: model,
    )


def references(law: Law, series: str, chosen: Coded) -> Coded:
    """Return the reference of a dated value by its key, of the first value of that key."""
    found = law.library.law("cn.environmental_tax").series[series]
    of = {
        key: found.reference(n) for n, value in reversed(list(enumerate(found.values))) for key in value.keys
    }
    names = tuple(dict.fromkeys(of[key] for key in chosen.values))
    lookup = np.array([*(names.index(of[key]) for key in chosen.values), -1], dtype=np.int32)
    return Coded(lookup[chosen.codes], names)
