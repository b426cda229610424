"""The functional unit of a battery, its reference flow, and a footprint per unit: plain functions of float arrays.

Energy delivered is usable capacity x full cycles a year x years of service, or cycles x energy per cycle; for
back-up batteries the unit is a kWmin. Shapes broadcast; NaN in an input gives NaN, and a divisor that is not above 0
gives NaN, never infinity.

References
----------
Regulation (EU) 2023/1542, Annex II, point 3; draft act Ares(2024)3131389, not adopted, for cycles and years.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from calc.engine.model import FloatArray, SmallIntArray
from factors.law import Law

CYCLES = "draft_cycles_per_year"  # the series of eu.batteries

# what the years of service rest on, as `service_basis` gives it by its number
BASES = (
    "no warranty is given",
    "warranty in years",
    "warranty in km, at the km per year given",
    "a warranty in km, but no km per year to turn it into years",
)
NOT_KNOWN, WARRANTY_YEARS, WARRANTY_KM, NO_KM_PER_YEAR = range(len(BASES))


class PerUnit(NamedTuple):
    """One footprint in the units in which it may be stated; the units never add up."""

    per_battery: FloatArray  # kgCO2e/battery
    per_kwh_delivered: FloatArray  # kgCO2e/kWh delivered over the service life
    per_kwh_capacity: FloatArray  # kgCO2e/kWh of capacity
    per_kg: FloatArray  # kgCO2e/kg of battery


class Backup(NamedTuple):
    """The functional unit of a back-up battery."""

    capability: FloatArray  # kWmin
    reference_flow: FloatArray  # kg/(kWmin year)
    units: FloatArray  # kWmin year: what a footprint of the battery is divided by


def cycles_per_year(vehicle_classes: Sequence[str], law: Law) -> FloatArray:
    """Return the full equivalent cycles a year of each class of vehicle [1/year], NaN where the law has none.

    Parameters
    ----------
    vehicle_classes : sequence of str
        Such as ``M1`` or ``L``, in any case; for a `Coded` column give its values and take by its codes.
    law : Law
        ``eu.batteries``; its figures are those of the draft act.
    """
    known = {key.casefold(): item.value for item in law.series[CYCLES].values for key in item.keys}
    return np.array([known.get(text.strip().casefold(), np.nan) for text in vehicle_classes], dtype=float)


def years_of_service(
    warranty_years: FloatArray, warranty_km: FloatArray, km_per_year: FloatArray
) -> FloatArray:
    """Return the years of service [year]: those of the warranty, the shorter of years and km.

    Parameters
    ----------
    warranty_years : array
        [year]; NaN where there is none.
    warranty_km : array
        [km]; NaN where there is none.
    km_per_year : array
        How far the vehicle goes in a year [km/year].

    Returns
    -------
    array
        NaN where no warranty is given, and where one in km cannot be turned into years: the shorter of the two is
        not known then.
    """
    by_distance = ratio(warranty_km, km_per_year)
    shorter = np.fmin(warranty_years, by_distance)
    stated = ~np.isnan(np.asarray(warranty_km, dtype=float))
    return np.where(stated & np.isnan(by_distance), np.nan, shorter)


def service_basis(
    warranty_years: FloatArray, warranty_km: FloatArray, km_per_year: FloatArray
) -> SmallIntArray:
    """Return on what `years_of_service` rests, as an index into `BASES`; arguments as there."""
    years = np.asarray(warranty_years, dtype=float)
    by_distance = ratio(warranty_km, km_per_year)
    stated = ~np.isnan(np.asarray(warranty_km, dtype=float))
    basis = np.select(
        [stated & np.isnan(by_distance), ~(by_distance >= years) & ~np.isnan(by_distance), ~np.isnan(years)],
        [NO_KM_PER_YEAR, WARRANTY_KM, WARRANTY_YEARS],
        NOT_KNOWN,
    )
    return basis.astype(np.int8)


def energy_delivered(usable_kwh: FloatArray, cycles: FloatArray, years: FloatArray) -> FloatArray:
    """Return the energy delivered over the service life [kWh].

    Parameters
    ----------
    usable_kwh : array
        Usable capacity at the beginning of life [kWh].
    cycles : array
        Full equivalent cycles a year [1/year].
    years : array
        Years of service [year].
    """
    return np.asarray(usable_kwh * cycles * years, dtype=float)


def by_cycles(cycles: FloatArray, energy_per_cycle: FloatArray) -> FloatArray:
    """Return the energy delivered over the service life [kWh]: `cycles` of the whole life x kWh per cycle."""
    return np.asarray(cycles * energy_per_cycle, dtype=float)


def backup_flow(mass_kg: FloatArray, power_kw: FloatArray, minutes: FloatArray, years: FloatArray) -> Backup:
    """Return functional unit and reference flow of a back-up battery.

    Parameters
    ----------
    mass_kg : array
        Mass of the battery [kg].
    power_kw, minutes : array
        Back-up power [kW] and for how long it can be given [min]; their product is the capability in kWmin, which
        is our reading of point 3.
    years : array
        Years of service [year].
    """
    capability = np.asarray(power_kw * minutes, dtype=float)
    units = capability * years
    return Backup(capability, ratio(mass_kg, units), units)


def reference_flow(mass_kg: FloatArray, delivered_kwh: FloatArray) -> FloatArray:
    """Return the reference flow: kg of battery per kWh delivered over the service life."""
    return ratio(mass_kg, delivered_kwh)


def per_unit(
    kgco2e: FloatArray, delivered_kwh: FloatArray, capacity_kwh: FloatArray, mass_kg: FloatArray
) -> PerUnit:
    """Return a footprint in every unit in which it may be stated.

    Parameters
    ----------
    kgco2e : array
        Footprint of one battery [kgCO2e]; for stages as columns give the others a last axis of length 1.
    delivered_kwh : array
        Energy delivered over the service life [kWh].
    capacity_kwh : array
        Capacity [kWh].
    mass_kg : array
        Mass of the battery [kg].
    """
    return PerUnit(
        np.asarray(kgco2e, dtype=float),
        ratio(kgco2e, delivered_kwh),
        ratio(kgco2e, capacity_kwh),
        ratio(kgco2e, mass_kg),
    )


def per_kwmin(kgco2e: FloatArray, backup: Backup) -> FloatArray:
    """Return the footprint of a back-up battery per kWmin and year of service [kgCO2e/(kWmin year)]."""
    return ratio(kgco2e, backup.units)


def ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Return above / below, NaN where `below` is not above 0."""
    divisor = np.where(np.asarray(below) > 0, below, np.nan)
    return np.asarray(above / divisor, dtype=float)
