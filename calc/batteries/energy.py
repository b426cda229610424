"""The energy of all models: rows of *Energy*, and that of cell designs where a model has none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calc.batteries import lines as ln
from calc.batteries import status as st
from calc.batteries.archetypes import cell_energy, cell_mass_per_kwh
from calc.batteries.companions import SUPPLIES
from calc.batteries.known import everything
from calc.batteries.materials import owners, qualities
from calc.batteries.models import Models
from calc.batteries.plants import data_years, grid_cells
from calc.batteries.rules import RuleSet
from calc.batteries.words import CONTRACT, ELECTRICITY, GAS, GRID, ON_SITE, SUPPLY, meaning
from calc.engine import units
from calc.engine.cells import numbers, texts
from calc.engine.model import BoolArray, FloatArray, IndexArray, TableData
from factors import Library
from factors.cells import POWER, carrier_key
from factors.grids import TABLE as GRID_TABLE
from factors.grids import Grids

COMBUSTION, GWP = "emissions.combustion", "emissions.gwp"
FUEL_SET, GWP_SET = "ipcc-2006", "AR6"
PART = ln.PARTS.index("energy")
DESIGN_PROCESS = "cell production"


def fuel_factors(library: Library, carriers: Sequence[str]) -> tuple[FloatArray, list[str], BoolArray]:
    """Return what each fuel emits [kgCO2e/kWh], its reference, and whether that is its burning only.

    Natural gas is that of GREET with its supply, as in the cell designs; other fuels are burnt by the IPCC defaults
    with the potentials of AR6. NaN where no figure is held.
    """
    power = library.table(POWER)
    values_then = np.where(library.known_rows(POWER), power.numbers("value_kgco2e_per_mj"), np.nan)
    supplied = dict(zip(power.columns["carrier"], values_then, strict=True))
    rows = {name: row for row, name in enumerate(power.columns["carrier"])}
    table, potentials = library.table(COMBUSTION), library.table(GWP)
    weight = {
        gas: value
        for gas, of, value in zip(
            potentials.columns["gas"],
            potentials.columns["set"],
            potentials.numbers("gwp_kgco2e_per_kg"),
            strict=True,
        )
        if of == GWP_SET
    }
    burnt: dict[str, float] = {}
    first: dict[str, int] = {}
    columns = table.columns
    known = library.known_rows(COMBUSTION)
    for row, value in enumerate(table.numbers("value_kg_per_mj").tolist()):
        fuel, gas = columns["fuel"][row], columns["gas"][row]
        if known[row] and columns["set"][row] == FUEL_SET and columns["biogenic"][row] == "no":
            burnt[fuel] = burnt.get(fuel, 0) + value * weight.get(gas, np.nan)
            first.setdefault(fuel, row)
    per_kwh = units.factor("kWh", "MJ")
    values: list[float] = []
    references: list[str] = []
    only: list[bool] = []
    for carrier in carriers:
        whole = float(supplied.get(carrier, np.nan))
        burning = carrier in burnt and bool(np.isnan(whole))
        values.append((burnt[carrier] if burning else whole) * per_kwh)
        held = power.reference(rows[carrier]) if carrier in rows else ""
        references.append(table.reference(first[carrier]) if burning else held)
        only.append(burning)
    return np.array(values, dtype=float), references, np.array(only, dtype=bool)


def read_energy(
    data: TableData, models: Models, library: Library, rules: RuleSet
) -> tuple[ln.Lines, st.RowStates]:
    """Return the rows of *Energy* as lines of production, and the state of each row."""
    rows = st.RowStates(data.size)
    owner = owners(data, models, rows)
    spelled = texts(data, "carrier")
    keys = [carrier_key(text, library.names) or "" for text in spelled.values]
    carriers = tuple(dict.fromkeys(key for key in keys if key))
    place = {key: n for n, key in enumerate(carriers)}
    carrier = np.array([*(place.get(key, -1) for key in keys), -1], dtype=np.int32)[spelled.codes]
    own = numbers(data, "energy_factor")
    given = ~np.isnan(own)
    rows.end((carrier < 0) & ~given, st.UNKNOWN_CARRIER)
    models.states.note(models.having(owner[(carrier < 0) & given & rows.used]), "own_carrier")
    electric = carrier == place.get(ELECTRICITY, len(carriers))
    held, references, burning = fuel_factors(library, carriers)
    factor = np.append(held, np.nan)[carrier]
    if library.known_on is not None:
        later = np.isnan(held) & ~np.isnan(fuel_factors(everything(library), carriers)[0])
        rows.end(np.append(later, False)[carrier] & ~given, st.NOT_KNOWN_THEN)
    reference = np.where(carrier >= 0, carrier, ln.NONE)
    grid, grid_row = _grid(data, models, owner, library, electric, rows)
    _supply(data, electric, given, rows, models, owner, rules)
    factor = np.where(given, own, np.where(electric, grid, factor))
    rows.end(np.isnan(factor), st.NO_ENERGY_FACTOR)
    table = library.table(GRID_TABLE)
    distinct, which = np.unique(np.where(electric, grid_row, -1), return_inverse=True)
    grids = [table.reference(int(row)) if row >= 0 else "" for row in distinct]
    reference = np.where(electric, np.where(grid_row >= 0, which + len(references), ln.OWN_GRID), reference)
    reference = np.where(given, ln.GIVEN, reference)
    used = rows.used
    fuels = used & ~electric & ~given & np.append(burning, False)[carrier]
    models.states.note(models.having(owner[fuels]), "combustion_only")
    process = texts(data, "process")
    kept = np.flatnonzero(used)
    found = ln.made(
        owner[kept],
        stage=ln.PRODUCTION,
        kind=ln.POWER,
        part=PART,
        item=process.codes[kept],
        items=process.values,
        amount=numbers(data, "amount")[kept],
        factor=factor[kept],
        quality=qualities(data, np.where(given, ln.COMPANY, ln.LITERATURE))[kept],
        reference=reference[kept],
        references=[*references, *grids],
        table=1,
        row=kept,
    )
    return found, rows


def _grid(
    data: TableData,
    models: Models,
    owner: IndexArray,
    library: Library,
    electric: BoolArray,
    rows: st.RowStates,
) -> tuple[FloatArray, IndexArray]:
    """Return the grid of each row [kgCO2e/kWh] with its row in energy.grid: its own, else that of the plant."""
    years = np.append(data_years(models.data), np.nan)[owner]
    cells = grid_cells(data, Grids.of(library), library, years)
    rows.end(cells.late & electric, st.NOT_KNOWN_THEN)
    rows.end(cells.bad & electric, st.UNKNOWN_GRID)
    models.states.note(models.having(owner[cells.figure & electric & rows.used]), "own_grid_figure")
    value = cells.value * units.factor("gCO2e/kWh", "kgCO2e/kWh")
    plant, plant_row = np.append(models.grid, np.nan)[owner], np.append(models.grid_row, -1)[owner]
    return np.where(cells.own, value, plant), np.where(cells.own, cells.row, plant_row).astype(np.intp)


def _supply(
    data: TableData,
    electric: BoolArray,
    given: BoolArray,
    rows: st.RowStates,
    models: Models,
    owner: IndexArray,
    rules: RuleSet,
) -> None:
    """Settle how electricity is supplied: what a contract counts for is up to the rule set."""
    said = texts(data, "supply")
    codes = [meaning(text, SUPPLIES, SUPPLY) for text in said.values]
    supply = np.array([*(SUPPLIES.index(k) if k else -2 for k in codes), SUPPLIES.index(GRID)])[said.codes]
    rows.end(electric & (supply < 0), st.UNKNOWN_SUPPLY)
    contract = supply == SUPPLIES.index(CONTRACT)  # whatever the carrier is called
    if not rules.contracts:
        rows.end(contract, st.CONTRACT_FORBIDDEN)
        rows.end(electric & given & (said.codes < 0), st.SUPPLY_NOT_SAID)
    own = contract | (electric & (supply == SUPPLIES.index(ON_SITE)))
    rows.end(own & ~given, st.NO_CONTRACT_FACTOR)
    models.states.note(models.having(owner[contract & rows.used]), "contract_used")
    of_grid = electric & given & (supply == SUPPLIES.index(GRID))
    models.states.note(models.having(owner[of_grid & rows.used]), "own_grid_figure")


def design_lines(wanted: BoolArray, models: Models, library: Library) -> ln.Lines:
    """Return the energy of the cell designs of some models: electricity of their plant, and natural gas."""
    design = cell_energy(library)
    row = np.flatnonzero(wanted)
    chemistry = models.chemistry[row]
    scale = cell_mass_per_kwh(library)[chemistry] * models.nominal[row]
    power = design.electricity[chemistry] * scale
    gas = design.gas[chemistry] * scale * units.factor("MJ", "kWh")
    gas_factor = design.gas_factor * units.factor("kWh", "MJ")
    size = len(row)
    table = library.table(GRID_TABLE)
    distinct, which = np.unique(models.grid_row[row], return_inverse=True)
    references = [design.gas_reference, *(table.reference(int(n)) if n >= 0 else "" for n in distinct)]
    reference = np.where(models.grid_row[row] >= 0, which + 1, ln.OWN_GRID)
    items = [f"{DESIGN_PROCESS}, {ELECTRICITY}", f"{DESIGN_PROCESS}, {GAS}"]
    return ln.made(
        np.concatenate([row, row]),
        stage=ln.PRODUCTION,
        kind=ln.POWER,
        part=PART,
        item=np.repeat(np.arange(len(items)), size),
        items=items,
        amount=np.concatenate([power, gas]),
        factor=np.concatenate([models.grid[row], np.full(size, gas_factor)]),
        quality=ln.ARCHETYPE,
        reference=np.concatenate([reference, np.zeros(size, dtype=np.int32)]),
        references=references,
        table=ln.NO_TABLE,
        row=np.concatenate([chemistry, chemistry]),
    )
