"""Recycling of batteries: what the sheet may hold, what the ledger gives."""

from __future__ import annotations

from calc.battery_recycling.explain import explain
from calc.battery_recycling.result import ledger as calculate
from calc.battery_recycling.status import MEANING
from calc.battery_recycling.view import VIEW
from calc.engine.model import Column, Line, Subject, Table


def _share(name: str, meaning: str, chinese: str, example: str = "", second: str | None = None) -> Column:
    return Column(
        name,
        "number",
        meaning,
        share=True,
        least=0,
        most=1,
        meaning_zh=chinese,
        example=example,
        second=second,
    )


COLUMNS = (
    Column(
        "process",
        "text",
        "Recycling process, with all the facilities that one input passes through",
        needed=True,
        meaning_zh="回收工艺（含同一批料经过的全部设施）",
        example="Hydro 1",
        second="Hydro 1",
    ),
    Column("operator", "text", "Operator of the facility", private=True, meaning_zh="经营者"),
    Column(
        "facility",
        "text",
        "Facility, where the process has several",
        private=True,
        meaning_zh="设施",
        example="A",
        second="B",
    ),
    Column(
        "year",
        "year",
        "Calendar year of the input",
        needed=True,
        meaning_zh="日历年（投入年份）",
        example="2026",
        second="2026",
    ),
    Column(
        "group",
        "text",
        "lead-acid, lithium-based, nickel-cadmium or other",
        needed=True,
        meaning_zh="电池类别（铅酸、锂基、镍镉、其他）",
        example="lithium-based",
        second="lithium-based",
        choices=("lead-acid", "lithium-based", "nickel-cadmium", "other"),
    ),
    Column(
        "fraction",
        "text",
        "Element or material: Co, Cu, Li, Ni, Mn, Al, steel, plastics, O, C, Fe, P, Cl, S, Pb, H2SO4, KOH, NaOH,"
        " Cd, Hg, slag, black mass, impurities, other",
        needed=True,
        meaning_zh="组分（元素或材料）",
        example="Ni",
        second="slag",
        choices=(
            *("Co", "Cu", "Li", "Ni", "Mn", "Al", "steel", "plastics", "O", "C", "Fe", "P", "Cl", "S"),
            *("Pb", "H2SO4", "KOH", "NaOH", "Cd", "Hg", "slag", "black mass", "impurities", "other"),
        ),
    ),
    Column(
        "flow",
        "text",
        "input (waste batteries), output, passed on (to another facility or year), received, waste",
        needed=True,
        meaning_zh="流向（输入、输出、转出、接收、废物）",
        example="input",
        second="output",
        choices=("input", "output", "passed on", "received", "waste"),
    ),
    Column(
        "mass",
        "number",
        "Mass of the calendar year",
        units=("t",),
        needed=True,
        least=0,
        most=10**9,
        meaning_zh="质量（日历年）",
        example="110",
        second="200",
    ),
    Column(
        "basis",
        "text",
        "dry or wet; dry if empty, but for acids and lyes, of which it has to be said",
        meaning_zh="干基或湿基",
        second="wet",
        choices=("dry", "wet"),
    ),
    _share("water_share", "Share of water in a wet mass", "含水率", second="12 %"),
    _share("solute_share", "Share of the solute in an acid, lye or other water-based fluid", "溶质质量分数"),
    _share("content", "Share of the element in a compound, such as Li in Li2CO3", "化合物中该元素的含量"),
    Column(
        "part",
        "text",
        "Of Co, Cu, Li, Ni: active materials, current collectors, electrolyte salts, busbars, cables, casing,"
        " external parts; cables to the equipment; or in slag",
        meaning_zh="部件（活性材料、集流体、母排等）",
        example="active materials",
        second="",
        choices=(
            *("active materials", "current collectors", "electrolyte salts", "busbars", "cables", "casing"),
            *("external parts", "equipment cables", "slag"),
        ),
    ),
    Column(
        "use",
        "text",
        "Of an output: product, intermediate, backfilling, landfill, energy, fuel",
        meaning_zh="输出物用途",
        second="product",
        choices=("product", "intermediate", "backfilling", "landfill", "energy", "fuel"),
    ),
    _share(
        "from_batteries",
        "Of slag: the share that stems from waste batteries",
        "炉渣中来自废电池的份额",
        second="35 %",
    ),
    _share(
        "efficiency",
        "Of what is passed on: known efficiency of its treatment, where its products have no rows here",
        "已知的后续处理效率",
    ),
    Column("treated_in", "year", "Of what is passed on: year of its treatment", meaning_zh="后续处理年份"),
    Column(
        "export",
        "text",
        "Treated outside the EU: approved (evidence approved by the authority of destination) or not approved",
        meaning_zh="出口（证据是否获批准）",
        choices=("no", "approved", "not approved"),
    ),
    Column("reference", "text", "Your reference", meaning_zh="编号", example="B-01", second="B-02"),
)

_POINTS = "percentage points"
LINES = (
    Line("counted_input_t", "number", "Counts as input", "t", sum=True, digits=3),
    Line("counted_output_t", "number", "Counts as output", "t", sum=True, digits=3),
    Line("recycling_efficiency_percent", "number", "Recycling efficiency of the process", "%", digits=4),
    Line("efficiency_answer", "code", "Recycling efficiency against Annex XII, Part B"),
    Line("efficiency_target_percent", "number", "Target of the year", "%", digits=1),
    Line("efficiency_margin_points", "number", "Above the target (below 0: missed by)", _POINTS, digits=4),
    Line("efficiency_missing_t", "number", "Output missing to the target", "t", digits=3),
    Line("recovery_percent", "number", "Recovery of the metal of the row", "%", digits=4),
    Line("recovery_answer", "code", "Recovery against Annex XII, Part C"),
    Line("recovery_target_percent", "number", "Target of recovery of the year", "%", digits=1),
    Line("recovery_margin_points", "number", "Above the target of recovery", _POINTS, digits=4),
    Line("recovery_missing_t", "number", "Metal missing to the target", "t", digits=3),
    Line("status", "code", "Status"),
    Line("note", "text", "Note"),
    Line("dry_t", "number", "Mass without water, of compounds the content", "t", digits=3),
    Line("recovery_input_t", "number", "Counts as input of recovery", "t", digits=3),
    Line("recovery_output_t", "number", "Counts as output of recovery", "t", digits=3),
    Line("process_input_t", "number", "Input of the process", "t", digits=3),
    Line("process_output_t", "number", "Output of the process", "t", digits=3),
    Line("metal_input_t", "number", "Metal in the input of the process", "t", digits=3),
    Line("metal_output_t", "number", "Metal recovered by the process", "t", digits=3),
    Line("efficiency_target_2025_percent", "number", "Target by the end of 2025", "%", digits=1),
    Line("efficiency_target_2030_percent", "number", "Target by the end of 2030", "%", digits=1),
    Line("recovery_target_2027_percent", "number", "Target of recovery by the end of 2027", "%", digits=1),
    Line("recovery_target_2031_percent", "number", "Target of recovery by the end of 2031", "%", digits=1),
    Line("fraction_used", "code", "Fraction"),
    Line("group_used", "code", "Group"),
    Line("flow_used", "code", "Flow"),
    Line("rule_reference", "reference", "Source of how the fraction counts"),
    Line("element_reference", "reference", "Source of whether the element must count"),
    Line("efficiency_reference", "reference", "Source of the target of recycling efficiency"),
    Line("recovery_reference", "reference", "Source of the target of recovery"),
)

SUBJECT = Subject(
    name="battery-recycling",
    title="Recycling of batteries (EU, Annex XII)",
    table=Table(
        "battery-recycling",
        COLUMNS,
        results=tuple(line.name for line in LINES),
        unless=("cn_code", "pollutant"),
    ),
    lines=LINES,
    calculate=calculate,
    explain=explain,
    statuses=MEANING,
    profile="battery-recycling-2026",
    view=VIEW,
)
