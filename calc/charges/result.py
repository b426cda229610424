"""The ledger of charges: amount x rate in local currency, in euro and yuan at dated rates, fixed fees by site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calc.charges import status as st
from calc.charges.laws import SHAPE, Charge, Found, charges, fixed_fee, found_for
from calc.charges.listings import law_lines, site_lines
from calc.engine.assumptions import assumed_in_words, choices
from calc.engine.cells import numbers, texts
from calc.engine.citations import cite
from calc.engine.errors import REFUSED, Problems
from calc.engine.ledger import Ledger, SheetModel
from calc.engine.model import BoolArray, Coded, FloatArray, IntArray, Options, TableData
from calc.engine.placing import problems_at, written
from calc.engine.states import States
from calc.methods.exchanged import exchange, last_days, rates_of
from calc.methods.periods import Period, period
from factors import Library
from factors.names import nearest_territories, territory_key

if TYPE_CHECKING:
    from calc.engine.model import Subject

PROFILE = "profiles.charges"
OPTIONAL_TEXTS = ("site", "reference")
REMEDIES = {
    st.UNKNOWN_JURISDICTION: "correct the name",
    st.NO_LAW: f"add a law file of the shape '{SHAPE}', see CONTRIBUTING.md",
    st.UNKNOWN_POLLUTANT: "correct the name, or fill the column medium",
    st.NO_RATE: "write the class or pollutant that the law names",
    st.RATE_NOT_HELD: "it is refused, not charged with nothing: look up the rate and add it",
    st.OUTSIDE_VALIDITY: "correct the period, or add the rate to the law file",
    st.UNKNOWN_CIRCUMSTANCE: "write it as the law file does, or leave the cell empty",
    st.UNKNOWN_PERIOD: "write 2025, 2025Q1 or 2025-03",
}


def ledger(
    subject: Subject, data: TableData, library: Library, options: Options, problems: Problems
) -> Ledger:
    """Return the ledger of a table of charged amounts."""
    chosen = choices(library, PROFILE, options)
    laws = charges(library)
    states = States(data.size, st.WORDS)
    refused = [mask for name, mask in data.refused.items() if name not in OPTIONAL_TEXTS]
    if refused:
        states.end(np.logical_or.reduce(refused), st.INVALID)
    amount = numbers(data, "amount")
    columns = [
        texts(data, name) for name in ("jurisdiction", "medium", "pollutant", "circumstance", "period")
    ]
    states.end(np.isnan(amount) | (columns[0].codes < 0) | (columns[2].codes < 0), st.INVALID)
    periods = [period(text) for text in columns[4].values]
    keys = [territory_key(text, library.names) or _as_written(text, laws) for text in columns[0].values]
    distinct, number = np.unique(np.stack([c.codes for c in columns]), axis=1, return_inverse=True)
    kind = number.ravel().astype(np.int32)
    found = [
        _found(
            library,
            laws,
            keys,
            periods,
            [c.values for c in columns],
            codes,
            chosen["past_validity"] == "carry",
        )
        for codes in distinct.T.tolist()
    ]
    state = np.array([one.state for one in found], dtype=np.int8)[kind]
    states.status = np.where(states.status == st.COMPUTED, state, states.status)
    computed = states.status == st.COMPUTED

    def of(values: list[float]) -> FloatArray:
        return np.where(computed, np.array(values or [np.nan], dtype=float)[kind], np.nan)

    rate, share, factor = (
        of([getattr(one, name) for one in found]) for name in ("rate", "share", "coefficient")
    )
    charge = amount * rate * share * factor
    names = tuple(dict.fromkeys(one.currency for one in found if one.currency))
    currency = np.array([names.index(o.currency) if o.currency else -1 for o in found] or [-1])[kind]
    currency = np.where(computed, currency, -1).astype(np.int32)
    days = last_days([p.last if p else None for p in periods])[columns[4].codes]
    rates = exchange(currency, days, names, rates_of(options))
    own = texts(data, "site")
    sites = site_lines(library, laws, keys, columns[0], periods, columns[4], own, charge, computed)
    has_fee = np.array([_fee_of(laws, keys, c, periods, library) for c in distinct.T.tolist()] or [False])[
        kind
    ]
    states.note(np.array([one.assumed for one in found], dtype=bool)[kind], "rate_assumed")
    states.note(np.array([one.late for one in found], dtype=bool)[kind] & computed, "begins")
    states.note(computed & (share != 1), "share")
    states.note(computed & (factor != 1), "coefficient")
    states.note(has_fee & (own.codes >= 0), "fixed_fee")
    states.note(has_fee & (own.codes < 0), "no_site")
    states.note(computed & (np.isnan(rates.to_eur) | np.isnan(rates.to_cny)), "no_euro")
    states.note(computed & rates.assumed, "exchange_assumed")
    _report(data, problems, states.status, found, kind)
    of_kind = [keys[codes[0]] if codes[0] >= 0 else "" for codes in distinct.T.tolist()]
    out: dict[str, Any] = {
        "charge": charge,
        "currency_used": Coded(currency.astype(np.int16), names),
        "charge_eur": charge * rates.to_eur,
        "charge_cny": charge * rates.to_cny,
        "status": Coded(states.status, st.STATUSES),
        "note": lambda: st.WORDS.said(states.notes, states.status),
        "rate_per_t": rate,
        "due_share": share,
        "coefficient": factor,
        "amount_t": np.where(computed, amount, np.nan),
        "law_used": _coded([laws[k].law.title if k in laws else "" for k in of_kind], kind),
        "medium_used": _coded([one.medium for one in found], kind),
        "pollutant_used": _coded([one.key for one in found], kind),
        "jurisdiction_used": _coded(of_kind, kind),
        "eur_per_unit": rates.to_eur,
        "cny_per_unit": rates.to_cny,
        "rate_reference": _coded([one.references[0] for one in found], kind),
        "share_reference": _coded([one.references[1] for one in found], kind),
        "coefficient_reference": _coded([one.references[2] for one in found], kind),
        "exchange_reference": rates.reference,
    }
    late = int((computed & st.WORDS.noted(states.notes, ("rate_assumed",))).sum())
    fees = sorted({f"{line.currency} {line.jurisdiction}" for line in sites if line.fixed_fee > 0})
    return Ledger(
        subject=subject,
        data=data,
        columns=out,
        problems=problems,
        options=options,
        known_on=options.law_known_on.isoformat() if options.law_known_on else "",
        assumptions=assumed_in_words(library, PROFILE, chosen, {"past_validity": late}),
        groups={
            "laws": law_lines(out, laws, keys, amount, charge, computed, names),
            "sites": sites,
            "rates": list(rates.lines),
        },
        cite=partial(cite, library),
        marks={
            "refused": lambda: ~computed,
            "assumed": lambda: computed & st.WORDS.noted(states.notes, st.ASSUMED_NOTES),
        },
        sheet=partial(_sheet, computed, ~np.isnan(rates.to_eur), ~np.isnan(rates.to_cny)),
        headline=(
            "Charges of several currencies are not added up but in euro and yuan, at dated rates.",
            *(f"Fixed fees are not in the totals: table of sites ({fee})." for fee in fees),
        ),
    )


def _as_written(text: str, laws: Mapping[str, Charge]) -> str:
    """Return a jurisdiction that no list of countries has, where a law file names it."""
    return text.strip().upper() if text.strip().upper() in laws else ""


def _found(
    library: Library,
    laws: Mapping[str, Charge],
    keys: list[str],
    periods: list[Period | None],
    values: Sequence[tuple[str, ...]],
    codes: list[int],
    carry: bool,
) -> Found:
    """Return what the law says about one combination of cells."""
    jurisdiction, medium, text, circumstance, when = (
        v[c] if c >= 0 else "" for v, c in zip(values, codes, strict=True)
    )
    if codes[0] < 0 or codes[2] < 0:
        return Found(st.INVALID)
    key = keys[codes[0]]
    if not key:
        near = nearest_territories(jurisdiction)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        return Found(st.UNKNOWN_JURISDICTION, "jurisdiction", f"'{jurisdiction}'{hint}", "a country we know")
    if key not in laws:
        return Found(
            st.NO_LAW,
            "jurisdiction",
            f"no charge on emissions of '{jurisdiction}'",
            f"one of {', '.join(laws)}",
        )
    on = periods[codes[4]] if codes[4] >= 0 else None
    if on is None:
        return Found(
            st.UNKNOWN_PERIOD, "period", f"'{when}'" if when else "empty", "a year, quarter or month"
        )
    return found_for(laws[key], library, text, medium.casefold(), circumstance, on, carry)


def _fee_of(
    laws: Mapping[str, Charge],
    keys: list[str],
    codes: list[int],
    periods: list[Period | None],
    library: Library,
) -> bool:
    on = periods[codes[4]] if codes[4] >= 0 else None
    charge = laws.get(keys[codes[0]]) if codes[0] >= 0 else None
    return bool(charge and on and not np.isnan(fixed_fee(charge, on.last, library)[0]))


def _coded(texts_of: list[str], kind: IntArray) -> Coded:
    values = tuple(dict.fromkeys(text for text in texts_of if text))
    lookup = np.array([*(values.index(text) if text else -1 for text in texts_of), -1], dtype=np.int32)
    return Coded(lookup[kind], values)


def _report(
    data: TableData, problems: Problems, status: NDArray[np.int8], found: list[Found], kind: IntArray
) -> None:
    """Add a problem for every row that the law does not answer."""
    for state, remedy in REMEDIES.items():
        rows = np.flatnonzero(status == state)
        if not rows.size:
            continue
        for column in dict.fromkeys(found[int(kind[r])].column for r in rows.tolist()):
            mine = rows[[found[int(kind[r])].column == column for r in rows.tolist()]]
            for expected in dict.fromkeys(found[int(kind[r])].expected for r in mine.tolist()):
                some = mine[[found[int(kind[r])].expected == expected for r in mine.tolist()]]
                problems.extend(
                    problems_at(
                        data,
                        some,
                        severity=REFUSED,
                        kind=st.STATUSES[state],
                        column=column,
                        found=lambda row: found[int(kind[row])].fault or written(data, row, "pollutant"),
                        expected=expected,
                        remedy=remedy,
                    )
                )


def _sheet(computed: BoolArray, euro: BoolArray, yuan: BoolArray) -> SheetModel:
    """Return the formulas of the computed rows."""

    def rows(mask: BoolArray, template: str) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, 0, -1).astype(np.int8), (template,)

    return SheetModel(
        (),
        {},
        {
            "charge": rows(computed, "{amount_t}*{rate_per_t}*{due_share}*{coefficient}"),
            "charge_eur": rows(computed & euro, "{charge}*{eur_per_unit}"),
            "charge_cny": rows(computed & yuan, "{charge}*{cny_per_unit}"),
        },
    )
