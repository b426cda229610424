"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from calc.engine.errors import UsageError


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Give the name of a new file beside `path`; on leaving without an error it takes the place of `path`.

    Parameters
    ----------
    path : Path
        The file to make or to replace. A link is followed.

    Yields
    ------
    Path
        An empty file in the same folder, to be written.

    Raises
    ------
    UsageError
        The folder is missing, may not be written, the disk is full. Nothing is left behind.
    """
    target = path.resolve()
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        if target.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        if not target.parent.is_dir():
            raise FileNotFoundError(None, f"the folder {target.parent} does not exist")
        part.touch(exist_ok=False)
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        yield part
        os.replace(part, target)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {reason(error)}; nothing was written") from error
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:  # the folder went away or may no longer be written
        return


def reason(error: OSError) -> str:
    """Return why the system refused, in a few words."""
    if isinstance(error, PermissionError):
        return f"{error.strerror or error} (is it open in another program, or is the folder read-only?)"
    return error.strerror or str(error)
