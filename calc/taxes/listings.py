"""Result tables of a coarser grain: outlets by month, and returns by site and quarter with due dates and fines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import NO_DATE, BoolArray, FloatArray, IntArray, TableData
from calc.methods.rounding import half_up
from calc.taxes.law import MEDIA, Law
from calc.taxes.months import due_day, label, last_month, quarter_label, quarters_of, shown_day

FEN, FEN_PER_CNY = 2, 100
FINES = {  # choice of the profile -> series of the law, key
    "ordinary": ("fine_late_filing", "ordinary"),
    "serious": ("fine_late_filing", "serious"),
    "evasion": ("fine_evasion", ""),
}


@dataclass(frozen=True)
class OutletLine:
    """One outlet in one month."""

    site: str
    outlet: str
    month: str
    medium: str
    equivalents: float  # of the pollutants charged
    charged: int
    rows: int
    refused: int
    tax_cny: float  # of the rows that are settled


@dataclass(frozen=True)
class ReturnLine:
    """The return of one site for one quarter; surcharge and fines are NaN where nothing is late or asked for."""

    site: str
    quarter: str
    due: str
    tax_cny: float
    rows: int
    refused: int
    paid: str
    days_late: int
    surcharge_cny: float
    fine_least_cny: float
    fine_most_cny: float


def money_sums(group: NDArray[np.integer], size: int, amounts: FloatArray) -> FloatArray:
    """Return the sums of amounts by group [CNY]: of whole hundredths of a fen, so that order changes nothing."""
    known = ~np.isnan(amounts)
    fine = FEN_PER_CNY * FEN_PER_CNY
    found: FloatArray = np.bincount(group[known], np.rint(amounts[known] * fine), minlength=size) / fine
    return found


def outlet_lines(
    key: NDArray[np.int64],
    labels: tuple[Sequence[str], Sequence[str], IntArray],
    rows: tuple[IntArray, IntArray, IntArray, NDArray[np.int8]],
    equivalents: FloatArray,
    taxed: BoolArray,
    tax: FloatArray,
) -> list[OutletLine]:
    """Return one line for each outlet, month and medium, in the order of the sheet's sites, outlets and months.

    Parameters
    ----------
    key : array
        One number for each outlet, month and medium.
    labels : tuple
        Names of the sites, names of the outlets, months.
    rows : tuple
        Site, outlet, month and medium of each row, as indices.
    """
    month, medium = rows[2], rows[3]
    usable = np.flatnonzero((month >= 0) & (medium < len(MEDIA)))
    if not usable.size:
        return []
    _, first, group = np.unique(key[usable], return_index=True, return_inverse=True)
    size = len(first)
    known = taxed[usable] & ~np.isnan(tax[usable])
    counted = np.bincount(group[known], equivalents[usable][known], minlength=size)
    charged = np.bincount(group[known], minlength=size)
    several = np.bincount(group, minlength=size)
    refused = np.bincount(group[np.isnan(tax[usable])], minlength=size)
    sums = money_sums(group, size, tax[usable])
    sites, outlets, months = labels
    found = []
    for n, row in enumerate(usable[first].tolist()):
        found.append(
            OutletLine(
                sites[rows[0][row]],
                outlets[rows[1][row]],
                label(int(months[month[row]])),
                MEDIA[medium[row]],
                float(counted[n]),
                int(charged[n]),
                int(several[n]),
                int(refused[n]),
                float(sums[n]),
            )
        )
    return found


def return_lines(
    data: TableData,
    law: Law,
    fines: str,
    sites: Sequence[str],
    site: IntArray,
    month: IntArray,
    tax: FloatArray,
) -> list[ReturnLine]:
    """Return one line for each site and quarter.

    Parameters
    ----------
    fines : str
        The choice of the profile: ``none`` or a key of `FINES`.
    month : array
        Of each row, counted from January 1970; below 0 where it cannot be read.

    Notes
    -----
    Arts 18 and 19: computed by month, filed and paid by quarter within 15 days after its end. Late: Tax Collection
    Law, Arts 32 and 62 to 68.
    """
    usable = np.flatnonzero(month >= 0)
    if not usable.size:
        return []
    quarters = quarters_of(month[usable])
    width = int(quarters.max()) + 1
    key, group = np.unique(site[usable].astype(np.int64) * width + quarters, return_inverse=True)
    size = len(key)
    rows = np.bincount(group, minlength=size)
    refused = np.bincount(group[np.isnan(tax[usable])], minlength=size)
    sums = half_up(money_sums(group, size, tax[usable]), FEN)
    paid, filed = (_latest(data, name, usable, group, size) for name in ("paid_on", "filed_on"))
    found = []
    for n, one in enumerate(key.tolist()):
        number, quarter = divmod(one, width)
        months = np.array([last_month(quarter)])
        days = law.dated("due_days", months)[0]
        if np.isnan(days):
            continue  # a quarter before the law: nothing is due
        due = due_day(quarter, int(days))
        late = max(int(paid[n]) - due, 0) if paid[n] != NO_DATE else 0
        surcharge = np.nan
        if paid[n] != NO_DATE:
            surcharge = float(sums[n] * late * law.dated("late_surcharge", months)[0])
        done = filed[n] if filed[n] != NO_DATE else paid[n]
        least, most = _fines(law, fines, months, float(sums[n])) if done > due else (np.nan, np.nan)
        found.append(
            ReturnLine(
                sites[number],
                quarter_label(quarter),
                shown_day(due),
                float(sums[n]),
                int(rows[n]),
                int(refused[n]),
                shown_day(int(paid[n])) if paid[n] != NO_DATE else "",
                late,
                float(half_up(np.array([surcharge]), FEN)[0]),
                least,
                most,
            )
        )
    return found


def _latest(
    data: TableData, column: str, usable: NDArray[np.intp], group: NDArray[np.intp], size: int
) -> NDArray[np.int64]:
    """Return the last day that the rows of each group name."""
    found = np.full(size, NO_DATE, dtype=np.int64)
    days = data.days(column)
    if days is not None:
        np.maximum.at(found, group, days[usable])
    return found


def _fines(law: Law, choice: str, months: IntArray, tax: float) -> tuple[float, float]:
    if choice not in FINES:
        return np.nan, np.nan
    series, key = FINES[choice]
    least, most = (float(law.dated(f"{series}_{end}", months, key)[0]) for end in ("least", "most"))
    return (least, most) if key else (round(least * tax, FEN), round(most * tax, FEN))
