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
from calc.engine.model import Coded, FloatArray, IntArray, Options, TableData
from calc.metals import kernel, money
from calc.metals import status as st
from calc.metals.findings import report
from calc.metals.footprints import Footprint, materials
from calc.metals.listings import gas_lines, published_lines, stage_lines
from calc.metals.resolve import PROFILE, Lots, resolve
from calc.metals.sheet import sheet_model
from factors import Library
from factors.grids import TABLE as GRIDS
from factors.materials import published_range

if TYPE_CHECKING:
    from calc.engine.model import Subject

GIVEN = "given"
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


def indicator_of(figures: tuple[Footprint, ...], name: str) -> FloatArray:
    """Return a further indicator of all footprints, NaN where the data have none and behind the last."""
    found = [f.indicators[name].value if name in f.indicators else np.nan for f in figures]
    return np.array([*found, np.nan])


def compute(lots: Lots, worth: tuple[money.Worth, money.Worth, money.Worth]) -> dict[str, FloatArray]:
    """Return the number columns of all lots, piece by piece."""
    figures = figures_of(lots)
    energy = indicator_of(lots.figures, "energy")
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
        note=partial(_notes, lots),
        material_name=Coded(lots.material, known),
        made_in=lots.origin,
        basis=partial(_basis, lots),
        boundary_used=partial(_boundaries, lots),
        mass_t=lots.mass,
        recycled_share_used=lots.share,
        grid_gco2e_per_kwh=lambda: _grid(lots, lots.grid, lots.grid_row),
        grid_smelter_gco2e_per_kwh=lambda: _grid(lots, lots.smelter, lots.smelter_row),
        electricity_kwh_per_t=partial(_electricity, lots),
        casting_tco2e_per_t=partial(_beside, lots),
        coverage=partial(_coverage, lots),
        freight_ttw_tco2e=lambda: _freight(lots, lots.legs.ttw),
        freight_wtt_tco2e=lambda: _freight(lots, lots.legs.wtt),
        published_low_tco2e_per_t=lambda: _published(lots, library, known, min),
        published_high_tco2e_per_t=lambda: _published(lots, library, known, max),
        primary_reference=lambda: _references(lots, lots.primary),
        secondary_reference=lambda: _references(lots, lots.secondary),
        grid_reference=lambda: _grid_references(lots, lots.grid_row, "grid", data, library),
        grid_smelter_reference=lambda: _grid_references(
            lots, lots.smelter_row, "grid_smelter", data, library
        ),
    )
    for line, name in INDICATORS.items():
        columns[line] = partial(_mixed_indicator, lots, name)
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
            "assumed": lambda: _noted(lots, st.ASSUMED_NOTES),
            "fallback": lambda: _noted(lots, st.FALLBACK_NOTES),
        },
        sheet=partial(sheet_model, lots, worth),
        headline=_headline(lots),
    )


def _headline(lots: Lots) -> tuple[str, ...]:
    said = [f"Greenhouse gases by {lots.chosen['gwp']}, GWP100."]
    if lots.chosen["boundaries"] == "mixed":
        said.append("Figures of different boundaries are compared, as asked.")
    return tuple(said)


def _noted(lots: Lots, names: tuple[str, ...]) -> Any:
    bits = np.uint32(sum(int(st.BIT[name]) for name in names))
    return (lots.notes & bits) > 0


def _notes(lots: Lots) -> Coded:
    """Return the notes of each row; rows that are not computed begin with what their state means."""
    key = lots.notes.astype(np.int64) * len(st.STATUSES) + lots.status
    distinct, codes = np.unique(key, return_inverse=True)
    texts = []
    for one in distinct.tolist():
        bits, status = divmod(one, len(st.STATUSES))
        said = [] if st.IS_COMPUTED[status] else [st.MEANING[st.STATUSES[status]]]
        said += [text for n, text in enumerate(st.NOTES.values()) if bits & (1 << n)]
        texts.append("; ".join(said))
    values = tuple(dict.fromkeys(t for t in texts if t))
    lookup = np.array([values.index(t) if t else -1 for t in texts], dtype=np.int32)
    return Coded(lookup[codes], values)


def _basis(lots: Lots) -> Coded:
    """Return what each footprint rests on: built, look-up, both, given or printed points."""
    values = ("built", "look-up", "built and look-up", "printed points", GIVEN)
    kinds = np.array([0 if f.basis == "built" else 1 for f in lots.figures] + [-1])
    first = np.where(lots.share < 1, kinds[lots.primary], -1)
    second = np.where(lots.share > 0, kinds[lots.secondary], -1)
    found = np.where(first < 0, second, np.where((second < 0) | (first == second), first, 2))
    found = np.where(lots.points.inside, 3, found)
    found = np.where(lots.status == st.GIVEN, 4, found)
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), found, -1).astype(np.int8), values)


def _boundaries(lots: Lots) -> Coded:
    values = tuple(dict.fromkeys(f.boundary for f in lots.figures))
    own = np.array([values.index(f.boundary) for f in lots.figures] + [-1])
    found = np.where((lots.share > 0) & (lots.primary < 0), own[lots.secondary], own[lots.primary])
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), found, -1).astype(np.int8), values)


def _electric(lots: Lots) -> FloatArray:
    return np.array(
        [sum(s.power + s.electrolysis for s in f.stages if not s.beside) for f in lots.figures] + [np.nan]
    )


def _grid(lots: Lots, values: FloatArray, rows: IntArray) -> FloatArray:
    used = _electric(lots)
    needs = (used[lots.primary] > 0) | (used[lots.secondary] > 0)
    return np.where(needs & (lots.status != st.GRID_MISSING), values, np.nan)


def _electricity(lots: Lots) -> FloatArray:
    used = _electric(lots) * units.factor("MWh", "kWh")
    built = np.array([f.basis == "built" for f in lots.figures] + [False])
    used = np.where(built, used, np.nan)
    found = kernel.mixed(used[lots.primary], used[lots.secondary] * lots.yield_factor, lots.share)
    return np.where(lots.status == st.COMPUTED, found, np.nan)


def _beside(lots: Lots) -> FloatArray:
    """Return the casting of the primary route at the row's grid."""
    found = np.array(
        [
            [
                sum(getattr(s, part) for s in f.stages if s.beside)
                if any(s.beside for s in f.stages)
                else np.nan
            ]
            for f in lots.figures
            for part in ("constant", "power")
        ]
    ).reshape(-1, 2)
    parts = np.vstack([found, [np.nan, np.nan]])[lots.primary]
    grid = lots.grid * units.factor("gCO2e/kWh", "tCO2e/MWh")
    return np.where(st.IS_COMPUTED.take(lots.status), parts[:, 0] + parts[:, 1] * grid, np.nan)


def _mixed_indicator(lots: Lots, name: str) -> FloatArray:
    values = indicator_of(lots.figures, name)
    found = kernel.mixed(values[lots.primary], values[lots.secondary], lots.share)
    return np.where(lots.status == st.COMPUTED, found, np.nan)


def _coverage(lots: Lots) -> Coded:
    """Return in words what the indicators of each row's two figures cover."""
    said = ["; ".join(f"{name}: {i.covers}" for name, i in f.indicators.items()) for f in lots.figures] + [""]
    pairs = lots.primary.astype(np.int64) * len(said) + lots.secondary
    distinct, codes = np.unique(pairs, return_inverse=True)
    texts = []
    for one in distinct.tolist():
        first, second = divmod(one, len(said))
        both = (("primary", first), ("secondary", second))
        parts = [f"{route} {said[n]}" for route, n in both if 0 <= n < len(said) and said[n]]
        texts.append(" | ".join(parts))
    values = tuple(dict.fromkeys(t for t in texts if t))
    lookup = np.array([values.index(t) if t else -1 for t in texts], dtype=np.int32)
    return Coded(np.where(lots.status == st.COMPUTED, lookup[codes], -1).astype(np.int32), values)


def _freight(lots: Lots, per_tonne: FloatArray) -> FloatArray:
    stated = np.where(lots.legs.stated, per_tonne, np.nan) * units.factor("kgCO2e", "tCO2e")
    return np.where(st.IS_COMPUTED.take(lots.status), stated[lots.legs.codes] * lots.mass, np.nan)


def _published(lots: Lots, library: Library, known: tuple[str, ...], which: Any) -> FloatArray:
    found = []
    for name in known:
        ends = [
            v
            for f in published_range(library, name, "primary")
            for v in (f.low, f.high, f.value)
            if v is not None
        ]
        found.append(which(ends) if ends else np.nan)
    return np.array([*found, np.nan])[lots.material]


def _references(lots: Lots, which: IntArray) -> Coded:
    values = tuple(dict.fromkeys(f.reference for f in lots.figures))
    codes = np.array([values.index(f.reference) for f in lots.figures] + [-1], dtype=np.int32)[which]
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), codes, -1).astype(np.int32), values)


def _grid_references(lots: Lots, rows: IntArray, column: str, data: TableData, library: Library) -> Coded:
    table = library.table(GRIDS)
    used = np.unique(rows[rows >= 0])
    values = tuple(table.reference(int(r)) for r in used)
    codes = np.where(rows >= 0, np.searchsorted(used, rows), -1)
    return Coded(np.where(st.IS_COMPUTED.take(lots.status), codes, -1).astype(np.int32), values)
