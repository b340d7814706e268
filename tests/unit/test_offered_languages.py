"""Which languages a team is offered, and what stands beside them until somebody reviewed them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lcxl import templates
from lcxl.books.reporting import build_reporting_workbook
from lcxl.plan import Collaborative
from lcxl.plan.wordings import worded
from lcxl.templates.translating import sources
from lcxl.words import in_language, is_draft, say, with_languages_of
from lcxl.words.catalogue import Translation, po_text
from lcxl.words.habits import habits_of, locale_text
from tests.helpers.plans import SMALL, plan_from

TEAM = [given for given in sources().values() if given.reader == "team"]
WORDED = """
[[wordings]]
metric = "BP"
language = "fr-CA"
short_name = "Tension"
numerator = "Patients sous 140/90"
"""


def own_language(folder: Path, code: str, told: int, **habits: str) -> Path:
    """A collaborative's folder with a language in which some of a team's texts are translated."""
    place = folder / "languages" / code
    place.mkdir(parents=True)
    (place / "locale.toml").write_text(locale_text(habits_of(code) | habits), encoding="utf-8")
    entries = (Translation(one.path, one.english, one.english) for one in TEAM[:told])
    (place / "team.po").write_text(po_text(code, entries), encoding="utf-8")
    return folder


def in_dutch(folder: Path, told: int) -> tuple[list[str], Collaborative]:
    """The languages in the dropdown, and the plan of a team that speaks one of its own."""
    with with_languages_of(own_language(folder, "nl", told)):
        plan = plan_from(SMALL.replace('id = "elm"', 'id = "elm"\nlanguage = "nl"'), folder)
        return list(templates.ids_of("language")), plan


def test_a_language_is_offered_when_a_team_reads_nothing_in_english(tmp_path: Path) -> None:
    offered, plan = in_dutch(tmp_path / "a", len(TEAM) - 1)
    assert offered == ["en-US", "es-US", "fr-CA"]
    [finding] = [f for f in plan.findings if f.code == "V80"]
    assert finding.parameters == {"language": "nl", "n": 1}
    assert plan.teams[1].language == "nl"  # it is spoken all the same: that is how it is tried out

    offered, plan = in_dutch(tmp_path / "b", len(TEAM))
    assert offered == ["en-US", "es-US", "fr-CA", "nl"]
    assert not [f for f in plan.findings if f.code == "V80"]


def test_languages_that_lcxl_brings_are_offered_as_drafts() -> None:
    assert templates.ids_of("language") == ("en-US", "es-US", "fr-CA")
    for code in ("es-US", "fr-CA"):
        with in_language(code):
            assert is_draft()
    assert not is_draft()


@pytest.mark.parametrize("by", ["", "R. Rivard"])
def test_a_review_ends_the_draft(tmp_path: Path, by: str) -> None:
    place = own_language(
        tmp_path, "fr-CA", 0, reviewed_by=by, reviewed_on="2026-10-01" if by else ""
    )
    plan = plan_from(SMALL + WORDED, tmp_path)
    with with_languages_of(place), in_language("fr-CA"):
        numerator = worded(plan).metrics[0].numerator
        assert (numerator == "Patients sous 140/90") == bool(by)
        assert (plan.metrics[0].numerator in numerator) == (not by)
        written = load_workbook(BytesIO(build_reporting_workbook(plan, plan.teams[0])))
        start = [cell.value for row in written["Début"].iter_rows() for cell in row]
        assert start.count(say("languages.draft_book")) == (not by)
