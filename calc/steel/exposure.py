"""What CBAM makes of the direct emissions of a tonne, in each year: steel counts direct emissions only.

Sources: Regulation (EU) 2023/956 Annex II; Directive 2003/87 Art. 10a(1a); Regulation (EU) 2025/2620, column B,
which holds the precursors of the good.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.model import FloatArray, IntArray, Options
from calc.methods import liability
from factors import Library
from factors.law import day

LAW, SECTOR, COLUMN = "eu.cbam", "iron_steel", "B"
YEARS = tuple(range(2026, 2035))  # of the phase-in
GIVEN = "given:--price"
_PART = re.compile(r"\s*(?P<year>20\d\d)\s*=\s*(?P<price>[^=]+)\Z")


@dataclass(frozen=True)
class Terms:
    """Price [EUR/tCO2e], CBAM factor and CSCF of each of `YEARS`, and the reference of each price."""

    price: FloatArray
    references: tuple[str, ...]
    kept: FloatArray  # CBAM factor x CSCF


def terms(library: Library, options: Options) -> Terms:
    """Return what holds in each year: the last published price, or those of ``--price``.

    Raises
    ------
    UsageError
        ``--price`` is neither a number nor a list such as ``2026=80,2030=120``.
    """
    series = library.law(LAW).series
    middle = np.array([day(date(year, 7, 1)) for year in YEARS])
    factor, _, _ = series["cbam_factor"].at(middle, "", library.known_on)
    cscf, _, _ = series["cscf"].at(middle, "", library.known_on)
    price, references = np.full(len(YEARS), np.nan), [""] * len(YEARS)
    published = series["certificate_price"]
    known = published.known(library.known_on)
    if known:
        last = max(known, key=lambda v: (v.start, v.published))
        price[:], references = last.value, [published.reference(published.values.index(last))] * len(YEARS)
    for years, value in _given(options.price):
        for n in years:
            price[n], references[n] = value, GIVEN
    return Terms(price, tuple(references), factor * cscf)


def _given(text: str) -> list[tuple[Sequence[int], float]]:
    """Return the prices of ``--price`` with the positions of their years."""
    parts = [p for p in text.split(",") if p.strip()]
    if len(parts) == 1 and "=" not in parts[0]:
        return [(range(len(YEARS)), _number(parts[0]))]
    found: list[tuple[Sequence[int], float]] = []
    for part in parts:
        match = _PART.match(part)
        if match is None or int(match["year"]) not in YEARS:
            raise UsageError(f"--price {text}: for steel write one price, or years such as 2026=80,2030=120")
        found.append(((YEARS.index(int(match["year"])),), _number(match["price"])))
    return found


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"--price: '{text.strip()}' is no number; write 75.36 or 2026=80,2030=120") from None
    if not 0 <= value < float("inf"):
        raise UsageError(f"--price: {text.strip()} is not a price; it must be 0 or more")
    return value


def benchmarks(library: Library, pairs: Sequence[tuple[str, str]]) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the benchmarks [tCO2e/t] of goods codes by route letter in each year, NaN where none is held.

    Parameters
    ----------
    pairs : sequence of (code, letter)

    Returns
    -------
    values : array (pairs, years)
        After the last year of the tables its last value is carried forward.
    references : tuple of str
        The row of the first year; '' where there is none.
    """
    values = np.full((len(pairs), len(YEARS)), np.nan)
    references = [""] * len(pairs)
    edition = library.law(LAW).edition("benchmarks", date(YEARS[0], 1, 1), library.known_on)
    if edition is None:
        return values, tuple(references)
    table = library.table(f"eu.{edition.table.removesuffix('.csv')}")
    goods = library.table("eu.goods").columns
    lines = tuple(
        line for line, sector in zip(goods["line"], goods["sector"], strict=True) if sector == SECTOR
    )
    c, figures = table.columns, table.numbers("benchmark_tco2e_per_t")
    by_key: dict[tuple[str, str], list[int]] = {}
    for n, (code, column, letter) in enumerate(zip(c["code"], c["column"], c["route"], strict=True)):
        if column == COLUMN and code.startswith(lines):
            by_key.setdefault((code, letter), []).append(n)
    last = max(int(y) for y in c["production_to"])
    for at, (code, letter) in enumerate(pairs):
        rows = by_key.get((code, letter)) if letter else None
        for n in rows or by_key.get((code, ""), []):
            for y, year in enumerate(YEARS):
                if int(c["production_from"][n]) <= min(year, last) <= int(c["production_to"][n]):
                    values[at, y] = figures[n]
                    references[at] = references[at] or table.reference(n)
    return values, tuple(references)


def cost_per_tonne(direct: FloatArray, benchmark: FloatArray, at: Terms, year: int) -> FloatArray:
    """Return the cost [EUR per t of steel] in the year at position `year`.

    Parameters
    ----------
    direct : array
        Direct emissions [tCO2e/t].
    benchmark : array
        Column B [tCO2e/t]; 0 before free allocation.
    """
    one, nothing = np.ones(len(direct)), np.zeros(len(direct))
    embedded = liability.embedded_emissions(direct, nothing, one)
    free = liability.free_allocation(at.kept[year] * one, one, benchmark, one)
    return liability.cost(liability.certificates(embedded, free, nothing), at.price[year] * one)


def codes8(values: Sequence[str]) -> list[str]:
    """Return goods codes as the first eight digits, '' where there are fewer."""
    digits = [re.sub(r"\D", "", text) for text in values]
    return [d[:8] if len(d) >= len("12345678") else "" for d in digits]


def pair_index(code: IntArray, letter: IntArray, letters: int) -> IntArray:
    """Return the number of each row's pair of code and letter, -1 without a code or route."""
    found: IntArray = np.where((code < 0) | (letter < 0), -1, code * letters + letter).astype(np.int32)
    return found
