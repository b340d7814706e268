"""Letters to teams: to whom, about what, whom to call, and what is different in a new workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lcxl.cells import Book
from lcxl.documents.addressed import call_lines, coach_lines, coaches_of, to_team
from lcxl.documents.letter import letter
from lcxl.documents.new_workbook import mail_of, mails_left, place_of
from lcxl.keep.filled import Filled
from lcxl.keep.folder import Keep
from lcxl.plan import Collaborative
from lcxl.reissue.carried import Carried
from lcxl.reissue.edition import as_text, differences, edition_of, from_text, planned
from lcxl.reissue.issued import edition_in_hand, remember_issued
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import findings, workbook

PEOPLE = """
[[people]]
team = "oak"
name = "L. Brandt"
role = "data contact"
email = "l.brandt@oak.example"
phone = "312 555 0100"

[[people]]
name = "J. Okafor"
role = "coach"
email = "j.okafor@lakeside.example"
phone = "312 555 0142"
"""
COACHED = SMALL.replace('id = "oak"\n', 'id = "oak"\ncoach = "J. Okafor"\n') + PEOPLE


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(COACHED, tmp_path)


def test_a_letter_says_to_whom_about_what_and_whom_to_call(plan: Collaborative) -> None:
    told = findings(plan, "month  BP  BP/\n2026-01  30  20")
    lines = letter(plan, plan.team("oak"), told).splitlines()
    assert lines[:3] == [
        "To: Oak Street Clinic <l.brandt@oak.example>",
        f"Subject: {plan.title}: questions to Oak Street Clinic",
        "",
    ]
    assert lines[-1] == "Your coach: J. Okafor, j.okafor@lakeside.example, 312 555 0142"
    assert plan.title in lines[lines.index("With kind regards") + 1]


def test_a_letter_without_questions_has_another_subject(plan: Collaborative) -> None:
    lines = letter(plan, plan.team("oak"), []).splitlines()
    assert lines[1] == f"Subject: {plan.title}: thank you for your data"


def test_a_coach_who_said_no_is_named_and_no_more(tmp_path: Path) -> None:
    said = COACHED.replace('role = "coach"\n', 'role = "coach"\nconsent = "No"\n')
    plan = plan_from(said, tmp_path)
    assert list(coach_lines(plan, [plan.team("oak")])) == ["Your coach: J. Okafor"]


def test_teams_of_several_coaches_are_told_apart(plan: Collaborative) -> None:
    both = [plan.team("oak"), plan.team("elm")]
    assert list(coach_lines(plan, both)) == [
        "The coach of Oak Street Clinic: J. Okafor, j.okafor@lakeside.example, 312 555 0142"
    ]
    assert coaches_of(plan, both) == "J. Okafor <j.okafor@lakeside.example>"
    assert list(call_lines(plan, both, date(2026, 3, 1))) == [
        "Oak Street Clinic: L. Brandt (data contact), 312 555 0100"
    ]


def test_who_has_left_gets_no_letter(tmp_path: Path) -> None:
    left = COACHED.replace('role = "data contact"\n', 'role = "data contact"\nend = 2026-02-01\n')
    plan = plan_from(left, tmp_path)
    assert to_team(plan, plan.team("oak")) == "Oak Street Clinic"
    assert to_team(plan, plan.team("oak"), date(2026, 1, 15)).endswith("<l.brandt@oak.example>")


def changed(plan: Collaborative) -> Collaborative:
    """Another version from March on, a metric less, groups, and the due date moved."""
    bp, *_, wait = plan.metrics
    new = replace(
        bp, version="1.1", effective_from=date(2026, 3, 1), strata=("Young", "Old"),
        about=(("change_note", "Telephone visits count too."),),
    )  # fmt: skip
    due = replace(plan.calendar.due_rule, number=12)
    calendar = replace(plan.calendar, due_rule=due)
    return replace(plan, metrics=(new, wait), calendar=calendar)


def test_what_is_different_is_told_and_from_when(plan: Collaborative) -> None:
    old = edition_of(Book(workbook(plan, "month  BP  BP/\n2026-01  10  20")))
    assert old == planned(plan)
    assert list(differences(old, plan)) == []
    told = list(differences(old, changed(plan)))
    assert told[:4] == [
        "BP control has another definition, version 1.1 in place of 1.0, from March 2026 on."
        " Telephone visits count too.",
        "BP control is split into these groups now: Young; Old.",
        "These are no longer reported: Falls, Calls.",
        "The report on January 2026 is due on Thursday 12 February 2026,"
        " no longer on Tuesday 10 February 2026.",
    ]
    mail = mail_of(changed(plan), plan.team("oak"), old, "submissions/oak.xlsx").splitlines()
    assert mail[0] == "To: Oak Street Clinic <l.brandt@oak.example>"
    assert mail[1].startswith("Subject: ")
    assert "What is different from submissions/oak.xlsx, which you sent last:" in mail
    assert all(f"- {line}" in mail for line in told)
    assert mail[-1].startswith("Your coach: J. Okafor")


def test_nothing_different_needs_no_mail(plan: Collaborative) -> None:
    assert mail_of(plan, plan.team("oak"), planned(plan), "") == ""
    assert mail_of(plan, plan.team("oak"), None, "") == ""


def test_an_edition_is_remembered_as_it_is(plan: Collaborative) -> None:
    assert from_text(as_text(planned(plan))) == planned(plan)


def test_of_a_team_that_sent_nothing_the_first_one_counts(
    plan: Collaborative, tmp_path: Path
) -> None:
    """Of two builds in a row, nobody knows which the team got."""
    team, then = plan.team("elm"), changed(plan)
    remember_issued(tmp_path, plan, team, b"")
    remember_issued(tmp_path, then, team, b"")
    old, file = edition_in_hand(tmp_path, team, None, b"")
    assert (old, file) == (planned(plan), "")


def test_of_a_team_that_sent_something_the_newest_counts(
    plan: Collaborative, tmp_path: Path
) -> None:
    team, then = plan.team("oak"), changed(plan)
    remember_issued(tmp_path, plan, team, b"")
    sent = tmp_path / "oak.xlsx"
    sent.write_bytes(workbook(then, "month  BP.1  BP.1/\n2026-01  10  20"))
    name = "submissions/oak.xlsx"
    carried = Carried(Filled({}), sources=("reporting/oak.xlsx", name), paths={name: sent})
    assert edition_in_hand(tmp_path, team, carried, b"") == (planned(then), name)
    sent.write_bytes(b"PK in a mail")
    assert edition_in_hand(tmp_path, team, carried, b"") == (planned(plan), "")


def test_a_mail_about_nothing_any_more_is_named(plan: Collaborative, tmp_path: Path) -> None:
    keep, path = Keep(tmp_path), place_of(tmp_path, "oak")
    path.parent.mkdir(parents=True)
    path.write_text("What is different: nothing")
    assert mails_left(keep, [path]) == []
    (line,) = mails_left(keep, [])
    assert str(path) in line
