"""The allocation of each lot: the parameters of the Circular Footprint Formula that its cells and tables give.

Cut-off is the formula with A = 1, avoided burden that with A = 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from calc.engine.cells import numbers
from calc.engine.model import BoolArray, FloatArray, IndexArray, TableData
from calc.engine.states import States
from calc.metals import status as st
from calc.metals.meanings import Meanings
from calc.metals.words import AVOIDED, CFF, CUT_OFF

PARAMETERS = ("cff_a", "r2", "quality_ratio")


class Allocations(NamedTuple):
    """A, R2 and Qs/Qp of each lot; A = 1 and the rest 0 for cut-off."""

    a: FloatArray
    r2: FloatArray
    quality: FloatArray


def allocations(
    data: TableData, known: Meanings, material: IndexArray, unused: BoolArray, states: States
) -> Allocations:
    """Return the parameters of each lot; lots of `unused` have a footprint without any allocation.

    What the cells leave open comes from the table of published parameters; A of a material that it does not hold is
    the generic one, with a note; R2 and Qs/Qp have no generic value, so such a lot is refused.
    """
    spelled = data.coded("allocation")
    cells = [values for name in PARAMETERS if (values := data.numbers(name)) is not None]
    stated = (
        np.logical_or.reduce([~np.isnan(values) for values in cells]) if cells else np.zeros(data.size, bool)
    )
    if spelled is None:
        states.note(stated, "allocation_unused")
        return Allocations(np.ones(data.size), np.zeros(data.size), np.zeros(data.size))
    kind = known.allocation.take(spelled.codes, mode="wrap")
    states.end((kind < 0) & ~unused, st.UNKNOWN_ALLOCATION)
    states.note((stated & (kind == CUT_OFF)) | (unused & (spelled.codes >= 0)), "allocation_unused")
    kind = np.where(unused, CUT_OFF, kind)
    published = known.of_materials
    own, of_table = numbers(data, "cff_a"), published.a[material]
    a = np.where(np.isnan(own), np.where(np.isnan(of_table), published.generic_a, of_table), own)
    states.note((kind == CFF) & np.isnan(own) & np.isnan(of_table), "generic_a")
    a = np.where(kind == CFF, a, np.where(kind == AVOIDED, 0.0, 1.0))
    own_r2, own_quality = numbers(data, "r2"), numbers(data, "quality_ratio")
    r2 = np.where(np.isnan(own_r2), published.r2[material], own_r2)
    quality = np.where(np.isnan(own_quality), published.quality[material], own_quality)
    shared = a < 1
    states.note(shared & (np.isnan(own_r2) | np.isnan(own_quality)), "cff_of_table")
    states.note(shared & (r2 > 0), "eol_credit")
    states.end(shared & (np.isnan(r2) | np.isnan(quality)), st.ALLOCATION_INCOMPLETE)
    return Allocations(a, np.where(shared, r2, 0.0), np.where(shared, quality, 0.0))
