"""Files that are there whole or not at all."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


class _ZipFile(io.FileIO):
    """A file for a zip: given up, it takes in silence what an abandoned archive still writes to close itself."""

    given_up = False
    place = 0  # where an archive believes to be, which must go on adding up

    def write(self, content: Any) -> int:
        """Write all of it, or raise OSError once."""
        view = memoryview(content).cast("B")
        done = 0
        while done < len(view) and not self.given_up:
            try:
                done += super().write(view[done:]) or 0
            except OSError:
                self.given_up = True
                raise
        self.place += len(view)
        return len(view)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        self.place = offset if self.given_up else super().seek(offset, whence)
        return self.place

    def tell(self) -> int:
        """Return the place."""
        return self.place

    def flush(self) -> None:
        """Write what is held back: nothing is."""
        if not self.given_up:
            super().flush()


@contextmanager
def zip_file(path: Path) -> Iterator[io.FileIO]:
    """Open a file for a writer of zip archives that would complain again, on stderr, after the disk was full.

    Parameters
    ----------
    path : Path
        The file to be written anew.

    Yields
    ------
    FileIO
        What the archive is written to.
    """
    file = _ZipFile(path, "wb")
    try:
        yield file
    except BaseException:
        file.given_up = True
        raise
    finally:
        file.close()
