"""Result tables of a coarser grain: alternatives side by side, and every flag with its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calc.engine.cells import texts
from calc.engine.groups import group_keys
from calc.engine.ledger import Ledger
from calc.engine.model import BoolArray
from calc.waste.resolve import Rows
from calc.waste.screening import Flag
from factors import Library

BEST = "least net"

_IN_BRACKETS = re.compile(r" \([^)]*\)")


@dataclass(frozen=True)
class AlternativeLine:
    """One way to deal with a good, beside the other rows of its case; all but flags per tonne."""

    case: str
    row: str  # the user's lot, else the number of the row
    good: str
    treatment: str
    way: str
    treatment_tco2e_per_t: float
    freight_tco2e_per_t: float
    credit_tco2e_per_t: float
    net_tco2e_per_t: float
    tax_eur_per_t: float
    cost_eur_per_t: float
    damage_epa_usd_per_t: float
    damage_uba_eur_per_t: float
    basel: str
    pic: str
    china_import: str
    un: str
    numbers: str  # UN numbers with class, without conditions
    remark: str  # the least net of the case, or why there is none


@dataclass(frozen=True)
class FlagSource:
    """A source of flags."""

    key: str
    title: str
    publisher: str
    dated: str
    said: str  # all of it in a line


def alternative_lines(ledger: Ledger) -> list[AlternativeLine]:
    """Return the rows that share a case with another, case by case, the least net first."""
    spelled = texts(ledger.data, "case")
    number, labels = group_keys(spelled.values)
    case = np.array([*number.tolist(), -1], dtype=np.int64)[spelled.codes]
    if not len(labels):
        return []
    shared = np.bincount(case[case >= 0], minlength=len(labels)) > 1
    rows = np.flatnonzero((case >= 0) & np.append(shared, False)[case])
    net = ledger.numbers("net_tco2e_per_t")
    best = np.full(len(labels) + 1, np.inf)
    np.fmin.at(best, case[rows], net[rows])
    order = rows[np.lexsort((rows, np.where(np.isnan(net[rows]), np.inf, net[rows]), case[rows]))]
    titles = list(labels.values())
    named = {
        name: ledger.coded(name)
        for name in (
            *("good_name", "treatment_name", "from_country", "treated_in"),
            *("basel_entries", "pic", "china_import", "un_numbers", "status"),
        )
    }
    lot = texts(ledger.data, "lot")

    def text(name: str, row: int) -> str:
        code = int(named[name].codes[row])
        return named[name].values[code] if code >= 0 else ""

    def number_of(name: str, row: int, *, per_tonne: bool = True) -> float:
        value = float(ledger.numbers(name)[row])
        return value / float(ledger.numbers("quantity_t")[row]) if per_tonne else value

    found = []
    for row in order.tolist():
        beside = float(net[row] - best[case[row]])
        start, end = text("from_country", row), text("treated_in", row)
        found.append(
            AlternativeLine(
                titles[case[row]],
                lot.values[lot.codes[row]] if lot.codes[row] >= 0 else str(ledger.data.row_number[row]),
                text("good_name", row),
                text("treatment_name", row),
                f"{start} to {end}" if start and start != end else end,
                number_of("treatment_tco2e_per_t", row, per_tonne=False),
                number_of("freight_tco2e", row),
                number_of("credit_tco2e_per_t", row, per_tonne=False),
                float(net[row]),
                number_of("tax_eur", row),
                number_of("cost_eur", row),
                number_of("damage_epa_usd", row),
                number_of("damage_uba_eur", row),
                text("basel_entries", row),
                text("pic", row),
                text("china_import", row),
                text("un_numbers", row),
                _IN_BRACKETS.sub("", text("un_numbers", row)),
                BEST if beside == 0 else text("status", row) if np.isnan(beside) else "",
            )
        )
    return found


def flag_sources(flags: Sequence[Flag], library: Library) -> list[FlagSource]:
    """Return the sources of some flags, each once, in the order of the flags."""
    found = []
    for key in dict.fromkeys(flag.key for flag in flags):
        title, publisher, dated = (str(library.sources[key][name]) for name in ("title", "publisher", "date"))
        found.append(FlagSource(key, title, publisher, dated, f"{key}: {title}. {publisher}, {dated}"))
    return found


def flag_lines(rows: Rows, shown: BoolArray) -> list[Flag]:
    """Return every flag of the goods met, each once, in the order of goods."""
    met = np.unique(rows.screen[shown]).tolist()
    flags = dict.fromkeys(flag for n in met for flag in rows.screens[n].flags)
    return sorted(flags, key=lambda flag: (flag.good, flag.list, flag.code, flag.since))
