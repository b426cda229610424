"""Screening of a good: Basel entries, import into China, UN numbers. Information, never legal advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from factors import Library
from factors.customs import CHAPTER, NATIONAL, SUBHEADING, customs_digits, headings
from factors.wastes import CODES, DANGEROUS, Link, Status, codes_for, dangerous_goods, entries, screened

NONE_HELD = "none held"
IN_FORCE, NOT_HELD = "in force", "not held"
BASEL, IMPORT = "basel", "china"
PIC, NO_PIC, PIC_OR_NOT, DOMESTIC = "PIC", "no PIC", "PIC or no PIC", "no border"
PROHIBITED, FREE = "prohibited", "free import"
FREE_IF = "free if recycled raw material, else prohibited"
ADVICE = "Screening is information and never legal advice: the authorities decide, and national law may go further."
SEEN = "seen"
UNREAD, DIFFERS, CONTRADICTS = "unread", "differs", "contradicts"  # what is wrong with a code of customs


@dataclass(frozen=True)
class Flag:
    """One entry that may apply to a good, with its source."""

    good: str
    list: str
    code: str
    title: str
    control: str
    when: str  # which of these goods
    condition: str  # of the entry itself
    since: str
    state: str
    decision: str
    publisher: str
    place: str
    source: str
    checked: str
    key: str  # of the source
    start: str  # in force from, by or without a known day
    end: str

    @property
    def words(self) -> str:
        """The flag in one phrase with source and date."""
        conditions = "; ".join(dict.fromkeys(text for text in (self.when, self.condition) if text))
        condition = f" ({conditions})" if conditions else ""
        since = f", in force {self.since}" if self.since else ""
        return f"{self.list} {self.code}: {self.control}{condition}{since} [{self.source}; checked {self.checked}]"


@dataclass(frozen=True)
class Screening:
    """What is known of a good on a day: information."""

    basel: str = ""
    pic: str = ""
    china: str = ""
    un: str = ""
    flags: tuple[Flag, ...] = ()
    code: str = ""  # what is wrong with the code of customs
    assumed: bool = False  # the day is past the check of the lists

    @property
    def words(self) -> str:
        """All flags, apart by bars; none held said."""
        said = [flag.words for flag in self.flags]
        parts = (("Basel", self.basel), ("China", self.china), ("UN", self.un))
        said += [f"{name}: {NONE_HELD}" for name, found in parts if found == NONE_HELD]
        return " | ".join(said)


@cache
def screening(
    library: Library, good: str, hs_code: str, on: date | None, crossed: bool | None, into_china: bool
) -> Screening:
    """Return the flags of a good.

    Parameters
    ----------
    library : Library
        Holds the lists.
    good, hs_code : str
        The good as the tables spell it; the user's code of customs, '' for none.
    on : date or None
        The day; without it the dated lists stay empty.
    crossed : bool or None
        Whether a border is crossed; None where that is not known.
    into_china : bool
        Whether the border is China's, from outside.
    """
    digits = customs_digits(hs_code) or ""
    found = [] if on is None else screened(library, good, on)
    listed = [(link, status) for link, status in found if status.entry.scheme == BASEL and _counts(status)]
    imports = [
        (link, status)
        for link, status in found
        if status.entry.scheme == IMPORT and _counts(status) and _of_code(link.code, digits)
    ]
    numbers = dangerous_goods(library, good)
    flags = [_flag(library, good, "Basel", link, status) for link, status in listed]
    if into_china:
        flags += [_flag(library, good, "China", link, status) for link, status in imports]
    checked = str(library.table(DANGEROUS).about["checked"])
    flags += [
        Flag(
            good,
            "UN",
            item.un,
            item.name,
            f"class {item.class_}",
            link.condition,
            f"air: {item.air}",
            "",
            "",
            "",
            _publisher(library, item.source),
            item.place,
            library.citation(item.source, item.place),
            checked,
            item.source,
            "",
            "",
        )
        for link, item in numbers
    ]
    return Screening(
        basel="" if on is None else ", ".join(_shown(link, status) for link, status in listed) or NONE_HELD,
        pic=DOMESTIC if crossed is False else "" if on is None else _pic(listed),
        china=_china(imports) if into_china and on is not None else "",
        un="; ".join(f"{item.un} class {item.class_} ({link.condition})" for link, item in numbers)
        or NONE_HELD,
        flags=tuple(flags),
        code=UNREAD if hs_code.strip() and not digits else _beside(library, good, digits),
        assumed=on is not None and on > library.table(CODES).about["checked"],
    )


def _counts(status: Status) -> bool:
    """Return whether an entry is in force, or may have been before it was first seen."""
    return status.state in (IN_FORCE, NOT_HELD)


def _shown(link: Link, status: Status) -> str:
    return link.code if status.state == IN_FORCE else f"{link.code} ({NOT_HELD} on the day)"


def _pic(listed: list[tuple[Link, Status]]) -> str:
    controls = {status.entry.control for _, status in listed if status.state == IN_FORCE}
    if not controls:
        return NONE_HELD
    return PIC_OR_NOT if len(controls) > 1 else controls.pop()


def _china(imports: list[tuple[Link, Status]]) -> str:
    controls = {status.entry.control for _, status in imports}
    if {PROHIBITED, FREE} <= controls:
        return FREE_IF
    return controls.pop() if controls else NONE_HELD


def _of_code(code: str, digits: str) -> bool:
    """Return whether an entry may concern the user's code; what countries add to it differs unless both are whole."""
    if not code.isdigit() or not digits:
        return True
    length = NATIONAL if len(digits) >= NATIONAL else SUBHEADING
    one, other = code[:length], digits[:length]
    return one.startswith(other) or other.startswith(one)


def _beside(library: Library, good: str, digits: str) -> str:
    """Return whether a code is none of a good's, or of another chapter in which other goods are held."""
    held = [link.code for link in codes_for(library, good) if link.code.isdigit()]
    if not digits or not held or any(_of_code(code[:SUBHEADING], digits) for code in held):
        return ""
    chapters = {heading[:CHAPTER] for heading in headings(library, good)}
    strange = chapters and digits[:CHAPTER] not in chapters and entries(library, digits)
    return CONTRADICTS if strange else DIFFERS


def _flag(library: Library, good: str, listed_in: str, link: Link, status: Status) -> Flag:
    entry = status.entry
    since = f"since {entry.start}" if entry.start_is != SEEN else f"by {entry.start}"
    until = f" to {entry.end}" if entry.end else ""
    return Flag(
        good,
        listed_in,
        link.code,
        entry.title,
        entry.control,
        link.condition,
        entry.condition,
        since + until,
        status.state,
        entry.decision,
        _publisher(library, entry.source),
        entry.place,
        library.citation(entry.source, entry.place),
        str(library.table(CODES).about["checked"]),
        entry.source,
        str(entry.start) if entry.start_is != SEEN else f"by {entry.start}",
        str(entry.end) if entry.end else "",
    )


def _publisher(library: Library, source: str) -> str:
    return str(library.sources[source]["publisher"])
