"""Speed as ratios against a baseline measured in the same run: python tests/benchmarks/run.py [NAME ...].

Nothing here is a test: the machine decides the seconds, only the ratios are worth comparing. Each figure is
the median over interleaved rounds; `limit` is what the project asks of itself.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from calc.batteries.compute import compute
from calc.batteries.models import PROFILE as BATTERY_PROFILE
from calc.batteries.rules import rule_set
from calc.batteries.sheets import SUBJECT as BATTERY
from calc.cbam.imports import SUBJECT, TABLE
from calc.cbam.pairs import pair_tables
from calc.cbam.tables import tables
from calc.engine.assumptions import choices
from calc.engine.errors import Problems
from calc.engine.ledger import Ledger
from calc.engine.model import Coded, Options, Place, Table, TableData
from calc.metals.footprints import materials
from calc.metals.lots import SUBJECT as METALS
from calc.metals.result import COMPUTED_LINES
from calc.methods.networks import WORLD, Process, System, build, read_system
from calc.methods.system_export import datapackage
from calc.methods.systems import intensities, inventory, scores
from calc.taxes.discharges import SUBJECT as DISCHARGES
from factors import load
from factors.check_processes import is_network
from factors.law import day
from factors.table import FactorTable, load_table

ROUNDS = 5
IMPORTERS = 1000


@dataclass(frozen=True)
class Figure:
    """One ratio."""

    name: str
    ratio: float
    limit: float
    ours: float
    baseline: float
    unit: str = "s"


def paired(ours: Callable[[], Any], baseline: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median seconds of both, run in turn after one warm-up."""
    ours()
    baseline()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for kept, function in zip(times, (ours, baseline), strict=True):
            start = time.perf_counter()
            function()
            kept.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def shipments(size: int) -> TableData:
    """Return random shipments as dictionary-coded columns, every country and good of the tables."""
    t = tables(load())
    random = np.random.default_rng(1)
    goods = [c for c in t.goods.codes if c not in t.goods.taric and not c.startswith("2716")]
    countries = t.countries[:-1]

    def coded(values: list[str] | tuple[str, ...]) -> Coded:
        return Coded(random.integers(0, len(values), size).astype(np.int32), tuple(values))

    first = day(date(2026, 1, 1))
    columns = {
        "cn_code": coded(goods),
        "origin": coded(countries),
        "importer": coded([f"Importer {n}" for n in range(IMPORTERS)]),
        "net_mass": random.uniform(1, 1000, size),
        "import_date": random.integers(first, first + 3 * 365, size).astype(np.int32),
    }
    none = np.zeros(size, dtype=np.int32)
    places = (Place("benchmark", "", 1, {}, {}),)
    return TableData(TABLE, size, columns, {}, {}, None, none, places, np.arange(size, dtype=np.int32))


def priced(data: TableData) -> Ledger:
    """Return the ledger with every column made."""
    ledger: Ledger = SUBJECT.calculate(SUBJECT, data, load(), Options(), Problems())
    for line in ledger.lines:
        if line.kind != "number":
            ledger.coded(line.name)
    return ledger


def column_bytes(ledger: Ledger) -> int:
    """Return the bytes of input and ledger columns; a column that is one shared value counts nothing."""
    found = 0
    for column in [*ledger.data.columns.values(), *(ledger.columns[line.name] for line in ledger.lines)]:
        array = column.codes if isinstance(column, Coded) else column
        found += array.nbytes if any(array.strides) else 0
    return found


def triad(size: int) -> Callable[[], None]:
    """Return the memory floor: two arrays read and one written, `size` bytes in all.

    numpy has no fused a = b + s c; a = b + c moves the same 24 bytes for each element.
    """
    length = size // 24
    a, b, c = np.empty(length), np.ones(length), np.ones(length)

    def run() -> None:
        np.add(b, c, out=a)

    return run


def kernel(size: int, limit: float) -> Figure:
    """Look-ups and all ledger columns from coded columns, against the memory floor."""
    data = shipments(size)
    floor = triad(column_bytes(priced(data)))
    ours, baseline = paired(lambda: priced(data), floor, 3 if size > 2e6 else ROUNDS)
    return Figure(f"kernel, {size:,} rows, coded / triad", ours / baseline, limit, ours, baseline)


def strings() -> Figure:
    """The same from plain strings in a data frame, factorised by the reader."""
    from calc.engine.pipeline import calculate
    from calc.engine.read import read

    size = 1_000_000
    data = shipments(size)
    first = np.datetime64("1970-01-01")
    frame = pd.DataFrame(
        {
            "cn_code": data.columns["cn_code"].texts(),  # type: ignore[union-attr]
            "origin": data.columns["origin"].texts(),  # type: ignore[union-attr]
            "importer": data.columns["importer"].texts(),  # type: ignore[union-attr]
            "net_mass [t]": data.columns["net_mass"],
            "import_date": first + data.columns["import_date"].astype("timedelta64[D]"),  # type: ignore[union-attr]
        }
    )

    def ours() -> Ledger:
        found = calculate(read(frame, [TABLE]), load(), SUBJECT, Options())
        for line in found.lines:
            if line.kind != "number":
                found.coded(line.name)
        return found

    mine, baseline = paired(ours, triad(column_bytes(ours())), 3)
    return Figure("kernel, 1,000,000 rows, strings / triad", mine / baseline, 45, mine, baseline)


def linear() -> Figure:
    """Ten times the rows, per row."""
    small, large = shipments(1_000_000), shipments(10_000_000)
    many, few = paired(lambda: priced(large), lambda: priced(small), 3)
    return Figure("10 M rows / 1 M rows, per row", many / few / 10, 1.3, many, few)


def oracle() -> Figure:
    """One line of opencbam against one line of ours."""
    from decimal import Decimal

    from opencbam import assess_good, sector_for_cn
    from opencbam.engine.types import DataSource

    lines, size = 2000, 1_000_000
    data = shipments(size)
    t = tables(load())
    steel = [c for c in t.goods.codes if c.startswith(("72", "73")) and sector_for_cn(c)][:lines]
    mass, price = Decimal(1000), Decimal("75.36")

    def theirs() -> None:
        for n in range(lines):
            code = steel[n % len(steel)]
            assess_good(
                cn_code=code, country="China", mass=mass, year=2026, data_source=DataSource.DEFAULT,
                sector=sector_for_cn(code), certificate_price=price,
            )  # fmt: skip

    ours, baseline = paired(lambda: priced(data), theirs, 3)
    ratio = (baseline / lines) / (ours / size)
    return Figure("opencbam / ours, per line (more is better)", ratio, 100, ours / size, baseline / lines)


def sheet(rows: int, folder: Path) -> Path:
    """Write a list of shipments as a workbook."""
    import xlsxwriter

    data = shipments(rows)
    path = folder / "in.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet("Imports")
    page.write_row(0, 0, ["cn_code", "origin", "importer", "net_mass [t]", "import_date"])
    columns = [data.columns[n].texts() for n in ("cn_code", "origin", "importer")]  # type: ignore[union-attr]
    start = date(1970, 1, 1)
    for n in range(rows):
        page.write_row(n + 1, 0, [c[n] for c in columns])
        page.write_number(n + 1, 3, float(data.columns["net_mass"][n]))  # type: ignore[index]
        page.write_datetime(n + 1, 4, start + timedelta(days=int(data.columns["import_date"][n])))  # type: ignore
    book.close()
    return path


def workbook() -> Figure:
    """100 k rows, xlsx to xlsx (values), against calamine reading and XlsxWriter writing the same cells."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = sheet(100_000, folder)
        out = folder / "out.xlsx"
        run_pigou("run", str(source), "-o", str(out), ok=(0, 1))
        script = folder / "baseline.py"
        script.write_text(BASELINE_XLSX)
        ours, baseline = paired(
            lambda: run_pigou("run", str(source), "-o", str(out), ok=(0, 1)),
            lambda: subprocess.run([sys.executable, script, source, out, folder / "again.xlsx"], check=True),
            3,
        )
    return Figure("100 k rows xlsx to xlsx / calamine + XlsxWriter", ours / baseline, 1.5, ours, baseline)


BASELINE_XLSX = """
import sys
from python_calamine import CalamineWorkbook
import xlsxwriter
CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
cells = CACHE = None
import pickle, pathlib
cache = pathlib.Path(sys.argv[2]).with_suffix('.pickle')
if not cache.exists():
    rows = CalamineWorkbook.from_path(sys.argv[2]).get_sheet_by_name('Rows').to_python()
    cache.write_bytes(pickle.dumps(rows))
rows = pickle.loads(cache.read_bytes())
book = xlsxwriter.Workbook(sys.argv[3], {'constant_memory': True})
page = book.add_worksheet()
for n, row in enumerate(rows):
    for c, value in enumerate(row):
        if value != '':
            page.write(n, c, value)
book.close()
"""

BASELINE_PARQUET = """
import sys
import pandas, pyarrow, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
out = pq.read_table(sys.argv[2]) if len(sys.argv) < 4 else None
pq.write_table(out, sys.argv[2] + '.again')
"""


def parquet() -> Figure:
    """1 M rows, parquet to parquet, against importing pandas and pyarrow, reading the input, writing the output."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = shipments(1_000_000)
        columns: dict[str, Any] = {}
        for key in ("cn_code", "origin", "importer"):
            columns[key] = pa.array(data.columns[key].texts())  # type: ignore[union-attr]
        columns["net_mass [t]"] = pa.array(data.columns["net_mass"])
        columns["import_date"] = pa.array(data.columns["import_date"], type=pa.int32()).cast(pa.date32())
        source, out = folder / "in.parquet", folder / "out.parquet"
        pq.write_table(pa.table(columns), source)
        run_pigou("run", str(source), "-o", str(out), ok=(0, 1))
        script = folder / "baseline.py"
        script.write_text(BASELINE_PARQUET)
        read_out = _seconds(
            [sys.executable, "-c", f"import pyarrow.parquet as pq; pq.read_table({str(out)!r})"]
        )
        start = _seconds([sys.executable, "-c", "import pyarrow.parquet"])
        ours, baseline = paired(
            lambda: run_pigou("run", str(source), "-o", str(out), ok=(0, 1)),
            lambda: subprocess.run([sys.executable, script, source, out], check=True),
            3,
        )
        baseline -= max(read_out - start, 0.0)  # the baseline had to read the output before writing it
    return Figure("1 M rows parquet to parquet / imports + read + write", ours / baseline, 4, ours, baseline)


def _seconds(command: list[str]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def run_pigou(*arguments: str, ok: tuple[int, ...] = (0,)) -> None:
    """Run the command line in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "calc.cli", *arguments], capture_output=True, text=True)
    if done.returncode not in ok:
        raise SystemExit(f"pigou {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")


def starting() -> list[Figure]:
    """The start of the command against an empty Python."""
    found = []
    bare = [sys.executable, "-c", "pass"]
    for name, arguments, limit in (
        ("--help / python -c pass", ["--help"], 15),
        (
            "one-line quote / python -c pass",
            ["quote", "--cn", "72083900", "--origin", "CN", "--mass", "1000 t", "--date", "2026-02-15"],
            60,
        ),
    ):
        ours, baseline = paired(
            lambda a=arguments: run_pigou(*a),  # type: ignore[misc]
            lambda: subprocess.run(bare, check=True, capture_output=True),
            9,
        )
        found.append(Figure(name, ours / baseline, limit, ours, baseline))
    return found


MEMORY = """
import re, sys
def peak():  # of this program alone; getrusage would inherit that of the one that started it
    return int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])
import numpy, pandas, pyarrow.parquet
import calc, calc.report.write
from calc.engine import read, pipeline
from calc.cbam.imports import SUBJECT
from calc.cbam.pairs import pair_tables
from factors import load
pair_tables(load())
idle = peak()
ledger = calc.run(sys.argv[1])
for line in ledger.lines:
    ledger.numbers(line.name) if line.kind == 'number' else ledger.coded(line.name)
most = peak()
sys.path.insert(0, sys.argv[2])
from run import column_bytes
print((most - idle) * 1024, column_bytes(ledger) + int(ledger.data.own.memory_usage().sum()))
"""


def memory() -> Figure:
    """Peak memory over the idle process against input and ledger columns, 2 M rows of parquet."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "in.parquet"
        data = shipments(2_000_000)
        frame = pd.DataFrame({k: data.columns[k].texts() for k in ("cn_code", "origin", "importer")})  # type: ignore
        frame["net_mass [t]"] = data.columns["net_mass"]
        frame["import_date"] = np.datetime64("1970-01-01") + data.columns["import_date"].astype(
            "timedelta64[D]"
        )  # type: ignore
        frame.to_parquet(source)
        command = [sys.executable, "-c", MEMORY, str(source), str(Path(__file__).parent)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peak, columns = map(float, done.stdout.split())
    return Figure(
        "peak memory over idle / input + ledger columns", peak / columns, 3, peak / 1e6, columns / 1e6, "MB"
    )


def network(size: int) -> System:
    """Return a random network like a life-cycle database: five inputs each, a twentieth of them back in the chain."""
    random = np.random.default_rng(1)
    processes = [Process(f"p{n}", WORLD, "all", f"good {n}", "kg") for n in range(size)]
    products, flows = [], []
    for number in range(size):
        makers = random.integers(0, max(number, 1), 5)
        makers = np.where(random.random(5) < 0.05, random.integers(0, size, 5), makers)
        for maker, amount in zip(makers.tolist(), random.uniform(0, 0.3, 5).tolist(), strict=True):
            products.append((number, processes[maker].product, "input", amount, "kg"))
        for flow in random.choice(500, 10, replace=False).tolist():
            flows.append((number, f"flow {flow}", "emission", float(random.lognormal()), "kg"))
    return build(processes, products, flows)


def demands() -> list[Figure]:
    """10 000 demands scored on 1 000 processes, against bw2calc looping over the demands with factors of its own.

    bw2calc is timed on 50 demands after its matrices are built and factorised, and multiplied. The second figure
    counts on our side the factorisation, too.
    """
    import warnings

    import bw_processing

    with warnings.catch_warnings():  # it advises a faster solver
        warnings.simplefilter("ignore")
        import bw2calc

    size, many, sample = 1000, 10_000, 50
    random = np.random.default_rng(2)
    system = network(size)
    weights = random.uniform(0, 1, (1, len(system.flows)))
    which = random.integers(0, size, many)
    amounts = random.uniform(1, 10, many)
    wanted = sparse.csc_array((amounts, (which, np.arange(many))), shape=(size, many))

    method = bw_processing.create_datapackage()
    index = np.empty(len(system.flows), dtype=bw_processing.INDICES_DTYPE)
    index["row"] = index["col"] = np.arange(len(system.flows)) + size + 1
    method.add_persistent_vector(
        matrix="characterization_matrix", indices_array=index, data_array=weights[0], name="method"
    )
    each = [{int(which[n]) + 1: float(amounts[n])} for n in range(sample)]
    lca = bw2calc.LCA(each[0], data_objs=[datapackage(system), method])
    lca.lci(factorize=True)
    lca.lcia()

    def theirs() -> list[float]:
        found = []
        for one in each:
            lca.lci(demand=one)
            lca.lcia()
            found.append(lca.score)
        return found

    def ours(solved: System = system) -> Any:
        return scores(intensities(solved, weights), wanted)

    def unsolved() -> Any:
        return ours(replace(system))

    if not np.allclose(ours()[0, :sample], theirs(), rtol=1e-9):
        raise SystemExit("bw2calc finds other scores")
    warm, baseline = paired(ours, theirs)
    cold, again = paired(unsolved, theirs)
    baseline, again = baseline * many / sample, again * many / sample
    return [
        Figure("bw2calc / ours, 10,000 demands (more is better)", baseline / warm, 1000, warm, baseline),
        Figure("  the same with our factorisation", again / cold, 100, cold, again),
    ]


def shipped() -> list[Figure]:
    """Building and solving each shipped network for every product, against reading its CSV."""
    found = []
    library = load()
    for path in library.table_paths():
        if not path.startswith("processes.") or not is_network(library.table(path)):
            continue
        table, file = library.table(path), library.file(path, ".csv")

        def solved(table: FactorTable = table) -> None:
            system = read_system(table)
            inventory(system, np.eye(len(system.processes)))

        def read(file: Path = file, path: str = path) -> None:
            load_table(file, path)

        ours, baseline = paired(solved, read, 101)
        found.append(Figure(f"{path}, built and solved / read", ours / baseline, 5, ours, baseline))
    return found


def lots(material: Coded) -> TableData:
    """Return random lots of some materials with their own grid figure, recycled share, origin and year."""
    random = np.random.default_rng(1)
    size = len(material.codes)
    countries = ("China", "Germany", "United States", "India", "Norway", "United Arab Emirates", "Indonesia")
    columns = {
        "material": material,
        "mass": random.uniform(1, 100, size),
        "recycled_share": random.uniform(0, 1, size),
        "origin": Coded(random.integers(0, len(countries), size).astype(np.int32), countries),
        "grid": random.uniform(10, 900, size),
        "year": random.integers(2022, 2027, size).astype(np.float64),
    }
    none = np.zeros(size, dtype=np.int32)
    places = (Place("benchmark", "", 1, {}, {}),)
    return TableData(METALS.table, size, columns, {}, {}, None, none, places, np.arange(size, dtype=np.int32))


def computable(size: int) -> Coded:
    """Return random materials that have a figure by both routes, half of them with electricity that counts."""
    random = np.random.default_rng(2)
    names = materials(load())
    one = lots(Coded(np.arange(len(names), dtype=np.int32), names))
    found = METALS.calculate(METALS, one, load(), Options(), Problems())
    status = found.coded("status")
    held = tuple(n for n, code in zip(names, status.codes, strict=True) if status.values[code] == "computed")
    which = random.integers(0, len(held), size).astype(np.int32)
    built = np.array([held.index("aluminium"), held.index("copper")], dtype=np.int32)
    on_grid = random.random(size) < 0.5
    which[on_grid] = built[random.integers(0, 2, int(on_grid.sum()))]
    return Coded(which, held)


def metals(size: int = 1_000_000) -> list[Figure]:
    """Lots from coded columns against the memory floor: what every run computes, then every column that can be asked.

    The floor moves the bytes of the columns that were made.
    """
    data = lots(computable(size))
    made = (*COMPUTED_LINES, "status")

    def computed() -> Ledger:
        ledger: Ledger = METALS.calculate(METALS, data, load(), Options(), Problems())
        for name in made:
            _ = ledger.columns[name]
        return ledger

    def every() -> Ledger:
        ledger = computed()
        for line in ledger.lines:
            _ = ledger.numbers(line.name) if line.kind == "number" else ledger.coded(line.name)
        return ledger

    first = computed()
    columns = [*data.columns.values(), *(first.columns[name] for name in made)]
    some = sum((c.codes if isinstance(c, Coded) else c).nbytes for c in columns)
    ours, baseline = paired(computed, triad(some))
    all_ours, all_baseline = paired(every, triad(column_bytes(every())), 3)
    return [
        Figure(f"{size:,} lots, computed columns / triad", ours / baseline, 25, ours, baseline),
        Figure(f"{size:,} lots, every column / triad", all_ours / all_baseline, 25, all_ours, all_baseline),
    ]


def discharges(size: int) -> TableData:
    """Return monthly discharges of plants with 20 outlets and 12 pollutants each, in the order of the outlets."""
    random = np.random.default_rng(1)
    air = (
        "SO2",
        "NOx",
        "烟尘",
        "CO",
        "HCl",
        "fluorides",
        "lead",
        "ammonia",
        "benzene",
        "toluene",
        "H2S",
        "mercury",
    )
    water = (
        "COD",
        "NH3-N",
        "BOD5",
        "SS",
        "TP",
        "petroleum",
        "lead",
        "mercury",
        "cadmium",
        "copper",
        "zinc",
        "sulphides",
    )
    at = np.arange(size)
    pollutant, month, outlet, site = at % 12, at // 12 % 12, at // 144 % 20, at // 2880
    into_air = outlet < 12

    def coded(codes: Any, values: tuple[str, ...]) -> Coded:
        return Coded(codes.astype(np.int32), values)

    columns = {
        "site": coded(site, tuple(f"Plant {n}" for n in range(size // 2880 + 1))),
        "province": coded(site % 6, ("Beijing", "上海", "Shandong", "Guangdong", "Henan", "Sichuan")),
        "outlet": coded(outlet, tuple(f"D{n:03d}" for n in range(20))),
        "month": coded(month, tuple(f"2024-{n:02d}" for n in range(1, 13))),
        "medium": coded(~into_air, ("air", "water")),
        "pollutant": coded(np.where(into_air, pollutant, pollutant + 12), air + water),
        "amount": random.lognormal(3, 2, size),
        "measured": random.uniform(1, 60, size).round(1),
        "limit": coded(random.integers(0, 4, size), ("30", "50", "100", "35")),
    }
    none = np.zeros(size, dtype=np.int32)
    units = {"amount": np.zeros(size, dtype=np.int8), "measured": np.full(size, -1, dtype=np.int8)}
    places = (Place("benchmark", "", 1, {}, {}),)
    rows = np.arange(size, dtype=np.int32)
    return TableData(DISCHARGES.table, size, columns, units, {}, None, none, places, rows)


def taxes(size: int = 1_000_000) -> list[Figure]:
    """Discharges with every column, from coded columns and from strings, against the memory floor; a stream."""
    from calc.engine.pipeline import calculate
    from calc.engine.read import read
    from calc.taxes.stream import Stream

    data = discharges(size)
    cells = {name: c.texts() if isinstance(c, Coded) else c for name, c in data.columns.items()}
    frame = pd.DataFrame(cells).rename(columns={"amount": "amount [kg]"})

    def every(ledger: Ledger) -> Ledger:
        for line in ledger.lines:
            _ = ledger.numbers(line.name) if line.kind == "number" else ledger.coded(line.name)
        return ledger

    def coded() -> Ledger:
        return every(DISCHARGES.calculate(DISCHARGES, data, load(), Options(), Problems()))

    def strings() -> Ledger:
        return every(calculate(read(frame, [DISCHARGES.table]), load(), DISCHARGES, Options()))

    kept = []

    def streamed() -> None:
        run = Stream()
        for start in range(0, size, 250_000):
            run.add(read(frame.iloc[start : start + 250_000], [DISCHARGES.table]).tables["discharges"])
        kept.append(run.bytes() / run.open())
        list(run.results([]))

    floor = triad(column_bytes(coded()))
    ours, baseline = paired(coded, floor)
    mine, again = paired(strings, floor, 3)
    chunked, whole = paired(streamed, strings, 3)
    return [
        Figure(f"{size:,} discharges, coded / triad", ours / baseline, 30, ours, baseline),
        Figure(f"{size:,} discharges, strings / triad", mine / again, 45, mine, again),
        Figure("  in a stream / at once", chunked / whole, 2, chunked, whole),
        Figure("  kept for an outlet and month / 1 byte", kept[-1], 200, kept[-1], 1, "B"),
    ]


def battery_models(models: int, lines: int) -> TableData:
    """Return battery models with `lines` rows each on four sheets: two thirds materials, the rest by the others."""
    random = np.random.default_rng(7)
    product, *companions = BATTERY.tables
    names = tuple(f"model {n:06d}" for n in range(models))

    def picked(values: Sequence[str], size: int) -> Coded:
        return Coded(random.integers(0, len(values), size).astype(np.int32), tuple(values))

    def sheet(table: Table, size: int, columns: dict[str, Any]) -> TableData:
        place = (Place("models.xlsx", table.title, 1, {}, {}),)
        numbers = np.arange(2, size + 2, dtype=np.int32)
        return TableData(table, size, columns, {}, {}, None, np.zeros(size, np.int32), place, numbers)

    def owner(each: int) -> Coded:
        return Coded(np.repeat(np.arange(models, dtype=np.int32), each), names)

    known = ["LFP", "graphite", "copper", "aluminium", "steel", "LiPF6", "PVDF", "PE", "PP", "carbon black"]
    parts = ["cathode", "anode", "electrolyte", "separator", "casing", "pack"]
    each = (lines * 2 // 3, lines // 6, lines // 12, lines - lines * 2 // 3 - lines // 6 - lines // 12)
    materials, energy, transport, ended = (models * n for n in each)
    mass = random.uniform(1, 20, (models, each[0]))
    mass *= 400 / mass.sum(axis=1, keepdims=True)
    kind = np.tile(np.arange(each[0], dtype=np.int32) % len(known), models)

    def some(share: float, value: float, size: int) -> Any:
        return np.where(random.random(size) < share, value, np.nan)

    beside = [
        {
            "model": owner(each[0]),
            "component": picked(parts, materials),
            "material": Coded(kind, tuple(known)),
            "mass": mass.ravel(),
            "yield": random.uniform(0.9, 1, materials),
            "recycled_post": some(0.2, 0.2, materials),
            "recycled_factor": some(0.3, 0.7, materials),
            "supplier_factor": some(0.3, 6.0, materials),
            "boundary": picked(["cradle-to-gate"], materials),
            "supplier": picked([f"supplier {n}" for n in range(200)], materials),
        },
        {
            "model": owner(each[1]),
            "process": picked(["electrodes", "formation", "assembly"], energy),
            "carrier": picked(["electricity", "natural gas"], energy),
            "amount": random.uniform(1, 300, energy),
        },
        {
            "model": owner(each[2]),
            "stage": picked(["inbound", "distribution"], transport),
            "mass": random.uniform(1, 400, transport),
            "freight_mode": picked(["truck", "rail"], transport),
            "freight_distance": picked([f"{n} km" for n in range(100, 2000, 50)], transport),
        },
        {
            "model": owner(each[3]),
            "material": Coded(np.tile(np.arange(each[3], dtype=np.int32), models), tuple(known)),
            "r2": np.full(ended, 0.6),
            "recycling_factor": np.full(ended, 0.7),
            "disposal_factor": np.full(ended, 0.05),
        },
    ]
    sizes = (materials, energy, transport, ended)
    main = sheet(
        product,
        models,
        {
            "model": owner(1),
            "category": picked(["EV"], models),
            "vehicle_class": picked(["M1", "N1", "M3"], models),
            "chemistry": picked(["LFP", "NMC622", "NMC811"], models),
            "nominal_capacity": np.full(models, 60.0),
            "usable_capacity": np.full(models, 57.0),
            "mass": np.full(models, 400.0),
            "warranty_years": np.full(models, 8.0),
            "plant_country": picked(["China", "Hungary", "Poland"], models),
        },
    )
    tables = {t.name: sheet(t, n, c) for t, n, c in zip(companions, sizes, beside, strict=True)}
    return replace(main, beside=tables)


def batteries(models: int = 10_000, lines: int = 60) -> Figure:
    """Every line and stage of many models from coded columns, against the memory floor.

    The floor moves the bytes of the five sheets, of every line and of the ledger's columns.
    """
    data = battery_models(models, lines)
    made = ("kgco2e", "kgco2e_per_kwh_capacity", "kgco2e_per_kwh_delivered", "kgco2e_per_kg", "status")

    def whole() -> Ledger:
        ledger: Ledger = BATTERY.calculate(BATTERY, data, load(), Options(), Problems())
        assert ledger.count("status") == {"computed": 5 * models}
        return ledger

    ledger, options = whole(), Options()
    run = compute(data, load(), choices(load(), BATTERY_PROFILE, options), rule_set(load(), options))
    columns = [c for t in (data, *data.beside.values()) for c in t.columns.values()]
    columns += [ledger.columns[name] for name in made]
    size = sum((c.codes if isinstance(c, Coded) else c).nbytes for c in columns)
    size += sum(v.nbytes for v in vars(run.lines).values() if isinstance(v, np.ndarray))
    ours, baseline = paired(whole, triad(size))
    return Figure(f"{models:,} battery models x {lines} lines / triad", ours / baseline, 40, ours, baseline)


BENCHMARKS: dict[str, Callable[[], Figure | list[Figure]]] = {
    "kernel": lambda: kernel(1_000_000, 20),
    "kernel10": lambda: kernel(10_000_000, 20),
    "strings": strings,
    "linear": linear,
    "opencbam": oracle,
    "xlsx": workbook,
    "parquet": parquet,
    "start": starting,
    "memory": memory,
    "demands": demands,
    "shipped": shipped,
    "metals": metals,
    "taxes": taxes,
    "batteries": batteries,
}


def main(names: list[str]) -> None:
    """Print the chosen figures (all without a name)."""
    pair_tables(load())
    print(f"{'':<58}{'ratio':>8}{'limit':>8}{'ours':>12}{'baseline':>12}")
    for name in names or BENCHMARKS:
        found = BENCHMARKS[name]()
        for f in found if isinstance(found, list) else [found]:
            ours, base = (f"{v:.4g} {f.unit}" for v in (f.ours, f.baseline))
            print(f"{f.name:<58}{f.ratio:>8.2f}{f.limit:>8g}{ours:>12}{base:>12}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
