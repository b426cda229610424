"""The ledger of lots: the arrays of the kernel as named columns with their references."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from calc.engine import units
from calc.engine.assumptions import assumed_in_words
from calc.engine.chunks import over_chunks
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger
from calc.engine.model import Coded, FloatArray, Options, TableData
from calc.metals import columns as columns_of
from calc.metals import kernel, money
from calc.metals import status as st
from calc.metals.findings import report
from calc.metals.footprints import materials
from calc.metals.listings import gas_lines, published_lines, stage_lines
from calc.metals.resolve import PROFILE, Lots, resolve
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


def figures_of(lots: Lots) -> kernel.Figures:
    """Return the parts of all footprints as arrays, NaN behind the last."""
    parts = np.array([f.counted() for f in lots.figures] + [(np.nan,) * 3])
    return kernel.Figures(*(np.ascontiguousarray(parts[:, n]) for n in range(3)))


def compute(lots: Lots, worth: tuple[money.Worth, money.Worth, money.Worth]) -> dict[str, FloatArray]:
    """Return the number columns of all lots, piece by piece."""
    figures = figures_of(lots)
    energy = columns_of.indicator_of(lots.figures, "energy")
    per_mwh = units.factor("gCO2e/kWh", "tCO2e/MWh")
    per_tonne_carried = (lots.legs.ttw + lots.legs.wtt) * units.factor("kgCO2e", "tCO2e")
    carried = np.where(lots.legs.stated, per_tonne_carried, np.nan)
    shows = np.isin(np.arange(len(st.STATUSES)), (st.COMPUTED, st.GIVEN, st.SHARE_MISSING))
    out = {name: np.empty(lots.size) for name in COMPUTED_LINES}

    def piece(part: slice) -> None:
        status = lots.status[part]
        grid, smelter = lots.grid[part] * per_mwh, lots.smelter[part] * per_mwh
        shown = shows.take(status)
        primary = kernel.per_tonne(figures, lots.primary[part], grid, smelter)
        secondary = kernel.per_tonne(figures, lots.secondary[part], grid, smelter) * lots.yield_factor[part]
        share, supplier, given = lots.share[part], lots.supplier[part], status == st.GIVEN
        allocation = lots.allocation
        own = kernel.footprint(
            primary, secondary, share, allocation.a[part], allocation.r2[part], allocation.quality[part]
        )
        at_points = lots.points.footprint[part]
        own = np.where(np.isnan(at_points), own, at_points)
        settled = st.IS_COMPUTED.take(status)
        footprint = np.where(settled, np.where(given, supplier, own), np.nan)
        primary[~shown], secondary[~shown] = np.nan, np.nan
        mass = lots.mass[part]
        saving = (primary - footprint) * mass
        freight = carried.take(lots.legs.codes[part]) * mass
        net = np.where(np.isnan(freight), saving, saving - freight)
        out["primary_tco2e_per_t"][part] = primary
        out["secondary_tco2e_per_t"][part] = secondary
        out["footprint_tco2e_per_t"][part] = footprint
        out["footprint_tco2e"][part] = footprint * mass
        out["saving_tco2e"][part] = saving
        with np.errstate(invalid="ignore", divide="ignore"):
            out["saving_share"][part] = np.where(primary > 0, (primary - footprint) / primary, np.nan)
        out["energy_gj_per_t"][part] = np.where(
            settled & ~given,
            kernel.mixed(
                energy.take(lots.primary[part], mode="wrap"),
                energy.take(lots.secondary[part], mode="wrap") * lots.yield_factor[part],
                share,
            ),
            np.nan,
        )
        out["freight_tco2e"][part] = np.where(settled, freight, np.nan)
        out["net_saving_tco2e"][part] = net
        carbon, social, uba = worth
        out["saving_at_carbon_price_eur"][part] = net * carbon.value[part]
        out["saving_at_social_cost_usd"][part] = net * social.value[part]
        out["saving_at_uba_cost_eur"][part] = net * uba.value[part]

    over_chunks(lots.size, piece)
    return out


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of lots."""
    lots = resolve(data, library, options)
    worth = (
        money.carbon_price(library, options, lots.size),
        money.social_cost(library, lots.chosen, lots.year),
        money.climate_cost(library, lots.chosen, lots.size),
    )
    out = compute(lots, worth)
    report(lots, data, problems)
    known = materials(library)
    settled = st.IS_COMPUTED.take(lots.status)
    columns: dict[str, Any] = {**out}
    columns.update(
        status=Coded(lots.status, st.STATUSES),
        note=partial(columns_of.notes, lots),
        material_name=Coded(lots.material, known),
        made_in=lots.origin,
        basis=partial(columns_of.basis, lots),
        boundary_used=partial(columns_of.boundaries, lots),
        mass_t=lots.mass,
        recycled_share_used=lots.share,
        grid_gco2e_per_kwh=lambda: columns_of.grid(lots, lots.grid),
        grid_smelter_gco2e_per_kwh=lambda: columns_of.grid(lots, lots.smelter),
        electricity_kwh_per_t=partial(columns_of.electricity, lots),
        casting_tco2e_per_t=partial(columns_of.beside, lots),
        coverage=partial(columns_of.coverage, lots),
        freight_ttw_tco2e=lambda: columns_of.freight(lots, lots.legs.ttw),
        freight_wtt_tco2e=lambda: columns_of.freight(lots, lots.legs.wtt),
        published_low_tco2e_per_t=lambda: columns_of.published(lots, library, known, min),
        published_high_tco2e_per_t=lambda: columns_of.published(lots, library, known, max),
        primary_reference=lambda: columns_of.references(lots, lots.primary),
        secondary_reference=lambda: columns_of.references(lots, lots.secondary),
        grid_reference=lambda: columns_of.grid_references(lots, lots.grid_row, "grid", library),
        grid_smelter_reference=lambda: columns_of.grid_references(
            lots, lots.smelter_row, "grid_smelter", library
        ),
    )
    for line, name in INDICATORS.items():
        columns[line] = partial(columns_of.mixed_indicator, lots, name)
    for line, one in zip(("carbon_price", "social_cost", "uba_cost"), worth, strict=True):
        currency = "usd" if line == "social_cost" else "eur"
        columns[f"{line}_{currency}"] = np.where(settled, one.value, np.nan)
        columns[f"{line}_reference"] = Coded(np.where(settled, one.row, -1).astype(np.int32), one.references)
    counts = {
        "boundaries": int(((lots.notes & st.BIT["mixed"]) > 0).sum())
        if lots.chosen["boundaries"] == "mixed"
        else -1
    }
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, lots.chosen, counts),
        groups={
            "stages": stage_lines(lots, known),
            "published": published_lines(lots, library, known),
            "gases": gas_lines(lots),
        },
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~settled,
            "assumed": lambda: columns_of.noted(lots, st.ASSUMED_NOTES),
            "fallback": lambda: columns_of.noted(lots, st.FALLBACK_NOTES),
        },
        sheet=partial(sheet_model, lots, worth),
        headline=_headline(lots),
    )


def _headline(lots: Lots) -> tuple[str, ...]:
    said = [f"Greenhouse gases by {lots.chosen['gwp']}, GWP100."]
    if lots.chosen["boundaries"] == "mixed":
        said.append("Figures of different boundaries are compared, as asked.")
    return tuple(said)
