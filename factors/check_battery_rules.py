"""The rules that the table of rule sets of batteries keeps: what a set must say, and what it may choose."""

from __future__ import annotations

from collections.abc import Iterator

from factors.table import FactorTable

RULES = "batteries.rules"
CHOICES = {  # topic of a rule set that decides figures or is stated beside them -> what it may choose
    "electricity": ("contracts", "no contracts"),
    "distribution": ("eu-market", "oem-plant", "client"),
    "recycling": ("cff", "cut-off"),
}
TOPICS = (
    *CHOICES,
    "title",
    "distribution default",
    "functional unit",
    "company data",
    "cut-off",
)  # of every set
STATES = ("read", "not found")


def rule_faults(table: FactorTable) -> Iterator[str]:
    """Yield every broken rule of the table: topics that a set lacks, choices and states that mean nothing."""
    topics: dict[str, set[str]] = {}
    columns = (table.columns[column] for column in ("rule_set", "topic", "choice", "state"))
    for row, (name, topic, choice, state) in enumerate(zip(*columns, strict=True)):
        where = f"line {row + 2} ({name} {topic})"
        topics.setdefault(name, set()).add(topic)
        if topic in CHOICES and choice not in CHOICES[topic]:
            yield f"{where}: unknown choice {choice!r}, none of {', '.join(CHOICES[topic])}"
        if state not in STATES:
            yield f"{where}: state {state!r} is none of {', '.join(STATES)}"
    for name, held in topics.items():
        yield from (f"{name}: no topic {topic!r}" for topic in TOPICS if topic not in held)
