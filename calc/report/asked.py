"""The cells that an exchange file needs: read from a declaration, and every one that is missing said at once."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from calc.batteries.declaration import (
    DISTRIBUTION,
    END_OF_LIFE,
    PRODUCTION,
    RAW_MATERIALS,
    TOTAL,
    Declaration,
)
from calc.engine.errors import InputError
from factors.names import territory_key

URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:\S+", re.IGNORECASE)  # RFC 8141
WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")  # ISO 3166-2
SIGNIFICANT = 10  # digits of a decimal string
MOST_SAID = 50
ROWS_MISSING = {  # what to do where a stage of a model is not known
    RAW_MATERIALS: "add rows on the sheet Materials for the model",
    PRODUCTION: "add rows on the sheet Energy for the model",
    DISTRIBUTION: "add a row on the sheet Transport for the model, with the stage 'distribution'",
    END_OF_LIFE: "add rows on the sheet End of life for the model",
    TOTAL: "add rows on the sheets Materials and Energy for the model",
}
ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "1", "ja", "oui", "是", "有"), True),
    **dict.fromkeys(("no", "n", "false", "0", "nein", "non", "否", "无"), False),
}


@dataclass
class Asked:
    """The cells of one model while a file is made of them; `wrong` collects what cannot be used."""

    declaration: Declaration
    wrong: list[str] = field(default_factory=list)

    def where(self, column: str) -> str:
        """Return where the column's cell stands, or would stand."""
        return self.declaration.cells.get(column) or f"Product: column {column} of {self.declaration.model!r}"

    def refuse(self, column: str, found: str, expected: str, remedy: str = "correct it") -> None:
        """Note a cell that cannot be used."""
        self.wrong.append(f"{self.where(column)}: {column} is {found}; expected {expected}; {remedy}")

    def refuse_figure(self, found: str, expected: str, remedy: str) -> None:
        """Note a result that cannot be used."""
        self.wrong.append(f"model {self.declaration.model!r}: {found}; expected {expected}; {remedy}")

    def given(self, column: str) -> str:
        """Return what the cell says, '' where it is empty."""
        value = self.declaration.product.get(column, "")
        if isinstance(value, str):
            return value.strip()
        return "" if math.isnan(value) else f"{value:.15g}"

    def text(self, column: str, expected: str) -> str:
        """Return a text that has to be there."""
        found = self.given(column)
        if not found:
            self.refuse(column, "empty", expected, "fill it in")
        return found

    def number(self, column: str, expected: str, *, most: float = math.inf, positive: bool = False) -> float:
        """Return a figure that has to be there, 0 or more; NaN, and noted, where it is not."""
        found = self.text(column, expected)
        if not found:
            return math.nan
        try:
            value = float(found)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and 0 <= value <= most and (value > 0 or not positive):
            return value
        self.refuse(column, f"'{found}'", expected)
        return math.nan

    def day(self, column: str, expected: str) -> date:
        """Return a day that has to be there."""
        found = self.text(column, expected)
        try:
            return date.fromisoformat(found[:10])
        except ValueError:
            if found:
                self.refuse(column, f"'{found}'", expected)
            return date.min

    def answer(self, column: str, expected: str) -> bool:
        """Return a yes or a no that has to be there."""
        found = self.text(column, expected)
        if found and found.casefold() not in ANSWERS:
            self.refuse(column, f"'{found}'", expected)
        return ANSWERS.get(found.casefold(), False)

    def urns(self, column: str, expected: str) -> list[str]:
        """Return the URNs of a cell, each once; several are separated by spaces."""
        found = list(dict.fromkeys(self.text(column, expected).split()))
        if not all(URN.fullmatch(part) for part in found):
            self.refuse(column, f"'{self.given(column)}'", expected)
        return found

    def link(self, column: str, expected: str) -> str:
        """Return a web link that has to be there."""
        found = self.text(column, expected)
        if found and not WEB.fullmatch(found):
            self.refuse(column, f"'{found}'", expected)
        return found

    def territory(self, column: str, expected: str) -> str:
        """Return the ISO code of a country that has to be there, or of a part of one where that is given."""
        found = self.text(column, expected)
        if SUBDIVISION.fullmatch(found):
            return found
        key = (territory_key(found) or "") if found else ""
        if found and not re.fullmatch("[A-Z]{2}", key):
            self.refuse(column, f"'{found}'", expected)
        return key

    def figure(self, value: float, what: str, remedy: str) -> float:
        """Return a result that has to be known."""
        if not math.isfinite(value):
            self.refuse_figure(f"{what} is not known", "a figure", remedy)
        return float(value)


def sentence(text: str) -> str:
    """Return a text as a sentence: a capital first, a full stop last."""
    bare = text.strip()
    return f"{bare[:1].upper()}{bare[1:]}{'' if bare.endswith(('.', '!', '?')) else '.'}" if bare else ""


def raise_wrong(what: str, wrong: Sequence[str]) -> None:
    """End the command where a file lacks something, and say all of it.

    Raises
    ------
    InputError
        `wrong` is not empty.
    """
    if wrong:
        more = [f"... and {len(wrong) - MOST_SAID} more"] if len(wrong) > MOST_SAID else []
        raise InputError("\n".join([f"{what} was not written:", *wrong[:MOST_SAID], *more]))


def decimal(value: float) -> Decimal:
    """Return a number as a decimal of ten significant digits, without exponent; a negative zero is zero."""
    if not math.isfinite(value):
        return Decimal(0)  # what is not known was noted: no file is made of it
    return Decimal(f"{value:.{SIGNIFICANT}g}") + Decimal(0)


def plain(value: Decimal | float) -> str:
    """Return a decimal string such as ``-14.22``: digits and a point, nothing else."""
    number = value if isinstance(value, Decimal) else decimal(value)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
