"""How light a reporting workbook is, beside one of 0.1.0: ``python -m benchmarks.opening``.

Both of five metrics and two years.  They are opened in turns by one LibreOffice, and the time is
that of its processors, which hangs less on what else the computer does.  Needs Linux.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import zipfile
from pathlib import Path

from lcxl.books import Filled, build_reporting_workbook, build_reporting_workbooks
from lcxl.kinds import KINDS
from lcxl.plan import Collaborative, load_example
from tests.helpers.office import Office

SAMPLE = Path(__file__).parents[1] / "samples" / "from-0.1.0"
BEFORE = {
    "empty": SAMPLE / "reporting" / "harwick.xlsx",
    "filled": SAMPLE / "submissions" / "cedar.xlsx",
}
ROUNDS = 9
TICKS = 100
"""Of a processor's clock, in a second."""


def written(folder: Path) -> dict[str, Path]:
    """A workbook as it is sent to a team, and one with eighteen months in it."""
    plan = load_example("hypertension")
    team, stamped = next(iter(build_reporting_workbooks(plan, plan.teams, {})))
    found = {name: folder / f"{name}.xlsx" for name in ("empty", "filled")}
    found["empty"].write_bytes(stamped.data)
    found["filled"].write_bytes(build_reporting_workbook(plan, team, _numbers(plan)))
    return found


def _numbers(plan: Collaborative) -> Filled:
    data: dict[tuple[str, object, str, None], float] = {}
    for metric in plan.metrics:
        for i, month in enumerate(plan.calendar.reported[:18]):
            data[metric.id, month, "numerator", None] = 100.0 + 3 * i
            if "denominator" in KINDS[metric.kind].roles:
                data[metric.id, month, "denominator", None] = 200.0 + i
    return Filled(data)  # type: ignore[arg-type]


def processor_seconds(group: int) -> float:
    """What all processes of a group have used so far."""
    used = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[2]) == group:
            used += int(fields[11]) + int(fields[12])
    return used / TICKS


def sizes(path: Path) -> dict[str, float]:
    """Kilobytes of the file, and of what is largest in it."""
    with zipfile.ZipFile(path) as book:
        parts = {info.filename: info.compress_size / 1000 for info in book.infolist()}
    sheets = [size for name, size in parts.items() if name.startswith("xl/worksheets/sheet")]
    charts = (size for name, size in parts.items() if name.startswith("xl/charts/"))
    return {
        "all": path.stat().st_size / 1000,
        "largest sheet": max(sheets),
        "other sheets": sum(sheets) - max(sheets),
        "charts": sum(charts),
    }


def main() -> None:
    """Print sizes, and the times of opening."""
    if not Path("/proc/self/stat").exists():
        sys.exit("times of processors are read from /proc, which this system does not have")
    with tempfile.TemporaryDirectory() as folder:
        now = written(Path(folder))
        used: dict[Path, list[float]] = {path: [] for path in (*BEFORE.values(), *now.values())}
        office = Office()
        try:
            for _ in range(1 + ROUNDS):  # the first round fetches LibreOffice's own parts
                for path, times in used.items():
                    start = processor_seconds(office.office.pid)
                    office.open(path)
                    times.append(processor_seconds(office.office.pid) - start)
        finally:
            office.stop()
        print("| Workbook | KB | Largest sheet | Other sheets | Charts | Opened, times 0.1.0 |")
        print("|---|---|---|---|---|---|")
        for name, old in BEFORE.items():
            for path, version in ((old, "0.1.0"), (now[name], "now")):
                told = " | ".join(f"{size:.0f}" for size in sizes(path).values())
                ratio = statistics.median(used[path][1:]) / statistics.median(used[old][1:])
                print(f"| {name}, {version} | {told} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
