"""The command line: a command is a dozen lines and one call inward; heavy imports are inside."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calc.cli.codes import FOUND, INTERNAL, INTERRUPTED, STRICT, exit_code
from calc.cli.library import factors_app, law_app
from calc.cli.options import (
    Assume,
    CatenaX,
    GridFactors,
    HeadingMap,
    Inputs,
    LawKnownOn,
    Pact,
    PactVersion,
    Passport,
    Price,
    Profile,
    Rates,
    Redact,
    SubjectName,
    check_strict,
    day,
    made,
    with_strict,
)
from calc.cli.single import compare, quote
from calc.engine.errors import InputError, PigouError, UsageError

if TYPE_CHECKING:
    from calc.engine.ledger import Ledger
    from calc.engine.model import Options
    from calc.engine.pipeline import Progress

app = typer.Typer(
    help="Puts the environmental cost into the price.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(law_app, name="law")
app.add_typer(factors_app, name="factors")


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Show a bar on the standard error; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total or None, description=text or "calculating")

        yield show


def _run(
    inputs: list[Path], options: Options, subject: str, heading_map: str, progress: Progress | None
) -> Ledger:
    from calc.catalogue import subjects
    from calc.engine import pipeline

    for path in inputs:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    mapping = Path(heading_map) if heading_map else None
    try:
        return pipeline.run(
            inputs, subjects(), options, subject=subject, heading_map=mapping, progress=progress
        )
    except InputError as error:
        from calc.report.former import results_only

        raise InputError(results_only(inputs) or str(error)) from error


@app.command()
def run(
    inputs: Inputs,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="OUT.xlsx, .csv, .parquet or .json; without it a report in the terminal.",
            metavar="OUT",
        ),
    ] = "",
    strict: Annotated[
        str,
        typer.Option(
            help="End with 3 if a row is refused or assumed; =fallback: also if something stood in for it.",
            metavar="[=fallback]",
        ),
    ] = "",
    price: Price = "",
    law_known_on: LawKnownOn = "",
    assume: Assume = [],  # noqa: B006
    heading_map: HeadingMap = "",
    rates: Rates = "",
    grid_factors: GridFactors = "",
    subject: SubjectName = "",
    profile: Profile = "",
    formulas: Annotated[
        int, typer.Option(help="Rows with live formulas in the workbook.", metavar="N", min=0)
    ] = 20_000,
    redact: Redact = False,
    pact: Pact = "",
    pact_version: PactVersion = "",
    passport: Passport = "",
    catena_x: CatenaX = "",
) -> None:
    """Compute sheets of any subject (imports, ...); write a report."""
    from calc.report.exchange import declarations_of, wanted, write_exchange

    check_strict(strict)
    files = wanted(pact, pact_version, passport, catena_x, inputs=inputs, output=output, redact=redact)
    options = made(law_known_on, price, assume, rates, grid_factors, profile, redact, formulas)
    if output:
        from calc.report.write import check_output

        check_output(Path(output), inputs)
    with _progress() as progress:
        ledger = _run(inputs, options, subject, heading_map, progress)
        declarations_of(ledger, files)
        if output:
            if progress:
                progress(0, 0, f"writing {output}")
            ledger.write(output)
    if output:
        from calc.report.terminal import print_summary

        print_summary(ledger, output)
    else:
        from calc.report.terminal import print_report

        print_report(ledger)
    for said in write_exchange(ledger, files):
        typer.echo(said)
    raise typer.Exit(exit_code(ledger, strict))


@app.command()
def check(
    inputs: Inputs,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="A copy of the workbook with a comment on each bad cell.",
            metavar="MARKED.xlsx",
        ),
    ] = "",
    assume: Assume = [],  # noqa: B006
    heading_map: HeadingMap = "",
    rates: Rates = "",
    grid_factors: GridFactors = "",
    subject: SubjectName = "",
    profile: Profile = "",
    strict: Annotated[str, typer.Option(help="End with 3 if there is a problem.", metavar="")] = "",
) -> None:
    """Report the problems of a sheet; compute nothing."""
    from rich.console import Console

    from calc.report.terminal import print_problems

    check_strict(strict)
    if output:
        from calc.report.write import check_output

        if len(inputs) != 1 or inputs[0].is_dir():
            raise UsageError("check -o marks one workbook at a time")
        check_output(Path(output), inputs)
    with _progress() as progress:
        options = made(assume=assume, rates=rates, grid_factors=grid_factors, profile=profile)
        ledger = _run(inputs, options, subject, heading_map, progress)
    console = Console(highlight=False)
    print_problems(ledger, console, most=200)
    if output:
        from calc.report.marked import write_marked

        write_marked(inputs[0], ledger.problems, Path(output))
    console.print(
        f"{sum(one.rows for one in ledger.inputs)} rows read, {ledger.problems.total()} problems"
        + (f"; marked copy: {output}" if output else "")
    )
    raise typer.Exit((STRICT if strict else FOUND) if ledger.problems.total() else 0)


@app.command()
def template(
    subject: Annotated[
        str, typer.Argument(help="A subject: imports, metals, steel, battery, discharges, waste, ...")
    ] = "imports",
    output: Annotated[
        str, typer.Option("--output", "-o", help="The workbook to write.", metavar="NEW.xlsx")
    ] = "",
) -> None:
    """Write a blank sheet with lists, units and examples."""
    from calc.catalogue import subject as named
    from calc.report.template import write_template

    found = named(subject)
    if not output:
        raise UsageError("template: name the workbook to write with -o NEW.xlsx")
    write_template(found, Path(output))
    typer.echo(f"written: {output}")


@app.command()
def explain(
    source: Annotated[Path, typer.Argument(help="An input sheet, or a report written by pigou run.")],
    row: Annotated[
        int, typer.Option(help="The row as the spreadsheet numbers it; parquet, json: the n-th.", metavar="N")
    ],
    sheet: Annotated[str, typer.Option(help="The sheet, where several have that row.", metavar="NAME")] = "",
    price: Price = "",
    law_known_on: LawKnownOn = "",
    assume: Assume = [],  # noqa: B006
    heading_map: HeadingMap = "",
    rates: Rates = "",
    grid_factors: GridFactors = "",
    profile: Profile = "",
) -> None:
    """Say in words and numbers how one row came about."""
    from calc.report.former import explained

    options = made(law_known_on, price, assume, rates, grid_factors, profile)
    typer.echo(explained(source, row, sheet, options, Path(heading_map) if heading_map else None))


app.command()(quote)
app.command()(compare)


@app.command()
def diff(
    sources: Annotated[
        list[Path], typer.Argument(help="Two reports OLD NEW, or one sheet with --law-known-on twice.")
    ],
    law_known_on: Annotated[
        list[str], typer.Option(help="Two days of knowledge for one sheet.", metavar="DATE")
    ] = [],  # noqa: B006
    price: Price = "",
) -> None:
    """Say what changed between two reports or states of the law."""
    from calc.report.difference import compare, print_difference

    days = [day(text, "--law-known-on") for text in law_known_on]
    found = compare(sources, [d for d in days if d], made(price=price))
    print_difference(found)
    raise typer.Exit(FOUND if found.changed else 0)


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Puts the environmental cost into the price."""
    if version:
        from calc.engine.pipeline import package_version

        typer.echo(f"pigou {package_version()}")
        raise typer.Exit


def main() -> None:
    """Run the command line; the exit code tells how it ended."""
    arguments = with_strict(sys.argv[1:])
    try:
        app(arguments)
    except PigouError as error:
        typer.echo(f"pigou: {error}", err=True)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except Exception:  # noqa: BLE001 - Python would end with 1, which means 'finished'
        import traceback

        traceback.print_exc()
        typer.echo("pigou: an error of our own; please report the lines above", err=True)
        raise SystemExit(INTERNAL) from None
