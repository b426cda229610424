"""Columns of the terminal that fit its width: what folds, what stays whole, what goes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

FIGURES, TEXTS, BARS = "figures", "texts", "bars"
SHORT = 10  # characters of a date: texts up to here are never folded
GAP = 2  # between columns, where there is room


@dataclass(frozen=True)
class Part:
    """A column: its heading, what it holds and the cells."""

    heading: str
    kind: str  # figures, texts or bars
    cells: Sequence[str | Text]

    @property
    def widest(self) -> int:
        """Return how wide the widest cell is."""
        return max((cell_len(str(cell)) for cell in self.cells), default=0)

    @property
    def natural(self) -> int:
        """Return the width in which nothing folds."""
        return max(self.widest, *(cell_len(line) for line in self.heading.split("\n")))

    @property
    def least(self) -> int:
        """Return the width in which no word is broken; a figure or a short text is as one word."""
        words = _longest_word(self.heading)
        whole = self.kind != TEXTS or self.widest <= SHORT
        return max(words, self.widest if whole else max(_longest_word(str(c)) for c in self.cells))


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in text.split()), default=0)


def plain_table(
    *columns: str, right: tuple[int, ...] = (), whole: tuple[int, ...] = (), gap: int = GAP
) -> Table:
    """Return an empty table without lines; columns `right` hold figures, columns `whole` are never folded."""
    made = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="dim")
    for n, name in enumerate(columns):
        justify: Literal["left", "right"] = "right" if n in right else "left"
        made.add_column(name, justify=justify, no_wrap=n in (*right, *whole), overflow="fold")
    return made


def laid_out(parts: Sequence[Part], gap: int = GAP) -> Table:
    """Return the table of some columns; texts that are not short may fold."""
    right = tuple(n for n, part in enumerate(parts) if part.kind == FIGURES)
    whole = tuple(n for n, p in enumerate(parts) if p.kind == BARS or (p.kind == TEXTS and p.widest <= SHORT))
    made = plain_table(*(part.heading for part in parts), right=right, whole=whole, gap=gap)
    for row in zip(*(part.cells for part in parts), strict=True):
        made.add_row(*row)
    return made


def fitted(parts: Sequence[Part], width: int) -> Table:
    """Return the table of some columns in a width: as it is where it fits, else folded between words.

    Where words alone are too wide, columns stand closer and bars are left out. What then still does not fit is
    folded as the terminal can.
    """
    gap = GAP
    if _room(parts, width, gap) < sum(part.least for part in parts):
        gap = 1
    if _room(parts, width, gap) < sum(part.least for part in parts):
        parts = [part for part in parts if part.kind != BARS]
    room = _room(parts, width, gap)
    widths = [part.natural for part in parts]
    least = [part.least for part in parts]
    while sum(widths) > room:
        slack = [w - m for w, m in zip(widths, least, strict=True)]
        if not any(slack):
            return laid_out([_folded(p, w) for p, w in zip(parts, widths, strict=True)], gap)
        widest = max((n for n, free in enumerate(slack) if free), key=lambda n: widths[n])
        widths[widest] -= 1
    return laid_out([_folded(part, to) for part, to in zip(parts, widths, strict=True)], gap)


def _room(parts: Sequence[Part], width: int, gap: int) -> int:
    """Return what is left of a width for the columns themselves."""
    return width - gap * (len(parts) - 1)


def _folded(part: Part, to: int) -> Part:
    """Return a column whose heading and texts are folded between words, `to` wide."""
    heading = "\n".join(_lines(part.heading, to))
    if part.kind != TEXTS or part.widest <= to:
        return replace(part, heading=heading)
    return replace(part, heading=heading, cells=["\n".join(_lines(str(cell), to)) for cell in part.cells])


def _lines(text: str, to: int) -> list[str]:
    """Return the lines of a text; scripts without spaces, and wide ones, are left to the terminal."""
    if cell_len(text) != len(text):
        return [text]
    wrapped = (
        textwrap.wrap(line, max(to, 1), break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )
    return [line for lines in wrapped for line in lines or [""]]
