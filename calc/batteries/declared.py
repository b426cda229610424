"""Each model as its declaration: the figures of a `Declaration`, its fingerprints and what blocks it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.blocking import blocking_lines
from calc.batteries.columns import NAMES, TOTAL, primary_shares, quality_shares, settled_stages
from calc.batteries.compute import Run
from calc.batteries.dates import acts_said, start_dates
from calc.batteries.declaration import UNKNOWN, Blocked, Declaration, StageFigure
from calc.batteries.functional_unit import reference_flow
from calc.batteries.line_details import reference_of
from calc.batteries.models import BACKUP, DELIVERED
from calc.batteries.recycling import co2_of_carbon
from calc.batteries.rules import CUT_OFF, TABLE, TITLE, RuleSet
from calc.engine.cells import texts
from calc.engine.model import NAME, NO_DATE, FloatArray, IndexArray, TableData
from calc.engine.placing import cell
from factors import Library
from factors.law import EPOCH

GATE = (ln.RAW_MATERIALS, ln.PRODUCTION)
STATUS_TEXT = "{acts}: {title} ({name}) is followed, provisionally"
WARNINGS = (
    *("below_range", "above_range", "energy_low", "mass_unread", "generic_a", "quality_one"),
    *("replaced_as_supplied", "recycled_as_virgin", "own_grid_figure", "battery_and_materials"),
)


def declarations(run: Run, library: Library) -> list[Declaration]:
    """Return the declaration of each model that is settled, in the order of the sheet Product."""
    models = run.models
    kgco2e, parts = settled_stages(run), quality_shares(run)
    primary = primary_shares(run, run.lines)
    gates = primary_shares(run, run.lines.take(np.isin(run.lines.stage, GATE)))
    datasets = secondary_datasets(run)
    per_carbon = co2_of_carbon(library)
    flow = reference_flow(models.mass, models.delivered)
    order = np.argsort(run.lines.model, kind="stable")
    starts = np.searchsorted(run.lines.model[order], np.arange(models.size + 1))
    of_category = cache(lambda category, kwh: start_dates(category, library, kwh))
    blocked: dict[str, list[Blocked]] = {}
    for line in blocking_lines(run):
        blocked.setdefault(line.model, []).append(Blocked(line.where, line.what, line.remedy))
    provisional, operator = provisional_texts(run.rules, library), rules_operator(run.rules, library)
    found = []
    for row in np.flatnonzero(st.is_settled(models.states.status)).tolist():
        lines = order[starts[row] : starts[row + 1]]
        name = models.name.values[models.name.codes[row]]
        category = models.category.values[models.category.codes[row]]
        bits = models.states.notes[row]
        found.append(
            Declaration(
                model=name,
                product=product(run, row),
                cells=cells(models.data, row),
                rules=run.rules.name,
                rules_title=run.rules.title,
                stages=figures(run, row, kgco2e[row]),
                functional_unit=_unit(run, row),
                energy_delivered_kwh=float(models.delivered[row]),
                reference_flow_kg_per_kwh=float(flow[row]),
                primary_data_share=float(primary[row]),
                data_shares={n: float(parts[row, TOTAL, i]) for i, n in enumerate(ln.QUALITIES)},
                gwp=run.chosen["gwp"],
                biogenic_uptake_kgco2e=_uptake(models.data, row, per_carbon),
                distribution_included=bool(
                    run.stages[row, ln.DISTRIBUTION] == run.stages[row, ln.DISTRIBUTION]
                ),
                blocked=tuple(blocked.get(name, ())),
                provisional=provisional,
                status=st.STATUSES[models.states.status[row]],
                bom_fingerprint=bom_fingerprint(run, lines),
                energy_fingerprint=energy_fingerprint(run, lines),
                dates=of_category(category, float(models.nominal[row])),
                warnings=tuple(st.NOTES[n] for n in WARNINGS if bits & st.WORDS.bit(n)),
                sources=sources(run, lines, library, *datasets),
                standards=() if run.rules.recycling == CUT_OFF else ("PEF",),
                rules_operator=operator,
                gate_primary_data_share=float(gates[row]),
            )
        )
    return found


def _unit(run: Run, row: int) -> str:
    """Return the functional unit of a model, '' where what it delivers is not known."""
    if run.models.delivered[row] == run.models.delivered[row]:
        return DELIVERED
    capability = run.models.backup.capability[row]
    return BACKUP if capability == capability else ""


def rules_operator(rules: RuleSet, library: Library) -> str:
    """Return who drew a rule set up; '' for the cut-off, which is a comparison and no rules of anyone."""
    if rules.recycling == CUT_OFF:
        return ""
    table = library.table(TABLE)
    source = table.columns["source"][table.by_reference[rules.reference(TITLE)]]
    return str(library.sources[source]["publisher"])


def figures(run: Run, row: int, kgco2e: FloatArray) -> tuple[StageFigure, ...]:
    """Return the stages and the total of a model in each unit."""
    models = run.models
    per = [float(of[row]) for of in (models.delivered, models.capacity, models.mass)]
    return tuple(
        StageFigure(name, value, *(value / divisor if divisor > 0 else UNKNOWN for divisor in per))
        for name, value in zip(NAMES, kgco2e.tolist(), strict=True)
    )


def provisional_texts(rules: RuleSet, library: Library) -> tuple[str, ...]:
    """Return what of a rule set is provisional, and what of it was not found."""
    gaps = (f"{rule.topic}: {rule.text}" for rule in rules.gaps)
    return (STATUS_TEXT.format(acts=acts_said(library), name=rules.name, title=rules.title), *gaps)


def product(run: Run, row: int) -> Mapping[str, str | float]:
    """Return the cells of *Product* by column: texts as typed, dates ISO, figures in the first unit."""
    data, found = run.models.data, {}
    for column in data.table.columns:
        name = column.name
        texts, days, figures_ = data.coded(name), data.days(name), data.numbers(name)
        named = data.coded(f"{name}{NAME}")
        if texts is not None and texts.codes[row] >= 0:
            found[name] = texts.values[texts.codes[row]]
        elif named is not None and named.codes[row] >= 0:
            found[name] = named.values[named.codes[row]]
        elif days is not None and days[row] != NO_DATE:
            found[name] = str(np.datetime64(EPOCH) + int(days[row]))
        elif figures_ is not None and figures_[row] == figures_[row]:
            found[name] = float(figures_[row])
    return found | {"nominal_capacity": float(run.models.nominal[row])}


def cells(data: TableData, row: int) -> Mapping[str, str]:
    """Return where each column of *Product* stands, or would stand, for a row."""
    place = data.places[data.place[row]]
    number = int(data.row_number[row])

    def where(name: str) -> str:
        at = cell(data, row, name) or f"row {number}, column {name}"
        return ": ".join(text for text in (place.file, place.sheet, at) if text)

    return {column.name: where(column.name) for column in data.table.columns}


def _uptake(data: TableData, row: int, per_carbon: float) -> float:
    """Return the CO2 that biomass took up for the biogenic carbon in the battery, below 0; NaN where none is stated."""
    carbon = data.numbers("biogenic_carbon")
    return UNKNOWN if carbon is None else 0.0 - float(carbon[row]) * per_carbon


def secondary_datasets(run: Run) -> tuple[IndexArray, tuple[str, ...]]:
    """Return for each line which dataset of secondary data its row names, -1 for none, and their spellings."""
    lines, dataset = run.lines, texts(run.sheets[ln.TABLES[ln.MATERIAL]], "dataset")
    given = (lines.kind == ln.MATERIAL) & (lines.reference == ln.GIVEN) & ~lines.primary
    found = np.full(lines.size, -1, dtype=np.intp)
    found[given] = dataset.codes[lines.row[given]]
    return found, dataset.values


def sources(
    run: Run, lines: IndexArray, library: Library, dataset: IndexArray, spelled: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return the datasets of secondary data behind a model: title and version; of a row as it names them."""
    codes = np.unique(run.lines.reference[lines])
    keys = [
        key for code in codes.tolist() if code >= 0 for key in run.lines.references[code].split("; ") if key
    ]
    named = np.unique(dataset[lines])
    found = {_dataset(key, library) for key in keys} | {(spelled[n], "") for n in named.tolist() if n >= 0}
    return tuple(sorted(found))


def _dataset(key: str, library: Library) -> tuple[str, str]:
    table = library.table(key.partition(":")[0])
    row = table.row(table.by_reference[key])
    version = row.get("set") or row.get("year") or str(table.about["year"])
    return str(table.about["title"]), version


# ---- fingerprints


def fingerprint(parts: Sequence[str]) -> str:
    """Return a checksum of lines that does not depend on their order."""
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def bom_fingerprint(run: Run, lines: IndexArray) -> str:
    """Return the fingerprint of a bill of materials: component, material, masses, recycled shares."""
    every, flows = run.lines, run.flows
    chosen = lines[every.kind[lines] == ln.MATERIAL]  # the first lines are those of the flows, in their order
    return fingerprint(
        [
            f"{ln.PARTS[every.part[n]]}|{every.items[every.item[n]].casefold()}"
            f"|{flows.content[n]:.9g}|{flows.demand[n]:.9g}|{flows.r1[n]:.9g}"
            for n in chosen.tolist()
        ]
    )


def energy_fingerprint(run: Run, lines: IndexArray) -> str:
    """Return the fingerprint of an energy mix: processes, amounts and what a kWh emits, by its source."""
    every = run.lines
    chosen = lines[every.kind[lines] == ln.POWER]
    return fingerprint(
        [
            f"{every.items[every.item[n]].casefold()}|{every.amount[n]:.9g}|{every.factor[n]:.9g}"
            f"|{reference_of(run, n) if every.reference[n] >= 0 else 'given'}"
            for n in chosen.tolist()
        ]
    )
