"""A model in words and numbers, for `pigou explain`: functional unit, lines with source and cell, sums."""

from __future__ import annotations

import numpy as np

from calc.batteries import status as st
from calc.batteries.columns import NAMES, TOTAL, settled_stages, with_total
from calc.batteries.compute import Run
from calc.batteries.line_details import line_details, row_address
from calc.engine.citations import GIVEN, cite
from calc.engine.errors import Problems
from calc.engine.explained import number, status_line
from calc.engine.model import TableData
from calc.engine.placing import cell, written
from factors import Library


def told(run: Run, library: Library, problems: Problems, model: int) -> list[str]:
    """Return how the model at a row of *Product* came about."""
    models = run.models
    said = [*_cells(models.data, model), *_problems(run, problems, model)]
    state = st.STATUSES[models.states.status[model]]
    said += ["", status_line(state, st.MEANING[state])]
    notes = st.WORDS.said(models.states.notes[model : model + 1], models.states.status[model : model + 1])
    if notes.codes[0] >= 0:
        said += ["Notes:", *(f"  - {part}" for part in notes.values[notes.codes[0]].split("; "))]
    if not st.is_read(models.states.status)[model]:
        return said
    return [*said, "", *_unit(run, model), "", *_lines(run, library, model), "", *_sums(run, model)]


def _cells(data: TableData, row: int) -> list[str]:
    said = [row_address(data, row), ""]
    for column in data.table.columns:
        content = written(data, row, column.name)
        if content:
            address = cell(data, row, column.name)
            said.append(f"  {column.name:<22}{content}" + (f"   [{address}]" if address else ""))
    return said


def _problems(run: Run, problems: Problems, model: int) -> list[str]:
    """Return the problems of the model's rows on all sheets."""
    rows = {
        (d.places[d.place[r]].file, d.places[d.place[r]].sheet, int(d.row_number[r]))
        for d, r in _of(run, model)
    }
    return [
        f"  ! {p.place} {p.column}: {p.found}"
        + (f"; expected {p.expected}" if p.expected else "")
        + f". {p.advice}"
        for p in problems
        if (p.file, p.sheet, p.row) in rows
    ]


def _of(run: Run, model: int) -> list[tuple[TableData, int]]:
    found = [(run.models.data, model)]
    for name, owner in run.owners.items():
        found += [(run.sheets[name], int(row)) for row in np.flatnonzero(owner == model)]
    return found


def _unit(run: Run, model: int) -> list[str]:
    m = run.models
    said = [
        f"Rule set {run.rules.name}: {run.rules.title} (provisional)",
        f"Capacity {number(float(m.nominal[model]))} kWh nominal"
        + (f", {number(float(m.usable[model]))} kWh usable" if m.usable[model] == m.usable[model] else "")
        + (f"; mass {number(float(m.mass[model]))} kg" if m.mass[model] == m.mass[model] else ""),
    ]
    delivered, years = float(m.delivered[model]), float(m.years[model])
    if delivered != delivered:
        said.append("Functional unit: 1 kWh delivered over service life; the energy delivered is not known")
    else:
        of = f" over {number(years)} years" if years == years else ""
        said.append(f"Functional unit: 1 kWh of {number(delivered)} kWh delivered{of}")
        if m.mass[model] == m.mass[model]:
            said.append(
                f"Reference flow: {float(m.mass[model]) / delivered:.8g} kg of battery per kWh delivered"
            )
    if m.backup.units[model] == m.backup.units[model]:
        said.append(f"Back-up: {number(float(m.backup.capability[model]))} kWmin")
    return said


def _lines(run: Run, library: Library, model: int) -> list[str]:
    said, stage = [], ""
    mine = np.flatnonzero(run.lines.model == model)
    mine = mine[np.argsort(run.lines.stage[mine], kind="stable")]
    for n, line in zip(mine.tolist(), line_details(run, library, mine), strict=True):
        if line.stage != stage:
            stage = line.stage
            said.append(f"{stage}:")
        said.append(
            f"  {line.component}, {line.item}: {number(line.amount)} {line.unit} x {number(line.factor)}"
            f" kgCO2e/{line.unit.partition(' ')[0]} = {number(line.kgco2e)} kgCO2e  ({line.quality}; {line.where})"
        )
        said += [f"     {text}" for text in _formula(run, n)]
        said += [f"     {text}" for key in line.source.split("; ") if key for text in _source(library, key)]
        said += [f"     dataset named in the row: {line.dataset}"] if line.dataset else []
    return said


def _formula(run: Run, line: int) -> list[str]:
    """Return the circular footprint formula of a line in figures, where it is one."""
    flows, p, ends = run.flows, run.parameters, run.ends
    if line < flows.size:  # the first lines are those of the flows
        if p.r1[line] == 0:
            return []
        a, r1, virgin, recycled = (float(x[line]) for x in (p.a, p.r1, flows.virgin, flows.recycled))
        return [
            f"(1 - R1 {number(r1)}) x Ev {number(virgin)} + R1 {number(r1)} x (A {number(a)} x Erec"
            f" {number(recycled)} + (1 - A) x Ev x Qsin/Qp {number(float(p.quality_in[line]))})"
        ]
    n = line - run.first_end
    if not 0 <= n < len(ends.flow):
        return []
    columns = (ends.a, ends.r2, ends.recycled, ends.virgin, ends.quality, ends.rest)
    share, r2, at_end, replaced, quality, rest = (number(float(x[n])) for x in columns)
    return [
        f"(1 - A {share}) x R2 {r2} x (ErecEoL {at_end} - E*v {replaced} x Qsout/Qp {quality})"
        f" + burning and disposal {rest}"
    ]


def _source(library: Library, key: str) -> list[str]:
    item = cite(library, key)
    if key.startswith(f"{GIVEN}:"):
        return [f"given: {item.reading and key.partition(':')[2]}"]
    return [f"{item.what}; {item.citation} [{key}]"]


def _sums(run: Run, model: int) -> list[str]:
    m = run.models
    settled = bool(st.is_settled(m.states.status)[model])
    stages = (settled_stages(run) if settled else with_total(run.stages))[model].tolist()
    said = [] if settled else ["Of the lines that could be read; the model has no figure:"]
    for name, value in zip(NAMES, stages, strict=True):
        said.append(
            f"{name:<16}" + ("not stated" if value != value else f"{number(value)} kgCO2e per battery")
        )
    if settled:
        total = stages[TOTAL]
        for of, unit in ((m.capacity, "kWh of capacity"), (m.delivered, "kWh delivered"), (m.mass, "kg")):
            if of[model] > 0:
                said.append(f"{'':<16}{total / float(of[model]):.6g} kgCO2e per {unit}")
    return said
