"""The decks of one team: introduction, lessons learned, poster."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from pptx import Presentation

from lcxl.combine import Master
from lcxl.combine.combine import Combined, TeamText
from lcxl.documents.slides.deck import Deck
from lcxl.documents.slides.intro import build_intro
from lcxl.documents.slides.lessons import build_lessons
from lcxl.documents.slides.poster import build_poster
from lcxl.documents.slides.team import OfTeam
from lcxl.documents.slides.write import Look, write_deck
from lcxl.figures.figures import Figures
from lcxl.intake.submission import TextRow
from lcxl.plan.people import Person
from lcxl.templates import tool_defaults
from lcxl.words import in_language
from tests.acceptance.test_data_call import with_teams
from tests.helpers.decks import ReadSlide, read_deck
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from

DAY = date(2026, 1, 14)


def written(deck: Deck) -> list[ReadSlide]:
    return read_deck(write_deck(deck, Look(), DAY))


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Master:
    return with_teams(tmp_path_factory.mktemp("plan"))


def with_test(master: Master) -> Master:
    team, metric = master.plan.teams[0], master.plan.metrics[0]
    months = sorted({row.month for row in master.rows if row.team_id == team.id})
    values = {"label": "Huddle", "started": months[-2], "prediction": "Fewer missed",
              "result": "Eleven found", "decision": "adopt"}  # fmt: skip
    told = TeamText(team, TextRow("Changes", 5, values, metric_id=metric.id), "a.xlsx")
    other = TeamText(master.plan.teams[1], TextRow("Changes", 5, {"label": "ELSEWHERE"}), "b.xlsx")
    return replace(master, combined=replace(master.combined, changes=(told, other)))


def test_the_introduction_is_filled_as_far_as_the_plan_knows(master: Master) -> None:
    team = replace(master.plan.teams[0], size=12_500, location="Bergen")
    people = (
        Person(team=team.id, name="Kim Ode", role="sponsor", consent="Yes"),
        Person(team=team.id, name="Not Asked", role="data contact"),
    )
    plan = replace(master.plan, teams=(team, *master.plan.teams[1:]), people=people, aim="More.")
    slides = written(build_intro(OfTeam(replace(master, plan=plan), team, why="Falls hurt.")))
    assert len(slides) == 6
    text = "\n".join(t for s in slides for t in s.texts)
    assert "Kim Ode, sponsor" in text
    assert "Not Asked" not in text, "nobody is named who has not agreed to it"
    assert "Patients whom we serve: 12,500" in text
    assert "Falls hurt." in text
    assert "Our aim: More." in text
    (chart,) = (c for s in slides for c in s.charts)
    before = {p.label for p in plan.calendar.reports if plan.calendar.is_baseline(p)}
    assert set(chart.drawn[team.name]) <= before


def test_without_data_the_introduction_has_a_table_of_metrics(master: Master) -> None:
    empty = Master(master.plan, Combined())
    slides = written(build_intro(OfTeam(empty, master.plan.teams[0])))
    assert len(slides) == 6
    assert not any(s.charts for s in slides)
    (table,) = (t for s in slides for t in s.tables)
    assert [row[0] for row in table[1:]] == [m.name for m in master.plan.metrics]


def test_the_lessons_have_the_teams_own_charts_and_tests(master: Master) -> None:
    master = with_test(master)
    team, metric = master.plan.teams[0], master.plan.metrics[0]
    rows = [{"id": "L2", "answer": "Our huddle."}, {"id": "L7", "answer": None}]
    form = [{"chart": metric.short_name, "consent": "Yes"}]
    slides = written(build_lessons(OfTeam(master, team, {"lessons": rows, "publishing": form})))
    assert len(slides) == 7
    text = "\n".join(t for s in slides for t in s.texts)
    assert "Our huddle." in text
    assert "Advice to the next team" in text, "the prompt stands where nothing is answered"
    tests = next(s for s in slides if s.title == "Our tests")
    assert [row[1:] for row in tests.tables[0][1:]] == [
        ["Huddle", "Fewer missed", "Eleven found", "adopt"]
    ]
    assert "ELSEWHERE" not in text
    own = next(s for s in slides if s.title == "A success").charts[0]
    one = Figures(master.plan, master.combined).by_metric[metric.id]
    values = {p.label: one.row(team.id, p) for p in master.plan.timeline(metric)}
    for label, value in own.drawn[team.name].items():
        row = values[label]
        assert value == (row.value if row else None)
    marked = {label for label, v in own.drawn["A test began"].items() if v is not None}
    (began,) = {t.row.values["started"] for t in master.combined.changes if t.team.id == team.id
                and t.row.values.get("started")}  # fmt: skip
    assert marked == {p.label for p in master.plan.calendar.reports if p.start == began}
    assert "no proof" in next(s for s in slides if s.title == "A success").notes
    assert "agrees that others may read it" in slides[0].notes


def test_an_empty_lessons_deck_holds_every_prompt(master: Master) -> None:
    slides = written(build_lessons(OfTeam(Master(master.plan, Combined()), master.plan.teams[0])))
    text = "\n".join(t for s in slides for t in s.texts)
    assert all(prompt.what in text for prompt in tool_defaults().lessons)


def test_in_french_a_space_stands_before_every_colon(master: Master) -> None:
    """In notes and in what a chart is called too, not only in whole sentences of ours."""
    with in_language("fr-CA"):
        slides = written(build_lessons(OfTeam(master, master.plan.teams[0])))
    told = [s.notes for s in slides] + [c.alt for s in slides for c in s.charts]
    assert any("\u00a0: " in text for text in told)
    assert not [text for text in told if re.search(r"(?<!\u00a0): ", text)]


def test_the_poster_is_one_page_of_nine_parts(master: Master) -> None:
    team = master.plan.teams[0]
    of = OfTeam(master, team, {"poster": [{"id": "P5", "answer": "It was easy."}]})
    data = build_poster(of, DAY)
    assert data == build_poster(of, DAY)
    deck = Presentation(io.BytesIO(data))
    assert round(deck.slide_width / 36000) == 841
    assert round(deck.slide_height / 36000) == 594
    (slide,) = read_deck(data)
    assert all(prompt.what in slide.texts for prompt in tool_defaults().poster)
    assert "It was easy." in slide.texts
    assert len(slide.charts) == 1
    assert slide.charts[0].alt


def test_the_command_makes_them_for_each_team(
    tmp_path: Path,
    lcxl: Callable[..., CompletedProcess[str]],
    is_valid_ooxml: Callable[[Path], list[str]],
) -> None:
    home = tmp_path / "c"
    home.mkdir()
    host_folder(plan_from(SMALL, tmp_path), home)
    done = lcxl("slides", home, "--intro", "--lessons", "--poster", "--team", "oak")
    assert done.returncode == 0, done.stderr
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert [p.name for p in paths] == ["intro-oak.pptx", "lessons-oak.pptx", "poster-oak.pptx"]
    for path in paths:
        assert is_valid_ooxml(path) == []
    done = lcxl("slides", home, "--intro", "--audience", "teams")
    assert done.returncode == 2
    assert "data call alone" in done.stderr
    assert lcxl("slides", home).returncode == 2, "a data call needs data"
