"""A table of ratios, each measured side by side in one run: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.piles import write_pile


@dataclass(frozen=True)
class Measured:
    """What one run took."""

    cpu: float
    """Seconds of all cores together."""
    wall: float
    """Seconds on the clock."""
    megabytes: float


@dataclass(frozen=True)
class Comparison:
    """Contenders on the same files; the first is lcxl, and the others are divided by it."""

    title: str
    files: int
    contenders: tuple[str, ...]
    repeats: int = 5


READERS = (
    "python_calamine_sheets",
    "fastexcel_sheets",
    "polars_calamine",
    "pandas_calamine",
    "pandas_openpyxl_sheets",
    "pandas_openpyxl_looked",
    "pandas_openpyxl",
    "duckdb_excel",
    "idle_parser",
)
MERGES = ("lcxl_merge", "lcxl_merge_again", "lcxl_command", "lcxl_command_again")
LOOPS = (
    "calamine_loop_data",
    "polars_loop_joined",
    "pandas_loop_data",
    "pandas_loop_joined",
)
MASTERS = (
    "master_by_lcxl",
    "master_by_xlsxwriter",
    "master_by_pandas_xlsxwriter",
    "master_by_pandas_openpyxl",
)
BUILDS = ("build_empty", "build_filled", "build_filled_again", "build_filled_team_joined")
COMPARISONS = (
    Comparison("Read", 40, ("lcxl_read", *READERS)),
    Comparison("Read and validate", 40, ("lcxl_validate", "lcxl_read")),
    Comparison("Merge 10", 10, ("lcxl_merge", *LOOPS, "pandas_loop_all")),
    Comparison("Merge 100", 100, ("lcxl_merge", "lcxl_merge_one_core", *LOOPS, "pandas_loop_all")),
    Comparison("Merge 1,000", 1000, (*MERGES, *LOOPS)),
    Comparison("Build 1", 1, ("build_one",)),
    Comparison("Build 100", 100, ("build_stamped", "build_each")),
    Comparison("Build with data", 40, BUILDS),
    Comparison("Write the master of 100 teams", 100, ("master_workbook",)),
    Comparison("Write 100,000 rows", 100, MASTERS),
)
LARGE = (Comparison("Merge 10,000", 10_000, MERGES, 3),)
NEW_PLAN = "lcxl validate ONE, plan not known yet"
AGAIN = {f"lcxl merge {n} FILES again": n for n in (10, 40)}
COMMANDS = {
    "python": [sys.executable, "-c", ""],
    "import typer": [sys.executable, "-c", "import typer"],
    "lcxl --help": [sys.executable, "-m", "lcxl", "--help"],
    "lcxl validate ONE": [sys.executable, "-m", "lcxl", "validate", "{file}"],
    NEW_PLAN: [sys.executable, "-m", "lcxl", "validate", "{file}"],
    **{
        name: [sys.executable, "-m", "lcxl", "merge", f"{{piles}}/{count}"]
        for name, count in AGAIN.items()
    },
}


def measure(name: str, folder: Path) -> Measured | None:
    """What one contender took; None where it is not installed."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.work", name, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        print(f"  ({name} left out: {lines[-1] if lines else 'stopped'})", file=sys.stderr)
        return None
    return Measured(*map(float, done.stdout.split()))


def compare(comparison: Comparison, folder: Path, repeats: int) -> None:
    """Run the contenders in turns, and print their medians as multiples of the first."""
    found: dict[str, list[Measured]] = {name: [] for name in comparison.contenders}
    for _ in range(repeats or comparison.repeats):
        for name, results in found.items():
            result = measure(name, folder)
            if result:
                results.append(result)
    ours = found[comparison.contenders[0]]
    for name, results in found.items():
        if results:
            memory = max(one.megabytes for one in results)
            each = _median([one.cpu for one in results]) / comparison.files * 1000
            tell(comparison.title, name.replace("_", " "), results, ours, f"{each:.2f}", memory)


def tell(
    what: str,
    who: str,
    results: Sequence[Measured],
    ours: Sequence[Measured],
    each: str,
    memory: float | None = None,
) -> None:
    """Print one line: medians as multiples of those of ``ours``, the least and the most."""
    cpu, wall = [one.cpu for one in results], [one.wall for one in results]
    times = (
        _median(cpu) / _median([one.cpu for one in ours]),
        _median(wall) / _median([one.wall for one in ours]),
    )
    print(
        f"| {what} | {who} | {times[0]:.2f} | {times[1]:.2f} | {each} "
        f"| {min(cpu):.2f} to {max(cpu):.2f} | {min(wall):.2f} to {max(wall):.2f} "
        f"| {'' if memory is None else f'{memory:.0f}'} |",
        flush=True,
    )


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)


def compare_commands(folder: Path, repeats: int) -> None:
    """Start-up, in turns, with bytecode as every installed program has it."""
    file = next((folder / "1" / "submissions").glob("*.xlsx"))
    cache = folder / "cache"
    variables = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "XDG_CACHE_HOME": str(cache)}
    found: dict[str, list[Measured]] = {name: [] for name in COMMANDS}
    for _ in range(2 + repeats):  # at first all is compiled, and what is known is kept
        for name, command in COMMANDS.items():
            if name == NEW_PLAN:
                shutil.rmtree(cache, ignore_errors=True)
            if name in AGAIN:
                variables["XDG_CACHE_HOME"] = str(folder / "kept")
            used, started = _used(), time.perf_counter()
            done = subprocess.run(
                [part.format(file=file, piles=folder) for part in command],
                capture_output=True,
                check=False,
                env=variables,
            )
            if done.returncode and "lcxl" not in name:
                sys.exit("typer is not installed: pip install -e '.[benchmarks]'")
            found[name].append(Measured(_used() - used, time.perf_counter() - started, 0))
            variables["XDG_CACHE_HOME"] = str(cache)
    found = {name: times[2:] for name, times in found.items()}
    for name, times in found.items():
        each = f"{_median([one.cpu for one in times]) * 1000:.0f}"
        tell("Start", name, times, found["import typer"], each)


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def _named(comparisons: Sequence[Comparison], names: Sequence[str]) -> list[Comparison]:
    """Those of which a name is the title, or if there is none, is a part of it."""
    titles = {comparison.title.lower() for comparison in comparisons}

    def fits(title: str, name: str) -> bool:
        return name == title if name in titles else name in title

    return [
        comparison
        for comparison in comparisons
        if not names or any(fits(comparison.title.lower(), name.lower()) for name in names)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything, or what is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", help="titles to measure, or words of them: Read")
    parser.add_argument("--large", action="store_true", help="10,000 workbooks too")
    parser.add_argument("--repeats", type=int, default=0, help="instead of five")
    chosen = parser.parse_args(arguments)
    comparisons = _named([*COMPARISONS, *(LARGE if chosen.large else ())], chosen.only)
    with_start = not chosen.only or "start" in map(str.lower, chosen.only)
    if chosen.repeats < 0 or not (comparisons or with_start):
        parser.error("there is nothing to measure of that name, or so many times")
    print("| What | Who | CPU | Clock | CPU ms a file | CPU s | Clock s | MB |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        piles: dict[int, Path] = {}
        for comparison in comparisons:
            if comparison.files not in piles:
                piles[comparison.files] = Path(scratch) / str(comparison.files)
                write_pile(piles[comparison.files], comparison.files)
            compare(comparison, piles[comparison.files], chosen.repeats)
        if with_start:
            folder = Path(scratch) / "start"
            for files in (1, *AGAIN.values()):
                write_pile(folder / str(files), files)
            compare_commands(folder, chosen.repeats or 11)


main()
