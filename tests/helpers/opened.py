"""How long a workbook takes to open, beside one of 0.1.0: `python -m tests.helpers.opened 9`.

LibreOffice opens both in turn, so many times each; the median of each counts, and their ratio.
The machine may be busy: both are measured in one run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from docs.pictures import demonstrate
from tests.helpers.office import Office
from tests.helpers.paths import SAMPLES

BEFORE = SAMPLES / "from-0.1.0" / "submissions"
MOST = 1.3
"""Times as long as that of 0.1.0 at most."""


def seconds(office: Office, workbook: Path) -> float:
    """From the file to what a person sees."""
    begun = time.perf_counter()
    office.open(workbook)
    return time.perf_counter() - begun


def ratio(times: int) -> float:
    """Of a workbook of five metrics after nine months, to that of 0.1.0."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        demonstrate(folder)
        name = "fairhaven.xlsx"
        pair = folder / "submissions" / name, BEFORE / name
        office = Office()
        try:
            for workbook in pair:  # the first time fonts and filters are loaded
                seconds(office, workbook)
            found = [[seconds(office, workbook) for workbook in pair] for _ in range(times)]
        finally:
            office.stop()
    now, before = (median(column) for column in zip(*found, strict=True))
    print(f"{now:.2f} s, of 0.1.0 {before:.2f} s")
    return now / before


if __name__ == "__main__":
    share = ratio(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
    print(f"{share:.2f} times as long, {MOST} at most")
    sys.exit(share > MOST)
