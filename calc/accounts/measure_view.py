"""How the reports show abatement measures."""

from __future__ import annotations

from calc.accounts.view import RATES
from calc.engine.view import Grouping, GroupTable, Shown, View

RANKED = GroupTable(
    "ranked",
    "Measures ranked by what is left after the charges saved [CNY a year]",
    (
        Shown("measure", "Measure"),
        Shown("place", "Place", 0),
        Shown("pollutant", "Pollutant"),
        Shown("abated_t", "Abated [t]", 1),
        Shown("cost_cny", "Cost", 0),
        Shown("charges_saved_cny", "Tax, allowances, CBAM saved", 0),
        Shown("net_cny", "Left", 0),
        Shown("damage_saved_cny", "Damage saved", 0),
        Shown("net_with_damage_cny", "Left with damage", 0),
        Shown("pays", "Pays"),
    ),
    most=40,
    short="Ranked [CNY a year]",
    short_columns=(
        Shown("place", "place"),
        Shown("measure", "measure", letters=30),
        Shown("cost_cny", "cost", 0),
        Shown("charges_saved_cny", "charges saved", 0),
        Shown("net_cny", "left", 0),
        Shown("damage_saved_cny", "damage saved", 0),
        Shown("pays", "pays"),
    ),
    short_most=20,
)


def _curve(group: str, what: str) -> GroupTable:
    return GroupTable(
        group,
        f"Marginal abatement cost of {what}, the cheapest first",
        (
            Shown("pollutant", "Pollutant"),
            Shown("measure", "Measure"),
            Shown("cost_cny_per_t", "Cost [CNY/t]", 2),
            Shown("abated_t", "Abated [t a year]", 1),
            Shown("cumulative_t", "Abated up to here [t a year]", 1),
        ),
        most=40,
        chart="cost_cny_per_t",
        labels=2,
        short=f"Marginal abatement cost: {what}",
        short_columns=(
            Shown("pollutant", "pollutant", letters=22),
            Shown("measure", "measure", letters=30),
            Shown("cumulative_t", "t up to here", 1),
            Shown("cost_cny_per_t", "CNY/t", 2, bar=True),
        ),
        short_most=20,
    )


COVERAGE = GroupTable(
    "coverage",
    "What-if: charge over marginal abatement cost, and the rate for the target share",
    (
        Shown("pollutant", "Pollutant"),
        Shown("marginal_cost_of", "Marginal cost of"),
        Shown("charge_cny_per_kg", "Charge [CNY/kg]", 4),
        Shown("marginal_cost_cny_per_kg", "Marginal cost [CNY/kg]", 4),
        Shown("coverage", "Coverage", 3),
        Shown("target", "Target", 2),
        Shown("needed_cny_per_kg", "Rate needed [CNY/kg]", 4),
        Shown("needed_cny_per_equivalent", "Rate needed [CNY/equivalent]", 4),
        Shown("source", "Source"),
    ),
    most=40,
    short="Charge over marginal cost",
    short_columns=(
        Shown("pollutant", "pollutant", letters=22),
        Shown("marginal_cost_of", "marginal cost of", letters=34),
        Shown("charge_cny_per_kg", "CNY/kg", 3),
        Shown("marginal_cost_cny_per_kg", "marginal", 3),
        Shown("coverage", "coverage", 3),
        Shown("needed_cny_per_kg", "needed", 3),
    ),
    short_most=20,
)

VIEW = View(
    amount="cost_cny",
    groupings=(Grouping("pollutant_used", "Pollutant", "Pollutants not known", 12, chart=False),),
    top=(
        Shown("measure_of", "measure", letters=30),
        Shown("cost_cny_per_t", "CNY/t", 2),
        Shown("cost_cny", "CNY", 0),
    ),
    top_title="The {count} dearest measures",
    groups=(
        RANKED,
        _curve("curve_gases", "greenhouse gases"),
        _curve("curve_pollutants", "pollutants"),
        COVERAGE,
        RATES,
    ),
    digits={"CNY": 0},
    causes={
        "status": "status",
        "abated_t": "amount abated",
        "annuity_cny": "capital",
        "operating_cny": "operation",
    },
)
