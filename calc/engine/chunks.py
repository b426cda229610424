"""Work on long columns piece by piece: each piece stays in the processor's cache, several run at once.

Pieces share nothing that they write, so the result does not depend on how many run at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

CHUNK = 32_768
WORTH_THREADS = 8  # pieces below which starting threads costs more than it gains

S = TypeVar("S")
T = TypeVar("T")


def over_chunks(size: int, work: Callable[[slice], T], chunk: int = CHUNK) -> list[T]:
    """Return ``work(part)`` for each piece of `size` rows, in order; numpy releases the lock inside."""
    parts = [slice(start, min(start + chunk, size)) for start in range(0, size, chunk)]
    return _done(parts, work, threads=len(parts) >= WORTH_THREADS)


def at_once(items: Sequence[S], work: Callable[[S], T], size: int) -> list[T]:
    """Return ``work(item)`` for each of the columns `items` of `size` rows, in order."""
    return _done(items, work, threads=size >= WORTH_THREADS * CHUNK and len(items) > 1)


def _done(items: Sequence[S], work: Callable[[S], T], *, threads: bool) -> list[T]:
    if not threads:
        return [work(item) for item in items]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, items))


def filled(size: int, kind: type, make: Callable[[slice], NDArray[Any]]) -> NDArray[Any]:
    """Return an array of `size` whose pieces are ``make(part)``."""
    found: NDArray[Any] = np.empty(size, dtype=kind)

    def fill(part: slice) -> None:
        found[part] = make(part)

    over_chunks(size, fill)
    return found
