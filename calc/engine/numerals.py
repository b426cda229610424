"""Numbers as people write them: '1.234,5', "1'500 kg", '46 %', full-width digits."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

PLAIN, POINT, COMMA, EITHER, BAD = range(5)  # what a text proves about the decimal sign

_TEXT = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<body>\d[\d\s.,'`]*|[.,]\d+)(?P<exponent>[eE][+-]?\d{1,3}(?![\w]))?\s*(?P<rest>\D.*)?",
    re.DOTALL,
)
_SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'", "‘": "'", "´": "'", "٫": ".", "，": ",", "．": "."})
_GROUPED = {
    ",": re.compile(r"\d{1,3}(,\d{2,3})*,\d{3}"),  # 1,234,567 and 12,34,567
    ".": re.compile(r"\d{1,3}(\.\d{3})+"),
}
_SPACED = re.compile(r"\d{1,3}([\s'`]\d{3})+(?=$|[.,])")


class Numeral(NamedTuple):
    """A number read from a text.

    `form` is what the text proves: PLAIN (no decimal sign), POINT, COMMA, EITHER (``1,234``) or BAD.
    `as_point` and `as_comma` are the value where the decimal sign is a point or a comma; `rest` is what
    follows the number (a unit or ``%``).
    """

    form: int
    as_point: float
    as_comma: float
    rest: str


_NO_NUMBER = Numeral(BAD, float("nan"), float("nan"), "")


def numeral(text: str) -> Numeral:
    """Return the number at the start of `text` and what follows it."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    match = _TEXT.fullmatch(text)
    if match is None:
        return _NO_NUMBER
    body, rest = match["body"].strip(), (match["rest"] or "").strip()
    if rest.startswith("_"):
        return _NO_NUMBER
    spaced = _SPACED.match(body)
    if spaced:
        body = re.sub(r"[\s'`]", "", spaced[0]) + body[spaced.end() :]
    form, point, comma = _decimal(body, grouped=spaced is not None)
    if form == BAD:
        return _NO_NUMBER
    scale = match["exponent"] or ""
    sign = "-" if match["sign"] == "-" else ""
    as_point = float(f"{sign}{point}{scale}") if point else float("nan")
    as_comma = float(f"{sign}{comma}{scale}") if comma else float("nan")
    return Numeral(form, as_point, as_comma, rest)


def begins_figure(text: str) -> bool:
    """Return whether a text begins with a digit, a sign or a decimal mark, as figures do."""
    first = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()[:1]
    return first.isdigit() or (first != "" and first in "+-.,")


def _decimal(body: str, *, grouped: bool) -> tuple[int, str, str]:
    """Return the form of `body` and its digits read with a decimal point and with a decimal comma."""
    dots, commas = body.count("."), body.count(",")
    if not dots and not commas:
        return (PLAIN, body, body) if body.isdigit() else (BAD, "", "")
    if dots and commas:
        decimal, thousands = (".", ",") if body.rfind(".") > body.rfind(",") else (",", ".")
        whole, _, tail = body.rpartition(decimal)
        if grouped or not tail.isdigit() or not _GROUPED[thousands].fullmatch(whole):
            return BAD, "", ""
        return _proof(decimal, whole.replace(thousands, "") + "." + tail)
    sign, other = (".", ",") if dots else (",", ".")
    if dots + commas > 1:  # 1.234.567: the sign groups thousands, so the other one is the decimal sign
        if grouped or not _GROUPED[sign].fullmatch(body):
            return BAD, "", ""
        return _proof(other, body.replace(sign, ""))
    whole, _, tail = body.partition(sign)
    if not (whole.isdigit() or whole == "") or not tail.isdigit():
        return BAD, "", ""
    if len(tail) != 3 or grouped or len(whole) > 3 or whole.startswith("0") or not whole:
        return _proof(sign, f"{whole or '0'}.{tail}")
    fraction, thousand = f"{whole}.{tail}", whole + tail
    return (EITHER, fraction, thousand) if sign == "." else (EITHER, thousand, fraction)


def _proof(decimal: str, digits: str) -> tuple[int, str, str]:
    return (POINT, digits, "") if decimal == "." else (COMMA, "", digits)
