"""JSON files of one model each, with names that no model can lead elsewhere."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from calc.batteries.declaration import Declaration
from calc.report.asked import Asked, raise_wrong
from calc.report.atomic import atomic
from calc.report.write import never_over

LONGEST = 60  # bytes of a model in a file name
LONGEST_NAME = 255  # bytes of a file name that common systems take
_UNFIT = re.compile(r"[^\w.+-]+")  # all but letters and digits of any script, and a few signs


def made(what: str, declaration: Declaration, of: Callable[[Asked], dict[str, Any]]) -> dict[str, Any]:
    """Return the object of one model.

    Raises
    ------
    InputError
        A required field has no data: every such cell is named.
    """
    asked = Asked(declaration)
    found = of(asked)
    raise_wrong(what, asked.wrong)
    return found


def write_made(
    what: str,
    declarations: Sequence[Declaration],
    of: Callable[[Asked], dict[str, Any]],
    path: Path,
    inputs: Iterable[str | Path] = (),
) -> list[Path]:
    """Write the object of each model, once all models have what `of` asks for.

    Raises
    ------
    InputError
        A required field of any model has no data: every such cell is named and nothing is written.
    UsageError
        A file is one of `inputs` or cannot be written.
    """
    all_asked = [Asked(declaration) for declaration in declarations]
    found = [(asked.declaration.model, of(asked)) for asked in all_asked]
    raise_wrong(what, [wrong for asked in all_asked for wrong in asked.wrong])
    return write_models(found, path, inputs)


def write_models(
    found: Sequence[tuple[str, dict[str, Any]]], path: Path, inputs: Iterable[str | Path] = ()
) -> list[Path]:
    """Write an object for each model: one model into `path`, several into ``<stem>-<model>.json`` beside it.

    Raises
    ------
    UsageError
        A file is one of `inputs` or cannot be written.
    """
    paths = [path] if len(found) == 1 else model_paths(path, [model for model, _ in found])
    given = list(inputs)
    for one in paths:
        never_over(one, given)
    texts = [json.dumps(o, ensure_ascii=False, indent=1, allow_nan=False) + "\n" for _, o in found]
    for one, text in zip(paths, texts, strict=True):
        with atomic(one) as part:
            part.write_bytes(text.encode("utf-8", "replace"))
    return paths


def model_paths(path: Path, models: Sequence[str]) -> list[Path]:
    """Return a file beside `path` for each model; names that come to the same are numbered."""
    taken: dict[str, int] = {}  # name -> the highest number tried behind it
    found = []
    for model in models:
        room = min(LONGEST, LONGEST_NAME - len(f"{path.stem}-{path.suffix}-{len(models)}".encode()))
        base = safe_name(model, max(room, 1))
        name = base
        while name.casefold() in taken:
            taken[base.casefold()] += 1
            name = f"{base}-{taken[base.casefold()]}"
        taken[name.casefold()] = 1
        found.append(path.with_name(f"{path.stem}-{name}{path.suffix}"))
    return found


def safe_name(text: str, longest: int = LONGEST) -> str:
    """Return a text as part of a file name: no separators, no leading or trailing dots, `longest` bytes at most."""
    composed = unicodedata.normalize("NFC", text)
    kept = _UNFIT.sub("_", composed).strip("._-+")
    return kept.encode("utf-8", "ignore")[:longest].decode("utf-8", "ignore").strip("._-+") or "model"
