"""The law as arrays: items of Annex 2, bands, rates of the provinces, reductions. Read once for a library.

Environmental Protection Tax Law, Arts 6 to 13 and Annexes 1 and 2; the values and their sources stand in
``factors/law/cn``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import BoolArray, FloatArray, IndexArray, IntArray
from calc.taxes.months import first_days
from factors import Library
from factors.law import OUTSIDE
from factors.names import normalised

LAW, PROFILE = "cn.environmental_tax", "profiles.taxes"
ITEMS, BANDS, EXEMPTIONS = "cn.pollutants", "cn.ph_bands", "cn.exemptions"
RATES, ZONES = "cn.provincial_rates", "cn.zones"
MEDIA = ("air", "water")
AIR, WATER = range(2)
RANKINGS = ("air", "water-class-1", "water-other")  # what is ranked apart: keys of charged_items
OF_AIR, CLASS_1, OTHER = range(3)
MASS, PH, COLOUR, COLIFORM, WASTEWATER, STOCK = range(6)  # what the equivalents of an item are counted from
_KINDS = {"colour": COLOUR, "coliform": COLIFORM}


@dataclass(frozen=True, eq=False)
class Law:
    """The items of Annex 2 in the order of the table, and the dated values around them."""

    library: Library
    media: tuple[str, ...]
    keys: tuple[str, ...]
    groups: tuple[str, ...]
    medium: NDArray[np.int8]
    ranking: NDArray[np.int8]
    kind: NDArray[np.int8]
    group: NDArray[np.int8]  # one of these is charged at an outlet; 0: alone
    once: NDArray[np.int16]  # the item that stands for it where it may occur once: one pH, whatever its band
    value: FloatArray  # one equivalent, in the unit of the item; NaN: not held
    unit: tuple[str, ...]

    @cached_property
    def index(self) -> Mapping[tuple[str, str], int]:
        """(medium, key) -> item."""
        return {pair: n for n, pair in enumerate(zip(self.media, self.keys, strict=True))}

    @cached_property
    def provinces(self) -> tuple[str, ...]:
        """The provinces of which a row is held."""
        return tuple(dict.fromkeys(self.library.table(RATES).columns["province"]))

    @cached_property
    def zones(self) -> Mapping[str, tuple[str, ...]]:
        """The zones of each province, none where one rate holds throughout."""
        columns = self.library.table(RATES).columns
        found: dict[str, dict[str, None]] = {}
        for province, zone in zip(columns["province"], columns["zone"], strict=True):
            found.setdefault(province, {}).update({zone: None} if zone else {})
        return {province: tuple(zones) for province, zones in found.items()}

    @cached_property
    def places(self) -> Mapping[tuple[str, str], str]:
        """(province, spelling of a place or zone) -> zone."""
        columns = self.library.table(ZONES).columns
        cells = zip(columns["province"], columns["spelling"], columns["zone"], strict=True)
        named = {(p, zone): zone for p, zones in self.zones.items() for zone in zones}
        return {(p, normalised(text)): zone for (p, text), zone in named.items()} | {
            (p, normalised(text)): zone for p, text, zone in cells
        }

    @cached_property
    def _bands(self) -> tuple[tuple[int, FloatArray], ...]:
        table = self.library.table(BANDS)
        bounds = np.column_stack(
            [table.numbers(c) for c in ("acid_from", "acid_to", "alkaline_from", "alkaline_to")]
        )
        return tuple(
            (self.index["water", key], b) for key, b in zip(table.columns["key"], bounds, strict=True)
        )

    def ph_items(self, ph: FloatArray) -> NDArray[np.int16]:
        """Return the band of each pH, -1 where it is not taxed; the side towards neutral is outside the acid bands."""
        found = np.full(ph.shape, -1, dtype=np.int16)
        for item, (acid_from, acid_to, alkaline_from, alkaline_to) in self._bands:
            acid = (ph >= acid_from) & (ph < acid_to)
            found[acid | ((ph > alkaline_from) & (ph <= alkaline_to))] = item
        return found

    def ph_range(self) -> tuple[float, float]:
        """Return the least and the highest pH that the bands know."""
        bounds = np.array([b for _, b in self._bands])
        return float(np.nanmin(bounds)), float(np.nanmax(bounds))

    def dated(self, series: str, months: IntArray, key: str = "") -> FloatArray:
        """Return a dated value for each month, NaN before the law."""
        value, _, status = (
            self.library.law(LAW).series[series].at(first_days(months), key, self.library.known_on)
        )
        return np.where(status == OUTSIDE, np.nan, value)

    def series_keys(self, series: str) -> tuple[str, ...]:
        """Return the keys of a series in order."""
        values = self.library.law(LAW).series[series].values
        return tuple(dict.fromkeys(key for value in values for key in value.keys))

    def reference(self, series: str, month: int, key: str = "") -> str:
        """Return the reference key of a dated value."""
        found = self.library.law(LAW).series[series]
        _, index, _ = found.at(first_days(np.array([month])), key, self.library.known_on)
        return found.reference(int(index[0])) if index[0] >= 0 else ""

    def band(self, medium: str, months: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return the statutory band of the rates of a medium [CNY per equivalent] in each month."""
        return self.dated("rate_least", months, medium), self.dated("rate_most", months, medium)

    def charged(self, months: IntArray) -> FloatArray:
        """Return how many pollutants are charged: (rankings, months)."""
        return np.array([self.dated("charged_items", months, key) for key in RANKINGS])

    def reductions(self, months: IntArray) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
        """Return the steps of Art. 13, the smallest first: keys, shares of the limit, shares of the tax due."""
        keys = self.series_keys("reduction_below")
        below = np.array([self.dated("reduction_below", months, key) for key in keys])
        order = np.argsort(-np.nan_to_num(below).max(axis=1, initial=0), kind="stable")
        due = np.array([self.dated("reduction_factor", months, key) for key in keys])
        return tuple(keys[n] for n in order), below[order], due[order]


@cache
def law_of(library: Library) -> Law:
    """Return the law of a library."""
    table = library.table(ITEMS)
    columns = table.columns
    classes = columns["class"]
    groups = tuple(dict.fromkeys(g for g in columns["group"] if g))
    kinds = [
        MASS
        if unit == "kg"
        else PH
        if cls == "ph"
        else STOCK
        if unit in ("head", "bed")
        else _KINDS.get(key, WASTEWATER)
        for key, cls, unit in zip(columns["key"], classes, columns["unit"], strict=True)
    ]
    first_ph = classes.index("ph")
    once = [first_ph if kind == PH else n for n, kind in enumerate(kinds)]
    ranking = [
        OF_AIR if m == "air" else CLASS_1 if c == "I" else OTHER
        for m, c in zip(columns["medium"], classes, strict=True)
    ]
    return Law(
        library=library,
        media=columns["medium"],
        keys=columns["key"],
        groups=groups,
        medium=np.array([MEDIA.index(m) for m in columns["medium"]], dtype=np.int8),
        ranking=np.array(ranking, dtype=np.int8),
        kind=np.array(kinds, dtype=np.int8),
        group=np.array([groups.index(g) + 1 if g else 0 for g in columns["group"]], dtype=np.int8),
        once=np.array(once, dtype=np.int16),
        value=table.numbers("equivalent_value"),
        unit=columns["unit"],
    )


@dataclass(frozen=True, eq=False)
class Rates:
    """The row of `cn.provincial_rates` for each place, item and month, -1: none held."""

    row: NDArray[np.int16]  # (places, items, months)
    value: FloatArray  # of each row; NaN: not held
    assumed: BoolArray  # (rows, months): past its end, or not confirmed
    draft: BoolArray  # of each row


def rates(
    law: Law, places: Sequence[tuple[str, str]], months: IntArray, carried: bool, drafts: bool
) -> Rates:
    """Return the rates of some places in some months.

    Parameters
    ----------
    places : sequence
        (province, zone); the zone is empty where one rate holds throughout.
    months : array
        Counted from January 1970.
    carried : bool
        Whether the last rate holds on after its end, as assumed, until another one is held.
    drafts : bool
        Whether the rates of a draft count.
    """
    table = law.library.table(RATES)
    cells, value, known = (
        table.columns,
        table.numbers("rate_cny_per_equivalent"),
        law.library.known_rows(RATES),
    )
    days = first_days(months)
    found = np.full((len(places), len(law.keys), len(months)), -1, dtype=np.int16)
    assumed = np.zeros((len(table), len(months)), dtype=np.bool_)
    draft = np.array([status == "draft" for status in cells["status"]])
    of_place: dict[tuple[str, str], list[int]] = {place: [] for place in places}
    for n, place in enumerate(zip(cells["province"], cells["zone"], strict=True)):
        if place in of_place and known[n] and not (draft[n] and not drafts):
            of_place[place].append(n)
    for p, place in enumerate(places):
        # a row that names its pollutants wins over the one for all others, a later row over an earlier one
        for n in sorted(of_place[place], key=lambda n: (bool(cells["pollutants"][n]), cells["from"][n])):
            named = cells["pollutants"][n].split()
            items = _items(law, cells["medium"][n], named)
            start, end, to = (_day(cells[c][n]) for c in ("from", "to", "known_to"))
            when = days >= (start or 0)
            held = not np.isnan(value[n])
            if not held and carried:
                continue
            last = end if end is not None else to
            if last is not None:
                assumed[n] |= days > last
            if end is not None and not (carried and held):
                when &= days <= end
            found[p][np.ix_(items, np.flatnonzero(when))] = n
    return Rates(found, value, assumed, draft)


def _items(law: Law, medium: str, named: Sequence[str]) -> IndexArray:
    chosen = [n for n, m in enumerate(law.media) if m == medium and (not named or law.keys[n] in named)]
    return np.array(chosen, dtype=np.intp)


def _day(text: str) -> int | None:
    return int(np.datetime64(text).astype(np.int64)) if text else None
