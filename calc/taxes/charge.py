"""From ranks to the tax: rates of the provinces, reductions of Art. 13, rounding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.cells import texts
from calc.engine.chunks import over_chunks
from calc.engine.model import BoolArray, FloatArray, IntArray, TableData
from calc.engine.states import States
from calc.methods.rounding import half_up
from calc.taxes import status as st
from calc.taxes.law import MEDIA
from calc.taxes.meanings import NO_PROVINCE, UNKNOWN, Meanings
from calc.taxes.ranking import Ranked, any_of, ranked, together
from calc.taxes.resolve import PIECE, Rows, outlet_months, without_step

FEN = 2  # decimals of money
FINE = FEN + FEN  # decimals of a hundredth of a fen, in which sums are exact
MOST_INT32 = np.iinfo(np.int32).max // (len(MEDIA) + 1)


def decimals(choice: str) -> int | None:
    """Return the decimals to which the profile lets the tax of a row be rounded; None: not at all."""
    return {"return": FINE, "none": None}.get(choice, FEN)


def rounded(tax: FloatArray, choice: str) -> FloatArray:
    """Return the taxes of rows, rounded half up as the profile chooses."""
    places = decimals(choice)
    return tax if places is None else half_up(tax, places)


@dataclass(frozen=True)
class Charged:
    """What the rows of a sheet owe; NaN where that is not known."""

    rank: NDArray[np.integer]  # 0: none
    taxed: BoolArray
    rate: FloatArray
    rate_row: NDArray[np.int16]  # of `cn.provincial_rates`, -1: given or none
    reduction: FloatArray
    step: NDArray[np.int8]
    tax: FloatArray
    province: IntArray


def compare(rows: Rows, known: Meanings, key: NDArray[np.int64]) -> tuple[Ranked, BoolArray, BoolArray]:
    """Return ranks, the rows at whose outlet a limit was exceeded, and those at whose outlet a row is refused."""
    law = known.law
    at = together(key)
    order = at.order

    def placed(values: NDArray[Any]) -> NDArray[Any]:
        return values if order is None else values[order]

    item = placed(rows.item)
    safe = np.maximum(item, 0)
    found = ranked(
        at, placed(rows.ranking), placed(rows.equivalents), item, law.once.take(safe), law.group.take(safe)
    )
    usable = placed(rows.month) >= 0
    exceeded = any_of(at.group, at.starts, placed(rows.exceeded) & usable)
    unmet = any_of(at.group, at.starts, (placed(rows.unmet) | found.twice) & usable)
    if order is None:
        return found, exceeded, unmet

    def back(values: NDArray[Any]) -> NDArray[Any]:
        spread = np.empty_like(values)
        spread[order] = values
        return spread

    return Ranked(*map(back, found)), back(exceeded), back(unmet)


def conflicts(site: IntArray, province: IntArray, sites: int) -> BoolArray:
    """Return which sites stand in two provinces; the site without a name is none."""
    width = int(province.max(initial=-1)) + 2  # the last place takes what is no province
    met = np.zeros(sites * width, dtype=np.bool_)

    def piece(part: slice) -> None:
        of = province[part]
        met[site[part] * np.int32(width) + np.where(of < 0, np.int32(width - 1), of)] = True

    over_chunks(len(site), piece)
    several = met.reshape(sites, width)[:, :-1].sum(axis=1) > 1
    several[-1] = False
    return np.asarray(several, dtype=np.bool_)


def two_media(rows: Rows, sites: int, outlets: int) -> BoolArray:
    """Return the rows at named outlets that have rows of air and of water."""
    size = sites * outlets
    at = (
        rows.site * np.int32(outlets) + rows.outlet
        if size < MOST_INT32
        else rows.site.astype(np.int64) * outlets + rows.outlet
    )
    met = np.zeros((len(MEDIA) + 1) * size, dtype=np.bool_)
    met[rows.medium * at.dtype.type(size) + at] = True
    both: BoolArray = np.logical_and.reduce(met.reshape(-1, size)[: len(MEDIA)], axis=0)
    both[outlets - 1 :: outlets] = False  # rows without outlet
    return both[at] if both.any() else np.zeros(0, dtype=np.bool_)


def charge(rows: Rows, data: TableData, known: Meanings) -> Charged:
    """Return ranks, rates, reductions and taxes; what goes wrong here is added to the states of the rows."""
    outlets, months = len(known.sites.outlets), len(known.place.months)
    result, exceeded, incomplete = compare(rows, known, outlet_months(rows, outlets, months))
    province = known.place.province.take(texts(data, "province").codes, mode="wrap")
    several = conflicts(rows.site, province, len(known.sites.sites))
    limits = known.law.charged(known.place.months)
    steady = bool((limits == limits[:, :1]).all())
    given, city = data.numbers("rate_cny"), texts(data, "zone").codes
    any_several = bool(several.any())
    bands = np.array([known.law.band(medium, known.place.months) for medium in MEDIA])
    _, _, due = known.law.reductions(known.place.months)
    due = np.vstack([due, np.ones((1, due.shape[1]))])
    size, any_incomplete = rows.size, bool(incomplete.any())
    out = Charged(
        rank=result.rank,
        taxed=np.empty(size, dtype=np.bool_),
        rate=np.empty(size),
        rate_row=np.empty(size, dtype=np.int16),
        reduction=np.empty(size),
        step=np.empty(size, dtype=np.int8),
        tax=np.empty(size),
        province=province,
    )

    def piece(part: slice) -> None:
        states = States(0, st.WORDS)
        states.status, states.notes = rows.status[part], rows.notes[part]
        rank, month, medium = result.rank[part], rows.month[part], rows.medium[part]
        ranking = np.maximum(rows.ranking[part], 0)
        states.end(result.twice[part], st.DUPLICATE)
        for note, rows_ in (
            ("one_of_group", result.beaten),
            ("group_taken", result.taken),
            ("group_tie", result.tied),
        ):
            states.note(rows_[part], note)
        settled = states.status == st.COMPUTED
        most = limits[:, 0].take(ranking) if steady else limits[ranking, month]
        settled_ranked = settled & (rank > 0)
        taxed = settled_ranked & (rank <= most)
        states.note(settled_ranked & ~taxed, "beyond_first")
        if any_incomplete:
            states.note(incomplete[part] & settled & (rows.ranking[part] >= 0), "incomplete")
        step = rows.step[part]
        if known.chosen["reduction_refused"] == "outlet":
            barred = exceeded[part] & (step >= 0)
            if barred.any():
                states.note(barred & taxed, "exceeded_outlet")
                step = without_step(step, barred)
        own = None if given is None else given[part]
        of_province = province[part]
        if any_several:
            states.end(several[rows.site[part]], st.PROVINCE_CONFLICT)
        with_rate = np.zeros(0, dtype=np.bool_) if own is None else ~np.isnan(own)
        lost = of_province == UNKNOWN
        states.end(lost if own is None else lost & ~with_rate, st.UNKNOWN_PROVINCE)
        if own is not None:
            in_law = np.minimum(medium, len(MEDIA) - 1)
            outside = (own < bands[in_law, 0, month]) | (own > bands[in_law, 1, month])
            states.end(outside, st.RATE_OUTSIDE_BAND)
        at = np.flatnonzero(taxed & (states.status == st.COMPUTED))
        when = month[at]
        rate, row = table_rates(known, of_province[at], city[part][at], rows.item[part][at], when)
        draft, late = _assumed(known, row, when)
        state = np.where(draft | late, st.ASSUMED, st.COMPUTED)
        state[np.isnan(rate)] = st.RATE_MISSING
        state[(row == ZONE) & (of_province[at] != NO_PROVINCE)] = st.ZONE_MISSING
        if own is not None:
            mine = with_rate[at]
            rate, row = np.where(mine, own[at], rate), np.where(mine, np.int16(-1), row)
            state[mine] = st.GIVEN
        states.status[at] = state
        for note, which in (("draft", draft), ("expired", late)):
            states.notes[at[which & (state == st.ASSUMED)]] |= st.WORDS.bit(note)
        reduction = due[step[at], when]
        tax = rows.equivalents[part][at] * rate * reduction
        tax = rounded(tax, known.chosen["rounding"])
        owed = state <= st.LAST_SETTLED
        final = states.status <= st.LAST_SETTLED
        out.taxed[part] = taxed
        out.rate[part], out.reduction[part] = np.nan, np.nan
        out.rate_row[part], out.step[part] = -1, -1
        out.tax[part] = np.where(final, 0.0, np.nan)
        settled_rows = at[owed]
        for values, found in (
            (out.rate, rate), (out.rate_row, row), (out.reduction, reduction), (out.step, step[at]), (out.tax, tax),
        ):  # fmt: skip
            values[part][settled_rows] = found[owed]

    over_chunks(size, piece, PIECE)
    return out


ZONE = -2  # row of a rate: which one it is depends on the place


def table_rates(
    known: Meanings, province: IntArray, city: IntArray, item: NDArray[np.int16], month: IntArray
) -> tuple[FloatArray, NDArray[np.int16]]:
    """Return the rate of each row and its row in the table; `ZONE` where the place decides, -1 where none is held."""
    place = known.place
    if not place.rates.row.size:
        missing = np.where(province >= 0, ZONE, -1).astype(np.int16)
        return np.full(len(item), np.nan), missing
    at = place.at[np.maximum(province, 0), city]
    usable = (province >= 0) & (at >= 0) & (item >= 0) & (month >= 0)
    _, items, months = place.rates.row.shape
    index = (at * items + item) * months + month
    if usable.all():
        row = place.rates.row.ravel().take(index)
    else:
        row = np.where(usable, place.rates.row.ravel().take(np.where(usable, index, 0)), np.int16(-1))
    rate = np.append(place.rates.value, np.nan).take(row, mode="wrap")
    lost = (province >= 0) & (at < 0)
    return rate, np.where(lost, np.int16(ZONE), row).astype(np.int16) if lost.any() else row


def _assumed(known: Meanings, row: NDArray[np.int16], month: IntArray) -> tuple[BoolArray, BoolArray]:
    """Return which rates are of a draft, and which are carried past their end or not confirmed."""
    held = row >= 0
    at = np.maximum(row, 0)
    rates = known.place.rates
    return held & rates.draft[at], held & rates.assumed[at, np.maximum(month, 0)]
