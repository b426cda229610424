"""The states of a row of noise, the notes that say why, and what the calculation found wrong."""

from __future__ import annotations

from functools import partial

from calc.engine.errors import Problems
from calc.engine.model import TableData
from calc.engine.placing import written
from calc.engine.states import Words
from calc.taxes.findings import add, cell_or_none, near_province
from calc.taxes.small_sheets import Sheet

STATUSES = (
    "computed",
    "month_invalid",
    "before_law",
    "limit_missing",
    "level_missing",
    "boundary_unclear",
    "days_unclear",
    "points_unclear",
    "unknown_province",
    "province_conflict",
    "duplicate",
    "invalid",
)
COMPUTED, _, _, LIMIT_MISSING, LEVEL_MISSING, UNCLEAR, DAYS, POINTS, NO_PROVINCE, CONFLICT, DUPLICATE, _ = (
    range(len(STATUSES))
)
MEANING = {
    "computed": "computed",
    "month_invalid": "the month cannot be read",
    "before_law": "the tax is levied from January 2018",
    "limit_missing": "a level without a limit",
    "level_missing": "neither a level by day nor one by night",
    "boundary_unclear": "whether the boundary is long is not understood",
    "days_unclear": "days and nights are whole numbers, no more than the month has",
    "points_unclear": "points are a whole number, at least one where a level is above its limit",
    "unknown_province": "province not recognised",
    "province_conflict": "one site in two provinces",
    "duplicate": "the same boundary twice in one month: the worst point counts, once",
    "invalid": "a needed cell is missing or cannot be read",
}
NOTES = {
    "none": "no excess: nothing is due",
    "short": "fewer than 15 days: half the amount",
    "long": "more than 100 m with two or more points: counts as two",
    "points": "points of excess not given: one",
    "no_days": "above the limit by day or by night, but no days of it: nothing is due for that part",
    "one_part": "a limit without a level: nothing is counted for that part of the day",
}
WORDS = Words(STATUSES, MEANING, NOTES)


def report(data: TableData, problems: Problems, rows: Sheet) -> None:
    """Add a problem for each row that is refused."""
    status = rows.states.status
    for state, column, expected, remedy in (
        (
            LIMIT_MISSING,
            "day_limit",
            "a limit for each level",
            "fill in day_limit or night_limit",
        ),
        (
            LEVEL_MISSING,
            "day_level",
            "day_level and day_limit, or night_level and night_limit",
            "fill in the cells",
        ),
        (UNCLEAR, "long_boundary", "yes, no, or a length in m", "correct the cell"),
        (DAYS, "days", "whole days and nights, no more than the month has", "correct days or nights"),
        (
            POINTS,
            "points",
            "a whole number, at least 1 where a level is above its limit",
            "correct points or levels",
        ),
        (CONFLICT, "province", "one province for a site", "correct it, or name the sites apart"),
        (
            DUPLICATE,
            "boundary",
            "one row for a boundary in a month",
            "keep the worst point, with the number of points",
        ),
    ):
        add(
            data, problems, status == state, STATUSES[state], column,
            partial(_cells, data, COLUMNS_OF.get(state, (column,))), expected, remedy,
        )  # fmt: skip
    add(
        data, problems, status == NO_PROVINCE, "unknown_province", "province",
        partial(near_province, rows.law, data), "a province of China", "correct the name, or leave the cell empty",
    )  # fmt: skip


COLUMNS_OF = {  # what a message shows
    LIMIT_MISSING: ("day_level", "day_limit", "night_level", "night_limit"),
    DAYS: ("days", "nights"),
    POINTS: ("points", "day_level", "day_limit", "night_level", "night_limit"),
}


def _cells(data: TableData, columns: tuple[str, ...], row: int) -> str:
    if len(columns) == 1:
        return cell_or_none(data, columns[0], row)
    return ", ".join(f"{name} {written(data, row, name) or '-'}" for name in columns)
