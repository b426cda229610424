"""The ledger of a list of imports: the arrays of `pricing` as named columns with their references."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from calc.cbam import notes, threshold
from calc.cbam import status as st
from calc.cbam.assumptions import assumed_in_words
from calc.cbam.citations import cite
from calc.cbam.pricing import NUMBERS, price
from calc.cbam.problems import report
from calc.cbam.projection import projection
from calc.cbam.rows import Rows, resolve
from calc.cbam.sheet import sheet_model
from calc.cbam.resolve import spaced
from calc.cbam.tables import MATCHES, YEARS
from calc.engine.errors import Problems
from calc.engine.groups import GroupSums
from calc.engine.ledger import Ledger
from calc.engine.model import NO_DATE, Coded, Options, TableData
from factors import Library

if TYPE_CHECKING:
    from calc.engine.model import Subject

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


def used(codes: Any, values: tuple[str, ...]) -> Coded:
    """Return a column of library references with only the values that occur, in library order."""
    present = np.bincount(codes.astype(np.intp) + 1, minlength=len(values) + 1)[1:] > 0
    position = np.append(np.cumsum(present) - 1, -1).astype(np.int32)
    return Coded(position.take(codes, mode="wrap"), tuple(v for v, p in zip(values, present, strict=True) if p))


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
    report(rows, data, out, problems)
    t = rows.tables
    sectors = library.law("eu.cbam").series["mark_up"]
    flags, status = rows.flags, out["status"]
    days = data.days("import_date")
    read = np.zeros(data.size, dtype=bool) if days is None else days != NO_DATE
    dated = read & ((flags & notes.BIT["date_outside"]) == 0)
    by_default = np.isin(status, st.WITH_NUMBERS) & np.isnan(out["see_tco2e_per_t"])
    columns: dict[str, Any] = {name: out[name] for name in NUMBERS}
    columns.update(
        sector=used(out["sector"], t.goods.sectors),
        status=Coded(status, st.STATUSES),
        match=Coded(out["match"], MATCHES),
        note=partial(_notes, rows, data),
        origin_country=lambda: _countries(rows),
        good=lambda: used(np.where(rows.good < rows.pairs.goods, rows.good, -1), tuple(map(spaced, t.goods.codes))),
        import_year=lambda: used(np.where(dated, out["year"], -1), tuple(map(str, YEARS))),
        benchmark_route=lambda: _routes(rows, out),
        default_value_reference=lambda: used(out["default_row"], t.default_references),
        benchmark_reference=lambda: used(out["benchmark_row"], t.benchmark_references),
        certificate_price_reference=lambda: used(out["price_row"], rows.prices.references),
        cbam_factor_reference=lambda: _by_year(library, t.factor_row, out["production"], np.isin(status, st.WITH_NUMBERS)),
        mark_up_reference=lambda: used(
            np.where(by_default, t.mark_up_row[out["sector"], out["year"]], -1),
            tuple(sectors.reference(n) for n in range(len(sectors.values))),
        ),
    )
    rest = np.uint64(0)
    for name in notes.ASSUMED:
        rest |= notes.BIT[name]
    counts = {a: int(((flags & notes.BIT[n]) != 0).sum()) for a, n in _COUNTED.items()}
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, rows.chosen, counts),
        groups={"threshold": threshold.listing(sums, t.threshold)},
        cite=partial(cite, library),
        refused_rows=~np.isin(status, st.COMPUTED),
        assumed_rows=(flags & rest) != 0,
        fallback_rows=(flags & notes.BIT["fallback"]) != 0,
        sheet=partial(sheet_model, rows, out, library),
        project=partial(projection, subject, data, library, options, status),
    )


def _by_year(library: Library, row: Any, year: Any, mask: Any) -> Coded:
    series = library.law("eu.cbam").series["cbam_factor"]
    names = tuple(series.reference(n) for n in range(len(series.values)))
    return used(np.where(mask, row.take(year), -1), names)


def _countries(rows: Rows) -> Coded:
    names = tuple(dict.fromkeys(m.name for m in rows.origins.items if m.name))
    index = np.array([names.index(m.name) if m.name else -1 for m in rows.origins.items], dtype=np.int32)
    return Coded(index.take(rows.origin.codes, mode="wrap"), names)


def _routes(rows: Rows, out: dict[str, Any]) -> Coded:
    letters = rows.tables.letters
    index = np.array([letters.index(r) if r else -1 for r in rows.tables.benchmark_routes] + [-1], dtype=np.int8)
    return used(index.take(out["benchmark_row"], mode="wrap"), letters)


def _notes(rows: Rows, data: TableData) -> Coded:
    words = rows.tables.benchmark_words
    goods = rows.tables.goods

    def candidates(spelling: int, column: str) -> str:
        meaning = rows.codes.items[spelling]
        return words.get((goods.codes[meaning.index][:8], column), "") if meaning.index >= 0 else ""

    return notes.texts(
        rows.flags, rows.origin.codes, rows.origins, rows.code.codes, rows.codes,
        tuple(c.name for c in data.table.columns), candidates,
    )

