"""The exchange files that a run is asked for: which, where to, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calc.batteries.declaration import DECLARATIONS, Declaration
from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger
from calc.report.catena_x import write_catena_x
from calc.report.pact import VERSIONS, checked_version, write_pact
from calc.report.passport import write_passport
from calc.report.write import check_output

MOST_NAMED = 12  # files that are named one by one
PACT, PASSPORT, CATENA_X = "--pact", "--passport", "--catena-x"


@dataclass(frozen=True)
class Wanted:
    """One kind of exchange file."""

    option: str
    path: Path
    version: str = ""


def wanted(
    pact: str = "",
    pact_version: str = "",
    passport: str = "",
    catena_x: str = "",
    *,
    inputs: Sequence[str | Path] = (),
    output: str = "",
    redact: bool = False,
) -> tuple[Wanted, ...]:
    """Return the files asked for; what cannot become one is refused before anything is read.

    Raises
    ------
    UsageError
        An ending other than .json, two files of one name, a version that is not known, names hidden.
    """
    if pact_version and not pact:
        raise UsageError("--pact-version goes with --pact OUT.json")
    asked = [
        Wanted(option, Path(name), version)
        for option, name, version in (
            (PACT, pact, checked_version(pact_version or VERSIONS[0])),
            (PASSPORT, passport, ""),
            (CATENA_X, catena_x, ""),
        )
        if name
    ]
    if asked and redact:
        raise UsageError(f"{asked[0].option} needs the names that --redact hides; leave one of them out")
    taken = {Path(output).resolve(): "-o"} if output else {}
    for one in asked:
        check_output(one.path, inputs, (".json",))
        other = taken.setdefault(one.path.resolve(), one.option)
        if other != one.option:
            raise UsageError(f"{other} and {one.option} name the same file, {one.path}")
    return tuple(asked)


def declarations_of(ledger: Ledger, files: Sequence[Wanted]) -> list[Declaration]:
    """Return the models that the files are made of.

    Raises
    ------
    UsageError
        Files are asked for, and the ledger is none of batteries or computed no model.
    """
    if not files:
        return []
    if DECLARATIONS not in ledger.groups:
        raise UsageError(
            f"{files[0].option} is for batteries; this input was read as '{ledger.subject.name}'"
        )
    found: list[Declaration] = ledger.groups[DECLARATIONS]
    if not found:
        raise UsageError(f"{files[0].option}: no model was computed; see the problems above")
    return found


def write_exchange(ledger: Ledger, files: Sequence[Wanted]) -> list[str]:
    """Write the files and return a sentence on each kind.

    Raises
    ------
    InputError
        A required field of a kind has no data; no file of that kind or of a later one is written.
    UsageError
        A file cannot be written.
    """
    models, inputs = declarations_of(ledger, files), [given.path for given in ledger.inputs]
    said = []
    for one in files:
        if one.option == PACT:
            paths = write_pact(models, one.path, one.version, inputs=inputs)
        else:
            write = write_passport if one.option == PASSPORT else write_catena_x
            paths = write(models, one.path, inputs)
        title = f"PACT {one.version}" if one.option == PACT else one.option.lstrip("-")
        names = ", ".join(str(path) for path in paths[:MOST_NAMED])
        more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
        said.append(f"written, provisional ({title}): {names}{more}")
    return said
