"""What is said of figures that were not known on a day, of plants without one, of too little energy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calc.batteries import compute as made
from calc.batteries import status as st
from calc.batteries.companions import ENERGY
from calc.batteries.found import add
from calc.batteries.said import DESIGN_LATER, LATE, PLANT, TAKE_A_LATER_DAY, Said
from calc.engine.cells import texts
from calc.engine.errors import NOTE, Problems
from calc.engine.explained import number
from calc.engine.model import NAME
from calc.engine.placing import problems_at
from factors import Library


def plants(run: made.Run, library: Library, problems: Problems) -> None:
    """Say of plants without a figure of their grid which cell it is: the grid, else the country."""
    data, status = run.models.data, run.models.states.status
    figure, named = data.numbers("grid"), texts(data, f"grid{NAME}").codes >= 0
    filled = named | data.refused.get("grid", named)
    filled |= False if figure is None else ~np.isnan(figure)
    day = f"a grid whose figure was published by {library.known_on}, the day of --law-known-on"
    for mask, said in zip((filled, ~filled), PLANT, strict=True):
        add(problems, data, np.flatnonzero(mask & (status == st.GRID_UNKNOWN)), "unknown_grid", said)
        late = np.flatnonzero(mask & (status == st.GRID_NOT_KNOWN))
        add(
            problems,
            data,
            late,
            "grid_not_known",
            said._replace(expected=day, remedy=TAKE_A_LATER_DAY),
            _no_hint,
        )


def not_known_then(run: made.Run, library: Library, problems: Problems) -> None:
    """Say which figures of ours were published after the day of knowledge."""
    day = f"a figure that was published by {library.known_on}, the day of --law-known-on"
    models = run.models
    rows = np.flatnonzero(models.states.status == st.NO_FACTOR)
    said = Said("chemistry", (), day, DESIGN_LATER)
    add(problems, models.data, rows, "no_factor", said, _no_hint)
    for name, column in LATE.items():
        rows = np.flatnonzero(run.rows[name].status == st.NOT_KNOWN_THEN)
        said = Said(column, ("grid",), day, TAKE_A_LATER_DAY)
        add(problems, run.sheets[name], rows, "not_known_then", said, _no_hint)


def _no_hint(text: str) -> Sequence[str]:
    """Return nothing: the name is known, no near one is meant."""
    return ()


def energy(run: made.Run, library: Library, problems: Problems) -> None:
    """Ask at the first row of a model whose energy of production is far below that of a cell design."""
    models, data = run.models, run.sheets[ENERGY]
    low = st.WORDS.noted(models.states.notes, ("energy_low",))
    if not low.any():
        return
    owner, per_kwh = run.owners[ENERGY], made.power_per_kwh(run)
    _, first = np.unique(owner, return_index=True)
    rows = first[(owner[first] >= 0) & low[owner[first]]]

    def found(row: int) -> str:
        model = owner[row]
        return f"{number(float(per_kwh[model]))} kWh per kWh of capacity in all rows of {models.name.texts()[model]}"

    problems.extend(
        problems_at(
            data,
            rows,
            severity=NOTE,
            kind="energy_low",
            column="amount",
            found=found,
            expected=f"at least {number(made.least_power(library))} kWh per kWh of capacity, far below cell designs",
            remedy="are kWh and MWh confused? Amounts are those of one battery; correct the unit or the figure",
        )
    )
