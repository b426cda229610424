"""Result tables of a coarser grain: what makes up each model, by component, material, process, supplier and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.columns import NAMES, TOTAL, allocations, primary_shares, settled_stages, with_total
from calc.batteries.compute import Run
from calc.batteries.line_details import spoken
from calc.batteries.models import BACKUP, DELIVERED
from calc.batteries.rules import differences, names
from calc.engine.cells import texts
from calc.engine.model import BoolArray, FloatArray
from factors import Library


@dataclass(frozen=True)
class Contribution:
    """What a component, material, process or supplier adds to a model, the largest first."""

    model: str
    name: str
    lines: int
    kgco2e: float
    share: float  # of the total
    cumulated: float  # with all larger ones
    rank: int  # among those of the model, from 1


@dataclass(frozen=True)
class StageLine:
    """The stages of a model side by side, kgCO2e per battery."""

    model: str
    raw_materials: float
    production: float
    distribution: float
    end_of_life: float
    total: float
    per_kwh_capacity: float
    per_kwh_delivered: float
    per_kg: float
    functional_unit: str
    energy_delivered_kwh: float
    status: str


@dataclass(frozen=True)
class QualityLine:
    """On which activity data a model's footprint rests, and its primary data, as shares of its absolute lines."""

    model: str
    company: float
    supplier: float
    archetype: float
    literature: float
    primary: float  # lines whose factor, too, is the company's or a supplier's own


@dataclass(frozen=True)
class SensitivityLine:
    """The total of a model by the allocation factor A of all its materials, kgCO2e per battery."""

    model: str
    as_computed: float
    a: float
    kgco2e: float
    per_kwh_capacity: float
    change: float  # of the total as computed


@dataclass(frozen=True)
class SheetLine:
    """How the rows of a sheet were used."""

    sheet: str
    rows: int
    used: int
    refused: int
    of_refused_models: int
    reasons: str


@dataclass(frozen=True)
class ReadLine:
    """What the readable lines of a model that is not settled come to: no figure of the model."""

    model: str
    stage: str
    kgco2e_of_read_lines: float
    refused_rows: int


@dataclass(frozen=True)
class RuleLine:
    """What a rule set says on a topic."""

    topic: str
    rule_set: str
    choice: str
    text: str
    state: str
    citation: str


# ---- stages and quality


def stage_lines(run: Run) -> list[StageLine]:
    """Return the stages of each model side by side."""
    models, kgco2e = run.models, settled_stages(run)
    with np.errstate(invalid="ignore", divide="ignore"):
        per = [kgco2e[:, TOTAL] / of for of in (models.capacity, models.delivered, models.mass)]
    name, status = models.name.texts(), np.array(st.STATUSES, dtype=object)[models.states.status]
    backup = np.where(np.isnan(models.backup.capability), "not known", BACKUP)
    unit = np.where(np.isnan(models.delivered), backup, DELIVERED)
    columns = [column.tolist() for column in (*kgco2e.T, *per, unit, models.delivered)]
    return [StageLine(*cells) for cells in zip(name, *columns, status, strict=True)]


def quality_lines(run: Run, shares: FloatArray) -> list[QualityLine]:
    """Return the shares of data quality of each settled model."""
    primary = primary_shares(run, run.lines).tolist()
    found = zip(run.models.name.texts(), shares[:, TOTAL].tolist(), primary, strict=True)
    return [QualityLine(name, *(*parts, own)) for name, parts, own in found if parts[0] == parts[0]]


# ---- contributions


def contributions(
    run: Run, codes: NDArray[np.integer], titles: Sequence[str], lines: ln.Lines
) -> list[Contribution]:
    """Return what lines add by model and label, the largest first in each model; settled models only."""
    settled = st.is_settled(run.models.states.status)[lines.model] & (codes >= 0)
    width = max(len(titles), 1)
    key = lines.model[settled] * width + codes[settled]
    distinct, which = np.unique(key, return_inverse=True)
    sums = ln.exact_sums(which, len(distinct), lines.kgco2e[settled])
    counts = np.bincount(which, minlength=len(distinct))
    model, label = distinct // width, distinct % width
    order = np.lexsort((label, -sums, model))
    total = settled_stages(run)[:, TOTAL]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total[model] > 0, sums / total[model], np.nan)
    found, last, running, rank = [], -1, 0.0, 0
    texts_, titles = run.models.name.texts(), spoken(titles)
    for n in order.tolist():
        running, rank = (share[n], 1) if model[n] != last else (running + share[n], rank + 1)
        last = model[n]
        found.append(
            Contribution(
                texts_[model[n]],
                titles[label[n]],
                int(counts[n]),
                float(sums[n]),
                float(share[n]),
                float(running),
                rank,
            )
        )
    return found


def by_component(run: Run) -> list[Contribution]:
    """Return contributions by component; energy and transport stand beside them."""
    return contributions(run, run.lines.part.astype(np.intp), ln.PARTS, run.lines)


def by_material(run: Run) -> list[Contribution]:
    """Return contributions of materials as they go in."""
    lines = run.lines.take(np.flatnonzero(run.lines.kind == ln.MATERIAL))
    codes, titles = _same(lines.item, lines.items)
    return contributions(run, codes, titles, lines)


def by_process(run: Run) -> list[Contribution]:
    """Return contributions of the processes of production."""
    lines = run.lines.take(np.flatnonzero(run.lines.kind == ln.POWER))
    codes, titles = _same(lines.item, lines.items)
    return contributions(run, codes, titles, lines)


def by_supplier(run: Run) -> list[Contribution]:
    """Return contributions of materials by supplier; rows without one stand together."""
    material = (run.lines.kind == ln.MATERIAL) & (run.lines.table >= 0)
    lines = run.lines.take(np.flatnonzero(material))
    supplier = texts(run.sheets[ln.TABLES[0]], "supplier")
    codes = np.where(supplier.codes >= 0, supplier.codes, len(supplier.values))[lines.row]
    return contributions(run, codes, (*supplier.values, "(not named)"), lines)


def _same(codes: NDArray[np.integer], names_: Sequence[str]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return codes under which equal names are one."""
    values = tuple(dict.fromkeys(names_))
    place = {name: n for n, name in enumerate(values)}
    lookup = np.array([*(place[name] for name in names_), -1], dtype=np.intp)
    return lookup[codes], values


# ---- what is open


def sensitivity_lines(run: Run, library: Library) -> list[SensitivityLine]:
    """Return the total of each settled model by A, where A changes it or not."""
    models, total = run.models, settled_stages(run)[:, TOTAL]
    name, found = models.name.texts(), []
    by_a = {a: run.total_with(a) for a in allocations(run, library)}
    for model in np.flatnonzero(st.is_settled(models.states.status)).tolist():
        for a, totals in by_a.items():
            value, whole = float(totals[model]), float(total[model])
            change = value / whole - 1 if whole else np.nan
            per_kwh = value / float(models.capacity[model])
            found.append(SensitivityLine(name[model], whole, a, value, per_kwh, change))
    return found


def sheet_lines(run: Run) -> list[SheetLine]:
    """Return for each sheet rows in = rows used + rows refused + rows of refused models."""
    status = run.models.states.status
    settled = int(np.count_nonzero(st.is_settled(status)))
    whole = _reasons(status, st.STATUSES, st.is_settled(status))
    found = [SheetLine("Product", len(status), settled, len(status) - settled, 0, whole)]
    for name, states in run.rows.items():
        faulty = states.faulty | (states.status == st.UNKNOWN_MODEL)
        data = run.sheets[name]
        found.append(
            SheetLine(
                data.table.title,
                data.size,
                int(states.used.sum()),
                int(faulty.sum()),
                int((states.status == st.MODEL_REFUSED).sum()),
                _reasons(states.status, st.ROW_STATES, ~faulty),
            )
        )
    return found


def _reasons(status: NDArray[np.int8], words: Sequence[str], fine: BoolArray) -> str:
    counts = np.bincount(status[~fine], minlength=len(words))
    return ", ".join(f"{word} {count}" for word, count in zip(words, counts, strict=True) if count)


def read_lines(run: Run) -> list[ReadLine]:
    """Return what the readable lines come to of models with a refused row: shown here and nowhere else."""
    models, found = run.models, []
    refused = np.zeros(models.size + 1, dtype=np.int64)
    for name, states in run.rows.items():
        np.add.at(refused, run.owners[name][states.faulty], 1)
    stages = with_total(run.stages)
    name_ = models.name.texts()
    for model in np.flatnonzero(models.states.status == st.INCOMPLETE).tolist():
        for stage, value in zip(NAMES, stages[model].tolist(), strict=True):
            if value == value:
                found.append(ReadLine(name_[model], stage, value, int(refused[model])))
    return found


def rule_lines(library: Library) -> list[RuleLine]:
    """Return what the rule sets say where they differ."""
    known = names(library)
    return [
        RuleLine(topic, name, rule.choice, rule.text, rule.state, rule.citation)
        for topic, rules in differences(library)
        for name, rule in zip(known, rules, strict=True)
        if rule is not None
    ]
