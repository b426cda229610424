"""The columns of a ledger of lots that are made when a report asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from calc.engine import units
from calc.engine.citations import GIVEN
from calc.engine.model import Coded, FloatArray, IntArray
from calc.metals import kernel
from calc.metals import status as st
from calc.metals.footprints import Footprint
from calc.metals.resolve import Lots
from factors import Library
from factors.grids import TABLE as GRIDS
from factors.materials import published_range


def indicator_of(figures: tuple[Footprint, ...], name: str) -> FloatArray:
    """Return a further indicator of all footprints, NaN where the data have none and behind the last."""
    found = [f.indicators[name].value if name in f.indicators else np.nan for f in figures]
    return np.array([*found, np.nan])


def noted(lots: Lots, names: tuple[str, ...]) -> Any:
    """Return which lots have one of the notes."""
    bits = np.uint32(sum(int(st.BIT[name]) for name in names))
    return (lots.notes & bits) > 0


def notes(lots: Lots) -> Coded:
    """Return the notes of each row; rows that are not computed begin with what their state means."""
    key = lots.notes.astype(np.int64) * len(st.STATUSES) + lots.status
    distinct, codes = np.unique(key, return_inverse=True)
    texts = []
    for one in distinct.tolist():
        bits, status = divmod(one, len(st.STATUSES))
        said = [] if st.IS_COMPUTED[status] else [st.MEANING[st.STATUSES[status]]]
        if status not in st.UNREAD:
            said += [text for n, text in enumerate(st.NOTES.values()) if bits & (1 << n)]
        texts.append("; ".join(said))
    values = tuple(dict.fromkeys(t for t in texts if t))
    lookup = np.array([values.index(t) if t else -1 for t in texts], dtype=np.int32)
    return Coded(lookup[codes], values)


def basis(lots: Lots) -> Coded:
    """Return what each footprint rests on: built, look-up, both, given or printed points."""
    values = ("built", "look-up", "built and look-up", "printed points", GIVEN)
    kinds = np.array([0 if f.basis == "built" else 1 for f in lots.figures] + [-1])
    first = np.where(lots.share < 1, kinds[lots.primary], -1)
    second = np.where(lots.share > 0, kinds[lots.secondary], -1)
    found = np.where(first < 0, second, np.where((second < 0) | (first == second), first, 2))
    found = np.where(lots.points.inside, 3, found)
    found = np.where(lots.status == st.GIVEN, 4, found)
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), found, -1).astype(np.int8), values)


def boundaries(lots: Lots) -> Coded:
    """Return the boundary of the figure that each lot rests on."""
    values = tuple(dict.fromkeys(f.boundary for f in lots.figures))
    own = np.array([values.index(f.boundary) for f in lots.figures] + [-1])
    found = np.where((lots.share > 0) & (lots.primary < 0), own[lots.secondary], own[lots.primary])
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), found, -1).astype(np.int8), values)


def electric(lots: Lots) -> FloatArray:
    """Return the electricity of all footprints [MWh/t], NaN behind the last."""
    return np.array(
        [sum(s.power + s.electrolysis for s in f.stages if not s.beside) for f in lots.figures] + [np.nan]
    )


def grid(lots: Lots, values: FloatArray) -> FloatArray:
    """Return the grid of lots that rest on one [gCO2e/kWh]."""
    used = electric(lots)
    needs = (used[lots.primary] > 0) | (used[lots.secondary] > 0)
    return np.where(needs & (lots.status != st.GRID_MISSING), values, np.nan)


def electricity(lots: Lots) -> FloatArray:
    """Return the electricity in one tonne [kWh/t]; look-ups do not state theirs."""
    used = electric(lots) * units.factor("MWh", "kWh")
    built = np.array([f.basis == "built" for f in lots.figures] + [False])
    used = np.where(built, used, np.nan)
    found = kernel.mixed(used[lots.primary], used[lots.secondary] * lots.yield_factor, lots.share)
    return np.where(lots.status == st.COMPUTED, found, np.nan)


def beside(lots: Lots) -> FloatArray:
    """Return the casting of the primary route at the row's grid."""
    found = np.array(
        [
            [
                sum(getattr(s, part) for s in f.stages if s.beside)
                if any(s.beside for s in f.stages)
                else np.nan
            ]
            for f in lots.figures
            for part in ("constant", "power")
        ]
    ).reshape(-1, 2)
    parts = np.vstack([found, [np.nan, np.nan]])[lots.primary]
    grid = lots.grid * units.factor("gCO2e/kWh", "tCO2e/MWh")
    return np.where(st.IS_COMPUTED.take(lots.status), parts[:, 0] + parts[:, 1] * grid, np.nan)


def mixed_indicator(lots: Lots, name: str) -> FloatArray:
    """Return a further indicator of one tonne of each lot."""
    values = indicator_of(lots.figures, name)
    found = kernel.mixed(values[lots.primary], values[lots.secondary], lots.share)
    return np.where(lots.status == st.COMPUTED, found, np.nan)


def coverage(lots: Lots) -> Coded:
    """Return in words what the indicators of each row's two figures cover."""
    said = ["; ".join(f"{name}: {i.covers}" for name, i in f.indicators.items()) for f in lots.figures] + [""]
    pairs = lots.primary.astype(np.int64) * len(said) + lots.secondary
    distinct, codes = np.unique(pairs, return_inverse=True)
    texts = []
    for one in distinct.tolist():
        first, second = divmod(one, len(said))
        both = (("primary", first), ("secondary", second))
        parts = [f"{route} {said[n]}" for route, n in both if 0 <= n < len(said) and said[n]]
        texts.append(" | ".join(parts))
    values = tuple(dict.fromkeys(t for t in texts if t))
    lookup = np.array([values.index(t) if t else -1 for t in texts], dtype=np.int32)
    return Coded(np.where(lots.status == st.COMPUTED, lookup[codes], -1).astype(np.int32), values)


def freight(lots: Lots, per_tonne: FloatArray) -> FloatArray:
    """Return a part of the freight of each lot [t CO2e], from kgCO2e per tonne carried."""
    stated = np.where(lots.legs.stated, per_tonne, np.nan) * units.factor("kgCO2e", "tCO2e")
    return np.where(st.IS_COMPUTED.take(lots.status), stated[lots.legs.codes] * lots.mass, np.nan)


def published(lots: Lots, library: Library, known: tuple[str, ...], which: Any) -> FloatArray:
    """Return the lowest or highest published figure of the primary route [t CO2e/t]."""
    found = []
    for name in known:
        ends = [
            v
            for f in published_range(library, name, "primary")
            for v in (f.low, f.high, f.value)
            if v is not None
        ]
        found.append(which(ends) if ends else np.nan)
    return np.array([*found, np.nan])[lots.material]


def references(lots: Lots, which: IntArray) -> Coded:
    """Return the reference of the figure of a route."""
    values = tuple(dict.fromkeys(f.reference for f in lots.figures))
    codes = np.array([values.index(f.reference) for f in lots.figures] + [-1], dtype=np.int32)[which]
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), codes, -1).astype(np.int32), values)


def grid_references(lots: Lots, rows: IntArray, column: str, library: Library) -> Coded:
    """Return the reference of the grid figure: a row of the table, or the user's own."""
    table = library.table(GRIDS)
    used = np.unique(rows[rows >= 0])
    values = (*(table.reference(int(r)) for r in used), f"{GIVEN}:{column}")
    own = ~np.isnan(grid(lots, lots.grid)) & (rows < 0)
    codes = np.where(own, len(used), np.where(rows >= 0, np.searchsorted(used, rows), -1))
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), codes, -1).astype(np.int32), values)
