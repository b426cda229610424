"""The ledger of steel: the arrays of the kernel as named columns with their references."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from calc.engine import units
from calc.engine.assumptions import assumed_in_words
from calc.engine.cells import texts
from calc.engine.chunks import over_chunks
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger
from calc.engine.model import Coded, FloatArray, IntArray, Options, TableData
from calc.steel import exposure as cbam
from calc.steel import kernel, listings
from calc.steel import status as st
from calc.steel.columns import grid_references, hydrogen_references, named
from calc.steel.findings import report
from calc.steel.resolve import PROFILE, Rows, resolve
from calc.steel.routes import BASELINE, IRON, STAGES, Parts
from calc.steel.sheet import sheet_model
from calc.steel.spellings import ELECTROLYSIS, GIVEN, REFORMING
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

STAGE_LINES = (
    "coke_tco2e_per_t",
    "sinter_pellets_tco2e_per_t",
    "iron_tco2e_per_t",
    "steelmaking_tco2e_per_t",
)
COST_LINES = tuple(f"cbam_cost_{year}_eur_per_t" for year in cbam.YEARS)
PER_TONNE = (
    "footprint_tco2e_per_t",
    "direct_tco2e_per_t",
    "electricity_tco2e_per_t",
    "upstream_tco2e_per_t",
    "energy_gj_per_t",
    "electricity_kwh_per_t",
    *STAGE_LINES,
    "hydrogen_tco2e_per_t",
    "alloys_tco2e_per_t",
    "casting_rolling_tco2e_per_t",
    "captured_tco2_per_t",
    "baseline_tco2e_per_t",
    "abatement_tco2e_per_t",
    "abatement_share",
    *COST_LINES,
    "break_even_carbon_price_eur",
    "price_effect_share",
    "price_effect_2034_share",
    "scrap_t_per_t",
)
LOTS = ("footprint_tco2e", "direct_tco2e", "electricity_tco2e")
BEFORE, AFTER = (
    "direct emissions, before free allocation",
    "direct emissions, after free allocation (column B)",
)
OUTSIDE = "outside CBAM"
BOUNDARIES = (
    "coke and sinter making to crude steel; casting and rolling not held",
    "coke and sinter making to crude steel, casting and rolling as given",
)


def stack(parts: list[Parts]) -> kernel.Stack:
    """Return the parts of all routes as arrays, NaN behind the last."""
    none = np.full((1, len(STAGES)), np.nan)
    return kernel.Stack(
        *(
            np.vstack([*(getattr(p, f) for p in parts), none])
            for f in ("direct", "gas", "coal", "power", "energy")
        )
    )


def charge(rows: Rows, part: slice) -> kernel.Charge:
    """Return a piece of the rows in the units of the kernel."""
    inventory = rows.inventory
    per_mwh = units.factor("gCO2e/kWh", "tCO2e/MWh")
    per_gj = units.factor("kgCO2e/GJ", "tCO2e/GJ")
    route = rows.route[part]
    iron = np.array([*(r.iron_charge for r in inventory.routes), np.nan])[route]
    hydrogen = np.array([*(r.iron.hydrogen for r in inventory.routes), np.nan])[route]
    source = rows.hydrogen[part]
    bought = np.where(
        source == REFORMING,
        inventory.reformed,
        np.where(source == GIVEN, rows.hydrogen_footprint[part] * inventory.hydrogen_mass, 0.0),
    )
    gas = rows.gas[part] * per_gj
    return kernel.Charge(
        route=route,
        iron=iron * (1.0 - rows.share[part]),
        grid=rows.grid[part] * per_mwh,
        gas=np.where(np.isnan(gas), inventory.gas_factor, gas),
        coal=rows.coal[part] * per_gj,
        hydrogen=hydrogen,
        electrolysed=source == ELECTROLYSIS,
        efficiency=rows.efficiency[part],
        hydrogen_grid=rows.hydrogen_grid[part] * per_mwh,
        hydrogen_bought=bought,
        capture=rows.capture[part],
        capture_power=rows.capture_power[part] * units.factor("kWh", "MWh"),
    )


def baseline(rows: Rows) -> tuple[float, float]:
    """Return direct emissions [tCO2e/t] and electricity [MWh/t] of BF-BOF at the scrap share of its inventory."""
    route = rows.inventory.routes[rows.inventory.index(BASELINE)]
    iron = route.iron_charge * (1.0 - route.scrap_share)
    return (
        float((iron * route.iron.direct + route.steel.direct).sum()),
        float((iron * route.iron.power + route.steel.power).sum()),
    )


def compute(rows: Rows, at: cbam.Terms, benchmark: FloatArray, pair: IntArray) -> dict[str, FloatArray]:
    """Return the number columns of all rows, piece by piece; rows that are not computed are NaN."""
    iron = stack([r.iron for r in rows.inventory.routes])
    furnace = stack([r.steel for r in rows.inventory.routes])
    scrap = np.array([*(r.scrap_charge for r in rows.inventory.routes), np.nan])
    added = np.array([*(a.emissions for a in rows.alloys), 0.0])
    base_direct, base_power = baseline(rows)
    free = np.vstack([np.where(np.isnan(benchmark), 0.0, benchmark), np.zeros((1, len(cbam.YEARS)))])
    out = {name: np.empty(rows.size) for name in (*PER_TONNE, *LOTS)}
    to_gj, to_kwh = units.factor("MWh", "GJ"), units.factor("MWh", "kWh")

    def piece(part: slice) -> None:
        lot = charge(rows, part)
        made = kernel.steel(iron, furnace, lot, IRON)
        alloys = added.take(rows.alloy_code[part], mode="wrap")
        rolled = np.where(np.isnan(rows.rolling[part]), 0.0, rows.rolling[part])
        upstream = made.hydrogen + alloys + rolled
        total = made.direct + made.electricity + upstream
        base = base_direct + base_power * lot.grid + alloys + rolled
        abatement, premium, mass = base - total, rows.premium[part], rows.mass[part]
        lost = np.where(np.isnan(premium), 0.0, premium)
        hydrogen = lot.iron * lot.hydrogen
        used = np.where(lot.electrolysed, hydrogen / lot.efficiency, hydrogen)
        found: dict[str, FloatArray] = {
            "footprint_tco2e_per_t": total,
            "direct_tco2e_per_t": made.direct,
            "electricity_tco2e_per_t": made.electricity,
            "upstream_tco2e_per_t": upstream,
            "energy_gj_per_t": made.energy + (used + made.captured * lot.capture_power) * to_gj,
            "electricity_kwh_per_t": made.power * to_kwh,
            **dict(zip(STAGE_LINES, made.stages, strict=True)),
            "hydrogen_tco2e_per_t": made.hydrogen,
            "alloys_tco2e_per_t": alloys,
            "casting_rolling_tco2e_per_t": rows.rolling[part],
            "captured_tco2_per_t": made.captured,
            "baseline_tco2e_per_t": base,
            "abatement_tco2e_per_t": abatement,
            "scrap_t_per_t": rows.share[part] * scrap.take(rows.route[part], mode="wrap"),
            "footprint_tco2e": total * mass,
            "direct_tco2e": made.direct * mass,
            "electricity_tco2e": made.electricity * mass,
        }
        costs = [
            np.where(
                rows.outside[part],
                0.0,
                cbam.cost_per_tonne(made.direct, free[:, year].take(pair[part], mode="wrap"), at, year),
            )
            for year in range(len(cbam.YEARS))
        ]
        found |= dict(zip(COST_LINES, costs, strict=True))
        with np.errstate(divide="ignore", invalid="ignore"):
            found["abatement_share"] = np.where(base > 0, abatement / base, np.nan)
            found["break_even_carbon_price_eur"] = np.where(abatement > 0, premium / abatement, np.nan)
            found["price_effect_share"] = (costs[0] + lost) / rows.price[part]
            found["price_effect_2034_share"] = (costs[-1] + lost) / rows.price[part]
        open_rows = rows.status[part] != st.COMPUTED
        for name, values in found.items():
            out[name][part] = np.where(open_rows, np.nan, values)

    over_chunks(rows.size, piece)
    return out


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of steel."""
    rows = resolve(data, library, options)
    at = cbam.terms(library, options)
    code = texts(data, "cn_code")
    letters = tuple(dict.fromkeys(r.benchmark for r in rows.inventory.routes))
    pairs = [(digits, letter) for digits in cbam.codes8(code.values) for letter in letters]
    benchmark, benchmark_names = cbam.benchmarks(library, pairs)
    of_route = np.array([*(letters.index(r.benchmark) for r in rows.inventory.routes), -1])[rows.route]
    pair = cbam.pair_index(code.codes, of_route, len(letters))
    held = np.append(~np.isnan(benchmark[:, :1]).any(axis=1), False)
    pair = np.where(held[pair], pair, -1).astype(np.int32)
    out = compute(rows, at, benchmark, pair)
    computed = rows.status == st.COMPUTED
    late = {
        "no_benchmark": (code.codes >= 0) & (pair < 0) & ~rows.outside,
        "never_pays": ~np.isnan(rows.premium) & ~(out["abatement_tco2e_per_t"] > 0),
    }
    for name, which in late.items():
        rows.notes[computed & which] |= st.WORDS.bit(name)
    report(rows, data, problems)
    every = rows.inventory.routes
    route = np.where(rows.route >= 0, rows.route, -1).astype(np.int8)
    columns: dict[str, Any] = {**out}
    columns.update(
        status=Coded(rows.status, st.STATUSES),
        note=lambda: st.WORDS.said(rows.notes, rows.status),
        route_used=Coded(route, tuple(r.name for r in every)),
        made_in=rows.origin,
        boundary_used=Coded(np.where(computed, ~np.isnan(rows.rolling), -1).astype(np.int8), BOUNDARIES),
        cbam_basis=Coded(
            np.where(computed, np.where(rows.outside, 2, pair >= 0), -1).astype(np.int8),
            (BEFORE, AFTER, OUTSIDE),
        ),
        scrap_share_used=np.where(computed, rows.share, np.nan),
        quantity_t=rows.mass,
        grid_used_gco2e_per_kwh=np.where(computed, rows.grid, np.nan),
        hydrogen_grid_used_gco2e_per_kwh=np.where(
            computed & (rows.hydrogen == ELECTROLYSIS), rows.hydrogen_grid, np.nan
        ),
        certificate_price_eur=np.where(computed, at.price[0], np.nan),
        benchmark_tco2e_per_t=np.where(
            computed, np.append(benchmark[:, 0], np.nan).take(pair, mode="wrap"), np.nan
        ),
        published_low_tco2e_per_t=lambda: listings.published_of(rows, library, min),
        published_high_tco2e_per_t=lambda: listings.published_of(rows, library, max),
        route_reference=lambda: named(np.where(computed, route, -1), [r.reference for r in every]),
        iron_reference=lambda: named(
            np.where(computed & (rows.share < 1), route, -1), [r.iron_reference for r in every]
        ),
        steelmaking_reference=lambda: named(
            np.where(computed, route, -1), [r.steel_reference for r in every]
        ),
        hydrogen_reference=lambda: hydrogen_references(rows, data),
        grid_reference=lambda: grid_references(rows, rows.grid_row, "grid", data, library),
        hydrogen_grid_reference=lambda: grid_references(
            rows, rows.hydrogen_grid_row, "hydrogen_grid", data, library
        ),
        certificate_price_reference=named(np.where(computed, 0, -1), at.references[:1]),
        benchmark_reference=named(np.where(computed, pair, -1), benchmark_names),
    )
    counts = {"eaf_rest": int((computed & st.WORDS.noted(rows.notes, ("rest_is_dri",))).sum())}
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, rows.chosen, counts),
        groups={
            "stages": listings.stage_lines(rows, out, STAGE_LINES),
            "exposure": listings.exposure_lines(rows, out, at, COST_LINES),
            "published": listings.published_lines(rows, library),
        },
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~computed,
            "assumed": lambda: computed & st.WORDS.noted(rows.notes, st.ASSUMED_NOTES),
            "fallback": lambda: computed & st.WORDS.noted(rows.notes, st.FALLBACK_NOTES),
        },
        sheet=partial(sheet_model, rows, at, pair, COST_LINES),
        headline=_headline(rows),
    )


def _headline(rows: Rows) -> tuple[str, ...]:
    return (f"Greenhouse gases by {rows.chosen['gwp']}, GWP100. Modelled by route, not verified.",)
