"""The pages of a workbook that hold the fields of Article 7(1), one page for each model.

Nothing on them is called compliant: every page says that it is provisional, which field has no data, and which
lines of the model block a declaration.
"""

from __future__ import annotations

from collections.abc import Sequence

from calc.batteries.declaration import TOTAL, Declaration
from calc.report.asked import Asked, sentence
from calc.report.book import LINE, Book, Page
from calc.report.declaration_sheet import WIDTHS, Sheet, sheet_names
from calc.report.declaration_stages import UNITS, digits_shown, write_stages
from calc.report.terms import PER_CENT

MOST_PAGES = 50  # of more models the rest stand in the list only
MOST_LINES = 200  # of those that block a declaration
BANNER = (
    "PROVISIONAL. The acts on the method and the format of the carbon footprint declaration are not adopted as far as "
    "our sources reach. This page is no declaration under Article 7 of Regulation (EU) 2023/1542 and no EU "
    "declaration of conformity; nothing on it is said to meet a requirement."
)
FIELDS = (
    ("(a)", "Manufacturer", "manufacturer"),
    ("(a)", "Identifier of the manufacturer", "manufacturer_id"),
    ("(b)", "Battery model", "model"),
    ("(c)", "Plant", "plant"),
    ("(c)", "Country of the plant", "plant_country"),
)
LATER_FIELDS = (
    ("(f)", "Number of the EU declaration of conformity", "declaration_id"),
    ("(g)", "Web link to the public study", "study_link"),
)
NO_LIFE = "not known: the energy delivered over service life is not known"
SHARES = {
    "company": "the company's own data",
    "supplier": "suppliers' figures",
    "archetype": "archetypes (cell designs)",
    "literature": "literature",
}


def write_declarations(book: Book, declarations: Sequence[Declaration]) -> None:
    """Write a page for each model, and a list of all models where there are more than there are pages.

    Parameters
    ----------
    book : Book
        The workbook, whose pages are written one after the other.
    declarations : sequence of Declaration
        The models, in the order of the sheet.
    """
    names = sheet_names([declaration.model for declaration in declarations[:MOST_PAGES]])
    if len(declarations) > MOST_PAGES:
        _write_list(book, declarations, names)
    for declaration, name in zip(declarations, names, strict=False):
        _write_page(book, declaration, name)


def _write_page(book: Book, declaration: Declaration, name: str) -> None:
    sheet = Sheet(Page(book, book.sheet(name)), name)
    sheet.page.sheet.set_portrait()
    sheet.page.columns(*WIDTHS)
    sheet.page.put(0, 0, f"Carbon footprint of {_short(declaration.model)}", "title")
    sheet.page.heights[0] = 26
    sheet.row = 1
    sheet.text(BANNER, "wrap+bold+assumed")
    sheet.text(
        f"Rule set {declaration.rules}: {declaration.rules_title}. Status: {declaration.status or 'not stated'}.",
        "smallwrap",
    )
    if open_points := _open_points(declaration):
        sheet.text(open_points, "wrap+bold+refused")
    _fields(sheet, declaration)
    write_stages(sheet, declaration)
    _unit(sheet, declaration)
    _data(sheet, declaration)
    _blocked(sheet, declaration)
    _listed(sheet, "What is provisional", declaration.provisional)
    sheet.section("Dates of Regulation (EU) 2023/1542 for this battery")
    for what, when in declaration.dates or (("Article 7", "not yet fixed"),):
        sheet.pair(f"{what[:1].upper()}{what[1:]}", when)
    sheet.section("Fingerprints: a change of one means that the footprint is computed again")
    sheet.pair("Bill of materials", declaration.bom_fingerprint or "not known", "smallwrap")
    sheet.pair("Energy mix", declaration.energy_fingerprint or "not known", "smallwrap")
    sheet.flush()


def _short(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _value(declaration: Declaration, column: str) -> tuple[str, str]:
    """Return what a cell says, or where to fill it in, and its style."""
    asked = Asked(declaration)
    found = declaration.model.strip() if column == "model" else asked.given(column)
    return (found, "wrap") if found else (f"missing: fill {asked.where(column)}", "wrap+refused")


def _open_points(declaration: Declaration) -> str:
    """Return how much is missing for the fields of Article 7(1), '' where nothing is."""
    missing = [
        label for _, label, column in (*FIELDS, *LATER_FIELDS) if _value(declaration, column)[1] != "wrap"
    ]
    if declaration.stage(TOTAL).per_kwh_delivered != declaration.stage(TOTAL).per_kwh_delivered:
        missing.insert(0, "Carbon footprint per kWh delivered")
    said = [f"missing: {', '.join(missing)}"] if missing else []
    if declaration.blocked:
        said.append(f"what blocks a declaration: {len(declaration.blocked)}")
    if declaration.warnings:
        said.append(f"warnings: {len(declaration.warnings)}")
    return f"Open points: {'; '.join(said)}. See below." if said else ""


def _fields(sheet: Sheet, declaration: Declaration) -> None:
    sheet.section("Fields of Article 7(1)")
    for point, label, column in FIELDS:
        value, style = _value(declaration, column)
        sheet.pair(f"{point} {label}", value, style)
    total = declaration.stage(TOTAL)
    per_kwh = total.per_kwh_delivered
    if per_kwh == per_kwh:
        sheet.page.put(sheet.row, 0, "(d) Carbon footprint", "wrap")
        sheet.page.put(sheet.row, 1, per_kwh, f"big+left:{digits_shown(per_kwh)}")
        sheet.page.put(sheet.row, 2, UNITS[0], "unit")
        sheet.row += 1
    else:
        sheet.pair("(d) Carbon footprint", NO_LIFE, "wrap+refused")
    sheet.pair("(e) Carbon footprint by stage", "see the table below")
    for point, label, column in LATER_FIELDS:
        value, style = _value(declaration, column)
        sheet.pair(f"{point} {label}", value, style)


def _unit(sheet: Sheet, declaration: Declaration) -> None:
    sheet.section("Functional unit and reference flow")
    sheet.pair("Functional unit", declaration.functional_unit or "not known")
    for label, value, unit in (
        ("Energy delivered over service life", declaration.energy_delivered_kwh, "kWh"),
        ("Reference flow", declaration.reference_flow_kg_per_kwh, "kg of battery per kWh delivered"),
    ):
        sheet.page.put(sheet.row, 0, label, "wrap")
        if value == value:
            sheet.page.put(sheet.row, 1, value, f"number:{digits_shown(value)}")
            sheet.page.put(sheet.row, 2, unit, "unit")
        else:
            sheet.page.put(sheet.row, 1, "not known", "text")
        sheet.row += 1


def _data(sheet: Sheet, declaration: Declaration) -> None:
    """Place where the figure comes from, its GWP set, and warnings."""
    sheet.section("Data")
    shares = {"Share of primary data": declaration.primary_data_share} | {
        f"Share from {SHARES.get(name, name)}": share for name, share in declaration.data_shares.items()
    }
    for label, share in shares.items():
        sheet.page.put(sheet.row, 0, label, "wrap")
        if share == share:
            sheet.page.put(sheet.row, 1, PER_CENT * share, "number:1")
            sheet.page.put(sheet.row, 2, "% of the absolute footprint", "unit")
        else:
            sheet.page.put(sheet.row, 1, "not known", "text")
        sheet.row += 1
    sheet.pair("Global warming potentials", f"IPCC {declaration.gwp}, 100 years")
    for name, version in dict.fromkeys(declaration.sources):
        sheet.pair("Dataset", f"{name}, {version}" if version else name)
    for warning in declaration.warnings:
        sheet.pair("Warning", sentence(warning), "wrap+assumed")


def _blocked(sheet: Sheet, declaration: Declaration) -> None:
    sheet.section("Lines that block a declaration (Annex II point 5)")
    if not declaration.blocked:
        sheet.text(
            "No line is known to block one. Whether the activity data of anode, cathode, electrolyte, separator and "
            "casing are the plant's own is for the manufacturer to show.",
            "smallwrap",
        )
        return
    sheet.page.put(sheet.row, 0, "Where", "heading")
    sheet.text("What is missing, and what to do", "heading", 1)
    for line in declaration.blocked[:MOST_LINES]:
        said = " ".join(sentence(text) for text in (line.what, line.remedy) if text)
        sheet.pair(line.where, said, "wrap+refused")
    if len(declaration.blocked) > MOST_LINES:
        sheet.text(f"... and {len(declaration.blocked) - MOST_LINES} more", "smallwrap")


def _listed(sheet: Sheet, title: str, texts: Sequence[str]) -> None:
    if texts:
        sheet.section(title)
        for text in texts:
            sheet.text(sentence(text))


def _write_list(book: Book, declarations: Sequence[Declaration], names: Sequence[str]) -> None:
    """Write all models, one a row."""
    page = Page(book, book.sheet("Declarations", repeat=(4, 4)))
    page.columns(40, 18, 18, 18, 18, 12, 34)
    page.put(0, 0, "Carbon footprints of the models", "title")
    page.heights[0] = 26
    page.put(
        1,
        0,
        BANNER.partition(".")[0] + ": no declaration under Article 7 of Regulation (EU) 2023/1542.",
        "bold",
    )
    page.put(2, 0, f"The first {len(names)} of {len(declarations)} models have a page of their own.", "small")
    for n, heading in enumerate(("Model", *UNITS, "Blocking lines", "Page")):
        page.put(4, n, heading, "heading+right" if 0 < n <= 5 else "heading")
    page.heights[4] = 2 * LINE + 4
    for row, declaration in enumerate(declarations, start=5):
        total = declaration.stage(TOTAL)
        page.put(row, 0, declaration.model, "text")
        for n, value in enumerate(
            (total.per_kwh_delivered, total.per_kwh_capacity, total.per_kg, total.kgco2e), start=1
        ):
            page.put(row, n, value, f"number:{digits_shown(value)}")
        page.put(row, 5, len(declaration.blocked), "number:0")
        page.put(row, 6, names[row - 5] if row - 5 < len(names) else "", "indent")
    page.flush()
    page.sheet.freeze_panes(5, 1)
