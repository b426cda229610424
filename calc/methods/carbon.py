"""The price of carbon of a jurisdiction on a day: one instrument, the last observation known, never another one's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from factors.carbon_prices import UNION, CarbonPrices
from factors.names import territories

IN_THE_UNION_ETS = (
    "eu",
    "annex_iii",
)  # customs status: members, and those whose system is part of it or linked


@dataclass(frozen=True)
class DatedPrice:
    """A price of a tonne in its own currency, or the `fault` for which there is none."""

    per_tonne: float = float("nan")
    currency: str = ""
    instrument: str = ""
    period: str = ""  # of the observation
    reference: str = ""
    carried: bool = False  # observed before the day
    fault: str = ""
    expected: str = ""


def dated_price(prices: CarbonPrices, jurisdiction: str, instrument: str, on: date) -> DatedPrice:
    """Return the last price known on a day.

    Parameters
    ----------
    jurisdiction : str
        ``CN``, ``CN-GD``, ``EU``.
    instrument : str
        As in the table, in any case; empty where only one has a price. A plant in a member state may be under
        the system of the Union, under the state's own tax, or under both: there it has to be named.
    on : date
        The day.
    """
    own = [(jurisdiction, name) for name in prices.instruments(jurisdiction)]
    held = own + (
        [(UNION, name) for name in prices.instruments(UNION)] if _under_the_union(jurisdiction) else []
    )
    if not held:
        return DatedPrice(fault=f"no carbon price of {jurisdiction} is held", expected="a price of your own")
    plain = " ".join(instrument.split()).casefold()
    met = [one for one in held if (plain == one[1].casefold() if plain else prices.last_known(*one, on))]
    if len(met) != 1:
        choice = " or ".join(name for _, name in met or held)
        if plain:
            return DatedPrice(fault=f"no instrument '{instrument}' in {jurisdiction}", expected=choice)
        if met:
            return DatedPrice(fault=f"no instrument is named in {jurisdiction}", expected=choice)
        return DatedPrice(fault=f"no price of {jurisdiction} known on {on}", expected="a price of your own")
    found = prices.last_known(*met[0], on)
    if found is None:
        return DatedPrice(fault=f"no price of {met[0][1]} known on {on}", expected="a price of your own")
    seen = found.observation
    end = seen.end.isoformat() if seen.end and seen.end != seen.start else ""
    return DatedPrice(
        seen.per_tonne,
        seen.currency,
        seen.instrument,
        seen.start.isoformat() + (f" to {end}" if end else ""),
        seen.reference,
        found.carried,
    )


def _under_the_union(jurisdiction: str) -> bool:
    """Return whether plants of a country are under the Union's system, or under one linked to it."""
    territory = territories().get(jurisdiction)
    return jurisdiction != UNION and territory is not None and territory.customs_status in IN_THE_UNION_ETS
