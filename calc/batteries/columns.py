"""The columns of a ledger of batteries, most of them made when a report asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from calc.batteries import functional_unit as unit_of
from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.compute import Run, stage_names
from calc.batteries.declaration import STAGES
from calc.batteries.models import BACKUP, DELIVERED, PROFILE
from calc.batteries.rules import RECYCLING
from calc.batteries.stages import terms
from calc.engine import units
from calc.engine.model import Coded, FloatArray, IndexArray
from factors import Library
from factors.cells import MATERIALS
from factors.grids import TABLE as GRID_TABLE

NAMES = stage_names()
TOTAL = len(STAGES)
INDICATORS = {
    "sox_kg": ("sox_g_per_kg", "g"),
    "nox_kg": ("nox_g_per_kg", "g"),
    "pm10_kg": ("pm10_g_per_kg", "g"),
    "pm25_kg": ("pm25_g_per_kg", "g"),
    "primary_energy_mj": ("energy_mj_per_kg", ""),
    "water_l": ("water_l_per_kg", ""),
}


def product_rows(run: Run) -> IndexArray:
    """Return the row of *Product* of each row of the ledger."""
    return np.repeat(np.arange(run.models.size, dtype=np.intp), len(NAMES))


def with_total(stages: FloatArray) -> FloatArray:
    """Return stages with their total behind them; a stage without lines is left out of it, and noted."""
    known = ~np.isnan(stages)  # no line of a settled model is without a factor: see `compute`
    total = np.where(known.any(axis=1), np.where(known, stages, 0).sum(axis=1), np.nan)
    return np.column_stack([stages, total])


def settled_stages(run: Run) -> FloatArray:
    """Return stages and total of each model [kgCO2e per battery], NaN where the model is not settled."""
    settled = st.is_settled(run.models.states.status)
    return np.where(settled[:, np.newaxis], with_total(run.stages), np.nan)


def columns(run: Run, library: Library) -> dict[str, Any]:
    """Return every column of the ledger by the name of its line."""
    models, width = run.models, len(NAMES)
    kgco2e = settled_stages(run)

    def per_model(values: Any) -> Any:
        if isinstance(values, Coded):
            return Coded(np.repeat(values.codes, width), values.values)
        return np.repeat(values, width)

    per = unit_of.per_unit(
        kgco2e,
        models.delivered[:, np.newaxis],
        models.capacity[:, np.newaxis],
        models.mass[:, np.newaxis],
    )
    backup = unit_of.Backup(*(column[:, np.newaxis] for column in models.backup))
    stage = np.tile(np.arange(width, dtype=np.int32), models.size)
    titles = {term.key: term.title for term in terms(library, "stage")}
    status = models.states.status
    flow = unit_of.reference_flow(models.mass, models.delivered)
    unit = np.where(
        ~np.isnan(models.delivered), 0, np.where(~np.isnan(models.backup.capability), 1, -1)
    ).astype(np.int32)
    found: dict[str, Any] = {
        "model": per_model(models.name),
        "stage": Coded(stage, NAMES),
        "kgco2e": kgco2e.ravel(),
        "kgco2e_per_kwh_capacity": per.per_kwh_capacity.ravel(),
        "kgco2e_per_kwh_delivered": per.per_kwh_delivered.ravel(),
        "kgco2e_per_kg": per.per_kg.ravel(),
        "status": per_model(Coded(status.astype(np.int32), st.STATUSES)),
        "note": lambda: per_model(st.WORDS.said(models.states.notes, status)),
        "stage_title": lambda: Coded(stage, tuple(titles.get(name, "Total") for name in NAMES)),
        "share_of_total": lambda: shares(kgco2e).ravel(),
        "energy_delivered_kwh": lambda: per_model(models.delivered),
        "reference_flow_kg_per_kwh": lambda: per_model(flow),
        "functional_unit": lambda: per_model(Coded(unit, (DELIVERED, BACKUP))),
        "kgco2e_per_kwmin_year": lambda: unit_of.per_kwmin(kgco2e, backup).ravel(),
        "nominal_capacity_kwh": lambda: per_model(models.nominal),
        "capacity_kwh": lambda: per_model(models.capacity),
        "battery_mass_kg": lambda: per_model(models.mass),
        "category_used": lambda: per_model(models.category),
        "chemistry_used": lambda: per_model(models.chemistry_key),
        "rules": lambda: Coded(np.zeros(len(stage), dtype=np.int32), (run.rules.name,)),
        "lines": lambda: line_counts(run).ravel(),
        "kgco2e_low": lambda: extreme(run, np.fmin).ravel(),
        "kgco2e_high": lambda: extreme(run, np.fmax).ravel(),
        "grid_used_kgco2e_per_kwh": lambda: per_model(np.where(st.is_read(status), models.grid, np.nan)),
        "grid_reference": lambda: per_model(grid_references(run, library)),
        "rules_reference": lambda: Coded(
            np.zeros(len(stage), dtype=np.int32), (run.rules.reference(RECYCLING),)
        ),
    }
    for n, name in enumerate(ln.QUALITIES):
        found[f"{name}_share"] = lambda n=n: quality_shares(run)[:, :, n].ravel()
    for name in INDICATORS:
        found[name] = lambda name=name: indicator(run, library, name).ravel()
    return found


def shares(kgco2e: FloatArray) -> FloatArray:
    """Return each stage as a share of the total; credits are negative. NaN where the total is not above 0."""
    whole = kgco2e[:, TOTAL:]
    return kgco2e / np.where(whole > 0, whole, np.nan)


def _by_row(run: Run, lines: ln.Lines, values: FloatArray) -> FloatArray:
    """Return sums of lines by model and stage, the total behind: (models, stages + 1)."""
    count = len(STAGES)
    sums = ln.exact_sums(lines.model * count + lines.stage, run.models.size * count, values)
    sums = sums.reshape(run.models.size, count)
    return np.column_stack([sums, sums.sum(axis=1)])


def line_counts(run: Run) -> FloatArray:
    """Return how many lines each row of the ledger adds up."""
    return _by_row(run, run.lines, np.ones(run.lines.size))


def quality_shares(run: Run) -> FloatArray:
    """Return by data quality the share in the sum of absolute lines: (models, stages + 1, qualities)."""
    absolute = np.abs(run.lines.kgco2e)
    parts = np.stack(
        [
            _by_row(run, run.lines, np.where(run.lines.quality == n, absolute, 0))
            for n in range(len(ln.QUALITIES))
        ],
        axis=-1,
    )
    whole = parts.sum(axis=-1, keepdims=True)
    settled = st.is_settled(run.models.states.status)[:, np.newaxis, np.newaxis]
    return np.where(settled & (whole > 0), parts / np.where(whole > 0, whole, 1), np.nan)


def primary_shares(run: Run, lines: ln.Lines) -> FloatArray:
    """Return the share of primary data in the absolute sum of some lines, by model; NaN where there is none."""
    absolute, size = np.abs(lines.kgco2e), run.models.size
    whole = ln.exact_sums(lines.model, size, absolute)
    own = ln.exact_sums(lines.model, size, np.where(lines.primary, absolute, 0))
    return np.where(whole > 0, own / np.where(whole > 0, whole, 1), np.nan)


def allocations(run: Run, library: Library) -> tuple[float, ...]:
    """Return the values of A by which the sensitivity is shown, in ascending order."""
    return tuple(sorted(float(one) for one in library.law(PROFILE).assumptions["generic_a"].choices))


def extreme(run: Run, which: np.ufunc) -> FloatArray:
    """Return the least or largest total over A = 0 and A = 1, and as computed; on the rows of totals only."""
    total = settled_stages(run)[:, TOTAL]
    for a in (0, 1):
        total = which(total, run.total_with(a))
    found = np.full((run.models.size, len(NAMES)), np.nan)
    found[:, TOTAL] = total
    return found


def indicator(run: Run, library: Library, name: str) -> FloatArray:
    """Return emissions to air, energy or water of raw materials for which our figures count."""
    column, unit = INDICATORS[name]
    table = library.table(MATERIALS)
    references = table.by_reference
    values = np.append(table.numbers(column), np.nan)
    material = run.lines.kind == ln.MATERIAL
    lines = run.lines.take(np.flatnonzero(material & (run.lines.reference >= 0)))
    row = np.array([references.get(key, -1) for key in lines.references] or [-1])
    per_kg = values[row[lines.reference]]
    scale = units.factor(unit, "kg") if unit else 1
    sums = _by_row(run, lines, np.nan_to_num(lines.amount * per_kg * scale))
    settled = st.is_settled(run.models.states.status)[:, np.newaxis]
    has = _by_row(run, lines, (~np.isnan(per_kg)).astype(float)) > 0
    return np.where(settled & has, sums, np.nan)


def grid_references(run: Run, library: Library) -> Coded:
    """Return the source of the electricity of each plant."""
    table = library.table(GRID_TABLE)
    read = st.is_read(run.models.states.status)
    distinct, which = np.unique(np.where(read, run.models.grid_row, -1), return_inverse=True)
    values = tuple(table.reference(int(row)) for row in distinct if row >= 0)
    lookup = np.cumsum(distinct >= 0) - 1
    codes = np.where(distinct >= 0, lookup, -1)[which].astype(np.int32)
    return Coded(codes, values)
