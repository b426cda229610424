"""The states a row can end in. Every row ends in exactly one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from calc.engine.model import BoolArray

STATUSES = (
    "priced",
    "exempt",
    "exempt_origin",
    "eu_origin",
    "out_of_scope",
    "unknown_code",
    "ambiguous_code",
    "ambiguous_benchmark",
    "unknown_origin",
    "invalid",
    "price_missing",
    "sefa_missing",
)
(
    PRICED,
    EXEMPT,
    EXEMPT_ORIGIN,
    EU_ORIGIN,
    OUT_OF_SCOPE,
    UNKNOWN_CODE,
    AMBIGUOUS_CODE,
    AMBIGUOUS_BENCHMARK,
    UNKNOWN_ORIGIN,
    INVALID,
    PRICE_MISSING,
    SEFA_MISSING,
) = range(len(STATUSES))

SETTLED = (EXEMPT_ORIGIN, EU_ORIGIN, OUT_OF_SCOPE)  # nothing is due, whatever else the row holds
WITH_NUMBERS = (PRICED, SEFA_MISSING)
COMPUTED = (PRICED, EXEMPT, *SETTLED)  # the answer is known; every other status is a finding


def _lookup(chosen: Iterable[int]) -> BoolArray:
    return np.isin(np.arange(len(STATUSES)), tuple(chosen))


# the same as tables by status, to be taken from
IS_SETTLED, HAS_NUMBERS, IS_COMPUTED = _lookup(SETTLED), _lookup(WITH_NUMBERS), _lookup(COMPUTED)

MEANING = {
    "priced": "computed",
    "exempt": "importer's CBAM goods of the year do not exceed the threshold",
    "exempt_origin": "origin excluded by Annex III",
    "eu_origin": "Union goods, outside CBAM",
    "out_of_scope": "goods code outside Annex I",
    "unknown_code": "no such goods code inside Annex I",
    "ambiguous_code": "more digits of the goods code are needed",
    "ambiguous_benchmark": "several benchmarks fit; the route is needed",
    "unknown_origin": "country not recognised",
    "invalid": "a needed cell is missing or cannot be read, or the law holds no value for it",
    "price_missing": "no certificate price",
    "sefa_missing": "free allocation of precursors missing: upper reading",
}
