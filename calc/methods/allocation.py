"""Who carries the burden of recycling: the circular footprint formula and its two ends, as functions of arrays.

Everything is per unit of material, emissions in one unit throughout (kgCO2e/kg, tCO2e/t, ...); shapes broadcast;
NaN in an input gives NaN. A is the share of burdens and credits that stays with the user of recycled material:
1 is the cut-off (100:0), 0 the avoided burden (0:100).

References
----------
Commission Recommendation (EU) 2021/2279, Annex I, 4.4.8.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from calc.engine.model import BoolArray, FloatArray
from factors import Library

TABLE, GENERIC = "emissions.cff", "generic"


class CircularFootprint(NamedTuple):
    """The parts of the formula, credits negative, in the unit of the emissions given."""

    production: FloatArray  # virgin and recycled material that goes in
    recycling: FloatArray  # recycling at the end of life, less the virgin material that it replaces
    energy: FloatArray  # energy recovery at the end of life, less the energy that it replaces
    disposal: FloatArray

    @property
    def material(self) -> FloatArray:
        """The material part: production and recycling."""
        return self.production + self.recycling

    @property
    def total(self) -> FloatArray:
        """The sum of all parts."""
        return self.material + self.energy + self.disposal


def production(
    a: FloatArray, r1: FloatArray, virgin: FloatArray, recycled: FloatArray, quality_in: FloatArray
) -> FloatArray:
    """Return the burden of the material that goes in.

    Parameters
    ----------
    a : array
        Allocation factor A [1].
    r1 : array
        Recycled content R1 [1].
    virgin, recycled : array
        Emissions of virgin material Ev and of the recycled material used Erecycled.
    quality_in : array
        Quality of the recycled material against virgin, Qs_in / Qp [1].
    """
    return (1 - r1) * virgin + r1 * (a * recycled + (1 - a) * virgin * quality_in)


def recycling(
    a: FloatArray,
    r2: FloatArray,
    recycled_end_of_life: FloatArray,
    avoided_virgin: FloatArray,
    quality_out: FloatArray,
) -> FloatArray:
    """Return the burden of recycling at the end of life less its credit.

    Parameters
    ----------
    a : array
        Allocation factor A [1].
    r2 : array
        Share that comes out of recycling, R2 [1].
    recycled_end_of_life : array
        Emissions of recycling at the end of life, ErecyclingEoL.
    avoided_virgin : array
        Emissions of the virgin material that is replaced, E*v.
    quality_out : array
        Quality of what comes out against what it replaces, Qs_out / Qp [1].
    """
    return (1 - a) * r2 * (recycled_end_of_life - avoided_virgin * quality_out)


def material_part(
    *,
    virgin: FloatArray,
    recycled: FloatArray,
    recycled_end_of_life: FloatArray,
    avoided_virgin: FloatArray,
    a: FloatArray,
    r1: FloatArray,
    r2: FloatArray,
    quality_in: FloatArray,
    quality_out: FloatArray,
) -> FloatArray:
    """Return production and recycling in one: arguments as in `production` and `recycling`."""
    made = production(a, r1, virgin, recycled, quality_in)
    return made + recycling(a, r2, recycled_end_of_life, avoided_virgin, quality_out)


def energy_recovery(
    b: FloatArray,
    r3: FloatArray,
    process: FloatArray,
    heating_value: FloatArray,
    heat_efficiency: FloatArray,
    heat_replaced: FloatArray,
    electricity_efficiency: FloatArray,
    electricity_replaced: FloatArray,
) -> FloatArray:
    """Return the burden of energy recovery less its credit.

    Parameters
    ----------
    b : array
        Allocation factor of energy recovery B [1].
    r3 : array
        Share that goes to energy recovery, R3 [1].
    process : array
        Emissions of the recovery itself, E_ER.
    heating_value : array
        Lower heating value LHV [energy per unit of material].
    heat_efficiency, electricity_efficiency : array
        Efficiencies X_ER,heat and X_ER,elec [1].
    heat_replaced, electricity_replaced : array
        Emissions per unit of the energy replaced, E_SE,heat and E_SE,elec.
    """
    replaced = heat_efficiency * heat_replaced + electricity_efficiency * electricity_replaced
    return (1 - b) * r3 * (process - heating_value * replaced)


def disposal(r2: FloatArray, r3: FloatArray, disposed: FloatArray) -> FloatArray:
    """Return the burden of what is neither recycled (R2) nor burnt (R3), at `disposed` (E_D) per unit."""
    return (1 - r2 - r3) * disposed


def circular_footprint(
    *,
    a: FloatArray,
    r1: FloatArray,
    r2: FloatArray,
    virgin: FloatArray,
    recycled: FloatArray,
    quality_in: FloatArray,
    quality_out: FloatArray,
    recycled_end_of_life: FloatArray | None = None,
    avoided_virgin: FloatArray | None = None,
    b: FloatArray | None = None,
    r3: FloatArray | None = None,
    recovery: FloatArray | None = None,
    heating_value: FloatArray | None = None,
    heat_efficiency: FloatArray | None = None,
    heat_replaced: FloatArray | None = None,
    electricity_efficiency: FloatArray | None = None,
    electricity_replaced: FloatArray | None = None,
    disposed: FloatArray | None = None,
) -> CircularFootprint:
    """Return the circular footprint in its parts.

    Parameters
    ----------
    a, r1, r2, quality_in, quality_out : array
        A, R1, R2, Qs_in / Qp, Qs_out / Qp [1].
    virgin, recycled : array
        Ev and Erecycled.
    recycled_end_of_life, avoided_virgin : array, optional
        ErecyclingEoL and E*v; without them recycling at the end of life is like the one before (Erecycled) and
        replaces the same virgin material (Ev).
    b, r3, recovery, heating_value, heat_efficiency, heat_replaced, electricity_efficiency, electricity_replaced
        The arguments of `energy_recovery`; all or none. Without them nothing is burnt (R3 = 0).
    disposed : array, optional
        E_D; without it the part is left out, as for an intermediate product (cradle to gate).

    Raises
    ------
    ValueError
        Some of the arguments of energy recovery are given and some are not.
    """
    burnt = (
        b,
        r3,
        recovery,
        heating_value,
        heat_efficiency,
        heat_replaced,
        electricity_efficiency,
        electricity_replaced,
    )
    given = [one for one in burnt if one is not None]
    if given and len(given) < len(burnt):
        raise ValueError(
            "energy recovery needs b, r3, recovery, heating value, both efficiencies and both energies"
        )
    nothing = np.zeros(())
    made = production(a, r1, virgin, recycled, quality_in)
    at_end = recycled if recycled_end_of_life is None else recycled_end_of_life
    back = recycling(a, r2, at_end, virgin if avoided_virgin is None else avoided_virgin, quality_out)
    energy = energy_recovery(*given) if given else nothing
    rest = nothing if disposed is None else disposal(r2, nothing if r3 is None else r3, disposed)
    return CircularFootprint(made, back, energy, rest)


def cut_off(r1: FloatArray, virgin: FloatArray, recycled: FloatArray) -> FloatArray:
    """Return the material part by cut-off: scrap comes free of burden, and leaves without credit (A = 1)."""
    return (1 - r1) * virgin + r1 * recycled


def avoided_burden(
    r1: FloatArray,
    r2: FloatArray,
    virgin: FloatArray,
    recycled_end_of_life: FloatArray,
    avoided_virgin: FloatArray,
    quality_in: FloatArray,
    quality_out: FloatArray,
) -> FloatArray:
    """Return the material part by avoided burden (A = 0): arguments as in `circular_footprint`.

    Scrap that goes in is charged as the virgin material it stands for; scrap that comes out is credited with what
    it replaces.
    """
    return virgin * (1 - r1 + r1 * quality_in) + r2 * (recycled_end_of_life - avoided_virgin * quality_out)


def outside(*shares: FloatArray) -> BoolArray:
    """Return where a parameter is below 0 or above 1 (NaN is not).

    For A, B, R1, R2, R3, the ratios of qualities and the sum R2 + R3.
    """
    found: BoolArray = np.zeros((), dtype=bool)
    for share in shares:
        found = found | (share < 0) | (share > 1)
    return found


# ---- defaults


class Defaults(NamedTuple):
    """Default parameters of materials, NaN where none was found; `generic` marks the rule for all others."""

    a: FloatArray
    b: FloatArray
    r1: FloatArray
    r2: FloatArray
    quality_in: FloatArray
    quality_out: FloatArray
    generic: BoolArray
    references: tuple[str, ...]


def defaults(materials: Sequence[str], library: Library) -> Defaults:
    """Return the default parameters of each material by its key.

    Parameters
    ----------
    materials : sequence of str
        Keys such as ``aluminium``; one without a row takes the row ``generic`` and is marked.
    library : Library
        Holds ``emissions.cff``.
    """
    table = library.table(TABLE)
    rows = {material: row for row, material in enumerate(table.columns["material"])}
    taken = np.array([rows.get(one, rows[GENERIC]) for one in materials], dtype=np.intp)
    columns = ("a", "b", "r1", "r2", "qs_in_per_qp", "qs_out_per_qp")
    a, b, r1, r2, quality_in, quality_out = (table.numbers(name)[taken] for name in columns)
    references = tuple(table.reference(int(row)) for row in taken)
    return Defaults(a, b, r1, r2, quality_in, quality_out, taken == rows[GENERIC], references)
