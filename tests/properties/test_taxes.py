"""What must hold for every sheet of discharges: order and partition change nothing, ranks are those of a plain loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import calc
from calc.engine.errors import InputError
from calc.engine.model import Options
from calc.taxes import ranking
from calc.taxes.stream import OutletMonths, Stream, totals

QUICK = settings(
    max_examples=20,
    derandomize=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failing sheet is read as it is
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
AIR = ("SO2", "NOx", "CO", "HCl", "fluorides", "smoke dust", "VOCs", "sulphur dioxyde")
WATER = (
    "COD",
    "BOD5",
    "TOC",
    "NH3-N",
    "SS",
    "总铅",
    "总汞",
    "总镉",
    "总铬",
    "总砷",
    "总镍",
    "pH",
    "大肠菌群数",
    "余氯",
)
COLUMNS = (
    "site",
    "province",
    "outlet",
    "month",
    "medium",
    "pollutant",
    "amount [kg]",
    "limit",
    "measured",
    "exceeded",
    "rate_cny",
)


@st.composite
def sheet(draw: st.DrawFn) -> pd.DataFrame:
    """Rows of a few outlets and months, no pollutant twice, now and then something that is refused."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for _ in range(draw(st.integers(20, 60))):
        water = draw(st.booleans())
        site = draw(st.sampled_from(("A", "B", "C")))
        key = (
            site,
            ("DW1" if water else "DA1") + draw(st.sampled_from("ab")),
            draw(st.sampled_from(("2019-12", "2024-01", "2024-02"))),
            draw(st.sampled_from(WATER if water else AIR)),
        )
        rows[key] = {
            "site": key[0],
            "province": {
                "A": "Beijing",
                "B": "Liaoning",
                "C": draw(st.sampled_from(("Henan", "Henan", "Henn"))),
            }[site],
            "outlet": key[1],
            "month": key[2],
            "medium": "water" if water else "air",
            "pollutant": key[3],
            "amount [kg]": draw(st.integers(0, 400)) / 4,
            "limit": draw(st.sampled_from((None, "50"))),
            "measured": draw(st.sampled_from((None, 3, 20, 30, 40, 60))),
            "exceeded": draw(st.sampled_from((None, None, None, "yes"))),
            "rate_cny": draw(st.sampled_from((None, None, 2.0, 15.0))),
        }
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


def streamed(
    frame: pd.DataFrame, cuts: list[int], **options: Any
) -> tuple[Stream, dict[tuple[Any, ...], tuple[Any, ...]]]:
    run = Stream(**options)
    edges = [0, *sorted({c for c in cuts if 0 < c < len(frame)}), len(frame)]

    def chunks() -> Iterator[pd.DataFrame]:
        for start, stop in pairwise(edges):
            yield frame.iloc[start:stop].reset_index(drop=True)

    return run, by_outlet(run, list(run.results(chunks())))


def by_outlet(run: Stream, parts: list[OutletMonths]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {
        (run.sites[p.site[n]], run.outlets[p.outlet[n]], int(p.month[n]), int(p.medium[n])): (
            round(float(p.tax_cny[n]), 6),
            int(p.charged[n]),
            int(p.rows[n]),
            int(p.refused[n]),
        )
        for p in parts
        for n in range(len(p))
    }


@QUICK
@given(
    sheet(),
    st.lists(st.integers(1, 50), min_size=2, max_size=6),
    st.sampled_from(("outlet", "pollutant")),
    st.sampled_from(("return", "tax")),
)
def test_a_stream_gives_what_the_ledger_gives_wherever_it_is_cut(
    frame: pd.DataFrame, cuts: list[int], refused: str, rounding: str
) -> None:
    chosen = {"reduction_refused": refused, "rounding": rounding}
    _, found = streamed(frame, cuts, options=Options(assume=chosen))
    ledger = calc.run(frame, subject="discharges", assume=chosen)
    lines = {
        (
            o.site,
            o.outlet,
            (int(o.month[:4]) - 1970) * 12 + int(o.month[5:]) - 1,
            ("air", "water").index(o.medium),
        ): (
            round(o.tax_cny, 6),
            o.charged,
            o.rows,
            o.refused,
        )
        for o in ledger.groups["outlets"]
    }
    assert found == lines


@QUICK
@given(sheet(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_and_the_largest_are_charged(
    frame: pd.DataFrame, random: Any
) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    lines = ["pollutant_equivalents", "rank", "taxed", "rate_cny", "reduction", "tax_cny", "status", "note"]
    first = calc.run(frame, subject="discharges")
    second = calc.run(frame.iloc[order].reset_index(drop=True), subject="discharges")
    one = first.result_frame()[lines].astype(object).iloc[order].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, second.result_frame()[lines].astype(object))
    assert first.totals() == second.totals()
    largest_are_charged(frame, first.result_frame())


def largest_are_charged(frame: pd.DataFrame, found: pd.DataFrame) -> None:
    charged: dict[tuple[Any, ...], list[float]] = defaultdict(list)
    left: dict[tuple[Any, ...], list[float]] = defaultdict(list)
    refused: dict[tuple[Any, ...], int] = defaultdict(int)
    for own, row in zip(frame.to_dict("records"), found.to_dict("records"), strict=True):
        key = (own["site"], own["outlet"], own["month"], row["ranked_among"])
        if row["taxed"] == "yes":
            charged[key].append(row["pollutant_equivalents"])
        elif row["taxed"] == "no" and row["rank"] == row["rank"]:
            left[key].append(row["pollutant_equivalents"])
        elif row["rank"] == row["rank"]:  # refused, for want of a rate: it keeps its place
            refused[key] += 1
        if row["tax_cny"] == row["tax_cny"] and row["taxed"] == "yes":
            tax = row["pollutant_equivalents"] * row["rate_cny"] * row["reduction"]
            assert abs(tax - row["tax_cny"]) <= 0.00005 + 1e-9 * tax
    for key, amounts in charged.items():
        most = 5 if key[3] == "water-class-1" else 3
        assert len(amounts) <= most
        assert not left[key] or (len(amounts) + refused[key] >= most and max(left[key]) <= min(amounts))


@settings(QUICK, max_examples=100)
@given(st.integers(1, 80), st.integers(0, 2**32 - 1))
def test_ranks_by_comparing_and_by_sorting_agree_with_a_plain_loop(size: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    group = np.sort(random.integers(0, 6, size)).astype(np.int32)
    among = random.integers(-1, 2, size).astype(np.int8)
    key, most = ranking._key(group, among, among >= 0), int(np.bincount(group).max())
    equivalents = random.integers(0, 5, size).astype(float)
    item = np.arange(size, dtype=np.int16)
    random.shuffle(item)
    plain = []
    for n in range(size):
        rivals = [m for m in range(size) if group[m] == group[n] and among[m] == among[n]]
        rivals.sort(key=lambda m: (-equivalents[m], item[m]))
        plain.append(rivals.index(n) + 1 if among[n] >= 0 else 0)
    assert ranking._compared(key, equivalents, item, most).tolist() == plain
    assert ranking._sorted(key, equivalents, item, most).tolist() == plain


def test_what_is_taken_of_a_group_is_said_alike_for_few_and_many_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        (1, "COD", 10.0),
        (1, "BOD5", 5.0),
        (1, "TOC", 1.0),
        (2, "COD", 9.0),
        (2, "TOC", 4.9),
        (3, "TOC", 1.0),
    ]
    frame = pd.DataFrame(
        [
            {
                "outlet": o,
                "month": "2024-01",
                "medium": "water",
                "pollutant": p,
                "amount [kg]": a,
                "rate_cny": 2,
            }
            for o, p, a in rows
        ]
    )
    for most in (64, 0):
        monkeypatch.setattr(ranking, "MOST_COMPARED", most)
        found = calc.run(frame, subject="discharges").result_frame()
        assert found["taxed"].tolist() == ["no", "yes", "no", "no", "yes", "yes"]
        for words, rows_said in (("this was taken", [1, 4]), ("equal equivalents", [0, 1])):
            assert [
                n for n, note in enumerate(found["note"].astype(object).fillna("")) if words in note
            ] == rows_said


def outlets(plants: int, months: int) -> pd.DataFrame:
    pollutants = (
        "COD",
        "NH3-N",
        "SS",
        "总磷",
        "石油类",
        "总铜",
        "总汞",
        "总镉",
        "总铬",
        "总砷",
        "总铅",
        "总镍",
    )
    random = np.random.default_rng(3)
    size = plants * months * len(pollutants)
    at = np.arange(size)
    return pd.DataFrame(
        {
            "site": pd.Categorical.from_codes(
                at // (months * len(pollutants)), [f"P{n}" for n in range(plants)]
            ),
            "outlet": "DW1",
            "province": "Henan",
            "month": [
                f"{2018 + m // 12}-{m % 12 + 1:02d}" for m in (at // len(pollutants) % months).tolist()
            ],
            "medium": "water",
            "pollutant": np.array(pollutants)[at % len(pollutants)],
            "amount [kg]": random.lognormal(2, 1, size).round(3),
        }
    )


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_stream_keeps_at_most_200_bytes_for_an_outlet_and_month(shuffled: bool) -> None:
    frame = outlets(60, 60)
    if shuffled:
        frame = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    run, most = Stream(), 0.0
    for start in range(0, len(frame), 5001):
        run.add(_data(frame.iloc[start : start + 5001].reset_index(drop=True)))
        most = max(most, run.bytes() / run.open())
    assert run.open() == 3600
    assert most <= 200
    parts = list(run.results([]))
    assert sum(totals(parts, run, "month").values()) == pytest.approx(calc.run(frame).totals()["tax_cny"])


def test_an_ordered_stream_keeps_one_outlet_and_month() -> None:
    frame = outlets(20, 60)
    run, most, found = Stream(ordered=True), 0, []
    chunks = (frame.iloc[start : start + 500].reset_index(drop=True) for start in range(0, len(frame), 500))
    for part in run.results(chunks):
        most = max(most, run.open())
        found.append(part)
    assert most <= 1 + 500 // 12 + 2
    assert sum(totals(found, run).values()) == pytest.approx(calc.run(frame).totals()["tax_cny"])
    with pytest.raises(InputError, match="do not stand by outlet"):
        list(Stream(ordered=True).results([frame.iloc[::-1].reset_index(drop=True), frame]))


def test_a_pollutant_twice_is_seen_across_a_border() -> None:
    frame = outlets(1, 1)
    frame = pd.concat([frame, frame.iloc[:1]], ignore_index=True)
    for cuts in ([], [5], [12]):
        _, found = streamed(frame, cuts)
        ((tax, _, rows, refused),) = found.values()
        assert tax != tax
        assert rows == refused == 13


def test_two_provinces_of_a_site_are_seen_across_a_border() -> None:
    frame = outlets(2, 1)
    frame.loc[23, "province"] = "Hebei"
    for cuts in ([], [20]):
        run, found = streamed(frame, cuts)
        assert [site for (site, *_), line in found.items() if line[0] != line[0]] == ["P1"]
        assert {run.sites[n] for n in run.conflicts} == {"P1"}


def _data(frame: pd.DataFrame) -> Any:
    from calc.engine.read import read
    from calc.taxes.discharges import TABLE

    return read(frame, [TABLE]).tables["discharges"]
