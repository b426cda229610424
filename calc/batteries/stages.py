"""What Regulation (EU) 2023/1542 names: the stages of Annex II, point 4, the parts of point 5, the fields of Art. 7."""

from __future__ import annotations

from typing import NamedTuple

from factors import Library

TERMS = "eu.batteries_terms"
STAGE, COMPANY = "stage", "company data"


class Term(NamedTuple):
    """A stage, a part or a field that the Regulation names."""

    key: str
    title: str
    text: str
    place: str
    reference: str


def terms(library: Library, kind: str) -> tuple[Term, ...]:
    """Return what the Regulation names of a kind: ``stage``, ``company data``, ``category``, ``declaration``, ..."""
    table = library.table(TERMS)
    c = table.columns
    return tuple(
        Term(c["key"][row], c["title"][row], c["text"][row], c["place"][row], table.reference(row))
        for row, one in enumerate(c["kind"])
        if one == kind
    )
