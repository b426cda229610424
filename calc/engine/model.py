"""The small frozen dataclasses in which a subject declares itself.

A subject names its columns, its lines (result columns) and plain functions of arrays. The reader, the blank
template, the ledger, the workbook and the explanation all follow from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from calc.engine.view import View

if TYPE_CHECKING:
    from calc.engine.errors import Problems

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
IndexArray = NDArray[np.intp]  # numpy takes by it without a cast
SmallIntArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]

NO_DATE = np.iinfo(np.int32).min  # an empty or refused date in a column of days
NAME = ".name"  # `grid.name` holds the names of a column `grid` of figures and names


@dataclass(frozen=True)
class Column:
    """A column that a sheet may have.

    `kind` is ``text``, ``code`` (digits read as text, leading zeros and separators kept), ``number``, ``date``
    or ``year``. `units` are the units that `run` may see, one for each dimension admitted, the declared one
    first; empty for pure numbers and texts. `unit_needed`: without a unit the column is refused once;
    otherwise the declared unit is assumed and listed, or, with `unit_free`, the figure is taken as it stands
    (`unit_index` -1) because another column says what it is in. `unit_column` is the column whose cells may give the
    unit row by row. A text column with `units` takes the unit of its heading: `300` under `distance [km]` is
    `300 km`.

    A number column with `names` holds a figure with its unit or a name: `28.33 g/kWh` or `Yunnan`. A cell that
    begins with a digit, a sign or a decimal mark is a figure. Figures need a unit, names none. `mixed_up` are
    units that people take for one another; they are asked about where a figure has no unit or is out of range.
    """

    name: str
    kind: str
    meaning: str
    units: tuple[str, ...] = ()
    unit_needed: bool = False
    unit_free: bool = False
    unit_column: str = ""
    needed: bool = False
    above: float | None = None  # value > above
    least: float | None = None  # value >= least
    most: float | None = None  # value <= most
    share: bool = False  # a share of 1: `46 %` is 0.46, a bare 46 is asked about
    meaning_zh: str = ""
    example: str = ""
    second: str | None = (
        None  # in the second example ('': in the first only); None: in neither, unless needed
    )
    countries: bool = False  # the template's drop-down list offers all countries
    choices: tuple[str, ...] = ()  # offered in the template's drop-down list
    private: bool = False  # hidden by --redact
    names: bool = False  # a cell may hold a name instead of a figure
    mixed_up: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A result column of a subject.

    `kind` is ``number``, ``code`` (few distinct texts), ``text`` or ``reference``.
    """

    name: str
    kind: str
    title: str
    unit: str = ""
    sum: bool = False  # may be added up over rows
    digits: int = 3  # decimals shown


@dataclass(frozen=True)
class Coded:
    """A text column as integers: `values[codes[i]]` is row i's text, code -1 an empty cell."""

    codes: NDArray[np.signedinteger[Any]]
    values: tuple[str, ...]

    def texts(self) -> NDArray[np.object_]:
        """Return the texts, one per row, empty cells as ''."""
        found: NDArray[np.object_] = np.array([*self.values, ""], dtype=object)[self.codes]
        return found


@dataclass(frozen=True, eq=False)  # a key of the headings met: compared by identity, which costs nothing
class Table:
    """A kind of sheet: the columns by which it is recognised and read.

    A heading that another table reads as one of the columns in `unless` says that the sheet is not of this kind.
    """

    name: str
    columns: tuple[Column, ...]
    asked: tuple[str, ...] = ()  # headings (keys of names/headings.csv) that are met with a question
    question: tuple[str, str] = ("", "")  # which one, and what to do about it
    results: tuple[str, ...] = ()  # headings of our own reports, which are read again without them
    unless: tuple[str, ...] = ()
    sheet: str = ""  # what the template calls it; '' is its name

    @property
    def title(self) -> str:
        """What the sheet of the template is called."""
        return self.sheet or self.name.capitalize()

    def column(self, name: str) -> Column:
        """Return the declaration of column `name`."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class TableData:
    """The rows of one kind of sheet, from all files of a run, in declared units.

    `columns[name]` is a `Coded` (text, code), a float array (number, year; NaN where empty or refused) or an
    int32 array of days since 1970-01-01 (date; `NO_DATE` where empty or refused). `unit_index[name]` tells,
    for a column with several admitted units, which of `Column.units` each row is in. A column `grid` of figures
    and names is two: the figures (NaN where a name stands) and a `Coded` under ``grid.name`` (code -1 where a
    figure stands); its unit index and its refused cells stand under ``grid``. `refused[name]` marks
    the cells whose content was refused (a Problem stands for each).
    Columns that no file has are absent from all of these.
    """

    table: Table
    size: int
    columns: Mapping[str, Coded | FloatArray | IntArray]
    unit_index: Mapping[str, SmallIntArray]
    refused: Mapping[str, BoolArray]
    own: Any  # a pandas DataFrame: the user's own columns as they were, under the user's headings
    place: IntArray  # index into `places`, per row
    places: tuple[Place, ...]
    row_number: IntArray  # as the spreadsheet shows it
    beside: Mapping[str, TableData] = field(default_factory=dict)  # the subject's other sheets, by table

    def unused(self) -> tuple[str, ...]:
        """Return the user's headings that no column of the table takes, each once."""
        places = [place for data in (self, *self.beside.values()) for place in data.places]
        return tuple(dict.fromkeys(heading for place in places for heading in place.unused))

    def numbers(self, name: str) -> FloatArray | None:
        """Return a number column, or None where no file has it."""
        found = self.columns.get(name)
        return cast(FloatArray, found) if getattr(found, "dtype", None) == np.float64 else None

    def days(self, name: str) -> IntArray | None:
        """Return a date column, or None where no file has it."""
        found = self.columns.get(name)
        return cast(IntArray, found) if getattr(found, "dtype", None) == np.int32 else None

    def coded(self, name: str) -> Coded | None:
        """Return a text column, or None where no file has it."""
        found = self.columns.get(name)
        return found if isinstance(found, Coded) else None

    def part(self, rows: slice) -> TableData:
        """Return some rows in a row as views, without the user's own columns."""
        return replace(
            self,
            size=len(range(*rows.indices(self.size))),
            columns={
                name: Coded(c.codes[rows], c.values) if isinstance(c, Coded) else c[rows]
                for name, c in self.columns.items()
            },
            unit_index={name: index[rows] for name, index in self.unit_index.items()},
            refused={name: mask[rows] for name, mask in self.refused.items()},
            own=None,
            place=self.place[rows],
            row_number=self.row_number[rows],
        )

    def take(self, rows: NDArray[np.intp]) -> TableData:
        """Return the table with only these rows, in this order."""

        def part(column: Coded | FloatArray | IntArray) -> Coded | FloatArray | IntArray:
            return Coded(column.codes[rows], column.values) if isinstance(column, Coded) else column[rows]

        return replace(
            self,
            size=len(rows),
            columns={name: part(column) for name, column in self.columns.items()},
            unit_index={name: index[rows] for name, index in self.unit_index.items()},
            refused={name: mask[rows] for name, mask in self.refused.items()},
            own=None if self.own is None else self.own.iloc[rows],
            place=self.place[rows],
            row_number=self.row_number[rows],
        )


@dataclass(frozen=True)
class Place:
    """Where rows came from: a file and sheet, its heading row and the letter of each canonical column."""

    file: str
    sheet: str
    heading_row: int
    letters: Mapping[str, str]  # canonical column -> sheet column letter ('' in csv: the position counts)
    own_columns: Mapping[str, str]  # canonical column -> the user's own heading
    private: tuple[tuple[str, str], ...] = ()  # the user's heading, private column: all that --redact hides
    unused: tuple[str, ...] = ()  # the user's headings that no column takes


@dataclass(frozen=True)
class Batch:
    """All that was read: one TableData per kind of sheet, every problem, every assumption of reading."""

    tables: Mapping[str, TableData]
    problems: Problems
    assumptions: tuple[str, ...]  # 'tCO2e/t assumed for see_direct in a.xlsx', ...
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Input:
    """One input file as it was read."""

    path: str
    sha256: str
    bytes: int
    rows: int
    error: str = ""  # why the file could not be read, where it could not


@dataclass(frozen=True)
class Options:
    """What the user chose for a run. Everything here is printed in the manifest."""

    law_known_on: date | None = None  # None: all that the library knows
    price: str = ""
    profile: str = ""
    assume: Mapping[str, str] = field(default_factory=dict)
    rates: str = ""  # a file of the user's exchange rates
    grid_factors: str = ""  # a file of the user's electricity factors
    redact: bool = False
    formulas: int = 20_000


@dataclass(frozen=True)
class Subject:
    """A subject: what it reads, what it gives, and the function in between.

    `table` is its main sheet, `companions` are the others whose rows belong to rows of the main one. The result
    may have rows of its own (model and stage): the ledger's `data` then repeats the rows of `table`.
    """

    name: str
    title: str
    table: Table
    lines: tuple[Line, ...]
    calculate: Callable[..., Any]  # (TableData, Library, Options, Problems) -> Ledger
    explain: Callable[..., str]  # (Ledger, row) -> text
    statuses: Mapping[str, str] = field(default_factory=dict)  # status -> what it means, the usual one first
    profile: str = ""
    view: View = field(default_factory=View)  # how its ledger is shown
    companions: tuple[Table, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every kind of sheet that it reads, the main one first."""
        return (self.table, *self.companions)
