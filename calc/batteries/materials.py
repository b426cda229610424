"""The materials of all models: rows of *Materials*, and the lines of cell designs where a model has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.archetypes import cell_lines, cell_mass_per_kwh, material_factors, pack_parts
from calc.batteries.known import everything
from calc.batteries.models import PROFILE, Models
from calc.batteries.shared_columns import QUALITIES
from calc.engine.cells import numbers, texts
from calc.engine.model import BoolArray, FloatArray, IndexArray, TableData
from factors import Library
from factors.cells import COMPONENTS, battery_material_key, component_key
from factors.names import normalised

OTHER = COMPONENTS.index("other")
RECOVERED, WITH_PACK = "recovered", "cell_module_pack"


@dataclass(frozen=True, eq=False)
class Flows:
    """Materials that are in batteries or used up for them, one entry each; NaN where the row says nothing."""

    model: IndexArray
    part: NDArray[np.int8]
    item: NDArray[np.int32]  # the material, into `Stuff.names`
    content: FloatArray  # kg in the battery
    demand: FloatArray  # kg bought
    virgin: FloatArray  # kgCO2e/kg
    recycled: FloatArray
    r1: FloatArray
    a: FloatArray
    r2: FloatArray
    quality_in: FloatArray
    quality_out: FloatArray
    quality: NDArray[np.int8]
    reference: NDArray[np.int32]
    table: NDArray[np.int8]
    row: NDArray[np.int32]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.model)


@dataclass
class Stuff:
    """The materials that a run knows: those of the library by key, and the user's own by their spelling."""

    names: list[str]  # what each is called
    place: dict[str, int]  # key, or normalised spelling -> number

    @classmethod
    def empty(cls) -> Stuff:
        """Return it without any material."""
        return cls([], {})

    def of(self, text: str, library: Library) -> int:
        """Return the number of the material that a text names."""
        key = battery_material_key(text, library.names)
        return self.of_key(key or f"'{normalised(text)}'", key or text)

    def of_key(self, key: str, name: str = "") -> int:
        """Return the number of a material by its key."""
        if key not in self.place:
            self.place[key] = len(self.names)
            self.names.append(name or key)
        return self.place[key]

    def keys(self) -> list[str]:
        """Return the key of each material; the user's own stand in quotation marks."""
        return list(self.place)


def read_materials(
    data: TableData, models: Models, library: Library, stuff: Stuff
) -> tuple[Flows, list[str], st.RowStates]:
    """Return the rows of *Materials* as flows, the references they use and the state of each row."""
    rows = st.RowStates(data.size)
    owner = owners(data, models, rows)
    spelled = texts(data, "material")
    number = np.array([*(stuff.of(text, library) for text in spelled.values), -1], dtype=np.int32)
    keys = stuff.keys()
    held, references = material_factors(library, keys)
    item = number[spelled.codes]
    ours = np.append(held, np.nan)[item]
    component = texts(data, "component")
    part = np.array(
        [*(COMPONENTS.index(component_key(t, library.names) or "other") for t in component.values), OTHER],
        dtype=np.int8,
    )[component.codes]
    void = np.broadcast_to(np.nan, data.size)
    value = {name: void if data.numbers(name) is None else numbers(data, name) for name in _NUMBERS}
    figure, piece = value["supplier_factor"], value["piece_factor"]
    if given(piece):
        rows.end(~np.isnan(figure) & ~np.isnan(piece), st.TWO_FACTORS)
        rows.end(~np.isnan(piece) & np.isnan(value["piece_mass"]), st.NO_PIECE_MASS)
        figure = np.where(np.isnan(figure), piece / value["piece_mass"], figure)
    own = ~np.isnan(figure)
    rows.end(own & (texts(data, "boundary").codes < 0), st.NO_BOUNDARY)
    if library.known_on is not None:
        later = np.isnan(held) & ~np.isnan(material_factors(everything(library), keys)[0])
        rows.end(~own & np.append(later, False)[item], st.NOT_KNOWN_THEN)
    rows.end(~own & np.isnan(ours), st.UNKNOWN_MATERIAL)
    r1 = np.zeros(data.size)
    for share in (value["recycled_pre"], value["recycled_post"]):
        r1 = r1 + np.where(np.isnan(share), 0, share) if given(share) else r1
    rows.end(r1 > 1, st.SHARES_ABOVE_ONE)
    mass, kept = value["mass"], value["yield"]
    models.states.note(models.having(owner[np.isnan(kept) & rows.used]), "yield_one")
    flows = Flows(
        model=owner,
        part=part,
        item=item,
        content=mass,
        demand=mass / np.where(np.isnan(kept), 1, kept) if given(kept) else mass,
        virgin=np.where(own, figure, ours),
        recycled=value["recycled_factor"],
        # a supplier's figure is that of what he delivers, recycled content and all, unless that of the recycled
        # material is given beside it
        r1=np.where(own & np.isnan(value["recycled_factor"]), 0, r1),
        a=value["cff_a"],
        r2=value["r2"],
        quality_in=value["quality_in"],
        quality_out=value["quality_out"],
        quality=qualities(data, np.where(own, ln.SUPPLIER, ln.LITERATURE)),
        reference=np.where(own, ln.GIVEN, item).astype(np.int32),
        table=np.full(data.size, 0, dtype=np.int8),
        row=np.arange(data.size, dtype=np.int32),
    )
    return flows, list(references), rows


_NUMBERS = (
    *("mass", "yield", "recycled_pre", "recycled_post", "supplier_factor", "piece_factor", "piece_mass"),
    *("cff_a", "r2", "quality_in", "quality_out", "recycled_factor"),
)


def owners(data: TableData, models: Models, rows: st.RowStates) -> IndexArray:
    """Return the model of each row of a sheet; rows without one and with unread cells get their state."""
    owner = models.rows_of(texts(data, "model"))
    rows.end(owner < 0, st.UNKNOWN_MODEL)
    settled = np.append(st.is_read(models.states.status), False)
    rows.end(~settled[owner], st.MODEL_REFUSED)
    for mask in data.refused.values():
        rows.end(mask, st.ROW_INVALID)
    return owner


def qualities(data: TableData, ours: NDArray[np.integer]) -> NDArray[np.int8]:
    """Return the quality of each row: what the row says of itself, else how we read it."""
    said = texts(data, "data_quality")
    if not said.values:
        return ours.astype(np.int8)
    plain = [normalised(text) for text in said.values]
    lookup = np.array([*(_QUALITY.get(text, -1) for text in plain), -1], dtype=np.int8)[said.codes]
    return np.where(lookup >= 0, lookup, ours).astype(np.int8)


_QUALITY = {normalised(name): ln.QUALITIES.index(name) for name in QUALITIES} | {
    normalised("企业"): ln.COMPANY,
    normalised("供应商"): ln.SUPPLIER,
    normalised("文献"): ln.LITERATURE,
    normalised("measured"): ln.COMPANY,
    normalised("primary"): ln.COMPANY,
}


def unknown_qualities(data: TableData) -> BoolArray:
    """Return which rows name a quality that we do not know."""
    said = texts(data, "data_quality")
    known = np.array([*(normalised(text) in _QUALITY for text in said.values), True])
    found: BoolArray = ~known[said.codes]
    return found


# ---- cell designs


def design_flows(
    wanted: BoolArray, models: Models, library: Library, chosen: Mapping[str, str], stuff: Stuff
) -> tuple[Flows, list[str]]:
    """Return the flows of the cell designs of some models, and the references they use.

    Amounts are those of a kg of cell times the kg of cell in a kWh and the nominal capacity; with
    `cell_module_pack` also parts of module and pack whose material the design names.
    """
    recovery = library.law(PROFILE).series["nmp_recovery"].values[-1].value
    cell = cell_lines(library, recovery if chosen["nmp"] == RECOVERED else 0)
    parts = pack_parts(library)
    counted = parts.counted & (chosen["archetype"] == WITH_PACK)
    per_kwh = cell_mass_per_kwh(library)
    chemistry = np.concatenate([cell.chemistry, parts.chemistry[counted]])
    component = [*cell.component, *np.array(parts.component, dtype=object)[counted]]
    material = [*cell.material, *np.array(parts.material, dtype=object)[counted]]
    scale = per_kwh[cell.chemistry]
    content = np.concatenate([cell.content * scale, parts.mass[counted]])
    demand = np.concatenate([cell.demand * scale, parts.mass[counted]])
    factor = np.concatenate([cell.factor, parts.factor[counted]])
    references = [*cell.factor_reference, *np.array(parts.factor_reference, dtype=object)[counted]]
    order = np.argsort(chemistry, kind="stable")
    owner, which = spread(np.flatnonzero(wanted), models.chemistry, chemistry[order], len(cell.chemistries))
    line = order[which]
    size, capacity = len(line), models.nominal[owner]
    void = np.full(size, np.nan)
    numbers_ = np.array([stuff.of_key(key) for key in material], dtype=np.int32)
    flows = Flows(
        model=owner,
        part=np.array([COMPONENTS.index(one) for one in component], dtype=np.int8)[line],
        item=numbers_[line],
        content=content[line] * capacity,
        demand=demand[line] * capacity,
        virgin=factor[line],
        recycled=void,
        r1=np.zeros(size),
        a=void,
        r2=void,
        quality_in=void,
        quality_out=void,
        quality=np.full(size, ln.ARCHETYPE, dtype=np.int8),
        reference=line.astype(np.int32),
        table=np.full(size, ln.NO_TABLE, dtype=np.int8),
        row=line.astype(np.int32),
    )
    return flows, references


def parts_held(library: Library) -> BoolArray:
    """Return for which chemistries of the designs parts of module or pack with a named material are held."""
    parts = pack_parts(library)
    found = np.zeros(len(parts.chemistries), dtype=bool)
    found[parts.chemistry[parts.counted]] = True
    return found


def spread(
    models: IndexArray, chemistry: IndexArray, of_line: NDArray[np.integer], chemistries: int
) -> tuple[IndexArray, IndexArray]:
    """Return model and line for every line of each model's chemistry; `of_line` is in ascending order."""
    counts = np.bincount(of_line, minlength=chemistries)
    starts = np.cumsum(counts) - counts
    each = counts[chemistry[models]]
    owner = np.repeat(models, each)
    first = np.repeat(np.cumsum(each) - each, each)
    line = np.arange(len(owner)) - first + starts[chemistry[owner]]
    return owner, line


def together(one: Flows, references: list[str], other: Flows, more: list[str]) -> tuple[Flows, list[str]]:
    """Return two sets of flows as one; the references of the second stand behind those of the first."""
    moved = np.where(other.reference >= 0, other.reference + len(references), other.reference)
    columns: dict[str, Any] = {
        field.name: np.concatenate([getattr(one, field.name), getattr(other, field.name)])
        for field in fields(Flows)
    }
    columns["reference"] = np.concatenate([one.reference, moved.astype(np.int32)])
    return Flows(**columns), [*references, *more]


def given(column: FloatArray) -> bool:
    """Return whether a column has a figure; one that no file has is a single NaN for all rows."""
    return any(column.strides) and not np.isnan(column).all()
