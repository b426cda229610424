"""Steel by route: what the sheet may hold, what the ledger gives.

The computation is in `calc.steel.resolve`, `calc.steel.kernel` and `calc.steel.result`; here stands only the
declaration from which reader, template, ledger, workbook and explanation follow.
"""

from __future__ import annotations

from calc.engine.model import Column, Line, Subject, Table
from calc.methods.grids import grid_column
from calc.steel.explain import explain
from calc.steel.exposure import YEARS
from calc.steel.result import ledger as calculate
from calc.steel.spellings import HYDROGEN, ROUTES
from calc.steel.status import MEANING
from calc.steel.view import VIEW

PER_TONNE = ("tCO2e/t", "t/t")

COLUMNS = (
    Column(
        "route",
        "text",
        "Route by which the steel is made",
        needed=True,
        meaning_zh="冶炼路线（高炉-转炉、废钢电炉、氢基直接还原……）",
        example="BF-BOF",
        second="H2-DRI-EAF",
        choices=ROUTES,
    ),
    Column(
        "scrap_share",
        "number",
        "Share of the iron that comes from scrap, 0 to 1 or with a % sign; that of the route if empty",
        share=True,
        least=0,
        most=1,
        meaning_zh="废钢比（铁元素，0–1 或带 %）",
        example="15 %",
        second="0",
    ),
    Column(
        "mass",
        "number",
        "Mass of steel with its unit",
        units=("t",),
        unit_needed=True,
        unit_column="unit",
        needed=True,
        above=0,
        meaning_zh="钢材质量（注明单位）",
        example="1000",
        second="250",
    ),
    Column(
        "unit",
        "text",
        "Unit of the mass, where the heading does not say it",
        meaning_zh="质量单位",
        example="t",
        second="t",
        choices=("t", "kg"),
    ),
    grid_column(
        "grid",
        "Grid of the electricity: a country, a Chinese province or region, or a figure such as 28.33 g/kWh",
        "电网：国家、中国省份或区域，或排放因子（如 28.33 g/kWh）",
        "China",
        "30 g/kWh",
    ),
    Column(
        "origin",
        "text",
        "Country where the steel is made",
        meaning_zh="生产国",
        example="China",
        countries=True,
    ),
    Column(
        "year", "year", "Year of production: chooses the grid figure", meaning_zh="生产年份", example="2024"
    ),
    Column(
        "product", "text", "Product, for your reference", meaning_zh="产品", example="slab", second="billet"
    ),
    Column(
        "cn_code",
        "code",
        "Goods code (CN 8 digits): free allocation by its CBAM benchmark is taken off",
        meaning_zh="商品编码（CN 8位，用于扣除免费配额）",
        example="72071210",
    ),
    Column(
        "gas_factor",
        "number",
        "Emission factor of the natural gas, where it differs from the default",
        units=("kgCO2e/GJ", "kgCO2/GJ"),
        unit_needed=True,
        least=0,
        most=150,
        meaning_zh="天然气排放因子",
    ),
    Column(
        "coal_factor",
        "number",
        "Emission factor of the smelting coal (Corex, HIsarna), where it differs from the source",
        units=("kgCO2e/GJ", "kgCO2/GJ"),
        unit_needed=True,
        least=0,
        most=200,
        meaning_zh="煤排放因子（Corex、HIsarna）",
    ),
    Column(
        "hydrogen_route",
        "text",
        "Where the hydrogen comes from: electrolysis (default), SMR, or given with hydrogen_footprint",
        meaning_zh="氢气来源（电解、天然气重整、给定）",
        second="electrolysis",
        choices=HYDROGEN,
    ),
    Column(
        "hydrogen_footprint",
        "number",
        "Footprint of bought hydrogen",
        units=PER_TONNE,
        unit_needed=True,
        least=0,
        meaning_zh="外购氢气碳足迹",
    ),
    Column(
        "electrolyser_efficiency",
        "number",
        "Hydrogen out of the electrolyser by its lower heating value, share of the electricity",
        share=True,
        above=0,
        most=1,
        meaning_zh="电解槽效率（低位热值）",
    ),
    grid_column("hydrogen_grid", "Grid of electrolysis, like grid; the same if empty", "电解用电的电网"),
    Column(
        "capture_rate",
        "number",
        "Share of the CO2 of ironmaking that is captured (routes with CCS)",
        share=True,
        above=0,
        most=1,
        meaning_zh="捕集率（带 CCS 的路线）",
    ),
    Column(
        "capture_energy",
        "number",
        "Electricity of the capture per tonne of CO2 captured",
        units=("kWh/tCO2", "kWh/tCO2e"),
        unit_needed=True,
        least=0,
        meaning_zh="捕集耗电",
    ),
    Column(
        "alloying",
        "text",
        "Alloying elements with their share of the steel, such as Mn 0.6 %; Cr 18 %",
        meaning_zh="合金元素及含量（如 Mn 0.6 %; Cr 18 %）",
    ),
    Column(
        "casting_rolling",
        "number",
        "Your figure of casting and rolling; none is held",
        units=PER_TONNE,
        unit_needed=True,
        least=0,
        meaning_zh="连铸与轧制排放（自有数据）",
    ),
    Column(
        "cost_premium",
        "number",
        "What the steel costs more than that of BF-BOF",
        units=("EUR/t",),
        least=0,
        meaning_zh="相对高炉-转炉的成本溢价",
        second="150 EUR/t",
    ),
    Column(
        "steel_price",
        "number",
        "Price of the steel",
        units=("EUR/t",),
        above=0,
        meaning_zh="钢材价格",
        example="600 EUR/t",
        second="600 EUR/t",
    ),
    Column("supplier", "text", "Supplier", meaning_zh="供应商", example="Mill A", private=True),
    Column("lot", "text", "Your reference of the lot", meaning_zh="批号", example="S-001", second="S-002"),
)

LINES = (
    Line("footprint_tco2e_per_t", "number", "Footprint", "tCO2e/t"),
    Line("direct_tco2e_per_t", "number", "Direct", "tCO2e/t"),
    Line("electricity_tco2e_per_t", "number", "Electricity", "tCO2e/t"),
    Line("footprint_tco2e", "number", "Footprint of the steel", "tCO2e", sum=True),
    Line("direct_tco2e", "number", "Direct emissions of the steel", "tCO2e", sum=True),
    Line("electricity_tco2e", "number", "Electricity of the steel", "tCO2e", sum=True),
    Line("energy_gj_per_t", "number", "Energy", "GJ/t", digits=1),
    Line("electricity_kwh_per_t", "number", "Electricity used", "kWh/t", digits=0),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("upstream_tco2e_per_t", "number", "Upstream: bought hydrogen, alloys, rolling given", "tCO2e/t"),
    Line("coke_tco2e_per_t", "number", "Coke", "tCO2e/t"),
    Line("sinter_pellets_tco2e_per_t", "number", "Sinter and pellets", "tCO2e/t"),
    Line("iron_tco2e_per_t", "number", "Hot metal or DRI", "tCO2e/t"),
    Line("steelmaking_tco2e_per_t", "number", "Steelmaking", "tCO2e/t"),
    Line("alloys_tco2e_per_t", "number", "Alloys", "tCO2e/t"),
    Line("casting_rolling_tco2e_per_t", "number", "Casting and rolling (given)", "tCO2e/t"),
    Line("hydrogen_tco2e_per_t", "number", "Of it bought hydrogen", "tCO2e/t"),
    Line("captured_tco2_per_t", "number", "Captured", "tCO2e/t"),
    Line("baseline_tco2e_per_t", "number", "BF-BOF on the same grid", "tCO2e/t"),
    Line("abatement_tco2e_per_t", "number", "Abatement against BF-BOF", "tCO2e/t"),
    Line("abatement_share", "number", "Abatement", "1"),
    *(Line(f"cbam_cost_{year}_eur_per_t", "number", f"CBAM {year}", "EUR/t", digits=2) for year in YEARS),
    Line("cbam_basis", "code", "CBAM counts"),
    Line(
        "break_even_carbon_price_eur",
        "number",
        "Carbon price that pays for the premium",
        "EUR/tCO2e",
        digits=2,
    ),
    Line("price_effect_share", "number", f"Premium and CBAM {YEARS[0]} over the steel price", "1"),
    Line(
        f"price_effect_{YEARS[-1]}_share", "number", f"Premium and CBAM {YEARS[-1]} over the steel price", "1"
    ),
    Line("route_used", "code", "Route"),
    Line("scrap_share_used", "number", "Scrap share", "1"),
    Line("scrap_t_per_t", "number", "Scrap charged", "t/t"),
    Line("quantity_t", "number", "Mass", "t"),
    Line("made_in", "code", "Origin"),
    Line("grid_used_gco2e_per_kwh", "number", "Grid", "gCO2e/kWh", digits=1),
    Line("hydrogen_grid_used_gco2e_per_kwh", "number", "Grid of electrolysis", "gCO2e/kWh", digits=1),
    Line("boundary_used", "code", "Boundary"),
    Line("published_low_tco2e_per_t", "number", "Lowest published for the route", "tCO2e/t"),
    Line("published_high_tco2e_per_t", "number", "Highest published for the route", "tCO2e/t"),
    Line("certificate_price_eur", "number", f"Certificate price {YEARS[0]}", "EUR/tCO2e", digits=2),
    Line("benchmark_tco2e_per_t", "number", "Benchmark (column B)", "tCO2e/t"),
    Line("route_reference", "reference", "Source of the charge"),
    Line("iron_reference", "reference", "Source of the iron"),
    Line("steelmaking_reference", "reference", "Source of steelmaking"),
    Line("hydrogen_reference", "reference", "Source of the hydrogen figure"),
    Line("grid_reference", "reference", "Source of the grid figure"),
    Line("hydrogen_grid_reference", "reference", "Source of the electrolysis grid figure"),
    Line("certificate_price_reference", "reference", "Source of the certificate price"),
    Line("benchmark_reference", "reference", "Source of the benchmark"),
)

TABLE = Table(
    "steel",
    COLUMNS,
    results=tuple(line.name for line in LINES),
    unless=("material", "import_date", "see_direct", "see_indirect", "importer"),
)

SUBJECT = Subject(
    name="steel",
    title="Steel by route",
    table=TABLE,
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="steel-2026",
    view=VIEW,
)
