"""The ledger of abatement measures: yearly cost, what it saves, ranks and the curve."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.accounts import measure_listings as listings
from calc.accounts import measure_status as st
from calc.accounts.measure_resolve import PRICES, PROFILE, Measures, resolve
from calc.accounts.prices import CO2E
from calc.accounts.products import named
from calc.engine import units
from calc.engine.assumptions import assumed_in_words
from calc.engine.cells import texts
from calc.engine.citations import cite
from calc.engine.errors import REFUSED, Problems
from calc.engine.ledger import Ledger, SheetModel
from calc.engine.model import BoolArray, Coded, FloatArray, Options, TableData
from calc.engine.placing import problems_at, written
from calc.methods import damage as damages
from calc.methods import money
from factors import Library
from factors.names import nearest_territories
from factors.pollutants import MEDIA, nearest_pollutants

if TYPE_CHECKING:
    from calc.engine.model import Subject

SAVED = ("tax_saved_cny", "allowances_saved_cny", "cbam_saved_cny", "damage_saved_cny")
ANSWERS = ("no", "yes")


def compute(m: Measures, data: TableData, computed: BoolArray) -> dict[str, FloatArray]:
    """Return the number columns; rows that are not computed are NaN."""
    tax, allowance, certificate, harm = (m.prices[name].cny_per_t for name in PRICES)
    per_t = m.cost / m.abated
    saved = {
        "tax_saved_cny": m.abated * tax,
        "allowances_saved_cny": np.where(m.gas, m.abated * allowance, np.nan),
        "cbam_saved_cny": np.where(m.gas, m.abated * m.cbam_share * certificate, np.nan),
        "damage_saved_cny": damages.external_cost(m.abated, harm),
    }
    charges = sum(np.nan_to_num(saved[name]) for name in SAVED[:3])
    net = m.cost - charges
    charge = np.asarray(charges) / m.abated
    given = ~np.isnan(np.stack([saved[name] for name in SAVED[:3]])).all(axis=0)
    charge = np.where(given, charge, np.nan)
    target = np.full(m.size, float(m.chosen["target_share"]))
    per_kg = units.factor("kg", "t")
    found: dict[str, FloatArray] = {
        "cost_cny": m.cost,
        "cost_cny_per_t": per_t,
        "annuity_cny": m.annuity,
        "operating_cny": m.operating,
        "savings_cny": m.savings,
        **saved,
        "charges_saved_cny": np.asarray(charges),
        "net_cost_cny": net,
        "net_with_damage_cny": net - saved["damage_saved_cny"],
        "charge_cny_per_t": charge,
        "coverage": money.coverage(charge, per_t),
        "rate_needed_cny_per_kg": np.where(
            per_t > 0, money.rate_needed(target, per_t * per_kg, np.ones(m.size)), np.nan
        ),
        "rate_needed_cny_per_equivalent": np.where(
            per_t > 0, money.rate_needed(target, per_t * per_kg, m.equivalent), np.nan
        ),
        "internalised_share": damages.internalised_share(charge, harm),
        "abated_t": m.abated,
        "equivalent_kg": m.equivalent,
        **{f"{name}_used_cny_per_t": m.prices[name].cny_per_t for name in PRICES},
    }
    names = texts(data, "measure").texts()
    order = listings.order_of_curve(m, per_t, names, computed)
    found["cumulative_abated_t"], found["rank"] = np.full(m.size, np.nan), np.full(m.size, np.nan)
    for p in range(len(m.pollutants)):
        rows = order[m.pollutant[order] == p]
        found["cumulative_abated_t"][rows] = np.cumsum(m.abated[rows])
        found["rank"][rows] = 1 + np.searchsorted(per_t[rows], per_t[rows], side="left")
    return {name: np.where(computed, values, np.nan) for name, values in found.items()}


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of measures."""
    m = resolve(data, library, options)
    computed = m.status == st.COMPUTED
    out = compute(m, data, computed)
    m.notes[computed & (m.cost < 0)] |= st.WORDS.bit("pays")
    _report(m, data, problems)
    pays = np.where(computed, out["net_cost_cny"] < 0, -1).astype(np.int8)
    columns: dict[str, Any] = {
        **out,
        "pays": Coded(pays, ANSWERS),
        "status": Coded(m.status, st.STATUSES),
        "note": lambda: st.WORDS.said(m.notes, m.status),
        "pollutant_used": Coded(m.pollutant.astype(np.int16), m.pollutants),
        "measure_of": named(texts(data, "measure")),
        "rate_reference": m.rates.reference,
        **{f"{name}_reference": _where(m.prices[name].reference, computed) for name in PRICES},
    }
    curve = listings.curve_lines(m, data, out, computed)
    counts = {"tax_rate": int((computed & st.WORDS.noted(m.notes, ("tax_least",))).sum())}
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, m.chosen, counts),
        groups={
            "ranked": listings.ranked_lines(m, data, out, computed),
            "curve": curve,
            "curve_gases": [line for line in curve if line.pollutant == CO2E],
            "curve_pollutants": [line for line in curve if line.pollutant != CO2E],
            "coverage": listings.coverage_lines(m, data, out, computed, library),
            "rates": list(m.rate_lines),
        },
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~computed,
            "assumed": lambda: computed & st.WORDS.noted(m.notes, st.ASSUMED_NOTES),
        },
        sheet=partial(_sheet, computed, ~np.isnan(out["damage_saved_cny"])),
        headline=(
            "Money a year. What a measure saves is a saving of charges; damage saved is nobody's income.",
        ),
    )


def _where(coded: Coded, rows: BoolArray) -> Coded:
    return Coded(np.where(rows, coded.codes, -1).astype(np.int32), coded.values)


def _report(m: Measures, data: TableData, problems: Problems) -> None:
    """Add a problem for every row that is not computed for another reason than its reading."""
    for fault in m.faults:

        def found(row: int, column: str = fault.column, said: str = fault.found) -> str:
            cell = written(data, row, column)
            near: tuple[str, ...] = ()
            if column == "pollutant":
                near = tuple(
                    dict.fromkeys(n for medium in MEDIA for n in nearest_pollutants(cell, medium, 1))
                )
            elif column == "country":
                near = tuple(nearest_territories(cell))
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            return f"{said}: {cell}{hint}" if cell else said

        problems.extend(
            problems_at(
                data,
                np.flatnonzero(fault.rows),
                severity=REFUSED,
                kind=st.STATUSES[int(m.status[fault.rows][0])],
                column=fault.column,
                found=found,
                expected=fault.expected,
                remedy=fault.remedy,
            )
        )


def _sheet(computed: BoolArray, harm: BoolArray) -> SheetModel:
    """Return the formulas of the computed rows; a line without a figure counts as 0."""

    def rows(template: str, mask: BoolArray = computed) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    charges = "+".join(f"N({{{name}}})" for name in SAVED[:3])
    return SheetModel(
        (),
        {},
        {
            "cost_cny": rows("N({annuity_cny})+N({operating_cny})-N({savings_cny})"),
            "cost_cny_per_t": rows("{cost_cny}/{abated_t}"),
            "charges_saved_cny": rows(charges),
            "net_cost_cny": rows("{cost_cny}-{charges_saved_cny}"),
            "net_with_damage_cny": rows("{net_cost_cny}-{damage_saved_cny}", computed & harm),
        },
    )
