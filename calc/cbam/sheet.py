"""What the workbook's live formulas are made of: the parameters and a template for each line of each row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calc.cbam import status as st
from calc.cbam.prices import GIVEN_PRICE
from calc.cbam.rows import Rows
from calc.cbam.tables import FIRST_DAY, LAW, YEARS
from calc.engine.ledger import Parameter, SheetModel
from factors import Library
from factors.law import ASSUMED, IN_FORCE

_STATUS = {IN_FORCE: "in force", ASSUMED: "assumed", GIVEN_PRICE: "given"}
_DEFAULT, _SEFA, _BENCHMARK = range(3)


def sheet_model(rows: Rows, out: dict[str, Any], library: Library) -> SheetModel:
    """Return parameters and formulas of the priced rows.

    The templates are the equations of `calc.methods.liability`; a test recalculates them.
    """
    t = rows.tables
    numbers = np.isin(out["status"], st.WITH_NUMBERS)
    own = ~np.isnan(out["see_tco2e_per_t"])
    parameters: list[Parameter] = []
    where: dict[str, NDArray[np.int32]] = {}

    def add(line: str, key: NDArray[Any], mask: NDArray[np.bool_], make: Any) -> None:
        index = np.full(rows.size, -1, dtype=np.int32)
        for value in np.unique(key[mask]):
            at = mask & (key == value)
            index[at] = len(parameters)
            parameters.append(make(line, int(value), int(np.flatnonzero(at)[0])))
        where[line] = index

    law = library.law(LAW)
    sectors = len(YEARS)

    def mark_up(line: str, key: int, row: int) -> Parameter:
        sector, year = divmod(key, sectors)
        reference = law.series["mark_up"].reference(int(t.mark_up_row[sector, year]))
        label = f"{t.goods.sectors[sector]} {YEARS[year]}"
        return Parameter(line, label, float(out["mark_up"][row]), "1", reference, "in force")

    def factor(line: str, year: int, row: int) -> Parameter:
        reference = law.series["cbam_factor"].reference(int(t.factor_row[year]))
        return Parameter(line, str(YEARS[year]), float(t.factor[year]), "1", reference, "in force")

    def cscf(line: str, year: int, row: int) -> Parameter:
        reference = law.series["cscf"].reference(int(t.cscf_row[year]))
        return Parameter(
            line, str(YEARS[year]), float(t.cscf[year]), "1", reference, _STATUS[int(t.cscf_status[year])]
        )

    def price(line: str, key: int, row: int) -> Parameter:
        day = int(rows.day[row])
        reference = rows.prices.references[int(rows.prices.reference[day])]
        status = _STATUS[int(rows.prices.status[day])]
        return Parameter(line, _period(day), float(rows.prices.price[day]), "EUR/tCO2e", reference, status)

    periods = np.array([_period_number(d) for d in range(len(t.day_year))])
    add("certificate_price_eur", periods.take(rows.day), numbers, price)
    add("cbam_factor", out["production"], numbers, factor)
    add("cscf", out["production"], numbers, cscf)
    add("mark_up", out["sector"].astype(np.int32) * sectors + out["year"], numbers & ~own, mark_up)

    kind = np.where(own, np.where(np.isnan(out["sefa_tco2e_per_t"]), _BENCHMARK, _SEFA), _DEFAULT)

    def lines(
        choice: NDArray[Any], mask: NDArray[np.bool_], *templates: str
    ) -> tuple[NDArray[np.int8], tuple[str, ...]]:
        return np.where(mask, choice, -1).astype(np.int8), templates

    marked_up = "{default_value_tco2e_per_t}*(1+{mark_up})"
    rounding = rows.chosen["marked_up_value_rounding"]
    if rounding != "none":
        marked_up = f"ROUND({marked_up},{rounding.rpartition('_')[2]})"
    net = "MAX({embedded_emissions_tco2e}-{free_allocation_tco2e}-{carbon_price_deduction_tco2e},0)"
    free_b = "{cbam_factor}*{cscf}*{benchmark_column_b_tco2e_per_t}*{quantity_t_or_mwh}"
    room_b = f"MAX({{embedded_emissions_tco2e}}-{free_b},0)"
    net_b = f"MAX({{embedded_emissions_tco2e}}-{free_b}-MIN({{carbon_price_deduction_tco2e}},{room_b}),0)"
    if rows.chosen["certificate_rounding"] != "none":
        net, net_b = (f"ROUNDUP(ROUND({text},9),0)" for text in (net, net_b))
    by_benchmark = "{cbam_factor}*{cscf}*{benchmark_tco2e_per_t}*{quantity_t_or_mwh}"
    paid = ~np.isnan(out["carbon_price_paid_eur"])
    zero = np.zeros(rows.size, dtype=np.int8)
    b = ~np.isnan(out["certificates_if_column_b"])
    return SheetModel(
        tuple(parameters),
        where,
        {
            "embedded_emissions_tco2e": lines(
                np.where(own, 1, 0),
                numbers,
                f"{marked_up}*{{quantity_t_or_mwh}}",
                "{see_tco2e_per_t}*{quantity_t_or_mwh}",
            ),
            "free_allocation_tco2e": lines(
                np.where(kind == _SEFA, 1, 0), numbers, by_benchmark, "{sefa_tco2e_per_t}*{quantity_t_or_mwh}"
            ),
            "carbon_price_deduction_tco2e": lines(
                zero,
                numbers & paid,
                "MIN({embedded_emissions_tco2e}*{carbon_price_share}*{carbon_price_paid_eur}/{certificate_price_eur},"
                "MAX({embedded_emissions_tco2e}-{free_allocation_tco2e},0))",
            ),
            "certificates": lines(zero, numbers, net),
            "cost_eur": lines(zero, numbers, "{certificates}*{certificate_price_eur}"),
            "certificates_if_column_b": lines(zero, numbers & b, net_b),
            "cost_eur_if_column_b": lines(
                zero, numbers & b, "{certificates_if_column_b}*{certificate_price_eur}"
            ),
        },
    )


def _period_number(day: int) -> int:
    when = FIRST_DAY + timedelta(days=day)
    quarter = (when.month - 1) // 3 if when.year == FIRST_DAY.year else 0
    return (when.year - FIRST_DAY.year) * 4 + quarter


def _period(day: int) -> str:
    """Return the price period of a day: quarters in 2026 (Art. 21(1a)), years after."""
    when = FIRST_DAY + timedelta(days=day)
    return f"{when.year} Q{(when.month - 1) // 3 + 1}" if when.year == FIRST_DAY.year else str(when.year)
