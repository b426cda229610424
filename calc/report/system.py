"""A network of unit processes written for other programs: a folder of CSV files or a Brightway datapackage."""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from calc.engine.errors import UsageError
from calc.methods.system_export import csv_files, datapackage_files
from calc.report.atomic import atomic, reason, zip_file
from factors import Library, load
from factors.check_processes import is_network

PACKAGE = ".zip"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a zip: the same table gives the same bytes


def write_system(key: str, path: Path, library: Library | None = None) -> list[str]:
    """Write a network; return the names of the files.

    Parameters
    ----------
    key : str
        Dotted name of a table of unit processes, such as ``processes.copper``.
    path : Path
        A file ending in ``.zip`` becomes a Brightway datapackage, anything else a folder of CSV files. A folder
        that is there already must be empty or hold the same export.
    library : Library, optional
        Where the table is; ours by default.

    Raises
    ------
    UsageError
        There is no such network, the folder holds other files or may not be written; nothing was written.
    """
    library = library or load()
    known = [name for name in library.table_paths() if name.startswith("processes.")]
    networks = [name for name in known if is_network(library.table(name))]
    if key not in networks:
        raise UsageError(f"'{key}' is no network of unit processes; known are: {', '.join(networks)}")
    if path.suffix.lower() == PACKAGE:
        _write_zip(datapackage_files(library, key), path)
        return [str(path)]
    if path.suffix and not path.is_dir():
        raise UsageError(f"{path}: a network is written to a folder or to a {PACKAGE} file")
    return _write_folder(csv_files(library, key), path)


def _write_zip(files: Mapping[str, bytes], path: Path) -> None:
    with (
        atomic(path) as part,
        zip_file(part) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _write_folder(files: Mapping[str, bytes], path: Path) -> list[str]:
    """Write the files into a new folder that takes its name when it is whole, or over an earlier export."""
    target = path.resolve()
    try:
        if target.exists():
            others = sorted({file.name for file in target.iterdir()} - set(files))
            if others:
                raise UsageError(f"{path} holds other files ({others[0]}); name a new folder")
        if not target.parent.is_dir():
            raise FileNotFoundError(None, f"the folder {target.parent} does not exist")
        part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
        try:
            part.mkdir()
            for name, content in files.items():
                (part / name).write_bytes(content)
            if target.exists():
                for name in files:
                    os.replace(part / name, target / name)
            else:
                os.replace(part, target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {reason(error)}; nothing was written") from error
    return [str(path / name) for name in files]
