"""The cells under one heading, typed, and those of several headings that share a column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.engine.findings import duplicate_heading
from calc.engine.model import NO_DATE, BoolArray, Coded, Column, FloatArray, IntArray, SmallIntArray
from calc.engine.sections import Section
from calc.engine.values import Fault

SAME = 1e-9  # two figures of one cell that differ by less are the same one in two units


@dataclass
class Typed:
    """The cells under one heading, or under several of one column, typed."""

    data: Coded | FloatArray | IntArray
    empty: BoolArray
    faults: list[tuple[Fault, int]]  # each with the position of its column
    unit_index: SmallIntArray | None = None
    refused: BoolArray | None = None  # by a fault of the heading


def coalesced(column: Column, first: Typed, other: Typed, section: Section, position: int) -> Typed:
    """Fill the empty cells of one heading from another; rows where both say different things are a fault."""
    clash = ~first.empty & ~other.empty & _differs(first, other)
    take = first.empty & ~other.empty
    if isinstance(first.data, Coded) and isinstance(other.data, Coded):
        values = {text: i for i, text in enumerate(first.data.values)}
        lookup = [values.setdefault(text, len(values)) for text in other.data.values]
        codes = np.array([*lookup, -1], dtype=np.int32)[other.data.codes]
        first.data = Coded(np.where(take, codes, first.data.codes).astype(np.int32), tuple(values))
    elif isinstance(first.data, np.ndarray) and isinstance(other.data, np.ndarray):
        first.data = np.where(take, other.data, first.data)
    if first.unit_index is not None and other.unit_index is not None:
        first.unit_index = np.where(take, other.unit_index, first.unit_index).astype(np.int8)
    if other.refused is not None:
        first.refused = other.refused if first.refused is None else first.refused | other.refused
    first.faults += other.faults
    if clash.any():
        first.faults.append((duplicate_heading(section, column, position, np.flatnonzero(clash)), position))
    first.empty = first.empty & other.empty
    return first


def _differs(first: Typed, other: Typed) -> BoolArray:
    """Return in which rows two headings say different things; what cannot be read is a fault of its own."""
    a, b = first.data, other.data
    if isinstance(a, Coded) and isinstance(b, Coded):
        return np.asarray((a.codes >= 0) & (b.codes >= 0) & (a.texts() != b.texts()), dtype=np.bool_)
    if isinstance(a, Coded) or isinstance(b, Coded):
        raise TypeError("columns of two kinds")
    if a.dtype == np.int32:
        return np.asarray((a != NO_DATE) & (b != NO_DATE) & (a != b), dtype=np.bool_)
    known = ~np.isnan(a) & ~np.isnan(b)
    unequal = known & ~np.isclose(a, b, rtol=SAME, atol=0.0)
    if first.unit_index is not None and other.unit_index is not None:
        unequal |= known & (first.unit_index != other.unit_index)
    return np.asarray(unequal, dtype=np.bool_)


def emptied(data: Coded | FloatArray | IntArray, refused: BoolArray) -> Coded | FloatArray | IntArray:
    """Return the column with nothing in the rows that are refused."""
    if not refused.any():
        return data
    if isinstance(data, Coded):
        return Coded(np.where(refused, -1, data.codes).astype(np.int32), data.values)
    if data.dtype == np.int32:
        return np.where(refused, NO_DATE, data).astype(np.int32)
    return np.where(refused, np.nan, data)
