"""What goes into batteries by the circular footprint formula: the parameters that count for each material."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.batteries import lines as ln
from calc.batteries.archetypes import material_factors
from calc.batteries.materials import Flows, Stuff, given
from calc.batteries.models import Models
from calc.batteries.rules import CUT_OFF, RuleSet
from calc.engine.model import BoolArray, FloatArray
from calc.methods.allocation import Defaults, defaults, production
from factors import Library


@dataclass(frozen=True, eq=False)
class Parameters:
    """A, R1 and the ratio of qualities going in, as they count for each flow."""

    a: FloatArray
    generic: BoolArray
    r1: FloatArray
    quality_in: FloatArray
    known: Defaults  # by material
    avoided: FloatArray  # E*v of each material, kgCO2e/kg; NaN: the figure of the material itself


def parameters(
    flows: Flows, models: Models, stuff: Stuff, library: Library, chosen: Mapping[str, str], rules: RuleSet
) -> Parameters:
    """Return the parameters of the formula: the row's, else that of the material, else the generic ones."""
    known, item = defaults(stuff.keys(), library), flows.item
    generic = np.asarray(known.generic[item])
    a = np.where(known.generic, float(chosen["generic_a"]), known.a)[item]
    if rules.recycling == CUT_OFF:
        a, generic = np.ones(flows.size), np.zeros(flows.size, dtype=bool)
    elif given(flows.a):
        generic = generic & np.isnan(flows.a)
        a = np.where(np.isnan(flows.a), a, flows.a)
    unknown = np.isnan(known.quality_in)[item]
    quality = np.where(np.isnan(known.quality_in), 1, known.quality_in)[item]
    if given(flows.quality_in):
        unknown = unknown & np.isnan(flows.quality_in)
        quality = np.where(np.isnan(flows.quality_in), quality, flows.quality_in)
    r1, some = flows.r1, np.flatnonzero(flows.r1)
    if some.size:
        bare = np.isnan(flows.recycled[some])
        r1, virgin, some = r1.copy(), some[bare], some[~bare]
        r1[virgin] = 0
        note = models.states.note
        note(models.having(flows.model[virgin]), "recycled_as_virgin")
        note(models.having(flows.model[some[generic[some]]]), "generic_a")
        note(models.having(flows.model[some[unknown[some] & (a[some] < 1)]]), "quality_one")
    held = material_factors(library, stuff.keys())[0]
    avoided = held if chosen["avoided_virgin"] == "held" else np.full_like(held, np.nan)
    return Parameters(a, generic, r1, quality, known, avoided)


def input_factor(flows: Flows, p: Parameters, a: FloatArray | None = None) -> FloatArray:
    """Return what goes in per kg bought: the first two terms of the formula."""
    some = np.flatnonzero(p.r1)
    if not some.size:
        return flows.virgin
    columns = (p.a if a is None else a, p.r1, flows.virgin, flows.recycled, p.quality_in)
    found = flows.virgin.copy()
    found[some] = production(*(column[some] for column in columns))
    return found


def material_lines(flows: Flows, p: Parameters, stuff: Stuff, references: list[str]) -> ln.Lines:
    """Return the lines of raw materials."""
    return ln.Lines(
        flows.model,
        np.full(flows.size, ln.RAW_MATERIALS, dtype=np.int8),
        np.full(flows.size, ln.MATERIAL, dtype=np.int8),
        flows.part,
        flows.item,
        flows.demand,
        input_factor(flows, p),
        flows.quality,
        flows.reference,
        flows.table,
        flows.row,
        tuple(stuff.names),
        tuple(references),
    )
