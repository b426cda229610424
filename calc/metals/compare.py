"""What is asked about a few lots without a sheet, as the cells of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from calc.engine.errors import UsageError
from calc.metals.footprints import CHAINS, PRIMARY, SECONDARY, looked_up
from calc.metals.lots import TABLE
from factors import load
from factors.grids import grid_key
from factors.materials import by_scrap_share, material_key

ONE_TONNE = "1 t"
OPTIONS = {"material": "material", "recycled_share": "--recycled"}  # column -> option, where the names differ
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")  # 28,33 is one figure


def option(column: str) -> str:
    """Return how the command line calls a column of the sheet."""
    return OPTIONS.get(column, f"--{column.replace('_', '-')}")


def separated(texts: Sequence[str], key: Callable[[str], str | None]) -> tuple[str, ...]:
    """Return each name or figure of a text in which commas stand between them.

    A comma within a figure (``28,33 g/kWh``) or a name (``Yunnan, China``; ``Korea, Republic of``) parts nothing.

    Parameters
    ----------
    texts : sequence of str
        As they were written.
    key : callable
        The key of a known name, None for anything else.
    """
    found: list[str] = []
    for written in texts:
        pieces = [piece.strip() for piece in _COMMA.split(written)]
        whole, keys = key(written), [key(piece) for piece in pieces]
        one = whole is not None and ", " in written
        if one and (None in keys or str(whole).startswith(f"{keys[-1]}-")):
            pieces = [written.strip()]
        found += [piece for piece in pieces if piece]
    return tuple(found)


def cells(
    material: str,
    given: Mapping[str, str],
    origins: Sequence[str] = (),
    grids: Sequence[str] = (),
) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Return the columns of a sheet with one row per lot, and what was taken because nothing was said.

    Parameters
    ----------
    material : str
        As a cell of the sheet would spell it.
    given : mapping
        Column of the sheet -> cell, the same for every lot; empty ones count as not given.
    origins, grids : sequence of str
        One lot each where there are several; not both.

    Raises
    ------
    UsageError
        Several origins and several grids, or a column that the sheet does not have.
    """
    columns = {column.name for column in TABLE.columns}
    unknown = sorted(set(given) - columns)
    if unknown:
        raise UsageError(f"no such column: {', '.join(unknown)}")
    places, powers = separated(origins, grid_key), separated(grids, grid_key)
    if len(places) > 1 and len(powers) > 1:
        raise UsageError("several origins and several grids: which go together? Give several of one of them")
    row = {name: str(cell) for name, cell in given.items() if str(cell).strip()}
    if row.get("boundary") and not row.get("supplier_factor"):
        raise UsageError("a boundary is that of the supplier's figure: give --supplier-factor with it")
    said = []
    if "mass" not in row:
        row["mass"] = ONE_TONNE
        said.append(f"No mass given: {ONE_TONNE}.")
    if not {"recycled_share", "route", "supplier_factor"} & set(row):
        row["route"] = SECONDARY if held(material, SECONDARY) else PRIMARY
        said.append(_taken(material))
    size = max(len(places), len(powers), 1)
    made = {name: [cell] * size for name, cell in {"material": material, **row}.items()}
    for name, several in (("origin", places), ("grid", powers)):
        if several:
            made[name] = list(several) if len(several) > 1 else list(several) * size
    return made, tuple(said)


def _taken(material: str) -> str:
    """Return what is compared where neither share nor route is given."""
    said = "Neither share nor route given: "
    key = material_key(material) or ""
    shares = [share for share, _ in by_scrap_share(load(), key)]
    if held(material, PRIMARY) or held(material, SECONDARY) or not shares:
        return f"{said}the two pure routes."
    printed = ", ".join(f"{share:.0%}" for share in shares)
    return f"{said}figures are printed for scrap shares {printed} only; give --recycled."


def held(material: str, route: str) -> bool:
    """Return whether a figure of its own is held for a route of a material."""
    key = material_key(material)
    chains = any((chain.material, chain.route) == (key, route) for chain in CHAINS)
    return chains or (key is not None and looked_up(load(), key, route) is not None)
