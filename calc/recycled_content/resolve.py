"""From the cells of a metal in a battery to masses of a model, plant and year; every row with its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.engine.assumptions import choices
from calc.engine.cells import looked_up, numbers, texts
from calc.engine.groups import whole
from calc.engine.model import NO_DATE, BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.engine.states import States
from calc.methods.tally import exact_sums, named
from calc.recycled_content import status as st
from calc.recycled_content.law import Article8
from factors import Library
from factors.recycling import recycling_key

PROFILE = "profiles.recycled_content"
OPTIONAL_TEXTS = ("reference",)
INDUSTRIAL = "industrial"
NOTED = {"portable": "portable", "industrial-external-storage": "external", "lmt": "lmt"}


@dataclass(frozen=True)
class Rows:
    """Rows of metals; masses [kg] are those of the row's model, plant, year and metal together."""

    size: int
    chosen: Mapping[str, str]
    law: Article8
    models: tuple[str, ...]
    plants: tuple[str, ...]
    metals: tuple[str, ...]
    categories: tuple[str, ...]
    model: IntArray
    plant: IntArray
    metal: IntArray
    category: IntArray
    in_scope: BoolArray  # the category is one of Art. 8, the capacity above its limit
    year: FloatArray
    day: IntArray
    metal_mass: FloatArray
    pre: FloatArray
    post: FloatArray
    recovered: FloatArray
    group: IntArray
    status: NDArray[np.int8]
    notes: NDArray[np.uint32]


def keyed(coded: Coded, kind: str) -> tuple[IntArray, tuple[str, ...]]:
    """Return the meaning of each row's text as an index into keys, -1 where it is empty or not known."""
    met = [recycling_key(text, kind) for text in coded.values]
    keys = tuple(sorted({key for key in met if key}))
    return looked_up(coded, [keys.index(key) if key else -1 for key in met]), keys


def resolve(data: TableData, library: Library, options: Options) -> Rows:
    """Return the rows of a table, every row with its state."""
    chosen = choices(library, PROFILE, options)
    law = Article8.of(library)
    states = States(data.size, st.WORDS)
    model, models = named(texts(data, "model"))
    plant, plants = named(texts(data, "plant"))
    metal, metals = keyed(texts(data, "metal"), "metal")
    category, categories = keyed(texts(data, "category"), "category")
    mass, year, capacity = (numbers(data, name) for name in ("mass", "year", "capacity"))
    pre, post = numbers(data, "recovered_pre"), numbers(data, "recovered_post")
    dates = data.days("placed_on_market")
    day = np.full(data.size, NO_DATE, dtype=np.int32) if dates is None else dates
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    empty = [texts(data, name).codes < 0 for name in ("model", "plant", "metal", "category")]
    states.end(np.logical_or.reduce([*empty, np.isnan(mass), np.isnan(year)]), st.INVALID)
    states.end(metal < 0, st.UNKNOWN_METAL)
    states.end(category < 0, st.UNKNOWN_CATEGORY)
    states.end(np.isnan(pre) & np.isnan(post), st.NOT_GIVEN)
    first, second = np.nan_to_num(pre), np.nan_to_num(post)
    states.end(whole(first + second - mass) > 0, st.ABOVE_MASS)

    known = (metal >= 0) & (model >= 0) & (plant >= 0) & ~np.isnan(year)
    parts = np.stack([model, plant, np.nan_to_num(year).astype(np.int32), metal])
    distinct, number = np.unique(parts, axis=1, return_inverse=True)
    group, count = number.ravel().astype(np.int32), distinct.shape[1]
    broken = np.bincount(group[known & (states.status != st.COMPUTED)], minlength=count) > 0
    states.end(known & broken[group], st.INCOMPLETE)
    good = states.status == st.COMPUTED

    def together(values: FloatArray) -> FloatArray:
        return exact_sums(group[good], values[good], count)[group]

    metal_mass, sum_pre, sum_post = (together(values) for values in (mass, first, second))
    states.end(~(metal_mass > 0), st.NO_MASS)
    several = np.bincount(group[known], minlength=count) > 1
    states.note(known & several[group], "added_up")
    states.note(np.isnan(pre) != np.isnan(post), "one_source")
    states.note(day == NO_DATE, "no_date")

    is_industrial = np.array([*(key == INDUSTRIAL for key in categories), False])[category]
    unknown = is_industrial & np.isnan(capacity)
    small = is_industrial & (capacity <= law.capacity)
    states.note(unknown, "capacity")
    states.note(small, "small")
    for key, note in NOTED.items():
        if key in categories:
            states.note(category == categories.index(key), note)
    ever = np.array([*(law.named(key) for key in categories), False])[category]
    scope = ever & ~small
    if chosen["capacity_unknown"] == "out_of_scope":
        scope &= ~unknown
    return Rows(
        size=data.size,
        chosen=chosen,
        law=law,
        models=models,
        plants=plants,
        metals=metals,
        categories=categories,
        model=model,
        plant=plant,
        metal=metal,
        category=category,
        in_scope=np.asarray(scope),
        year=year,
        day=day,
        metal_mass=metal_mass,
        pre=sum_pre,
        post=sum_post,
        recovered=sum_pre + sum_post,
        group=group,
        status=states.status,
        notes=states.notes,
    )
