"""Groups of the account by the spellings that people use; near ones are suggested, never taken.

The spellings are data: `factors/names/accounts.csv`.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from functools import cache

from factors.names import DATA

COSTS = (
    "pollution control",
    "resources and energy",
    "taxes, fees and fines",
    "carbon",
    "monitoring and certification",
    "research",
)
CREDITS = ("by-products", "green premium", "export-rebate addition")
GROUPS = (*COSTS, *CREDITS)
REBATE = GROUPS.index("export-rebate addition")
FIRST_CREDIT = len(COSTS)
_SUGGESTED_FROM = 0.5  # similarity (0 to 1) below which nothing is suggested


def _plain(text: str) -> str:
    words = text.casefold().replace("&", " and ").replace("-", " ").replace("_", " ").replace(",", " ")
    return " ".join(words.split())


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    with (DATA / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


@cache
def _spellings() -> Mapping[str, str]:
    return {_plain(row["spelling"]): row["key"] for row in _rows() if row["kind"] in ("group", "credit")}


def is_greenhouse_gas(text: str) -> bool:
    """Return whether a text names CO2 or greenhouse gases as CO2e."""
    return _plain(text.replace("₂", "2")) in _gases()


@cache
def _gases() -> frozenset[str]:
    return frozenset(_plain(row["spelling"]) for row in _rows() if row["kind"] == "gas")


@cache
def damage_names() -> Mapping[str, str]:
    """Return key of a pollutant -> its name among the damage costs."""
    return {row["spelling"]: row["key"] for row in _rows() if row["kind"] == "damage"}


def group_index(text: str) -> int:
    """Return the place in `GROUPS` of the group that a text names, -1 where none."""
    key = _spellings().get(_plain(text))
    return -1 if key is None else GROUPS.index(key)


def nearest_groups(text: str, count: int = 3) -> tuple[str, ...]:
    """Return the groups whose spellings come nearest to a text."""
    near = difflib.get_close_matches(_plain(text), _spellings(), n=10, cutoff=_SUGGESTED_FROM)
    return tuple(dict.fromkeys(_spellings()[word] for word in near))[:count]
