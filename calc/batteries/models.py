"""The models of the sheet *Product*: capacity, functional unit, chemistry and grid of each, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calc.batteries import functional_unit as unit_of
from calc.batteries import status as st
from calc.batteries.category import beyond_category, categories
from calc.batteries.plants import plant_grids
from calc.batteries.product import CATEGORIES
from calc.batteries.rules import RuleSet
from calc.batteries.service import Service
from calc.batteries.words import ANY_OTHER, same_names
from calc.engine import units
from calc.engine.cells import numbers, texts
from calc.engine.model import BoolArray, Coded, FloatArray, IndexArray, IntArray, TableData
from calc.engine.states import States
from factors import Library
from factors.cells import chemistries, chemistry_key
from factors.names import normalised

PROFILE = "profiles.batteries"
DELIVERED, BACKUP = "1 kWh delivered over service life", "1 kWmin of back-up power over service life"


@dataclass(frozen=True, eq=False)
class Models:
    """The models, one entry for each row of *Product*; NaN and -1 stand for what is not known."""

    data: TableData
    states: States
    name: Coded
    chemistry: IndexArray  # into `factors.cells.chemistries`
    chemistry_key: Coded
    category: Coded
    nominal: FloatArray  # kWh
    usable: FloatArray
    capacity: FloatArray  # kWh that "per kWh of capacity" means
    mass: FloatArray  # kg
    delivered: FloatArray  # kWh over service life
    backup: unit_of.Backup
    years: FloatArray
    grid: FloatArray  # kgCO2e/kWh
    grid_row: IntArray  # of energy.grid, -1 for a figure given

    @property
    def size(self) -> int:
        """How many rows the sheet has."""
        return self.data.size

    @cached_property
    def _first(self) -> IndexArray:
        """The first row of each name, -1 behind the last for none."""
        first = np.full(len(self.name.values) + 1, -1, dtype=np.intp)
        first[self.name.codes[::-1]] = np.arange(self.size)[::-1]
        first[-1] = -1
        return first

    @cached_property
    def _exact(self) -> dict[str, int]:
        """The code of each name."""
        return {text: code for code, text in enumerate(self.name.values)}

    @cached_property
    def _alike(self) -> dict[str, int]:
        """The code of each name, whatever its case and spaces."""
        return {text: code for code, text in enumerate(same_names(self.name.values))}

    def _code(self, text: str) -> int:
        code = self._exact.get(text, -1)
        return code if code >= 0 else self._alike.get(same_names([text])[0], -1)

    def having(self, rows: IndexArray) -> BoolArray:
        """Return which models are among these rows of *Product*; -1 is none."""
        found = np.zeros(self.size + 1, dtype=bool)
        found[rows] = True
        return found[:-1]

    def rows_of(self, names: Coded) -> IndexArray:
        """Return the row of *Product* that each cell of a column of models names, -1 for none."""
        first = self._first
        if names.values == self.name.values:
            return np.asarray(first[names.codes], dtype=np.intp)
        codes = np.array([*(self._code(text) for text in names.values), -1], dtype=np.intp)
        return np.asarray(first[codes[names.codes]], dtype=np.intp)


def read_models(data: TableData, library: Library, chosen: Mapping[str, str], rules: RuleSet) -> Models:
    """Return the models of the sheet with the states that its own cells decide."""
    states = States(data.size, st.WORDS)
    refused = _refused(data)
    name = texts(data, "model")
    states.end((name.codes < 0) | refused("model"), st.INVALID)
    states.end(_again(name), st.DUPLICATE_MODEL)
    category = categories(texts(data, "category"))
    empty = texts(data, "category").codes < 0
    states.end(empty | refused("category"), st.INVALID)
    states.end(~empty & (category.codes < 0), st.UNKNOWN_CATEGORY)
    spelled = texts(data, "chemistry")
    key = _named(spelled, [chemistry_key(text, library.names) or _other(text) for text in spelled.values])
    states.end((spelled.codes < 0) | refused("chemistry"), st.NO_CHEMISTRY)
    states.end(key.codes < 0, st.UNKNOWN_CHEMISTRY)
    designs = chemistries(library)
    held = [designs.index(one) if one in designs else -1 for one in key.values]
    nominal = _nominal(data)
    states.end(np.isnan(nominal), st.CAPACITY_INVALID)
    usable, mass = numbers(data, "usable_capacity"), numbers(data, "mass")
    states.end(usable > nominal, st.USABLE_ABOVE_NOMINAL)
    states.end(_implausible(nominal, mass, category, library), st.CAPACITY_IMPLAUSIBLE)
    least = library.law(PROFILE).series["usable_least"].values[-1].value
    states.end(usable < least * nominal, st.USABLE_IMPLAUSIBLE)
    states.note(beyond_category(category, texts(data, "vehicle_class"), mass, library), "category_mass")
    optional = np.zeros(data.size, dtype=bool)
    for column, mask in data.refused.items():
        if not data.table.column(column).needed:
            optional |= mask
    states.note(optional, "optional_unread")
    states.note(refused("mass"), "mass_unread")
    states.note(refused("usable_capacity"), "usable_unread")
    grid, row = plant_grids(data, library, states)
    service = Service(data, states, chosen, library, category, nominal)
    return Models(
        data,
        states,
        name,
        np.array([*held, -1], dtype=np.intp)[key.codes],
        key,
        category,
        nominal,
        usable,
        nominal if chosen["capacity"] == "nominal" else usable,
        mass,
        service.delivered(),
        unit_of.backup_flow(mass, numbers(data, "backup_power"), numbers(data, "backup_time"), service.years),
        service.years,
        grid,
        row,
    )


def _refused(data: TableData) -> Callable[[str], BoolArray]:
    none = np.zeros(data.size, dtype=bool)
    return lambda name: data.refused.get(name, none)


def _other(text: str) -> str | None:
    """Return the chemistry of a battery of which no design is held, where the text says so."""
    return ANY_OTHER[0] if normalised(text) in {normalised(word) for word in ANY_OTHER} else None


def _again(name: Coded) -> BoolArray:
    """Return which rows name a model that another row names too, whatever case and spaces."""
    place: dict[str, int] = {}
    alike = [place.setdefault(text, len(place)) for text in same_names(name.values)]
    which = np.array([*alike, len(place)], dtype=np.intp)[name.codes]
    count = np.bincount(which, minlength=len(place) + 1)
    count[-1] = 0
    found: BoolArray = count[which] > 1
    return found


def _named(spelled: Coded, keys: list[str | None]) -> Coded:
    """Return a column by what each spelling means; None is unknown."""
    values = tuple(dict.fromkeys(key for key in keys if key))
    place = {key: n for n, key in enumerate(values)}
    lookup = np.array([*(place[key] if key else -1 for key in keys), -1], dtype=np.int32)
    return Coded(lookup[spelled.codes], values)


def _nominal(data: TableData) -> FloatArray:
    """Return the nominal capacity [kWh]; of a figure in Ah it is that times the nominal voltage."""
    figure = numbers(data, "nominal_capacity")
    column = data.table.column("nominal_capacity")
    index = data.unit_index.get("nominal_capacity", np.zeros(data.size, dtype=np.int8))
    charge = index == column.units.index("Ah")
    by_voltage = figure * numbers(data, "nominal_voltage") * units.factor("Wh", column.units[0])
    return np.where(charge, by_voltage, figure)


def _implausible(nominal: FloatArray, mass: FloatArray, category: Coded, library: Library) -> BoolArray:
    """Return where capacity, or capacity and mass, are outside what is believed."""
    law = library.law(PROFILE)

    def bounds(name: str) -> FloatArray:
        known = {key: item.value for item in law.series[name].values for key in item.keys}
        limits = np.array([*(known.get(one, np.nan) for one in CATEGORIES), np.nan])
        return np.asarray(limits[category.codes], dtype=float)

    least, most = (law.series[name].values[-1].value for name in ("density_least", "density_most"))
    per_kg = nominal / mass
    found: BoolArray = (per_kg < least) | (per_kg > most)
    found |= (nominal < bounds("capacity_least")) | (nominal > bounds("capacity_most"))
    return found
