"""Whether an amount of wastewater says that it is one: pH, colour, coliform and chlorine have no mass of their own."""

from __future__ import annotations

import numpy as np

from calc.engine import units
from calc.engine.cells import texts
from calc.engine.headings import recognised
from calc.engine.model import BoolArray, Place, TableData
from calc.engine.numerals import numeral
from calc.taxes.law import MASS, PH, STOCK
from calc.taxes.meanings import PH_OPEN, Meanings

MASS_UNIT, VOLUME_UNIT = "kg", "m3"  # what a heading of an amount of wastewater may be in


def counted_in_water(known: Meanings) -> BoolArray:
    """Return which spellings of pollutants are counted in wastewater, in any medium; the empty cell is none."""
    kind = np.append(known.law.kind, MASS)
    found = np.where(known.item == PH_OPEN, PH, kind[np.maximum(known.item, -1)])
    water: BoolArray = ((found != MASS) & (found != STOCK)).any(axis=1)
    return water


def stated(data: TableData, column: str, known: Meanings) -> BoolArray | None:
    """Return which amounts carry a unit, in the heading or in the cell: then they are masses or volumes of wastewater.

    None where no pollutant of the sheet is counted in wastewater.
    """
    water = counted_in_water(known)
    if not water.any():
        return None
    found = np.zeros(data.size, dtype=np.bool_)
    for number, place in enumerate(data.places):
        rows = data.place == number
        if _heading_with_unit(data, place, column):
            found |= rows
        elif column in place.own_columns and data.own is not None:
            cells = data.own[place.own_columns[column]].to_numpy()
            if cells.dtype == object:
                at = np.flatnonzero(rows & water[texts(data, "pollutant").codes])
                found[at] = _with_unit(cells[at].tolist())
    return found


def _heading_with_unit(data: TableData, place: Place, column: str) -> bool:
    heading = recognised(data.table, place.own_columns.get(column, ""))
    if heading is None or not heading.unit:
        return False
    try:
        unit = units.unit(heading.unit)
        return any(units.same_dimension(unit, known) for known in (MASS_UNIT, VOLUME_UNIT))
    except units.UnitQuestion:
        return False


def _with_unit(cells: list[object]) -> list[bool]:
    known: dict[str, bool] = {}
    for cell in cells:
        if isinstance(cell, str) and cell not in known:
            known[cell] = bool(numeral(cell).rest)
    return [isinstance(cell, str) and known[cell] for cell in cells]
