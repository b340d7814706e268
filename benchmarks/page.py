"""How long the page takes to start, beside bare Pyodide: ``python -m benchmarks.page``.

Both in Chromium, in turns, by the clock from the address to Python that has pydantic: the page from
disk, everything unpacked from its one file; bare Pyodide from a server on this computer, nothing
compressed.  Then nine workbooks in the page, beside `lcxl validate` here, each the first time.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lcxl.page.html import check_page
from lcxl.plan import load_collaborative
from lcxl.words import text_of
from tests.helpers import browser
from tests.helpers.page import engine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 5
NEEDED = ("pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection")
BARE = """<!doctype html><title>starting</title><script type="module">
import { loadPyodide } from "./pyodide.mjs";
const python = await loadPyodide({ indexURL: "./" });
const extractDir = python.runPython("import site; site.getsitepackages()[0]");
for (const name of NAMES) {
  const found = await (await fetch(`site/${name}.zip`)).arrayBuffer();
  python.unpackArchive(found, "zip", { extractDir });
}
python.runPython("import pydantic; pydantic.TypeAdapter(int)");
document.title = "ready";
</script>"""
LONGEST = 240_000
"""Milliseconds."""


def seconds(action: Callable[[], object]) -> float:
    """What something takes by the clock."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


class Pages:
    """The two pages, and nine workbooks for one of them."""

    def __init__(self, running: Browser, own: str, bare: str, files: list[Path]) -> None:
        self.running, self.own, self.bare, self.files = running, own, bare, files
        self.ready = text_of("page_check.is_ready")

    def round(self) -> tuple[float, float, float]:
        """Start of the page, of bare Pyodide, and the nine workbooks."""
        page = self.running.new_page()
        page.set_default_timeout(LONGEST)
        begun = time.perf_counter()
        page.goto(self.own)
        page.locator("#status", has_text=self.ready).wait_for()
        own = time.perf_counter() - begun
        begun = time.perf_counter()
        page.set_input_files("#files", self.files)
        page.wait_for_selector("article")
        checked = time.perf_counter() - begun
        page.close()
        page = self.running.new_page()
        page.set_default_timeout(LONGEST)
        begun = time.perf_counter()
        page.goto(self.bare)
        page.wait_for_function("document.title === 'ready'")
        bare = time.perf_counter() - begun
        page.close()
        return own, bare, checked


def main() -> None:
    """Print the ratios, their least and most."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        lcxl = [sys.executable, "-m", "lcxl"]
        subprocess.run([*lcxl, "demo", folder / "demo"], check=False, capture_output=True)
        files = sorted((folder / "demo" / "submissions").rglob("*.xlsx"))[:9]
        page = folder / "check.html"
        page.write_bytes(check_page(load_collaborative(folder / "demo"), engine()))
        engine().parts.extractall(folder / "bare")
        (folder / "bare" / "index.html").write_text(BARE.replace("NAMES", str(list(NEEDED))))
        with browser.served(folder / "bare") as address, sync_playwright() as play:
            program = browser.find()
            running = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
            pages = Pages(running, page.as_uri(), f"{address}/index.html", files)
            starts, checks = [], []
            for _ in range(ROUNDS):
                own, bare, checked = pages.round()
                native = seconds(
                    lambda: subprocess.run(
                        [*lcxl, "validate", *files], check=False, capture_output=True
                    )
                )
                starts.append(own / bare)
                checks.append(checked / native)
                print(
                    f"start {own:.2f} s and {bare:.2f} s; nine {checked:.2f} s and {native:.2f} s"
                )
            running.close()
    for name, found in (("start", starts), ("nine workbooks", checks)):
        middle = statistics.median(found)
        print(f"{name}: {middle:.2f} times ({min(found):.2f} to {max(found):.2f})")


if __name__ == "__main__":
    main()
