"""Is a text cut in a language that lcxl brings?  All workbooks of all examples, in each of them.

``python -m tests.helpers.cut_languages`` takes some minutes; tests look at a few workbooks.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lcxl import templates
from lcxl.books import build_reporting_workbook, timetable_files
from lcxl.demo import demo_submissions
from lcxl.plan import load_example
from lcxl.templates.translating import brought
from lcxl.words import in_language
from tests.helpers.cut import cut_cells
from tests.helpers.foreign import told, write_collaborative

ALIKE = ("reporting", "tools", "master-for-teams", "submissions")
"""Folders with a workbook for each team, of which one is looked at."""


def a_few(code: str, example: str, folder: Path) -> Iterator[Path]:
    """The workbooks with most sentences and dates, in a language."""
    with in_language(code):
        plan = load_example(example)
        sent = demo_submissions(plan)[0]
        reporting = folder / "reporting.xlsx"
        reporting.write_bytes(build_reporting_workbook(plan, plan.teams[0], sent.filled))
        yield reporting
        timetable, data = timetable_files(folder, plan).files[0]
        timetable.write_bytes(data)
        yield timetable


def all_of(code: str, example: str, folder: Path) -> Iterator[Path]:
    """Everything that lcxl writes for an example, in a language."""
    with in_language(code):
        write_collaborative(example, folder)
        told("build", folder, "--tools")
    yield from sorted(folder.glob("*.xlsx"))
    for name in ALIKE:
        yield from sorted((folder / name).glob("*.xlsx"))[:1]


def main() -> int:
    """Print what is cut; 1 if anything is."""
    found = 0
    for code in brought():
        for example in templates.example_names():
            with tempfile.TemporaryDirectory() as place:
                for path in all_of(code, example, Path(place)):
                    for at, text in cut_cells(path):
                        found += 1
                        print(f"{code} {example} {path.relative_to(place)} {at}: {text}")
    print(f"{found} texts are cut.")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
