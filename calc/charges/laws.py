"""Laws of the shape "emission charge": what a row is charged, from series of dated values alone."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from calc.charges import status as st
from calc.engine import units
from calc.methods.periods import Period
from factors import Library
from factors.law import ASSUMED, OUTSIDE, Law, Series, day
from factors.pollutants import MEDIA, nearest_pollutants, pollutant_key

SHAPE = "emission charge"
RATE, SHARE, COEFFICIENT, FEE = "rate_", "due_share_", "coefficient_", "fixed_fee"
NAN = float("nan")


@dataclass(frozen=True)
class Charge:
    """A charge on emissions: a law of the shape, and whose it is."""

    jurisdiction: str
    law: Law

    def media(self) -> tuple[str, ...]:
        """Return the media that it charges."""
        return tuple(medium for medium in MEDIA if RATE + medium in self.law.series)

    def keys(self, series: str) -> tuple[str, ...]:
        """Return the keys that a series names."""
        if series not in self.law.series:
            return ()
        return tuple(dict.fromkeys(key for value in self.law.series[series].values for key in value.keys))


@dataclass(frozen=True)
class Found:
    """What the law says about a row: rate [money/t], share due, coefficient; or the state that it ends in."""

    state: int = st.COMPUTED
    column: str = ""
    fault: str = ""
    expected: str = ""
    medium: str = ""
    key: str = ""
    currency: str = ""
    rate: float = NAN
    share: float = 1.0
    coefficient: float = 1.0
    assumed: bool = False
    late: bool = False  # the rate or the share begins within the period
    references: tuple[str, str, str] = ("", "", "")  # of rate, share and coefficients


def charges(library: Library) -> Mapping[str, Charge]:
    """Return jurisdiction -> charge, of all law files that say they are of the shape."""
    found = {}
    for path in library.law_paths():
        raw = tomllib.loads(library.file(path, ".toml").read_text(encoding="utf-8"))
        if raw.get("subject") == SHAPE:
            found[str(raw["jurisdiction"])] = Charge(str(raw["jurisdiction"]), library.law(path))
    return found


def plain(text: str) -> str:
    """Return a text as keys are written: ``Hazard class 1`` is ``hazard-class-1``."""
    return re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFKC", text).casefold()).strip("-")


@cache
def _spellings(folder: Path) -> Mapping[tuple[str, str], str]:
    """Return medium and spelling of a class -> its key; the data are `factors/names/charges.csv`."""
    with (folder / "charges.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["medium"], plain(row["spelling"])): row["key"] for row in csv.DictReader(file, strict=True)
        }


def pollutant(charge: Charge, text: str, medium: str, library: Library) -> tuple[str, str] | None:
    """Return medium and key of a pollutant or class, None where it is not known or could be of two media.

    A name that the law has a rate for wins over one that it has none for; where none has one, the first is told.
    """
    media = (medium,) if medium else charge.media()
    found = []
    for one in media:
        key = _spellings(library.root / "names").get((one, plain(text))) or pollutant_key(
            text, one, library.names
        )
        if key is None and plain(text) in charge.keys(RATE + one):
            key = plain(text)
        if key is not None:
            found.append((one, key))
    rated = [pair for pair in found if pair[1] in charge.keys(RATE + pair[0])]
    if len(rated) > 1:
        return None
    met = rated or found
    return met[0] if met else None


def found_for(
    charge: Charge, library: Library, text: str, medium: str, circumstance: str, when: Period, carry: bool
) -> Found:
    """Return what a row is charged.

    Parameters
    ----------
    text : str
        The pollutant or class as written.
    medium : str
        ``air``, ``water`` or ``waste``; '' where the name alone tells.
    circumstance : str
        Keys of coefficients, several with ``;`` between them; '' for none.
    when : Period
        Its last day chooses rate and share.
    carry : bool
        Whether a rate counts past the day to which it is known.
    """
    on = when.last
    if medium and medium not in charge.media():
        return Found(
            st.NO_RATE, "medium", f"'{medium}' is not charged", f"one of {', '.join(charge.media())}"
        )
    met = pollutant(charge, text, medium, library)
    if met is None:
        near = tuple(dict.fromkeys(n for m in charge.media() for n in nearest_pollutants(text, m, 2)))
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        return Found(
            st.UNKNOWN_POLLUTANT, "pollutant", f"'{text}'{hint}", "a pollutant or class, and its medium"
        )
    where, key = met
    series, keys = charge.law.series[RATE + where], charge.keys(RATE + where)
    if key not in keys:
        classes = [k for k in keys if k.startswith(("hazard-class", "safe-level", "limit-"))]
        expected = f"its class, one of {', '.join(classes)}" if classes else f"one of {', '.join(keys)}"
        return Found(st.NO_RATE, "pollutant", f"no rate for '{text}' ({where})", expected, where, key)
    rate, row, state = _at(series, on, key, library)
    if row < 0 or state == OUTSIDE:
        first = min(v.start for v in series.values if key in v.keys)
        return Found(
            st.OUTSIDE_VALIDITY, "period", f"no rate on {on}", f"a period from {first} on", where, key
        )
    if np.isnan(rate):
        item = series.values[row]
        return Found(
            st.RATE_NOT_HELD,
            "pollutant",
            f"the rate of '{text}' is not held ({item.note or item.place})",
            "a rate in the law file, with its source",
            where,
            key,
            references=(series.reference(row), "", ""),
        )
    currency, _, per = series.unit.partition("/")
    first = date(when.year, when.month, 1)
    begins = series.values[row].start > first
    share, share_reference, share_assumed = 1.0, "", False
    if SHARE + where in charge.law.series:
        due = charge.law.series[SHARE + where]
        share, at, due_state = _at(due, on, "", library)
        if at < 0:
            return Found(
                st.OUTSIDE_VALIDITY,
                "period",
                f"no share of the rate on {on}",
                "a period with one",
                where,
                key,
            )
        begins = begins or due.values[at].start > first
        share_reference, share_assumed = due.reference(at), due_state == ASSUMED
    coefficient, said, unclear, late = _coefficient(charge, where, circumstance, on, library)
    if unclear:
        known = charge.keys(COEFFICIENT + where)
        expected = f"one of {', '.join(known)}" if known else "nothing: the law has no coefficient here"
        return Found(st.UNKNOWN_CIRCUMSTANCE, "circumstance", f"'{unclear}'", expected, where, key)
    assumed = state == ASSUMED or share_assumed or late
    if assumed and not carry:
        item = series.values[row]
        until = f" past {item.known_to}" if item.known_to else ""
        return Found(
            st.OUTSIDE_VALIDITY, "period", f"a rate not known to hold{until}", "a period in which it holds",
            where, key,
        )  # fmt: skip
    return Found(
        medium=where,
        key=key,
        currency=currency,
        rate=rate * units.factor("t", per),
        share=share,
        coefficient=coefficient,
        assumed=assumed,
        late=begins,
        references=(series.reference(row), share_reference, said),
    )


def fixed_fee(charge: Charge, on: date, library: Library) -> tuple[float, str, str]:
    """Return the fixed fee of a site and year, its currency and reference; NaN where there is none."""
    if FEE not in charge.law.series:
        return NAN, "", ""
    series = charge.law.series[FEE]
    value, row, _ = _at(series, on, "", library)
    if row < 0:
        return NAN, "", ""
    return value, series.unit.partition("/")[0], series.reference(row)


def _at(series: Series, on: date, key: str, library: Library) -> tuple[float, int, int]:
    value, row, state = series.at(np.array([day(on)]), key, library.known_on)
    return float(value[0]), int(row[0]), int(state[0])


def _coefficient(
    charge: Charge, medium: str, text: str, on: date, library: Library
) -> tuple[float, str, str, bool]:
    """Return the product of the coefficients that a cell names, their reference, what is unclear, if assumed."""
    known = charge.keys(COEFFICIENT + medium)
    product, said, late = 1.0, "", False
    for part in (p for p in re.split(r"[;,+]", text) if p.strip()):
        if plain(part) not in known:
            return NAN, "", part.strip(), False
        series = charge.law.series[COEFFICIENT + medium]
        value, row, state = _at(series, on, plain(part), library)
        if row < 0:
            return NAN, "", part.strip(), False
        product, said, late = product * value, said or series.reference(row), late or state == ASSUMED
    return product, said, "", late
