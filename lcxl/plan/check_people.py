"""Questions about organisations and people; none of them keeps a workbook from being built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.dates import day_in_words
from lcxl.plan.organisations import FUNNEL, STAGE_DATES, STAGE_NEEDS
from lcxl.plan.people import NEEDED_ROLES, SINGLE_ROLES, Person
from lcxl.plan.raw import RawPlan, heading

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
    stage, name = row.get("stage"), row.get("name", "An organisation")
    for needed in STAGE_NEEDS.get(stage, ()) if isinstance(stage, str) else ():  # type: ignore[call-overload]
        if row.get(needed) in (None, "") and (table, i, needed) not in raw.bad:
            called = heading(table, needed)
            raw.found(
                rules.STAGE,
                table,
                i,
                needed,
                f"{name} is at stage {stage}, but '{called}' is empty.",
                "Fill it in.",
                team_id=row.get("id") if table == "teams" else None,
            )
    dated = [
        (stage, field, row[field])
        for stage in FUNNEL
        if isinstance(row.get(field := STAGE_DATES[stage]), date)
    ]
    for (earlier, _, before), (later, field, after) in pairwise(dated):
        if after.toordinal() < before.toordinal():
            raw.found(
                rules.STAGE,
                table,
                i,
                field,
                f"{name} was at stage {later} on {day_in_words(after)}, but at {earlier} only on "
                f"{day_in_words(before)}.",
                "Correct one of the two dates.",
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
                "people",
                i,
                "team",
                f"{person.name} is in team {person.team!r}, but no organisation has that id.",
                "Use the team id from the sheet Organisations; leave it empty for people of the "
                "host.",
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
                "teams",
                i,
                "id",
                f"{name} has no {_words(missing)}.",
                "Ask the team, and add a row for each on the sheet People.",
                team_id=team,
            )
        contact, backup = here.get("data contact"), here.get("backup data contact")
        if contact and backup and _is_same(contact, backup):
            raw.found(
                rules.ROLES,
                "people",
                next(k for k, person in people if person is backup),
                "name",
                f"{name}: {backup.name} is data contact and backup at once.",
                "Ask the team for somebody else as backup.",
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
                "people",
                i,
                "end",
                f"{person.name}: the last day ({day_in_words(person.end)}) is before the first "
                f"({day_in_words(person.start)}).",
                "Correct one of the two dates.",
            )
            continue
        if person.end and person.mailing_list == "Yes" and not _holds_another(person, people):
            raw.found(
                rules.LEFT,
                "people",
                i,
                "mailing_list",
                f"{person.name} has a last day ({day_in_words(person.end)}) and is still on the "
                "mailing list.",
                "Set it to No once the person has left, or clear the last day.",
                team_id=person.team or None,
            )
        elif person.mailing_list == "Yes" and person.team.casefold() in withdrawn:
            raw.found(
                rules.LEFT,
                "people",
                i,
                "mailing_list",
                f"{person.name} is still on the mailing list, but the team {person.team} withdrew.",
                "Set it to No: a team that withdrew gets no more reminders.",
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
                    "people",
                    i,
                    "start",
                    f"{other.name} and {one.name} are both {role} of {other.team} at the same "
                    "time.",
                    "Type the last day of the one who handed over.",
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
                "people",
                i,
                "email",
                f"{person.name} and {other.name} have the same e-mail address.",
                "Ask each of them for an address of their own.",
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
                "roster_changes",
                i,
                "person",
                f"The change log names {person}, who is not in the contact list.",
                "Write the name as on the sheet People, or add the person there.",
            )
        elif row.get("change") == "left" and person.casefold() in open_names:
            raw.found(
                rules.CHANGE_LOG,
                "roster_changes",
                i,
                "change",
                f"By the change log {person} left, but the contact list has no last day.",
                "Type the last day on the sheet People.",
            )
        after = str(row.get("replaced_by") or "")
        if after and after.casefold() not in names:
            raw.found(
                rules.CHANGE_LOG,
                "roster_changes",
                i,
                "replaced_by",
                f"By the change log {after} replaced {person}, but is not in the contact list.",
                "Add a row for this person on the sheet People.",
            )
    logged = {str(row["person"]).casefold() for row in log}
    for i, gone in people:
        if gone.end and gone.name.casefold() not in logged:
            raw.found(
                rules.CHANGE_LOG,
                "people",
                i,
                "end",
                f"{gone.name} has a last day, but the change log does not say what happened.",
                "Add a row to the sheet Change log: left or role changed, and who took over.",
                team_id=gone.team or None,
            )


def _words(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
