"""What of the plan goes to teams and coaches."""

from __future__ import annotations

from pathlib import Path

from lcxl.audience.plan import for_teams
from lcxl.user_cache import dumps, loads
from tests.helpers.plans import SMALL, plan_from

PEOPLE = """
[[people]]
team = "oak"
name = "Ada Agreed"
role = "data contact"
email = "ada@oak.example"
phone = "555-0101"
notes = "hard to reach"
consent = "Yes"

[[people]]
team = "elm"
name = "Sam Silent"
role = "data contact"
email = "sam@elm.example"

[[people]]
team = "elm"
name = "Eve Agreed"
role = "team lead"
consent = "Yes"
"""
NOTED = 'name = "Oak Street Clinic"\nnotes = "may leave"\ncoach = "Kim"\ncontact_name = "Boss"'
SECRET = ("may leave", "Kim", "Boss", "555-0101", "hard to reach", "Sam Silent", "Eve Agreed")


def test_what_the_host_notes_stays_with_the_host(tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace('name = "Oak Street Clinic"', NOTED) + PEOPLE, tmp_path)
    assert all(word.encode() in dumps(plan) for word in SECRET)
    given = dumps(for_teams(plan))
    assert [word for word in SECRET if word.encode() in given] == []
    known = loads(given)
    assert [person.name for person in known.people] == ["Ada Agreed"]
    assert [team.id for team in known.teams] == ["oak", "elm"]
    assert known.metrics == plan.metrics


def test_a_page_for_one_team_knows_its_own_people_and_no_other_team(tmp_path: Path) -> None:
    plan = plan_from(SMALL + PEOPLE, tmp_path)
    known = for_teams(plan, ["elm"])
    assert [team.id for team in known.teams] == ["elm"]
    assert [person.name for person in known.people] == ["Sam Silent", "Eve Agreed"]
