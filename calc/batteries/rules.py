"""Rule sets of the carbon footprint of batteries, as data: `eu-draft-2024`, `jrc-cfb-ev-2023`, `pef-2021`, `cut-off`.

None of them is an adopted method under Article 7 of Regulation (EU) 2023/1542; what could not be found of a rule set
stays visible in `RuleSet.gaps`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import numpy as np

from calc.engine.errors import UsageError
from calc.engine.model import Options
from factors import Library
from factors.check_battery_rules import CHOICES
from factors.table import FactorTable

TABLE = "batteries.rules"
NOT_FOUND = "not found"
TITLE, ELECTRICITY, DISTRIBUTION, DEFAULT_DISTANCE = (
    "title",
    "electricity",
    "distribution",
    "distribution default",
)
CUT_OFF, RECYCLING = "cut-off", "recycling"
CONTRACTS = "contracts"  # the choice under `electricity` by which contractual instruments count


class Rule(NamedTuple):
    """One rule of a rule set, as the report shows it."""

    rule_set: str
    topic: str
    choice: str
    text: str
    state: str  # 'read' or 'not found'
    citation: str
    reading: str
    reference: str  # 'batteries.rules:eu-draft-2024/electricity'


@dataclass(frozen=True)
class RuleSet:
    """How a footprint is to be computed, by a named set of rules.

    `distribution` says to where goods are carried: ``eu-market``, ``oem-plant`` or ``client``; `distribution_km` is
    the default distance by road, NaN where none was found. `cut_off_share` is the share that may be left out, NaN
    where none was found. `texts` holds each rule in words by topic.
    """

    name: str
    title: str
    contracts: bool
    distribution: str
    distribution_km: float
    cut_off_share: float
    recycling: Literal["cff", "cut-off"]
    texts: Mapping[str, str]
    rules: tuple[Rule, ...]

    @property
    def gaps(self) -> tuple[Rule, ...]:
        """The rules of the set that were not found."""
        return tuple(rule for rule in self.rules if rule.state == NOT_FOUND)

    def reference(self, topic: str) -> str:
        """Return the reference key of a rule."""
        return next(rule.reference for rule in self.rules if rule.topic == topic)


def names(library: Library) -> tuple[str, ...]:
    """Return the rule sets that the library knows, the default first."""
    return tuple(dict.fromkeys(library.table(TABLE).columns["rule_set"]))


def rule_set(library: Library, options: Options) -> RuleSet:
    """Return the rule set that ``--profile`` names, without a name the first of the table.

    Raises
    ------
    UsageError
        No rule set has that name; the nearest is named.
    """
    known = names(library)
    name = options.profile.strip() or known[0]
    if name not in known:
        near = difflib.get_close_matches(name.casefold(), known, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UsageError(
            f"--profile {name}: no such rule set for batteries; {hint}Choose one of {', '.join(known)}."
        )
    table = library.table(TABLE)
    rows = np.flatnonzero(np.array(table.columns["rule_set"]) == name).tolist()
    at = {table.columns["topic"][row]: row for row in rows}
    choice, value = table.columns["choice"], table.numbers("value")
    for topic, allowed in CHOICES.items():
        if topic not in at or choice[at[topic]] not in allowed:
            said = f"'{choice[at[topic]]}' is unknown" if topic in at else "there is no such topic"
            raise UsageError(
                f"--profile {name}: {TABLE}, {topic}: {said}; expected one of {', '.join(allowed)}. Correct the table"
            )
    return RuleSet(
        name=name,
        title=table.columns["text"][at[TITLE]],
        contracts=choice[at[ELECTRICITY]] == CONTRACTS,
        distribution=choice[at[DISTRIBUTION]],
        distribution_km=float(value[at[DEFAULT_DISTANCE]]),
        cut_off_share=float(value[at[CUT_OFF]]),
        recycling=cast(Literal["cff", "cut-off"], choice[at[RECYCLING]]),
        texts={topic: table.columns["text"][row] for topic, row in at.items()},
        rules=tuple(_rule(library, table, row) for row in rows),
    )


def differences(library: Library) -> list[tuple[str, tuple[Rule | None, ...]]]:
    """Return each topic on which rule sets differ, with the rule of every set in the order of `names`.

    None stands where a set has no rule of its own on the topic.
    """
    table = library.table(TABLE)
    known = names(library)
    found: dict[str, dict[str, Rule]] = {}
    for row, topic in enumerate(table.columns["topic"]):
        rule = _rule(library, table, row)
        found.setdefault(topic, {})[rule.rule_set] = rule
    return [
        (topic, tuple(by_set.get(name) for name in known))
        for topic, by_set in found.items()
        if topic != TITLE
        and (len(by_set) < len(known) or len({(rule.choice, rule.state) for rule in by_set.values()}) > 1)
    ]


def _rule(library: Library, table: FactorTable, row: int) -> Rule:
    cells = table.row(row)
    return Rule(
        cells["rule_set"],
        cells["topic"],
        cells["choice"],
        cells["text"],
        cells["state"],
        library.citation(cells["source"], cells["place"]),
        cells["reading"],
        table.reference(row),
    )
