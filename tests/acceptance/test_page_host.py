"""The page of a host without Python, in Chromium, from disk and without a network."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

from lcxl.page.html import host_page
from tests.helpers.host import host_folder
from tests.helpers.page import engine
from tests.helpers.page.chromium import inaccessible, opened
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST = 18_000_000
STAND_IN = """() => {
  const fileIn = (files, name) => ({
    kind: "file", name,
    getFile: async () => new File([files[name]], name),
    createWritable: async () => {
      let written;
      return {
        write: async (data) => { written = data; },
        close: async () => { files[name] = written; },
      };
    },
  });
  const folder = (name) => {
    const files = {}, folders = {};
    return {
      kind: "directory", name, files, folders,
      async *entries() {
        for (const one of Object.keys(files)) yield [one, fileIn(files, one)];
        for (const one of Object.keys(folders)) yield [one, folders[one]];
      },
      getDirectoryHandle: async (one) => (folders[one] ??= folder(one)),
      getFileHandle: async (one) => { files[one] ??= ""; return fileIn(files, one); },
      removeEntry: async (one) => { delete files[one]; },
    };
  };
  window.standIn = folder("mine");
  window.standIn.files["notes.txt"] = "the host's own";
  window.showDirectoryPicker = async () => window.standIn;
}"""
"""A folder in the place of the one that a person would choose in the browser's own window."""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "host.html"
    path.write_bytes(host_page(engine()))
    return path


@contextmanager
def done(page: Page, status: str) -> Iterator[None]:
    """Waits until the page has done what is begun within, and says so."""
    page.evaluate("document.getElementById('status').textContent = ''")
    yield
    page.wait_for_function(
        "([said]) => !document.body.hasAttribute('aria-busy')"
        " && document.getElementById('status').textContent.includes(said)", arg=[status],
    )  # fmt: skip


def test_a_host_builds_checks_and_merges(
    page_file: Path, lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    """A zip in, a zip out; every workbook is the one that Python writes, byte for byte."""
    assert page_file.stat().st_size <= MOST
    plan = plan_from(OPTIONAL, tmp_path)
    (tmp_path / "plan.toml").unlink(missing_ok=True)
    host_folder(plan, tmp_path)
    (tmp_path / "submissions").mkdir()
    sent = tmp_path / "submissions" / "oak.xlsx"
    given = Path(shutil.make_archive(str(tmp_path.parent / "given"), "zip", tmp_path))
    sent.write_bytes(workbook(plan, "month  BP  BP/\n2026-01  199  150\n2026-02  99  150"))
    for words in (["build", "."], ["validate", "submissions"], ["merge", "."]):
        assert lcxl(*words).returncode in (0, 1)
    with opened(page_file, 360, 740) as (page, asked):
        with done(page, "were read"):
            page.set_input_files("#archive", [given])
        with done(page, "put into submissions"):
            page.set_input_files("#returned", [sent])
        for button, said in (("Build", "Oak Street"), ("Check", "V04"), ("Merge", "master.xlsx")):
            with done(page, "written"):
                page.get_by_role("button", name=button).first.click()
            assert said in page.locator("#told").inner_text()
            # What is said names commands, which nobody has there.
            command = {"Check": "validate"}.get(button, button.lower())
            assert f"lcxl {command}" in page.get_by_text("press the button for it").inner_text()
            if button == "Check":
                assert page.locator("article.open .finding").count() >= 1
                page.locator("details.letter summary").click()
                assert "199" in page.locator("textarea").input_value()
        with done(page, "written"):
            page.get_by_role("button", name="Who has reported").click()
        assert page.locator("#told").inner_text() == lcxl("status", ".").stdout.strip()
        with page.expect_download() as got:
            page.get_by_role("button", name="Download all as one zip").click()
        page.wait_for_selector("#cancel", state="hidden")
        page.locator("#new summary").click()
        assert inaccessible(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert asked == []
        archive = zipfile.ZipFile(io.BytesIO(Path(got.value.path()).read_bytes()))
    here = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.xlsx")}
    assert {"master.xlsx", "reporting/oak.xlsx", "timetable.xlsx"} <= here
    assert {name for name in archive.namelist() if name.endswith(".xlsx")} == here
    assert [n for n in here if archive.read(n) != (tmp_path / n).read_bytes()] == []


def test_a_new_collaborative_is_written_into_the_folder_that_is_opened(page_file: Path) -> None:
    """With a stand-in for the folder: a browser asks a person for a real one."""
    with opened(page_file) as (page, asked):
        page.evaluate(STAND_IN)
        page.evaluate("document.getElementById('open').hidden = false")
        with done(page, "1 file was read"):
            page.get_by_role("button", name="Open a folder").click()
        page.locator("#new summary").click()
        page.locator("#name").fill("Falls on wards")
        with done(page, "written"):
            page.get_by_role("button", name="Make it").click()
        files = page.evaluate(
            "Object.entries(standIn.files).map(([name, data]) => [name, data.length])"
        )
        assert {"metric-definitions.xlsx", "recruiting-tracker.xlsx"} < dict(files).keys()
        assert min(dict(files).values()) > 10
        assert page.evaluate("standIn.files['notes.txt']") == "the host's own"
        assert page.evaluate("'submissions' in standIn.folders")
        assert "folder mine" in page.locator("#where").inner_text()
        assert asked == []
