"""Result tables of charges: by law in its currency, and by site and year with the fixed fee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from calc.charges.laws import Charge, fixed_fee
from calc.engine.groups import group_keys
from calc.engine.ledger import MICRO
from calc.engine.model import BoolArray, Coded, FloatArray
from calc.methods.periods import MONTHS, Period, period
from factors import Library


@dataclass(frozen=True)
class SiteLine:
    """The charges of a site in a year, with the fixed fee where the law has one."""

    jurisdiction: str
    site: str
    year: int
    currency: str
    charges: float
    fixed_fee: float
    total: float
    months: int
    source: str


@dataclass(frozen=True)
class LawLine:
    """The charges by one law, in its currency."""

    jurisdiction: str
    law: str
    medium: str
    currency: str
    rows: int
    amount_t: float
    charges: float


def law_lines(
    out: dict[str, Any],
    laws: Mapping[str, Charge],
    keys: Sequence[str],
    amount: FloatArray,
    charge: FloatArray,
    computed: BoolArray,
    names: tuple[str, ...],
) -> list[LawLine]:
    """Return exact sums by law and medium, each in its currency."""
    law, medium, money = out["jurisdiction_used"], out["medium_used"], out["currency_used"]
    parts = np.stack([law.codes, medium.codes, money.codes])[:, computed]
    distinct, number = np.unique(parts, axis=1, return_inverse=True)
    number = number.ravel()
    sums = [
        np.bincount(number, np.rint(v[computed] * MICRO), minlength=distinct.shape[1]) / MICRO
        for v in (amount, charge)
    ]
    counts = np.bincount(number, minlength=distinct.shape[1])
    lines = [
        LawLine(law.values[a], laws[law.values[a]].law.title, medium.values[b], names[c], int(counts[n]),
                float(sums[0][n]), float(sums[1][n]))
        for n, (a, b, c) in enumerate(distinct.T.tolist())
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.jurisdiction, line.medium, line.currency))


def site_lines(
    library: Library,
    laws: Mapping[str, Charge],
    keys: Sequence[str],
    jurisdiction: Coded,
    periods: Sequence[Period | None],
    written_periods: Coded,
    site: Coded,
    charge: FloatArray,
    computed: BoolArray,
) -> list[SiteLine]:
    """Return charges and fixed fee of each site and year; a fee is due for the months that the rows name."""
    numbers_of, labels = group_keys(site.values)
    names = list(labels.values())
    which = np.append(numbers_of, -1)[site.codes].astype(np.int32)
    years = np.array([*(p.year if p else 0 for p in periods), 0])[written_periods.codes]
    country = np.array([*range(len(keys)), -1])[jurisdiction.codes]
    charged = np.array([*(key in laws for key in keys), False])[jurisdiction.codes]
    rows = charged & (which >= 0) & (years > 0)  # a fee is due where the charge of a row is refused, too
    parts = np.stack([country, which, years, written_periods.codes])[:, rows]
    distinct, number = np.unique(parts, axis=1, return_inverse=True)
    counted = np.where(computed, charge, 0.0)[rows]
    sums = np.bincount(number.ravel(), np.rint(counted * MICRO), minlength=distinct.shape[1])
    made: dict[tuple[str, str, int], list[Any]] = {}
    for n, (c, s, year, p) in enumerate(distinct.T.tolist()):
        entry = made.setdefault((keys[c], names[s], year), [0.0, set()])
        entry[0] += float(sums[n])
        when = periods[p]
        if when is not None:
            entry[1] |= set(range(when.month, when.month + when.months))
    lines = []
    for (key, name, year), (total, months) in sorted(made.items()):
        last = period(str(year))
        fee, _, source = fixed_fee(laws[key], last.last, library) if last else (np.nan, "", "")
        due = 0.0 if np.isnan(fee) else fee * len(months) / MONTHS
        money = next(s.unit.partition("/")[0] for s in laws[key].law.series.values() if "/" in s.unit)
        lines.append(
            SiteLine(key, name, year, money, total / MICRO, due, total / MICRO + due, len(months), source)
        )
    return lines
