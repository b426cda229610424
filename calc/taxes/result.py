"""The ledger of discharges: what `charge` found as named columns with their references."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.assumptions import assumed_in_words, choices
from calc.engine.chunks import filled
from calc.engine.citations import cite
from calc.engine.errors import QUESTION, Problems
from calc.engine.ledger import Assumed, Ledger, Made
from calc.engine.model import Coded, Options, TableData
from calc.taxes import listings
from calc.taxes import status as st
from calc.taxes.charge import Charged, charge, two_media
from calc.taxes.findings import add, cell_or_none, report
from calc.taxes.law import ITEMS, LAW, MEDIA, PROFILE, RANKINGS, RATES, Law
from calc.taxes.meanings import Meanings, meanings
from calc.taxes.months import last_month, quarter_label, quarters_of
from calc.taxes.notes import said
from calc.taxes.resolve import Rows, outlet_months, resolve
from calc.taxes.sheet import sheet_model
from calc.taxes.words import METHODS
from factors import Library
from factors.pollutants import pollutant_name

if TYPE_CHECKING:
    from calc.engine.model import Subject

ANSWERS = ("no", "yes")


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of discharges."""
    known = meanings(data, library, options)
    rows = resolve(data, known)
    found = charge(rows, data, known)
    settled = rows.status <= st.LAST_SETTLED
    report(rows, data, known, problems)
    add(
        data,
        problems,
        two_media(rows, len(known.sites.sites), len(known.sites.outlets)),
        "two_media",
        "medium",
        lambda row: f"outlet {cell_or_none(data, 'outlet', row)} has rows of air and of water",
        "one medium for an outlet",
        "correct the medium, or name the outlets apart; here each medium is ranked alone",
        QUESTION,
    )
    law = known.law
    item = np.where(rows.item >= 0, rows.item, -1).astype(np.int16)

    def taken(values: tuple[str, ...], codes: NDArray[Any]) -> Callable[[], Coded]:
        return lambda: merged(values, codes)

    absolute = np.append(known.place.months, np.int32(-1))
    quarters = quarters_of(absolute)
    columns: dict[str, Any] = {
        "pollutant_equivalents": rows.equivalents,
        "rank": lambda: np.where(found.rank > 0, found.rank, np.nan),
        "taxed": Coded(np.where(settled, found.taxed, -1).astype(np.int8), ANSWERS),
        "rate_cny": found.rate,
        "reduction": found.reduction,
        "tax_cny": found.tax,
        "status": Coded(rows.status, st.STATUSES),
        "note": lambda: said(rows, data, known),
        "tax_before_reduction_cny": lambda: before(rows, found),
        "pollutant_used": taken(
            tuple(pollutant_name(k, m, library.names) for m, k in zip(law.media, law.keys, strict=True)), item
        ),
        "medium_used": lambda: Coded(
            np.where(rows.medium < len(MEDIA), rows.medium, -1).astype(np.int8), MEDIA
        ),
        "ranked_among": lambda: Coded(rows.ranking, RANKINGS),
        "quantity": rows.quantity,
        "quantity_unit": taken(law.unit, item),
        "equivalent_value": lambda: _values(rows, data, law),
        "quarter": taken(tuple(quarter_label(q) for q in quarters[:-1].tolist()), rows.month),
        "method_used": lambda: _methods(data, known),
        "equivalent_reference": lambda: _item_references(rows, data, law, item),
        "rate_reference": lambda: _rate_references(found, data, law, rows),
        "reduction_reference": lambda: _reduction_references(found, law),
    }
    key = partial(outlet_months, rows, len(known.sites.outlets), len(known.place.months))
    return Ledger(
        subject=subject,
        data=data,
        columns=columns,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumptions(library, known.chosen, counts(rows)),
        groups=Made(
            {
                "returns": lambda: listings.return_lines(
                    data,
                    law,
                    known.chosen["fines"],
                    known.sites.sites,
                    rows.site,
                    absolute[rows.month],
                    found.tax,
                ),
                "outlets": lambda: listings.outlet_lines(
                    key(),
                    (known.sites.sites, known.sites.outlets, known.place.months),
                    (rows.site, rows.outlet, rows.month, rows.medium),
                    rows.equivalents,
                    found.taxed,
                    found.tax,
                ),
            }
        ),
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~settled,
            "assumed": lambda: rows.status == st.ASSUMED,
            "fallback": lambda: settled & st.WORDS.noted(rows.notes, st.FALLBACK_NOTES),
        },
        sheet=partial(sheet_model, rows, found, known.chosen),
        headline=(ROUNDINGS[known.chosen["rounding"]],),
    )


ROUNDINGS = {
    "tax": "Equivalents are not rounded; the tax of each row is rounded half up to 0.01 CNY.",
    "equivalents": "Equivalents are rounded half up to two decimals, the tax of each row to 0.01 CNY.",
    "return": "The tax of a row is kept to 0.0001 CNY; that of a site for a quarter is rounded half up to 0.01 CNY.",
    "none": "Rows are not rounded; the tax of a site for a quarter is rounded half up to 0.01 CNY.",
}


def merged(values: tuple[str, ...], codes: NDArray[Any]) -> Coded:
    """Return a column of names, each once."""
    distinct = tuple(dict.fromkeys(values))
    lookup = np.array([*(distinct.index(v) for v in values), -1], dtype=np.int16)
    return Coded(filled(len(codes), np.int16, lambda part: lookup.take(codes[part], mode="wrap")), distinct)


def before(rows: Rows, found: Charged) -> Any:
    """Return the tax before reduction, of rows that are charged."""
    return rows.equivalents * found.rate  # a rate stands only where it is charged


def assumptions(library: Library, chosen: dict[str, str], counted: dict[str, int]) -> tuple[Assumed, ...]:
    """Return the points that law and profile leave open, as chosen."""
    of_law = choices(library, LAW, Options())
    return (
        *assumed_in_words(library, LAW, of_law, counted),
        *assumed_in_words(library, PROFILE, chosen, counted),
    )


def counts(rows: Rows) -> dict[str, int]:
    """Return how many rows rest on an assumption."""
    of = {
        "expired_rates": "expired",
        "draft_rates": "draft",
        "one_of_a_group": "group_taken",
        "ties": "group_tie",
        "no_outlet": "outlet_missing",
        "reduction_refused": "exceeded_outlet",
    }
    used = np.bitwise_or.reduce(rows.notes) if rows.size else np.uint32(0)
    return {
        name: int(st.WORDS.noted(rows.notes, (note,)).sum()) if used & st.WORDS.bit(note) else 0
        for name, note in of.items()
    }


def _methods(data: TableData, known: Meanings) -> Coded:
    found = data.coded("method")
    if found is None:
        return Coded(np.full(data.size, -1, dtype=np.int8), METHODS)
    return Coded(known.method.astype(np.int8).take(found.codes, mode="wrap"), METHODS)


def _values(rows: Rows, data: TableData, law: Law) -> Any:
    value = np.append(law.value, np.nan)
    held = filled(
        rows.size, np.float64, lambda part: value.take(np.maximum(rows.item[part], -1), mode="wrap")
    )
    own = data.numbers("equivalent_value")
    return held if own is None else np.where(np.isnan(own), held, own)


def given(data: TableData, column: str) -> str:
    """Return the reference key of a user's column."""
    heading = next((p.own_columns[column] for p in data.places if column in p.own_columns), column)
    return f"given:column '{heading}'"


def _item_references(rows: Rows, data: TableData, law: Law, item: NDArray[np.int16]) -> Coded:
    references = law.library.table(ITEMS).references
    own = data.numbers("equivalent_value")
    if own is None:
        return Coded(item, references)
    return Coded(
        np.where(np.isnan(own), item, len(references)).astype(np.int16),
        (*references, given(data, "equivalent_value")),
    )


def _rate_references(found: Charged, data: TableData, law: Law, rows: Rows) -> Coded:
    references = law.library.table(RATES).references
    own = (rows.status == st.GIVEN) & found.taxed
    codes = np.where(own, len(references), np.maximum(found.rate_row, -1)).astype(np.int16)
    return Coded(codes, (*references, given(data, "rate_cny")))


def _reduction_references(found: Charged, law: Law) -> Coded:
    steps = law.reductions(np.array([last_month(0)]))[0]
    series = law.library.law(LAW).series["reduction_factor"]
    of = {key: series.reference(n) for n, value in enumerate(series.values) for key in value.keys}
    return Coded(found.step, tuple(of[key] for key in steps))
