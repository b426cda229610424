"""What a report reads from a subject's declaration: the amount, columns of small tables, decimals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from calc.engine.ledger import Ledger
from calc.engine.model import FloatArray, Line
from calc.engine.pipeline import few
from calc.engine.view import GroupTable, Ratio, Shown

STATUS = "status"  # the one line that every subject has
PER_CENT = 100
MOST = 300  # lines of a table that takes so many of each label
MOST_NAMES, LONGEST = 12, 60  # of columns that are not used: how many are named, and by how many letters


def digits_for(largest: float, digits: int) -> int:
    """Return the decimals worth showing in a summary whose largest amount is `largest`."""
    return 0 if largest >= 10_000 else min(digits, 1) if largest >= 1_000 else min(digits, 3)


def digits_of(shown: Shown, values: Iterable[float], digits: int = 3) -> int:
    """Return the decimals of a column: those declared, or what its largest figure is worth."""
    if shown.digits is not None:
        return shown.digits
    return digits_for(max((abs(v) for v in values if np.isfinite(v)), default=0.0), digits)


def summed(ledger: Ledger) -> list[Line]:
    """Return the lines that are added up and known in at least one row: nothing known is no zero."""
    return [line for line in ledger.lines if line.sum and not np.isnan(ledger.numbers(line.name)).all()]


def unused_columns(ledger: Ledger) -> str:
    """Return which of the user's columns nothing takes, in words; '' where all are used."""
    names = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in ledger.data.unused()]
    return f"Columns not used: {few(names, MOST_NAMES)}" if names else ""


def line_of(ledger: Ledger, name: str) -> Line | None:
    """Return a line that the ledger has, None for any other name."""
    return next((line for line in ledger.lines if line.name == name and name in ledger.columns), None)


def amount_of(ledger: Ledger) -> Line | None:
    """Return the line by which rows and groups are ordered, None where nothing is added up."""
    sums = [line for line in ledger.lines if line.sum]
    return line_of(ledger, ledger.subject.view.amount) or (sums[-1] if sums else None)


def known_columns(ledger: Ledger, columns: Sequence[Shown]) -> list[Shown]:
    """Return the columns whose lines the ledger has."""
    return [c for c in columns if line_of(ledger, c.name) and (not c.per or line_of(ledger, c.per))]


def columns_of(lines: Sequence[Mapping[str, Any]], columns: Sequence[Shown]) -> list[Shown]:
    """Return the columns that the lines of a group have."""
    return [c for c in columns if lines and c.name in lines[0]]


def fields_of(line: Any) -> dict[str, Any]:
    """Return the fields of a line of a group by name, none of them copied."""
    return dict(vars(line))


def is_figure(value: Any) -> bool:
    """Return whether a field of a group is a number, whole or not."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Return whether a figure counts something and is written as it is."""
    return isinstance(value, int | np.integer)


def plain_sum(values: FloatArray) -> float:
    """Return what a spreadsheet's SUM gives for the values, without rounding them first."""
    return math.fsum(values[~np.isnan(values)].tolist())


def ratio_of(ledger: Ledger, ratio: Ratio) -> tuple[float, str, bool] | None:
    """Return a ratio of totals, its unit and whether the totals alone give it.

    None where a line is missing or the lower total is not above zero.
    """
    above, below = line_of(ledger, ratio.above), line_of(ledger, ratio.below)
    if above is None or below is None:
        return None
    first, second = ledger.numbers(above.name), ledger.numbers(below.name)
    both = ~np.isnan(first) & ~np.isnan(second)
    divisor = plain_sum(second[both])
    if divisor <= 0:
        return None
    unit = ratio.unit or ("" if above.unit == below.unit else f"{above.unit}/{below.unit}")
    alike = bool((np.isnan(first) == np.isnan(second)).all())
    return plain_sum(first[both]) / divisor, unit, alike


def lines_shown(lines: Sequence[Any], table: GroupTable, first: str) -> list[Any]:
    """Return the lines of a table: of each first label so many where several columns name a line, `MOST` in all."""
    if table.labels < 2:
        return list(lines[: table.most])
    seen: Counter[Any] = Counter()
    shown: list[Any] = []
    for line in lines:
        label = getattr(line, first)
        seen[label] += 1
        if seen[label] <= table.most:
            shown.append(line)
        if len(shown) == MOST:
            break
    return shown
