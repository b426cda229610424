"""Units: the spellings people use, the registry built from nothing, and conversion factors.

Spellings are data (`factors/names/units.csv`), and so is the registry (`factors/units.txt`). pint is imported
only where two different units meet, because its import takes longer than a whole quote.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calc.engine.numerals import BAD, COMMA, EITHER, numeral

if TYPE_CHECKING:
    import pint

FACTORS = Path(__file__).resolve().parents[2] / "factors"  # beside `calc` in the tree and in the wheel


class UnitQuestion(ValueError):
    """A unit that cannot be understood; `question` is what the user has to answer."""

    def __init__(self, found: str, question: str) -> None:
        super().__init__(f"'{found}': {question}")
        self.found = found
        self.question = question


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Return the one registry of the process, holding the units of `factors/units.txt` and no other."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(None, case_sensitive=True)
    for line in (FACTORS / "units.txt").read_text(encoding="utf-8").splitlines():
        definition = line.partition("#")[0].strip()
        if definition:
            units.define(definition)
    return units


@cache
def _spellings() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Return spelling -> (unit, question), as written and with upper and lower case made equal."""
    exact: dict[str, tuple[str, str]] = {}
    folded: dict[str, tuple[str, str]] = {}
    with (FACTORS / "names" / "units.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            meaning = (row["unit"], row["question"])
            exact[_normal(row["spelling"])] = meaning
            key = _normal(row["spelling"]).casefold()
            if key not in folded or meaning[1]:  # a question outweighs an answer
                folded[key] = meaning
    return exact, folded


def _normal(text: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    return text.rstrip(".") or text


@cache
def unit(text: str) -> str:
    """Return the canonical expression of a unit as people spell it: ``t``, ``kgCO2e/kg``, ``MWh``.

    Parameters
    ----------
    text
        A unit such as ``tonnes``, ``公吨``, ``kg CO2-eq per t``.

    Raises
    ------
    UnitQuestion
        The spelling is ambiguous (``ton``, ``MT``) or unknown.
    """
    parts = _parts(text)
    found = [_lookup(part) for part in parts]
    if all(found):
        return "/".join(found)
    return _unknown(text, parts[found.index("")])


def _parts(text: str) -> list[str]:
    """Return the one or two spellings that make a unit: 'kg CO2e per t' is 'kg CO2e' and 't'."""
    normal = _normal(text)
    exact, folded = _spellings()
    if normal in exact or normal.casefold() in folded:
        return [normal]
    parts = re.split(r"\s*/\s*|\s+(?:per|pro|je|par|por)\s+|(?<=\w)每", normal, flags=re.IGNORECASE)
    return parts if len(parts) == 2 and all(parts) else [normal]


def _lookup(normal: str) -> str:
    exact, folded = _spellings()
    meaning = exact.get(normal) or folded.get(normal.casefold())
    if meaning is None:
        return ""
    expression, question = meaning
    if question:
        raise UnitQuestion(normal, question)
    return expression


def _unknown(text: str, part: str) -> str:
    exact, _ = _spellings()
    near = get_close_matches(part, [s for s, (u, _) in exact.items() if u], n=1, cutoff=0.6)
    hint = f"did you mean {exact[near[0]][0]}?" if near else "write t, kg, MWh, tCO2e/t, ..."
    raise UnitQuestion(text, f"unknown unit; {hint}")


def is_unit(text: str) -> bool:
    """Return whether `text` is a spelling that the table lists, ambiguous ones included."""
    exact, folded = _spellings()
    return all(part in exact or part.casefold() in folded for part in _parts(text))


@cache
def factor(from_unit: str, to_unit: str) -> float:
    """Return the number by which a value in `from_unit` is multiplied to be in `to_unit`.

    Raises
    ------
    ValueError
        The units are of different dimensions.
    """
    if from_unit == to_unit:
        return 1.0
    if not same_dimension(from_unit, to_unit):
        raise ValueError(f"{from_unit} cannot be converted to {to_unit}")
    exact = float(registry().Quantity(1.0, from_unit).to(to_unit).magnitude)
    short = float(f"{exact:.12g}")
    return short if isclose(exact, short, rel_tol=2e-15) else exact  # 1e3 * 1e-6 is 0.001


@cache
def same_dimension(a: str, b: str) -> bool:
    """Return whether canonical units `a` and `b` can be converted into each other."""
    if a == b:
        return True
    units = registry()
    return bool(units.Unit(a).dimensionality == units.Unit(b).dimensionality)


def declared(found: str, units: tuple[str, ...]) -> int:
    """Return the index in `units` of the unit that has the dimension of `found`, -1 where none has."""
    if found in units:  # no pint for the usual case
        return units.index(found)
    return next((i for i, declared_unit in enumerate(units) if same_dimension(found, declared_unit)), -1)


def quantity(text: str, units: tuple[str, ...]) -> tuple[float, int]:
    """Return a quantity such as ``1,5 t`` in one of the declared `units`, and the index of that unit.

    Raises
    ------
    UnitQuestion
        The unit is missing, ambiguous, unknown or of another dimension.
    ValueError
        The number cannot be read, or only in two ways.
    """
    number = numeral(text)
    if number.form == BAD:
        raise ValueError(f"'{text}' is not a number with a unit; write for example '1000 {units[0]}'")
    if number.form == EITHER:
        raise ValueError(
            f"'{text}' can be {number.as_point:g} or {number.as_comma:g}; write it without a separator"
        )
    if not number.rest:
        raise UnitQuestion(text, f"no unit; write one of {', '.join(units)}")
    found = unit(number.rest)
    index = declared(found, units)
    if index < 0:
        raise UnitQuestion(text, f"{found} does not fit here; write one of {', '.join(units)}")
    value = number.as_comma if number.form == COMMA else number.as_point
    return value * factor(found, units[index]), index
