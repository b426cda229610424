"""Whether a network of unit processes has a solution: its factors, or which loop uses up what it makes.

Source: Berman & Plemmons (1994), Nonnegative Matrices in the Mathematical Sciences, chapter 6: a network without
credits can meet every demand exactly where it can meet that of one unit of each product.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import SuperLU, splu

from calc.engine.errors import PigouError
from calc.engine.model import BoolArray, FloatArray

TOO_MUCH = 1e12  # of a process for one unit of each product: its loop keeps nothing but rounding
SHOWN = 4  # processes of a loop that a message names


class NetworkError(PigouError):
    """A table of unit processes is no system that can be solved; the message says where and why."""


def factorised(technosphere: Any, names: Sequence[str]) -> SuperLU:
    """Return the factors of a technosphere matrix whose loops all give more than they take.

    Parameters
    ----------
    technosphere : sparse array (processes, processes)
        What one unit of each process makes (1 on the diagonal) and uses (below zero).
    names : sequence of str
        Of the processes, for messages.

    Raises
    ------
    NetworkError
        A loop uses as much as it makes, or more: no supply, or none above zero, meets a demand. A network with
        credits (inputs below zero) may have supplies below zero; there only the former is an error.
    """
    ones = np.ones(len(names))
    with_credits = bool(np.any(_beyond_own(technosphere) > 0))
    try:
        # without credits, elimination on the diagonal cancels nothing: a process that a demand does not need has a
        # supply of exactly zero
        factors = splu(
            technosphere,
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=1.0 if with_credits else 0.0,
            options={"SymmetricMode": not with_credits},
        )
    except RuntimeError:
        fault = _fault(technosphere, names, with_credits)
        raise NetworkError(fault or "the network has no solution: its matrix is singular") from None
    if not _sound(factors.solve(ones), with_credits):
        fault = _fault(technosphere, names, with_credits)
        if fault:
            raise NetworkError(fault)
    return factors


def _beyond_own(technosphere: Any) -> FloatArray:
    """Return the entries of A without the unit of product that each process makes."""
    entries = technosphere.tocoo()
    found: FloatArray = entries.data - (entries.row == entries.col)
    return found


def _sound(supply: FloatArray, with_credits: bool) -> bool:
    """Return whether the supply for one unit of each product is one that a network can give."""
    if not np.isfinite(supply).all() or np.abs(supply).max() > TOO_MUCH:
        return False
    return with_credits or float(supply.min()) > 0


def _fault(technosphere: Any, names: Sequence[str], with_credits: bool) -> str:
    """Return which loop keeps nothing, as a sentence; empty where none does."""
    count, member = connected_components(technosphere, directed=True, connection="strong")
    sizes = np.bincount(member, minlength=count)
    own = np.abs(technosphere.diagonal() - 1) > 0
    for loop in np.flatnonzero((sizes > 1) | (np.bincount(member, weights=own, minlength=count) > 0)):
        inside: BoolArray = member == loop
        which = np.flatnonzero(inside)
        block = technosphere[which][:, which].toarray()
        try:
            supply = np.linalg.solve(block, np.ones(len(which)))
        except np.linalg.LinAlgError:
            supply = np.full(len(which), np.inf)
        if _sound(supply, with_credits):
            continue
        all_used = not np.isfinite(supply).all() or np.abs(supply).max() > TOO_MUCH
        shown = ", ".join(names[n] for n in which[:SHOWN])
        more = f" and {len(which) - SHOWN} more" if len(which) > SHOWN else ""
        takes = (
            "as much of its own products as it makes"
            if all_used
            else "more of its own products than it makes"
        )
        return f"the loop of {shown}{more} uses {takes}: no supply can meet a demand"
    return ""
