"""The columns of the sheet *End of life*."""

from __future__ import annotations

from calc.batteries.shared_columns import model, per_kg, share
from calc.engine.model import Column

ROUTES = ("pyro", "hydro", "direct", "CFF")

END_OF_LIFE_COLUMNS = (
    model(),
    Column(
        "material",
        "text",
        "Material as on the sheet Materials; 'battery' for the treatment of the whole battery",
        needed=True,
        meaning_zh="材料（与 Materials 一致；battery 表示整只电池的处理）",
        example="aluminium",
        second="copper",
    ),
    share(
        "collected", "Share that is collected and treated; 1 if empty", "回收率（空白为 1）", "95 %", "95 %"
    ),
    Column(
        "route",
        "text",
        "Route of recycling: information only, no figure follows from it",
        meaning_zh="回收路线（火法、湿法、直接再生；仅供参考，不影响计算）",
        example="hydro",
        second="hydro",
        choices=ROUTES,
    ),
    share(
        "r2", "Share of what is collected that comes out of recycling, R2", "再生产出率 R2", "90 %", "95 %"
    ),
    share("r3", "Share of what is collected that is burnt with energy recovery, R3", "能量回收比例 R3"),
    per_kg(
        "recycling_factor", "Emissions of recycling per kg that comes out", "回收过程排放因子", "0.7", "1.0"
    ),
    per_kg(
        "disposal_factor", "Emissions of disposal per kg of the rest", "其余部分处置排放因子", "0.05", "0.05"
    ),
    share("cff_a", "Allocation factor A of the circular footprint formula", "循环足迹公式分配系数 A"),
    share(
        "quality_out", "Quality of what recycling gives against what it replaces", "产出再生料质量比 Qsout/Qp"
    ),
    share(
        "cff_b",
        "Allocation factor B of energy recovery; that of the table emissions.cff if empty",
        "能量回收分配系数 B（空白采用 emissions.cff 的默认值）",
    ),
    per_kg("recovery_factor", "Emissions of burning with energy recovery per kg", "能量回收过程排放因子"),
    Column(
        "heating_value",
        "number",
        "Lower heating value",
        units=("MJ/kg",),
        unit_needed=True,
        least=0,
        meaning_zh="低位热值",
    ),
    share("heat_efficiency", "Share of the heating value that becomes heat", "供热效率"),
    Column(
        "heat_replaced",
        "number",
        "Emissions of the heat replaced",
        units=("kgCO2e/MJ", "kg/MJ"),
        unit_needed=True,
        least=0,
        meaning_zh="被替代热力排放因子",
    ),
    share("electricity_efficiency", "Share of the heating value that becomes electricity", "发电效率"),
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
