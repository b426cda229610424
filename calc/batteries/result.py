"""The ledger of batteries: a row for each model and stage, and one for the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from calc.batteries import columns as columns_of
from calc.batteries import listings
from calc.batteries import status as st
from calc.batteries.blocking import blocking_lines
from calc.batteries.compute import Run, compute
from calc.batteries.dates import acts_said
from calc.batteries.declaration import DECLARATIONS
from calc.batteries.declared import declarations
from calc.batteries.findings import report
from calc.batteries.line_details import line_details
from calc.batteries.models import PROFILE
from calc.batteries.rules import rule_set
from calc.batteries.sheet_model import sheet_model
from calc.batteries.told import told
from calc.engine.assumptions import assumed_in_words, choices
from calc.engine.citations import cite
from calc.engine.errors import Problems, UsageError
from calc.engine.ledger import Ledger, Made
from calc.engine.model import BoolArray, Options, TableData
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

PROVISIONAL = (
    "Provisional: {acts}; computed by the rule set {name}: {title}. No figure here is a declaration of"
    " conformity."
)
HEADLINE = (
    "A row is a model and a stage of Annex II, point 4, or the total; kgco2e is for one battery. Figures per kWh of"
    " capacity, per kWh delivered and per kg are different units and never add up.",
    "A stage without lines is empty, is noted and is not in the total. A model with a refused row has no figure.",
    "Default distances and cut-off shares of the rule set are stated and change no figure: the sheets decide.",
)


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of the models of *Product*.

    Raises
    ------
    UsageError
        A price is given, or a rule set or an assumption that does not exist.
    """
    if options.price:
        raise UsageError("--price: the footprint of a battery takes no carbon price")
    rules, chosen = rule_set(library, options), choices(library, PROFILE, options)
    run = compute(data, library, chosen, rules)
    report(run, library, problems)
    columns = columns_of.columns(run, library)
    status, notes = run.models.states.status, run.models.states.notes
    width = len(columns_of.NAMES)

    def each(mask: BoolArray) -> BoolArray:
        return np.repeat(mask, width)

    found = Ledger(
        subject=subject,
        data=replace(data, own=None).take(columns_of.product_rows(run)),
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, chosen, _counts(run)),
        cite=partial(cite, library),
        marks={
            "refused": lambda: each(~st.is_settled(status)),
            "assumed": lambda: each(st.WORDS.noted(notes, st.ASSUMED_NOTES)),
            "fallback": lambda: each(st.WORDS.noted(notes, st.FALLBACK_NOTES)),
        },
        sheet=lambda: sheet_model(run, columns, lines=run.lines.size <= options.formulas),
        detail=lambda row: told(run, library, problems, row // width),
        references=cache(partial(_references, run)),
        headline=(PROVISIONAL.format(acts=acts_said(library), name=rules.name, title=rules.title), *HEADLINE),
    )
    few = run.lines.size <= options.formulas
    every = {"lines": lambda: line_details(run, library)} if few else {}
    found.groups = Made(
        {
            "stages": lambda: listings.stage_lines(run),
            "components": lambda: listings.by_component(run),
            "materials": lambda: listings.by_material(run),
            "processes": lambda: listings.by_process(run),
            "suppliers": lambda: listings.by_supplier(run),
            "data_quality": lambda: listings.quality_lines(run, columns_of.quality_shares(run)),
            "sensitivity": lambda: listings.sensitivity_lines(run, library),
            "blocking": lambda: blocking_lines(run),
            "read_lines": lambda: listings.read_lines(run),
            "sheets": lambda: listings.sheet_lines(run),
            "rule_sets": lambda: listings.rule_lines(library),
            **every,
            DECLARATIONS: lambda: declarations(run, library),
        }
    )
    return found


def _counts(run: Run) -> dict[str, int]:
    """Return how many models rest on each assumption of the profile."""
    read, notes = st.is_read(run.models.states.status), run.models.states.notes

    def noted(*names: str) -> int:
        return int(np.count_nonzero(st.WORDS.noted(notes, names) & read))

    return {
        "archetype": noted("archetype_materials", "archetype_energy"),
        "nmp": noted("archetype_materials"),
        "usable_missing": noted("no_usable", "usable_is_nominal"),
        "generic_a": noted("generic_a"),
        "avoided_virgin": noted("replaced_as_supplied"),
        "missing_stage": noted("no_distribution", "no_end_of_life"),
    }


def _references(run: Run) -> Mapping[str, int]:
    """Return the references of the factors of all lines, and how many lines use each."""
    known = run.lines.reference[run.lines.reference >= 0]
    counts = np.bincount(known, minlength=len(run.lines.references))
    found: dict[str, int] = {}
    for text, count in zip(run.lines.references, counts.tolist(), strict=True):
        for key in text.split("; ") if count and text else ():
            found[key] = found.get(key, 0) + count
    return found
