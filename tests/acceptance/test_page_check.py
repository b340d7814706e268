"""The page that checks workbooks, in Chromium, from disk and without a network."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from lcxl.intake.read import read_bytes
from lcxl.page.html import check_page
from lcxl.page.marked import marked_copy
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.helpers.host import host_folder
from tests.helpers.page import engine
from tests.helpers.page.chromium import Listener, inaccessible, opened
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

MOST = 13_000_000
MONTHS = "month  BP  BP/\n2025-11  90  150\n2025-12  95  150\n2026-01  {}  150\n2026-02  99  150"
WRONG, RIGHT = 199, 99
LARGE = 49_000_000
MEMORY = (
    "There is not enough memory for this. Close other programs and tabs, and try with fewer files."
)
NO_MORE_MEMORY = """() => {
  WebAssembly.Memory.prototype.grow = () => { throw new RangeError("could not be grown"); };
}"""

TRIES = """async (port) => {
  const there = `http://127.0.0.1:${port}/`;
  const tried = [];
  const attempt = async (name, what) => {
    try { await what(); tried.push(name); } catch { tried.push(name); }
  };
  const add = (tag, properties) => document.body.append(
    Object.assign(document.createElement(tag), properties));
  await attempt("fetch", () => fetch(there));
  await attempt("beacon", () => navigator.sendBeacon(there, "x"));
  await attempt("socket", () => new WebSocket(there.replace("http", "ws")));
  await attempt("source", () => new EventSource(there));
  await attempt("image", () => add("img", { src: `${there}a.png` }));
  await attempt("style", () => add("link", { rel: "stylesheet", href: `${there}a.css` }));
  await attempt("prefetch", () => add("link", { rel: "prefetch", href: there }));
  await attempt("preconnect", () => add("link", { rel: "preconnect", href: there }));
  await attempt("script", () => add("script", { src: `${there}a.js` }));
  await attempt("media", () => add("video", { src: `${there}a.mp4` }));
  await attempt("worker", () => new Worker(URL.createObjectURL(
    new Blob([`fetch("${there}")`], { type: "text/javascript" }))));
  await attempt("form", () => {
    const form = document.createElement("form");
    form.action = there; form.method = "post"; document.body.append(form); form.submit();
  });
  await attempt("link", () => {
    const link = document.createElement("a");
    link.href = there; document.body.append(link); link.click();
  });
  await attempt("place", () => { location.href = there; });
  await attempt("webrtc", async () => {
    const call = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
    call.createDataChannel("x");
    await call.setLocalDescription(await call.createOffer());
  });
  await new Promise((done) => setTimeout(done, 2000));
  return tried;
}"""
"""The ways out of a page.  (Of a frame, which the page refuses, Chromium connects beforehand.)"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def page_file(plan: Collaborative, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "check.html"
    path.write_bytes(check_page(plan, engine()))
    return path


def test_a_team_goes_its_way(plan: Collaborative, page_file: Path, tmp_path: Path) -> None:
    """Drop, read, mend, drop again, ready; on a telephone's screen, by keyboard, offline."""
    assert page_file.stat().st_size <= MOST
    mine = tmp_path / "oak.xlsx"
    mine.write_bytes(before := workbook(plan, MONTHS.format(WRONG)))
    here = validate(read_bytes(before, "oak.xlsx", plan), plan)
    with opened(page_file, 360, 740) as (page, asked):
        page.set_input_files("#files", [mine])  # before Python has started: it waits for it
        page.wait_for_selector("article.open")
        assert page.locator(".finding").count() == len(here)
        shown = page.locator("#found").inner_text()
        for finding in here:
            assert finding.cell is None or finding.cell in shown
            assert finding.message in shown
            assert finding.fix in shown
        assert page.evaluate("document.activeElement.id") == "results-heading"
        assert page.locator("figure canvas").count() == 1
        label = page.locator(".chart").get_attribute("aria-label") or ""
        assert label.startswith("BP control: Oak Street Clinic.")
        page.locator("details.letter summary").press("Enter")
        assert "Oak Street Clinic" in page.locator("textarea").input_value()
        page.get_by_role("button", name="Copy the letter").press("Enter")
        page.locator("details.about summary").click()
        assert inaccessible(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        with page.expect_download() as drawn:
            page.get_by_role("button", name="Download as a picture").click()
        assert drawn.value.suggested_filename == "BP control  Oak Street Clinic.png"
        assert Path(drawn.value.path()).read_bytes().startswith(b"\x89PNG")
        with page.expect_download() as got:
            page.get_by_role("button", name="Download a marked copy").click()
        marked = Path(got.value.path()).read_bytes()
        assert marked == marked_copy(before, plan, here)
        assert mine.read_bytes() == before

        book = openpyxl.load_workbook(mine)
        book[here[0].sheet or ""][here[0].cell or ""] = RIGHT
        book.save(mine)
        page.set_input_files("#files", [mine])
        page.wait_for_selector("article.ready")
        assert "Ready to send" in page.locator("article .verdict").inner_text()

        # Python's memory can grow no more: a sentence, and it may start again.
        page.workers[0].evaluate(NO_MORE_MEMORY)
        large = tmp_path / "large.xlsx"
        large.write_bytes(bytes(LARGE))
        page.set_input_files("#files", [large])
        page.wait_for_selector("#status.fault")
        assert page.locator("#status").inner_text() == MEMORY
        assert page.locator("#again").is_visible()
        assert asked == []


def test_nothing_leaves_the_computer(page_file: Path) -> None:
    """With a network, and somebody who listens: no way out of the page leads anywhere."""
    listener = Listener()
    with opened(page_file, offline=False) as (page, _):
        tried = page.evaluate(TRIES, listener.port)
        assert len(tried) == TRIES.count("await attempt(")
        assert page.url.startswith("file:")
    assert listener.heard == []


def test_what_goes_wrong_is_said_in_a_sentence(page_file: Path) -> None:
    """A browser without what is needed; work that is cancelled; twice as large letters."""
    with opened(page_file, 640, 450) as (page, asked):  # 1280 x 900 at 200 %
        page.get_by_role("button", name="Cancel").click()
        page.wait_for_selector("#again:not([hidden])")
        assert "Stopped. Nothing was changed." in page.locator("#status").inner_text()
        page.evaluate("delete globalThis.DecompressionStream")
        page.get_by_role("button", name="Start again").click()
        page.wait_for_selector("#status.fault")
        assert "too old" in page.locator("#status").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        assert asked == []


def test_a_marked_copy_keeps_what_was_typed(
    plan: Collaborative, is_valid_ooxml: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    data = workbook(plan, MONTHS.format(WRONG))
    read = read_bytes(data, "oak.xlsx", plan)
    found = validate(read, plan)
    sent, path = tmp_path / "sent.xlsx", tmp_path / "marked.xlsx"
    sent.write_bytes(data)
    path.write_bytes(marked_copy(data, plan, found))
    assert is_valid_ooxml(path) == is_valid_ooxml(sent)
    again = read_bytes(path.read_bytes(), "oak.xlsx", plan)
    assert again.points == read.points
    assert [f.code for f in validate(again, plan)] == [f.code for f in found]
    book = openpyxl.load_workbook(path)
    told = [row for row in book["Findings"].iter_rows(values_only=True) if row[0]]
    assert [row[0] for row in told[3:]] == [f.where for f in found]
    rules = book[found[0].sheet or ""].conditional_formatting
    assert found[0].cell in {str(r.sqref) for r in rules if "lcxl mark" in str(r.rules[0].formula)}


def test_the_command(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    host_folder(plan, tmp_path)
    refused = lcxl("page", ".")
    assert refused.returncode == 2
    assert f"{sys.executable} -m lcxl.page.engine" in refused.stderr
    file = str(engine().path)
    earlier = '<!doctype html><meta name="generator" content="lcxl page">'
    (tmp_path / "check.html").write_text(earlier, encoding="utf-8")
    done = lcxl("page", ".", "--engine", file)
    assert done.returncode == 0
    # Nobody knows whether somebody changed it: no run of lcxl in this folder is remembered.
    assert "lies in earlier/check" in done.stderr
    kept = next((tmp_path / "earlier").glob("check*.html"))
    assert kept.read_text(encoding="utf-8") == earlier
    assert done.stdout.splitlines()[-1] == "check.html"
    again = lcxl("page", ".", "--engine", file)
    assert (again.returncode, again.stderr) == (0, "")
    assert (tmp_path / "check.html").stat().st_size > len(earlier)
    (tmp_path / "mine.html").write_text("mine", encoding="utf-8")
    other = lcxl("page", ".", "-o", "mine.html", "--engine", file)
    assert other.returncode == 2
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "mine"
    assert "elsewhere" in lcxl("page", ".", "--team", "elsewhere").stderr


def test_the_page_is_said_in_every_language_there_is(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    words = json.loads(text.split('id="words">', 1)[1].split("</script>", 1)[0])
    assert "en-US" in words
    assert all(set(told) == set(words["en-US"]) for told in words.values())
    assert text.startswith("<!doctype html>")
