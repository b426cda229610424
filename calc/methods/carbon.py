"""The price of carbon of a jurisdiction on a day: one instrument, the last observation known, never another one's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from factors.carbon_prices import CarbonPrices


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
        As in the table, in any case; empty where the jurisdiction has only one with a price.
    on : date
        The day.
    """
    named = prices.instruments(jurisdiction)
    if not named:
        return DatedPrice(fault=f"no carbon price of {jurisdiction} is held", expected="a price of your own")
    if instrument:
        met = [name for name in named if name.casefold() == " ".join(instrument.split()).casefold()]
    else:
        met = [name for name in named if prices.last_known(jurisdiction, name, on)]
    choice = " or ".join(named)
    if len(met) != 1:
        what = f"no instrument '{instrument}'" if instrument else "no instrument is named" if met else ""
        if what:
            return DatedPrice(fault=f"{what} in {jurisdiction}", expected=choice)
        return DatedPrice(fault=f"no price of {jurisdiction} known on {on}", expected="a price of your own")
    found = prices.last_known(jurisdiction, met[0], on)
    if found is None:
        return DatedPrice(fault=f"no price of {met[0]} known on {on}", expected="a price of your own")
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
