"""Native charts of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calc.report.book import BLUE, GREY, NAVY, Book

PALE_BLUE = "#B9CBD8"
WIDTH, HEIGHT = 520, 290
_FONT = {"name": "Calibri", "size": 9, "color": "#444444"}


def column_chart(
    book: Book,
    title: str,
    labels: tuple[str, Sequence[Any]],
    values: tuple[str, Sequence[float]],
    pale: Sequence[bool] = (),
    higher: float = 1.0,
) -> Any:
    """Return a column chart.

    Parameters
    ----------
    labels, values : (range, content)
        The cells, such as ``=Summary!$A$5:$A$9``, and what they hold: of labels over several columns a list each.
    pale : sequence of bool
        Columns drawn in a paler colour.
    higher : float
        How many times as high as the others it is.
    """
    chart = book.book.add_chart({"type": "column"})
    series: dict[str, Any] = {
        "categories": labels[0],
        "values": values[0],
        "categories_data": list(labels[1]),
        "values_data": list(values[1]),
        "fill": {"color": BLUE},
        "gap": 55,
    }
    if any(pale):
        series["points"] = [{"fill": {"color": PALE_BLUE}} if p else None for p in pale]
    chart.add_series(series)
    chart.set_title(
        {"name": title, "overlay": False, "name_font": {**_FONT, "size": 11, "bold": True, "color": NAVY}}
    )
    chart.set_legend({"none": True})
    several = isinstance(labels[1][0], list)  # one list of labels over the other; the last stands at the axis
    shown = labels[1][-1] if several else labels[1]
    crowded = len(shown) > 5 and max(len(str(text)) for text in shown) > 8
    chart.set_x_axis(
        {
            "num_font": {**_FONT, "rotation": -45} if crowded else _FONT,
            "line": {"color": GREY},
            "major_tick_mark": "none",
            **({"label_position": "low"} if any(v < 0 for v in values[1]) else {}),
        }
    )
    chart.set_y_axis(
        {
            "num_font": _FONT,
            "num_format": "#,##0",
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": "#DDE3E8", "width": 0.75}},
            **({} if any(v < 0 for v in values[1]) else {"min": 0}),
        }
    )
    chart.set_chartarea({"border": {"color": "#DDE3E8"}})
    chart.set_size({"width": WIDTH, "height": round(HEIGHT * higher)})
    return chart
