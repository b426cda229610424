"""The direct figure of each route as the own figure of a list of imports, priced under CBAM."""

from pathlib import Path

import calc
from calc.chains import imports_of_steel

steel = calc.run(str(Path(__file__).with_name("routes.csv")))
imports = imports_of_steel(steel, "2026-07-15", importer="Muster Stahl GmbH")
priced = calc.run(imports).frame()

print("lot   route  see_direct  status              EUR/t  own figure")
for _, row in priced.iterrows():
    print(
        f"{row['Shipment']:<6}{row['Route']:<6}{row['see_direct [tCO2e/t]']:>10.3f}  {row['status']:<16}"
        f"{row['cost_eur'] / row['Net mass [t]']:>9.2f}  {row['Own figure']}"
    )
