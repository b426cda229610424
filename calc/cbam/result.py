"""The ledger of a list of imports: the arrays of `pricing` as named columns with their references."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.cbam import notes, threshold
from calc.cbam import status as st
from calc.cbam.defaults import MATCHES
from calc.cbam.pricing import price
from calc.cbam.problems import report
from calc.cbam.projection import projection
from calc.cbam.resolve import spaced
from calc.cbam.rows import Rows, resolve
from calc.cbam.settle import NUMBERS
from calc.cbam.sheet import sheet_model
from calc.cbam.tables import LAW, YEARS, CbamTables
from calc.engine.assumptions import assumed_in_words
from calc.engine.chunks import filled
from calc.engine.citations import cite
from calc.engine.errors import Problems
from calc.engine.groups import GroupSums
from calc.engine.ledger import Assumed, Ledger
from calc.engine.model import NO_DATE, Coded, IntArray, Options, SmallIntArray, TableData
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

_YEARS = tuple(map(str, YEARS))
_COUNTED = {  # assumption -> the note that marks the rows that rest on it
    "price_not_published": "price_assumed",
    "benchmarks_after_2030": "benchmark_assumed",
    "cscf_after_2030": "cscf_assumed",
    "production_year": "production_year",
    "carbon_price_deduction": "deduction_provisional",
    "nothing_below_zero": "floor",
    "code_after_validity": "code_assumed",
    "threshold": "below_threshold",
}


def ledger(
    subject: Subject,
    data: TableData,
    library: Library,
    options: Options,
    problems: Problems,
    sums: GroupSums | None = None,
) -> Ledger:
    """Return the ledger of a table of imports, or of one partition of it (`sums`: the masses of all)."""
    rows = resolve(data, library, options)
    out, sums = price(rows, data, library, options, sums)
    t = rows.tables
    flags, status = notes.flag_sets(rows.result_flags, rows.cell_flags), out["status"]
    report(rows, flags, data, status, problems)
    days = data.days("import_date")
    dated = None
    if days is None or (days == NO_DATE).any() or flags.count("date_outside"):
        read = np.zeros(data.size, dtype=bool) if days is None else days != NO_DATE
        dated = read & ~flags.rows("date_outside")

    columns: dict[str, Any] = {name: out[name] for name in NUMBERS}
    columns.update(
        sector=Coded(out["sector"], t.goods.sectors),
        status=Coded(status, st.STATUSES),
        match=Coded(out["match"], MATCHES),
        note=partial(_notes, rows, flags, data),
        origin_country=lambda: _countries(rows),
        good=lambda: Coded(_goods(rows), tuple(map(spaced, t.goods.codes))),
        import_year=lambda: Coded(out["year"] if dated is None else np.where(dated, out["year"], -1), _YEARS),
        benchmark_route=lambda: Coded(_routes(t, out["benchmark_row"]), t.letters),
        exchange_rate_reference=Coded(out["rate_row"], rows.rates),
        default_value_reference=Coded(out["default_row"], t.default_references),
        benchmark_reference=Coded(out["benchmark_row"], t.benchmark_references),
        certificate_price_reference=Coded(out["price_row"], rows.prices.references),
        cbam_factor_reference=lambda: Coded(_factor_rows(t, out), _names(library, "cbam_factor")),
        mark_up_reference=lambda: Coded(_mark_up_rows(t, out), _names(library, "mark_up")),
    )
    counts = {assumption: flags.count(name) for assumption, name in _COUNTED.items()}
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=(*_one_importer(rows, data), *assumed_in_words(library, LAW, rows.chosen, counts)),
        groups={"threshold": threshold.listing(sums, t.threshold)},
        cite=partial(cite, library),
        marks={
            "refused": lambda: (~st.IS_COMPUTED).take(status),
            "assumed": lambda: flags.rows(*notes.ASSUMED),
            "fallback": lambda: flags.rows("fallback"),
        },
        sheet=partial(sheet_model, rows, out, library),
        project=partial(projection, data, library, options, status),
    )


def _one_importer(rows: Rows, data: TableData) -> tuple[Assumed, ...]:
    """Say that a sheet without importers is taken as the imports of one."""
    if data.coded("importer") is not None or rows.chosen["threshold"] != "applied":
        return ()
    text = "No importer column: all rows are taken as the imports of one importer for the 50 t threshold."
    return (Assumed("importer", "", text, "Regulation (EU) 2023/956, Art. 2a"),)


def _names(library: Library, name: str) -> tuple[str, ...]:
    series = library.law(LAW).series[name]
    return tuple(series.reference(n) for n in range(len(series.values)))


def _goods(rows: Rows) -> NDArray[np.int16]:
    known = np.arange(rows.pairs.width)
    number = np.where(known < rows.pairs.goods, known, -1).astype(np.int16)
    return filled(rows.size, np.int16, lambda part: number.take(rows.good[part]))


def _routes(tables: CbamTables, benchmark_row: IntArray) -> SmallIntArray:
    """Return the route of each row's benchmark; -1 without a benchmark or where it holds for all routes."""
    letters = tables.letters
    of_row = np.array([letters.index(r) if r else -1 for r in tables.benchmark_routes] + [-1], dtype=np.int8)
    return filled(len(benchmark_row), np.int8, lambda part: of_row.take(benchmark_row[part], mode="wrap"))


def _factor_rows(tables: CbamTables, out: dict[str, Any]) -> SmallIntArray:
    def make(part: slice) -> NDArray[Any]:
        return np.where(
            st.HAS_NUMBERS.take(out["status"][part]), tables.factor_row.take(out["production"][part]), -1
        )

    return filled(len(out["status"]), np.int8, make)


def _mark_up_rows(tables: CbamTables, out: dict[str, Any]) -> SmallIntArray:
    """Return the reference of each row's mark-up; -1 for own figures."""

    def make(part: slice) -> NDArray[Any]:
        used = st.HAS_NUMBERS.take(out["status"][part]) & np.isnan(out["see_tco2e_per_t"][part])
        at = out["sector"][part] * np.int16(len(YEARS)) + out["year"][part]
        return np.where(used, tables.mark_up_row.ravel().take(at, mode="wrap"), -1)

    return filled(len(out["status"]), np.int8, make)


def _countries(rows: Rows) -> Coded:
    names = tuple(dict.fromkeys(m.name for m in rows.origins.items if m.name))
    index = np.array([names.index(m.name) if m.name else -1 for m in rows.origins.items], dtype=np.int32)
    codes = rows.origin.codes
    return Coded(filled(rows.size, np.int16, lambda part: index.take(codes[part], mode="wrap")), names)


def _notes(rows: Rows, flags: notes.FlagSets, data: TableData) -> Coded:
    words = rows.tables.benchmark_words
    goods = rows.tables.goods

    def candidates(spelling: int, column: str) -> str:
        meaning = rows.codes.items[spelling]
        return words.get((goods.codes[meaning.index][:8], column), "") if meaning.index >= 0 else ""

    return notes.texts(
        flags,
        rows.origin.codes,
        rows.origins,
        rows.code.codes,
        rows.codes,
        tuple(c.name for c in data.table.columns),
        candidates,
    )
