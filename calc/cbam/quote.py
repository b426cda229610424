"""One line without a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from calc.cbam.imports import SUBJECT, TABLE
from calc.engine.errors import Problems, UsageError
from calc.engine.ledger import Ledger
from calc.engine.model import Coded, Options, Place, TableData
from calc.engine.units import UnitQuestion, quantity
from factors import load
from factors.law import day

_OPTION = {"cn_code": "--cn", "net_mass": "--mass", "import_date": "--date"}


def line(values: Mapping[str, Any]) -> TableData:
    """Return one row as a table; texts are read like cells, numbers are taken as they are.

    Raises
    ------
    UsageError
        When a value cannot be read; the message names the option.
    """
    columns: dict[str, Any] = {}
    units: dict[str, Any] = {}
    for column in TABLE.columns:
        value = values.get(column.name)
        if value is None or value == "":
            continue
        option = _OPTION.get(column.name, f"--{column.name.replace('_', '-')}")
        try:
            if column.kind in ("text", "code"):
                text = str(value)
                if column.kind == "code":
                    text = "".join(c for c in text if c not in " .\u00a0'-")
                columns[column.name] = Coded(np.zeros(1, dtype=np.int32), (text,))
            elif column.kind == "date":
                when = value if isinstance(value, date) else date.fromisoformat(str(value))
                columns[column.name] = np.array([day(when)], dtype=np.int32)
            elif column.units and not column.unit_needed and _is_number(value):
                if not column.unit_free:  # a ratio without its unit is taken per tonne, as in a sheet
                    units[column.name] = np.zeros(1, dtype=np.int8)
                columns[column.name] = np.array([float(value)])
            elif column.units:
                number, index = quantity(str(value), column.units)
                units[column.name] = np.array([index], dtype=np.int8)
                columns[column.name] = np.array([number])
            else:
                text = str(value).strip()
                number = float(text.rstrip("% ")) / 100 if text.endswith("%") else float(text)
                columns[column.name] = np.array([number])
        except (UnitQuestion, ValueError) as error:
            raise UsageError(f"{option} '{value}': {error}") from error
        if column.kind == "number":
            _in_range(option, float(columns[column.name][0]), column.above, column.least, column.most)
    if "see_indirect" in columns and "see_direct" in units:
        units.setdefault("see_indirect", units["see_direct"])
    place = Place("quote", "", 0, {}, {name: name for name in values})
    return TableData(
        table=TABLE,
        size=1,
        columns=columns,
        unit_index=units,
        refused={},
        own=None,
        place=np.zeros(1, dtype=np.int32),
        places=(place,),
        row_number=np.ones(1, dtype=np.int32),
    )


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _in_range(
    option: str, value: float, above: float | None, least: float | None, most: float | None
) -> None:
    if not np.isfinite(value):
        raise UsageError(f"{option}: {value} is not a finite number")
    if above is not None and value <= above:
        raise UsageError(f"{option}: {value:g} must be above {above:g}")
    if least is not None and value < least:
        raise UsageError(f"{option}: {value:g} must be at least {least:g}")
    if most is not None and value > most:
        raise UsageError(f"{option}: {value:g} must be at most {most:g}")


def quote(
    cn_code: str,
    origin: str,
    mass: str,
    on: date | str,
    *,
    options: Options | None = None,
    **own_figures: Any,
) -> Ledger:
    """Return the ledger of one line; the threshold is not applied, because one line does not decide it.

    Parameters
    ----------
    cn_code, origin : str
        Goods code and country of origin, spelled as in a sheet.
    mass : str
        Net mass with its unit, such as ``"1000 t"``.
    on : date or str
        Day of release for free circulation (ISO).
    **own_figures
        Further columns of the import sheet, such as ``see_direct="1.9 tCO2e/t"``, ``route="C"``, ``sefa=1.2``.

    Raises
    ------
    UsageError
        When a value cannot be read.
    """
    unknown = set(own_figures) - {c.name for c in TABLE.columns}
    if unknown:
        raise UsageError(f"no such column: {', '.join(sorted(unknown))}")
    options = options or Options()
    options = replace(options, assume={"threshold": "not_applied", **options.assume})
    values = {"cn_code": cn_code, "origin": origin, "net_mass": mass, "import_date": on, **own_figures}
    problems = Problems()
    found: Ledger = SUBJECT.calculate(
        SUBJECT, line(values), load(known_on=options.law_known_on), options, problems
    )
    found.manifest = {"quoted": {k: str(v) for k, v in values.items() if v not in (None, "")}}
    return found
