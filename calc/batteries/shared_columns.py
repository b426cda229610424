"""Columns that several of the sheets beside *Product* have: model, share, mass, emissions per kg, data quality."""

from __future__ import annotations

from calc.engine.model import Column

PER_KG = ("kgCO2e/kg", "kg/kg")
MOST_PER_KG = 10**6
QUALITIES = ("company", "supplier", "literature")


def model(example: str = "PB-60 LFP", second: str = "PB-75 NMC") -> Column:
    """Return the column that names the model of a row."""
    return Column(
        "model",
        "text",
        "The model to which the row belongs, as on the sheet Product",
        needed=True,
        meaning_zh="所属电池型号（与 Product 工作表一致）",
        example=example,
        second=second,
    )


def share(name: str, meaning: str, meaning_zh: str, example: str = "", second: str | None = None) -> Column:
    """Return a column of shares, 0 to 1."""
    return Column(
        name,
        "number",
        meaning,
        share=True,
        least=0,
        most=1,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


def per_kg(name: str, meaning: str, meaning_zh: str, example: str = "", second: str | None = None) -> Column:
    """Return a column of emissions per kg."""
    return Column(
        name,
        "number",
        meaning,
        units=PER_KG,
        unit_needed=True,
        least=-MOST_PER_KG,
        most=MOST_PER_KG,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


def mass(name: str, meaning: str, meaning_zh: str, example: str, second: str, *, needed: bool) -> Column:
    """Return a column of masses."""
    return Column(
        name,
        "number",
        meaning,
        units=("kg",),
        unit_needed=True,
        needed=needed,
        above=0,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


QUALITY = Column(
    "data_quality",
    "text",
    "Where the figures of the row come from; wins over our own reading of it",
    meaning_zh="数据来源（企业、供应商、文献）",
    example="supplier",
    choices=QUALITIES,
)
