"""Networks of unit processes solved: inventories, scores by the adjoint, contributions that sum to the total.

With `A` the products (rows) made and used by one unit of each process (columns) and `B` the flows, a demand `f` needs
the supply ``s = A^-1 f`` and causes ``B s``. Loops are solved with everything else.

Source: Heijungs & Suh (2002), The Computational Structure of Life Cycle Assessment, chapters 2 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from calc.engine.model import FloatArray
from calc.methods.loops import NetworkError
from calc.methods.networks import WORLD, CutOff, Process, Substitution, System, build, read_system

__all__ = [
    "WORLD",
    "CutOff",
    "NetworkError",
    "Process",
    "Substitution",
    "System",
    "build",
    "contributions",
    "coverage",
    "demand",
    "intensities",
    "inventory",
    "read_system",
    "scores",
    "stage_inventory",
    "supply",
]


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
        A loop uses as much of its products as it makes, or more.
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

    Raises
    ------
    NetworkError
        A flow that occurs counts for no number; or as `supply`.
    """
    unknown = np.flatnonzero(~np.isfinite(characterisation).all(axis=0))
    if unknown.size:  # one would spread over every product of the solve
        raise NetworkError(f"no number says what {system.flows[unknown[0]]} counts for")
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
