"""Words of goods and treatments that decide how a row is computed."""

from __future__ import annotations

CURRENCIES = ("EUR", "CNY", "USD", "GBP", "JPY")  # with which headings may carry a unit; the column takes any
EURO, YUAN = "EUR", "CNY"
CHINA = "CN"

TREATMENTS = (  # as the tables of treatments and names spell them
    "recycling",
    "open-loop recycling",
    "landfill",
    "incineration",
    "composting",
    "anaerobic digestion",
    "sorting",
    "hazardous incineration",
    "co-processing",
    "physico-chemical treatment",
    "secure landfill",
    "salt slag treatment",
    "open burning",
    "unlawful disposal",
)
CLOSED, OPEN = "recycling", "open-loop recycling"
BURNT = "incineration"
NOT_TO_STANDARD = ("open burning", "unlawful disposal")
IN_PART = ("waste cables", "lead-acid batteries")  # goods that are not all of what they are recycled into
COLLECTION = "collection"  # a boundary that leaves the treatment itself out
