"""Who may import whom, and where numbers may stand.

Only downward: cli > report > catalogue > subjects > methods > engine > factors; subjects never import one
another, and `factors` never imports `calc`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = {
    "factors": 0,
    "calc.engine": 1,
    "calc.methods": 2,
    "calc.catalogue": 4,
    "calc.chains": 4,
    "calc.report": 5,
    "calc.cli": 6,
}
SUBJECT = 3  # every other module or package of calc
PUBLIC = "calc"  # the public names, resolved lazily
# Ledger.write is how a notebook writes a report; the import stands inside the method
ALLOWED = {("calc.engine.ledger", "calc.report.write")}
PLAIN_NUMBERS = {0.0, 1.0, 0.5}


def modules() -> dict[str, Path]:
    found = {}
    for top in ("calc", "factors"):
        for file in sorted((ROOT / top).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


MODULES = modules()


def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """Yield the modules that a module imports anywhere in it."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            assert node.module is not None
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def layer(name: str) -> int:
    return next((n for top, n in LAYERS.items() if name == top or name.startswith(f"{top}.")), SUBJECT)


def subject(name: str) -> str:
    return ".".join(name.split(".")[:2])


@pytest.mark.parametrize("name", [m for m in MODULES if m != PUBLIC])
def test_imports_only_downward(name: str) -> None:
    for other in imported(name):
        if other.split(".")[0] not in ("calc", "factors") or (name, other) in ALLOWED:
            continue
        assert layer(other) <= layer(name), f"{name} imports {other}, which stands above it"
        if layer(name) == layer(other) == SUBJECT:
            assert subject(name) == subject(other), f"{name} imports another subject, {other}"
        assert other != PUBLIC, f"{name} imports the public package"


def test_what_is_allowed_is_needed() -> None:
    assert all(other in set(imported(name)) for name, other in ALLOWED)


@pytest.mark.parametrize(
    "name", [m for m in MODULES if m.startswith(("calc.cbam", "calc.methods.liability"))]
)
def test_no_numbers_of_the_world_in_the_computation(name: str) -> None:
    """A figure belongs into factors/; in the computation only 0, 1 and the half of rounding stand."""
    found = [
        f"{MODULES[name].name}:{node.lineno}: {node.value}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and node.value not in PLAIN_NUMBERS
    ]
    assert not found


@pytest.mark.parametrize(
    "name", [m for m in MODULES if layer(m) in (LAYERS["calc.methods"], SUBJECT) and m != PUBLIC]
)
def test_the_computation_sees_no_pandas(name: str) -> None:
    outside = {other.split(".")[0] for other in imported(name)}
    assert not outside & {"pandas", "pint"}


def test_importing_the_package_loads_no_pandas() -> None:
    heavy = {"pandas", "pint", "pyarrow"}
    code = f"import sys, calc, calc.catalogue, factors; print(sorted(sys.modules.keys() & {heavy!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
