"""Carry tax, allowances and CBAM into the account: run the sheets, compare with account.csv, show the account.

With ``--write`` the amounts of account.csv are replaced by those of the sheets.
"""

import csv
import sys
from pathlib import Path

import pandas as pd

import calc
from calc.chains import imports_with_carbon_price

HERE = Path(__file__).parent


def total(sheet: str, line: str, subject: str) -> float:
    """Return a total of a sheet beside this file."""
    return calc.run(str(HERE / sheet), subject=subject).totals()[line]


plants = calc.run(str(HERE / "allowances.csv"), subject="allowances")
shipments = imports_with_carbon_price(pd.read_csv(HERE / "exports.csv", dtype={"CN code": str}), plants, 2025)
exports = calc.run(shipments, subject="imports")
in_2025 = plants.data.numbers("year") == 2025
carried = {
    "A-04": ("discharges: tax_cny", total("discharges.csv", "tax_cny", "discharges"), "CNY"),
    "A-05": ("solid waste: tax_cny", total("solid_waste.csv", "tax_cny", "solid-waste"), "CNY"),
    "A-06": ("noise: tax_cny", total("noise.csv", "tax_cny", "noise"), "CNY"),
    "A-08": ("allowances 2025: net_carbon_cost_cny", plants.total("net_carbon_cost_cny", in_2025), "CNY"),
    "A-09": ("exports with the carbon price paid: cost_eur", exports.totals()["cost_eur"], "EUR"),
}
with (HERE / "account.csv").open(encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
print("row   what is carried                               amount        in account.csv")
for row in rows:
    if row["reference"] in carried:
        what, amount, currency = carried[row["reference"]]
        text = f"{amount:.2f} {currency}"
        same = "same" if row["amount"] == text else f"differs: {row['amount']}"
        print(f"{row['reference']:<6}{what:<46}{text:<14}{same}")
        row["amount"] = text
if "--write" in sys.argv:
    with (HERE / "account.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
deducted = exports.numbers("carbon_price_deduction_tco2e")
print(f"Deducted for the carbon price paid, provisional: {deducted.sum():.2f} tCO2e")
