"""Words of battery sheets that decide how a row is computed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from calc.batteries.product import CATEGORIES
from factors.names import normalised

EV, LMT, INDUSTRIAL, STORAGE, SLI, PORTABLE = CATEGORIES
CATEGORY = {
    "electric vehicle": EV,
    "electric vehicle battery": EV,
    "traction": EV,
    "电动汽车": EV,
    "电动汽车电池": EV,
    "动力电池": EV,
    "light means of transport": LMT,
    "轻型交通工具": LMT,
    "industrial battery": INDUSTRIAL,
    "工业": INDUSTRIAL,
    "工业电池": INDUSTRIAL,
    "stationary": INDUSTRIAL,
    "external storage": STORAGE,
    "外部储能": STORAGE,
    "starter": SLI,
    "启动电池": SLI,
    "便携式": PORTABLE,
    "便携式电池": PORTABLE,
}
GRID, ON_SITE, CONTRACT = "grid", "on-site", "contract"
SUPPLY = {
    "market": GRID,
    "电网": GRID,
    "on site": ON_SITE,
    "own": ON_SITE,
    "自发自用": ON_SITE,
    "ppa": CONTRACT,
    "guarantee of origin": CONTRACT,
    "green electricity": CONTRACT,
    "合同": CONTRACT,
    "绿电": CONTRACT,
    "购电合同": CONTRACT,
}
INBOUND, OUTBOUND = "inbound", "distribution"
LEG = {
    "to the plant": INBOUND,
    "进厂": INBOUND,
    "to the market": OUTBOUND,
    "分销": OUTBOUND,
    "配送": OUTBOUND,
}
WHOLE = ("battery", "whole battery", "pack", "电池", "整只电池")  # a row of End of life on the whole battery
ANY_OTHER = ("other", "其他")  # a chemistry without a design
ELECTRICITY, GAS = "electricity", "natural gas"
_BETWEEN = "\0"  # in no cell


def same_names(names: Sequence[str]) -> list[str]:
    """Return what names of models are compared by: no case, no spaces but single ones, no full-width letters."""
    whole = _BETWEEN.join(names)
    plain = whole if whole.isascii() else unicodedata.normalize("NFKC", whole)
    parts = " ".join(plain.split()).casefold().split(_BETWEEN)
    return [part.strip() for part in parts] if names else []


def meaning(text: str, known: Sequence[str], others: Mapping[str, str]) -> str | None:
    """Return which of `known` a text means, by its own spelling or by one of `others`; None where none."""
    plain = normalised(text)
    spellings = {normalised(word): word for word in known} | {normalised(w): k for w, k in others.items()}
    return spellings.get(plain)
