"""Rules wider than a row: exact sums per group, in a form that partitions can add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from calc.engine.model import FloatArray

GRAMS_PER_TONNE = 1_000_000


@dataclass(frozen=True)
class GroupSums:
    """Sums of whole numbers by a text key; two of them add up to that of both partitions.

    `labels` gives for each key the spelling met first.
    """

    sums: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def __add__(self, other: GroupSums) -> GroupSums:
        merged = dict(self.sums)
        for key, values in other.sums.items():
            merged[key] = merged[key] + values if key in merged else values
        return GroupSums(merged, {**other.labels, **self.labels})


def whole(values: FloatArray, per_unit: int = GRAMS_PER_TONNE) -> FloatArray:
    """Return values in whole small units, still as floats; sums of them below 2**53 are exact."""
    rounded: FloatArray = np.rint(values * per_unit)
    return rounded


def group_keys(names: Iterable[str]) -> tuple[NDArray[np.int32], dict[str, str]]:
    """Return, for each distinct spelling, the number of its group, and the groups: key -> first spelling.

    Spellings that differ only in case or spaces are one group.
    """
    labels: dict[str, str] = {}
    position: dict[str, int] = {}
    numbers = []
    for name in names:
        label = " ".join(name.split())
        key = label.casefold()
        labels.setdefault(key, label)
        numbers.append(position.setdefault(key, len(position)))
    return np.array(numbers, dtype=np.int32), labels
