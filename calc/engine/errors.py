"""What can go wrong, said so that the reader of the message can act.

A `Problem` is about the user's data: it is collected, never raised. A `PigouError` ends the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

REFUSED = "refused"  # the row (or column, sheet, file) is not computed
QUESTION = "question"  # something is left unused until the user answers
NOTE = "note"  # computed; the user should know

KEPT_PER_KIND = 1000  # cells listed one by one for each kind of problem; the rest are counted


@dataclass(frozen=True)
class Problem:
    """One thing found in the user's data.

    `row` is the row number as the spreadsheet shows it (heading rows counted); 0 means the whole column,
    sheet or file. `cell` is an address such as ``C7``, empty where there is none.
    """

    severity: str
    kind: str  # a stable word for programs: 'unknown_origin', 'no_unit', 'not_a_number', ...
    file: str
    sheet: str = ""
    cell: str = ""
    row: int = 0
    column: str = ""  # the canonical column name, where there is one
    found: str = ""
    expected: str = ""
    remedy: str = ""
    count: int = 1  # how many cells this entry stands for

    @property
    def advice(self) -> str:
        """The remedy as the beginning of a sentence; a unit at its beginning stays as it is."""
        first = self.remedy.partition(" ")[0].strip(",")
        return self.remedy[:1].upper() + self.remedy[1:] if first.isalpha() else self.remedy

    @property
    def place(self) -> str:
        """File, sheet and cell in one string."""
        inside = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{self.file}: {inside}" if inside else self.file


@dataclass
class Problems:
    """A list of problems that stays small when a million cells share one fault."""

    items: list[Problem] = field(default_factory=list)
    counted: dict[tuple[str, str, str], int] = field(default_factory=dict)
    by_severity: dict[str, int] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """Keep the problem, or only count it where its kind has filled its list."""
        key = (problem.file, problem.kind, problem.column)
        seen = self.counted.get(key, 0)
        self.counted[key] = seen + problem.count
        self.by_severity[problem.severity] = self.by_severity.get(problem.severity, 0) + problem.count
        if seen < KEPT_PER_KIND:
            self.items.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add each of `problems`."""
        for problem in problems:
            self.add(problem)

    def total(self, severity: str | None = None) -> int:
        """Return the number of problems, those merely counted included."""
        return sum(self.by_severity.values()) if severity is None else self.by_severity.get(severity, 0)

    def unlisted(self) -> int:
        """Return how many problems were counted but not listed one by one."""
        return self.total() - sum(p.count for p in self.items)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class PigouError(Exception):
    """An error that ends the command; `exit_code` is what the shell sees."""

    exit_code = 2


class UsageError(PigouError):
    """Wrong options or arguments: nothing was written."""


class InputError(PigouError):
    """No input could be read at all."""

    exit_code = 4
