"""The columns of a ledger of waste that are taken from cases, screens and legs, most when a report asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from calc.engine import units
from calc.engine.citations import GIVEN
from calc.engine.model import NO_DATE, BoolArray, Coded, FloatArray, IndexArray
from calc.waste.cases import Case
from calc.waste.credits import Credit
from calc.waste.rates import Euro
from calc.waste.resolve import Rows
from calc.waste.screening import Screening
from calc.waste.settle import credits_of, without_way
from factors import Library, names
from factors.law import EPOCH

SAVES, SAVES_NOT = "yes", "no"


@dataclass(frozen=True)
class Ways:
    """The way of each row: t CO2e per t carried, all of it and all but the main leg; km; t CO2e/tkm of that leg."""

    carried: FloatArray
    others: FloatArray
    km: FloatArray
    main: FloatArray
    factor: FloatArray


def ways(rows: Rows) -> Ways:
    """Return the ways; the main leg is the longest, of equal ones the first."""
    table = rows.legs
    if table is None:
        return Ways(*(np.full(rows.size, np.nan) for _ in range(len(Ways.__dataclass_fields__))))
    found = []
    for entry in range(len(table.ttw)):
        way = table.legs(entry)
        if not way:
            found.append((np.nan,) * len(Ways.__dataclass_fields__))
            continue
        main = max(way, key=lambda leg: leg.distance)
        factor = main.vehicle.ttw + main.vehicle.wtt
        carried = float(table.ttw[entry] + table.wtt[entry])
        found.append(
            (
                carried,
                carried - factor * main.distance,
                sum(leg.distance for leg in way),
                main.distance,
                factor,
            )
        )
    tonnes = units.factor("kgCO2e", "tCO2e")
    columns = np.array(found).reshape(-1, len(Ways.__dataclass_fields__)).T[:, table.codes]
    return Ways(columns[0] * tonnes, columns[1] * tonnes, columns[2], columns[3], columns[-1] * tonnes)


def coded(texts: Sequence[str], which: IndexArray, shown: BoolArray) -> Coded:
    """Return the text that each row takes by index, '' as an empty cell."""
    values = tuple(dict.fromkeys(text for text in texts if text))
    place = {text: n for n, text in enumerate(values)}
    lookup = np.array([place.get(text, -1) for text in texts], dtype=np.int32)
    return Coded(np.where(shown, lookup[which], -1).astype(np.int32), values)


# ---- by case, screen and good

OF_SCREENS: Mapping[str, Callable[[Screening], str]] = {
    "basel_entries": lambda s: s.basel,
    "pic": lambda s: s.pic,
    "china_import": lambda s: s.china,
    "un_numbers": lambda s: s.un,
    "screening": lambda s: s.words,
}
OF_CASES: Mapping[str, Callable[[Case], Any]] = {
    "treatment_boundary": lambda c: c.treatment.boundary,
    "treatment_reference": lambda c: c.treatment.reference,
    "gate_fee_per_t": lambda c: c.fee.gate_fee,
    "landfill_tax_per_t": lambda c: c.fee.landfill_tax,
    "fee_class": lambda c: c.fee.charged_as,
    "gate_fee_reference": lambda c: c.fee.gate_fee_reference,
    "landfill_tax_reference": lambda c: c.fee.landfill_tax_reference,
    "tax_rate_cny_per_t": lambda c: c.tax.rate,
    "tax_condition": lambda c: c.tax.condition,
    "tax_reference": lambda c: c.tax.reference,
}
OF_CREDITS: Mapping[str, Callable[[Credit], str]] = {
    "credit_basis": lambda c: c.basis,
    "primary_reference": lambda c: c.primary,
    "secondary_reference": lambda c: c.secondary,
}
OF_TREATMENT, OF_FEES = (
    ("treatment_boundary", "treatment_reference"),
    (
        "gate_fee_per_t",
        "landfill_tax_per_t",
        "fee_class",
        "gate_fee_reference",
        "landfill_tax_reference",
    ),
)


def of_screens(rows: Rows, shown: BoolArray, line: str) -> Coded:
    """Return a column of flags."""
    return coded([OF_SCREENS[line](s) for s in rows.screens], rows.screen, shown)


def of_cases(rows: Rows, shown: BoolArray, line: str) -> Coded | FloatArray:
    """Return a column of treatment, fee or tax; that of the user where the user's own figure wins."""
    found = [OF_CASES[line](case) for case in rows.cases]
    own = np.zeros(rows.size, dtype=bool)
    if line in OF_TREATMENT:
        own = ~np.isnan(rows.treatment_factor)
    elif line in OF_FEES:
        own = ~np.isnan(rows.money.own_cost)
    if isinstance(found[0], float):
        return np.where(shown & ~own, np.array(found)[rows.case], np.nan)
    given = f"{GIVEN}:treatment_factor" if line == "treatment_reference" else ""
    which = np.where(own, len(found), rows.case)
    return coded([*found, given], which, shown)


def of_credits(rows: Rows, shown: BoolArray, line: str) -> Coded:
    """Return a column of what recycling replaces."""
    own = ~np.isnan(rows.credit_factor) & ~np.isnan(credits_of(rows)) & (credits_of(rows) != 0)
    found = [OF_CREDITS[line](c) for c in rows.credits]
    which = np.where(rows.recovered, rows.good.codes, -1)
    size = len(found)
    which = np.where(which < 0, size, which)
    said = {"credit_basis": "given", "primary_reference": f"{GIVEN}:credit_factor"}.get(line, "")
    return coded([*found, "", said], np.where(own, size + 1, which), shown)


# ---- single columns


def still_saves(net: FloatArray, rows: Rows) -> Coded:
    """Return whether recycling saves after treatment and freight; empty where nothing is credited.

    Without the way across a border a saving is not known; what does not save without freight never does.
    """
    known = ~np.isnan(net) & (credits_of(rows) > 0) & ~(without_way(rows) & (net < 0))
    found = np.where(known, np.where(net < 0, 0, 1), -1)
    return Coded(found.astype(np.int8), (SAVES, SAVES_NOT))


def days(rows: Rows, shown: BoolArray) -> Coded:
    """Return the day of law and rates."""
    distinct, which = np.unique(rows.day, return_inverse=True)
    said = ["" if n == NO_DATE else (EPOCH + timedelta(days=n)).isoformat() for n in distinct.tolist()]
    return coded(said, which, shown)


def country(codes: IndexArray, rows: Rows, library: Library) -> Coded:
    """Return countries by their names; regions keep their key."""
    known = names.territories(library.names)
    shown = tuple(known[key].name_en if key in known else key for key in rows.countries)
    return Coded(codes.astype(np.int32), shown)


def yields(rows: Rows, shown: BoolArray) -> FloatArray:
    """Return the yield of rows whose credit rests on one."""
    part = np.array([c.in_part for c in rows.credits])[rows.good.codes]
    used = np.where(np.isnan(rows.yields) & ~part, 1.0, rows.yields)
    return np.where(shown & rows.recovered & np.isnan(rows.credit_factor), used, np.nan)


def freight_legs(rows: Rows, shown: BoolArray) -> Coded:
    """Return the legs of each row in words."""
    if rows.legs is None:
        return Coded(np.full(rows.size, -1, dtype=np.int32), ())
    return coded([rows.legs.description(n) for n in range(len(rows.legs.ttw))], rows.legs.codes, shown)


def own_cost(rows: Rows, shown: BoolArray) -> FloatArray:
    """Return the user's own cost per tonne."""
    return np.where(shown, rows.money.own_cost, np.nan)


def currency(rows: Rows, shown: BoolArray) -> Coded:
    """Return the currency of the cost per tonne."""
    codes = np.where(shown & (rows.money.cost_currency >= 0), rows.money.cost_currency, -1)
    return Coded(codes.astype(np.int32), rows.money.names)


def to_standard(rows: Rows, shown: BoolArray) -> FloatArray:
    """Return the share to standard of rows that are taxed or may be."""
    rate = np.array([c.tax.rate for c in rows.cases])[rows.case]
    return np.where(shown & ~np.isnan(rate), rows.to_standard, np.nan)


def rate(rows: Rows, shown: BoolArray, euro: Euro) -> Coded:
    """Return the reference of an exchange rate."""
    return Coded(np.where(shown, euro.which, -1).astype(np.int32), euro.references)
