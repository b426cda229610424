"""What was known on the day of a library: figures held that were published later, designs whole or not at all."""

from __future__ import annotations

import numpy as np

from factors import Library, load
from factors.cells import DESIGNS, ITEMS, PARTS, POWER


def everything(library: Library) -> Library:
    """Return the library with all that its files hold, whatever its day."""
    return library if library.known_on is None else load(library.root)


def designs_known(library: Library) -> bool:
    """Return whether the cell designs were published by the day of the library, with parts and gas of the plant."""
    power = np.array([carrier != "electricity" for carrier in library.table(POWER).columns["carrier"]])
    tables = all(library.known_rows(path).all() for path in (DESIGNS, ITEMS, PARTS))
    return bool(tables and library.known_rows(POWER)[power].all())
