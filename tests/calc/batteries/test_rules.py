"""Rule sets as data: what they choose, where they differ, and what was not found."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from calc.batteries import rules
from calc.engine.errors import UsageError
from calc.engine.model import Options
from factors import Library, load
from factors.check_batteries import NEEDED, battery_faults
from factors.library import ROOT

LIBRARY = load()


def chosen(name: str = "") -> rules.RuleSet:
    return rules.rule_set(LIBRARY, Options(profile=name))


def test_the_draft_is_the_default() -> None:
    assert rules.names(LIBRARY) == ("eu-draft-2024", "jrc-cfb-ev-2023", "pef-2021", "cut-off")
    assert chosen().name == "eu-draft-2024"
    assert "not adopted" in chosen().title


@pytest.mark.parametrize(
    ("name", "contracts", "distribution", "km", "cut_off", "recycling"),
    [
        ("eu-draft-2024", False, "eu-market", np.nan, np.nan, "cff"),
        ("jrc-cfb-ev-2023", True, "oem-plant", 1000, 0.01, "cff"),
        ("pef-2021", True, "client", np.nan, 0.03, "cff"),
        ("cut-off", False, "eu-market", np.nan, 0, "cut-off"),
    ],
)
def test_what_each_rule_set_chooses(
    name: str, contracts: bool, distribution: str, km: float, cut_off: float, recycling: str
) -> None:
    found = chosen(name)
    assert (found.name, found.contracts) == (name, contracts)
    assert (found.distribution, found.recycling) == (distribution, recycling)
    assert [found.distribution_km, found.cut_off_share] == pytest.approx([km, cut_off], nan_ok=True)
    assert found.texts[rules.ELECTRICITY]
    assert found.reference(rules.ELECTRICITY) == f"batteries.rules:{name}/electricity"


def test_what_was_not_found_stays_visible() -> None:
    gaps = {rule.topic: rule.text for rule in chosen().gaps}
    for material in ("nickel", "cobalt", "lithium", "manganese", "graphite"):
        assert material in gaps["CFF values"]
    assert {"six-part formula", "cut-off", "data quality rating"} <= set(gaps)
    assert all(rule.text and rule.citation for rule in chosen().gaps)


def test_an_unknown_rule_set_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"--profile pef-2012: .* did you mean pef-2021\? Choose one of eu-"):
        chosen("pef-2012")
    with pytest.raises(UsageError, match="no such rule set for batteries; Choose"):
        chosen("zzz")


def test_differences_are_named_with_their_sources() -> None:
    found = dict(rules.differences(LIBRARY))
    for topic in (rules.ELECTRICITY, rules.DISTRIBUTION, rules.CUT_OFF, rules.RECYCLING):
        assert all(rule is not None and rule.text and rule.citation for rule in found[topic])
    assert rules.TITLE not in found
    assert "offsets" not in found  # all say the same
    assert found["six-part formula"][1:] == (None, None, None)


def test_the_table_keeps_its_own_rules() -> None:
    table = LIBRARY.table(rules.TABLE)
    assert set(table.columns["state"]) == {"read", rules.NOT_FOUND}
    for name in rules.names(LIBRARY):
        topics = {rule.topic for rule in chosen(name).rules}
        assert {rules.TITLE, rules.ELECTRICITY, rules.DISTRIBUTION, rules.DEFAULT_DISTANCE} <= topics
        assert {rules.CUT_OFF, rules.RECYCLING, "functional unit", "company data", "left out"} <= topics
    values = zip(table.columns["value"], table.columns["unit"], strict=True)
    assert all(bool(value) == bool(unit) for value, unit in values)
    assert not any("compliant" in text for text in table.columns["text"])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("eu-draft-2024,recycling,cff", "recycling: 'cutoff' is unknown"),
        ("eu-draft-2024,electricity,no contracts", "electricity: 'cutoff' is unknown"),
        ("eu-draft-2024,distribution,eu-market", "distribution: 'cutoff' is unknown"),
    ],
)
def test_a_slip_in_a_rule_set_is_found_and_never_computed(row: str, said: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "factors", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / "factors" / "batteries" / "rules.csv"
    text = file.read_text(encoding="utf-8")
    assert text.count(row) == 1
    file.write_text(text.replace(row, f"{row.rpartition(',')[0]},cutoff"), encoding="utf-8")
    damaged = Library(tmp_path / "factors")
    with pytest.raises(UsageError, match=said):
        rules.rule_set(damaged, Options())
    tables = {path: damaged.table(path) for path in (*NEEDED, rules.TABLE)}
    [fault] = battery_faults(damaged.names, tables)
    assert "unknown choice 'cutoff'" in fault
    file.write_text(text.replace(row, row.replace(",", ",my ", 1)), encoding="utf-8")
    damaged = Library(tmp_path / "factors")
    with pytest.raises(UsageError, match="there is no such topic; expected one of"):
        rules.rule_set(damaged, Options())
    tables[rules.TABLE] = damaged.table(rules.TABLE)
    assert any("eu-draft-2024: no topic" in fault for fault in battery_faults(damaged.names, tables))
