"""A network of unit processes for other programs: tables as CSV, and a datapackage that Brightway calculates with.

Everything is made in memory and is the same for the same table; who writes it gives it a place.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from calc.engine.errors import UsageError
from calc.methods.networks import CUT_OFF, FLOWS, INPUT, System, read_system
from factors import Library
from factors.table import FactorTable

ORIGIN = ("source", "place", "year", "reading", "note")  # what a row of the table says of itself
PROCESSES = ("id", "process", "region", "stage", "product", "unit", "source")
FLOW_LIST = ("id", "flow", "kind", "unit")
TECHNOSPHERE = (
    "process",
    "region",
    "kind",
    "exchange",
    "provider",
    "provider_region",
    "amount",
    "unit",
    *ORIGIN,
)
INTERVENTIONS = ("process", "region", "kind", "flow", "amount", "unit", *ORIGIN)
SOURCES = ("source", "title", "publisher", "date", "address", "licence")
CONVENTION = (
    "Amounts are per unit of the product of each process. Carriers of energy stand as flows: what a megajoule burnt "
    "or a kilowatt-hour drawn counts for is left to the method. Inputs marked cut-off are named by the source, "
    "are not followed further and are in no matrix."
)


def csv_files(library: Library, path: str) -> dict[str, bytes]:
    """Return a system of `factors/processes` as CSV files by name.

    Parameters
    ----------
    library : Library
        Holds the table and what its sources are.
    path : str
        Dotted name of the table, such as ``processes.copper``.

    Returns
    -------
    dict of str to bytes
        ``processes.csv`` and ``flows.csv`` number what the others name; ``technosphere.csv`` has inputs with the
        process that provides each, cut-offs without one; ``interventions.csv`` the flows; ``sources.csv`` the
        sources with their licences. Amounts are per unit of product.

    Raises
    ------
    NetworkError
        The table is no system.
    """
    table = library.table(path)
    system = read_system(table)
    return _csv_files(library, table, system)


def _csv_files(library: Library, table: FactorTable, system: System) -> dict[str, bytes]:
    rows = [table.row(n) for n in range(len(table))]
    amounts = (table.numbers("amount") / table.numbers("per")).tolist()
    source = {(r["process"], r["region"]): r["source"] for r in rows if r["kind"] == "product"}
    inputs: list[tuple[Any, ...]] = []
    flows: list[tuple[Any, ...]] = []
    for row, amount in zip(rows, amounts, strict=True):
        origin = [row[name] for name in ORIGIN]
        who = (row["process"], row["region"], row["kind"], row["exchange"])
        if row["kind"] == INPUT:
            maker = system.processes[system.at(row["exchange"], row["region"])]
            inputs.append((*who, maker.name, maker.region, amount, row["unit"], *origin))
        elif row["kind"] == CUT_OFF:
            inputs.append((*who, "", "", amount, row["unit"], *origin))
        elif row["kind"] in FLOWS:
            flows.append((*who, amount, row["unit"], *origin))
    numbered = enumerate(system.processes, 1)
    made = [(n, p.name, p.region, p.stage, p.product, p.unit, source[p.name, p.region]) for n, p in numbered]
    kinds = zip(system.flows, system.flow_kinds, system.flow_units, strict=True)
    known = [(n, *flow) for n, flow in enumerate(kinds, len(made) + 1)]
    cited = [
        (key, *(str(library.sources[key][name]) for name in SOURCES[1:]))
        for key in dict.fromkeys(table.columns["source"])
    ]
    return {
        "processes.csv": _csv(PROCESSES, made),
        "flows.csv": _csv(FLOW_LIST, known),
        "technosphere.csv": _csv(TECHNOSPHERE, inputs),
        "interventions.csv": _csv(INTERVENTIONS, flows),
        "sources.csv": _csv(SOURCES, cited),
    }


def _csv(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue().encode()


def datapackage(system: System, name: str = "system", about: Mapping[str, Any] | None = None) -> Any:
    """Return a system as a Brightway datapackage in memory.

    Parameters
    ----------
    system : System
        Processes become 1 to n, its flows n + 1 onwards, in their order; a product has the number of its process.
    name : str
        Of the package and of nothing else.
    about : mapping
        Further metadata: title, sources, licences.

    Returns
    -------
    bw_processing.Datapackage
        With the matrices ``technosphere_matrix`` and ``biosphere_matrix``.

    Raises
    ------
    UsageError
        `bw_processing` is not installed.
    """
    processing = _bw_processing()
    size = len(system.processes)
    technosphere, flows = system.technosphere.tocoo(), system.interventions.tocoo()
    # what a process makes stands above zero, what it uses is turned round by `flip`, as Brightway writes it
    uses = technosphere.data < 0
    stamp = hashlib.sha256()
    for part in (technosphere.row, technosphere.col, technosphere.data, flows.row, flows.col, flows.data):
        stamp.update(np.ascontiguousarray(part, dtype=np.float64).tobytes())
    package = processing.create_datapackage(
        name=name,
        id_=stamp.hexdigest(),
        metadata=dict(about or {}),
    )
    package.metadata.pop("created")  # the day of the table says more than the hour of the export
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="technosphere",
        indices_array=_indices(processing, technosphere.row + 1, technosphere.col + 1),
        data_array=np.abs(technosphere.data),
        flip_array=uses,
    )
    package.add_persistent_vector(
        matrix="biosphere_matrix",
        name="biosphere",
        indices_array=_indices(processing, flows.row + size + 1, flows.col + 1),
        data_array=flows.data,
    )
    return package


def _indices(processing: ModuleType, rows: Any, columns: Any) -> Any:
    found = np.empty(len(rows), dtype=processing.INDICES_DTYPE)
    found["row"], found["col"] = rows, columns
    return found


def datapackage_files(library: Library, path: str) -> dict[str, bytes]:
    """Return a system of `factors/processes` as the files of a Brightway datapackage, the CSV files among them.

    Parameters
    ----------
    library : Library
        Holds the table and what its sources are.
    path : str
        Dotted name of the table, such as ``processes.copper``.

    Returns
    -------
    dict of str to bytes
        ``datapackage.json``, the arrays as ``.npy``, the tables of `csv_files` as resources of the package.

    Raises
    ------
    NetworkError
        The table is no system.
    UsageError
        `bw_processing` is not installed.
    """
    table = library.table(path)
    system = read_system(table)
    package = datapackage(system, f"pigou.{path}", _metadata(library, table))
    found = {}
    for resource, array in zip(package.resources, package.data, strict=True):
        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        found[str(resource["path"])] = buffer.getvalue()
    resources = list(package.resources)
    for name, content in _csv_files(library, table, system).items():
        found[name] = content
        resources.append(
            {
                "profile": "data-resource",
                "mediatype": "text/csv",
                "path": name,
                "name": name.removesuffix(".csv") + "-table",
            }
        )
    metadata = {**package.metadata, "resources": resources}
    text = json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
    return {"datapackage.json": text.encode(), **found}


def _metadata(library: Library, table: FactorTable) -> dict[str, Any]:
    named = {key: library.sources[key] for key in dict.fromkeys(table.columns["source"])}
    return {
        "title": str(table.about["title"]),
        "description": f"{table.about['boundary']}. {table.about.get('note', '')} {CONVENTION}".strip(),
        "checked": table.about["checked"].isoformat(),
        "sources": [
            {"title": s["title"], "path": s["address"], "date": str(s["date"])} for s in named.values()
        ],
        "licenses": [{"name": key, "title": s["licence"], "path": s["address"]} for key, s in named.items()],
    }


def _bw_processing() -> ModuleType:
    try:
        return importlib.import_module("bw_processing")
    except ImportError:
        raise UsageError(
            "a Brightway datapackage needs the package bw_processing: pip install 'pigou[brightway]'; "
            "without it, export to a folder of CSV files"
        ) from None
