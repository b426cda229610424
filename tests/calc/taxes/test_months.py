"""Months as people and spreadsheets write them."""

from __future__ import annotations

import numpy as np
import pytest

from calc.taxes.months import NO_MONTH, due_day, label, month_of, quarter_label, quarters_of, shown_day

MARCH = (2024 - 1970) * 12 + 2


@pytest.mark.parametrize(
    "text",
    ["2024-03", "2024/3", "2024.03", "202403", "2024年3月", "2024 年 03 月", "03/2024", "March 2024", "Mar-2024",
     "2024-03-15", "2024-03-01T00:00:00", "２０２４－０３"],
)  # fmt: skip
def test_a_month_is_read(text: str) -> None:
    assert month_of(text) == (MARCH, "")


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "13/2024", "spring", "", "2024", "12345678"])
def test_what_is_no_month(text: str) -> None:
    month, why = month_of(text)
    assert month == NO_MONTH
    assert why


def test_quarters() -> None:
    assert label(MARCH) == "2024-03"
    quarter = int(quarters_of(np.array([MARCH], dtype=np.int32))[0])
    assert quarter_label(quarter) == "2024 Q1"
    assert shown_day(due_day(quarter, 15)) == "2024-04-15"
