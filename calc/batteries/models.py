"""The models of the sheet *Product*: capacity, functional unit, chemistry and grid of each, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calc.batteries import functional_unit as unit_of
from calc.batteries import status as st
from calc.batteries.category import LAW, beyond_category, categories
from calc.batteries.product import CATEGORIES
from calc.batteries.rules import RuleSet
from calc.batteries.words import EV, same_names
from calc.engine import units
from calc.engine.cells import numbers, texts
from calc.engine.model import NAME, NO_DATE, BoolArray, Coded, FloatArray, IndexArray, IntArray, TableData
from calc.engine.states import States
from calc.methods.grids import UNKNOWN, WORLD, named_grids
from factors import Library
from factors.cells import chemistries, chemistry_key
from factors.grids import TABLE as GRID_TABLE
from factors.grids import Grids
from factors.law import EPOCH
from factors.names import territory_key

PROFILE = "profiles.batteries"
OF_UNIT = (
    *("usable_capacity", "warranty_years", "warranty_km", "km_per_year"),
    *("cycles_per_year", "cycles", "energy_per_cycle"),
)
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
    key = _named(spelled, [chemistry_key(text, library.names) for text in spelled.values])
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
    grid, row = _grids(data, library, states)
    service = _Service(data, states, chosen, library, category, nominal)
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


# ---- grid


def data_years(data: TableData) -> FloatArray:
    """Return the year in which the data of each model were measured, NaN where no period is given."""
    days = data.days("period_end")
    if days is None:
        return np.full(data.size, np.nan)
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + EPOCH.year
    return np.where(days == NO_DATE, np.nan, years.astype(np.float64))


def _grids(data: TableData, library: Library, states: States) -> tuple[FloatArray, IntArray]:
    """Return the electricity of each plant [kgCO2e/kWh] and its row in energy.grid."""
    grids = Grids.of(library)
    years = data_years(data)
    value, row, own, bad = grid_figures(data, grids, library, years)
    states.end(bad, st.GRID_UNKNOWN)
    country = texts(data, "plant_country")
    keys = [territory_key(text, library.names) or "" for text in country.values]
    code = np.array([*(grids.code_by_key.get(key, -1) for key in keys), -1], dtype=np.intp)[country.codes]
    world = np.full(data.size, grids.code_by_key.get(WORLD, -1), dtype=np.intp)
    for where, codes, note in (
        (~own & (code >= 0), code, "grid_of_country"),
        (~own & (code < 0), world, "grid_of_world"),
    ):
        found, found_row, _ = grids.by_key_year(codes, years)
        value, row = np.where(where, found, value), np.where(where, found_row, row).astype(np.int32)
        states.note(where, note)
    held = np.append(np.array(library.table(GRID_TABLE).columns["year"], dtype=np.int64), -1)[row]
    states.note((row >= 0) & ~np.isnan(years) & (held != years), "grid_year")
    return value * units.factor("gCO2e/kWh", "kgCO2e/kWh"), row


def grid_figures(
    data: TableData, grids: Grids, library: Library, years: FloatArray
) -> tuple[FloatArray, IntArray, BoolArray, BoolArray]:
    """Return the grid that each row gives: gCO2e/kWh, row of energy.grid, is given, cannot be read."""
    figure, named = data.numbers("grid"), data.coded(f"grid{NAME}")
    row = np.full(data.size, -1, dtype=np.int32)
    none = np.zeros(data.size, dtype=bool)
    bad = data.refused.get("grid", none)
    if figure is None:
        return np.full(data.size, np.nan), row, none, bad
    value, own = figure.copy(), ~np.isnan(figure)
    if named is not None:
        codes = named_grids(named.values, grids, library)[named.codes]
        by_name = named.codes >= 0
        found, rows, _ = grids.by_key_year(np.where(by_name & (codes > UNKNOWN), codes, -1), years)
        value, row = np.where(by_name, found, value), np.where(by_name, rows, row).astype(np.int32)
        bad = bad | (by_name & np.isnan(value))
        own = own | by_name
    return value, row, own, bad


# ---- functional unit


class _Service:
    """Years and energy of the service life, and why they are not known."""

    def __init__(
        self,
        data: TableData,
        states: States,
        chosen: Mapping[str, str],
        library: Library,
        category: Coded,
        nominal: FloatArray,
    ) -> None:
        self.data, self.states = data, states
        self.category = category
        years, km, per_year = (numbers(data, n) for n in ("warranty_years", "warranty_km", "km_per_year"))
        self.years = unit_of.years_of_service(years, km, per_year)
        basis = unit_of.service_basis(years, km, per_year)
        self.no_km = basis == unit_of.NO_KM_PER_YEAR
        usable = numbers(data, "usable_capacity")
        stand_in = np.isnan(usable) & (chosen["usable_missing"] == "nominal")
        self.stand_in = stand_in
        self.usable = np.where(stand_in, nominal, usable)
        classes = texts(data, "vehicle_class")
        lawful = np.append(unit_of.cycles_per_year(classes.values, library.law(LAW)), np.nan)[classes.codes]
        vehicle = np.isin(category.codes, [CATEGORIES.index(EV)]) | (classes.codes >= 0)
        self.lawful = np.where(vehicle, lawful, np.nan)
        own = numbers(data, "cycles_per_year")
        justified = texts(data, "cycle_basis").codes >= 0
        self.unjustified = np.isnan(self.lawful) & ~np.isnan(own) & ~justified
        self.unused = ~np.isnan(self.lawful) & ~np.isnan(own)
        self.per_year = np.where(np.isnan(self.lawful), np.where(justified, own, np.nan), self.lawful)

    def delivered(self) -> FloatArray:
        """Return the energy delivered over service life [kWh]; a note tells why it is not known."""
        data, note = self.data, self.states.note
        by_cycles = unit_of.by_cycles(numbers(data, "cycles"), numbers(data, "energy_per_cycle"))
        by_years = unit_of.energy_delivered(self.usable, self.per_year, self.years)
        whole_life = np.isnan(self.lawful) & ~np.isnan(by_cycles)
        unread = np.zeros(data.size, dtype=bool)
        for name in OF_UNIT:
            unread |= data.refused.get(name, unread)
        found = np.where(unread, np.nan, np.where(whole_life, by_cycles, by_years))
        void = np.isnan(found)
        power, minutes = numbers(data, "backup_power"), numbers(data, "backup_time")
        backup = ~np.isnan(power * minutes)
        either = ~np.isnan(power) | ~np.isnan(minutes)
        note(either & (~backup | np.isnan(self.years)), "no_kwmin")
        note(backup, "backup")
        note(self.unused & ~whole_life, "cycles_unused")
        note(self.stand_in & ~void & ~whole_life, "usable_is_nominal")
        open_ = void & ~backup & ~unread
        note(open_ & self.no_km, "no_km_per_year")
        note(open_ & np.isnan(self.years) & ~self.no_km, "no_service")
        note(open_ & ~np.isnan(self.years) & np.isnan(self.per_year) & ~self.unjustified, "no_cycles")
        note(open_ & self.unjustified, "no_basis")
        note(open_ & np.isnan(self.usable) & ~np.isnan(self.years), "no_usable")
        note(np.isnan(numbers(data, "mass")), "no_mass")
        return found
