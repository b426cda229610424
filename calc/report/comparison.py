"""A few lots side by side in the terminal, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.text import Text

from calc.engine.errors import NOTE, QUESTION, REFUSED
from calc.engine.ledger import Ledger
from calc.report.figures import bar, number, plain_table
from calc.report.lot_parts import BAR, LOT, print_indicators, print_parts
from calc.report.plain import bare, citations, cited
from calc.report.published import listed, print_published
from calc.report.terms import PER_CENT, digits_for

ABREAST = 4  # lots that stand side by side at 80 columns
GIVEN = "given:"  # keys of the user's own figures
GROUPS = {  # name in the JSON -> group of the ledger
    "lots": "lots",
    "routes": "lot_routes",
    "stages": "lot_stages",
    "gases": "lot_gases",
    "indicators": "lot_indicators",
    "freight": "lot_freight",
    "published": "published_figures",
}
WORTH = (  # amount, price, what it is
    ("saving_at_carbon_price_eur", "carbon_price_eur", "carbon price"),
    ("saving_at_social_cost_usd", "social_cost_usd", "social cost of EPA in money of 2020"),
    ("saving_at_uba_cost_eur", "uba_cost_eur", "climate cost of UBA in money of 2020"),
)
SOURCES = {  # reference line -> what it is the source of
    "primary_reference": "primary",
    "secondary_reference": "secondary",
    "grid_reference": "grid",
    "grid_smelter_reference": "grid of electrolysis",
    "carbon_price_reference": "carbon price",
    "social_cost_reference": "social cost",
    "uba_cost_reference": "climate cost",
}
Option = Callable[[str], str]  # column -> how the command line calls it


def print_comparison(ledger: Ledger, option: Option, console: Console | None = None) -> None:
    """Print the lots side by side; `option` names what a problem is about."""
    console = console or Console(highlight=False)
    computed = np.flatnonzero(~ledger.refused_rows).tolist()
    _head(ledger, console, computed)
    _problems(ledger, console, option)
    if computed:
        _routes(ledger, console, computed)
        for first in range(0, len(computed), ABREAST):
            _saving(ledger, console, computed[first : first + ABREAST])
        for first in range(0, len(computed), ABREAST):
            abreast = computed[first : first + ABREAST]
            print_parts(ledger, console, "Stages [tCO2e/t]", "lot_stages", "stage", abreast)
            print_parts(ledger, console, "Gases and electricity [tCO2e/t]", "lot_gases", "gas", abreast)
        print_indicators(ledger, console, computed)
    if ledger.groups["published_figures"] and (computed or "no_figure" in _statuses(ledger)):
        print_published(ledger, console, computed)
    if computed:
        _notes(ledger, console, computed)
        _sources(ledger, console, computed)


def comparison_json(ledger: Ledger) -> str:
    """Return every lot by the names of the ledger's lines, what it is made of, and all that is needed to repeat it.

    The lines of a single lot stand at the top as well.
    """
    names = ledger.groups["lots"]
    lots = [{"lot": name.label, **_lines(ledger, row)} for row, name in enumerate(names)]
    found: dict[str, Any] = {**lots[0]} if len(lots) == 1 else {}
    found["lots"] = lots
    found |= {name: ledger.groups[group] for name, group in GROUPS.items() if name != "lots"}
    found["assumptions"] = [a for a in ledger.assumptions if a.rows]
    found["problems"] = list(ledger.problems)
    found["citations"] = citations(ledger)
    found["manifest"] = ledger.manifest
    return json.dumps(bare(found), ensure_ascii=False, indent=1, allow_nan=False)


def _lines(ledger: Ledger, row: int) -> dict[str, Any]:
    return {
        line.name: float(ledger.numbers(line.name)[row])
        if line.kind == "number"
        else _text(ledger, line.name, row)
        for line in ledger.lines
    }


def _text(ledger: Ledger, name: str, row: int) -> str | None:
    coded = ledger.coded(name)
    return coded.values[coded.codes[row]] if coded.codes[row] >= 0 else None


def _value(ledger: Ledger, name: str, row: int) -> float:
    return float(ledger.numbers(name)[row])


def _statuses(ledger: Ledger) -> set[str]:
    return set(ledger.count("status"))


def _title(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _head(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    material = _text(ledger, "material_name", 0) or "material not known"
    console.print(Text(f"{material[:1].upper()}{material[1:]}: recycled against primary", style="bold"))
    for row in computed:
        name = ledger.groups["lots"][row]
        share, made = _value(ledger, "recycled_share_used", row), _text(ledger, "made_in", row)
        said = [f"{number(_value(ledger, 'quantity_t', row), 3).rstrip('0').rstrip('.')} t"]
        said += [f"recycled share {PER_CENT * share:.4g} %"] if np.isfinite(share) else []
        said += [f"made in {made}"] if made else []
        said += [f"grid {name.grid}"] if name.grid else []
        said += [f"electrolysis on {name.grid_smelter}"] if name.grid_smelter not in ("", name.grid) else []
        console.print(Text(f"{name.label}: {', '.join(said)}"))
    shown = ("material", "mass", "recycled_share", "route", "origin", "grid", "grid_smelter")
    more = [
        f"{name.replace('_', ' ')} {cells[0]}" for name, cells in ledger.data.own.items() if name not in shown
    ]
    if more:
        console.print(f"with {', '.join(more)}")
    law = ledger.known_on or "all published acts of the library"
    console.print(f"profile {ledger.subject.profile}   law known: {law}", style="dim")
    for sentence in ledger.headline:
        console.print(sentence, style="dim")


def _routes(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    """Primary, secondary and the lot, per tonne and for the whole lot."""
    table = plain_table("", "tCO2e/t", "", "tCO2e", "", right=(1, 3), whole=(0, 2))
    parts = [p for p in ledger.groups["lot_routes"] if p.lot in computed]
    footprints = ledger.numbers("footprint_tco2e_per_t")
    amounts = [p.tco2e_per_t for p in parts] + [float(footprints[row]) for row in computed]
    largest = max((a for a in amounts if np.isfinite(a)), default=0.0)
    masses = ledger.numbers("quantity_t")
    digits = digits_for(largest * float(masses[computed].max()), 3)
    told: set[tuple[str, str]] = set()
    for row in computed:
        if len(ledger) > 1:
            table.add_row(Text(ledger.groups["lots"][row].label, style="bold"))
        shown = [
            (p.route, p.tco2e_per_t, _rests_on(p) if p.basis else "no figure is held for this route")
            for p in parts
            if p.lot == row
        ]
        if not _is_pure(ledger, row):
            shown.append((ledger.groups["lots"][row].label if len(ledger) == 1 else LOT, *_mix(ledger, row)))
        for label, amount, words in shown:
            drawn = Text(bar(amount, largest, BAR) if np.isfinite(amount) else "", style="cyan")
            lot = number(amount * float(masses[row]), digits)
            said = "" if (label, words) in told else words
            told.add((label, words))
            table.add_row(label, number(amount, 3) or "-", drawn, lot or "-", said)
    console.print()
    console.print(table)


def _rests_on(part: Any) -> str:
    said = "from unit processes" if part.basis == "built" else "published"
    co2 = ", CO2 only" if part.unit == "tCO2/t" else ""
    return f"{said}: {part.variant} {part.year}, {part.boundary}{co2}"


def _mix(ledger: Ledger, row: int) -> tuple[float, str]:
    amount, basis = _value(ledger, "footprint_tco2e_per_t", row), _text(ledger, "basis", row)
    if basis == "given":
        return amount, "the supplier's own figure"
    share = _value(ledger, "recycled_share_used", row)
    kind = "published, by scrap share" if basis == "printed points" else "recycled share"
    allocation = "".join(f", {cell}" for cell in ledger.data.own.get("allocation", [])[row : row + 1])
    return amount, f"{kind} {PER_CENT * share:.4g} %{allocation}"


def _is_pure(ledger: Ledger, row: int) -> bool:
    """Return whether a lot is nothing but one of the two routes."""
    share = _value(ledger, "recycled_share_used", row)
    route = {0.0: "primary", 1.0: "secondary"}.get(share)
    return route is not None and bool(
        _value(ledger, f"{route}_tco2e_per_t", row) == _value(ledger, "footprint_tco2e_per_t", row)
    )


def _saving(ledger: Ledger, console: Console, rows: Sequence[int]) -> None:
    """What the lot saves, what its way leaves of it, and what that is worth."""
    if not np.isfinite(ledger.numbers("saving_tco2e")[list(rows)]).any():
        return
    labels = [ledger.groups["lots"][row].label for row in rows]
    table = plain_table("", *(labels if len(ledger) > 1 else [""]), "", right=tuple(range(1, len(rows) + 1)))

    def line(title: str, values: Sequence[float], unit: str, digits: int | None = None) -> None:
        known = [abs(v) for v in values if np.isfinite(v)]
        if known:
            decimals = digits_for(max(known), 3) if digits is None else digits
            table.add_row(title, *(number(v, decimals) or "-" for v in values), unit)

    def of(name: str) -> list[float]:
        return [_value(ledger, name, row) for row in rows]

    line("saving against primary", of("saving_tco2e"), "tCO2e")
    line("in % of primary", [PER_CENT * v for v in of("saving_share")], "%", 1)
    carried = np.isfinite(of("freight_tco2e")).any()
    line("freight", of("freight_tco2e"), "tCO2e")
    if carried:
        eaten = np.array(of("freight_tco2e")) / np.array(of("saving_tco2e"))
        line("freight in % of the saving", np.where(eaten > 0, PER_CENT * eaten, np.nan).tolist(), "%", 1)
        line("saving left after freight", of("net_saving_tco2e"), "tCO2e")
    for amount, price, what in WORTH:
        prices, currency = of(price), price.rsplit("_", 1)[1].upper()
        known = sorted({p for p in prices if np.isfinite(p)})
        at = " or ".join(f"{p:g}" for p in known)
        line(f"at the {what}, {at} {currency}/tCO2e", of(amount), currency, 0)
    table.show_header = len(ledger) > 1
    _title(console, "Saving of the lot" if len(ledger) == 1 else "Saving of the lots")
    console.print(table)
    if (ledger.numbers("saving_tco2e")[list(rows)] < 0).any():
        console.print("below zero: the lot emits more than primary would", style="dim")


def _problems(ledger: Ledger, console: Console, option: Option) -> None:
    """What is wrong, said of the options and not of cells; the same of several lots once."""
    order = {REFUSED: 0, QUESTION: 1, NOTE: 2}
    found: dict[str, str] = {}
    for p in sorted(ledger.problems, key=lambda p: (order[p.severity], p.row)):
        what, expected, remedy = p.found, p.expected, p.advice
        if p.kind == "no_unit":
            what = str(ledger.data.own[p.column][max(p.row - 1, 0)])
            unit = ledger.subject.table.column(p.column).units[0]
            expected, remedy = "a figure with its unit", f"Write {option(p.column)} '{what} {unit}'"
        said = f"{option(p.column)}: {what}" + (f"; expected {expected}" if expected else "")
        for column in ledger.subject.table.columns:
            if "_" in column.name:
                said, remedy = (t.replace(column.name, option(column.name)) for t in (said, remedy))
        said += f"{'' if said.endswith('?') else '.'} {remedy}"
        found.setdefault(said + ("" if said.endswith("?") else "."), p.severity)
    if not found:
        return
    _title(console, "Not computed" if ledger.refused_rows.any() else "To note")
    for said, severity in found.items():
        console.print(Text(said, style={REFUSED: "red", QUESTION: "yellow", NOTE: "dim"}[severity]))


def _notes(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    """Notes and assumptions on which the figures rest."""
    said: dict[str, list[str]] = {}
    for row in computed:
        for note in (_text(ledger, "note", row) or "").split("; "):
            if note:
                said.setdefault(note, []).append(ledger.groups["lots"][row].label)
    kinds = {ledger.groups["lots"][row].grid_counts for row in computed} - {""}
    lines = [
        f"{', '.join(labels)}: {note}" if len(labels) < len(computed) else note
        for note, labels in said.items()
    ]
    if len(kinds) > 1:
        lines.append(f"the grids count different things: {', '.join(sorted(kinds))}")
    switches = [
        f"{a.text}{f' [{a.name}={a.choice}]' if a.choice else ''}" for a in ledger.assumptions if a.rows
    ]
    _title(console, "Notes and assumptions")
    said_of_all = [f"{line[:1].upper()}{line[1:]}." for line in lines]
    console.print(listed([("-", line) for line in (*said_of_all, *switches)]))


def _sources(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    """The source of each figure, once."""
    told: dict[str, str] = {}
    for line, what in SOURCES.items():
        for row in computed:
            key = _text(ledger, line, row)
            if key is None or key in told:
                continue
            found = cited(ledger, key)
            note = f"; {found.note}" if found.note else ""
            if not key.startswith(GIVEN):
                told[key] = f"{what}: {found.citation}{note} [{key}] ({found.reading})"
            elif line != "grid_smelter_reference" or ledger.groups["lots"][row].grid_smelter != (
                ledger.groups["lots"][row].grid
            ):
                told[key] = f"{what}: given"
    for part in ledger.groups["lot_freight"]:
        told[part.words] = f"freight: {part.words}"
    _title(console, "Sources")
    console.print(listed([("-", said) for said in told.values()]))
