"""The lines of all models: what each flow adds to which stage of which model, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from calc.batteries.companions import END_OF_LIFE, ENERGY, MATERIALS, TRANSPORT
from calc.batteries.declaration import STAGES
from calc.engine.ledger import MICRO
from calc.engine.model import BoolArray, FloatArray, IndexArray, SmallIntArray
from factors.cells import COMPONENTS

RAW_MATERIALS, PRODUCTION, DISTRIBUTION, END = range(len(STAGES))
KINDS = ("material", "energy", "transport", "end of life")
MATERIAL, POWER, CARRIED, ENDED = range(len(KINDS))
UNITS = ("kg", "kWh", "kg carried", "kg")
QUALITIES = ("company", "supplier", "archetype", "literature")
COMPANY, SUPPLIER, ARCHETYPE, LITERATURE = range(len(QUALITIES))
PARTS = (*COMPONENTS, "energy", "transport", "battery")  # what contributions are told by
TABLES = (MATERIALS, ENERGY, TRANSPORT, END_OF_LIFE)
NO_TABLE, NONE, GIVEN, OWN_GRID = (
    -1,
    -1,
    -2,
    -3,
)  # an archetype; no reference; the user's own figure, of a grid

_Codes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines as columns; `items` and `references` are texts that lines take by code."""

    model: IndexArray  # row of Product
    stage: SmallIntArray
    kind: SmallIntArray
    part: SmallIntArray  # into PARTS
    item: _Codes  # material, process or goods, into `items`
    amount: FloatArray  # in the unit of the kind
    factor: FloatArray  # kgCO2e per unit
    quality: SmallIntArray
    reference: _Codes  # into `references`, GIVEN, OWN_GRID or NONE
    table: SmallIntArray  # into TABLES, NO_TABLE for an archetype
    row: _Codes  # of that table, or of the archetype
    items: tuple[str, ...]
    references: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many lines there are."""
        return len(self.model)

    @property
    def kgco2e(self) -> FloatArray:
        """What each line adds [kgCO2e per battery]."""
        return self.amount * self.factor

    @property
    def primary(self) -> BoolArray:
        """Lines whose factor, too, is the company's or a supplier's own; an end of life is a scenario and never one."""
        own = (self.reference == GIVEN) & (self.kind != ENDED)
        found: BoolArray = own & ((self.quality == COMPANY) | (self.quality == SUPPLIER))
        return found

    def take(self, rows: NDArray[np.intp] | BoolArray) -> Lines:
        """Return some of the lines."""
        return replace(self, **{n: getattr(self, n)[rows] for n in _COLUMNS})


_COLUMNS = tuple(field.name for field in fields(Lines) if field.name not in ("items", "references"))


def made(
    model: IndexArray,
    *,
    stage: int | SmallIntArray,
    kind: int,
    part: int | NDArray[np.integer],
    item: NDArray[np.integer],
    items: Sequence[str],
    amount: FloatArray,
    factor: FloatArray,
    quality: int | NDArray[np.integer],
    reference: int | NDArray[np.integer],
    references: Sequence[str],
    table: int,
    row: NDArray[np.integer],
) -> Lines:
    """Return lines from columns, some of which hold for all of them."""
    size = len(model)

    def small(value: int | NDArray[np.integer]) -> SmallIntArray:
        return np.broadcast_to(np.asarray(value, dtype=np.int8), size)

    return Lines(
        np.asarray(model, dtype=np.intp),
        small(stage),
        small(kind),
        small(part),
        np.asarray(item, dtype=np.int32),
        amount,
        factor,
        small(quality),
        np.broadcast_to(np.asarray(reference, dtype=np.int32), size),
        small(table),
        np.asarray(row, dtype=np.int32),
        tuple(items),
        tuple(references),
    )


def joined(parts: Sequence[Lines]) -> Lines:
    """Return all lines in one, texts moved into one list."""
    items: list[str] = []
    references: list[str] = []
    columns: dict[str, list[NDArray[np.generic]]] = {name: [] for name in _COLUMNS}
    for one in parts:
        for name in _COLUMNS:
            values = getattr(one, name)
            if name == "item":
                values = values + len(items)
            elif name == "reference":
                values = np.where(values >= 0, values + len(references), values)
            columns[name].append(values.astype(np.int32) if name in ("item", "reference") else values)
        items += one.items
        references += one.references
    return Lines(
        **{name: np.concatenate(values) for name, values in columns.items()},
        items=tuple(items),
        references=tuple(references),
    )


def exact_sums(codes: NDArray[np.integer], size: int, kgco2e: FloatArray) -> FloatArray:
    """Return sums by code in whole millionths: the order of lines and files changes nothing."""
    sums: FloatArray = np.bincount(codes, np.rint(kgco2e * MICRO), minlength=size) / MICRO
    return sums


def stage_sums(lines: Lines, models: int, kgco2e: FloatArray | None = None) -> FloatArray:
    """Return what each stage of each model comes to [kgCO2e], NaN where it has no line: (models, stages)."""
    count = len(STAGES)
    cell = lines.model * count + lines.stage
    sums = exact_sums(cell, models * count, lines.kgco2e if kgco2e is None else kgco2e)
    met = np.bincount(cell, minlength=models * count) > 0
    return np.where(met, sums, np.nan).reshape(models, count)
