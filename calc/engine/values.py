"""Whole columns of cells into arrays: numbers, codes and texts.

Cells that are already what they should be are converted as a whole; only odd ones are looked at, and each
distinct text once. Nothing here knows files: a `Fault` names the rows, and the reader gives them an address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calc.engine.model import Coded, FloatArray, IntArray
from calc.engine.numerals import BAD, COMMA, EITHER, PLAIN, POINT, numeral

if TYPE_CHECKING:
    Cells = NDArray[np.object_] | pd.Series[Any]

ERROR_CELLS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
MOST_WHOLE = 10**18
FRACTIONS = (float, Decimal)
ERROR, BLANK = BAD + 1, BAD + 2  # further forms of a cell in a number column


class Fault(NamedTuple):
    """The rows (of one section) whose cells share one fault."""

    kind: str
    rows: NDArray[np.int64]
    expected: str = ""
    remedy: str = ""
    found: str | None = None  # None: what the cell holds, and behind it ...
    unit: str = ""  # ... the unit that its heading gives


@dataclass
class NumberCells:
    """The cells of a number column, before it is known what a comma means in this file."""

    form: NDArray[np.int8]
    as_point: FloatArray
    as_comma: FloatArray
    rest: IntArray  # index into `rests`, -1 none
    rests: list[str] = field(default_factory=list)

    def count(self, form: int) -> int:
        """Return how many cells have this form."""
        return int(np.count_nonzero(self.form == form))


class Convention(NamedTuple):
    """What separates decimals in a file: ``point``, ``comma`` or '' (not known), and whether both occur."""

    decimal: str
    mixed: bool = False


def factorised(cells: Cells) -> tuple[IntArray, list[Any]]:
    """Return codes and distinct values of a column; empty cells have code -1."""
    if isinstance(cells, pd.Series) and isinstance(cells.dtype, pd.CategoricalDtype):
        codes, uniques = cells.cat.codes.to_numpy().astype(np.int32), cells.cat.categories.tolist()
    else:
        raw, found = pd.factorize(cells)
        codes, uniques = raw.astype(np.int32), found.tolist() if hasattr(found, "tolist") else list(found)
    uniques = [_plain(value) if isinstance(value, Decimal) else value for value in uniques]
    empty = [i for i, value in enumerate(uniques) if is_blank(value)]
    if empty:
        lookup = np.arange(-1, len(uniques), dtype=np.int32)
        lookup[np.array(empty) + 1] = -1
        codes = lookup[codes + 1]
    return codes, uniques


def _plain(value: Decimal) -> int | float | None:
    """Return a decimal number as one of the usual ones, whole where it is whole."""
    if value.is_nan():
        return None
    whole = value.is_finite() and value == value.to_integral_value() and abs(value) < MOST_WHOLE
    return int(value) if whole else float(value)


def is_blank(value: Any) -> bool:
    """Return whether a cell is empty: nothing, or only spaces."""
    if isinstance(value, str):
        return not value.strip()
    return (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, FRACTIONS) and value != value)
    )


def number_cells(cells: Cells) -> NumberCells:
    """Return the numbers of a column, each as far as its own text tells."""
    size = len(cells)
    if isinstance(cells, pd.Series) and _is_numeric(cells):
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        form = np.where(np.isnan(values), BLANK, PLAIN).astype(np.int8)
        return NumberCells(form, values, values, np.full(size, -1, dtype=np.int32))
    if isinstance(cells, pd.Series) and isinstance(cells.dtype, pd.CategoricalDtype):
        return _by_text(*factorised(cells))
    if isinstance(cells, pd.Series) and pd.api.types.is_string_dtype(cells.dtype) and cells.dtype != object:
        return _text_cells(cells)
    array = cells if isinstance(cells, np.ndarray) else cells.to_numpy(dtype=object)
    kinds = [type(value) for value in array]
    plain = np.fromiter((kind is float or kind is int for kind in kinds), dtype=np.bool_, count=size)
    values = np.full(size, np.nan)
    values[plain] = array[plain].astype(np.float64)
    form = np.where(plain, PLAIN, BLANK).astype(np.int8)
    found = NumberCells(form, values, values.copy(), np.full(size, -1, dtype=np.int32))
    odd = np.flatnonzero(~plain)
    if odd.size:
        _put(found, odd, _by_text(*factorised(array[odd])))
    found.form[np.isnan(values) & plain] = BLANK
    return found


def _is_numeric(cells: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype)


def _put(found: NumberCells, rows: NDArray[np.int64], part: NumberCells) -> None:
    found.form[rows], found.as_point[rows], found.as_comma[rows] = part.form, part.as_point, part.as_comma
    found.rest[rows], found.rests = part.rest, part.rests


def _by_text(codes: IntArray, uniques: Sequence[Any]) -> NumberCells:
    """Return the numbers of a column from its distinct cells."""
    forms = np.full(len(uniques) + 1, BLANK, dtype=np.int8)
    points, commas = np.full(len(uniques) + 1, np.nan), np.full(len(uniques) + 1, np.nan)
    rest = np.full(len(uniques) + 1, -1, dtype=np.int32)
    rests: dict[str, int] = {}
    for i, value in enumerate(uniques):
        if isinstance(value, str):
            if value.strip() in ERROR_CELLS:
                forms[i] = ERROR
            elif value.strip():
                forms[i], points[i], commas[i], tail = numeral(value)
                if tail:
                    rest[i] = rests.setdefault(tail, len(rests))
        elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
            forms[i], points[i], commas[i] = PLAIN, float(value), float(value)
        elif not is_blank(value):
            forms[i] = BAD  # a date, a time, true or false
    return NumberCells(forms[codes], points[codes], commas[codes], rest[codes], list(rests))


def _text_cells(cells: pd.Series[Any]) -> NumberCells:
    """Return the numbers of a text column: the usual forms as a whole, the others by distinct text."""
    size = len(cells)
    texts: pd.Series[Any] = cells.fillna("").reset_index(drop=True)
    found = NumberCells(
        np.full(size, BAD, dtype=np.int8),
        np.full(size, np.nan),
        np.full(size, np.nan),
        np.full(size, -1, dtype=np.int32),
    )
    open_rows = np.ones(size, dtype=np.bool_)
    for pattern, form, sign in (
        (r"[+-]?[0-9]{1,15}", PLAIN, ""),
        (r"[+-]?[0-9]+\.[0-9]+", POINT, "."),
        (r"[+-]?[0-9]+,[0-9]+", COMMA, ","),
    ):
        if not open_rows.any():
            break
        fits = texts.str.fullmatch(pattern).to_numpy(dtype=np.bool_) & open_rows
        if not fits.any():
            continue
        open_rows &= ~fits
        chosen = texts[fits]
        pointed = chosen.str.replace(",", ".", regex=False) if sign == "," else chosen
        values = pd.to_numeric(pointed).to_numpy(dtype=np.float64)
        thousands = values
        forms = np.full(len(chosen), form, dtype=np.int8)
        if sign:
            either = chosen.str.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}\{sign}[0-9]{{3}}").to_numpy(
                dtype=np.bool_
            )
            forms[either] = EITHER
            thousands = np.where(either, np.rint(values * 1000), np.nan)
        found.form[fits] = forms
        found.as_point[fits] = thousands if sign == "," else values
        found.as_comma[fits] = thousands if sign == "." else values
    rows = np.flatnonzero(open_rows)
    if rows.size:
        _put(found, rows, _by_text(*factorised(texts.iloc[rows])))
    return found


def convention(columns: Sequence[NumberCells], *, comma_delimited: bool) -> Convention:
    """Return what separates decimals in a file, from all its number columns."""
    points = sum(cells.count(POINT) for cells in columns)
    commas = sum(cells.count(COMMA) for cells in columns)
    if points and commas:
        return Convention("point" if points > commas else "comma" if commas > points else "", mixed=True)
    if points or commas:
        return Convention("point" if points else "comma")
    return Convention("point of a comma-delimited file" if comma_delimited else "")


def numbers(cells: NumberCells, used: Convention) -> tuple[FloatArray, list[Fault]]:
    """Return the numbers under the file's convention (NaN where there is none), and what was wrong."""
    form = cells.form
    values = np.where(form == COMMA, cells.as_comma, cells.as_point)
    unclear = np.zeros(form.size, dtype=np.bool_)
    either = form == EITHER
    if either.any():
        dotted = np.abs(cells.as_point) < np.abs(cells.as_comma)
        if used.mixed or not used.decimal:
            unclear |= either
        elif used.decimal == "comma":
            values = np.where(either, cells.as_comma, values)
        elif (
            used.decimal != "point"
        ):  # a comma-delimited file: 1.234 is no thousand, but "1,234" is a question
            unclear |= either & ~dotted
    if used.mixed:
        unclear |= form == POINT if used.decimal != "point" else form == COMMA
        if not used.decimal:
            unclear |= form == COMMA
    values = np.where(unclear | (form == BAD) | (form == ERROR), np.nan, values)
    faults = [
        Fault("not_a_number", np.flatnonzero(form == BAD), "a number", "write the number alone"),
        Fault(
            "error_cell", np.flatnonzero(form == ERROR), "a number", "mend the formula, or paste the value"
        ),
        Fault(
            "ambiguous_number",
            np.flatnonzero(unclear),
            "one decimal sign in the whole file",
            "is the separator a decimal sign or does it group thousands? Write the number without grouping",
        ),
        Fault("not_finite", np.flatnonzero(np.isinf(values)), "a finite number", "write the number"),
    ]
    values[np.isinf(values)] = np.nan
    return values, [fault for fault in faults if fault.rows.size]


def texts(cells: Cells) -> tuple[Coded, list[Fault]]:
    """Return a text column: spaces around are stripped, nothing else is changed."""
    return _coded(cells, _text)


def digit_codes(cells: Cells) -> tuple[Coded, list[Fault]]:
    """Return a code column: digits without the spaces and dots between them; other texts as they are."""
    return _coded(cells, _code)


def _coded(cells: Cells, reading: Any) -> tuple[Coded, list[Fault]]:
    codes, uniques = factorised(cells)
    values: dict[str, int] = {}
    lookup = np.full(len(uniques) + 1, -1, dtype=np.int32)
    errors = np.zeros(len(uniques) + 1, dtype=np.bool_)
    for i, value in enumerate(uniques):
        if isinstance(value, str) and value.strip() in ERROR_CELLS:
            errors[i] = True
        elif not is_blank(value):
            lookup[i] = values.setdefault(reading(value), len(values))
    faults = []
    if errors.any():
        rows = np.flatnonzero(errors[codes])
        faults.append(Fault("error_cell", rows, "a text", "mend the formula, or paste the value"))
    return Coded(lookup[codes], tuple(values)), faults


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


_DECIMAL = re.compile(r"(\d{7,})\.0+")  # a code that went through a number: 72083900.0
_SEPARATED = re.compile(r"[\d\s.'’\u00a0\u2010-\u2013-]*\d[\d\s.'’\u00a0\u2010-\u2013-]*")


def _code(value: Any) -> str:
    text = unicodedata.normalize("NFKC", _text(value))  # full-width digits
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return decimal[1]
    if isinstance(value, str) and _SEPARATED.fullmatch(text):
        return "".join(letter for letter in text if letter.isdigit())
    return text
