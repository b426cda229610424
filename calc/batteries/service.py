"""Years and energy of the service life of each model, and why they are not known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from calc.batteries import functional_unit as unit_of
from calc.batteries.category import LAW
from calc.batteries.product import CATEGORIES
from calc.batteries.words import EV, LMT
from calc.engine.cells import numbers, texts
from calc.engine.model import Coded, FloatArray, TableData
from calc.engine.states import States
from factors import Library

OF_UNIT = (
    *("usable_capacity", "warranty_years", "warranty_km", "km_per_year"),
    *("cycles_per_year", "cycles", "energy_per_cycle"),
)


class Service:
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
        traction = np.isin(category.codes, [CATEGORIES.index(EV), CATEGORIES.index(LMT)])
        self.lawful = np.where(traction, lawful, np.nan)
        own = numbers(data, "cycles_per_year")
        justified = texts(data, "cycle_basis").codes >= 0
        self.unjustified = np.isnan(self.lawful) & ~np.isnan(own) & ~justified
        whole = numbers(data, "cycles") * numbers(data, "energy_per_cycle")
        self.unused = ~np.isnan(self.lawful) & (~np.isnan(own) | ~np.isnan(whole))
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
