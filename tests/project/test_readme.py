"""The README and the pages of the examples say what really happens.

A ``console`` block holds commands (``$ pigou ...``) and their output: every line of it must be in the real
output, in order and, but for ``...``, without a gap. The ``pigou`` lines of a ``bash`` block must parse. A table under
a comment that names a sheet beside the page, such as ``<!-- lots_en.csv -->``, holds figures of its ledger: a heading
in backquotes is a column or a quotient of columns, the first column the user's own name of the row.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

import calc
from calc.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("examples/*/README.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^<!-- (\S+) -->\n((?:\|.*\n)+)", re.MULTILINE)
COLUMNS = "100"  # the width of the terminal in which the quoted output was made


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def sessions() -> list[Any]:
    found = []
    for page in PAGES:
        for block in blocks(page, "console"):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                name = f"{page.relative_to(ROOT)}: {command}"
                found.append(pytest.param(command, output.splitlines(), id=name))
    return found


def commands() -> list[Any]:
    found = []
    for page in PAGES:
        for block in blocks(page, "bash"):
            lines = [line.partition("  #")[0].strip() for line in block.splitlines()]
            found += [
                pytest.param(line, id=f"{page.relative_to(ROOT)}: {line}")
                for line in lines
                if line.startswith("pigou ")
            ]
    return found


def leaves(group: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return every command that does something, by the words that call it."""
    found: dict[tuple[str, ...], Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= leaves(command, (*path, name))
        else:
            found[(*path, name)] = command
    return found


COMMANDS = leaves(typer.main.get_command(app))


def collapsed(lines: list[str]) -> list[str]:
    return [text for line in lines if (text := " ".join(line.split()))]


def first_untrue(quoted: list[str], real: list[str]) -> str:
    """Return the first quoted line that the real output does not have at its place, '' if all agree."""
    real = collapsed(real)
    at, gap = 0, False
    for line in collapsed(quoted):
        if line == "...":
            gap = True
            continue
        where = [i for i in range(at, len(real)) if real[i] == line]
        if not where or (where[0] != at and not gap):
            return line
        at, gap = where[0] + 1, False
    return "" if gap or at == len(real) else f"(the output goes on) {real[at]}"


def test_a_gap_must_be_shown() -> None:
    real = ["a", "b  c", "", "d"]
    assert first_untrue(["a", "b c", "d"], real) == ""
    assert first_untrue(["...", "b c", "..."], real) == ""
    assert first_untrue(["a", "d"], real) == "d"
    assert first_untrue(["a", "...", "x"], real) == "x"
    assert first_untrue(["a"], real) == "(the output goes on) b c"


@pytest.mark.parametrize(("command", "quoted"), sessions())
def test_the_quoted_output_is_the_real_one(command: str, quoted: list[str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    words = shlex.split(command)
    words = [sys.executable, "-m", "calc.cli", *words[1:]] if words[0] == "pigou" else words
    words = [sys.executable, *words[1:]] if words[0] == "python" else words
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "COLUMNS": COLUMNS,
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        words, cwd=tmp_path, env=environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=300,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert not first_untrue(quoted, done.stdout.splitlines()), done.stdout


def tables() -> list[Any]:
    return [
        pytest.param(page.parent / sheet, table, id=f"{page.relative_to(ROOT)}: {sheet}")
        for page in PAGES
        for sheet, table in TABLE.findall(page.read_text(encoding="utf-8"))
    ]


def as_printed(value: float, like: str) -> str:
    """Return a value with as many decimals as a cell has, in per cent where it has the sign."""
    number = like.removesuffix(" %").replace(" ", "")
    decimals = len(number.partition(".")[2])
    text = f"{value * 100 if like.endswith('%') else value:,.{decimals}f}".replace(",", " ")
    return text.replace("-0.0", "0.0") if float(number) == 0 else text


@pytest.mark.parametrize(("sheet", "table"), tables())
def test_a_table_of_figures_is_that_of_the_ledger(sheet: Path, table: str) -> None:
    ledger = calc.run(str(sheet)).frame()
    heads, _, *lines = ([c.strip() for c in line.strip("|\n").split("|")] for line in table.splitlines())
    names = [(n, found[1]) for n, head in enumerate(heads) if (found := re.search(r"`([\w/ ]+)`$", head))]
    assert names
    assert lines
    key = next(str(column) for column in ledger if str(column).casefold() == heads[0])
    rows = {str(row[key]): row for row in ledger.to_dict("records")}
    for cells in lines:
        row = rows[cells[0]]
        for n, name in names:
            over, _, under = (part.strip() for part in name.partition("/"))
            value = row[over] / row[under] if under else row[over]
            if cells[n] == "-":
                assert value != value, f"{cells[0]}, {name}: {value}"
            elif cells[n]:
                printed = as_printed(value, cells[n])
                assert printed == cells[n].removesuffix(" %"), f"{cells[0]}, {name}: {value}"


def test_the_rows_quoted_are_those_of_the_tables() -> None:
    quoted = re.findall(
        r"^<!-- (factors/\S+) -->\n```csv\n(.*?)^```$", PAGES[1].read_text("utf-8"), re.M | re.S
    )
    assert len(quoted) == len(blocks(PAGES[1], "csv")) > 0
    for table, rows in quoted:
        assert set(rows.splitlines()) <= set((ROOT / table).read_text("utf-8").splitlines()), table


@pytest.mark.parametrize("line", commands())
def test_a_command_in_the_text_parses(line: str) -> None:
    words = ["--strict=findings" if w == "--strict" else w for w in shlex.split(line)[1:]]
    path = next(p for p in COMMANDS if tuple(words[: len(p)]) == p)
    COMMANDS[path].make_context(" ".join(path), words[len(path) :])


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(ROOT / "README.md", "python")
    for line in code.splitlines():
        statement, _, comment = line.partition("  # ")
        names: dict[str, Any] = {}
        if re.fullmatch(r"[0-9.]+", comment):
            exec(code.partition(line)[0], names)
            assert eval(statement, names) == pytest.approx(float(comment), abs=1e-6)
    exec(code, {})
    assert (tmp_path / "report.xlsx").stat().st_size > 0


def test_set_up_is_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## Set up\n")[1].split("\n## ")[0]
    lines = [line for name, body in FENCE.findall(section) if name == "bash" for line in body.splitlines()]
    assert len(lines) == 2
    assert ".venv/bin/pigou run examples/" in lines[0]
    assert lines[1].endswith(".venv/bin/python -m pytest")


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_documented(path: tuple[str, ...]) -> None:
    assert f"`pigou {' '.join(path)}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert COMMANDS[path].help
    for parameter in COMMANDS[path].params:
        assert parameter.name == "help" or parameter.help, f"{parameter.name} has no help"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_within_the_tree_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
