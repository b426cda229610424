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
from calc.report.plain import bare, citations, cited
from calc.report.published import listed, print_published
from calc.report.terms import digits_for

ABREAST = 4  # lots that stand side by side at 80 columns
BAR = 16
ROUTES = ("primary", "secondary")
LOT = "lot"
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
    ("saving_at_social_cost_usd", "social_cost_usd", "social cost, EPA 2023"),
    ("saving_at_uba_cost_eur", "uba_cost_eur", "climate cost, UBA"),
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
    if computed:
        _routes(ledger, console, computed)
        for first in range(0, len(computed), ABREAST):
            _saving(ledger, console, computed[first : first + ABREAST])
        for first in range(0, len(computed), ABREAST):
            abreast = computed[first : first + ABREAST]
            _parts(ledger, console, "Stages [tCO2e/t]", "lot_stages", "stage", abreast)
            _parts(ledger, console, "Gases and electricity [tCO2e/t]", "lot_gases", "gas", abreast)
        _indicators(ledger, console, computed)
    _problems(ledger, console, option)
    if ledger.groups["published_figures"]:
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


def _title(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _head(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    material = _text(ledger, "material_name", 0) or str(ledger.data.own["material"][0])
    console.print(Text(f"{material[:1].upper()}{material[1:]}: recycled against primary", style="bold"))
    for row in computed:
        name = ledger.groups["lots"][row]
        share, made = _value(ledger, "recycled_share_used", row), _text(ledger, "made_in", row)
        said = [f"{number(_value(ledger, 'mass_t', row), 3).rstrip('0').rstrip('.')} t"]
        said += [f"recycled share {100 * share:.4g} %"] if np.isfinite(share) else []
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
    masses = ledger.numbers("mass_t")
    digits = digits_for(largest * float(masses[computed].max()), 3)
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
            table.add_row(label, number(amount, 3) or "-", drawn, lot or "-", words)
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
    return amount, f"{kind} {100 * share:.4g} %"


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
    line("in % of primary", [100 * v for v in of("saving_share")], "%", 1)
    carried = np.isfinite(of("freight_tco2e")).any()
    line("freight", of("freight_tco2e"), "tCO2e")
    if carried:
        eaten = np.array(of("freight_tco2e")) / np.array(of("saving_tco2e"))
        line("freight in % of the saving", np.where(eaten > 0, 100 * eaten, np.nan).tolist(), "%", 1)
        line("saving left after freight", of("net_saving_tco2e"), "tCO2e")
    for amount, price, what in WORTH:
        prices, currency = of(price), price.rsplit("_", 1)[1].upper()
        known = sorted({p for p in prices if np.isfinite(p)})
        at = " or ".join(f"{p:g}" for p in known)
        line(f"at the {what}, {at} {currency}/tCO2e", of(amount), currency, 0)
    table.show_header = len(ledger) > 1
    _title(console, "Saving of the lot" if len(ledger) == 1 else "Saving of the lots")
    console.print(table)


def _parts(ledger: Ledger, console: Console, title: str, group: str, field: str, rows: Sequence[int]) -> None:
    """Parts of one tonne, route by route, one column for each lot; a bar where there is one lot."""
    parts = [p for p in ledger.groups[group] if p.lot in rows]
    looked_up = {(p.lot, p.route) for p in ledger.groups["lot_routes"] if p.basis != "built"}
    parts = [p for p in parts if (p.lot, p.route) not in looked_up]
    if not parts:
        return
    labels = [ledger.groups["lots"][row].label for row in rows] if len(ledger) > 1 else [""]
    table = plain_table("", *labels, "", right=tuple(range(1, len(labels) + 1)), whole=(0,))
    largest = max(p.tco2e_per_t for p in parts)
    for route in dict.fromkeys(p.route for p in parts):
        of_route = [p for p in parts if p.route == route]
        table.add_row(Text("this lot" if route == LOT else route))
        for name in dict.fromkeys(getattr(p, field) for p in of_route):
            found = {p.lot: p for p in of_route if getattr(p, field) == name}
            first = next(iter(found.values()))
            last = "beside the total" if getattr(first, "beside", False) else ""
            drawn = Text(bar(first.tco2e_per_t, largest, BAR), style="cyan") if len(labels) == 1 else Text("")
            if last:
                drawn = Text(last, style="dim")
            table.add_row(
                f"  {name}",
                *(number(found[row].tco2e_per_t, 3) if row in found else "-" for row in rows),
                drawn,
            )
    table.show_header = len(ledger) > 1
    _title(console, title)
    console.print(table)


def _indicators(ledger: Ledger, console: Console, computed: Sequence[int]) -> None:
    """Further indicators with what they cover; one that the data lack is named, never zero."""
    parts = [p for p in ledger.groups["lot_indicators"] if p.lot in computed]
    if not parts:
        return
    table = plain_table("", "primary", "secondary", "lot", "", "covers", right=(1, 2, 3), whole=(0,))
    missing: dict[str, None] = {}
    for row in computed:
        mine = {(p.indicator, p.route): p for p in parts if p.lot == row}
        same = row != computed[0] and all(
            _same(p.value, q.value)
            for p in mine.values()
            for q in parts
            if (q.lot, q.indicator, q.route) == (computed[0], p.indicator, p.route)
        )
        if same:
            continue
        if len(ledger) > 1:
            table.add_row(Text(ledger.groups["lots"][row].label, style="bold"))
        for indicator in dict.fromkeys(name for name, _ in mine):
            found = [mine.get((indicator, route)) for route in (*ROUTES, LOT)]
            known = [p for p in found if p and np.isfinite(p.value)]
            if not known:
                missing[indicator] = None
                continue
            covers = [f"{p.route}: {p.covers}" for p in known if p.covers]
            if len({p.covers for p in known if p.covers}) == 1 and len(known) > 2:
                covers = [next(p.covers for p in known if p.covers)]
            digits = 0 if max(p.value for p in known) >= 1000 else 2
            values = [number(p.value, digits) if p and np.isfinite(p.value) else "-" for p in found]
            table.add_row(indicator, *values, known[0].unit, "; ".join(covers))
    _title(console, "Other indicators of one tonne")
    if table.row_count:
        console.print(table)
    if missing:
        console.print(f"no data, which is not zero: {', '.join(missing)}", style="dim")


def _same(one: float, other: float) -> bool:
    return one == other or (np.isnan(one) and np.isnan(other))


def _problems(ledger: Ledger, console: Console, option: Option) -> None:
    """What is wrong, said of the options and not of cells; the same of several lots once."""
    order = {REFUSED: 0, QUESTION: 1, NOTE: 2}
    found: dict[str, str] = {}
    for p in sorted(ledger.problems, key=lambda p: (order[p.severity], p.row)):
        remedy = p.advice
        if p.kind == "no_unit":
            column = ledger.subject.table.column(p.column)
            cells = ledger.data.own[p.column]
            shown = str(cells[p.row - 1] if p.row else cells[0])
            remedy = f"Write the unit behind it, such as {option(p.column)} '{shown} {column.units[0]}'"
            what = shown
        else:
            what = p.found
        expected = f"; expected {p.expected}" if p.expected else ""
        found.setdefault(f"{option(p.column)}: {what}{expected}. {remedy}".rstrip(". "), p.severity)
    if not found:
        return
    _title(console, "Not computed" if ledger.refused_rows.any() else "Notes on what was asked")
    for said, severity in found.items():
        style = {REFUSED: "red", QUESTION: "yellow", NOTE: "dim"}[severity]
        console.print(Text(said, style=style))


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
            if key is not None and key not in told:
                found = cited(ledger, key)
                note = f"; {found.note}" if found.note else ""
                reading = f" ({found.reading})" if found.reading != "given" else ""
                told[key] = f"{what}: {found.citation or found.what}{note} [{key}]{reading}"
    for part in ledger.groups["lot_freight"]:
        told[part.words] = f"freight: {part.words}"
    _title(console, "Sources")
    console.print(listed([("-", said) for said in told.values()]))
