"""Decks and papers as LibreOffice draws them: each slide is a page, and all its words are there."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from lcxl.documents.papers.write import Wish, build_papers
from lcxl.documents.source import Source
from lcxl.plan.dates import day_in_words
from lcxl.plan.load import load_example
from lcxl.plan.timetable import Timetable
from tests.acceptance.test_data_call import deck_of, with_stories, with_teams
from tests.helpers import office
from tests.helpers.decks import read_deck
from tests.helpers.missing import leave_out


def drawn(path: Path) -> list[str]:
    """The text of each page."""
    soffice = office.find_soffice()
    if soffice is None:
        leave_out(office.MISSING)
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", path.parent, path],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    pdf = path.with_suffix(".pdf")
    if not pdf.exists():
        leave_out(office.MISSING)
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    return text.split("\f")[:-1]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text))


@pytest.mark.parametrize("display", ["open", "aggregate"])
def test_each_slide_is_a_page_with_all_its_words(tmp_path: Path, display: str) -> None:
    master = with_stories(with_teams(tmp_path))
    master = replace(master, plan=replace(master.plan, display=display))
    data = deck_of(master, "hosts" if display == "open" else "teams")[1]
    path = tmp_path / "deck.pptx"
    path.write_bytes(data)
    pages, slides = drawn(path), read_deck(data)
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        cells = [cell for table in slide.tables for row in table for cell in row]
        wanted = words(" ".join([*slide.texts, *cells]))
        missing = wanted - words(page)
        assert len(missing) <= len(wanted) // 20, (slide.title, missing)


def test_the_agreement_is_drawn_with_its_dates(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    wish = Wish(("agreement",), (plan.teams[0].id,))
    ((_, data),) = build_papers(
        Source(plan, Timetable(plan.calendar)), tmp_path, wish
    ).files.items()
    path = tmp_path / "agreement.docx"
    path.write_bytes(data)
    pages = drawn(path)
    assert 1 < len(pages) <= 4
    text = " ".join(" ".join(pages).split())
    for period in plan.calendar.reports[plan.calendar.baseline_months :]:
        assert day_in_words(plan.calendar.due(period)) in text
    assert "still open" in text
    assert "{" not in text
