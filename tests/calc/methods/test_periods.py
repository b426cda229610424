"""Periods in the ways in which people write them."""

from __future__ import annotations

import pytest

from calc.methods.periods import period


@pytest.mark.parametrize(
    ("text", "label", "months", "last"),
    [
        ("2025", "2025", 12, "2025-12-31"),
        ("2025年", "2025", 12, "2025-12-31"),
        ("2024-02", "2024-02", 1, "2024-02-29"),
        ("202402", "2024-02", 1, "2024-02-29"),
        ("2024/2", "2024-02", 1, "2024-02-29"),
        ("２０２４年２月", "2024-02", 1, "2024-02-29"),
        ("2025Q3", "2025Q3", 3, "2025-09-30"),
        ("2025-Q1", "2025Q1", 3, "2025-03-31"),
        ("2025年第二季度", "2025Q2", 3, "2025-06-30"),
        ("2025-03-31", "2025-03", 1, "2025-03-31"),
        ("2025-03-01T00:00:00", "2025-03", 1, "2025-03-31"),
    ],
)
def test_periods(text: str, label: str, months: int, last: str) -> None:
    found = period(text)
    assert found is not None
    assert (found.label, found.months, found.last.isoformat()) == (label, months, last)


@pytest.mark.parametrize(
    "text", ["", "2025-13", "2025-00", "Q1", "1825", "20255", "2025Q5", "2025-02-30", "soon"]
)
def test_what_is_no_period(text: str) -> None:
    assert period(text) is None
