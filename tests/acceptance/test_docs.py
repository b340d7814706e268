"""The documentation shows and says what is there."""

import importlib.util
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import addin_pictures, generate, look_pictures, pictures
from lcxl import load_collaborative
from tests.helpers import browser
from tests.helpers.command import Commands
from tests.helpers.missing import leave_out
from tests.helpers.paths import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    links = re.findall(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["contributing", "releasing"])
def test_places_in_the_code_that_a_page_names_are_there(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    parts = r"\.ci|addin|docs|lcxl|samples|templates_src|tests"
    named = set(re.findall(rf"`((?:{parts})/[\w./-]*)`", text))
    assert named
    assert sorted(place for place in named if not (ROOT / place).exists()) == []
    modules = re.findall(r"python -m ((?:tests|docs|benchmarks)[\w.]*)", text)
    assert modules
    for module in modules:
        assert importlib.util.find_spec(module) is not None, module


def test_pictures_have_alternative_texts() -> None:
    for path in PAGES:
        assert not re.search(r"!\[\s*\]\(", path.read_text(encoding="utf-8")), path


def test_pictures_show_the_workbooks_as_they_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    pictures.demonstrate(folder)
    made_from = json.loads(pictures.MADE_FROM.read_text(encoding="utf-8"))
    assert pictures.fingerprints(folder) == made_from, "run: python -m docs.pictures"
    page = (pictures.HERE / "workbooks.md").read_text(encoding="utf-8")
    assert page == "\n".join(pictures.page(folder)) + "\n"
    shown = (pictures.HERE / "look.md").read_text(encoding="utf-8")
    assert shown == look_pictures.page(), "run: python -m docs.look_pictures"


def test_the_drawn_ribbon_has_the_buttons_of_the_add_in() -> None:
    drawn = addin_pictures.RIBBON.read_text(encoding="utf-8")
    assert drawn == "\n".join(addin_pictures.ribbon()) + "\n", "run: python -m docs.addin_pictures"


@pytest.mark.parametrize("name", generate.PAGES)
def test_pages_made_from_the_code_are_fresh(name: str) -> None:
    written = (generate.HERE / name).read_text(encoding="utf-8")
    assert written == generate.PAGES[name](), "run: python -m docs.generate"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without a warning."""
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html",
         str(ROOT / "docs"), str(target)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return target


def test_every_page_is_accessible_and_readable_in_a_browser(site: Path) -> None:
    program = browser.find()
    if program is None:
        leave_out(browser.MISSING)
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], **browser.FAULTS_ALONE}
    found: list[str] = []
    with browser.served(site) as address, sync_playwright() as play:
        running = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = running.new_page(viewport={"width": 1280, "height": 900})
        page.on(
            "response", lambda r: found.append(f"not found: {r.url}") if r.status >= 400 else None
        )
        for path in sorted(site.rglob("*.html")):
            page.goto(f"{address}/{path.relative_to(site).as_posix()}")
            # What stands around the text is the same on every page.
            result = Axe().run(page, None if path.name == "index.html" else "article", rules)
            found += [f"{path.name}: {v['id']}" for v in result.response["violations"]]
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{address}/guide/host.html")
        wide = page.evaluate("document.documentElement.scrollWidth")
        running.close()
    assert found == []
    assert wide <= 360


GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]


def told_commands(path: Path) -> list[list[str]]:
    """Every `lcxl` line of a page, as words."""
    blocks = re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.S)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("lcxl ")]


@pytest.fixture(scope="module")
def bare() -> Iterator[Commands]:
    """The command line where nothing is installed but what lcxl declares."""
    commands = Commands(bare=True)
    yield commands
    commands.stop()


def test_commands_that_the_pages_tell_work_in_their_order(bare: Commands, tmp_path: Path) -> None:
    """Run as a reader would, one page after the other; the plan comes filled in."""
    made: set[str] = set()
    ran = 0
    for path in GUIDES:
        for _, *words in told_commands(path):
            if words[0] == "new" and words[1] in made:
                continue
            if words[0] == "new":
                made.add(words[1])
                if "--example" not in words and "--from" not in words:
                    words += ["--example", "hypertension"]
            if (words[0] == "demo" and "demo" in made) or "--dask" in words:
                continue  # with a cluster: tests/acceptance/test_cluster.py
            if words[0] == "page":
                continue  # with an engine: tests/acceptance/test_page_check.py
            made.add(words[0])
            done = bare.run(words, tmp_path)
            if "parquet" in words:  # the page says what is to be installed for it
                assert (done.returncode, "pyarrow" in done.stderr) == (2, True), done.stderr
            else:
                assert done.returncode in (0, 1), (path.name, words, done.stderr)
            if words[0] == "build":
                a_team_reports(tmp_path / words[1])
            ran += 1
    assert ran >= 20


def a_team_reports(home: Path) -> None:
    """Some numbers come, as the pages say between two commands."""
    table = "team_id,metric_id,month,numerator,denominator\n"
    plan = load_collaborative(home)
    months = [report.id for report in plan.calendar.reports[:14]]
    for team in plan.teams[:2]:
        table += "".join(f"{team.id},{plan.metrics[0].id},{month},30,60\n" for month in months)
    (home / "submissions" / "registry.csv").write_text(table)
