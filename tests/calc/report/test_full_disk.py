"""A disk that is full while a workbook is written: one error, nothing left behind, nothing said beside it."""

from __future__ import annotations

import errno
import gc
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calc.engine.errors import UsageError
from calc.engine.ledger import Ledger
from calc.report import atomic
from calc.report.marked import write_marked
from calc.report.template import write_template


class Full(io.FileIO):
    """A file on a disk with room for one kilobyte."""

    room = 1_000

    def write(self, content: Any) -> int:
        self.room -= len(content)
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


def workbook(ledger: Ledger, source: Path, path: Path) -> None:
    ledger.write(path)


def template(ledger: Ledger, source: Path, path: Path) -> None:
    write_template(ledger.subject, path)


def marked(ledger: Ledger, source: Path, path: Path) -> None:
    write_marked(source, ledger.problems, path)


@pytest.mark.parametrize("make", [workbook, template, marked])
def test_full_disk_is_one_error(
    make: Callable[[Ledger, Path, Path], None],
    ledger: Ledger,
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    ignored: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    monkeypatch.setattr(atomic, "_ZipFile", type("_ZipFile", (atomic._ZipFile, Full), {}))
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.xlsx").write_bytes(b"before")
    with pytest.raises(UsageError, match=r"written: No space left on device; nothing was written"):
        make(ledger, source, out / "a.xlsx")
    gc.collect()
    assert ignored == []
    assert capfd.readouterr().err == ""
    assert [p.name for p in out.iterdir()] == ["a.xlsx"]
    assert (out / "a.xlsx").read_bytes() == b"before"


def test_the_rest_is_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "_ZipFile", type("_ZipFile", (atomic._ZipFile, Full), {}))
    with pytest.raises(OSError, match="No space"), atomic.zip_file(tmp_path / "a") as file:
        file.write(b"x" * 2_000)
    assert file.closed
    assert file.write(b"abc") == 3
    assert file.tell() == 3
    assert file.seek(1) == file.tell() == 1
    file.flush()
