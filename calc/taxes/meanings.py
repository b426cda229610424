"""What the texts of a sheet mean: each distinct spelling is looked at once, rows then take the answer by index."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.engine import units
from calc.engine.assumptions import choices
from calc.engine.cells import texts
from calc.engine.groups import group_keys
from calc.engine.model import Coded, FloatArray, IndexArray, IntArray, Options, TableData
from calc.engine.numerals import BAD, COMMA, EITHER, numeral
from calc.taxes import words
from calc.taxes.law import MEDIA, PROFILE, Law, Rates, law_of, rates
from calc.taxes.months import NO_MONTH, month_of
from factors import Library
from factors.grids import grid_key
from factors.names import normalised
from factors.pollutants import media_of, pollutant_key, why_not_taxed

PH_OPEN = -6  # a pH, whose band the measured figure tells
UNKNOWN, NOT_ITEM, UNCLEAR, MISMATCH, OPEN = -1, -2, -3, -4, -5
ANY = len(MEDIA)  # the column of a cell without medium
NO_PROVINCE = -2


@dataclass(frozen=True)
class Sites:
    """Sites and outlets of a table; the last number stands for empty cells."""

    site: IntArray  # group of each spelling, empty cell last
    outlet: IntArray
    sites: tuple[str, ...]
    outlets: tuple[str, ...]


def groups(coded: Coded) -> tuple[IntArray, tuple[str, ...]]:
    """Return the group of each spelling and the labels; empty cells are the group behind the last one."""
    numbers, labels = group_keys(coded.values)
    return np.append(numbers, np.int32(len(labels))).astype(np.int32), (*labels.values(), "")


def sites(data: TableData) -> Sites:
    """Return the sites and outlets of a table."""
    site, site_names = groups(texts(data, "site"))
    outlet, outlet_names = groups(texts(data, "outlet"))
    return Sites(site, outlet, site_names, outlet_names)


@dataclass(frozen=True)
class Place:
    """Provinces and places as rates know them, and months."""

    province: (
        IntArray  # of each spelling: index into the provinces, `UNKNOWN`, or `NO_PROVINCE` for an empty cell
    )
    at: IndexArray  # (provinces + 1, cities + 1): index into the places, -1: zone missing
    month: IntArray  # of each spelling: index into `months`, -1
    months: IntArray  # distinct, in order, counted from January 1970
    faults: tuple[str, ...]  # of each spelling of a month
    rates: Rates


@dataclass(frozen=True)
class Meanings:
    """All that the texts of a sheet of discharges mean, and the choices of the run."""

    law: Law
    chosen: dict[str, str]
    place: Place
    sites: Sites
    medium: IntArray  # of each spelling: index into MEDIA, `UNKNOWN`; `ANY` for an empty cell
    item: NDArray[np.int16]  # (pollutant spellings + 1, media + 1)
    item_medium: NDArray[np.int8]  # the medium of that item
    reasons: dict[
        tuple[int, int], str
    ]  # (pollutant spelling, medium) -> why it is not taxed or what is asked
    exceeded: IntArray
    punitive: IntArray
    method: IntArray
    exemption: IntArray  # index into `exemptions`; -1 none, -2 unknown
    exemptions: tuple[str, ...]
    limit_low: FloatArray
    limit_high: FloatArray
    limit_has_unit: NDArray[np.bool_]
    limit_faults: tuple[str, ...]
    below: FloatArray  # (steps of Art. 13, months): shares of the limit, the largest first
    before_law: NDArray[np.bool_]  # of each month; the last stands for none
    density: float  # t/m3
    tolerance: float


def months_of(coded: Coded) -> tuple[IntArray, IntArray, tuple[str, ...]]:
    """Return the distinct months, the place of each spelling among them, and what is wrong with each."""
    met = [month_of(text) for text in coded.values]
    months = np.unique(np.array([m for m, _ in met if m != NO_MONTH] or [0], dtype=np.int32))
    index = [int(np.searchsorted(months, m)) if m != NO_MONTH else -1 for m, _ in met]
    return months, np.array([*index, -1], dtype=np.int32), tuple(fault for _, fault in met)


def provinces_of(coded: Coded, law: Law) -> IntArray:
    """Return the province of each spelling, `NO_PROVINCE` for the empty cell."""
    keys = [grid_key(text, law.library.names) for text in coded.values]
    known = {province: n for n, province in enumerate(law.provinces)}
    return np.array([*(known.get(k or "", UNKNOWN) for k in keys), NO_PROVINCE], dtype=np.int32)


def _place(data: TableData, law: Law, chosen: dict[str, str]) -> Place:
    province = provinces_of(texts(data, "province"), law)
    cities = [*texts(data, "zone").values, ""]
    places: dict[tuple[str, str], int] = {}
    at = np.full((len(law.provinces) + 1, len(cities)), -1, dtype=np.intp)
    for p in np.unique(province[province >= 0]).tolist():
        key = law.provinces[p]
        for c, city in enumerate(cities):
            zone = law.places.get((key, normalised(city)), "") if law.zones[key] else ""
            if zone or not law.zones[key]:
                at[p, c] = places.setdefault((key, zone), len(places))
    months, month, faults = months_of(texts(data, "month"))
    carried, drafts = chosen["expired_rates"] == "assumed", chosen["draft_rates"] == "assumed"
    return Place(province, at, month, months, faults, rates(law, tuple(places), months, carried, drafts))


def _item(law: Law, text: str, medium: str) -> tuple[int, str]:
    library = law.library
    key = pollutant_key(text, medium, library.names)
    if key is None:
        others = [m for m in media_of(text, library.names) if m in MEDIA]
        if not others:
            return UNKNOWN, ""
        there = why_not_taxed(library, pollutant_key(text, others[0], library.names) or "", others[0])
        return MISMATCH, f"{others[0]} pollutant" + (f" ({there.rstrip('?')})" if there else "")
    if (medium, key) in law.index:
        return law.index[medium, key], ""
    if key == "ph":
        return PH_OPEN, ""
    reason = why_not_taxed(library, key, medium)
    return (UNCLEAR if reason.endswith("?") else NOT_ITEM), reason


def _items(coded: Coded, law: Law) -> tuple[NDArray[np.int16], NDArray[np.int8], dict[tuple[int, int], str]]:
    found = np.full((len(coded.values) + 1, ANY + 1), UNKNOWN, dtype=np.int16)
    medium = np.full(found.shape, -1, dtype=np.int8)
    medium[:, :ANY] = np.arange(ANY)
    reasons: dict[tuple[int, int], str] = {}
    for n, text in enumerate(coded.values):
        met = [_item(law, text, m) for m in MEDIA]
        for m, (item, reason) in enumerate(met):
            found[n, m] = item
            if reason:
                reasons[n, m] = reason
        own = [m for m, (item, _) in enumerate(met) if item not in (UNKNOWN, MISMATCH)]
        if len(own) == 1:  # only one medium has such a pollutant
            found[n, ANY], medium[n, ANY] = found[n, own[0]], own[0]
            reasons |= {(n, ANY): reasons[n, own[0]]} if (n, own[0]) in reasons else {}
        elif own:
            found[n, ANY] = OPEN
    return found, medium, reasons


def media(coded: Coded, spellings: dict[str, int]) -> IntArray:
    """Return the medium of each spelling, `ANY` for the empty cell."""
    return np.array([*(spellings.get(normalised(t), UNKNOWN) for t in coded.values), ANY], dtype=np.int32)


_MEDIA = {
    normalised(text): n
    for n, texts_ in enumerate(
        (
            (
                "air",
                "gas",
                "waste gas",
                "exhaust gas",
                "flue gas",
                "atmosphere",
                "大气",
                "废气",
                "气",
                "大气污染物",
            ),
            ("water", "wastewater", "waste water", "effluent", "sewage", "水", "废水", "污水", "水污染物"),
        )
    )
    for text in texts_
}


def limit_of(text: str) -> tuple[float, float, bool, str]:
    """Return least and highest value that a limit allows [mg/m3 where it has a unit], and what is wrong.

    ``18``, ``18 mg/m3``, ``<= 18``, and ``6-9`` for a range.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("<≤= ")
    for sign in ("-", "–", "~", "～", "至"):
        low, _, high = plain.partition(sign)
        if low.strip() and high.strip():
            ends = [_figure(part) for part in (low, high)]
            if not any(fault for *_, fault in ends) and ends[0][0] < ends[1][0]:
                return ends[0][0], ends[1][0], ends[1][1], ""
    value, has_unit, fault = _figure(plain)
    if not fault and value <= 0:
        fault = "a limit above zero"
    return np.nan, np.nan if fault else value, has_unit, fault


def _figure(text: str) -> tuple[float, bool, str]:
    number = numeral(text)
    if number.form in (BAD, EITHER):
        return np.nan, False, "a number, with its unit where the measured figure has one"
    value = number.as_comma if number.form == COMMA else number.as_point
    if not number.rest:
        return value, False, ""
    try:
        unit = units.unit(number.rest)
        wanted = next(u for u in ("mg/m3", "mg/Nm3") if units.same_dimension(unit, u))
    except (units.UnitQuestion, StopIteration):
        return np.nan, False, "a limit in mg/m3 or mg/L"
    return value * units.factor(unit, wanted), True, ""


def _answers(coded: Coded) -> IntArray:
    return np.array([*(words.answer(t) for t in coded.values), words.EMPTY], dtype=np.int32)


def _exemptions(coded: Coded) -> tuple[IntArray, tuple[str, ...]]:
    found = [words.exemption_of(text) for text in coded.values]
    keys = tuple(dict.fromkeys(key for key in found if key not in ("", "?")))
    codes = [-2 if key == "?" else keys.index(key) if key else -1 for key in found]
    return np.array([*codes, -1], dtype=np.int32), keys


def _limits(spellings: Sequence[str]) -> tuple[FloatArray, FloatArray, NDArray[np.bool_], tuple[str, ...]]:
    met = [limit_of(text) for text in spellings] + [(np.nan, np.nan, False, "")]
    low, high, has, faults = zip(*met, strict=True)
    return np.array(low), np.array(high), np.array(has), faults


def meanings(data: TableData, library: Library, options: Options) -> Meanings:
    """Return what the texts of a sheet mean."""
    law, chosen = law_of(library), choices(library, PROFILE, options)
    item, item_medium, reasons = _items(texts(data, "pollutant"), law)
    exemption, exemptions = _exemptions(texts(data, "exemption"))
    low, high, has_unit, faults = _limits(texts(data, "limit").values)
    series = library.law(PROFILE).series
    method = texts(data, "method")
    place = _place(data, law, chosen)
    return Meanings(
        law=law,
        chosen=chosen,
        place=place,
        below=law.reductions(place.months)[1],
        before_law=np.append(np.isnan(law.dated("due_days", place.months)), False),
        sites=sites(data),
        medium=media(texts(data, "medium"), _MEDIA),
        item=item,
        item_medium=item_medium,
        reasons=reasons,
        exceeded=_answers(texts(data, "exceeded")),
        punitive=_answers(texts(data, "punitive")),
        method=np.array([*(words.method_of(t) for t in method.values), -1], dtype=np.int32),
        exemption=exemption,
        exemptions=exemptions,
        limit_low=low,
        limit_high=high,
        limit_has_unit=has_unit,
        limit_faults=faults,
        density=series["wastewater_density"].values[-1].value,
        tolerance=series["amount_tolerance"].values[-1].value,
    )
