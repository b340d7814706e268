"""A table of ratios, each measured side by side in one run: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import os
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
class Comparison:
    """Contenders on the same files; the first is lcxl, and the others are divided by it."""

    title: str
    files: int
    contenders: tuple[str, ...]
    repeats: int = 5


READERS = (
    "pandas_openpyxl",
    "pandas_openpyxl_sheets",
    "pandas_calamine",
    "polars_calamine",
    "duckdb_excel",
    "floor",
)
MERGES = ("lcxl_merge", "lcxl_merge_again", "lcxl_command", "lcxl_command_again")
LOOPS = ("pandas_loop_data", "pandas_loop_joined", "calamine_loop_data")
MASTERS = (
    "master_by_lcxl",
    "master_by_xlsxwriter",
    "master_by_pandas_xlsxwriter",
    "master_by_pandas_openpyxl",
)
COMPARISONS = (
    Comparison("Read", 40, ("lcxl_read", *READERS)),
    Comparison("Read and validate", 40, ("lcxl_validate", *READERS)),
    Comparison("Merge 10", 10, ("lcxl_merge", *LOOPS, "pandas_loop_all")),
    Comparison("Merge 100", 100, ("lcxl_merge", "lcxl_merge_one_core", *LOOPS, "pandas_loop_all")),
    Comparison("Merge 1,000", 1000, (*MERGES, *LOOPS)),
    Comparison("Build 1", 1, ("build_one",)),
    Comparison("Build 100", 100, ("build_stamped", "build_each")),
    Comparison("Write the master of 100 teams", 100, ("master_workbook",)),
    Comparison("Write 100,000 rows", 100, MASTERS),
)
LARGE = (Comparison("Merge 10,000", 10_000, MERGES, 3),)
NEW_PLAN = "lcxl validate ONE, plan not known yet"
COMMANDS = {
    "python": [sys.executable, "-c", ""],
    "import typer": [sys.executable, "-c", "import typer"],
    "lcxl --help": [sys.executable, "-m", "lcxl", "--help"],
    "lcxl validate ONE": [sys.executable, "-m", "lcxl", "validate", "{file}"],
    NEW_PLAN: [sys.executable, "-m", "lcxl", "validate", "{file}"],
}


def measure(name: str, folder: Path) -> tuple[float, float] | None:
    """Seconds and megabytes of one contender; None where it is not installed."""
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
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def compare(comparison: Comparison, folder: Path, repeats: int) -> None:
    """Run the contenders in turns, and print their medians as multiples of the first."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in comparison.contenders}
    for _ in range(repeats or comparison.repeats):
        for name, results in found.items():
            result = measure(name, folder)
            if result:
                results.append(result)
    times = {name: statistics.median(t for t, _ in r) for name, r in found.items() if r}
    first = times[comparison.contenders[0]]
    for name, seconds in times.items():
        spread = [t for t, _ in found[name]]
        memory = max(m for _, m in found[name])
        print(
            f"| {comparison.title} | {name.replace('_', ' ')} | {seconds / first:.2f} "
            f"| {seconds / comparison.files * 1000:.2f} | {min(spread):.2f} to {max(spread):.2f} "
            f"| {memory:.0f} |",
            flush=True,
        )


def compare_commands(folder: Path, repeats: int) -> None:
    """Start-up, in turns, with bytecode as every installed program has it."""
    file = next((folder / "submissions").glob("*.xlsx"))
    cache = folder / "cache"
    variables = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "XDG_CACHE_HOME": str(cache)}
    found: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(1 + repeats):  # the first round is to compile, and to know the plan
        for name, command in COMMANDS.items():
            if name == NEW_PLAN:
                shutil.rmtree(cache, ignore_errors=True)
            started = time.perf_counter()
            done = subprocess.run(
                [part.format(file=file) for part in command],
                capture_output=True,
                check=False,
                env=variables,
            )
            if done.returncode and "lcxl" not in name:
                sys.exit("typer is not installed: pip install -e '.[benchmarks]'")
            found[name].append(time.perf_counter() - started)
    found = {name: times[1:] for name, times in found.items()}
    first = statistics.median(found["import typer"])
    for name, times in found.items():
        print(
            f"| Start | {name} | {statistics.median(times) / first:.2f} "
            f"| {statistics.median(times) * 1000:.0f} | {min(times):.2f} to {max(times):.2f} | |"
        )


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
    print("| What | Who | Times lcxl | ms a file | Seconds, least to most | MB |")
    print("|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        piles: dict[int, Path] = {}
        for comparison in comparisons:
            if comparison.files not in piles:
                piles[comparison.files] = Path(scratch) / str(comparison.files)
                write_pile(piles[comparison.files], comparison.files)
            compare(comparison, piles[comparison.files], chosen.repeats)
        if with_start:
            folder = Path(scratch) / "start"
            write_pile(folder, 1)
            compare_commands(folder, chosen.repeats or 11)


main()
