"""State and notes of each lot while they are settled."""

from __future__ import annotations

import numpy as np

from calc.engine.model import BoolArray
from calc.metals import status as st


class States:
    """Status and notes while they are settled; the first state that is set stays."""

    def __init__(self, size: int) -> None:
        self.status = np.full(size, st.COMPUTED, dtype=np.int8)
        self.notes = np.zeros(size, dtype=np.uint32)

    def end(self, rows: BoolArray, status: int) -> None:
        """Give the rows a state, where they have none yet."""
        if rows.any():
            self.status[rows & (self.status == st.COMPUTED)] = status

    def note(self, rows: BoolArray, name: str) -> None:
        """Give the rows a note."""
        if rows.any():
            self.notes |= np.multiply(rows, st.BIT[name], dtype=np.uint32)
