"""The wheel holds every module and every table, and nothing else."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel; the build tool comes from the environment or, where it is missing, from PyPI."""
    if importlib.util.find_spec("pip") is None:
        pytest.skip("pip is not installed here")
    folder = tmp_path_factory.mktemp("wheel")
    there = importlib.util.find_spec("hatchling") is not None
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--disable-pip-version-check", "--retries", "1",
         *(["--no-build-isolation"] if there else []), "-w", str(folder), str(ROOT)],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip
    if done.returncode and not there and "hatchling" in done.stderr and not os.environ.get("CI"):
        pytest.skip("hatchling is neither installed nor to be had from PyPI")
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_module_and_table_is_in_it(names: set[str]) -> None:
    for package in ("calc", "factors"):
        there = {
            p.relative_to(ROOT).as_posix()
            for p in (ROOT / package).rglob("*")
            if p.is_file() and "__pycache__" not in p.parts
        }
        assert there, package
        assert not there - names


def test_nothing_else_is_in_it(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    (info,) = (top for top in tops if top.endswith(".dist-info"))
    assert tops == {"calc", "factors", info}
    assert not [n for n in names if "test" in n.lower() or n.endswith(".pyc")]
    assert f"{info}/entry_points.txt" in names
    assert f"{info}/licenses/LICENSE" in names
