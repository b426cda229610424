"""The sheets beside *Product*: materials, energy, transport and end of life, a row for each flow of a model."""

from __future__ import annotations

from calc.batteries.end_sheet import END_OF_LIFE_COLUMNS
from calc.batteries.shared_columns import MOST_PER_KG, QUALITY, mass, model, per_kg, share
from calc.engine.model import Column, Table
from calc.methods.freight import COLUMNS as FREIGHT
from calc.methods.grids import grid_column

MATERIALS, ENERGY = "battery materials", "battery energy"
TRANSPORT, END_OF_LIFE = "battery transport", "battery end of life"

PER_PIECE = ("kgCO2e/pcs", "kgCO2e")
PER_KWH = ("kgCO2e/kWh", "kg/kWh")
SUPPLIES = ("grid", "on-site", "contract")
LEGS = ("inbound", "distribution")

MATERIAL_COLUMNS = (
    model(),
    Column(
        "component",
        "text",
        "Component: cathode, anode, electrolyte, separator, casing, current collectors, module, pack ...",
        needed=True,
        meaning_zh="部件（正极、负极、电解液、隔膜、壳体、集流体、模组、电池包……）",
        example="cathode",
        second="anode",
    ),
    Column(
        "material",
        "text",
        "Material: nmc622, lfp, graphite, copper, aluminium, steel, lipf6 ...",
        needed=True,
        meaning_zh="材料（磷酸铁锂、石墨、铜、铝、钢、六氟磷酸锂……）",
        example="LFP",
        second="graphite",
    ),
    mass("mass", "Mass in one battery", "单个电池中的质量", "125", "72", needed=True),
    Column(
        "yield",
        "number",
        "What of the material bought is in the battery; 1 if empty",
        share=True,
        above=0,
        most=1,
        meaning_zh="材料利用率（空白为 1）",
        example="92 %",
        second="",
    ),
    share("recycled_pre", "Recycled before use, from manufacturing waste", "消费前再生料比例", "0 %", ""),
    share("recycled_post", "Recycled after use, from products in use", "消费后再生料比例", "10 %", ""),
    Column(
        "origin",
        "text",
        "Country of origin: information only, no figure follows from it",
        meaning_zh="原产国（仅供参考，不影响计算）",
        example="China",
        second="",
        countries=True,
    ),
    Column(
        "supplier", "text", "Supplier", meaning_zh="供应商", example="Supplier C", second="", private=True
    ),
    per_kg(
        "supplier_factor",
        "Supplier's emissions per kg of material as delivered; wins over ours and needs a boundary",
        "供应商排放因子（优先采用，须注明系统边界）",
        "7.1",
        "",
    ),
    Column(
        "piece_factor",
        "number",
        "Supplier's emissions per piece; needs piece_mass and a boundary",
        units=PER_PIECE,
        unit_needed=True,
        least=-MOST_PER_KG,
        most=MOST_PER_KG,
        meaning_zh="供应商每件排放量（须给出单件质量和系统边界）",
    ),
    Column(
        "piece_mass",
        "number",
        "Mass of a piece",
        units=("kg",),
        unit_needed=True,
        above=0,
        meaning_zh="单件质量",
    ),
    Column(
        "boundary",
        "text",
        "What the supplier's figure covers, such as cradle-to-gate",
        meaning_zh="供应商数据的系统边界（如摇篮到大门）",
        example="cradle-to-gate",
        second="",
    ),
    QUALITY,
    Column(
        "dataset",
        "text",
        "Dataset and version behind the figures of the row, as it is to be named in the report",
        meaning_zh="数据所依据的数据集及版本（将在报告中列出）",
        example="supplier EPD 2025",
        second="",
        private=True,
    ),
    share("cff_a", "Allocation factor A of the circular footprint formula", "循环足迹公式分配系数 A"),
    share("r2", "Share that comes out of recycling at the end of life, R2", "寿命终止再生产出率 R2"),
    share("quality_in", "Quality of recycled material against virgin, going in", "投入再生料质量比 Qsin/Qp"),
    share(
        "quality_out", "Quality of what recycling gives against what it replaces", "产出再生料质量比 Qsout/Qp"
    ),
    per_kg("recycled_factor", "Emissions per kg of the recycled material", "再生料排放因子"),
)

ENERGY_COLUMNS = (
    model(),
    Column(
        "process",
        "text",
        "Process that takes the energy: electrode making, drying, formation, assembly ...",
        needed=True,
        meaning_zh="工序（电极制造、干燥、化成、装配……）",
        example="cell production",
        second="pack assembly",
    ),
    Column(
        "carrier",
        "text",
        "Energy carrier: electricity, natural gas, diesel, heat ...",
        needed=True,
        meaning_zh="能源种类（电力、天然气、柴油、热力……）",
        example="electricity",
        second="electricity",
        choices=("electricity", "natural gas"),
    ),
    Column(
        "amount",
        "number",
        "Energy for one battery; fuels by their net calorific value",
        units=("kWh",),
        unit_needed=True,
        needed=True,
        least=0,
        mixed_up=("kWh", "MWh", "MJ"),
        meaning_zh="单个电池能耗（燃料按低位热值）",
        example="2100",
        second="150",
    ),
    grid_column(
        "grid",
        "Grid of this electricity, where it is another one than the plant's",
        "该工序所用电网（与工厂不同时填写）",
    ),
    Column(
        "supply",
        "text",
        "How electricity is supplied; what a contract counts for is decided by the rule set",
        meaning_zh="供电方式（电网、自发自用、购电合同）",
        example="grid",
        second="grid",
        choices=SUPPLIES,
    ),
    Column(
        "energy_factor",
        "number",
        "Own emissions per kWh, with the supply chain; wins over ours",
        units=PER_KWH,
        unit_needed=True,
        least=0,
        most=MOST_PER_KG,
        meaning_zh="自有能源排放因子（含上游，优先采用）",
    ),
    QUALITY,
)

TRANSPORT_COLUMNS = (
    model(),
    Column(
        "stage",
        "text",
        "inbound: to the plant; distribution: from the plant to the market",
        needed=True,
        meaning_zh="运输阶段（进厂、分销）",
        example="distribution",
        second="inbound",
        choices=LEGS,
    ),
    Column("goods", "text", "What is carried", meaning_zh="货物", example="battery", second="cells"),
    mass(
        "mass",
        "Mass carried for one battery; of distribution the battery itself, if empty",
        "单个电池对应的运输质量（分销阶段空白则为电池质量）",
        "400",
        "300",
        needed=False,
    ),
    *FREIGHT,
    QUALITY,
)

COMPANIONS = (
    Table(MATERIALS, MATERIAL_COLUMNS, sheet="Materials"),
    Table(ENERGY, ENERGY_COLUMNS, sheet="Energy"),
    Table(TRANSPORT, TRANSPORT_COLUMNS, sheet="Transport"),
    Table(END_OF_LIFE, END_OF_LIFE_COLUMNS, sheet="End of life", unless=("component",)),
)
