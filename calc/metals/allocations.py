"""The allocation of each lot: the parameters of the Circular Footprint Formula that its cells and tables give.

Cut-off is the formula with A = 1, avoided burden that with A = 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from calc.engine.model import BoolArray, FloatArray, IntArray, TableData
from calc.metals import status as st
from calc.metals.words import ALLOCATIONS, AVOIDED, CFF, CUT_OFF, plain
from factors import Library

TABLE, GENERIC = "emissions.cff", "generic"


@dataclass(frozen=True)
class Allocations:
    """A, R2 and Qs/Qp of each lot; A = 1 and the rest 0 for cut-off."""

    a: FloatArray
    r2: FloatArray
    quality: FloatArray


def allocations(
    data: TableData,
    library: Library,
    known: Sequence[str],
    material: IntArray,
    share: FloatArray,
    end: Callable[[BoolArray, int], None],
    note: Callable[[BoolArray, str], None],
) -> Allocations:
    """Return the parameters of each lot.

    What the cells leave open comes from the table of published parameters; A of a material that it does not hold is
    the generic one, with a note; R2 and Qs/Qp have no generic value, so such a lot is refused.
    """
    spelled = data.coded("allocation")
    size = data.size
    if spelled is None:
        return Allocations(np.ones(size), np.zeros(size), np.zeros(size))
    codes = [ALLOCATIONS.get(plain(text), -1) for text in spelled.values]
    kind = np.array([*codes, CUT_OFF])[spelled.codes]
    end(kind < 0, st.ALLOCATION_INCOMPLETE)

    def column(name: str) -> FloatArray:
        found = data.numbers(name)
        return np.full(size, np.nan) if found is None else found

    table = library.table(TABLE)
    rows = {name: n for n, name in enumerate(table.columns["material"])}

    def published(name: str, generic: float = np.nan) -> FloatArray:
        values = table.numbers(name)
        return np.array([values[rows[k]] if k in rows else generic for k in known] + [np.nan])[material]

    generic_a = float(table.numbers("a")[rows[GENERIC]])
    own, of_table = column("cff_a"), published("a")
    a = np.where(np.isnan(own), np.where(np.isnan(of_table), generic_a, of_table), own)
    note((kind == CFF) & np.isnan(own) & np.isnan(of_table), "generic_a")
    a = np.where(kind == CFF, a, np.where(kind == AVOIDED, 0.0, 1.0))
    own_r2, own_quality = column("r2"), column("quality_ratio")
    r2 = np.where(np.isnan(own_r2), published("r2"), own_r2)
    quality = np.where(np.isnan(own_quality), published("qs_out_per_qp"), own_quality)
    shared = a < 1
    end(shared & (np.isnan(r2) | np.isnan(quality)), st.ALLOCATION_INCOMPLETE)
    return Allocations(a, np.where(shared, r2, 0.0), np.where(shared, quality, 0.0))
