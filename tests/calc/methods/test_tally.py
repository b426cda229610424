"""Texts as groups, and sums that no order changes."""

from __future__ import annotations

import numpy as np

from calc.engine.model import Coded
from calc.methods.tally import exact_sums, named


def test_spellings_of_one_name_are_one_group() -> None:
    codes = np.array([0, 1, 2, -1, 0], dtype=np.int32)
    group, names = named(Coded(codes, ("Plant A", "plant  a", "Plant B")))
    assert group.tolist() == [0, 0, 1, -1, 0]
    assert names == ("Plant A", "Plant B")


def test_sums_are_exact_in_any_order() -> None:
    values = np.array([0.1] * 10 + [1e6, 0.2])
    group = np.array([0] * 11 + [2])
    assert exact_sums(group, values, 4).tolist() == [1000001.0, 0, 0.2, 0]
    order = np.random.default_rng(1).permutation(len(values))
    assert exact_sums(group[order], values[order], 4).tolist() == exact_sums(group, values, 4).tolist()
