"""What is known of each distinct case of a run: good, treatment, place and period between two changes of the lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from calc.engine.model import IndexArray
from calc.waste.words import BURNT, CHINA, COLLECTION
from factors import Library
from factors.law import EPOCH, day
from factors.treatments import CARBON, burnt, figures, taken_by, treated
from factors.wastes import CODES, TREATMENT, links

TAX_LAW, TAX_RATE = "cn.environmental_tax", "solid_waste_rate"
STOICHIOMETRY, BURNING_OF = "emissions.stoichiometry", "carbon"
GATE_FEE, LANDFILL_TAX = "gate fee", "landfill tax"
WORLD = "WORLD"


@dataclass(frozen=True)
class Treatment:
    """Emissions of a treatment of a good [t CO2e/t]; NaN where none are held."""

    ghg: float = np.nan
    boundary: str = ""
    reference: str = ""
    region: str = ""
    stand_in: bool = False
    carbon_only: bool = False
    unfit: bool = False  # the treatment does not take the good

    @property
    def collection(self) -> bool:
        """Whether the figure leaves the treatment itself out."""
        return self.boundary == COLLECTION


@dataclass(frozen=True)
class Fee:
    """Gate fee and landfill tax of a tonne in `currency`; NaN where not held, the tax 0 where there is none."""

    gate_fee: float = np.nan
    landfill_tax: float = np.nan
    currency: str = ""
    charged_as: str = ""
    stand_in: bool = False
    gate_fee_reference: str = ""
    landfill_tax_reference: str = ""
    tax_not_held: bool = False  # there is a landfill tax, and its rate of the day is not held


@dataclass(frozen=True)
class Tax:
    """China's solid-waste tax of a tonne [CNY/t]; NaN where none is linked or in force."""

    rate: float = np.nan
    reference: str = ""
    condition: str = ""
    linked: bool = False


@dataclass(frozen=True)
class Case:
    """Everything about a case that comes from tables."""

    treatment: Treatment
    fee: Fee
    tax: Tax


def changes(library: Library) -> IndexArray:
    """Return the days [since 1970-01-01] on which a list, a fee, a tax or what is known of them changes."""
    found: set[int] = set()
    for name in (CODES, TREATMENT):
        columns = library.table(name).columns
        found |= {day(date.fromisoformat(text)) for text in columns["start"] if text}
        found |= {_next(date.fromisoformat(text)) for text in columns["end"] if text}
    found.add(_next(library.table(CODES).about["checked"]))
    for value in library.law(TAX_LAW).series[TAX_RATE].values:
        found.add(day(value.start))
        found |= {_next(end) for end in (value.end, value.known_to) if end is not None}
    return np.array(sorted(found), dtype=np.intp)


def day_of(period: int, at: Sequence[int]) -> date | None:
    """Return a day of a period: 0 before the first change, -1 for no day."""
    if period < 0:
        return None
    return EPOCH + timedelta(days=int(at[period - 1]) if period else int(at[0]) - 1)


def cases(library: Library, keys: Iterable[tuple[str, str, str, date | None]]) -> list[Case]:
    """Return what is known of each good, treatment, place and day; '' for a good, treatment or place unknown."""
    return [
        Case(treatment(library, good, way), fee(library, good, way, place, on), tax(library, good, place, on))
        if good and way
        else Case(Treatment(), Fee(), Tax())
        for good, way, place, on in keys
    ]


@cache
def treatment(library: Library, good: str, way: str) -> Treatment:
    """Return the emissions of a treatment: its figure, else, for incineration, the fossil carbon that burns."""
    taken = taken_by(library, way)
    if taken is not None and good not in taken:
        return Treatment(unfit=True)
    found = treated(library, good, way)
    if found is not None and found.figure.value is not None:
        f = found.figure
        return Treatment(f.value or 0.0, f.boundary, f.reference, f.region, found.stand_in is not None)
    fire = burnt(library, good) if way == BURNT else None
    if fire is None:
        return Treatment()
    table = library.table(STOICHIOMETRY)
    ratio = table.numbers("kg_per_kg")[table.columns["material"].index(BURNING_OF)]
    carbon = next(f for f in fire.figures if f.indicator == CARBON)
    value = fire.fossil_carbon * fire.oxidised * float(ratio)
    return Treatment(
        value,
        "burning of the fossil carbon",
        carbon.reference,
        carbon.region,
        fire.stand_in is not None,
        carbon_only=True,
    )


@cache
def fee(library: Library, good: str, way: str, place: str, on: date | None) -> Fee:
    """Return gate fee and landfill tax where the waste is treated, on a day."""
    if not place:
        return Fee()
    gate = treated(library, good, way, GATE_FEE, place, on)
    due = treated(library, good, way, LANDFILL_TAX, place, on)
    gap = due is None and _taxed(library, good, way, place)
    if gate is None or gate.figure.value is None:
        return Fee(tax_not_held=gap)
    currency = gate.figure.unit.partition("/")[0]
    same = due is None or due.figure.unit == gate.figure.unit
    return Fee(
        gate.figure.value,
        np.nan if gap or not same else due.figure.value or 0.0 if due else 0.0,
        currency,
        gate.figure.material,
        gate.stand_in is not None,
        gate.figure.reference,
        due.figure.reference if due else "",
        gap or not same,
    )


def _taxed(library: Library, good: str, way: str, place: str) -> bool:
    """Return whether any year's landfill tax is held for a good at a place."""
    materials = (good, *(link.code for link in links(library, good, "charged as")))
    return any(f.region == place for m in materials for f in figures(library, m, way, LANDFILL_TAX))


@cache
def tax(library: Library, good: str, place: str, on: date | None) -> Tax:
    """Return the rate of China's solid-waste tax for a good that is treated there."""
    if place != CHINA or on is None:
        return Tax()
    for link in links(library, good, "taxed as"):
        series = library.law(TAX_LAW).series[TAX_RATE]
        value, index, _ = series.at(np.array([day(on)]), link.code, library.known_on)
        if index[0] < 0:
            return Tax(linked=True)
        return Tax(float(value[0]), series.reference(int(index[0])), link.condition, linked=True)
    return Tax()


def _next(on: date) -> int:
    return day(on) + 1
