"""Results in columns: one ledger row for each input row, in order, with its references and its status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.errors import Problems
from calc.engine.model import Coded, FloatArray, Input, Line, Options, Subject, TableData

if TYPE_CHECKING:
    import pandas as pd

MICRO = 1_000_000  # exact sums count millionths of the row's value


@dataclass(frozen=True)
class Assumed:
    """One assumption of this run, in words, with the switch that changes it and its source."""

    name: str
    choice: str
    text: str
    source: str
    rows: int = -1  # rows that rest on it; -1 where that is not counted


@dataclass(frozen=True)
class Citation:
    """A reference key in words: what it is, its value, the article and its address."""

    key: str
    what: str  # 'Default value, China: 7208'
    value: str
    unit: str
    citation: str
    address: str
    reading: str  # 'official text', 'secondary', 'given', ...
    note: str = ""


@dataclass(frozen=True)
class Parameter:
    """A value that many rows take and that the user may want to change: a price, a factor, a mark-up."""

    line: str  # the ledger line that it fills
    label: str  # '2026 Q1', 'iron_steel 2027'
    value: float
    unit: str
    reference: str
    status: str  # 'in force', 'assumed' or 'given'


@dataclass(frozen=True)
class SheetModel:
    """What a workbook with live formulas needs to know.

    `parameter_rows[line]` tells for each row which of `parameters` fills that line (-1: none, its value stands
    alone). `formulas[line]` gives for each row which template makes it (-1: none) and the templates, such as
    ``{mass_t}*{footprint_tco2e_per_t}``, over names of lines and of the user's own columns.
    """

    parameters: tuple[Parameter, ...]
    parameter_rows: Mapping[str, NDArray[np.int32]]
    formulas: Mapping[str, tuple[NDArray[np.int8], tuple[str, ...]]]


@dataclass(frozen=True)
class YearLine:
    """What the same goods would cost in one year of the law."""

    year: int
    embedded_emissions_tco2e: float
    free_allocation_tco2e: float
    certificates: float
    certificate_price_eur: float  # the mean over the certificates
    cost_eur: float
    assumed: bool


class Made(Mapping[str, list[Any]]):
    """Lists by name, each made when it is first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], list[Any]]]) -> None:
        self._makers = dict(makers)
        self._found: dict[str, list[Any]] = {}

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self._found:
            self._found[name] = self._makers[name]()
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass
class Ledger:
    """What a subject gives for a table of rows.

    `columns[line.name]` is a float array, a `Coded`, or a function that makes one of them when it is asked for.
    `groups` are the result tables of a coarser grain, as lists of flat dataclasses.
    """

    subject: Subject
    data: TableData
    columns: dict[str, FloatArray | Coded | Callable[[], FloatArray | Coded]]
    problems: Problems
    options: Options
    known_on: str = ""
    assumptions: tuple[Assumed, ...] = ()
    groups: Mapping[str, list[Any]] = field(default_factory=dict)
    cite: Callable[[str], Citation] | None = None
    # which rows were 'refused', rest on something 'assumed' or on a lawful 'fallback'; made when asked for
    marks: Mapping[str, Callable[[], NDArray[np.bool_]]] = field(default_factory=dict)
    sheet: Callable[[], SheetModel] | None = None
    project: Callable[[], list[YearLine]] | None = None  # the same goods in every year of the law
    references: Callable[[], Mapping[str, int]] | None = None  # keys beside those of reference lines: uses
    detail: Callable[[int], list[str]] | None = None  # how the figures of a row are made up, in words
    headline: tuple[str, ...] = ()  # what the report's first page says besides totals
    inputs: tuple[Input, ...] = ()
    manifest: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.data.size

    @property
    def lines(self) -> tuple[Line, ...]:
        """The result columns, in order."""
        return self.subject.lines

    def _marked(self, name: str) -> NDArray[np.bool_]:
        make = self.marks.get(name)
        return np.zeros(len(self), dtype=bool) if make is None else make()

    @cached_property
    def refused_rows(self) -> NDArray[np.bool_]:
        """Rows that are not settled, for a reason in the note."""
        return self._marked("refused")

    @cached_property
    def assumed_rows(self) -> NDArray[np.bool_]:
        """Rows computed from something carried past its date."""
        return self._marked("assumed")

    @cached_property
    def fallback_rows(self) -> NDArray[np.bool_]:
        """Rows computed from a lawful substitute."""
        return self._marked("fallback")

    def numbers(self, name: str) -> FloatArray:
        """Return a number column, made on first use."""
        found = self.columns[name]
        if callable(found):
            found = self.columns[name] = found()
        assert isinstance(found, np.ndarray)
        return found

    def coded(self, name: str) -> Coded:
        """Return a text column, made on first use."""
        found = self.columns[name]
        if callable(found):
            found = self.columns[name] = found()
        assert isinstance(found, Coded)
        return found

    def used_references(self) -> dict[str, int]:
        """Return the reference keys that rows use, and how often each is used."""
        used: dict[str, int] = {}
        for line in self.lines:
            for key, count in self.count(line.name).items() if line.kind == "reference" else ():
                used[key] = used.get(key, 0) + count
        for key, count in self.references().items() if self.references is not None else ():
            used[key] = used.get(key, 0) + count
        return used

    def count(self, name: str) -> dict[str, int]:
        """Return how many rows have each text of a coded column, most frequent first."""
        coded = self.coded(name)
        counts = np.bincount(coded.codes + 1, minlength=len(coded.values) + 1)[1:]
        found = {v: int(c) for v, c in zip(coded.values, counts, strict=True) if c}
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def total(self, name: str, where: NDArray[np.bool_] | None = None) -> float:
        """Return an exact sum: whole millionths, so that order and partition change nothing."""
        values = self.numbers(name)
        if where is not None:
            values = values[where]
        return exact_sum(values)

    def totals(self) -> dict[str, float]:
        """Return the total of every line that may be added up; refused rows add nothing."""
        return {line.name: self.total(line.name) for line in self.lines if line.sum}

    def by(self, codes: NDArray[Any], size: int, name: str) -> FloatArray:
        """Return exact sums of a number column by an integer key below `size` (-1: left out)."""
        values = self.numbers(name)
        keep = (codes >= 0) & ~np.isnan(values)
        sums = np.bincount(codes[keep], np.rint(values[keep] * MICRO), minlength=size)
        result: FloatArray = sums / MICRO
        return result

    def result_frame(self) -> pd.DataFrame:
        """Return the ledger's own columns as a data frame; coded columns are categorical."""
        import pandas as pd

        columns: dict[str, Any] = {}
        for line in self.lines:
            if line.kind == "number":
                columns[line.name] = self.numbers(line.name)
            else:
                coded = self.coded(line.name)
                kind: Any = pd.CategoricalDtype(list(coded.values))
                columns[line.name] = pd.Categorical.from_codes(coded.codes, dtype=kind, validate=False)
        return pd.DataFrame(columns, copy=False)

    def frame(self) -> pd.DataFrame:
        """Return the user's own columns, the ledger's behind them."""
        import pandas as pd

        own = pd.DataFrame(index=range(len(self))) if self.data.own is None else self.data.own
        result = self.result_frame()
        clash = [c for c in own.columns if c in result.columns]
        if len(clash) > len(result.columns) / 2:  # a former report read again: its results are renewed
            own = own.drop(columns=clash)
        elif clash:
            own = own.rename(columns={c: f"{c} (input)" for c in clash})
        joined: pd.DataFrame = pd.concat([own.reset_index(drop=True), result], axis=1)
        return joined

    def row_of(self, number: int, file: str = "", sheet: str = "") -> int:
        """Return the position of the row that the spreadsheet shows as `number`."""
        found = np.flatnonzero(self.data.row_number == number)
        for position in found:
            place = self.data.places[self.data.place[position]]
            if (not file or Path(place.file).name == Path(file).name) and (not sheet or place.sheet == sheet):
                return int(position)
        raise KeyError(number)

    def explain(self, row: int) -> str:
        """Return how the row at position `row` (0 is the first) came about, in words and numbers."""
        return self.subject.explain(self, row)

    def write(self, path: str | Path) -> None:
        """Write a report; the ending decides: .xlsx, .csv, .parquet or .json."""
        from calc.report.write import write

        write(self, Path(path))


def exact_sum(values: FloatArray) -> float:
    """Return the sum over rows of the values rounded to millionths, as an exact integer sum."""
    known = values[~np.isnan(values)]
    micro = np.rint(known * MICRO)
    if known.size and float(np.abs(micro).max()) * known.size >= 2**53:
        return sum(int(v) for v in micro) / MICRO
    return float(micro.sum()) / MICRO
