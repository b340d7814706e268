"""Papers as somebody reads them who knows no ids, in each language: no word is cut in a cell."""

from __future__ import annotations

import re

import pytest

from lcxl.documents.papers.write import Wish, build_papers
from lcxl.documents.source import Source
from lcxl.plan import load_example
from lcxl.plan.timetable import Timetable
from lcxl.templates.translating import brought
from lcxl.words import in_language
from lcxl.xl.fit import width_of
from tests.helpers.papers import opened, tables_of

Papers = dict[str, bytes]
WITH_TABLES = ("charter", "roles", "interview", "words", "interest", "faculty")
DOT = 9525
"""Units of a document in a ninety-sixth of an inch."""
BESIDE = 2 * 68_580
"""Units beside the text of a cell, as Word has them."""


@pytest.fixture(scope="module", params=["en-US", *brought()])
def papers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Papers:
    with in_language(request.param):
        plan = load_example("hypertension")
        source = Source(plan, Timetable(plan.calendar))
        return build_papers(source, tmp_path_factory.mktemp("p"), Wish(WITH_TABLES)).files


def test_no_word_is_cut_in_a_cell(papers: Papers) -> None:
    looked_at = 0
    for name, data in papers.items():
        for table in opened(data).tables:
            for row in () if table.autofit else table.rows:
                for cell in row.cells:
                    assert cell.width is not None
                    room = (cell.width - BESIDE) / DOT
                    for word in re.split(r"[ \n]|(?<=-)", cell.text):
                        looked_at += 1
                        assert width_of(word) <= room, (name, word)
    assert looked_at > 300


def test_the_charter_says_what_answers_in_words(papers: Papers) -> None:
    (charter,) = [data for name, data in papers.items() if name.endswith("charter.docx")]
    answered = [row[1] for row in tables_of(charter)[-2]]
    assert len(answered) == 10
    assert not [text for text in answered if re.search(r"\bK\d", text)]
