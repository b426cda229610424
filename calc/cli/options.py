"""The options that several commands share, and what they make together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calc.engine.errors import UsageError

if TYPE_CHECKING:
    from calc.engine.model import Options

Inputs = Annotated[
    list[Path], typer.Argument(help="Workbooks (.xlsx, .xlsm), .csv, .parquet files, or folders.")
]
LawKnownOn = Annotated[
    str, typer.Option(help="Use only law and factors published by this day (YYYY-MM-DD).", metavar="DATE")
]
Price = Annotated[
    str,
    typer.Option(
        help="Carbon price, EUR/tCO2e: 75.36 for all lines; imports also 2026Q4=80,2027=85.", metavar="PRICE"
    ),
]
OnePrice = Annotated[str, typer.Option(help="Carbon price, EUR/tCO2e: 75.36.", metavar="PRICE")]
Assume = Annotated[
    list[str],
    typer.Option(
        help="Switch a named assumption, such as certificate_rounding=up_per_line.", metavar="NAME=CHOICE"
    ),
]
AssumeMetals = Annotated[
    list[str],
    typer.Option(help="Switch a named assumption, such as gwp=AR6.", metavar="NAME=CHOICE"),
]
Rates = Annotated[
    str, typer.Option(help="Your exchange rates: CSV with currency,date,eur_per_unit.", metavar="FILE")
]
GridFactors = Annotated[
    str, typer.Option(help="Your electricity factors: CSV with country,tco2e_per_mwh.", metavar="FILE")
]
HeadingMap = Annotated[
    str,
    typer.Option("--map", help="Renames headings: CSV with heading,column (net_mass [kg]).", metavar="FILE"),
]
SubjectName = Annotated[
    str,
    typer.Option(
        "--subject",
        help="A subject (imports, metals, battery, ...), where a workbook fits several.",
        metavar="NAME",
    ),
]
Profile = Annotated[
    str,
    typer.Option(
        help="Batteries: the rule set, such as cut-off; else a name printed on the report.", metavar="NAME"
    ),
]
Pact = Annotated[
    str,
    typer.Option(
        help="Batteries: PACT product footprints; a file for each of several models.", metavar="OUT.json"
    ),
]
PactVersion = Annotated[
    str, typer.Option(help="Of the PACT data model: 3.0.3 (default) or 2.3.0.", metavar="VERSION")
]
Passport = Annotated[
    str, typer.Option(help="Batteries: carbon footprint of the battery passport.", metavar="OUT.json")
]
CatenaX = Annotated[
    str,
    typer.Option("--catena-x", help="Batteries: footprint figures by Catena-X names.", metavar="OUT.json"),
]
Redact = Annotated[bool, typer.Option("--redact", help="Replace names of firms and plants by numbers.")]


def day(text: str, option: str) -> date | None:
    """Return the day that an option names, None for an empty one."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} '{text}': write the date as YYYY-MM-DD") from None


def _check_one_price(text: str) -> None:
    """Refuse anything but one number of 0 or more; '' is no price."""
    try:
        fits = not text or 0 <= float(text) < float("inf")
    except ValueError:
        fits = False
    if not fits:
        raise UsageError(f"--price '{text}': write one price of 0 or more, such as 75.36")


def made(
    law_known_on: str = "",
    price: str = "",
    assume: list[str] | None = None,
    rates: str = "",
    grid_factors: str = "",
    profile: str = "",
    redact: bool = False,
    formulas: int | None = None,
    one_price: str = "",
) -> Options:
    """Return the options of a run; what cannot be understood is refused here, before anything is read.

    `price` may hold a price for each period, which not every subject takes; `one_price` is a plain number.
    """
    from calc.cbam.prices import given_prices
    from calc.engine.model import Options

    given_prices(price)
    _check_one_price(one_price)
    chosen = {}
    for part in assume or []:
        name, equals, choice = part.partition("=")
        if not equals:
            raise UsageError(f"--assume '{part}': write NAME=CHOICE")
        chosen[name.strip()] = choice.strip()
    more: dict[str, Any] = {} if formulas is None else {"formulas": formulas}
    known = day(law_known_on, "--law-known-on")
    return Options(known, price or one_price, profile, chosen, rates, grid_factors, redact, **more)


def with_strict(arguments: list[str]) -> list[str]:
    """Return the arguments with ``--strict`` and ``--strict fallback`` written as ``--strict=...``."""
    found: list[str] = []
    for argument in arguments:
        if argument == "fallback" and found and found[-1] == "--strict=findings":
            found[-1] = "--strict=fallback"
        else:
            found.append("--strict=findings" if argument == "--strict" else argument)
    return found


def check_strict(value: str) -> None:
    """Refuse what ``--strict`` does not know."""
    if value not in ("", "findings", "fallback"):
        raise UsageError(f"--strict={value}: write --strict or --strict=fallback")
