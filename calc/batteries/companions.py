"""The sheets beside *Product*: materials, energy, transport and end of life, a row for each flow of a model."""

from __future__ import annotations

from calc.engine.model import Column, Table
from calc.methods.freight import COLUMNS as FREIGHT
from calc.methods.grids import grid_column

MATERIALS, ENERGY = "battery materials", "battery energy"
TRANSPORT, END_OF_LIFE = "battery transport", "battery end of life"

PER_KG = ("kgCO2e/kg", "kg/kg")
PER_PIECE = ("kgCO2e/pcs", "kgCO2e")
PER_KWH = ("kgCO2e/kWh", "kg/kWh")
MOST_PER_KG = 10**6
QUALITIES = ("company", "supplier", "literature")
SUPPLIES = ("grid", "on-site", "contract")
LEGS = ("inbound", "distribution")
ROUTES = ("pyro", "hydro", "direct", "CFF")


def _model(example: str = "PB-60 LFP", second: str = "PB-75 NMC") -> Column:
    return Column(
        "model",
        "text",
        "The model to which the row belongs, as on the sheet Product",
        needed=True,
        meaning_zh="所属电池型号（与 Product 工作表一致）",
        example=example,
        second=second,
    )


def _share(name: str, meaning: str, meaning_zh: str, example: str = "", second: str | None = None) -> Column:
    return Column(
        name,
        "number",
        meaning,
        share=True,
        least=0,
        most=1,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


def _per_kg(name: str, meaning: str, meaning_zh: str, example: str = "", second: str | None = None) -> Column:
    return Column(
        name,
        "number",
        meaning,
        units=PER_KG,
        unit_needed=True,
        least=-MOST_PER_KG,
        most=MOST_PER_KG,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


def _mass(name: str, meaning: str, meaning_zh: str, example: str, second: str, *, needed: bool) -> Column:
    return Column(
        name,
        "number",
        meaning,
        units=("kg",),
        unit_needed=True,
        needed=needed,
        above=0,
        meaning_zh=meaning_zh,
        example=example,
        second=second,
    )


_QUALITY = Column(
    "data_quality",
    "text",
    "Where the figures of the row come from; wins over our own reading of it",
    meaning_zh="数据来源（企业、供应商、文献）",
    example="supplier",
    choices=QUALITIES,
)

MATERIAL_COLUMNS = (
    _model(),
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
    _mass("mass", "Mass in one battery", "单个电池中的质量", "125", "72", needed=True),
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
    _share("recycled_pre", "Recycled before use, from manufacturing waste", "消费前再生料比例", "0 %", ""),
    _share("recycled_post", "Recycled after use, from products in use", "消费后再生料比例", "10 %", ""),
    Column(
        "origin", "text", "Country of origin", meaning_zh="原产国", example="China", second="", countries=True
    ),
    Column(
        "supplier", "text", "Supplier", meaning_zh="供应商", example="Supplier C", second="", private=True
    ),
    _per_kg(
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
    _QUALITY,
    Column(
        "dataset",
        "text",
        "Dataset and version behind the supplier's figure",
        meaning_zh="供应商数据的数据集及版本",
        example="supplier EPD 2025",
        second="",
    ),
    _share("cff_a", "Allocation factor A of the circular footprint formula", "循环足迹公式分配系数 A"),
    _share("r2", "Share that comes out of recycling at the end of life, R2", "寿命终止再生产出率 R2"),
    _share("quality_in", "Quality of recycled material against virgin, going in", "投入再生料质量比 Qsin/Qp"),
    _share(
        "quality_out", "Quality of what recycling gives against what it replaces", "产出再生料质量比 Qsout/Qp"
    ),
    _per_kg("recycled_factor", "Emissions per kg of the recycled material", "再生料排放因子"),
)

ENERGY_COLUMNS = (
    _model(),
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
    _QUALITY,
)

TRANSPORT_COLUMNS = (
    _model(),
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
    _mass(
        "mass",
        "Mass carried for one battery; of distribution the battery itself, if empty",
        "单个电池对应的运输质量（分销阶段空白则为电池质量）",
        "400",
        "300",
        needed=False,
    ),
    *FREIGHT,
    _QUALITY,
)

END_OF_LIFE_COLUMNS = (
    _model(),
    Column(
        "material",
        "text",
        "Material as on the sheet Materials; 'battery' for the treatment of the whole battery",
        needed=True,
        meaning_zh="材料（与 Materials 一致；battery 表示整只电池的处理）",
        example="aluminium",
        second="copper",
    ),
    _share(
        "collected", "Share that is collected and treated; 1 if empty", "回收率（空白为 1）", "95 %", "95 %"
    ),
    Column(
        "route",
        "text",
        "Route of recycling",
        meaning_zh="回收路线（火法、湿法、直接再生）",
        example="hydro",
        second="hydro",
        choices=ROUTES,
    ),
    _share(
        "r2", "Share of what is collected that comes out of recycling, R2", "再生产出率 R2", "90 %", "95 %"
    ),
    _share("r3", "Share of what is collected that is burnt with energy recovery, R3", "能量回收比例 R3"),
    _per_kg(
        "recycling_factor", "Emissions of recycling per kg that comes out", "回收过程排放因子", "0.7", "1.0"
    ),
    _per_kg(
        "disposal_factor", "Emissions of disposal per kg of the rest", "其余部分处置排放因子", "0.05", "0.05"
    ),
    _share("cff_a", "Allocation factor A of the circular footprint formula", "循环足迹公式分配系数 A"),
    _share(
        "quality_out", "Quality of what recycling gives against what it replaces", "产出再生料质量比 Qsout/Qp"
    ),
    _share("cff_b", "Allocation factor B of energy recovery; 0 if empty", "能量回收分配系数 B（空白为 0）"),
    _per_kg("recovery_factor", "Emissions of burning with energy recovery per kg", "能量回收过程排放因子"),
    Column(
        "heating_value",
        "number",
        "Lower heating value",
        units=("MJ/kg",),
        unit_needed=True,
        least=0,
        meaning_zh="低位热值",
    ),
    _share("heat_efficiency", "Share of the heating value that becomes heat", "供热效率"),
    Column(
        "heat_replaced",
        "number",
        "Emissions of the heat replaced",
        units=("kgCO2e/MJ", "kg/MJ"),
        unit_needed=True,
        least=0,
        meaning_zh="被替代热力排放因子",
    ),
    _share("electricity_efficiency", "Share of the heating value that becomes electricity", "发电效率"),
    Column(
        "electricity_replaced",
        "number",
        "Emissions of the electricity replaced",
        units=("kgCO2e/MJ", "kg/MJ"),
        unit_needed=True,
        least=0,
        meaning_zh="被替代电力排放因子",
    ),
)

COMPANIONS = (
    Table(MATERIALS, MATERIAL_COLUMNS, sheet="Materials"),
    Table(ENERGY, ENERGY_COLUMNS, sheet="Energy"),
    Table(TRANSPORT, TRANSPORT_COLUMNS, sheet="Transport"),
    Table(END_OF_LIFE, END_OF_LIFE_COLUMNS, sheet="End of life", unless=("component",)),
)
