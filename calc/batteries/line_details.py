"""The lines of models in words: figure, source and the row they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from calc.batteries import lines as ln
from calc.batteries.compute import Run
from calc.batteries.declaration import STAGES
from calc.engine.cells import texts
from calc.engine.citations import GIVEN
from calc.engine.model import Coded, IndexArray, TableData
from calc.engine.placing import cell
from factors import Library, load
from factors.cells import MATERIALS as HELD

DESIGN = "cell design"


@dataclass(frozen=True)
class LineDetail:
    """One line of a model."""

    model: str
    stage: str
    component: str
    item: str
    amount: float
    unit: str
    factor: float
    kgco2e: float
    quality: str
    source: str
    where: str
    dataset: str  # as the row names it


def line_details(run: Run, library: Library, rows: IndexArray | None = None) -> list[LineDetail]:
    """Return lines in words, all of them or some, model by model and stage by stage."""
    lines = run.lines
    chosen = np.arange(lines.size) if rows is None else rows
    order = chosen[np.lexsort((chosen, lines.stage[chosen], lines.model[chosen]))]
    name, kgco2e = run.models.name.texts(), lines.kgco2e
    items, parts = (*spoken(lines.items), ""), spoken(ln.PARTS)
    dataset = texts(run.sheets[TABLE], "dataset")
    found = []
    for n in order.tolist():
        found.append(
            LineDetail(
                name[lines.model[n]],
                STAGES[lines.stage[n]],
                parts[lines.part[n]],
                items[lines.item[n]],
                float(lines.amount[n]),
                ln.UNITS[lines.kind[n]],
                float(lines.factor[n]),
                float(kgco2e[n]),
                ln.QUALITIES[lines.quality[n]],
                reference_of(run, n),
                where_of(run, n),
                dataset_of(run, dataset, n),
            )
        )
    return found


def spoken(texts: Sequence[str]) -> tuple[str, ...]:
    """Return keys of ours as words, such as 'carbon black' or 'LiPF6'; what the user wrote stays as it is."""
    words = _words()
    return tuple(words.get(text, text) for text in texts)


@cache
def _words() -> Mapping[str, str]:
    """Return the words for the keys of materials and parts."""
    columns = load().table(HELD).columns
    found = {part: part.replace("_", " ") for part in ln.PARTS}
    for key, name in zip(columns["material"], columns["name"], strict=True):
        symbol = name.partition(": ")[2] or name
        symbol = symbol.replace("(", "").replace(")", "")
        own = symbol.casefold() == key and symbol != key.capitalize()  # LFP, NMC622, LiPF6: no plain words
        found.setdefault(key, symbol if own else key.replace("-", " "))
    return found


def dataset_of(run: Run, dataset: Coded, line: int) -> str:
    """Return the dataset that a row of *Materials* names; '' where it names none."""
    if run.lines.kind[line] != ln.MATERIAL or run.lines.table[line] < 0:
        return ""
    code = dataset.codes[run.lines.row[line]]
    return dataset.values[code] if code >= 0 else ""


TABLE = ln.TABLES[ln.MATERIAL]
_GIVEN_IN = (
    ("supplier_factor", "piece_factor"),
    ("energy_factor", "grid"),
    ("freight_mode",),
    ("recycling_factor", "disposal_factor", "recovery_factor", "r2"),
)


def reference_of(run: Run, line: int) -> str:
    """Return the sources of a line's factor as reference keys, parted by '; '; '' where it has none."""
    own, p = _reference(run, line), run.parameters
    if line >= run.flows.size or not p.r1[line]:  # the first lines are those of the flows
        return own
    recycled = address(run.sheets[TABLE], int(run.lines.row[line]), "recycled_factor")
    return "; ".join(key for key in (own, f"{GIVEN}:{recycled}") if key)


def _reference(run: Run, line: int) -> str:
    lines = run.lines
    code = int(lines.reference[line])
    if code >= 0:
        return lines.references[code]
    if code == ln.NONE:
        return ""
    table, row = int(lines.table[line]), int(lines.row[line])
    if table < 0 or (
        table == ln.POWER and code == ln.OWN_GRID and not _has(run.sheets[ln.TABLES[table]], "grid", row)
    ):
        return f"{GIVEN}:{address(run.models.data, int(lines.model[line]), 'grid')}"
    data = run.sheets[ln.TABLES[table]]
    columns = [name for name in _GIVEN_IN[table] if _has(data, name, row)]
    return f"{GIVEN}:{address(data, row, columns[0] if columns else 'model')}"


def _has(data: TableData, name: str, row: int) -> bool:
    values, coded = data.numbers(name), data.coded(name)
    if values is not None:
        return bool(values[row] == values[row])
    return coded is not None and bool(coded.codes[row] >= 0)


def where_of(run: Run, line: int) -> str:
    """Return where a line's row stands: file, sheet and row; the cell design where it has none."""
    table, row = int(run.lines.table[line]), int(run.lines.row[line])
    return DESIGN if table < 0 else row_address(run.sheets[ln.TABLES[table]], row)


def row_address(data: TableData, row: int) -> str:
    """Return 'models.xlsx: Materials: row 12'."""
    place = data.places[data.place[row]]
    return ": ".join(text for text in (place.file, place.sheet, f"row {data.row_number[row]}") if text)


def address(data: TableData, row: int, column: str) -> str:
    """Return the address of a cell, of its row where the source has no addresses."""
    place = data.places[data.place[row]]
    at = cell(data, row, column)
    return ": ".join(text for text in (place.file, place.sheet, at or f"row {data.row_number[row]}") if text)
