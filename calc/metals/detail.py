"""How the figures of a lot are made up: its allocation, and for `explain` its stages in words."""

from __future__ import annotations

import numpy as np

from calc.engine import units
from calc.engine.cells import numbers
from calc.engine.explained import number
from calc.engine.model import Coded, FloatArray, TableData
from calc.metals import status as st
from calc.metals.meanings import CFF_TABLE, GENERIC
from calc.metals.measure import Stage
from calc.metals.resolve import Lots
from factors import Library

ALLOCATIONS = ("cut-off", "avoided burden", "CFF")


def allocation_used(lots: Lots) -> Coded:
    """Return by which allocation each footprint of ours was made."""
    a = lots.allocation.a
    kind = np.where(a == 1, 0, np.where(a == 0, 1, 2))
    own = (lots.status == st.COMPUTED) & np.isnan(lots.at_points)
    return Coded(np.where(own, kind, -1).astype(np.int8), ALLOCATIONS)


def parameter(lots: Lots, name: str) -> FloatArray:
    """Return A, R2 or Qs/Qp of the lots that are not allocated by cut-off."""
    values: FloatArray = getattr(lots.allocation, name)
    return np.where((lots.status == st.COMPUTED) & (lots.allocation.a < 1), values, np.nan)


def allocation_references(lots: Lots, data: TableData, library: Library) -> Coded:
    """Return where the parameters come from that a lot does not give itself."""
    table = library.table(CFF_TABLE)
    rows = {name: n for n, name in enumerate(table.columns["material"])}
    of = np.array([*(rows.get(name, rows[GENERIC]) for name in lots.known.known), -1], dtype=np.int32)
    given = [~np.isnan(numbers(data, name)) for name in ("r2", "quality_ratio")]
    full = given[0] & given[1] & ((lots.allocation.a == 0) | ~np.isnan(numbers(data, "cff_a")))
    rests = (lots.status == st.COMPUTED) & (lots.allocation.a < 1) & ~full
    return Coded(np.where(rests, of[lots.material], -1).astype(np.int32), tuple(table.references))


def detail(lots: Lots, row: int) -> list[str]:
    """Return the stages of the two figures of a lot in words, and how they are mixed."""
    per_mwh = units.factor("gCO2e/kWh", "tCO2e/MWh")
    grids = float(lots.grid[row]) * per_mwh, float(lots.smelter[row]) * per_mwh
    said: list[str] = []
    for route, which in (("primary", lots.primary[row]), ("secondary", lots.secondary[row])):
        if which >= 0:
            figure = lots.known.figures[which]
            said.append(
                f"{route}: {figure.basis}, {figure.boundary}, {figure.variant} {figure.year}".rstrip()
            )
            said += [_stage(stage, *grids) for stage in figure.stages]
    if lots.yield_factor[row] != 1:
        said.append(f"secondary x {number(float(lots.yield_factor[row]))} for the yield given")
    share = float(lots.share[row])
    if lots.allocation.a[row] < 1:
        a, r2, quality = (number(float(part[row])) for part in lots.allocation)
        said += [
            f"material part of the CFF, A {a}, R1 {number(share)}, R2 {r2}, Q = Qs/Qp {quality}:",
            "  (1 - R1) Ev + R1 (A Erec + (1 - A) Ev Q) + (1 - A) R2 (Erec - Ev Q)",
        ]
    elif not np.isnan(share) and np.isnan(lots.at_points[row]):
        said.append(f"cut-off: {number(1 - share)} x primary + {number(share)} x secondary")
    return said


def _stage(stage: Stage, grid: float, smelter: float) -> str:
    """Return a stage with its electricity: 1.2 + 0.3 MWh x 0.5 = 1.35."""
    drawn = [(mwh, value) for mwh, value in ((stage.power, grid), (stage.electrolysis, smelter)) if mwh]
    terms = [number(stage.constant), *(f"{number(mwh)} MWh x {number(value)}" for mwh, value in drawn)]
    total = stage.constant + sum(mwh * value for mwh, value in drawn)
    beside = ", beside the total" if stage.beside else ""
    return f"  {stage.name:<20}{' + '.join(terms)}" + (f" = {number(total)}" if drawn else "") + beside
