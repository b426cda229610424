"""CBAM on a list of imports: what the sheet may hold, what the ledger gives.

The computation is in `calc.cbam.pricing`; here stands only the declaration from which reader, template,
ledger, workbook and explanation follow.
"""

from __future__ import annotations

from calc.cbam.explain import explain
from calc.cbam.result import ledger as calculate
from calc.engine.model import Column, Line, Subject, Table

COLUMNS = (
    Column("cn_code", "code", "Goods code: CN 8 digits, or TARIC 10 digits for clinker, other cement and clay",
           needed=True, meaning_zh="商品编码（CN 8位；水泥熟料、其他水泥和黏土为TARIC 10位）", example="72083900"),
    Column("origin", "text", "Country of origin (non-preferential), name or ISO code", needed=True,
           meaning_zh="原产国（名称或ISO代码）", example="China"),
    Column("net_mass", "number", "Net mass with its unit; MWh for electricity (2716 00 00) only",
           units=("t", "MWh"), unit_needed=True, unit_column="unit", needed=True, above=0,
           meaning_zh="净重（注明单位；仅电力用MWh）", example="1000"),
    Column("unit", "text", "Unit of the net mass, where the heading does not say it", meaning_zh="净重单位",
           example="t", choices=("t", "kg", "MWh")),
    Column("import_date", "date", "Date of release for free circulation in the EU", needed=True,
           meaning_zh="进口（放行）日期", example="2026-02-15"),
    Column("importer", "text", "Importer or declarant; the 50 t threshold is per importer and year",
           meaning_zh="进口商（50吨门槛按进口商和年度计算）", example="Muster GmbH", private=True),
    Column("shipment", "text", "Your reference of the shipment", meaning_zh="货运编号", example="S-001"),
    Column("supplier", "text", "Supplier", meaning_zh="供应商", example="Mill A", private=True),
    Column("installation", "text", "Installation that made the good", meaning_zh="生产设施", example="Plant 1",
           private=True),
    Column("route", "text", "Production route actually used, A to L (only with own figures)",
           meaning_zh="生产路线 A–L（仅用于自有数据）", example="C", choices=tuple("ABCDEFGHJKL")),
    Column("see_direct", "number", "Verified specific direct embedded emissions (own figure)",
           units=("tCO2e/t", "tCO2e/tN", "tCO2e/tclinker", "tCO2e/MWh"), unit_column="see_unit", least=0,
           meaning_zh="经核查的单位直接隐含排放（自有数据）", example="1.9"),
    Column("see_indirect", "number", "Verified specific indirect embedded emissions; counts outside Annex II only",
           units=("tCO2e/t", "tCO2e/tN", "tCO2e/tclinker", "tCO2e/MWh"), unit_column="see_unit", least=0,
           meaning_zh="经核查的单位间接隐含排放（附件二以外的商品才计入）", example="0.2"),
    Column("see_unit", "text", "Unit of the own figures, where the heading does not say it",
           meaning_zh="自有数据的单位", example="tCO2e/t",
           choices=("tCO2e/t", "kgCO2e/kg", "kgCO2e/t", "tCO2e/kgN", "tCO2e/tclinker", "tCO2e/MWh")),
    Column("nitrogen_share", "number", "Nitrogen in the good, needed with figures per kg N", share=True, least=0,
           most=1, meaning_zh="氮含量（按每公斤氮申报时必填）", example="0.46"),
    Column("clinker_share", "number", "Clinker in the cement, needed with figures per t clinker", share=True,
           least=0, most=1, meaning_zh="熟料比例（按每吨熟料申报时必填）", example="0.75"),
    Column("sefa", "number", "Total specific embedded free allocation of the good (own process and precursors, "
           "CBAM factor and CSCF included)", units=("tCO2e/t",), least=0,
           meaning_zh="商品的单位隐含免费配额总量（含自身工序与前体、CBAM系数和CSCF）", example="1.2"),
    Column("sefa_year", "year", "Year of the sefa; the import year if empty", meaning_zh="sefa所属年份",
           example="2026"),
    Column("production_year", "year", "Year of production where it is proven to differ from the import year",
           meaning_zh="生产年份（有证据时）", example="2026"),
    Column("carbon_price_paid", "number", "Carbon price effectively paid abroad per tCO2e, net of rebates",
           least=0, meaning_zh="在原产国实际支付的碳价（每吨CO2e，扣除返还）", example="8.5"),
    Column("currency", "text", "Currency of the carbon price paid", meaning_zh="碳价货币", example="CNY",
           choices=("EUR", "CNY", "TRY", "USD", "GBP", "INR", "KRW")),
    Column("carbon_price_coverage", "number", "Share of the embedded emissions on which that price was paid",
           share=True, least=0, most=1, meaning_zh="该碳价覆盖的隐含排放比例", example="0.6"),
)

TABLE = Table("imports", COLUMNS, asked=("emission_factor", "total_emissions"))

LINES = (
    Line("sector", "code", "Sector"),
    Line("status", "code", "Status"),
    Line("match", "code", "Match"),
    Line("default_value_tco2e_per_t", "number", "Default value", "tCO2e/t"),
    Line("mark_up", "number", "Mark-up", "1", digits=2),
    Line("embedded_emissions_tco2e", "number", "Embedded emissions", "tCO2e", sum=True),
    Line("benchmark_tco2e_per_t", "number", "Benchmark", "tCO2e/t"),
    Line("cbam_factor", "number", "CBAM factor", "1"),
    Line("free_allocation_tco2e", "number", "Free allocation", "tCO2e", sum=True),
    Line("carbon_price_deduction_tco2e", "number", "Carbon price deduction", "tCO2e", sum=True),
    Line("certificates", "number", "Certificates", "tCO2e", sum=True),
    Line("certificate_price_eur", "number", "Certificate price", "EUR/tCO2e", digits=2),
    Line("cost_eur", "number", "Cost", "EUR", sum=True, digits=2),
    Line("cost_eur_if_column_b", "number", "Cost if column B", "EUR", digits=2),
    Line("note", "text", "Note"),
    Line("certificates_if_column_b", "number", "Certificates if column B", "tCO2e"),
    Line("origin_country", "code", "Origin"),
    Line("good", "code", "Good"),
    Line("import_year", "code", "Import year"),
    Line("quantity_t_or_mwh", "number", "Quantity (t; electricity MWh)"),
    Line("cscf", "number", "CSCF", "1"),
    Line("benchmark_route", "code", "Benchmark route"),
    Line("see_tco2e_per_t", "number", "Own figure counted", "tCO2e/t"),
    Line("sefa_tco2e_per_t", "number", "Own free allocation", "tCO2e/t"),
    Line("carbon_price_paid_eur", "number", "Carbon price paid", "EUR/tCO2e", digits=2),
    Line("carbon_price_share", "number", "Coverage", "1", digits=2),
    Line("default_value_reference", "reference", "Source of the default value"),
    Line("mark_up_reference", "reference", "Source of the mark-up"),
    Line("benchmark_reference", "reference", "Source of the benchmark"),
    Line("cbam_factor_reference", "reference", "Source of the CBAM factor"),
    Line("certificate_price_reference", "reference", "Source of the certificate price"),
)

SUBJECT = Subject(
    name="imports",
    title="CBAM on imports into the EU",
    table=TABLE,
    lines=LINES,
    calculate=calculate,
    explain=explain,
    profile="eu-cbam",
)
