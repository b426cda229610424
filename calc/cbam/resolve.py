"""What the user wrote for a goods code or a country -> the good or country meant, or why it is not known.

Each distinct spelling is looked at once; rows then take the answer by index.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calc.cbam.tables import CbamTables
from calc.engine.model import IntArray
from factors import Library, names

# a row's status as far as its code and origin decide it, in the order in which they win over each other
KNOWN, EU_ORIGIN, EXEMPT_ORIGIN, OUT_OF_SCOPE, INVALID, UNKNOWN_ORIGIN, UNKNOWN_CODE, AMBIGUOUS_CODE = range(
    8
)

CN_LENGTH, TARIC_LENGTH = 8, 10
SUGGESTIONS = 3
CHILDREN_NAMED = 6


@dataclass(frozen=True)
class Meaning:
    """What one spelling means: `index` into goods or countries, -1 where unknown; `text` says why."""

    index: int
    status: int
    text: str = ""
    remedy: str = ""
    name: str = ""  # of a country, where it is known


@dataclass(frozen=True)
class Meanings:
    """The meanings of all distinct spellings of a column; one entry more, for the empty cell, at the end."""

    items: tuple[Meaning, ...]
    index: IntArray
    status: IntArray


def spaced(code: str) -> str:
    """Return a code as printed in the tariff: ``7208 39 00``."""
    return " ".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)


def _listing(codes: Sequence[str]) -> str:
    shown = ", ".join(spaced(c) for c in codes[:CHILDREN_NAMED])
    return shown + (f" and {len(codes) - CHILDREN_NAMED} more" if len(codes) > CHILDREN_NAMED else "")


class _Lines:
    """The lines of Annex I, asked for a code's line."""

    def __init__(self, library: Library) -> None:
        table = library.table("eu.goods")
        self.rows = [table.row(n) for n in range(len(table))]

    def of(self, code: str) -> dict[str, str] | None:
        """Return the line that covers `code`, or None where it is outside all of them."""
        fitting = [
            r
            for r in self.rows
            if code.startswith(r["line"]) and not any(code.startswith(e) for e in r["except"].split(";") if e)
        ]
        return max(fitting, key=lambda r: len(r["line"]), default=None)


def code_meaning(text: str, tables: CbamTables, lines: _Lines) -> Meaning:
    """Return what a goods code means.

    Fewer than eight digits are ambiguous inside Annex I; a code outside every line is out of scope; one inside
    a line without a row in the tables is unknown. Seven or nine digits have lost a leading zero unless they
    are the beginning of a code in scope.

    References
    ----------
    Regulation (EU) 2023/956 Annex I; Regulation (EU) 2025/2620 Annex, point 5.3 (the 570 codes); Regulation
    (EU) 2026/1740 Annex I (TARIC codes of cement and clay).
    """
    goods = tables.goods
    digits = text
    if not digits.isascii() or not digits.isdigit():
        scientific = "e" in text.lower() and any(c.isdigit() for c in text)
        why = "scientific notation loses digits" if scientific else "not a code of digits"
        return Meaning(-1, INVALID, f"'{text}': {why}", "format the column as text and write the 8 digits")
    if len(digits) > TARIC_LENGTH:
        return Meaning(
            -1, INVALID, f"'{text}': more than 10 digits", "write the 8-digit CN or 10-digit TARIC code"
        )
    if len(digits) < CN_LENGTH or len(digits) == CN_LENGTH + 1:
        children = [c for c in goods.codes if c.startswith(digits) and c not in goods.taric]
        if children:
            return Meaning(
                -1,
                AMBIGUOUS_CODE,
                f"{spaced(digits)} has {len(digits)} digits; in scope are {_listing(children)}",
                "write the 8-digit code (10 digits for clinker, other hydraulic cement and clay)",
            )
        if len(digits) in (CN_LENGTH - 1, CN_LENGTH + 1):
            if lines.of(digits) is not None:
                text = f"{spaced(digits)} has {len(digits)} digits and begins like a good of Annex I"
                return Meaning(-1, AMBIGUOUS_CODE, text, "write the 8-digit CN or 10-digit TARIC code")
            digits = "0" + digits  # a spreadsheet drops the zero of chapters 01 to 09
        elif any(row["line"].startswith(digits) for row in lines.rows):
            return Meaning(-1, AMBIGUOUS_CODE, f"{text}: part of a line of Annex I", "write the 8-digit code")
        elif len(digits) < CN_LENGTH - 1:
            line = lines.of(digits)
            if line is None:
                return Meaning(-1, OUT_OF_SCOPE, f"{spaced(digits)} is outside Annex I")
            return _unknown(digits, tables)
    cn = digits[:CN_LENGTH]
    line = lines.of(cn)
    if line is None:
        return Meaning(-1, OUT_OF_SCOPE, f"{spaced(digits)} is outside Annex I")
    children = list(goods.taric.get(cn, ()))
    if children:
        if digits in goods.index and len(digits) == TARIC_LENGTH:
            return Meaning(goods.index[digits], KNOWN)
        if len(digits) == CN_LENGTH or digits[CN_LENGTH:] == "00":
            return Meaning(
                -1,
                AMBIGUOUS_CODE,
                f"{spaced(cn)} needs its TARIC digits: {_listing(children)}",
                "write the 10-digit code",
            )
        if line["only_taric"]:
            return Meaning(
                -1, OUT_OF_SCOPE, f"{spaced(digits)} is outside Annex I; only {_listing(children)} is in"
            )
        return Meaning(
            -1,
            UNKNOWN_CODE,
            f"{spaced(digits)} is not a TARIC code of {spaced(cn)}",
            f"did you mean {_listing(children)}?",
        )
    if cn not in goods.index:
        return _unknown(cn, tables)
    unused = f"TARIC digits {digits[CN_LENGTH:]} are not used" if digits[CN_LENGTH:].strip("0") else ""
    return Meaning(goods.index[cn], KNOWN, unused)


def _unknown(cn: str, tables: CbamTables) -> Meaning:
    pool = [c for c in tables.goods.codes if len(c) == CN_LENGTH]
    for length in (6, 4, 2):
        same = [c for c in pool if c[:length] == cn[:length]]
        if same:
            break
    near = difflib.get_close_matches(cn, same, SUGGESTIONS, 0) if same else []
    return Meaning(
        -1,
        UNKNOWN_CODE,
        f"{spaced(cn)} is inside Annex I but no such code exists",
        f"did you mean {_listing(near)}?" if near else "check the code",
    )


def origin_meaning(text: str, tables: CbamTables, library: Library) -> Meaning:
    """Return what a country of origin means.

    References
    ----------
    Regulation (EU) 2023/956 Art. 2 and Annex III (origins outside its scope).
    """
    key = names.territory_key(text, library.root / "names")
    if key is None:
        near = names.nearest_territories(text, SUGGESTIONS, library.root / "names")
        return Meaning(
            -1,
            UNKNOWN_ORIGIN,
            f"'{text}' is not a country we know",
            f"did you mean {', '.join(near)}?" if near else "write the country's name or ISO code",
        )
    territory = names.territories(library.root / "names")[key]
    if territory.customs_status == "eu":
        return Meaning(
            -1, EU_ORIGIN, f"{territory.name_en}: Union goods are outside CBAM", name=territory.name_en
        )
    if territory.customs_status == "annex_iii":
        text = f"{territory.name_en}: Annex III of Regulation (EU) 2023/956"
        return Meaning(-1, EXEMPT_ORIGIN, text, name=territory.name_en)
    index = tables.country_index.get(key, len(tables.countries) - 1)
    return Meaning(index, KNOWN, name=territory.name_en)


def _meanings(items: list[Meaning]) -> Meanings:
    items.append(Meaning(-1, INVALID, "empty"))
    return Meanings(
        tuple(items),
        np.array([m.index for m in items], dtype=np.int32),
        np.array([m.status for m in items], dtype=np.int32),
    )


def codes(values: Sequence[str], tables: CbamTables, library: Library) -> Meanings:
    """Return the meanings of distinct goods codes."""
    lines = _Lines(library)
    return _meanings([code_meaning(text, tables, lines) for text in values])


def origins(values: Sequence[str], tables: CbamTables, library: Library) -> Meanings:
    """Return the meanings of distinct origins."""
    return _meanings([origin_meaning(text, tables, library) for text in values])
