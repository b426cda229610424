"""Networks of unit processes: cumulative inventories, scores by the adjoint, contributions that sum to the total.

A process makes one product. Its inputs are products of other processes, its flows what it takes from or gives to
the environment, carriers of energy included (a megajoule of coal burnt, a kilowatt-hour drawn): whoever scores
the system says what a unit of a flow means. With `A` the products (rows) made and used by one unit of each process
(columns) and `B` the flows, a demand `f` needs the supply ``s = A^-1 f`` and causes ``B s``. Loops are solved with
everything else.

Source: Heijungs & Suh (2002), The Computational Structure of Life Cycle Assessment, chapters 2 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from calc.engine.errors import PigouError
from calc.engine.model import FloatArray
from factors.table import FactorTable

WORLD = "World"  # the region whose process stands in where a region has none
PRODUCT, INPUT, CUT_OFF = "product", "input", "cut-off"
FLOWS = ("carrier", "emission", "resource", "waste")  # the kinds of what leaves the network


class NetworkError(PigouError):
    """A table of unit processes is no system that can be solved; the message says where and why."""


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


@dataclass(frozen=True)
class System:
    """A network, normalised so that each process makes one unit of its product.

    `technosphere` is A (products x processes), `interventions` B (flows x processes), both sparse.
    """

    processes: tuple[Process, ...]
    flows: tuple[str, ...]
    flow_units: tuple[str, ...]
    flow_kinds: tuple[str, ...]
    technosphere: Any
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
            The system is singular: a loop uses all of what it makes.
        """
        try:
            return splu(self.technosphere)
        except RuntimeError as error:
            raise NetworkError(
                f"the system of {len(self.processes)} processes has no solution ({error}): "
                "a loop uses as much of a product as it makes"
            ) from None


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
        A provider is missing, a unit differs, or two processes make the same product in one region.
    """
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
        A process makes no product or several, an amount is no number, or `build` refuses the system.
    """
    cells = table.columns
    names = list(zip(cells["process"], cells["region"], strict=True))
    amounts, per = table.numbers("amount"), table.numbers("per")
    normal = (amounts / per).tolist()
    made: dict[tuple[str, str], Process] = {}
    for row, (kind, key) in enumerate(zip(cells["kind"], names, strict=True)):
        if not np.isfinite(normal[row]) or per[row] <= 0:
            raise NetworkError(f"{table.path}, line {row + 2}: amount or per is no number above zero")
        if kind != PRODUCT:
            continue
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


def demand(system: System, amounts: Mapping[int, float]) -> FloatArray:
    """Return the demand vector of some amounts of products, by the number of the process that makes each."""
    found = np.zeros(len(system.processes))
    for process, amount in amounts.items():
        found[process] += amount
    return found


def supply(system: System, wanted: FloatArray) -> FloatArray:
    """Return how many units of each process a demand needs: ``A^-1 f``.

    Parameters
    ----------
    wanted : array (processes,) or (processes, demands)

    Raises
    ------
    NetworkError
        The system is singular.
    """
    found: FloatArray = system.factorisation.solve(np.asarray(wanted, dtype=np.float64))
    return found


def inventory(system: System, wanted: FloatArray) -> FloatArray:
    """Return the flows that a demand causes, (flows,) or (flows, demands): ``B A^-1 f``."""
    found: FloatArray = system.interventions @ supply(system, wanted)
    return found


def intensities(system: System, characterisation: FloatArray) -> FloatArray:
    """Return the score of one unit of each product, (indicators, processes), by one transposed solve per indicator.

    Parameters
    ----------
    characterisation : array (indicators, flows)
        What one unit of each flow counts for.
    """
    direct = np.asarray((system.interventions.T @ characterisation.T), dtype=np.float64)
    solver: Any = system.factorisation
    found: FloatArray = solver.solve(direct, trans="T").T
    return found


def scores(intensity: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return the scores of demands, (indicators, demands): a product for each, no solve.

    Parameters
    ----------
    intensity : array (indicators, processes)
        From `intensities`.
    wanted : array (processes, demands), dense or sparse
    """
    found: FloatArray = np.asarray(intensity @ wanted)
    return found


def stage_inventory(system: System, wanted: FloatArray) -> FloatArray:
    """Return the flows of a demand by the stage in which they occur, (stages, flows); they sum to `inventory`."""
    needed = supply(system, wanted)
    caused = system.interventions.multiply(needed[np.newaxis, :]).tocsc()
    member = np.array([system.stages.index(p.stage) for p in system.processes])
    size = len(system.stages)
    grouping = sparse.csc_array(
        (np.ones(len(member)), (np.arange(len(member)), member)), shape=(len(member), size)
    )
    found: FloatArray = (caused @ grouping).toarray().T
    return found


def contributions(system: System, wanted: FloatArray, weights: FloatArray) -> FloatArray:
    """Return what each process adds to the score of a demand by each flow, (processes, flows).

    Sums over flows are contributions by process, sums over processes by flow, all of it is the score.

    Parameters
    ----------
    weights : array (flows,)
        What one unit of each flow counts for.
    """
    caused = system.interventions.multiply(supply(system, wanted)[np.newaxis, :]).toarray()
    found: FloatArray = (caused * weights[:, np.newaxis]).T
    return found


def coverage(system: System, wanted: FloatArray, flows: Sequence[str]) -> tuple[int, int]:
    """Return how many of the processes that a demand needs state one of the flows, and how many it needs.

    A flow that a source does not state is missing, not zero.
    """
    needed = np.flatnonzero(np.abs(supply(system, wanted)) > 0)
    stating = sum(any((int(p), flow) in system.reported for flow in flows) for p in needed)
    return stating, len(needed)
