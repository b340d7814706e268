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
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.masters import (  # noqa: F401 - found by their names
    master_by_lcxl,
    master_by_pandas_openpyxl,
    master_by_pandas_xlsxwriter,
    master_by_xlsxwriter,
)
from benchmarks.readers import (  # noqa: F401 - found by their names
    READERS,
    calamine_loop_data,
    duckdb_excel,
    fastexcel_sheets,
    idle_parser,
    lcxl_read,
    lcxl_validate,
    pandas_calamine,
    pandas_loop_all,
    pandas_loop_data,
    pandas_loop_joined,
    pandas_openpyxl,
    pandas_openpyxl_looked,
    pandas_openpyxl_sheets,
    polars_calamine,
    polars_loop_joined,
    python_calamine_sheets,
)

Work = Callable[[Path, list[Path]], Any]


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


def build_empty(folder: Path, files: list[Path]) -> Any:
    """The whole command lcxl build, before teams have sent anything."""
    return _build(folder, with_data=False, again=False)


def build_filled(folder: Path, files: list[Path]) -> Any:
    """The whole command, with what every team has sent."""
    return _build(folder, with_data=True, again=False)


def build_filled_again(folder: Path, files: list[Path]) -> Any:
    """The same once more, with nothing new."""
    return _build(folder, with_data=True, again=True)


def build_filled_team_joined(folder: Path, files: list[Path]) -> Any:
    """The same once more, after one more team has joined."""
    from benchmarks.piles import write_tracker

    def change(own: Path) -> None:
        write_tracker(own, len(files) + 1)

    return _build(folder, with_data=True, again=True, change=change)


def _build(
    folder: Path, *, with_data: bool, again: bool, change: Callable[[Path], None] | None = None
) -> Any:
    own = Path(tempfile.mkdtemp())
    shutil.copytree(folder, own / "pile")
    if not with_data:
        shutil.rmtree(own / "pile" / "submissions")
    if again:
        _run(own, "build", str(own / "pile"))
    if change:
        change(own / "pile")

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
