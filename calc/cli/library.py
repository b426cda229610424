"""The commands that show the library: `pigou law` and `pigou factors`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calc.cli.options import LawKnownOn, day

law_app = typer.Typer(help="The law as dated values.", no_args_is_help=True, rich_markup_mode=None)
factors_app = typer.Typer(help="The library of factors.", no_args_is_help=True, rich_markup_mode=None)


@law_app.command("show")
def law_show(
    name: Annotated[str, typer.Argument(help="The law: eu.cbam.")],
    on: Annotated[
        str,
        typer.Option(
            help="The day asked about (YYYY-MM-DD); by default the whole time line.", metavar="DATE"
        ),
    ] = "",
    law_known_on: LawKnownOn = "",
) -> None:
    """Print a law's values with source and status."""
    from calc.report.library import print_law

    print_law(name, day(on, "--on"), day(law_known_on, "--law-known-on"))


@factors_app.command("list")
def factors_list(
    licences: Annotated[
        bool, typer.Option("--licences", help="Print every source with its licence.")
    ] = False,
) -> None:
    """List tables and laws."""
    from calc.report.library import print_list

    print_list(licences)


@factors_app.command("show")
def factors_show(
    key: Annotated[str, typer.Argument(help="A table, a law or a reference key of a report.")],
    where: Annotated[
        str, typer.Option("--where", help="Only rows that hold this text.", metavar="TEXT")
    ] = "",
) -> None:
    """Print a table's rows, or what a reference key stands for."""
    from calc.report.library import print_table

    print_table(key, where)


@factors_app.command("export")
def factors_export(
    table: Annotated[str, typer.Argument(help="A network of unit processes, such as processes.copper.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="A folder for CSV files, or a .zip file for a Brightway datapackage.",
            metavar="FOLDER|ZIP",
        ),
    ],
) -> None:
    """Write a network of unit processes with its sources, for other programs."""
    from calc.report.system import write_system

    for name in write_system(table, output):
        typer.echo(name)


@factors_app.command("check")
def factors_check() -> None:
    """Verify every rule about the data; print the coverage."""
    from calc.report.library import print_check

    raise typer.Exit(print_check())
