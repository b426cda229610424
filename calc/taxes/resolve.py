"""From the cells of discharges to equivalents: what each row is before the rows of its outlet are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.cells import numbers, texts
from calc.engine.chunks import CHUNK, filled, over_chunks
from calc.engine.model import BoolArray, FloatArray, IntArray, TableData
from calc.engine.states import States
from calc.methods.rounding import NOISE, half_up
from calc.taxes import quantities, wastewater
from calc.taxes import status as st
from calc.taxes.law import MASS, MEDIA, PH, STOCK
from calc.taxes.meanings import ANY, MISMATCH, NOT_ITEM, OPEN, PH_OPEN, UNCLEAR, UNKNOWN, Meanings
from calc.taxes.words import WITHIN_STANDARD, YES

# no tax rests on them
OPTIONAL = ("method", "paid_on", "filed_on", "site", "outlet", "province", "zone", "exceeded", "punitive")
SHOWN_DECIMALS = 2  # of equivalents, where they are rounded
NO_CLASS = -1
PIECE = 2 * CHUNK  # many small steps for each piece
SAME = 10.0**-NOISE  # shares of a limit that differ by less are equal


@dataclass(frozen=True)
class Rows:
    """Rows before ranking; -1 and NaN stand for what is not there. `status` and `notes` are still added to."""

    size: int
    site: IntArray
    outlet: IntArray
    month: IntArray  # index into the months of the sheet
    medium: NDArray[np.int8]
    item: NDArray[np.int16]
    ranking: NDArray[np.int8]  # what it is ranked among; -1: not ranked
    quantity: FloatArray  # in the unit of the item
    equivalents: FloatArray
    step: NDArray[np.int8]  # of the reductions, by its own figures; -1: none
    exceeded: BoolArray
    unmet: BoolArray  # refused: the amount of this row is missing in the ranks of its outlet
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]


def empty(size: int) -> Rows:
    """Return rows to be filled piece by piece."""

    def of(kind: type) -> NDArray[Any]:
        return np.empty(size, dtype=kind)

    return Rows(
        size,
        of(np.int32),
        of(np.int32),
        of(np.int32),
        of(np.int8),
        of(np.int16),
        of(np.int8),
        of(np.float64),
        of(np.float64),
        of(np.int8),
        of(np.bool_),
        of(np.bool_),
        of(np.int8),
        of(np.uint32),
    )


def resolve(data: TableData, known: Meanings) -> Rows:
    """Return all rows of a sheet."""
    rows = empty(data.size)
    arrays = {name: a for name, a in vars(rows).items() if isinstance(a, np.ndarray)}
    stated = {name: wastewater.stated(data, name, known) for name in ("amount", "produced")}

    def piece(part: slice) -> None:
        said = {name: None if mask is None else mask[part] for name, mask in stated.items()}
        for name, values in _piece(data.part(part), known, said).items():
            arrays[name][part] = values

    over_chunks(data.size, piece, PIECE)
    return rows


def _piece(
    data: TableData, known: Meanings, stated: Mapping[str, BoolArray | None]
) -> dict[str, NDArray[Any]]:
    law = known.law
    states = States(data.size, st.WORDS)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    site = known.sites.site.take(texts(data, "site").codes, mode="wrap")
    outlet_codes = texts(data, "outlet").codes
    outlet = known.sites.outlet.take(outlet_codes, mode="wrap")
    states.note(outlet_codes < 0, "outlet_missing")
    month = known.place.month.take(texts(data, "month").codes, mode="wrap")
    states.end(month < 0, st.MONTH_INVALID)
    items, medium = _items(data, known, states)
    states.end(known.before_law.take(month, mode="wrap"), st.BEFORE_LAW)
    met = quantities.measured(data, known, items, states)
    item, neutral = _banded(items, met.figure, known, data, states)
    at = np.maximum(item, 0)
    kind = law.kind.take(at)
    kind[item < 0] = MASS
    kind[items == PH_OPEN] = PH
    quantity = _quantity(data, known, kind, medium, met, states, stated)
    value, own = law.value.take(at), data.numbers("equivalent_value")
    if own is not None:
        given = ~np.isnan(own)
        value = np.where(given, own, value)
        states.note(given, "equivalent_given")
    equivalents = np.round(quantity / value, NOISE)  # so that equal ones are equal
    if known.chosen["rounding"] == "equivalents":
        equivalents = half_up(equivalents, SHOWN_DECIMALS)
    small = quantities.small(data, known, item, quantity, states) if (kind == STOCK).any() else None
    exempt = _exempt(data, known, states)
    states.end((item >= 0) & np.isnan(value), st.EQUIVALENT_MISSING)
    open_rows = states.status == st.COMPUTED
    unmet = states.status > st.LAST_SETTLED
    nothing = open_rows & ~(equivalents > 0) & ~neutral
    said = st.WORDS.noted(states.notes, ("not_exceeded",))
    states.note(nothing & ~said, "nothing")
    ranked = open_rows & ~neutral & (equivalents > 0) & ~exempt
    if small is not None:
        ranked &= ~small
    untaxed = open_rows & neutral
    equivalents[untaxed] = 0.0
    equivalents[unmet | (items == NOT_ITEM)] = np.nan
    method = texts(data, "method").codes
    if (known.method[:-1] < 0).any():
        states.note((method >= 0) & (known.method[method] < 0), "method_unknown")
    step = _steps(known, month, met, ranked & (kind == MASS), states, data)
    return {
        "site": site,
        "outlet": outlet,
        "month": month,
        "medium": medium,
        "item": item,
        "ranking": np.where(ranked, law.ranking.take(at), NO_CLASS),
        "quantity": np.where(unmet, np.nan, quantity),
        "equivalents": equivalents,
        "step": step,
        "exceeded": met.exceeded,
        "unmet": unmet,
        "status": states.status,
        "notes": states.notes,
    }


def _items(data: TableData, known: Meanings, states: States) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
    """Return the item of each row (below 0: what `meanings` says) and its medium."""
    pollutant = texts(data, "pollutant").codes
    said = known.medium.take(texts(data, "medium").codes, mode="wrap")
    states.end(said == UNKNOWN, st.UNKNOWN_MEDIUM)
    at = pollutant.astype(np.int32) * np.int32(ANY + 1) + np.where(said < 0, ANY, said)
    items = known.item.ravel().take(at, mode="wrap")
    medium = known.item_medium.ravel().take(at, mode="wrap")
    states.end(items == OPEN, st.UNKNOWN_MEDIUM)
    states.end(items == MISMATCH, st.MEDIUM_MISMATCH)
    states.end(items == UNCLEAR, st.UNCLEAR_POLLUTANT)
    states.end(items == UNKNOWN, st.UNKNOWN_POLLUTANT)
    states.end(items == NOT_ITEM, st.NOT_TAXABLE)
    states.note((said == ANY) & (medium >= 0), "medium_taken")
    return items, np.where(medium < 0, len(MEDIA), medium).astype(np.int8)


def _banded(
    items: NDArray[np.int16], figure: FloatArray, known: Meanings, data: TableData, states: States
) -> tuple[NDArray[np.int16], BoolArray]:
    """Return the items with the band of each pH, and which pH are not taxed."""
    neutral = items == PH_OPEN
    if not neutral.any():
        return items, neutral
    index = data.unit_index.get("measured")
    if index is not None:
        figure = np.where(index >= 0, np.nan, figure)  # a pH has no unit
    least, most = known.law.ph_range()
    states.end(neutral & ~((figure >= least) & (figure <= most)), st.MEASURED_MISSING)
    band = known.law.ph_items(figure)
    found = np.where(neutral & (band >= 0), band, items)
    neutral = neutral & (band < 0)
    states.note(neutral, "ph_neutral")
    return found, neutral


def _quantity(
    data: TableData,
    known: Meanings,
    kind: NDArray[np.int8],
    medium: NDArray[np.int8],
    met: quantities.Measured,
    states: States,
    stated: Mapping[str, BoolArray | None],
) -> FloatArray:
    index = data.unit_index.get("measured")
    if index is not None:
        plain = (kind != MASS) & (index >= 0)
        figure = np.where(plain, np.nan, met.figure)
        met = met._replace(figure=figure)
    return quantities.quantity(data, known, kind, medium, met, states, stated)


def _exempt(data: TableData, known: Meanings, states: States) -> BoolArray:
    """Return which rows are exempt; what is exempt within the standards only where its limit was not exceeded."""
    if not data.coded("exemption"):
        return np.zeros(data.size, dtype=np.bool_)
    codes = known.exemption.take(texts(data, "exemption").codes, mode="wrap")
    states.end(codes < UNKNOWN, st.UNKNOWN_EXEMPTION)
    exempt = codes >= 0
    if WITHIN_STANDARD in known.exemptions:
        municipal = codes == known.exemptions.index(WITHIN_STANDARD)
        above = known.exceeded.take(texts(data, "exceeded").codes, mode="wrap") == YES
        limits = texts(data, "limit").codes
        above = above | (numbers(data, "measured") > known.limit_high.take(limits, mode="wrap"))
        states.note(municipal & above, "exempt_lost")
        exempt = exempt & ~(municipal & above)
    if "sewage-works" in known.exemptions:
        states.note(codes == known.exemptions.index("sewage-works"), "sewage_works")
    states.end(exempt, st.EXEMPT)
    return exempt


def _steps(
    known: Meanings,
    month: IntArray,
    met: quantities.Measured,
    rows: BoolArray,
    states: States,
    data: TableData,
) -> NDArray[np.int8]:
    """Return the step of Art. 13 that each row's own figures earn, -1 for none."""
    step = np.full(len(rows), -1, dtype=np.int8)
    for threshold in known.below:  # each step lies below the one before
        least = threshold[0] if (threshold == threshold[0]).all() else threshold[month]
        step += met.figure < met.limit * (least - SAME)
    none = ~rows
    if known.chosen["punitive_reduction"] == "none" and data.coded("punitive"):
        none |= known.punitive.take(texts(data, "punitive").codes, mode="wrap") == YES
    barred = rows & met.exceeded
    if barred.any():
        states.note(barred, "exceeded")
        none |= barred
    return without_step(step, none)


def without_step(step: NDArray[np.int8], rows: BoolArray) -> NDArray[np.int8]:
    """Return the steps with none, -1, in some rows."""
    found: NDArray[np.int8] = step | -rows.view(np.int8)  # all bits of -1 are set
    return found


def outlet_months(rows: Rows, outlets: int, months: int) -> NDArray[np.int64]:
    """Return a key for each row's outlet, month and medium, in the order of sites, outlets and months."""

    def keys(part: slice) -> NDArray[np.int64]:
        key = rows.site[part].astype(np.int64)
        key *= outlets
        key += rows.outlet[part]
        key *= months + 1
        key += rows.month[part] + 1
        key *= len(MEDIA) + 1
        key += rows.medium[part]
        return key

    return filled(rows.size, np.int64, keys)
