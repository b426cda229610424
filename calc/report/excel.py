"""A ledger as a workbook: summary, rows with live formulas, references, assumptions, problems, manifest."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from xlsxwriter.exceptions import FileSizeError

from calc.batteries.declaration import DECLARATIONS
from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger, SheetModel
from calc.report.atomic import atomic, zip_file
from calc.report.book import Book
from calc.report.declaration import write_declarations
from calc.report.excel_lines import MOST_ROWS, more_lines, write_lines
from calc.report.excel_rows import FIRST, layout_of, write_rows, write_sample
from calc.report.excel_sheets import (
    parameter_cells,
    write_assumptions,
    write_manifest,
    write_problems,
    write_references,
)
from calc.report.excel_summary import write_summary
from calc.report.parquet import own_frame
from calc.report.rules_sheet import RULE_SETS, write_rule_sets

MOST_COLUMNS = 16_384
MANY_CELLS = 30_000_000  # from here on the file may pass 4 GB inside

LIVE = "Change a coloured value: Rows and Summary follow."
SAMPLE_LIVE = (
    "Change a coloured value: the sheet Sample follows. Rows holds values only, because there are more than "
    "{most:,} rows; compute again with --price or --assume for all of them."
)
FOLLOWS = (
    "Rows and totals are formulas: change a price or a factor on the sheet Assumptions, and they follow."
)
LINES_FOLLOW = "Rows are formulas: change an amount or a factor on the sheet Lines, and they follow."
NO_ROWS = "A sheet holds 1 048 576 rows at most: the {count:,} rows are in {name} beside this workbook."


def write_workbook(ledger: Ledger, path: Path) -> None:
    """Write the workbook; rows that no sheet can hold go to a file of their own beside it.

    Parameters
    ----------
    ledger : Ledger
        What was computed.
    path : Path
        The workbook to make or to replace.

    Raises
    ------
    UsageError
        The file cannot be written; nothing is left behind.
    """
    own = own_frame(ledger)
    if own.shape[1] + len(ledger.lines) > MOST_COLUMNS:
        raise UsageError(f"{path}: a sheet holds {MOST_COLUMNS} columns at most; write .csv or .parquet")
    if len(ledger) + FIRST <= MOST_ROWS:
        with atomic(path) as part:
            _write(ledger, own, part, "")
        return
    from calc.report.write import write

    beside = path.with_name(f"{path.stem}_rows{_rows_ending()}")
    write(ledger, beside)
    try:
        with atomic(path) as part:
            _write(ledger, own, part, beside.name)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _rows_ending() -> str:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return ".csv"
    return ".parquet"


def _write(ledger: Ledger, own: pd.DataFrame, part: Path, beside: str) -> None:
    """Write all sheets; `beside` names the file of the rows where they have no sheet."""
    with TemporaryDirectory(prefix="pigou-", ignore_cleanup_errors=True) as folder, zip_file(part) as file:
        cells = len(ledger) * (own.shape[1] + len(ledger.lines))
        book = Book(file, folder, large=not beside and cells > MANY_CELLS)
        try:
            _sheets(book, ledger, own, beside)
            book.close()
        except FileSizeError as error:
            raise UsageError("the workbook would pass 4 GB; write .parquet or .csv") from error
        finally:
            book.release()


def _sheets(book: Book, ledger: Ledger, own: pd.DataFrame, beside: str) -> None:
    added_up = len(ledger) > 0 and not more_lines(ledger)
    model = ledger.sheet() if ledger.sheet is not None and added_up else None
    few = len(ledger) <= ledger.options.formulas
    layout = None if beside else layout_of(ledger, own)
    cells = parameter_cells(model)
    parameters = list(zip(model.parameters, cells, strict=True)) if model else []
    book.book.set_properties({"title": ledger.subject.title, "comments": _made_by(ledger)})
    said = [NO_ROWS.format(count=len(ledger), name=beside)] if beside else []
    if model is not None and few and not beside and (model.parameters or _has_lines(ledger)):
        said.append(FOLLOWS if model.parameters else LINES_FOLLOW)
    write_summary(book, ledger, layout, parameters, said)
    if DECLARATIONS in ledger.groups:
        write_declarations(book, ledger.groups[DECLARATIONS])
    if layout:
        write_rows(book, ledger, own, layout, model if few else None, cells)
    write_lines(book, ledger)
    if model is not None and not few:
        write_sample(book, ledger, model, cells)
    write_references(book, ledger)
    if RULE_SETS in ledger.groups:
        write_rule_sets(book, ledger.groups[RULE_SETS], ledger.options.profile or ledger.subject.profile)
    write_assumptions(book, ledger, model, _live(model, ledger, few))
    write_problems(book, ledger)
    write_manifest(book, ledger)


def _has_lines(ledger: Ledger) -> bool:
    about = ledger.subject.view.lines
    return about is not None and about.group in ledger.groups


def _live(model: SheetModel | None, ledger: Ledger, few: bool) -> str:
    if model is None or not model.parameters:
        return ""
    return LIVE if few else SAMPLE_LIVE.format(most=ledger.options.formulas)


def _made_by(ledger: Ledger) -> str:
    version = ledger.manifest.get("pigou", "")
    return f"Made with Pigou {version}".strip()
