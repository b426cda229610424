"""What is asked about one battery on the command line: chemistry, level, capacity, shares and grids, each checked."""

from __future__ import annotations

from dataclasses import dataclass

from calc.batteries.archetypes import ELECTRICITY, GREET
from calc.engine.errors import UsageError
from calc.engine.headings import PERCENT
from calc.engine.numerals import BAD, COMMA, EITHER, begins_figure, numeral
from calc.engine.units import UnitQuestion, factor, quantity
from factors import Library, cells
from factors.grids import TABLE as GRIDS
from factors.grids import Grids, grid_key, nearest_grids

CELL, PACK = "cell", "pack"
LEVELS = {CELL: CELL, PACK: PACK, "电芯": CELL, "电池包": PACK}
GREET_MIX, EMBER = "greet", "ember"
SOURCES = (GREET_MIX, EMBER)
KWH, CHARGE, PER_KWH = "kWh", "Ah", "kgCO2e/kWh"
PER_CENT = 100


@dataclass(frozen=True)
class Mix:
    """The electricity of one grid."""

    grid: str  # as typed
    name: str
    source: str  # one of `SOURCES`
    edition: str  # year of generation, or edition of GREET
    value: float  # kgCO2e/kWh
    reference: str


def chemistry_of(library: Library, text: str) -> str:
    """Return the chemistry of which a design is in use."""
    held = ", ".join(cells.chemistries(library))
    if not text.strip():
        raise UsageError(f"--chemistry: not given; write one of {held}")
    key = cells.chemistry_key(text, library.names)
    if key is None:
        near = cells.nearest(text, cells.CHEMISTRY, root=library.names)
        family = cells.family_key(text, library.names) is not None
        what = "a family and no chemistry" if family else "not known"
        asked = f"one of its members: {', '.join(near)}" if family else f"did you mean {' or '.join(near)}?"
        raise UsageError(
            f"--chemistry '{text}': {what}; {asked if near else 'nothing is near'} (held: {held})"
        )
    reason = cells.excluded(library, key)
    if reason:
        raise UsageError(f"--chemistry '{text}': no design is held for {key}. {reason} (held: {held})")
    return key


def level_of(text: str) -> str:
    """Return `CELL` or `PACK`."""
    level = LEVELS.get(text.strip().casefold() or PACK)
    if level is None:
        raise UsageError(f"--level '{text}': not known; write {CELL} or {PACK} (the default)")
    return level


def source_of(level: str, text: str) -> str:
    """Return where a level takes its grids from: one of `SOURCES`."""
    asked = text.strip().casefold()
    if not asked:
        return GREET_MIX if level == CELL else EMBER
    if asked not in SOURCES:
        raise UsageError(
            f"--grid-source '{text}': one comparison takes one source; write {' or '.join(SOURCES)}"
        )
    if (level, asked) == (PACK, GREET_MIX):
        raise UsageError(
            f"--grid-source {GREET_MIX}: its mixes belong to the cell designs and are taken with --level {CELL} "
            f"only; a {PACK} takes {EMBER}, which is what it does without the option"
        )
    return asked


def share_of(text: str) -> float:
    """Return a share of 1 from `0.995` or `99.5%`."""
    if not text.strip():
        return 0.0
    said = f"--nmp-recovery '{text}'"
    found = numeral(text)
    percent = found.rest in PERCENT
    if found.form in (BAD, EITHER) or (found.rest and not percent):
        raise UsageError(f"{said}: not a share; write a share of 1 such as 0.995, or 99.5%")
    value = found.as_comma if found.form == COMMA else found.as_point
    share = value / PER_CENT if percent else value
    if not 0 <= share <= 1:
        meant = "" if percent else f"; if per cent is meant, write {text.strip()}%"
        raise UsageError(f"{said}: outside 0 to 1{meant}")
    return share


def capacity_of(text: str) -> float:
    """Return a nominal capacity in kWh; NaN for none."""
    if not text.strip():
        return float("nan")
    said, remedy = f"--capacity '{text}'", "write the nominal energy, such as '60 kWh'"
    try:
        value, which = quantity(text, (KWH, CHARGE))
    except UnitQuestion as question:
        choice = f"; write one of {KWH}, {CHARGE}"
        asked = question.question.removesuffix(choice) if numeral(text).rest else "a figure without a unit"
        raise UsageError(f"{said}: {asked}; {remedy}") from None
    except ValueError as error:
        raise UsageError(f"{said}: {error}; {remedy}") from None
    if which:
        raise UsageError(
            f"{said}: a charge and no energy; multiply the ampere-hours by the nominal voltage and {remedy}"
        )
    if not 0 < value < float("inf"):
        raise UsageError(f"{said}: not above zero; {remedy}")
    return value


# ---- grids, all from one source


def _grid(library: Library, text: str) -> str:
    if begins_figure(text):
        raise UsageError(
            f"--grid '{text}': one comparison takes its grids from one source and no figures beside them; name a "
            "country, and give a figure of your own in the workbook (sheet Energy, column energy_factor)"
        )
    key = grid_key(text, library.names)
    if key is None:
        near = nearest_grids(text, root=library.names)
        asked = f"did you mean {' or '.join(near)}?" if near else "write a country, such as PL or Poland"
        raise UsageError(f"--grid '{text}': not known; {asked}")
    return key


def greet_mix(library: Library, text: str) -> Mix:
    """Return a power mix of GREET that belongs to the cell designs, kgCO2e/kWh."""
    key, table = _grid(library, text), library.table(cells.POWER)
    values, columns = table.numbers("value_kgco2e_per_kwh"), table.columns
    held = [row for row, carrier in enumerate(columns["carrier"]) if carrier == ELECTRICITY]
    for row in held:
        if (columns["grid"][row], columns["set"][row]) == (key, GREET):
            name = columns["name"][row]
            return Mix(text, name, GREET_MIX, columns["set"][row], float(values[row]), table.reference(row))
    places = ", ".join(f"{columns['name'][row]} ({columns['grid'][row]})" for row in held)
    raise UsageError(
        f"--grid '{text}': --level {CELL} takes the power mixes of GREET that belong to the cell designs, held for "
        f"{places}; with --grid-source {EMBER} every grid of the comparison comes from Ember"
    )


def ember_mix(library: Library, text: str) -> Mix:
    """Return the figure of Ember for a grid, of the latest year held, kgCO2e/kWh."""
    key, table = _grid(library, text), library.table(GRIDS)
    value, row, _ = Grids.of(library).figure(key)
    if row < 0:
        raise UsageError(f"--grid '{text}': no figure is held for {key} in energy.grid; name the country")
    own, name = table.columns["source"][row], table.columns["name"][row]
    if own != EMBER:
        raise UsageError(
            f"--grid '{text}': the figure of {name} ({table.columns['gas'][row]}) is not Ember's but that of "
            f"{library.citation(own)}, and one comparison never mixes sources; name the country"
        )
    kilograms = value * factor(table.about["units"]["value_gco2e_per_kwh"], PER_KWH)
    return Mix(text, name, EMBER, table.columns["year"][row], kilograms, table.reference(row))
