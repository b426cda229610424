"""What holds for every subject: its headings, its states, its lines."""

from __future__ import annotations

import csv

import pytest

from calc.catalogue import subjects
from calc.engine.headings import matched
from calc.engine.model import Subject
from factors.library import ROOT


@pytest.mark.parametrize("subject", subjects(), ids=lambda s: s.name)
def test_a_column_with_its_unit_in_the_name_is_input(subject: Subject) -> None:
    """Also where a result column has the same name."""
    for table, column in [(t, c) for t in subject.tables for c in t.columns]:
        headings = [
            column.name,
            *(f"{column.name}_{unit.replace('/', '_per_')}".lower() for unit in column.units),
        ]
        for heading in headings:
            found = matched(table, [heading], {})
            assert [h.column for h in found.values()] == [column.name], heading


@pytest.mark.parametrize("subject", subjects(), ids=lambda s: s.name)
def test_every_status_has_a_meaning_and_every_line_a_title(subject: Subject) -> None:
    assert subject.statuses
    assert all(subject.statuses.values())
    assert all(line.title for line in subject.lines)
    assert len({line.name for line in subject.lines}) == len(subject.lines)


def test_every_spelling_of_a_heading_is_of_a_column_that_is_read_or_asked_about() -> None:
    """A spelling of a column that no table declares means nothing to the reader."""
    with (ROOT / "names" / "headings.csv").open(encoding="utf-8", newline="") as file:
        spelled = {(row["table"], row["column"]) for row in csv.DictReader(file) if row["table"]}
    tables = [table for subject in subjects() for table in subject.tables]
    met = {
        (table.name, name) for table in tables for name in (*(c.name for c in table.columns), *table.asked)
    }
    assert spelled - met == set()
