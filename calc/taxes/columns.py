"""Columns that the sheets of the tax have in common."""

from __future__ import annotations

from calc.engine.model import Column

SITE = Column(
    "site",
    "text",
    "Site: the plant that files the return",
    meaning_zh="单位/厂区",
    example="Mill A",
    second="Mill A",
    private=True,
)
PROVINCE = Column(
    "province", "text", "Province of the site", meaning_zh="省份", example="Hebei", second="Hebei"
)
MONTH = Column(
    "month",
    "text",
    "Month as YYYY-MM",
    needed=True,
    meaning_zh="月份（YYYY-MM）",
    example="2024-03",
    second="2024-03",
)
PUNITIVE = Column(
    "punitive",
    "text",
    "yes: the amount produced is the base, after illegal discharge, tampering or false filing",
    meaning_zh="是否以产生量为计税依据",
    choices=("yes", "no"),
)
PAID_ON = Column(
    "paid_on", "date", "Day on which the tax was paid: gives the surcharge", meaning_zh="缴款日期"
)
FILED_ON = Column("filed_on", "date", "Day on which the return was filed", meaning_zh="申报日期")
