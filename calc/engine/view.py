"""How a subject's ledger is shown: what the reports cannot see from the lines alone.

Every name stands for a line of the ledger or a field of a group's lines. A name that a ledger does not have is
left out of its reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A column of a small table."""

    name: str  # of the line or of the field
    title: str
    digits: int | None = None  # decimals; None: what the largest figure of the column is worth
    per: str = ""  # a line by which it is divided
    bar: bool = False  # a bar beside it, in the terminal
    zero: bool = True  # False: an empty cell instead of a zero, in the terminal
    suffix: str = ""  # behind each figure in the terminal, such as 'rows'
    right: bool = False  # a text that stands to the right, in the workbook
    marked: tuple[str, ...] = ()  # texts in the colour of what is assumed
    letters: int = 0  # of a text in the terminal, the rest is cut; 0: all of it


@dataclass(frozen=True)
class Grouping:
    """A coded line by which the totals are shown."""

    line: str
    title: str
    rest: str  # what the rows beyond the shown ones are called
    most: int = 10
    by_label: bool = False  # in the order of the labels, not of the amounts
    chart: bool = True
    short: str = ""  # its title in the terminal; '' leaves it out there


@dataclass(frozen=True)
class GroupTable:
    """A group of the ledger (`Ledger.groups`) as a table."""

    group: str
    title: str
    columns: tuple[Shown, ...]
    largest: str = ""  # the field by which the largest come first in the workbook; '' keeps the order
    most: int = 15
    chart: str = ""  # the field that is drawn
    # how many of the first columns name a line; above 1 `most` counts per first label in the workbook
    labels: int = 1
    short: str = ""  # its title in the terminal; '' leaves it out there
    short_columns: tuple[Shown, ...] = ()  # in the terminal, where they differ from those of the workbook
    short_most: int = 10
    notable: Callable[[Any], bool] | None = None  # which lines the terminal shows; None: all


@dataclass(frozen=True)
class LinesSheet:
    """A group of the ledger as a sheet of the workbook, behind the rows: what they add up."""

    group: str
    sheet: str
    title: str
    columns: tuple[Shown, ...]
    field: str = ""  # which a live formula makes
    formula: str = ""  # its template over fields, such as ``{amount}*{factor}``


@dataclass(frozen=True)
class Ratio:
    """One total over another, below the totals; rows that lack either figure count in neither."""

    title: str
    above: str
    below: str
    digits: int = 2
    unit: str = ""  # '' is made of those of the two lines
    short: bool = False  # in the terminal too


@dataclass(frozen=True)
class YearsTable:
    """The table of `Ledger.project`: the same goods in every year."""

    remark: str
    chart: str
    price: str = ""  # the line whose parameters are the prices of the years


@dataclass(frozen=True)
class View:
    """What the reports of a subject show, beyond its lines."""

    amount: str = ""  # orders rows and groups, may be negative; '' is the last line that is added up
    quantity: str = ""  # the line of the mass, accounted for by status
    quantity_title: str = "mass t"
    other_quantity: tuple[str, str] = ("", "")  # line and text of rows that are measured in another unit
    reconciled: bool = (
        True  # the table's main quantity is told by status; not where rows repeat those of the table
    )
    groupings: tuple[Grouping, ...] = ()
    sums: tuple[Shown, ...] = ()  # what the terminal shows of each label of a grouping
    top: tuple[Shown, ...] = ()  # what it shows of the rows with the largest amounts
    top_title: str = "The {count} largest lines"
    groups: tuple[GroupTable, ...] = ()
    lines: LinesSheet | None = None
    years: YearsTable | None = None
    ratios: tuple[Ratio, ...] = ()
    whole: str = ""  # the line that is handed over in whole numbers
    as_numbers: tuple[str, ...] = ()  # coded lines whose texts are years, written as numbers
    digits: Mapping[str, int] = field(default_factory=dict)  # unit -> decimals of totals in the terminal
    causes: Mapping[str, str] = field(
        default_factory=dict
    )  # what may explain a changed amount: line -> words
    single: str = ""  # said below a line priced alone: what it leaves out
