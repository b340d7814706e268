"""One contender, once: ``python -m benchmarks.work NAME FOLDER``.

Prints seconds of CPU, seconds on the clock and megabytes.  Each runs in a process of its own, so
that memory is its own.  What is imported, and one file read beforehand, does not count: only the
work does, with that of all processes which it starts.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any
from xml.parsers import expat

from benchmarks.masters import (  # noqa: F401 - found by their names
    master_by_lcxl,
    master_by_pandas_openpyxl,
    master_by_pandas_xlsxwriter,
    master_by_xlsxwriter,
)

SHEETS = ["Start", "Data", "Changes", "Story", "Trial run"]
"""Where a team types."""
READERS = ("pandas", "python_calamine", "fastexcel", "polars", "duckdb", "idle")
PARTS = ("xl/worksheets/sheet", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")
Work = Callable[[Path, list[Path]], Any]


def lcxl_read(folder: Path, files: list[Path]) -> Any:
    """What a team typed, each value with its cell; every sheet looked through for patients."""
    from lcxl import load_collaborative, read_submission

    plan = load_collaborative(folder)
    return lambda: [read_submission(path, plan) for path in files]


def lcxl_validate(folder: Path, files: list[Path]) -> Any:
    """The same, and all rules."""
    from lcxl import load_collaborative, read_submission, validate

    plan = load_collaborative(folder)
    return lambda: [validate(read_submission(path, plan), plan) for path in files]


def pandas_openpyxl(_: Path, files: list[Path]) -> Any:
    """Every sheet as a table."""
    import pandas as pd

    return lambda: [
        pd.read_excel(p, sheet_name=None, header=None, engine="openpyxl") for p in files
    ]


def pandas_openpyxl_sheets(_: Path, files: list[Path]) -> Any:
    """Only the sheets in which a team types."""
    import pandas as pd

    return lambda: [
        pd.read_excel(p, sheet_name=SHEETS, header=None, engine="openpyxl") for p in files
    ]


def pandas_calamine(_: Path, files: list[Path]) -> Any:
    """Every sheet as a table, by a reader that does not see errors or formulas."""
    import pandas as pd

    return lambda: [
        pd.read_excel(p, sheet_name=None, header=None, engine="calamine") for p in files
    ]


def polars_calamine(_: Path, files: list[Path]) -> Any:
    """The same reader, into polars."""
    import polars as pl

    return lambda: [
        pl.read_excel(p, sheet_name=SHEETS, has_header=False, raise_if_empty=False) for p in files
    ]


def duckdb_excel(_: Path, files: list[Path]) -> Any:
    """The sheet Data only, by DuckDB's extension, which it fetches from its own server."""
    import duckdb

    book = duckdb.connect()
    book.execute("INSTALL excel")
    book.execute("LOAD excel")
    query = "SELECT * FROM read_xlsx(?, sheet='Data', header=false, all_varchar=true)"
    return lambda: [book.execute(query, [str(path)]).fetchall() for path in files]


def pandas_openpyxl_looked(_: Path, files: list[Path]) -> Any:
    """The sheets that lcxl looks through: all but the hidden one behind the charts."""
    import pandas as pd

    names = _looked_through(files[0])
    return lambda: [
        pd.read_excel(p, sheet_name=names, header=None, engine="openpyxl") for p in files
    ]


def python_calamine_sheets(_: Path, files: list[Path]) -> Any:
    """The sheets in which a team types, as lists, by the quickest reader there is."""
    from python_calamine import CalamineWorkbook

    def read(path: Path) -> list[Any]:
        book = CalamineWorkbook.from_path(str(path))
        return [book.get_sheet_by_name(name).to_python() for name in SHEETS]

    return lambda: [read(path) for path in files]


def fastexcel_sheets(_: Path, files: list[Path]) -> Any:
    """The same sheets, as columns of guessed types."""
    import fastexcel

    def read(path: Path) -> list[Any]:
        book = fastexcel.read_excel(path)
        return [book.load_sheet(name, header_row=None) for name in SHEETS]

    return lambda: [read(path) for path in files]


def _looked_through(path: Path) -> list[str]:
    """Names of the sheets in which lcxl looks for details of patients."""
    from lcxl.cells import Book
    from lcxl.layout import CALCULATION_SHEET

    names = [sheet.name for sheet in Book(path.read_bytes()).sheets]
    return [name for name in names if not name.startswith(CALCULATION_SHEET)]


def idle_parser(_: Path, files: list[Path]) -> Any:
    """Inflate the sheets that are looked through and feed them to an XML parser that does nothing.

    No limit to speed: lcxl finds most cells by a pattern, which is quicker than any parser.
    """
    from lcxl.cells import Book
    from lcxl.layout import CALCULATION_SHEET

    sheets = Book(files[0].read_bytes()).sheets
    behind = {sheet.part for sheet in sheets if sheet.name.startswith(CALCULATION_SHEET)}

    def nothing(*_: object) -> None:
        pass

    def run() -> None:
        for path in files:
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                for name in book.namelist():
                    if not name.startswith(PARTS) or name in behind:
                        continue
                    parser = expat.ParserCreate()
                    parser.StartElementHandler = parser.EndElementHandler = nothing
                    parser.CharacterDataHandler = nothing
                    parser.Parse(book.read(name), True)

    return run


def lcxl_merge(folder: Path, _: list[Path]) -> Any:
    """Read, validate and combine the pile, on all cores."""
    from lcxl import merge
    from lcxl.engine.processes import all_cores

    return lambda: merge(folder, engine=all_cores())


def lcxl_merge_one_core(folder: Path, _: list[Path]) -> Any:
    """The same in one process."""
    from lcxl import merge

    return lambda: merge(folder)


def lcxl_command(folder: Path, _: list[Path]) -> Any:
    """The whole command, from its start to the master workbook on the disk, the first time."""
    own = Path(tempfile.mkdtemp())

    def run() -> None:
        _command(folder, own)
        shutil.rmtree(own)

    return run


def lcxl_command_unchanged(folder: Path, _: list[Path]) -> Any:
    """The whole command once more, with nothing new."""
    own = Path(tempfile.mkdtemp())
    _command(folder, own)

    def run() -> None:
        _run(own, "merge", str(folder), "-o", str(own / "master.xlsx"))
        shutil.rmtree(own)

    return run


def lcxl_command_again(folder: Path, files: list[Path]) -> Any:
    """The whole command after one file in a hundred has changed."""
    own = Path(tempfile.mkdtemp())
    shutil.copytree(folder, own / "pile")
    _command(own / "pile", own)
    _change(own / "pile", files)

    def run() -> None:
        _command(own / "pile", own)
        shutil.rmtree(own)

    return run


def _command(folder: Path, own: Path) -> None:
    """Run lcxl merge, with the folder ``own`` for the cache and for the master."""
    out = own / "master.xlsx"
    _run(own, "merge", str(folder), "-o", str(out))
    assert out.exists()


def _run(own: Path, *words: str) -> None:
    """Run a command of lcxl, with a folder for its cache."""
    subprocess.run(
        [sys.executable, "-m", "lcxl", "--quiet", *words],
        env=os.environ | {"XDG_CACHE_HOME": str(own)},
        capture_output=True,
        check=False,
    )


def _change(folder: Path, files: list[Path]) -> None:
    """Make one file in a hundred another one."""
    for path in files[:: max(1, min(100, len(files) - 1))]:
        (folder / "submissions" / path.name).write_bytes(path.read_bytes() + b"\0")


def lcxl_merge_again(folder: Path, files: list[Path]) -> Any:
    """The same after one file in a hundred has changed."""
    from lcxl import load_collaborative, merge
    from lcxl.engine.processes import all_cores
    from lcxl.intake.reading import cache_of

    own = Path(tempfile.mkdtemp())
    shutil.copytree(folder, own / "pile")
    plan = load_collaborative(folder)
    cache = cache_of(plan, own)
    merge(own / "pile", plan=plan, engine=all_cores(), cache=cache)
    _change(own / "pile", files)

    def run() -> None:
        merge(own / "pile", plan=plan, engine=all_cores(), cache=cache)
        shutil.rmtree(own)

    return run


def _loop(files: list[Path], sheets: list[str] | None, engine: Any) -> Any:
    """The loop a host would write: sheets of all files put below each other, sheet by sheet."""
    import pandas as pd

    def run() -> None:
        found: dict[str, list[Any]] = {}
        for path in files:
            tables = pd.read_excel(path, sheet_name=sheets, header=None, engine=engine)
            for name, table in tables.items():
                found.setdefault(name, []).append(table.assign(file=path.name))
        for tables in found.values():
            pd.concat(tables)

    return run


def pandas_loop_data(_: Path, files: list[Path]) -> Any:
    """Only the sheet Data."""
    return _loop(files, ["Data"], "openpyxl")


def pandas_loop_joined(_: Path, files: list[Path]) -> Any:
    """The sheets that a merge joins or needs to know whose they are."""
    return _loop(files, SHEETS, "openpyxl")


def pandas_loop_all(_: Path, files: list[Path]) -> Any:
    """All sheets."""
    return _loop(files, None, "openpyxl")


def calamine_loop_data(_: Path, files: list[Path]) -> Any:
    """Only the sheet Data, by a reader that does not see errors or formulas."""
    return _loop(files, ["Data"], "calamine")


def polars_loop_joined(_: Path, files: list[Path]) -> Any:
    """The sheets that a merge joins, by polars, which takes what calamine gives it."""
    import polars as pl

    def run() -> None:
        found: dict[str, list[Any]] = {}
        for path in files:
            tables = pl.read_excel(path, sheet_name=SHEETS, has_header=False, raise_if_empty=False)
            for name, table in tables.items():
                named = table.with_columns(file=pl.lit(path.name))
                found.setdefault(name, []).append(named.cast(pl.String))
        for tables in found.values():
            pl.concat(tables, how="diagonal")

    return run


def build_empty(folder: Path, files: list[Path]) -> Any:
    """The whole command lcxl build, before teams have sent anything."""
    return _build(folder, with_data=False, again=False)


def build_filled(folder: Path, files: list[Path]) -> Any:
    """The whole command, with what every team has sent."""
    return _build(folder, with_data=True, again=False)


def build_filled_again(folder: Path, files: list[Path]) -> Any:
    """The same once more, with nothing new."""
    return _build(folder, with_data=True, again=True)


def _build(folder: Path, *, with_data: bool, again: bool) -> Any:
    own = Path(tempfile.mkdtemp())
    shutil.copytree(folder, own / "pile")
    if not with_data:
        shutil.rmtree(own / "pile" / "submissions")
    if again:
        _run(own, "build", str(own / "pile"))

    def run() -> None:
        _run(own, "build", str(own / "pile"))
        assert any((own / "pile" / "reporting").iterdir())
        shutil.rmtree(own)

    return run


def build_one(folder: Path, _: list[Path]) -> Any:
    """One reporting workbook."""
    from benchmarks.piles import plan_of
    from lcxl.books import build_reporting_workbook

    plan = plan_of(1)
    return lambda: build_reporting_workbook(plan, plan.teams[0])


def build_stamped(folder: Path, _: list[Path]) -> Any:
    """A hundred reporting workbooks of one collaborative."""
    from benchmarks.piles import plan_of
    from lcxl.books import build_reporting_workbooks

    plan = plan_of(100)
    return lambda: list(build_reporting_workbooks(plan, plan.teams, {}))


def build_each(folder: Path, _: list[Path]) -> Any:
    """The same, each built by itself."""
    from benchmarks.piles import plan_of
    from lcxl.books import build_reporting_workbook

    plan = plan_of(100)
    return lambda: [build_reporting_workbook(plan, team) for team in plan.teams]


def master_workbook(folder: Path, _: list[Path]) -> Any:
    """Write master.xlsx from the combined data."""
    from lcxl import merge
    from lcxl.books.master import build_master_workbook

    master = merge(folder)
    return lambda: build_master_workbook(master)


def _used() -> float:
    """Seconds of CPU that this process and those it started have taken."""
    found = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def main() -> None:
    """Run one contender and print seconds of CPU, seconds on the clock and megabytes."""
    warnings.simplefilter("ignore")
    name, folder = sys.argv[1], Path(sys.argv[2])
    files = sorted((folder / "submissions").glob("*.xlsx"))
    prepare: Callable[[Path, list[Path]], Any] = globals()[name]
    with contextlib.redirect_stdout(io.StringIO()):
        if name.startswith(("lcxl_read", "lcxl_validate", *READERS)):
            prepare(folder, files[:1])()  # imports and first use
        run = prepare(folder, files)
        started, used = perf_counter(), _used()
        run()
        seconds, cpu = perf_counter() - started, _used() - used
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    print(f"{cpu:.6f} {seconds:.6f} {peak / unit:.0f}")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
