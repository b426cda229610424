"""The sheet that sets rule sets side by side where they differ, the one in use first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calc.batteries.rules import NOT_FOUND
from calc.report.book import Book, Page

RULE_SETS = "rule_sets"  # the group of a ledger that holds them
TOPIC_WIDTH, WIDTH = 20, 44
HEAD = 3  # row of the headings
NO_RULE = "No rule of its own."


def write_rule_sets(book: Book, lines: Sequence[Any], used: str) -> None:
    """Write what each rule set says on each topic; what was not found is coloured.

    Parameters
    ----------
    lines : sequence
        With `topic`, `rule_set`, `choice`, `text`, `state` and `citation`.
    used : str
        The rule set by which the workbook was computed.
    """
    if not lines:
        return
    names = sorted(dict.fromkeys(line.rule_set for line in lines), key=lambda name: name != used)
    at = {(line.topic, line.rule_set): line for line in lines}
    page = Page(book, book.sheet("Rule sets", repeat=(HEAD, HEAD)))
    page.columns(TOPIC_WIDTH, *[WIDTH] * len(names))
    page.put(0, 0, "Where the rule sets differ", "title")
    page.heights[0] = 26
    said = (
        f"None is an adopted method. Computed by {used}; another one: pigou run … --profile NAME. "
        "Coloured: no rule was found, and nothing is put in its place but what the cell says."
    )
    page.put(1, 0, said, "small")
    page.line(HEAD, ["Topic", *(f"{name} (used)" if name == used else name for name in names)], "heading")
    for row, topic in enumerate(dict.fromkeys(line.topic for line in lines), start=HEAD + 1):
        page.put(row, 0, f"{topic[:1].upper()}{topic[1:]}", "wrap+bold")
        for n, name in enumerate(names, start=1):
            line = at.get((topic, name))
            page.put(
                row,
                n,
                _told(line),
                "wrap+indent+assumed" if line and line.state == NOT_FOUND else "wrap+indent",
            )
    page.flush()
    page.sheet.freeze_panes(HEAD + 1, 1)


def _told(line: Any) -> str:
    """Return a rule in words, with its source below."""
    if line is None:
        return NO_RULE
    return f"{line.text or line.choice}\n[{line.citation}]"
