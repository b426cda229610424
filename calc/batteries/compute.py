"""From the five sheets to the lines of every model and what its stages come to: arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.batteries import functional_unit as unit_of
from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.archetypes import cell_energy, cell_mass_per_kwh
from calc.batteries.companions import END_OF_LIFE, ENERGY, MATERIALS, TRANSPORT
from calc.batteries.declaration import STAGES
from calc.batteries.end_of_life import Ends, end_lines, ends, read_rows, whole_lines
from calc.batteries.energy import design_lines, read_energy
from calc.batteries.formula import Parameters, input_factor, material_lines, parameters
from calc.batteries.known import designs_known
from calc.batteries.materials import (
    WITH_PACK,
    Flows,
    Stuff,
    design_flows,
    parts_held,
    read_materials,
    together,
)
from calc.batteries.models import PROFILE, Models, read_models
from calc.batteries.rules import RuleSet
from calc.batteries.transport import read_transport
from calc.engine import units
from calc.engine.cells import numbers, texts
from calc.engine.model import BoolArray, FloatArray, IndexArray, TableData
from calc.methods.freight import LegTable
from factors import Library
from factors.cells import BATTERY_SPECIFIC, RANGES, chemistries, chemistry_family

WARNING = "warning"  # the use of a range


@dataclass(frozen=True, eq=False)
class Run:
    """Everything that was computed; `stages` has a row for each model and a column for each stage."""

    models: Models
    lines: ln.Lines
    flows: Flows
    parameters: Parameters
    ends: Ends
    stuff: Stuff
    legs: LegTable
    sheets: Mapping[str, TableData]
    rows: Mapping[str, st.RowStates]  # by sheet
    owners: Mapping[str, IndexArray]
    rules: RuleSet
    chosen: Mapping[str, str]
    stages: FloatArray  # kgCO2e per battery, also of models that are not settled

    @property
    def first_end(self) -> int:
        """The place of the first line of the end of life that the formula makes; the lines of flows stand first."""
        found = np.flatnonzero(self._of_formula)
        return int(found[0]) if found.size else self.lines.size

    def total_with(self, a: float) -> FloatArray:
        """Return the total of each model if A of every material were `a` [kgCO2e per battery]."""
        flows, found = self.flows, self.ends
        every = np.full(flows.size, a)
        first = flows.demand * input_factor(flows, self.parameters, every)
        last = flows.content[found.flow] * found.factor(every[found.flow])
        other = self.lines.take(np.flatnonzero((self.lines.kind != ln.MATERIAL) & ~self._of_formula))
        parts = (
            (flows.model, first),
            (flows.model[found.flow], last),
            (other.model, other.kgco2e),
        )
        sums = [ln.exact_sums(model, self.models.size, kgco2e) for model, kgco2e in parts]
        return np.where(st.is_settled(self.models.states.status), sum(sums[1:], sums[0]), np.nan)

    @property
    def _of_formula(self) -> BoolArray:
        """Lines of the end of life that the formula makes: all but the treatment of whole batteries."""
        battery = ln.PARTS.index("battery")
        found: BoolArray = (self.lines.kind == ln.ENDED) & (self.lines.part != battery)
        return found


def compute(data: TableData, library: Library, chosen: Mapping[str, str], rules: RuleSet) -> Run:
    """Return the lines and stages of all models; states and notes are kept in `Run.models.states`."""
    sheets = data.beside
    models = read_models(data, library, chosen, rules)
    states, stuff = models.states, Stuff.empty()
    own, own_references, material_rows = read_materials(sheets[MATERIALS], models, library, stuff)
    named = {name: models.rows_of(texts(sheets[name], "model")) for name in ln.TABLES}
    read = st.is_read(states.status)
    bare = read & ~models.having(named[MATERIALS])
    still = read & ~models.having(named[ENERGY])
    states.end((bare | still) & (models.chemistry < 0), st.NO_DESIGN)
    if not designs_known(library):
        states.end(bare | still, st.NO_FACTOR)
    bare, still = bare & (models.chemistry >= 0), still & (models.chemistry >= 0)
    stated = None
    if not material_rows.used.all():
        stated = np.stack([own.model, own.item])
        own = _taken(own, np.flatnonzero(material_rows.used))
    if bare.any():
        designed, more = design_flows(bare, models, library, chosen, stuff)
        flows, references = together(own, own_references, designed, more)
    else:
        flows, references = own, own_references
    ending = sheets[END_OF_LIFE]
    end_rows, owner, item, whole = read_rows(ending, models, library, stuff)
    p = parameters(flows, models, stuff, library, chosen, rules)
    found = ends(ending, end_rows, owner, item, whole, flows, p, models, stuff, rules, stated)
    energy, energy_rows = read_energy(sheets[ENERGY], models, library, rules)
    carried, carried_rows, way = read_transport(sheets[TRANSPORT], models, library)
    lines = ln.joined(
        [
            material_lines(flows, p, stuff, references),
            energy,
            design_lines(still, models, library),
            carried,
            end_lines(found, flows, stuff, references),
            whole_lines(ending, end_rows, owner, whole, models),
        ]
    )
    rows = {
        MATERIALS: material_rows,
        ENERGY: energy_rows,
        TRANSPORT: carried_rows,
        END_OF_LIFE: end_rows,
    }
    states.end(models.having(lines.model[np.isnan(lines.factor)]), st.NO_FACTOR)
    for name, of in rows.items():
        states.end(models.having(named[name][of.faulty]), st.INCOMPLETE)
    _weigh(own, models, library)
    states.note(bare, "archetype_materials")
    if chosen["archetype"] == WITH_PACK and bare.any():
        held = bare & np.append(parts_held(library), False)[models.chemistry]
        states.note(held, "archetype_parts")
        states.note(bare & ~held, "no_parts")
    states.note(still, "archetype_energy")
    states.end(bare | still, st.ARCHETYPE)
    stages = ln.stage_sums(lines, models.size)
    settled = st.is_settled(states.status)  # of others a row may be there and refused
    states.note(settled & np.isnan(stages[:, ln.DISTRIBUTION]), "no_distribution")
    states.note(settled & np.isnan(stages[:, ln.END]), "no_end_of_life")
    states.note(settled & missing_parts(lines, models).any(axis=1), "component_missing")
    run = Run(models, lines, flows, p, found, stuff, way, sheets, rows, named, rules, chosen, stages)
    _compare(run, library)
    states.note(settled & (power_per_kwh(run) < least_power(library)), "energy_low")
    return run


def _taken(flows: Flows, rows: IndexArray) -> Flows:
    return Flows(**{name: getattr(flows, name)[rows] for name in flows.__dataclass_fields__})


def _weigh(own: Flows, models: Models, library: Library) -> None:
    """Refuse models whose own materials do not add up to the mass of the battery."""
    tolerance = library.law(PROFILE).series["mass_tolerance"].values[-1].value
    sums = masses(own, models)
    met = models.having(own.model)
    models.states.end(met & (np.abs(sums - models.mass) > tolerance * models.mass), st.MASS_DIFFERS)


def masses(flows: Flows, models: Models) -> FloatArray:
    """Return what the user's own materials in each battery weigh together [kg]."""
    own = flows.table >= 0
    return ln.exact_sums(flows.model[own], models.size, flows.content[own])


def missing_parts(lines: ln.Lines, models: Models) -> BoolArray:
    """Return which of the parts that Annex II, point 5 names a model has no line of: (models, parts)."""
    width = len(ln.PARTS)
    material = lines.kind == ln.MATERIAL
    cell = lines.model[material] * width + lines.part[material]
    met = np.bincount(cell, minlength=models.size * width).reshape(models.size, width) > 0
    return ~met[:, [ln.PARTS.index(name) for name in BATTERY_SPECIFIC]]


def power_per_kwh(run: Run) -> FloatArray:
    """Return the energy of production of each model's own rows, per kWh of capacity [1], NaN where it has none."""
    used = run.rows[ENERGY].used
    model = run.owners[ENERGY][used]
    sums = ln.exact_sums(model, run.models.size, numbers(run.sheets[ENERGY], "amount")[used])
    return np.where(run.models.having(model), sums / run.models.nominal, np.nan)


def least_power(library: Library) -> float:
    """Return the least energy of production that is believed, kWh per kWh of capacity: a share of the designs'."""
    design = cell_energy(library)
    every = (design.total * units.factor("MJ", "kWh")) * cell_mass_per_kwh(library)
    share = library.law(PROFILE).series["energy_least"].values[-1].value
    return float(share * every.min())


def gate(stages: FloatArray) -> FloatArray:
    """Return raw materials and production together."""
    return np.asarray(stages[:, [ln.RAW_MATERIALS, ln.PRODUCTION]].sum(axis=1), dtype=float)


def _compare(run: Run, library: Library) -> None:
    """Note which models are outside the range of their chemistry, cradle to gate per kWh of capacity."""
    models = run.models
    low, high = ranges(run, library)
    per_kwh = unit_of.per_unit(
        gate(run.stages), models.delivered, models.nominal, models.mass
    ).per_kwh_capacity
    settled = st.is_settled(models.states.status)
    models.states.note(settled & (per_kwh < low), "below_range")
    models.states.note(settled & (per_kwh > high), "above_range")


def ranges(run: Run, library: Library) -> tuple[FloatArray, FloatArray]:
    """Return the published range of each model's chemistry [kgCO2e/kWh of capacity], NaN where none is held."""
    table = library.table(RANGES)
    rows = {
        family: row
        for row, (family, use) in enumerate(zip(table.columns["family"], table.columns["use"], strict=True))
        if use == WARNING
    }
    families = [rows.get(chemistry_family(key, library), -1) for key in chemistries(library)]
    which = np.array([*families, -1])[run.models.chemistry]
    low, high = (np.append(table.numbers(f"{n}_kgco2e_per_kwh"), np.nan) for n in ("low", "high"))
    return low[which], high[which]


def stage_names() -> tuple[str, ...]:
    """Return the stages and the total, in the order in which a model's rows stand."""
    return (*STAGES, "total")
