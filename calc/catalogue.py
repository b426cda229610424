"""The one list of subjects: name -> where it is declared."""

from __future__ import annotations

import difflib
from importlib import import_module

from calc.engine.errors import UsageError
from calc.engine.model import Subject

SUBJECTS = {
    "imports": "calc.cbam.imports",
    "metals": "calc.metals.lots",
    "steel": "calc.steel.lots",
    "discharges": "calc.taxes.discharges",
    "solid-waste": "calc.taxes.solid_waste",
    "noise": "calc.taxes.noise",
    "waste": "calc.waste.goods",
    "account": "calc.accounts.account",
    "measures": "calc.accounts.measures",
    "allowances": "calc.allowances.plants",
    "charges": "calc.charges.emissions",
    "battery": "calc.batteries.sheets",
    "recycled-content": "calc.recycled_content.content",
    "battery-recycling": "calc.battery_recycling.recycler",
}


def subject(name: str) -> Subject:
    """Return a subject by its name; raises UsageError with the nearest name."""
    if name not in SUBJECTS:
        near = difflib.get_close_matches(name, SUBJECTS, 1)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise UsageError(f"no subject '{name}'{hint} Known are: {', '.join(SUBJECTS)}.")
    found = import_module(SUBJECTS[name]).SUBJECT
    assert isinstance(found, Subject)
    return found


def subjects() -> tuple[Subject, ...]:
    """Return all subjects."""
    return tuple(subject(name) for name in SUBJECTS)
