"""An exported network: bw2calc reads it and finds the same inventory, tables hold every row with its source."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from calc.engine.errors import UsageError
from calc.methods import systems as sy
from calc.methods.system_export import csv_files, datapackage_files
from calc.report.system import write_system
from factors import load
from factors.check_processes import is_network
from factors.library import ROOT, Library

with warnings.catch_warnings():  # it advises a faster solver
    warnings.simplefilter("ignore")
    import bw2calc

SHIPPED = [t for t in load().table_paths() if t.startswith("processes.") and is_network(load().table(t))]
FILES = {"processes.csv", "flows.csv", "technosphere.csv", "interventions.csv", "sources.csv"}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # its reader leaves the archive open
@pytest.mark.parametrize("path", SHIPPED)
def test_brightway_finds_the_same_inventory(path: str, tmp_path: Path) -> None:
    file = tmp_path / "network.zip"
    assert write_system(path, file) == [str(file)]
    system = sy.read_system(load().table(path))
    with zipfile.ZipFile(file) as archive:
        flows = {int(r["id"]): r["flow"] for r in rows(archive.read("flows.csv"))}
        processes = rows(archive.read("processes.csv"))
    for row in processes:
        lca = bw2calc.LCA({int(row["id"]): 1.0}, data_objs=[file])
        lca.lci()
        theirs = np.asarray(lca.inventory.sum(axis=1)).ravel()
        found = {flow: theirs[lca.dicts.biosphere[number]] for number, flow in flows.items()}
        ours = sy.inventory(system, sy.demand(system, {system.at(row["product"], row["region"]): 1.0}))
        for flow, value in zip(system.flows, ours, strict=True):  # another solver's zero is 1e-12 of 10^4 MJ
            assert found[flow] == pytest.approx(value, rel=1e-9, abs=1e-9), (row["process"], flow)


@pytest.mark.parametrize("path", SHIPPED)
def test_tables_hold_every_row_with_its_source(path: str) -> None:
    table = load().table(path)
    files = csv_files(load(), path)
    assert set(files) == FILES
    exchanges = rows(files["technosphere.csv"]) + rows(files["interventions.csv"])
    kinds = table.columns["kind"]
    assert len(exchanges) + len(rows(files["processes.csv"])) == len(table)
    assert len(rows(files["processes.csv"])) == kinds.count("product")
    sources = {r["source"]: r for r in rows(files["sources.csv"])}
    assert set(sources) == set(table.columns["source"])
    for row in sources.values():
        assert row["title"]
        assert row["licence"] == load().sources[row["source"]]["licence"]
    assert all(row["source"] in sources and row["unit"] for row in exchanges)


@pytest.mark.parametrize("path", SHIPPED)
def test_the_tables_alone_give_the_network_back(path: str) -> None:
    files = csv_files(load(), path)
    made = rows(files["processes.csv"])
    processes = [sy.Process(r["process"], r["region"], r["stage"], r["product"], r["unit"]) for r in made]
    at = {(p.name, p.region): n for n, p in enumerate(processes)}
    inputs = rows(files["technosphere.csv"])
    for row in inputs:
        if row["kind"] == "input":
            maker = processes[at[row["provider"], row["provider_region"]]]
            assert (maker.product, maker.unit) == (row["exchange"], row["unit"])
        else:
            assert (row["kind"], row["provider"]) == ("cut-off", "")
    again = sy.build(
        processes,
        [
            (at[r["process"], r["region"]], r["exchange"], r["kind"], float(r["amount"]), r["unit"])
            for r in inputs
        ],
        [
            (at[r["process"], r["region"]], r["flow"], r["kind"], float(r["amount"]), r["unit"])
            for r in rows(files["interventions.csv"])
        ],
    )
    ours = sy.read_system(load().table(path))
    assert again.flows == ours.flows == tuple(r["flow"] for r in rows(files["flows.csv"]))
    one_of_each = np.eye(len(processes))
    np.testing.assert_array_equal(sy.inventory(again, one_of_each), sy.inventory(ours, one_of_each))


def test_the_package_says_what_it_is() -> None:
    files = datapackage_files(load(), "processes.aluminium")
    about = json.loads(files["datapackage.json"])
    assert about["name"] == "pigou.processes.aluminium"
    assert {r["path"] for r in about["resources"]} | {"datapackage.json"} == set(files)
    (licence,) = about["licenses"]
    assert licence["title"] == load().sources["sesame_aluminium"]["licence"]
    assert about["sources"][0]["title"] == load().sources["sesame_aluminium"]["title"]
    assert "cut-off" in about["description"]


@pytest.mark.parametrize("name", ["network.zip", "network"])
def test_the_same_table_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    contents = []
    for _ in range(2):
        write_system("processes.copper", target)
        files = [target] if target.is_file() else sorted(target.iterdir())
        contents.append([(f.name, f.read_bytes()) for f in files])
    assert contents[0] == contents[1]
    assert [f.name for f in tmp_path.iterdir()] == [name]


REFUSED = {
    "no network": (
        "energy.grid",
        "out",
        "'energy.grid' is no network of unit processes; known are: processes.",
    ),
    "no table": ("processes.tin", "out", "'processes.tin' is no network of unit processes"),
    "a file": ("processes.copper", "out.xlsx", r"a network is written to a folder or to a \.zip file"),
    "no folder": (
        "processes.copper",
        "nowhere/out",
        "the folder .*nowhere does not exist; nothing was written",
    ),
    "no folder for a zip": (
        "processes.copper",
        "nowhere/out.zip",
        "nowhere does not exist; nothing was written",
    ),
    "other files": ("processes.copper", "full", r"holds other files \(mine\.txt\); name a new folder"),
    "a file in the way": ("processes.copper", "taken", "taken cannot be written"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    key, target, message = REFUSED[name]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(UsageError, match=message):
        write_system(key, tmp_path / target)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["full", "mine.txt", "taken"]


def test_without_bw_processing_the_message_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['bw_processing'] = None\n"
        "from calc.report.system import write_system; from pathlib import Path\n"
        "from calc.engine.errors import UsageError\n"
        "write_system('processes.copper', Path('tables'))\n"
        "try: write_system('processes.copper', Path('network.zip'))\n"
        "except UsageError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT.parent)},
    )  # fmt: skip
    assert "pip install 'pigou[brightway]'" in done.stdout
    assert [p.name for p in tmp_path.iterdir()] == ["tables"]


def test_a_network_of_ones_own(tmp_path: Path) -> None:
    root = tmp_path / "factors"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for ending in (".csv", ".toml"):
        (root / "processes" / f"copper{ending}").rename(root / "processes" / f"mine{ending}")
    names = write_system("processes.mine", tmp_path / "out", Library(root))
    assert {Path(name).name for name in names} == FILES
