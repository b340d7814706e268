"""Papers and mails: places are found and filled, and each paper says what the plan says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import docx
import pytest

from lcxl import templates
from lcxl.documents.papers.fill import fill, unknown_places
from lcxl.documents.papers.places import PLACE, Open, Rows, fill_text, unknown_in
from lcxl.documents.papers.write import Wish, build_papers
from lcxl.documents.source import Source
from lcxl.errors import LcxlError
from lcxl.plan import Collaborative
from lcxl.plan.dates import day_in_words
from lcxl.plan.follow_up import Attendance
from lcxl.plan.load import load_example
from lcxl.plan.planning import Decision, Heard, Planning
from lcxl.plan.timetable import Timetable
from lcxl.practice.aim import aim_of
from lcxl.words import in_language
from lcxl.words.pseudo import PSEUDO_LANGUAGE
from tests.helpers.papers import cut, opened, saved, tables_of, text_of
from tests.helpers.plans import SMALL, plan_from

BARE = """
id = "bare"
title = "Nothing optional"
kickoff = 2026-01-14
months = 6

[[metrics]]
id = "A"
short_name = "A"
name = "A"
kind = "count"
family = "process"
direction = "monitor"
numerator = "A"

[[teams]]
id = "t"
name = "T"
"""
PROSPECTS = """
[[prospects]]
name = "Elm & Sons (North)"
stage = "interested"
contact_name = "Kim Ode"
contact_email = "kim@example.org"

[[prospects]]
name = "Fir"
stage = "waitlisted"
contact_name = "Lee Fir"

[[prospects]]
name = "Gone"
stage = "no_response"
attempts = 2
"""


# Places


def test_a_place_is_filled_across_runs_and_its_neighbours_keep_their_look() -> None:
    document = docx.Document()
    cut(document, ["Dear *friends, {ti", "*tl", "e} and ", "*{host}", "!"])
    fill(document, {"title": "The {host} of all", "host": "Office"})
    (paragraph,) = document.paragraphs
    assert paragraph.text == "Dear *friends, The {host} of all and Office!"
    looks = {run.text: run.bold for run in paragraph.runs if run.text}
    assert looks["Office"] is True
    assert looks["!"] is None
    assert looks["The {host} of all"] is None


def test_two_places_in_one_run_and_one_over_four() -> None:
    document = docx.Document()
    cut(document, ["{a}{b} {a}", "{", "a", "}", "x"])
    fill(document, {"a": "1", "b": "22"})
    assert document.paragraphs[0].text == "122 11x"


def test_lines_of_a_value_are_broken_and_what_is_open_is_marked() -> None:
    document = docx.Document()
    document.add_paragraph("A {list} {missing} Z")
    fill(document, {"list": "one\ntwo", "missing": Open("[open]")})
    again = opened(saved(document))
    assert again.paragraphs[0].text == "A one\ntwo [open] Z"
    marked = [r.text for r in again.paragraphs[0].runs if r.font.highlight_color is not None]
    assert marked == ["[open]"]


def test_rows_and_lines_that_name_one_of_several_are_repeated() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "{people.name}", "{people.role}, {x}"
    document.add_paragraph("- {people.name}", "List Bullet")
    document.sections[0].header.paragraphs[0].text = "{x}"
    people = Rows([{"name": "Ann {x}", "role": "lead"}, {"name": "Bob", "role": "data"}])
    fill(document, {"people": people, "x": "X"})
    data = saved(document)
    assert tables_of(data) == [[["Ann {x}", "lead, X"], ["Bob", "data, X"]]]
    assert [p.text for p in opened(data).paragraphs] == ["- Ann {x}", "- Bob"]
    assert opened(data).sections[0].header.paragraphs[0].text == "X"
    assert (
        fill_text("{x}:\n- {people.name}", {"people": people, "x": "X"}) == "X:\n- Ann {x}\n- Bob"
    )


def test_what_nothing_fills_is_found_with_its_paragraph() -> None:
    document = docx.Document()
    document.add_paragraph("{title}")
    cut(document, ["Not {kno", "wn} and {people.age}, but {Not a place} and { this }"])
    document.add_table(1, 1).rows[0].cells[0].text = "{people.name} {tilte}"
    places = {"title": "T", "people": Rows([{"name": "Ann"}])}
    found = [(u.number, u.place) for u in unknown_places(document, places)]
    assert found == [(2, "known"), (2, "people.age"), (3, "tilte")]
    assert list(unknown_in("{people}", places)) == ["people"]


# Every paper


def source_of(plan: Collaborative) -> Source:
    return Source(plan, Timetable(plan.calendar))


def made_of(plan: Collaborative, folder: Path, wish: Wish | None = None) -> dict[str, str]:
    """Name of each file -> its text."""
    made = build_papers(source_of(plan), folder, wish or Wish())
    return {
        name: text_of(data) if name.endswith(".docx") else data.decode()
        for name, data in made.files.items()
    }


@pytest.mark.parametrize("name", [*templates.example_names(), "bare"])
def test_every_place_of_every_paper_is_filled(tmp_path: Path, name: str) -> None:
    plan = plan_from(BARE + PROSPECTS, tmp_path) if name == "bare" else load_example(name)
    texts = made_of(plan, tmp_path)
    written = {paper.id for paper in templates.papers().papers}
    for paper in templates.papers().papers:
        beginning = re.split(r"\{", paper.file.rpartition("/")[2])[0]
        if paper.every not in ("prospect", "closed") or plan.prospects:
            assert any(Path(n).name.startswith(beginning) for n in texts), paper.id
    assert len(written) >= 17
    for file, text in texts.items():
        assert not PLACE.search(text), file
        assert "None" not in text, file
        assert text.strip(), file


@pytest.mark.parametrize("paper", ["welcome", "invitation", "blurb"])
def test_as_many_places_are_open_as_an_email_has(tmp_path: Path, paper: str) -> None:
    """The address of whom nobody wrote to yet is one, too."""
    plan = plan_from(BARE, tmp_path)
    made = build_papers(source_of(plan), tmp_path, Wish(only=[paper]))
    mails = [data.decode() for name, data in made.files.items() if name.endswith(".txt")]
    assert made.open_places == sum(mail.count("[still open: ") for mail in mails) > 0


def test_papers_speak_another_language(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    with in_language(PSEUDO_LANGUAGE):
        texts = made_of(plan, tmp_path)
        count = build_papers(source_of(plan), tmp_path, Wish()).open_places
    charter = texts["documents/charter.docx"]
    assert "Purpose" not in charter
    assert count == build_papers(source_of(plan), tmp_path, Wish()).open_places > 10


def test_a_team_reads_its_papers_in_its_own_language(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    team = replace(plan.teams[0], language=PSEUDO_LANGUAGE)
    texts = made_of(replace(plan, teams=(team, *plan.teams[1:])), tmp_path)
    assert "Endorsement" not in texts[f"documents/agreement-{team.id}.docx"]
    assert "Åþŕîļ" in texts[f"documents/agreement-{team.id}.docx"]
    assert "Purpose" in texts["documents/charter.docx"]


def test_the_agreement_prints_every_due_date(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    team = plan.teams[0]
    made = build_papers(source_of(plan), tmp_path, Wish(("agreement",), (team.id,)))
    (name,) = made.files
    assert name == f"documents/agreement-{team.id}.docx"
    rows = next(t for t in tables_of(made.files[name]) if t[0] == ["Report about", "Due on"])
    told = {row[0]: row[1] for row in rows[1:]}
    for month in plan.calendar.reports:
        if not plan.calendar.is_asked_together(month):
            assert told[month.in_words()] == day_in_words(plan.calendar.due(month))
    assert any(label.startswith("the months before the start") for label in told)


def test_the_agreement_has_the_twelve_points(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    text = next(iter(made_of(plan, tmp_path, Wish(("agreement",))).values()))
    headings = [line for line in text.split("\n") if re.match(r"\d+\. ", line)]
    assert len(headings) == len(templates.recruiting().agreement) == 12


def test_an_agenda_has_two_versions_with_clock_times(tmp_path: Path) -> None:
    at = 'months = 6\nsession_time = 13:00:00\ntime_zone = "Europe/Berlin"'
    plan = plan_from(SMALL.replace("months = 6", at, 1), tmp_path)
    assert plan.calendar.session_time == time(13)
    made = build_papers(source_of(plan), tmp_path, Wish(("agenda-participants",
                                                         "agenda-facilitators")))  # fmt: skip
    (short,) = tables_of(made.files["documents/agenda-S2-participants.docx"])
    (full,) = tables_of(made.files["documents/agenda-S2-facilitators.docx"])
    assert [row[0] for row in short] == [row[0] for row in full]
    assert short[1][0] == "13:00"
    minutes = sum(int(row[1]) for row in full[1:])
    assert minutes == plan.calendar.session_minutes
    how = {row[3] for row in full[1:]} - {""}
    shown = {cell for row in short for cell in row}
    assert how
    assert not how & shown, "how it is done is for facilitators alone"


def test_a_mail_is_ready_to_paste(tmp_path: Path) -> None:
    texts = made_of(plan_from(BARE + PROSPECTS, tmp_path), tmp_path)
    mail = texts["documents/mail/invite-Elm-Sons-North.txt"]
    assert mail.startswith("To: kim@example.org\nSubject: Nothing optional: I thought of you\n\n")
    assert "Dear Kim Ode," in mail
    assert "[still open: why they of all]" in mail
    waits = texts["documents/mail/decline-Fir.txt"]
    assert waits.startswith("To: [still open: the e-mail address]")
    assert "on our list" in waits
    assert not any("Gone" in name for name in texts)


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    wish = Wish(("charter", "agreement"), ())
    assert build_papers(source_of(plan), tmp_path, wish) == build_papers(
        source_of(plan), tmp_path, wish
    )


def test_a_paper_for_one_team_names_no_other(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    for name, text in made_of(plan, tmp_path).items():
        about = [team for team in plan.teams if f"-{team.id}." in name]
        if about:
            others = [t.name for t in plan.teams if t.id != about[0].id]
            assert not [other for other in others if other in text], name


def test_rooms_agendas_and_prework_are_those_of_meetings(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    meetings = {
        "meetings": [{"id": "S1", "place": "Town hall", "begins": time(9, 30)}],
        "agenda": [
            {"session": "S1", "order": 2.0, "minutes": 20.0, "what": "Second", "lead": "Kim"},
            {"session": "S1", "order": 1.0, "minutes": 25.0, "what": "First", "reserve": "Lee"},
        ],
        "items": [
            {"item": "Read this", "hours": 0.5, "used": "Yes"},
            {"item": "Not that", "hours": 3.0, "used": "No"},
        ],
    }
    source = Source(plan, Timetable(plan.calendar), meetings=meetings)
    made = build_papers(source, tmp_path, Wish()).files
    data = made["documents/agenda-S1-facilitators.docx"]
    (table,) = tables_of(data)
    assert [row[:3] for row in table[1:]] == [["09:30", "25", "First"], ["09:55", "20", "Second"]]
    assert "Town hall" in text_of(data)
    welcome = made["documents/mail/welcome-oak.txt"].decode()
    assert "- Read this (0.5 h)" in welcome
    assert "Not that" not in welcome


def test_a_team_reads_in_its_own_language_what_the_host_left_as_it_was_offered(
    tmp_path: Path,
) -> None:
    plan = plan_from(SMALL, tmp_path)
    plan = replace(plan, teams=(replace(plan.teams[0], language="fr-CA"), *plan.teams[1:]))
    offered = templates.meeting_defaults().prework[0].what
    items = [{"item": what, "hours": 0.5, "used": "Yes"} for what in (offered, "Read this")]
    source = Source(plan, Timetable(plan.calendar), meetings={"items": items})
    made = build_papers(source, tmp_path, Wish()).files
    french, english = (made[f"documents/mail/welcome-{t}.txt"].decode() for t in ("oak", "elm"))
    assert "- Lire la charte (0,5 h)\n- Read this (0,5 h)" in french
    assert "- Read the charter (0.5 h)\n- Read this (0.5 h)" in english


def test_what_was_said_in_confidence_is_told_only_with_leave(tmp_path: Path) -> None:
    plan = plan_from(BARE + PROSPECTS, tmp_path)

    def mail(again: str) -> str:
        heard = Heard(organisation="Elm & Sons (North)", said="We need this.", again=again)
        known = replace(plan, planning=Planning(heard=(heard,)))
        texts = made_of(known, tmp_path, Wish(("invite",)))
        return texts["documents/mail/invite-Elm-Sons-North.txt"]

    assert "you told us: “We need this.”" in mail("Yes")
    assert "We need this." not in mail("No")
    assert "[still open: a line on how you know each other]" in mail("")


def test_the_charter_says_what_planning_says(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    decision = Decision(decided_on=date(2025, 10, 3), decision="Five metrics.", by="all")
    plan = replace(plan, planning=replace(plan.planning, decisions=(decision,)))
    text = made_of(plan, tmp_path, Wish(("charter",)))["documents/charter.docx"]
    assert "Version of 3 October 2025" in text
    for said in (plan.planning.concept.purpose, plan.planning.primary[0].text,
                 plan.planning.ideas[0].text, plan.planning.evaluation[0].question,
                 aim_of(plan), "Five metrics."):  # fmt: skip
        assert said
        assert said in text
    bare = made_of(plan_from(BARE, tmp_path), tmp_path, Wish(("charter",)))
    assert "[still open: what the collaborative is for]" in bare["documents/charter.docx"]


# The host's own


def test_the_hosts_own_text_takes_the_place_of_ours(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    (tmp_path / "templates").mkdir()
    own = docx.Document()
    cut(own, ["Our own agreement with {te", "*am", "} until {wrap_up}"])
    (tmp_path / "templates" / "agreement.docx").write_bytes(saved(own))
    texts = made_of(plan, tmp_path, Wish(("agreement",)))
    text = texts["documents/agreement-oak.docx"]
    assert text.startswith("Our own agreement with ")
    assert plan.teams[0].name in text
    assert "Endorsement" not in text


def test_a_place_that_is_not_known_is_named_with_file_and_paragraph(tmp_path: Path) -> None:
    plan = plan_from(BARE, tmp_path)
    (tmp_path / "templates").mkdir()
    own = docx.Document()
    own.add_paragraph("Hello")
    cut(own, ["Dear {con", "tackt},"])
    for name in ("charter", "leader"):
        (tmp_path / "templates" / f"{name}.docx").write_bytes(saved(own))
    with pytest.raises(LcxlError) as refused:
        build_papers(source_of(plan), tmp_path, Wish())
    assert "2 places" in refused.value.message
    assert "templates/charter.docx, paragraph 2" in refused.value.message
    assert "templates/leader.docx, paragraph 2" in refused.value.message
    assert "{contackt}" in refused.value.message
    assert "decision_maker" in refused.value.fix


def test_a_template_that_is_no_document_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "charter.docx").write_bytes(b"no zip")
    with pytest.raises(LcxlError, match=r"charter\.docx cannot be opened"):
        build_papers(source_of(plan_from(BARE, tmp_path)), tmp_path, Wish())


def test_dates_are_those_of_the_timetable_as_the_host_moved_it(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    moved = Timetable(plan.calendar, {"M12": date(2025, 9, 1)})
    made = build_papers(Source(plan, moved), tmp_path, Wish(("blurb",))).files
    assert "1 September 2025" in made["documents/mail/blurb.txt"].decode()


def test_a_certificate_names_the_sessions_that_people_came_to(tmp_path: Path) -> None:
    """As meetings.xlsx has it, or else the tracker; where nobody came it is not listed."""
    plan = plan_from(BARE, tmp_path)
    first, second = plan.calendar.sessions[:2]
    team = plan.teams[0]
    came = [
        Attendance(team=team.id, event="learning session", held_on=day, people=n)
        for day, n in ((first, 2), (second, 4))
    ]
    plan = replace(plan, attendance=tuple(came), host="Office")
    noted = {"present": [{"id": "S2", "team": team.id, "people": 0.0}]}
    source = Source(plan, Timetable(plan.calendar), meetings=noted)
    made = build_papers(source, tmp_path, Wish(only=["certificate"], teams=[team.id]))
    (text,) = (text_of(data) for data in made.files.values())
    assert day_in_words(first) in text
    assert day_in_words(second) not in text.replace(day_in_words(plan.calendar.sessions[-1]), "")
    assert made.open_places == 0
    nothing = made_of(plan_from(BARE, tmp_path), tmp_path, Wish(only=["certificate"]))
    assert all("not noted yet" in text for text in nothing.values())


def test_the_words_come_in_the_language_of_the_collaborative(tmp_path: Path) -> None:
    with in_language("es-US"):
        (text,) = made_of(plan_from(BARE, tmp_path), tmp_path, Wish(only=["words"])).values()
    assert "sesión de aprendizaje" in text
    assert "learning session" not in text
