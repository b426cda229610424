"""The goods of Annex I: sectors, scope of emissions, functional unit, TARIC codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from calc.engine.model import BoolArray, SmallIntArray
from factors import Library

CODE_LENGTHS = (4, 6, 8, 10)


@dataclass(frozen=True)
class Goods:
    """The goods of Annex I that have a row in the code table."""

    codes: tuple[str, ...]
    index: Mapping[str, int]
    sectors: tuple[str, ...]  # distinct
    sector: SmallIntArray  # per good, index into `sectors`
    functional_unit: tuple[str, ...]  # tonne, nitrogen, clinker or MWh
    direct_only: BoolArray  # Annex II: indirect emissions do not count
    outside_threshold: BoolArray  # hydrogen, electricity
    taric: Mapping[str, tuple[str, ...]]  # 8-digit code -> its 10-digit codes, where these decide
    valid_to: date  # codes are assumed past this day


def goods_of(library: Library) -> Goods:
    """Return the goods of the code table with the scope of their line of Annex I (and Annex II)."""
    table, lines = library.table("eu.codes"), library.table("eu.goods")
    codes = table.columns["code"]
    sectors = tuple(dict.fromkeys(table.columns["sector"]))
    line_rows = {lines.columns["line"][n]: lines.row(n) for n in range(len(lines))}
    direct, outside = np.zeros(len(codes), bool), np.zeros(len(codes), bool)
    taric: dict[str, tuple[str, ...]] = {}
    for number, code in enumerate(codes):
        line = next(line_rows[code[:n]] for n in range(len(code), 0, -1) if code[:n] in line_rows)
        direct[number] = line["scope"] == "direct"
        outside[number] = line["outside_threshold"] == "yes"
        if len(code) == CODE_LENGTHS[-1]:
            taric[code[:8]] = (*taric.get(code[:8], ()), code)
    return Goods(
        codes=codes,
        index={code: n for n, code in enumerate(codes)},
        sectors=sectors,
        sector=np.array([sectors.index(s) for s in table.columns["sector"]], dtype=np.int8),
        functional_unit=table.columns["functional_unit"],
        direct_only=direct,
        outside_threshold=outside,
        taric=taric,
        valid_to=date.fromisoformat(max(table.columns["known_to"])),
    )
