"""Headings: which column of which table a heading stands for, and the unit it carries.

Spellings are data (`factors/names/headings.csv`). A weak spelling ('quantity', '重量') stands for its column
only where no better heading of the same row does.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from calc.engine.errors import UsageError
from calc.engine.model import Table
from calc.engine.units import FACTORS, UnitQuestion, is_unit, unit

SHARE = "%"  # the unit of a heading such as 'Nitrogen [%]'
PERCENT = frozenset({SHARE, "percent", "per cent", "pct", "％"})
TOTAL = "#total"

_BRACKET = re.compile(r"^(?P<name>.+?)\s*[\[(【{](?P<inside>[^\[\](){}【】]*)[\])】}]\s*$", re.DOTALL)
_LINK = re.compile(r"(?:[\s,;/|:]|\b(?:in|en|em|w|в|у)\b)+$", re.IGNORECASE)
_CJK = r"\u3400-\u4dbf\u4e00-\u9fff"

REPORT = 4  # headings of our results from which a sheet is a former report; a user may use one by chance


@dataclass(frozen=True)
class Heading:
    """A recognised heading: its canonical column, the unit it carries as written, and how sure we are."""

    column: str
    unit: str = ""
    weak: bool = False
    mapped: bool = False


class Known(NamedTuple):
    """A row of headings: the table it belongs to, what each stands for, and the tables it fits as well."""

    table: Table
    found: dict[int, Heading]
    rivals: tuple[Table, ...] = ()


def normal(text: str) -> str:
    """Return a heading in the form in which spellings are compared."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[_\-‐‑–.*:#?\s]+", " ", text).split())


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (FACTORS / "names" / "headings.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def spellings(table: str) -> Mapping[str, Heading]:
    """Return normalised spelling -> heading for one table, asked-about headings included."""
    found: dict[str, Heading] = {}
    for row in _rows():
        if row["table"] == table:
            heading = Heading(row["column"], weak=row.get("strength") == "weak")
            known = found.get(normal(row["spelling"]))
            if known is None or known.weak:
                found[normal(row["spelling"])] = heading
    return found


@cache
def _known(table: Table) -> Mapping[str, Heading]:
    """Return the spellings of the columns this table declares; a column's own name is always one."""
    names = {column.name for column in table.columns}
    found = {s: h for s, h in spellings(table.name).items() if h.column in names or h.column in table.asked}
    return found | {normal(name): Heading(name) for name in names}


@cache
def total_words() -> re.Pattern[str]:
    """Return the pattern of texts that begin with a word for a total."""
    words = sorted((row["spelling"] for row in _rows() if row["column"] == TOTAL), key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words))})(?![a-zà-žа-яіїєґ])", re.IGNORECASE)


def examples(table: Table, column: str, most: int = 4) -> str:
    """Return a few spellings by which a heading of `column` is recognised."""
    rows = [
        r for r in _rows() if r["table"] == table.name and r["column"] == column and not r.get("strength")
    ]
    chinese = [r["spelling"] for r in rows if r["language"] == "zh"][:1]
    english = [r["spelling"] for r in rows if r["language"] == "en"][: most - len(chinese)]
    return ", ".join([*english, *chinese] or [column])


@cache
def recognised(table: Table, text: str) -> Heading | None:
    """Return what `text` means as a heading of `table`, or None."""
    return _recognised(_known(table), unicodedata.normalize("NFKC", text).strip(), depth=0)


def _recognised(known: Mapping[str, Heading], text: str, depth: int) -> Heading | None:
    if not text or len(text) > 200 or depth > 2:
        return None
    whole = known.get(normal(text))
    if whole:
        return whole
    bracket = _BRACKET.match(text)
    if bracket:
        inner = _recognised(known, _LINK.sub("", bracket["name"]), depth + 1)
        inside = bracket["inside"].strip(" *")
        if inner is None or inner.unit or _is_remark(inside):
            return inner
        return Heading(inner.column, inside, inner.weak)
    return _with_trailing_unit(known, text) or _bilingual(known, text, depth)


def _is_remark(inside: str) -> bool:
    """Return whether a bracket holds a remark and no attempt at a unit."""
    if not inside:
        return True
    if inside in PERCENT or is_unit(inside):
        return False
    try:
        unit(inside)
    except UnitQuestion as question:
        return "did you mean" not in question.question and "/" not in inside and " per " not in inside
    return False


def _with_trailing_unit(known: Mapping[str, Heading], text: str) -> Heading | None:
    """Return the heading of texts like `net_mass_kg`, `Net weight, kg`, `净重吨`."""
    spaced = re.sub(r"[_\s]+", " ", text)
    cuts = [m.start() for m in re.finditer(r"[ ,]", spaced)]
    if re.search(f"[{_CJK}]", spaced):
        cuts = sorted({*cuts, *range(1, len(spaced))})
    for cut in cuts:
        name, tail = _LINK.sub("", spaced[:cut]), spaced[cut:].strip(" ,:/*")
        heading = known.get(normal(name))
        if heading and tail and (tail in PERCENT or is_unit(tail)):
            return Heading(heading.column, tail, heading.weak)
    return None


def _bilingual(known: Mapping[str, Heading], text: str, depth: int) -> Heading | None:
    """Return the heading of '净重 Net weight' or 'CN code / 海关编码', where both parts mean the same."""
    by_script = re.match(rf"^([{_CJK}()/]+)[\s/|]*([^{_CJK}]+)$|^([^{_CJK}]+?)[\s/|]*([{_CJK}()/]+)$", text)
    parts = [p for p in by_script.groups() if p] if by_script else re.split(r"\s*[/|\n]\s*", text)
    if len(parts) < 2:
        return None
    found = [_recognised(known, part.strip(), depth + 1) for part in parts]
    if any(heading is None for heading in found) or len({h.column for h in found if h}) != 1:
        return None
    units_named = {h.unit for h in found if h and h.unit}
    first = found[0]
    return Heading(first.column, units_named.pop() if units_named else "", first.weak) if first else None


def matched(table: Table, texts: Sequence[str], names: Mapping[str, Heading]) -> dict[int, Heading]:
    """Return position -> heading for one row of texts; `names` are the user's own renamings."""
    found: dict[int, Heading] = {}
    results = former_results(table, texts)
    for position, text in enumerate(texts):
        if not text:
            continue
        mine = names.get(normal(text))
        if mine is None and text in results:
            continue
        heading = mine if mine else recognised(table, text)
        if heading and heading.column and (mine is None or _has(table, heading.column)):
            found[position] = heading
    sure = {h.column for h in found.values() if not h.weak}
    mapped = {h.column for h in found.values() if h.mapped}
    return {
        i: h
        for i, h in found.items()
        if not (h.weak and h.column in sure) and not (h.column in mapped and not h.mapped)
    }


def former_results(table: Table, texts: Sequence[str]) -> frozenset[str]:
    """Return the headings that are results where a sheet is a former report; they are no input."""
    results = frozenset(text for text in texts if text.strip() in table.results)
    return results if len(results) >= REPORT else frozenset()


def _has(table: Table, name: str) -> bool:
    return any(column.name == name for column in table.columns)


def fits(table: Table, found: Mapping[int, Heading]) -> bool:
    """Return whether these headings make a row the heading row of `table`."""
    needed = {column.name for column in table.columns if column.needed}
    met = {heading.column for heading in found.values()} - set(table.asked)
    return len(met & needed) >= min(2, len(needed)) if needed else len(met) >= min(2, len(table.columns))


def best(
    tables: Sequence[Table],
    texts: Sequence[str],
    names: Mapping[str, Heading],
    last: frozenset[str] = frozenset(),
) -> Known | None:
    """Return the table of which `texts` are the headings, and what each stands for; None where they are none.

    Among the tables that fit, the one counts that lacks the fewest needed columns, then the one that knows the
    most headings, then the one whose report this is. Of tables that are equal in all this the first counts, and the
    others are its `rivals`. The tables named in `last` count only where no other has all its needed columns.
    """
    if last:
        known = best([table for table in tables if table.name not in last], texts, names)
        return known if known and _whole(known) else best(tables, texts, names)
    met = [(table, matched(table, texts, names)) for table in tables]
    fitting = [(table, found) for table, found in met if fits(table, found) and not _excluded(table, met)]
    if not fitting:
        return None
    ranks = [_rank(table, found, texts) for table, found in fitting]
    first = min(ranks)
    (table, found), *others = [pair for pair, rank in zip(fitting, ranks, strict=True) if rank == first]
    return Known(table, found, tuple(other for other, _ in others))


def _whole(known: Known) -> bool:
    """Return whether no needed column is missing."""
    met = {heading.column for heading in known.found.values()}
    return all(column.name in met for column in known.table.columns if column.needed)


def undecided(known: Known, texts: Sequence[str]) -> str:
    """Return why nobody can say of which kind a table is."""
    choices = [table.name for table in (known.table, *known.rivals)]
    named = ", ".join(text.strip() for text in texts if text.strip())[:500]
    options = " or ".join(f"--subject {name}" for name in choices)
    return f"the headings {named} fit {' and '.join(choices)} alike; choose with {options}"


def _excluded(table: Table, met: Sequence[tuple[Table, Mapping[int, Heading]]]) -> bool:
    """Return whether another table is sure of a column that says: this is no sheet of `table`."""
    others = (heading for other, found in met if other is not table for heading in found.values())
    return any(heading.column in table.unless and not heading.weak for heading in others)


def _rank(table: Table, found: Mapping[int, Heading], texts: Sequence[str]) -> tuple[int, ...]:
    """Return how far the headings are from a whole `table`: the least is the best.

    A table lacks one column more where a weak heading alone ('goods') tells what its rows are about.
    """
    needed = [column for column in table.columns if column.needed]
    columns = {heading.column for heading in found.values()}
    sure = {heading.column for heading in found.values() if not heading.weak}
    about = {column.name for column in needed if column.kind in ("text", "code")}
    missing = sum(column.name not in columns for column in needed) + bool(about and not about & sure)
    results = sum(text.strip() in table.results for text in texts)
    report = results if results >= REPORT else 0
    return missing, -report, -len(found), -sum(not heading.weak for heading in found.values()), -results


def read_map(path: Path, tables: Sequence[Table]) -> dict[str, Heading]:
    """Return the user's renamings (CSV: heading, column); the column ``-`` leaves a heading unused.

    Raises
    ------
    UsageError
        The file lacks its two columns, or names a column that no table has.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: the heading map cannot be read: {error}") from error
    if not rows or not {"heading", "column"} <= set(rows[0]):
        raise UsageError(f"{path}: a heading map is a CSV with the columns heading,column")
    names: dict[str, Heading] = {}
    choices = list(dict.fromkeys(column.name for table in tables for column in table.columns))
    for row in rows:
        heading, target = (row["heading"] or "").strip(), (row["column"] or "").strip()
        bracket = _BRACKET.match(target)
        name, inside = (bracket["name"].strip(), bracket["inside"].strip()) if bracket else (target, "")
        if name == "-":
            name = ""
        elif name not in choices:
            raise UsageError(f"{path}: '{target}' is no column; choose among {', '.join(choices)}")
        names[normal(heading)] = Heading(name, inside, mapped=True)
    return names
