"""What a report knows by name: optional columns, groups and the words for them.

Everything else in a report follows from the subject's own declaration. A name that a ledger does not have is
left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from calc.engine.ledger import Ledger

STATUS = "status"
THRESHOLD = "threshold"  # a group of the ledger
PRICE = "certificate_price_eur"  # the line whose parameters are prices
WHOLE = "certificates"  # the line that is handed over in whole numbers
YEARS_AS_NUMBERS = ("import_year",)  # texts that are written as numbers


@dataclass(frozen=True)
class Grouping:
    """A coded line by which the totals are shown."""

    line: str
    title: str
    rest: str  # what the rows beyond the shown ones are called
    most: int = 10
    by_label: bool = False  # in the order of the labels, not of the amounts
    chart: bool = True


GROUPINGS = (
    Grouping("origin_country", "Country of origin", "Other or unknown countries"),
    Grouping("sector", "Sector", "No sector", 20, chart=False),
    Grouping("good", "Goods code", "Other or unknown goods"),
    Grouping("import_year", "Import year", "Other or unknown years", 20, by_label=True, chart=False),
)

THRESHOLD_TITLES = {
    "importer": "Importer",
    "year": "Year",
    "mass": "Mass [t]",
    "refused_mass": "Of it in refused rows [t]",
    "possible_mass": "Possibly more [t]",
    "unusable_rows": "Rows without usable mass",
    "limit": "Threshold [t]",
    "state": "State",
}


def status_meanings(ledger: Ledger) -> dict[str, str]:
    """Return status -> meaning, empty where the subject's states are not described."""
    return dict(ledger.subject.statuses)
