"""Questions about organisations and people; none of them keeps a workbook from being built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.organisations import FUNNEL, STAGE_DATES, STAGE_NEEDS
from lcxl.plan.people import NEEDED_ROLES, SINGLE_ROLES, Person
from lcxl.plan.raw import At, Heading, RawPlan, Word
from lcxl.words import Text

__all__ = ["check_people"]

People = Sequence[tuple[int, Person]]
"""People with the number of their row."""


def check_people(raw: RawPlan, people: Sequence[Person | None], calendar: Calendar | None) -> None:
    """Ask about stages, roles, mailing list, addresses and the change log."""
    for table in ("teams", "prospects"):
        for i in range(len(raw.rows(table))):
            _check_stage(raw, table, i)
    known = [(i, person) for i, person in enumerate(people) if person is not None]
    if known:
        _check_teams_named(raw, known)
        _check_roles(raw, known)
        _check_dates(raw, known)
        _check_addresses(raw, known)
    _check_change_log(raw, known)


def _check_stage(raw: RawPlan, table: str, i: int) -> None:
    """What a stage needs is there, and its dates are in order."""
    row = raw.rows(table)[i]
    stage, name = row.get("stage"), row.get("name") or Text("plan_parts.an_organisation")
    for needed in STAGE_NEEDS.get(stage, ()) if isinstance(stage, str) else ():  # type: ignore[call-overload]
        if row.get(needed) in (None, "") and (table, i, needed) not in raw.bad:
            raw.found(
                rules.STAGE,
                At(table, i, needed),
                "empty",
                {
                    "organisation": name,
                    "stage": Word("stage", str(stage)),
                    "heading": Heading(table, needed),
                },
                team_id=str(row["id"]) if table == "teams" and row.get("id") else None,
            )
    dated = [
        (stage, field, day)
        for stage in FUNNEL
        if isinstance(day := row.get(field := STAGE_DATES[stage]), date)
    ]
    for (earlier, _, before), (later, field, after) in pairwise(dated):
        if after.toordinal() < before.toordinal():
            raw.found(
                rules.STAGE,
                At(table, i, field),
                "order",
                {
                    "organisation": name,
                    "later": Word("stage", later),
                    "after": after,
                    "earlier": Word("stage", earlier),
                    "before": before,
                },
            )


def _check_teams_named(raw: RawPlan, people: People) -> None:
    ids = {
        str(row["id"]).casefold()
        for table in ("teams", "prospects")
        for row in raw.rows(table)
        if row.get("id")
    }
    for i, person in people:
        if person.team and person.team.casefold() not in ids:
            raw.found(
                rules.ROLES,
                At("people", i, "team"),
                "no_team",
                {"person": person.name, "given": person.team},
            )


def _check_roles(raw: RawPlan, people: People) -> None:
    """Every active team has sponsor, lead, data contact and a different backup."""
    for i, row in enumerate(raw.rows("teams")):
        team, name = str(row.get("id", "")), row.get("name", "")
        if not team or row.get("stage") == "withdrew" or row.get("withdrew_on"):
            continue
        here = {
            person.role: person
            for _, person in people
            if person.team.casefold() == team.casefold() and person.end is None
        }
        missing = [role for role in NEEDED_ROLES if role not in here]
        if missing:
            raw.found(
                rules.ROLES,
                At("teams", i, "id"),
                "missing",
                {"team": name, "roles": [Word("role", role) for role in missing]},
                team_id=team,
            )
        contact, backup = here.get("data contact"), here.get("backup data contact")
        if contact and backup and _is_same(contact, backup):
            raw.found(
                rules.ROLES,
                At("people", next((k for k, person in people if person is backup)), "name"),
                "one_person",
                {"team": name, "person": backup.name},
                team_id=team,
            )


def _check_dates(raw: RawPlan, people: People) -> None:
    """Nobody who left gets mail; one holder at a time."""
    withdrawn = {
        str(row.get("id")).casefold() for row in raw.rows("teams") if row.get("stage") == "withdrew"
    }
    holders: defaultdict[tuple[str, str], list[tuple[int, Person]]] = defaultdict(list)
    for i, person in people:
        if person.start and person.end and person.end < person.start:
            raw.found(
                rules.OVERLAP,
                At("people", i, "end"),
                "order",
                {"person": person.name, "last": person.end, "first": person.start},
            )
            continue
        if person.end and person.mailing_list == "Yes" and not _holds_another(person, people):
            raw.found(
                rules.LEFT,
                At("people", i, "mailing_list"),
                "left",
                {"person": person.name, "day": person.end},
                team_id=person.team or None,
            )
        elif person.mailing_list == "Yes" and person.team.casefold() in withdrawn:
            raw.found(
                rules.LEFT,
                At("people", i, "mailing_list"),
                "withdrew",
                {"person": person.name, "team": person.team},
                team_id=person.team,
            )
        if person.team and person.role in SINGLE_ROLES:
            holders[person.team.casefold(), person.role].append((i, person))
    for (_, role), held in holders.items():
        held.sort(key=lambda p: p[1].start or date.min)
        for (_, one), (i, other) in pairwise(held):
            if not _is_same(one, other) and (one.end is None or _begins(other) <= one.end):
                raw.found(
                    rules.OVERLAP,
                    At("people", i, "start"),
                    "two",
                    {
                        "person": other.name,
                        "other": one.name,
                        "role": Word("role", role),
                        "team": other.team,
                    },
                    team_id=other.team,
                )


def _begins(person: Person) -> date:
    return person.start or date.min


def _holds_another(person: Person, people: People) -> bool:
    """The same person has another role that goes on."""
    return any(p.end is None and _is_same(p, person) for _, p in people)


def _is_same(one: Person, other: Person) -> bool:
    return one.name.casefold() == other.name.casefold() and (
        one.team.casefold() == other.team.casefold()
    )


def _check_addresses(raw: RawPlan, people: People) -> None:
    first: dict[str, Person] = {}
    for i, person in people:
        if not person.email:
            continue
        other = first.setdefault(person.email.casefold(), person)
        if other.name.casefold() != person.name.casefold():
            raw.found(
                rules.SHARED_EMAIL,
                At("people", i, "email"),
                "same",
                {"person": person.name, "other": other.name},
                team_id=person.team or None,
            )


def _check_change_log(raw: RawPlan, people: People) -> None:
    """Who left by the log has a last day; who took over is in the list."""
    log = [row for row in raw.rows("roster_changes") if row.get("person")]
    names = {person.name.casefold() for _, person in people}
    open_names = {person.name.casefold() for _, person in people if person.end is None}
    for i, row in enumerate(raw.rows("roster_changes")):
        person = str(row.get("person", ""))
        if not person:
            continue
        if person.casefold() not in names:
            raw.found(
                rules.CHANGE_LOG,
                At("roster_changes", i, "person"),
                "unknown",
                {"person": person},
            )
        elif row.get("change") == "left" and person.casefold() in open_names:
            raw.found(
                rules.CHANGE_LOG,
                At("roster_changes", i, "change"),
                "left",
                {"person": person},
            )
        after = str(row.get("replaced_by") or "")
        if after and after.casefold() not in names:
            raw.found(
                rules.CHANGE_LOG,
                At("roster_changes", i, "replaced_by"),
                "replaced",
                {"person": person, "after": after},
            )
    logged = {str(row["person"]).casefold() for row in log}
    for i, gone in people:
        if gone.end and gone.name.casefold() not in logged:
            raw.found(
                rules.CHANGE_LOG,
                At("people", i, "end"),
                "not_logged",
                {"person": gone.name},
                team_id=gone.team or None,
            )
