"""The commands that need no sheet: one line of imports, a few lots of metal side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from calc.cli.codes import exit_code
from calc.cli.options import (
    Assume,
    AssumeMetals,
    GridFactors,
    LawKnownOn,
    OnePrice,
    Price,
    Rates,
    day,
    made,
)
from calc.engine.errors import UsageError

if TYPE_CHECKING:
    from calc.engine.model import Options


def quote(
    cn: Annotated[str, typer.Option(help="Goods code.", metavar="CODE")],
    origin: Annotated[str, typer.Option(help="Country of origin.", metavar="COUNTRY")],
    mass: Annotated[str, typer.Option(help="Net mass with unit: '1000 t'.", metavar="MASS")],
    on: Annotated[str, typer.Option("--date", help="Import date (YYYY-MM-DD).", metavar="DATE")],
    route: Annotated[str, typer.Option(help="Production route A to L.", metavar="R")] = "",
    see_direct: Annotated[
        str, typer.Option(help="Own verified direct figure: '1.9 tCO2e/t'.", metavar="SEE")
    ] = "",
    see_indirect: Annotated[str, typer.Option(help="Own verified indirect figure.", metavar="SEE")] = "",
    sefa: Annotated[
        str, typer.Option(help="Total specific embedded free allocation: '1.2 tCO2e/t'.", metavar="SEFA")
    ] = "",
    nitrogen_share: Annotated[str, typer.Option(help="Nitrogen in the good.", metavar="SHARE")] = "",
    clinker_share: Annotated[str, typer.Option(help="Clinker in the cement.", metavar="SHARE")] = "",
    production_year: Annotated[str, typer.Option(help="Proven year of production.", metavar="YEAR")] = "",
    carbon_price_paid: Annotated[
        str, typer.Option(help="Carbon price paid per tCO2e.", metavar="PRICE")
    ] = "",
    currency: Annotated[str, typer.Option(help="Its currency.", metavar="CUR")] = "",
    carbon_price_coverage: Annotated[
        str, typer.Option(help="Share of emissions it covers.", metavar="SHARE")
    ] = "",
    price: Price = "",
    law_known_on: LawKnownOn = "",
    assume: Assume = [],  # noqa: B006
    rates: Rates = "",
    grid_factors: GridFactors = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the ledger row and all years as JSON.")
    ] = False,
) -> None:
    """Price one line, with all years to 2034."""
    from calc.cbam.quote import quote as one_line

    options = made(law_known_on, price, assume, rates, grid_factors)
    ledger = one_line(
        cn, origin, mass, day(on, "--date") or on, options=options, route=route, see_direct=see_direct,
        see_indirect=see_indirect, sefa=sefa, nitrogen_share=nitrogen_share, clinker_share=clinker_share,
        production_year=production_year, carbon_price_paid=carbon_price_paid, currency=currency,
        carbon_price_coverage=carbon_price_coverage,
    )  # fmt: skip
    from calc.report.quote import print_quote, quote_json

    if as_json:
        typer.echo(quote_json(ledger))
    else:
        print_quote(ledger)
    raise typer.Exit(exit_code(ledger, ""))


def compare(
    material: Annotated[
        str, typer.Argument(help="Metal or traded scrap: aluminium, copper, HDPE ...; or: battery.")
    ],
    mass: Annotated[str, typer.Option(help="Mass with unit: '2 t'; 1 t if not given.", metavar="MASS")] = "",
    recycled: Annotated[
        str, typer.Option(help="Recycled share: 70% or 0.7; without it the two pure routes.", metavar="SHARE")
    ] = "",
    route: Annotated[
        str, typer.Option(help="primary or secondary, instead of a share.", metavar="ROUTE")
    ] = "",
    origin: Annotated[
        list[str], typer.Option(help="Country where it is made; several, by commas.", metavar="COUNTRY")
    ] = [],  # noqa: B006
    grid: Annotated[
        list[str],
        typer.Option(
            help="Grid of all electricity: CN-YN, Yunnan, '450 g/kWh'; several, by commas.", metavar="GRID"
        ),
    ] = [],  # noqa: B006
    grid_smelter: Annotated[str, typer.Option(help="Grid of electrolysis only.", metavar="GRID")] = "",
    year: Annotated[str, typer.Option(help="Year of production.", metavar="YEAR")] = "",
    scrap_grade: Annotated[
        str, typer.Option(help="Grade of the scrap (copper: 'No. 1', 'low grade' ...).", metavar="GRADE")
    ] = "",
    yield_: Annotated[
        str, typer.Option("--yield", help="Metal out of the scrap charged: 95%.", metavar="SHARE")
    ] = "",
    destination: Annotated[str, typer.Option(help="Country to which it goes.", metavar="COUNTRY")] = "",
    freight_mode: Annotated[
        str, typer.Option(help="Modes, by semicolons: 'truck; container ship'.", metavar="MODES")
    ] = "",
    freight_distance: Annotated[
        str, typer.Option(help="Distances in their order: '300 km; 20000 km'.", metavar="KM")
    ] = "",
    from_port: Annotated[str, typer.Option(help="Port of loading: name or UN/LOCODE.", metavar="PORT")] = "",
    to_port: Annotated[str, typer.Option(help="Port of discharge.", metavar="PORT")] = "",
    allocation: Annotated[
        str, typer.Option(help="cut-off (default), 'avoided burden' or CFF.", metavar="METHOD")
    ] = "",
    cff_a: Annotated[str, typer.Option(help="A of the Circular Footprint Formula.", metavar="SHARE")] = "",
    r2: Annotated[str, typer.Option(help="Share recycled at the end of life.", metavar="SHARE")] = "",
    quality_ratio: Annotated[str, typer.Option(help="Qs/Qp of the recycled metal.", metavar="SHARE")] = "",
    supplier_factor: Annotated[
        str, typer.Option(help="The supplier's own figure, which wins: '4 tCO2e/t'.", metavar="FIGURE")
    ] = "",
    boundary: Annotated[
        str, typer.Option(help="Its boundary: cradle-to-gate or gate-to-gate.", metavar="BOUNDARY")
    ] = "",
    price: OnePrice = "",
    law_known_on: LawKnownOn = "",
    assume: AssumeMetals = [],  # noqa: B006
    chemistry: Annotated[
        str, typer.Option(help="Battery: its chemistry: LFP, NMC811, 磷酸铁锂 ...", metavar="NAME")
    ] = "",
    capacity: Annotated[str, typer.Option(help="Battery: its capacity, '60 kWh'.", metavar="KWH")] = "",
    level: Annotated[
        str, typer.Option(help="Battery: what is counted, cell or pack (default).", metavar="LEVEL")
    ] = "",
    nmp_recovery: Annotated[
        str, typer.Option(help="Battery: solvent recovered in the plant: 99.5%.", metavar="SHARE")
    ] = "",
    grid_source: Annotated[
        str,
        typer.Option(
            help="Battery: greet (default of cells) or ember; a pack always takes ember.", metavar="SOURCE"
        ),
    ] = "",
    recycling: Annotated[
        bool,
        typer.Option("--recycling", help="Battery: below the footprint, the recycling routes on each grid."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the lots, their parts and sources as JSON.")
    ] = False,
) -> None:
    """Set recycled beside primary metal, or a battery on grids."""
    from calc.batteries.compare import is_battery

    of_metals = {
        "mass": mass, "recycled_share": recycled, "route": route, "grid_smelter": grid_smelter,
        "year": year, "scrap_grade": scrap_grade, "yield": yield_, "destination": destination,
        "freight_mode": freight_mode, "freight_distance": freight_distance, "from_port": from_port,
        "to_port": to_port, "allocation": allocation, "cff_a": cff_a, "r2": r2,
        "quality_ratio": quality_ratio, "supplier_factor": supplier_factor, "boundary": boundary,
    }  # fmt: skip
    of_batteries = {
        "chemistry": chemistry, "capacity": capacity, "level": level, "nmp_recovery": nmp_recovery,
        "grid_source": grid_source,
    }  # fmt: skip
    routes = {"recycling": "yes" if recycling else ""}
    if is_battery(material):
        more = {"origin": ",".join(origin), "price": price, "assume": ",".join(assume)}
        _refuse(of_metals | more, f"compare {material}", "for metals, not for a battery; leave it out")
        if as_json:
            _refuse(routes, f"compare {material} --json", "a table of the terminal; leave one of them out")
        _compare_battery(grid, of_batteries, made(law_known_on), as_json, recycling)
        return
    _refuse(
        of_batteries | routes,
        f"compare {material}",
        "for a battery; write pigou compare battery, or leave it out",
    )

    import pandas as pd

    from calc.catalogue import subject
    from calc.engine import pipeline
    from calc.metals.beside import side_by_side
    from calc.metals.compare import cells, option
    from calc.report.comparison import comparison_json, print_comparison

    options = made(law_known_on, assume=assume, one_price=price)
    columns, said = cells(material, of_metals, origin, grid)
    ledger = pipeline.run(pd.DataFrame(columns), [subject("metals")], options)
    ledger = side_by_side(ledger, said)
    if as_json:
        typer.echo(comparison_json(ledger))
    else:
        print_comparison(ledger, option)
    raise typer.Exit(exit_code(ledger, ""))


def _refuse(given: Mapping[str, str], command: str, remedy: str) -> None:
    """Refuse options that belong to another kind of comparison."""
    from calc.metals.compare import option

    found = [option(name) for name, text in given.items() if text]
    if found:
        raise UsageError(f"{command}: {', '.join(found)}: {remedy}")


def _compare_battery(
    grid: Sequence[str], asked: Mapping[str, str], options: Options, as_json: bool, recycling: bool
) -> None:
    from calc.batteries.compare import compare as side_by_side
    from calc.batteries.recycling import route_table
    from calc.engine.pipeline import library_for
    from calc.metals.compare import separated
    from calc.report.battery_comparison import battery_json, print_battery
    from factors.grids import grid_key

    library = library_for(options)
    found = side_by_side(library, grids=separated(grid, grid_key), **asked)
    routes = [route_table(library, found.chemistry, place.mix.value) for place in found.places if recycling]
    if as_json:
        typer.echo(battery_json(found, library))
    else:
        print_battery(found, library)
    if recycling:
        from calc.report.recycling_routes import print_routes_by_grid

        print_routes_by_grid(found.places, routes, found.cell_mass)
