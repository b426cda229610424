"""The transport of all models: rows of *Transport*, inbound to raw materials and outbound to distribution."""

from __future__ import annotations

import numpy as np

from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.companions import LEGS
from calc.batteries.materials import owners, qualities
from calc.batteries.models import Models
from calc.batteries.words import LEG, OUTBOUND, meaning
from calc.engine import units
from calc.engine.cells import numbers, texts
from calc.engine.model import TableData
from calc.methods.freight import COLUMNS, GridFigure, LegTable, legs
from factors import Library
from factors.grids import TABLE as GRID_TABLE
from factors.grids import Grids, grid_key

PART = ln.PARTS.index("transport")


def read_transport(
    data: TableData, models: Models, library: Library
) -> tuple[ln.Lines, st.RowStates, LegTable]:
    """Return the rows of *Transport* as lines, the state of each row, and the legs."""
    rows = st.RowStates(data.size)
    owner = owners(data, models, rows)
    spelled = texts(data, "stage")
    stages = [meaning(text, LEGS, LEG) for text in spelled.values]
    lookup = np.array([*(LEGS.index(k) if k else -1 for k in stages), -1])
    stage = lookup[spelled.codes]
    rows.end(stage < 0, st.UNKNOWN_STAGE)
    outbound = stage == LEGS.index(OUTBOUND)
    own = numbers(data, "mass")
    battery = np.append(models.mass, np.nan)[owner]
    mass = np.where(np.isnan(own) & outbound, battery, own)
    rows.end(np.isnan(mass), st.NO_MASS)
    way = _legs(data, library)
    faulty = np.zeros(len(way.ttw), dtype=bool)
    faulty[list(way.faults)] = True
    rows.end(faulty[way.codes], st.FREIGHT_UNCLEAR)
    rows.end(~way.stated[way.codes], st.NO_WAY)
    factor = (way.ttw + way.wtt)[way.codes] * units.factor("kg", "t")
    kept = np.flatnonzero(rows.used)
    goods = texts(data, "goods")
    references = ["; ".join(way.references(entry)) for entry in range(len(way.ttw))]
    found = ln.made(
        owner[kept],
        stage=np.where(outbound, ln.DISTRIBUTION, ln.RAW_MATERIALS).astype(np.int8)[kept],
        kind=ln.CARRIED,
        part=PART,
        item=np.where(goods.codes >= 0, goods.codes, len(goods.values) + stage)[kept],
        items=[*goods.values, *LEGS],
        amount=mass[kept],
        factor=factor[kept],
        quality=qualities(data, np.full(data.size, ln.LITERATURE))[kept],
        reference=way.codes[kept],
        references=references,
        table=2,
        row=kept,
    )
    return found, rows, way


def _legs(data: TableData, library: Library) -> LegTable:
    grids, table = Grids.of(library), library.table(GRID_TABLE)

    def figure(spelled: str) -> GridFigure | None:
        value, row, _ = grids.figure(grid_key(spelled, library.names) or "")
        value *= units.factor("gCO2e/kWh", "kgCO2e/kWh")
        return None if row < 0 else GridFigure(value, f"grid of {spelled}", table.reference(row))

    mode, distance, start, end = (data.coded(column.name) for column in COLUMNS)
    return legs(data.size, mode, distance, start, end, library, figure)
