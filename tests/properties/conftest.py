"""The helpers of tests/calc/cbam/build.py as fixtures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def build() -> ModuleType:
    """Tables of imports by hand; see build.py."""
    spec = importlib.util.spec_from_file_location(
        "cbam_build", Path(__file__).parents[1] / "calc" / "cbam" / "build.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
