"""Networks of unit processes as sparse matrices: read from a table, every input linked to the process that makes it.

A process makes one product. Its inputs are products of other processes, its flows what it takes from or gives to
the environment, carriers of energy included (a megajoule of coal burnt, a kilowatt-hour drawn): whoever scores
the system says what a unit of a flow means. `calc.methods.systems` solves it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import SuperLU

from calc.methods.loops import NetworkError, factorised
from factors.table import FactorTable

WORLD = "World"  # the region whose process stands in where a region has none
PRODUCT, INPUT, CUT_OFF = "product", "input", "cut-off"
FLOWS = ("carrier", "emission", "resource", "waste")  # the kinds of what leaves the network


@dataclass(frozen=True)
class Process:
    """One unit process: it makes one `unit` of `product`."""

    name: str
    region: str
    stage: str
    product: str
    unit: str


@dataclass(frozen=True)
class Substitution:
    """A process whose input comes from another region, because its own has no such process."""

    process: str
    region: str
    product: str
    provider_region: str


@dataclass(frozen=True)
class CutOff:
    """An input that the source names and for which no process is held: it counts as nothing, and is listed."""

    process: str
    region: str
    exchange: str
    amount: float
    unit: str


@dataclass(frozen=True, eq=False)
class System:
    """A network, normalised so that each process makes one unit of its product.

    `technosphere` is A (products x processes), `interventions` B (flows x processes), both sparse.
    """

    processes: tuple[Process, ...]
    flows: tuple[str, ...]
    flow_units: tuple[str, ...]
    flow_kinds: tuple[str, ...]
    technosphere: Any  # scipy's sparse arrays have no type for their kind of number
    interventions: Any
    substitutions: tuple[Substitution, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    reported: frozenset[tuple[int, str]] = frozenset()  # (process, flow) that a row exists for, be it 0
    _at: dict[tuple[str, str], int] = field(default_factory=dict, repr=False, compare=False)

    def at(self, product: str, region: str = WORLD) -> int:
        """Return which process makes a product in a region, or, where it has none, in the world.

        Raises
        ------
        NetworkError
            No process makes it.
        """
        found = self._at.get((product, region), self._at.get((product, WORLD), -1))
        if found < 0:
            raise NetworkError(f"no process makes {product} in {region} or {WORLD}")
        return found

    def flow(self, name: str) -> int:
        """Return the position of a flow, -1 where the system has none of that name."""
        return self.flows.index(name) if name in self.flows else -1

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages, in the order of the table."""
        return tuple(dict.fromkeys(p.stage for p in self.processes))

    @cached_property
    def factorisation(self) -> SuperLU:
        """The factors of A, computed once.

        Raises
        ------
        NetworkError
            A loop uses as much of its products as it makes, or more.
        """
        return factorised(self.technosphere, [f"{p.name} ({p.region})" for p in self.processes])


def build(
    processes: Sequence[Process],
    products: Sequence[tuple[int, str, str, float, str]],
    flows: Sequence[tuple[int, str, str, float, str]],
) -> System:
    """Return the system of processes with their inputs and flows.

    Parameters
    ----------
    processes : sequence of Process
        Each makes one unit of its product; no two make the same product in the same region.
    products : sequence of (process, product, kind, amount, unit)
        What each process uses, per unit of its own product; kind ``input`` or ``cut-off``.
    flows : sequence of (process, flow, kind, amount, unit)
        What it exchanges with the environment, per unit of its own product; kind one of `FLOWS`.

    Raises
    ------
    NetworkError
        There is no process, a provider is missing, a unit differs, an amount is no number, or two processes make
        the same product in one region.
    """
    if not processes:
        raise NetworkError("a network without a process makes nothing")
    for number, name, _, amount, _ in (*products, *flows):
        if not math.isfinite(amount):
            user = processes[number]
            raise NetworkError(f"{user.name} ({user.region}): the amount of {name} is no number")
    at: dict[tuple[str, str], int] = {}
    for number, process in enumerate(processes):
        if at.setdefault((process.product, process.region), number) != number:
            raise NetworkError(f"two processes make {process.product} in {process.region}")
    size = len(processes)
    rows, columns, values = list(range(size)), list(range(size)), [1.0] * size
    substitutions: list[Substitution] = []
    cut_offs: list[CutOff] = []
    for number, product, kind, amount, unit in products:
        user = processes[number]
        if kind == CUT_OFF:
            cut_offs.append(CutOff(user.name, user.region, product, amount, unit))
            continue
        found = at.get((product, user.region), at.get((product, WORLD), -1))
        if found < 0:
            raise NetworkError(
                f"{user.name} ({user.region}) uses {product}, which no process makes in {user.region} or {WORLD}"
            )
        provider = processes[found]
        if provider.unit != unit:
            raise NetworkError(
                f"{user.name} ({user.region}) uses {product} in {unit}, but it is made in {provider.unit}"
            )
        if provider.region != user.region:
            substitutions.append(Substitution(user.name, user.region, product, provider.region))
        rows.append(found)
        columns.append(number)
        values.append(-amount)
    technosphere = sparse.csc_array((values, (rows, columns)), shape=(size, size))

    named: dict[str, int] = {}
    units: list[str] = []
    kinds: list[str] = []
    for number, flow, kind, _, unit in flows:
        if named.setdefault(flow, len(units)) == len(units):
            units.append(unit)
            kinds.append(kind)
        elif units[named[flow]] != unit:
            user = processes[number]
            raise NetworkError(
                f"{user.name} ({user.region}) states {flow} in {unit}, other processes in {units[named[flow]]}"
            )
    interventions = sparse.csc_array(
        ([f[3] for f in flows], ([named[f[1]] for f in flows], [f[0] for f in flows])),
        shape=(len(units), size),
    )
    return System(
        processes=tuple(processes),
        flows=tuple(named),
        flow_units=tuple(units),
        flow_kinds=tuple(kinds),
        technosphere=technosphere,
        interventions=interventions,
        substitutions=tuple(dict.fromkeys(substitutions)),
        cut_offs=tuple(cut_offs),
        reported=frozenset((f[0], f[1]) for f in flows),
        _at=at,
    )


def read_system(table: FactorTable) -> System:
    """Return the system of a table of `factors/processes`.

    The table has a row for each exchange: process, region, stage, kind, exchange, amount, unit and `per`, the
    amount of the product for which the source states it.

    Raises
    ------
    NetworkError
        A process makes no product or several, an amount is no number, the product is stated for another amount
        than its own, or `build` refuses the system.
    """
    cells = table.columns
    names = list(zip(cells["process"], cells["region"], strict=True))
    amounts, per = table.numbers("amount"), table.numbers("per")
    sound = np.isfinite(amounts) & np.isfinite(per) & (per > 0)
    normal = np.divide(amounts, per, out=np.full(len(per), np.nan), where=sound).tolist()
    made: dict[tuple[str, str], Process] = {}
    for row, (kind, key) in enumerate(zip(cells["kind"], names, strict=True)):
        if not sound[row]:
            raise NetworkError(f"{table.path}, line {row + 2}: {_unsound(cells, row)}")
        if kind != PRODUCT:
            continue
        if amounts[row] != per[row]:
            raise NetworkError(
                f"{table.path}, line {row + 2}: {key[0]} ({key[1]}) makes {cells['amount'][row]}, "
                f"but per is {cells['per'][row]}; a product is stated per itself"
            )
        if key in made:
            raise NetworkError(f"{table.path}, line {row + 2}: {key[0]} ({key[1]}) makes a second product")
        made[key] = Process(*key, cells["stage"][row], cells["exchange"][row], cells["unit"][row])
    numbered = {key: number for number, key in enumerate(made)}
    products: list[tuple[int, str, str, float, str]] = []
    flows: list[tuple[int, str, str, float, str]] = []
    rows = zip(names, cells["kind"], cells["exchange"], normal, cells["unit"], strict=True)
    for line, (key, kind, exchange, amount, unit) in enumerate(rows, 2):
        if key not in numbered:
            raise NetworkError(f"{table.path}, line {line}: {key[0]} ({key[1]}) makes no product")
        if kind in (INPUT, CUT_OFF):
            products.append((numbered[key], exchange, kind, amount, unit))
        elif kind in FLOWS:
            flows.append((numbered[key], exchange, kind, amount, unit))
        elif kind != PRODUCT:
            raise NetworkError(f"{table.path}, line {line}: unknown kind '{kind}'")
    return build(list(made.values()), products, flows)


def _unsound(cells: Mapping[str, tuple[str, ...]], row: int) -> str:
    amount, per = cells["amount"][row], cells["per"][row]
    try:
        finite = math.isfinite(float(amount))
    except ValueError:
        finite = False
    return f"per '{per}' is no number above zero" if finite else f"amount '{amount}' is no number"
