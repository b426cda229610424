"""The stages on a page of a declaration: a table in each unit, the total as a sum, and a chart."""

from __future__ import annotations

from xlsxwriter.utility import quote_sheetname

from calc.batteries.declaration import STAGES, TOTAL, Declaration
from calc.report.book import LINE
from calc.report.charts import column_chart
from calc.report.declaration_sheet import Sheet
from calc.report.terms import PER_CENT

CHART_ROWS = 16
NOT_STATED = ("not stated", "right+refused")
TITLES = {
    "raw_materials": "Raw material acquisition and pre-processing",
    "production": "Main product production",
    "distribution": "Distribution",
    "end_of_life": "End of life and recycling",
    TOTAL: "All stages",
}
UNITS = (
    "kg CO2e per kWh delivered",
    "kg CO2e per kWh of capacity",
    "kg CO2e per kg of battery",
    "kg CO2e per battery",
)


def digits_shown(value: float) -> int:
    """Return the decimals that show about four figures of a number."""
    size = abs(value)
    return next((n for n, least in enumerate((1000, 100, 10, 1, 0.1, 0.01)) if size >= least), 6)


def write_stages(sheet: Sheet, declaration: Declaration) -> None:
    """Place the stages in each unit, the total as a sum, the share of each, and a chart."""
    sheet.section("Footprint by stage of Annex II point 4")
    page = sheet.page
    page.put(sheet.row, 0, "Stage", "heading")
    for n, unit in enumerate((*UNITS, "Share [%]"), start=1):
        page.put(sheet.row, n, unit, "heading+right")
    page.heights[sheet.row] = 2 * LINE + 4
    sheet.row += 1
    total = declaration.stage(TOTAL)
    sums = (total.per_kwh_delivered, total.per_kwh_capacity, total.per_kg, total.kgco2e)
    shown = [digits_shown(value) for value in sums]
    first, values, drawn = sheet.row, [], []
    for name in STAGES:
        figure = declaration.stage(name)
        found = (figure.per_kwh_delivered, figure.per_kwh_capacity, figure.per_kg, figure.kgco2e)
        page.put(sheet.row, 0, TITLES[name], "text")
        for n, value in enumerate(found, start=1):
            stated = value == value or figure.kgco2e == figure.kgco2e
            page.put(sheet.row, n, *((value, f"number:{shown[n - 1]}") if stated else NOT_STATED))
        row = sheet.row + 1
        share = PER_CENT * figure.kgco2e / total.kgco2e if total.kgco2e else float("nan")
        page.put(sheet.row, 5, share, "number:1", f"={PER_CENT}*E{row}/E${first + len(STAGES) + 1}")
        values.append(found)
        drawn.append(figure.per_kwh_delivered)
        sheet.row += 1
    page.put(sheet.row, 0, TITLES[TOTAL], "total")
    for n, value in enumerate(sums, start=1):
        column = [row[n - 1] for row in values]
        letter = "ABCDE"[n]
        same = all(v == v for v in column) and abs(sum(column) - value) <= 1e-9 * max(abs(value), 1.0)
        formula = f"=SUM({letter}{first + 1}:{letter}{sheet.row})" if same else ""
        page.put(sheet.row, n, value, f"number+total:{shown[n - 1]}", formula)
    page.put(sheet.row, 5, "", "total")
    sheet.row += 1
    missing = [
        TITLES[name] for name in STAGES if declaration.stage(name).kgco2e != declaration.stage(name).kgco2e
    ]
    if missing:
        sheet.text(
            f"Not in the total, because no line of the model states it: {', '.join(missing)}.", "wrap+refused"
        )
    elif not declaration.distribution_included:
        sheet.text("The rule set leaves distribution out of the total.", "smallwrap")
    if all(v == v for v in drawn):
        _chart(sheet, first, drawn)


def _chart(sheet: Sheet, first: int, values: list[float]) -> None:
    quoted = quote_sheetname(sheet.name)
    last = first + len(values)
    chart = column_chart(
        sheet.page.book,
        f"{UNITS[0]}, by stage",
        (f"={quoted}!$A${first + 1}:$A${last}", [TITLES[name] for name in STAGES]),
        (f"={quoted}!$B${first + 1}:$B${last}", values),
    )
    font = {"name": "Calibri", "size": 9, "color": "#444444"}
    low = {} if min(values) < 0 else {"min": 0}
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": "General",
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": "#DDE3E8", "width": 0.75}},
            **low,
        }
    )
    chart.set_x_axis({"num_font": font, "label_position": "low", "major_tick_mark": "none"})
    chart.set_size({"width": 860, "height": 285})
    sheet.charts.append((sheet.row + 1, chart))
    sheet.row += CHART_ROWS + 1
