"""Who is asked for a report, on which day and in which words.

The days are those of the task list of Improving Chronic Illness Care: a week before the due
date, the working day before it, and the three working days after it.  Words and days stand
in templates_src/defaults/chase.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lcxl import templates
from lcxl.merge.timeliness import HERE, TARGET, MonthReport, Status, Timeliness
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import day_in_words, month_in_words
from lcxl.plan.people import Role
from lcxl.plan.working_days import WorkingDays

__all__ = ["Message", "messages_on", "next_message", "recipients", "status_lines"]

OUT: tuple[Status, ...] = ("missing", "due", "not due")
"""Statuses of reports that are still to come."""


REPORTERS: tuple[Role, ...] = ("data contact", "backup data contact", "team lead")


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready to send."""

    chase: templates.Chase
    month: date
    day: date
    teams: tuple[Team, ...]
    """The teams it goes to, or is about."""
    subject: str
    text: str


def messages_on(plan: Collaborative, found: Timeliness) -> list[Message]:
    """The messages of that day; those with nobody to send them to are left out."""
    return [m for m in _messages(plan, found) if m.day == found.on and m.teams]


def next_message(plan: Collaborative, found: Timeliness) -> Message | None:
    """The first message after that day, by what is known now."""
    later = (m for m in _messages(plan, found) if m.day > found.on and m.teams)
    return min(later, key=lambda m: m.day, default=None)


def day_of(chase: templates.Chase, due: date, working: WorkingDays) -> date:
    """The day a message goes out: a day off is left backward before the due date."""
    if chase.day.working_days:
        return working.add(due, chase.day.working_days)
    day = due + timedelta(days=chase.day.days)
    return working.on_or_before(day) if chase.day.days < 0 else working.on_or_after(day)


def _messages(plan: Collaborative, found: Timeliness) -> Iterator[Message]:
    for month in found.months:
        due = plan.calendar.due(month)
        asked = [t for t in plan.teams if not t.has_left(found.on)]
        here = [t for t in asked if found.of(t, month).status in HERE]
        out = [t for t in asked if found.of(t, month).status in OUT]
        places = {
            "month": month_in_words(month),
            "due": day_in_words(due),
            "title": plan.title,
            "host": plan.host or plan.title,
            "names_in": _names(here),
            "names_out": _names(out),
            "n_in": len(here),
            "n_teams": len(here) + len(out),
        }
        for chase in templates.chases():
            if not out and (chase.to != "all" or chase.day.days < 0):
                continue
            yield Message(
                chase,
                month,
                day_of(chase, due, plan.calendar.working),
                tuple(here + out if chase.to == "all" else out),
                chase.subject.format_map(places),
                chase.text.strip().format_map(places),
            )


def _names(teams: Sequence[Team]) -> str:
    return ", ".join(team.name for team in teams) or templates.status_words()["nobody"]


def recipients(plan: Collaborative, message: Message) -> str:
    """Who it goes to, with addresses where the plan has them."""
    if message.chase.to == "coach":
        coaches = dict.fromkeys(team.coach for team in message.teams if team.coach)
        return ", ".join(coaches) or templates.status_words()["coaches"]
    return "; ".join(
        f"{team.name} <{address}>" if (address := _address(plan, team, message.day)) else team.name
        for team in message.teams
    )


def _address(plan: Collaborative, team: Team, day: date) -> str:
    """Of who reports for the team that day, or of whom the host talks to there."""
    for role in REPORTERS:
        for person in plan.contacts(team.id, role, day):
            if person.email:
                return person.email
    return team.contact_email


def status_lines(plan: Collaborative, found: Timeliness) -> Iterator[str]:
    """How things stand, in sentences: the month asked for now, and all months together."""
    words = templates.status_words()
    begun = [m for m in found.months if any(_is_asked(found.of(t, m)) for t in plan.teams)]
    if not begun:
        if found.months:
            first = found.months[0]
            due = day_in_words(plan.calendar.due(first))
            yield words["none_yet"].format(month=month_in_words(first), due=due)
        return
    for month in begun[:-1]:
        missing = [t for t in plan.teams if found.of(t, month).status == "missing"]
        if missing:
            yield words["earlier"].format(month=month_in_words(month), names=_names(missing))
    yield from _month_lines(plan, found, begun[-1])
    if found.share_on_time is not None:
        yield words["share"].format(share=f"{found.share_on_time:.0%}", target=f"{TARGET:.0%}")
    if found.median_days_late is not None:
        yield words["median"].format(days=f"{found.median_days_late:g}")


def _month_lines(plan: Collaborative, found: Timeliness, month: date) -> Iterator[str]:
    words = templates.status_words()
    reports = [(team, found.of(team, month)) for team in plan.teams]
    yield words["month"].format(
        month=month_in_words(month),
        due=day_in_words(plan.calendar.due(month)),
        n_in=sum(r.status in HERE for _, r in reports),
        n_teams=sum(_is_asked(r) for _, r in reports),
    )
    late = [
        words["days"].format(team=team.name, days=r.days_late)
        for team, r in reports
        if r.status == "late"
    ]
    lists = {"late": late} | {
        key: [team.name for team, r in reports if r.status == status]
        for key, status in (
            ("unknown", "received"),
            ("missing", "missing"),
            ("open", "due"),
            ("excused", "excused"),
        )
    }
    for key, names in lists.items():
        if names:
            yield "  " + words[key].format(names=", ".join(names))


def _is_asked(report: MonthReport) -> bool:
    return report.status not in ("not due", "withdrawn", "excused")
