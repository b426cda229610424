"""What the calculation found wrong with the sheets of batteries: cell, found, expected and remedy."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache, partial

import numpy as np

from calc.batteries import compute as made
from calc.batteries import status as st
from calc.batteries.category import LAW, mass_limits
from calc.batteries.companions import ENERGY, MATERIALS, TRANSPORT
from calc.batteries.doubts import energy, not_known_then, plants
from calc.batteries.found import add, note
from calc.batteries.functional_unit import cycles_per_year
from calc.batteries.materials import unknown_qualities
from calc.batteries.models import PROFILE
from calc.batteries.product import CATEGORIES
from calc.batteries.said import (
    CATEGORY_MASS,
    MODELS,
    ROWS,
    SHARES,
    VEHICLE_CLASS,
    Said,
)
from calc.batteries.words import EV, LMT, PORTABLE
from calc.engine.cells import texts
from calc.engine.errors import NOTE, REFUSED, Problems
from calc.engine.explained import number
from calc.engine.placing import problems_at
from factors import Library
from factors.cells import COMPONENT, DESIGNS, component_key


def report(run: made.Run, library: Library, problems: Problems) -> None:
    """Add a problem for every model and row that is not used, and for what the user should know."""
    _models(run, library, problems)
    plants(run, library, problems)
    not_known_then(run, library, problems)
    known = run.models.name.values
    for name, states in run.rows.items():
        data = run.sheets[name]
        for state, said in ROWS.items():
            rows = np.flatnonzero(states.status == state)
            if rows.size:
                near = partial(get_close_matches, possibilities=known) if state == st.UNKNOWN_MODEL else None
                add(problems, data, rows, st.ROW_STATES[state], _placed(said, name, state), near)
    _freight(run, problems)
    _notes(run, library, problems)


def _placed(said: Said, sheet: str, state: int) -> Said:
    """Return what is said of shares with the columns of the sheet."""
    if state != st.SHARES_ABOVE_ONE:
        return said
    column, shown = SHARES[sheet]
    return said._replace(column=column, shown=shown)


def _models(run: made.Run, library: Library, problems: Problems) -> None:
    models = run.models
    data, status = models.data, models.states.status
    for state, said in MODELS.items():
        rows = np.flatnonzero(status == state)
        if rows.size:
            if state == st.UNKNOWN_CHEMISTRY:
                known = ", ".join(library.table(DESIGNS).columns["chemistry"])
                said = said._replace(expected=f"one of the chemistries that are known: {known}")
            add(problems, data, rows, st.STATUSES[state], said)
    rows = np.flatnonzero(status == st.CAPACITY_INVALID)
    charge = data.unit_index.get("nominal_capacity", np.zeros(data.size, dtype=np.int8)) > 0
    figure = data.numbers("nominal_capacity")
    without = rows[charge[rows] & ~np.isnan(figure[rows])] if figure is not None else rows[:0]
    add(
        problems,
        data,
        without,
        "no_voltage",
        Said(
            "nominal_voltage",
            ("nominal_capacity",),
            "the nominal voltage, since the capacity is in Ah",
            "fill in nominal_voltage in V, or give the capacity in kWh",
        ),
    )
    law = library.law(PROFILE)
    least, most = (law.series[n].values[-1].value for n in ("density_least", "density_most"))

    def fit(row: int) -> str:
        mass = models.mass[row]
        beside = f" and {number(float(mass))} kg" if not np.isnan(mass) else ""
        return f"{number(float(models.nominal[row]))} kWh{beside}"

    problems.extend(
        problems_at(
            data,
            np.flatnonzero(status == st.CAPACITY_IMPLAUSIBLE),
            severity=REFUSED,
            kind="capacity_implausible",
            column="nominal_capacity",
            found=fit,
            expected=f"{least:g} to {most:g} kWh per kg of battery, and a capacity that fits its category",
            remedy="are kWh and MWh, kWh and Wh, or kg and t confused? Correct the unit or the figure",
        )
    )
    tolerance = law.series["mass_tolerance"].values[-1].value
    sums = cache(lambda: made.masses(run.flows, models))

    def weigh(row: int) -> str:
        return (
            f"materials of {number(float(sums()[row]))} kg, battery of {number(float(models.mass[row]))} kg"
        )

    problems.extend(
        problems_at(
            data,
            np.flatnonzero(status == st.MASS_DIFFERS),
            severity=REFUSED,
            kind="mass_differs",
            column="mass",
            found=weigh,
            expected=f"masses that add up to that of the battery within {tolerance:.0%}",
            remedy="complete the sheet Materials, or correct a mass: kg and g may be confused",
        )
    )


def _freight(run: made.Run, problems: Problems) -> None:
    data, states = run.sheets[TRANSPORT], run.rows[TRANSPORT]
    for entry, fault in run.legs.faults.items():
        problems.extend(
            problems_at(
                data,
                np.flatnonzero((run.legs.codes == entry) & (states.status == st.FREIGHT_UNCLEAR)),
                severity=REFUSED,
                kind=fault.kind,
                column=fault.column,
                found=fault.text,
                expected="modes and distances of each leg, as the sheet's notes show",
                remedy=fault.remedy,
            )
        )


def _notes(run: made.Run, library: Library, problems: Problems) -> None:
    """Say what counts otherwise than the user may think."""
    for name in (MATERIALS, ENERGY, TRANSPORT):
        data = run.sheets[name]
        note(
            problems,
            data,
            unknown_qualities(data),
            "unknown_quality",
            Said(
                "data_quality",
                (),
                "company, supplier or literature",
                "correct the word: it is read as if the cell were empty",
                NOTE,
            ),
        )
    data = run.sheets[MATERIALS]
    component = texts(data, "component")
    unknown = np.array([*(component_key(t, library.names) is None for t in component.values), False])
    note(
        problems,
        data,
        unknown[component.codes] & run.rows[MATERIALS].used,
        "unknown_component",
        Said("component", (), "a component we know", "counted as 'other': correct the name", NOTE, COMPONENT),
    )
    models = run.models
    classes, category = texts(models.data, "vehicle_class"), models.category
    unknown = np.append(np.isnan(cycles_per_year(classes.values, library.law(LAW))), False)[classes.codes]
    note(problems, models.data, unknown & st.is_read(models.states.status), "unknown_class", VEHICLE_CLASS)
    beyond = st.WORDS.noted(models.states.notes, ("category_mass",)) & st.is_read(models.states.status)
    limit = mass_limits(library)

    def weight(row: int) -> str:
        name = CATEGORIES[category.codes[row]]
        of = " of a vehicle of category L" if name == EV else ""
        return f"{name} battery{of} of {number(float(models.mass[row]))} kg"

    for name, (than, remedy) in CATEGORY_MASS.items():
        problems.extend(
            problems_at(
                models.data,
                np.flatnonzero(beyond & (category.codes == CATEGORIES.index(name))),
                severity=NOTE,
                kind="category_mass",
                column="category",
                found=weight,
                expected=f"{than} {limit[PORTABLE if name == PORTABLE else LMT]:g} kg (Art. 3(1))",
                remedy=remedy,
            )
        )
    energy(run, library, problems)
    low, high = made.ranges(run, library)
    outside = st.WORDS.noted(models.states.notes, ("below_range", "above_range"))
    per_kwh = made.gate(run.stages) / models.nominal

    def found(row: int) -> str:
        return f"{number(float(per_kwh[row]))} kgCO2e per kWh of capacity, cradle to gate"

    for least in np.unique(low[outside]).tolist():
        rows = np.flatnonzero(outside & (low == least))
        problems.extend(
            problems_at(
                models.data,
                rows,
                severity=NOTE,
                kind="outside_range",
                column="model",
                found=found,
                expected=f"{least:g} to {high[rows[0]]:g} for this chemistry",
                remedy="check units, masses and factors; a figure outside is not wrong by itself",
            )
        )
