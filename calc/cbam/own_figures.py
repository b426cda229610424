"""Rows with the installation's own verified figures: no mark-up, free allocation by sefa or column A."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.cbam import status as st
from calc.cbam.deduction import deduct, limit
from calc.cbam.defaults import GIVEN
from calc.cbam.lookups import look_up
from calc.cbam.rows import Rows, numbers, spread
from calc.cbam.settle import empty, finish, liability, mark, settle
from calc.cbam.tables import YEARS
from calc.engine.errors import UsageError
from calc.engine.model import BoolArray, FloatArray, Options, SmallIntArray, TableData
from calc.methods.liability import embedded_emissions, free_allocation
from factors import Library, names

PER_TONNE, PER_NITROGEN, PER_CLINKER, PER_MWH, RATIO = range(5)  # the order of the units that see_* admits
EMPTY, NO_ROUTE = -1, -2  # a route that is not given, or is no route
_BASIS = {"tonne": -1, "nitrogen": PER_NITROGEN, "clinker": PER_CLINKER, "MWh": PER_MWH}


def has_own_figures(data: TableData, options: Options) -> bool:
    """Return whether the sheet holds anything that only rows with own figures use."""
    used = ("see_direct", "see_indirect", "sefa", "carbon_price_paid", "route")
    return bool(options.grid_factors) or any(name in data.columns for name in used)


def price_own(
    rows: Rows,
    data: TableData,
    library: Library,
    options: Options,
    states: SmallIntArray | None,
    out: dict[str, Any],
) -> None:
    """Price the rows with own figures and put them in their places in `out`.

    References
    ----------
    Regulation (EU) 2023/956 Art. 7(2), Annex II and IV; Regulation (EU) 2025/2620 Annex, Eq. 1 to 5;
    Regulation (EU) 2025/2547 Annex III, Eq. 64 to 66 (per clinker and kg N).
    """
    direct = numbers(data, "see_direct")
    indirect = numbers(data, "see_indirect")
    basis = _basis(data, "see_direct")
    if options.grid_factors:
        filled = rows.pairs.electric.take(rows.good) & np.isnan(direct)
        direct = np.where(filled, _grid_factors(rows, library, Path(options.grid_factors)), direct)
        basis = np.where(filled, PER_MWH, basis)
    paid = numbers(data, "carbon_price_paid")
    sefa = numbers(data, "sefa")
    given = ~np.isnan(direct) & (rows.pairs.status.take(rows.pair) == st.PRICED)  # other refusals stand
    computed = np.isin(out["status"], st.WITH_NUMBERS)
    rows.flag("deduction_refused", computed & ~given & ~np.isnan(paid))
    rows.flag("own_unused", computed & ~given & ~np.isnan(sefa))
    _report_routes(rows, data, computed & ~given, out)
    chosen = np.flatnonzero(given)
    if not chosen.size:
        return
    o = {name: column[chosen] for name, column in out.items()}
    look_up(rows, o, chosen)  # pricing by default values may have emptied them
    good = rows.good[chosen]
    see, wrong = _specific(rows, data, direct[chosen], indirect[chosen], basis[chosen], good, chosen)
    rows.bad[chosen] |= wrong
    o["see_tco2e_per_t"][:] = see
    o["match"][:] = GIVEN
    o["default_row"][:] = -1
    o["default_value_tco2e_per_t"][:] = np.nan
    o["mark_up"][:] = 0.0
    o["carbon_price_deduction_tco2e"][:] = 0.0
    o["embedded_emissions_tco2e"][:] = embedded_emissions(see, o["mark_up"], o["quantity_t_or_mwh"])
    missing, column_b, printed = _allocate(rows, data, sefa[chosen], good, chosen, o)
    deduct(rows, data, options, paid[chosen], chosen, o)
    finish(rows, o)
    liable = liability(rows, states, chosen)
    settle(rows, o, liable, chosen)
    mark(rows, o, liable, chosen, own=True)
    missing &= o["status"] == st.PRICED
    o["status"][missing] = st.SEFA_MISSING
    rows.flag("sefa_missing", spread(rows, chosen, missing))
    rows.flag("column_b_route", spread(rows, chosen, missing & printed & ~np.isnan(column_b)))
    o["benchmark_column_b_tco2e_per_t"][:] = np.where(missing, column_b, np.nan)
    by_b = {name: column.copy() for name, column in o.items()}
    by_b["free_allocation_tco2e"][:] = free_allocation(
        o["cbam_factor"], o["cscf"], column_b, o["quantity_t_or_mwh"]
    )
    limit(by_b)
    finish(rows, by_b)
    o["certificates_if_column_b"][:] = np.where(missing, by_b["certificates"], np.nan)
    o["cost_eur_if_column_b"][:] = np.where(missing, by_b["cost_eur"], np.nan)
    empty(o)
    for name, column in out.items():
        column[chosen] = o[name]


def _letters(rows: Rows, data: TableData) -> NDArray[np.int8]:
    """Return each row's route as an index into the letters, or EMPTY, or NO_ROUTE."""
    route = data.coded("route")
    if route is None:
        return np.full(rows.size, EMPTY, dtype=np.int8)
    letters = rows.tables.letters
    known = [t.strip().strip("()").upper() for t in route.values]
    index = [letters.index(t) if t in letters else EMPTY if not t else NO_ROUTE for t in known]
    return np.array([*index, EMPTY], dtype=np.int8).take(route.codes, mode="wrap")


def _report_routes(rows: Rows, data: TableData, mask: BoolArray, out: dict[str, Any]) -> None:
    """With default values the printed route decides; a differing one is reported, not used."""
    letter = _letters(rows, data)
    if not (letter != -1).any():
        return
    used = np.append(_benchmark_letters(rows), -1).take(out["benchmark_row"], mode="wrap")
    rows.flag("route_unused", mask & (letter != -1) & (letter != used))


def _benchmark_letters(rows: Rows) -> NDArray[np.int8]:
    letters = rows.tables.letters
    return np.array([letters.index(r) if r else -1 for r in rows.tables.benchmark_routes], dtype=np.int8)


def _specific(
    rows: Rows,
    data: TableData,
    direct: FloatArray,
    indirect: FloatArray,
    basis: NDArray[np.int8],
    good: NDArray[Any],
    chosen: NDArray[np.intp],
) -> tuple[FloatArray, BoolArray]:
    """Return specific embedded emissions per tonne (MWh) that count, and the rows where they cannot be had.

    Direct and indirect figures may be given per different units; each is brought to the tonne by its own.
    """
    goods = rows.tables.goods
    natural = np.array([_BASIS[unit] for unit in goods.functional_unit], dtype=np.int8).take(good)
    counts = ~goods.direct_only.take(good)  # Annex II lists the goods of which only direct emissions count
    no_indirect = counts & np.isnan(indirect)
    rows.flag("no_indirect", spread(rows, chosen, no_indirect))
    rows.flag("indirect_unused", spread(rows, chosen, ~counts & (np.nan_to_num(indirect) > 0)))
    indirect_basis = _basis(data, "see_indirect")[chosen]
    see, wrong = np.zeros(len(chosen)), no_indirect
    for value, unit, used in ((direct, basis, True), (indirect, indirect_basis, counts & ~no_indirect)):
        unsuited = (
            np.where(natural == PER_MWH, unit != PER_MWH, (unit != PER_TONNE) & (unit != natural)) & used
        )
        share = np.ones(len(chosen))
        for of_unit, name in ((PER_NITROGEN, "nitrogen_share"), (PER_CLINKER, "clinker_share")):
            share = np.where(unit == of_unit, numbers(data, name)[chosen], share)
        no_share = np.isnan(share) & used & ~unsuited
        rows.flag("see_unit", spread(rows, chosen, unsuited))
        rows.flag("no_share", spread(rows, chosen, no_share))
        see = see + np.where(used, value * share, 0.0)
        wrong = wrong | unsuited | no_share
    return see, wrong


def _basis(data: TableData, name: str) -> NDArray[np.int8]:
    """Return per what each figure of a column is: the index of its unit."""
    basis = data.unit_index.get(name, np.zeros(data.size, dtype=np.int8)).astype(np.int8)
    basis[basis == RATIO] = PER_TONNE  # t/t
    return basis


def _allocate(
    rows: Rows,
    data: TableData,
    sefa: FloatArray,
    good: NDArray[Any],
    chosen: NDArray[np.intp],
    o: dict[str, Any],
) -> tuple[BoolArray, FloatArray, BoolArray]:
    """Fill the free allocation; return where a complex good lacks its sefa, column B, and whether as printed."""
    t = rows.tables
    letter = _letters(rows, data)[chosen].astype(np.intp)
    period = t.period[rows.day[chosen], o["production"]]
    year = numbers(data, "sefa_year")[chosen]
    imported = o["year"].astype(np.int32) + YEARS[0]
    wrong = ~np.isnan(sefa) & ~np.isnan(year) & ((year > imported) | (year < YEARS[0]))
    other = ~np.isnan(sefa) & ~np.isnan(year) & ~wrong & (year != imported)
    rows.flag("sefa_year_wrong", spread(rows, chosen, wrong))
    rows.flag("sefa_other_year", spread(rows, chosen, other))
    rows.bad[chosen] |= wrong

    benchmark, reference = np.full(len(chosen), np.nan), np.full(len(chosen), -1, dtype=np.int32)
    column_b = np.full(len(chosen), np.nan)
    complex_good = np.zeros(len(chosen), dtype=bool)
    printed_b = o["benchmark_tco2e_per_t"].copy()
    for number, table in enumerate(t.benchmarks):
        here = np.flatnonzero(period == number)
        at = (np.where(letter[here] >= 0, letter[here], len(t.letters)), good[here])
        alone = (np.full(len(here), len(t.letters)), good[here])
        for column, values in (("A", benchmark), ("B", column_b)):
            value, row = table.own[column]
            # where the law has one benchmark for all routes, the route given does not matter
            single = ~np.isnan(value[alone])
            values[here] = np.where(single, value[alone], np.where(letter[here] >= 0, value[at], np.nan))
            if column == "A":
                reference[here] = np.where(single, row[alone], np.where(letter[here] >= 0, row[at], -1))
        complex_good[here] = t.complex_good[number, good[here]]
    no_route_b = np.isnan(column_b)
    column_b = np.where(no_route_b, printed_b, column_b)
    electric = rows.pairs.electric.take(good)
    unknown = (letter == NO_ROUTE) | ((letter >= 0) & no_route_b & ~electric)
    rows.flag("route_unknown", spread(rows, chosen, unknown))
    benchmark[electric], reference[electric] = 0.0, -1  # Regulation (EU) 2025/2620 Art. 1(2)
    with_sefa = ~np.isnan(sefa) & ~electric
    o["sefa_tco2e_per_t"][:] = np.where(with_sefa, sefa, np.nan)
    o["benchmark_tco2e_per_t"][:] = np.where(with_sefa, np.nan, benchmark)
    o["benchmark_row"][:] = np.where(with_sefa, -1, reference)
    by_benchmark = free_allocation(o["cbam_factor"], o["cscf"], benchmark, o["quantity_t_or_mwh"])
    # without a factor nothing is kept and no benchmark is needed
    allocated = ~electric & (o["cbam_factor"] > 0)
    by_benchmark = np.where(allocated, by_benchmark, 0.0)
    o["free_allocation_tco2e"][:] = np.where(with_sefa, sefa * o["quantity_t_or_mwh"], by_benchmark)
    rows.flag("route_missing_a", spread(rows, chosen, ~with_sefa & np.isnan(benchmark) & allocated))
    missing = complex_good & ~with_sefa & ~np.isnan(benchmark) & allocated
    return missing, column_b, no_route_b


def _grid_factors(rows: Rows, library: Library, file: Path) -> FloatArray:
    """Return the user's emission factor of imported electricity by origin [tCO2e/MWh], NaN where none.

    The file is CSV with the columns country and tco2e_per_mwh (Regulation (EU) 2025/2621 Annex III holds
    IEA data, which we may not ship).
    """
    root = library.root / "names"
    found: dict[str, float] = {}
    try:
        with file.open(newline="", encoding="utf-8-sig") as handle:
            for number, row in enumerate(csv.DictReader(handle), 2):
                key = names.territory_key(row["country"], root)
                if key is None:
                    raise UsageError(
                        f"--grid-factors: {file.name}, line {number}: unknown country '{row['country']}'"
                    )
                try:
                    found[key] = float(row["tco2e_per_mwh"] or "")
                except ValueError:
                    found[key] = np.nan
                if not 0 <= found[key] < np.inf:
                    raise UsageError(
                        f"--grid-factors: {file.name}, line {number}: the factor must be 0 or more"
                    )
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(
            f"--grid-factors: {file.name}: {error}; columns country,tco2e_per_mwh are needed"
        ) from error
    by_origin = [found.get(names.territory_key(text, root) or "", np.nan) for text in rows.origin.values]
    return np.array([*by_origin, np.nan]).take(rows.origin.codes, mode="wrap")
