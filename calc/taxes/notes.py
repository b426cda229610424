"""The column `note` of discharges: why a row is taxed or not, with the statutory band where a rate is refused."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calc.engine.cells import texts
from calc.engine.chunks import filled
from calc.engine.model import Coded, IntArray, TableData
from calc.taxes import status as st
from calc.taxes.law import MEDIA
from calc.taxes.meanings import Meanings
from calc.taxes.resolve import Rows

MOST_BITS = 12  # notes in use at once up to which their combinations are counted instead of sorted
REFUSED_RATES = (st.RATE_MISSING, st.RATE_OUTSIDE_BAND)


def said(rows: Rows, data: TableData, known: Meanings) -> Coded:
    """Return the notes of each row; what is no item of Annex 2 has its reason there, a rate refused the band."""
    notes, status, codes = _combinations(rows)
    coded = st.WORDS.said(notes, status)
    values = {text: n for n, text in enumerate(coded.values)}
    found = filled(rows.size, np.int32, lambda part: coded.codes.take(codes[part], mode="clip"))
    unlisted = np.flatnonzero((rows.status == st.NOT_TAXABLE) | (rows.status == st.UNCLEAR_POLLUTANT))
    if unlisted.size:
        pollutant = texts(data, "pollutant").codes[unlisted]
        medium = known.medium[texts(data, "medium").codes[unlisted]]
        pairs, of = np.unique(np.column_stack([pollutant, medium]), axis=0, return_inverse=True)
        reasons = [known.reasons.get((int(p), int(m)), "") for p, m in pairs.tolist()]
        places = [values.setdefault(reason, len(values)) for reason in reasons]
        found[unlisted] = np.array(places, dtype=np.int32)[of.reshape(-1)]
    _with_bands(found, values, rows, known)
    return Coded(found, tuple(values))


def _combinations(rows: Rows) -> tuple[NDArray[np.uint32], NDArray[np.int8], IntArray]:
    """Return notes and state of each combination that is met, and the combination of each row."""
    used = int(np.bitwise_or.reduce(rows.notes)) if rows.size else 0
    bits = [n for n in range(used.bit_length()) if used >> n & 1]
    if len(bits) > MOST_BITS:
        key = rows.notes.astype(np.int64) * len(st.STATUSES) + rows.status
        _, first, index = np.unique(key, return_index=True, return_inverse=True)
        return rows.notes[first], rows.status[first], index.astype(np.int32)

    seen = np.zeros(len(st.STATUSES) << len(bits), dtype=np.bool_)

    def keys(part: slice) -> IntArray:
        found = rows.status[part].astype(np.int32)
        for bit in bits:
            found += found
            found += (rows.notes[part] & np.uint32(1 << bit)) > 0
        seen[found] = True
        return found

    dense = filled(rows.size, np.int32, keys)
    met = np.flatnonzero(seen)
    number = np.zeros(len(seen), dtype=np.int32)
    number[met] = np.arange(len(met), dtype=np.int32)
    notes = sum(
        ((met >> place & 1).astype(np.uint32) << np.uint32(bit) for place, bit in enumerate(reversed(bits))),
        np.zeros(len(met), dtype=np.uint32),
    )
    status = (met >> len(bits)).astype(np.int8)
    return notes, status, filled(rows.size, np.int32, lambda part: number.take(dense[part]))


def _with_bands(found: IntArray, values: dict[str, int], rows: Rows, known: Meanings) -> None:
    """Add the statutory band of its month to the note of each row whose rate is refused."""
    at = np.flatnonzero(np.logical_or.reduce([rows.status == state for state in REFUSED_RATES]))
    if not at.size:
        return
    texts_ = list(values)
    pairs = np.column_stack([found[at], rows.medium[at], rows.month[at]])
    distinct, of = np.unique(pairs, axis=0, return_inverse=True)
    places = []
    for code, medium, month in distinct.tolist():
        band = band_in_words(known, MEDIA[medium], month)
        text = f"{texts_[code]}; {band}"
        places.append(values.setdefault(text, len(values)))
    found[at] = np.array(places, dtype=np.int32)[of.reshape(-1)]


def band_in_words(known: Meanings, medium: str, month: int) -> str:
    """Return the statutory band of a medium in a month of the sheet."""
    (least,), (most,) = known.law.band(medium, known.place.months[month : month + 1])
    return f"statutory band {least:g} to {most:g} CNY per equivalent ({medium})"
