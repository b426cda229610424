"""The ledger of lots: the arrays of the kernel as named columns with their references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from calc.engine import units
from calc.engine.assumptions import assumed_in_words
from calc.engine.cells import numbers
from calc.engine.chunks import over_chunks
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger, Made
from calc.engine.model import Coded, FloatArray, Options, TableData
from calc.metals import columns as columns_of
from calc.metals import kernel, money
from calc.metals import status as st
from calc.metals.detail import allocation_references, allocation_used, detail, parameter
from calc.metals.findings import report
from calc.metals.listings import gas_lines, published_lines, stage_lines
from calc.metals.meanings import PROFILE, Meanings, meanings
from calc.metals.resolve import Lots, resolve
from calc.metals.sheet import sheet_model
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

COMPUTED_LINES = (
    "primary_tco2e_per_t",
    "secondary_tco2e_per_t",
    "footprint_tco2e_per_t",
    "footprint_tco2e",
    "saving_tco2e",
    "saving_share",
    "energy_gj_per_t",
    "freight_tco2e",
    "net_saving_tco2e",
    "saving_at_carbon_price_eur",
    "saving_at_social_cost_usd",
    "saving_at_uba_cost_eur",
)
INDICATORS = {
    "water_m3_per_t": "water",
    "so2_kg_per_t": "so2",
    "nox_kg_per_t": "nox",
    "pm_kg_per_t": "pm",
    "solid_waste_t_per_t": "solid waste",
}


@dataclass(frozen=True)
class Prepared:
    """What the rows take by index: the parts of the figures, what a way adds per tonne, what a tCO2e is worth."""

    figures: kernel.Figures
    energy: FloatArray  # GJ/t by figure
    carried: FloatArray  # t CO2e per t by entry of the leg table, NaN where no way is stated
    per_mwh: float  # t CO2e/MWh of one gCO2e/kWh
    worth: tuple[money.Worth, money.Worth, money.Worth]


def prepared(known: Meanings, library: Library, options: Options) -> Prepared:
    """Return what all rows share."""
    parts = np.array([f.counted() for f in known.figures] + [(np.nan,) * 3])
    legs = known.legs
    per_tonne = np.empty(0) if legs is None else np.where(legs.stated, legs.ttw + legs.wtt, np.nan)
    return Prepared(
        kernel.Figures(*(np.ascontiguousarray(parts[:, n]) for n in range(3))),
        columns_of.indicator_of(known.figures, "energy"),
        per_tonne * units.factor("kgCO2e", "tCO2e"),
        units.factor("gCO2e/kWh", "tCO2e/MWh"),
        (
            money.carbon_price(library, options),
            money.social_cost(library, known.chosen),
            money.climate_cost(library, known.chosen),
        ),
    )


def compute(lots: Lots, ready: Prepared, years: FloatArray) -> dict[str, FloatArray]:
    """Return the number columns of some lots."""
    status = lots.status
    grid = lots.grid * ready.per_mwh
    smelter = grid if lots.smelter is lots.grid else lots.smelter * ready.per_mwh
    primary = kernel.per_tonne(ready.figures, lots.primary, grid, smelter)
    secondary = kernel.per_tonne(ready.figures, lots.secondary, grid, smelter)
    secondary *= lots.yield_factor
    own = kernel.footprint(primary, secondary, lots.share, *lots.allocation)
    settled = st.is_computed(status)
    if lots.known.printed:
        own = np.where(np.isnan(lots.at_points), own, lots.at_points)
    footprint = own if lots.supplier is None else np.where(status == st.GIVEN, lots.supplier, own)
    if not settled.all():
        footprint[~settled] = np.nan
        hidden = ~st.shows_routes(status)
        primary[hidden], secondary[hidden] = np.nan, np.nan
    per_tonne = primary - footprint
    saving = per_tonne * lots.mass
    energy = kernel.mixed(
        ready.energy.take(lots.primary, mode="wrap"),
        ready.energy.take(lots.secondary, mode="wrap") * lots.yield_factor,
        lots.share,
    )
    net, freight = saving, np.full(lots.size, np.nan)
    if lots.legs.size:
        freight = np.where(settled, ready.carried.take(lots.legs) * lots.mass, np.nan)
        net = np.where(np.isnan(freight), saving, saving - freight)
    with np.errstate(invalid="ignore", divide="ignore"):
        saving_share = np.where(primary > 0, per_tonne / primary, np.nan)
    found = (
        primary,
        secondary,
        footprint,
        footprint * lots.mass,
        saving,
        saving_share,
        energy if (status == st.COMPUTED).all() else np.where(status == st.COMPUTED, energy, np.nan),
        freight,
        net,
        *(net * one.at(years) for one in ready.worth),
    )
    return dict(zip(COMPUTED_LINES, found, strict=True))


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of lots; what a report may not ask for is made when it asks."""
    known = meanings(data, library, options)
    ready = prepared(known, library, options)
    out: dict[str, Any] = {name: np.empty(data.size) for name in COMPUTED_LINES}
    status, notes = np.empty(data.size, dtype=np.int8), np.empty(data.size, dtype=np.uint32)

    def piece(part: slice) -> Counter[str]:
        rows = data.part(part)
        lots = resolve(rows, known, part)
        for name, values in compute(lots, ready, numbers(rows, "year")).items():
            out[name][part] = values
        years = numbers(rows, "year")
        settled = st.is_computed(lots.status)
        with np.errstate(invalid="ignore"):
            lots.notes[out["saving_tco2e"][part] < 0] |= st.WORDS.bit("recycled_above")
        lots.notes[settled & ready.worth[1].late(years)] |= st.WORDS.bit("cost_year")
        status[part], notes[part] = lots.status, lots.notes
        return columns_of.counts(lots, years)

    counted: Counter[str] = Counter()
    for part in over_chunks(data.size, piece):
        counted.update(part)
    whole = cache(partial(resolve, data, known, slice(0, data.size)))
    years = partial(numbers, data, "year")
    if not st.is_computed(status).all() or columns_of.any_unknown_name(known):
        report(whole(), data, problems)

    def made(column: Callable[..., Any], *more: Any) -> Callable[[], Any]:
        return lambda: column(whole(), *more)

    columns: dict[str, Any] = {**out}
    columns.update(
        status=Coded(status, st.STATUSES),
        note=lambda: st.WORDS.said(notes, status),
        material_name=lambda: Coded(whole().material, known.known),
        made_in=known.origin,
        basis=made(columns_of.basis),
        boundary_used=made(columns_of.boundaries, data),
        quantity_t=numbers(data, "mass"),
        recycled_share_used=lambda: whole().share,
        grid_used_gco2e_per_kwh=made(columns_of.grid, "grid"),
        grid_smelter_used_gco2e_per_kwh=made(columns_of.grid, "smelter"),
        electricity_kwh_per_t=made(columns_of.electricity),
        casting_tco2e_per_t=made(columns_of.beside),
        coverage=made(columns_of.coverage),
        allocation_used=made(allocation_used),
        cff_a_used=made(parameter, "a"),
        r2_used=made(parameter, "r2"),
        quality_ratio_used=made(parameter, "quality"),
        allocation_reference=made(allocation_references, data, library),
        freight_ttw_tco2e=made(columns_of.freight, "ttw"),
        freight_wtt_tco2e=made(columns_of.freight, "wtt"),
        freight_legs=made(columns_of.freight_legs),
        published_low_tco2e_per_t=made(columns_of.published, library, min),
        published_high_tco2e_per_t=made(columns_of.published, library, max),
        primary_reference=made(columns_of.references, "primary"),
        secondary_reference=made(columns_of.references, "secondary"),
        grid_reference=made(columns_of.grid_references, "grid", library),
        grid_smelter_reference=made(columns_of.grid_references, "smelter", library),
    )
    for line, name in INDICATORS.items():
        columns[line] = made(columns_of.mixed_indicator, name)
    prices = ("carbon_price", "eur"), ("social_cost", "usd"), ("uba_cost", "eur")
    for (line, currency), one in zip(prices, ready.worth, strict=True):
        columns[f"{line}_{currency}"] = partial(columns_of.worth, status, one, years)
        columns[f"{line}_reference"] = partial(columns_of.worth_references, status, one, years)
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, known.chosen, counted),
        groups=Made(
            {
                "stages": made(stage_lines),
                "published": made(published_lines, library),
                "gases": made(gas_lines),
            }
        ),
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~st.is_computed(status),
            "assumed": partial(st.WORDS.noted, notes, st.ASSUMED_NOTES),
            "fallback": partial(st.WORDS.noted, notes, st.FALLBACK_NOTES),
        },
        sheet=lambda: sheet_model(whole(), ready.worth, years()),
        headline=_headline(known.chosen),
        detail=lambda row: detail(whole(), row),
    )


def _headline(chosen: Mapping[str, str]) -> tuple[str, ...]:
    said = [f"Greenhouse gases by {chosen['gwp']}, GWP100."]
    if chosen["boundaries"] == "mixed":
        said.append("Figures of different boundaries are compared, as asked.")
    return tuple(said)
