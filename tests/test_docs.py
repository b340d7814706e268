"""The documentation shows and says what is there."""

import json
import re
from pathlib import Path

import pytest

from docs import addin_pictures, pictures

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    links = re.findall(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (path.parent / link).exists()] == []


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


def test_the_drawn_ribbon_has_the_buttons_of_the_add_in() -> None:
    drawn = addin_pictures.RIBBON.read_text(encoding="utf-8")
    assert drawn == "\n".join(addin_pictures.ribbon()) + "\n", "run: python -m docs.addin_pictures"
