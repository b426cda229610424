"""The points that the law leaves open, as chosen for a run."""

from __future__ import annotations

import difflib

from calc.cbam.tables import LAW
from calc.engine.errors import UsageError
from calc.engine.ledger import Assumed
from calc.engine.model import Options
from factors import Library


def choices(library: Library, options: Options) -> dict[str, str]:
    """Return assumption -> choice; raises UsageError for a name or choice that does not exist."""
    known = library.law(LAW).assumptions
    chosen = {name: item.choices[0] for name, item in known.items()}
    for name, choice in options.assume.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else "."
            raise UsageError(f"--assume {name}: no such assumption{hint} Known are: {', '.join(known)}.")
        if choice not in known[name].choices:
            raise UsageError(f"--assume {name}={choice}: choose one of {', '.join(known[name].choices)}.")
        chosen[name] = choice
    return chosen


def assumed_in_words(library: Library, chosen: dict[str, str], counts: dict[str, int]) -> tuple[Assumed, ...]:
    """Return every assumption of the law as it was chosen, with the number of rows that rest on it."""
    law = library.law(LAW)
    return tuple(
        Assumed(
            name,
            chosen[name],
            item.texts[chosen[name]],
            library.citation(item.source, item.place),
            counts.get(name, -1),
        )
        for name, item in law.assumptions.items()
    )
