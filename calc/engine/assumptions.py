"""The points that a law or a method leaves open, as chosen for a run."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from calc.engine.errors import UsageError
from calc.engine.ledger import Assumed
from calc.engine.model import Options
from factors import Library


def choices(library: Library, path: str, options: Options) -> dict[str, str]:
    """Return assumption -> choice of the law or profile `path`.

    Raises
    ------
    UsageError
        The options name an assumption or a choice that does not exist.
    """
    known = library.law(path).assumptions
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


def assumed_in_words(
    library: Library, path: str, chosen: Mapping[str, str], counts: Mapping[str, int]
) -> tuple[Assumed, ...]:
    """Return every assumption of `path` as it was chosen, with the number of rows that rest on it."""
    return tuple(
        Assumed(
            name,
            chosen[name],
            item.texts[chosen[name]],
            library.citation(item.source, item.place),
            counts.get(name, -1),
        )
        for name, item in library.law(path).assumptions.items()
    )
