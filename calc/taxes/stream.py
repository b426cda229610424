"""The tax of more rows than memory holds, chunk by chunk: exact wherever the chunks are cut.

>>> from calc.taxes.stream import Stream, totals        # doctest: +SKIP
>>> run = Stream()                                      # doctest: +SKIP
>>> parts = run.results(pd.read_csv("discharges.csv", chunksize=500_000))  # doctest: +SKIP
>>> totals(parts, run, by="site")                       # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.engine.errors import InputError, Problems
from calc.engine.model import FloatArray, IntArray, Options, TableData
from calc.engine.pipeline import library_for
from calc.taxes import status as st
from calc.taxes.candidates import DOUBTFUL, EXCEEDED, REFUSED, Arrived, Candidates
from calc.taxes.charge import Charged, charge, rounded
from calc.taxes.law import MEDIA, law_of
from calc.taxes.listings import FEN_PER_CNY
from calc.taxes.meanings import Meanings, meanings
from calc.taxes.months import label
from calc.taxes.resolve import Rows, resolve

MONTH_BITS = 12  # of a key; the rest numbers the outlet
BATCH = 65_536  # outlets and months in one result
DEPENDS_ON_RANK = (st.RATE_MISSING, st.ZONE_MISSING, st.DUPLICATE, st.PROVINCE_CONFLICT)


@dataclass(frozen=True)
class OutletMonths:
    """Outlets by month, in arrays; `site` and `outlet` are indices into the names of the stream.

    `month` counts from January 1970. `tax_cny` is NaN where a pollutant stands twice or the site is in two
    provinces (`refused` then counts all rows); elsewhere it is the tax of the rows that are settled.
    """

    site: IntArray
    outlet: IntArray
    month: IntArray
    medium: NDArray[np.int8]
    tax_cny: FloatArray
    equivalents: FloatArray  # of the pollutants charged
    charged: IntArray
    rows: IntArray
    refused: IntArray

    def __len__(self) -> int:
        return len(self.site)


@dataclass
class Stream:
    """A run over chunks. Results come in batches of outlets and months; names and problems stand here.

    With `ordered` the rows stand by outlet and within it by month, and memory does not grow; a site in two provinces
    is then refused from where that is seen on. Otherwise results come at the end, after at most 200 bytes for each
    outlet and month.
    """

    options: Options = field(default_factory=Options)
    ordered: bool = False
    problems: Problems = field(default_factory=Problems)
    sites: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)  # of all sites
    site_of: list[int] = field(default_factory=list)  # site of each outlet
    rows: int = 0
    unplaced: int = 0  # rows without month or medium: refused, they belong to no outlet and month
    conflicts: set[int] = field(default_factory=set)  # sites in two provinces
    _numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    _provinces: dict[int, int] = field(default_factory=dict)
    _kept: tuple[Candidates, ...] = ()
    _chosen: dict[str, str] = field(default_factory=dict)
    _last: int = -1

    def results(self, chunks: Iterable[Any]) -> Iterator[OutletMonths]:
        """Yield finished outlets and months.

        Parameters
        ----------
        chunks : iterable
            Data frames, or paths of csv, parquet or Excel files, each with headings.

        Raises
        ------
        InputError
            The rows are said to be ordered and are not.
        """
        from calc.engine.read import read
        from calc.taxes.discharges import TABLE

        for chunk in chunks:
            batch = read(chunk, [TABLE])
            self.problems.extend(batch.problems)
            last = self.add(batch.tables[TABLE.name])
            if self.ordered and last is not None:
                yield from self._closed(last)
        yield from self._closed(None)

    def add(self, data: TableData) -> int | None:
        """Take a chunk in; return the key of its last row."""
        library = library_for(self.options)
        known = meanings(data, library, self.options)
        if not self._kept:
            self._kept = tuple(Candidates(law_of(library), medium) for medium in range(len(MEDIA)))
            self._chosen = dict(known.chosen)
        known.chosen["reduction_refused"] = "pollutant"  # what the outlet bars is settled when it is finished
        rows = resolve(data, known)
        outlet, site = self._numbered(known, rows)
        found = charge(rows, data, known)
        self._note_provinces(site, found.province)
        self.rows += data.size
        usable = (rows.month >= 0) & (rows.medium < len(MEDIA))
        self.unplaced += int((~usable).sum())
        month = np.where(usable, known.place.months[rows.month], 0)
        key = outlet.astype(np.int64) << MONTH_BITS | month
        if self.ordered:
            self._check_order(key[usable])
        for medium, kept in enumerate(self._kept):
            at = np.flatnonzero(usable & (rows.medium == medium))
            if at.size:
                kept.add(_arrived(rows, found, key, at))
        return int(key[usable][-1]) if usable.any() else None

    def _numbered(self, known: Meanings, rows: Rows) -> tuple[IntArray, IntArray]:
        """Return outlet and site of each row, numbered over all chunks."""
        sites, outlets = known.sites.sites, known.sites.outlets
        pairs, first, index = np.unique(
            rows.site.astype(np.int64) * len(outlets) + rows.outlet, return_index=True, return_inverse=True
        )
        numbers = np.empty(len(pairs), dtype=np.int32)
        for n in np.argsort(first).tolist():  # in the order in which they are met
            s, o = divmod(int(pairs[n]), len(outlets))
            site = self._numbers.setdefault((-1, sites[s].casefold()), len(self.sites))
            if site == len(self.sites):
                self.sites.append(sites[s])
            number = self._numbers.setdefault((site, outlets[o].casefold()), len(self.outlets))
            if number == len(self.outlets):
                self.outlets.append(outlets[o])
                self.site_of.append(site)
            numbers[n] = number
        outlet = numbers[index]
        return outlet, np.array(self.site_of, dtype=np.int32)[outlet]

    def _note_provinces(self, site: IntArray, province: IntArray) -> None:
        given = province >= 0
        pairs = np.unique(site[given].astype(np.int64) << MONTH_BITS | province[given])
        for pair in pairs.tolist():
            s, p = pair >> MONTH_BITS, pair & ((1 << MONTH_BITS) - 1)
            if self._provinces.setdefault(s, p) != p and self.sites[s]:
                self.conflicts.add(s)

    def _check_order(self, key: NDArray[np.int64]) -> None:
        if key.size and ((key[1:] < key[:-1]).any() or key[0] < self._last):
            raise InputError(
                "the rows do not stand by outlet and within it by month: sort them, or leave `ordered` out"
            )
        self._last = int(key[-1]) if key.size else self._last

    def _closed(self, last: int | None) -> Iterator[OutletMonths]:
        """Yield what is finished: all outlets and months before `last`, or all."""
        for medium, kept in enumerate(self._kept):
            done = len(kept) if last is None else int(np.searchsorted(kept.keys, last))
            for start in range(0, done, BATCH):
                yield self._result(kept, medium, slice(start, min(start + BATCH, done)))
            if done:
                kept.drop(done)

    def _result(self, kept: Candidates, medium: int, part: slice) -> OutletMonths:
        law, chosen = kept.law, self._chosen
        key, slots = kept.keys[part], kept.slots[part]
        outlet = (key >> MONTH_BITS).astype(np.int32)
        month = (key & ((1 << MONTH_BITS) - 1)).astype(np.int32)
        site = np.array(self.site_of, dtype=np.int32)[outlet]
        months, at = np.unique(month, return_inverse=True)
        most = law.charged(months)[kept.ranking][:, at].T
        equivalents, rate = kept.equivalents[slots], kept.rate[slots]
        charged = (kept.place < most) & ~np.isnan(equivalents)
        flags = kept.flags[slots]
        step = kept.step[slots]
        if chosen["reduction_refused"] == "outlet":
            step = np.where((flags & EXCEEDED).astype(bool)[:, None], np.int8(-1), step)
        _, _, due = law.reductions(months)
        factor = np.vstack([due, np.ones((1, len(months)))])[step, at[:, None]]
        tax = equivalents * rate * factor
        tax = rounded(tax, chosen["rounding"])
        settled = charged & (rate > 0)
        fine = FEN_PER_CNY * FEN_PER_CNY
        sums = np.where(settled, np.rint(tax * fine), 0.0).sum(axis=1) / fine
        lost = (flags & DOUBTFUL).astype(bool) | np.isin(site, sorted(self.conflicts))
        refused = kept.refused[slots] + (charged & np.isnan(rate)).sum(axis=1)
        rows = kept.rows[slots].astype(np.int32)
        return OutletMonths(
            site=site,
            outlet=outlet,
            month=month,
            medium=np.full(len(key), medium, dtype=np.int8),
            tax_cny=np.where(lost, np.nan, sums),
            equivalents=np.where(settled, equivalents, 0.0).sum(axis=1),
            charged=settled.sum(axis=1).astype(np.int32),
            rows=rows,
            refused=np.where(lost, rows, refused).astype(np.int32),
        )

    def bytes(self) -> int:
        """Return the bytes that are kept for open outlets and months."""
        return sum(kept.bytes() for kept in self._kept)

    def open(self) -> int:
        """Return how many outlets and months are open."""
        return sum(len(kept) for kept in self._kept)


def _arrived(rows: Rows, found: Charged, key: NDArray[np.int64], at: NDArray[np.intp]) -> Arrived:
    status = rows.status[at]
    refused = (status > st.LAST_SETTLED) & ~np.isin(status, DEPENDS_ON_RANK)
    candidate = found.taxed[at]
    return Arrived(
        key=key[at],
        item=rows.item[at],
        ranking=rows.ranking[at],
        candidate=candidate,
        equivalents=rows.equivalents[at],
        rate=np.where(refused & candidate, REFUSED, found.rate[at]),
        step=found.step[at],
        exceeded=rows.exceeded[at],
        refused=refused,
    )


def totals(parts: Iterable[OutletMonths], names: Stream, by: str = "site") -> dict[str, float]:
    """Return the tax by ``site``, ``outlet`` or ``month`` [CNY], exact; what is refused adds nothing."""
    fine = FEN_PER_CNY * FEN_PER_CNY
    sums: dict[str, int] = {}
    for part in parts:
        codes: IntArray = getattr(part, by)
        known = ~np.isnan(part.tax_cny)
        amounts = np.bincount(codes[known], np.rint(part.tax_cny[known] * fine)).astype(np.int64)
        for code in np.unique(codes).tolist():
            key = _label(names, by, code)
            sums[key] = sums.get(key, 0) + (int(amounts[code]) if code < len(amounts) else 0)
    return {key: amount / fine for key, amount in sums.items()}


def _label(names: Stream, by: str, code: int) -> str:
    if by == "site":
        return names.sites[code]
    if by == "outlet":
        site = names.sites[names.site_of[code]]
        return f"{site} / {names.outlets[code]}"
    return label(code)
